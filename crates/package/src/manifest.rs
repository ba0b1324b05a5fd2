//! Manifests read: which files a package should hold, with their digests in one algorithm or both.

use std::collections::BTreeMap;

use super::complaint::{about_member, refuse};
use super::name::{of_manifest, why_unsafe};
use crate::domain::general::digest::{Digest, Sm3};
use crate::domain::general::problem::Problem;
use crate::say;

/// The digests a file should have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Expected {
    pub sha256: Option<Digest>,
    pub sm3: Option<Sm3>,
}

/// Files named by manifests.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub files: BTreeMap<String, Expected>,
    /// Names in the order of the SHA-256 manifest, with their digests.
    pub in_order: Vec<(String, Digest)>,
    has_sha256: bool,
    has_sm3: bool,
}

impl Listed {
    pub fn is_empty(&self) -> bool {
        !self.has_sha256 && !self.has_sm3
    }

    /// Reads a manifest of SHA-256 digests.
    pub fn sha256(&mut self, manifest: &str, text: &str, problems: &mut Vec<Problem>) {
        self.has_sha256 = true;
        let mut in_order = Vec::new();
        let files = &mut self.files;
        lines(manifest, text, problems, &mut |hex, name| {
            let digest = Digest::from_hex(hex)?;
            in_order.push((name.to_owned(), digest));
            Some(files.entry(name.to_owned()).or_default().sha256.replace(digest).is_some())
        });
        self.in_order.extend(in_order);
    }

    /// Reads a manifest of SM3 digests.
    pub fn sm3(&mut self, manifest: &str, text: &str, problems: &mut Vec<Problem>) {
        self.has_sm3 = true;
        let files = &mut self.files;
        lines(manifest, text, problems, &mut |hex, name| {
            let digest = Sm3::from_hex(hex)?;
            Some(files.entry(name.to_owned()).or_default().sm3.replace(digest).is_some())
        });
    }

    /// Files that stand in one manifest and not in the other.
    pub fn one_sided(&self) -> Vec<Problem> {
        if !self.has_sha256 || !self.has_sm3 {
            return Vec::new();
        }
        let one_sided = self.files.iter().filter(|(_, of)| of.sha256.is_some() != of.sm3.is_some());
        let problem = |(name, _): (&String, &Expected)| {
            let message = say!(
                "“{name}”只在一份清单上，SHA-256、SM3 两份清单不一致",
                "{name:?} stands in one manifest only: those of SHA-256 and SM3 disagree"
            );
            about_member("manifests_disagree", name, message)
        };
        one_sided.map(problem).collect()
    }
}

/// Problems named of one package; it is refused by one.
pub(super) const MOST_NAMED: usize = 200;

/// Lines of `<64 hex digits>  <name>`; anything else is a problem with its line number. `take` answers `None` for
/// what is no digest, and whether the name was there before.
fn lines(
    manifest: &str,
    text: &str,
    problems: &mut Vec<Problem>,
    take: &mut dyn FnMut(&str, &str) -> Option<bool>,
) {
    for (at, line) in text.split_terminator('\n').enumerate() {
        // a manifest of nothing but bad lines is refused by its first
        if problems.len() >= MOST_NAMED {
            return;
        }
        let number = at as u32 + 1;
        let parts = line.split_once("  ").map(|(hex, name)| (hex, of_manifest(name)));
        let plain = parts
            .filter(|(hex, name)| !hex.bytes().any(|b| b.is_ascii_uppercase()) && why_unsafe(name).is_none());
        match plain.as_ref().and_then(|(hex, name)| Some((take(hex, name)?, name))) {
            Some((false, _)) => {}
            Some((true, name)) => {
                let message = say!(
                    "清单 {manifest} 第 {number} 行的“{name}”重复",
                    "line {number} of {manifest} repeats {name:?}"
                );
                problems.push(about_member("manifest_line", name, message).at_row(number));
            }
            None => {
                let message = say!(
                    "清单 {manifest} 第 {number} 行不合格式",
                    "line {number} of {manifest} is malformed"
                );
                problems.push(refuse("manifest_line", message).at_row(number));
            }
        }
    }
}
