//! 建立全宗: an archive is founded, shown with sample records, served; the schemes it files under.

mod adopting;
pub mod scheme;
pub mod demo;
pub mod site;
pub mod people;
