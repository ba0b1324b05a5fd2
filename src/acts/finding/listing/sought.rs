//! What a person chose for a list: words its rows must fit, and the column it is sorted by.

use serde::{Deserialize, Serialize};

use super::line::{Line, LineCell, Sort};
use super::{ListedColumn, columns::ColumnShape};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::key::word_of;
use crate::domain::general::text::fold as fold_widths;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::EventKind;
use crate::domain::records::sorting::{ColumnOrder, EventSortKey, ItemSortKey};
use crate::domain::records::states::{BatchStanding, ItemState, JobKind, JobStanding};
use crate::domain::using::consultation::UseManner;
use crate::problems;
use crate::search::{self, fold::fold as folded};
use crate::store::{EventWord, EventsSought};

/// Words and order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sought {
    /// Apart by blanks; each must stand in the row. Empty: all rows.
    pub words: String,
    /// `None`: the list's own order.
    pub order: Option<ColumnOrder>,
}

impl Sought {
    pub(super) fn has_words(&self) -> bool {
        !self.words.trim().is_empty()
    }

    /// The order the database puts records in; `None`: the shelf's.
    pub(super) fn of_records(&self) -> Option<(ItemSortKey, bool)> {
        let order = self.order.as_ref()?;
        let by = ItemSortKey::from_key(&order.by)?;
        (by != ItemSortKey::Code || order.is_descending).then_some((by, order.is_descending))
    }

    /// As the database is asked for events.
    pub(super) fn of_log<'a>(
        &self,
        what: Option<&'a str>,
        words: &'a [EventWord],
    ) -> Result<EventsSought<'a>> {
        let (by, is_descending) = match &self.order {
            None => (EventSortKey::Seq, true),
            Some(order) => {
                let known = || EventSortKey::ALL.iter().map(|by| by.key()).collect::<Vec<_>>().join(" ");
                let by = EventSortKey::from_key(&order.by);
                (by.ok_or_else(|| Error::from(no_such_column(&order.by, &known())))?, order.is_descending)
            }
        };
        Ok(EventsSought { what, words, by, is_descending, within: None })
    }

    /// The words with the deeds each names.
    pub(super) fn event_words(&self) -> Vec<EventWord> {
        let word = |text: &str| {
            let text = fold_widths(text);
            let named = |kind: &&EventKind| {
                let Wording { zh, en } = kind.word();
                zh.contains(text.as_str()) || en.to_lowercase().contains(&text.to_lowercase())
            };
            let deeds = EventKind::ALL.iter().filter(named).map(|kind| kind.key()).collect();
            EventWord { text, deeds }
        };
        self.words.split_whitespace().map(word).collect()
    }
}

/// The words of a list whose rows are compared one by one, folded as the search folds.
pub(super) struct RowWords(Vec<String>);

impl RowWords {
    pub(super) fn read(words: &str) -> RowWords {
        RowWords(words.split_whitespace().map(folded).collect())
    }

    /// Whether each of the words stands in one of the cells, as it is shown.
    pub(super) fn fit(&self, line: &Line) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let mut shown = String::new();
        for cell in &line.cells {
            for text in texts(cell) {
                shown.push_str(&folded(&text));
                shown.push('\n');
            }
        }
        self.0.iter().all(|word| shown.contains(word.as_str()))
    }
}

/// A cell in both languages.
fn texts(cell: &LineCell) -> Vec<String> {
    match cell {
        LineCell::Empty => Vec::new(),
        LineCell::Text(text) => vec![text.clone()],
        LineCell::Count(count) => vec![count.to_string()],
        LineCell::Said(Wording { zh, en }) => vec![zh.clone(), en.clone()],
        LineCell::Key(sort, key) => {
            let Wording { zh, en } = word_for(*sort, key);
            vec![zh, en]
        }
    }
}

fn word_for(sort: Sort, key: &str) -> Wording {
    match sort {
        Sort::Batch => word_of::<BatchStanding>(key),
        Sort::Deed => word_of::<EventKind>(key),
        Sort::Work => word_of::<JobKind>(key),
        Sort::State => {
            let record = ItemState::from_key(key).map(ItemState::word);
            let job = || JobStanding::from_key(key).map(JobStanding::word);
            let given = || UseManner::from_key(key).map(UseManner::word);
            record.or_else(job).or_else(given).unwrap_or_else(|| Wording::same(key))
        }
    }
}

/// What a cell is sorted by; cells that say nothing stand last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortedBy {
    Count(i64),
    /// Digits compared as numbers.
    Parts(Vec<(String, u64)>),
    Text(String),
}

fn sorted_by(shape: ColumnShape, cell: &LineCell) -> Option<SortedBy> {
    let text = texts(cell).into_iter().next()?;
    Some(match (shape, cell) {
        (_, LineCell::Count(count)) => SortedBy::Count(*count),
        (ColumnShape::Code | ColumnShape::Day, _) => SortedBy::Parts(parts(&text)),
        // as a Chinese index sorts: by how it is read
        _ => SortedBy::Text(search::sorted_by(&text, false).0),
    })
}

/// `2009-ZJ-12` → (`` 2009) (`-ZJ-` 12)
fn parts(text: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[word..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |at| word + at);
        parts.push((rest[..word].to_owned(), rest[word..digits].parse().unwrap_or(0)));
        rest = &rest[digits..];
    }
    parts
}

/// Puts the lines into this order; lines alike in it stay as they stood.
///
/// # Errors
/// `no_such_column`
pub(super) fn sort(lines: &mut [Line], all: &[ListedColumn], order: &ColumnOrder) -> Result<()> {
    let Some(at) = all.iter().position(|column| column.key == order.by) else {
        let known = all.iter().map(|column| column.key).collect::<Vec<_>>().join(" ");
        return Err(Error::from(no_such_column(&order.by, &known)));
    };
    let shape = all[at].shape;
    lines.sort_by_cached_key(|line| {
        let by = sorted_by(shape, &line.cells[at]);
        let is_empty = by.is_none();
        match order.is_descending {
            true => (is_empty, None, Some(std::cmp::Reverse(by))),
            false => (is_empty, by, None),
        }
    });
    Ok(())
}

problems! {
    refuse no_such_column(key, known):
        "这个列表没有「{key}」这一列，不能按它排序。" / "The list has no column \"{key}\" to be sorted by."
        => "可以按：{known}；前面加 - 倒排。" / "Those there are: {known}; a - before it turns the order round.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::records::event::RecordKind;

    fn column(key: &'static str, shape: ColumnShape) -> ListedColumn {
        ListedColumn { key, name: Wording::same(key), shape, total: false, usual: true }
    }

    #[test]
    fn codes_are_sorted_by_their_numbers_texts_as_they_are_read_and_empty_cells_last() {
        let all = [column("code", ColumnShape::Code), column("title", ColumnShape::Title)];
        let line = |id: i64, code: &str, title: &str| Line {
            kind: Some(RecordKind::Item),
            id,
            cells: vec![LineCell::text(code), LineCell::text(title)],
        };
        let lines = [line(1, "2009-ZJ-10", "征缴"), line(2, "2009-ZJ-9", "待遇"), line(3, "", "")];
        for (order, expected) in
            [("code", [2, 1, 3]), ("-code", [1, 2, 3]), ("title", [2, 1, 3]), ("-title", [1, 2, 3])]
        {
            let mut sorted = lines.clone();
            sort(&mut sorted, &all, &ColumnOrder::read(order).unwrap()).unwrap();
            assert_eq!(sorted.iter().map(|line| line.id).collect::<Vec<_>>(), expected, "{order}");
        }
        let order = ColumnOrder::read("size").unwrap();
        assert!(sort(&mut lines.clone(), &all, &order).is_err());
    }

    #[test]
    fn every_word_must_stand_in_the_row_however_it_is_written() {
        let line = Line {
            kind: Some(RecordKind::Job),
            id: 4,
            cells: vec![
                LineCell::text("社会保险费征缴"),
                LineCell::Key(Sort::State, "done".into()),
                LineCell::Count(12),
            ],
        };
        for (words, fits) in
            [("", true), ("社會 完成", true), ("征缴 done 12", true), ("征缴 失败", false), ("待遇", false)]
        {
            assert_eq!(RowWords::read(words).fit(&line), fits, "{words}");
        }
    }
}
