//! 整理: volumes and their records are worked on.

pub mod item;
pub mod volume;
