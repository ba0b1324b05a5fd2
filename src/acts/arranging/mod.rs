//! 整理: papers are filed, put right and bound.

pub mod entering; // 录入: cells, rows and their order, typed or pasted into an open volume
pub mod filing; // 整理: move, reorder, correct, take out
pub mod closing; // 立卷: check, 备考表, fix the codes
pub mod checking; // 案卷检查: gaps, duplicates, odd sequences
