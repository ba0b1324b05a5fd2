//! 接收移交包: a transfer package becomes records that are equal to the sender's, with their fonds, schemes, facts, codes
//! and statements.
//!
//! The package is checked as a whole before anything of it is believed; what of it stands in the way of what is here is
//! said volume by volume, with its ways out; then all of it is taken in one deed, or nothing.

mod along;
mod comparing;
mod examining;
mod parcel;
mod reading;
mod receipt;
mod sound;
mod writing;

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use examining::{Plan, examine};
use parcel::Parcel;
use writing::Written;

pub use crate::catalog::{Encoding, Format};
pub use receipt::{GivenBack, ReceiptWritten, write_receipt};

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::states::BatchState;
use crate::procedures::claims;
use crate::progress::Progress;
use crate::say;
use crate::store::{Batch, Queries, Tx};

/// What the person decides about the package as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PackageOptions {
    /// Kinds of questions (`volume_here`, `volume_number_taken` …) the person has answered with yes.
    pub accept: Vec<String>,
    /// The package's own name when it lies under another.
    pub file_name: Option<String>,
    /// Say what would be taken; write nothing.
    pub dry_run: bool,
}

/// A fonds whose records come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FondsComing {
    pub number: String,
    pub name: String,
    /// It is not here yet and is set up with the package.
    pub is_new: bool,
}

/// A scheme or accounting table whose text comes along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EditionComing {
    pub id: String,
    pub is_new: bool,
}

/// A volume that got another number than it had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Renumbered {
    pub from: String,
    pub to: String,
}

/// The outcome of taking a package in.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct PackageIntake {
    /// SHA-256 of the package's tag manifest, to compare with the sender's receipt.
    pub manifest: String,
    pub sender: String,
    pub receiver: String,
    /// 批次号 the sender gave the transfer.
    pub transfer: String,
    pub ground: String,
    pub made_on: String,
    pub fonds: Vec<FondsComing>,
    pub editions: Vec<EditionComing>,
    /// In the package.
    pub volumes: u64,
    pub items: u64,
    pub pages: u64,
    /// Volumes that are here already with the same contents.
    pub passed_over: u64,
    /// Volumes and records taken; in a dry run those that could be.
    pub taken_volumes: u64,
    pub taken_items: u64,
    pub renumbered: Vec<Renumbered>,
    /// The first two hundred.
    pub problems: Vec<Problem>,
    pub problems_total: u64,
    /// How many of them hold the package up.
    pub blocking: u64,
    pub dry_run: bool,
    /// The batch its records bear.
    pub batch: Option<i64>,
    /// This very package was taken in before; nothing was done now.
    pub done_before: bool,
}

/// Whether a package is whole and holds what records are made from; nothing is compared with what is here.
///
/// # Errors
/// As [`take_package`].
pub async fn look(archive: &Archive, by: &By, path: &Path) -> Result<()> {
    allow(by, Deed::Receive)?;
    parcel::open(path, archive.config.data()).await.map(drop)
}

/// Takes a package in, or says what would be taken.
///
/// # Errors
/// `Unreadable` for one that is damaged, changed or none, with every finding; `Refused` for a whole one that records
/// cannot be made from. What of it meets what is here stands in the outcome, and then nothing is taken.
pub async fn take_package(
    archive: &Archive,
    by: &By,
    path: &Path,
    options: &PackageOptions,
    progress: &Arc<Progress>,
) -> Result<PackageIntake> {
    allow(by, Deed::Receive)?;
    let parcel = parcel::open(path, archive.config.data()).await?;
    examining::of_own_fonds(by, &parcel)?;
    let name = match (&options.file_name, path.file_name()) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => name.to_string_lossy().into_owned(),
        (None, None) => path.to_string_lossy().into_owned(),
    };
    if let Some(before) = taken_before(&archive.store, &parcel, options).await? {
        return Ok(before);
    }
    if options.dry_run {
        let plan = examine(&archive.store, by, &parcel, &options.accept, progress).await?;
        return Ok(outcome(&parcel, &plan, options));
    }
    let _alone = archive.receiving.lock().await;
    let claimed = claims::claim(archive, claims::RECEIVING, progress).await?;
    let claim = claimed.claim.clone();
    let (options, progress, as_whom) = (options.clone(), progress.clone(), by.clone());
    let batch = begun(&parcel, name);
    let deed = async move |tx: &mut Tx| {
        tx.under(&claim).await?;
        if let Some(before) = taken_before(tx, &parcel, &options).await? {
            return Ok((before, None));
        }
        let plan = examine(tx, &as_whom, &parcel, &options.accept, &progress).await?;
        let mut taken = outcome(&parcel, &plan, &options);
        if plan.blocking > 0 || taken.taken_volumes == 0 {
            return Ok((taken, None));
        }
        let batch = Batch { sender: plan.transfer.sender.clone(), ..batch };
        let written = writing::write(tx, &as_whom, (&parcel, &plan), batch, &progress).await?;
        let event = told(&mut taken, written);
        Ok((taken, Some(event)))
    };
    let taken = archive.store.write_if_needed(by, deed).await;
    claimed.release().await;
    if taken.as_ref().is_ok_and(|taken| taken.batch.is_some()) {
        archive.whole().load_schemes().await?;
    }
    archive.written.notify_one();
    taken
}

/// What a package's batch bears in the place of the digest of a sheet and the decisions about it.
fn key(parcel: &Parcel) -> String {
    format!("package:{}", parcel.manifest)
}

async fn taken_before(
    from: &Queries,
    parcel: &Parcel,
    options: &PackageOptions,
) -> Result<Option<PackageIntake>> {
    let Some(batch) = from.batch_by_digest(&key(parcel)).await? else { return Ok(None) };
    Ok(Some(PackageIntake {
        manifest: parcel.manifest.clone(),
        sender: batch.sender,
        items: batch.rows_read as u64,
        batch: Some(batch.id),
        dry_run: options.dry_run,
        done_before: true,
        ..PackageIntake::default()
    }))
}

fn begun(parcel: &Parcel, file_name: String) -> Batch {
    Batch {
        id: 0,
        digest: key(parcel),
        file_digest: parcel.file.clone(),
        file_name,
        sheet: String::new(),
        sender: String::new(),
        state: BatchState::Running,
        rows_read: 0,
        accepted: 0,
        refused: 0,
        done_through: 0,
        taken_back_at: String::new(),
        taken_back_by: String::new(),
        handover_id: None,
    }
}

/// What the plan comes to before anything is written.
fn outcome(parcel: &Parcel, plan: &Plan, options: &PackageOptions) -> PackageIntake {
    let (along, transfer) = (&plan.along, plan.transfer.clone());
    let known = along.known.iter().map(|fonds| (fonds, false));
    let fonds = known.chain(along.new.iter().map(|fonds| (fonds, true)));
    let known = along.known_editions.iter().map(|id| (id, false));
    let editions = known.chain(along.new_editions.iter().map(|edition| (&edition.id, true)));
    PackageIntake {
        manifest: parcel.manifest.clone(),
        sender: transfer.sender,
        receiver: transfer.receiver,
        transfer: transfer.batch,
        ground: transfer.ground,
        made_on: transfer.made_on,
        fonds: fonds
            .map(|(said, is_new)| FondsComing {
                number: said.number.clone(),
                name: said.name.clone(),
                is_new,
            })
            .collect(),
        editions: editions.map(|(id, is_new)| EditionComing { id: id.clone(), is_new }).collect(),
        volumes: plan.volumes,
        items: plan.items,
        pages: plan.pages,
        passed_over: plan.passed_over.0,
        taken_volumes: plan.volumes - plan.passed_over.0,
        taken_items: plan.items - plan.passed_over.1,
        renumbered: Vec::new(),
        problems: plan.problems.clone(),
        problems_total: plan.problems_total,
        blocking: plan.blocking,
        dry_run: options.dry_run,
        batch: None,
        done_before: false,
    }
}

/// The event that ends the taking.
fn told(taken: &mut PackageIntake, written: Written) -> Event {
    taken.batch = Some(written.batch.id);
    (taken.taken_volumes, taken.taken_items) = (written.volumes, written.items);
    taken.renumbered = written.renumbered;
    let detail = serde_json::json!({
        "batch": written.batch.id, "manifest": taken.manifest, "sender": taken.sender, "transfer": taken.transfer,
        "ground": taken.ground, "volumes": taken.taken_volumes, "items": taken.taken_items,
        "passed_over": taken.passed_over, "renumbered": taken.renumbered, "fonds": taken.fonds,
        "editions": taken.editions,
    });
    Event::new(EventKind::PackageTaken, written.batch.file_name, detail)
}

fn stopped() -> Error {
    Error::Busy(say!("已按要求停下，什么也没有收。", "Stopped as asked; nothing was taken."))
}
