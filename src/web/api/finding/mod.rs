//! 检索: search, lists, single records, the basket.

pub mod search;
pub mod items;
pub mod basket;
pub mod saved_searches;
