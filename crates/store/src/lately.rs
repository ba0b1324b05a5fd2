//! What was done lately, for the first page: volumes worked on, volumes closed and visits served by month.

use chrono::NaiveDate;

use super::queries::Queries;
use super::sql::{built, vals};
use super::table::record;
use crate::domain::general::error::Result;
use crate::domain::records::event::{EventKind, RecordKind};
use crate::domain::records::volume::VolumeState;

record! {
    /// How much of something there was in a month, `2026-11`.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
    pub struct MonthCount {
        pub month: String,
        pub count: i64,
    }
}

record! {
    /// The last event that touched an open volume.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct LastTouch {
        pub volume: i64,
        pub seq: i64,
        pub at: String,
        pub actor: String,
    }
}

/// Events looked through for what was worked on last.
const LOOKED_THROUGH: i64 = 5000;

/// Reads the end of the log by the index of kinds, however long the log is.
fn worked_on() -> String {
    format!(
        "select t.row_id, t.seq, e.at, e.actor from
           (select t.row_id as row_id, cast(max(t.seq) as bigint) as seq from trace t
            join event e on e.seq = t.seq and e.what <> '{}'
            join volume v on v.id = t.row_id and v.state = '{}'
            where t.kind = '{}' and t.seq > $1 group by t.row_id) t
         join event e on e.seq = t.seq order by t.seq desc limit $2",
        EventKind::ItemsFiled.key(),
        VolumeState::Open.key(),
        RecordKind::Volume.letter()
    )
}

impl Queries {
    /// Open volumes a person worked on, the last first; what an import filed is not counted.
    pub async fn worked_on(&self, limit: i64) -> Result<Vec<LastTouch>> {
        let from = self.last_event().await? - LOOKED_THROUGH;
        self.all(built(worked_on()), vals![from, limit]).await
    }

    /// Number of the latest event of a kind by anybody but this login; 0: there is none.
    pub async fn latest_deed(&self, what: EventKind, besides: &str) -> Result<i64> {
        let sql = "select cast(coalesce(max(seq), 0) as bigint) from event where what = $1 and actor <> $2";
        self.number(sql, vals![what.key(), besides]).await
    }

    /// Volumes closed since a day, by month.
    pub async fn closed_by_month(&self, since: NaiveDate) -> Result<Vec<MonthCount>> {
        let sql = "select substr(closed_on, 1, 7), count(*) from volume where closed_on >= $1
                   group by substr(closed_on, 1, 7) order by 1";
        let since = since.to_string();
        self.all(sql, vals![&since]).await
    }

    /// Visits since a day, by month: lines of the register with the same day, asker and purpose are one visit.
    pub async fn visits_by_month(&self, since: NaiveDate) -> Result<Vec<MonthCount>> {
        let sql = "select month, count(*) from
                     (select distinct substr(at, 1, 7) as month, substr(at, 1, 10) as day, identity, asker, document, purpose
                      from consultation where at >= $1) visit
                   group by month order by month";
        let since = since.to_string();
        self.all(sql, vals![&since]).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[tokio::test]
    async fn what_was_worked_on_is_read_from_the_end_of_the_log() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.db");
        let store = Store::open_sqlite(&file, true).await.unwrap();
        let plan = format!("explain query plan {}", worked_on());
        let steps: Vec<(i64, i64, i64, String)> = store.all(built(plan), vals![0_i64, 9_i64]).await.unwrap();
        let steps: Vec<String> = steps.into_iter().map(|(.., step)| step).collect();
        let reads = |step: &&String| step.contains("trace_kind") && step.contains("seq>?");
        assert!(steps.iter().any(|step| reads(&step)), "{steps:#?}");
        store.close().await;
    }
}
