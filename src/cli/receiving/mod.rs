//! 收集: sheets come in.

pub mod import;
