//! 核验单: what a reader needs beside an export to compute its digest herself.

use serde::{Deserialize, Serialize};

use super::anchor::LogAnchor;
use super::printed::DigestRecipe;
use crate::general::digest::{Digest, Sm3};

/// What a reader of an export needs beside the file to compute its digest: docs/proof.md. In a workbook it is the
/// comment of the document, beside a csv a file of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofSheet {
    /// Always `shown`: the only recipe that is computed from a file.
    pub recipe: DigestRecipe,
    /// Key and version of the form.
    pub form: String,
    pub lang: String,
    pub id_numbers: String,
    pub title: String,
    /// Field and heading of each column.
    pub columns: Vec<(String, String)>,
    /// Positions of the columns that print a value once.
    pub once: Vec<usize>,
    /// Items of the head that say something, as key and value.
    pub head: Vec<(String, String)>,
    /// Those of them that the form shows, as key, label and value.
    pub shown: Vec<(String, String, String)>,
    /// Headings under which a csv has the values of the group line.
    pub groups: Vec<String>,
    /// Heading under which a csv has the part, empty where there are no parts; each has a sheet in a workbook.
    pub part: String,
    /// Parts and their rows.
    pub parts: Vec<(String, u64)>,
    /// What the list's sheets are called in a workbook of several lists; of one in parts each part has a sheet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tab: String,
    pub rows: u64,
    pub sha256: Digest,
    pub sm3: Sm3,
    /// The last checkpoint of the log when it was made; no digest covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<LogAnchor>,
}

impl ProofSheet {
    /// Those of all lists of a workbook: one alone as it is, several one after another.
    pub fn text_of_all(sheets: &[ProofSheet]) -> String {
        match sheets {
            [one] => one.text(),
            several => serde_json::json!(several).to_string(),
        }
    }

    /// As it lies in or beside a file: JSON.
    pub fn text(&self) -> String {
        serde_json::json!(self).to_string()
    }
}
