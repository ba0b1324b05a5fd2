//! A list on a page: the columns a person chose, page numbers, sums, and the list as a file.
//!
//! A page with a list makes a [`List`], asks for [`Turning`] in its address, and draws
//! `parts/list.html` over what [`shown`] gives.

use std::sync::Arc;

use serde::Deserialize;

use super::app::App;
use super::fault::Answer;
use super::form_fields::Pairs;
use super::frame::{COLUMNS, Frame, pairs};
use super::words::{self, Badge};
use crate::acts::finding::listing::{
    self, ColumnShape, DEEPEST, Line, LineCell, List, ListExport, ListPage, ListedColumn, Sort,
};
use crate::acts::upkeep::jobs;
use crate::domain::general::key::word_of;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{EventKind, RecordKind};
use crate::domain::records::sorting::ColumnOrder;
use crate::domain::records::states::{BatchStanding, JobKind};
use crate::say;

/// The sizes a page can have.
pub const SIZES: [i64; 3] = [20, 50, 200];

/// Where in a list, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Turning {
    pub page: String,
    pub rows: String,
}

impl Turning {
    /// From 1.
    pub fn page(&self) -> i64 {
        self.page.trim().parse().unwrap_or(1).clamp(1, DEEPEST + 2)
    }

    /// 50 unless another was chosen.
    pub fn size(&self) -> i64 {
        self.rows.trim().parse().ok().filter(|size| SIZES.contains(size)).unwrap_or(50)
    }

    pub fn skip(&self) -> i64 {
        (self.page() - 1) * self.size()
    }
}

/// The pages of a list and the ways between them.
pub struct Pager {
    pub page: i64,
    pub pages: i64,
    /// First and last row shown, from 1; both 0 when there is none.
    pub rows: (i64, i64),
    pub first: Option<String>,
    pub before: Option<String>,
    pub next: Option<String>,
    pub last: Option<String>,
    /// Size, address, whether it is the one in force.
    pub sizes: Vec<(i64, String, bool)>,
    /// The list goes on beyond what can be paged through.
    pub cut: bool,
}

impl Pager {
    /// `total` rows; `frame` says where the page stands and what its address says beside.
    pub fn new(frame: &Frame, turning: &Turning, total: i64) -> Pager {
        let (page, size) = (turning.page(), turning.size());
        let pages = ((total + size - 1) / size).max(1);
        let reachable = pages.min(DEEPEST / size + 1);
        let there = |page: i64| match page {
            1 => address(frame, &[]),
            page => address(frame, &[("page", page.to_string())]),
        };
        let from = turning.skip() + 1;
        Pager {
            page,
            pages,
            rows: if from > total { (0, 0) } else { (from, total.min(from + size - 1)) },
            first: (page > 2).then(|| there(1)),
            before: (page > 1).then(|| there((page - 1).min(reachable))),
            next: (page < reachable).then(|| there(page + 1)),
            last: (page + 1 < reachable).then(|| there(reachable)),
            sizes: SIZES
                .map(|other| (other, address(frame, &[("rows", other.to_string())]), other == size))
                .into(),
            cut: reachable < pages,
        }
    }
}

/// The page's own address with these words instead; without a word about it, it begins at page 1.
fn address(frame: &Frame, instead: &[(&str, String)]) -> String {
    let mut kept = pairs(&frame.query);
    kept.retain(|(key, _)| key != "page" && !instead.iter().any(|(other, _)| other == key));
    kept.extend(instead.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    address_of(frame, kept)
}

/// The page's own address with this behind its `?`.
fn address_of(frame: &Frame, kept: Vec<(String, String)>) -> String {
    match serde_urlencoded::to_string(&kept).unwrap_or_default().as_str() {
        "" => frame.path.clone(),
        query => format!("{}?{query}", frame.path),
    }
}

/// A column a person may choose.
pub struct ShownColumn {
    pub key: &'static str,
    pub name: Wording,
    pub on: bool,
}

/// Which of these columns are shown, by what the browser keeps for this list.
pub fn choices(frame: &Frame, list: &str, all: &[ListedColumn]) -> Vec<ShownColumn> {
    let picked = listing::picked(all, &frame.columns(list));
    let choice = |(at, column): (usize, &ListedColumn)| ShownColumn {
        key: column.key,
        name: column.name.clone(),
        on: picked.contains(&at),
    };
    all.iter().enumerate().map(choice).collect()
}

pub struct HeadShown {
    pub name: Wording,
    pub class: &'static str,
    /// How the list is sorted by this column, where it can be.
    pub sorting: Option<Sorting>,
}

/// A column's place in the order of a list.
pub struct Sorting {
    /// The list sorted by the column, or the other way round where it is sorted by it.
    pub href: String,
    /// `ascending`, `descending` or empty.
    pub now: &'static str,
    pub arrow: &'static str,
}

impl Sorting {
    /// `None`: a list of so many rows is not sorted by such a column.
    fn read(frame: &Frame, list: &List, column: &ListedColumn, rows: i64) -> Option<Sorting> {
        if !listing::is_sortable(list, column.key, rows) {
            return None;
        }
        let own = list.order().unwrap_or_else(|| own_order(list));
        let is_now = own.by == column.key;
        let other = ColumnOrder { by: column.key.to_owned(), is_descending: is_now && !own.is_descending };
        let (now, arrow) = match (is_now, own.is_descending) {
            (false, _) => ("", ""),
            (true, false) => ("ascending", "▲"),
            (true, true) => ("descending", "▼"),
        };
        Some(Sorting { href: address(frame, &[("sort", other.written())]), now, arrow })
    }
}

/// Whether only its length keeps a list from being sorted by a column.
fn is_too_long(list: &List, column: &str, rows: i64) -> bool {
    listing::is_sortable(list, column, 0) && !listing::is_sortable(list, column, rows)
}

fn too_long_to_sort() -> Wording {
    let most = words::thousands(listing::LONGEST_READ_WHOLE);
    say!(
        "超过 {most} 行，表头不带链接的列不能排序；先用年度、类别、日期等条件缩小范围。",
        "There are more than {most} rows: columns without a link are not sorted. Narrow the list by year, class or dates first."
    )
}

/// The column that a list is sorted by where none was chosen.
fn own_order(list: &List) -> ColumnOrder {
    let (by, is_descending) = match list {
        List::Volumes(_) | List::Items { .. } => ("code", false),
        List::Batches { .. } | List::Jobs { .. } | List::Consultations { .. } => ("id", true),
        List::Events { .. } => ("seq", true),
        // in the order they were put there
        List::TakenOut { .. } | List::Basket { .. } | List::Hits { .. } => ("", false),
    };
    ColumnOrder { by: by.to_owned(), is_descending }
}

/// How the list looks when it is no longer narrowed: it may be too long then for the order it has.
fn looks_of_all(list: &List, looks: &[(String, String)]) -> Pairs {
    let stays = list.order().is_none_or(|order| listing::is_sorted_by_database(list, &order.by));
    looks.iter().filter(|(key, _)| stays || key != "sort").cloned().collect()
}

pub struct CellShown {
    pub class: &'static str,
    pub text: String,
    pub href: Option<String>,
    pub badge: Option<Badge>,
}

pub struct RowShown {
    /// Letter and number, by which the row is ticked.
    pub tick: String,
    /// Letter and number of a record or volume, which can be set aside: `v12`; else empty.
    pub mark: String,
    /// It lies in the basket.
    pub in_basket: bool,
    pub cells: Vec<CellShown>,
}

/// A list as its page draws it.
pub struct ShownList {
    pub key: &'static str,
    pub name: Wording,
    pub unit: Wording,
    pub total: i64,
    pub choices: Vec<ShownColumn>,
    pub heads: Vec<HeadShown>,
    pub rows: Vec<RowShown>,
    /// Under each column its sum; unset where nothing is summed up.
    pub sums: Vec<Option<i64>>,
    /// Columns before the first sum.
    pub before_sums: usize,
    pub pager: Pager,
    /// This address, to come back to; and what stands behind its `?`.
    pub back: String,
    pub query: String,
    /// The words it is narrowed by.
    pub words: String,
    /// What the address says beside them of how the list looks (order, columns, rows a page), and of what else it
    /// is narrowed by: a form that changes the one keeps the other.
    pub looks: Pairs,
    pub narrowed: Pairs,
    /// All that it is narrowed by, in words.
    pub told: Vec<Wording>,
    /// Why it cannot be sorted by some of its columns.
    pub unsorted: Option<Wording>,
    /// This address without the words; and with nothing but the looks.
    pub wordless: String,
    pub whole: String,
    /// It stands in its own order.
    pub own_order: bool,
    /// The acts on ticked rows that this list has beside its export.
    pub acts: Vec<TickedAct>,
    /// There is something its reader can do with ticked rows.
    pub can_be_ticked: bool,
}

/// An act on ticked rows.
pub struct TickedAct {
    /// Where the form goes, and what it says there as `act`.
    pub action: &'static str,
    pub act: &'static str,
    pub name: Wording,
}

/// What can be done with ticked rows of a list by who looks at it.
fn acts(frame: &Frame, list: &List) -> Vec<TickedAct> {
    let act = |action, act, name| TickedAct { action, act, name };
    let may = |deed: Deed, act: TickedAct| frame.may(deed.key()).then_some(act);
    let into = || may(Deed::Read, act("/basket", "", say!("放入待办篮", "Into the basket")));
    let labels = || may(Deed::Read, act("/volumes/ticked", "labels", say!("封面、标签", "Covers, labels")));
    let closing = || may(Deed::File, act("/volumes/ticked", "closing", say!("立卷…", "Close…")));
    let hold = || may(Deed::Hold, act("/holds/ticked", "", say!("冻结…", "Hold…")));
    let amend = || may(Deed::File, act("/items/amending", "", say!("批量修改…", "Change…")));
    let appraise = || may(Deed::Dispose, act("/disposals/ticked", "", say!("鉴定…", "Appraise…")));
    let transfer = || may(Deed::Dispose, act("/transfers/ticked", "", say!("移交…", "Transfer…")));
    let stop = || act("/jobs/cancellation", "", say!("停止", "Stop"));
    let offered = match list {
        List::Volumes(_) => vec![into(), labels(), closing(), hold(), appraise(), transfer()],
        List::Items { .. } | List::TakenOut { .. } => vec![into(), amend(), hold()],
        List::Basket { .. } => {
            let out = act("/basket", "take_out", say!("从篮里拿出", "Out of the basket"));
            vec![may(Deed::Read, out), labels(), closing(), amend(), hold(), appraise(), transfer()]
        }
        List::Jobs { .. } => vec![may(Deed::Maintain, stop()).or_else(|| may(Deed::Receive, stop()))],
        List::Batches { .. } | List::Consultations { .. } | List::Hits { .. } | List::Events { .. } => {
            Vec::new()
        }
    };
    offered.into_iter().flatten().collect()
}

impl ShownList {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Its rows are records or volumes, which a person may set aside.
    pub fn has_marks(&self) -> bool {
        self.rows.iter().any(|row| !row.mark.is_empty())
    }
}

pub fn shown(frame: &Frame, list: &List, page: ListPage, turning: &Turning) -> ShownList {
    let all = listing::columns(list);
    let choices = choices(frame, list.key(), &all);
    let on: Vec<usize> = (0..all.len()).filter(|&at| choices[at].on).collect();
    let of = |at: &usize| page.sums.iter().find(|(key, _)| *key == all[*at].key).map(|(_, sum)| *sum);
    let sums: Vec<Option<i64>> = on.iter().map(of).collect();
    // the record's page opens from its code, or from its title where the code is not shown
    let opens =
        on.iter().copied().find(|&at| matches!(all[at].shape, ColumnShape::Code | ColumnShape::Title));
    let opens = opens.or(on.first().copied());
    let (name, unit) = list.names();
    let (looks, narrowed) = looks_and_narrowed(frame);
    let acts = acts(frame, list);
    ShownList {
        key: list.key(),
        name,
        unit,
        total: page.total,
        heads: on
            .iter()
            .map(|&at| HeadShown {
                name: all[at].name.clone(),
                class: class(&all[at]),
                sorting: Sorting::read(frame, list, &all[at], page.total),
            })
            .collect(),
        rows: page.lines.into_iter().map(|line| row(frame, &all, &on, opens, line)).collect(),
        before_sums: sums.iter().position(Option::is_some).unwrap_or(sums.len()),
        sums,
        choices,
        pager: Pager::new(frame, turning, page.total),
        back: address(frame, &[]),
        query: frame.query.clone(),
        words: list.words().to_owned(),
        unsorted: all.iter().any(|column| is_too_long(list, column.key, page.total)).then(too_long_to_sort),
        told: page.narrowed,
        wordless: address_of(frame, [looks.as_slice(), narrowed.as_slice()].concat()),
        whole: address_of(frame, looks_of_all(list, &looks)),
        looks,
        narrowed,
        own_order: list.order().is_none(),
        can_be_ticked: !acts.is_empty() || frame.may(Deed::Export.key()),
        acts,
    }
}

/// What a page's address says of how its list looks, and what the list is narrowed by beside its words.
fn looks_and_narrowed(frame: &Frame) -> (Pairs, Pairs) {
    let mut kept = pairs(&frame.query);
    kept.retain(|(key, value)| key != "q" && key != "page" && !value.is_empty());
    kept.into_iter().partition(|(key, _)| key == "sort" || key == COLUMNS || key == "rows")
}

fn class(column: &ListedColumn) -> &'static str {
    match column.shape {
        ColumnShape::Text | ColumnShape::State => "",
        ColumnShape::Code => "code",
        ColumnShape::Title => "title",
        ColumnShape::Day => "tight num-left",
        ColumnShape::Count => "num",
    }
}

fn row(frame: &Frame, all: &[ListedColumn], on: &[usize], opens: Option<usize>, line: Line) -> RowShown {
    let (id, tick) = (line.id, line.mark());
    let href = match line.kind {
        Some(RecordKind::Volume) => Some(format!("/volumes/{id}")),
        Some(RecordKind::Item) => Some(format!("/items/{id}")),
        Some(RecordKind::Batch) => Some(format!("/batches/{id}")),
        Some(RecordKind::Job) => Some(format!("/jobs/{id}")),
        Some(RecordKind::Consultation) => Some(format!("/consultations/{id}")),
        Some(_) => None,
        None => Some(format!("/events?seq={id}")),
    };
    let cell = |&at: &usize| {
        let (text, badge) = match &line.cells[at] {
            LineCell::Empty => (String::new(), None),
            LineCell::Text(text) => (text.clone(), None),
            LineCell::Said(wording) => (frame.w(wording).to_owned(), None),
            LineCell::Count(count) => (words::thousands(*count), None),
            LineCell::Key(Sort::State, key) => (String::new(), Some(words::state(key))),
            LineCell::Key(Sort::Batch, key) => {
                (String::new(), BatchStanding::from_key(key).map(words::batch))
            }
            LineCell::Key(sort, key) => (frame.w(&tell(*sort, key)).to_owned(), None),
        };
        CellShown { class: class(&all[at]), text, href: href.clone().filter(|_| opens == Some(at)), badge }
    };
    let mark = match line.kind {
        Some(kind @ (RecordKind::Volume | RecordKind::Item)) => format!("{}{id}", kind.letter()),
        _ => String::new(),
    };
    let cells: Vec<CellShown> = on.iter().map(cell).collect();
    RowShown { in_basket: frame.in_basket(&mark), tick, mark, cells }
}

/// How stable keys read.
pub fn tell(sort: Sort, key: &str) -> Wording {
    match sort {
        Sort::State => words::state(key).word,
        Sort::Batch => word_of::<BatchStanding>(key),
        Sort::Deed => word_of::<EventKind>(key),
        Sort::Work => word_of::<JobKind>(key),
    }
}

/// An address of our own to go back to.
pub fn back(form: &Pairs) -> &str {
    let back = form.iter().find(|(key, _)| key == "back").map_or("/", |(_, back)| back.as_str());
    let ours = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    if ours { back } else { "/" }
}

/// Makes the file in the background; it waits on the job's page. `said` is the format as it was asked for.
pub async fn as_job(app: &Arc<App>, by: &By, order: ListExport, name: String, said: &str) -> Answer<i64> {
    let input =
        serde_json::json!({ "wanted": order.list, "columns": order.columns, "name": name, "format": said });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, JobKind::ListExport, input, move |progress| async move {
        let file = jobs::result_file(&archive, &name).await?;
        let path = archive.config.data().join(&file);
        let written = listing::export(&archive, &who, &order, &path, &progress).await?;
        let report = serde_json::json!({ "rows": written.rows, "digest": written.digest, "problems": written.problems });
        Ok(jobs::JobOutcome { report, file })
    });
    Ok(job.await?)
}
