//! Keeping what an archivist decides about single cells and rows, so that a closed browser loses nothing.

use serde::{Deserialize, Serialize};

use crate::archive::{Archive, allow};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::receiving::columns::Field;
use crate::domain::receiving::repair::{Cure, Repair};
use crate::domain::receiving::rows::judge;
use crate::domain::records::event::{Event, EventKind};
use crate::problems;
use crate::store::Tx;

/// Decisions about one sheet of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mending {
    pub file: Digest,
    /// As the dry run names it.
    pub sheet: String,
    /// The file's own name, for the log.
    pub file_name: String,
    pub repairs: Vec<Repair>,
    /// What the column of a typed value says: then the value is judged before it is kept.
    pub field: Option<Field>,
}

/// Decisions that may be kept at once.
const MOST: usize = 5000;
/// Characters of a cell, as spreadsheets have it.
const CELL: usize = 32_767;
/// Cells named in the log's entry; the others are in the table.
const NAMED: usize = 50;
/// Rows and columns of the largest sheet.
const SHEET: (u32, u32) = (1_048_576, 16_384);

/// Keeps decisions; a later one about the same cell or row takes the place of the earlier.
///
/// # Errors
/// `Refused` for a place outside any sheet, a value no cell can hold, or one that does not read as
/// its column asks.
pub async fn mend(archive: &Archive, by: &By, mut mending: Mending) -> Result<usize> {
    allow(by, Deed::Receive)?;
    for repair in mending.repairs.iter_mut().filter(|repair| repair.cure == Cure::Person) {
        *repair = named(archive, repair).await?;
    }
    let mut problems: Vec<Problem> = mending.repairs.iter().filter_map(out_of_bounds).collect();
    if mending.repairs.is_empty() || mending.repairs.len() > MOST {
        problems.push(repair_count());
    }
    if let Some(field) = mending.field {
        for repair in mending.repairs.iter().filter(|repair| repair.cure == Cure::Value) {
            let judged = judge(Some(field), &repair.value, by.today());
            problems
                .extend(judged.into_iter().filter(Problem::is_blocking).map(|one| one.at_row(repair.row)));
        }
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    archive
        .store
        .write(by, async move |tx| {
            let Mending { file, sheet, file_name, repairs, .. } = mending;
            let mut kept = Vec::new();
            for repair in &repairs {
                let whole = together(tx, &file.hex(), &sheet, repair).await?;
                tx.put_repair(&file, &sheet, &whole).await?;
                // values stay out of the log's text: they may be ID numbers, and the row's digest covers them
                kept.push(serde_json::json!([whole.row, whole.column, whole.cure]));
            }
            kept.truncate(NAMED);
            let count = repairs.len();
            let detail = serde_json::json!({ "file": file, "sheet": sheet, "count": count, "cells": kept });
            Ok((count, Event::new(EventKind::SheetRepaired, file_name, detail)))
        })
        .await
}

/// The number of the person that was chosen, as the cell's value.
async fn named(archive: &Archive, repair: &Repair) -> Result<Repair> {
    let place = repair.value.split_once('.');
    let place = place.and_then(|(item, row)| Some((item.parse().ok()?, row.parse::<usize>().ok()?)));
    let (item, row) = place.ok_or_else(nobody)?;
    let item = archive.store.item(item).await?.ok_or_else(nobody)?;
    let person = row.checked_sub(1).and_then(|at| item.description.persons.get(at)).ok_or_else(nobody)?;
    let value = person.id_number.whole(WholeFor::Storing).to_owned();
    Ok(Repair { cure: Cure::Value, value, ..repair.clone() })
}

fn nobody() -> Error {
    person_gone().into()
}

/// A row's answers to several kinds of questions stand side by side.
async fn together(tx: &mut Tx, file: &str, sheet: &str, repair: &Repair) -> Result<Repair> {
    let mut whole = repair.clone();
    if repair.cure == Cure::Keep
        && let Some((_, before)) = tx.repair_at(file, sheet, repair.row, repair.column).await?
        && before.cure == Cure::Keep
        && !before.value.split_whitespace().any(|kind| kind == repair.value)
    {
        whole.value = format!("{} {}", before.value, repair.value);
    }
    Ok(whole)
}

/// Whether a number in it is masked: six digits, stars, the rest. Nobody can tell any more which it was.
fn is_masked(value: &str) -> bool {
    value.find("*****").is_some_and(|at| {
        let before = value[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        let behind = value[at..].trim_start_matches('*').bytes().take_while(u8::is_ascii_digit).count();
        before == 6 && behind >= 3
    })
}

fn out_of_bounds(repair: &Repair) -> Option<Problem> {
    let (rows, columns) = SHEET;
    let in_place = (1..=rows).contains(&repair.row) && repair.column <= columns;
    let of_row = repair.column == 0;
    let fits = repair.cure == Cure::Withdrawn || repair.cure.is_of_row() == of_row;
    if !in_place || !fits {
        return Some(repair_place().at_row(repair.row));
    }
    if is_masked(&repair.value) {
        return Some(repair_masked().at_row(repair.row));
    }
    let odd = repair.value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    if odd || repair.value.chars().count() > CELL {
        return Some(repair_value().at_row(repair.row));
    }
    None
}

problems! {
    refuse repair_masked():
        "证件号中间是星号，没有写全。" / "The number has stars in it and is not whole."
        => "按证件把号码写全再改。" / "Write the whole number from the document.";
    refuse repair_place():
        "这张表没有这一格。" / "The sheet has no such cell."
        => "从问题旁边的按钮改。" / "Use the buttons beside the problem.";
    refuse repair_count():
        "没有说改哪一格，或一次超过 {MOST} 处。" / "No cell was named, or more than {MOST} at once."
        => "从问题旁边的按钮改。" / "Use the buttons beside the problem.";
    refuse repair_value():
        "这个值放不进一个单元格。" / "A cell cannot hold this value."
        => "只写这一格的内容。" / "Write what belongs in the cell and no more.";
    refuse person_gone():
        "选中的这个人已不在记录里。" / "The archive has the chosen person no more."
        => "再试读一次，从问题旁边的按钮改。" / "Read the sheet again and use the buttons beside the problem.";
}
