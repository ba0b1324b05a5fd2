//! 检索: search, lists, single records, the basket.

pub mod item_card;
pub mod search;
pub mod saved_searches;
pub mod basket;
pub mod items_list;
pub mod palette;
pub mod steps;
