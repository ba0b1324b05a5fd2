//! The date of every record, derived in one place and remembered while many are filed.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::retention::{self, Fact, Outcome, Retention};
use crate::records::item::{Description, Place};
use crate::schemes::scheme::{Rule, Ruling, Scheme, Schemes, Step};

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

fn step_of<'s>(schemes: &'s Schemes, edition: &str, place: &Place) -> Option<(&'s Scheme, &'s Step)> {
    let scheme = schemes.scheme(edition)?;
    Some((scheme, scheme.step(&place.class_id, &place.step_id)?))
}

/// The change of schedules that rules what was filed in this place by this rule: the latest whose edition has a rule for
/// the same papers in the step of the same id, and the index of that rule there; the only rule of a step is for the papers of
/// the only one before, whatever its words. `None`: it is ruled as it was filed.
pub fn ruling<'s>(schemes: &'s Schemes, place: &Place, rule: usize) -> Option<(&'s Ruling, usize)> {
    let own = step_of(schemes, &place.scheme_id, place)?.1;
    let filed = own.rules.get(rule)?;
    schemes.rulings_of(&place.fonds, &place.scheme_id).find_map(|ruling| {
        let step = step_of(schemes, &ruling.by, place)?.1;
        let only = (own.rules.len() == 1 && step.rules.len() == 1).then_some(0);
        Some((ruling, step.rule_like(filed).or(only)?))
    })
}

/// What says how long something is kept.
struct Ruled<'a> {
    /// Where it was filed, or the step of the same id in the edition that rules it since.
    place: Cow<'a, Place>,
    /// Index of the rule there.
    rule: usize,
    /// The change of schedules; `None`: it is ruled as it was filed.
    since: Option<&'a Ruling>,
}

/// What rules a paper that bears a date of this year. A period longer than the rule it was filed by stays.
fn ruled<'a>(schemes: &'a Schemes, place: &'a Place, rule: usize, dated: Option<i32>) -> Ruled<'a> {
    let as_filed = Ruled { place: Cow::Borrowed(place), rule, since: None };
    let Some((ruling, now)) = ruling(schemes, place, rule) else { return as_filed };
    let Some((_, step)) = step_of(schemes, &ruling.by, place) else { return as_filed };
    let formed = formed_when(schemes, place, rule, dated);
    let by_rule = step_of(schemes, &place.scheme_id, place)
        .and_then(|(scheme, step)| schemes.period_of(scheme, step, rule, formed));
    let is_longer = by_rule.is_some_and(|(period, _)| place.period > period);
    let period = match step.rules.get(now).and_then(|own| own.period) {
        Some(period) if is_longer => period.max(place.period),
        Some(period) => period,
        None => place.period,
    };
    let place = Place { scheme_id: ruling.by.clone(), period, ..place.clone() };
    Ruled { place: Cow::Owned(place), rule: now, since: Some(ruling) }
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
    let Ruled { place: now, rule, since } = ruled(schemes, place, rule, dated);
    let (scheme, step) = step_of(schemes, &now.scheme_id, &now)?;
    let formed = formed_when(schemes, &now, rule, dated);
    let derived = retention::derive_as_filed(schemes, scheme, step, rule, formed, now.period, facts);
    Some(match since {
        None => derived,
        Some(ruling) => derived.ruled_since(place.period, ruling.since, (&filed.name, &scheme.name), facts),
    })
}

/// Whether the rules ask of whatever stands in this place just the period it was filed with, and will: then appraisals
/// alone change it.
pub fn is_ruled_as_filed(schemes: &Schemes, place: &Place) -> bool {
    let step =
        schemes.scheme(&place.scheme_id).and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
    let plain = |rule: &Rule| rule.accounting.is_none() && rule.period == Some(place.period);
    schemes.rulings_of(&place.fonds, &place.scheme_id).next().is_none()
        && step.is_none_or(|step| step.rules.iter().all(plain))
}

/// Whether the rules now ask another period of what stands in this place than it was filed with, where that
/// made it due in `due_year`: accounting papers under a table that was replaced, a period shorter than the rule's, or
/// another edition's since a change of schedules. Where facts moved the date, whether they do for any of the step's
/// papers.
pub fn is_under_another_period(schemes: &Schemes, place: &Place, due_year: i32) -> bool {
    let Some((_, own)) = step_of(schemes, &place.scheme_id, place) else { return false };
    let (year, filed) = (place.year, place.period);
    if is_ruled_as_filed(schemes, place) {
        return false;
    }
    let derived = |rule: usize| {
        let Ruled { place: now, rule, .. } = ruled(schemes, place, rule, None);
        let (scheme, step) = step_of(schemes, &now.scheme_id, &now)?;
        Some(retention::derive_as_filed(schemes, scheme, step, rule, year, now.period, &[]))
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
        let Ruled { place: now, rule: by, .. } = ruled(schemes, place, rule, dated);
        let formed = formed_when(schemes, &now, by, dated);
        let key = (now.into_owned(), by, formed);
        if let Some(due) = self.known.get(&key) {
            return due.clone();
        }
        let derived = derive_dated(schemes, place, rule, dated, &[]);
        let due = derived.map(|retention| Due::from(&retention)).unwrap_or_default();
        self.known.insert(key, due.clone());
        due
    }
}
