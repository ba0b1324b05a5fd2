//! How a book is to be printed.

use crate::domain::catalogs::finding_aid::{LogAnchor, ValueStyle};

/// How a book is to be printed.
#[derive(Clone, Debug, Default)]
pub struct PrintOptions {
    pub choices: ValueStyle,
    /// Title of the document.
    pub title: String,
    /// Places of the first sheet of labels that are used up already.
    pub skip: u32,
    /// PrintedValue to be written on by hand: nothing says that it is empty.
    pub blank: bool,
    /// The last of each list bears the digests of all lists of its form, also where its form leaves them out.
    pub proves_lists: bool,
    /// What this printer sets too far left and too high, in millimetres.
    pub offset: (f64, f64),
    /// The checkpoint of the log a book of lists ends with, on a leaf of its own.
    pub anchor: Option<LogAnchor>,
}
