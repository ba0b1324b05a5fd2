//! 全宗, and the editions of schemes and accounting tables their records were filed under: kept word for
//! word, so that a record is read under its own edition whatever the file on disk says today.

use chrono::NaiveDate;

use super::columns::day;
use super::queries::Queries;
use super::sql::vals;
use super::table::{Record as _, select};
use super::tables::{AdoptionRow, Edition, Fonds, Succession};
use super::tx::Tx;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::schemes::adoption::Adoption;

/// How many volumes stand under a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepVolumes {
    pub class_id: String,
    pub step_id: String,
    pub open: i64,
    pub closed: i64,
}

impl Queries {
    pub async fn fonds(&self) -> Result<Vec<Fonds>> {
        self.all(select::<Fonds>("order by number"), &[]).await
    }

    /// The schemes a fonds took up, in the order it did.
    pub async fn adoptions(&self, fonds_id: i64) -> Result<Vec<Adoption>> {
        let sql = select::<AdoptionRow>("where fonds_id = $1 order by id");
        let rows: Vec<AdoptionRow> = self.all(sql, vals![fonds_id]).await?;
        let adoption = |row: AdoptionRow| Adoption {
            scheme_id: row.scheme_id,
            from: row.from_day,
            replaces: Some(row.replaces).filter(|replaced| !replaced.is_empty()),
            until: day(Some(row.last_day.as_str()).filter(|day| !day.is_empty())),
        };
        Ok(rows.into_iter().map(adoption).collect())
    }

    /// Records filed under a scheme in a fonds: volumes and items.
    pub async fn filed_under(&self, fonds_id: i64, scheme_id: &str) -> Result<(i64, i64)> {
        let sql = "select (select count(*) from volume v join place p on p.id = v.place_id
                           where p.fonds_id = $1 and p.scheme_id = $2),
                          (select count(*) from item i join place p on p.id = i.place_id
                           where p.fonds_id = $1 and p.scheme_id = $2)";
        Ok(self.one(sql, vals![fonds_id, scheme_id]).await?.unwrap_or_default())
    }

    /// Volumes under a scheme in a fonds, step by step.
    pub async fn volumes_of_steps(&self, fonds_id: i64, scheme_id: &str) -> Result<Vec<StepVolumes>> {
        let sql = "select p.class_id, p.step_id,
                   cast(sum(case when v.state = 'open' then 1 else 0 end) as bigint),
                   cast(sum(case when v.state = 'open' then 0 else 1 end) as bigint)
                   from volume v join place p on p.id = v.place_id
                   where p.fonds_id = $1 and p.scheme_id = $2
                   group by p.class_id, p.step_id order by p.class_id, p.step_id";
        let rows: Vec<(String, String, i64, i64)> = self.all(sql, vals![fonds_id, scheme_id]).await?;
        let count = |(class_id, step_id, open, closed)| StepVolumes { class_id, step_id, open, closed };
        Ok(rows.into_iter().map(count).collect())
    }

    /// Records formed on this day or later that are filed under a scheme in a fonds.
    pub async fn filed_since(&self, fonds_id: i64, scheme_id: &str, from: NaiveDate) -> Result<i64> {
        let sql = "select count(*) from item i join place p on p.id = i.place_id
                   where p.fonds_id = $1 and p.scheme_id = $2 and coalesce(i.date_end, i.date) >= $3";
        // a month or a year stands before its first day: `2020-07` < `2020-07-01`
        let day = from.to_string();
        let begins = day.trim_end_matches("-01");
        Ok(self.one(sql, vals![fonds_id, scheme_id, begins]).await?.unwrap_or_default())
    }

    /// Which fonds went before which, the earliest first.
    pub async fn successions(&self) -> Result<Vec<Succession>> {
        self.all(select::<Succession>("order by on_day, id"), &[]).await
    }

    pub async fn editions(&self) -> Result<Vec<Edition>> {
        self.all(select::<Edition>("order by id"), &[]).await
    }
}

impl Tx {
    pub async fn insert_fonds(&mut self, number: &str, name: &str, scheme_id: &str) -> Result<i64> {
        let (number, name, scheme_id) = (number.into(), name.into(), scheme_id.into());
        self.insert(&Fonds { id: 0, number, name, scheme_id }).await
    }

    pub async fn insert_adoption(&mut self, fonds_id: i64, adoption: &Adoption) -> Result<i64> {
        let (scheme_id, replaces) =
            (adoption.scheme_id.clone(), adoption.replaces.clone().unwrap_or_default());
        let last_day = adoption.until.map(|day| day.to_string()).unwrap_or_default();
        let row = AdoptionRow { id: 0, fonds_id, scheme_id, from_day: adoption.from, replaces, last_day };
        self.insert(&row).await
    }

    /// Gives a scheme that a fonds took up its last day, or takes that day away; false: it never took it up.
    pub async fn end_adoption(
        &mut self,
        fonds_id: i64,
        scheme_id: &str,
        until: Option<NaiveDate>,
    ) -> Result<bool> {
        let of_fonds = select::<AdoptionRow>("where fonds_id = $1 and scheme_id = $2");
        let row: Option<AdoptionRow> = self.one(of_fonds, vals![fonds_id, scheme_id]).await?;
        let Some(mut row) = row else { return Ok(false) };
        row.last_day = until.map(|day| day.to_string()).unwrap_or_default();
        self.update(&row).await.map(|()| true)
    }

    /// Takes back that a fonds took up a scheme; false: it never did.
    pub async fn remove_adoption(&mut self, fonds_id: i64, scheme_id: &str) -> Result<bool> {
        let of_fonds = select::<AdoptionRow>("where fonds_id = $1 and scheme_id = $2");
        let row: Option<AdoptionRow> = self.one(of_fonds, vals![fonds_id, scheme_id]).await?;
        match row {
            Some(row) => self.delete(AdoptionRow::TABLE, row.id).await.map(|()| true),
            None => Ok(false),
        }
    }

    pub async fn insert_succession(&mut self, succession: &Succession) -> Result<i64> {
        self.insert(succession).await
    }

    pub async fn insert_edition(&mut self, name: &str, body: &str) -> Result<i64> {
        let digest = Digest::compute(body.as_bytes()).hex();
        self.insert(&Edition { id: 0, name: name.into(), digest, body: body.into() }).await
    }
}
