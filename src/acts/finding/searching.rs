//! 检索: find any record or volume by any of its words; every hit is read again from the database.

mod completions;
mod facets;
mod hits;
mod persons;
mod private;
mod other_ways;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::disposal::hold::HeldMark;
use crate::domain::disposal::period_now::PeriodNow;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Item;
use crate::domain::records::naming::PlaceNames;
use crate::domain::records::scope::{AnyOf, Scope};
use crate::domain::records::states::HitKind;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::problems;
use crate::procedures::lineage;
use crate::procedures::periods::Periods;
use crate::search::{self, ClassWord, HitOrder, Hits, IndexedId, Query};

pub use crate::search::{Chip, TermKind};
pub use completions::{Completion, completions};
pub use other_ways::{OtherWay, instead, other_ways};
pub use persons::{PersonGroup, PersonRecord, PersonView, Persons, person, persons};
pub use private::{holds_number, is_private};

/// What is looked for; `None` and an empty text do not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    pub text: String,
    #[serde(flatten)]
    pub scope: Scope,
    /// Several values of a facet, any of which may stand.
    pub any_of: AnyOf,
    /// Only records, or only volumes.
    pub kind: Option<HitKind>,
    /// Latest date first; otherwise by how well they fit where a name or number is asked for, else in shelf order.
    pub newest: bool,
    /// From 1.
    pub page: usize,
    /// 1 to 200; 0: 20.
    pub size: usize,
    /// Words, counted from 0, that are to be plain text and nothing else.
    pub as_text: Vec<usize>,
    /// Words that are not to be looked for.
    pub left_out: Vec<usize>,
    /// Of the scope's fonds only what is its own, not what the fonds before it have.
    pub alone: bool,
    /// Numbers of the fonds that went before that of the scope: they are searched, too. The act fills it.
    #[serde(skip)]
    pub earlier: Vec<String>,
}

/// The question with the fonds that went before the one it names: every way of asking begins with it.
async fn across(archive: &Archive, asked: &SearchQuery) -> Result<SearchQuery> {
    let Some(number) = asked.scope.fonds.as_deref().filter(|_| !asked.alone) else {
        return Ok(asked.clone());
    };
    let fonds = archive.store.fonds().await?.into_iter().find(|fonds| fonds.number == number);
    let earlier = match fonds {
        Some(fonds) => lineage::earlier(&archive.store, &fonds).await?,
        None => Vec::new(),
    };
    Ok(SearchQuery { earlier: earlier.into_iter().map(|one| one.fonds.number).collect(), ..asked.clone() })
}

/// Hits somebody can turn through; beyond them a question wants narrowing, not more pages.
pub const REACH: usize = 10_000;

/// A record or volume found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hit {
    pub kind: HitKind,
    /// Of the record or of the volume.
    pub id: i64,
    pub code: String,
    pub title: String,
    /// The title in pieces; `true`: what was looked for.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    pub title_marked: Vec<(String, bool)>,
    pub year: i32,
    pub names: PlaceNames,
    /// How long it is kept: as filed, and now.
    #[serde(flatten)]
    pub period: PeriodNow,
    /// The record's date; the first and last of a volume.
    pub date: Option<String>,
    pub pages: u32,
    /// 案卷号, and records in it; of a volume only.
    pub number: Option<u32>,
    pub items: Option<u32>,
    pub page_from: u32,
    pub page_to: u32,
    pub volume_id: Option<i64>,
    pub volume_code: String,
    pub state: String,
    /// Where in the record the words were found, such as 人员 张… 第 7 行.
    pub reasons: Vec<Wording>,
    /// 冻结 on it.
    pub holds: Vec<HeldMark>,
}

/// Hits by one property.
#[derive(Clone, Debug, Serialize)]
pub struct Facet {
    /// `kind`, `year`, `class_id`, `step_id`, `period`, `state`.
    pub name: &'static str,
    pub values: Vec<FacetValue>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FacetValue {
    pub value: String,
    pub label: Wording,
    pub count: u64,
}

/// The answer: exact total, one page of hits, facets with exact counts.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct SearchAnswer {
    /// Records and volumes that fit, exactly.
    pub total: u64,
    /// Those of them that are records, and those that are volumes.
    pub items: u64,
    pub volumes: u64,
    pub hits: Vec<Hit>,
    /// In JSON an object: name → values.
    #[serde(serialize_with = "by_name")]
    #[schema(value_type = std::collections::BTreeMap<String, Vec<FacetValue>>)]
    pub facets: Vec<Facet>,
    /// `newest`; `fitness` where a name or number was asked for: whole ones first, rare readings last; else `shelf`.
    pub order: &'static str,
    /// How the words were understood.
    pub chips: Vec<Chip>,
    /// Names one character away from the words that many more records bear.
    pub instead: Vec<OtherWay>,
    /// Numbers of the fonds that went before the one asked for and were searched, too.
    pub earlier_fonds: Vec<String>,
    /// Events the index has still to take in.
    pub behind: i64,
}

fn by_name<S: serde::Serializer>(facets: &[Facet], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(facets.iter().map(|facet| (facet.name, &facet.values)))
}

/// Finds records and volumes. Words are joined by "and"; nothing in them is a command.
pub async fn find(archive: &Archive, by: &By, asked: &SearchQuery) -> Result<SearchAnswer> {
    allow(by, Deed::Read)?;
    let (schemes, asked) = (archive.schemes(), &across(archive, asked).await?);
    let query = query(asked, &class_words(&schemes))?;
    let hits = ask(archive, query.clone()).await?;
    let found = read(archive, &hits.ids).await?;
    // a text may be a name: whether it is one shows in what was found
    let is_named = query.chips.iter().any(|chip| chip.has_fitness() && chip.kind != TermKind::Text);
    let order = match query.order {
        HitOrder::Newest => "newest",
        HitOrder::Fitness if is_named || hits.exact => "fitness",
        HitOrder::Fitness | HitOrder::Code => "shelf",
    };
    let of_kind = |kind: HitKind| match query.kind.is_none_or(|asked| asked == kind) {
        true => hits.facets.kinds.iter().filter(|one| one.value == kind.key()).map(|one| one.count).sum(),
        false => 0,
    };
    let mut shown: Vec<Hit> = found.into_iter().map(|found| found.hit(&schemes, &query.chips)).collect();
    hits::put_holds(archive, shown.iter_mut()).await?;
    Ok(SearchAnswer {
        total: hits.total,
        items: of_kind(HitKind::Item),
        volumes: of_kind(HitKind::Volume),
        order,
        hits: shown,
        behind: behind(archive, &hits).await?,
        instead: other_ways::instead(archive, by, asked, hits.total).await?,
        facets: facets::facets(&schemes, hits.facets),
        earlier_fonds: asked.earlier.clone(),
        chips: query.chips,
    })
}

/// Ids of the records that fit, in their order, as far as anybody turns.
pub async fn ids(archive: &Archive, by: &By, asked: &SearchQuery) -> Result<Vec<i64>> {
    allow(by, Deed::Read)?;
    if asked.kind == Some(HitKind::Volume) {
        return Ok(Vec::new());
    }
    let mut query = query(&across(archive, asked).await?, &class_words(&archive.schemes()))?;
    (query.skip, query.size, query.kind) = (0, REACH, Some(HitKind::Item));
    let found = ask(archive, query).await?.ids;
    Ok(found
        .into_iter()
        .filter_map(|id| if let IndexedId::Item(id) = id { Some(id) } else { None })
        .collect())
}

/// How many records fit, exactly; volumes where only those are asked for.
pub async fn count(archive: &Archive, by: &By, asked: &SearchQuery) -> Result<u64> {
    allow(by, Deed::Read)?;
    let mut query = query(&across(archive, asked).await?, &class_words(&archive.schemes()))?;
    (query.skip, query.size) = (0, 0);
    query.kind = query.kind.or(Some(HitKind::Item));
    Ok(ask(archive, query).await?.total)
}

/// The index's answer.
async fn ask(archive: &Archive, query: Query) -> Result<Hits> {
    let index = archive.index.clone();
    let found = tokio::task::spawn_blocking(move || index.find(&query)).await;
    found.map_err(|error| anyhow::anyhow!("the search stopped: {error}"))?
}

/// A record with its volume, or a volume, as it stands in the database.
enum Found {
    Item(Box<(Item, PeriodNow)>, Option<Volume>),
    Volume(Volume, PeriodNow),
}

/// What was found, in its order; what is gone by now is left out.
async fn read(archive: &Archive, ids: &[IndexedId]) -> Result<Vec<Found>> {
    let (mut item_ids, mut volume_ids) = (Vec::new(), Vec::new());
    for id in ids {
        match id {
            IndexedId::Item(id) => item_ids.push(*id),
            IndexedId::Volume(id) => volume_ids.push(*id),
        }
    }
    let items = archive.store.items_by_id(&item_ids).await?;
    let mut periods = Periods::new(archive.schemes());
    let of_items = periods.of_items(&archive.store, &items).await?;
    let found_themselves: HashSet<i64> = volume_ids.iter().copied().collect();
    let mut items: HashMap<i64, Item> = items.into_iter().map(|item| (item.id, item)).collect();
    volume_ids.extend(items.values().filter_map(|item| item.volume_id));
    volume_ids.sort_unstable();
    volume_ids.dedup();
    let volumes = archive.store.volumes_by_id(&volume_ids).await?;
    let shown = volumes.iter().filter(|volume| found_themselves.contains(&volume.id));
    let of_volumes = periods.of_volumes(&archive.store, shown).await?;
    let volumes: HashMap<i64, Volume> = volumes.into_iter().map(|volume| (volume.id, volume)).collect();
    let found = ids.iter().filter_map(|id| match id {
        IndexedId::Volume(id) => {
            volumes.get(id).map(|volume| Found::Volume(volume.clone(), of_volumes.of(*id, &volume.place)))
        }
        IndexedId::Item(id) => items.remove(id).map(|item| {
            let volume = item.volume_id.and_then(|id| volumes.get(&id)).cloned();
            let period = of_items.of(item.id, &item.place);
            Found::Item(Box::new((item, period)), volume)
        }),
    });
    Ok(found.collect())
}

impl Found {
    fn hit(self, schemes: &Schemes, chips: &[Chip]) -> Hit {
        match self {
            Found::Item(item, volume) => hits::hit(schemes, *item, volume.as_ref(), chips),
            Found::Volume(volume, period) => hits::volume_hit(schemes, (&volume, period), chips),
        }
    }
}

/// Events the index has still to take in.
async fn behind(archive: &Archive, hits: &Hits) -> Result<i64> {
    Ok((archive.store.last_event().await? - hits.position.event).max(0))
}

/// The words classes go by: the code as printed, the name with and without 类.
fn class_words(schemes: &Schemes) -> Vec<ClassWord> {
    let mut words: Vec<ClassWord> = Vec::new();
    for class in schemes.schemes.iter().flat_map(|scheme| &scheme.classes) {
        let name = class.name.as_str();
        for word in [class.code.as_str(), name, name.strip_suffix('类').unwrap_or(name)] {
            match words.iter_mut().find(|known| known.word == word) {
                Some(known) if known.class_ids.contains(&class.id) => {}
                Some(known) => {
                    known.class_ids.push(class.id.clone());
                    known.says = format!("{}、{name}", known.says);
                }
                None => words.push(ClassWord {
                    word: word.to_owned(),
                    class_ids: vec![class.id.clone()],
                    says: format!("{} {name}", class.code),
                }),
            }
        }
    }
    words
}

fn query(asked: &SearchQuery, classes: &[ClassWord]) -> Result<Query> {
    let size = if asked.size == 0 { 20 } else { asked.size.min(200) };
    let page = asked.page.max(1);
    if page.saturating_mul(size) > REACH {
        return Err(Error::from(page_too_far()));
    }
    let mut chips = search::understand_among(&asked.text, classes)?;
    chips.retain(|chip| !asked.left_out.contains(&chip.at));
    let chips = chips.into_iter().map(|chip| match asked.as_text.contains(&chip.at) {
        true => chip.as_text(),
        false => chip,
    });
    let chips: Vec<Chip> = chips.collect();
    let order = match () {
        () if asked.newest => HitOrder::Newest,
        () if chips.iter().any(Chip::has_fitness) => HitOrder::Fitness,
        () => HitOrder::Code,
    };
    let (scope, any_of, earlier) = (asked.scope.clone(), asked.any_of.clone(), asked.earlier.clone());
    Ok(Query { chips, scope, any_of, earlier, kind: asked.kind, order, skip: (page - 1) * size, size })
}

problems! {
    refuse page_too_far():
        "翻得太远了：一次检索最多看前 {REACH} 条。"
            / "Too far: a search shows its first {REACH} hits at most."
        => "加上年度、类别等条件缩小范围。" / "Narrow it by year, class and so on.";
}
