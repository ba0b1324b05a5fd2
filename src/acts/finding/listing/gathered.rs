//! Lists that are read whole because of what a person chose: words that rows are compared with one by one, or a
//! column the database cannot sort by. The others are read a page at a time.

use super::line::{Line, LineCell};
use super::reading::Reading;
use super::rows::records;
use super::sought::{RowWords, sort};
use super::{List, columns, lines};
use crate::acts::finding::searching::{self, REACH, SearchQuery};
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::scope::Scope;
use crate::domain::records::sorting::{EventSortKey, ItemSortKey};
use crate::domain::records::volume::{VolumeOrder, VolumeSortKey};
use crate::problems;

/// Rows that are read whole, at most.
pub const MOST: i64 = 20_000;
/// Rows read at a time.
const PORTION: i64 = 1000;

/// Every line of the list, narrowed and in its order; `None`: it can be read a page at a time.
///
/// # Errors
/// `too_many_rows` where more than [`MOST`] would have to be looked at, `no_such_column`.
pub(super) async fn gathered(archive: &Archive, by: &By, list: &List) -> Result<Option<Vec<Line>>> {
    let Some(sought) = list.sought() else { return Ok(None) };
    if !sought.has_words() && sought.order.is_none() {
        return Ok(None);
    }
    let all = columns(list);
    let mut found = match list {
        List::Events { .. } => return Ok(None),
        List::Items { filter, volume: None, .. } if sought.has_words() => {
            by_index(archive, by, filter, &sought.words).await?
        }
        List::Items { volume: None, .. } if order_is_of_database(list) => return Ok(None),
        _ => one_by_one(archive, list, &RowWords::read(&sought.words)).await?,
    };
    if let Some(order) = &sought.order {
        sort(&mut found, &all, order)?;
    }
    Ok(Some(found))
}

/// Whether the database sorts the rows of a list by a column, however many there are.
pub fn is_sorted_by_database(list: &List, column: &str) -> bool {
    match list {
        List::Volumes(_) => VolumeSortKey::from_key(column).is_some(),
        List::Events { .. } => EventSortKey::from_key(column).is_some(),
        List::Items { volume: None, .. } => ItemSortKey::from_key(column).is_some(),
        _ => false,
    }
}

fn order_is_of_database(list: &List) -> bool {
    list.order().is_none_or(|order| is_sorted_by_database(list, &order.by))
}

/// Records of a scope the words fit, in shelf order, found by the word index.
async fn by_index(archive: &Archive, by: &By, filter: &Scope, words: &str) -> Result<Vec<Line>> {
    let asked =
        SearchQuery { text: words.to_owned(), scope: filter.clone(), alone: true, ..Default::default() };
    let ids = searching::ids(archive, by, &asked).await?;
    if ids.len() >= REACH {
        return Err(Error::from(too_many_rows(&REACH)));
    }
    // those taken out of their volumes stand in a list of their own
    let on_shelf = archive.store.on_shelf_of(&ids).await?;
    let schemes = archive.schemes();
    let mut found = Vec::with_capacity(on_shelf.len());
    for ids in on_shelf.chunks(PORTION as usize) {
        found.extend(records(archive, &schemes, ids.to_vec()).await?);
    }
    Ok(found)
}

/// The rows the words fit.
async fn one_by_one(archive: &Archive, list: &List, words: &RowWords) -> Result<Vec<Line>> {
    let (total, _) = lines::totals(archive, &plain(list)).await?;
    if total > MOST {
        return Err(Error::from(too_many_rows(&MOST)));
    }
    let (plain, mut found) = (plain(list), Vec::new());
    let mut reading = Reading::begin(archive, &plain).await?;
    loop {
        let lines = reading.next(archive, &plain, PORTION).await?;
        if lines.is_empty() {
            return Ok(found);
        }
        found.extend(lines.into_iter().filter(|line| words.fit(line)));
    }
}

/// Whether a list of so many rows can be sorted by one of its columns: without being read, or because it is short.
pub fn is_sortable(list: &List, column: &str, rows: i64) -> bool {
    match list {
        List::Hits { .. } => false,
        List::Volumes(_) | List::Events { .. } => is_sorted_by_database(list, column),
        // what the word index finds is read by its words already
        List::Items { volume: None, sought, .. } if sought.has_words() => true,
        _ => rows <= MOST || is_sorted_by_database(list, column),
    }
}

/// Refuses a list that is longer than what can be sorted as it asks.
pub(super) fn refuse_unsortable(list: &List, rows: i64) -> Result<()> {
    match list.order() {
        Some(order) if rows > MOST && !is_sortable(list, &order.by, rows) => {
            Err(Error::from(too_many_rows(&MOST)))
        }
        _ => Ok(()),
    }
}

/// The list as it is without what was chosen.
fn plain(list: &List) -> List {
    let mut plain = list.clone();
    match &mut plain {
        List::Items { sought, .. }
        | List::TakenOut { sought }
        | List::Batches { sought }
        | List::Jobs { sought, .. }
        | List::Basket { sought, .. }
        | List::Consultations { sought, .. }
        | List::Events { sought, .. } => *sought = Default::default(),
        List::Volumes(_) | List::Hits { .. } => {}
    }
    plain
}

/// The same rows, in whichever order costs nothing.
pub(super) fn unsorted(list: &List) -> List {
    let mut unsorted = list.clone();
    match &mut unsorted {
        List::Volumes(wanted) => wanted.order = VolumeOrder::default(),
        List::Items { sought, .. }
        | List::TakenOut { sought }
        | List::Batches { sought }
        | List::Jobs { sought, .. }
        | List::Basket { sought, .. }
        | List::Consultations { sought, .. }
        | List::Events { sought, .. } => sought.order = None,
        List::Hits { .. } => {}
    }
    unsorted
}

/// What the columns of counts add up to.
pub(super) fn sums(list: &List, lines: &[Line]) -> Vec<(&'static str, i64)> {
    let all = columns(list);
    let summed = all.iter().enumerate().filter(|(_, column)| column.total);
    let count = |cell: &LineCell| if let LineCell::Count(count) = cell { *count } else { 0 };
    summed.map(|(at, column)| (column.key, lines.iter().map(|line| count(&line.cells[at])).sum())).collect()
}

problems! {
    refuse too_many_rows(most):
        "超过 {most} 行，不能按关键词或这一列整理。"
            / "There are more than {most} rows; they cannot be looked through or sorted by this column."
        => "先用年度、类别、日期等条件缩小范围，或再加一个词。"
            / "Narrow the list by year, class or dates first, or add a word.";
}
