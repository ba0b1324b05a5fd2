//! What calamine does not tell about a sheet: hidden rows, widths, merged blocks, true extent.

use std::fs::File;
use std::io::BufReader;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::read::ZipFile;

mod ods;

pub(super) use ods::{Table, ods_layouts};

use super::reading::ReadingLimits;
use super::refusal::damaged;
use super::zipped::Container;
use crate::domain::general::error::Result;
use crate::domain::receiving::grid::Merge;

/// How a sheet is laid out.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Numbers from 1, ascending.
    pub hidden: Vec<u32>,
    pub widths: Vec<Option<f64>>,
    pub merges: Vec<Merge>,
}

impl Layout {
    pub fn is_hidden(&self, row: u32) -> bool {
        self.hidden.binary_search(&row).is_ok()
    }
}

type Xml<'a> = Reader<BufReader<ZipFile<'a, BufReader<File>>>>;

/// Walks over every start tag of a part.
fn each_start(
    archive: &mut Container,
    part: &str,
    mut see: impl FnMut(&BytesStart) -> Result<()>,
) -> Result<()> {
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
            Event::Start(tag) | Event::Empty(tag) => see(&tag)?,
            Event::Eof => return Ok(()),
            _ => {}
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

/// The part of the archive that holds the sheet of that name.
pub(super) fn sheet_part(archive: &mut Container, sheet: &str) -> Result<String> {
    let mut workbook = None;
    each_start(archive, "_rels/.rels", |tag| {
        let of_workbook = attribute(tag, "Type")?.is_some_and(|t| t.ends_with("/officeDocument"));
        if tag.local_name().as_ref() == "Relationship" && of_workbook {
            workbook = attribute(tag, "Target")?;
        }
        Ok(())
    })?;
    let workbook = workbook.ok_or_else(|| damaged("no workbook"))?;
    let workbook = workbook.trim_start_matches('/').to_owned();
    let (folder, file) =
        workbook.rsplit_once('/').map_or((String::new(), workbook.as_str()), |(d, f)| (format!("{d}/"), f));
    let mut id = None;
    each_start(archive, &workbook, |tag| {
        if tag.local_name().as_ref() == "sheet" && attribute(tag, "name")?.as_deref() == Some(sheet) {
            id = attribute(tag, "id")?;
        }
        Ok(())
    })?;
    let mut part = None;
    each_start(archive, &format!("{folder}_rels/{file}.rels"), |tag| {
        if id.is_some() && attribute(tag, "Id")? == id {
            part = attribute(tag, "Target")?;
        }
        Ok(())
    })?;
    let part = part.ok_or_else(|| damaged(format!("sheet {sheet} is missing")))?;
    Ok(if part.starts_with('/') { part } else { format!("{folder}{part}") })
}

/// Layout of an xlsx sheet, from its XML.
pub(super) fn xlsx_layout(archive: &mut Container, sheet: &str, limits: &ReadingLimits) -> Result<Layout> {
    let part = sheet_part(archive, sheet)?;
    let mut layout = Layout::default();
    let mut row = 0;
    each_start(archive, &part, |tag| {
        match tag.local_name().as_ref() {
            "row" => {
                row = number(tag, "r")?.unwrap_or(row + 1);
                if attribute(tag, "hidden")?.is_some_and(|v| v == "1" || v == "true") {
                    layout.hidden.push(row);
                }
            }
            "col" => {
                let (first, last) = (number(tag, "min")?, number(tag, "max")?);
                let width =
                    attribute(tag, "width")?.and_then(|w| w.parse::<f64>().ok()).filter(|w| w.is_finite());
                if let (Some(first @ 1..), Some(last)) = (first, last) {
                    let last = last.min(limits.columns) as usize;
                    layout.widths.resize(layout.widths.len().max(last), None);
                    (first as usize - 1..last).for_each(|at| layout.widths[at] = width);
                }
            }
            "mergeCell" if layout.merges.len() <= limits.merges => {
                layout.merges.extend(attribute(tag, "ref")?.and_then(|r| merge(&r)));
            }
            _ => {}
        }
        Ok(())
    })?;
    layout.hidden.sort_unstable();
    Ok(layout)
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
