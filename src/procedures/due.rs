//! The report of a year: counted by SQL first, its rows read a stretch at a time.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::disposal::contents::contents_phrase;
use crate::domain::disposal::dating;
use crate::domain::disposal::hold::HeldMark;
use crate::domain::disposal::reasons::common_reason;
use crate::domain::disposal::retention::{Fact, FactKind, Outcome};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::item::{Item, Place};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeOrder};
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::date::RecordDate;
use crate::domain::values::period::{KeptFor, RetentionPeriod};
use crate::problems;
use crate::store::DueCount;

/// Which of the rows are wanted with the counts. The counts are the same whatever is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportPart {
    /// Rows before the first one wanted, and how many after it.
    pub from: i64,
    pub size: i64,
    /// The same for the questions.
    pub questions_from: i64,
    pub questions_size: i64,
    /// Only volumes whose period the rules have changed since they were filed.
    pub changed: bool,
    /// Only volumes that become eligible in the report's own year, or only those of before.
    pub this_year: bool,
    pub earlier: bool,
    /// How the rows stand; questions stand as on the shelf.
    pub order: VolumeOrder,
}

impl ReportPart {
    /// The first `size` rows, and as many questions.
    pub fn first(size: i64) -> ReportPart {
        ReportPart { size, questions_size: size, ..ReportPart::default() }
    }

    /// The first and last day of eligibility that are listed in the report of `year`.
    ///
    /// # Errors
    /// `Refused` for a year that is none.
    pub fn days(self, year: i32) -> Result<(Option<NaiveDate>, NaiveDate)> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| self.this_year);
        Ok((first, end_of(if self.earlier { year - 1 } else { year })?))
    }

    fn lists(self, due_year: i32, year: i32, is_changed: bool) -> bool {
        (is_changed || !self.changed)
            && (due_year == year || !self.this_year)
            && (due_year < year || !self.earlier)
    }
}

/// A volume in the report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportRow {
    pub volume_id: i64,
    /// The item kept longest, which decides the date.
    pub item_id: Option<i64>,
    pub code: String,
    pub title: String,
    /// What is in it, in a phrase.
    pub contents: Wording,
    pub scheme_id: String,
    pub class_id: String,
    pub class: String,
    pub step_id: String,
    pub step: String,
    pub period: RetentionPeriod,
    /// The period as it now applies; another than `period` where the rules changed since.
    pub effective: RetentionPeriod,
    /// The same by the rules alone, without what an appraisal gave.
    #[serde(skip)]
    pub ruled: RetentionPeriod,
    /// A rule the date rests on was not read verbatim.
    pub unverified: bool,
    /// Year of formation that counts.
    pub formed: i32,
    pub eligible_on: Option<NaiveDate>,
    pub why: Wording,
    /// The same for any year of formation: what rows have in common.
    #[serde(skip)]
    pub reason: Wording,
    /// 冻结 on it: it is listed, and goes into no batch.
    pub holds: Vec<HeldMark>,
    /// What is missing to decide the date.
    pub question: Option<Wording>,
    /// It became eligible before the report's year and has not been appraised.
    pub carried_over: bool,
    pub items: u32,
    pub pages: u32,
    /// The title that decides, and from when to when its records are: what its contents are said from.
    #[serde(skip)]
    deciding_title: String,
    #[serde(skip)]
    dates: (Option<RecordDate>, Option<RecordDate>),
}

impl ReportRow {
    /// The period as filed, and as it now applies where that is another.
    pub fn kept_for(&self) -> Wording {
        KeptFor { filed: self.period, now: self.effective, is_mixed: false }.in_words()
    }
}

/// Volumes, items and pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sum {
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
}

impl Sum {
    fn add(&mut self, count: &DueCount) {
        self.volumes += count.volumes;
        self.items += count.items;
        self.pages += count.pages;
    }
}

/// What falls due, counted per class and period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueRow {
    pub scheme_id: String,
    pub class_id: String,
    pub period: String,
    pub due_year: i32,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
    /// Of the volumes, those whose period the rules have changed since they were filed.
    pub changed: i64,
}

/// Volumes of one period that become due in a year after the report's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ahead {
    pub year: i32,
    pub period: RetentionPeriod,
    #[serde(flatten)]
    pub sum: Sum,
}

/// What is eligible for appraisal during a year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    pub year: i32,
    /// The stretch asked for.
    pub rows: Vec<ReportRow>,
    /// Dates that wait for a fact: listed apart, never due.
    pub questions: Vec<ReportRow>,
    pub totals: Totals,
    /// What the whole list of rows sums up to: all, or only those that were asked for.
    pub listed: Sum,
    /// Counts by class and period of what is due.
    pub matrix: Vec<DueRow>,
    /// What becomes eligible in each following year.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    pub coming: Vec<(i32, Sum)>,
    /// The same by period.
    pub ahead: Vec<Ahead>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Totals {
    #[serde(flatten)]
    pub all: Sum,
    /// Of these, eligible since an earlier year.
    pub carried_over: i64,
    /// Of these, filed with a period the rules have changed since.
    pub changed: i64,
    /// Of these, on hold: they go into no batch.
    pub held: i64,
    pub questions: i64,
}

/// Builds the report for `year`: counts over the whole scope, and the stretch of rows asked for.
///
/// # Errors
/// `Refused` for a year that is none.
pub async fn report(
    archive: &Archive,
    by: &By,
    year: i32,
    filter: &Scope,
    part: ReportPart,
) -> Result<Report> {
    let (mut report, changed) = counts(archive, by, year, filter, part).await?;
    let only = part.changed.then_some(changed.as_slice());
    (report.rows, report.questions) = stretch(archive, year, filter, part, only).await?;
    Ok(report)
}

/// The rows and questions of a stretch alone, for a list that is read to its end: nothing is counted.
pub async fn listed(
    archive: &Archive,
    by: &By,
    year: i32,
    filter: &Scope,
    part: ReportPart,
) -> Result<(Vec<ReportRow>, Vec<ReportRow>)> {
    allow(by, Deed::Read)?;
    let changed = match part.changed {
        true => Some(counts(archive, by, year, filter, part).await?.1),
        false => None,
    };
    stretch(archive, year, filter, part, changed.as_deref()).await
}

async fn stretch(
    archive: &Archive,
    year: i32,
    filter: &Scope,
    part: ReportPart,
    only: Option<&[(i64, i32)]>,
) -> Result<(Vec<ReportRow>, Vec<ReportRow>)> {
    let (mut due, mut questions) = (Vec::new(), Vec::new());
    if part.size > 0 {
        let days = part.days(year)?;
        let ids = archive.store.volumes_due(filter, days, only, part.order, (part.from, part.size)).await?;
        due = described(archive, &ids, year).await?;
    }
    if part.questions_size > 0 {
        let (from, size) = (part.questions_from, part.questions_size);
        let ids = archive.store.volumes_in_question(filter, from, size).await?;
        questions = described(archive, &ids, year).await?;
    }
    Ok((due, questions))
}

/// The report without rows; and place and due year of what the rules have changed since it was filed.
pub async fn counts(
    archive: &Archive,
    by: &By,
    year: i32,
    filter: &Scope,
    part: ReportPart,
) -> Result<(Report, Vec<(i64, i32)>)> {
    allow(by, Deed::Read)?;
    let until = end_of(year)?;
    let mut counted = Counted::new(year, archive.store.due_counts(filter).await?, &archive.schemes(), part);
    counted.report.totals.questions = archive.store.due_and_questions(filter, until).await?.1;
    counted.report.totals.held = archive.store.due_and_held(filter, until).await?;
    Ok((counted.report, counted.changed))
}

/// The last day of a year that can be appraised in.
pub fn end_of(year: i32) -> Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
        .filter(|_| (1900..=9999).contains(&year))
        .ok_or_else(|| Error::from(year_beyond_calendar(&year)))
}

/// Counts sorted out: due by now, to come, and where the rules have changed.
struct Counted {
    report: Report,
    /// Place and due year of what is due under another period than it was filed with.
    changed: Vec<(i64, i32)>,
}

impl Counted {
    fn new(year: i32, counts: Vec<DueCount>, schemes: &Schemes, part: ReportPart) -> Counted {
        let (mut totals, mut listed, mut changed) = (Totals::default(), Sum::default(), Vec::new());
        let mut coming: BTreeMap<i32, Sum> = BTreeMap::new();
        let mut ahead: BTreeMap<(i32, RetentionPeriod), Sum> = BTreeMap::new();
        let mut matrix: BTreeMap<(String, String, String), DueRow> = BTreeMap::new();
        for count in &counts {
            if count.due_year > year {
                coming.entry(count.due_year).or_default().add(count);
                if let Some(period) = RetentionPeriod::from_key(&count.period) {
                    ahead.entry((count.due_year, period)).or_default().add(count);
                }
                continue;
            }
            totals.all.add(count);
            if count.due_year < year {
                totals.carried_over += count.volumes;
            }
            let other = is_under_another_period(schemes, count);
            if other {
                changed.push((count.place_id, count.due_year));
                totals.changed += count.volumes;
            }
            if part.lists(count.due_year, year, other) {
                listed.add(count);
            }
            let row = matrix.entry(key_of(count)).or_insert_with(|| empty_row(year, count));
            row.volumes += count.volumes;
            row.items += count.items;
            row.pages += count.pages;
            row.changed += if other { count.volumes } else { 0 };
        }
        let ahead = ahead.into_iter().map(|((year, period), sum)| Ahead { year, period, sum });
        let report = Report {
            year,
            rows: Vec::new(),
            questions: Vec::new(),
            totals,
            listed,
            matrix: matrix.into_values().collect(),
            coming: coming.into_iter().collect(),
            ahead: ahead.collect(),
        };
        Counted { report, changed }
    }
}

fn key_of(count: &DueCount) -> (String, String, String) {
    (count.scheme_id.clone(), count.class_id.clone(), count.period.clone())
}

fn empty_row(year: i32, count: &DueCount) -> DueRow {
    let (scheme_id, class_id, period) = key_of(count);
    DueRow { scheme_id, class_id, period, due_year: year, volumes: 0, items: 0, pages: 0, changed: 0 }
}

fn is_under_another_period(schemes: &Schemes, count: &DueCount) -> bool {
    let Some(period) = RetentionPeriod::from_key(&count.period) else { return false };
    let place = Place {
        fonds: count.fonds.clone(),
        year: count.year,
        scheme_id: count.scheme_id.clone(),
        class_id: count.class_id.clone(),
        step_id: count.step_id.clone(),
        period,
    };
    dating::is_under_another_period(schemes, &place, count.due_year)
}

/// [`rows`], each saying what is in its volume.
pub async fn described(archive: &Archive, ids: &[i64], year: i32) -> Result<Vec<ReportRow>> {
    let mut rows = rows(archive, ids, year).await?;
    let titles = archive.store.titles_in(ids).await?;
    for row in &mut rows {
        let titles = titles.get(&row.volume_id).map_or(&[][..], Vec::as_slice);
        let said = |lang| {
            let titles = titles.iter().map(|(title, records)| (title.as_str(), *records));
            contents_phrase(&row.deciding_title, titles, row.dates, lang)
        };
        row.contents = Wording::new(said(Lang::Zh), said(Lang::En));
    }
    Ok(rows)
}

/// Rows for these volumes, each with its arithmetic.
pub async fn rows(archive: &Archive, ids: &[i64], year: i32) -> Result<Vec<ReportRow>> {
    let schemes = archive.schemes();
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let volumes = archive.store.volumes_by_id(ids).await?;
        let deciding: Vec<i64> = volumes.iter().filter_map(|volume| volume.deciding_item).collect();
        let items: BTreeMap<i64, Item> =
            archive.store.items_by_id(&deciding).await?.into_iter().map(|item| (item.id, item)).collect();
        let mut facts: BTreeMap<i64, Vec<Fact>> = BTreeMap::new();
        for fact in archive.store.facts_of(&deciding).await? {
            facts.entry(fact.item_id).or_default().extend(fact.as_fact());
        }
        let mut holds = archive.store.holds_on_volumes(ids).await?;
        for volume in volumes {
            let on_it = holds.remove(&volume.id).unwrap_or_default();
            let item = volume.deciding_item.and_then(|id| items.get(&id));
            let own = item.and_then(|item| facts.get(&item.id)).map_or(&[][..], Vec::as_slice);
            rows.push(ReportRow { holds: on_it, ..row(&schemes, volume, item, own, year) });
        }
    }
    Ok(rows)
}

fn row(schemes: &Schemes, volume: Volume, item: Option<&Item>, facts: &[Fact], year: i32) -> ReportRow {
    let retention =
        item.and_then(|item| dating::derive(schemes, &volume.place, item.rule, &item.description, facts));
    let effective = retention.as_ref().map_or(volume.place.period, |retention| retention.effective);
    let is_kept = |fact: &&Fact| fact.kind == FactKind::AppraisedKeep;
    let ruled = match item.filter(|_| facts.iter().any(|fact| is_kept(&fact))) {
        Some(item) => {
            let others: Vec<Fact> = facts.iter().filter(|fact| !is_kept(fact)).cloned().collect();
            let by_rule = dating::derive(schemes, &volume.place, item.rule, &item.description, &others);
            by_rule.map_or(effective, |retention| retention.effective)
        }
        None => effective,
    };
    let class =
        schemes.scheme(&volume.place.scheme_id).and_then(|scheme| scheme.class(&volume.place.class_id));
    ReportRow {
        volume_id: volume.id,
        item_id: volume.deciding_item,
        class: class.map_or_else(String::new, |class| class.code.clone()),
        step: volume.step_text.clone(),
        period: volume.place.period,
        effective,
        ruled,
        unverified: retention.as_ref().is_some_and(|retention| retention.unverified),
        formed: retention.as_ref().map_or(volume.place.year, |retention| retention.formed_year),
        eligible_on: volume.eligible_on,
        holds: Vec::new(),
        question: match retention.as_ref().map(|retention| &retention.outcome) {
            Some(Outcome::Question(question)) => Some(question.missing.clone()),
            _ => None,
        },
        reason: retention.as_ref().map(common_reason).unwrap_or_default(),
        why: retention.map(|retention| retention.why).unwrap_or_default(),
        carried_over: volume.eligible_on.is_some_and(|day| day.year() < year),
        scheme_id: volume.place.scheme_id,
        class_id: volume.place.class_id,
        step_id: volume.place.step_id,
        contents: Wording::default(),
        deciding_title: item.map_or_else(String::new, |item| item.description.title.clone()),
        dates: (volume.first_date, volume.last_date),
        code: volume.code,
        title: volume.title,
        items: volume.items,
        pages: volume.pages,
    }
}

problems! {
    refuse year_beyond_calendar as no_such_year(year):
        "没有 {year} 这一年。" / "There is no year {year}."
        => "写四位数的年份，例如 2040。" / "Give a year of four digits, such as 2040.";
}
