//! One line of a list and its cells.

use crate::catalog::ListCell;
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::event::RecordKind;

/// What a stable key is the key of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Of a volume, record or job, or what was given.
    State,
    /// Of a batch.
    Batch,
    /// What an event did.
    Deed,
    /// A kind of long work.
    Work,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineCell {
    Empty,
    Text(String),
    Said(Wording),
    Count(i64),
    Key(Sort, String),
}

impl LineCell {
    pub(super) fn text(text: impl Into<String>) -> LineCell {
        let text = text.into();
        if text.is_empty() { LineCell::Empty } else { LineCell::Text(text) }
    }

    pub(super) fn on_paper(&self, tell: super::Teller, lang: Lang) -> ListCell {
        match self {
            LineCell::Empty => ListCell::Empty,
            LineCell::Text(text) => ListCell::Text(text.clone()),
            LineCell::Said(wording) => ListCell::Text(wording.in_lang(lang).to_owned()),
            LineCell::Count(count) => ListCell::Count((*count).max(0) as u64),
            LineCell::Key(sort, key) => ListCell::Text(tell(*sort, key).in_lang(lang).to_owned()),
        }
    }
}

/// One line: which record it is, and a cell for every column of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Of which kind of row; `None`: an event of the log.
    pub kind: Option<RecordKind>,
    pub id: i64,
    pub cells: Vec<LineCell>,
}

impl Line {
    /// Letter and number, by which a row is ticked: `v12`, `j3`; an event of the log is `e9`.
    pub fn mark(&self) -> String {
        format!("{}{}", self.kind.map_or('e', RecordKind::letter), self.id)
    }
}
