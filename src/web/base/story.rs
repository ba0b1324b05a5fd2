//! Events as people read them.

use serde_json::Value;

use super::words;
use crate::domain::disposal::hold::HoldGround;
use crate::domain::general::key::word_of;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{EventKind, Logged};
use crate::domain::records::job_name;
use crate::domain::using::consultation::reason_name;
use crate::say;

/// One event.
pub struct HistoryLine {
    pub seq: i64,
    /// `2025-03-12 09:14`
    pub at: String,
    pub actor: String,
    pub what: Wording,
    pub about: Wording,
    /// Reason, counts and such.
    pub facts: Vec<(Wording, Wording)>,
    pub changes: Vec<Changed>,
}

/// A field before and after.
pub struct Changed {
    pub field: Wording,
    pub old: String,
    pub new: String,
}

pub fn told(logged: Logged) -> HistoryLine {
    told_about(logged, |_| true)
}

/// Of its changes only those that `concern` whom it is told to.
fn told_about(logged: Logged, concern: impl Fn(&Value) -> bool) -> HistoryLine {
    let mut detail = logged.event.detail.told();
    if let Some(changes) = detail.get_mut("changes").and_then(Value::as_array_mut) {
        changes.retain(concern);
        let more = changes.len().saturating_sub(TOLD);
        changes.truncate(TOLD);
        detail["more_changes"] = more.into();
    }
    let detail = &detail;
    HistoryLine {
        seq: logged.seq,
        at: moment(&logged.at),
        what: word_of::<EventKind>(&logged.event.what),
        facts: facts(detail),
        changes: changes(detail),
        actor: logged.actor,
        about: job_name::about(&logged.event.what, &logged.event.about, detail),
    }
}

/// Newest first.
pub fn history(mut events: Vec<Logged>) -> Vec<HistoryLine> {
    events.reverse();
    events.into_iter().map(told).collect()
}

/// The same on a record's own page: of an entry into its volume only what concerns this record.
pub fn history_of(item: i64, events: Vec<Logged>) -> Vec<HistoryLine> {
    let concerns = |change: &Value| change.get("item").is_none_or(|id| *id == item);
    events.into_iter().rev().map(|logged| told_about(logged, concerns)).collect()
}

/// Changes of one event that are told; the others are counted.
const TOLD: usize = 8;

/// The minute of an RFC 3339 time.
pub fn moment(at: &str) -> String {
    at.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

fn facts(detail: &Value) -> Vec<(Wording, Wording)> {
    let known = [
        ("subject", say!("查找", "Looked for")),
        ("person", say!("人员", "Person")),
        ("row", say!("表内行", "Row")),
        ("reason", say!("理由", "Reason")),
        ("file", say!("文件", "File")),
        ("file_name", say!("文件", "File")),
        ("items", say!("件", "Records")),
        ("pages", say!("页", "Pages")),
        ("accepted", say!("收下", "Taken")),
        ("refused", say!("退回", "Refused")),
        ("ground", say!("事由", "Ground")),
        ("basis", say!("依据", "Basis")),
        ("fact", say!("事实", "Fact")),
        ("on", say!("日期", "Date")),
        ("note", say!("说明", "Note")),
        ("statement", say!("备考表", "备考表")),
        ("closed_by", say!("立卷人", "Closed by")),
        ("checked_by", say!("检查人", "Checked by")),
        ("state", say!("结果", "Outcome")),
        ("new_rows", say!("新录", "New")),
        ("rows_out", say!("取出", "Taken out")),
        ("rows_moved", say!("移动", "Moved")),
        ("split_off", say!("分出", "Split off")),
        ("joined", say!("并入", "Joined")),
        ("more_changes", say!("其余改动", "Further changes")),
    ];
    let told = known.into_iter().filter_map(|(key, label)| {
        let text = match (key, detail.get(key)?) {
            ("fact", Value::String(kind)) => words::fact(kind),
            ("reason", Value::String(reason)) => reason_name(reason),
            ("ground", Value::String(ground)) => word_of::<HoldGround>(ground),
            (_, Value::Number(none)) if none.as_i64() == Some(0) => Wording::default(),
            ("state", Value::String(state)) => words::state(state).word,
            (_, value) => Wording::same(short(value)),
        };
        (!text.zh.is_empty()).then_some((label, text))
    });
    told.collect()
}

fn changes(detail: &Value) -> Vec<Changed> {
    if let Some(changes) = detail.get("changes").and_then(Value::as_array) {
        let of = |change: &Value, key: &str| change.get(key).map(short).unwrap_or_default();
        let told = changes.iter().map(|change| Changed {
            field: words::field(&of(change, "field")),
            old: of(change, "old"),
            new: of(change, "new"),
        });
        return told.collect();
    }
    match (detail.get("old"), detail.get("new")) {
        (Some(Value::String(old)), Some(Value::String(new))) => {
            vec![Changed { field: Wording::default(), old: old.clone(), new: new.clone() }]
        }
        _ => Vec::new(),
    }
}

/// The changes of an event that names a record with each of them: the record, its code, what changed.
pub fn changes_by_record(logged: &Logged) -> Vec<(i64, String, Changed)> {
    let detail = logged.event.detail.told();
    let all = detail.get("changes").and_then(Value::as_array).cloned().unwrap_or_default();
    let records = all.iter().map(|change| {
        let code = change.get("code").and_then(Value::as_str).unwrap_or_default();
        (change.get("item").and_then(Value::as_i64).unwrap_or_default(), code.to_owned())
    });
    records.zip(changes(&detail)).map(|((item, code), change)| (item, code, change)).collect()
}

/// A value in one line: names of persons and units, not their whole rows.
fn short(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let mut texts: Vec<String> = list.iter().take(12).map(short).collect();
            if list.len() > texts.len() {
                texts.push(format!("… ({})", list.len()));
            }
            texts.join("、")
        }
        Value::Object(map) => {
            let words = ["name", "id_number", "number", "personal_no"]
                .iter()
                .filter_map(|key| map.get(*key)?.as_str());
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
