//! 建馆, for programs.

pub mod adopting;
