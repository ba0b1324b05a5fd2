//! How the volumes of a list stand in the archive now.

use std::collections::{HashMap, HashSet};

use crate::domain::arranging::soundness;
use crate::domain::disposal::disposing::{DisposalLine, LineStanding};
use crate::domain::disposal::hold::HeldMark;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::records::volume::VolumeState;
use crate::domain::values::period::RetentionPeriod;
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
    let mut by_volume: HashMap<i64, LineStanding> = HashMap::with_capacity(ids.len());
    let mut others = from.in_other_batches(&ids, batch).await?;
    others.extend(from.in_other_transfers(&ids, 0).await?);
    let mixed: HashSet<i64> = from.of_mixed_dates(&ids).await?.into_iter().collect();
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
            items: volume.items,
            pages: volume.pages,
            ..LineStanding::default()
        };
        by_volume.insert(volume.id, standing);
    }
    for (volume, marks) in from.holds_on_volumes(&ids).await? {
        if let Some(standing) = by_volume.get_mut(&volume) {
            standing.holds = marks.iter().map(HeldMark::sentence).collect();
        }
    }
    if deep {
        for ids in ids.chunks(PORTION) {
            look_into(from, ids, &mut by_volume).await?;
        }
    }
    Ok(lines.iter().filter_map(|line| Some((line.id, by_volume.remove(&line.volume_id)?))).collect())
}

async fn look_into(from: &Queries, ids: &[i64], by_volume: &mut HashMap<i64, LineStanding>) -> Result<()> {
    let mut items = from.items_in_each(ids).await?;
    for volume in from.volumes_by_id(ids).await? {
        let own = items.remove(&volume.id).unwrap_or_default();
        if let Some(standing) = by_volume.get_mut(&volume.id) {
            // a missing date held nothing up when the volume was closed before it was asked for
            let keeps = |problem: &Problem| problem.is_blocking() && problem.kind != "date_missing";
            standing.unsound = soundness::obstacles(&volume, &own).into_iter().filter(keeps).collect();
        }
    }
    Ok(())
}
