//! 检索: records are found, looked at, listed and set aside.

pub mod searching; // 检索: find any record
pub mod viewing; // 查看: lists and single records
pub mod listing; // 列表: lists on screen, a page at a time, and as files
pub mod palette; // 引路: the way to a page, year, class, step or code
pub mod saved_searches; // 常用查询: questions kept under a name
pub mod basket; // 待办篮: what a person sets aside
