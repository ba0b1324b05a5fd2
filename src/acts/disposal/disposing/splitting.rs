//! Part of a list goes its own way: what is in trouble waits in a batch of its own, and the rest goes on.

use std::collections::{BTreeMap, BTreeSet};

use super::opening::{ListTold, next_number};
use super::people::{allow_over, batch_numbered, fonds_number, signer};
use super::showing::{DisposalView, disposal};
use super::stepping::{step_event, write_step};
use crate::archive::{Archive, allow};
use crate::domain::disposal::disposing::{Disposal, DisposalLine, DisposalStep, Signer, StageName};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind};
use crate::problems;
use crate::store::{DisposalKeptOutRow, DisposalRow, Tx};

/// Characters a title may have.
const LONGEST: usize = 200;

/// Takes these lines out of a batch that is not appraised yet and opens another with them, in one deed. The new list is frozen
/// as the old one was; its title is the old one's unless one is given.
///
/// # Errors
/// `Refused` for no line, for all of them, for one the batch has not, and once the group was of one mind.
pub async fn split(
    archive: &Archive,
    by: &By,
    number: &str,
    lines: Vec<i64>,
    title: &str,
) -> Result<DisposalView> {
    allow(by, Deed::Dispose)?;
    let title = title.trim().to_owned();
    if let Some(problem) = not_kept(&title, LONGEST) {
        return Err(Error::Refused(vec![problem.in_column("title")]));
    }
    let (as_whom, number) = (by.clone(), number.to_owned());
    let write = async move |tx: &mut Tx| {
        let row = batch_numbered(tx, &as_whom, &number).await?;
        let fonds = fonds_number(tx, row.fonds_id).await?;
        allow_over(&as_whom, &[Deed::Dispose], &fonds)?;
        let (mut batch, who) = (tx.disposal_read(&row).await?, signer(tx, &as_whom).await?);
        let apart = parted(&batch, &lines)?;
        let today = as_whom.today();
        let new = next_number(tx, chrono::Datelike::year(&today)).await?;
        for line in &apart {
            let step =
                DisposalStep::TakeOut { line: line.id, reason: format!("分出，另建批次 {new}") };
            let from = batch.stage.name();
            batch.take(&step, &who, today, &|_| None)?;
            write_step(tx, &as_whom, &row, &step, &who, &batch).await?;
            tx.log(&as_whom, step_event(&row, &step, (from, batch.stage.name()))).await?;
        }
        let apart = numbered_anew(apart);
        let list_digest = Disposal::list_digest(&new, &apart).hex();
        let told = ListTold::of_lines(&apart, list_digest.clone());
        let opened = DisposalRow {
            id: 0,
            number: new.clone(),
            title: if title.is_empty() { row.title.clone() } else { title },
            stage: StageName::Draft,
            opened_by: who.account,
            opened_name: who.name.clone(),
            opened_at: as_whom.now.to_rfc3339(),
            list_digest,
            until_day: String::new(),
            ..row.clone()
        };
        let id = tx.insert_disposal(&opened, &apart).await?;
        let kept = tx.disposal_kept_out(row.id).await?;
        let to = DisposalRow { id, ..opened.clone() };
        carry_kept_out(tx, &as_whom, (&batch, &to), kept, &who).await?;
        let detail = serde_json::json!({
            "number": new, "title": opened.title, "list": told, "from": row.number,
        });
        Ok((new.clone(), Event::new(EventKind::DisposalOpened, new, detail)))
    };
    let new = archive.store.write(by, write).await?;
    archive.written.notify_one();
    disposal(archive, by, &new).await
}

/// Records kept out of volumes that part stay kept out of them.
async fn carry_kept_out(
    tx: &mut Tx,
    by: &By,
    (from, row): (&Disposal, &DisposalRow),
    kept: Vec<DisposalKeptOutRow>,
    who: &Signer,
) -> Result<()> {
    let mut new = tx.disposal_read(row).await?;
    let line_of = |volume: i64| new.lines.iter().find(|line| line.volume_id == volume).map(|line| line.id);
    let mut steps = Vec::new();
    for one in kept {
        let line = from.line(one.line_id).and_then(|line| line_of(line.volume_id));
        let (item, code, pages, reason) = (one.item_id, one.code, one.pages, one.words);
        steps.extend(line.map(|line| DisposalStep::KeepOut { item, reason, line, code, pages }));
    }
    for step in &steps {
        new.take(step, who, by.today(), &|_| None)?;
        write_step(tx, by, row, step, who, &new).await?;
        tx.log(by, step_event(row, step, (new.stage.name(), new.stage.name()))).await?;
    }
    Ok(())
}

/// The lines meant, if some stay and all of them are still in the batch.
fn parted(batch: &Disposal, lines: &[i64]) -> Result<Vec<DisposalLine>> {
    let wanted: BTreeSet<i64> = lines.iter().copied().collect();
    if wanted.is_empty() {
        return Err(Error::from(nothing_to_part()));
    }
    let apart: Vec<DisposalLine> =
        batch.lines_in().filter(|line| wanted.contains(&line.id)).cloned().collect();
    if apart.len() != wanted.len() {
        return Err(Error::from(line_to_part_not_there(&batch.number)));
    }
    if apart.len() == batch.lines_in().count() {
        return Err(Error::from(everything_parted(&batch.number)));
    }
    Ok(apart)
}

/// The same lines as a list of their own: places and groups run from 1.
fn numbered_anew(lines: Vec<DisposalLine>) -> Vec<DisposalLine> {
    let mut groups: BTreeMap<u32, u32> = BTreeMap::new();
    let renumbered = |(at, line): (usize, DisposalLine)| {
        let next = groups.len() as u32 + 1;
        let group = *groups.entry(line.group).or_insert(next);
        DisposalLine { seq: at as u32 + 1, group, ..line }
    };
    lines.into_iter().enumerate().map(renumbered).collect()
}

problems! {
    refuse nothing_to_part as nothing_chosen():
        "没有勾选要分出的案卷。" / "No volume is ticked to part."
        => "在清单上勾选，再点一次。" / "Tick volumes of the list, then press again.";
    refuse line_to_part_not_there(number):
        "有的案卷已不在批次 {number}。" / "Some of these volumes are no longer in batch {number}."
        => "刷新批次，重新勾选。" / "Look at the batch again and tick anew.";
    refuse everything_parted(number):
        "批次 {number} 至少要留一卷。" / "At least one volume stays in batch {number}."
        => "少选几卷。" / "Tick fewer.";
}
