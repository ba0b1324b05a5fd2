//! 案卷.

use std::collections::HashMap;

use super::sql::{Link, Row, built, id_list, vals};
use super::{Store, Tx, places};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Place;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::date::RecordDate;

const COLUMNS: &str = "v.id, v.number, v.step_text, v.title, v.state, v.items, v.pages, v.first_date, v.last_date, v.code, \
     v.code_sort, v.statement, v.closed_on, v.closed_by, v.checked_by, v.eligible_on, v.question, v.deciding_item";
/// How many of its own columns a volume has.
const OWN: usize = 18;
const FROM: &str = "from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id";

/// Which volumes a list shows; `None` and empty mean all.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct VolumeFilter {
    pub fonds: Option<String>,
    pub year_from: Option<i32>,
    pub year_to: Option<i32>,
    pub class_id: Option<String>,
    pub step_id: Option<String>,
    pub period: Option<String>,
    pub state: Option<String>,
}

pub(super) fn select(condition: &str) -> sqlx::SqlStr {
    built(format!("select {COLUMNS}, {} {FROM} {condition}", places::COLUMNS))
}

fn date(text: Option<String>) -> Option<RecordDate> {
    text.as_deref().and_then(RecordDate::from_iso)
}

pub(super) fn day(text: Option<String>) -> Option<chrono::NaiveDate> {
    text.as_deref().and_then(|text| text.parse().ok())
}

pub(super) fn read(row: &Row) -> Result<Volume> {
    let (id, state) = (row.int(0)?, row.text(4)?);
    Ok(Volume {
        id,
        number: row.int(1)? as u32,
        step_text: row.text(2)?,
        title: row.text(3)?,
        state: VolumeState::from_key(&state)
            .ok_or_else(|| anyhow::anyhow!("volume {id} is in the state {state:?}"))?,
        items: row.int(5)? as u32,
        pages: row.int(6)? as u32,
        first_date: date(row.opt_text(7)?),
        last_date: date(row.opt_text(8)?),
        code: row.text(9)?,
        code_sort: row.text(10)?,
        statement: row.text(11)?,
        closed_on: day(row.opt_text(12)?),
        closed_by: row.text(13)?,
        checked_by: row.text(14)?,
        eligible_on: day(row.opt_text(15)?),
        question: row.opt_text(16)?,
        deciding_item: row.opt_int(17)?,
        place: places::read(row, OWN)?,
    })
}

pub(super) fn digest(volume: &Volume) -> Digest {
    let mut fields = FieldDigest::new("volume");
    let place = &volume.place;
    fields.int(volume.id).text(&place.fonds).int(place.year.into()).text(&place.scheme_id);
    fields.text(&place.class_id).text(&place.step_id).text(&place.period.key());
    fields.int(volume.number.into()).text(&volume.step_text).text(&volume.title).text(volume.state.key());
    fields.int(volume.items.into()).int(volume.pages.into());
    fields.opt_text(volume.first_date.map(|d| d.to_string()).as_deref());
    fields.opt_text(volume.last_date.map(|d| d.to_string()).as_deref());
    fields.text(&volume.code).text(&volume.code_sort).text(&volume.statement);
    fields.opt_text(volume.closed_on.map(|d| d.to_string()).as_deref());
    fields.text(&volume.closed_by).text(&volume.checked_by);
    fields.opt_text(volume.eligible_on.map(|d| d.to_string()).as_deref());
    fields.opt_text(volume.question.as_deref()).opt_int(volume.deciding_item);
    fields.digest()
}

pub(super) async fn one(link: &mut Link, id: i64) -> Result<Option<Volume>> {
    let row = link.row_str(select("where v.id = $1"), vals![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Digests of volumes as they stand, by id; those that are gone are left out.
pub(super) async fn digests_of(link: &mut Link, ids: &[i64]) -> Result<HashMap<i64, Digest>> {
    let mut digests = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let (list, vals) = id_list(ids);
        for row in link.rows_str(select(&format!("where v.id in ({list})")), &vals).await? {
            let volume = read(&row)?;
            digests.insert(volume.id, digest(&volume));
        }
    }
    Ok(digests)
}

impl Store {
    pub async fn volume(&self, id: i64) -> Result<Option<Volume>> {
        let rows = self.pool.rows_str(select("where v.id = $1"), vals![id]).await?;
        rows.first().map(read).transpose()
    }

    /// Volumes whose code is written so; several when a class code is shared.
    pub async fn volumes_coded(&self, code: &str) -> Result<Vec<Volume>> {
        let rows = self.pool.rows_str(select("where v.code = $1 order by v.id"), vals![code]).await?;
        rows.iter().map(read).collect()
    }

    /// Volumes in shelf order after the sort key `after` (and id), at most `limit`.
    pub async fn volumes(
        &self,
        filter: &VolumeFilter,
        after: (&str, i64),
        limit: i64,
    ) -> Result<Vec<Volume>> {
        let condition = "where (v.code_sort, v.id) > ($8, $9)
            and ($1 is null or f.number = $1) and ($2 is null or p.year >= $2) and ($3 is null or p.year <= $3)
            and ($4 is null or p.class_id = $4) and ($5 is null or p.step_id = $5) and ($6 is null or p.period = $6)
            and ($7 is null or v.state = $7) order by v.code_sort, v.id limit $10";
        let sql = select(&typed(condition));
        let mut vals = filter.vals().to_vec();
        vals.extend_from_slice(vals![after.0, after.1, limit]);
        self.pool.rows_str(sql, &vals).await?.iter().map(read).collect()
    }

    /// Volumes, items and pages of a list.
    pub async fn volume_totals(&self, filter: &VolumeFilter) -> Result<(i64, i64, i64)> {
        let condition = "where ($1 is null or f.number = $1) and ($2 is null or p.year >= $2) and ($3 is null or p.year <= $3)
            and ($4 is null or p.class_id = $4) and ($5 is null or p.step_id = $5) and ($6 is null or p.period = $6)
            and ($7 is null or v.state = $7)";
        let sums = "select count(*), cast(coalesce(sum(v.items), 0) as bigint), cast(coalesce(sum(v.pages), 0) as bigint)";
        let rows =
            self.pool.rows_str(built(format!("{sums} {FROM} {}", typed(condition))), &filter.vals()).await?;
        let row = rows.first().ok_or_else(|| anyhow::anyhow!("a sum without a row"))?;
        Ok((row.int(0)?, row.int(1)?, row.int(2)?))
    }

    /// Volumes by id, in the order asked for; unknown ids are left out.
    pub async fn volumes_by_id(&self, ids: &[i64]) -> Result<Vec<Volume>> {
        let mut found = HashMap::new();
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            for row in self.pool.rows_str(select(&format!("where v.id in ({list})")), &vals).await? {
                let volume = read(&row)?;
                found.insert(volume.id, volume);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// States of these volumes.
    pub async fn states_of(&self, ids: &[i64]) -> Result<std::collections::HashMap<i64, String>> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut states = std::collections::HashMap::new();
        for ids in ids.chunks(500) {
            let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
            let sql = built(format!("select id, state from volume where id in ({list})"));
            for row in self.pool.rows_str(sql, &[]).await? {
                states.insert(row.int(0)?, row.text(1)?);
            }
        }
        Ok(states)
    }

    /// State of every volume.
    pub async fn volume_states(&self) -> Result<std::collections::HashMap<i64, String>> {
        let rows = self.pool.rows("select id, state from volume", &[]).await?;
        rows.iter().map(|row| Ok((row.int(0)?, row.text(1)?))).collect()
    }

    /// Volumes of one place in the order of their numbers.
    pub async fn volumes_at(&self, place_id: i64) -> Result<Vec<Volume>> {
        let rows =
            self.pool.rows_str(select("where v.place_id = $1 order by v.number"), vals![place_id]).await?;
        rows.iter().map(read).collect()
    }
}

/// PostgreSQL wants the type of a placeholder that is only compared with null.
fn typed(condition: &str) -> String {
    let mut text = condition.to_owned();
    for (number, kind) in [
        ("$1", "text"),
        ("$2", "bigint"),
        ("$3", "bigint"),
        ("$4", "text"),
        ("$5", "text"),
        ("$6", "text"),
        ("$7", "text"),
    ] {
        text = text.replace(&format!("({number} is null"), &format!("(cast({number} as {kind}) is null"));
    }
    text
}

impl VolumeFilter {
    pub(super) fn vals(&self) -> [super::sql::Val<'_>; 7] {
        [
            self.fonds.as_deref().into(),
            self.year_from.map(i64::from).into(),
            self.year_to.map(i64::from).into(),
            self.class_id.as_deref().into(),
            self.step_id.as_deref().into(),
            self.period.as_deref().into(),
            self.state.as_deref().into(),
        ]
    }
}

impl Tx<'_> {
    pub async fn volume(&mut self, id: i64) -> Result<Option<Volume>> {
        one(self.link, id).await
    }

    /// Open volumes of a place, lowest number first.
    pub async fn open_volumes(&mut self, place_id: i64) -> Result<Vec<Volume>> {
        let sql = select("where v.place_id = $1 and v.state = 'open' order by v.number");
        self.link.rows_str(sql, vals![place_id]).await?.iter().map(read).collect()
    }

    pub async fn volume_numbered(&mut self, place_id: i64, number: u32) -> Result<Option<Volume>> {
        let sql = select("where v.place_id = $1 and v.number = $2");
        let row = self.link.row_str(sql, vals![place_id, number]).await?;
        row.as_ref().map(read).transpose()
    }

    /// The last volumes of these places, with the last page their papers take.
    pub(super) async fn last_volumes(&mut self, places: &[i64]) -> Result<Vec<(i64, Volume, u32)>> {
        let mut last = Vec::with_capacity(places.len());
        for part in places.chunks(500) {
            let (list, vals) = id_list(part);
            let sql = built(format!(
                "select {COLUMNS}, {}, (select cast(coalesce(max(i.page_from + i.pages - 1), 0) as bigint) from item i where i.volume_id = v.id)
                 {FROM} where v.place_id in ({list}) and v.number = (select n.number from volume n where n.place_id = v.place_id order by n.number desc limit 1)",
                places::COLUMNS
            ));
            for row in self.link.rows_str(sql, &vals).await? {
                let (place, last_page) = (row.int(OWN + places::WIDTH - 1)?, row.int(OWN + places::WIDTH)?);
                last.push((place, read(&row)?, last_page as u32));
            }
        }
        Ok(last)
    }

    /// Highest number used in the place; 0 when it has no volume.
    pub async fn last_number(&mut self, place_id: i64) -> Result<u32> {
        let sql = "select cast(coalesce(max(number), 0) as bigint) from volume where place_id = $1";
        let row = self.link.row(sql, vals![place_id]).await?;
        Ok(row.map_or(Ok(0), |row| row.int(0))? as u32)
    }

    /// An empty open volume; its counts and codes follow with [`Tx::update_volume`].
    pub async fn insert_volume(
        &mut self,
        place_id: i64,
        place: &Place,
        number: u32,
        step_text: &str,
        title: &str,
    ) -> Result<Volume> {
        let id = self.take_ids("volume", 1).await?;
        let sql = "insert into volume (id, place_id, number, step_text, title, state, items, pages, code, code_sort, statement, closed_by, checked_by)
                   values ($1, $2, $3, $4, $5, 'open', 0, 0, '', '', '', '', '')";
        self.link.execute(sql, vals![id, place_id, number, step_text, title]).await?;
        self.touch(RecordKind::Volume, id);
        Ok(Volume {
            id,
            place: place.clone(),
            number,
            step_text: step_text.to_owned(),
            title: title.to_owned(),
            state: VolumeState::Open,
            items: 0,
            pages: 0,
            first_date: None,
            last_date: None,
            code: String::new(),
            code_sort: String::new(),
            statement: String::new(),
            closed_on: None,
            closed_by: String::new(),
            checked_by: String::new(),
            eligible_on: None,
            question: None,
            deciding_item: None,
        })
    }

    /// Takes an empty volume away; the event that does it keeps what it was.
    pub async fn remove_volume(&mut self, id: i64) -> Result<()> {
        self.link.execute("delete from volume where id = $1", vals![id]).await?;
        self.touch(RecordKind::Volume, id);
        Ok(())
    }

    /// Writes what filing papers changes of these volumes: counts, dates and code.
    pub(super) async fn update_counts(&mut self, volumes: &[&Volume]) -> Result<()> {
        const WIDTH: usize = 10;
        let head = "update volume set items = n.column2, pages = n.column3, first_date = n.column4, last_date = n.column5, code = n.column6,
                    code_sort = n.column7, eligible_on = n.column8, question = n.column9, deciding_item = n.column10 from (values ";
        let days = |volume: &&Volume| {
            let [first, last] = [volume.first_date, volume.last_date].map(|date| date.map(|d| d.to_string()));
            [first, last, volume.eligible_on.map(|d| d.to_string())]
        };
        let texts: Vec<[Option<String>; 3]> = volumes.iter().map(days).collect();
        let mut vals = Vec::with_capacity(volumes.len() * WIDTH);
        for (volume, [first, last, eligible]) in volumes.iter().zip(&texts) {
            vals.extend_from_slice(vals![volume.id, volume.items, volume.pages, first.as_deref()]);
            vals.extend_from_slice(vals![
                last.as_deref(),
                &volume.code,
                &volume.code_sort,
                eligible.as_deref()
            ]);
            vals.extend_from_slice(vals![volume.question.as_deref(), volume.deciding_item]);
        }
        self.link.rows_with((head, ") as n where volume.id = n.column1"), WIDTH, &vals).await?;
        volumes.iter().for_each(|volume| self.touch(RecordKind::Volume, volume.id));
        Ok(())
    }

    /// Writes everything about the volume but its place and number.
    pub async fn update_volume(&mut self, volume: &Volume) -> Result<()> {
        let sql = "update volume set step_text = $2, title = $3, state = $4, items = $5, pages = $6, first_date = $7, last_date = $8,
                   code = $9, code_sort = $10, statement = $11, closed_on = $12, closed_by = $13, checked_by = $14, eligible_on = $15,
                   question = $16, deciding_item = $17 where id = $1";
        let first = volume.first_date.map(|d| d.to_string());
        let last = volume.last_date.map(|d| d.to_string());
        let closed = volume.closed_on.map(|d| d.to_string());
        let eligible = volume.eligible_on.map(|d| d.to_string());
        let vals = vals![
            volume.id,
            &volume.step_text,
            &volume.title,
            volume.state.key(),
            volume.items,
            volume.pages,
            first.as_deref(),
            last.as_deref(),
            &volume.code,
            &volume.code_sort,
            &volume.statement,
            closed.as_deref(),
            &volume.closed_by,
            &volume.checked_by,
            eligible.as_deref(),
            volume.question.as_deref(),
            volume.deciding_item
        ];
        self.link.execute(sql, vals).await?;
        self.touch(RecordKind::Volume, volume.id);
        Ok(())
    }
}
