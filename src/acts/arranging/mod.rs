//! 整理: papers are filed, put right and bound.

pub mod entering; // 录入: cells, rows and their order, typed or pasted into an open volume
pub mod filing; // 整理: move, reorder, correct, take out
pub mod amending_many; // 批量修改: one change of many records, looked at first, taken back as a whole
pub mod starting; // 新立: an empty volume at the end of a place
pub mod splitting; // 分卷: the rest of a volume from a record on becomes the next one
pub mod joining; // 并卷: a split is taken back
pub mod closing; // 立卷: check, 备考表, fix the codes
pub mod checking; // 案卷检查: gaps, duplicates, odd sequences
