//! Catalogs as spreadsheets, written row by row in constant memory.
//!
//! Every text is a text cell (never a formula, never a number); counts alone are numbers.

mod cards;
mod formats;
mod sheets;
mod table;

pub(super) use cards::XlsxCards;
pub(super) use table::XlsxTable;
