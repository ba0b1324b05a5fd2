//! Places: what all items of a volume have in common.

use super::sql::vals;
use super::{Store, Tx};
use crate::domain::arranging::shelving::{Stretch, Tail};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Place;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::period::RetentionPeriod;

/// Columns of a place, for statements that join `place p` and `fonds f`.
pub(super) const COLUMNS: &str = "f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period, p.id";

/// How many those are: what a statement selects after them stands that much further.
pub(super) const WIDTH: usize = 7;

/// Reads the columns of [`COLUMNS`] from `at` on.
pub(super) fn read(row: &super::sql::Row, at: usize) -> Result<Place> {
    let period = row.text(at + 5)?;
    Ok(Place {
        fonds: row.text(at)?,
        year: row.int(at + 1)? as i32,
        scheme_id: row.text(at + 2)?,
        class_id: row.text(at + 3)?,
        step_id: row.text(at + 4)?,
        period: RetentionPeriod::from_key(&period).ok_or_else(|| unreadable(row, at, &period))?,
    })
}

pub(super) const ONE: &str =
    "select id, fonds_id, year, scheme_id, class_id, step_id, period from place where id = $1";
pub(super) const ALL: &str = "select id, fonds_id, year, scheme_id, class_id, step_id, period from place";

/// Of a row of [`ONE`] or [`ALL`].
pub(super) fn digest(row: &super::sql::Row) -> Result<Digest> {
    let mut fields = FieldDigest::new("place");
    fields.int(row.int(0)?).int(row.int(1)?).int(row.int(2)?);
    fields.text(&row.text(3)?).text(&row.text(4)?).text(&row.text(5)?).text(&row.text(6)?);
    Ok(fields.digest())
}

impl Tx<'_> {
    /// Those of the places that are there, with their ids.
    pub(super) async fn places_known(&mut self, places: &[&Place]) -> Result<Vec<(i64, Place)>> {
        let head =
            "select f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period, p.id from (values ";
        let tail = ") as n join fonds f on f.number = n.column1 join place p on p.fonds_id = f.id and p.year = n.column2
                    and p.scheme_id = n.column3 and p.class_id = n.column4 and p.step_id = n.column5 and p.period = n.column6";
        let periods: Vec<String> = places.iter().map(|place| place.period.key()).collect();
        let mut vals = Vec::with_capacity(places.len() * 6);
        for (place, period) in places.iter().zip(&periods) {
            vals.extend_from_slice(vals![&place.fonds, place.year, &place.scheme_id]);
            vals.extend_from_slice(vals![&place.class_id, &place.step_id, period]);
        }
        let rows = self.link.rows_with((head, tail), 6, &vals).await?;
        rows.iter().map(|row| Ok((row.int(WIDTH - 1)?, read(row, 0)?))).collect()
    }

    /// The place's id, making it when it is new. The fonds must exist.
    pub async fn place_id(&mut self, place: &Place) -> Result<i64> {
        let sql = "select p.id from place p join fonds f on f.id = p.fonds_id
                   where f.number = $1 and p.year = $2 and p.scheme_id = $3 and p.class_id = $4 and p.step_id = $5 and p.period = $6";
        let period = place.period.key();
        let vals =
            vals![&place.fonds, place.year, &place.scheme_id, &place.class_id, &place.step_id, &period];
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
            _ => {
                self.touch(RecordKind::Place, id);
                Ok(id)
            }
        }
    }
}

fn unreadable(row: &super::sql::Row, at: usize, period: &str) -> anyhow::Error {
    let id = row.int(at + 6).unwrap_or_default();
    anyhow::anyhow!("place {id} has the period {period:?}, which is none")
}

impl Store {
    /// Every place that holds a volume, in no particular order.
    pub async fn places(&self) -> Result<Vec<(i64, Place)>> {
        let sql = "select p.id, f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period, p.id
                   from place p join fonds f on f.id = p.fonds_id";
        self.pool.rows(sql, &[]).await?.iter().map(|row| Ok((row.int(0)?, read(row, 1)?))).collect()
    }
}

impl Store {
    async fn place_known(&self, place: &Place) -> Result<Option<i64>> {
        let sql = "select p.id from place p join fonds f on f.id = p.fonds_id
                   where f.number = $1 and p.year = $2 and p.scheme_id = $3 and p.class_id = $4 and p.step_id = $5 and p.period = $6";
        let period = place.period.key();
        let vals =
            vals![&place.fonds, place.year, &place.scheme_id, &place.class_id, &place.step_id, &period];
        self.pool.row(sql, vals).await?.map(|row| row.int(0)).transpose()
    }

    /// The volume of this number in the place.
    pub async fn volume_at(&self, place: &Place, number: u32) -> Result<Option<Volume>> {
        let Some(id) = self.place_known(place).await? else { return Ok(None) };
        Ok(self.volumes_at(id).await?.into_iter().find(|volume| volume.number == number))
    }

    /// The end of the place's row of volumes.
    pub async fn tail_at(&self, place: &Place) -> Result<Tail> {
        let Some(id) = self.place_known(place).await? else { return Ok(Tail::default()) };
        let Some(last) = self.volumes_at(id).await?.pop() else { return Ok(Tail::default()) };
        let sql =
            "select cast(coalesce(max(page_from + pages - 1), 0) as bigint) from item where volume_id = $1";
        let last_page = self.pool.row(sql, vals![last.id]).await?.map_or(Ok(0), |row| row.int(0))?;
        let open = last.state == VolumeState::Open;
        Ok(Tail { number: last.number, open, items: last.items, last_page: last_page as u32 })
    }

    /// The volume of this number, and the pages its papers take, with their codes.
    pub async fn pages_taken(
        &self,
        place: &Place,
        number: u32,
    ) -> Result<Option<(Volume, Vec<(Stretch, String)>)>> {
        let Some(volume) = self.volume_at(place, number).await? else { return Ok(None) };
        let sql = "select page_from, pages, code from item where volume_id = $1 order by page_from";
        let rows = self.pool.rows(sql, vals![volume.id]).await?;
        let taken =
            rows.iter().map(|row| Ok((Stretch::new(row.int(0)? as u32, row.int(1)? as u32), row.text(2)?)));
        let taken = taken.collect::<Result<_>>()?;
        Ok(Some((volume, taken)))
    }
}
