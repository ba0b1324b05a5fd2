//! 编目统计: catalogs, forms, labels, samples, packages.

pub mod catalog;
pub mod printing;
pub mod forms;
pub mod chosen;
mod first_pages;
pub mod labels;
pub mod proof;
pub mod reprints;
pub mod sample;
pub mod reports;
pub mod figures;
pub mod transfer;
pub mod from_basket;
