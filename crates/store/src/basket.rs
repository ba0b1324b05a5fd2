//! 待办篮: what each person set aside.

use super::queries::Queries;
use super::sql::vals;
use super::table::select;
use super::tables::BasketRow;
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// A record or volume in a basket; [`RecordKind::Item`] or [`RecordKind::Volume`].
pub type InBasket = (RecordKind, i64);

/// The word the table keeps for a kind.
fn word(kind: RecordKind) -> &'static str {
    if kind == RecordKind::Volume { "volume" } else { "item" }
}

impl Queries {
    /// What lies in a person's basket, in the order it was put there; what is gone since lies in none.
    pub async fn basket(&self, actor: &str) -> Result<Vec<InBasket>> {
        let sql = "select kind, row_id from basket b where actor = $1 and present = 1
             and (exists (select 1 from item i where b.kind = 'item' and i.id = b.row_id)
               or exists (select 1 from volume v where b.kind = 'volume' and v.id = b.row_id)) order by added_at, id";
        let rows: Vec<(String, i64)> = self.all(sql, vals![actor]).await?;
        let kind = |word: &str| if word == "volume" { RecordKind::Volume } else { RecordKind::Item };
        Ok(rows.into_iter().map(|(word, id)| (kind(&word), id)).collect())
    }
}

impl Tx {
    /// Puts something into the basket, or takes it out; what was in it before keeps its row.
    pub async fn set_in_basket(
        &mut self,
        actor: &str,
        (kind, row_id): InBasket,
        present: bool,
        at: &str,
    ) -> Result<()> {
        let kind = word(kind);
        let sql = select::<BasketRow>("where actor = $1 and kind = $2 and row_id = $3");
        match self.one::<BasketRow>(sql, vals![actor, kind, row_id]).await? {
            Some(row) => self.update(&BasketRow { present, added_at: at.into(), ..row }).await,
            None => {
                let (actor, kind, added_at) = (actor.into(), kind.into(), at.into());
                self.insert(&BasketRow { id: 0, actor, kind, row_id, present, added_at }).await?;
                Ok(())
            }
        }
    }
}
