//! A workbook of ruled lists, written as it comes: every cell goes straight into the zip, nothing waits
//! in memory or in a second file.
//!
//! The library that can write any workbook looks up the form of each cell anew and keeps each row as a
//! tree; of a list it took two thirds of the time (ARCHITECTURE.md §4). Here the forms are known before
//! the first row.

use std::fmt::Write as _;
use std::io::{self, Write};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::look::{Id, Look, Looks};
use super::parts;

/// As office programs themselves compress: a higher level costs half as much again for a tenth less.
const LEVEL: i64 = 3;
/// XML handed to the zip at a time.
const PORTION: usize = 1 << 16;
/// One part of a zip ends at four gigabytes; a sheet ends before.
const FULL: u64 = 3 << 30;

/// What all sheets of a workbook have in common beside their cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub title: String,
    /// Height of a row of which nothing is said, in points.
    pub row_height: f64,
    /// Rows at the top that stay in sight and stand on every page.
    pub heads: u32,
    pub landscape: bool,
    /// Top, bottom, left, right, in inches.
    pub margins: [f64; 4],
    pub footer: &'static str,
}

/// The sheet being written.
#[derive(Default)]
pub(super) struct Sheet {
    /// Widths of the columns in pixels.
    pub columns: Vec<u32>,
    pub rows: u32,
    /// Row and last column of each cell that begins its row and covers more than one.
    pub merged: Vec<(u32, usize)>,
    /// Rows before which a page begins.
    pub breaks: Vec<u32>,
    bytes: u64,
}

/// A workbook being written to `W`.
pub(super) struct Book<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    frame: Frame,
    looks: Looks,
    names: Vec<String>,
    sheet: Sheet,
    /// Number of the row being written, as it is read: from 1.
    number: String,
    column: usize,
    cells: String,
    xml: String,
}

impl<W: Write> Book<W> {
    pub fn start(frame: Frame, out: W) -> io::Result<Self> {
        let mut book = Book {
            zip: ZipWriter::new_stream(out),
            looks: Looks::default(),
            names: Vec::new(),
            sheet: Sheet::default(),
            number: "1".into(),
            column: 0,
            cells: String::new(),
            xml: String::new(),
            frame,
        };
        // first, so that programs that look at the beginning of a file see an office document
        book.part("_rels/.rels", parts::RELATIONS)?;
        let about = parts::about(&book.frame.title);
        book.part("docProps/core.xml", &about)?;
        Ok(book)
    }

    /// A way cells look, to write cells in.
    pub fn look(&mut self, look: Look) -> Id {
        self.looks.id(look)
    }

    /// Begins a sheet, the one before being ended; its columns are so many pixels wide.
    pub fn begin_sheet(&mut self, name: &str, columns: Vec<u32>) -> io::Result<()> {
        self.end_sheet()?;
        self.names.push(name.to_owned());
        self.sheet = Sheet { columns, ..Sheet::default() };
        self.begin_row();
        self.zip.start_file(format!("xl/worksheets/sheet{}.xml", self.names.len()), options())?;
        parts::sheet_begins(&mut self.xml, &self.frame, &self.sheet, self.names.len() == 1);
        Ok(())
    }

    /// Rows on the sheet so far.
    pub fn rows(&self) -> u32 {
        self.sheet.rows
    }

    pub fn sheets(&self) -> usize {
        self.names.len()
    }

    /// The sheet takes no more, whatever its rows are.
    pub fn is_full(&self) -> bool {
        self.sheet.bytes > FULL
    }

    /// The next cell of the row: a text.
    pub fn text(&mut self, text: &str, look: Id) {
        if text.is_empty() {
            return self.blank(look);
        }
        self.begin_cell(look);
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n');
        let kept = text.starts_with(blank) || text.ends_with(blank);
        self.cells.push_str(r#"" t="inlineStr"><is><t"#);
        self.cells.push_str(if kept { r#" xml:space="preserve">"# } else { ">" });
        parts::push_text(&mut self.cells, text);
        self.cells.push_str("</t></is></c>");
    }

    /// The next cell of the row: a number.
    pub fn count(&mut self, count: u64, look: Id) {
        self.begin_cell(look);
        let _ = write!(self.cells, "\"><v>{count}</v></c>");
    }

    /// The next cell of the row, empty.
    pub fn blank(&mut self, look: Id) {
        self.begin_cell(look);
        self.cells.push_str("\"/>");
    }

    fn begin_cell(&mut self, look: Id) {
        self.cells.push_str("<c r=\"");
        parts::push_letters(&mut self.cells, self.column);
        self.cells.push_str(&self.number);
        self.cells.push_str("\" s=\"");
        self.cells.push_str(self.looks.number(look));
        self.column += 1;
    }

    /// One text over the first `columns` columns.
    pub fn across(&mut self, text: &str, columns: usize, look: Id) {
        self.text(text, look);
        (1..columns).for_each(|_| self.blank(look));
        if columns > 1 {
            self.sheet.merged.push((self.sheet.rows, columns - 1));
        }
    }

    /// A page begins with the next row.
    pub fn break_page(&mut self) {
        self.sheet.breaks.push(self.sheet.rows);
    }

    /// Ends the row; `height` in points.
    pub fn end_row(&mut self, height: f64) -> io::Result<()> {
        let quarters = (height / 0.75).round() * 0.75;
        let _ = write!(self.xml, r#"<row r="{}" ht="{quarters}" customHeight="1">"#, self.number);
        self.xml.push_str(&self.cells);
        self.xml.push_str("</row>");
        self.sheet.rows += 1;
        self.begin_row();
        if self.xml.len() >= PORTION { self.pass_on() } else { Ok(()) }
    }

    fn begin_row(&mut self) {
        self.number.clear();
        let _ = write!(self.number, "{}", self.sheet.rows + 1);
        self.cells.clear();
        self.column = 0;
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.sheet.bytes += self.xml.len() as u64;
        self.zip.write_all(self.xml.as_bytes())?;
        self.xml.clear();
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        if self.names.is_empty() {
            return Ok(());
        }
        parts::sheet_ends(&mut self.xml, &self.frame, &self.sheet);
        self.pass_on()
    }

    fn part(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.zip.start_file(name, options())?;
        self.zip.write_all(text.as_bytes())
    }

    /// Ends the workbook and hands the output back.
    pub fn finish(mut self) -> io::Result<W> {
        self.end_sheet()?;
        self.part("xl/styles.xml", &self.looks.styles())?;
        self.part("xl/workbook.xml", &parts::workbook(&self.names, &self.frame))?;
        self.part("xl/_rels/workbook.xml.rels", &parts::workbook_relations(self.names.len()))?;
        self.part("[Content_Types].xml", &parts::content_types(self.names.len()))?;
        let mut out = self.zip.finish()?.into_inner();
        out.flush()?;
        Ok(out)
    }
}

/// The same for every part and on every day: 1980-01-01.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(zip::DateTime::default())
}
