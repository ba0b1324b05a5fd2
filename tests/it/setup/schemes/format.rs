//! The JSON schema an editor checks with says the same as the reader.

use std::collections::BTreeSet;

use guidang::domain::schemes::scheme::parse;
use serde_json::Value;

use super::files;

const SCHEMA: &str = include_str!("../../../../schemes/scheme.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

/// What the schema objects to in a value; the words of JSON Schema that the file uses, no more.
fn objections(root: &Value, rule: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = rule.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(reference.trim_start_matches('#')).expect(reference);
        return objections(root, target, value, at);
    }
    let mut found = Vec::new();
    for word in ["oneOf", "anyOf"] {
        let Some(branches) = rule.get(word).and_then(Value::as_array) else { continue };
        let tried: Vec<_> = branches.iter().map(|branch| objections(root, branch, value, at)).collect();
        if !tried.iter().any(Vec::is_empty) {
            found.extend(tried.into_iter().min_by_key(Vec::len).unwrap());
        }
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        other => panic!("unknown type {other}"),
    };
    if rule.get("type").and_then(Value::as_str).is_some_and(|kind| !is(kind)) {
        found.push(format!("{at}: not a {}", rule["type"]));
    }
    if rule.get("const").is_some_and(|only| only != value) {
        found.push(format!("{at}: not {}", rule["const"]));
    }
    if rule.get("enum").and_then(Value::as_array).is_some_and(|list| !list.contains(value)) {
        found.push(format!("{at}: not one of {}", rule["enum"]));
    }
    if let Some(number) = value.as_i64() {
        let bound = |word: &str| rule.get(word).and_then(Value::as_i64);
        if bound("minimum").is_some_and(|least| number < least)
            || bound("maximum").is_some_and(|most| number > most)
        {
            found.push(format!("{at}: {number} out of bounds"));
        }
    }
    if let Some(list) = value.as_array() {
        let least = rule.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        if (list.len() as u64) < least {
            found.push(format!("{at}: too few"));
        }
        if let Some(item_rule) = rule.get("items") {
            for (i, item) in list.iter().enumerate() {
                found.extend(objections(root, item_rule, item, &format!("{at}[{i}]")));
            }
        }
    }
    if let (Some(fields), Some(known)) = (value.as_object(), rule.get("properties")) {
        for (key, field) in fields {
            match known.get(key) {
                Some(field_rule) => found.extend(objections(root, field_rule, field, &format!("{at}.{key}"))),
                None => found.push(format!("{at}.{key}: unknown")),
            }
        }
        let needed = rule.get("required").and_then(Value::as_array).into_iter().flatten();
        for key in needed.filter_map(Value::as_str).filter(|key| !fields.contains_key(*key)) {
            found.push(format!("{at}.{key}: missing"));
        }
    }
    found
}

fn check(text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap();
    let root = schema();
    objections(&root, &root, &serde_json::to_value(table).unwrap(), "")
}

#[test]
fn every_shipped_file_satisfies_the_schema_and_names_it() {
    for (name, text) in files() {
        assert_eq!(check(&text), [""; 0], "{name}");
        assert!(text.starts_with("#:schema ./scheme.schema.json\n"), "{name}");
    }
}

#[test]
fn the_schema_objects_to_what_the_reader_objects_to() {
    let (_, text) = files().into_iter().find(|(name, _)| name == "wuhu-2009.toml").unwrap();
    for (from, to) in [
        ("separator = ", "seperator = "),
        ("period = 50", "period = \"50年\""),
        ("period = 100", "period = 0"),
        ("item_page = \"first\"", "item_page = \"middle\""),
        ("id = \"cards\"\n", ""),
        ("mark = \"S\"", "mark = \"Z\""),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        assert!(!check(&broken).is_empty(), "schema takes {to}");
        assert!(parse(&broken).is_err(), "reader takes {to}");
    }
}

/// Every table with one unknown field: the reader then lists the fields it knows there.
const PROBES: &str = r#"kind = "scheme"
id = "p"
name = "p"
edition = "p"
zzz = "scheme"
fonds = { number = "1", name = "1", zzz = "fonds" }
[code]
parts = []
separator = "-"
item_page = "first"
volume_page = "first"
zzz = "code"
[[period]]
letter = "A"
period = 1
zzz = "period"
[[block]]
id = "b"
zzz = "block"
[[block.step]]
id = "s"
name = "s"
period = 1
[[class]]
id = "c"
code = "c"
name = "c"
zzz = "class"
[[class.step]]
id = "t"
name = "t"
zzz = "step"
[[class.step.rule]]
names = ["r"]
zzz = "rule"
[[class.step.nearest]]
titles = ["n"]
note = "n"
zzz = "nearest"
[[class.step]]
use = "b"
zzz = "step_of_block"
[[decision]]
about = "a"
text = "t"
zzz = "decision"
[[note]]
text = "t"
zzz = "note"
"#;

const ACCOUNTING_PROBES: &str = r#"kind = "accounting"
id = "p"
name = "p"
in_force = 2000-01-01
zzz = "accounting"
[[line]]
key = "k"
names = ["n"]
period = 1
zzz = "line"
[transition]
from = "f"
cut_off = 2000-01-01
zzz = "transition"
[[transition.case]]
state = "not_reached"
then = "ask"
zh = "z"
en = "e"
zzz = "case"
"#;

#[test]
fn schema_and_reader_know_the_same_fields() {
    let root = schema();
    let mut probed = BTreeSet::new();
    for text in [PROBES, ACCOUNTING_PROBES] {
        for problem in parse(text).expect_err("has unknown fields") {
            assert_eq!(problem.kind, "unknown_field", "{problem:?}");
            let written = text.lines().nth(problem.row.unwrap() as usize - 1).unwrap();
            let table = written.split("zzz = \"").nth(1).unwrap().split('"').next().unwrap();
            let (_, list) = problem.fix.en.split_once("possible here: ").unwrap();
            let read: BTreeSet<&str> = list.split(", ").collect();
            let fields = root["definitions"][table]["properties"].as_object().expect(table);
            let in_schema: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
            assert_eq!(in_schema, read, "{table}");
            probed.insert(table.to_string());
        }
    }
    let defined: BTreeSet<String> = root["definitions"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(probed, defined, "every table of the schema was tried");
}

#[test]
fn the_guide_names_every_field_in_both_languages_and_its_example_is_whole() {
    let guide = include_str!("../../../../schemes/README.md");
    let (chinese, english) = guide.split_once("# How to write").unwrap();
    let root = schema();
    for (table, definition) in root["definitions"].as_object().unwrap() {
        for field in definition["properties"].as_object().unwrap().keys() {
            // Tables are written as their headings: [[class.step]], [code].
            let heading =
                |text: &str| text.contains(&format!("[{field}]")) || text.contains(&format!(".{field}]]`"));
            let named = |text: &str| {
                text.contains(&format!("`{field}`"))
                    || text.contains(&format!("\n{field} = "))
                    || heading(text)
            };
            assert!(named(chinese), "{table}.{field} in Chinese");
            assert!(named(english), "{table}.{field} in English");
        }
    }
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert!(parse(example).is_ok(), "{:?}", parse(example));
    assert_eq!(check(example), [""; 0]);
}
