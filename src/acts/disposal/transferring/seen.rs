//! How the volumes of a transfer stand in the archive now, and which package was made of them.

use std::collections::HashMap;

use crate::domain::disposal::hold::HeldMark;
use crate::domain::disposal::transferring::{
    PackageSeen, TransferLine, TransferSeen, TransferStanding, transfer_rules,
};
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::records::volume::VolumeState;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::of_package;
use crate::procedures::records;
use crate::store::Queries;

/// Volumes whose records are read at a time.
const PORTION: usize = 100;

/// The standing of each of these lines. `transfer`: that of the lines, which counts for no other. With `deep` their pages and
/// records are looked at, too.
pub(super) async fn seen(
    from: &Queries,
    lines: &[&TransferLine],
    transfer: i64,
    deep: bool,
) -> Result<TransferSeen> {
    let ids: Vec<i64> = lines.iter().map(|line| line.volume_id).collect();
    let mut others = from.in_other_batches(&ids, 0).await?;
    others.extend(from.in_other_transfers(&ids, transfer).await?);
    let counted = from.volume_contents_counted(&ids, &transfer_rules().unclassified()).await?;
    let mut by_volume: HashMap<i64, TransferStanding> = HashMap::with_capacity(ids.len());
    for volume in from.volumes_by_id(&ids).await? {
        let own = counted.get(&volume.id).copied().unwrap_or_default();
        let standing = TransferStanding {
            is_closed: volume.state != VolumeState::Open,
            is_gone: volume.state.is_gone(),
            has_question: volume.question.is_some(),
            other_batch: others.get(&volume.id).cloned(),
            counted: Some((own.0, own.1)),
            has_statement: !volume.statement.whole(WholeFor::Comparing).trim().is_empty(),
            secret: own.2,
            code: volume.code,
            items: volume.items,
            pages: volume.pages,
            ..TransferStanding::default()
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
            // the receiver takes no volume with a gap, whatever made it
            for (volume, flaws) in records::flaws_in(from, ids, false).await? {
                by_volume.entry(volume).and_modify(|standing| standing.unsound = flaws);
            }
        }
    }
    let standing =
        lines.iter().filter_map(|line| Some((line.id, by_volume.remove(&line.volume_id)?))).collect();
    Ok(TransferSeen { standing, package: None })
}

/// The package of this digest as the log registered it, and which of its volumes changed since; with `dates`, or whose dates did,
/// which the package says, too.
pub(super) async fn package_seen(from: &Queries, manifest: &str, dates: bool) -> Result<Option<PackageSeen>> {
    let Some(registered) = of_package(from, manifest).await? else { return Ok(None) };
    let Making::Package(wanted) = registered.made.made else { return Ok(None) };
    let changed = from.volumes_changed_after(&wanted.volume_ids, registered.event.seq, dates).await?;
    let mut codes: Vec<String> =
        from.volumes_by_id(&changed).await?.into_iter().map(|volume| volume.code).collect();
    codes.sort();
    Ok(Some(PackageSeen {
        volumes: wanted.volume_ids.into_iter().collect(),
        number: wanted.batch,
        receiver: wanted.receiver,
        changed: codes,
    }))
}
