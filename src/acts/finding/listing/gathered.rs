//! Lists that are read whole because of what a person chose: words that rows are compared with one by one, or a
//! column the database cannot sort by. The others are read a page at a time.

use super::line::{Line, LineCell};
use super::rows::records;
use super::sought::{RowWords, sort};
use super::{List, columns, lines};
use crate::acts::finding::searching::{self, REACH, SearchQuery};
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::scope::Scope;
use crate::domain::records::sorting::ItemSortKey;
use crate::problems;

/// Rows that are read whole.
const MOST: i64 = 20_000;
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
        List::Items { volume: None, .. } if is_sorted_by_database(list) => return Ok(None),
        _ => one_by_one(archive, list, &RowWords::read(&sought.words)).await?,
    };
    if let Some(order) = &sought.order {
        sort(&mut found, &all, order)?;
    }
    Ok(Some(found))
}

/// Whether the column is one of those records are sorted by without being read.
fn is_sorted_by_database(list: &List) -> bool {
    let order = list.sought().and_then(|sought| sought.order.as_ref());
    order.is_none_or(|order| ItemSortKey::from_key(&order.by).is_some())
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
    let (plain, mut found, mut read) = (plain(list), Vec::new(), 0);
    while read < total {
        let lines = lines::lines(archive, &plain, read, PORTION).await?;
        if lines.is_empty() {
            break;
        }
        read += lines.len() as i64;
        found.extend(lines.into_iter().filter(|line| words.fit(line)));
    }
    Ok(found)
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
