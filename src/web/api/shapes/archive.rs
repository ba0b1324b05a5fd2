//! The whole: overview, schemes, jobs, log, checks.

use utoipa::ToSchema;

use super::Batch;

#[derive(ToSchema)]
pub struct Fonds {
    id: i64,
    number: String,
    name: String,
    scheme_id: String,
}

#[derive(ToSchema)]
pub struct HoldingCount {
    year: i32,
    scheme_id: String,
    class_id: String,
    step_id: String,
    period: String,
    state: String,
    volumes: i64,
    items: i64,
    pages: i64,
}

/// Ids of records and volumes; either may be left out.
#[derive(ToSchema)]
pub struct Entries {
    #[schema(required = false)]
    items: Vec<i64>,
    #[schema(required = false)]
    volumes: Vec<i64>,
}

#[derive(ToSchema)]
pub struct Overview {
    fonds: Vec<Fonds>,
    volumes: i64,
    items: i64,
    pages: i64,
    open_volumes: i64,
    due_this_year: i64,
    questions: i64,
    taken_out: i64,
    /// First and last year.
    years: Option<Vec<i32>>,
    holdings: Vec<HoldingCount>,
    batches: Vec<Batch>,
    latest: Vec<Logged>,
}

#[derive(ToSchema)]
pub struct Event {
    what: String,
    about: String,
    /// The deed's own facts.
    #[schema(value_type = serde_json::Value)]
    detail: serde_json::Value,
}

#[derive(ToSchema)]
pub struct Logged {
    seq: i64,
    at: String,
    actor: String,
    event: Event,
    /// Covers the event before: the chain.
    digest: String,
}

#[derive(ToSchema)]
pub struct Finding {
    kind: String,
    weight: String,
    line: Option<u32>,
    source_line: Option<u32>,
    subject: String,
    message: String,
    fix: String,
    decision: Option<String>,
}

#[derive(ToSchema)]
pub struct SchemeView {
    /// The scheme as its file says it; the format is explained in `schemes/README.md`.
    #[schema(value_type = serde_json::Value)]
    scheme: serde_json::Value,
    findings: Vec<Finding>,
    /// Fonds that file under it.
    fonds: Vec<String>,
}

#[derive(ToSchema)]
pub struct CatalogKind {
    key: String,
    name: String,
    preset: String,
    unverified: bool,
}

/// What a file that was made earlier has been found to be.
#[derive(ToSchema)]
pub struct Proof {
    /// `current`, `changed`, `genuine`, `not_ours`.
    standing: String,
    /// SHA-256 of the file.
    file: String,
    /// When, by whom and as what it was made; empty: it is not ours.
    at: String,
    actor: String,
    about: String,
    /// Codes of the volumes and records that changed since, where any did.
    #[schema(required = false)]
    records: Vec<String>,
    /// How many more there are.
    #[schema(required = false)]
    more: u64,
}

#[derive(ToSchema)]
pub struct VolumeFinding {
    about: String,
    volume_id: Option<i64>,
    row: Option<u32>,
    column: Option<String>,
    kind: String,
    weight: String,
    message: String,
    fix: String,
}

#[derive(ToSchema)]
pub struct Checked {
    volumes: usize,
    findings: Vec<VolumeFinding>,
}

#[derive(ToSchema)]
pub struct JobView {
    id: i64,
    kind: String,
    /// `queued`, `running`, `done`, `failed`, `cancelled`.
    state: String,
    #[schema(value_type = serde_json::Value)]
    input: serde_json::Value,
    done: i64,
    total: i64,
    #[schema(value_type = serde_json::Value)]
    outcome: serde_json::Value,
    file: String,
    error: String,
    actor: String,
    created_at: String,
    updated_at: String,
    /// The program that began it, where several work over one database.
    node: String,
    /// The program stopped before it was done.
    interrupted: bool,
    /// Another program over the same database is at it.
    elsewhere: bool,
}

#[derive(ToSchema)]
pub struct Difference {
    kind: String,
    about: String,
    message: String,
    fix: String,
}

#[derive(ToSchema)]
pub struct Verified {
    events: i64,
    items: i64,
    volumes: i64,
    indexed: i64,
    findings: Vec<Difference>,
}
