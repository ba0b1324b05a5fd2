//! The number formats of a workbook, by the style a cell names.

use super::{Workbook, attribute, each_start, number};
use crate::domain::general::error::Result;
use crate::number_format::NumberFormat;
use crate::zipped::Container;

/// For each style the format that makes its cells look different from what they hold.
pub(super) fn number_formats(archive: &mut Container, book: &Workbook) -> Result<Vec<Option<NumberFormat>>> {
    let Some(part) = book.part_of_type("/styles") else { return Ok(Vec::new()) };
    let mut codes: Vec<(u32, Option<NumberFormat>)> = Vec::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    each_start(archive, &part, |tag| {
        match tag.local_name().as_ref() {
            "numFmt" => {
                if let (Some(id), Some(code)) = (number(tag, "numFmtId")?, attribute(tag, "formatCode")?) {
                    codes.push((id, NumberFormat::of_code(&code)));
                }
            }
            "cellXfs" => in_cells = true,
            "cellStyles" | "cellStyleXfs" | "dxfs" => in_cells = false,
            "xf" if in_cells => {
                let id = number(tag, "numFmtId")?.unwrap_or(0);
                let own = codes.iter().find(|(known, _)| *known == id).map(|(_, format)| format.clone());
                styles.push(own.unwrap_or_else(|| NumberFormat::of_id(id)));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}
