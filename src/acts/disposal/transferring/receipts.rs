//! 接收回执: the receiver's file (csv, xlsx) becomes the steps of a transfer, all of them or none.

use std::path::Path;

use super::numbered::transfer_numbered;
use super::showing::{TransferView, transfer};
use super::stepping::stepped;
use crate::archive::{Archive, allow};
use crate::domain::disposal::transferring::receipt::RECEIPT_HEADINGS;
use crate::domain::disposal::transferring::{ReceiptRow, TransferStage, read_receipt};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::number_text;
use crate::domain::receiving::grid::{Cell, Grid, Row};
use crate::problems;
use crate::sheet::{self, Reading};

/// Rows looked through for the header.
const HEADER_WITHIN: usize = 20;

/// Reads the receiver's file.
///
/// # Errors
/// `Refused` with a list for a file of another transfer or package, rows that are foreign, changed, missing or there twice;
/// nothing is taken then. `Unreadable` for what is no sheet.
pub async fn take_receipt(archive: &Archive, by: &By, number: &str, path: &Path) -> Result<TransferView> {
    allow(by, Deed::Dispose)?;
    let row = transfer_numbered(&archive.store, by, number).await?;
    let now = archive.store.transfer_read(&row).await?;
    if !matches!(now.stage, TransferStage::HandedOver(_)) {
        let stage = row.stage.word();
        return Err(Error::from(receipt_too_early(&row.number, &stage.zh, &stage.en)));
    }
    let grid = sheet::read(path, &Reading::default()).await?;
    let steps = read_receipt(&now, &rows(&grid)?)?;
    stepped(archive, by, number, steps).await?;
    transfer(archive, by, number).await
}

/// The rows under the header that names every column of a receipt.
fn rows(grid: &Grid) -> Result<Vec<ReceiptRow>> {
    let header = grid.rows.iter().take(HEADER_WITHIN).enumerate().find_map(|(at, row)| {
        let columns: Option<Vec<usize>> = RECEIPT_HEADINGS
            .iter()
            .map(|heading| row.cells.iter().position(|cell| text(cell).trim() == *heading))
            .collect();
        Some((at, columns?))
    });
    let Some((header, columns)) = header else {
        return Err(Error::from(receipt_without_header(&RECEIPT_HEADINGS.join("、"))));
    };
    let read = |row: &Row| {
        let field = |at: usize| row.cells.get(columns[at]).map(text).unwrap_or_default().trim().to_owned();
        ReceiptRow {
            row: row.number,
            seq: field(0),
            code: field(1),
            result: field(2),
            reason: field(3),
            number: field(4),
            manifest: field(5),
        }
    };
    // what stands under the list (sums, the log's checkpoint) fills none of these
    let is_line = |row: &ReceiptRow| {
        [&row.code, &row.result, &row.number, &row.manifest].iter().any(|one| !one.is_empty())
    };
    Ok(grid.rows.iter().skip(header + 1).map(read).filter(is_line).collect())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number_text(*number),
        Cell::Formula { value, .. } => text(value),
        Cell::Date(day) => day.clone(),
        Cell::PartOfDate { shown, .. } => shown.clone(),
        Cell::Error(text) | Cell::Broken { text, .. } => text.clone(),
        Cell::Bool(_) | Cell::Empty => String::new(),
    }
}

problems! {
    refuse receipt_too_early(number, stage, stage_en):
        "批次 {number} {stage}，现在没有回执可读。" / "Transfer {number} is: {stage_en}. There is no receipt to be read."
        => "点交以后再读入回执。" / "Read it once the transfer is handed over.";
    refuse receipt_without_header(known):
        "回执的表头不全，要有：{known}。" / "The receipt's header lacks columns; they are: {known}."
        => "用 guidang package receipt 出具的回执，或照这些列名填写。"
            / "Take one written by guidang package receipt, or use these headings.";
}
