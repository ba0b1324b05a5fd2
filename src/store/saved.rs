//! Questions kept under a name.

use super::sql::{Link, Row, built, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// A saved question; a removed one has neither name nor question.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SavedSearch {
    pub id: i64,
    pub name: String,
    /// Login of whoever saved it.
    pub owner: String,
    /// JSON, as the act wrote it; empty: removed.
    pub question: String,
    pub at: String,
}

const COLUMNS: &str = "select id, name, owner, question, at from saved_search ";

fn read(row: &Row) -> Result<SavedSearch> {
    Ok(SavedSearch {
        id: row.int(0)?,
        name: row.text(1)?,
        owner: row.text(2)?,
        question: row.text(3)?,
        at: row.text(4)?,
    })
}

pub(super) fn digest(saved: &SavedSearch) -> Digest {
    let mut fields = FieldDigest::new("saved_search");
    fields.int(saved.id).text(&saved.name).text(&saved.owner).text(&saved.question).text(&saved.at);
    fields.digest()
}

pub(super) async fn one(link: &mut Link, id: i64) -> Result<Option<SavedSearch>> {
    let sql = built(format!("{COLUMNS} where id = $1"));
    link.row_str(sql, vals![id]).await?.as_ref().map(read).transpose()
}

impl Store {
    /// Every one ever saved, removed ones among them, in order of id; there are few.
    pub async fn saved_searches(&self) -> Result<Vec<SavedSearch>> {
        let sql = built(format!("{COLUMNS} order by id"));
        self.pool.rows_str(sql, &[]).await?.iter().map(read).collect()
    }
}

impl Tx<'_> {
    pub async fn saved_search(&mut self, id: i64) -> Result<Option<SavedSearch>> {
        one(self.link, id).await
    }

    /// The one in use that bears this name.
    pub async fn saved_search_named(&mut self, owner: &str, name: &str) -> Result<Option<SavedSearch>> {
        let sql = built(format!("{COLUMNS} where owner = $1 and name = $2 and question <> ''"));
        self.link.row_str(sql, vals![owner, name]).await?.as_ref().map(read).transpose()
    }

    /// How many are in use.
    pub async fn saved_search_count(&mut self) -> Result<i64> {
        let row = self.link.row("select count(*) from saved_search where question <> ''", &[]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }

    /// Writes one; its id is given here.
    pub async fn insert_saved_search(&mut self, saved: &SavedSearch) -> Result<i64> {
        let id = self.take_ids("saved_search", 1).await?;
        let sql = "insert into saved_search (id, name, owner, question, at) values ($1, $2, $3, $4, $5)";
        self.link.execute(sql, vals![id, &saved.name, &saved.owner, &saved.question, &saved.at]).await?;
        self.touch(RecordKind::SavedSearch, id);
        Ok(id)
    }

    pub async fn update_saved_search(&mut self, id: i64, name: &str, question: &str) -> Result<()> {
        let sql = "update saved_search set name = $2, question = $3 where id = $1";
        self.link.execute(sql, vals![id, name, question]).await?;
        self.touch(RecordKind::SavedSearch, id);
        Ok(())
    }
}
