//! Dates and codes.

use utoipa::ToSchema;

use super::{Change, Problem};

/// A date with its derivation.
#[derive(ToSchema)]
pub struct Retention {
    period: String,
    effective: String,
    formed_year: i32,
    start: Option<String>,
    /// `"permanent"`, `{"eligible": day}` or `{"question": {kind, protects_until, missing}}`.
    #[schema(value_type = serde_json::Value)]
    outcome: serde_json::Value,
    why: String,
    steps: Vec<String>,
    unverified: bool,
}

#[derive(ToSchema)]
pub struct Fact {
    id: i64,
    item_id: i64,
    kind: String,
    on: String,
    note: String,
}

#[derive(ToSchema)]
pub struct Explained {
    code: String,
    title: String,
    /// `item` or `volume`.
    level: String,
    id: i64,
    /// For a volume: code and title of the item that decides.
    decided_by: Option<Vec<String>>,
    retention: Retention,
    holds: Vec<String>,
    facts: Vec<Fact>,
}

#[derive(ToSchema)]
pub struct ReportRow {
    volume_id: i64,
    /// The item kept longest, which decides.
    item_id: Option<i64>,
    code: String,
    title: String,
    scheme_id: String,
    class_id: String,
    class: String,
    step_id: String,
    step: String,
    /// As filed.
    period: String,
    /// As it now applies.
    effective: String,
    /// A rule it rests on was not read verbatim.
    unverified: bool,
    formed: i32,
    eligible_on: Option<String>,
    why: String,
    holds: Vec<String>,
    question: Option<String>,
    carried_over: bool,
    items: u32,
    pages: u32,
}

#[derive(ToSchema)]
pub struct Totals {
    volumes: i64,
    items: i64,
    pages: i64,
    carried_over: i64,
    /// Volumes whose period the rules have changed since they were filed.
    changed: i64,
    questions: i64,
}

#[derive(ToSchema)]
pub struct DueRow {
    scheme_id: String,
    class_id: String,
    period: String,
    due_year: i32,
    volumes: i64,
    items: i64,
    pages: i64,
    changed: i64,
}

#[derive(ToSchema)]
pub struct Sum {
    volumes: i64,
    items: i64,
    pages: i64,
}

#[derive(ToSchema)]
pub struct Ahead {
    year: i32,
    period: String,
    volumes: i64,
    items: i64,
    pages: i64,
}

#[derive(ToSchema)]
pub struct Report {
    year: i32,
    rows: Vec<ReportRow>,
    /// Dates that wait for a fact: never due.
    questions: Vec<ReportRow>,
    totals: Totals,
    /// Sums of the whole list the rows are a stretch of.
    listed: Sum,
    matrix: Vec<DueRow>,
    /// Each following year with its sums.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    coming: Vec<(i32, i64)>,
    /// The same by period.
    ahead: Vec<Ahead>,
}

/// 档号, read.
#[derive(ToSchema)]
pub struct ArchivalCode {
    scheme_id: String,
    fonds: Option<String>,
    year: i32,
    class_id: String,
    class_code: String,
    step_id: String,
    step: String,
    rule: Option<usize>,
    volume: u32,
    page: u32,
    period: String,
}

#[derive(ToSchema)]
pub struct Readings {
    readings: Vec<ArchivalCode>,
    problems: Vec<Problem>,
    changed: Vec<Change>,
}
