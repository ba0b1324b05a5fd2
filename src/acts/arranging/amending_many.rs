//! 批量修改: one change made to many records at once, looked at first, and taken back as a whole as long as nobody
//! has changed what it wrote. Each record is changed by the rules of a correction (`filing::correct`).

mod writing;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::filing::{Correction, CorrectionPlan};
use crate::archive::{Archive, allow};
pub use crate::domain::arranging::amendment::{AmendedField, Amending};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{Detail, Guarded, Hidden, WholeFor};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind, Logged};
use crate::domain::records::item::{Description, Item};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::procedures::records;
use crate::store::Queries;
use crate::{problems, say};
use writing::{back, write, written};

/// One change of many records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    pub items: Vec<i64>,
    pub field: AmendedField,
    #[serde(rename = "do")]
    pub does: Amending,
    /// Why; required where a record stands in a closed volume.
    #[serde(default)]
    pub reason: String,
    /// [`AmendmentPreview::digest`] of the preview somebody has said yes to; where something else would be done by
    /// now, nothing is.
    #[serde(default)]
    pub seen: Option<String>,
}

/// What would become of one record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AmendedRow {
    pub item: i64,
    pub code: String,
    pub title: String,
    /// It stands in a closed volume.
    pub closed: bool,
    pub old: Detail,
    pub new: Detail,
    pub problems: Vec<Problem>,
}

impl Guarded for AmendedRow {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.old);
        visit(&mut self.new);
    }
}

/// What a change would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AmendmentPreview {
    /// Records it changes, or that stand in its way.
    pub rows: Vec<AmendedRow>,
    /// Records that say this already.
    pub unchanged: usize,
    /// In a closed volume.
    pub closed: usize,
    /// Stands for all that is shown; give it as `seen`.
    pub digest: String,
}

impl AmendmentPreview {
    /// What keeps it from being done, each with the code of its record.
    pub fn problems(&self) -> Vec<Problem> {
        let named = |row: &AmendedRow| {
            let code = row.code.clone();
            row.problems.clone().into_iter().map(move |problem| about(&code, problem))
        };
        self.rows.iter().flat_map(named).collect()
    }
}

/// The problem with the record's code before it.
fn about(code: &str, mut problem: Problem) -> Problem {
    if !problem.message.zh.contains(code) {
        let (zh, en) = (&problem.message.zh, &problem.message.en);
        problem.message = say!("{code}：{zh}", "{code}: {en}");
    }
    problem
}

/// Records one change may touch, as many as a basket holds.
pub const MOST: usize = 2000;
/// Characters of what is looked for, and of what is written.
const LONGEST: usize = 2000;

/// A record with what is to become of it.
struct Planned {
    item: Item,
    volume: Option<Volume>,
    /// `None`: it says this already, or its row has problems.
    plan: Option<CorrectionPlan>,
}

/// Looks at what would be changed, old and new; nothing is written.
///
/// # Errors
/// What is wrong with the change itself. What stands in the way of single records is in the preview.
pub async fn preview(archive: &Archive, by: &By, amendment: &Amendment) -> Result<AmendmentPreview> {
    allow(by, Deed::File)?;
    Ok(plan(&archive.store, amendment, by.today()).await?.0)
}

/// Makes the change, all of it or nothing; answers with the event and what was done.
///
/// # Errors
/// `Refused` with every record that stands in the way; `preview_outdated` where the preview no longer holds.
pub async fn amend(archive: &Archive, by: &By, amendment: Amendment) -> Result<(i64, AmendmentPreview)> {
    allow(by, Deed::File)?;
    let (schemes, today) = (archive.schemes(), by.today());
    let deed = archive.store.write(by, async move |tx| {
        let (shown, planned) = plan(tx, &amendment, today).await?;
        if amendment.seen.as_ref().is_some_and(|seen| *seen != shown.digest) {
            return Err(Error::from(preview_outdated()));
        }
        let problems = shown.problems();
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        if shown.rows.is_empty() {
            return Err(Error::from(nothing_to_amend()));
        }
        let mut detail = write(tx, &schemes, today, planned, &amendment.reason).await?;
        detail["field"] = amendment.field.key().into();
        detail["do"] = serde_json::to_value(&amendment.does).map_err(anyhow::Error::from)?;
        let about = shown.rows.len().to_string();
        Ok(((tx.event(), shown), Event::new(EventKind::ItemsAmended, about, detail)))
    });
    let outcome = deed.await;
    archive.written.notify_one();
    outcome
}

/// Takes a change of many records back, all of it, if every record still says what it wrote.
///
/// # Errors
/// `Refused` with every record that was changed since; `amendment_undone_already`.
pub async fn undo(archive: &Archive, by: &By, seq: i64) -> Result<i64> {
    allow(by, Deed::File)?;
    let (schemes, today) = (archive.schemes(), by.today());
    let deed = archive.store.write(by, async move |tx| {
        let logged = amendment_of(tx, seq).await?;
        if undone_by(tx, seq).await?.is_some() {
            return Err(Error::from(amendment_undone_already(&seq)));
        }
        let changes = written(&logged);
        let reason = say!("撤销第 {seq} 条日志的批量修改", "Undoing of the change in event {seq}").zh;
        let ids: Vec<i64> = changes.keys().copied().collect();
        let (mut planned, mut problems) = (Vec::new(), Vec::new());
        for (item, volume) in read(tx, &ids).await? {
            match back(&item, &changes[&item.id])? {
                Some(plan) => planned.push(Planned { item, volume, plan: Some(plan) }),
                None => problems.push(changed_since(&item.code)),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        let about = planned.len().to_string();
        let mut detail = write(tx, &schemes, today, planned, &reason).await?;
        detail["undoes"] = seq.to_string().into();
        Ok((tx.event(), Event::new(EventKind::AmendmentUndone, about, detail)))
    });
    let outcome = deed.await;
    archive.written.notify_one();
    outcome
}

/// A change of many records as the log has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AmendmentDone {
    pub logged: Logged,
    /// The event that took it back.
    pub undone_by: Option<i64>,
}

impl Guarded for AmendmentDone {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.logged.each(visit);
    }
}

/// Looks at a change that was made.
pub async fn done(archive: &Archive, by: &By, seq: i64) -> Result<AmendmentDone> {
    allow(by, Deed::Read)?;
    let logged = amendment_of(&archive.store, seq).await?;
    Ok(AmendmentDone { logged, undone_by: undone_by(&archive.store, seq).await? })
}

async fn amendment_of(from: &Queries, seq: i64) -> Result<Logged> {
    let before = seq.checked_add(1).unwrap_or(seq);
    let found = from.latest_events(before, 1).await?.pop();
    let is_one = |logged: &Logged| logged.seq == seq && logged.event.what == EventKind::ItemsAmended.key();
    found.filter(is_one).ok_or_else(|| {
        Error::not_found(say!(
            "日志第 {seq} 条不是批量修改。",
            "Event {seq} of the log is no change of many records."
        ))
    })
}

async fn undone_by(from: &Queries, seq: i64) -> Result<Option<i64>> {
    let said = format!("\"undoes\":\"{seq}\"");
    let found = from.event_saying(EventKind::AmendmentUndone, &said, i64::MAX).await?;
    Ok(found.map(|logged| logged.seq))
}

/// What is to become of each record, as it stands now.
async fn plan(
    from: &Queries,
    amendment: &Amendment,
    today: NaiveDate,
) -> Result<(AmendmentPreview, Vec<Planned>)> {
    check(amendment)?;
    let ids: Vec<i64> = amendment.items.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let (mut rows, mut planned, mut unchanged) = (Vec::new(), Vec::new(), 0);
    for (item, volume) in read(from, &ids).await? {
        let closed = volume.as_ref().is_some_and(|volume| volume.state != VolumeState::Open);
        let (old, wanted) = wanted(&item, amendment);
        let Some(correction) = wanted else {
            unchanged += 1;
            continue;
        };
        let (plan, problems, new) = match CorrectionPlan::make(&item, volume.as_ref(), &correction, today) {
            Ok(plan) if plan.changes.is_empty() => {
                unchanged += 1;
                continue;
            }
            Ok(plan) if amendment.field == AmendedField::UnitName && has_nameless(&plan.after) => {
                let new = shown(&plan.after, amendment.field);
                (None, vec![unit_name_emptied()], new)
            }
            Ok(plan) => {
                let new = shown(&plan.after, amendment.field);
                let alike = amendment.does.makes_alike(amendment.field, &item.description);
                match alike.map(|units| units_made_alike(&units)) {
                    Some(problem) => (None, vec![problem], new),
                    None => (Some(plan), Vec::new(), new),
                }
            }
            Err(Error::Refused(problems)) => (None, problems, intended(&correction, amendment.field)),
            Err(error) => return Err(error),
        };
        let (old, new) = match &plan {
            Some(plan) if plan.changes.len() > 1 => {
                (all_shown(&item.description, plan), all_shown(&plan.after, plan))
            }
            _ => (old, new),
        };
        rows.push(AmendedRow {
            item: item.id,
            code: item.code.clone(),
            title: item.description.title.clone(),
            closed,
            old: old.into(),
            new: new.into(),
            problems,
        });
        planned.push(Planned { item, volume, plan });
    }
    let closed = rows.iter().filter(|row| row.closed).count();
    let digest = digest_of(&rows, &planned);
    Ok((AmendmentPreview { rows, unchanged, closed, digest: digest.hex() }, planned))
}

/// Over everything that would be written: each record with its place, and every field that changes, whole.
fn digest_of(rows: &[AmendedRow], planned: &[Planned]) -> Digest {
    let mut all = FieldDigest::new("amendment");
    for (row, Planned { item, volume, plan }) in rows.iter().zip(planned) {
        all.int(row.item).text(&item.code).opt_int(volume.as_ref().map(|volume| volume.id));
        all.int(row.closed.into()).int(row.problems.len() as i64);
        let (old, new) = (row.old.whole(WholeFor::Comparing), row.new.whole(WholeFor::Comparing));
        all.text(&old.to_string()).text(&new.to_string());
        let changes = plan.as_ref().map_or(&[] as &[_], |plan| plan.changes.as_slice());
        all.int(changes.len() as i64);
        for change in changes {
            let (old, new) = (change.old.whole(WholeFor::Comparing), change.new.whole(WholeFor::Comparing));
            all.text(&change.field).text(&old.to_string()).text(&new.to_string());
        }
    }
    all.digest()
}

/// What is wrong with the change itself.
fn check(Amendment { items, does, .. }: &Amendment) -> Result<()> {
    if items.is_empty() {
        return Err(Error::from(no_record_chosen()));
    }
    if items.len() > MOST {
        return Err(Error::from(too_many_chosen()));
    }
    let (sought, written) = match does {
        Amending::Replace { find, .. } if find.is_empty() => return Err(Error::from(nothing_sought())),
        Amending::Replace { find, with } => (find.as_str(), with.as_str()),
        Amending::Set(text) => ("", text.as_str()),
    };
    if sought.chars().count() > LONGEST || written.chars().count() > LONGEST {
        return Err(Error::from(amending_too_long()));
    }
    Ok(())
}

/// The records with their volumes, in the order of their ids.
///
/// # Errors
/// `NotFound` when one is not there.
async fn read(from: &Queries, ids: &[i64]) -> Result<Vec<(Item, Option<Volume>)>> {
    let items = from.items_by_id(ids).await?;
    if items.len() < ids.len() {
        return Err(records::no_item());
    }
    let mut in_volumes: Vec<i64> = items.iter().filter_map(|item| item.volume_id).collect();
    in_volumes.sort_unstable();
    in_volumes.dedup();
    let volumes = from.volumes_by_id(&in_volumes).await?;
    let volumes: BTreeMap<i64, Volume> = volumes.into_iter().map(|volume| (volume.id, volume)).collect();
    let with_volume = |item: Item| {
        let volume = item.volume_id.and_then(|id| volumes.get(&id).cloned());
        (item, volume)
    };
    Ok(items.into_iter().map(with_volume).collect())
}

/// The field as it stands, numbers masked; and the correction that makes the change. `None`: nothing would change.
fn wanted(item: &Item, amendment: &Amendment) -> (Value, Option<Correction>) {
    let field = amendment.field;
    let texts = field.texts(&item.description);
    let new = amendment.does.applied(field, &texts);
    let old = shown(&item.description, field);
    if new == texts {
        return (old, None);
    }
    let mut correction = Correction { reason: amendment.reason.clone(), ..Correction::default() };
    let first = new.first().cloned();
    match field {
        AmendedField::Title => correction.title = first,
        AmendedField::Creator => correction.creator = first,
        AmendedField::DocNumber => correction.doc_number = first,
        AmendedField::Date => correction.date = first,
        AmendedField::DateEnd => correction.date_end = first,
        AmendedField::Secrecy => correction.secrecy = first,
        AmendedField::Medium => correction.medium = first,
        AmendedField::Remarks => correction.remarks = first,
        AmendedField::UnitName => {
            let mut units = item.description.units.clone();
            units.iter_mut().zip(new).for_each(|(unit, name)| unit.name = name);
            correction.units = Some(units);
        }
    }
    (old, Some(correction))
}

fn has_nameless(about: &Description) -> bool {
    about.units.iter().any(|unit| unit.name.is_empty())
}

/// The field in one line.
fn shown(about: &Description, field: AmendedField) -> Value {
    field.texts(about).join("、").into()
}

/// All that changes in one line: a span typed as the date brings its last day.
fn all_shown(about: &Description, plan: &CorrectionPlan) -> Value {
    let changed = |field: &&AmendedField| plan.changes.iter().any(|change| change.field == field.key());
    let fields = AmendedField::ALL.iter().filter(changed);
    let texts: Vec<String> = fields.flat_map(|field| field.texts(about)).collect();
    texts.join(" – ").into()
}

/// What somebody wanted the field to say, where it cannot.
fn intended(correction: &Correction, field: AmendedField) -> Value {
    let said = match field {
        AmendedField::Title => &correction.title,
        AmendedField::Creator => &correction.creator,
        AmendedField::DocNumber => &correction.doc_number,
        AmendedField::Date => &correction.date,
        AmendedField::DateEnd => &correction.date_end,
        AmendedField::Secrecy => &correction.secrecy,
        AmendedField::Medium => &correction.medium,
        AmendedField::Remarks => &correction.remarks,
        AmendedField::UnitName => {
            let names = correction.units.iter().flatten().map(|unit| unit.name.as_str());
            return names.collect::<Vec<_>>().join("、").into();
        }
    };
    said.clone().unwrap_or_default().into()
}

problems! {
    pub refuse no_record_chosen as nothing_chosen():
        "没有选定要修改的件。" / "No record is chosen."
        => "在列表里勾选，或先放进待办篮。" / "Tick some in a list, or put them into the basket first.";
    refuse too_many_chosen as too_many():
        "一次最多修改 {MOST} 件。" / "One change may touch {MOST} records."
        => "分几次修改。" / "Make it in parts.";
    refuse nothing_sought():
        "没有写要查找的文字。" / "There is nothing to look for."
        => "写上要替换掉的文字；要整个改写，用「设为」。"
            / "Write what is to be replaced; to give the field another text, set it.";
    refuse amending_too_long():
        "文字超过 {LONGEST} 个字。" / "The text has more than {LONGEST} characters."
        => "改短一些。" / "Make it shorter.";
    refuse preview_outdated():
        "预览之后记录有变动，没有修改。" / "Records have changed since the preview; nothing was done."
        => "重新预览，核对后再改。" / "Look at the preview again, then make the change.";
    refuse nothing_to_amend as nothing_changed():
        "选定的件都没有要改的地方。" / "None of the chosen records would change."
        => "核对要查找的文字和字段。" / "Check what is looked for, and the field.";
    refuse unit_name_emptied():
        "改后单位名称是空的。" / "The name of a unit would be empty."
        => "写上单位名称。" / "Give it a name.";
    refuse units_made_alike(units):
        "这一件有 {units} 个单位，设为一个名称就都一样了。"
            / "The record has {units} units; one name set for them would make them alike."
        => "用查找和替换改其中的一个，或者逐件更正。"
            / "Replace the words of the one that is meant, or correct the record by itself.";
    refuse changed_since(code):
        "{code} 在批量修改之后又有改动，不能撤销。"
            / "{code} has been changed since, so the change cannot be undone."
        => "逐件更正。" / "Correct the records one by one.";
    refuse amendment_undone_already(seq):
        "日志第 {seq} 条的批量修改已经撤销过。" / "The change in event {seq} was undone before."
        => "需要时再做一次批量修改。" / "Make another change where one is needed.";
}
