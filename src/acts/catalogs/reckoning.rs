//! 室藏增减: opening, what came, went and moved, closing; and the records behind every number. Reckoned from the log
//! each time it is asked for.

use chrono::{Days, Months, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

pub use crate::domain::catalogs::holdings::{
    Held, HeldUnder, HoldingsAccount, MonthMoved, Movement, MovementKind, RowMoved,
};

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::records::states::ItemState;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::RetentionPeriod;
use crate::problems;
use crate::store::{AccountAsked, MovementLine};

/// The days an account is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub year: i32,
    /// 1 to 12; `None`: the whole year.
    pub month: Option<u32>,
}

impl Span {
    /// First and last day.
    ///
    /// # Errors
    /// `Refused` for a year or month that is none.
    pub fn days(self) -> Result<(NaiveDate, NaiveDate)> {
        let none = || Error::from(no_such_month(&self.year, &self.month.unwrap_or(1)));
        let year = Some(self.year).filter(|year| (1900..=9998).contains(year)).ok_or_else(none)?;
        let first = NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1), 1).ok_or_else(none)?;
        let months = Months::new(if self.month.is_some() { 1 } else { 12 });
        let next = first.checked_add_months(months).ok_or_else(none)?;
        Ok((first, next.checked_sub_days(Days::new(1)).unwrap_or(first)))
    }
}

/// A row with the names people know it by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountRow {
    #[serde(flatten)]
    pub row: RowMoved,
    pub class: String,
    pub period_word: Wording,
    pub state_word: Wording,
    /// Over the account's days, what moved between rows left out.
    pub added: Held,
    pub taken: Held,
    /// What came from other rows, and what went to them.
    pub moved_in: Held,
    pub moved_out: Held,
}

/// A month over all rows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthSum {
    /// `2026-03`
    pub month: String,
    pub opening: Held,
    pub added: Held,
    pub taken: Held,
    pub closing: Held,
}

/// What came or went in one way, over all rows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaySum {
    pub kind: MovementKind,
    pub word: Wording,
    pub increase: Held,
    pub decrease: Held,
}

/// The account of a year or a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountShown {
    pub year: i32,
    pub month: Option<u32>,
    #[schema(value_type = String)]
    pub from: NaiveDate,
    #[schema(value_type = String)]
    pub to: NaiveDate,
    pub opening: Held,
    pub added: Held,
    pub taken: Held,
    pub closing: Held,
    pub ways: Vec<WaySum>,
    pub months: Vec<MonthSum>,
    pub rows: Vec<AccountRow>,
}

/// Which records stand behind a number. What is `None` does not limit.
#[derive(Clone, Debug, Default)]
pub struct Behind {
    pub scheme_id: Option<String>,
    pub state: Option<ItemState>,
    pub kind: Option<MovementKind>,
    /// Only what was added, or only what was taken away.
    pub is_increase: Option<bool>,
    /// Only what moved between rows, or only the rest.
    pub between_rows: Option<bool>,
}

/// Which of a row's numbers is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberMeant {
    Opening,
    #[default]
    Closing,
    Moved,
}

/// A volume that is, or was, counted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeBehind {
    pub id: i64,
    pub code: String,
}

/// A movement that was counted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MovementBehind {
    pub day: String,
    /// Number of the event.
    pub seq: i64,
    pub kind: MovementKind,
    pub word: Wording,
    pub class: String,
    pub period_word: Wording,
    pub state_word: Wording,
    /// `None`: of a record that stands in no volume.
    pub volume_id: Option<i64>,
    pub code: String,
    /// Below zero: taken away.
    pub held: Held,
}

/// What stands behind a number: volumes for a day's, movements for a span's.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct RecordsBehind {
    /// The number itself.
    pub sum: Held,
    /// Lines there are.
    pub total: usize,
    pub volumes: Vec<VolumeBehind>,
    pub movements: Vec<MovementBehind>,
}

/// The account of these days over the places of a scope.
pub async fn account(archive: &Archive, by: &By, span: Span, scope: &Scope) -> Result<AccountShown> {
    allow(by, Deed::Read)?;
    let account = reckoned(archive, span.days()?, scope).await?;
    let (opening, added, taken, closing) = account.whole();
    let schemes = archive.schemes();
    Ok(AccountShown {
        year: span.year,
        month: span.month,
        from: account.from,
        to: account.to,
        opening,
        added,
        taken,
        closing,
        ways: ways(&account),
        months: months(&account),
        rows: account.rows.into_iter().map(|row| named(&schemes, row)).collect(),
    })
}

/// The records behind a number, without the first `skip` lines, `size` of them; movements the latest first.
pub async fn behind(
    archive: &Archive,
    by: &By,
    span: Span,
    (scope, meant, behind): (&Scope, NumberMeant, &Behind),
    (skip, size): (usize, usize),
) -> Result<RecordsBehind> {
    allow(by, Deed::Read)?;
    let (from, to) = span.days()?;
    let fonds = numbers(archive).await?;
    let (store, through) = archive.log();
    let asked = AccountAsked { from, to, scope, fonds: &fonds, through };
    let wants = |movement: &Movement| meant == NumberMeant::Moved && is_meant(behind, movement);
    let (account, found) = store.holdings_moved(&asked, &wants, skip.saturating_add(size)).await?;
    if meant == NumberMeant::Moved {
        let schemes = archive.schemes();
        let lines = found.lines.into_iter().skip(skip);
        let mut sum = found.sum;
        if behind.is_increase == Some(false) {
            sum = sum.negated();
        }
        let movements = lines.map(|line| line_named(&schemes, line)).collect();
        return Ok(RecordsBehind { sum, total: found.total, movements, ..RecordsBehind::default() });
    }
    let mut sum = Held::default();
    for row in account.rows.iter().filter(|row| is_under(behind, &row.under)) {
        sum += if meant == NumberMeant::Opening { row.opening } else { row.closing };
    }
    let before = from.checked_sub_days(Days::new(1)).unwrap_or(from);
    let to = if meant == NumberMeant::Opening { before } else { to };
    let held = store
        .volumes_held_on(&AccountAsked { to, ..asked }, &|under| is_under(behind, under), (skip, size))
        .await?;
    let volumes = held.into_iter().map(|(id, code)| VolumeBehind { id, code }).collect();
    Ok(RecordsBehind { sum, total: sum.volumes.max(0) as usize, volumes, ..RecordsBehind::default() })
}

fn is_meant(behind: &Behind, movement: &Movement) -> bool {
    let increases = movement.held.volumes > 0 || movement.held.items > 0;
    is_under(behind, &movement.under)
        && behind.kind.is_none_or(|kind| kind == movement.kind)
        && behind.is_increase.is_none_or(|wanted| wanted == increases)
        && behind.between_rows.is_none_or(|wanted| wanted == movement.kind.is_between_rows())
}

fn line_named(schemes: &Schemes, line: MovementLine) -> MovementBehind {
    let Movement { day, under, kind, held } = line.movement;
    let (class, period_word) = names(schemes, &under);
    let (seq, volume_id, code) = (line.seq, line.volume_id, line.code);
    let (word, state_word) = (kind.word(), under.state.word());
    MovementBehind { day, seq, kind, word, class, period_word, state_word, volume_id, code, held }
}

fn is_under(behind: &Behind, under: &HeldUnder) -> bool {
    behind.state.is_none_or(|state| state == under.state)
        && behind.scheme_id.as_ref().is_none_or(|scheme| *scheme == under.scheme_id)
}

/// The account itself, for acts that make papers of it.
pub(super) async fn reckoned(
    archive: &Archive,
    (from, to): (NaiveDate, NaiveDate),
    scope: &Scope,
) -> Result<HoldingsAccount> {
    let fonds = numbers(archive).await?;
    let (store, through) = archive.log();
    let asked = AccountAsked { from, to, scope, fonds: &fonds, through };
    Ok(store.holdings_moved(&asked, &|_| false, 0).await?.0)
}

/// Numbers of the fonds that are shown here.
async fn numbers(archive: &Archive) -> Result<Vec<String>> {
    Ok(archive.store.fonds().await?.into_iter().map(|fonds| fonds.number).collect())
}

/// Class and period as people know them.
fn names(schemes: &Schemes, under: &HeldUnder) -> (String, Wording) {
    let class = schemes.scheme(&under.scheme_id).and_then(|scheme| scheme.class(&under.class_id));
    let class =
        class.map_or_else(|| under.class_id.clone(), |class| format!("{} {}", class.code, class.name));
    let period = RetentionPeriod::from_key(&under.period);
    let period = period.map_or_else(
        || Wording::same(&under.period),
        |period| Wording::new(period.to_string(), period.in_english()),
    );
    (class, period)
}

/// A row with its names.
pub(super) fn named(schemes: &Schemes, row: RowMoved) -> AccountRow {
    let sum = |is_increase, between| row.sum(is_increase, |moved| moved.kind.is_between_rows() == between);
    let (class, period_word) = names(schemes, &row.under);
    AccountRow {
        class,
        period_word,
        state_word: row.under.state.word(),
        added: sum(true, false),
        taken: sum(false, false),
        moved_in: sum(true, true),
        moved_out: sum(false, true),
        row,
    }
}

fn ways(account: &HoldingsAccount) -> Vec<WaySum> {
    let of = |kind: &MovementKind| {
        let mut sum =
            WaySum { kind: *kind, word: kind.word(), increase: Held::default(), decrease: Held::default() };
        for row in &account.rows {
            sum.increase += row.sum(true, |moved| moved.kind == *kind);
            sum.decrease += row.sum(false, |moved| moved.kind == *kind);
        }
        sum
    };
    let moves = |sum: &WaySum| !sum.increase.is_none() || !sum.decrease.is_none();
    MovementKind::ALL.iter().map(of).filter(moves).collect()
}

/// Month by month, each beginning where the last one ended.
fn months(account: &HoldingsAccount) -> Vec<MonthSum> {
    let (mut months, mut first) = (Vec::new(), account.from);
    let mut opening = account.whole().0;
    while first <= account.to {
        let month = first.format("%Y-%m").to_string();
        let (mut added, mut taken) = (Held::default(), Held::default());
        for row in &account.rows {
            let counts = |moved: &MonthMoved| moved.month == month && !moved.kind.is_between_rows();
            added += row.sum(true, counts);
            taken += row.sum(false, counts);
        }
        let mut closing = opening;
        closing += added;
        closing -= taken;
        months.push(MonthSum { month, opening, added, taken, closing });
        opening = closing;
        let Some(next) = first.checked_add_months(Months::new(1)) else { break };
        first = next;
    }
    months
}

problems! {
    refuse no_such_month(year, month):
        "没有 {year} 年 {month} 月。" / "There is no month {month} of {year}."
        => "写四位数的年份和 1—12 月。" / "Give a year of four digits and a month from 1 to 12.";
}
