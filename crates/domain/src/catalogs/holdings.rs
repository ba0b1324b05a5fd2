//! 室藏增减: what came, went and moved between two days. Opening, what was added and what was taken away always make
//! the closing count, because the opening is reckoned from it (R36; columns of 基本情况统计表, GB/T 31599-2015 annex C, P).

use std::collections::BTreeMap;
use std::ops::{AddAssign, Sub, SubAssign};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::general::key::keyed;
use crate::records::states::ItemState;

keyed! {
    /// How holdings come, go, or move from one row of the account to another.
    pub enum MovementKind {
        Filed = "filed", "归档入卷", "Filed";
        Begun = "begun", "新立案卷", "Volumes begun";
        Taken = "taken", "接收移交", "Taken in by package";
        TakenBack = "taken_back", "退回", "Taken back";
        Removed = "removed", "撤销空卷", "Empty volumes removed";
        Transferred = "transferred", "移交", "Transferred";
        Destroyed = "destroyed", "销毁", "Destroyed";
        /// From open to closed.
        Closed = "closed", "立卷", "Closed";
        /// To another class or period.
        Moved = "moved", "改归", "Refiled";
        /// Out of a volume to wait, or back into one.
        TakenOut = "taken_out", "取出、归回", "Taken out or put back";
    }
}

impl MovementKind {
    /// It adds to one row what it takes from another; of all rows together it changes nothing.
    pub fn is_between_rows(self) -> bool {
        matches!(self, MovementKind::Closed | MovementKind::Moved | MovementKind::TakenOut)
    }
}

/// Volumes and records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Held {
    pub volumes: i64,
    pub items: i64,
}

impl Held {
    pub fn new(volumes: i64, items: i64) -> Held {
        Held { volumes, items }
    }

    pub fn is_none(self) -> bool {
        self == Held::default()
    }

    pub fn negated(self) -> Held {
        Held::default() - self
    }

    /// It adds, rather than takes away.
    fn is_increase(self) -> bool {
        self.volumes > 0 || self.items > 0
    }
}

impl AddAssign for Held {
    fn add_assign(&mut self, other: Held) {
        (self.volumes, self.items) = (self.volumes + other.volumes, self.items + other.items);
    }
}

impl SubAssign for Held {
    fn sub_assign(&mut self, other: Held) {
        (self.volumes, self.items) = (self.volumes - other.volumes, self.items - other.items);
    }
}

impl Sub for Held {
    type Output = Held;

    fn sub(mut self, other: Held) -> Held {
        self -= other;
        self
    }
}

/// A row of the account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct HeldUnder {
    pub scheme_id: String,
    pub class_id: String,
    /// As filed; `RetentionPeriod::key`.
    pub period: String,
    /// Open, closed, or taken out and waiting.
    pub state: ItemState,
}

/// What one event did to one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Day of the event, ISO.
    pub day: String,
    pub under: HeldUnder,
    pub kind: MovementKind,
    /// Below zero: taken away.
    pub held: Held,
}

/// What came or went of a row in one month in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthMoved {
    /// `2026-03`
    pub month: String,
    pub kind: MovementKind,
    pub increase: Held,
    pub decrease: Held,
}

/// A row from its opening to its closing count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowMoved {
    #[serde(flatten)]
    pub under: HeldUnder,
    pub opening: Held,
    pub moved: Vec<MonthMoved>,
    pub closing: Held,
}

impl RowMoved {
    /// Everything added, or everything taken away.
    pub fn total(&self, is_increase: bool) -> Held {
        self.sum(is_increase, |_| true)
    }

    /// The same of the months and ways that `counts`.
    pub fn sum(&self, is_increase: bool, counts: impl Fn(&MonthMoved) -> bool) -> Held {
        let mut sum = Held::default();
        for moved in self.moved.iter().filter(|moved| counts(moved)) {
            sum += if is_increase { moved.increase } else { moved.decrease };
        }
        sum
    }
}

/// What was held on the first morning, what moved, and what was held on the last evening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HoldingsAccount {
    #[schema(value_type = String)]
    pub from: NaiveDate,
    #[schema(value_type = String)]
    pub to: NaiveDate,
    pub rows: Vec<RowMoved>,
}

impl HoldingsAccount {
    /// Over all rows: opening, added, taken away, closing. What moved between rows is left out of both.
    pub fn whole(&self) -> (Held, Held, Held, Held) {
        let (mut opening, mut added, mut taken, mut closing) = <(Held, Held, Held, Held)>::default();
        for row in &self.rows {
            opening += row.opening;
            closing += row.closing;
            added += row.sum(true, |moved| !moved.kind.is_between_rows());
            taken += row.sum(false, |moved| !moved.kind.is_between_rows());
        }
        (opening, added, taken, closing)
    }
}

/// The account in the making, from what is held now backwards.
#[derive(Debug)]
pub struct AccountReckoned {
    from: String,
    to: String,
    closing: BTreeMap<HeldUnder, Held>,
    moved: BTreeMap<(HeldUnder, String, MovementKind), (Held, Held)>,
}

impl AccountReckoned {
    /// With what is held now.
    pub fn begin(from: NaiveDate, to: NaiveDate, now: BTreeMap<HeldUnder, Held>) -> AccountReckoned {
        AccountReckoned { from: from.to_string(), to: to.to_string(), closing: now, moved: BTreeMap::new() }
    }

    /// Whether a movement is one of the account's own days.
    pub fn covers(&self, movement: &Movement) -> bool {
        self.from <= movement.day && movement.day <= self.to
    }

    /// Takes a movement after which everything that is held now was counted; `is_later`: it counts as one after the
    /// account's days whatever its own day is.
    pub fn take(&mut self, movement: Movement, is_later: bool) {
        if is_later || movement.day > self.to {
            *self.closing.entry(movement.under).or_default() -= movement.held;
        } else if self.covers(&movement) {
            let month = movement.day.get(..7).unwrap_or_default().to_owned();
            let both = self.moved.entry((movement.under, month, movement.kind)).or_default();
            match movement.held.is_increase() {
                true => both.0 += movement.held,
                false => both.1 += movement.held.negated(),
            }
        }
    }

    pub fn end(self, from: NaiveDate, to: NaiveDate) -> HoldingsAccount {
        let mut rows: BTreeMap<HeldUnder, RowMoved> = BTreeMap::new();
        let empty = |under: &HeldUnder| RowMoved {
            under: under.clone(),
            opening: Held::default(),
            moved: Vec::new(),
            closing: Held::default(),
        };
        for (under, closing) in self.closing {
            let row = rows.entry(under.clone()).or_insert_with(|| empty(&under));
            (row.opening, row.closing) = (closing, closing);
        }
        for ((under, month, kind), (increase, decrease)) in self.moved {
            let row = rows.entry(under.clone()).or_insert_with(|| empty(&under));
            row.opening -= increase;
            row.opening += decrease;
            row.moved.push(MonthMoved { month, kind, increase, decrease });
        }
        let is_empty =
            |row: &RowMoved| row.opening.is_none() && row.closing.is_none() && row.moved.is_empty();
        HoldingsAccount { from, to, rows: rows.into_values().filter(|row| !is_empty(row)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(state: ItemState) -> HeldUnder {
        HeldUnder { scheme_id: "s".into(), class_id: "c".into(), period: "10".into(), state }
    }

    fn movement(day: &str, state: ItemState, kind: MovementKind, held: (i64, i64)) -> Movement {
        Movement { day: day.into(), under: under(state), kind, held: Held::new(held.0, held.1) }
    }

    #[test]
    fn opening_and_what_moved_make_the_closing_count() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (from, to) = (day("2026-01-01"), day("2026-12-31"));
        let now = BTreeMap::from([(under(ItemState::Closed), Held::new(5, 50))]);
        let mut reckoned = AccountReckoned::begin(from, to, now);
        let (open, closed) = (ItemState::Open, ItemState::Closed);
        // the year after one went; in the year one was closed and two were taken in; the year before is as it is
        reckoned.take(movement("2027-02-01", closed, MovementKind::Destroyed, (-1, -7)), false);
        reckoned.take(movement("2026-03-05", open, MovementKind::Closed, (-1, -10)), false);
        reckoned.take(movement("2026-03-05", closed, MovementKind::Closed, (1, 10)), false);
        reckoned.take(movement("2026-12-31", closed, MovementKind::Taken, (2, 4)), false);
        reckoned.take(movement("2025-12-31", closed, MovementKind::Taken, (1, 1)), false);
        let account = reckoned.end(from, to);
        let row = |state| account.rows.iter().find(|row| row.under.state == state).unwrap();
        assert_eq!((row(open).opening, row(open).closing), (Held::new(1, 10), Held::default()));
        assert_eq!((row(closed).opening, row(closed).closing), (Held::new(3, 43), Held::new(6, 57)));
        for row in &account.rows {
            let mut sum = row.opening;
            sum += row.total(true);
            sum -= row.total(false);
            assert_eq!(sum, row.closing);
        }
        let (opening, added, taken, closing) = account.whole();
        assert_eq!((opening, added), (Held::new(4, 53), Held::new(2, 4)), "closing a volume adds nothing");
        assert_eq!((taken, closing), (Held::default(), Held::new(6, 57)));
    }

    #[test]
    fn what_came_after_an_earlier_archive_is_not_counted_whatever_its_day() {
        let day: NaiveDate = "2026-06-30".parse().unwrap();
        let now = BTreeMap::from([(under(ItemState::Open), Held::new(0, 3))]);
        let mut reckoned = AccountReckoned::begin(day, day, now);
        reckoned.take(movement("2026-06-30", ItemState::Open, MovementKind::Filed, (0, 2)), true);
        let account = reckoned.end(day, day);
        assert_eq!((account.rows[0].opening, account.rows[0].closing), (Held::new(0, 1), Held::new(0, 1)));
        assert!(account.rows[0].moved.is_empty());
    }
}
