//! What a printed file says: its lists with their rows, totals and digests.

use serde::{Deserialize, Serialize};

use crate::domain::catalogs::finding_aid::DigestPair;
use crate::domain::general::digest::Digest;
use crate::domain::general::problem::Problem;
use crate::paper::Said;

/// What was printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintedFile {
    pub pages: u64,
    pub rows: u64,
    /// Form and version, rows and digests of each list in it.
    pub contents: Vec<Content>,
    /// SHA-256 of the file.
    pub file: Digest,
    pub bytes: u64,
    /// What came out too small to be read; not kept in the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// One list of a printed file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// `volume_contents@1`
    pub form: String,
    pub rows: u64,
    pub totals: Vec<(String, u64)>,
    #[serde(flatten)]
    pub proof: DigestPair,
}

impl From<Said> for Content {
    fn from(said: Said) -> Content {
        Content { form: said.form, rows: said.rows, totals: said.totals, proof: said.proof }
    }
}
