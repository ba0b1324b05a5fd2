//! Rows that are there already: filed before, twice in the sheet, or over pages that are taken.

use std::collections::{BTreeMap, HashMap};

use super::persons;
use super::sheet::{History, ReadSheet, Ready, Returned, settle};
use crate::archive::Archive;
use crate::domain::arranging::shelving::Stretch;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::records::item::Place;
use crate::domain::records::states::BatchState;
use crate::domain::records::volume::VolumeState;
use crate::problems;

pub(super) async fn history(
    archive: &Archive,
    file: &Digest,
    sheet: &str,
    batch_digest: &str,
) -> Result<History> {
    let mut batches = archive.store.batches_of_file(&file.hex()).await?;
    // row 5 of another sheet of the workbook is another row; of what was taken back nothing is filed
    batches.retain(|batch| (batch.sheet.is_empty() || batch.sheet == sheet) && !batch.is_taken_back());
    let mut history = History {
        seen_before: !batches.is_empty(),
        batch_digest: batch_digest.to_owned(),
        ..History::default()
    };
    for batch in batches {
        let rows = archive.store.rows_of_batch(batch.id).await?;
        // what `writing::begin` puts behind the digest of a batch that was done before
        let own = batch.digest.split('+').next() == Some(batch_digest);
        if own && batch.state != BatchState::Done {
            history.resumed.extend(rows.keys().copied());
            history.running = Some(batch);
        } else {
            history.filed.extend(rows);
        }
    }
    Ok(history)
}

/// Moves rows that are there already from the ready to the returned.
pub(super) async fn sort_out(
    archive: &Archive,
    sheet: &mut ReadSheet,
    history: &History,
    accept: &[String],
) -> Result<()> {
    let ready = std::mem::take(&mut sheet.ready);
    let known = known_alike(archive, &ready, history).await?;
    let mut doubts = persons::doubts(archive, &ready, history, &sheet.header.mapping).await?;
    sheet.notes.append(&mut doubts.notes);
    // what this batch filed before the kill is no earlier file's, wherever it stands in the sheet
    let resumed = ready.iter().filter(|row| history.resumed.contains(&row.row));
    let mut first_rows: HashMap<i64, u32> = resumed.map(|row| (row.likeness, row.row)).collect();
    let mut pages = Pages::default();
    for mut row in ready {
        if history.resumed.contains(&row.row) {
            sheet.ready.push(row);
            continue;
        }
        let mut problems = Vec::new();
        if let Some(code) = history.filed.get(&row.row) {
            problems.push(already_filed(&code));
        } else if let Some(first) = first_rows.get(&row.likeness) {
            problems.push(duplicate_row(first));
        } else if let Some(code) = known.get(&row.likeness) {
            problems.push(already_filed(&code));
        }
        if problems.is_empty() {
            problems.extend(doubts.rows.remove(&row.row).unwrap_or_default());
        }
        settle(&mut problems, accept);
        sheet.repairs.settle(row.row, &mut problems);
        if row.draft.given.is_some() && !problems.iter().any(Problem::is_blocking) {
            problems.extend(pages.claim(archive, &row).await?);
            settle(&mut problems, accept);
            sheet.repairs.settle(row.row, &mut problems);
        }
        for problem in &mut problems {
            problem.row = Some(row.row);
        }
        first_rows.entry(row.likeness).or_insert(row.row);
        if problems.iter().any(Problem::is_blocking) {
            row.notices.extend(problems);
            sheet.returned.push(Returned { row: row.row, problems: row.notices, changes: row.changes });
        } else {
            row.notices.extend(problems);
            sheet.ready.push(row);
        }
    }
    Ok(())
}

/// Codes of records in the archive that say the same, by likeness.
async fn known_alike(archive: &Archive, ready: &[Ready], history: &History) -> Result<HashMap<i64, String>> {
    if archive.store.last_item_id().await? == 0 {
        return Ok(HashMap::new());
    }
    let asked: Vec<i64> =
        ready.iter().filter(|row| !history.resumed.contains(&row.row)).map(|row| row.likeness).collect();
    let found = archive.store.alike(&asked).await?;
    Ok(found
        .into_iter()
        .filter_map(|(likeness, same)| Some((likeness, same.into_iter().next()?.1)))
        .collect())
}

/// Pages taken in volumes that codes name: by the archive, and by rows of this sheet.
#[derive(Default)]
struct Pages {
    volumes: HashMap<(Place, u32), Volume>,
}

#[derive(Default)]
struct Volume {
    closed: bool,
    /// The step's name as its codes print it; `None`: the volume has yet to be made.
    step_text: Option<String>,
    /// By first page; they never overlap.
    taken: BTreeMap<u32, (Stretch, Holder)>,
}

enum Holder {
    Filed(String),
    Row(u32),
}

impl Volume {
    async fn bring(archive: &Archive, place: &Place, number: u32) -> Result<Volume> {
        let Some((known, filed)) = archive.store.pages_taken(place, number).await? else {
            return Ok(Volume::default());
        };
        let taken = filed.into_iter().map(|(own, code)| (own.from, (own, Holder::Filed(code)))).collect();
        let closed = known.state == VolumeState::Closed;
        Ok(Volume { closed, step_text: Some(known.step_text), taken })
    }

    /// Who holds a page of this stretch already.
    fn holder(&self, own: Stretch) -> Option<&(Stretch, Holder)> {
        self.taken.range(..=own.to).next_back().map(|(_, held)| held).filter(|(other, _)| other.meets(own))
    }
}

impl Pages {
    async fn claim(&mut self, archive: &Archive, row: &Ready) -> Result<Vec<Problem>> {
        let Some(given) = &row.draft.given else { return Ok(Vec::new()) };
        let key = (row.draft.place.clone(), given.volume);
        if !self.volumes.contains_key(&key) {
            let volume = Volume::bring(archive, &key.0, key.1).await?;
            self.volumes.insert(key.clone(), volume);
        }
        let Some(volume) = self.volumes.get_mut(&key) else { return Ok(Vec::new()) };
        if volume.closed {
            return Ok(vec![row_of_closed_volume(&given.volume)]);
        }
        let own = Stretch::new(given.page, row.draft.description.pages);
        if let Some((other, holder)) = volume.holder(own) {
            return Ok(vec![overlap(own, *other, holder)]);
        }
        volume.taken.insert(own.from, (own, Holder::Row(row.row)));
        let Some(text) = &row.draft.step_text else { return Ok(Vec::new()) };
        let known = volume.step_text.get_or_insert_with(|| text.clone());
        Ok(if known == text { Vec::new() } else { vec![code_name_differs(&given.volume, &known, &text)] })
    }
}

fn overlap(own: Stretch, other: Stretch, holder: &Holder) -> Problem {
    let Stretch { from, to } = own;
    let (first, last) = (other.from, other.to);
    match holder {
        Holder::Row(row) => rows_overlap(&from, &to, row, &first, &last),
        Holder::Filed(code) => filed_pages_overlap(&from, &to, code, &first, &last),
    }
}

problems! {
    refuse rows_overlap as pages_overlap(from, to, row, first, last):
        "第 {from}—{to} 页与第 {row} 行的第 {first}—{last} 页重叠。"
            / "Pages {from} to {to} overlap pages {first} to {last} of row {row}."
        => "对照实物，改正两行之一的页码。" / "Look at the papers and correct the pages of one of the two.";
    refuse filed_pages_overlap as pages_overlap(from, to, code, first, last):
        "第 {from}—{to} 页与已归档的 {code}（第 {first}—{last} 页）重叠。"
            / "Pages {from} to {to} overlap {code} (pages {first} to {last}), which is filed."
        => "对照实物，改正两行之一的页码。" / "Look at the papers and correct the pages of one of the two.";
    refuse already_filed(code):
        "这一行已经归档，档号 {code}。" / "This row is filed already, as {code}."
        => "不必再收；若是另一份文件，请在备注里写明区别。"
            / "Nothing to do; if it is another paper, say in the remarks how it differs.";
    ask duplicate_row(first):
        "与第 {first} 行完全相同。" / "It is the same as row {first} in every field."
        => "删去重复的一行；确是两份就照收这一类（--accept duplicate_row）。"
            / "Delete one; if there really are two, take this kind all the same (--accept duplicate_row).";
    refuse row_of_closed_volume as volume_closed(number):
        "第 {number} 卷已经立卷，不能再放入文件。" / "Volume {number} is closed; nothing can be put into it."
        => "核对档号的案卷号。" / "Check the volume number of the code.";
    ask code_name_differs(number, known, text):
        "第 {number} 卷的档号写作「{known}」，这一行写作「{text}」，放进去档号会跟着改。"
            / "The codes of volume {number} say \"{known}\", this row says \"{text}\"; put there, its code would change."
        => "核对案卷号；确是同一卷就照收这一类（--accept code_name_differs）。"
            / "Check the volume number; if it is the same volume, take this kind all the same (--accept code_name_differs).";
}
