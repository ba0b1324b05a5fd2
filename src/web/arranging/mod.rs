//! 整理: volumes and their records are worked on.

pub mod amending;
pub mod editor;
pub mod volume;
pub mod volumes;
