//! Putting a package on the shelves: one deed, so that a kill leaves all of it or nothing; an event for each portion
//! stands before the one that ends it.

use super::Renumbered;
use super::examining::{Plan, WayOut};
use super::parcel::Parcel;
use super::reading::{FondsSaid, Reading};
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::By;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::naming::volume_title;
use crate::domain::records::states::BatchState;
use crate::domain::schemes::code::{print_item, print_volume};
use crate::domain::schemes::scheme::Schemes;
use crate::progress::Progress;
use crate::store::{Batch, BroughtVolume, Tx, code_parts};

/// Records told of in one event.
const PORTION: u64 = 2000;

/// What was put on the shelves.
pub struct Written {
    pub batch: Batch,
    pub volumes: u64,
    pub items: u64,
    pub renumbered: Vec<Renumbered>,
}

/// Writes what the plan says. The batch is finished with it.
pub async fn write(
    tx: &mut Tx,
    by: &By,
    (parcel, plan): (&Parcel, &Plan),
    mut batch: Batch,
    progress: &Progress,
) -> Result<Written> {
    set_up(tx, by, plan).await?;
    batch.id = tx.insert_batch(&batch).await?;
    let mut written = Written { batch, volumes: 0, items: 0, renumbered: Vec::new() };
    let mut reading = Reading::begin(&parcel.documents)?;
    let (mut at, mut row, mut told) = (0, 0u32, 0);
    while let Some(mut brought) = reading.next_volume()? {
        if progress.stop_asked() {
            return Err(super::stopped());
        }
        for (item, _) in &mut brought.items {
            row += 1;
            (item.batch, item.batch_row) = (Some(written.batch.id), Some(row));
        }
        let way = plan.ways.get(&at).copied();
        at += 1;
        match way {
            Some(WayOut::PassOver) => continue,
            Some(WayOut::Renumber(number)) => {
                written.renumbered.push(number_anew(&plan.schemes, &mut brought, number));
            }
            None => {}
        }
        let items = brought.items.len() as u64;
        tx.bring_in(&plan.schemes, brought).await?;
        (written.volumes, written.items) = (written.volumes + 1, written.items + items);
        progress.set_done(written.items);
        if written.items - told >= PORTION {
            tell(tx, by, &written.batch, (written.items - told, row)).await?;
            told = written.items;
        }
    }
    if written.items > told {
        tell(tx, by, &written.batch, (written.items - told, row)).await?;
    }
    let batch = &mut written.batch;
    (batch.state, batch.rows_read, batch.accepted) = (BatchState::Done, row.into(), written.items as i64);
    batch.done_through = row.into();
    tx.update_batch(batch).await?;
    Ok(written)
}

/// Fonds and editions that are not here.
async fn set_up(tx: &mut Tx, by: &By, plan: &Plan) -> Result<()> {
    for edition in &plan.along.new_editions {
        tx.insert_edition(&edition.id, &edition.body).await?;
        let detail = serde_json::json!({ "id": edition.id });
        tx.log(by, Event::new(EventKind::EditionAdded, edition.id.clone(), detail)).await?;
    }
    for FondsSaid { number, name, first_scheme, adoptions } in &plan.along.new {
        let id = tx.insert_fonds(number, name, first_scheme).await?;
        for adoption in adoptions {
            tx.insert_adoption(id, adoption).await?;
        }
        let detail = serde_json::json!({ "number": number, "name": name, "scheme": first_scheme });
        tx.log(by, Event::new(EventKind::FondsFounded, format!("{number} {name}"), detail)).await?;
    }
    Ok(())
}

async fn tell(tx: &mut Tx, by: &By, batch: &Batch, (items, through): (u64, u32)) -> Result<()> {
    let detail = serde_json::json!({ "batch": batch.id, "items": items, "through_row": through });
    tx.log(by, Event::new(EventKind::ItemsFiled, batch.file_name.clone(), detail)).await
}

/// Gives the volume another number, and with it other codes; what it was called stands in its statement.
fn number_anew(schemes: &Schemes, brought: &mut BroughtVolume, number: u32) -> Renumbered {
    let volume = &mut brought.volume;
    let (before, old_number) = (volume.code.clone(), volume.number);
    let scheme = schemes.scheme(&volume.place.scheme_id);
    if volume.title == volume_title(scheme, &volume.place, &volume.step_text, old_number) {
        volume.title = volume_title(scheme, &volume.place, &volume.step_text, number);
    }
    volume.number = number;
    if let Some(scheme) = scheme {
        let parts = code_parts(&volume.place, &volume.step_text, number);
        volume.code = print_volume(scheme, &parts, volume.pages);
        for (item, _) in &mut brought.items {
            item.code = print_item(scheme, &parts, item.page_from, item.description.pages);
        }
    }
    let statement = volume.statement.whole(WholeFor::Comparing);
    let line = format!("接收时改编案卷号：原第{old_number}卷，原档号 {before}。");
    volume.statement = format!("{statement}\n{line}").trim_start().into();
    Renumbered { from: before, to: volume.code.clone() }
}
