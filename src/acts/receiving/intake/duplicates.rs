//! Rows that are there already: filed before, twice in the sheet, or over pages that are taken.

use std::collections::{BTreeMap, HashMap};

use super::persons;
use super::row_set::RowSet;
use super::rows_kept::{Ready, RowsSeen, SaidWritten, SpotGiven};
use super::sheet::{History, ReadSheet, settle};
use crate::archive::Archive;
use crate::domain::arranging::shelving::Stretch;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::records::item::Place;
use crate::domain::records::states::BatchState;
use crate::domain::records::volume::VolumeState;
use crate::problems;

/// Rows looked up in the archive at once.
const TOGETHER: usize = 2000;

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
            rows.into_iter().for_each(|(row, _)| history.resumed.insert(row));
            history.noted = archive.store.rows_returned(batch.id).await?.into_iter().collect();
            history.running = Some(batch);
        } else {
            history.filed.extend(rows);
            if own {
                history.done = Some(batch);
            }
        }
    }
    // of a row that several batches filed the last one counts
    history.filed.sort_by_key(|(row, _)| *row);
    Ok(history)
}

/// Finds the rows that are there already, or that others of the sheet forbid; they are filed no more.
pub(super) async fn sort_out(
    archive: &Archive,
    sheet: &mut ReadSheet,
    history: &History,
    accept: &[String],
) -> Result<()> {
    let seen = &sheet.rows.seen;
    let mut doubts = persons::doubts(archive, &seen.persons, history).await?;
    let mut twice = rows_alike(seen, history).into_iter().peekable();
    let mut pages = Pages::default();
    let mut said = SaidWritten::begin(archive.sheets.written());
    let mut blocked = RowSet::default();
    sheet.tally.add(&doubts.notes);
    for (portion, rows) in seen.ready().chunks(TOGETHER).enumerate() {
        let known = KnownRows::find(archive, rows, history).await?;
        for (at, row) in (portion * TOGETHER..).zip(rows) {
            let first = twice.next_if(|(twice, _)| *twice as usize == at).map(|(_, first)| first);
            if history.resumed.contains(row.row) {
                continue;
            }
            let mut problems: Vec<Problem> = known.problem(row, first).into_iter().collect();
            if history.noted.contains(row.row) {
                problems = vec![returned_before()];
            }
            if problems.is_empty() {
                let mapping = &sheet.header.mapping;
                problems = doubts.of_row(archive, &seen.persons, mapping, row.row).await?;
            }
            settle(&mut problems, accept);
            sheet.repairs.settle(row.row, &mut problems);
            if let Some(spot) = seen.spot(row)
                && !problems.iter().any(Problem::is_blocking)
            {
                problems.extend(pages.claim(archive, row, seen.place(row), &spot).await?);
                settle(&mut problems, accept);
                sheet.repairs.settle(row.row, &mut problems);
            }
            if problems.is_empty() {
                continue;
            }
            problems.iter_mut().for_each(|problem| problem.row = Some(row.row));
            sheet.tally.add(&problems);
            said.add(row.row, &problems).await?;
            if problems.iter().any(Problem::is_blocking) {
                blocked.insert(row.row);
            }
        }
    }
    sheet.rows.say(said, &blocked).await
}

/// Rows that are the same as one before, by their places, with that one's number. What this batch filed before the
/// kill is no earlier file's, wherever it stands in the sheet.
fn rows_alike(seen: &RowsSeen, history: &History) -> Vec<(u32, u32)> {
    let ready = seen.ready();
    let mut order: Vec<(i64, u32)> = ready.iter().map(|row| row.likeness).zip(0..).collect();
    order.sort_unstable();
    let mut twice = Vec::new();
    for same in order.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let resumed = |(_, at): &&(i64, u32)| history.resumed.contains(ready[*at as usize].row);
        let first = same.iter().find(resumed).unwrap_or(&same[0]);
        let first = ready[first.1 as usize].row;
        let others = same.iter().filter(|one| !resumed(one)).map(|(_, at)| *at);
        twice.extend(others.filter(|at| ready[*at as usize].row != first).map(|at| (at, first)));
    }
    twice.sort_unstable();
    twice
}

/// What the archive has of a portion of rows.
struct KnownRows {
    /// Codes of the records that earlier batches filed them as.
    filed: HashMap<u32, String>,
    /// Codes of records that say the same, by likeness.
    alike: HashMap<i64, String>,
}

impl KnownRows {
    async fn find(archive: &Archive, rows: &[Ready], history: &History) -> Result<KnownRows> {
        let (first, last) = (rows.first().map_or(0, |row| row.row), rows.last().map_or(0, |row| row.row));
        let begin = history.filed.partition_point(|(row, _)| *row < first);
        let here = history.filed[begin..].iter().take_while(|(row, _)| *row <= last);
        let here: HashMap<i64, u32> = here.map(|(row, item)| (*item, *row)).collect();
        let mut codes = archive.store.codes(&here.keys().copied().collect::<Vec<_>>()).await?;
        codes.sort_unstable();
        let filed = codes.into_iter().filter_map(|(item, code)| Some((*here.get(&item)?, code))).collect();
        let mut alike = HashMap::new();
        if archive.store.last_item_id().await? > 0 {
            let fresh = rows.iter().filter(|row| !history.resumed.contains(row.row));
            let asked: Vec<i64> = fresh.map(|row| row.likeness).collect();
            let found = archive.store.alike(&asked).await?.into_iter();
            alike =
                found.filter_map(|(likeness, same)| Some((likeness, same.into_iter().next()?.1))).collect();
        }
        Ok(KnownRows { filed, alike })
    }

    fn problem(&self, row: &Ready, first: Option<u32>) -> Option<Problem> {
        match (self.filed.get(&row.row), first, self.alike.get(&row.likeness)) {
            (Some(code), ..) => Some(already_filed(&code)),
            (None, Some(first), _) => Some(duplicate_row(&first)),
            (None, None, Some(code)) => Some(already_filed(&code)),
            _ => None,
        }
    }
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
        let closed = known.state != VolumeState::Open;
        Ok(Volume { closed, step_text: Some(known.step_text), taken })
    }

    /// Who holds a page of this stretch already.
    fn holder(&self, own: Stretch) -> Option<&(Stretch, Holder)> {
        self.taken.range(..=own.to).next_back().map(|(_, held)| held).filter(|(other, _)| other.meets(own))
    }
}

impl Pages {
    async fn claim(
        &mut self,
        archive: &Archive,
        row: &Ready,
        place: &Place,
        given: &SpotGiven<'_>,
    ) -> Result<Vec<Problem>> {
        let key = (place.clone(), given.volume);
        if !self.volumes.contains_key(&key) {
            let volume = Volume::bring(archive, &key.0, key.1).await?;
            self.volumes.insert(key.clone(), volume);
        }
        let Some(volume) = self.volumes.get_mut(&key) else { return Ok(Vec::new()) };
        if volume.closed {
            return Ok(vec![row_of_closed_volume(&given.volume)]);
        }
        let own = Stretch::new(given.page, row.pages);
        if let Some((other, holder)) = volume.holder(own) {
            return Ok(vec![overlap(own, *other, holder)]);
        }
        volume.taken.insert(own.from, (own, Holder::Row(row.row)));
        let Some(text) = given.step_text else { return Ok(Vec::new()) };
        let known = volume.step_text.get_or_insert_with(|| text.to_owned());
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
    refuse returned_before():
        "接收中断以前，这一行已经退回。" / "This row was returned before the import was interrupted."
        => "看批次里写的原因，改好后另行导入。" / "See the reason with the batch, and import it corrected.";
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
