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

    /// Which editions rule records of others, in the order they were applied.
    pub async fn rulings(&self) -> Result<Vec<Ruling>> {
        let sql =
            "select f.number, c.against, c.edition, c.decided_at from schedule_change c join fonds f on f.id = c.fonds_id
                   where c.state = 'applied' and c.against <> '' order by c.decided_at, c.id";
        let rows: Vec<(String, String, String, String)> = self.all(sql, &[]).await?;
        let ruling = |(fonds, edition, by, at): (String, String, String, String)| {
            let since = DateTime::parse_from_rfc3339(&at).ok().map(|at| at.date_naive());
            Ruling { fonds, edition, by, since }
        };
        Ok(rows.into_iter().map(ruling).collect())
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

impl Tx {
    pub async fn insert_schedule_change(&mut self, change: &ScheduleChange) -> Result<i64> {
        self.insert(change).await
    }

    pub async fn update_schedule_change(&mut self, change: &ScheduleChange) -> Result<()> {
        self.update(change).await
    }
}
