//! A hold as somebody asks for it, understood: everything that is wrong with it at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::LONGEST;
use crate::archive::Archive;
use crate::domain::disposal::hold::{HoldGround, HoldRule};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Place;
use crate::domain::records::scope::WrittenScope;
use crate::domain::schemes::scheme::Scheme;
use crate::domain::values::identity;
use crate::problems;
use crate::procedures::lookup::{class_called, step_called};
use crate::store::{Caught, Fonds};

/// A rule as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WrittenRule {
    /// Id, code or name of a class.
    pub class: String,
    /// Id, number or name of a step of that class.
    pub step: String,
    /// Year of formation: one, or a span such as `2009..2015`.
    pub year: String,
    /// Whole name of a person the records concern.
    pub person: String,
    /// ID number of a person the records concern.
    pub id_number: IdNumber,
    /// Whole name, or number, of a unit the records concern.
    pub unit: String,
    /// What the titles contain, blanks left out of account.
    pub words: String,
}

impl WrittenRule {
    pub fn is_empty(&self) -> bool {
        let texts = [&self.class, &self.step, &self.year, &self.person, &self.unit, &self.words];
        self.id_number.whole(WholeFor::Comparing).trim().is_empty()
            && texts.iter().all(|text| text.trim().is_empty())
    }
}

/// A new hold: of a rule, or of volumes and records named one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewHold {
    /// `lawsuit`, `inspection`, `audit`, `debts`, `unfinished`, `building`, `other`, or as people call it.
    pub ground: String,
    /// The document it rests on.
    pub basis: String,
    pub note: String,
    /// Number of the only fonds a rule is for; empty: the whole archive.
    pub fonds: String,
    pub rule: Option<WrittenRule>,
    pub volumes: Vec<i64>,
    pub items: Vec<i64>,
    /// Codes of volumes and records.
    pub codes: Vec<String>,
}

/// What a hold would catch today.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Preview {
    pub ground: HoldGround,
    /// The rule in words; empty: volumes and records are named.
    pub rule: Wording,
    #[serde(flatten)]
    pub caught: Caught,
}

pub(super) struct Understood {
    pub fonds_id: Option<i64>,
    pub ground: HoldGround,
    pub basis: FreeText,
    pub note: FreeText,
    pub rule: Option<HoldRule>,
    pub volumes: Vec<i64>,
    pub items: Vec<i64>,
}

impl Understood {
    pub(super) async fn preview(&self, archive: &Archive) -> Result<Preview> {
        let (rule, caught) = match &self.rule {
            Some(rule) => (rule_words(archive, rule), archive.store.would_catch(self.fonds_id, rule).await?),
            None => (Wording::default(), named_sum(archive, &self.volumes, &self.items).await?),
        };
        Ok(Preview { ground: self.ground, rule, caught })
    }
}

/// What these volumes and records come to: a record of a named volume counts once.
async fn named_sum(archive: &Archive, volumes: &[i64], items: &[i64]) -> Result<Caught> {
    let named = archive.store.volumes_by_id(volumes).await?;
    let mut touched: BTreeSet<i64> = volumes.iter().copied().collect();
    let mut sum = named.iter().map(|volume| i64::from(volume.items)).sum();
    for item in archive.store.items_by_id(items).await? {
        sum += i64::from(item.volume_id.is_none_or(|volume| !volumes.contains(&volume)));
        touched.extend(item.volume_id);
    }
    Ok(Caught { volumes: touched.len() as i64, items: sum })
}

/// A rule with the names of its class and step, from whichever edition knows them.
pub(super) fn rule_words(archive: &Archive, rule: &HoldRule) -> Wording {
    let schemes = archive.schemes();
    let mut known = schemes.schemes.iter();
    let class = known.find_map(|scheme| scheme.class(&rule.class_id));
    let step = schemes.schemes.iter().find_map(|scheme| scheme.step(&rule.class_id, &rule.step_id));
    let class = class.map_or(rule.class_id.as_str(), |class| class.name.as_str());
    let step = step.map_or(rule.step_id.as_str(), |step| step.name.as_str());
    rule.words(class, step)
}

/// # Errors
/// `Refused` with every problem; `NotFound` for a record there is not.
pub(super) async fn understand(archive: &Archive, by: &By, new: &NewHold) -> Result<Understood> {
    let mut problems = Vec::new();
    let ground = ground_called(&new.ground);
    let known = || HoldGround::ALL.iter().map(|ground| ground.word().zh).collect::<Vec<_>>().join("、");
    if ground.is_none() {
        problems.push(no_such_ground(&new.ground.trim(), &known()).in_column("ground"));
    }
    let (basis, note) = (new.basis.trim(), new.note.trim());
    if basis.is_empty() {
        problems.push(basis_missing().in_column("basis"));
    }
    for (column, text) in [("basis", basis), ("note", note)] {
        problems.extend(not_kept(text, LONGEST).map(|problem| problem.in_column(column)));
    }
    let rule = new.rule.as_ref();
    let (mut volumes, mut items) = (new.volumes.clone(), new.items.clone());
    coded(archive, &new.codes, (&mut volumes, &mut items), &mut problems).await?;
    let is_named = !(volumes.is_empty() && items.is_empty() && new.codes.is_empty());
    let (rule, fonds_id) = match (rule, is_named) {
        (None, false) => {
            problems.push(nothing_to_hold());
            (None, None)
        }
        (Some(rule), true) if !rule.is_empty() => {
            problems.push(rule_and_named());
            (None, None)
        }
        (Some(rule), false) => {
            let fonds = fonds_of_rule(archive, by, &new.fonds, &mut problems).await?;
            let rule = read_rule(archive, by, fonds.as_ref(), rule, &mut problems).await?;
            (Some(rule), fonds.map(|fonds| fonds.id))
        }
        (_, true) => {
            (volumes, items) = (once(volumes), once(items));
            (None, fonds_of_named(archive, by, (&volumes, &items), &mut problems).await?)
        }
    };
    match ground.filter(|_| problems.is_empty()) {
        Some(ground) => {
            let (basis, note) = (basis.into(), note.into());
            Ok(Understood { fonds_id, ground, basis, note, rule, volumes, items })
        }
        None => Err(Error::Refused(problems)),
    }
}

fn ground_called(text: &str) -> Option<HoldGround> {
    let text = text.trim();
    let named = |ground: &&HoldGround| ground.key() == text || ground.word().zh == text;
    HoldGround::ALL.iter().find(named).copied()
}

fn once(ids: Vec<i64>) -> Vec<i64> {
    ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

/// What bears these codes; a code of several is asked about.
async fn coded(
    archive: &Archive,
    codes: &[String],
    (volumes, items): (&mut Vec<i64>, &mut Vec<i64>),
    problems: &mut Vec<Problem>,
) -> Result<()> {
    for code in codes.iter().map(|code| code.trim()) {
        let (found, within) =
            (archive.store.volumes_coded(code).await?, archive.store.items_coded(code).await?);
        match (found.as_slice(), within.as_slice()) {
            ([volume], []) => volumes.push(volume.id),
            ([], [item]) => items.push(item.id),
            ([], []) => problems.push(nothing_coded(&code).in_column("codes")),
            (some, others) => {
                problems.push(code_of_several(&code, &(some.len() + others.len())).in_column("codes"));
            }
        }
    }
    Ok(())
}

/// The fonds a rule is for: who works for some alone says which, or works for one.
async fn fonds_of_rule(
    archive: &Archive,
    by: &By,
    number: &str,
    problems: &mut Vec<Problem>,
) -> Result<Option<Fonds>> {
    let own = by.actor.rights.fonds(Deed::Hold);
    let number = number.trim();
    let number = match own.as_deref() {
        Some([only]) if number.is_empty() => only,
        _ => number,
    };
    if number.is_empty() {
        if own.is_some() {
            problems.push(hold_without_fonds().in_column("fonds"));
        }
        return Ok(None);
    }
    let fonds = archive.fonds_numbered(Some(number)).await?;
    match own.is_none_or(|own| own.contains(&number)) {
        true => Ok(Some(fonds)),
        false => {
            problems.push(hold_in_strange_fonds(&number).in_column("fonds"));
            Ok(None)
        }
    }
}

/// The fonds of what is named; `None`: of several.
async fn fonds_of_named(
    archive: &Archive,
    by: &By,
    (volumes, items): (&[i64], &[i64]),
    problems: &mut Vec<Problem>,
) -> Result<Option<i64>> {
    let (found, within) =
        (archive.store.volumes_by_id(volumes).await?, archive.store.items_by_id(items).await?);
    for id in volumes.iter().filter(|id| !found.iter().any(|volume| volume.id == **id)) {
        problems.push(no_such_volume_to_hold(id).in_column("volumes"));
    }
    for id in items.iter().filter(|id| !within.iter().any(|item| item.id == **id)) {
        problems.push(no_such_item_to_hold(id).in_column("items"));
    }
    let places = found.iter().map(|volume| &volume.place).chain(within.iter().map(|item| &item.place));
    let numbers: BTreeSet<&str> = places.map(|place: &Place| place.fonds.as_str()).collect();
    let own = by.actor.rights.fonds(Deed::Hold);
    if numbers.len() > 1 && own.is_some() {
        problems.push(hold_without_fonds().in_column("fonds"));
    }
    match (numbers.len(), numbers.first()) {
        (1, Some(number)) => Ok(Some(archive.fonds_numbered(Some(number)).await?.id)),
        _ => Ok(None),
    }
}

async fn read_rule(
    archive: &Archive,
    by: &By,
    fonds: Option<&Fonds>,
    written: &WrittenRule,
    problems: &mut Vec<Problem>,
) -> Result<HoldRule> {
    let schemes = match fonds {
        Some(fonds) => archive.schemes_of(fonds).await?.1,
        None => archive.schemes().schemes.clone(),
    };
    let schemes: Vec<&Scheme> = schemes.iter().collect();
    let mut rule = HoldRule {
        person: written.person.clone(),
        unit: written.unit.clone(),
        words: written.words.clone(),
        ..HoldRule::default()
    }
    .trimmed();
    if !written.class.trim().is_empty() {
        let class = class_called(&schemes, &written.class);
        rule.class_id = taken(class, "class", problems)?;
    }
    if !written.step.trim().is_empty() {
        let class = Some(rule.class_id.as_str()).filter(|class| !class.is_empty());
        let step = step_called(&schemes, class, &written.step);
        rule.step_id = taken(step, "step", problems)?;
        let is_known = schemes.iter().any(|scheme| scheme.step(&rule.class_id, &rule.step_id).is_some());
        if class.is_some() && !rule.step_id.is_empty() && !is_known {
            problems.push(step_of_another_class(&written.step.trim()).in_column("step"));
        }
    }
    let years = WrittenScope { year: &written.year, ..WrittenScope::default() }.read();
    let years = taken(years.map(|scope| (scope.year_from, scope.year_to)), "year", problems)?;
    (rule.year_from, rule.year_to) = years;
    let number = written.id_number.whole(WholeFor::Comparing).trim();
    if !number.is_empty() {
        let read = identity::read(number, by.today());
        match read.value.filter(|value| !value.number.is_empty()) {
            Some(value) => rule.id_number = value.number,
            None => problems.extend(read.problems.into_iter().map(|problem| problem.in_column("id_number"))),
        }
    }
    if problems.is_empty() || written.is_empty() {
        problems.extend(rule.problems());
    }
    Ok(rule)
}

/// The value, or its problems in this column beside the others.
fn taken<T: Default>(read: Result<T>, column: &str, problems: &mut Vec<Problem>) -> Result<T> {
    match read {
        Ok(value) => Ok(value),
        Err(Error::Refused(found) | Error::Unreadable(found)) => {
            problems.extend(found.into_iter().map(|problem| problem.in_column(column)));
            Ok(T::default())
        }
        Err(error) => Err(error),
    }
}

problems! {
    refuse no_such_ground(text, known):
        "没有「{text}」这种冻结事由。" / "There is no ground \"{text}\" for a hold."
        => "写其中一种：{known}。" / "Give one of: {known}.";
    refuse basis_missing():
        "没有写冻结依据。" / "The document the hold rests on is not given."
        => "写明依据文件，例如受理通知书、稽核通知书的文号。" / "Give the document, such as the number of the notice.";
    refuse nothing_to_hold as nothing_chosen():
        "没有指定冻结哪些档案。" / "It is not said which records are to be held."
        => "勾选案卷或件，或写冻结条件。" / "Tick volumes or records, or write a rule.";
    refuse rule_and_named():
        "既指定了案卷或件，又写了条件。" / "Records are named and a rule is given."
        => "分成两次冻结。" / "Place two holds.";
    refuse nothing_coded(code):
        "没有档号为「{code}」的案卷或件。" / "Nothing bears the code \"{code}\"."
        => "核对档号。" / "Check the code.";
    refuse code_of_several(code, count):
        "档号「{code}」有 {count} 处。" / "The code \"{code}\" is borne by {count}."
        => "从列表里勾选。" / "Tick what is meant in the list.";
    refuse no_such_volume_to_hold as no_such_volume(id):
        "没有第 {id} 号案卷。" / "There is no volume {id}." => "刷新列表再勾选。" / "Look at the list again.";
    refuse no_such_item_to_hold(id):
        "没有第 {id} 号文件。" / "There is no record {id}." => "刷新列表再勾选。" / "Look at the list again.";
    refuse hold_without_fonds():
        "没有写全宗。" / "The fonds is not given."
        => "写明冻结哪一个全宗的档案，各全宗分别冻结。" / "Say which fonds; place one hold for each.";
    refuse hold_in_strange_fonds(number):
        "您不能冻结全宗 {number} 的档案。" / "You may not hold records of fonds {number}."
        => "请管理该全宗的人员办理。" / "Ask somebody who works for that fonds.";
    refuse step_of_another_class(step):
        "「{step}」不是这一类目的业务环节。" / "\"{step}\" is no step of this class."
        => "核对类目和业务环节。" / "Check class and step.";
}
