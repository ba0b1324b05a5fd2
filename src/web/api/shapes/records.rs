//! Volumes, items, hits.

use utoipa::ToSchema;

use super::{Batch, Fact, Logged, Problem, Retention};

/// Where a record belongs.
#[derive(ToSchema)]
pub struct Place {
    fonds: String,
    year: i32,
    scheme_id: String,
    class_id: String,
    step_id: String,
    /// `permanent`, or the number of years.
    period: String,
}

/// A place as people read it.
#[derive(ToSchema)]
pub struct PlaceNames {
    scheme: String,
    class_code: String,
    class: String,
    step_number: String,
    step: String,
    period: String,
    period_code: String,
    /// The rule was not read verbatim.
    unverified: bool,
}

/// 案卷
#[derive(ToSchema)]
pub struct Volume {
    id: i64,
    place: Place,
    number: u32,
    step_text: String,
    title: String,
    /// `open` or `closed`.
    state: String,
    items: u32,
    pages: u32,
    /// ISO: a day, a month or a year.
    first_date: Option<String>,
    last_date: Option<String>,
    /// Provisional while open.
    code: String,
    code_sort: String,
    statement: String,
    closed_on: Option<String>,
    closed_by: String,
    checked_by: String,
    eligible_on: Option<String>,
    question: Option<String>,
    deciding_item: Option<i64>,
}

#[derive(ToSchema)]
pub struct VolumeLine {
    id: i64,
    place: Place,
    number: u32,
    step_text: String,
    title: String,
    /// `open` or `closed`.
    state: String,
    items: u32,
    pages: u32,
    /// ISO: a day, a month or a year.
    first_date: Option<String>,
    last_date: Option<String>,
    /// Provisional while open.
    code: String,
    code_sort: String,
    statement: String,
    closed_on: Option<String>,
    closed_by: String,
    checked_by: String,
    eligible_on: Option<String>,
    question: Option<String>,
    deciding_item: Option<i64>,
    names: PlaceNames,
}

#[derive(ToSchema)]
pub struct VolumeList {
    rows: Vec<VolumeLine>,
    /// Sums over the whole list.
    volumes: i64,
    items: i64,
    pages: i64,
    /// Give it as `after` for the next page.
    next: Option<String>,
}

/// A random sample, and what is needed to draw it again.
#[derive(ToSchema)]
pub struct Sample {
    seed: String,
    /// How many were asked for.
    size: usize,
    /// Volumes of the scope.
    offered: u64,
    /// SHA-256 over their codes in shelf order.
    scope: String,
    volumes: Vec<VolumeLine>,
    items: i64,
    pages: i64,
}

#[derive(ToSchema)]
pub struct Person {
    name: String,
    /// Masked unless whole numbers were asked for; so is the next.
    id_number: String,
    id_given: String,
    personal_no: String,
    note: String,
}

#[derive(ToSchema)]
pub struct Unit {
    name: String,
    number: String,
}

#[derive(ToSchema)]
pub struct Description {
    title: String,
    creator: String,
    doc_number: String,
    date: Option<String>,
    date_end: Option<String>,
    pages: u32,
    secrecy: String,
    medium: String,
    remarks: String,
    persons: Vec<Person>,
    units: Vec<Unit>,
    /// Further columns of the sheet: heading and value.
    more: Vec<Vec<String>>,
}

/// 件
#[derive(ToSchema)]
pub struct Item {
    id: i64,
    /// None: taken out.
    volume_id: Option<i64>,
    seq: u32,
    place: Place,
    rule: usize,
    page_from: u32,
    code: String,
    code_sort: String,
    description: Description,
    eligible_on: Option<String>,
    question: Option<String>,
    batch: Option<i64>,
    batch_row: Option<u32>,
}

#[derive(ToSchema)]
pub struct ItemList {
    rows: Vec<Item>,
    total: i64,
    /// Give it as `skip` for the next page.
    next: Option<i64>,
}

#[derive(ToSchema)]
pub struct ItemLine {
    id: i64,
    /// None: taken out.
    volume_id: Option<i64>,
    seq: u32,
    place: Place,
    rule: usize,
    page_from: u32,
    code: String,
    code_sort: String,
    description: Description,
    eligible_on: Option<String>,
    question: Option<String>,
    batch: Option<i64>,
    batch_row: Option<u32>,
    page_to: u32,
}

#[derive(ToSchema)]
pub struct VolumeView {
    volume: Volume,
    names: PlaceNames,
    items: Vec<ItemLine>,
    problems: Vec<Problem>,
    retention: Option<Retention>,
    /// Id and title of the item kept longest.
    #[schema(value_type = Option<Vec<serde_json::Value>>)]
    deciding: Option<(i64, String)>,
    history: Vec<Logged>,
    /// The log stood here.
    seq: i64,
}

#[derive(ToSchema)]
pub struct ItemView {
    item: Item,
    page_to: u32,
    names: PlaceNames,
    volume: Option<Volume>,
    retention: Option<Retention>,
    facts: Vec<Fact>,
    history: Vec<Logged>,
    batch: Option<Batch>,
}

/// What the person who closes the volume adds.
#[derive(ToSchema)]
pub struct Closing {
    /// 立卷人; left out: whoever is at the program.
    closed_by: Option<String>,
    checked_by: Option<String>,
    note: Option<String>,
}

/// What a correction changes; a field left out stays as it is.
#[derive(ToSchema)]
pub struct Correction {
    title: Option<String>,
    creator: Option<String>,
    doc_number: Option<String>,
    /// ISO; empty takes it away.
    date: Option<String>,
    date_end: Option<String>,
    pages: Option<u32>,
    secrecy: Option<String>,
    medium: Option<String>,
    remarks: Option<String>,
    persons: Option<Vec<Person>>,
    units: Option<Vec<Unit>>,
    /// Required once the volume is closed.
    reason: Option<String>,
}

/// Where an item belongs; what is left out stays as it is.
#[derive(ToSchema)]
pub struct Elsewhere {
    year: Option<i32>,
    /// Code, id or name of a class.
    class: Option<String>,
    /// Name of a step, or of a paper of an accounting block.
    step: Option<String>,
    reason: Option<String>,
}

#[derive(ToSchema)]
pub struct FieldChange {
    field: String,
    #[schema(value_type = serde_json::Value)]
    old: serde_json::Value,
    #[schema(value_type = serde_json::Value)]
    new: serde_json::Value,
}

#[derive(ToSchema)]
pub struct Corrected {
    item: Item,
    changes: Vec<FieldChange>,
}

#[derive(ToSchema)]
pub struct Hit {
    id: i64,
    code: String,
    title: String,
    /// Pieces of the title; `true`: what was looked for.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    title_marked: Vec<(String, bool)>,
    year: i32,
    names: PlaceNames,
    date: Option<String>,
    pages: u32,
    page_from: u32,
    page_to: u32,
    volume_id: Option<i64>,
    volume_code: String,
    state: String,
    reasons: Vec<String>,
}

#[derive(ToSchema)]
pub struct FacetValue {
    value: String,
    label: String,
    count: u64,
}

/// A word of the query and what it was taken for.
#[derive(ToSchema)]
pub struct Chip {
    kind: String,
    text: String,
}

#[derive(ToSchema)]
pub struct Found {
    total: u64,
    hits: Vec<Hit>,
    /// By `year`, `class_id`, `step_id`, `period`, `state`.
    facets: std::collections::BTreeMap<String, Vec<FacetValue>>,
    chips: Vec<Chip>,
    /// Events the index has still to take in.
    behind: i64,
}
