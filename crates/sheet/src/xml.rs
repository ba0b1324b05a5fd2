//! What calamine does not tell about a sheet: hidden rows and columns, widths, merged blocks, number formats, true extent.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::BufReader;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::read::ZipFile;

mod ods;
mod styles;

pub(super) use ods::{Table, ods_layouts};

use super::number_format::NumberFormat;
use super::reading::ReadingLimits;
use super::refusal::damaged;
use super::zipped::Container;
use crate::domain::general::error::Result;
use crate::domain::receiving::grid::{Cell, Merge};

/// How a sheet is laid out.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Numbers from 1, ascending.
    pub hidden: Vec<u32>,
    /// Counted from 0.
    pub hidden_columns: BTreeSet<usize>,
    pub widths: Vec<Option<f64>>,
    pub merges: Vec<Merge>,
    /// Styles of the cells that look different from what they hold, by row (from 1) and column (from 0).
    pub styled: HashMap<(u32, u32), u16>,
    pub formats: Vec<Option<NumberFormat>>,
    /// Cells as an ods shows them.
    pub shown: HashMap<(u32, u32), Cell>,
}

impl Layout {
    pub fn is_hidden(&self, row: u32) -> bool {
        self.hidden.binary_search(&row).is_ok()
    }

    /// The cell as the sheet shows it.
    pub fn as_shown(&self, row: u32, column: u32, cell: Cell) -> Cell {
        if self.styled.is_empty() && self.shown.is_empty() {
            return cell;
        }
        if let Some(shown) = self.shown.get(&(row, column)) {
            return shown.clone();
        }
        let style = self.styled.get(&(row, column)).map(|style| usize::from(*style));
        match style.and_then(|style| self.formats.get(style)) {
            Some(Some(format)) => format.shown(cell),
            _ => cell,
        }
    }
}

type Xml<'a> = Reader<BufReader<ZipFile<'a, BufReader<File>>>>;

/// Walks over every start tag of a part.
fn each_start(
    archive: &mut Container,
    part: &str,
    mut see: impl FnMut(&BytesStart) -> Result<()>,
) -> Result<()> {
    each_event(archive, part, |event| match event {
        Event::Start(tag) | Event::Empty(tag) => see(tag),
        _ => Ok(()),
    })
}

fn each_event(archive: &mut Container, part: &str, mut see: impl FnMut(&Event) -> Result<()>) -> Result<()> {
    let wanted = part.trim_start_matches('/');
    let name = archive
        .file_names()
        .filter_map(Result::ok)
        .find(|name| name.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(wanted))
        .map(|name| name.into_owned())
        .ok_or_else(|| damaged(format!("{wanted} is missing")))?;
    let mut xml: Xml = Reader::from_reader(BufReader::new(archive.by_name(&name).map_err(damaged)?));
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Eof => return Ok(()),
            event => see(&event)?,
        }
    }
}

fn attribute(tag: &BytesStart, name: &str) -> Result<Option<String>> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.as_ref() == name || attribute.key.local_name().as_ref() == name && name == "id" {
            return Ok(Some(
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned(),
            ));
        }
    }
    Ok(None)
}

fn number(tag: &BytesStart, name: &str) -> Result<Option<u32>> {
    Ok(attribute(tag, name)?.and_then(|text| text.parse().ok()))
}

/// The workbook's own part, and what it is tied to.
struct Workbook {
    /// As the archive's own relations name it.
    given: String,
    folder: String,
    part: String,
    relations: Vec<Relation>,
}

struct Relation {
    id: String,
    what: String,
    target: String,
}

impl Workbook {
    fn of_archive(archive: &mut Container) -> Result<Workbook> {
        let mut part = None;
        each_start(archive, "_rels/.rels", |tag| {
            let of_workbook = attribute(tag, "Type")?.is_some_and(|t| t.ends_with("/officeDocument"));
            if tag.local_name().as_ref() == "Relationship" && of_workbook {
                part = attribute(tag, "Target")?;
            }
            Ok(())
        })?;
        let given = part.ok_or_else(|| damaged("no workbook"))?;
        let part = resolved("", &given);
        let (folder, file) =
            part.rsplit_once('/').map_or((String::new(), part.as_str()), |(d, f)| (format!("{d}/"), f));
        let mut relations = Vec::new();
        each_start(archive, &format!("{folder}_rels/{file}.rels"), |tag| {
            if let (Some(id), Some(target)) = (attribute(tag, "Id")?, attribute(tag, "Target")?) {
                relations.push(Relation { id, what: attribute(tag, "Type")?.unwrap_or_default(), target });
            }
            Ok(())
        })?;
        Ok(Workbook { given, folder, part, relations })
    }

    fn part_of_type(&self, end: &str) -> Option<String> {
        let relation = self.relations.iter().find(|relation| relation.what.ends_with(end))?;
        Some(resolved(&self.folder, &relation.target))
    }

    /// The part that holds the sheet of that name.
    fn part_of_sheet(&self, archive: &mut Container, sheet: &str) -> Result<String> {
        let mut id = None;
        each_start(archive, &self.part, |tag| {
            if tag.local_name().as_ref() == "sheet" && attribute(tag, "name")?.as_deref() == Some(sheet) {
                id = attribute(tag, "id")?;
            }
            Ok(())
        })?;
        let relation = self.relations.iter().find(|relation| Some(&relation.id) == id.as_ref());
        let relation = relation.ok_or_else(|| damaged(format!("sheet {sheet} is missing")))?;
        Ok(resolved(&self.folder, &relation.target))
    }
}

/// A target as seen from a folder: `./x`, `../x`, `/x` and backslashes included.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = if target.starts_with('/') { target } else { format!("{folder}{target}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// A relation that points to its part in a roundabout way.
pub(super) struct OddTarget {
    /// The part it stands in.
    pub part: String,
    pub given: String,
    /// The same, plainly from the part's folder.
    pub plain: String,
}

/// The odd relations of the workbook.
pub(super) fn odd_targets(archive: &mut Container) -> Result<Vec<OddTarget>> {
    let book = Workbook::of_archive(archive)?;
    let is_odd = |target: &str| {
        let plain = target.replace('\\', "/");
        let mut steps = plain.trim_start_matches('/').split('/');
        !plain.contains("://") && (plain != target || steps.any(|step| matches!(step, "" | "." | "..")))
    };
    let file = book.part.rsplit('/').next().unwrap_or_default();
    let part = format!("{}_rels/{file}.rels", book.folder);
    let root = is_odd(&book.given).then(|| OddTarget {
        part: "_rels/.rels".into(),
        given: book.given.clone(),
        plain: book.part.clone(),
    });
    let odd = book.relations.iter().filter(|relation| is_odd(&relation.target));
    let odd = odd.map(|relation| {
        let whole = resolved(&book.folder, &relation.target);
        let plain = whole.strip_prefix(&book.folder).map_or_else(|| format!("/{whole}"), str::to_owned);
        OddTarget { part: part.clone(), given: relation.target.clone(), plain }
    });
    Ok(root.into_iter().chain(odd).collect())
}

/// Layout of an xlsx sheet, from its XML.
pub(super) fn xlsx_layout(archive: &mut Container, sheet: &str, limits: &ReadingLimits) -> Result<Layout> {
    let book = Workbook::of_archive(archive)?;
    let part = book.part_of_sheet(archive, sheet)?;
    let mut layout = Layout { formats: styles::number_formats(archive, &book)?, ..Layout::default() };
    let any_format = layout.formats.iter().any(Option::is_some);
    let (mut row, mut column) = (0, 0);
    each_start(archive, &part, |tag| {
        match tag.local_name().as_ref() {
            "row" => {
                row = number(tag, "r")?.unwrap_or(row + 1);
                column = 0;
                // a row of no height is hidden, too
                let yes = |v: String| v == "1" || v == "true";
                if attribute(tag, "hidden")?.is_some_and(yes)
                    || attribute(tag, "ht")?.is_some_and(|ht| is_zero(&ht))
                {
                    layout.hidden.push(row);
                }
            }
            "c" if any_format => {
                let at = attribute(tag, "r")?.and_then(|r| cell(&r));
                let (of_row, of_column) = at.unwrap_or((row, column));
                column = of_column + 1;
                let style = number(tag, "s")?.and_then(|style| u16::try_from(style).ok());
                let format = style.and_then(|style| layout.formats.get(usize::from(style)));
                if let (Some(style), Some(Some(_)), true) = (style, format, of_column < limits.columns) {
                    layout.styled.insert((of_row, of_column), style);
                }
            }
            "col" => layout.columns(tag, limits)?,
            "mergeCell" if layout.merges.len() <= limits.merges => {
                layout.merges.extend(attribute(tag, "ref")?.and_then(|r| merge(&r)));
            }
            _ => {}
        }
        Ok(())
    })?;
    layout.hidden.sort_unstable();
    layout.hidden.dedup();
    Ok(layout)
}

fn is_zero(text: &str) -> bool {
    text.parse::<f64>() == Ok(0.0)
}

impl Layout {
    /// `<col min="2" max="3" width="12.5" hidden="1"/>`
    fn columns(&mut self, tag: &BytesStart, limits: &ReadingLimits) -> Result<()> {
        let (first, last) = (number(tag, "min")?, number(tag, "max")?);
        let width = attribute(tag, "width")?.and_then(|w| w.parse::<f64>().ok()).filter(|w| w.is_finite());
        let (Some(first @ 1..), Some(last)) = (first, last) else { return Ok(()) };
        let last = last.min(limits.columns) as usize;
        let columns = first as usize - 1..last;
        self.widths.resize(self.widths.len().max(last), None);
        columns.clone().for_each(|at| self.widths[at] = width);
        let yes = |v: String| v == "1" || v == "true";
        if attribute(tag, "hidden")?.is_some_and(yes) || width == Some(0.0) {
            self.hidden_columns.extend(columns);
        }
        Ok(())
    }
}

/// `B3:C3`.
fn merge(reference: &str) -> Option<Merge> {
    let (first, last) = reference.split_once(':')?;
    let ((first_row, first_column), (last_row, last_column)) = (cell(first)?, cell(last)?);
    let ordered = first_row <= last_row && first_column <= last_column;
    ordered.then_some(Merge { first_row, last_row, first_column, last_column })
}

/// `$B$3` → (3, 1).
fn cell(reference: &str) -> Option<(u32, u32)> {
    let plain = reference.replace('$', "");
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = plain.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let column = letters.bytes().fold(0u32, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    Some((row.parse().ok().filter(|r| *r > 0)?, column - 1))
}
