//! 抽出另立卷: a record that stays while its volume is destroyed. It is named with its reason, then, where the volume is
//! destroyed, it leaves it for a volume of its own; its code before stays with it.

use super::people::batch_numbered;
use crate::archive::{Archive, allow};
use crate::domain::arranging::soundness::with_line;
use crate::domain::disposal::disposing::{Disposal, DisposalStep, Signer};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::item::Item;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::barcode::{self, BarcodeOf};
use crate::domain::values::date::RecordDate;
use crate::problems;
use crate::procedures::records;
use crate::store::{DisposalKeptOutRow, DisposalRow, Queries, Tx};

/// The record of a batch by its barcode, or by the code it has or had.
///
/// # Errors
/// `Refused` where no volume of the batch has it.
pub async fn record_called(archive: &Archive, by: &By, number: &str, called: &str) -> Result<i64> {
    allow(by, Deed::Read)?;
    let called = called.trim();
    let row = batch_numbered(&archive.store, by, number).await?;
    let batch = archive.store.disposal_read(&row).await?;
    let found: Vec<Item> = match barcode::read(called) {
        Some((BarcodeOf::Item, id)) => archive.store.item(id).await?.into_iter().collect(),
        Some(_) => Vec::new(),
        None => archive.store.items_coded(called).await?,
    };
    let own = |item: &&Item| {
        batch.kept_out.contains_key(&item.id)
            || batch.lines.iter().any(|line| Some(line.volume_id) == item.volume_id)
    };
    let item = found.iter().find(own);
    item.map(|item| item.id).ok_or_else(|| Error::from(record_not_in_the_batch(&called, &number)))
}

/// The step with what the record itself says.
pub(super) async fn filled(from: &Queries, batch: &Disposal, step: &DisposalStep) -> Result<DisposalStep> {
    let DisposalStep::KeepOut { item, reason, .. } = step else { return Ok(step.clone()) };
    let record = records::item(from, *item).await?;
    let line = batch.lines.iter().find(|line| Some(line.volume_id) == record.volume_id);
    let line = line.ok_or_else(|| Error::from(record_not_in_the_batch(&record.code, &batch.number)))?;
    Ok(DisposalStep::KeepOut {
        item: record.id,
        reason: reason.clone(),
        line: line.id,
        code: record.code,
        pages: record.description.pages,
    })
}

/// Moves a record a batch keeps out into the volume this batch has begun for its place, and says so on both.
pub(super) async fn lay_aside(
    tx: &mut Tx,
    by: &By,
    schemes: &Schemes,
    (row, item): (&DisposalRow, i64),
    who: &Signer,
) -> Result<()> {
    let kept = tx.disposal_kept_out(row.id).await?;
    let own = kept.iter().find(|one| one.item_id == item);
    let own = own.ok_or_else(|| anyhow::anyhow!("item {item} is not kept out of {}", row.number))?;
    let record = records::item(tx, item).await?;
    let from = record.volume_id.ok_or_else(|| anyhow::anyhow!("item {item} stands in no volume"))?;
    let (seq, title) = (record.seq, record.description.title.clone());
    let into = begun_for(tx, schemes, row, &kept, &record).await?;
    tx.lay_aside(schemes, (own, record), &into, (who, &by.now.to_rfc3339())).await?;
    let mut record = records::item(tx, item).await?;
    let remark = format!("原档号 {}，{} 抽出另立卷。", own.code, row.number);
    record.description.remarks = with_line(&record.description.remarks, &remark);
    tx.update_item(&record).await?;
    let day = RecordDate::day(by.today()).in_chinese();
    let mut volume = tx.recount(schemes, from).await?;
    let line = format!(
        "{day}抽出第 {seq} 件《{title}》（{} 页），另立卷，现档号 {}。依据：{}。",
        own.pages, record.code, row.number
    );
    volume.statement = with_line(&volume.statement, &line);
    tx.update_volume(&volume).await
}

/// The open volume of this place that the batch has laid records into, else a new one.
async fn begun_for(
    tx: &mut Tx,
    schemes: &Schemes,
    row: &DisposalRow,
    kept: &[DisposalKeptOutRow],
    record: &Item,
) -> Result<Volume> {
    let begun: Vec<i64> = kept.iter().filter_map(|one| one.to_volume_id).collect();
    let begun = tx.volumes_by_id(&begun).await?.into_iter();
    let mut open = begun.filter(|volume| volume.state == VolumeState::Open && volume.place == record.place);
    if let Some(volume) = open.next() {
        return Ok(volume);
    }
    let from = tx.volume(record.volume_id.unwrap_or_default()).await?;
    let text = from.map(|volume| volume.step_text);
    let mut volume = tx.begin_volume(schemes, &record.place, text.as_deref(), "").await?;
    volume.title = format!("{}（{} 抽出）", volume.title, row.number);
    tx.update_volume(&volume).await?;
    Ok(volume)
}

problems! {
    refuse record_not_in_the_batch(called, number):
        "「{called}」不在批次 {number} 的案卷里。" / "\"{called}\" is in no volume of batch {number}."
        => "核对档号或条码。" / "Check the code or the barcode.";
}
