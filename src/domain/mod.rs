//! The words of the field and its rules. Pure: nothing here does I/O, awaits, or asks the time.
//!
//! Each file uses only those listed above it.

pub mod wording; // one sentence in both languages
pub mod key; // enums stored by a key and shown by a word
pub mod problem; // what is wrong, where, and what to do
pub mod digest; // SHA-256 and SM3 as types
pub mod role; // who acts, and when: By
pub mod text; // folding of widths, dashes, blanks; every change reported
pub mod period; // 保管期限 RetentionPeriod
pub mod date; // 文件日期 RecordDate: year, month or day
pub mod pages; // 页数 and 页次 as clerks write them
pub mod identity; // 公民身份号码 and 统一社会信用代码
pub mod grid; // a clerk's sheet as cells, before anything is understood
pub mod scheme; // 分类方案 Scheme, accounting tables, the national annex
pub mod code; // 档号 ArchivalCode: parse ↔ print against a scheme
pub mod columns; // column names clerks use, as data
pub mod item; // 件 Draft and Item
pub mod unmasking; // a masked ID number that comes back
pub mod rows; // a row of the sheet, understood
pub mod repair; // what an archivist decided about cells and rows of a sheet; what can be offered
pub mod volume; // 案卷 Volume
pub mod barcode; // what a scanner reads: twelve digits
pub mod naming; // ids as people read them
pub mod classify; // 归类: ranked suggestions with their reasons
pub mod placing; // where a row belongs, and what keeps it from it
pub mod retention; // when a record may be appraised, and why
pub mod dating; // the same for many records
pub mod shelving; // volume numbers and pages
pub mod soundness; // whether a volume is fit to be closed
pub mod finding_aid; // 检索工具: the lines of catalogs and registers, and how values are written
pub mod form; // 表格 as data: columns, and where everything stands on paper
pub mod sample; // 抽样: which volumes a seed draws
pub mod consultation; // 利用: who asks, what for, what was given
pub mod states; // states of records, jobs, batches; kinds of jobs
pub mod event_kind; // what an event says was done
pub mod event; // what can happen; the chain
pub mod error; // Refused · NotFound · Conflict · Busy · Broken
