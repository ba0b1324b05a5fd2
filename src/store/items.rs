//! 件, with their persons and units.

use std::collections::HashMap;

use super::sql::{Link, Row, Val, built, id_list, vals};
use super::volumes::day;
use super::{Store, Tx, places};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::{Description, Item, Person, Unit};
use crate::domain::values::date::RecordDate;

/// An item about to be written: its own values, the place it stands in, the likeness it is known by.
#[derive(Clone, Debug)]
pub struct ItemRecord {
    pub item: Item,
    pub place_id: i64,
    pub likeness: i64,
}

/// Which items a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    pub volume_id: Option<i64>,
    /// Only items that stand in no volume.
    pub taken_out: bool,
}

const COLUMNS: &str = "i.id, i.volume_id, i.seq, i.rule, i.page_from, i.pages, i.code, i.code_sort, i.title, i.creator, i.doc_number, \
     i.date, i.date_end, i.secrecy, i.medium, i.remarks, i.more, i.eligible_on, i.question, i.batch_id, i.batch_row";
const FROM: &str = "from item i join place p on p.id = i.place_id join fonds f on f.id = p.fonds_id";

fn select(condition: &str) -> sqlx::SqlStr {
    built(format!("select {COLUMNS}, {} {FROM} {condition}", places::COLUMNS))
}

fn read(row: &Row) -> Result<Item> {
    let (id, more) = (row.int(0)?, row.text(16)?);
    let description = Description {
        pages: row.int(5)? as u32,
        title: row.text(8)?,
        creator: row.text(9)?,
        doc_number: row.text(10)?,
        date: row.opt_text(11)?.as_deref().and_then(RecordDate::from_iso),
        date_end: row.opt_text(12)?.as_deref().and_then(RecordDate::from_iso),
        secrecy: row.text(13)?,
        medium: row.text(14)?,
        remarks: row.text(15)?,
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
        volume_id: row.opt_int(1)?,
        seq: row.int(2)? as u32,
        rule: row.int(3)? as usize,
        page_from: row.int(4)? as u32,
        code: row.text(6)?,
        code_sort: row.text(7)?,
        eligible_on: day(row.opt_text(17)?),
        question: row.opt_text(18)?,
        batch: row.opt_int(19)?,
        batch_row: row.opt_int(20)?.map(|row| row as u32),
        place: places::read(row, 21)?,
        description,
    })
}

const PERSONS: &str = "select item_id, name, id_number, id_given, personal_no, note from person";
const UNITS: &str = "select item_id, name, number from unit";

fn person(row: &Row) -> Result<(i64, Person)> {
    let person = Person {
        name: row.text(1)?,
        id_number: row.text(2)?,
        id_given: row.text(3)?,
        personal_no: row.text(4)?,
        note: row.text(5)?,
    };
    Ok((row.int(0)?, person))
}

fn unit(row: &Row) -> Result<(i64, Unit)> {
    Ok((row.int(0)?, Unit { name: row.text(1)?, number: row.text(2)? }))
}

/// Gives the items their persons and units, which the rows hold in order of item and seq.
fn join(items: &mut [Item], persons: &[Row], units: &[Row]) -> Result<()> {
    let at: HashMap<i64, usize> = items.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
    for row in persons {
        let (id, person) = person(row)?;
        if let Some(&at) = at.get(&id) {
            items[at].description.persons.push(person);
        }
    }
    for row in units {
        let (id, unit) = unit(row)?;
        if let Some(&at) = at.get(&id) {
            items[at].description.units.push(unit);
        }
    }
    Ok(())
}

/// The item's row with everything that belongs to it.
pub(super) fn digest(item: &Item) -> Digest {
    let mut fields = FieldDigest::new("item");
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

pub(super) async fn one(link: &mut Link, id: i64) -> Result<Option<Item>> {
    let Some(row) = link.row_str(select("where i.id = $1"), vals![id]).await? else { return Ok(None) };
    let mut items = vec![read(&row)?];
    let persons =
        link.rows_str(built(format!("{PERSONS} where item_id = $1 order by seq")), vals![id]).await?;
    let units = link.rows_str(built(format!("{UNITS} where item_id = $1 order by seq")), vals![id]).await?;
    join(&mut items, &persons, &units)?;
    Ok(items.pop())
}

/// Persons and units of the items a condition on `i` selects.
fn members(select: &str, condition: &str) -> sqlx::SqlStr {
    built(format!(
        "{select} where item_id in (select i.id from item i where {condition}) order by item_id, seq"
    ))
}

impl Store {
    pub async fn item(&self, id: i64) -> Result<Option<Item>> {
        Ok(self.items_where("i.id = $1", vals![id], "").await?.pop())
    }

    pub async fn items_coded(&self, code: &str) -> Result<Vec<Item>> {
        self.items_where("i.code = $1", vals![code], "order by i.id").await
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
        let rows = self.pool.rows("select count(*) from item where volume_id is null", &[]).await?;
        rows.first().map_or(Ok(0), |row| row.int(0))
    }

    /// Items by id, in order of id; at most a few hundred at a time. Unknown ids are left out.
    pub async fn items_by_id(&self, ids: &[i64]) -> Result<Vec<Item>> {
        let mut items = Vec::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            items.extend(self.items_where(&format!("i.id in ({list})"), &vals, "order by i.id").await?);
        }
        Ok(items)
    }

    /// A portion of all items in order of id, for `verify` and the index.
    pub async fn items_after(&self, id: i64, through: i64) -> Result<Vec<Item>> {
        self.items_where("i.id > $1 and i.id <= $2", vals![id, through], "order by i.id").await
    }

    async fn items_where(&self, condition: &str, vals: &[Val<'_>], order: &str) -> Result<Vec<Item>> {
        let rows = self.pool.rows_str(select(&format!("where {condition} {order}")), vals).await?;
        let mut items = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        if !items.is_empty() {
            let persons = self.pool.rows_str(members(PERSONS, condition), vals).await?;
            let units = self.pool.rows_str(members(UNITS, condition), vals).await?;
            join(&mut items, &persons, &units)?;
        }
        Ok(items)
    }

    /// The lowest id of an item above this one.
    pub async fn next_item_id(&self, after: i64) -> Result<Option<i64>> {
        let sql = "select cast(min(id) as bigint) from item where id > $1";
        self.pool.row(sql, vals![after]).await?.map_or(Ok(None), |row| row.opt_int(0))
    }

    /// Highest id given to an item.
    pub async fn last_item_id(&self) -> Result<i64> {
        let row = self.pool.row("select cast(coalesce(max(id), 0) as bigint) from item", &[]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }

    pub async fn item_count(&self) -> Result<i64> {
        let row = self.pool.row("select count(*) from item", &[]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }
}

impl Tx<'_> {
    pub async fn item(&mut self, id: i64) -> Result<Option<Item>> {
        one(self.link, id).await
    }

    /// What the dates of these items are derived from beside their places; the rest of each description
    /// is empty.
    pub(super) async fn rules_and_dates(
        &mut self,
        ids: &[i64],
    ) -> Result<HashMap<i64, (usize, Description)>> {
        let date = |text: Option<String>| text.as_deref().and_then(RecordDate::from_iso);
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = built(format!("select id, rule, date, date_end from item where id in ({list})"));
            for row in self.link.rows_str(sql, &vals).await? {
                let description = Description {
                    date: date(row.opt_text(2)?),
                    date_end: date(row.opt_text(3)?),
                    ..Description::default()
                };
                found.insert(row.int(0)?, (row.int(1)? as usize, description));
            }
        }
        Ok(found)
    }

    /// Items of a volume in page order, with their persons and units.
    pub async fn items_in(&mut self, volume_id: i64) -> Result<Vec<Item>> {
        let rows = self
            .link
            .rows_str(select("where i.volume_id = $1 order by i.page_from"), vals![volume_id])
            .await?;
        let mut items = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        let persons = self.link.rows_str(members(PERSONS, "i.volume_id = $1"), vals![volume_id]).await?;
        let units = self.link.rows_str(members(UNITS, "i.volume_id = $1"), vals![volume_id]).await?;
        join(&mut items, &persons, &units)?;
        Ok(items)
    }

    /// Takes ids for `count` new items; the first is returned.
    pub async fn new_item_ids(&mut self, count: usize) -> Result<i64> {
        self.take_ids("item", count as i64).await
    }

    /// Inserts items with their persons and units.
    pub async fn insert_items(&mut self, records: &[ItemRecord]) -> Result<()> {
        let texts: Vec<ItemTexts> = records.iter().map(ItemTexts::of).collect();
        let mut vals = Vec::with_capacity(records.len() * 25);
        for (record, texts) in records.iter().zip(&texts) {
            push_item(&mut vals, record, texts, self.seq);
            self.touch_with(RecordKind::Item, record.item.id, digest(&record.item));
        }
        self.link.insert_many(INSERT, 24, &vals).await?;
        let items = || records.iter().map(|record| &record.item);
        self.insert_members(items()).await
    }

    /// Replaces everything about an item but its id, place and batch.
    pub async fn update_item(&mut self, item: &Item) -> Result<()> {
        let sql = "update item set volume_id = $2, seq = $3, rule = $4, page_from = $5, pages = $6, code = $7, code_sort = $8, title = $9,
                   creator = $10, doc_number = $11, date = $12, date_end = $13, secrecy = $14, medium = $15, remarks = $16, more = $17,
                   eligible_on = $18, question = $19, likeness = $20 where id = $1";
        let texts = ItemTexts::from(item);
        let d = &item.description;
        let vals = vals![
            item.id,
            item.volume_id,
            item.seq,
            item.rule as i64,
            item.page_from,
            d.pages,
            &item.code,
            &item.code_sort,
            &d.title,
            &d.creator,
            &d.doc_number,
            texts.date.as_deref(),
            texts.date_end.as_deref(),
            &d.secrecy,
            &d.medium,
            &d.remarks,
            &texts.more,
            texts.eligible_on.as_deref(),
            item.question.as_deref(),
            d.likeness_number(&item.place)
        ];
        self.link.execute(sql, vals).await?;
        self.touch(RecordKind::Item, item.id);
        Ok(())
    }

    /// Replaces an item's persons and units by those of its description.
    pub async fn replace_members(&mut self, item: &Item) -> Result<()> {
        self.link.execute("delete from person where item_id = $1", vals![item.id]).await?;
        self.link.execute("delete from unit where item_id = $1", vals![item.id]).await?;
        self.insert_members(std::iter::once(item)).await?;
        self.touch(RecordKind::Item, item.id);
        Ok(())
    }

    async fn insert_members(&mut self, items: impl Iterator<Item = &Item> + Clone) -> Result<()> {
        let mut vals = Vec::new();
        for item in items.clone() {
            for (seq, person) in item.description.persons.iter().enumerate() {
                vals.extend_from_slice(vals![item.id, seq as i64, &person.name, &person.id_number]);
                vals.extend_from_slice(vals![&person.id_given, &person.personal_no, &person.note]);
            }
        }
        let head = "insert into person (item_id, seq, name, id_number, id_given, personal_no, note) values ";
        self.link.insert_many(head, 7, &vals).await?;
        let mut vals = Vec::new();
        for item in items {
            for (seq, unit) in item.description.units.iter().enumerate() {
                vals.extend_from_slice(vals![item.id, seq as i64, &unit.name, &unit.number]);
            }
        }
        self.link.insert_many("insert into unit (item_id, seq, name, number) values ", 4, &vals).await
    }
}

impl Store {
    /// Items already in the archive that look the same, by likeness number: ids and codes.
    pub async fn alike(&self, likeness: &[i64]) -> Result<HashMap<i64, Vec<(i64, String)>>> {
        let mut found: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
        for part in likeness.chunks(500) {
            let list = part.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
            let sql =
                built(format!("select likeness, id, code from item where likeness in ({list}) order by id"));
            for row in self.pool.rows_str(sql, &[]).await? {
                found.entry(row.int(0)?).or_default().push((row.int(1)?, row.text(2)?));
            }
        }
        Ok(found)
    }
}

const INSERT: &str = "insert into item (id, place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, \
     date, date_end, secrecy, medium, remarks, more, eligible_on, question, likeness, batch_id, batch_row, filed_in) values ";

/// The columns that are not kept as text in memory.
struct ItemTexts {
    date: Option<String>,
    date_end: Option<String>,
    more: String,
    eligible_on: Option<String>,
}

impl ItemTexts {
    fn of(record: &ItemRecord) -> Self {
        ItemTexts::from(&record.item)
    }

    fn from(item: &Item) -> Self {
        let more = &item.description.more;
        ItemTexts {
            date: item.description.date.map(|d| d.to_string()),
            date_end: item.description.date_end.map(|d| d.to_string()),
            more: if more.is_empty() { String::new() } else { serde_json::json!(more).to_string() },
            eligible_on: item.eligible_on.map(|d| d.to_string()),
        }
    }
}

fn push_item<'a>(vals: &mut Vec<Val<'a>>, record: &'a ItemRecord, texts: &'a ItemTexts, filed_in: i64) {
    let item = &record.item;
    let d = &item.description;
    vals.extend_from_slice(vals![item.id, record.place_id, item.volume_id, item.seq, item.rule as i64]);
    vals.extend_from_slice(vals![item.page_from, d.pages, &item.code, &item.code_sort]);
    vals.extend_from_slice(vals![
        &d.title,
        &d.creator,
        &d.doc_number,
        texts.date.as_deref(),
        texts.date_end.as_deref()
    ]);
    vals.extend_from_slice(vals![
        &d.secrecy,
        &d.medium,
        &d.remarks,
        &texts.more,
        texts.eligible_on.as_deref()
    ]);
    vals.extend_from_slice(vals![item.question.as_deref(), record.likeness, item.batch]);
    vals.extend_from_slice(vals![item.batch_row.map(i64::from), filed_in]);
}
