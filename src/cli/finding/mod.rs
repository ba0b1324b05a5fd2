//! 检索: search.

pub mod find;
