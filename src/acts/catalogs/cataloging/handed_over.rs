//! What may be handed over: closed volumes alone, their codes fixed.

use super::{CatalogRequest, past_of};
use crate::archive::Archive;
use crate::domain::catalogs::form::Form;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::problems;

/// Open volumes named in a refusal.
const NAMED: i64 = 5;

/// The form whose lines are volumes on their way to another institution.
const REGISTER: &str = "transfer_register";

/// Refuses the register of a transfer over a volume that is still open, whatever it is written as.
///
/// # Errors
/// `Refused` with how many and some of their codes.
pub(super) async fn check(archive: &Archive, wanted: &CatalogRequest, form: &Form) -> Result<()> {
    if form.key != REGISTER {
        return Ok(());
    }
    // of an earlier day: whether they were closed then
    let past = past_of(archive, wanted).await?;
    let archive = past.as_ref().map_or(archive, |past| &past.archive);
    if !wanted.volume_ids.is_empty() {
        return check_closed(&archive.store.volumes_by_id(&wanted.volume_ids).await?);
    }
    let closed = VolumeState::Closed.key();
    if wanted.filter.state.as_deref() == Some(closed) {
        return Ok(());
    }
    let open = Scope { state: Some(VolumeState::Open.key().to_owned()), ..wanted.filter.clone() };
    for gone in [VolumeState::Destroyed, VolumeState::Transferred] {
        let gone = Scope { state: Some(gone.key().to_owned()), ..wanted.filter.clone() };
        check_closed(&archive.store.volumes(&gone, ("", 0), NAMED).await?)?;
    }
    let some = archive.store.volumes(&open, ("", 0), NAMED).await?;
    if some.is_empty() {
        return Ok(());
    }
    let held = archive.store.holdings(&open).await?;
    Err(Error::from(refusal(held.iter().map(|held| held.volumes).sum(), &some)))
}

/// Refuses volumes that are still open, and those that are here no more.
///
/// # Errors
/// As [`check`].
pub(super) fn check_closed(volumes: &[Volume]) -> Result<()> {
    if let Some(gone) = volumes.iter().find(|volume| volume.state.is_gone()) {
        let word = gone.state.word();
        return Err(Error::from(handed_over_gone(&gone.code, &word.zh, &word.en.to_lowercase())));
    }
    let open: Vec<Volume> =
        volumes.iter().filter(|volume| volume.state == VolumeState::Open).cloned().collect();
    if open.is_empty() { Ok(()) } else { Err(Error::from(refusal(open.len() as i64, &open))) }
}

fn refusal(count: i64, open: &[Volume]) -> Problem {
    let some: Vec<&str> = open.iter().take(NAMED as usize).map(|volume| volume.code.as_str()).collect();
    volume_open(&count, &some.join("、"))
}

problems! {
    refuse handed_over_gone(code, how, how_en):
        "案卷 {code} {how}，不能移交。" / "Volume {code} was {how_en} and cannot be handed over."
        => "去掉已不在库的案卷，或只选已立卷的（--state closed）。"
            / "Leave out what is here no more, or choose closed ones (--state closed).";
    refuse volume_open(count, some):
        "有 {count} 卷还没有立卷（{some}），不能移交。"
            / "{count} volumes are not closed yet ({some}) and cannot be handed over."
        => "先立卷，或只选已立卷的（--state closed）。"
            / "Close them first, or choose only closed ones (--state closed).";
}
