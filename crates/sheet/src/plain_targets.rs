//! Workbooks whose parts point to one another by `./`, `../` or backslashes. Spreadsheet programs follow them, calamine
//! does not: it is given a copy in memory with plain ones.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, Write as _};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::refusal::damaged;
use super::xml;
use super::zipped::Container;
use crate::domain::general::error::Result;

/// What a workbook is read from.
pub(super) trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// The file itself, or its copy.
pub(super) fn source(path: &Path, archive: &mut Container) -> Result<BufReader<Box<dyn Source>>> {
    let odd = xml::odd_targets(archive)?;
    let source: Box<dyn Source> = match odd.is_empty() {
        true => Box::new(File::open(path).map_err(damaged)?),
        false => Box::new(Cursor::new(copy(archive, &odd)?)),
    };
    Ok(BufReader::new(source))
}

fn copy(archive: &mut Container, odd: &[xml::OddTarget]) -> Result<Vec<u8>> {
    let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let name = archive.by_index_raw(at).map_err(damaged)?.name().map_err(damaged)?.into_owned();
        let of_part: Vec<&xml::OddTarget> = odd.iter().filter(|odd| odd.part == name).collect();
        if of_part.is_empty() {
            copy.raw_copy_file(archive.by_index_raw(at).map_err(damaged)?).map_err(damaged)?;
            continue;
        }
        let mut text = String::new();
        archive.by_index(at).map_err(damaged)?.read_to_string(&mut text).map_err(damaged)?;
        for xml::OddTarget { given, plain, .. } in of_part {
            for quote in ['"', '\''] {
                text = text.replace(&format!("{quote}{given}{quote}"), &format!("{quote}{plain}{quote}"));
            }
        }
        copy.start_file(name, SimpleFileOptions::default()).map_err(damaged)?;
        copy.write_all(text.as_bytes()).map_err(damaged)?;
    }
    Ok(copy.finish().map_err(damaged)?.into_inner())
}
