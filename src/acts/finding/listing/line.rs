//! One line of a list and its cells.

use crate::catalog::ListCell;
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::event::Kind;

/// What a stable key is the key of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Of a volume, record, batch or job.
    State,
    /// What an event did.
    Deed,
    /// A kind of long work.
    Work,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Said(Wording),
    Count(i64),
    Key(Sort, String),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    pub(super) fn on_paper(&self, tell: super::Teller, lang: Lang) -> ListCell {
        match self {
            Cell::Empty => ListCell::Empty,
            Cell::Text(text) => ListCell::Text(text.clone()),
            Cell::Said(wording) => ListCell::Text(wording.in_lang(lang).to_owned()),
            Cell::Count(count) => ListCell::Count((*count).max(0) as u64),
            Cell::Key(sort, key) => ListCell::Text(tell(*sort, key).in_lang(lang).to_owned()),
        }
    }
}

/// One line: which record it is, and a cell for every column of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Of which kind of row; `None`: an event of the log.
    pub kind: Option<Kind>,
    pub id: i64,
    pub cells: Vec<Cell>,
}
