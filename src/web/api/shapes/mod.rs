//! The answers as the OpenAPI document shows them. The words and acts know nothing of OpenAPI, so their
//! shapes stand here a second time; `tests/it/frame/operations.rs` holds every answer against them.
#![allow(dead_code, reason = "described, never made")]

mod archive;
mod entering;
mod intake;
mod records;
mod retention;
mod uses;

pub use archive::*;
pub use entering::*;
pub use intake::*;
pub use records::*;
pub use retention::*;
pub use uses::*;

use utoipa::ToSchema;

/// One thing wrong in one place.
#[derive(ToSchema)]
pub struct Problem {
    /// The sheet's own row; none when it concerns the whole.
    row: Option<u32>,
    column: Option<String>,
    /// Stable snake_case word.
    kind: String,
    /// `notice`, `ask` or `refuse`.
    weight: String,
    message: String,
    fix: String,
}

/// A value that was read differently from how it was written.
#[derive(ToSchema)]
pub struct Change {
    row: Option<u32>,
    column: Option<String>,
    kind: String,
    from: String,
    to: String,
    message: String,
}

/// What went wrong.
#[derive(ToSchema)]
pub struct Failure {
    /// `refused`, `unreadable`, `not_found`, `not_allowed`, `busy`, `broken` …
    error: String,
    problems: Vec<Problem>,
}

/// Work that goes on in the background: look at `/api/v1/jobs/{job}`.
#[derive(ToSchema)]
pub struct JobStarted {
    job: i64,
}
