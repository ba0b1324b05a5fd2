//! 归档 Guidang: files social-insurance business records under an archival code, finds any of them,
//! says when each may lawfully be disposed of and why, and prints every catalog and register.
//!
//! The modules in reading order; each group uses only what stands above it (ARCHITECTURE.md §2,
//! kept by `tests/it/tidy.rs`).

// words: nouns and rules of the field; pure: no async, no I/O, no clock
pub use guidang_domain as domain;
pub use guidang_domain::{problems, say};

// furniture: each hides one outside library and knows only the words
pub use guidang_backup as backup; // places where backups are kept: objects by digest, lists, what is kept how long
pub use guidang_catalog as catalog; // 目录: rows in; xlsx, csv and html out; the annotated copy of a clerk's sheet
pub use guidang_checkpoint as checkpoint; // 检查点: the log as a tree, its signed checkpoints and proofs (tlog_tiles, signed_note)
pub use guidang_package as package; // zip packages with a manifest that `sha256sum -c` accepts
pub use guidang_paper as paper; // 纸: the same rows, covers, labels and certificates as PDF/A (krilla)
pub use guidang_search as search; // the word index (tantivy): derived from the event log, disposable
pub use guidang_sheet as sheet; // reading clerks' sheets, in a child process that may die
pub use guidang_store as store; // SQL, the source of truth: rows, events, one writer

// housekeeping
pub mod clock; // the only caller of the system clock
pub mod random; // the only source of random names and numbers
pub mod throttle; // how often somebody may fail
pub mod secrets; // passwords, tokens: how they are kept and judged
pub mod totp; // the second factor's codes
pub mod config; // where things are; read once
pub mod system_user; // who runs this program
pub mod progress; // how far long work is
pub mod embedded; // schemes, style and script inside the binary

// the institution
pub mod people; // what an account may do; the first accounts
pub mod archive; // Archive { store, search, schemes, clock, places }: the institution, opened

// procedures: what several acts do the same way
pub mod procedures;

// acts: one file per act, by department, in the order of a record's life
pub mod acts;

// doors: parse, one call, render
pub mod cli;
pub mod web;
