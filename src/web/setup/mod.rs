//! 建立全宗: the schemes an archive files under.

pub mod schemes;
pub mod adopting;
