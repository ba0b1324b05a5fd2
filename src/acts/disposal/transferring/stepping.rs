//! Steps of a transfer, by whoever may take them.

use super::super::disposing::people::{allow_over, fonds_number, signer};
use super::numbered::transfer_numbered;
use super::seen::{package_seen, seen};
use super::showing::{TransferView, transfer};
use crate::archive::{Archive, allow};
use crate::domain::catalogs::finding_aid::IdNumbers;
use crate::domain::disposal::transferring::{
    Transfer, TransferLine, TransferSeen, TransferStage, TransferStep,
};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::values::barcode::{self, BarcodeOf};
use crate::problems;
use crate::procedures::documents::order::CatalogRequest;
use crate::store::{Queries, TransferRow, Tx};

/// Takes several steps, all or none of them: what is ticked in a list is one deed.
///
/// # Errors
/// `Refused` with what each of the steps is refused for, and for none at all; the last step has an act of its own.
pub async fn take_steps(
    archive: &Archive,
    by: &By,
    number: &str,
    steps: Vec<TransferStep>,
) -> Result<TransferView> {
    if steps.iter().any(|step| matches!(step, TransferStep::Finish { .. })) {
        return Err(Error::from(end_of_another_act()));
    }
    stepped(archive, by, number, steps).await?;
    transfer(archive, by, number).await
}

pub(super) async fn stepped(
    archive: &Archive,
    by: &By,
    number: &str,
    steps: Vec<TransferStep>,
) -> Result<()> {
    allow(by, Deed::Dispose)?;
    let (as_whom, number) = (by.clone(), number.to_owned());
    let write = async move |tx: &mut Tx| {
        let row = transfer_numbered(tx, &as_whom, &number).await?;
        let after = taken(tx, &as_whom, &row, &steps).await?;
        let about = match steps.as_slice() {
            [only] => format!("{number} {}", only.kind().word().zh),
            steps => format!("{number} {} × {}", steps[0].kind().word().zh, steps.len()),
        };
        let (from, to) = (row.stage.key(), after.stage.name().key());
        let detail = serde_json::json!({ "number": number, "from": from, "to": to, "said": steps });
        Ok(((), Event::new(EventKind::TransferStepTaken, about, detail)))
    };
    archive.store.write(by, write).await?;
    archive.written.notify_one();
    Ok(())
}

/// Checks the steps one after another against the transfer as it then is, and writes them.
async fn taken(tx: &mut Tx, by: &By, row: &TransferRow, steps: &[TransferStep]) -> Result<Transfer> {
    let fonds = fonds_number(tx, row.fonds_id).await?;
    allow_over(by, &[Deed::Dispose], &fonds)?;
    let who = signer(tx, by).await?;
    let (mut now, mut row) = (tx.transfer_read(row).await?, row.clone());
    let seen = looked_at(tx, &row, &now, steps).await?;
    let mut refused: Vec<Problem> = Vec::new();
    for step in steps {
        let problems = now.refused(step, &who, by.today(), &seen);
        if !problems.is_empty() {
            let new = problems.into_iter().filter(|problem| !refused.contains(problem));
            refused.extend(new.collect::<Vec<_>>());
            continue;
        }
        now.recorded(step, &who, by.today());
        tx.insert_transfer_step(&row, step, (&who, &by.now.to_rfc3339()), &now).await?;
        row.stage = now.stage.name();
        if !matches!(now.stage, TransferStage::Withdrawn(_)) {
            row.manifest = now.stage.sealed().map(|sealed| sealed.manifest.clone()).unwrap_or_default();
        }
    }
    match (steps.is_empty(), refused.is_empty()) {
        (true, _) => Err(Error::from(no_volume_ticked())),
        (false, true) => Ok(now),
        (false, false) => Err(Error::Refused(refused)),
    }
}

/// What the steps need to know of the volumes and the package; those that look at neither ask nothing.
pub(super) async fn looked_at(
    from: &Queries,
    row: &TransferRow,
    now: &Transfer,
    steps: &[TransferStep],
) -> Result<TransferSeen> {
    let asks = |step: &TransferStep| {
        matches!(
            step,
            TransferStep::Examine
                | TransferStep::Waive { .. }
                | TransferStep::Seal { .. }
                | TransferStep::HandOver { .. }
                | TransferStep::Finish { .. }
        )
    };
    if !steps.iter().any(asks) {
        return Ok(TransferSeen::default());
    }
    let lines: Vec<&TransferLine> = now.lines_in().collect();
    let mut around = seen(from, &lines, row.id, true).await?;
    let manifest = steps.iter().find_map(|step| match step {
        TransferStep::Seal { manifest } => Some(manifest.as_str()),
        _ => None,
    });
    let manifest = manifest.or_else(|| now.stage.sealed().map(|sealed| sealed.manifest.as_str()));
    if let Some(manifest) = manifest {
        // once it was handed over a date that moved here changes nothing the receiver was given
        let dates = !steps.iter().any(|step| matches!(step, TransferStep::Finish { .. }));
        around.package = package_seen(from, manifest, dates).await?;
    }
    Ok(around)
}

/// What a package must be made of so that the transfer can be sealed with it: its volumes, number, receiver and ground.
///
/// # Errors
/// `Refused` before everything lies in cartons.
pub async fn package_asked(archive: &Archive, by: &By, number: &str) -> Result<CatalogRequest> {
    allow(by, Deed::Export)?;
    let row = transfer_numbered(&archive.store, by, number).await?;
    let now = archive.store.transfer_read(&row).await?;
    let volume_ids: Vec<i64> = now.lines_in().map(|line| line.volume_id).collect();
    let is_packed = now.lines_in().all(|line| now.cartons.contains_key(&line.id));
    if !matches!(now.stage, TransferStage::Examined) || !is_packed || volume_ids.is_empty() {
        return Err(Error::from(not_all_packed(&row.number)));
    }
    let reason = match now.agreement.as_str() {
        "" => super::due::rule_called(&now.rule)
            .map(|rule| format!("《{}》{}", rule.instrument, rule.article))?,
        agreement => agreement.to_owned(),
    };
    Ok(CatalogRequest {
        kind: "transfer_register".into(),
        volume_ids,
        // a receiver makes equal records of whole numbers alone
        id_numbers: IdNumbers::Full,
        receiver: now.receiver,
        batch: row.number,
        reason,
        ..CatalogRequest::default()
    })
}

/// The line of a volume by its code, its place on the list, or its barcode.
///
/// # Errors
/// `Refused` where the transfer has no such volume: a barcode of another is one.
pub fn line_called(view: &TransferView, called: &str) -> Result<i64> {
    let called = called.trim();
    let scanned = barcode::read(called);
    let own = view.lines.iter().find(|shown| match scanned {
        Some((kind, number)) => kind == BarcodeOf::Volume && shown.line.volume_id == number,
        None => shown.line.code == called || shown.line.seq.to_string() == called,
    });
    own.map(|shown| shown.line.id)
        .ok_or_else(|| Error::from(not_in_the_transfer(&called, &view.short.number)))
}

problems! {
    refuse end_of_another_act():
        "办结移交有自己的入口。" / "A transfer is finished by an act of its own."
        => "回执齐全后点「办结移交」。" / "Finish it once every volume has its receipt.";
    refuse no_volume_ticked as nothing_chosen():
        "没有勾选案卷。" / "No volume is ticked."
        => "在清单上勾选，再点一次。" / "Tick volumes of the list, then press again.";
    refuse not_all_packed(number):
        "批次 {number} 没有检查通过，或还有案卷没有装箱。" / "Transfer {number} is not examined, or volumes lie in no carton."
        => "先检查、装箱，再制作材料包。" / "Examine and pack it first.";
    refuse not_in_the_transfer(called, number):
        "「{called}」不在移交批次 {number} 的清单上。" / "\"{called}\" is not on the list of transfer {number}."
        => "放回原处，核对批次。" / "Put it back and check the transfer.";
}
