//! Places: what all items of a volume have in common.

use super::queries::{Queries, read_all};
use super::sql::{built, vals};
use super::tables::PlaceRow;
use super::tx::Tx;
use crate::domain::arranging::shelving::{Stretch, Tail};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Place;
use crate::domain::records::volume::{Volume, VolumeState};

impl Queries {
    /// Every place, in no particular order.
    pub async fn places(&self) -> Result<Vec<(i64, Place)>> {
        let sql = format!("select {} from place p join fonds f on f.id = p.fonds_id", PlaceRow::COLUMNS);
        let rows: Vec<PlaceRow> = self.all(built(sql), &[]).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.place)).collect())
    }

    /// The place's id; `None`: nothing was ever filed there.
    pub(super) async fn place_known(&self, place: &Place) -> Result<Option<i64>> {
        let sql = "select p.id from place p join fonds f on f.id = p.fonds_id
                   where f.number = $1 and p.year = $2 and p.scheme_id = $3 and p.class_id = $4 and p.step_id = $5 and p.period = $6";
        let vals = vals![
            &place.fonds,
            place.year,
            &place.scheme_id,
            &place.class_id,
            &place.step_id,
            place.period.key()
        ];
        self.one(sql, vals).await
    }

    /// The place's volumes in the order of their numbers.
    pub async fn volumes_in_place(&self, place: &Place) -> Result<Vec<Volume>> {
        match self.place_known(place).await? {
            Some(id) => self.volumes_at(id).await,
            None => Ok(Vec::new()),
        }
    }

    /// The volume of this number in the place.
    pub async fn volume_at(&self, place: &Place, number: u32) -> Result<Option<Volume>> {
        match self.place_known(place).await? {
            Some(id) => self.volume_numbered(id, number).await,
            None => Ok(None),
        }
    }

    /// The end of the place's row of volumes.
    pub async fn tail_at(&self, place: &Place) -> Result<Tail> {
        match self.place_known(place).await? {
            Some(id) => self.tail(id).await,
            None => Ok(Tail::default()),
        }
    }

    /// Number, state and last page of the place's last volume.
    pub(super) async fn tail(&self, place_id: i64) -> Result<Tail> {
        let sql = "select v.number, v.state, v.items,
                          (select count(*) from disposal_kept_out k where k.to_volume_id = v.id), cast(coalesce((select max(i.page_from + i.pages - 1) from item i where i.volume_id = v.id), 0) as bigint)
                   from volume v where v.place_id = $1 order by v.number desc limit 1";
        let last: Option<(u32, VolumeState, u32, i64, u32)> = self.one(sql, vals![place_id]).await?;
        Ok(last.map_or_else(Tail::default, |(number, state, items, laid_into, last_page)| Tail {
            number,
            open: state == VolumeState::Open && laid_into == 0,
            items,
            last_page,
        }))
    }

    /// The volume of this number, and the pages its papers take, with their codes.
    pub async fn pages_taken(
        &self,
        place: &Place,
        number: u32,
    ) -> Result<Option<(Volume, Vec<(Stretch, String)>)>> {
        let Some(volume) = self.volume_at(place, number).await? else { return Ok(None) };
        let sql = "select page_from, pages, code from item where volume_id = $1 order by page_from";
        let taken: Vec<(u32, u32, String)> = self.all(sql, vals![volume.id]).await?;
        let taken = taken.into_iter().map(|(from, pages, code)| (Stretch::new(from, pages), code)).collect();
        Ok(Some((volume, taken)))
    }
}

impl Tx {
    /// Those of the places that are there, with their ids.
    pub(super) async fn places_known(&mut self, places: &[&Place]) -> Result<Vec<PlaceRow>> {
        let head = format!("select {} from (values ", PlaceRow::COLUMNS);
        let tail = ") as n join fonds f on f.number = n.column1 join place p on p.fonds_id = f.id and p.year = n.column2
                    and p.scheme_id = n.column3 and p.class_id = n.column4 and p.step_id = n.column5 and p.period = n.column6";
        let mut vals = Vec::with_capacity(places.len() * 6);
        for place in places {
            vals.extend_from_slice(vals![&place.fonds, place.year, &place.scheme_id]);
            vals.extend_from_slice(vals![&place.class_id, &place.step_id, place.period.key()]);
        }
        read_all(&self.connection().await.rows_with((&head, tail), 6, &vals).await?)
    }

    /// The place's id, making it when it is new. The fonds must exist.
    pub async fn place_id(&mut self, place: &Place) -> Result<i64> {
        if let Some(id) = self.place_known(place).await? {
            return Ok(id);
        }
        let id = self.take_ids("place", 1).await?;
        let sql = "insert into place (id, fonds_id, year, scheme_id, class_id, step_id, period)
                   select $7, f.id, $2, $3, $4, $5, $6 from fonds f where f.number = $1";
        let vals = vals![
            &place.fonds,
            place.year,
            &place.scheme_id,
            &place.class_id,
            &place.step_id,
            place.period.key(),
            id
        ];
        let inserted = self.connection().await.execute(sql, vals).await?;
        match inserted {
            0 => Err(anyhow::anyhow!("no fonds {}", place.fonds).into()),
            _ => {
                self.touch(RecordKind::Place, id);
                Ok(id)
            }
        }
    }
}
