//! What calamine does not tell of an old workbook (MS-XLS): hidden rows and columns, number formats, and texts of the
//! shared table that a record's end cuts between the two halves of a character.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use super::number_format::NumberFormat;
use super::reading::ReadingLimits;
use super::xml::Layout;
use crate::domain::receiving::grid::Cell;

const EOF: u16 = 0x0a;
const BOF: u16 = 0x809;
const CONTINUE: u16 = 0x3c;
const BOUND_SHEET: u16 = 0x85;
const SST: u16 = 0xfc;
const FORMAT: u16 = 0x41e;
const XF: u16 = 0xe0;
const ROW: u16 = 0x208;
const COL_INFO: u16 = 0x7d;
const LABEL_SST: u16 = 0xfd;
const MUL_RK: u16 = 0xbd;
/// Number, RK, formula: row, column, style.
const OF_NUMBERS: [u16; 3] = [0x203, 0x27e, 0x06];
/// Number, RK, formula, label, shared text, rich text, yes or no: row, column.
const OF_CELLS: [u16; 7] = [0x203, 0x27e, 0x06, 0x204, LABEL_SST, 0xd6, 0x205];
/// BIFF8, the only version with a shared table of texts.
const BIFF8: u16 = 0x600;

/// The layout of the sheet at that place among the workbook's sheets; `None`: the records break off, which calamine
/// tells in its own words.
pub(super) fn layout(path: &Path, sheet: usize, limits: &ReadingLimits) -> Option<Layout> {
    let stream = stream(path, limits.file_bytes)?;
    let globals = Globals::read(&stream)?;
    let start = *globals.sheets.get(sheet)?;
    Some(globals.sheet(stream.get(start..)?, limits))
}

fn stream(path: &Path, most: u64) -> Option<Vec<u8>> {
    let mut file = cfb::open(path).ok()?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name))?;
    let mut stream = Vec::new();
    file.open_stream(name).ok()?.take(most).read_to_end(&mut stream).ok()?;
    Some(stream)
}

/// From where to where cells of a sheet hold something.
pub(super) struct SheetExtent {
    pub sheet: String,
    first_row: u16,
    first_column: u16,
    /// From 1.
    pub last_row: u32,
    /// From 0.
    pub last_column: u16,
}

impl SheetExtent {
    /// Places between the first and the last, empty ones too.
    pub fn cells(&self) -> u64 {
        let rows = u64::from(self.last_row).saturating_sub(u64::from(self.first_row));
        rows * (u64::from(self.last_column.saturating_sub(self.first_column)) + 1)
    }

    fn reach(&mut self, row: u16, first: u16, last: u16) {
        (self.first_row, self.first_column) = (self.first_row.min(row), self.first_column.min(first));
        (self.last_row, self.last_column) =
            (self.last_row.max(u32::from(row) + 1), self.last_column.max(last));
    }
}

/// How far each sheet reaches; `None`: the records break off.
pub(super) fn extents(path: &Path) -> Option<Vec<SheetExtent>> {
    let stream = stream(path, u64::MAX)?;
    let globals = Globals::read(&stream)?;
    let of_sheet = |(start, name): (&usize, String)| Some(extent(stream.get(*start..)?, name));
    globals.sheets.iter().zip(globals.names).map(of_sheet).collect()
}

fn extent(stream: &[u8], sheet: String) -> SheetExtent {
    let mut extent =
        SheetExtent { sheet, first_row: u16::MAX, first_column: u16::MAX, last_row: 0, last_column: 0 };
    for record in own_records(stream) {
        let Some((row, first)) = u16_at(record.data, 0).zip(u16_at(record.data, 2)) else { continue };
        match record.kind {
            MUL_RK => {
                let last = u16_at(record.data, record.data.len().saturating_sub(2)).unwrap_or(first);
                extent.reach(row, first, last.max(first));
            }
            kind if OF_CELLS.contains(&kind) => extent.reach(row, first, first),
            _ => {}
        }
    }
    extent
}

/// The records of the sheet itself: embedded charts have records of the same kinds.
fn own_records(stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let (mut all, mut depth) = (records(stream), 0);
    std::iter::from_fn(move || {
        loop {
            let record = all.next()?;
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => return None,
                EOF => depth -= 1,
                _ if depth > 1 => {}
                _ => return Some(record),
            }
        }
    })
}

struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

fn records(stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some(Record { kind, data })
    })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

#[derive(Default)]
struct Globals {
    /// Where each sheet's records begin, and what it is called.
    sheets: Vec<usize>,
    names: Vec<String>,
    formats: Vec<Option<NumberFormat>>,
    /// Texts cut in the middle of a character, by their place in the table.
    mended: HashMap<u32, String>,
}

impl Globals {
    fn read(stream: &[u8]) -> Option<Globals> {
        let mut globals = Globals::default();
        let mut codes: HashMap<u16, Option<NumberFormat>> = HashMap::new();
        let (mut styles, mut table): (Vec<u16>, Vec<&[u8]>) = (Vec::new(), Vec::new());
        let mut in_table = false;
        let is_biff8 = records(stream).next().is_some_and(|bof| u16_at(bof.data, 0) == Some(BIFF8));
        for record in records(stream) {
            in_table = record.kind == SST || in_table && record.kind == CONTINUE;
            match record.kind {
                EOF => break,
                _ if in_table => table.push(record.data),
                BOUND_SHEET => {
                    globals.sheets.push(u32_at(record.data, 0)? as usize);
                    globals.names.push(short_name(record.data.get(6..)?, is_biff8).unwrap_or_default());
                }
                FORMAT if is_biff8 => {
                    if let (Some(id), Some(code)) = (u16_at(record.data, 0), unicode(record.data.get(2..)?)) {
                        codes.insert(id, NumberFormat::of_code(&code));
                    }
                }
                XF if is_biff8 => styles.push(u16_at(record.data, 2)?),
                _ => {}
            }
        }
        let format = |id: &u16| codes.get(id).cloned().unwrap_or_else(|| NumberFormat::of_id((*id).into()));
        globals.formats = styles.iter().map(format).collect();
        if is_biff8 && table.len() > 1 {
            globals.mended = cut_texts(&table).unwrap_or_default();
        }
        Some(globals)
    }

    fn sheet(self, stream: &[u8], limits: &ReadingLimits) -> Layout {
        let Globals { formats, mended, .. } = self;
        let mut layout = Layout::default();
        for record in own_records(stream) {
            let data = record.data;
            match record.kind {
                ROW => layout.hidden.extend(hidden_row(data)),
                COL_INFO => layout.hidden_columns.extend(hidden_columns(data, limits)),
                LABEL_SST if !mended.is_empty() => {
                    if let (Some(row), Some(column), Some(text)) =
                        (u16_at(data, 0), u16_at(data, 2), u32_at(data, 6).and_then(|at| mended.get(&at)))
                    {
                        layout.shown.insert((u32::from(row) + 1, column.into()), Cell::Text(text.clone()));
                    }
                }
                kind if OF_NUMBERS.contains(&kind) => note_style(&mut layout, &formats, data, 0, 4),
                MUL_RK => (0..data.len().saturating_sub(6) / 6)
                    .for_each(|at| note_style(&mut layout, &formats, data, at as u32, 4 + 6 * at)),
                _ => {}
            }
        }
        layout.hidden.sort_unstable();
        layout.hidden.dedup();
        layout.formats = formats;
        layout
    }
}

fn hidden_row(data: &[u8]) -> Option<u32> {
    const HIDDEN: u16 = 0x20;
    (u16_at(data, 12)? & HIDDEN != 0).then_some(u32::from(u16_at(data, 0)?) + 1)
}

fn hidden_columns(data: &[u8], limits: &ReadingLimits) -> std::ops::Range<usize> {
    let read = || Some((u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)?, u16_at(data, 8)?));
    match read() {
        Some((first, last, width, flags)) if flags & 1 != 0 || width == 0 => {
            first.into()..(usize::from(last) + 1).min(limits.columns as usize)
        }
        _ => 0..0,
    }
}

/// The style at `style_at` of the cell `right` of the record's own.
fn note_style(
    layout: &mut Layout,
    formats: &[Option<NumberFormat>],
    data: &[u8],
    right: u32,
    style_at: usize,
) {
    let (Some(row), Some(column), Some(style)) = (u16_at(data, 0), u16_at(data, 2), u16_at(data, style_at))
    else {
        return;
    };
    if let Some(Some(_)) = formats.get(usize::from(style)) {
        layout.styled.insert((u32::from(row) + 1, u32::from(column) + right), style);
    }
}

/// A string with its length in one byte, and before BIFF8 without its width.
fn short_name(data: &[u8], is_biff8: bool) -> Option<String> {
    let (length, rest) = data.split_first()?;
    let width = if is_biff8 { &[][..] } else { &[0][..] };
    unicode(&[&[*length, 0], width, rest].concat())
}

/// A string with its length in two bytes and its width in one.
fn unicode(data: &[u8]) -> Option<String> {
    let (count, wide) = (usize::from(u16_at(data, 0)?), data.get(2)? & 1 != 0);
    let chars = data.get(3..)?;
    Some(if wide {
        let units: Vec<u16> = (0..count).map_while(|at| u16_at(chars, 2 * at)).collect();
        String::from_utf16_lossy(&units)
    } else {
        chars.get(..count)?.iter().map(|byte| char::from(*byte)).collect()
    })
}

/// The texts whose characters are cut by the end of a record, put together again (MS-XLS 2.5.293).
fn cut_texts(table: &[&[u8]]) -> Option<HashMap<u32, String>> {
    let mut bytes = Pieces { table, piece: 0, at: 8 };
    let mut mended = HashMap::new();
    for index in 0..u32_at(table.first()?, 4)? {
        let Some((text, was_cut)) = bytes.text() else { break };
        if was_cut {
            mended.insert(index, text);
        }
    }
    Some(mended)
}

/// A record and those that continue it.
struct Pieces<'a> {
    table: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl Pieces<'_> {
    /// At the end of a piece the next one begins.
    fn settle(&mut self) -> Option<()> {
        while self.at >= self.table.get(self.piece)?.len() {
            self.at -= self.table[self.piece].len();
            self.piece += 1;
        }
        Some(())
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        self.settle()?;
        let taken = self.table[self.piece].get(self.at..self.at + count)?;
        self.at += count;
        Some(taken)
    }

    fn text(&mut self) -> Option<(String, bool)> {
        let head = self.take(3)?;
        let (count, flags) = (usize::from(u16_at(head, 0)?), head[2]);
        let runs = if flags & 8 != 0 { usize::from(u16_at(self.take(2)?, 0)?) } else { 0 };
        let phonetic = if flags & 4 != 0 { u32_at(self.take(4)?, 0)? as usize } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut was_cut = false;
        let mut units: Vec<u16> = Vec::with_capacity(count);
        while units.len() < count {
            if self.at >= self.table.get(self.piece)?.len() {
                self.settle()?;
                // a piece that goes on with characters says their width anew
                wide = self.take(1)?[0] & 1 != 0;
                was_cut |= units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit));
            }
            let left = self.table[self.piece].len() - self.at;
            let here = (count - units.len()).min(if wide { left / 2 } else { left });
            if here == 0 {
                return None;
            }
            let chars = self.take(if wide { 2 * here } else { here })?;
            match wide {
                true => {
                    units.extend(chars.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])))
                }
                false => units.extend(chars.iter().map(|byte| u16::from(*byte))),
            }
        }
        self.at += 4 * runs + phonetic;
        Some((String::from_utf16_lossy(&units), was_cut))
    }
}
