//! Packages: a zip of one bag (BagIt, RFC 8493) with manifests that `sha256sum -c` and any BagIt tool accept, written
//! whole or not at all, and read back with limits, zipped or unpacked. The only user of `zip`.
//!
//! The bag's `data/` holds what is handed over; beside it stand `说明文件.txt` (what it is and how to check it without
//! this program), `bag-info.txt` and manifests in SHA-256 and SM3. The same members give the same bytes.

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod check;
mod complaint;
mod limits;
mod manifest;
mod name;
mod unpacked;
mod write;
mod xml;
mod zipped;

pub use check::{CheckedPackage, check};
pub use limits::PackageLimits;
pub use name::{
    BAG, BAG_INFO, MANIFEST, MANIFEST_SM3, PAYLOAD, README, TAG_MANIFEST, TAG_MANIFEST_SM3, member_name,
    why_unsafe,
};
pub use write::{BagLabel, Member, MemberSource, WrittenPackage, write};
pub use xml::XmlWriter;
