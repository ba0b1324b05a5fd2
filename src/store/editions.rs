//! Editions of schemes and accounting tables, kept word for word: a record is read under the edition
//! it was filed under, whatever the file on disk says today.

use super::sql::{Row, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// One edition's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    pub id: i64,
    /// The id the file gives itself: `wuhu-2009`.
    pub name: String,
    pub digest: String,
    pub body: String,
}

pub(super) const ONE: &str = "select id, name, digest, body from edition where id = $1";

pub(super) fn read(row: &Row) -> Result<Edition> {
    Ok(Edition { id: row.int(0)?, name: row.text(1)?, digest: row.text(2)?, body: row.text(3)? })
}

pub(super) fn digest(edition: &Edition) -> Digest {
    let mut fields = FieldDigest::new("edition");
    fields.int(edition.id).text(&edition.name).text(&edition.digest).text(&edition.body);
    fields.digest()
}

impl Store {
    pub async fn editions(&self) -> Result<Vec<Edition>> {
        let rows = self.pool.rows("select id, name, digest, body from edition order by id", &[]).await?;
        rows.iter().map(read).collect()
    }
}

impl Tx<'_> {
    pub async fn insert_edition(&mut self, name: &str, body: &str) -> Result<i64> {
        let id = self.take_ids("edition", 1).await?;
        let digest = Digest::of(body.as_bytes()).hex();
        let sql = "insert into edition (id, name, digest, body) values ($1, $2, $3, $4)";
        self.link.execute(sql, vals![id, name, &digest, body]).await?;
        self.touch(RecordKind::Scheme, id);
        Ok(id)
    }
}
