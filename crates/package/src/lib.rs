//! Packages: a zip of one bag (BagIt, RFC 8493) with manifests that `sha256sum -c` and any BagIt tool accept, written
//! whole or not at all, and read back with limits, zipped or unpacked; its metadata are read
//! element by element.
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
mod xml_records;
mod zipped;

pub use check::{CheckedPackage, check, take_out};
pub use limits::PackageLimits;
pub use name::{
    BAG, BAG_INFO, EDITIONS, ITEMS_XML, MANIFEST, MANIFEST_SM3, METADATA_NAMESPACE, METADATA_VERSION,
    PAYLOAD, README, TAG_MANIFEST, TAG_MANIFEST_SM3, VOLUMES_XML, member_name, why_unsafe,
};
pub use write::{BagLabel, Member, MemberSource, WrittenPackage, write};
pub use xml::XmlWriter;
pub use xml_records::{XmlElement, XmlRecords};
