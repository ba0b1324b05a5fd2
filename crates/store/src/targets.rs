//! The places and volumes one write files into, read with a few statements however many there are: two
//! thousand papers of a sheet stand in a thousand places.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::queries::Queries;
use super::tables::PlaceRow;
use super::tx::Tx;
use crate::domain::arranging::shelving::Tail;
use crate::domain::disposal::dating::{self, Due};
use crate::domain::general::error::Result;
use crate::domain::records::item::Place;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;

/// What one write files into.
#[derive(Default)]
pub(super) struct Targets {
    pub places: HashMap<Place, (i64, Tail)>,
    pub volumes: BTreeMap<(i64, u32), Volume>,
    /// The last volume of each place, until a paper comes into it.
    pub last: HashMap<i64, Volume>,
    /// The longest date in each of those volumes so far, by volume id.
    pub longest: HashMap<i64, Due>,
    /// Volumes that got a paper by its own code, perhaps before others.
    pub out_of_order: Vec<i64>,
}

impl Tx {
    /// Those of the places that are there already, each with its last volume.
    pub(super) async fn targets(&mut self, schemes: &Schemes, places: HashSet<&Place>) -> Result<Targets> {
        let places: Vec<&Place> = places.into_iter().collect();
        let mut targets = Targets::default();
        for PlaceRow { id, place } in self.places_known(&places).await? {
            targets.places.insert(place, (id, Tail::default()));
        }
        let ids: Vec<i64> = targets.places.values().map(|(id, _)| *id).collect();
        let last = self.last_volumes(&ids).await?;
        let laid_into =
            self.laid_into(&last.iter().map(|(_, volume, _)| volume.id).collect::<Vec<_>>()).await?;
        for (place_id, volume, last_page) in last {
            let tail = Tail {
                number: volume.number,
                open: volume.state == VolumeState::Open && !laid_into.contains(&volume.id),
                items: volume.items,
                last_page,
            };
            targets.places.insert(volume.place.clone(), (place_id, tail));
            targets.last.insert(place_id, volume);
        }
        let deciding = targets.last.values().filter_map(|volume| Some((volume, volume.deciding_item?)));
        let (ids, deciding): (Vec<i64>, Vec<(&Place, i64)>) =
            deciding.map(|(volume, item)| (volume.id, (&volume.place, item))).unzip();
        let dues: HashMap<i64, Due> = self.dues_of(schemes, &deciding).await?.into_iter().collect();
        let longest =
            ids.iter().zip(&deciding).filter_map(|(id, (_, item))| Some((*id, dues.get(item)?.clone())));
        targets.longest = longest.collect();
        Ok(targets)
    }
}

impl Queries {
    /// The dates of these items, each of its place, as their facts have them now; items that are gone are
    /// left out.
    pub(super) async fn dues_of(
        &self,
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
            Some((*id, retention.map(|retention| Due::from(&retention)).unwrap_or_default()))
        };
        Ok(items.iter().filter_map(due).collect())
    }

    /// The date of an item of this place as its facts have it now.
    pub(super) async fn due_of(&self, schemes: &Schemes, place: &Place, item_id: i64) -> Result<Due> {
        let due = self.dues_of(schemes, &[(place, item_id)]).await?.pop();
        Ok(due.ok_or_else(|| anyhow::anyhow!("item {item_id} is gone"))?.1)
    }
}
