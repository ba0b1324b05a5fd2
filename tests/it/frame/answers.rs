//! The document of the API names every answer the API gives: each operation is asked in ways a careless or hostile
//! program would, and what comes back is an answer its document shows, in the shape it shows.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use super::operations::{differs, document, schema};
use crate::support::door::Door;

/// Numbers and words in place of what an address names.
const NAMED: [&str; 6] = ["1", "99999", "0", "-1", "9999999999999999999", "%E6%97%A0"];
/// Values of a parameter.
const ASKED: [&str; 6] = ["", "x", "-1", "2009", "99999999999999999999", "%00%F0%9F%92%A9"];

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let json = |value: Value| ("application/json", value.to_string().into_bytes());
    vec![
        json(json!({})),
        json(json!([])),
        json(Value::Null),
        json(
            json!({ "items": [1, 99999], "volumes": [], "reason": "x", "name": "x", "q": "x", "title": "x", "on": "x", "year": 2009 }),
        ),
        json(json!({ "items": "x", "id": -1, "volumes": [99999999], "nothing_like_it": true })),
        ("application/json", b"{\"half".to_vec()),
        ("application/json", vec![0xff, 0xfe, 0x00]),
        ("text/plain", b"{}".to_vec()),
        ("", Vec::new()),
        ("multipart/form-data; boundary=b", b"--b\r\nhalf".to_vec()),
    ]
}

/// Addresses of an operation, each with one thing wrong or odd.
fn addresses(path: &str, operation: &Value) -> Vec<String> {
    let parameters: Vec<(String, bool)> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| (one["name"].as_str().unwrap().to_owned(), one["in"] == "query"))
        .collect();
    let named = |value: &str| {
        let named = parameters.iter().filter(|(_, asked)| !asked);
        named.fold(path.to_owned(), |path, (name, _)| path.replace(&format!("{{{name}}}"), value))
    };
    let mut all: Vec<String> = NAMED.iter().map(|value| named(value)).collect();
    for (name, _) in parameters.iter().filter(|(_, asked)| *asked) {
        all.extend(ASKED.iter().map(|value| format!("{}?{name}={value}", named("1"))));
        all.push(format!("{}?{name}=1&{name}=2", named("1")));
    }
    all.sort();
    all.dedup();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_the_api_gives_is_in_its_document() {
    let door = Door::furnished().await;
    let document = document(&door).await;
    let (mut asked, mut statuses, mut wrong) = (0, BTreeSet::new(), BTreeSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            // what reads the whole archive is asked once, and found in order elsewhere
            let bodies = match method.as_str() {
                "get" => vec![("", Vec::new())],
                _ => bodies(),
            };
            for address in addresses(path, operation) {
                for (kind, body) in &bodies {
                    for site in ["same-origin", "cross-site"] {
                        if site == "cross-site" && address.contains('?') {
                            continue;
                        }
                        let mut request =
                            Request::builder().method(method.to_uppercase().as_str()).uri(&address);
                        request = request.header("sec-fetch-site", site);
                        if !kind.is_empty() {
                            request = request.header(header::CONTENT_TYPE, *kind);
                        }
                        let Ok(request) = request.body(Body::from(body.clone())) else { continue };
                        let answer = door.ask(request).await;
                        asked += 1;
                        let status = answer.status.as_u16().to_string();
                        statuses.insert(status.clone());
                        if operation["responses"][&status].is_null() {
                            wrong.insert(format!("{method} {path}: {status} is not in the document"));
                            continue;
                        }
                        let shape = schema(&document, path, method, &status);
                        if shape.is_null() {
                            continue;
                        }
                        match serde_json::from_slice::<Value>(&answer.body) {
                            Ok(value) => {
                                if let Some(difference) = differs(&document, shape, &value, "") {
                                    wrong.insert(format!("{method} {path} {status}: {difference}"));
                                }
                            }
                            Err(error) => {
                                wrong.insert(format!("{method} {path} {status}: no JSON: {error}"));
                            }
                        }
                    }
                }
            }
        }
    }
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    // the questions were of every kind
    for status in ["200", "400", "403", "404", "415", "422"] {
        assert!(statuses.contains(status), "{statuses:?}");
    }
    assert!(asked > 1500, "only {asked}");
}
