//! Ids as people read them: class, step, period, state.

use serde::Serialize;
use utoipa::ToSchema;

use super::item::Place;
use crate::schemes::scheme::Schemes;

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
