//! 整理: volumes and their records are worked on.

pub mod volumes;
pub mod amending;
