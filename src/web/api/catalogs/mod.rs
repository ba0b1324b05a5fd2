//! 编目统计: catalogs, forms, labels, samples, packages.

pub mod catalog;
pub mod proving;
pub mod reports;
