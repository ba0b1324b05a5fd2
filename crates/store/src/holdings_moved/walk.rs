//! From what is held now backwards, event by event.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::touched::{ItemThen, VolumeThen, begun, departed, places};
use super::{AccountAsked, MovementLine, MovementsFound};
use crate::domain::catalogs::holdings::{AccountReckoned, Held, HeldUnder, Movement, MovementKind};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::event_kind::EventKind;
use crate::domain::records::scope::Scope;
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::{DepartureKind, VolumeState};
use crate::queries::Queries;
use crate::rows_before::{self, RowValues};
use crate::sql::{built, id_list, vals};
use crate::volumes::{FROM_VOLUMES, STATE_NOW, conditions, vals_with};

/// Events read at a time; one may hold the old values of thousands of rows.
const EVENTS: i64 = 20;

pub(super) async fn walked<'w>(
    from: &Queries,
    asked: &AccountAsked<'_>,
    wants: &'w (dyn Fn(&Movement) -> bool + Sync),
    most: usize,
) -> Result<Walk<'w>> {
    let mut walk = Walk::begin(from, asked, wants, most).await?;
    let first = "select cast(coalesce(min(seq), 0) as bigint) from event where at >= $1";
    let mut first = from.number(first, vals![asked.from.to_string()]).await?;
    if let Some(through) = asked.through {
        first = if first == 0 { through + 1 } else { first.min(through + 1) };
    }
    if first == 0 {
        return Ok(walk);
    }
    let mut until = i64::MAX;
    while walk.portion(from, first, &mut until).await? {}
    Ok(walk)
}

/// An event as far as it may move anything.
struct EventRead {
    seq: i64,
    day: String,
    what: String,
    rows: Vec<(RecordKind, i64, RowValues)>,
}

/// From what is held now backwards, event by event.
pub(super) struct Walk<'w> {
    pub places: HashMap<i64, HeldUnder>,
    pub reckoned: AccountReckoned,
    through: i64,
    /// Volumes that events touched, as they stood before the last event that was looked at; `None`: not there.
    pub volumes: HashMap<i64, Option<VolumeThen>>,
    /// The same of records that moved.
    items: HashMap<i64, Option<ItemThen>>,
    wants: &'w (dyn Fn(&Movement) -> bool + Sync),
    most: usize,
    pub found: MovementsFound,
}

pub(super) fn at(under: &HeldUnder, state: ItemState) -> HeldUnder {
    HeldUnder { state, ..under.clone() }
}

pub(super) fn state_of(is_closed: bool) -> ItemState {
    if is_closed { ItemState::Closed } else { ItemState::Open }
}

impl<'w> Walk<'w> {
    async fn begin(
        from: &Queries,
        asked: &AccountAsked<'_>,
        wants: &'w (dyn Fn(&Movement) -> bool + Sync),
        most: usize,
    ) -> Result<Self> {
        let scope = Scope { state: None, closed_from: None, closed_to: None, ..asked.scope.clone() };
        let places = places(from, &scope, asked.fonds).await?;
        let mut now: BTreeMap<HeldUnder, Held> = BTreeMap::new();
        let sql = format!(
            "select v.place_id, {STATE_NOW}, count(*), cast(coalesce(sum(v.items), 0) as bigint)
             {FROM_VOLUMES} where {} group by 1, 2",
            conditions(&scope)
        );
        let counts: Vec<(i64, VolumeState, i64, i64)> = from.all(built(sql), &vals_with(&scope, &[])).await?;
        for (place, state, volumes, items) in counts {
            if let Some(under) = places.get(&place).filter(|_| !state.is_gone()) {
                let under = at(under, state_of(state == VolumeState::Closed));
                *now.entry(under).or_default() += Held::new(volumes, items);
            }
        }
        let waiting = "select place_id, count(*) from item where volume_id is null group by place_id";
        for (place, items) in from.all::<(i64, i64)>(waiting, &[]).await? {
            if let Some(under) = places.get(&place) {
                *now.entry(at(under, ItemState::TakenOut)).or_default() += Held::new(0, items);
            }
        }
        Ok(Walk {
            places,
            reckoned: AccountReckoned::begin(asked.from, asked.to, now),
            through: asked.through.unwrap_or(i64::MAX),
            volumes: HashMap::new(),
            items: HashMap::new(),
            wants,
            most,
            found: MovementsFound::default(),
        })
    }

    pub fn under(&self, then: &VolumeThen) -> Option<HeldUnder> {
        let under = self.places.get(&then.place_id).filter(|_| then.gone.is_none())?;
        Some(at(under, state_of(then.is_closed)))
    }

    /// The events before `until`, not before `first`; whether there may be more.
    async fn portion(&mut self, from: &Queries, first: i64, until: &mut i64) -> Result<bool> {
        // dates alone change there, of very many rows
        let sql = "select seq, at, what, case when what = $4 then '' else before end from event
                   where seq >= $1 and seq < $2 order by seq desc limit $3";
        let dates = EventKind::DatesRecomputed.key();
        let read: Vec<(i64, String, String, String)> =
            from.all(sql, vals![first, *until, EVENTS, dates]).await?;
        let Some((last, ..)) = read.last() else { return Ok(false) };
        let span = (*last, *until - 1);
        *until = *last;
        let mut events = Vec::with_capacity(read.len());
        for (seq, at, what, before) in read {
            let rows = rows_before::read(&before)
                .ok_or_else(|| anyhow::anyhow!("event {seq}: its earlier values cannot be read"))?;
            let moves = |(kind, _, said): &(RecordKind, i64, RowValues)| match kind {
                RecordKind::Volume => {
                    ["items", "state", "place_id"].iter().any(|column| said.contains_key(*column))
                }
                RecordKind::Item => said.contains_key("volume_id"),
                _ => false,
            };
            let rows = rows.into_iter().filter(moves).collect();
            events.push(EventRead { seq, day: at.get(..10).unwrap_or_default().to_owned(), what, rows });
        }
        let begun = begun(from, span).await?;
        let departed = departed(from, span).await?;
        self.know(from, &events, begun.values().flatten(), &departed).await?;
        for event in &events {
            let begun = begun.get(&event.seq).map_or(&[][..], Vec::as_slice);
            let departed = departed.get(&event.seq).map_or(&[][..], Vec::as_slice);
            self.event(event, begun, departed);
        }
        Ok(true)
    }

    /// Reads what events touched and was not met before, as it is now.
    async fn know(
        &mut self,
        from: &Queries,
        events: &[EventRead],
        begun: impl Iterator<Item = &i64>,
        departed: &HashMap<i64, Vec<(i64, DepartureKind)>>,
    ) -> Result<()> {
        let mut volumes: HashSet<i64> = begun.copied().collect();
        volumes.extend(departed.values().flatten().map(|(id, _)| *id));
        let mut items = HashSet::new();
        for (kind, id, said) in events.iter().flat_map(|event| &event.rows) {
            match kind {
                RecordKind::Volume => drop(volumes.insert(*id)),
                _ => {
                    items.insert(*id);
                    volumes.extend(said.get("volume_id").and_then(serde_json::Value::as_i64));
                }
            }
        }
        items.retain(|id| !self.items.contains_key(id));
        let items: Vec<i64> = items.into_iter().collect();
        for ids in items.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = built(format!("select id, place_id, volume_id from item where id in ({list})"));
            for (id, place, volume) in from.all::<(i64, i64, Option<i64>)>(sql, &vals).await? {
                self.items.insert(id, Some((place, volume)));
                volumes.extend(volume);
            }
            for id in ids {
                self.items.entry(*id).or_insert(None);
            }
        }
        volumes.retain(|id| !self.volumes.contains_key(id));
        let volumes: Vec<i64> = volumes.into_iter().collect();
        for ids in volumes.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = built(format!(
                "select v.id, v.place_id, v.items, {STATE_NOW}, v.code from volume v where v.id in ({list})"
            ));
            for (id, place_id, items, state, code) in
                from.all::<(i64, i64, i64, VolumeState, String)>(sql, &vals).await?
            {
                let gone = match state {
                    VolumeState::Destroyed => Some(DepartureKind::Destroyed),
                    VolumeState::Transferred => Some(DepartureKind::Transferred),
                    _ => None,
                };
                let is_closed = state != VolumeState::Open;
                self.volumes.insert(id, Some(VolumeThen { place_id, items, is_closed, gone, code }));
            }
            for id in ids {
                self.volumes.entry(*id).or_insert(None);
            }
        }
        Ok(())
    }

    /// What one event did, and how everything stood before it.
    fn event(&mut self, event: &EventRead, begun: &[i64], departed: &[(i64, DepartureKind)]) {
        for (id, how) in departed {
            let Some(Some(then)) = self.volumes.get_mut(id) else { continue };
            then.gone = None;
            let (then, kind) = (
                then.clone(),
                match how {
                    DepartureKind::Destroyed => MovementKind::Destroyed,
                    DepartureKind::Transferred => MovementKind::Transferred,
                },
            );
            self.emit(event, Some((*id, &then)), self.under(&then), kind, Held::new(-1, -then.items));
        }
        let mut step = Stepped::default();
        for id in begun {
            step.after.insert(*id, self.volumes.insert(*id, None).flatten());
        }
        for (kind, id, said) in &event.rows {
            match kind {
                RecordKind::Volume => self.volume_before(&mut step, *id, said),
                _ => self.item_before(&mut step, *id, said),
            }
        }
        let ids: Vec<i64> = step.after.keys().copied().collect();
        for id in ids {
            self.volume_moved(event, &mut step, id);
        }
        for (before, after) in std::mem::take(&mut step.moves) {
            self.item_moved(event, &mut step, before, after);
        }
        for (id, change) in std::mem::take(&mut step.change) {
            let then = step.either(self, id);
            let Some(then) = then.filter(|_| change != 0) else { continue };
            let kind = match (change > 0, step.arrived.contains(&id)) {
                (true, true) => MovementKind::Taken,
                (true, false) => MovementKind::Filed,
                (false, _) => MovementKind::TakenBack,
            };
            self.emit(event, Some((id, &then)), self.under(&then), kind, Held::new(0, change));
        }
    }

    fn volume_before(&mut self, step: &mut Stepped, id: i64, said: &RowValues) {
        let number = |column: &str| said.get(column).and_then(serde_json::Value::as_i64);
        let state = said.get("state").and_then(serde_json::Value::as_str);
        let is_closed = state.map(|state| state == VolumeState::Closed.key());
        let after = self.volumes.get(&id).cloned().flatten();
        let before = match (&after, number("place_id"), number("items")) {
            (Some(after), place, items) => VolumeThen {
                place_id: place.unwrap_or(after.place_id),
                items: items.unwrap_or(after.items),
                is_closed: is_closed.unwrap_or(after.is_closed),
                ..after.clone()
            },
            // it was taken away: all that it said is there
            (None, Some(place_id), Some(items)) => VolumeThen {
                place_id,
                items,
                is_closed: is_closed.unwrap_or_default(),
                gone: None,
                code: said.get("code").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
            },
            // of a fonds that is not shown
            (None, ..) => return,
        };
        step.after.insert(id, after);
        self.volumes.insert(id, Some(before));
    }

    fn item_before(&mut self, step: &mut Stepped, id: i64, said: &RowValues) {
        let number = |column: &str| said.get(column).and_then(serde_json::Value::as_i64);
        let after = self.items.get(&id).copied().flatten();
        let place = number("place_id").or(after.map(|(place, _)| place));
        let Some(place) = place else { return };
        let before = (place, number("volume_id"));
        self.items.insert(id, Some(before));
        step.moves.extend(after.map(|after| (before, after)));
    }

    /// The volume itself: begun, removed, closed, in another place.
    fn volume_moved(&mut self, event: &EventRead, step: &mut Stepped, id: i64) {
        let before = self.volumes.get(&id).cloned().flatten();
        let after = step.after.get(&id).cloned().flatten();
        let mut change = after.as_ref().map_or(0, |then| then.items);
        match (&before, &after) {
            (None, Some(then)) => {
                let files = [EventKind::ItemsFiled.key(), EventKind::VolumeEntered.key()];
                let kind = match (then.is_closed, files.contains(&event.what.as_str())) {
                    // nobody closes a volume in the deed that begins it; it came closed
                    (true, _) => MovementKind::Taken,
                    (false, true) => MovementKind::Filed,
                    (false, false) => MovementKind::Begun,
                };
                if kind == MovementKind::Taken {
                    step.arrived.insert(id);
                }
                self.emit(event, Some((id, then)), self.under(then), kind, Held::new(1, 0));
            }
            (Some(then), None) => {
                let kind = match event.what == EventKind::BatchTakenBack.key() {
                    true => MovementKind::TakenBack,
                    false => MovementKind::Removed,
                };
                change -= then.items;
                self.emit(event, Some((id, then)), self.under(then), kind, Held::new(-1, 0));
            }
            (Some(then), Some(now)) => {
                change -= then.items;
                let (out, into) = (self.under(then), self.under(now));
                if out != into {
                    let kind = match then.place_id == now.place_id {
                        true => MovementKind::Closed,
                        false => MovementKind::Moved,
                    };
                    let held = Held::new(1, then.items);
                    self.emit(event, Some((id, then)), out, kind, held.negated());
                    self.emit(event, Some((id, now)), into, kind, held);
                }
            }
            (None, None) => {}
        }
        *step.change.entry(id).or_default() += change;
    }

    /// A record that went from one volume, or from waiting, to another.
    fn item_moved(&mut self, event: &EventRead, step: &mut Stepped, before: ItemThen, after: ItemThen) {
        let mut ends = Vec::with_capacity(2);
        for ((place, volume), sign) in [(before, -1), (after, 1)] {
            let then = volume.and_then(|id| Some((id, step.either(self, id)?)));
            if let Some((id, _)) = &then {
                *step.change.entry(*id).or_default() -= sign;
            }
            let under = match (&then, volume) {
                (Some((_, then)), _) => self.under(then),
                (None, None) => self.places.get(&place).map(|under| at(under, ItemState::TakenOut)),
                (None, Some(_)) => None,
            };
            ends.push((then, under, sign));
        }
        if ends[0].1 == ends[1].1 {
            return;
        }
        let waits = before.1.is_none() || after.1.is_none();
        let kind = if waits { MovementKind::TakenOut } else { MovementKind::Moved };
        for (then, under, sign) in ends {
            let volume = then.as_ref().map(|(id, then)| (*id, then));
            self.emit(event, volume, under, kind, Held::new(0, sign));
        }
    }

    fn emit(
        &mut self,
        event: &EventRead,
        volume: Option<(i64, &VolumeThen)>,
        under: Option<HeldUnder>,
        kind: MovementKind,
        held: Held,
    ) {
        let Some(under) = under.filter(|_| !held.is_none()) else { return };
        let movement = Movement { day: event.day.clone(), under, kind, held };
        let is_later = event.seq > self.through;
        if !is_later && self.reckoned.covers(&movement) && (self.wants)(&movement) {
            self.found.total += 1;
            self.found.sum += held;
            if self.found.lines.len() < self.most {
                let (volume_id, code) = volume.map(|(id, then)| (id, then.code.clone())).unzip();
                let (seq, movement) = (event.seq, movement.clone());
                self.found.lines.push(MovementLine {
                    seq,
                    volume_id,
                    code: code.unwrap_or_default(),
                    movement,
                });
            }
        }
        self.reckoned.take(movement, is_later);
    }
}

/// One event, half looked at.
#[derive(Default)]
struct Stepped {
    /// Its volumes as they stood after it.
    after: BTreeMap<i64, Option<VolumeThen>>,
    /// Records that stood elsewhere before it.
    moves: Vec<(ItemThen, ItemThen)>,
    /// Records each volume has more, or less, that no move explains.
    change: BTreeMap<i64, i64>,
    /// Volumes that came closed.
    arrived: HashSet<i64>,
}

impl Stepped {
    /// A volume as it stood after the event, or before it where it is gone.
    fn either(&self, walk: &Walk<'_>, id: i64) -> Option<VolumeThen> {
        let before = walk.volumes.get(&id).cloned().flatten();
        self.after.get(&id).cloned().flatten().or(before)
    }
}
