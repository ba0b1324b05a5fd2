//! Long work, as rows: what was asked, how it ended, where its result lies. Progress while it runs is
//! kept in memory by the act that runs it.

use super::sql::{Row, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    pub fn key(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Cancelled => "cancelled",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        use JobState::*;
        [Queued, Running, Done, Failed, Cancelled].into_iter().find(|state| state.key() == key)
    }
}

/// A piece of long work.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Job {
    pub id: i64,
    /// `import_items`, `catalog_export`, `reindex`.
    pub kind: String,
    pub state: JobState,
    pub input: serde_json::Value,
    pub done: i64,
    pub total: i64,
    pub outcome: serde_json::Value,
    /// Result file, relative to the data directory; empty: none.
    pub file: String,
    pub error: String,
    pub actor: String,
    pub created_at: String,
    pub updated_at: String,
    /// The program that runs it, where several work over one database; empty: not recorded.
    pub node: String,
}

pub(super) const COLUMNS: &str = "select id, kind, state, input, done, total, outcome, file, error, actor, created_at, updated_at, node from job ";

pub(super) fn read(row: &Row) -> Result<Job> {
    let state = row.text(2)?;
    Ok(Job {
        id: row.int(0)?,
        kind: row.text(1)?,
        state: JobState::from_key(&state).ok_or_else(|| anyhow::anyhow!("job in the state {state:?}"))?,
        input: serde_json::from_str(&row.text(3)?).map_err(anyhow::Error::from)?,
        done: row.int(4)?,
        total: row.int(5)?,
        outcome: serde_json::from_str(&row.text(6)?).map_err(anyhow::Error::from)?,
        file: row.text(7)?,
        error: row.text(8)?,
        actor: row.text(9)?,
        created_at: row.text(10)?,
        updated_at: row.text(11)?,
        node: row.text(12)?,
    })
}

/// Every column, for the digest.
pub(super) const WHOLE: &str = "select id, kind, state, input, outcome, file, error, actor, created_at, updated_at, \
     done, total, cancel_asked, node from job";

/// Of a row of [`WHOLE`].
pub(super) fn digest(row: &Row) -> Result<Digest> {
    let mut fields = FieldDigest::new("job");
    fields.int(row.int(0)?);
    for at in 1..10 {
        fields.text(&row.text(at)?);
    }
    fields.int(row.int(10)?).int(row.int(11)?).int(row.int(12)?);
    // jobs of before nodes were recorded keep the digest they had
    let node = row.text(13)?;
    if !node.is_empty() {
        fields.text(&node);
    }
    Ok(fields.digest())
}

impl Store {
    pub async fn job(&self, id: i64) -> Result<Option<Job>> {
        let rows =
            self.pool.rows_str(super::sql::built(format!("{COLUMNS} where id = $1")), vals![id]).await?;
        rows.first().map(read).transpose()
    }

    /// The latest jobs, newest first.
    pub async fn jobs(&self, limit: i64) -> Result<Vec<Job>> {
        let sql = super::sql::built(format!("{COLUMNS} order by id desc limit $1"));
        self.pool.rows_str(sql, vals![limit]).await?.iter().map(read).collect()
    }

    /// The result files of all jobs, as their rows have them.
    pub async fn job_files(&self) -> Result<Vec<String>> {
        let rows = self.pool.rows("select file from job where file <> ''", &[]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// Jobs that were not finished when the program stopped.
    pub async fn jobs_unfinished(&self) -> Result<Vec<Job>> {
        let sql = super::sql::built(format!("{COLUMNS} where state in ('queued', 'running') order by id"));
        self.pool.rows_str(sql, &[]).await?.iter().map(read).collect()
    }
}

impl Tx<'_> {
    pub async fn insert_job(
        &mut self,
        kind: &str,
        input: &serde_json::Value,
        actor: &str,
        at: &str,
        node: &str,
    ) -> Result<i64> {
        let id = self.take_ids("job", 1).await?;
        let input = input.to_string();
        let sql = "insert into job (id, kind, state, input, done, total, outcome, file, error, cancel_asked, actor, created_at, updated_at, node)
                   values ($1, $2, 'queued', $3, 0, 0, 'null', '', '', 0, $4, $5, $5, $6)";
        self.link.execute(sql, vals![id, kind, &input, actor, at, node]).await?;
        self.touch(RecordKind::Job, id);
        Ok(id)
    }

    pub async fn update_job(&mut self, job: &Job) -> Result<()> {
        let sql = "update job set state = $2, done = $3, total = $4, outcome = $5, file = $6, error = $7, updated_at = $8 where id = $1";
        let outcome = job.outcome.to_string();
        let vals = vals![
            job.id,
            job.state.key(),
            job.done,
            job.total,
            &outcome,
            &job.file,
            &job.error,
            &job.updated_at
        ];
        self.link.execute(sql, vals).await?;
        self.touch(RecordKind::Job, job.id);
        Ok(())
    }
}
