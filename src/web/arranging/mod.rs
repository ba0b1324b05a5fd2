//! 整理: volumes and their records are worked on.

pub mod items;
pub mod amending;
pub mod amending_many;
pub mod grid_columns;
pub mod volume;
pub mod editor;
pub mod volumes;
pub mod by_hand;
pub mod closing_many;
