//! The register of use, saved searches.

use utoipa::ToSchema;

/// A line of 利用登记.
#[derive(ToSchema)]
pub struct Consultation {
    id: i64,
    at: String,
    actor: String,
    identity: String,
    asker: String,
    document: String,
    purpose: String,
    /// None: nothing was found.
    item_id: Option<i64>,
    person_row: Option<i64>,
    subject: String,
    /// `looked`, `copied` or `not_found`.
    given: String,
    /// Pages copied.
    pages: i64,
    tried: String,
}

#[derive(ToSchema)]
pub struct RegisterLine {
    id: i64,
    at: String,
    actor: String,
    identity: String,
    asker: String,
    document: String,
    purpose: String,
    item_id: Option<i64>,
    person_row: Option<i64>,
    subject: String,
    given: String,
    pages: i64,
    tried: String,
    /// Of the record.
    code: String,
    title: String,
}

#[derive(ToSchema)]
pub struct GivenCount {
    given: String,
    lines: i64,
    pages: i64,
}

#[derive(ToSchema)]
pub struct Register {
    rows: Vec<RegisterLine>,
    counts: Vec<GivenCount>,
    /// Give it as `before` for the next page.
    next: Option<i64>,
}

#[derive(ToSchema)]
pub struct SavedSearch {
    id: i64,
    name: String,
    /// Its page of hits.
    href: String,
    /// Records that fit now; none: it could not be counted.
    count: Option<i64>,
}
