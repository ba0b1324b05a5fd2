//! 全宗.

use super::sql::{Row, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// One organ's records.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fonds {
    pub id: i64,
    pub number: String,
    pub name: String,
    /// The scheme new records are filed under.
    pub scheme_id: String,
}

pub(super) const ONE: &str = "select id, number, name, scheme_id from fonds where id = $1";

pub(super) fn read(row: &Row) -> Result<Fonds> {
    Ok(Fonds { id: row.int(0)?, number: row.text(1)?, name: row.text(2)?, scheme_id: row.text(3)? })
}

pub(super) fn digest(fonds: &Fonds) -> Digest {
    let mut fields = FieldDigest::new("fonds");
    fields.int(fonds.id).text(&fonds.number).text(&fonds.name).text(&fonds.scheme_id);
    fields.digest()
}

impl Store {
    pub async fn fonds(&self) -> Result<Vec<Fonds>> {
        let rows =
            self.pool.rows("select id, number, name, scheme_id from fonds order by number", &[]).await?;
        rows.iter().map(read).collect()
    }
}

impl Tx<'_> {
    pub async fn insert_fonds(&mut self, number: &str, name: &str, scheme_id: &str) -> Result<i64> {
        let id = self.take_ids("fonds", 1).await?;
        let sql = "insert into fonds (id, number, name, scheme_id) values ($1, $2, $3, $4)";
        self.link.execute(sql, vals![id, number, name, scheme_id]).await?;
        self.touch(RecordKind::Fonds, id);
        Ok(id)
    }
}
