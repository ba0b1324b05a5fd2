//! 检索工具: what a line of a finding aid or register is made of, and how it is written. The acts fill
//! rows, the forms pick fields by key, and every way of writing (xlsx, csv, html, paper) prints a
//! value alike, so that one digest stands for the contents whatever they were written as.

mod anchor;
mod field;
mod fields;
mod entry;
mod head;
mod index_rows;
mod printed;
mod proof_sheet;
mod rows;
mod due_rows;

pub use anchor::LogAnchor;
pub use due_rows::{DueListRow, DueSumRow, ReasonRow, note_mark};
pub use entry::FreeRow;
pub use field::{CatalogRow, FieldKind, LineKind, Value};
pub use fields::fields;
pub use head::{Head, KEYS};
pub use index_rows::{PrintedPerson, PrintedUnit};
pub use printed::{
    ContentsDigest, DigestColumn, DigestPair, DigestRecipe, IdNumbers, NOT_CLOSED, PrintedValue, ValueStyle,
};
pub(in crate::catalogs) use printed::{head_items, lang_key, numbers_key};
pub use proof_sheet::ProofSheet;
pub use rows::{ACROSS, DocNumberRow, Gone, PrintedItem, PrintedVolume, Statement, SummaryRow};
