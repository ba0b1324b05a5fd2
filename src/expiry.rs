//! 到期: what may be appraised in a year, why, and the facts that decide open dates.

mod facts;

pub use facts::{record_fact, withdraw_fact};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::archive::{Archive, allow};
use crate::domain::dating;
use crate::domain::error::{Error, Result};
use crate::domain::event::Event;
use crate::domain::item::Item;
use crate::domain::period::RetentionPeriod;
use crate::domain::retention::{Fact, Outcome, Retention};
use crate::domain::role::{By, Deed};
use crate::domain::scheme::Schemes;
use crate::domain::volume::Volume;
use crate::domain::wording::Wording;
use crate::say;
use crate::store::{DueRow, VolumeFilter};

/// A volume in the report.
#[derive(Clone, Debug, Serialize)]
pub struct ReportRow {
    pub volume_id: i64,
    pub code: String,
    pub title: String,
    pub class_id: String,
    pub class: String,
    pub step: String,
    pub period: RetentionPeriod,
    /// Year of formation that counts.
    pub formed: i32,
    pub eligible_on: Option<NaiveDate>,
    pub why: Wording,
    /// 冻结 on it; holds come with a later act, so there is none yet.
    pub holds: Vec<String>,
    /// What is missing to decide the date.
    pub question: Option<Wording>,
    /// It became eligible before the report's year and has not been appraised.
    pub carried_over: bool,
    pub items: u32,
    pub pages: u32,
}

/// Volumes, items and pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
}

impl Sum {
    fn add(&mut self, volumes: i64, items: i64, pages: i64) {
        self.volumes += volumes;
        self.items += items;
        self.pages += pages;
    }
}

/// What is eligible for appraisal during a year.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub year: i32,
    pub rows: Vec<ReportRow>,
    /// Dates that wait for a fact: listed apart, never due.
    pub questions: Vec<ReportRow>,
    pub totals: Totals,
    /// Counts by class and period of what `rows` holds.
    pub matrix: Vec<DueRow>,
    /// What becomes eligible in each following year.
    pub coming: Vec<(i32, Sum)>,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Totals {
    #[serde(flatten)]
    pub all: Sum,
    /// Of these, eligible since an earlier year.
    pub carried_over: i64,
    pub questions: i64,
}

/// Builds the report for `year`; rows stand in shelf order. With `list` unset only the counts are made.
pub async fn report(
    archive: &Archive,
    by: &By,
    year: i32,
    filter: &VolumeFilter,
    list: bool,
) -> Result<Report> {
    allow(by, Deed::Read)?;
    let Some(until) = NaiveDate::from_ymd_opt(year, 12, 31).filter(|_| (1900..=9999).contains(&year)) else {
        return Err(Error::refused(
            "no_such_year",
            say!("没有 {year} 这一年。", "There is no year {year}."),
            say!("写四位数的年份，例如 2040。", "Give a year of four digits, such as 2040."),
        ));
    };
    let counts = archive.store.due_counts(filter).await?;
    let (matrix, coming, mut totals) = count(year, counts);
    let questions = archive.store.volumes_in_question(filter).await?;
    totals.questions = questions.len() as i64;
    let (mut rows, mut open) = (Vec::new(), Vec::new());
    if list {
        let due = archive.store.volumes_due(filter, until).await?;
        rows = report_rows(archive, &due, year).await?;
        open = report_rows(archive, &questions, year).await?;
    }
    Ok(Report { year, rows, questions: open, totals, matrix, coming })
}

fn count(year: i32, counts: Vec<DueRow>) -> (Vec<DueRow>, Vec<(i32, Sum)>, Totals) {
    let mut totals = Totals::default();
    let mut coming: BTreeMap<i32, Sum> = BTreeMap::new();
    let mut matrix: BTreeMap<(String, String, String), DueRow> = BTreeMap::new();
    for row in counts {
        if row.due_year > year {
            coming.entry(row.due_year).or_default().add(row.volumes, row.items, row.pages);
            continue;
        }
        totals.all.add(row.volumes, row.items, row.pages);
        if row.due_year < year {
            totals.carried_over += row.volumes;
        }
        let key = (row.scheme_id.clone(), row.class_id.clone(), row.period.clone());
        match matrix.get_mut(&key) {
            Some(sum) => {
                sum.volumes += row.volumes;
                sum.items += row.items;
                sum.pages += row.pages;
            }
            None => {
                matrix.insert(key, DueRow { due_year: year, ..row });
            }
        }
    }
    (matrix.into_values().collect(), coming.into_iter().collect(), totals)
}

async fn report_rows(archive: &Archive, ids: &[i64], year: i32) -> Result<Vec<ReportRow>> {
    let schemes = archive.schemes();
    let mut facts: BTreeMap<i64, Vec<Fact>> = BTreeMap::new();
    for fact in archive.store.facts().await? {
        facts.entry(fact.item_id).or_default().extend(fact.as_fact());
    }
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let volumes = archive.store.volumes_by_id(ids).await?;
        let deciding: Vec<i64> = volumes.iter().filter_map(|volume| volume.deciding_item).collect();
        let items: BTreeMap<i64, Item> =
            archive.store.items_by_id(&deciding).await?.into_iter().map(|item| (item.id, item)).collect();
        for volume in volumes {
            let item = volume.deciding_item.and_then(|id| items.get(&id));
            let none = Vec::new();
            let own = item.and_then(|item| facts.get(&item.id)).unwrap_or(&none);
            rows.push(report_row(&schemes, volume, item, own, year));
        }
    }
    Ok(rows)
}

fn report_row(
    schemes: &Schemes,
    volume: Volume,
    item: Option<&Item>,
    facts: &[Fact],
    year: i32,
) -> ReportRow {
    let retention =
        item.and_then(|item| dating::derive(schemes, &volume.place, item.rule, &item.description, facts));
    let scheme = schemes.scheme(&volume.place.scheme_id);
    let class = scheme.and_then(|scheme| scheme.class(&volume.place.class_id));
    ReportRow {
        volume_id: volume.id,
        class: class.map_or_else(String::new, |class| class.code.clone()),
        class_id: volume.place.class_id.clone(),
        step: volume.step_text.clone(),
        period: volume.place.period,
        formed: retention.as_ref().map_or(volume.place.year, |retention| retention.formed_year),
        eligible_on: volume.eligible_on,
        holds: Vec::new(),
        question: match retention.as_ref().map(|retention| &retention.outcome) {
            Some(Outcome::Question(question)) => Some(question.missing.clone()),
            _ => None,
        },
        why: retention.map(|retention| retention.why).unwrap_or_default(),
        carried_over: volume.eligible_on.is_some_and(|day| chrono::Datelike::year(&day) < year),
        code: volume.code,
        title: volume.title,
        items: volume.items,
        pages: volume.pages,
    }
}

/// Why a record's date is what it is.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    pub code: String,
    pub title: String,
    /// `item` or `volume`.
    pub level: &'static str,
    pub id: i64,
    /// For a volume: code and title of the item kept longest, which decides.
    pub decided_by: Option<(String, String)>,
    pub retention: Retention,
    pub holds: Vec<String>,
    pub facts: Vec<crate::store::StoredFact>,
}

/// Explains the dates of everything that bears this code: an item, a volume, or several where a
/// class code is shared.
pub async fn explain(archive: &Archive, by: &By, code: &str) -> Result<Vec<Explained>> {
    allow(by, Deed::Read)?;
    let code = code.trim();
    let mut explained = Vec::new();
    for item in archive.store.items_coded(code).await? {
        explained.push(explain_item(archive, &item).await?);
    }
    for volume in archive.store.volumes_coded(code).await? {
        explained.extend(explain_volume(archive, &volume).await?);
    }
    if explained.is_empty() {
        return Err(Error::not_found(say!(
            "没有档号为「{code}」的件或案卷。用 guidang find 查一查，或用 guidang code parse 看这个档号怎么读。",
            "Nothing bears the code \"{code}\". Search with guidang find, or see how the code reads with guidang code parse."
        )));
    }
    Ok(explained)
}

pub async fn explain_item(archive: &Archive, item: &Item) -> Result<Explained> {
    let facts = archive.store.facts_on(item.id).await?;
    let known: Vec<Fact> = facts.iter().filter_map(|fact| fact.as_fact()).collect();
    let retention = dating::derive(&archive.schemes(), &item.place, item.rule, &item.description, &known)
        .ok_or_else(|| anyhow::anyhow!("item {} is filed under a scheme that is not kept", item.id))?;
    Ok(Explained {
        code: item.code.clone(),
        title: item.description.title.clone(),
        level: "item",
        id: item.id,
        decided_by: None,
        retention,
        holds: Vec::new(),
        facts,
    })
}

pub async fn explain_volume(archive: &Archive, volume: &Volume) -> Result<Option<Explained>> {
    let Some(item) = volume.deciding_item else { return Ok(None) };
    let Some(item) = archive.store.item(item).await? else { return Ok(None) };
    let of_item = explain_item(archive, &item).await?;
    Ok(Some(Explained {
        code: volume.code.clone(),
        title: volume.title.clone(),
        level: "volume",
        id: volume.id,
        decided_by: Some((of_item.code, of_item.title)),
        retention: of_item.retention,
        holds: Vec::new(),
        facts: of_item.facts,
    }))
}

/// A record whose stored date differs from what the rules now say.
#[derive(Clone, Debug, Serialize)]
pub struct Recomputed {
    pub item_id: i64,
    pub code: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Derives every date anew after a rule changed. With `apply` unset nothing is written: the list says
/// what would change; with it, the list is kept in the event.
pub async fn recompute(archive: &Archive, by: &By, apply: bool) -> Result<Vec<Recomputed>> {
    allow(by, Deed::Decide)?;
    let differing = differing_dates(archive).await?;
    if apply {
        for portion in differing.chunks(200) {
            apply_dates(archive, by, portion.to_vec()).await?;
        }
        archive.written.notify_one();
    }
    Ok(differing)
}

async fn differing_dates(archive: &Archive) -> Result<Vec<Recomputed>> {
    let schemes = archive.schemes();
    let mut dates = dating::Dating::new(&schemes);
    let mut facts: BTreeMap<i64, Vec<Fact>> = BTreeMap::new();
    for fact in archive.store.facts().await? {
        facts.entry(fact.item_id).or_default().extend(fact.as_fact());
    }
    let last = archive.store.last_item_id().await?;
    let mut differing = Vec::new();
    let mut after = 0;
    while after < last {
        for item in archive.store.items_after(after, after + 5000).await? {
            let due = match facts.get(&item.id) {
                Some(facts) => dating::derive(&schemes, &item.place, item.rule, &item.description, facts)
                    .map(|retention| dating::Due::of(&retention))
                    .unwrap_or_default(),
                None => dates.due(&item.place, item.rule, &item.description),
            };
            if (item.eligible_on, &item.question) != (due.on, &due.question) {
                let text =
                    |on: Option<NaiveDate>, question: Option<String>| on.map(|d| d.to_string()).or(question);
                differing.push(Recomputed {
                    item_id: item.id,
                    code: item.code,
                    before: text(item.eligible_on, item.question),
                    after: text(due.on, due.question),
                });
            }
        }
        after += 5000;
    }
    Ok(differing)
}

async fn apply_dates(archive: &Archive, by: &By, portion: Vec<Recomputed>) -> Result<()> {
    let schemes = archive.schemes();
    archive
        .store
        .write(by, move |tx| {
            Box::pin(async move {
                let mut volumes = std::collections::BTreeSet::new();
                for one in &portion {
                    let Some(mut item) = tx.item(one.item_id).await? else { continue };
                    let facts: Vec<_> =
                        tx.facts_on(item.id).await?.iter().filter_map(|fact| fact.as_fact()).collect();
                    let retention =
                        dating::derive(&schemes, &item.place, item.rule, &item.description, &facts);
                    let due = retention.map(|retention| dating::Due::of(&retention)).unwrap_or_default();
                    (item.eligible_on, item.question) = (due.on, due.question);
                    volumes.extend(item.volume_id);
                    tx.update_item(&item).await?;
                }
                for volume_id in volumes {
                    tx.recount(&schemes, volume_id).await?;
                }
                let detail = serde_json::json!({ "changed": portion });
                Ok(((), Event::new("dates_recomputed", format!("{} 件", portion.len()), detail)))
            })
        })
        .await
}
