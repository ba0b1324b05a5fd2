//! 列表: the lists on screen, a page at a time, with the sums over all their rows; and the same rows,
//! with the columns a person chose, as a file she takes home.
//!
//! A page is found by skipping rows; of volumes there are few enough for that, and a record is found
//! through the counts its volumes keep, so that page 40,000 costs no more than the volumes before it.
//! Sums of volumes and records come from those counts too; `verify` compares them with the records.

mod columns;
mod gathered;
mod heading;
mod line;
mod lines;
mod reading;
mod rows;
mod short_lists;
mod sought;
mod uses;
mod volumes;

pub use columns::{ColumnShape, ListedColumn, columns, picked};
pub use gathered::{MOST as LONGEST_READ_WHOLE, is_sortable, is_sorted_by_database};
pub use line::{Line, LineCell, Sort};
pub use sought::Sought;
pub use volumes::{VolumeLine, VolumeList, VolumesWanted, volumes};

use reading::Reading;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::viewing::{self, ItemLine};
use crate::archive::{Archive, allow, allow_one_of};
use crate::catalog::{Catalog, CatalogOptions, ListCell, ListColumn, ListRow, NewFile, SEQ, list_form};
pub use crate::catalog::{Encoding, Format, WrittenCatalog};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::scope::Scope;
use crate::domain::records::sorting::ColumnOrder;
use crate::domain::records::volume::VolumeOrder;
use crate::procedures::documents::writing::{Document, stopped};
use crate::progress::Progress;
use crate::store::ConsultationFilter;
use crate::{problems, say};

/// Which list, and what it is narrowed by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "list", rename_all = "snake_case")]
pub enum List {
    Volumes(VolumesWanted),
    /// Records that stand in a volume; with `volume`, in that one.
    Items {
        filter: Scope,
        volume: Option<i64>,
        #[serde(default)]
        sought: Sought,
    },
    /// Records that stand in none.
    TakenOut {
        #[serde(default)]
        sought: Sought,
    },
    Batches {
        #[serde(default)]
        sought: Sought,
    },
    Jobs {
        state: Option<String>,
        #[serde(default)]
        sought: Sought,
    },
    /// What somebody set aside.
    Basket {
        actor: String,
        #[serde(default)]
        sought: Sought,
    },
    /// 利用登记
    Consultations {
        filter: ConsultationFilter,
        #[serde(default)]
        sought: Sought,
    },
    /// Records found by a search, in the order of the hits.
    Hits {
        ids: Vec<i64>,
    },
    /// The log; `what` is the stable word of a deed.
    Events {
        what: Option<String>,
        #[serde(default)]
        sought: Sought,
    },
}

impl List {
    /// Its stable name: in addresses, and in the cookie that keeps its columns.
    pub fn key(&self) -> &'static str {
        match self {
            List::Volumes(_) => "volumes",
            List::Items { .. } => "items",
            List::TakenOut { .. } => "taken-out",
            List::Batches { .. } => "batches",
            List::Jobs { .. } => "jobs",
            List::Basket { .. } => "basket",
            List::Consultations { .. } => "consultations",
            List::Hits { .. } => "hits",
            List::Events { .. } => "events",
        }
    }

    /// Its name, and what its rows are counted in.
    pub fn names(&self) -> (Wording, Wording) {
        match self {
            List::Volumes(_) => (say!("案卷列表", "Volumes"), say!("卷", "volumes")),
            List::Items { .. } => (say!("归档文件列表", "Records"), say!("件", "records")),
            List::TakenOut { .. } => (say!("取出待归", "Taken out"), say!("件", "records")),
            List::Batches { .. } => (say!("接收批次", "Batches"), say!("批", "batches")),
            List::Jobs { .. } => (say!("任务", "Jobs"), say!("个", "jobs")),
            List::Basket { .. } => (say!("待办篮", "Basket"), say!("项", "entries")),
            List::Consultations { .. } => (say!("利用登记", "Register of use"), say!("次", "uses")),
            List::Hits { .. } => (say!("查到的件", "Records found"), say!("件", "records")),
            List::Events { .. } => (say!("日志", "Log"), say!("条", "events")),
        }
    }

    /// What a person chose for it beside what it is narrowed by; volumes have their own, hits none.
    pub fn sought(&self) -> Option<&Sought> {
        match self {
            List::Items { sought, .. }
            | List::TakenOut { sought }
            | List::Batches { sought }
            | List::Jobs { sought, .. }
            | List::Basket { sought, .. }
            | List::Consultations { sought, .. }
            | List::Events { sought, .. } => Some(sought),
            List::Volumes(_) | List::Hits { .. } => None,
        }
    }

    /// Who may look at it.
    fn seen_by(&self) -> &'static [Deed] {
        match self {
            List::Events { .. } => &[Deed::Audit],
            List::Jobs { .. } => &[Deed::Read, Deed::Maintain],
            _ => &[Deed::Read],
        }
    }

    /// The words its rows must fit; empty: all of them.
    pub fn words(&self) -> &str {
        match self {
            List::Volumes(wanted) => wanted.words.trim(),
            other => other.sought().map_or("", |sought| sought.words.trim()),
        }
    }

    /// The column it is sorted by; `None`: its own order.
    pub fn order(&self) -> Option<ColumnOrder> {
        match self {
            List::Volumes(VolumesWanted { order, .. }) if *order != VolumeOrder::default() => {
                ColumnOrder::read(&order.written())
            }
            other => other.sought().and_then(|sought| sought.order.clone()),
        }
    }

    fn filter(&self) -> Option<&Scope> {
        match self {
            List::Volumes(VolumesWanted { filter, .. }) | List::Items { filter, .. } => Some(filter),
            _ => None,
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage {
    pub lines: Vec<Line>,
    /// Rows of the whole list.
    pub total: i64,
    /// What a column adds up to over the whole list, by its key.
    pub sums: Vec<(&'static str, i64)>,
    /// What it is narrowed by, in words.
    pub narrowed: Vec<Wording>,
}

/// Rows that may be skipped; who wants to see further down narrows the list or takes it home.
pub const DEEPEST: i64 = 100_000;

/// Rows a page may have.
const MOST_ON_A_PAGE: i64 = 1000;

/// `size` rows (1000 at most) after the first `skip`.
///
/// # Errors
/// `Refused` when more than [`DEEPEST`] rows would be skipped.
pub async fn page(archive: &Archive, by: &By, list: &List, skip: i64, size: i64) -> Result<ListPage> {
    allow_one_of(by, list.seen_by())?;
    let (skip, size) = within_reach(skip, size)?;
    let narrowed = heading::narrowed(archive, list).await?;
    if let Some(all) = gathered::gathered(archive, by, list).await? {
        let (total, sums) = (all.len() as i64, gathered::sums(list, &all));
        let lines = all.into_iter().skip(skip as usize).take(size as usize).collect();
        return Ok(ListPage { lines, total, sums, narrowed });
    }
    let (total, sums) = lines::totals(archive, list).await?;
    Ok(ListPage { lines: lines::lines(archive, list, skip, size).await?, total, sums, narrowed })
}

/// How many rows a list has; none of them is read where they can be counted.
///
/// # Errors
/// `too_many_rows` where it cannot be sorted as it asks, or not looked through for its words.
pub async fn count(archive: &Archive, by: &By, list: &List) -> Result<i64> {
    allow_one_of(by, list.seen_by())?;
    let unsorted = gathered::unsorted(list);
    let rows = match gathered::gathered(archive, by, &unsorted).await? {
        Some(lines) => lines.len() as i64,
        None => lines::totals(archive, &unsorted).await?.0,
    };
    gathered::refuse_unsortable(list, rows)?;
    Ok(rows)
}

/// The same where its order does not matter.
///
/// # Errors
/// `too_many_rows` where it cannot be looked through for its words.
pub async fn count_unsorted(archive: &Archive, by: &By, list: &List) -> Result<i64> {
    count(archive, by, &gathered::unsorted(list)).await
}

fn within_reach(skip: i64, size: i64) -> Result<(i64, i64)> {
    let (skip, size) = (skip.max(0), size.clamp(1, MOST_ON_A_PAGE));
    if skip > DEEPEST { Err(Error::from(too_deep())) } else { Ok((skip, size)) }
}

/// Records of a list of them, as they are kept and not as lines; and how many there are in all.
///
/// # Errors
/// As [`page`].
pub async fn items(
    archive: &Archive,
    by: &By,
    list: &List,
    skip: i64,
    size: i64,
) -> Result<(Vec<ItemLine>, i64)> {
    let found = page(archive, by, list, skip, size).await?;
    let (ids, total): (Vec<i64>, i64) = (found.lines.iter().map(|line| line.id).collect(), found.total);
    let mut items = archive.store.items_by_id(&ids).await?;
    let place: HashMap<i64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    items.sort_by_key(|item| place.get(&item.id).copied());
    Ok((viewing::lines(archive, by, items).await?, total))
}

/// How a stable key (state, deed, kind of work) reads; the doors own those words.
pub type Teller = fn(Sort, &str) -> Wording;

/// Rows read at a time for a file.
const PORTION: i64 = 2000;

/// A list to be taken home.
#[derive(Clone, Debug)]
pub struct ListExport {
    pub list: List,
    /// Keys of the columns wanted; none: the usual ones.
    pub columns: Vec<String>,
    pub format: Format,
    pub lang: Lang,
    pub tell: Teller,
    /// Only these rows of one of its pages.
    pub ticked: Option<Ticked>,
}

/// Rows a person ticked, and the page she saw them on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticked {
    /// As [`Line::mark`] names them.
    pub marks: BTreeSet<String>,
    pub skip: i64,
    pub size: i64,
}

/// Writes the whole list to `out` and registers it.
///
/// # Errors
/// Nothing is left at `out` unless the whole is written.
pub async fn export(
    archive: &Archive,
    by: &By,
    order: &ListExport,
    out: &Path,
    progress: &Progress,
) -> Result<WrittenCatalog> {
    allow(by, Deed::Export)?;
    let ListExport { list, format, lang, tell, ticked, .. } = order;
    let all = columns(list);
    let picked: Vec<usize> = picked(&all, &order.columns);
    let form_columns: Vec<ListColumn> = picked.iter().map(|at| all[*at].on_paper()).collect();
    let unit = list.names().1;
    let heading = heading::heading(archive, list, ticked.as_ref()).await?;
    let form = list_form(heading.title, unit, &form_columns);
    let scratch = Some(archive.config.data().to_owned());
    let options = CatalogOptions { lang: *lang, scratch, ..CatalogOptions::default() };
    let mut catalog = Catalog::start(&form, &heading.head, &options, *format, NewFile::create(out)?)?;
    let mut seq = 0;
    let mut add = |lines: Vec<Line>| -> Result<()> {
        for line in lines {
            seq += 1;
            let mut cells = vec![(SEQ, ListCell::Count(seq))];
            cells.extend(picked.iter().map(|&at| (all[at].key, line.cells[at].on_paper(*tell, *lang))));
            catalog.add(&ListRow(cells))?;
        }
        progress.set_done(seq);
        if progress.stop_asked() { Err(stopped()) } else { Ok(()) }
    };
    let at_once = match ticked {
        Some(ticked) => Some(ticked_lines(archive, by, list, ticked).await?),
        None => gathered::gathered(archive, by, list).await?,
    };
    if let Some(lines) = at_once {
        progress.set_total(lines.len() as u64);
        add(lines)?;
    } else {
        let (total, _) = lines::totals(archive, list).await?;
        progress.set_total(total.max(0) as u64);
        let mut reading = Reading::begin(archive, list).await?;
        loop {
            let lines = reading.next(archive, list, PORTION).await?;
            if lines.is_empty() {
                break;
            }
            add(lines)?;
        }
    }
    let (written, file) = catalog.finish()?;
    let document = Document { form, format: *format, lang: *lang, written, others: Vec::new(), file };
    document.keep(archive, by, heading::making(list, ticked.as_ref())).await
}

/// The ticked lines of a page as it is now.
///
/// # Errors
/// `list_moved` when a ticked row no longer stands on that page: nothing is left out in silence.
async fn ticked_lines(archive: &Archive, by: &By, list: &List, ticked: &Ticked) -> Result<Vec<Line>> {
    let mut lines = page(archive, by, list, ticked.skip, ticked.size).await?.lines;
    lines.retain(|line| ticked.marks.contains(&line.mark()));
    match ticked.marks.len() - lines.len() {
        _ if ticked.marks.is_empty() => Err(Error::from(nothing_ticked())),
        0 => Ok(lines),
        gone => Err(Error::from(list_moved(&gone))),
    }
}

problems! {
    refuse too_deep():
        "列表最多往下翻到第 {DEEPEST} 行。" / "A list can be paged through to row {DEEPEST} and no further."
        => "加上年度、类别等条件缩小范围，或者把整个列表导出成文件。"
            / "Narrow it by year, class and such, or take the whole list home as a file.";
    pub refuse nothing_ticked as nothing_chosen():
        "没有勾选。" / "Nothing is ticked." => "勾选要办的行，再点一次。" / "Tick the rows meant, then press again.";
    refuse list_moved(gone):
        "列表已经变动，勾选的有 {gone} 行不在这一页了。"
            / "The list has changed: {gone} of the ticked rows are no longer on this page."
        => "刷新列表，重新勾选。" / "Reload the list and tick them again.";
}
