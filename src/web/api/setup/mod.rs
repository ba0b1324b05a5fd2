//! 建立全宗, for programs.

pub mod accounts;
pub mod adopting;
