//! 室藏增减 from the log: what is held now, and backwards what every event did to it. Nothing is stored for it; the counts
//! are those the events say the rows had before them (`before.rs`), so an account of a year costs what happened since.

mod touched;
mod walk;

use chrono::{Days, NaiveDate};

use self::walk::{at, state_of, walked};
use super::open::Store;
use super::queries::Queries;
use super::sql::{built, vals};
use super::volumes::{FROM_VOLUMES, STATE_NOW, conditions, vals_with};
use crate::domain::catalogs::holdings::{Held, HeldUnder, HoldingsAccount, Movement};
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::VolumeState;

/// Volumes read at a time.
const PORTION: i64 = 2000;

/// Which account is wanted.
#[derive(Clone, Debug)]
pub struct AccountAsked<'a> {
    /// First and last day.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Which places; its state and years of closing say nothing here.
    pub scope: &'a Scope,
    /// Numbers of the fonds that may be seen.
    pub fonds: &'a [String],
    /// The archive as it stood after this event; `None`: as it is.
    pub through: Option<i64>,
}

/// What one event did to one volume, or to records that stand in none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementLine {
    pub seq: i64,
    pub volume_id: Option<i64>,
    /// Of a volume that is no longer there; empty: it is.
    pub code: String,
    pub movement: Movement,
}

/// The first so many movements of a kind, the latest first, and how much there is of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovementsFound {
    pub lines: Vec<MovementLine>,
    pub total: usize,
    pub sum: Held,
}

impl Store {
    /// The account of these days, and the movements in them that `wants` says, `most` of them.
    pub async fn holdings_moved(
        &self,
        asked: &AccountAsked<'_>,
        wants: &(dyn Fn(&Movement) -> bool + Sync),
        most: usize,
    ) -> Result<(HoldingsAccount, MovementsFound)> {
        let snapshot = self.snapshot().await?;
        let walked = walked(&snapshot, asked, wants, most).await;
        snapshot.close().await;
        let walk = walked?;
        Ok((walk.reckoned.end(asked.from, asked.to), walk.found))
    }

    /// The volumes that stood in rows like this on the evening of `asked.to`, without the first `skip`, `size` of
    /// them: id and code, those that changed since before the others.
    pub async fn volumes_held_on(
        &self,
        asked: &AccountAsked<'_>,
        is_in: &(dyn Fn(&HeldUnder) -> bool + Sync),
        (skip, size): (usize, usize),
    ) -> Result<Vec<(i64, String)>> {
        let snapshot = self.snapshot().await?;
        let held = held_on(&snapshot, asked, is_in, (skip, size)).await;
        snapshot.close().await;
        held
    }
}

async fn held_on(
    from: &Queries,
    asked: &AccountAsked<'_>,
    is_in: &(dyn Fn(&HeldUnder) -> bool + Sync),
    (skip, size): (usize, usize),
) -> Result<Vec<(i64, String)>> {
    let after =
        AccountAsked { from: asked.to.checked_add_days(Days::new(1)).unwrap_or(asked.to), ..asked.clone() };
    let after = AccountAsked { to: NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(after.to), ..after };
    let walk = walked(from, &after, &|_| false, 0).await?;
    let mut held = Vec::new();
    for (id, then) in &walk.volumes {
        if then.as_ref().and_then(|then| walk.under(then)).is_some_and(|under| is_in(&under)) {
            held.push((*id, then.as_ref().map_or_else(String::new, |then| then.code.clone())));
        }
    }
    held.sort();
    let scope = Scope { state: None, closed_from: None, closed_to: None, ..asked.scope.clone() };
    let (mut after, wanted) = ((String::new(), 0), skip.saturating_add(size));
    while held.len() < wanted {
        let sql = built(format!(
            "select v.id, v.code, v.code_sort, v.place_id, {STATE_NOW} {FROM_VOLUMES}
             where (v.code_sort, v.id) > ($8, $9) and {} order by v.code_sort, v.id limit $10",
            conditions(&scope)
        ));
        let vals = vals_with(&scope, vals![after.0.as_str(), after.1, PORTION]);
        let portion: Vec<(i64, String, String, i64, VolumeState)> = from.all_of_many(sql, &vals).await?;
        let Some(last) = portion.last() else { break };
        after = (last.2.clone(), last.0);
        for (id, code, _, place, state) in portion {
            let under =
                walk.places.get(&place).filter(|_| !state.is_gone() && !walk.volumes.contains_key(&id));
            if under.is_some_and(|under| is_in(&at(under, state_of(state == VolumeState::Closed)))) {
                held.push((id, code));
            }
        }
    }
    Ok(held.into_iter().skip(skip).take(size).collect())
}
