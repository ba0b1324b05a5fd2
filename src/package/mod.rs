//! Packages: a zip of files with a manifest that `sha256sum -c` accepts, written whole or not at all,
//! and read back with limits. The only user of `zip`.
//!
//! Every package holds its members, `说明.txt` (what it is and how to check it without this program)
//! and `manifest-sha256.txt`. The same members give the same bytes.

mod check;
mod name;
mod write;

pub use check::{Checked, Limits, check};
pub use name::{member_name, why_unsafe};
pub use write::{Member, Source, Written, write};

/// Name of the manifest inside every package: one `<digest>  <name>` a line, LF, names as stored.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// Name of the note to people inside every package.
pub const README: &str = "说明.txt";
