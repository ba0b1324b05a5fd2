//! What a draft would do, counted as volumes go by.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::disposal::dating::Due;
use crate::domain::disposal::foreseen::{DateMove, shelf_mm, what_is_missing};
use crate::domain::disposal::retention::FactKind;
use crate::domain::general::wording::Wording;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::RetentionPeriod;
use crate::procedures::documents::change_list::in_words;
use crate::procedures::foreseeing::{DraftAmong, FactCase, Foreseen};

/// Volumes named for each way dates move, records for each kind of question and fact.
const NAMED: usize = 200;

/// A volume whose date would move.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeMove {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub items: u32,
    pub pages: u32,
    pub before: Wording,
    pub after: Wording,
}

/// The volumes whose dates would move one way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveSum {
    pub kind: DateMove,
    pub word: Wording,
    /// They could be appraised sooner.
    pub shortens: bool,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
    /// Shelf they take, estimated from their pages.
    pub metres: f64,
    /// The first of them, in shelf order.
    pub first: Vec<VolumeMove>,
}

/// The same by the edition they stand under, their class and the period they were filed with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveGroup {
    pub edition: String,
    pub class_id: String,
    pub class: String,
    pub period: RetentionPeriod,
    pub period_word: Wording,
    pub kind: DateMove,
    pub word: Wording,
    pub volumes: i64,
    pub items: i64,
    pub metres: f64,
}

/// Records whose dates would move one way, whether they decide their volume's date or not.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordSum {
    pub kind: DateMove,
    pub word: Wording,
    pub shortens: bool,
    pub items: i64,
}

/// Records whose date by the draft waits for an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuestionSum {
    /// `reached_unappraised` …, as in the report of what is due.
    pub kind: String,
    /// What has to be recorded.
    pub missing: Wording,
    /// Volumes they stand in.
    pub volumes: i64,
    pub items: i64,
    /// Of the records, those that do not wait for it now.
    pub new_items: i64,
    /// The first of the volumes, in shelf order.
    pub first: Vec<VolumeMove>,
}

/// Records whose date by the draft rests on a fact recorded on them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FactSum {
    #[schema(value_type = String)]
    pub kind: FactKind,
    pub word: Wording,
    pub items: i64,
    /// The first of them.
    pub first: Vec<RestingOnFact>,
}

/// One of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RestingOnFact {
    pub id: i64,
    pub code: String,
    /// The day of the fact.
    #[schema(value_type = String)]
    pub on: NaiveDate,
    /// By the draft without that fact, and with it.
    pub without: Wording,
    pub after: Wording,
}

/// Volumes due by the end of a year, now and by the draft.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DueThen {
    pub year: i32,
    pub now: i64,
    pub then: i64,
    /// Of those due by the draft, the ones that become due in this very year.
    pub new_then: i64,
}

/// What a draft would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WhatIf {
    pub id: String,
    pub name: String,
    /// The edition whose records were looked at; `None`: the draft is an accounting table, which concerns all.
    pub against: Option<String>,
    /// Volumes and records looked at, and volumes whose date would stay.
    pub volumes: i64,
    pub items: i64,
    pub unmoved: i64,
    /// Volumes of steps the draft no longer has: they stay as they are.
    pub unknown: i64,
    pub moves: Vec<MoveSum>,
    pub groups: Vec<MoveGroup>,
    pub records: Vec<RecordSum>,
    pub questions: Vec<QuestionSum>,
    pub facts: Vec<FactSum>,
    pub due: Vec<DueThen>,
    /// A volume or a record in one could be appraised sooner: applying it takes two persons.
    pub shortens: bool,
}

/// Edition, class, period and move.
type GroupKey = (String, String, RetentionPeriod, DateMove);

/// Counts in the making.
pub(super) struct Counted {
    volumes: i64,
    items: i64,
    unmoved: i64,
    unknown: i64,
    moves: Vec<MoveSum>,
    /// Volumes, records, pages.
    groups: BTreeMap<GroupKey, (i64, i64, i64)>,
    records: BTreeMap<DateMove, i64>,
    questions: BTreeMap<String, QuestionSum>,
    facts: Vec<FactSum>,
    due: Vec<DueThen>,
}

impl Counted {
    pub(super) fn begin(year: i32) -> Counted {
        let none = |kind: &DateMove| MoveSum {
            kind: *kind,
            word: kind.word(),
            shortens: kind.shortens(),
            volumes: 0,
            items: 0,
            pages: 0,
            metres: 0.0,
            first: Vec::new(),
        };
        let unrested = |kind: FactKind| FactSum { kind, word: kind.word(), items: 0, first: Vec::new() };
        let due = [year, year + 1].map(|year| DueThen { year, now: 0, then: 0, new_then: 0 });
        Counted {
            volumes: 0,
            items: 0,
            unmoved: 0,
            unknown: 0,
            moves: DateMove::ALL.iter().map(none).collect(),
            groups: BTreeMap::new(),
            records: BTreeMap::new(),
            questions: BTreeMap::new(),
            facts: FactKind::ALL.map(unrested).into(),
            due: due.into(),
        }
    }

    pub(super) fn take(&mut self, one: &Foreseen) {
        let (volume, (before, after)) = (&one.volume, one.days());
        (self.volumes, self.items) = (self.volumes + 1, self.items + i64::from(volume.items));
        for due in &mut self.due {
            let is_by = |day: &Option<NaiveDate>| day.is_some_and(|day| day.year() <= due.year);
            due.now += i64::from(is_by(&before));
            due.then += i64::from(is_by(&after));
            due.new_then += i64::from(after.is_some_and(|day| day.year() == due.year));
        }
        for (kind, items) in &one.records {
            *self.records.entry(*kind).or_default() += items;
        }
        self.take_questions(one);
        one.cases.iter().for_each(|case| self.take_case(case));
        self.unknown += i64::from(!one.is_known);
        let Some(kind) = one.moved() else {
            self.unmoved += i64::from(one.is_known);
            return;
        };
        let Some(sum) = self.moves.iter_mut().find(|sum| sum.kind == kind) else { return };
        let (items, pages) = (i64::from(volume.items), i64::from(volume.pages));
        sum.volumes += 1;
        sum.items += items;
        sum.pages += pages;
        if sum.first.len() < NAMED {
            sum.first.push(moved(one));
        }
        let place = &volume.place;
        let key = (place.scheme_id.clone(), place.class_id.clone(), place.period, kind);
        let group = self.groups.entry(key).or_default();
        *group = (group.0 + 1, group.1 + items, group.2 + pages);
    }

    fn take_questions(&mut self, one: &Foreseen) {
        for (kind, (items, new_items)) in &one.questions {
            let sum = self.questions.entry(kind.clone()).or_insert_with(|| QuestionSum {
                kind: kind.clone(),
                missing: what_is_missing(kind),
                volumes: 0,
                items: 0,
                new_items: 0,
                first: Vec::new(),
            });
            sum.volumes += 1;
            sum.items += items;
            sum.new_items += new_items;
            if sum.first.len() < NAMED {
                sum.first.push(moved(one));
            }
        }
    }

    fn take_case(&mut self, case: &FactCase) {
        for (kind, on) in &case.facts {
            let Some(sum) = self.facts.iter_mut().find(|sum| sum.kind == *kind) else { continue };
            sum.items += 1;
            if sum.first.len() < NAMED {
                let (without, after) = (in_words(&case.without), in_words(&case.after));
                let code = case.code.clone();
                sum.first.push(RestingOnFact { id: case.item, code, on: *on, without, after });
            }
        }
    }

    pub(super) fn end(mut self, among: &DraftAmong) -> WhatIf {
        self.moves.retain(|sum| sum.volumes > 0);
        for sum in &mut self.moves {
            sum.metres = metres(sum.pages);
        }
        self.facts.retain(|sum| sum.items > 0);
        let records = self.records.into_iter().map(|(kind, items)| RecordSum {
            kind,
            word: kind.word(),
            shortens: kind.shortens(),
            items,
        });
        let records: Vec<RecordSum> = records.collect();
        WhatIf {
            id: among.id.clone(),
            name: among.name.clone(),
            against: among.ruling.as_ref().map(|ruling| ruling.edition.clone()),
            volumes: self.volumes,
            items: self.items,
            unmoved: self.unmoved,
            unknown: self.unknown,
            shortens: self.moves.iter().any(|sum| sum.shortens) || records.iter().any(|sum| sum.shortens),
            moves: self.moves,
            groups: self.groups.into_iter().map(|(key, sums)| group(&among.schemes, key, sums)).collect(),
            records,
            questions: self.questions.into_values().collect(),
            facts: self.facts,
            due: self.due,
        }
    }
}

fn metres(pages: i64) -> f64 {
    shelf_mm(pages) as f64 / 1000.0
}

fn group(
    schemes: &Schemes,
    (edition, class_id, period, kind): GroupKey,
    (volumes, items, pages): (i64, i64, i64),
) -> MoveGroup {
    let classes = schemes.scheme(&edition).map_or(&[][..], |scheme| &scheme.classes);
    let class = classes.iter().find(|class| class.id == class_id).map(|class| class.name.clone());
    let (word, metres) = (kind.word(), metres(pages));
    let class = class.unwrap_or_else(|| class_id.clone());
    let period_word = Wording::new(period.to_string(), period.in_english());
    MoveGroup { edition, class_id, class, period, period_word, kind, word, volumes, items, metres }
}

fn moved(one: &Foreseen) -> VolumeMove {
    let volume = &one.volume;
    let before = Due { on: volume.eligible_on, question: volume.question.clone(), protected: None };
    VolumeMove {
        id: volume.id,
        code: volume.code.clone(),
        title: volume.title.clone(),
        items: volume.items,
        pages: volume.pages,
        before: in_words(&before),
        after: in_words(one.after.as_ref().unwrap_or(&before)),
    }
}
