//! 现行期限: how long records and volumes are kept now, beside the period they were filed with. Nothing of it is stored: it
//! is derived from rules and facts as dates are, many at a time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::disposal::dating;
use crate::domain::disposal::period_now::PeriodNow;
use crate::domain::disposal::retention::{Fact, Retention};
use crate::domain::general::error::Result;
use crate::domain::records::item::{Item, Place};
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::store::{DatedAlike, FactInVolume, Queries, StoredFact};

/// What one date by the rules follows from, and the date.
type Known = HashMap<(Place, usize, Option<i32>), Option<Retention>>;

/// The periods of many volumes and records, some at a time.
pub struct Periods {
    schemes: Arc<Schemes>,
    /// Volumes in which facts are recorded; `None`: they are looked for each time.
    with_facts: Option<HashSet<i64>>,
    known: Known,
}

/// Periods by the ids of the volumes or records they are of.
#[derive(Debug, Default)]
pub struct PeriodsById(HashMap<i64, PeriodNow>);

impl PeriodsById {
    /// That of the volume or record of this id, which stands here; as filed where it was not asked for.
    pub fn of(&self, id: i64, place: &Place) -> PeriodNow {
        self.0.get(&id).cloned().unwrap_or_else(|| PeriodNow::as_filed(place.period))
    }
}

/// What is derived of one volume.
#[derive(Default)]
struct InVolume {
    alike: Vec<DatedAlike>,
    facts: Vec<FactInVolume>,
}

impl Periods {
    pub fn new(schemes: Arc<Schemes>) -> Self {
        Periods { schemes, with_facts: None, known: Known::new() }
    }

    /// For a walk over many volumes: in which of them facts are recorded is read once, so that the others are not searched.
    pub async fn of_many(from: &Queries, schemes: Arc<Schemes>) -> Result<Self> {
        Ok(Periods { with_facts: Some(from.volumes_with_facts().await?), ..Periods::new(schemes) })
    }

    /// The periods of these volumes, by their ids, with two statements for five hundred of them.
    pub async fn of_volumes(
        &mut self,
        from: &Queries,
        volumes: impl IntoIterator<Item = &Volume>,
    ) -> Result<PeriodsById> {
        let volumes: Vec<&Volume> = volumes.into_iter().collect();
        let mut found: HashMap<i64, InVolume> = HashMap::new();
        let ids = |is_meant: &dyn Fn(&Volume) -> bool| -> Vec<i64> {
            volumes.iter().filter(|volume| is_meant(volume)).map(|volume| volume.id).collect()
        };
        let may_have_facts = ids(&|volume| {
            volume.items > 0 && self.with_facts.as_ref().is_none_or(|ids| ids.contains(&volume.id))
        });
        for fact in from.facts_in_volumes(&may_have_facts).await? {
            found.entry(fact.volume_id).or_default().facts.push(fact);
        }
        let derived = ids(&|volume| {
            found.contains_key(&volume.id) || !dating::is_ruled_as_filed(&self.schemes, &volume.place)
        });
        for alike in from.dated_alike(&derived).await? {
            found.entry(alike.volume_id).or_default().alike.push(alike);
        }
        let of = |volume: &&Volume| {
            let own = found.remove(&volume.id).unwrap_or_default();
            (volume.id, self.of_volume(volume, own))
        };
        Ok(PeriodsById(volumes.iter().map(of).collect()))
    }

    fn of_volume(&mut self, volume: &Volume, InVolume { alike, facts }: InVolume) -> PeriodNow {
        let place = &volume.place;
        let year = |dated: Option<i64>| dated.and_then(|year| i32::try_from(year).ok());
        let mut records: Vec<Retention> = alike
            .iter()
            .filter_map(|group| self.by_rule(place, group.rule as usize, year(group.dated)))
            .collect();
        let mut seen: Vec<(u32, Option<i64>, Vec<Fact>)> = Vec::new();
        for of_item in facts.chunk_by(|one, other| one.item_id == other.item_id) {
            let (rule, dated) = (of_item[0].rule, of_item[0].dated);
            let own: Vec<Fact> = of_item.iter().filter_map(FactInVolume::as_fact).collect();
            let one = (rule, dated, own);
            // records kept on together are derived once
            if !seen.contains(&one) {
                records.extend(dating::derive_dated(
                    &self.schemes,
                    place,
                    rule as usize,
                    year(dated),
                    &one.2,
                ));
                seen.push(one);
            }
        }
        PeriodNow::of_volume(place.period, &records)
    }

    /// The periods of these records, by their ids, with one statement for five hundred of them.
    pub async fn of_items(
        &mut self,
        from: &Queries,
        items: impl IntoIterator<Item = &Item>,
    ) -> Result<PeriodsById> {
        let items: Vec<&Item> = items.into_iter().collect();
        let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
        let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
        for fact in from.facts_of(&ids).await? {
            facts.entry(fact.item_id).or_default().extend(fact.as_fact());
        }
        let of = |item: &&Item| {
            let dated = item.description.date_end.or(item.description.date).map(|date| date.year());
            let derived = match facts.get(&item.id) {
                Some(own) => dating::derive_dated(&self.schemes, &item.place, item.rule, dated, own),
                None if dating::is_ruled_as_filed(&self.schemes, &item.place) => None,
                None => self.by_rule(&item.place, item.rule, dated),
            };
            let period = derived.as_ref().map(PeriodNow::of_record);
            (item.id, period.unwrap_or_else(|| PeriodNow::as_filed(item.place.period)))
        };
        Ok(PeriodsById(items.iter().map(of).collect()))
    }

    /// What follows for each of these records, in their order, where their facts are these; `None`: its edition is not kept.
    pub fn of_each(&mut self, items: &[Item], facts: &[StoredFact]) -> Vec<Option<Retention>> {
        let mut by_item: HashMap<i64, Vec<Fact>> = HashMap::new();
        for fact in facts {
            by_item.entry(fact.item_id).or_default().extend(fact.as_fact());
        }
        let derived = |item: &Item| {
            let dated = item.description.date_end.or(item.description.date).map(|date| date.year());
            match by_item.get(&item.id) {
                Some(own) => dating::derive_dated(&self.schemes, &item.place, item.rule, dated, own),
                None => self.by_rule(&item.place, item.rule, dated),
            }
        };
        items.iter().map(derived).collect()
    }

    /// What the rules alone say; `None`: the edition is not kept.
    fn by_rule(&mut self, place: &Place, rule: usize, dated: Option<i32>) -> Option<Retention> {
        let Periods { schemes, known, .. } = self;
        let derive = || dating::derive_dated(schemes, place, rule, dated, &[]);
        known.entry((place.clone(), rule, dated)).or_insert_with(derive).clone()
    }
}

/// How long one volume is kept now.
pub async fn of_volume(from: &Queries, schemes: Arc<Schemes>, volume: &Volume) -> Result<PeriodNow> {
    Ok(Periods::new(schemes).of_volumes(from, [volume]).await?.of(volume.id, &volume.place))
}
