//! 重算: the dates that differ from what the rules now say, and writing them.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::records::{self, DerivedDates};
use crate::domain::disposal::dating::Due;
use crate::domain::disposal::foreseen::DateMove;
use crate::domain::general::digest::Running;
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::Item;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::say;
use crate::store::{Queries, Tx};

/// Records read, written and told of in one event.
const PORTION: i64 = 5000;

/// A record or volume whose stored date differs from what the rules now say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recomputed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<i64>,
    /// Only where no record of the volume differs: a volume's date follows its records'.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_id: Option<i64>,
    pub code: String,
    /// The date or the kind of question; `None`: permanent.
    pub before: Option<String>,
    pub after: Option<String>,
    /// It could be appraised sooner.
    #[serde(skip)]
    pub shortens: bool,
}

impl Recomputed {
    pub fn before_in_words(&self) -> Wording {
        in_words(&self.before)
    }

    pub fn after_in_words(&self) -> Wording {
        in_words(&self.after)
    }
}

/// A day, 待定, or 永久.
fn in_words(kept: &Option<String>) -> Wording {
    match kept {
        None => say!("永久", "permanent"),
        Some(text) if text.starts_with(|c: char| c.is_ascii_digit()) => Wording::new(text, text),
        Some(_) => say!("待定", "an open question"),
    }
}

/// What changed, or would: the first of it, and how much it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub first: Vec<Recomputed>,
    pub total: usize,
    /// Those that could be appraised sooner.
    pub shortened: usize,
    /// SHA-256 over all of it, what stood there and what follows: two lists of one digest are one list.
    pub digest: String,
}

/// Gathers what changed.
struct Gathering {
    changed: Changed,
    most: usize,
    all: Running,
}

impl Gathering {
    fn begin(most: usize) -> Gathering {
        Gathering { changed: Changed::default(), most, all: Running::default() }
    }

    fn take(&mut self, changed: impl IntoIterator<Item = Recomputed>) {
        for one in changed {
            self.changed.total += 1;
            self.changed.shortened += usize::from(one.shortens);
            let (item, volume) = (one.item_id.unwrap_or_default(), one.volume_id.unwrap_or_default());
            let (before, after) = (one.before.as_deref(), one.after.as_deref());
            let line = format!("{item} {volume} {} {}\n", before.unwrap_or("-"), after.unwrap_or("-"));
            self.all.update(line.as_bytes());
            if self.changed.first.len() < self.most {
                self.changed.first.push(one);
            }
        }
    }

    fn end(self) -> Changed {
        Changed { digest: self.all.digest().hex(), ..self.changed }
    }
}

/// What would change if the rules were these; `most` of it are named.
pub async fn differing(from: &Queries, schemes: &Schemes, most: usize) -> Result<Changed> {
    let mut walk = Walk::begin(from, schemes).await?;
    let mut differing = Gathering::begin(most);
    while let Some(items) = walk.next(from).await? {
        differing.take(items.into_iter().map(|(_, one)| one));
    }
    differing.take(walk.volumes(from).await?.into_iter().filter_map(|volume| volume.alone));
    Ok(differing.end())
}

/// Derives every date anew and writes those that differ, and those of their volumes; one event for each portion
/// keeps what stood there and what stands there now. It is one deed: who reads meanwhile sees the old dates, and
/// sees them all until all are new.
///
/// # Errors
/// `Broken` when a record's edition is not kept.
pub async fn redate(tx: &mut Tx, by: &By, schemes: &Schemes, most: usize) -> Result<Changed> {
    let mut walk = Walk::begin(tx, schemes).await?;
    let mut changed = Gathering::begin(most);
    while let Some(items) = walk.next(tx).await? {
        let mut portion = Vec::new();
        for (item, one) in items {
            records::retention(schemes, &item, &[])?;
            tx.update_item(&item).await?;
            portion.push(one);
        }
        if !portion.is_empty() {
            log(tx, by, format!("{} 件", portion.len()), &portion).await?;
        }
        changed.take(portion);
    }
    for volumes in walk.volumes(tx).await?.chunks(PORTION as usize) {
        for volume in volumes {
            tx.recount(schemes, volume.id).await?;
        }
        let alone: Vec<Recomputed> = volumes.iter().filter_map(|volume| volume.alone.clone()).collect();
        log(tx, by, format!("{} 卷", volumes.len()), &alone).await?;
        changed.take(alone);
    }
    Ok(changed.end())
}

async fn log(tx: &mut Tx, by: &By, about: String, changed: &[Recomputed]) -> Result<()> {
    let detail = serde_json::json!({ "changed": changed });
    tx.log(by, Event::new(EventKind::DatesRecomputed, about, detail)).await
}

/// All records in the order they came, each with the date that follows now.
struct Walk<'a> {
    schemes: &'a Schemes,
    dates: DerivedDates<'a>,
    after: i64,
    last: i64,
    volumes: HashMap<i64, Kept>,
}

/// What the records of a volume add up to.
#[derive(Default)]
struct Kept {
    longest: Option<Due>,
    /// A record of it differs.
    differs: bool,
}

/// A volume to be counted anew.
struct Affected {
    id: i64,
    alone: Option<Recomputed>,
}

impl<'a> Walk<'a> {
    async fn begin(from: &Queries, schemes: &'a Schemes) -> Result<Self> {
        let dates = DerivedDates::begin(from, schemes).await?;
        Ok(Walk { schemes, dates, after: 0, last: from.last_item_id().await?, volumes: HashMap::new() })
    }

    /// The records of the next portion that differ, with the date put into them.
    async fn next(&mut self, from: &Queries) -> Result<Option<Vec<(Item, Recomputed)>>> {
        if self.after >= self.last {
            return Ok(None);
        }
        let mut differing = Vec::new();
        for mut item in from.items_after(self.after, self.after + PORTION).await? {
            let due = self.dates.due(&item);
            let before = (item.eligible_on, item.question.clone());
            let differs = before != (due.on, due.question.clone());
            if let Some(volume) = item.volume_id {
                let kept = self.volumes.entry(volume).or_default();
                kept.differs |= differs;
                if kept.longest.as_ref().is_none_or(|longest| due.outlasts(longest)) {
                    kept.longest = Some(due.clone());
                }
            }
            if differs {
                let code = item.code.clone();
                let shortens = shortens(&before, &due);
                (item.eligible_on, item.question) = (due.on, due.question.clone());
                let (before, after) = (in_text(before), in_text((due.on, due.question)));
                let item_id = Some(item.id);
                let one = Recomputed { item_id, volume_id: None, code, before, after, shortens };
                differing.push((item, one));
            }
        }
        self.after += PORTION;
        Ok(Some(differing))
    }

    /// The volumes that hold a record that differs, and those whose own date is not what their records give.
    async fn volumes(&self, from: &Queries) -> Result<Vec<Affected>> {
        let (mut affected, mut after) = (Vec::new(), (String::new(), 0));
        loop {
            let portion = from.volumes(&Scope::default(), (&after.0, after.1), PORTION).await?;
            let Some(last) = portion.last() else { return Ok(affected) };
            after = (last.code_sort.clone(), last.id);
            affected.extend(portion.into_iter().filter_map(|volume| self.affected(volume)));
        }
    }

    fn affected(&self, volume: Volume) -> Option<Affected> {
        let kept = self.volumes.get(&volume.id);
        let due = kept.and_then(|kept| kept.longest.clone()).unwrap_or_default();
        let before = (volume.eligible_on, volume.question);
        let after = (due.on, due.question.clone());
        if before == after && !kept.is_some_and(|kept| kept.differs) {
            return None;
        }
        // where its edition is not kept, nothing can be said of it
        self.schemes.scheme(&volume.place.scheme_id)?;
        let shortens = shortens(&before, &due);
        let is_alone = !kept.is_some_and(|kept| kept.differs);
        let alone = is_alone.then(|| Recomputed {
            item_id: None,
            volume_id: Some(volume.id),
            code: volume.code,
            before: in_text(before),
            after: in_text(after),
            shortens,
        });
        Some(Affected { id: volume.id, alone })
    }
}

/// Whether it could be appraised sooner than before.
fn shortens((on, question): &(Option<NaiveDate>, Option<String>), due: &Due) -> bool {
    DateMove::between((*on, question.as_deref()), due).is_some_and(DateMove::shortens)
}

/// The date, or the question that keeps it open.
fn in_text((on, question): (Option<NaiveDate>, Option<String>)) -> Option<String> {
    on.map(|day| day.to_string()).or(question)
}
