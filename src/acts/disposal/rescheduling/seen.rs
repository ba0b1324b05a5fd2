//! Changes of schedules, as they are shown.

use std::path::Path;

use serde::Serialize;
use utoipa::ToSchema;

use super::{change, fonds_of, list_file};
use crate::archive::{Archive, allow};
use crate::catalog::NewFile;
use crate::domain::disposal::disposing::Signer;
use crate::domain::disposal::foreseen::ChangeState;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::procedures::documents::register::of_digest;
use crate::store::{Fonds, ScheduleChange};

/// A change of schedules.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScheduleChangeView {
    /// `2026-001`.
    pub number: String,
    pub state: ChangeState,
    pub state_word: Wording,
    /// Number of the fonds whose records it rules; `None`: an accounting table, which holds for all.
    pub fonds: Option<String>,
    /// Id and name of the draft.
    pub edition: String,
    pub name: String,
    /// The edition whose records it rules; empty: an accounting table.
    pub against: String,
    /// First day of formation filed under it; empty: a table, or taken up before.
    pub from: String,
    /// The scheme whose place it takes then; empty: none.
    pub replaces: String,
    pub reason: FreeText,
    /// SHA-256 of the draft's text, of the list of every date it moves, and of the registered list's contents.
    pub draft_digest: String,
    pub list_digest: String,
    pub paper_digest: String,
    /// Records and volumes whose date moves; of these, those that could be appraised sooner; volumes on the list.
    pub records: i64,
    pub shortened: i64,
    pub volumes: i64,
    /// Somebody other than who proposed it applies it.
    pub by_two: bool,
    pub proposed_by: String,
    /// RFC 3339; so `decided_at`, which is empty before.
    pub proposed_at: String,
    pub decided_by: String,
    pub decided_at: String,
    /// Why it was withdrawn.
    pub decided_why: FreeText,
    /// Whoever asks may apply it, as far as accounts and posts go.
    pub may_apply: bool,
    pub may_withdraw: bool,
}

/// A stretch of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScheduleChangeList {
    pub total: i64,
    pub changes: Vec<ScheduleChangeView>,
}

/// Changes of schedules, the latest first.
pub async fn list(archive: &Archive, by: &By, from: i64, size: i64) -> Result<ScheduleChangeList> {
    allow(by, Deed::Read)?;
    let total = archive.store.schedule_change_count().await?;
    let (fonds, own) = (archive.store.fonds().await?, own(archive, by).await?);
    let rows = archive.store.schedule_changes(from, size).await?;
    let changes = rows.into_iter().map(|row| view(archive, by, row, (&fonds, own.as_ref()))).collect();
    Ok(ScheduleChangeList { total, changes })
}

/// The change of this number.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn show(archive: &Archive, by: &By, number: &str) -> Result<ScheduleChangeView> {
    allow(by, Deed::Read)?;
    let row = change(&archive.store, number).await?;
    let (fonds, own) = (archive.store.fonds().await?, own(archive, by).await?);
    Ok(view(archive, by, row, (&fonds, own.as_ref())))
}

/// Writes its list to `out` as it was registered, where it is kept; false: it is not any more, and is reprinted by its
/// digest.
///
/// # Errors
/// `NotFound` where there is no such change; `NotAllowed` where the posts are not for its fonds; `Refused` where `out`
/// cannot be written.
pub async fn take_list(archive: &Archive, by: &By, number: &str, out: &Path) -> Result<bool> {
    allow(by, Deed::Export)?;
    let row = change(&archive.store, number).await?;
    match fonds_of(&archive.store, &row).await? {
        Some(fonds) if by.actor.rights.may_over(Deed::Export, &fonds.number) => {}
        _ => archive.of_the_whole(by, &[Deed::Export])?,
    }
    // its registration stands in the log of the whole
    let Some(known) = of_digest(archive.whole(), &row.paper_digest, Some("pdf")).await? else {
        return Ok(false);
    };
    match std::fs::read(list_file(archive, &row.number)) {
        Ok(bytes) if Digest::compute(&bytes) == known.printed.file => {
            NewFile::holding(out, &bytes)?.keep()?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

async fn own(archive: &Archive, by: &By) -> Result<Option<Signer>> {
    let account = archive.store.account_named(&by.actor.login).await?;
    Ok(account.map(|account| Signer { account: account.id, name: account.name }))
}

fn view(
    archive: &Archive,
    by: &By,
    row: ScheduleChange,
    (fonds, own): (&[Fonds], Option<&Signer>),
) -> ScheduleChangeView {
    let proposer = Signer { account: row.proposed_by, name: row.proposed_by_name.clone() };
    let is_open = row.state == ChangeState::Proposed && archive.of_the_whole(by, &[Deed::Found]).is_ok();
    let may = is_open && own.is_some() && by.may(Deed::Found);
    let by_two = row.shortened > 0;
    ScheduleChangeView {
        may_apply: may && !(by_two && own.is_some_and(|own| own.is_same_person(&proposer))),
        may_withdraw: may,
        fonds: fonds.iter().find(|fonds| Some(fonds.id) == row.fonds_id).map(|fonds| fonds.number.clone()),
        state: row.state,
        state_word: row.state.word(),
        number: row.number,
        edition: row.edition,
        name: row.name,
        against: row.against,
        from: row.from_day,
        replaces: row.replaces,
        reason: row.reason,
        draft_digest: row.body_digest,
        list_digest: row.list_digest,
        paper_digest: row.paper_digest,
        records: row.records,
        shortened: row.shortened,
        volumes: row.volumes,
        by_two,
        proposed_by: row.proposed_by_name,
        proposed_at: row.proposed_at,
        decided_by: row.decided_by_name,
        decided_at: row.decided_at,
        decided_why: row.decided_why,
    }
}
