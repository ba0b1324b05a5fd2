//! 建立全宗, for programs.

pub mod adopting;
