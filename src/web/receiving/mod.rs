//! 收集: sheets come in.

pub mod import;
pub mod batches;
pub mod wishes;
