//! 归档 Guidang: files social-insurance business records under an archival code, finds any of them,
//! says when each may lawfully be disposed of and why, and prints every catalog and register.
//!
//! The modules in reading order; each group uses only what stands above it (ARCHITECTURE.md §2,
//! kept by `tests/it/tidy.rs`).

// words: nouns and rules of the field; pure: no async, no I/O, no clock
pub mod domain;

// furniture: each hides one outside library and knows only the words
pub mod catalog; // 目录: rows in; xlsx, csv and html out; the annotated copy of a clerk's sheet
pub mod paper; // 纸: the same rows, covers, labels and certificates as PDF/A (krilla)
pub mod package; // zip packages with a manifest that `sha256sum -c` accepts
pub mod search; // the word index (tantivy): derived from the event log, disposable
pub mod sheet; // reading clerks' sheets, in a child process that may die
pub mod store; // SQL, the source of truth: rows, events, one writer

// housekeeping
pub mod clock; // the only caller of the system clock
pub mod random; // the only source of random names and numbers
pub mod config; // where things are; read once
pub mod stationery; // the forms an office has
pub mod progress; // how far long work is
pub mod embedded; // schemes, style and script inside the binary

// the institution
pub mod archive; // Archive { store, search, schemes, clock, places }: the institution, opened

// acts: one file per act, in the order of a record's life
pub mod founding; // 建馆: fonds, editions of schemes
pub mod choosing; // 挑选: a class and step by what somebody types
pub mod inbox; // 收件: uploaded sheets wait here
pub mod intake; // 接收: a clerk's sheet, every problem, filed
pub mod entering; // 录入: cells, rows and their order, typed or pasted into an open volume
pub mod filing; // 整理: move, reorder, correct, take out
pub mod finding; // 检索: find any record
pub mod consulting; // 利用: what is shown or given at the counter, and its register
pub mod watching; // 常用查询: questions kept under a name
pub mod looking; // 查看: lists and single records
pub mod listing; // 列表: lists on screen, a page at a time, and as files
pub mod guiding; // 引路: the way to a page, year, class, step or code
pub mod basket; // 待办篮: what a person sets aside
pub mod closing; // 立卷: check, 备考表, fix the codes
pub mod checking; // 案卷检查: gaps, duplicates, odd sequences
pub mod expiry; // 到期: the report, the explanation, deciding facts
pub mod cataloging; // 编目: finding aids, registers, packages, volumes on paper
pub mod forms; // 表格: listed, checked, printed blank or merged with a sheet
pub mod sampling; // 抽样: volumes drawn from a seed, again and again the same
pub mod demonstration; // 示例: a sample archive of invented records
pub mod indexing; // the index follows the log
pub mod inspecting; // 体检: disk, database, index, schemes
pub mod verifying; // 核验: rows ↔ events ↔ index ↔ dates
pub mod jobs; // 任务: long work, its progress and its end

// doors: parse, one call, render
pub mod cli;
pub mod web;
