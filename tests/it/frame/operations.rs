//! Every operation of the API answers, in the shape its document shows.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::disposals::{BATCH, batch_opened};
use crate::support::door::{BOUNDED, Door, multipart};
use crate::support::handovers::handover_waiting;
use crate::support::transfers::{TRANSFER, transfer_opened};

pub async fn document(door: &Door) -> Value {
    door.get("/api/v1/openapi.json").await.json()
}

/// The schema a JSON answer of this status is said to have.
pub fn schema<'a>(document: &'a Value, path: &str, method: &str, status: &str) -> &'a Value {
    &document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
}

/// Every object a schema stands for that is put together from several.
fn alternatives(document: &Value, schema: &Value) -> Vec<Value> {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return alternatives(document, &document["components"]["schemas"][name]);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().flat_map(|choice| alternatives(document, choice)).collect();
    }
    let Some(parts) = schema["allOf"].as_array() else { return vec![schema.clone()] };
    let joined = |one: &Value, other: &Value| {
        let (mut all, mut required) = (one["properties"].clone(), one["required"].clone());
        let more = other["properties"].as_object().cloned().unwrap_or_default();
        all.as_object_mut().unwrap().extend(more);
        required.as_array_mut().unwrap().extend(other["required"].as_array().cloned().unwrap_or_default());
        json!({ "type": "object", "properties": all, "required": required })
    };
    parts.iter().fold(vec![json!({ "properties": {}, "required": [] })], |ways, part| {
        let choices = alternatives(document, part);
        ways.iter().flat_map(|way| choices.iter().map(|choice| joined(way, choice))).collect()
    })
}

/// Says where a value differs from its schema: an unknown key, a missing one, another type.
pub fn differs(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return differs(document, &document["components"]["schemas"][name], value, &format!("{at}:{name}"));
    }
    if schema["allOf"].is_array() {
        let ways = alternatives(document, schema);
        let wrong: Vec<_> = ways.iter().filter_map(|way| differs(document, way, value, at)).collect();
        return (wrong.len() == ways.len()).then(|| wrong.join(" and "));
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let wrong: Vec<_> =
            choices.iter().filter_map(|choice| differs(document, choice, value, at)).collect();
        return (wrong.len() == choices.len()).then(|| wrong.join(" and "));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&kind) {
        return Some(format!("{at} is {kind}, said to be {kinds:?}"));
    }
    if let Some(list) = value.as_array() {
        let mut each = list.iter().enumerate();
        return each.find_map(|(n, one)| differs(document, &schema["items"], one, &format!("{at}[{n}]")));
    }
    let each = &schema["additionalProperties"];
    if let (Some(fields), true) = (value.as_object(), each.is_object()) {
        return fields
            .iter()
            .find_map(|(name, field)| differs(document, each, field, &format!("{at}.{name}")));
    }
    let fields = value.as_object()?;
    let none = serde_json::Map::new();
    let known = schema["properties"].as_object().unwrap_or(&none);
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
        return Some(format!("{at} has no {missing}"));
    }
    fields.iter().find_map(|(name, field)| match known.get(name) {
        Some(schema) => differs(document, schema, field, &format!("{at}.{name}")),
        None => Some(format!("{at}.{name} is not in the document")),
    })
}

#[track_caller]
fn holds(document: &Value, path: &str, method: &str, status: &str, value: &Value) {
    let schema = schema(document, path, method, status);
    assert!(!schema.is_null(), "{method} {path} does not say what {status} looks like");
    if let Some(difference) = differs(document, schema, value, "") {
        panic!("{method} {path}: {difference}\n{value:#}");
    }
}

/// For every GET of the document, an address that has something to show.
pub fn sample(door: &Door, path: &str) -> String {
    let Door { open_volume, closed_volume, item, batch, job, .. } = door;
    match path {
        "/api/v1/volumes" => "/api/v1/volumes?year=2009&size=1".into(),
        "/api/v1/volumes/{id}/grid" => format!("/api/v1/volumes/{open_volume}/grid"),
        "/api/v1/volumes/{id}" => format!("/api/v1/volumes/{closed_volume}"),
        "/api/v1/items/{id}" => format!("/api/v1/items/{item}"),
        "/api/v1/items/amendments/{seq}" => format!("/api/v1/items/amendments/{}", door.amended),
        "/api/v1/items" => "/api/v1/items?year=2009&size=2".into(),
        "/api/v1/consultations" => "/api/v1/consultations?given=copied&size=5".into(),
        "/api/v1/find" => "/api/v1/find?q=zxm&limit=5".into(),
        "/api/v1/code" => "/api/v1/code?code=2009-ZJ-%E5%8F%82%E4%BF%9D%E5%8D%95%E4%BD%8D%E7%99%BB%E8%AE%B0%E6%9D%90%E6%96%99-1-50-Y".into(),
        "/api/v1/retention/report" => "/api/v1/retention/report?due=2020".into(),
        "/api/v1/retention/explain" => "/api/v1/retention/explain?code=2009-YB-%E5%B0%B1%E5%8C%BB%E7%99%BB%E8%AE%B0%E6%9D%90%E6%96%99-1-3-F".into(),
        "/api/v1/catalogs/{kind}" => format!("/api/v1/catalogs/volume_contents?volume={open_volume}"),
        "/api/v1/proof/{digest}" => format!("/api/v1/proof/{}", door.catalog),
        "/api/v1/difference" => format!("/api/v1/difference?from={}", &door.catalog[..12]),
        "/api/v1/sample" => "/api/v1/sample?n=2&seed=7".into(),
        "/api/v1/batches/{id}" => format!("/api/v1/batches/{batch}"),
        "/api/v1/schemes/{id}" => "/api/v1/schemes/wuhu-2009".into(),
        "/api/v1/holds/{id}" => "/api/v1/holds/1".into(),
        "/api/v1/retention/changes/{number}" => "/api/v1/retention/changes/2026-001".into(),
        "/api/v1/jobs/{id}" => format!("/api/v1/jobs/{job}"),
        "/api/v1/people/{item}/{row}/accesses" => format!("/api/v1/people/{}/1/accesses", door.item),
        "/api/v1/jobs/{id}/file" => format!("/api/v1/jobs/{job}/file"),
        "/api/v1/handovers/{id}" => "/api/v1/handovers/1".into(),
        "/api/v1/transfers/{number}" => format!("/api/v1/transfers/{TRANSFER}"),
        "/api/v1/transfers/due" => "/api/v1/transfers/due?rule=county".into(),
        "/api/v1/disposals/{number}" => format!("/api/v1/disposals/{BATCH}"),
        other => other.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_get_answers_in_its_shape_in_both_languages() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    transfer_opened(&door.archive).await;
    handover_waiting(&door.archive).await;
    let document = document(&door).await;
    assert_eq!(document["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 25);
    for (path, item) in paths {
        if item["get"].is_null() {
            continue;
        }
        let address = sample(&door, path);
        for lang in ["zh", "en"] {
            let and = if address.contains('?') { '&' } else { '?' };
            let answer = door.get(&format!("{address}{and}lang={lang}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text());
            if !schema(&document, path, "get", "200").is_null() {
                holds(&document, path, "get", "200", &answer.json());
            }
            assert!(!answer.text().contains("\"zh\":"), "{address}: both languages at once");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_answers_in_its_shape() {
    let door = Door::furnished().await;
    let agreement = door.agreement().await;
    let document = document(&door).await;
    let volume = door.open_volume;
    let view = door.get(&format!("/api/v1/volumes/{volume}")).await.json();
    let mut order: Vec<i64> =
        view["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect();
    order.reverse();
    let last = order[0];
    let change = |text: &str| json!({ "items": [door.item], "field": "medium", "do": { "set": text }, "reason": "统一写法" });
    let writes = [
        ("put", "/api/v1/volumes/{id}/order", volume, json!({ "order": order }), 200),
        ("put", "/api/v1/volumes/{id}/order", volume, json!({ "order": [last] }), 422),
        ("put", "/api/v1/volumes/{id}/title", volume, json!({ "title": "新题名" }), 200),
        ("put", "/api/v1/volumes/{id}/title", volume, json!({ "title": " " }), 422),
        ("post", "/api/v1/volumes/{id}/items", volume, json!({ "item": door.taken_out, "at": 1 }), 200),
        (
            "post",
            "/api/v1/volumes/{id}/grid",
            volume,
            json!({
                "edits": [{ "item": door.item, "field": "date", "text": "2009.2.30" }, { "item": last, "field": "remarks", "text": "ｘ" }],
                "rows": [{ "key": "k", "cells": { "title": "补录", "pages": "２" } }],
            }),
            200,
        ),
        (
            "post",
            "/api/v1/volumes/{id}/grid",
            door.closed_volume,
            json!({ "rows": [{ "key": "k", "cells": { "title": "x", "pages": "1" } }] }),
            422,
        ),
        ("post", "/api/v1/items/{id}/removal", door.taken_out, Value::Null, 200),
        ("post", "/api/v1/items/{id}/corrections", door.item, json!({ "title": "改", "pages": 2 }), 200),
        ("post", "/api/v1/items/amendments/{seq}/undoing", door.amended, Value::Null, 200),
        ("post", "/api/v1/items/amendments/{seq}/undoing", door.amended, Value::Null, 422),
        ("post", "/api/v1/items/amendments/preview", 0, change("光盘"), 200),
        ("post", "/api/v1/items/amendments", 0, change("光盘"), 200),
        (
            "post",
            "/api/v1/items/amendments",
            0,
            json!({ "items": [], "field": "medium", "do": { "set": "" } }),
            422,
        ),
        ("post", "/api/v1/items/{id}/facts", agreement, json!({ "kind": "ended", "on": "2012-01-01" }), 200),
        ("post", "/api/v1/items/{id}/facts", door.item, json!({ "kind": "ended", "on": "2012-01-01" }), 422),
        ("post", "/api/v1/items/{id}/facts", door.item, json!({ "kind": "ended", "on": "2012-13-01" }), 422),
        ("post", "/api/v1/items/{id}/refiling", door.item, json!({ "year": 2010, "reason": "年度错" }), 200),
        ("post", "/api/v1/items/{id}/refiling", door.item, json!({ "year": 2010 }), 422),
        ("post", "/api/v1/volumes/{id}/removal", volume, Value::Null, 422),
        ("post", "/api/v1/volumes/{id}/closing", volume, json!({ "checked_by": "李" }), 200),
        ("post", "/api/v1/volumes/{id}/closing", volume, json!({}), 422),
        ("post", "/api/v1/batches/{id}/taking-back", door.batch, Value::Null, 422),
        ("post", "/api/v1/jobs/{id}/cancellation", door.job, Value::Null, 422),
        ("post", "/api/v1/transfer", 0, json!({ "volumes": [] }), 422),
        ("post", "/api/v1/basket/additions", 0, json!({ "items": [door.item], "volumes": [volume] }), 200),
        ("post", "/api/v1/basket/additions", 0, json!({ "items": [99999] }), 404),
        ("post", "/api/v1/basket/removals", 0, json!({ "items": [door.item] }), 200),
        ("delete", "/api/v1/basket", 0, Value::Null, 200),
    ];
    all_hold(&door, &document, writes.into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn volumes_begun_split_and_joined_answer_in_their_shapes() {
    let door = Door::furnished().await;
    let document = document(&door).await;
    let post = async |address: &str, body: Value| {
        let answer = door.send("POST", address, "application/json", body.to_string().into_bytes()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    };
    let begun = json!({ "year": 2011, "class": "ZJ", "step": "二(一)", "title": "" });
    let volume = post("/api/v1/volumes", begun.clone()).await["id"].as_i64().unwrap();
    let row = |key: &str| json!({ "key": key, "cells": { "title": key, "pages": "2" } });
    let entered =
        post(&format!("/api/v1/volumes/{volume}/grid"), json!({ "rows": [row("a"), row("b")] })).await;
    let last = &entered["rows"][1]["item"];
    let split = post(&format!("/api/v1/volumes/{volume}/splitting"), json!({ "item": last })).await;
    let (splitting, joining) = ("/api/v1/volumes/{id}/splitting", "/api/v1/volumes/{id}/joining");
    holds(&document, splitting, "post", "200", &split);
    let writes: Writes = vec![
        ("post", "/api/v1/volumes", 0, begun, 200),
        ("post", "/api/v1/volumes", 0, json!({ "year": 2009, "step": "没有的环节" }), 422),
        ("post", "/api/v1/volumes", 0, json!({ "fonds": "9999", "year": 2009, "step": "二(一)" }), 404),
        ("post", splitting, volume, json!({ "item": last }), 422),
        ("post", splitting, door.closed_volume, json!({ "item": door.item }), 422),
        ("post", joining, volume, json!({ "volume": split["next"]["id"] }), 422),
        ("post", "/api/v1/volumes/{id}/removal", split["next"]["id"].as_i64().unwrap() + 1, Value::Null, 200),
        ("post", joining, volume, json!({ "volume": split["next"]["id"] }), 200),
        ("post", joining, volume, json!({ "volume": door.closed_volume }), 422),
    ];
    all_hold(&door, &document, writes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn holds_answer_in_their_shapes() {
    let door = Door::furnished().await;
    let document = document(&door).await;
    let new = json!({ "ground": "audit", "basis": "通知书", "items": [door.item] });
    let rule =
        json!({ "ground": "稽核", "basis": "通知书", "rule": { "class": "ZJ", "year": "2009..2010" } });
    let reason = json!({ "reason": "查完" });
    let writes: Writes = vec![
        ("post", "/api/v1/holds/preview", 0, rule.clone(), 200),
        ("post", "/api/v1/holds/preview", 0, json!({}), 422),
        ("post", "/api/v1/holds", 0, new, 200),
        ("post", "/api/v1/holds", 0, rule, 200),
        ("post", "/api/v1/holds", 0, json!({ "ground": "audit", "basis": "通知书", "rule": {} }), 422),
        ("post", "/api/v1/holds/{id}/lift-request", 1, json!({ "reason": "" }), 422),
        ("post", "/api/v1/holds/{id}/lift-request", 1, reason.clone(), 200),
        ("post", "/api/v1/holds/{id}/lifting", 1, Value::Null, 422),
        ("post", "/api/v1/holds/{id}/keeping", 1, reason.clone(), 200),
        ("post", "/api/v1/holds/{id}/keeping", 1, reason, 422),
        ("post", "/api/v1/holds/{id}/lifting", 99999, Value::Null, 404),
    ];
    all_hold(&door, &document, writes).await;
    let item = door.get(&format!("/api/v1/items/{}", door.item)).await.json();
    holds(&document, "/api/v1/items/{id}", "get", "200", &item);
}

/// Writes in their order: method, path, id, body, status.
type Writes = Vec<(&'static str, &'static str, i64, Value, u16)>;

async fn all_hold(door: &Door, document: &Value, writes: Writes) {
    for (method, path, id, body, status) in writes {
        let address = path.replace("{id}", &id.to_string()).replace("{seq}", &id.to_string());
        let answer = door
            .send(&method.to_uppercase(), &address, "application/json", body.to_string().into_bytes())
            .await;
        assert_eq!(answer.status.as_u16(), status, "{method} {address}: {}", answer.text());
        holds(document, path, method, &status.to_string(), &answer.json());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_uses_and_saved_searches_answer_in_their_shapes() {
    let door = Door::furnished().await;
    let document = document(&door).await;
    let writes: Writes = vec![
        ("post", "/api/v1/find", 0, json!({ "q": "zxm", "limit": 3 }), 200),
        ("post", "/api/v1/find", 0, json!({ "year": 99999 }), 422),
        ("post", "/api/v1/completions", 0, json!({ "q": "张" }), 200),
        (
            "post",
            "/api/v1/consultations",
            0,
            json!({ "identity": "self", "purpose": "litigation", "item": door.item, "row": 2 }),
            200,
        ),
        (
            "post",
            "/api/v1/consultations",
            0,
            json!({ "identity": "self", "asker": "张三", "purpose": "litigation", "subject": "查无此人" }),
            200,
        ),
        (
            "post",
            "/api/v1/consultations",
            0,
            json!({ "identity": "self", "purpose": "litigation", "subject": "查无此人" }),
            422,
        ),
        (
            "post",
            "/api/v1/consultations",
            0,
            json!({ "identity": "self", "purpose": "litigation", "item": 99999 }),
            404,
        ),
        ("post", "/api/v1/consultations", 0, json!({ "item": door.item }), 422),
        ("post", "/api/v1/consultations/{id}/copy", door.copied, json!({ "pages": 1 }), 200),
        ("post", "/api/v1/consultations/{id}/copy", door.copied, json!({ "pages": 99 }), 422),
        ("post", "/api/v1/consultations/{id}/copy", 99999, json!({ "pages": 1 }), 404),
        (
            "post",
            "/api/v1/searches",
            0,
            json!({ "name": "张家的", "question": { "q": "张小梅", "year": 2009 } }),
            200,
        ),
        ("post", "/api/v1/searches", 0, json!({ "name": "", "question": { "q": "张小梅" } }), 422),
        ("put", "/api/v1/searches/{id}/name", 1, json!({ "name": "镜湖张家" }), 200),
        ("put", "/api/v1/searches/{id}/name", 99, json!({ "name": "没有的" }), 404),
        ("delete", "/api/v1/searches/{id}", 1, Value::Null, 200),
        ("delete", "/api/v1/searches/{id}", 1, Value::Null, 404),
    ];
    all_hold(&door, &document, writes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_is_withdrawn_in_its_shape() {
    let door = Door::furnished().await;
    let document = document(&door).await;
    let post = async |address: &str, body: Value| {
        door.send("POST", address, "application/json", body.to_string().into_bytes()).await
    };
    let facts = format!("/api/v1/items/{}/facts", door.agreement().await);
    let recorded = post(&facts, json!({ "kind": "ended", "on": "2012-01-01" })).await.json();
    let withdrawal = format!("{facts}/{}/withdrawal", recorded["facts"][0]["id"]);
    let path = "/api/v1/items/{id}/facts/{fact}/withdrawal";
    for (reason, status) in [("", 422), ("日期抄错", 200), ("日期抄错", 404)] {
        let answer = post(&withdrawal, json!({ "reason": reason })).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        holds(&document, path, "post", &status.to_string(), &answer.json());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_taken_back_in_its_shape() {
    let door = Door::furnished().await;
    let (document, path) = (document(&door).await, "/api/v1/batches/{id}/taking-back");
    let writes: Writes = vec![
        ("post", path, door.batch, Value::Null, 200),
        ("post", path, door.batch, Value::Null, 200),
        ("post", path, 99999, Value::Null, 404),
    ];
    all_hold(&door, &document, writes).await;
    let batch = door.get(&format!("/api/v1/batches/{}", door.batch)).await.json();
    assert!(batch["batch"]["taken_back_at"].as_str().is_some_and(|at| !at.is_empty()), "{batch}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_writes_only_when_it_is_told_to() {
    let door = Door::empty().await;
    let document = document(&door).await;
    let bytes =
        std::fs::read(crate::support::repository("tests/data/sheets/征缴科-2009-缴费核定.xlsx")).unwrap();
    let decided = [("year", "2009"), ("step", "二(一)"), ("suggest", "false")];
    let import = async |more: &[(&str, &str)]| {
        let fields: Vec<_> = decided.iter().chain(more).copied().collect();
        let body = multipart("征缴科.xlsx", &bytes, &fields);
        door.send("POST", "/api/v1/import", BOUNDED, body).await
    };
    let dry = import(&[]).await;
    assert_eq!(dry.status, StatusCode::OK, "{}", dry.text());
    holds(&document, "/api/v1/import", "post", "200", &dry.json());
    let said = dry.json();
    assert_eq!((said["dry_run"].as_bool(), said["written"].as_u64()), (Some(true), Some(0)));
    let stopped = import(&[("dry_run", "false")]).await.json();
    assert_eq!(stopped["written"], 0, "one bad row holds all up unless told otherwise");
    let mapping = dry.json()["mapping"].to_string();
    let taken = import(&[("dry_run", "false"), ("on_error", "skip"), ("mapping", mapping.as_str())]).await;
    holds(&document, "/api/v1/import", "post", "200", &taken.json());
    assert!(taken.json()["written"].as_u64() > Some(50), "{}", taken.text());
    assert_eq!(import(&[("mapping", "{")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn the_test_itself_sees_a_missing_an_unknown_and_a_wrong_field() {
    let document = json!({ "components": { "schemas": { "A": { "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } } } } });
    let schema = json!({ "$ref": "#/components/schemas/A" });
    let with = |more: Value| json!({ "allOf": [schema, { "type": "object", "properties": more }] });
    assert_eq!(
        differs(&document, &with(json!({ "b": { "type": "integer" } })), &json!({ "a": "x", "b": 1 }), ""),
        None
    );
    assert!(differs(&document, &with(json!({})), &json!({ "a": "x", "b": 1 }), "").is_some());
    assert!(differs(&document, &json!({ "type": "object" }), &json!({ "a": 1 }), "").is_some());
    assert_eq!(differs(&document, &schema, &json!({ "a": "x" }), ""), None);
    for wrong in [json!({}), json!({ "a": 1 }), json!({ "a": "x", "b": 1 }), json!([])] {
        assert!(differs(&document, &schema, &wrong, "").is_some(), "{wrong}");
    }
}
