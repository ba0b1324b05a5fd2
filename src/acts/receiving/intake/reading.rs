//! The sheet → rows with their places, in memory, to the last row before anything is written.

use std::collections::HashSet;
use std::path::Path;

use chrono::NaiveDate;
use tokio::io::AsyncReadExt as _;

use super::{Intake, Taking, Wishes};
use crate::archive::Archive;
use crate::domain::arranging::classify::Classifier;
use crate::domain::arranging::placing::{Guide, Met, Placed};
use crate::domain::general::digest::{Digest, Running};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Change, Problem, Weight};
use crate::domain::general::role::By;
use crate::domain::receiving::columns::{HeaderFound, Mapping, by_position, paper_name, propose};
use crate::domain::receiving::grid::Grid;
use crate::domain::receiving::repair::Repairs;
use crate::domain::receiving::rows::{Reader, RowRead, hidden_rows};
use crate::domain::records::item::Draft;
use crate::domain::schemes::scheme::Class;
use crate::progress::Progress;
use crate::say;
use crate::search::simplified;
use crate::sheet::{self, GridStream, Reading};

/// Titles kept to suggest a step by.
const TITLES: usize = 200;
/// Changes listed in the outcome; all of them are kept with the batch.
const LISTED: usize = 50_000;

/// A row that can be filed.
pub(super) struct Ready {
    pub row: u32,
    pub draft: Draft,
    pub likeness: i64,
    pub changes: Vec<Change>,
    pub notices: Vec<Problem>,
}

/// A row that goes back, with why.
pub(super) struct Returned {
    pub row: u32,
    pub problems: Vec<Problem>,
    pub changes: Vec<Change>,
}

impl Returned {
    /// Whether the row really goes back to its sender: not when it lies in the archive already, or when the
    /// archivist decided to leave it out.
    pub fn goes_back(&self) -> bool {
        let here = |kind: &str| matches!(kind, "already_filed" | "left_out");
        !self.problems.iter().any(|problem| here(&problem.kind))
    }
}

/// The sheet, understood.
pub(super) struct Sheet {
    pub header: HeaderFound,
    pub reading: String,
    pub name: String,
    pub sender: String,
    /// The mapping is that of the sender's last sheet.
    pub remembered: bool,
    pub ready: Vec<Ready>,
    pub returned: Vec<Returned>,
    /// What concerns the sheet as a whole.
    pub notes: Vec<Problem>,
    /// Rows that are no records: totals, repeated headings.
    pub passed_over: Vec<Change>,
    pub read: u64,
    /// What was decided about single cells and rows, and whether it was put in.
    pub repairs: Repairs,
    pub repairs_known: u64,
    /// Titles of the first records that say no step, for a suggestion for the whole sheet.
    pub titles: Vec<String>,
}

pub(super) async fn digest_of(file: &Path) -> Result<Digest> {
    let mut source = tokio::fs::File::open(file).await.map_err(|error| unopenable(file, &error))?;
    let mut running = Running::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match source.read(&mut buffer).await.map_err(|error| unopenable(file, &error))? {
            0 => return Ok(running.digest()),
            read => running.update(&buffer[..read]),
        }
    }
}

fn unopenable(file: &Path, error: &std::io::Error) -> Error {
    let file = file.display();
    Error::unreadable(
        "cannot_open",
        say!("打不开文件 {file}（{error}）。", "The file {file} cannot be opened ({error})."),
        say!("检查路径和文件权限。", "Check the path and the file's permissions."),
    )
}

/// Opens the file, finds its header, reads every row.
pub(super) async fn understand(
    archive: &Archive,
    by: &By,
    file: &Path,
    file_digest: &Digest,
    wishes: &Wishes,
    progress: &Progress,
) -> Result<Sheet> {
    let reading =
        Reading { sheet: wishes.sheet.clone(), file_name: wishes.file_name.clone(), ..Reading::default() };
    let mut stream = sheet::open(file, &reading).await?;
    let top = stream.top(60).await?;
    let (header, sender, remembered) = header(archive, wishes, &top, by.today()).await?;
    let known = archive.store.repairs(file_digest, &top.name).await?;
    let repairs_known = known.len() as u64;
    let repairs = if wishes.repairs { Repairs::new(known) } else { Repairs::default() };
    let fonds = archive.fonds_numbered(wishes.fonds.as_deref()).await?;
    let (schemes, scheme) = archive.scheme_of(&fonds).await?;
    let stem = wishes.file_name.as_deref().map(Path::new).unwrap_or(file).file_stem();
    let paper =
        paper_name(&header.title_lines, &stem.map(|s| s.to_string_lossy().into_owned()).unwrap_or_default());
    let classes = classes(&scheme, wishes)?;
    let mut guide = Guide {
        schemes: &schemes,
        scheme: &scheme,
        fonds: &fonds.number,
        year: wishes.year,
        classes,
        step: wishes.step.as_deref(),
        hints: &header.hints,
        paper: paper.as_deref(),
        suggest: wishes.suggest,
        classifier: Classifier::new(&scheme),
        mapping: &header.mapping,
        today: by.today(),
        simplify: &simplified,
        met: Met::default(),
    };
    let rows = Rows {
        ready: Vec::new(),
        returned: Vec::new(),
        passed_over: Vec::new(),
        read: 0,
        hidden: Vec::new(),
        titles: Vec::new(),
        accept: &wishes.accept,
        repairs: &repairs,
    };
    let reader = Reader::new(&header, &top.merges, paper.as_deref(), by.today());
    let mut rows = read_rows(&mut stream, &header, reader, &mut guide, rows, progress).await?;
    if rows.read == 0 {
        return Err(no_records());
    }
    if header.to_confirm {
        rows.hold();
    }
    let mut notes = header.problems.clone();
    settle(&mut notes, &wishes.accept);
    notes.extend(hidden_rows(&rows.hidden));
    Ok(Sheet {
        reading: top.reading,
        name: top.name,
        sender,
        remembered,
        ready: rows.ready,
        returned: rows.returned,
        passed_over: rows.passed_over,
        read: rows.read,
        titles: rows.titles,
        repairs,
        repairs_known,
        notes,
        header,
    })
}

fn stopped() -> Error {
    Error::Busy(say!("已按要求停下，一件也没有归档。", "Stopped as asked; nothing was filed."))
}

fn no_records() -> Error {
    Error::unreadable(
        "no_rows",
        say!("表头下面一行记录也没有（0 行）。", "There is not one record below the header (0 rows)."),
        say!("检查是不是发错了文件或工作表。", "See whether this is the right file and sheet."),
    )
}

/// The header, by the mapping given, the one remembered for the sender, or the table of names.
async fn header(
    archive: &Archive,
    wishes: &Wishes,
    top: &Grid,
    today: NaiveDate,
) -> Result<(HeaderFound, String, bool)> {
    let unreadable = |problem: Box<Problem>| Error::Unreadable(vec![*problem]);
    if let Some(mapping) = wishes.mapping.as_ref().filter(|mapping| mapping.is_by_position())
        && let Some(found) = by_position(top, Some(mapping), true, today)
    {
        return Ok((found, wishes.sender.clone(), false));
    }
    let found = match propose(top, wishes.mapping.as_ref()) {
        Err(problem) if wishes.headless && problem.kind == "header_not_found" => {
            let found = without_headings(archive, wishes, top, today).await?;
            return found.ok_or_else(|| unreadable(problem));
        }
        found => found.map_err(unreadable)?,
    };
    let sender = if wishes.sender.is_empty() {
        found.hints.sender.clone().unwrap_or_default()
    } else {
        wishes.sender.clone()
    };
    if wishes.mapping.is_some() {
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
    wishes: &Wishes,
    top: &Grid,
    today: NaiveDate,
) -> Result<Option<(HeaderFound, String, bool)>> {
    let Some(found) = by_position(top, None, false, today) else { return Ok(None) };
    let sender = wishes.sender.clone();
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

fn classes<'s>(
    scheme: &'s crate::domain::schemes::scheme::Scheme,
    wishes: &Wishes,
) -> Result<Vec<&'s Class>> {
    let Some(text) = wishes.class.as_deref().filter(|text| !text.trim().is_empty()) else {
        return Ok(Vec::new());
    };
    let classes = scheme.classes_called(&simplified(text));
    if classes.is_empty() {
        let known = scheme
            .classes
            .iter()
            .map(|class| format!("{} {}", class.code, class.name))
            .collect::<Vec<_>>()
            .join("、");
        return Err(Error::refused(
            "unknown_class",
            say!("方案里没有类别「{text}」。", "The scheme has no class \"{text}\"."),
            say!("可用的类别：{known}。", "Its classes are: {known}."),
        ));
    }
    Ok(classes)
}

/// Rows sorted as they are read.
struct Rows<'a> {
    ready: Vec<Ready>,
    returned: Vec<Returned>,
    passed_over: Vec<Change>,
    read: u64,
    hidden: Vec<RowRead>,
    titles: Vec<String>,
    accept: &'a [String],
    repairs: &'a Repairs,
}

async fn read_rows<'a>(
    stream: &mut GridStream,
    header: &HeaderFound,
    mut reader: Reader<'_>,
    guide: &mut Guide<'_>,
    mut rows: Rows<'a>,
    progress: &Progress,
) -> Result<Rows<'a>> {
    while let Some(mut row) = stream.next().await? {
        if row.number <= header.header_rows.1 {
            continue;
        }
        let mended = rows.repairs.mend(&mut row, &header.mapping);
        let Some(mut read) = reader.read(&row) else {
            rows.passed_over.extend(mended);
            continue;
        };
        if !mended.is_empty() {
            rows.repairs.note(&mut read, &mended);
            read.changes.splice(0..0, mended);
        }
        if !read.is_record() {
            rows.passed_over.extend(read.changes);
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
            rows.hidden.push(read.clone());
        }
        if rows.titles.len() < TITLES && read.step.is_none() {
            rows.titles.push(simplified(&read.description.title));
        }
        let placed = guide.place(read);
        rows.sort(placed);
    }
    progress.set_total(rows.read);
    Ok(rows)
}

impl Rows<'_> {
    /// Nothing is taken, and nothing said about single rows, before it is known what the columns are.
    fn hold(&mut self) {
        let (ready, returned) = (std::mem::take(&mut self.ready), std::mem::take(&mut self.returned));
        let rows = ready.iter().map(|row| row.row).chain(returned.iter().map(|row| row.row));
        let held = |row| Returned { row, problems: Vec::new(), changes: Vec::new() };
        self.returned = rows.map(held).collect();
        (self.passed_over, self.titles) = (Vec::new(), Vec::new());
    }

    fn sort(&mut self, mut placed: Placed) {
        // what holds for the whole sheet is said once
        if let Some(at) = placed.changes.iter().position(|change| change.kind == "year_from_title") {
            let change = Change { row: None, ..placed.changes.remove(at) };
            if !self.passed_over.contains(&change) {
                self.passed_over.insert(0, change);
            }
        }
        // an answer cannot stand in for a place: without one the row goes back, whatever was accepted
        if placed.draft.is_some() {
            settle(&mut placed.problems, self.accept);
            self.repairs.settle(placed.row, &mut placed.problems);
        }
        if self.repairs.skips(placed.row) {
            let problems = vec![Repairs::left_out(placed.row)];
            self.returned.push(Returned { row: placed.row, problems, changes: placed.changes });
            return;
        }
        let blocked = placed.problems.iter().any(Problem::is_blocking);
        match placed.draft {
            Some(draft) if !blocked => self.ready.push(Ready {
                row: placed.row,
                likeness: draft.description.likeness_number(&draft.place),
                draft,
                changes: placed.changes,
                notices: placed.problems,
            }),
            _ => self.returned.push(Returned {
                row: placed.row,
                problems: placed.problems,
                changes: placed.changes,
            }),
        }
    }
}

/// Questions the person has answered beforehand hold nothing up any more.
pub(super) fn settle(problems: &mut [Problem], accept: &[String]) {
    for problem in problems.iter_mut().filter(|problem| problem.weight == Weight::Ask) {
        if accept.contains(&problem.kind) {
            problem.weight = Weight::Notice;
        }
    }
}

impl Sheet {
    /// What makes two runs the same batch: the file and everything decided about it.
    pub fn batch_digest(&self, file: &Digest, wishes: &Wishes) -> String {
        let mut decided = serde_json::json!({
            "file": file, "fonds": wishes.fonds, "year": wishes.year, "class": wishes.class, "step": wishes.step,
            "sheet": self.name, "suggest": wishes.suggest, "accept": wishes.accept, "mapping": self.header.mapping,
        });
        // batches of before there were repairs keep the digest they had
        if !self.repairs.is_empty() {
            decided["repairs"] = serde_json::json!(self.repairs.all().collect::<Vec<_>>());
        }
        Digest::of(decided.to_string().as_bytes()).hex()
    }

    pub fn outcome(&self, taking: Taking, history: &super::duplicates::History) -> Intake {
        let mut problems = self.notes.clone();
        problems.extend(self.returned.iter().flat_map(|row| row.problems.iter().cloned()));
        problems.extend(self.ready.iter().flat_map(|row| row.notices.iter().cloned()));
        problems.sort_by_key(|problem| problem.row);
        let of_rows = self
            .ready
            .iter()
            .map(|row| (row.row, &row.changes))
            .chain(self.returned.iter().map(|row| (row.row, &row.changes)));
        let mut of_rows: Vec<_> = of_rows.collect();
        of_rows.sort_by_key(|(row, _)| *row);
        let changes =
            || self.passed_over.iter().chain(of_rows.iter().flat_map(|(_, changes)| changes.iter()));
        let refused: HashSet<u32> = self.returned.iter().map(|row| row.row).collect();
        let resumed = history.resumed.len() as u64;
        Intake {
            read: self.read,
            accepted: self.read - refused.len() as u64,
            written: 0,
            resumed,
            problems,
            changed_total: changes().count() as u64,
            changed: changes().take(LISTED).cloned().collect(),
            volumes: Vec::new(),
            batch: None,
            dry_run: taking == Taking::DryRun,
            interrupted: false,
            seen_before: history.seen_before,
            reading: self.reading.clone(),
            sheet: self.name.clone(),
            header_rows: Some(self.header.header_rows).filter(|(_, last)| *last > 0),
            title_lines: self.header.title_lines.clone(),
            title_year: self.header.hints.year,
            mapping: self.header.mapping.clone(),
            sender: self.sender.clone(),
            remembered: self.remembered,
            to_confirm: self.header.to_confirm,
            repairs: self.repairs_known,
            repaired: !self.repairs.is_empty(),
        }
    }
}
