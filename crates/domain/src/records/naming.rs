//! Ids as people read them: class, step, period, state.

use serde::Serialize;
use utoipa::ToSchema;

use super::item::Place;
use crate::schemes::scheme::{Rule, Scheme, Schemes};

/// The names of a place as people read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceNames {
    pub scheme: String,
    pub class_code: String,
    pub class: String,
    pub step_number: String,
    pub step: String,
    /// 永久, 100年
    pub period: String,
    /// The letter the scheme prints for the period.
    pub period_code: String,
    /// The rule was not read verbatim; shown as unverified.
    pub unverified: bool,
}

/// The title a new volume gets: `2009年度参保单位登记材料（第1卷）`. Where the step's papers are kept for different times, so
/// that another volume of the year would have the same title, the period stands in it: `（30年，第1卷）`.
pub fn volume_title(scheme: Option<&Scheme>, place: &Place, step_text: &str, number: u32) -> String {
    let rules = scheme
        .and_then(|scheme| scheme.step(&place.class_id, &place.step_id))
        .map_or(&[] as &[Rule], |step| step.rules.as_slice());
    // a rule of the accounting table has the period that table gives its line
    let is_alike = |rule: &Rule| (rule.period, &rule.accounting) == (rules[0].period, &rules[0].accounting);
    let is_its = |rule: &Rule| rule.period.is_none_or(|period| period == place.period);
    let one_period = rules.iter().all(|rule| is_alike(rule) && is_its(rule));
    let (year, period) = (place.year, place.period);
    match one_period {
        true => format!("{year}年度{step_text}（第{number}卷）"),
        false => format!("{year}年度{step_text}（{period}，第{number}卷）"),
    }
}

/// Names from the edition the record was filed under; ids where that edition lacks them.
pub fn names(schemes: &Schemes, place: &Place) -> PlaceNames {
    let scheme = schemes.scheme(&place.scheme_id);
    let class = scheme.and_then(|scheme| scheme.class(&place.class_id));
    let step = scheme.and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
    PlaceNames {
        scheme: scheme.map_or_else(|| place.scheme_id.clone(), |scheme| scheme.name.clone()),
        class_code: class.map_or_else(|| place.class_id.clone(), |class| class.code.clone()),
        class: class.map_or_else(|| place.class_id.clone(), |class| class.name.clone()),
        step_number: step.map_or_else(String::new, |step| step.number.clone()),
        step: step.map_or_else(|| place.step_id.clone(), |step| step.name.clone()),
        period: place.period.to_string(),
        period_code: scheme.map_or_else(String::new, |scheme| scheme.period_code(place.period)),
        unverified: step.is_some_and(|step| !step.origin.mark.is_verified()),
    }
}
