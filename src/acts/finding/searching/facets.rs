//! Facets with the names people read.

use super::{Facet, FacetValue};
use crate::domain::general::key::word_of;
use crate::domain::general::wording::Wording;
use crate::domain::records::states::{HitKind, ItemState};
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::RetentionPeriod;
use crate::search;

/// Facets with their names, in the order of the shelf: classes and steps as the scheme has them, long
/// periods first.
pub(super) fn facets(schemes: &Schemes, found: search::Facets) -> Vec<Facet> {
    let facet = |name, counts: Vec<search::FacetCount>, read: &dyn Fn(&str) -> (usize, Wording)| {
        let mut values: Vec<(usize, FacetValue)> = counts
            .into_iter()
            .map(|one| {
                let (place, label) = read(&one.value);
                (place, FacetValue { label, value: one.value, count: one.count })
            })
            .collect();
        values.sort_by_key(|(place, _)| *place);
        Facet { name, values: values.into_iter().map(|(_, value)| value).collect() }
    };
    let classes = || schemes.schemes.iter().flat_map(|scheme| &scheme.classes).enumerate();
    let class = |id: &str| match classes().find(|(_, class)| class.id == id) {
        Some((place, class)) => (place, Wording::same(format!("{} {}", class.code, class.name))),
        None => (usize::MAX, Wording::same(id)),
    };
    let steps = || classes().flat_map(|(_, class)| &class.steps).enumerate();
    let step = |id: &str| match steps().find(|(_, step)| step.id == id) {
        Some((place, step)) => (place, Wording::same(&step.name)),
        None => (usize::MAX, Wording::same(id)),
    };
    let period = |key: &str| match RetentionPeriod::from_key(key) {
        Some(period) => {
            let shorter = period.years().map_or(0, |years| usize::from(u16::MAX - years) + 1);
            (shorter, Wording::new(period.to_string(), period.in_english()))
        }
        None => (usize::MAX, Wording::same(key)),
    };
    let kind = |key: &str| (usize::from(key != HitKind::Item.key()), word_of::<HitKind>(key));
    vec![
        facet("kind", found.kinds, &kind),
        facet("year", found.years, &|year| (0, Wording::same(year))),
        facet("class_id", found.class_ids, &class),
        facet("step_id", found.step_ids, &step),
        facet("period", found.periods, &period),
        facet("state", found.states, &|state| (0, word_of::<ItemState>(state))),
    ]
}
