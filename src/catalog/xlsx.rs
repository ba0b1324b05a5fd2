//! Catalogs as spreadsheets, written row by row in constant memory.
//!
//! Every text is a text cell (never a formula, never a number); counts alone are numbers.

mod book;
mod cards;
mod look;
mod parts;
mod table;

pub(super) use cards::Cards;
pub(super) use table::Table;

use std::io::Write;

use super::fit::{self, SIZES, TALLEST, line_height};
use super::{Align, Orientation, Plan, file};
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Lang;
use crate::problems;
use book::{Book, Frame};
use look::{For, Look};

/// The longest text a cell can hold, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

const FONT: &str = "仿宋";
pub(super) const TITLE_FONT: &str = "宋体";

/// Text as a cell can hold it: what is over the limit is cut, and a problem says so.
pub(super) fn within_limit<'a>(text: &'a str, row: u32, problems: &mut Vec<Problem>) -> &'a str {
    if text.len() <= LONGEST_TEXT || text.encode_utf16().count() <= LONGEST_TEXT {
        return text;
    }
    let mut units = 0;
    let kept = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_TEXT
    });
    let problem = text_cut();
    problems.push(problem.at_row(row));
    &text[..kept.map_or(text.len(), |(at, _)| at)]
}

fn pixels(mm: f64) -> u32 {
    (mm / 25.4 * 96.0).round() as u32
}

/// Paper, margins, footer; the sheet's width is fitted to the page.
fn frame(plan: &Plan) -> Frame {
    Frame {
        title: plan.title().to_owned(),
        landscape: plan.form.orientation == Orientation::Landscape,
        margins: plan.form.margins.map(|mm| mm / 25.4),
        footer: match plan.lang {
            Lang::Zh => "&C第 &P 页 共 &N 页",
            Lang::En => "&Cpage &P of &N",
        },
        ..Frame::default()
    }
}

/// Words without rules, above and below a list.
fn words(size: f64, align: Align) -> Look {
    Look { font: FONT, size, bold: false, is_for: For::Words, align, top: false, ruled: false }
}

fn text_cell(size: f64, align: Align) -> Look {
    Look { is_for: For::Text, ruled: true, ..words(size, align) }
}

fn count_cell(align: Align) -> Look {
    Look { is_for: For::Count, ruled: true, ..words(SIZES[0], align) }
}

fn title_cell() -> Look {
    Look { font: TITLE_FONT, bold: true, ..words(18.0, Align::Center) }
}

fn bold(look: Look) -> Look {
    Look { bold: true, ..look }
}

/// The workbook, and how many of its sheets bore the name of the last.
struct Pen<W: Write> {
    book: Book<W>,
    name: String,
    of_name: usize,
    /// Columns of the sheet being written.
    columns: usize,
}

impl<W: Write> Pen<W> {
    fn new(frame: Frame, out: W) -> Result<Pen<W>> {
        let book = Book::start(frame, out).map_err(|error| file::cannot_write(&error))?;
        Ok(Pen { book, name: String::new(), of_name: 0, columns: 0 })
    }

    /// Begins a sheet of columns so wide; a name that was borne before is numbered.
    fn new_sheet(&mut self, name: &str, mm: &[f64]) -> Result<()> {
        self.of_name = if self.name == name { self.of_name + 1 } else { 1 };
        name.clone_into(&mut self.name);
        let name = match self.of_name {
            1 => tab(name),
            n => format!("{}({n})", tab(name)),
        };
        self.columns = mm.len();
        let pixels = mm.iter().map(|mm| pixels(*mm)).collect();
        self.book.begin_sheet(&name, pixels).map_err(|error| file::cannot_write(&error))
    }

    /// Ends the row of cells written so far; `height` in points.
    fn end_row(&mut self, height: f64) -> Result<()> {
        self.book.end_row(height).map_err(|error| file::cannot_write(&error))
    }

    /// One text over the whole width.
    fn band(&mut self, text: &str, look: Look, height: f64) -> Result<()> {
        let look = self.book.look(look);
        self.book.across(text, self.columns, look);
        self.end_row(height)
    }

    fn head_line(&mut self, line: &str, width: f64) -> Result<()> {
        let height = fit::lines(line, width, SIZES[0]) as f64 * line_height(SIZES[0]) + 9.0;
        self.band(line, words(SIZES[0], Align::Left), height.min(TALLEST))
    }

    /// Lines below the last row: `width` in millimetres decides how high each is.
    fn below(&mut self, lines: &[String], width: f64) -> Result<()> {
        for line in lines {
            let height = fit::lines(line, width, 9.0) as f64 * line_height(9.0) + 8.0;
            self.band(line, words(9.0, Align::Left), height.min(TALLEST))?;
        }
        Ok(())
    }

    fn finish(self) -> Result<W> {
        self.book.finish().map_err(|error| file::cannot_write(&error))
    }
}

/// A name as it can stand on a sheet's tab, with room for a number behind it.
fn tab(name: &str) -> String {
    let plain = name.chars().map(|c| if "[]:*?/\\'".contains(c) { '-' } else { c });
    let name: String = plain.take(24).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

problems! {
    notice text_cut():
        "这一格超过 32767 字，表格放不下，后面的没有印"
            / "this cell is longer than the 32,767 characters a sheet holds; the rest is not printed"
        => "需要全文请导出 csv 或 html" / "export csv or html for the whole text";
}
