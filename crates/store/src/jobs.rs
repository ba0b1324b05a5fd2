//! Long work, as rows: what was asked, how it ended, where its result lies. Progress while it runs is
//! kept in memory by the act that runs it.

use super::queries::Queries;
use super::sql::vals;
use super::table::select;
use super::tables::Job;
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::records::states::{JobKind, JobState};

impl Queries {
    pub async fn job(&self, id: i64) -> Result<Option<Job>> {
        self.one(select::<Job>("where id = $1"), vals![id]).await
    }

    /// The latest jobs, newest first.
    pub async fn jobs(&self, limit: i64) -> Result<Vec<Job>> {
        self.jobs_page(None, 0, limit).await
    }

    /// Jobs of a state (all, where none is said), newest first, without the first `skip`.
    pub async fn jobs_page(&self, state: Option<&str>, skip: i64, limit: i64) -> Result<Vec<Job>> {
        let sql = select::<Job>(
            "where (cast($1 as text) is null or state = $1) order by id desc limit $2 offset $3",
        );
        self.all(sql, vals![state, limit, skip]).await
    }

    pub async fn job_count(&self, state: Option<&str>) -> Result<i64> {
        let sql = "select count(*) from job where (cast($1 as text) is null or state = $1)";
        self.number(sql, vals![state]).await
    }

    /// The result files of all jobs, as their rows have them.
    pub async fn job_files(&self) -> Result<Vec<String>> {
        self.all("select file from job where file <> ''", &[]).await
    }

    /// Jobs that were not finished when the program stopped.
    pub async fn jobs_unfinished(&self) -> Result<Vec<Job>> {
        self.all(select::<Job>("where state in ('queued', 'running') order by id"), &[]).await
    }
}

impl Tx {
    /// A job that is asked for; `at` is now, `node` the program that will run it.
    pub async fn insert_job(
        &mut self,
        kind: JobKind,
        input: &serde_json::Value,
        actor: &str,
        at: &str,
        node: &str,
    ) -> Result<i64> {
        let job = Job {
            id: 0,
            kind,
            state: JobState::Queued,
            input: input.clone().into(),
            done: 0,
            total: 0,
            outcome: serde_json::Value::Null.into(),
            file: String::new(),
            error: FreeText::default(),
            cancel_asked: false,
            actor: actor.into(),
            created_at: at.into(),
            updated_at: at.into(),
            node: node.into(),
        };
        self.insert(&job).await
    }

    pub async fn update_job(&mut self, job: &Job) -> Result<()> {
        self.update(job).await
    }
}
