//! 基本情况统计表 and 室藏增减表: what the records and the log say of one year; what only the office knows (staff, rooms,
//! equipment) stays empty for the pen. Held is what stood closed at the year's end, whatever years it was formed in;
//! filed is what was closed, or came closed, in the year.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::rows::uses_of;
use crate::acts::catalogs::reckoning::{self, Behind, Held, HoldingsAccount, MovementKind, RowMoved, Span};
use crate::archive::{Archive, allow};
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::records::states::ItemState;
use crate::domain::using::consultation::UseManner;
use crate::domain::values::period::RetentionPeriod;
use crate::say;
use crate::store::Fonds;

/// Periods with a cell of their own on the form, and the field it is.
const PERIODS: [(&str, &str); 5] = [
    ("permanent", "new_permanent"),
    ("100", "new_100"),
    ("50", "new_50"),
    ("30", "new_30"),
    ("10", "new_10"),
];

/// What the office alone knows: empty, to be filled in by hand.
pub const BY_HAND: [&str; 7] =
    ["staff", "metres", "moved_out", "paper_catalogs", "area", "equipment", "phone"];

/// Where the records of a number stand.
#[derive(Clone, Debug)]
pub enum FigureBehind {
    /// They stood in the archive on this evening.
    On(NaiveDate, Behind),
    /// They moved in the year.
    Moved(Behind),
}

/// A number of the table, and the records it counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figure {
    /// The field of the form.
    #[schema(value_type = String)]
    pub key: &'static str,
    pub name: Wording,
    pub volumes: i64,
    pub items: i64,
    /// Of this period alone, as `RetentionPeriod::key` writes it.
    pub period: Option<String>,
    #[serde(skip)]
    pub behind: FigureBehind,
}

impl Figure {
    fn in_words(&self) -> String {
        format!("{} / {}", self.volumes, self.items)
    }
}

/// The figures of a year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figures {
    pub year: i32,
    pub figures: Vec<Figure>,
    /// 利用: visits and records given in the year, by the register of use.
    pub visits: i64,
    pub used: i64,
}

impl Figures {
    fn of_key<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Figure> {
        self.figures.iter().filter(move |figure| figure.key == key)
    }

    fn in_words(&self, key: &str) -> String {
        self.of_key(key).map(Figure::in_words).collect::<Vec<_>>().join("；")
    }
}

/// The figures of the scope's last year, or of the latest in which something was closed; `None`: nothing is held.
pub async fn figures(archive: &Archive, by: &By, filter: &Scope) -> Result<Option<Figures>> {
    allow(by, Deed::Read)?;
    counted(archive, filter).await
}

/// The scope without its years, and the year that is meant.
async fn year_meant(archive: &Archive, filter: &Scope) -> Result<(Scope, Option<i32>)> {
    let all = Scope { year_from: None, year_to: None, state: None, ..filter.clone() };
    if let Some(year) = filter.year_to.or(filter.year_from) {
        return Ok((all, Some(year)));
    }
    let closed = archive.store.last_closed(&all).await?;
    let formed = archive.store.holdings(&all).await?.iter().map(|count| count.year).max();
    Ok((all, closed.or(formed)))
}

async fn counted(archive: &Archive, filter: &Scope) -> Result<Option<Figures>> {
    let (all, year) = year_meant(archive, filter).await?;
    let Some(year) = year else { return Ok(None) };
    let account = reckoning::reckoned(archive, Span { year, month: None }.days()?, &all).await?;
    let closed = Behind { state: Some(ItemState::Closed), ..Behind::default() };
    let filed = Behind { is_increase: Some(true), ..closed.clone() };
    let open = Behind { state: Some(ItemState::Open), ..Behind::default() };
    let went = |kind| Behind { kind: Some(kind), is_increase: Some(false), ..Behind::default() };
    let on = |behind: &Behind| FigureBehind::On(account.to, behind.clone());
    let moved = |behind: &Behind| FigureBehind::Moved(behind.clone());
    let over = Counting { account: &account };
    let mut figures = vec![
        over.figure("volumes", say!("年末所有档案", "Held at the year's end"), None, on(&closed)),
        over.figure("permanent", say!("其中永久", "Permanent"), Some("permanent"), on(&closed)),
        over.figure("new_all", say!("本年归档", "Filed in the year"), None, moved(&filed)),
    ];
    for (period, key) in PERIODS {
        figures.push(over.figure(key, filed_for(period), Some(period), moved(&filed)));
    }
    for period in over.other_periods() {
        let key = period.key();
        figures.push(over.figure("new_other", filed_for(&key), Some(&key), moved(&filed)));
    }
    for (key, kind, name) in [
        ("transferred", MovementKind::Transferred, say!("本年移交", "Transferred in the year")),
        ("destroyed", MovementKind::Destroyed, say!("本年销毁", "Destroyed in the year")),
    ] {
        figures.push(over.figure(key, name, None, moved(&went(kind))));
    }
    let name = say!("年末整理中（未计入）", "Open at the year's end (not counted)");
    figures.push(over.figure("not_filed", name, None, on(&open)));
    let (visits, used) = uses(archive, filter, year).await?;
    Ok(Some(Figures { year, figures, visits, used }))
}

/// Numbers taken from an account.
struct Counting<'a> {
    account: &'a HoldingsAccount,
}

impl Counting<'_> {
    fn figure(&self, key: &'static str, name: Wording, period: Option<&str>, behind: FigureBehind) -> Figure {
        let mut held = Held::default();
        for row in &self.account.rows {
            if period.is_none_or(|period| period == row.under.period) {
                held += counted_in(row, &behind);
            }
        }
        let period = period.map(str::to_owned);
        Figure { key, name, volumes: held.volumes, items: held.items, period, behind }
    }

    /// Periods of what was filed in the year that have no cell of their own, the longest first.
    fn other_periods(&self) -> Vec<RetentionPeriod> {
        let is_filed = |row: &&RowMoved| row.under.state == ItemState::Closed && !row.total(true).is_none();
        let filed = self.account.rows.iter().filter(is_filed).map(|row| row.under.period.as_str());
        let others: BTreeSet<RetentionPeriod> = filed
            .filter(|period| PERIODS.iter().all(|(known, _)| known != period))
            .filter_map(RetentionPeriod::from_key)
            .collect();
        others.into_iter().rev().collect()
    }
}

fn counted_in(row: &RowMoved, behind: &FigureBehind) -> Held {
    match behind {
        FigureBehind::On(_, of) | FigureBehind::Moved(of)
            if of.state.is_some_and(|s| s != row.under.state) =>
        {
            Held::default()
        }
        FigureBehind::On(..) => row.closing,
        FigureBehind::Moved(of) => {
            row.sum(of.is_increase.unwrap_or_default(), |moved| of.kind.is_none_or(|kind| kind == moved.kind))
        }
    }
}

fn filed_for(period: &str) -> Wording {
    let period = RetentionPeriod::from_key(period).unwrap_or(RetentionPeriod::Permanent);
    let english = period.in_english();
    say!("本年归档 {period}", "Filed in the year, {english}")
}

/// The rows of 室藏增减表: class × period × state of the year that the scope ends with.
pub(super) async fn account_rows(archive: &Archive, filter: &Scope) -> Result<Vec<FreeRow>> {
    let (all, year) = year_meant(archive, filter).await?;
    let Some(year) = year else { return Ok(Vec::new()) };
    let account = reckoning::reckoned(archive, Span { year, month: None }.days()?, &all).await?;
    let schemes = archive.schemes();
    let mut rows = Vec::with_capacity(account.rows.len());
    for (at, row) in account.rows.into_iter().enumerate() {
        let row = reckoning::named(&schemes, row);
        let mut entry = FreeRow::new(LineKind::Holdings)
            .with("seq", (at + 1).to_string())
            .with("class", row.class.as_str())
            .with("period", row.period_word.zh.as_str())
            .with("state", row.state_word.zh.as_str());
        for (key, held) in [
            ("opening", row.row.opening),
            ("added", row.added),
            ("in", row.moved_in),
            ("taken", row.taken),
            ("out", row.moved_out),
            ("closing", row.row.closing),
        ] {
            entry.set(&format!("{key}_volumes"), held.volumes.to_string());
            entry.set(&format!("{key}_items"), held.items.to_string());
        }
        rows.push(entry);
    }
    Ok(rows)
}

/// The row of the form. `None`: nothing is held.
pub(super) async fn count(archive: &Archive, filter: &Scope) -> Result<Option<FreeRow>> {
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    let Some(figures) = counted(archive, filter).await? else { return Ok(None) };
    Ok(Some(row(archive, fonds, &figures).await?))
}

async fn row(archive: &Archive, fonds: Fonds, figures: &Figures) -> Result<FreeRow> {
    let sum =
        |key: &str| figures.of_key(key).fold((0, 0), |sum, one| (sum.0 + one.volumes, sum.1 + one.items));
    let (volumes, items) = sum("volumes");
    let others = figures.of_key("new_other").map(|figure| {
        let period = figure.period.as_deref().and_then(RetentionPeriod::from_key);
        format!("{} {}", period.map_or_else(String::new, |period| period.to_string()), figure.in_words())
    });
    let (open_volumes, open_items) = sum("not_filed");
    let not_filed = match open_volumes {
        0 => String::new(),
        _ => format!("注：年末整理中（未立卷）{open_volumes} 卷 {open_items} 件，不在上列各数之内。"),
    };
    let mut entry = FreeRow::new(LineKind::Statistics)
        .with("year", figures.year.to_string())
        .with("unit", fonds.name)
        .with("fonds_held", archive.store.fonds().await?.len().to_string())
        .with("volumes", volumes.to_string())
        .with("items", items.to_string())
        .with("new_other", others.collect::<Vec<_>>().join("\n"))
        .with("not_filed", not_filed)
        .with("digital_volumes", volumes.to_string())
        .with("digital_items", items.to_string())
        .with("users", figures.visits.to_string())
        .with("used", figures.used.to_string());
    for key in ["permanent", "new_all", "transferred", "destroyed"] {
        entry.set(key, figures.in_words(key));
    }
    for (_, key) in PERIODS {
        entry.set(key, figures.in_words(key));
    }
    Ok(entry)
}

/// Visits and records given in the year.
async fn uses(archive: &Archive, filter: &Scope, year: i32) -> Result<(i64, i64)> {
    let that_year = Scope { year_from: Some(year), year_to: Some(year), ..filter.clone() };
    let uses = archive.store.consultation_counts(&uses_of(&that_year)).await?;
    let found = uses.iter().filter(|count| count.given != UseManner::NotFound);
    let used = found.map(|count| count.lines).sum();
    Ok((archive.store.visit_count(&uses_of(&that_year)).await?, used))
}
