//! The words of the field and its rules. Pure: nothing here does I/O, awaits, or asks the time.
//!
//! Each room uses only those listed above it, and each file of a room only those its `mod.rs` lists above it.

pub mod general; // What every part speaks with: sentences in both languages, problems, digests, who acts.
pub mod values; // Values as they stand on paper: periods, dates, pages, numbers of persons and units.
pub mod schemes; // 分类方案: classes, steps, periods, and the archival code that means something only against them.
pub mod records; // What is kept: 件, 案卷, and what happened to them.
pub mod receiving; // 收集: a clerk's sheet from cells to rows that are understood.
pub mod arranging; // 整理: where a paper belongs, which number and pages it gets, whether a volume may be closed.
pub mod using; // 利用: who asks, what for, what was given.
pub mod disposal; // 鉴定处置: when a record may be appraised, and why.
pub mod catalogs; // 编目: the lines of catalogs and registers, and the forms they are printed on.
