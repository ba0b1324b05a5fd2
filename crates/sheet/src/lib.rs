//! Clerks' sheets as cells: xlsx, xls, ods, csv and text in every encoding they come in.
//!
//! A file from outside is never opened by the program itself. A child of it, held to a limit of
//! memory and time, reads the file and writes the rows to its standard output, a line each
//! (`child.rs`); when a hostile file kills it, the answer is one problem and nothing else
//! (`reliability.md` R-14). The only user of calamine, cfb, encoding_rs, chardetng, quick-xml and
//! rlimit; `zip` is used to check an archive before calamine opens it.

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod calamine_sheets;
mod child;
mod delimited;
mod encoding;
mod file_type;
mod in_process;
mod kept;
mod limit_check;
mod lines;
mod number_format;
mod parent;
mod parts;
mod plain_targets;
mod reading;
mod refusal;
mod scan;
#[cfg(test)]
mod tests;
mod xls_records;
mod xlsx;
mod xml;
mod zipped;

pub use child::{SUBCOMMAND, child_main};
pub use in_process::read_in_process;
pub use kept::KeptReadings;
pub use lines::{Again, LinesRead, LinesWritten};
pub use parent::{GridStream, open, read, sheet_names};
pub use reading::{Reading, ReadingLimits};
