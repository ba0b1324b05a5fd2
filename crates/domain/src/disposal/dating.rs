//! The date of every record, derived in one place and remembered while many are filed.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::retention::{self, Fact, Outcome, Retention};
use crate::records::item::{Description, Place};
use crate::schemes::scheme::{Rule, Schemes};

/// What the database keeps of a derived date, for the index over due records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// First day it may be appraised; `None`: permanent or a question.
    pub on: Option<NaiveDate>,
    /// Kind of question that keeps the date open.
    pub question: Option<String>,
    /// Until when a question protects the record at least.
    pub protected: Option<NaiveDate>,
}

impl From<&Retention> for Due {
    fn from(retention: &Retention) -> Due {
        match &retention.outcome {
            Outcome::Permanent => Due::default(),
            Outcome::Eligible(day) => Due { on: Some(*day), ..Due::default() },
            Outcome::Question(question) => Due {
                on: None,
                question: Some(question.kind.to_string()),
                protected: question.protects_until,
            },
        }
    }
}

impl Due {
    /// Whether `self` is kept longer than `other`: permanent, then questions, then the later day. Of two
    /// questions equally long the kind decides, so that the order of comparing does not.
    pub fn outlasts(&self, other: &Due) -> bool {
        let rank = |due: &Due| match (&due.question, due.on) {
            (None, None) => (2, None),
            (Some(_), _) => (1, Some(due.protected.unwrap_or(NaiveDate::MAX))),
            (None, Some(day)) => (0, Some(day)),
        };
        (rank(self), &self.question) > (rank(other), &other.question)
    }
}

/// The year whose end starts the period: the paper's own when it is known, else the volume's year.
/// Accounting papers count from the accounting year they belong to (`rules.md` §3.2).
pub fn formed_year(schemes: &Schemes, place: &Place, rule: usize, description: &Description) -> i32 {
    formed_when(schemes, place, rule, description.date_end.or(description.date).map(|date| date.year()))
}

/// The place that says how long what stands in `place` is kept: the same, or, after a change of schedules, the step of
/// the same id in the edition that rules it. Where that has no such step or rule, what it was filed under rules. A
/// period longer than the rule it was filed by stays.
fn ruled<'p>(schemes: &Schemes, place: &'p Place, rule: usize) -> Cow<'p, Place> {
    let Some(ruling) = schemes.ruling(&place.fonds, &place.scheme_id) else { return Cow::Borrowed(place) };
    let by = ruling.by.as_str();
    let of = |id: &str| schemes.scheme(id)?.step(&place.class_id, &place.step_id)?.rules.get(rule);
    let Some(own) = of(by) else { return Cow::Borrowed(place) };
    let filed_longer = of(&place.scheme_id).and_then(|old| old.period).is_some_and(|old| place.period > old);
    let period = match own.period {
        Some(period) if filed_longer => period.max(place.period),
        Some(period) => period,
        None => place.period,
    };
    Cow::Owned(Place { scheme_id: by.to_owned(), period, ..place.clone() })
}

/// The same of a paper that bears a date of this year.
fn formed_when(schemes: &Schemes, place: &Place, rule: usize, dated: Option<i32>) -> i32 {
    let accounting = schemes
        .scheme(&place.scheme_id)
        .and_then(|scheme| scheme.step(&place.class_id, &place.step_id))
        .and_then(|step| step.rules.get(rule))
        .is_some_and(|rule| rule.accounting.is_some());
    match dated {
        Some(year) if !accounting => year,
        _ => place.year,
    }
}

/// Derives with the scheme the record was filed under, or the one that rules it since; `None`: that edition is not in
/// the archive.
pub fn derive(
    schemes: &Schemes,
    place: &Place,
    rule: usize,
    description: &Description,
    facts: &[Fact],
) -> Option<Retention> {
    derive_dated(
        schemes,
        place,
        rule,
        description.date_end.or(description.date).map(|date| date.year()),
        facts,
    )
}

/// The same of a paper that bears a date of this year.
pub fn derive_dated(
    schemes: &Schemes,
    place: &Place,
    rule: usize,
    dated: Option<i32>,
    facts: &[Fact],
) -> Option<Retention> {
    let filed = schemes.scheme(&place.scheme_id)?;
    let ruled = ruled(schemes, place, rule);
    let scheme = schemes.scheme(&ruled.scheme_id)?;
    let step = scheme.step(&ruled.class_id, &ruled.step_id)?;
    let formed = formed_when(schemes, &ruled, rule, dated);
    let derived = retention::derive_as_filed(schemes, scheme, step, rule, formed, ruled.period, facts);
    Some(match ruled {
        Cow::Borrowed(_) => derived,
        Cow::Owned(_) => {
            let since = schemes.ruling(&place.fonds, &place.scheme_id).and_then(|ruling| ruling.since);
            derived.ruled_since(place.period, since, (&filed.name, &scheme.name), facts)
        }
    })
}

/// Whether the rules ask of whatever stands in this place just the period it was filed with, and will: then appraisals
/// alone change it.
pub fn is_ruled_as_filed(schemes: &Schemes, place: &Place) -> bool {
    let step =
        schemes.scheme(&place.scheme_id).and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
    let plain = |rule: &Rule| rule.accounting.is_none() && rule.period == Some(place.period);
    schemes.ruling(&place.fonds, &place.scheme_id).is_none()
        && step.is_none_or(|step| step.rules.iter().all(plain))
}

/// Whether the rules now ask another period of what stands in this place than it was filed with, where that
/// made it due in `due_year`: accounting papers under a table that was replaced, a period shorter than the rule's, or
/// another edition's since a change of schedules. Where facts moved the date, whether they do for any of the step's
/// papers.
pub fn is_under_another_period(schemes: &Schemes, place: &Place, due_year: i32) -> bool {
    let step = |place: &Place| schemes.scheme(&place.scheme_id)?.step(&place.class_id, &place.step_id);
    let Some(own) = step(place) else { return false };
    let (year, filed) = (place.year, place.period);
    if is_ruled_as_filed(schemes, place) {
        return false;
    }
    let derived = |rule: usize| {
        let ruled = ruled(schemes, place, rule);
        let (scheme, step) = (schemes.scheme(&ruled.scheme_id)?, step(&ruled)?);
        Some(retention::derive_as_filed(schemes, scheme, step, rule, year, ruled.period, &[]))
    };
    let derived: Vec<Retention> = (0..own.rules.len()).filter_map(derived).collect();
    let is_other = |retention: &Retention| retention.effective != filed;
    let due_then = |retention: &&Retention| {
        retention.outcome.eligible_on().is_some_and(|day| chrono::Datelike::year(&day) == due_year)
    };
    derived.iter().find(due_then).map_or_else(|| derived.iter().any(is_other), is_other)
}

/// Dates of many records without facts; most of them are the same few.
pub struct Dating<'a> {
    schemes: &'a Schemes,
    known: HashMap<(Place, usize, i32), Due>,
}

impl<'a> Dating<'a> {
    pub fn new(schemes: &'a Schemes) -> Self {
        Dating { schemes, known: HashMap::new() }
    }

    pub fn due(&mut self, place: &Place, rule: usize, description: &Description) -> Due {
        let dated = description.date_end.or(description.date).map(|date| date.year());
        self.due_dated(place, rule, dated)
    }

    /// The same of a paper that bears a date of this year.
    pub fn due_dated(&mut self, place: &Place, rule: usize, dated: Option<i32>) -> Due {
        let schemes = self.schemes;
        let ruled = ruled(schemes, place, rule);
        let formed = formed_when(schemes, &ruled, rule, dated);
        let key = (ruled.into_owned(), rule, formed);
        if let Some(due) = self.known.get(&key) {
            return due.clone();
        }
        let derived = derive_dated(schemes, place, rule, dated, &[]);
        let due = derived.map(|retention| Due::from(&retention)).unwrap_or_default();
        self.known.insert(key, due.clone());
        due
    }
}
