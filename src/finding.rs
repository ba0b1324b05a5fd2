//! 检索: find any record by any of its words; every hit is read again from the database.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::archive::{Archive, allow};
use crate::domain::error::{Error, Result};
use crate::domain::item::Item;
use crate::domain::naming::{PlaceNames, names, state_label};
use crate::domain::period::RetentionPeriod;
use crate::domain::role::{By, Deed};
use crate::domain::scheme::Schemes;
use crate::domain::volume::Volume;
use crate::domain::wording::Wording;
use crate::say;
use crate::search::{self, Entry, Filters, Order, Query, Where};

pub use crate::search::Chip;

/// What is looked for; `None` and an empty text do not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub text: String,
    pub fonds: Option<String>,
    pub year_from: Option<i32>,
    pub year_to: Option<i32>,
    pub class_id: Option<String>,
    pub step_id: Option<String>,
    /// `permanent`, or years.
    pub period: Option<String>,
    pub state: Option<String>,
    /// Latest date first; otherwise in shelf order.
    pub newest: bool,
    /// From 1.
    pub page: usize,
    /// 1 to 200; 0: 20.
    pub size: usize,
}

/// A record found.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    pub id: i64,
    pub code: String,
    pub title: String,
    /// The title in pieces; `true`: what was looked for.
    pub title_marked: Vec<(String, bool)>,
    pub year: i32,
    pub names: PlaceNames,
    pub date: Option<String>,
    pub pages: u32,
    pub page_from: u32,
    pub page_to: u32,
    pub volume_id: Option<i64>,
    pub volume_code: String,
    pub state: String,
    /// Where in the record the words were found, such as 人员 张… 第 7 行.
    pub reasons: Vec<Wording>,
}

/// Hits by one property.
#[derive(Clone, Debug, Serialize)]
pub struct Facet {
    /// `year`, `class_id`, `step_id`, `period`, `state`.
    pub name: &'static str,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FacetValue {
    pub value: String,
    pub label: Wording,
    pub count: u64,
}

/// The answer: exact total, one page of hits, facets with exact counts.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    pub total: u64,
    pub hits: Vec<Hit>,
    /// In JSON an object: name → values.
    #[serde(serialize_with = "by_name")]
    pub facets: Vec<Facet>,
    /// How the words were understood.
    pub chips: Vec<Chip>,
    /// Events the index has still to take in.
    pub behind: i64,
}

fn by_name<S: serde::Serializer>(facets: &[Facet], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(facets.iter().map(|facet| (facet.name, &facet.values)))
}

/// Finds records. Words are joined by "and"; nothing in them is a command.
pub async fn find(archive: &Archive, by: &By, asked: &Asked) -> Result<Found> {
    allow(by, Deed::Read)?;
    let query = query(asked)?;
    let index = archive.index.clone();
    let hits = {
        let query = query.clone();
        let found = tokio::task::spawn_blocking(move || index.find(&query)).await;
        found.map_err(|error| anyhow::anyhow!("the search stopped: {error}"))??
    };
    let mut items: HashMap<i64, Item> =
        archive.store.items_by_id(&hits.ids).await?.into_iter().map(|item| (item.id, item)).collect();
    let volume_ids: Vec<i64> = items.values().filter_map(|item| item.volume_id).collect();
    let volumes: HashMap<i64, Volume> = archive
        .store
        .volumes_by_id(&volume_ids)
        .await?
        .into_iter()
        .map(|volume| (volume.id, volume))
        .collect();
    let schemes = archive.schemes();
    let in_order = hits.ids.iter().filter_map(|id| items.remove(id));
    let last = archive.store.last_event().await?;
    Ok(Found {
        total: hits.total,
        hits: in_order.map(|item| hit(&schemes, item, &volumes, &query.chips)).collect(),
        facets: facets(&schemes, hits.facets),
        chips: query.chips,
        behind: (last - hits.reflects.event).max(0),
    })
}

fn query(asked: &Asked) -> Result<Query> {
    let one = |value: &Option<String>| value.iter().filter(|v| !v.is_empty()).cloned().collect::<Vec<_>>();
    let years = match (asked.year_from, asked.year_to) {
        (None, None) => Vec::new(),
        (from, to) => vec![(from.unwrap_or(i32::MIN), to.unwrap_or(i32::MAX))],
    };
    let size = if asked.size == 0 { 20 } else { asked.size.min(200) };
    let page = asked.page.max(1);
    if page.saturating_mul(size) > 1_000_000 {
        return Err(Error::refused(
            "page_too_far",
            say!(
                "翻得太远了：一次检索最多看前一百万条。",
                "Too far: a search shows its first million hits at most."
            ),
            say!("加上年度、类别等条件缩小范围。", "Narrow it by year, class and so on."),
        ));
    }
    Ok(Query {
        chips: search::understand(&asked.text)?,
        filters: Filters {
            fonds: one(&asked.fonds),
            years,
            class_ids: one(&asked.class_id),
            step_ids: one(&asked.step_id),
            periods: one(&asked.period),
            states: one(&asked.state),
        },
        order: if asked.newest { Order::Newest } else { Order::Code },
        skip: (page - 1) * size,
        size,
    })
}

fn hit(schemes: &Schemes, item: Item, volumes: &HashMap<i64, Volume>, chips: &[Chip]) -> Hit {
    let volume = item.volume_id.and_then(|id| volumes.get(&id));
    let marked = search::highlight(&item.description.title, chips);
    let state = volume.map_or("taken_out", |volume| volume.state.key());
    Hit {
        title_marked: marked.into_iter().map(|piece| (piece.text.to_owned(), piece.hit)).collect(),
        id: item.id,
        code: item.code.clone(),
        title: item.description.title.clone(),
        year: item.place.year,
        names: names(schemes, &item.place),
        date: item.description.date.map(|date| date.to_string()),
        pages: item.description.pages,
        page_from: item.page_from,
        page_to: item.page_to(),
        volume_id: item.volume_id,
        volume_code: volume.map_or_else(String::new, |volume| volume.code.clone()),
        state: state.to_owned(),
        reasons: reasons(item, state, chips),
    }
}

fn reasons(item: Item, state: &str, chips: &[Chip]) -> Vec<Wording> {
    let entry = Entry::of(item, state);
    let about = &entry.description;
    let mut told = Vec::new();
    for reason in search::reasons(&entry, chips) {
        let said = match reason.place {
            Where::Title => continue,
            Where::Creator => say!("责任者 {}", "creator {}", about.creator),
            Where::DocNumber => say!("文号 {}", "document number {}", about.doc_number),
            Where::Date => {
                say!("日期 {}", "date {}", about.date.map(|date| date.to_string()).unwrap_or_default())
            }
            Where::Year => say!("{} 年度", "year {}", entry.place.year),
            Where::Code => say!("档号", "code"),
            Where::Remarks => say!("备注 {}", "remarks {}", about.remarks),
            Where::More(at) => match about.more.get(at) {
                Some((heading, value)) => say!("{heading} {value}", "{heading} {value}"),
                None => continue,
            },
            Where::Person(at) => match about.persons.get(at) {
                Some(person) if about.persons.len() > 1 => {
                    let (name, row) = (&person.name, at + 1);
                    say!("人员 {name}，表内第 {row} 行", "person {name}, row {row} of the form")
                }
                Some(person) => say!("人员 {}", "person {}", person.name),
                None => continue,
            },
            Where::Unit(at) => match about.units.get(at) {
                Some(unit) => say!("单位 {}", "unit {}", unit.name),
                None => continue,
            },
        };
        if !told.contains(&said) && told.len() < 6 {
            told.push(said);
        }
    }
    told
}

/// Facets with their names, in the order of the shelf: classes and steps as the scheme has them, long
/// periods first.
fn facets(schemes: &Schemes, found: search::Facets) -> Vec<Facet> {
    let facet = |name, counts: Vec<search::Count>, read: &dyn Fn(&str) -> (usize, Wording)| {
        let mut values: Vec<(usize, FacetValue)> = counts
            .into_iter()
            .map(|one| {
                let (place, label) = read(&one.value);
                (place, FacetValue { label, value: one.value, count: one.count })
            })
            .collect();
        values.sort_by_key(|(place, _)| *place);
        Facet { name, values: values.into_iter().map(|(_, value)| value).collect() }
    };
    let classes = || schemes.schemes.iter().flat_map(|scheme| &scheme.classes).enumerate();
    let class = |id: &str| match classes().find(|(_, class)| class.id == id) {
        Some((place, class)) => (place, Wording::same(format!("{} {}", class.code, class.name))),
        None => (usize::MAX, Wording::same(id)),
    };
    let steps = || classes().flat_map(|(_, class)| &class.steps).enumerate();
    let step = |id: &str| match steps().find(|(_, step)| step.id == id) {
        Some((place, step)) => (place, Wording::same(&step.name)),
        None => (usize::MAX, Wording::same(id)),
    };
    let period = |key: &str| match RetentionPeriod::from_key(key) {
        Some(period) => {
            let shorter = period.years().map_or(0, |years| usize::from(u16::MAX - years) + 1);
            (shorter, Wording::new(period.to_string(), period.in_english()))
        }
        None => (usize::MAX, Wording::same(key)),
    };
    vec![
        facet("year", found.years, &|year| (0, Wording::same(year))),
        facet("class_id", found.class_ids, &class),
        facet("step_id", found.step_ids, &step),
        facet("period", found.periods, &period),
        facet("state", found.states, &|state| (0, state_label(state))),
    ]
}
