//! 收集: sheets come in.

pub mod import_form;
pub mod import;
pub mod batches;
