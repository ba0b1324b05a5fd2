//! 收集: sheets and packages come in.

pub mod import_form;
pub mod packages; // import leads here
pub mod import;
pub mod batches;
pub mod handovers; // a sheet that did not arrive is told as import tells it
