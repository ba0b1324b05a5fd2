//! The date of every record, derived in one place and remembered while many are filed.

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

/// Derives with the scheme the record was filed under; `None`: that edition is not in the archive.
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
    let scheme = schemes.scheme(&place.scheme_id)?;
    let step = scheme.step(&place.class_id, &place.step_id)?;
    let formed = formed_when(schemes, place, rule, dated);
    Some(retention::derive_as_filed(schemes, scheme, step, rule, formed, place.period, facts))
}

/// Whether the rules ask of whatever stands in this place just the period it was filed with, and will: then appraisals
/// alone change it.
pub fn is_ruled_as_filed(schemes: &Schemes, place: &Place) -> bool {
    let step =
        schemes.scheme(&place.scheme_id).and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
    let plain = |rule: &Rule| rule.accounting.is_none() && rule.period == Some(place.period);
    step.is_none_or(|step| step.rules.iter().all(plain))
}

/// Whether the rules now ask another period of what stands in this place than it was filed with, where that
/// made it due in `due_year`: accounting papers under a table that was replaced, or a period shorter than
/// the rule's. Where facts moved the date, whether they do for any of the step's papers.
pub fn is_under_another_period(schemes: &Schemes, place: &Place, due_year: i32) -> bool {
    let Some(scheme) = schemes.scheme(&place.scheme_id) else { return false };
    let Some(step) = scheme.step(&place.class_id, &place.step_id) else { return false };
    if is_ruled_as_filed(schemes, place) {
        return false;
    }
    let (year, filed) = (place.year, place.period);
    let derived: Vec<Retention> = (0..step.rules.len())
        .map(|rule| retention::derive_as_filed(schemes, scheme, step, rule, year, filed, &[]))
        .collect();
    let is_other = |retention: &Retention| retention.effective != retention.period;
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
        let formed = formed_when(self.schemes, place, rule, dated);
        let key = (place.clone(), rule, formed);
        if let Some(due) = self.known.get(&key) {
            return due.clone();
        }
        let derived = derive_dated(self.schemes, place, rule, dated, &[]);
        let due = derived.map(|retention| Due::from(&retention)).unwrap_or_default();
        self.known.insert(key, due.clone());
        due
    }
}
