//! 件, with their persons and units.

use std::collections::HashMap;

use sqlx::SqlStr;

use super::columns::{day, record_date};
use super::holds::Loses;
use super::queries::Queries;
use super::sql::{Val, built, id_list, vals};
use super::table::{Record, columns_as, select};
use super::tables::{ITEM, ItemRow, PERSON, PersonRow, PlaceRow, UNIT, UnitRow};
use super::tx::{Assigned, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::{Description, Item, Person, Unit};

/// An item about to be written, and the place it stands in.
#[derive(Clone, Debug)]
pub struct ItemRecord {
    pub item: Item,
    pub place_id: i64,
}

/// Which items a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    pub volume_id: Option<i64>,
    /// Only items that stand in no volume.
    pub taken_out: bool,
}

/// The columns of an item that are read through a type or not at all, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemColumns {
    pub likeness: i64,
    pub filed_in: i64,
    pub date: Option<String>,
    pub date_end: Option<String>,
    pub eligible_on: Option<String>,
    pub more: String,
}

impl ItemColumns {
    /// As this program writes them for an item that this event brought in.
    pub fn written_for(item: &Item, filed_in: i64) -> Self {
        let d = &item.description;
        ItemColumns {
            likeness: d.likeness_number(&item.place),
            filed_in,
            date: d.date.map(|date| date.to_string()),
            date_end: d.date_end.map(|date| date.to_string()),
            eligible_on: item.eligible_on.map(|day| day.to_string()),
            more: more_text(d),
        }
    }
}

/// Further columns as their text; empty when there are none.
fn more_text(description: &Description) -> String {
    let more = description.more.iter().map(|(heading, value)| (heading, value.whole(WholeFor::Storing)));
    let more: Vec<_> = more.collect();
    if more.is_empty() { String::new() } else { serde_json::json!(more).to_string() }
}

/// What an item is read from, without its persons and units.
type Parts = (ItemRow, PlaceRow);

fn item((row, place): Parts) -> Result<Item> {
    let (id, more) = (row.id, row.more);
    let description = Description {
        pages: row.pages,
        title: row.title,
        creator: row.creator,
        doc_number: row.doc_number,
        date: record_date(row.date.as_deref()),
        date_end: record_date(row.date_end.as_deref()),
        secrecy: row.secrecy,
        medium: row.medium,
        remarks: row.remarks,
        more: if more.is_empty() {
            Vec::new()
        } else {
            serde_json::from_str(&more)
                .map_err(|error| anyhow::anyhow!("item {id}: its further columns cannot be read: {error}"))?
        },
        persons: Vec::new(),
        units: Vec::new(),
    };
    Ok(Item {
        id,
        volume_id: row.volume_id,
        seq: row.seq,
        rule: row.rule,
        page_from: row.page_from,
        code: row.code,
        code_sort: row.code_sort,
        eligible_on: day(row.eligible_on.as_deref()),
        question: row.question,
        batch: row.batch_id,
        batch_row: row.batch_row,
        place: place.place,
        description,
    })
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Person {
        Person {
            name: row.name,
            id_number: row.id_number,
            id_given: row.id_given,
            personal_no: row.personal_no,
            note: row.note,
            id_kind: row.id_kind,
        }
    }
}

/// The item's row with the names of its place and everything that belongs to it.
pub fn item_digest(item: &Item) -> Digest {
    let mut fields = FieldDigest::new(ITEM.name);
    let place = &item.place;
    fields.int(item.id).opt_int(item.volume_id).int(item.seq.into()).int(item.rule as i64);
    fields.text(&place.fonds).int(place.year.into()).text(&place.scheme_id).text(&place.class_id);
    fields.text(&place.step_id).text(&place.period.key());
    fields.int(item.page_from.into()).text(&item.code).text(&item.code_sort);
    item.description.digest_into(&mut fields);
    fields.opt_text(item.eligible_on.map(|d| d.to_string()).as_deref()).opt_text(item.question.as_deref());
    fields.opt_int(item.batch).opt_int(item.batch_row.map(i64::from));
    fields.digest()
}

/// A record's title, where it was filed, and who handed it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledTitle {
    pub title: String,
    pub class_id: String,
    pub step_id: String,
    pub rule: usize,
    /// Empty: it came in no batch.
    pub sender: String,
}

impl Queries {
    pub async fn item(&self, id: i64) -> Result<Option<Item>> {
        Ok(self.items_where("i.id = $1", vals![id], "").await?.pop())
    }

    /// The records with this code: now, or before a batch kept them out of a volume it destroyed.
    pub async fn items_coded(&self, code: &str) -> Result<Vec<Item>> {
        let coded = "i.id in (select own.id from item own where own.code = $1 union
             select k.item_id from disposal_kept_out k where k.code = $1 and k.to_volume_id is not null)";
        self.items_where(coded, vals![code], "order by i.id").await
    }

    /// Items of a volume in page order.
    pub async fn items_in(&self, volume_id: i64) -> Result<Vec<Item>> {
        self.items_where("i.volume_id = $1", vals![volume_id], "order by i.page_from").await
    }

    /// Items of several volumes, by volume, each in page order.
    pub async fn items_in_each(&self, volumes: &[i64]) -> Result<HashMap<i64, Vec<Item>>> {
        let (list, vals) = id_list(volumes);
        let mut each: HashMap<i64, Vec<Item>> = HashMap::new();
        for item in self.items_where(&format!("i.volume_id in ({list})"), &vals, "").await? {
            each.entry(item.volume_id.unwrap_or_default()).or_default().push(item);
        }
        each.values_mut().for_each(|items| items.sort_by_key(|item| item.page_from));
        Ok(each)
    }

    /// Items taken out of their volumes, waiting to be filed again.
    pub async fn items_taken_out(&self) -> Result<Vec<Item>> {
        self.items_where("i.volume_id is null", &[], "order by i.id").await
    }

    /// How many they are.
    pub async fn taken_out_count(&self) -> Result<i64> {
        self.number("select count(*) from item where volume_id is null", &[]).await
    }

    /// Items by id, in order of id; at most a few hundred at a time. Unknown ids are left out.
    pub async fn items_by_id(&self, ids: &[i64]) -> Result<Vec<Item>> {
        let mut items = Vec::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let condition = format!("i.id in ({list})");
            items.extend(match vals.is_empty() {
                true => self.many_items_where(&condition, &vals).await?,
                false => self.items_where(&condition, &vals, "order by i.id").await?,
            });
        }
        Ok(items)
    }

    /// A portion of all items in order of id.
    pub async fn items_after(&self, id: i64, through: i64) -> Result<Vec<Item>> {
        self.many_items_where("i.id > $1 and i.id <= $2", vals![id, through]).await
    }

    /// The same with the columns as they are written.
    pub async fn items_as_written(&self, id: i64, through: i64) -> Result<Vec<(Item, ItemColumns)>> {
        let (condition, vals) = ("i.id > $1 and i.id <= $2", [id.into(), through.into()]);
        let found: Vec<Parts> = self.all_of_many(parts(condition, "order by i.id"), &vals).await?;
        let columns = |(row, _): &Parts| ItemColumns {
            likeness: row.likeness,
            filed_in: row.filed_in,
            date: row.date.clone(),
            date_end: row.date_end.clone(),
            eligible_on: row.eligible_on.clone(),
            more: row.more.clone(),
        };
        let columns: Vec<_> = found.iter().map(columns).collect();
        let items = self.with_many_members(found, condition, &vals).await?;
        Ok(items.into_iter().zip(columns).collect())
    }

    async fn items_where(&self, condition: &str, vals: &[Val<'_>], order: &str) -> Result<Vec<Item>> {
        let found: Vec<Parts> = self.all(parts(condition, order), vals).await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let persons = self.all(members::<PersonRow>(condition), vals).await?;
        with_members(found, persons, self.all(members::<UnitRow>(condition), vals).await?)
    }

    /// The same for thousands of items, in order of id.
    async fn many_items_where(&self, condition: &str, vals: &[Val<'_>]) -> Result<Vec<Item>> {
        let found = self.all_of_many(parts(condition, "order by i.id"), vals).await?;
        self.with_many_members(found, condition, vals).await
    }

    async fn with_many_members(
        &self,
        found: Vec<Parts>,
        condition: &str,
        vals: &[Val<'_>],
    ) -> Result<Vec<Item>> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let persons = self.all_of_many(members::<PersonRow>(condition), vals).await?;
        with_members(found, persons, self.all_of_many(members::<UnitRow>(condition), vals).await?)
    }

    /// What the dates of these items are derived from beside their places; the rest of each description
    /// is empty.
    pub(super) async fn rules_and_dates(&self, ids: &[i64]) -> Result<HashMap<i64, (usize, Description)>> {
        type Found = (i64, usize, Option<String>, Option<String>);
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = built(format!("select id, rule, date, date_end from item where id in ({list})"));
            for (id, rule, date, date_end) in self.all::<Found>(sql, &vals).await? {
                let description = Description {
                    date: record_date(date.as_deref()),
                    date_end: record_date(date_end.as_deref()),
                    ..Description::default()
                };
                found.insert(id, (rule, description));
            }
        }
        Ok(found)
    }

    /// The lowest id of an item above this one.
    pub async fn next_item_id(&self, after: i64) -> Result<Option<i64>> {
        let next = self.one("select cast(min(id) as bigint) from item where id > $1", vals![after]).await?;
        Ok(next.flatten())
    }

    /// A fonds' records among the newest `count` of the archive, the newest first.
    pub async fn newest_titles(&self, fonds_id: i64, count: i64) -> Result<Vec<FiledTitle>> {
        let after = self.last_item_id().await? - count;
        let sql = "select i.title, p.class_id, p.step_id, i.rule, coalesce(b.sender, '')
                   from item i join place p on p.id = i.place_id left join batch b on b.id = i.batch_id
                   where i.id > $1 and p.fonds_id = $2 order by i.id desc";
        let rows: Vec<(String, String, String, usize, String)> =
            self.all(sql, vals![after, fonds_id]).await?;
        let filed =
            |(title, class_id, step_id, rule, sender)| FiledTitle { title, class_id, step_id, rule, sender };
        Ok(rows.into_iter().map(filed).collect())
    }

    /// Highest id given to an item.
    pub async fn last_item_id(&self) -> Result<i64> {
        self.number("select cast(coalesce(max(id), 0) as bigint) from item", &[]).await
    }

    pub async fn item_count(&self) -> Result<i64> {
        self.number("select count(*) from item", &[]).await
    }

    /// Items already in the archive that look the same, by likeness number: ids and codes.
    pub async fn alike(&self, likeness: &[i64]) -> Result<HashMap<i64, Vec<(i64, String)>>> {
        let mut found: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
        for part in likeness.chunks(500) {
            let (list, vals) = id_list(part);
            let sql =
                built(format!("select likeness, id, code from item where likeness in ({list}) order by id"));
            for (likeness, id, code) in self.all::<(i64, i64, String)>(sql, &vals).await? {
                found.entry(likeness).or_default().push((id, code));
            }
        }
        Ok(found)
    }
}

/// The statement that reads items of this condition.
fn parts(condition: &str, order: &str) -> SqlStr {
    let (columns, place) = (columns_as::<ItemRow>("i"), PlaceRow::COLUMNS);
    built(format!(
        "select {columns}, {place} from item i join place p on p.id = i.place_id join fonds f on f.id = p.fonds_id
         where {condition} {order}"
    ))
}

/// The statement that reads the persons or units of the items of this condition.
fn members<R: Record>(condition: &str) -> SqlStr {
    select::<R>(&format!(
        "where item_id in (select i.id from item i where {condition}) order by item_id, seq"
    ))
}

/// The items with their persons and units.
fn with_members(found: Vec<Parts>, persons: Vec<PersonRow>, units: Vec<UnitRow>) -> Result<Vec<Item>> {
    let mut items = found.into_iter().map(item).collect::<Result<Vec<_>>>()?;
    let at: HashMap<i64, usize> = items.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
    for row in persons {
        if let Some(&at) = at.get(&row.item_id) {
            items[at].description.persons.push(row.into());
        }
    }
    for UnitRow { item_id, name, number, .. } in units {
        if let Some(&at) = at.get(&item_id) {
            items[at].description.units.push(Unit { name, number });
        }
    }
    Ok(items)
}

/// The columns of an item that change in its life.
fn changing(item: &Item) -> Vec<Assigned<'_>> {
    let d = &item.description;
    let columns = ItemColumns::written_for(item, 0);
    vec![
        ("volume_id", item.volume_id.into()),
        ("seq", item.seq.into()),
        ("rule", (item.rule as i64).into()),
        ("page_from", item.page_from.into()),
        ("pages", d.pages.into()),
        ("code", (&item.code).into()),
        ("code_sort", (&item.code_sort).into()),
        ("title", (&d.title).into()),
        ("creator", (&d.creator).into()),
        ("doc_number", (&d.doc_number).into()),
        ("date", columns.date.into()),
        ("date_end", columns.date_end.into()),
        ("secrecy", (&d.secrecy).into()),
        ("medium", (&d.medium).into()),
        ("remarks", (&d.remarks).into()),
        ("more", columns.more.into()),
        ("eligible_on", columns.eligible_on.into()),
        ("question", item.question.as_deref().into()),
        ("likeness", columns.likeness.into()),
    ]
}

/// Every column of a new item.
fn new_row(ItemRecord { item, place_id }: &ItemRecord, filed_in: i64) -> Vec<Assigned<'_>> {
    let mut row = changing(item);
    row.extend([
        ("id", item.id.into()),
        ("place_id", (*place_id).into()),
        ("batch_id", item.batch.into()),
        ("batch_row", item.batch_row.map(i64::from).into()),
        ("filed_in", filed_in.into()),
    ]);
    row
}

impl Tx {
    /// Takes ids for `count` new items; the first is returned.
    pub async fn new_item_ids(&mut self, count: usize) -> Result<i64> {
        self.take_ids(ITEM.name, count as i64).await
    }

    /// Inserts items with their persons and units.
    pub async fn insert_items(&mut self, records: &[ItemRecord]) -> Result<()> {
        let filed_in = self.seq;
        self.insert_assigned(&ITEM, records.iter().map(|record| new_row(record, filed_in))).await?;
        for ItemRecord { item, .. } in records {
            self.touch_with(RecordKind::Item, item.id, item_digest(item));
        }
        self.insert_members(records.iter().map(|record| &record.item)).await
    }

    /// Replaces everything about an item but its id, place and batch.
    pub async fn update_item(&mut self, item: &Item) -> Result<()> {
        self.keep_held_moving(item.id, item.volume_id, &item.description.title).await?;
        self.set(&ITEM, item.id, changing(item)).await
    }

    /// Replaces an item's persons and units by those of its description.
    pub async fn replace_members(&mut self, item: &Item) -> Result<()> {
        self.keep_held(item.id, Loses::Members).await?;
        self.keep_members_before(item.id).await?;
        for table in [&PERSON, &UNIT] {
            let sql = built(format!("delete from {} where item_id = $1", table.name));
            self.connection().await.execute(sql, vals![item.id]).await?;
        }
        self.insert_members(std::iter::once(item)).await?;
        self.touch(RecordKind::Item, item.id);
        Ok(())
    }

    async fn insert_members(&mut self, items: impl Iterator<Item = &Item> + Clone) -> Result<()> {
        let mut vals = Vec::new();
        for item in items.clone() {
            for (seq, person) in item.description.persons.iter().enumerate() {
                vals.extend_from_slice(vals![item.id, seq as i64, &person.name, &person.id_number]);
                vals.extend_from_slice(vals![
                    &person.id_given,
                    &person.personal_no,
                    &person.note,
                    &person.id_kind
                ]);
            }
        }
        self.insert_rows(&PERSON, &vals).await?;
        let mut vals = Vec::new();
        for item in items {
            for (seq, unit) in item.description.units.iter().enumerate() {
                vals.extend_from_slice(vals![item.id, seq as i64, &unit.name, &unit.number]);
            }
        }
        self.insert_rows(&UNIT, &vals).await
    }
}
