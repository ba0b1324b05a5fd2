//! 立卷: closing a volume checks it, writes the 备考表 statement and fixes its codes.

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::arranging::soundness::{obstacles, statement};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::problems;
use crate::procedures::records;

/// What the person who closes the volume adds.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Closing {
    /// 立卷人, as the 备考表 names her; empty: whoever is at the program.
    pub closed_by: String,
    /// 检查人
    pub checked_by: String,
    /// Further sentences for 本卷情况说明.
    pub note: String,
}

/// Closes an open volume; refused with every obstacle at once, and then nothing is changed.
pub async fn close(archive: &Archive, by: &By, volume_id: i64, closing: Closing) -> Result<Volume> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let closer = match closing.closed_by.trim() {
        "" => by.actor.name.clone(),
        name => name.to_owned(),
    };
    let texts =
        [("closed_by", &closer, 60), ("checked_by", &closing.checked_by, 60), ("note", &closing.note, 2000)];
    let wrong = texts.map(|(field, text, longest)| Some(not_kept(text, longest)?.in_column(field)));
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    if !wrong.is_empty() {
        return Err(Error::Refused(wrong));
    }
    let today = by.today();
    let outcome = archive
        .store
        .write(by, async move |tx| {
            records::open_volume(tx, volume_id).await?;
            tx.resequence(volume_id).await?;
            let mut volume = tx.recount(&schemes, volume_id).await?;
            let items = tx.items_in(volume_id).await?;
            let blocking: Vec<_> =
                obstacles(&volume, &items).into_iter().filter(Problem::is_blocking).collect();
            if !blocking.is_empty() {
                return Err(Error::Refused(blocking));
            }
            if today.year() < volume.place.year {
                return Err(Error::from(volume_year_in_future(&volume.place.year)));
            }
            volume.state = VolumeState::Closed;
            volume.closed_on = Some(today);
            volume.closed_by = closer;
            volume.checked_by = closing.checked_by.trim().to_owned();
            volume.statement = statement(&volume, &items, &closing.note).into();
            tx.update_volume(&volume).await?;
            tx.concerns_items(items.iter().map(|item| item.id));
            let detail = serde_json::json!({
                "volume": volume.id, "code": volume.code, "items": volume.items, "pages": volume.pages,
                "statement": volume.statement.whole(WholeFor::Storing), "closed_by": volume.closed_by,
                "checked_by": volume.checked_by,
            });
            let about = volume.code.clone();
            Ok((volume, Event::new(EventKind::VolumeClosed, about, detail)))
        })
        .await;
    archive.written.notify_one();
    outcome
}

/// What became of one of several volumes that were to be closed.
#[derive(Debug)]
pub struct ClosingOutcome {
    pub volume: Volume,
    /// Empty: it is closed.
    pub problems: Vec<Problem>,
}

/// What stands in the way of closing each of these volumes; nothing is written.
pub async fn obstacles_of(archive: &Archive, by: &By, volumes: &[i64]) -> Result<Vec<ClosingOutcome>> {
    allow(by, Deed::File)?;
    let found = archive.store.volumes_by_id(volumes).await?;
    let mut outcomes = Vec::with_capacity(found.len());
    for volume in found {
        let items = archive.store.items_in(volume.id).await?;
        let mut problems = match records::still_open(&volume) {
            Err(Error::Refused(problems)) => problems,
            Err(error) => return Err(error),
            Ok(()) => obstacles(&volume, &items),
        };
        problems.retain(Problem::is_blocking);
        outcomes.push(ClosingOutcome { volume, problems });
    }
    Ok(outcomes)
}

/// Closes several volumes, each by itself: one that cannot be closed keeps none of the others open.
///
/// # Errors
/// What is no matter of a single volume, such as a database that does not answer.
pub async fn close_each(
    archive: &Archive,
    by: &By,
    volumes: &[i64],
    closing: &Closing,
) -> Result<Vec<ClosingOutcome>> {
    allow(by, Deed::File)?;
    let mut outcomes = Vec::with_capacity(volumes.len());
    for volume in archive.store.volumes_by_id(volumes).await? {
        outcomes.push(match close(archive, by, volume.id, closing.clone()).await {
            Ok(volume) => ClosingOutcome { volume, problems: Vec::new() },
            Err(Error::Refused(problems)) => ClosingOutcome { volume, problems },
            Err(error) => return Err(error),
        });
    }
    Ok(outcomes)
}

problems! {
    refuse volume_year_in_future as year_in_future(year):
        "{year} 年度还没有到，不能立卷。" / "The year {year} has not come yet; the volume cannot be closed."
        => "核对案卷的年度。" / "Check the volume's year.";
}
