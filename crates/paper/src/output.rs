//! What comes out: the PDF or the pages as images, and what they contain.

use crate::domain::catalogs::finding_aid::DigestPair;
use crate::domain::general::problem::Problem;

/// A PDF, and what it contains.
pub struct PrintedBook {
    pub pdf: Vec<u8>,
    pub pages: u64,
    pub contents: Vec<FormContents>,
    /// What had to be set too small to be read.
    pub problems: Vec<Problem>,
}

/// A page as SVG, its paper in millimetres.
#[derive(Clone, Debug, PartialEq)]
pub struct PageImage {
    pub width: f64,
    pub height: f64,
    pub svg: String,
}

/// What all sections of one form contain together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormContents {
    /// `volume_contents@1`
    pub form: String,
    pub rows: u64,
    /// Sum of every column the form totals, as (field, sum).
    pub totals: Vec<(String, u64)>,
    pub proof: DigestPair,
}
