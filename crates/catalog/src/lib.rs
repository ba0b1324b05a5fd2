//! 目录与清册: writes rows as xlsx, csv and html; and copies a clerk's sheet with its problems marked.
//!
//! Independent of the database and of the clock: the same form, head and rows give the same bytes. Rows
//! are written as they come and not kept in memory.

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod annotate;
mod captions;
mod cell_fit;
mod csv;
mod document;
mod format_writer;
mod html;
mod new_file;
mod options;
mod screen_list;
mod totals;
mod workbook;
mod xlsx;

pub use annotate::{Annotation, Extent, MarkedRow, REASON_HEADING, annotate};
pub use document::{Catalog, forms, write};
pub use new_file::NewFile;
pub use options::{CatalogOptions, Encoding, Format, WrittenCatalog};
pub use screen_list::{ListCell, ListColumn, ListRow, SEQ, list_form};

pub use crate::domain::catalogs::finding_aid::{
    CatalogRow, DocNumberRow, DueListRow, FieldKind, Head, IdNumbers, LineKind, PrintedItem, PrintedPerson,
    PrintedUnit, PrintedVolume, Statement, SummaryRow, Value, fields,
};
pub use crate::domain::catalogs::form::{Align, Form, FormColumn, Forms, Layout, Orientation};
