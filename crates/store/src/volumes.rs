//! 案卷.

use std::collections::HashMap;

use super::columns::{Columns, FromRow, day, record_date};
use super::queries::Queries;
use super::sql::{Val, built, id_list, vals};
use super::table::columns_as;
use super::tables::{PlaceRow, VOLUME, VolumeRow};
use super::tx::{Assigned, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, WholeFor};
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Place;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeOrder, VolumeSortKey, VolumeState};

/// Volumes with their places and fonds.
pub(super) const FROM_VOLUMES: &str =
    "from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id";

/// The state of a volume `v`: that of its row, or how it went.
pub(super) const STATE_NOW: &str = "coalesce((select cast(min(case gone.how when 'transferred' then 'transferred' else 'destroyed' end) as text) from departure gone where gone.volume_id = v.id), v.state)";

/// A volume `v` that is still here.
pub(super) const IS_HERE: &str = "not exists (select 1 from departure gone where gone.volume_id = v.id)";

/// The conditions of a scope, over `$1` to `$7`. What it does not limit is no condition on a table: SQLite would
/// make a Bloom filter of that whole table for each portion of a catalog.
pub(super) fn conditions(scope: &Scope) -> String {
    let conditions: [(bool, &str, &str); 7] = [
        (scope.fonds.is_some(), "text", "f.number ="),
        (scope.year_from.is_some(), "bigint", "p.year >="),
        (scope.year_to.is_some(), "bigint", "p.year <="),
        (scope.class_id.is_some(), "text", "p.class_id ="),
        (scope.step_id.is_some(), "text", "p.step_id ="),
        (scope.period.is_some(), "text", "p.period ="),
        (scope.state.is_some(), "text", &format!("{STATE_NOW} =")),
    ];
    let condition = |(at, (limits, kind, compared)): (usize, (bool, &str, &str))| {
        let number = at + 1;
        let or = if limits { format!(" or {compared} ${number}") } else { String::new() };
        format!("(cast(${number} as {kind}) is null{or})")
    };
    let mut all: Vec<String> = conditions.into_iter().enumerate().map(condition).collect();
    // years as they are kept, at the beginning of a day's text
    all.extend(scope.closed_from.map(|year| format!("v.closed_on >= '{year:04}-01-01'")));
    all.extend(scope.closed_to.map(|year| format!("v.closed_on <= '{year:04}-12-31'")));
    all.join(" and ")
}

/// The scope's values for `$1` to `$7`, and `more` from `$8` on.
pub(super) fn vals_with<'v>(scope: &'v Scope, more: &[Val<'v>]) -> Vec<Val<'v>> {
    let mut vals = vec![
        scope.fonds.as_deref().into(),
        scope.year_from.map(i64::from).into(),
        scope.year_to.map(i64::from).into(),
        scope.class_id.as_deref().into(),
        scope.step_id.as_deref().into(),
        scope.period.as_deref().into(),
        scope.state.as_deref().into(),
    ];
    vals.extend_from_slice(more);
    vals
}

/// What a volume is called, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeInShort {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub year: i32,
    pub number: u32,
    pub items: u32,
    pub pages: u32,
}

impl FromRow for VolumeInShort {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(VolumeInShort {
            id: columns.next()?,
            code: columns.next()?,
            title: columns.next()?,
            year: columns.next()?,
            number: columns.next()?,
            items: columns.next()?,
            pages: columns.next()?,
        })
    }
}

/// Classes, steps and periods stand as in their scheme: their places there are parts of the sort key.
pub(super) fn ordered_by(order: VolumeOrder) -> String {
    let column = match order.by {
        VolumeSortKey::Code => "v.code_sort",
        // how a title is read is no matter of the database: who sorts by it does so himself
        VolumeSortKey::Title => "v.title",
        VolumeSortKey::Fonds => "f.number",
        VolumeSortKey::Year => "p.year",
        VolumeSortKey::Class => "substr(v.code_sort, 6, 3)",
        VolumeSortKey::Step => "substr(v.code_sort, 6, 8)",
        VolumeSortKey::Number => "v.number",
        VolumeSortKey::Period => "substr(v.code_sort, 15, 5)",
        VolumeSortKey::Dates => "v.first_date",
        VolumeSortKey::Items => "v.items",
        VolumeSortKey::Pages => "v.pages",
        VolumeSortKey::Eligible => "v.eligible_on",
        VolumeSortKey::ClosedOn => "v.closed_on",
        VolumeSortKey::ClosedBy => "v.closed_by",
        VolumeSortKey::CheckedBy => "v.checked_by",
        VolumeSortKey::State => STATE_NOW,
    };
    let (turned, shelf) = match (order.is_descending, order.by) {
        (true, VolumeSortKey::Code) => (" desc", ", v.id desc"),
        (true, _) => (" desc", ", v.code_sort, v.id"),
        (false, _) => ("", ", v.code_sort, v.id"),
    };
    let undated = match order.by {
        VolumeSortKey::Dates | VolumeSortKey::Eligible | VolumeSortKey::ClosedOn => {
            format!("case when {column} is null then 1 else 0 end, ")
        }
        _ => String::new(),
    };
    format!("{undated}{column}{turned}{shelf}")
}

/// The dates of a volume's row, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeDates {
    pub first_date: Option<String>,
    pub last_date: Option<String>,
    pub closed_on: Option<String>,
    pub eligible_on: Option<String>,
}

impl From<&Volume> for VolumeDates {
    /// As this program writes them.
    fn from(volume: &Volume) -> Self {
        VolumeDates {
            first_date: volume.first_date.map(|date| date.to_string()),
            last_date: volume.last_date.map(|date| date.to_string()),
            closed_on: volume.closed_on.map(|day| day.to_string()),
            eligible_on: volume.eligible_on.map(|day| day.to_string()),
        }
    }
}

/// What a volume is read from.
type Parts = (VolumeRow, PlaceRow);

fn volume((row, place): Parts) -> Volume {
    Volume {
        id: row.id,
        place: place.place,
        number: row.number,
        step_text: row.step_text,
        title: row.title,
        state: row.state,
        items: row.items,
        pages: row.pages,
        first_date: record_date(row.first_date.as_deref()),
        last_date: record_date(row.last_date.as_deref()),
        code: row.code,
        code_sort: row.code_sort,
        statement: row.statement,
        closed_on: day(row.closed_on.as_deref()),
        closed_by: row.closed_by,
        checked_by: row.checked_by,
        eligible_on: day(row.eligible_on.as_deref()),
        question: row.question,
        deciding_item: row.deciding_item,
    }
}

/// The volume's row with the names of its place.
pub fn volume_digest(volume: &Volume) -> Digest {
    let mut fields = FieldDigest::new(VOLUME.name);
    let place = &volume.place;
    fields.int(volume.id).text(&place.fonds).int(place.year.into()).text(&place.scheme_id);
    fields.text(&place.class_id).text(&place.step_id).text(&place.period.key());
    fields
        .int(volume.number.into())
        .text(&volume.step_text)
        .text(&volume.title)
        .text(volume.state.of_its_row().key());
    fields.int(volume.items.into()).int(volume.pages.into());
    let dates = VolumeDates::from(volume);
    fields.opt_text(dates.first_date.as_deref()).opt_text(dates.last_date.as_deref());
    fields.text(&volume.code).text(&volume.code_sort).text(volume.statement.whole(WholeFor::Storing));
    fields.opt_text(dates.closed_on.as_deref());
    fields.text(&volume.closed_by).text(&volume.checked_by);
    fields.opt_text(dates.eligible_on.as_deref());
    fields.opt_text(volume.question.as_deref()).opt_int(volume.deciding_item);
    fields.digest()
}

/// The list and tables of a statement that reads volumes, with `more` behind the list.
fn select_volumes(more: &str, rest: &str) -> sqlx::SqlStr {
    let columns = columns_as::<VolumeRow>("v");
    let now = |column| if column == "v.state" { STATE_NOW } else { column };
    let columns = columns.split(", ").map(now).collect::<Vec<_>>().join(", ");
    let place = PlaceRow::COLUMNS;
    built(format!("select {columns}, {place}{more} {FROM_VOLUMES} {rest}"))
}

impl Queries {
    async fn volumes_where(&self, rest: &str, vals: &[Val<'_>]) -> Result<Vec<Volume>> {
        let parts: Vec<Parts> = self.all(select_volumes("", rest), vals).await?;
        Ok(parts.into_iter().map(volume).collect())
    }

    pub async fn volume(&self, id: i64) -> Result<Option<Volume>> {
        Ok(self.volumes_where("where v.id = $1", vals![id]).await?.pop())
    }

    /// Volumes whose code is written so; several when a class code is shared.
    pub async fn volumes_coded(&self, code: &str) -> Result<Vec<Volume>> {
        self.volumes_where("where v.code = $1 order by v.id", vals![code]).await
    }

    /// Volumes in shelf order after the sort key `after` (and id), at most `limit`.
    pub async fn volumes(&self, scope: &Scope, after: (&str, i64), limit: i64) -> Result<Vec<Volume>> {
        let rest = format!(
            "where (v.code_sort, v.id) > ($8, $9) and {} order by v.code_sort, v.id limit $10",
            conditions(scope)
        );
        let vals = vals_with(scope, vals![after.0, after.1, limit]);
        self.volumes_where(&rest, &vals).await
    }

    /// Volumes in this order, without the first `skip`.
    pub async fn volumes_page(
        &self,
        scope: &Scope,
        order: VolumeOrder,
        skip: i64,
        limit: i64,
    ) -> Result<Vec<Volume>> {
        let rest = format!("where {} order by {} limit $8 offset $9", conditions(scope), ordered_by(order));
        self.volumes_where(&rest, &vals_with(scope, vals![limit, skip])).await
    }

    /// Every volume of a scope in this order, in short.
    pub async fn volumes_in_short(&self, scope: &Scope, order: VolumeOrder) -> Result<Vec<VolumeInShort>> {
        let sql = format!(
            "select v.id, v.code, v.title, p.year, v.number, v.items, v.pages {FROM_VOLUMES} where {} order by {}",
            conditions(scope),
            ordered_by(order)
        );
        self.all(built(sql), &vals_with(scope, &[])).await
    }

    /// Volumes, items and pages of a list.
    pub async fn volume_totals(&self, scope: &Scope) -> Result<(i64, i64, i64)> {
        let sql = format!(
            "select count(*), cast(coalesce(sum(v.items), 0) as bigint), cast(coalesce(sum(v.pages), 0) as bigint)
             {FROM_VOLUMES} where {}",
            conditions(scope)
        );
        Ok(self.one(built(sql), &vals_with(scope, &[])).await?.unwrap_or_default())
    }

    /// Volumes by id, in the order asked for; unknown ids are left out.
    pub async fn volumes_by_id(&self, ids: &[i64]) -> Result<Vec<Volume>> {
        let mut found = HashMap::new();
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let volumes = self.volumes_where(&format!("where v.id in ({list})"), &vals).await?;
            found.extend(volumes.into_iter().map(|volume| (volume.id, volume)));
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// States of these volumes.
    pub async fn states_of(&self, ids: &[i64]) -> Result<HashMap<i64, VolumeState>> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut states = HashMap::new();
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = built(format!("select v.id, {STATE_NOW} from volume v where v.id in ({list})"));
            states.extend(self.all::<(i64, VolumeState)>(sql, &vals).await?);
        }
        Ok(states)
    }

    /// State of every volume.
    pub async fn volume_states(&self) -> Result<HashMap<i64, VolumeState>> {
        let states: Vec<(i64, VolumeState)> =
            self.all(built(format!("select v.id, {STATE_NOW} from volume v")), &[]).await?;
        Ok(states.into_iter().collect())
    }

    /// Volumes of one place in the order of their numbers.
    pub async fn volumes_at(&self, place_id: i64) -> Result<Vec<Volume>> {
        self.volumes_where("where v.place_id = $1 order by v.number", vals![place_id]).await
    }

    /// Highest number used in the place; 0 when it has no volume.
    pub async fn last_number(&self, place_id: i64) -> Result<u32> {
        let sql = "select cast(coalesce(max(number), 0) as bigint) from volume where place_id = $1";
        Ok(self.number(sql, vals![place_id]).await? as u32)
    }

    /// The volume of this number in a place.
    pub async fn volume_numbered(&self, place_id: i64, number: u32) -> Result<Option<Volume>> {
        let rest = "where v.place_id = $1 and v.number = $2";
        Ok(self.volumes_where(rest, vals![place_id, number]).await?.pop())
    }

    /// The last volumes of these places, with the last page their papers take.
    pub(super) async fn last_volumes(&self, places: &[i64]) -> Result<Vec<(i64, Volume, u32)>> {
        let mut last = Vec::with_capacity(places.len());
        for part in places.chunks(500) {
            let (list, vals) = id_list(part);
            let last_page = ", (select cast(coalesce(max(i.page_from + i.pages - 1), 0) as bigint)
                               from item i where i.volume_id = v.id)";
            let rest = format!(
                "where v.place_id in ({list}) and v.number =
                 (select n.number from volume n where n.place_id = v.place_id order by n.number desc limit 1)"
            );
            let found: Vec<(Parts, u32)> = self.all(select_volumes(last_page, &rest), &vals).await?;
            last.extend(found.into_iter().map(|(parts, page)| (parts.1.id, volume(parts), page)));
        }
        Ok(last)
    }

    /// Every volume with the dates of its row as they are written, a portion at a time in shelf order.
    pub async fn volumes_as_written(
        &self,
        after: (&str, i64),
        limit: i64,
    ) -> Result<Vec<(Volume, VolumeDates)>> {
        let rest = "where (v.code_sort, v.id) > ($1, $2) order by v.code_sort, v.id limit $3";
        let found: Vec<Parts> = self.all(select_volumes("", rest), vals![after.0, after.1, limit]).await?;
        let with_dates = |parts: Parts| {
            let row = &parts.0;
            let dates = VolumeDates {
                first_date: row.first_date.clone(),
                last_date: row.last_date.clone(),
                closed_on: row.closed_on.clone(),
                eligible_on: row.eligible_on.clone(),
            };
            (volume(parts), dates)
        };
        Ok(found.into_iter().map(with_dates).collect())
    }
}

/// The columns that filing papers into a volume changes.
fn counted(volume: &Volume) -> Vec<Assigned<'_>> {
    let dates = VolumeDates::from(volume);
    vec![
        ("items", volume.items.into()),
        ("pages", volume.pages.into()),
        ("first_date", dates.first_date.into()),
        ("last_date", dates.last_date.into()),
        ("code", (&volume.code).into()),
        ("code_sort", (&volume.code_sort).into()),
        ("eligible_on", dates.eligible_on.into()),
        ("question", volume.question.as_deref().into()),
        ("deciding_item", volume.deciding_item.into()),
    ]
}

impl Tx {
    /// An empty open volume; its counts and codes follow with [`Tx::update_volume`].
    pub async fn insert_volume(
        &mut self,
        place_id: i64,
        place: &Place,
        number: u32,
        step_text: &str,
        title: &str,
    ) -> Result<Volume> {
        let row = VolumeRow {
            id: 0,
            place_id,
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
            statement: FreeText::default(),
            closed_on: None,
            closed_by: String::new(),
            checked_by: String::new(),
            eligible_on: None,
            question: None,
            deciding_item: None,
        };
        let id = self.insert(&row).await?;
        Ok(volume((VolumeRow { id, ..row }, PlaceRow { id: place_id, place: place.clone() })))
    }

    /// Takes an empty volume away; the event that does it keeps what it was.
    pub async fn remove_volume(&mut self, id: i64) -> Result<()> {
        self.keep_held_volume(id).await?;
        let place: Option<i64> = self.one("select place_id from volume where id = $1", vals![id]).await?;
        self.left.extend(place);
        self.delete(&VOLUME, id).await
    }

    /// Writes what filing papers changes of these volumes: counts, dates and code.
    pub(super) async fn update_counts(&mut self, volumes: &[&Volume]) -> Result<()> {
        let Some(first) = volumes.first() else { return Ok(()) };
        let columns: Vec<&'static str> = counted(first).into_iter().map(|(column, _)| column).collect();
        let mut rows: Vec<(i64, Vec<Val<'_>>)> = Vec::with_capacity(volumes.len());
        for volume in volumes {
            rows.push((volume.id, counted(volume).into_iter().map(|(_, val)| val).collect()));
        }
        self.keep_many_before(&VOLUME, &columns, &rows).await?;
        let set: Vec<_> =
            columns.iter().enumerate().map(|(at, column)| format!("{column} = n.column{}", at + 2)).collect();
        let (width, head) = (set.len() + 1, format!("update volume set {} from (values ", set.join(", ")));
        let mut vals: Vec<Val<'_>> = Vec::with_capacity(volumes.len() * width);
        for (id, values) in rows {
            vals.push(id.into());
            vals.extend(values);
        }
        let tail = ") as n where volume.id = n.column1";
        self.connection().await.rows_with((&head, tail), width, &vals).await?;
        volumes.iter().for_each(|volume| self.touch(RecordKind::Volume, volume.id));
        Ok(())
    }

    /// Writes everything about the volume but its place and number.
    pub async fn update_volume(&mut self, volume: &Volume) -> Result<()> {
        let mut assigned = counted(volume);
        assigned.extend([
            ("step_text", (&volume.step_text).into()),
            ("title", (&volume.title).into()),
            ("state", volume.state.of_its_row().key().into()),
            ("statement", (&volume.statement).into()),
            ("closed_on", volume.closed_on.map(|day| day.to_string()).into()),
            ("closed_by", (&volume.closed_by).into()),
            ("checked_by", (&volume.checked_by).into()),
        ]);
        self.set(&VOLUME, volume.id, assigned).await
    }
}
