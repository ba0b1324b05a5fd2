//! 纸: finding aids, covers, labels and certificates as PDF/A-2b, exact to the millimetre, the same
//! bytes every time. The only user of krilla and of fonts; uses only `domain`.
//!
//! A [`Book`] is filled section by section – a form, its head, its rows – and laid out when it is
//! complete, because 共 y 页 and the digest on a cover are known only then. Rows are kept as their
//! printed text in one buffer; pages are laid out and drawn one at a time.

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod barcodes;
mod book;
mod clean_text;
mod fit;
mod fonts;
mod glyphs;
mod leaves;
mod line_breaks;
mod memory;
mod missing;
mod options;
mod output;
mod page;
mod paging;
mod pdf;
mod pdf_page;
mod pieces;
mod rows;
mod section;
mod svg;
mod table;
mod table_page;
mod vertical;

pub use barcodes::qr;
pub use book::Book;
pub use fonts::{Coverage, Fonts};
pub use memory::give_back;
pub use options::PrintOptions;
pub use output::{FormContents, PageImage, PrintedBook};
