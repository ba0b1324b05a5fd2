//! The options of a catalog, and the result of writing it.

use std::path::PathBuf;

use crate::domain::catalogs::finding_aid::{DigestRecipe, IdNumbers, LogAnchor, ProofSheet};
use crate::domain::general::digest::{Digest, Sm3};
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Lang;

/// The encodings offices can open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with BOM: what Excel and WPS recognise.
    #[default]
    Utf8Bom,
    Gb18030,
}

/// What the catalog is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    /// Headings and rows alone: no title, group lines or totals, so that it reads back as a table.
    Csv(Encoding),
    /// One page that stands by itself, ruled for A4 when printed.
    Html,
}

/// The options of a catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogOptions {
    pub lang: Lang,
    pub id_numbers: IdNumbers,
    /// What the digest covers.
    pub recipe: DigestRecipe,
    /// Fields of optional columns to print as well.
    pub also: Vec<String>,
    /// Folder for the temporary file an xlsx needs while it is written (about 0.6 KB a row); the system's
    /// when `None`, which is often in memory.
    pub scratch: Option<PathBuf>,
    /// The checkpoint of the log it ends with.
    pub anchor: Option<LogAnchor>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenCatalog {
    pub rows: u64,
    /// Sum of every column the form totals, as (field, sum).
    pub totals: Vec<(String, u64)>,
    /// SHA-256 over all a reader sees, by the recipe asked for: the same in every format.
    pub digest: Digest,
    /// SM3 over the same.
    pub sm3: Sm3,
    /// Texts the format could not hold as they were.
    pub problems: Vec<Problem>,
    /// What a reader needs to compute the digest from the file.
    pub sheet: ProofSheet,
}
