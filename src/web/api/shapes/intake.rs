//! Taking sheets in.

use utoipa::ToSchema;

use super::{Change, Problem};

/// The form of an import.
#[derive(ToSchema)]
pub struct ImportForm {
    /// The sheet: xlsx, xls, ods, csv or txt, 200 MB at most.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// `true` unless given: nothing is written.
    dry_run: Option<bool>,
    /// `stop` (unless given) or `skip`.
    on_error: Option<String>,
    /// `true`: as a job.
    background: Option<bool>,
    fonds: Option<String>,
    year: Option<i32>,
    /// Code, id or name.
    class: Option<String>,
    /// Name or number.
    step: Option<String>,
    sheet: Option<String>,
    sender: Option<String>,
    /// Take a suggestion that stands alone.
    suggest: Option<bool>,
    /// Put in what was decided about this sheet's cells and rows on its page; `false` unless given.
    repairs: Option<bool>,
    /// Kinds of questions answered with yes; may repeat.
    accept: Option<Vec<String>>,
    /// JSON, as the dry run answers it.
    mapping: Option<String>,
}

#[derive(ToSchema)]
pub struct VolumeBrief {
    id: Option<i64>,
    code: String,
    title: String,
    class: String,
    step: String,
    period: String,
    items: u32,
    pages: u32,
}

#[derive(ToSchema)]
pub struct Column {
    index: usize,
    heading: String,
    field: Option<String>,
}

#[derive(ToSchema)]
pub struct Mapping {
    columns: Vec<Column>,
}

#[derive(ToSchema)]
pub struct Intake {
    read: u64,
    accepted: u64,
    written: u64,
    resumed: u64,
    problems: Vec<Problem>,
    /// The first 50,000.
    changed: Vec<Change>,
    changed_total: u64,
    volumes: Vec<VolumeBrief>,
    batch: Option<String>,
    dry_run: bool,
    interrupted: bool,
    seen_before: bool,
    reading: String,
    sheet: String,
    header_rows: Option<Vec<u32>>,
    title_lines: Vec<String>,
    /// The year they name.
    title_year: Option<i32>,
    mapping: Mapping,
    sender: String,
    /// The mapping is that of this sender's last sheet with the same headings.
    remembered: bool,
    /// There are no headings: nothing can be taken before a mapping (by column letters) is given.
    to_confirm: bool,
    /// Decisions about single cells and rows kept for this sheet, and whether they were put in.
    repairs: u64,
    repaired: bool,
}

#[derive(ToSchema)]
pub struct Batch {
    id: i64,
    digest: String,
    file_digest: String,
    file_name: String,
    /// The workbook's sheet.
    sheet: String,
    sender: String,
    done: bool,
    rows_read: i64,
    accepted: i64,
    refused: i64,
    done_through: i64,
}

#[derive(ToSchema)]
pub struct BatchRow {
    row: u32,
    item_id: Option<i64>,
    problems: Vec<Problem>,
    changes: Vec<Change>,
}

#[derive(ToSchema)]
pub struct BatchView {
    batch: Batch,
    rows: Vec<BatchRow>,
}
