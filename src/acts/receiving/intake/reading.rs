//! The sheet → rows with their places, written down to the last row before anything is filed.

use std::path::Path;

use chrono::NaiveDate;
use tokio::io::AsyncReadExt as _;

use super::ImportOptions;
use super::ground::Ground;
use super::rows_kept::{RowsWritten, SheetRow};
use super::sheet::{ReadSheet, settle};
use super::tally::{Changes, Tally};
use crate::acts::receiving::handing_in;
use crate::archive::Archive;
use crate::domain::arranging::placing::{Guides, PlacedRow};
use crate::domain::general::digest::{Digest, Running};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Change, Problem, cannot_open};
use crate::domain::general::role::By;
use crate::domain::receiving::columns::{Field, HeaderFound, Mapping, by_position, paper_name, propose};
use crate::domain::receiving::grid::Grid;
use crate::domain::receiving::repair::Repairs;
use crate::domain::receiving::rows::{HiddenRows, Reader, columns_noted, hidden_sheets_noted};
use crate::progress::Progress;
use crate::search::simplified;
use crate::sheet::{Again, GridStream, Reading};
use crate::{problems, say};

/// Titles kept to suggest a step by.
const TITLES: usize = 200;

pub(super) async fn digest_of(file: &Path) -> Result<Digest> {
    let mut source = tokio::fs::File::open(file)
        .await
        .map_err(|error| Error::Unreadable(vec![cannot_open(&file.display(), &error)]))?;
    let mut running = Running::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match source
            .read(&mut buffer)
            .await
            .map_err(|error| Error::Unreadable(vec![cannot_open(&file.display(), &error)]))?
        {
            0 => return Ok(running.digest()),
            read => running.update(&buffer[..read]),
        }
    }
}

/// Opens the file, finds its header, reads every row. Behind it the stream gives its rows again: with
/// `Again::Always` in any case.
pub(super) async fn understand(
    archive: &Archive,
    by: &By,
    file: &Path,
    file_digest: &Digest,
    options: &ImportOptions,
    again: Again,
    progress: &Progress,
) -> Result<(ReadSheet, GridStream)> {
    let fonds = archive.fonds_numbered(options.fonds.as_deref()).await?;
    let handover = match &options.handover {
        Some(number) => Some(handing_in::accepted(&archive.store, number, &fonds).await?),
        None => None,
    };
    let reading =
        Reading { sheet: options.sheet.clone(), file_name: options.file_name.clone(), ..Reading::default() };
    let mut stream = archive.sheets.open(file, file_digest, &reading, again).await?;
    let top = stream.top(60).await?;
    let (header, sender, remembered) = header(archive, options, &top, by.today()).await?;
    let known = archive.store.repairs(file_digest, &top.name).await?;
    let repairs_known = known.len() as u64;
    let repairs = if options.repairs { Repairs::new(known) } else { Repairs::default() };
    let (schemes, of_fonds) = archive.schemes_of(&fonds).await?;
    let stem = options.file_name.as_deref().map(Path::new).unwrap_or(file).file_stem();
    let paper = paper_name(&header.title_lines, &stem.unwrap_or_default().to_string_lossy());
    let ground =
        Ground { fonds: &fonds, schemes: &schemes, of_fonds: &of_fonds, header: &header, sender: &sender };
    let mut guides = ground.guides(archive, options, paper.as_deref(), by.today()).await?;
    let rows = Rows {
        kept: RowsWritten::begin(archive.sheets.written()),
        tally: Tally::new(said_once(&header.mapping)),
        changes: Changes::default(),
        said_once: Vec::new(),
        passed_over: Changes::default(),
        read: 0,
        hidden: HiddenRows::default(),
        titles: Vec::new(),
        says_steps: false,
        accept: &options.accept,
        repairs: &repairs,
        held: header.to_confirm,
    };
    let reader = Reader::new(&header, &top.merges, paper.as_deref(), by.today());
    let mut rows = read_rows(&mut stream, &header, reader, &mut guides, rows, progress).await?;
    archive.sheets.keep(file_digest, &reading, &stream);
    if rows.read == 0 {
        return Err(Error::Unreadable(vec![no_rows_below_header()]));
    }
    rows.say_of_sheet(&header, &top);
    let (passed_over, titles) = rows.of_sheet();
    let sheet = ReadSheet {
        reading: top.reading,
        name: top.name,
        sender,
        remembered,
        rows: rows.kept.end().await?,
        tally: rows.tally,
        passed_over,
        changes: rows.changes,
        read: rows.read,
        titles,
        says_steps: rows.says_steps,
        repairs,
        repairs_known,
        header,
        handover,
    };
    Ok((sheet, stream))
}

fn stopped() -> Error {
    Error::Busy(say!("已按要求停下，一件也没有归档。", "Stopped as asked; nothing was filed."))
}

/// The header, by the mapping given, the one remembered for the sender, or the table of names.
async fn header(
    archive: &Archive,
    options: &ImportOptions,
    top: &Grid,
    today: NaiveDate,
) -> Result<(HeaderFound, String, bool)> {
    let unreadable = |problem: Box<Problem>| Error::Unreadable(vec![*problem]);
    if let Some(mapping) = options.mapping.as_ref().filter(|mapping| mapping.is_by_position())
        && let Some(found) = by_position(top, Some(mapping), true, today)
    {
        return Ok((found, options.sender.clone(), false));
    }
    let found = match propose(top, options.mapping.as_ref()) {
        Err(problem) if options.headless && problem.kind == "header_not_found" => {
            let found = without_headings(archive, options, top, today).await?;
            return found.ok_or_else(|| unreadable(problem));
        }
        found => found.map_err(unreadable)?,
    };
    let sender = if options.sender.is_empty() {
        found.hints.sender.clone().unwrap_or_default()
    } else {
        options.sender.clone()
    };
    if options.mapping.is_some() {
        return Ok((found, sender, false));
    }
    let remembered = archive.store.mapping(&sender, &headings_key(&found.mapping)).await?;
    match remembered.and_then(|body| serde_json::from_str::<Mapping>(&body).ok()) {
        Some(mapping) => Ok((propose(top, Some(&mapping)).map_err(unreadable)?, sender, true)),
        None => Ok((found, sender, false)),
    }
}

/// Columns by their places, for a person to confirm: as the sender's last time, or as their cells look.
async fn without_headings(
    archive: &Archive,
    options: &ImportOptions,
    top: &Grid,
    today: NaiveDate,
) -> Result<Option<(HeaderFound, String, bool)>> {
    let Some(found) = by_position(top, None, false, today) else { return Ok(None) };
    let sender = options.sender.clone();
    let remembered = archive.store.mapping(&sender, &headings_key(&found.mapping)).await?;
    let remembered = remembered.and_then(|body| serde_json::from_str::<Mapping>(&body).ok());
    let again = remembered.and_then(|mapping| by_position(top, Some(&mapping), false, today));
    Ok(Some(match again {
        Some(again) => (again, sender, true),
        None => (found, sender, false),
    }))
}

/// What a sheet's headings are remembered by.
pub(super) fn headings_key(mapping: &Mapping) -> String {
    mapping.columns.iter().map(|column| column.heading.as_str()).collect::<Vec<_>>().join("\u{1f}")
}

/// What the person says once for all rows, because the sheet has no column for it.
fn said_once(mapping: &Mapping) -> Vec<&'static str> {
    let kinds = [("step_missing", Field::Step), ("year_missing", Field::Year)];
    kinds.into_iter().filter(|(_, field)| mapping.column(*field).is_none()).map(|(kind, _)| kind).collect()
}

/// Rows as they are read.
struct Rows<'a> {
    kept: RowsWritten,
    tally: Tally,
    changes: Changes,
    /// Changes that hold for the whole sheet.
    said_once: Vec<Change>,
    passed_over: Changes,
    read: u64,
    hidden: HiddenRows,
    titles: Vec<String>,
    says_steps: bool,
    accept: &'a [String],
    repairs: &'a Repairs,
    /// Nothing is taken, and nothing said about single rows, before it is known what the columns are.
    held: bool,
}

async fn read_rows<'a>(
    stream: &mut GridStream,
    header: &HeaderFound,
    mut reader: Reader<'_>,
    guides: &mut Guides<'_>,
    mut rows: Rows<'a>,
    progress: &Progress,
) -> Result<Rows<'a>> {
    while let Some(mut row) = stream.next().await? {
        if row.number <= header.header_rows.1 {
            continue;
        }
        let mended = rows.repairs.mend(&mut row, &header.mapping);
        let Some(mut read) = reader.read(&row, rows.repairs.is_record(row.number)) else {
            rows.passed_over.add(&mended);
            continue;
        };
        if !mended.is_empty() {
            rows.repairs.note(&mut read, &mended);
            read.changes.splice(0..0, mended);
        }
        if !read.is_record() {
            rows.passed_over.add(&read.changes);
            continue;
        }
        rows.read += 1;
        if rows.read.is_multiple_of(1000) {
            progress.set_total(rows.read);
            if progress.stop_asked() {
                return Err(stopped());
            }
        }
        if read.hidden {
            rows.hidden.add(read.row);
        }
        rows.says_steps |= read.step.is_some();
        if rows.titles.len() < TITLES && read.step.is_none() {
            rows.titles.push(simplified(&read.description.title));
        }
        let placed = guides.place(read);
        rows.keep(placed).await?;
    }
    progress.set_total(rows.read);
    Ok(rows)
}

impl Rows<'_> {
    async fn keep(&mut self, mut placed: PlacedRow) -> Result<()> {
        if self.held {
            return Ok(());
        }
        // what holds for the whole sheet is said once
        if let Some(at) = placed.changes.iter().position(|change| change.kind == "year_from_title") {
            let change = Change { row: None, ..placed.changes.remove(at) };
            if !self.said_once.contains(&change) {
                self.said_once.push(change);
            }
        }
        // an answer cannot stand in for a place: without one the row goes back, whatever was accepted
        if placed.draft.is_some() {
            settle(&mut placed.problems, self.accept);
            self.repairs.settle(placed.row, &mut placed.problems);
        }
        if self.repairs.skips(placed.row) {
            (placed.draft, placed.problems) = (None, vec![Repairs::left_out(placed.row)]);
        }
        let blocked = placed.problems.iter().any(Problem::is_blocking);
        let PlacedRow { row, draft, changes, problems } = placed;
        self.tally.add(&problems);
        self.changes.add(&changes);
        self.kept.add(SheetRow { row, draft: draft.filter(|_| !blocked), changes, problems }).await
    }

    /// What is said of the sheet as a whole.
    fn say_of_sheet(&mut self, header: &HeaderFound, top: &Grid) {
        let mut notes = header.problems.clone();
        settle(&mut notes, self.accept);
        notes.extend(hidden_sheets_noted(top));
        notes.extend(self.hidden.noted());
        notes.extend(columns_noted(header));
        self.tally.add(&notes);
    }

    /// Rows that are no records with what holds for all of them, and the first titles.
    fn of_sheet(&mut self) -> (Changes, Vec<String>) {
        if self.held {
            return Default::default();
        }
        let mut of_sheet = Changes::default();
        self.said_once.iter().rev().for_each(|change| of_sheet.add(std::slice::from_ref(change)));
        of_sheet.kept.append(&mut self.passed_over.kept);
        of_sheet.total += self.passed_over.total;
        (of_sheet, std::mem::take(&mut self.titles))
    }
}

problems! {
    refuse no_rows_below_header as no_rows():
        "表头下面一行记录也没有（0 行）。" / "There is not one record below the header (0 rows)."
        => "检查是不是发错了文件或工作表。" / "See whether this is the right file and sheet.";
}
