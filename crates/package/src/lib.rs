//! Packages: a zip of files with a manifest that `sha256sum -c` accepts, written whole or not at all,
//! and read back with limits. The only user of `zip`.
//!
//! Every package holds its members, `说明.txt` (what it is and how to check it without this program)
//! and `manifest-sha256.txt`. The same members give the same bytes.

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod check;
mod name;
mod write;

pub use check::{CheckedPackage, PackageLimits, check};
pub use name::{MANIFEST, README, member_name, why_unsafe};
pub use write::{Member, MemberSource, WrittenPackage, write};
