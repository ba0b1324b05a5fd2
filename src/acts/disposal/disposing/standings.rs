//! How the volumes of a list stand in the archive now.

use std::collections::{HashMap, HashSet};

use crate::domain::disposal::disposing::{DisposalLine, LineStanding};
use crate::domain::disposal::hold::HeldMark;
use crate::domain::general::error::Result;
use crate::domain::records::volume::VolumeState;
use crate::domain::values::period::RetentionPeriod;
use crate::procedures::records;
use crate::store::Queries;

/// Volumes whose records are read at a time.
const PORTION: usize = 100;

/// The standing of each of these lines, by its id. `batch`: that of the lines, which counts for no other. With `deep` their
/// pages and numbers are looked at, too.
pub(super) async fn standings(
    from: &Queries,
    lines: &[&DisposalLine],
    batch: i64,
    deep: bool,
) -> Result<HashMap<i64, LineStanding>> {
    let ids: Vec<i64> = lines.iter().map(|line| line.volume_id).collect();
    let staying: Vec<i64> = match batch {
        0 => Vec::new(),
        batch => from.disposal_kept_out(batch).await?.iter().map(|one| one.item_id).collect(),
    };
    let laid_aside = from.laid_aside_out_of(&ids).await?;
    let mut by_volume: HashMap<i64, LineStanding> = HashMap::with_capacity(ids.len());
    let mut others = from.in_other_batches(&ids, batch).await?;
    others.extend(from.in_other_transfers(&ids, 0).await?);
    let mixed: HashSet<i64> = from.of_mixed_dates(&ids).await?.into_iter().collect();
    let of_batch = |volume: i64| {
        let own = laid_aside.get(&volume).into_iter().flatten();
        own.filter(move |one| one.disposal_id == batch)
    };
    for volume in from.volumes_by_id(&ids).await? {
        let is_permanent = volume.place.period == RetentionPeriod::Permanent
            || (volume.eligible_on.is_none() && volume.question.is_none());
        let standing = LineStanding {
            is_closed: volume.state != VolumeState::Open,
            is_gone: volume.state.is_gone(),
            is_permanent,
            eligible_on: volume.eligible_on,
            has_question: volume.question.is_some(),
            other_batch: others.get(&volume.id).cloned(),
            is_mixed: mixed.contains(&volume.id),
            code: volume.code,
            // the list counts what stood in the volume when it was frozen
            items: volume.items + of_batch(volume.id).count() as u32,
            pages: volume.pages + of_batch(volume.id).map(|one| one.pages).sum::<u32>(),
            ..LineStanding::default()
        };
        by_volume.insert(volume.id, standing);
    }
    // a record that is kept out takes its hold along
    for (volume, marks) in from.holds_on_volumes_but_for(&ids, &staying).await? {
        if let Some(standing) = by_volume.get_mut(&volume) {
            standing.holds = marks.iter().map(HeldMark::sentence).collect();
        }
    }
    if deep {
        for ids in ids.chunks(PORTION) {
            for (volume, flaws) in records::flaws_in(from, ids, true).await? {
                by_volume.entry(volume).and_modify(|standing| standing.unsound = flaws);
            }
        }
    }
    Ok(lines.iter().filter_map(|line| Some((line.id, by_volume.remove(&line.volume_id)?))).collect())
}
