//! The acts of the archive by department, in the order of a record's life: one act, one file, named by the act.
//!
//! An act uses words, furniture, procedures and, inside its department, the acts listed before it; never
//! another department.

pub mod setup; // 建立全宗: the archive is founded, or shown with sample records
pub mod receiving; // 收集: sheets come in from the departments
pub mod arranging; // 整理: papers are filed, put right and bound
pub mod finding; // 检索: records are found, looked at, listed and set aside
pub mod using; // 利用: what is shown or given, and to whom
pub mod disposal; // 鉴定处置: what falls due, and why
pub mod catalogs; // 编目统计: catalogs, registers, forms and samples leave the house
pub mod upkeep; // 保管: index, checks, long work
