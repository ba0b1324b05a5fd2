//! 编目统计: catalogs, registers, forms and samples leave the house.

pub mod sampling; // 抽样: volumes drawn from a seed, again and again the same
pub mod reckoning; // 室藏增减: opening, what came, went and moved, closing
pub mod cataloging; // 编目: finding aids, registers, packages, volumes on paper
pub mod forms; // 表格: listed, checked, printed blank or merged with a sheet
