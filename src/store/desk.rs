//! The desk: the places and volumes one write is filling, laid out with a few questions however many there
//! are. Two thousand papers of a sheet stand in a thousand places.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Tx;
use super::shelve::Arriving;
use crate::domain::arranging::shelving::Tail;
use crate::domain::disposal::dating::{self, Due};
use crate::domain::general::error::Result;
use crate::domain::records::item::Place;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;

/// The volumes one write is filling.
#[derive(Default)]
pub(super) struct Desk {
    pub places: HashMap<Place, (i64, Tail)>,
    pub volumes: BTreeMap<(i64, u32), Volume>,
    /// The last volume of each place, until a paper comes into it.
    pub last: HashMap<i64, Volume>,
    /// The longest date in each of those volumes so far, by volume id.
    pub longest: HashMap<i64, Due>,
    /// Volumes that got a paper by its own code, perhaps before others.
    pub out_of_order: Vec<i64>,
}

impl Tx<'_> {
    /// Lays out those places of the papers that are there already, each with its last volume.
    pub(super) async fn lay_out(&mut self, schemes: &Schemes, arriving: &[Arriving]) -> Result<Desk> {
        let places: HashSet<&Place> = arriving.iter().map(|one| &one.draft.place).collect();
        let places: Vec<&Place> = places.into_iter().collect();
        let mut desk = Desk::default();
        for (id, place) in self.places_known(&places).await? {
            desk.places.insert(place, (id, Tail::default()));
        }
        let ids: Vec<i64> = desk.places.values().map(|(id, _)| *id).collect();
        for (place_id, volume, last_page) in self.last_volumes(&ids).await? {
            let tail = Tail {
                number: volume.number,
                open: volume.state == VolumeState::Open,
                items: volume.items,
                last_page,
            };
            desk.places.insert(volume.place.clone(), (place_id, tail));
            desk.last.insert(place_id, volume);
        }
        let deciding = desk.last.values().filter_map(|volume| Some((volume, volume.deciding_item?)));
        let (ids, deciding): (Vec<i64>, Vec<(&Place, i64)>) =
            deciding.map(|(volume, item)| (volume.id, (&volume.place, item))).unzip();
        let dues: HashMap<i64, Due> = self.dues_of(schemes, &deciding).await?.into_iter().collect();
        let longest =
            ids.iter().zip(&deciding).filter_map(|(id, (_, item))| Some((*id, dues.get(item)?.clone())));
        desk.longest = longest.collect();
        Ok(desk)
    }

    /// The dates of these items, each of its place, as their facts have them now; items that are gone are
    /// left out.
    pub(super) async fn dues_of(
        &mut self,
        schemes: &Schemes,
        items: &[(&Place, i64)],
    ) -> Result<Vec<(i64, Due)>> {
        let ids: Vec<i64> = items.iter().map(|(_, id)| *id).collect();
        let described = self.rules_and_dates(&ids).await?;
        let facts = self.facts_of(&ids).await?;
        let due = |(place, id): &(&Place, i64)| {
            let (rule, description) = described.get(id)?;
            let own = facts.iter().filter(|fact| fact.item_id == *id).filter_map(|fact| fact.as_fact());
            let retention = dating::derive(schemes, place, *rule, description, &own.collect::<Vec<_>>());
            Some((*id, retention.map(|retention| Due::of(&retention)).unwrap_or_default()))
        };
        Ok(items.iter().filter_map(due).collect())
    }
}
