//! Places: what all items of a volume have in common.

use super::sql::vals;
use super::{Store, Tx};
use crate::domain::error::Result;
use crate::domain::item::Place;
use crate::domain::period::RetentionPeriod;

/// Columns of a place, for statements that join `place p` and `fonds f`.
pub(super) const COLUMNS: &str = "f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period";

/// Reads the six columns of [`COLUMNS`] from `at` on.
pub(super) fn read(row: &super::sql::Row, at: usize) -> Result<Place> {
    let period = row.text(at + 5)?;
    Ok(Place {
        fonds: row.text(at)?,
        year: row.int(at + 1)? as i32,
        scheme_id: row.text(at + 2)?,
        class_id: row.text(at + 3)?,
        step_id: row.text(at + 4)?,
        period: RetentionPeriod::from_key(&period)
            .ok_or_else(|| anyhow::anyhow!("place has the period {period:?}, which is none"))?,
    })
}

impl Tx<'_> {
    /// The place's id, making it when it is new. The fonds must exist.
    pub async fn place_id(&mut self, place: &Place) -> Result<i64> {
        let sql = "select p.id from place p join fonds f on f.id = p.fonds_id
                   where f.number = $1 and p.year = $2 and p.scheme_id = $3 and p.class_id = $4 and p.step_id = $5 and p.period = $6";
        let period = place.period.key();
        let vals = vals![&place.fonds, place.year, &place.scheme_id, &place.class_id, &place.step_id, &period];
        if let Some(row) = self.link.row(sql, vals).await? {
            return row.int(0);
        }
        let id = self.take_ids("place", 1).await?;
        let sql = "insert into place (id, fonds_id, year, scheme_id, class_id, step_id, period)
                   select $7, f.id, $2, $3, $4, $5, $6 from fonds f where f.number = $1";
        let vals =
            vals![&place.fonds, place.year, &place.scheme_id, &place.class_id, &place.step_id, &period, id];
        match self.link.execute(sql, vals).await? {
            0 => Err(anyhow::anyhow!("no fonds {}", place.fonds).into()),
            _ => Ok(id),
        }
    }
}

impl Store {
    /// Every place that holds a volume, in no particular order.
    pub async fn places(&self) -> Result<Vec<(i64, Place)>> {
        let sql = "select p.id, f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period
                   from place p join fonds f on f.id = p.fonds_id";
        self.pool.rows(sql, &[]).await?.iter().map(|row| Ok((row.int(0)?, read(row, 1)?))).collect()
    }
}
