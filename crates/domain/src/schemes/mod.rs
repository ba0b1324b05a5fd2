//! 分类方案: classes, steps, periods, and the archival code that means something only against them.

pub mod scheme; // 分类方案 Scheme, accounting tables, the national annex
pub mod code; // 档号 ArchivalCode: parse ↔ print against a scheme
pub mod translation; // 档号对照: a code of one scheme as another writes it
pub mod difference; // 版本对比: what another edition says otherwise
pub mod adoption; // 启用: which schemes a fonds files under, and since when
