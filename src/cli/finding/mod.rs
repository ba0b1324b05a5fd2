//! 检索: search, lists, single records, the basket.

pub mod records;
