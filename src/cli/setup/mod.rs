//! 建馆: the schemes an archive files under.

pub mod scheme;
pub mod demo;
pub mod site;
