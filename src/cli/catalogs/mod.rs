//! 编目统计: catalogs, forms, labels, samples, packages.

pub mod catalog;
pub mod forms;
pub mod packages;
pub mod reports;
