//! 期限调整: reading and writing changes of schedules, and what they make of the editions.

use chrono::DateTime;

use super::queries::Queries;
use super::sql::vals;
use super::table::select;
use super::tables::ScheduleChange;
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::schemes::scheme::Ruling;

impl Queries {
    pub async fn schedule_change(&self, number: &str) -> Result<Option<ScheduleChange>> {
        self.one(select::<ScheduleChange>("where number = $1"), vals![number]).await
    }

    /// A stretch of them, the latest first.
    pub async fn schedule_changes(&self, from: i64, size: i64) -> Result<Vec<ScheduleChange>> {
        let sql = select::<ScheduleChange>("order by id desc limit $1 offset $2");
        self.all(sql, vals![size, from]).await
    }

    pub async fn schedule_change_count(&self) -> Result<i64> {
        self.number("select count(*) from schedule_change", &[]).await
    }

    /// Those of this draft that nobody has decided.
    pub async fn undecided_changes_of(&self, edition: &str) -> Result<Vec<ScheduleChange>> {
        let sql = select::<ScheduleChange>("where edition = $1 and state = 'proposed' order by id");
        self.all(sql, vals![edition]).await
    }

    /// The change applied in a fonds whose draft this edition is.
    pub async fn applied_change_of(&self, fonds_id: i64, edition: &str) -> Result<Option<ScheduleChange>> {
        let sql = select::<ScheduleChange>(
            "where fonds_id = $1 and edition = $2 and state = 'applied' order by id limit 1",
        );
        self.one(sql, vals![fonds_id, edition]).await
    }

    /// Which editions rule records of others, in the order they were applied.
    pub async fn rulings(&self) -> Result<Vec<Ruling>> {
        let sql = "select c.id, c.decided_at, f.number, c.against, c.edition from schedule_change c
                   join fonds f on f.id = c.fonds_id where c.state = 'applied' and c.against <> ''";
        let rows: Vec<(i64, String, String, String, String)> = self.all(sql, &[]).await?;
        Ok(in_order(rows))
    }

    /// The number the next change of a year gets: `2026-001`.
    pub async fn next_change_number(&self, year: i32) -> Result<String> {
        let sql = "select number from schedule_change where substr(number, 1, 5) = $1
                   order by length(number) desc, number desc limit 1";
        let last: Option<String> = self.one(sql, vals![format!("{year}-")]).await?;
        let last = last.and_then(|number| number.get(5..)?.parse::<u32>().ok()).unwrap_or_default();
        Ok(format!("{year}-{:03}", last + 1))
    }
}

/// Rulings by the instant they were applied, then by id; of each: id, instant, fonds, edition, and the one that rules it.
fn in_order(rows: Vec<(i64, String, String, String, String)>) -> Vec<Ruling> {
    let mut applied: Vec<_> = rows
        .into_iter()
        .map(|(id, at, fonds, edition, by)| {
            let at = DateTime::parse_from_rfc3339(&at).ok();
            let since = at.map(|at| at.date_naive());
            (at, id, Ruling { fonds, edition, by, since })
        })
        .collect();
    // instants of two zones do not stand in the order of their texts
    applied.sort_by_key(|(at, id, _)| (*at, *id));
    applied.into_iter().map(|(_, _, ruling)| ruling).collect()
}

impl Tx {
    pub async fn insert_schedule_change(&mut self, change: &ScheduleChange) -> Result<i64> {
        self.insert(change).await
    }

    pub async fn update_schedule_change(&mut self, change: &ScheduleChange) -> Result<()> {
        self.update(change).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rulings_stand_in_the_order_of_their_instants() {
        let row =
            |id, at: &str, by: &str| (id, at.to_owned(), "0211".to_owned(), "old".to_owned(), by.to_owned());
        let rows = vec![
            row(3, "2026-03-01T09:30:00+08:00", "first"),
            row(2, "2026-03-01T02:00:00+00:00", "third"),
            row(1, "2026-03-01T10:00:00+08:00", "second"),
        ];
        let order: Vec<String> = in_order(rows).into_iter().map(|ruling| ruling.by).collect();
        assert_eq!(order, ["first", "second", "third"]);
    }
}
