//! The rows of a sheet as they were understood, written down in their order, and what has to be known of all of them
//! at once: a million rows pass through, they do not pile up.

use std::collections::HashMap;
use std::hash::Hash;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

use super::persons_seen::PersonsSeen;
use super::row_set::RowSet;
use crate::domain::general::error::Result;
use crate::domain::general::masking::{Guarded as _, WholeFor};
use crate::domain::general::problem::{Change, Problem};
use crate::domain::records::item::{CodedSpot, Description, Draft, Place};
use crate::sheet::{LinesRead, LinesWritten};

/// A row with what became of it: it can be filed when it has a draft, else it goes back.
pub(super) struct SheetRow {
    pub row: u32,
    pub draft: Option<Draft>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
}

impl SheetRow {
    /// Whether the row really goes back to its sender: not when it lies in the archive already, or when the
    /// archivist decided to leave it out.
    pub fn goes_back(&self) -> bool {
        let here = |kind: &str| matches!(kind, "already_filed" | "left_out");
        self.draft.is_none() && !self.problems.iter().any(|problem| here(&problem.kind))
    }
}

/// A row that can be filed, as far as others have to do with it.
#[derive(Clone, Copy)]
pub(super) struct Ready {
    pub row: u32,
    pub pages: u32,
    pub likeness: i64,
    place: u32,
    /// From 1; 0: no code gives it a spot.
    coded: u32,
}

/// What a row's code says.
#[derive(Clone, Copy)]
struct Coded {
    volume: u32,
    page: u32,
    step_text: u32,
}

/// The spot a row's own code gives it.
pub(super) struct SpotGiven<'a> {
    pub volume: u32,
    pub page: u32,
    pub step_text: Option<&'a str>,
}

/// Values that many rows share, each once.
struct Shared<T> {
    known: HashMap<T, u32>,
    all: Vec<T>,
    last: u32,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Shared { known: HashMap::new(), all: Vec::new(), last: 0 }
    }
}

impl<T: Clone + Eq + Hash> Shared<T> {
    fn place_of(&mut self, value: &T) -> u32 {
        // most rows are like the one before
        if self.all.get(self.last as usize) != Some(value) {
            self.last = match self.known.get(value) {
                Some(at) => *at,
                None => {
                    let at = self.all.len() as u32;
                    self.known.insert(value.clone(), at);
                    self.all.push(value.clone());
                    at
                }
            };
        }
        self.last
    }
}

/// What is known of all rows.
#[derive(Default)]
pub(super) struct RowsSeen {
    /// In the sheet's order; not all of them stay.
    ready: Vec<Ready>,
    coded: Vec<Coded>,
    places: Shared<Place>,
    step_texts: Shared<Option<String>>,
    pub persons: PersonsSeen,
    /// Rows that can be filed.
    pub to_file: RowSet,
    /// Of those, rows whose code gives them a spot.
    pub with_code: RowSet,
}

impl RowsSeen {
    fn add(&mut self, row: u32, draft: &Draft) {
        let about = &draft.description;
        let likeness = about.likeness_number(&draft.place);
        let place = self.places.place_of(&draft.place);
        let mut coded = 0;
        if let Some(given) = &draft.given {
            let step_text = self.step_texts.place_of(&draft.step_text);
            self.coded.push(Coded { volume: given.volume, page: given.page, step_text });
            coded = self.coded.len() as u32;
            self.with_code.insert(row);
        }
        self.persons.add(row, about);
        self.to_file.insert(row);
        self.ready.push(Ready { row, pages: about.pages, likeness, place, coded });
    }

    /// All rows that could be filed as far as they themselves go.
    pub fn ready(&self) -> &[Ready] {
        &self.ready
    }

    pub fn place(&self, row: &Ready) -> &Place {
        &self.places.all[row.place as usize]
    }

    pub fn spot(&self, row: &Ready) -> Option<SpotGiven<'_>> {
        let coded = &self.coded[(row.coded as usize).checked_sub(1)?];
        let step_text = self.step_texts.all[coded.step_text as usize].as_deref();
        Some(SpotGiven { volume: coded.volume, page: coded.page, step_text })
    }
}

/// Rows being written down.
pub(super) struct RowsWritten {
    lines: LinesWritten,
    line: Vec<u8>,
    seen: RowsSeen,
}

/// As it is written: a draft's place is named by its number.
#[derive(Serialize)]
struct DraftWritten<'a>(u32, &'a Option<String>, usize, &'a Option<CodedSpot>, &'a Description);

#[derive(Deserialize)]
struct DraftRead(u32, Option<String>, usize, Option<CodedSpot>, Description);

#[derive(Serialize)]
struct LineWritten<'a>(Option<DraftWritten<'a>>, &'a [Change], &'a [Problem]);

#[derive(Deserialize)]
struct LineRead(Option<DraftRead>, Vec<Change>, Vec<Problem>);

impl RowsWritten {
    pub fn begin(lines: LinesWritten) -> Self {
        RowsWritten { lines, line: Vec::new(), seen: RowsSeen::default() }
    }

    /// Writes a row down. Rows must come in their order.
    pub async fn add(&mut self, mut row: SheetRow) -> Result<()> {
        // what is written is read again: whole
        row.changes.show_all(WholeFor::Storing);
        let draft = row.draft.as_mut().map(|draft| {
            self.seen.add(row.row, draft);
            draft.description.show_all(WholeFor::Storing);
            let place = self.seen.places.last;
            DraftWritten(place, &draft.step_text, draft.rule, &draft.given, &draft.description)
        });
        let line = LineWritten(draft, &row.changes, &row.problems);
        write_line(&mut self.lines, &mut self.line, row.row, &line).await
    }

    pub async fn end(self) -> Result<RowsKept> {
        let lines = ended(self.lines).await?;
        Ok(RowsKept { lines, said: None, seen: self.seen })
    }
}

/// What is said of rows once all of them are known.
pub(super) struct SaidWritten {
    lines: LinesWritten,
    line: Vec<u8>,
}

impl SaidWritten {
    pub fn begin(lines: LinesWritten) -> Self {
        SaidWritten { lines, line: Vec::new() }
    }

    pub async fn add(&mut self, row: u32, problems: &[Problem]) -> Result<()> {
        write_line(&mut self.lines, &mut self.line, row, &problems).await
    }
}

/// The number, a blank, and what is said: a row that nobody wants is not taken apart.
async fn write_line(
    lines: &mut LinesWritten,
    line: &mut Vec<u8>,
    row: u32,
    said: &impl Serialize,
) -> Result<()> {
    line.clear();
    line.extend_from_slice(row.to_string().as_bytes());
    line.push(b' ');
    serde_json::to_writer(&mut *line, said).map_err(anyhow::Error::from)?;
    line.push(b'\n');
    lines.add(line).await
}

async fn ended(lines: LinesWritten) -> Result<LinesRead> {
    Ok(lines.end().await?.ok_or_else(|| anyhow::anyhow!("the rows were not kept"))?)
}

/// Rows written down to the last.
pub(super) struct RowsKept {
    lines: LinesRead,
    /// What was said of some of them afterwards.
    said: Option<LinesRead>,
    pub seen: RowsSeen,
}

impl RowsKept {
    /// What was said afterwards; the rows that are blocked by it are not filed. The persons are needed no more.
    pub async fn say(&mut self, said: SaidWritten, blocked: &RowSet) -> Result<()> {
        self.said = Some(ended(said.lines).await?);
        self.seen.persons = PersonsSeen::default();
        for row in self.seen.ready.iter().filter(|row| blocked.contains(row.row)) {
            self.seen.to_file.remove(row.row);
            self.seen.with_code.remove(row.row);
        }
        Ok(())
    }

    /// From the first row on.
    pub fn again(&self) -> Result<RowsAgain<'_>> {
        let said = match &self.said {
            Some(said) => Some(LinesOfRows::begin(said)?),
            None => None,
        };
        Ok(RowsAgain { seen: &self.seen, lines: LinesOfRows::begin(&self.lines)?, said })
    }
}

/// Lines, each with its row's number.
struct LinesOfRows {
    reader: Box<dyn AsyncBufRead + Send + Sync + Unpin>,
    buffer: Vec<u8>,
    /// The line's row and where its text begins; `None`: the next is to be fetched.
    at: Option<(u32, usize)>,
}

impl LinesOfRows {
    fn begin(lines: &LinesRead) -> Result<Self> {
        Ok(LinesOfRows { reader: lines.reader()?, buffer: Vec::new(), at: None })
    }

    async fn row(&mut self) -> Result<Option<u32>> {
        if self.at.is_none() {
            self.buffer.clear();
            if self.reader.read_until(b'\n', &mut self.buffer).await? == 0 {
                return Ok(None);
            }
            let digits = self.buffer.iter().take_while(|byte| byte.is_ascii_digit());
            let row = digits.clone().fold(0, |row: u32, digit| 10 * row + u32::from(digit - b'0'));
            self.at = Some((row, digits.count() + 1));
        }
        Ok(self.at.map(|(row, _)| row))
    }

    /// The rest of the line, taken apart.
    fn take<'de, T: Deserialize<'de>>(&'de mut self) -> Result<T> {
        let (_, begin) = self.at.take().unwrap_or_default();
        Ok(serde_json::from_slice(&self.buffer[begin..]).map_err(anyhow::Error::from)?)
    }
}

/// The rows once more, with everything that was said of them.
pub(super) struct RowsAgain<'a> {
    seen: &'a RowsSeen,
    lines: LinesOfRows,
    said: Option<LinesOfRows>,
}

impl RowsAgain<'_> {
    /// The next rows that are wanted, so many at most.
    pub async fn portion(&mut self, most: usize, wanted: impl Fn(u32) -> bool) -> Result<Vec<SheetRow>> {
        let mut portion = Vec::new();
        while portion.len() < most {
            match self.next(&wanted).await? {
                Some(row) => portion.push(row),
                None => break,
            }
        }
        Ok(portion)
    }

    /// The next row that is wanted.
    pub async fn next(&mut self, wanted: impl Fn(u32) -> bool) -> Result<Option<SheetRow>> {
        loop {
            // what lies in memory never makes its reader wait
            tokio::task::coop::consume_budget().await;
            let Some(row) = self.lines.row().await? else { return Ok(None) };
            if !wanted(row) {
                self.lines.at = None;
                continue;
            }
            let LineRead(draft, changes, mut problems) = self.lines.take()?;
            problems.append(&mut self.said_of(row).await?);
            let draft = draft.filter(|_| self.seen.to_file.contains(row));
            let draft = draft.map(|DraftRead(place, step_text, rule, given, description)| {
                let place = self.seen.places.all[place as usize].clone();
                Draft { place, step_text, rule, given, description }
            });
            return Ok(Some(SheetRow { row, draft, changes, problems }));
        }
    }

    async fn said_of(&mut self, row: u32) -> Result<Vec<Problem>> {
        let Some(said) = &mut self.said else { return Ok(Vec::new()) };
        while let Some(of) = said.row().await? {
            if of == row {
                return said.take();
            }
            if of > row {
                break;
            }
            said.at = None;
        }
        Ok(Vec::new())
    }
}
