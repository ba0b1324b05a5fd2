//! The log taken home: whole, its chain computed again by other hands; masked, without a number.

use sha2::{Digest as _, Sha256};

use crate::support::{Desk, repository};

fn filled() -> Desk {
    Desk::made_once("decided_records", || {
        let desk = Desk::founded();
        let sheet = repository("tests/data/sheets/征缴科-2009-缴费核定.xlsx");
        let decided = ["--class", "ZJ", "--step", "社会保险费征缴核定材料", "--on-error", "skip"];
        desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decided[..]].concat());
        desk
    })
}

/// The digest of an event, as docs/proof.md says it is computed.
fn digest(event: &serde_json::Value, previous: &str) -> String {
    let mut sum = Sha256::new();
    let mut text = |text: &str| {
        sum.update(b"t");
        sum.update((text.len() as u64).to_be_bytes());
        sum.update(text);
    };
    text("event");
    text(previous);
    sum.update(b"i");
    sum.update(event["seq"].as_i64().unwrap().to_be_bytes());
    let mut text = |text: &str| {
        sum.update(b"t");
        sum.update((text.len() as u64).to_be_bytes());
        sum.update(text);
    };
    for key in ["at", "actor", "what", "about", "detail", "rows"] {
        text(event[key].as_str().unwrap());
    }
    let before = event["before"].as_str().unwrap();
    if !before.is_empty() {
        text(before);
    }
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_chain_of_an_exported_log_is_computed_by_anybody() {
    let (desk, folder) = (filled(), tempfile::tempdir().unwrap());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let code = desk.run(&["--format", "json", "volume", "list"]).ending(0).out;
    assert!(!code.is_empty());
    let correction = ["item", "correct", "1", "--title", "改过的题名", "--reason", "核对原件"];
    desk.run(&correction).ending(0);
    let whole = path("日志.jsonl");
    desk.run(&["log", "export", "--ids", "full", "-o", &whole]).ending(0);
    let text = std::fs::read_to_string(&whole).unwrap();
    let events: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.len() >= 4, "{}", events.len());
    let mut previous = String::new();
    for (at, event) in events.iter().enumerate() {
        assert_eq!((event["seq"].as_u64(), event["prev"].as_str()), (Some(at as u64 + 1), Some(&*previous)));
        previous = digest(event, &previous);
        assert_eq!(event["digest"], previous.as_str(), "{event}");
    }
    assert!(events.iter().any(|event| event["before"].as_str().unwrap().contains("title")));
    // a word changed breaks it
    let mut odd = events[1].clone();
    odd["about"] = "别的".into();
    assert_ne!(digest(&odd, events[0]["digest"].as_str().unwrap()), events[1]["digest"]);
    desk.run(&["catalog", "verify", &whole]).ending(0);
    for name in ["掩码.jsonl", "掩码.csv"] {
        let masked = path(name);
        desk.run(&["log", "export", "-o", &masked]).ending(0);
        let text = std::fs::read_to_string(&masked).unwrap();
        assert!(text.contains(events[0]["digest"].as_str().unwrap()), "the links are there");
        let is_number = |word: &str| word.len() >= 18 && word.starts_with("990000");
        let word = |c: char| !c.is_ascii_digit();
        assert!(!text.split(word).any(is_number), "{name}");
        desk.run(&["catalog", "verify", &masked]).ending(0);
    }
    desk.run(&["log", "export", "-o", &path("日志.txt")]).ending(2);
}
