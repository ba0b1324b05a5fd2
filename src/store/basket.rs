//! 待办篮: what each person set aside.

use super::sql::{Link, Row, built, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// A record or volume in a basket; [`RecordKind::Item`] or [`RecordKind::Volume`].
pub type InBasket = (RecordKind, i64);

const COLUMNS: &str = "select id, actor, kind, row_id, present, added_at from basket ";

/// The word the table keeps for a kind.
fn word(kind: RecordKind) -> &'static str {
    if kind == RecordKind::Volume { "volume" } else { "item" }
}

fn digest(row: &Row) -> Result<Digest> {
    let mut fields = FieldDigest::new("basket");
    fields.int(row.int(0)?).text(&row.text(1)?).text(&row.text(2)?).int(row.int(3)?);
    fields.int(row.int(4)?).text(&row.text(5)?);
    Ok(fields.digest())
}

pub(super) async fn digest_of(link: &mut Link, id: i64) -> Result<Option<Digest>> {
    let row = link.row_str(built(format!("{COLUMNS} where id = $1")), vals![id]).await?;
    row.as_ref().map(digest).transpose()
}

impl Store {
    /// What lies in a person's basket, in the order it was put there. A volume removed since lies in none;
    /// records are never removed.
    pub async fn basket(&self, actor: &str) -> Result<Vec<InBasket>> {
        let sql = "select kind, row_id from basket b where actor = $1 and present = 1
             and (kind = 'item' or exists (select 1 from volume v where v.id = b.row_id)) order by added_at, id";
        let rows = self.pool.rows(sql, vals![actor]).await?;
        rows.iter()
            .map(|row| {
                Ok((
                    if row.text(0)? == "volume" { RecordKind::Volume } else { RecordKind::Item },
                    row.int(1)?,
                ))
            })
            .collect()
    }

    pub(super) async fn basket_digests(&self) -> Result<Vec<(i64, Digest)>> {
        let rows = self.pool.rows_str(built(COLUMNS.to_owned()), &[]).await?;
        rows.iter().map(|row| Ok((row.int(0)?, digest(row)?))).collect()
    }
}

impl Tx<'_> {
    /// Puts something into the basket, or takes it out; what was in it before keeps its row.
    pub async fn set_in_basket(
        &mut self,
        actor: &str,
        (kind, row_id): InBasket,
        present: bool,
        at: &str,
    ) -> Result<()> {
        let kind = word(kind);
        let sql = "select id from basket where actor = $1 and kind = $2 and row_id = $3";
        let id = match self.link.row(sql, vals![actor, kind, row_id]).await? {
            Some(row) => row.int(0)?,
            None => {
                let id = self.take_ids("basket", 1).await?;
                let sql = "insert into basket (id, actor, kind, row_id, present, added_at) values ($1, $2, $3, $4, 0, $5)";
                self.link.execute(sql, vals![id, actor, kind, row_id, at]).await?;
                id
            }
        };
        let sql = "update basket set present = $2, added_at = $3 where id = $1";
        self.link.execute(sql, vals![id, i64::from(present), at]).await?;
        self.touch(RecordKind::Basket, id);
        Ok(())
    }
}
