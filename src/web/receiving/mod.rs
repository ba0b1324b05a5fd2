//! 收集: sheets come in.

pub mod wishes;
pub mod import;
pub mod batches;
