//! 推算: the volumes whose date a draft would move, in shelf order; nothing is written.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::archive::Archive;
use crate::domain::disposal::dating::{self, Dating, Due};
use crate::domain::disposal::foreseen::DateMove;
use crate::domain::disposal::retention::Fact;
use crate::domain::general::error::Result;
use crate::domain::records::item::{Item, Place};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::{Scheme, Schemes};
use crate::store::DatedAlike;

/// Volumes read at a time.
const PORTION: i64 = 2000;

/// A draft among what the archive keeps.
pub struct Draft<'a> {
    /// Everything that is kept, with the draft.
    pub schemes: &'a Schemes,
    /// Of a scheme: the draft itself and the id of the edition whose records are looked at as if they stood under it.
    pub instead_of: Option<(&'a Scheme, &'a str)>,
}

/// A volume, and the date it would have; `None`: the draft knows its step no longer, so nothing can be said.
pub struct Foreseen {
    pub volume: Volume,
    pub after: Option<Due>,
}

impl Foreseen {
    pub fn moved(&self) -> Option<DateMove> {
        let before = (self.volume.eligible_on, self.volume.question.as_deref());
        DateMove::between(before, self.after.as_ref()?)
    }

    /// First day of eligibility now, and by the draft.
    pub fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let after = self.after.as_ref().map_or(self.volume.eligible_on, |due| due.on);
        (self.volume.eligible_on, after)
    }
}

/// Goes through the volumes of a scope that are here, one after another.
pub struct Foreseeing<'a> {
    draft: Draft<'a>,
    dating: Dating<'a>,
    /// Facts by record; there are few.
    facts: HashMap<i64, Vec<Fact>>,
    /// Records with facts, by volume.
    special: HashMap<i64, Vec<Item>>,
    scope: Scope,
    after: (String, i64),
}

impl<'a> Foreseeing<'a> {
    pub async fn begin(archive: &Archive, draft: Draft<'a>, scope: &Scope) -> Result<Self> {
        let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
        for fact in archive.store.facts().await? {
            facts.entry(fact.item_id).or_default().extend(fact.as_fact());
        }
        let ids: Vec<i64> = facts.keys().copied().collect();
        let mut special: HashMap<i64, Vec<Item>> = HashMap::new();
        for item in archive.store.items_by_id(&ids).await? {
            if let Some(volume) = item.volume_id {
                special.entry(volume).or_default().push(item);
            }
        }
        let dating = Dating::new(draft.schemes);
        Ok(Foreseeing { draft, dating, facts, special, scope: scope.clone(), after: Default::default() })
    }

    /// The next volumes with the dates they would have; `None`: there are no more.
    pub async fn next(&mut self, archive: &Archive) -> Result<Option<Vec<Foreseen>>> {
        let after = (self.after.0.as_str(), self.after.1);
        let volumes = archive.store.volumes(&self.scope, after, PORTION).await?;
        let Some(last) = volumes.last() else { return Ok(None) };
        self.after = (last.code_sort.clone(), last.id);
        let volumes: Vec<Volume> = volumes.into_iter().filter(|volume| self.concerns(volume)).collect();
        let ids: Vec<i64> = volumes.iter().map(|volume| volume.id).collect();
        let mut alike: HashMap<i64, Vec<DatedAlike>> = HashMap::new();
        for group in archive.store.dated_alike(&ids).await? {
            alike.entry(group.volume_id).or_default().push(group);
        }
        let foreseen = |volume: Volume| {
            let groups = alike.remove(&volume.id).unwrap_or_default();
            let after = self.longest(&volume, &groups);
            Foreseen { volume, after }
        };
        Ok(Some(volumes.into_iter().map(foreseen).collect()))
    }

    fn concerns(&self, volume: &Volume) -> bool {
        let is_under = |(_, id): (&Scheme, &str)| volume.place.scheme_id == id;
        volume.items > 0 && !volume.state.is_gone() && self.draft.instead_of.is_none_or(is_under)
    }

    /// Where its records would stand; `None`: the draft has no such step.
    fn place(&self, place: &Place, rule: usize) -> Option<Place> {
        let Some((draft, _)) = self.draft.instead_of else { return Some(place.clone()) };
        let own = draft.step(&place.class_id, &place.step_id)?.rules.get(rule)?;
        let period = own.period.unwrap_or(place.period);
        Some(Place { scheme_id: draft.id.clone(), period, ..place.clone() })
    }

    /// The date of the record kept longest.
    fn longest(&mut self, volume: &Volume, groups: &[DatedAlike]) -> Option<Due> {
        let mut longest: Option<Due> = None;
        let mut take = |due: Due| {
            if longest.as_ref().is_none_or(|longest| due.outlasts(longest)) {
                longest = Some(due);
            }
        };
        for group in groups {
            let place = self.place(&volume.place, group.rule as usize)?;
            let dated = group.dated.and_then(|year| i32::try_from(year).ok());
            take(self.dating.due_dated(&place, group.rule as usize, dated));
        }
        for item in self.special.get(&volume.id).into_iter().flatten() {
            let place = self.place(&volume.place, item.rule)?;
            let own = self.facts.get(&item.id).map_or(&[][..], Vec::as_slice);
            let derived = dating::derive(self.draft.schemes, &place, item.rule, &item.description, own);
            take(derived.map(|retention| Due::from(&retention)).unwrap_or_default());
        }
        longest
    }
}
