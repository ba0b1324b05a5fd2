//! Items as catalogs list them: a handful of volumes at a time.

use std::collections::HashMap;

use super::columns::{Columns, FromRow};
use super::queries::Queries;
use super::sql::{Val, built, id_list};
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::values::date::RecordDate;

/// An item as catalogs list it, without persons and units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogItem {
    pub page_from: u32,
    pub pages: u32,
    pub code: String,
    pub title: String,
    pub creator: String,
    pub doc_number: String,
    pub date: Option<RecordDate>,
    pub date_end: Option<RecordDate>,
    pub secrecy: String,
    pub remarks: String,
    /// The sheet's further columns, where one of them may say that the title is the archive's own.
    pub more: Vec<(String, FreeText)>,
}

const TEXTS: [&str; 11] = [
    "cast(page_from as text)",
    "cast(pages as text)",
    "code",
    "title",
    "creator",
    "doc_number",
    "coalesce(date, '')",
    "coalesce(date_end, '')",
    "secrecy",
    "remarks",
    // few records say it: the others' further columns are not read
    "case when more like '%自拟%' then more else '' end",
];

/// What stands between texts, and between items, where a volume comes as one text.
const TEXT_END: char = '\u{1f}';
const ITEM_END: char = '\u{1e}';

impl CatalogItem {
    /// From its texts in the order of [`TEXTS`]; `None` when there are fewer or more.
    fn from_texts<'a>(mut texts: impl Iterator<Item = &'a str>) -> Option<CatalogItem> {
        let mut text = || texts.next();
        let item = CatalogItem {
            page_from: text()?.parse().ok()?,
            pages: text()?.parse().ok()?,
            code: text()?.to_owned(),
            title: text()?.to_owned(),
            creator: text()?.to_owned(),
            doc_number: text()?.to_owned(),
            date: RecordDate::from_iso(text()?),
            date_end: RecordDate::from_iso(text()?),
            secrecy: text()?.to_owned(),
            remarks: text()?.to_owned(),
            more: match text()? {
                "" => Vec::new(),
                more => serde_json::from_str(more).ok()?,
            },
        };
        texts.next().is_none().then_some(item)
    }
}

/// The texts of [`TEXTS`], one column each.
struct ItemTexts([String; TEXTS.len()]);

impl FromRow for ItemTexts {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        let mut texts = ItemTexts(Default::default());
        for text in &mut texts.0 {
            *text = columns.next()?;
        }
        Ok(texts)
    }
}

impl Queries {
    /// Items of some volumes, by volume, each in page order. With `with_doc_number` only those that
    /// have a 文号.
    pub async fn catalog_items(
        &self,
        volumes: &[i64],
        with_doc_number: bool,
    ) -> Result<HashMap<i64, Vec<CatalogItem>>> {
        let (list, vals) = id_list(volumes);
        let numbered = if with_doc_number { "and doc_number <> ''" } else { "" };
        let from = format!("from item where volume_id in ({list}) {numbered}");
        let mut items = match self.items_joined(&from, &vals).await? {
            Some(items) => items,
            None => self.items_apart(&from, &vals).await?,
        };
        items.values_mut().for_each(|items| items.sort_by_key(|item| item.page_from));
        Ok(items)
    }

    /// One text for each volume: a row handed from SQLite's thread to this one costs several times what
    /// reading it does. `None` when a text holds what should stand between texts.
    async fn items_joined(
        &self,
        from: &str,
        vals: &[Val<'_>],
    ) -> Result<Option<HashMap<i64, Vec<CatalogItem>>>> {
        let (text_end, item_end) = (TEXT_END.to_string(), ITEM_END.to_string());
        let (first, second, texts) = (vals.len() + 1, vals.len() + 2, TEXTS.join(", "));
        let sql = built(format!(
            "select volume_id, string_agg(concat_ws(${first}, {texts}), ${second}) {from} group by volume_id"
        ));
        let vals: Vec<Val<'_>> =
            vals.iter().cloned().chain([(&text_end).into(), (&item_end).into()]).collect();
        let mut items = HashMap::new();
        for (volume_id, volume) in self.all::<(i64, String)>(sql, &vals).await? {
            let read = volume.split(ITEM_END).map(|item| CatalogItem::from_texts(item.split(TEXT_END)));
            let Some(read) = read.collect::<Option<Vec<_>>>() else { return Ok(None) };
            items.insert(volume_id, read);
        }
        Ok(Some(items))
    }

    /// One row for each item, whatever its texts hold.
    async fn items_apart(&self, from: &str, vals: &[Val<'_>]) -> Result<HashMap<i64, Vec<CatalogItem>>> {
        let sql = built(format!("select volume_id, {} {from}", TEXTS.join(", ")));
        let mut items: HashMap<i64, Vec<CatalogItem>> = HashMap::new();
        for (volume_id, ItemTexts(texts)) in self.all::<(i64, ItemTexts)>(sql, vals).await? {
            let item = CatalogItem::from_texts(texts.iter().map(String::as_str));
            let item =
                item.ok_or_else(|| anyhow::anyhow!("an item's pages or further columns cannot be read"))?;
            items.entry(volume_id).or_default().push(item);
        }
        Ok(items)
    }
}
