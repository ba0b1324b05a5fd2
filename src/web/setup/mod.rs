//! 建馆: the schemes an archive files under.

pub mod schemes;
pub mod adopting;
