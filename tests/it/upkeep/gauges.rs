//! What watching programs are told, and what the program's own log says of requests: counts and times, never anything of a
//! person.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use axum::http::{StatusCode, header};

use super::trouble::filled;
use crate::support::door::Door;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_goes_up_and_names_nobody() {
    let door = Door::furnished().await;
    let read = async |name: &str| -> f64 {
        let text = door.get("/metrics").await.text();
        let line = text.lines().find(|line| line.starts_with(&format!("{name} ")));
        let line = line.unwrap_or_else(|| panic!("{name} is not in:\n{text}"));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    let pages = "guidang_requests_total{method=\"GET\",status=\"2xx\"}";
    door.get("/healthz").await;
    let before = read(pages).await;
    for _ in 0..3 {
        assert_eq!(door.get(&format!("/items/{}", door.item)).await.status, StatusCode::OK);
    }
    assert_eq!(door.get("/nope?q=张小梅").await.status, StatusCode::NOT_FOUND);
    assert_eq!(read(pages).await, before + 4.0, "three pages, and the reading before");
    assert!(read("guidang_requests_total{method=\"GET\",status=\"4xx\"}").await >= 1.0);
    let last = door.archive.store.last_event().await.unwrap();
    assert_eq!(read("guidang_log_events").await, last as f64);
    assert_eq!(read("guidang_requests_running").await, 1.0, "the reading itself");
    assert_eq!(read("guidang_backup_overdue").await, 0.0);
    let answer = door.get("/metrics").await;
    assert!(answer.header(header::CONTENT_TYPE).starts_with("text/plain; version=0.0.4"));
    let text = answer.text();
    // labels hold methods, statuses and stretches, nothing else
    for person in ["张小梅", "990000", "0211", "local", "缴费"] {
        assert!(!text.contains(person), "{person} stands in:\n{text}");
    }
    assert!(!text.contains("items/") && !text.contains("张"), "{text}");
    // each line is a comment or a number with a name
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("guidang_") && value.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ready_is_said_as_long_as_the_database_answers() {
    let door = Door::furnished().await;
    for path in ["/healthz", "/readyz"] {
        let answer = door.get(path).await;
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "ok\n"), "{path}");
    }
    door.archive.store.close().await;
    let answer = door.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("数据库没有应答"), "{}", answer.text());
    assert_eq!(answer.header(header::RETRY_AFTER), "5");
    assert_eq!(door.get("/healthz").await.status, StatusCode::OK, "the program itself is alive");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_a_number_of_its_own() {
    let door = Door::furnished().await;
    let mut numbers = BTreeSet::new();
    for path in ["/", "/nope", "/api/v1/volumes", "/api/v1/nope", "/healthz", "/assets/style.css"] {
        let answer = door.get(path).await;
        let number = answer.headers.get("x-request-id").unwrap_or_else(|| panic!("{path} has none"));
        let number = number.to_str().unwrap().to_owned();
        assert!(number.len() == 16 && number.bytes().all(|b| b.is_ascii_hexdigit()), "{path}: {number}");
        assert!(numbers.insert(number), "{path}: a number came twice");
    }
}

/// One request over a connection of its own; what came back.
fn ask(port: u16, text: &str) -> String {
    let mut link = TcpStream::connect(("127.0.0.1", port)).unwrap();
    link.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    link.write_all(text.as_bytes()).unwrap();
    let mut answer = Vec::new();
    link.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The real program's log, as JSON: a line for each request with its number, route, status and time, and nothing that
/// was asked for.
#[test]
fn the_log_says_what_was_answered_and_not_what_was_asked() {
    let desk = filled();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = desk.command(&["serve", "--listen", &format!("127.0.0.1:{port}")]);
    let log = command.env("GUIDANG_LOG", "info").env("GUIDANG_LOG_FORMAT", "json").stderr(Stdio::piped());
    let mut program = log.spawn().unwrap();
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let secrets = ["990000199003071235", "%E5%BC%A0%E4%B8%89", "zhangsan-secret"];
    let rest = "Host: 127.0.0.1\r\nConnection: close\r\n";
    let [number, name, note] = secrets;
    let got = ask(port, &format!("GET /items?page={number}&q={name} HTTP/1.1\r\n{rest}\r\n"));
    let status: u64 = got.split(' ').nth(1).unwrap().parse().unwrap();
    let body = format!("q={number}+{note}");
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    ask(port, &format!("POST /search HTTP/1.1\r\n{rest}{form}Content-Length: {}\r\n\r\n{body}", body.len()));
    ask(port, &format!("GET /{number}/{note} HTTP/1.1\r\n{rest}\r\n"));
    let id = got.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap().to_owned();
    program.kill().unwrap();
    let output = program.wait_with_output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let answered: Vec<_> = lines.iter().filter(|line| line["fields"]["message"] == "answered").collect();
    assert_eq!(answered.len(), 3, "{log}");
    assert_eq!(answered[0]["span"]["id"], id);
    assert_eq!(
        (&answered[0]["span"]["route"], &answered[0]["fields"]["status"]),
        (&"/items".into(), &status.into())
    );
    assert_eq!(answered[1]["span"]["route"], "/search");
    assert_eq!((&answered[2]["span"]["route"], &answered[2]["fields"]["status"]), (&"".into(), &303.into()));
    for secret in secrets.iter().chain(&["张三"]) {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}
