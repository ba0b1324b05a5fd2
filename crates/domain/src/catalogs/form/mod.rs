//! 表格: a form as data – its columns, and where everything stands on paper in millimetres
//! (`templates/print/README.md`). The same description serves xlsx, csv, html and paper.

mod bounds;
mod check;
mod forms;
mod paper;
mod plan;
mod template;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use check::{FOOT_MM, NOTE_MM};
pub use forms::{Forms, Preset, shipped};
pub use paper::{
    Face, FormCell, FormGrid, GridRow, Ink, ListLayout, PaperSize, PieceSheet, Signed, Symbol, VAlign, points,
};
pub use plan::{FormPlan, PlannedColumn};
pub use template::{Template, TemplatePart};

use super::finding_aid::{FieldKind, IdNumbers, LineKind, fields};
use crate::general::digest::Digest;
use crate::general::wording::{Lang, Wording};
use crate::schemes::scheme::{Mark, Origin};

/// How the rows of a form are laid out in a table of cells (xlsx, html).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// One row a line.
    #[default]
    Table,
    /// One row a page, one field a line.
    Card,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    #[default]
    Portrait,
    Landscape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Center,
    Right,
}

/// What stands for a 责任者 that was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankCreator {
    /// The agency whose fonds it is (本单位形成的文件).
    Agency,
}

/// One column of a form (one line of a card).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormColumn {
    /// Key of the row's field.
    pub field: String,
    pub zh: String,
    pub en: String,
    /// Width in millimetres; the line's height in a card.
    pub mm: f64,
    pub align: Option<Align>,
    #[serde(default)]
    pub total: bool,
    #[serde(default)]
    pub once: bool,
    #[serde(default)]
    pub optional: bool,
    /// How its cells are written, where the kind of rows does not say it.
    #[serde(skip)]
    pub kind: Option<FieldKind>,
    /// Forms of before said here how many lines a cell may take before its type shrinks; now it always takes them first.
    pub lines: Option<usize>,
}

/// One form: a catalog, register, cover, label or certificate as an office prints it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub key: String,
    /// A published version is not changed: a change is a new file, and what was printed keeps its own.
    #[serde(default = "first")]
    pub version: u32,
    pub name: Wording,
    /// Other names people ask for it by.
    #[serde(default)]
    pub also_called: Vec<String>,
    /// Which of several layouts of the same name.
    #[serde(default)]
    pub preset: String,
    /// Not among the catalogs that can be asked for by name: another page makes it.
    #[serde(default)]
    pub apart: bool,
    pub rows: LineKind,
    #[serde(default)]
    pub layout: Layout,
    #[serde(default)]
    pub paper: PaperSize,
    #[serde(default)]
    pub orientation: Orientation,
    /// Top, bottom, left, right, in millimetres.
    #[serde(default)]
    pub margins: [f64; 4],
    #[serde(default)]
    pub rows_per_page: u32,
    /// Keys of [`super::finding_aid::Head`] printed under the title.
    #[serde(default)]
    pub head: Vec<String>,
    /// Fields before whose change a line of their values is printed.
    #[serde(default)]
    pub group: Vec<String>,
    /// Field each of whose values gets a sheet of its own in a workbook, where the scope spans several.
    pub part: Option<String>,
    /// What the total counts (卷); no total line without it.
    pub unit: Option<Wording>,
    #[serde(default)]
    pub signatures: Vec<Wording>,
    pub note: Option<Wording>,
    /// The office's rule for a 责任者 that was not given; it stays blank without one.
    pub blank_creator: Option<BlankCreator>,
    pub origin: Origin,
    #[serde(default)]
    pub columns: Vec<FormColumn>,
    /// On paper: a table, rows after rows.
    pub list: Option<ListLayout>,
    /// On paper: one piece a row, made of cells and ruled grids.
    #[serde(default)]
    pub cells: Vec<FormCell>,
    #[serde(default)]
    pub grids: Vec<FormGrid>,
    /// Several pieces on a sheet.
    pub sheet: Option<PieceSheet>,
    /// For a form merged with a sheet: names its fields bear in the sheet's header, besides the columns' own.
    #[serde(default)]
    pub headings: BTreeMap<String, Vec<String>>,
    /// Forms printed before and after a list: its cover, its last leaf.
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub after: Vec<String>,
    /// Digest of the text it was read from.
    #[serde(skip)]
    pub file: Option<Digest>,
}

fn first() -> u32 {
    1
}

impl FormColumn {
    pub fn heading(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Where the text of a cell stands: numbers right, other things left, unless the form says.
    pub fn align_of(&self, kind: FieldKind) -> Align {
        self.align.unwrap_or(if kind == FieldKind::Count { Align::Right } else { Align::Left })
    }
}

impl Form {
    /// A form made by the program itself, with nothing in it yet.
    pub fn bare(key: &str, name: Wording, rows: LineKind, layout: Layout) -> Form {
        let origin = Origin {
            instrument: String::new(),
            article: String::new(),
            line: None,
            mark: Mark::V,
            file_line: None,
        };
        Form {
            key: key.to_owned(),
            version: 1,
            name,
            rows,
            layout,
            origin,
            also_called: Vec::new(),
            preset: String::new(),
            apart: false,
            paper: PaperSize::A4,
            orientation: Orientation::Portrait,
            margins: [0.0; 4],
            rows_per_page: 0,
            head: Vec::new(),
            group: Vec::new(),
            part: None,
            unit: None,
            signatures: Vec::new(),
            note: None,
            blank_creator: None,
            columns: Vec::new(),
            list: None,
            cells: Vec::new(),
            grids: Vec::new(),
            sheet: None,
            headings: BTreeMap::new(),
            before: Vec::new(),
            after: Vec::new(),
            file: None,
        }
    }

    /// `volume_contents@1`: what a printed batch keeps.
    pub fn id(&self) -> String {
        format!("{}@{}", self.key, self.version)
    }

    /// How ID numbers are printed where nobody chose: whole on a certification, which the receiving office compares, else
    /// masked.
    pub fn usual_numbers(&self) -> IdNumbers {
        if self.rows == LineKind::Certification { IdNumbers::Full } else { IdNumbers::Masked }
    }

    /// Kind of the field a column shows; `None` when the rows have no such field.
    pub fn kind_of(&self, field: &str) -> Option<FieldKind> {
        let own = self.columns.iter().find(|column| column.field == field).and_then(|column| column.kind);
        own.or_else(|| fields(self.rows).iter().find(|(key, _)| *key == field).map(|(_, kind)| *kind))
    }

    /// The whole paper, in millimetres: (width, height).
    pub fn paper_mm(&self) -> (f64, f64) {
        let (short, long) = self.paper.mm();
        match self.orientation {
            Orientation::Portrait => (short, long),
            Orientation::Landscape => (long, short),
        }
    }

    /// Paper between the margins, in millimetres: (width, height).
    pub fn printable(&self) -> (f64, f64) {
        let [top, bottom, left, right] = self.margins;
        let (width, height) = self.paper_mm();
        (width - left - right, height - top - bottom)
    }

    /// Height of a row, so that `rows_per_page` of them fill the page under title, head line and headings.
    pub fn row_mm(&self) -> f64 {
        const ABOVE_ROWS: f64 = 34.0;
        ((self.printable().1 - ABOVE_ROWS) / f64::from(self.rows_per_page.max(1))).max(5.0)
    }

    /// What one piece measures: its place on the sheet, or the whole paper.
    pub fn piece_mm(&self) -> (f64, f64) {
        match &self.sheet {
            Some(sheet) => (sheet.piece[0], sheet.piece[1]),
            None => self.paper_mm(),
        }
    }

    /// The form's cells, its grids' cells put where they stand.
    pub fn placed_cells(&self) -> Vec<(FormCell, [f64; 4])> {
        let free = self.cells.iter().map(|cell| (cell.clone(), cell.at));
        free.chain(self.grids.iter().flat_map(FormGrid::placed)).collect()
    }
}

#[cfg(test)]
mod tests;
