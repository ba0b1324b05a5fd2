//! 常用查询: questions kept under a name.

use super::queries::Queries;
use super::sql::vals;
use super::table::{Record as _, select};
use super::tables::SavedSearch;
use super::tx::Tx;
use crate::domain::general::error::Result;

impl Queries {
    /// Every one ever saved, removed ones among them, in order of id; there are few.
    pub async fn saved_searches(&self) -> Result<Vec<SavedSearch>> {
        self.all(select::<SavedSearch>("order by id"), &[]).await
    }

    pub async fn saved_search(&self, id: i64) -> Result<Option<SavedSearch>> {
        self.one(select::<SavedSearch>("where id = $1"), vals![id]).await
    }

    /// The one in use that bears this name.
    pub async fn saved_search_named(&self, owner: &str, name: &str) -> Result<Option<SavedSearch>> {
        let sql = select::<SavedSearch>("where owner = $1 and name = $2 and question <> ''");
        self.one(sql, vals![owner, name]).await
    }

    /// How many are in use.
    pub async fn saved_search_count(&self) -> Result<i64> {
        self.number("select count(*) from saved_search where question <> ''", &[]).await
    }
}

impl Tx {
    /// Writes one; its id is given here.
    pub async fn insert_saved_search(&mut self, saved: &SavedSearch) -> Result<i64> {
        self.insert(saved).await
    }

    pub async fn update_saved_search(&mut self, id: i64, name: &str, question: &str) -> Result<()> {
        let assigned = vec![("name", name.into()), ("question", question.into())];
        self.set(SavedSearch::TABLE, id, assigned).await
    }
}
