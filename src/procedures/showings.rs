//! 看完整身份证号的限度: how many records an account was shown whole numbers of, as the log has it.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::By;
use crate::domain::records::event::{EventKind, Logged};
use crate::domain::using::consultation::choices;
use crate::problems;
use crate::store::Queries;

/// An hour is looked at.
const SPAN: TimeDelta = TimeDelta::hours(1);

/// Records whose numbers were shown, by login, with the moment.
pub type Showings = BTreeMap<String, Vec<(DateTime<FixedOffset>, u64)>>;

/// What every account was shown since a moment, the oldest first.
pub async fn shown_since(from: &Queries, moment: DateTime<FixedOffset>) -> Result<Showings> {
    let after = from.last_before(moment).await?;
    let kinds = [EventKind::IdNumberShown, EventKind::IdNumbersShown];
    let mut shown = Showings::new();
    for logged in from.of_kinds_after(kinds, after).await? {
        if let Ok(at) = DateTime::parse_from_rfc3339(&logged.at) {
            let count = records_shown(&logged);
            shown.entry(logged.actor).or_default().push((at, count));
        }
    }
    Ok(shown)
}

/// A record on its page is one; of several that went out together each is, and each row of the log or of a sheet that was taken
/// in. A dry run of a clerk's own sheet shows no record.
fn records_shown(logged: &Logged) -> u64 {
    let fact = |key: &str| logged.event.detail.get(key, WholeFor::Comparing);
    let rows = fact("rows").and_then(serde_json::Value::as_u64).unwrap_or(0);
    match fact("items").and_then(|items| items.as_array()) {
        Some(items) => rows.max(items.len() as u64),
        None => u64::from(fact("item").is_some()),
    }
}

/// The most shown within any hour.
pub fn most_in_an_hour(shown: &[(DateTime<FixedOffset>, u64)]) -> u64 {
    let (mut first, mut within, mut most) = (0, 0, 0);
    for (end, count) in shown {
        within += count;
        while *end - shown[first].0 >= SPAN {
            within -= shown[first].1;
            first += 1;
        }
        most = most.max(within);
    }
    most
}

/// Refuses to show so many records more where the hour's limit would be passed (`assets/consulting.toml`).
///
/// # Errors
/// `too_many_shown`.
pub async fn may_show(from: &Queries, by: &By, more: u64) -> Result<()> {
    let most = choices().showing.most;
    let shown = shown_since(from, by.now - SPAN).await?;
    let own: u64 = shown.get(&by.actor.login).into_iter().flatten().map(|(_, count)| count).sum();
    match own + more > most {
        true => Err(Error::from(too_many_shown(&own, &most, &more))),
        false => Ok(()),
    }
}

problems! {
    refuse too_many_shown(own, most, more):
        "一小时内已看过 {own} 件的完整身份证号，再看 {more} 件就超过 {most} 件的限度。"
            / "Whole ID numbers of {own} records were shown within the hour; {more} more would pass the limit of {most}."
        => "过一会儿再看；要成批核对的，打印带完整号码的目录，会登记。" / "Wait a while; to compare many, print a catalog with whole numbers, which is registered.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_any_hour() {
        let at = |time: &str| DateTime::parse_from_rfc3339(&format!("2026-11-30T{time}+08:00")).unwrap();
        let shown = [(at("09:50:00"), 3), (at("10:20:00"), 4), (at("10:50:00"), 5), (at("12:00:00"), 6)];
        assert_eq!(most_in_an_hour(&shown), 9, "the first is an hour before the third");
        assert_eq!(most_in_an_hour(&shown[..2]), 7);
        assert_eq!(most_in_an_hour(&[]), 0);
    }
}
