//! 接收回执: the receiver's file, a row for each volume of the list, read against the transfer: all of it fits, or nothing is taken.

use std::collections::{BTreeMap, BTreeSet};

use super::batch::{Transfer, TransferLine};
use super::stage::TransferStep;
use crate::general::error::{Error, Result};
use crate::general::problem::Problem;
use crate::problems;

/// Headings of the file, in its order.
pub const RECEIPT_HEADINGS: [&str; 6] = ["序号", "档号", "结果", "原因", "移交批次", "移交包摘要"];

/// What stands in 结果.
pub const ACCEPTED_WORD: &str = "接收";
pub const RETURNED_WORD: &str = "退回";

/// A row of the file as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptRow {
    /// The sheet's own row number.
    pub row: u32,
    pub seq: String,
    pub code: String,
    pub result: String,
    pub reason: String,
    pub number: String,
    pub manifest: String,
}

/// The steps a receipt asks for.
///
/// # Errors
/// `Refused` with every row that is of another transfer or package, foreign, changed, there twice, without a result, and
/// with those that are missing.
pub fn read_receipt(transfer: &Transfer, rows: &[ReceiptRow]) -> Result<Vec<TransferStep>> {
    // numbered as the register and the package are: what was taken out has no number
    let mut by_code: BTreeMap<&str, Vec<(usize, &TransferLine)>> = BTreeMap::new();
    for (at, line) in transfer.lines_in().enumerate() {
        by_code.entry(line.code.as_str()).or_default().push((at + 1, line));
    }
    let manifest = transfer.stage.sealed().map_or("", |sealed| sealed.manifest.as_str());
    let (mut problems, mut steps, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    if rows.is_empty() {
        problems.push(receipt_empty());
    }
    for row in rows {
        let at = |problem: Problem| problem.at_row(row.row);
        if row.number.trim() != transfer.number {
            problems.push(at(receipt_of_another(&row.number.trim(), &transfer.number)));
        }
        if !row.manifest.trim().eq_ignore_ascii_case(manifest) {
            problems.push(at(receipt_of_another_package(&row.manifest.trim(), &manifest)));
        }
        let alike = by_code.get(row.code.trim()).map_or(&[][..], Vec::as_slice);
        // volumes of some schemes bear one code: the number tells them apart
        let numbered = alike.iter().find(|(place, _)| row.seq.trim() == place.to_string());
        let Some((place, line)) = numbered.or_else(|| alike.first()) else {
            problems.push(at(receipt_row_foreign(&row.code.trim())));
            continue;
        };
        if row.seq.trim() != place.to_string() {
            problems.push(at(receipt_row_changed(&line.code, &row.seq.trim(), place)));
        }
        if !seen.insert(line.id) {
            problems.push(at(receipt_row_twice(&line.code)));
        }
        match said(row, line) {
            Ok(step) => steps.push(step),
            Err(problem) => problems.push(at(*problem)),
        }
    }
    let missing: Vec<&TransferLine> = transfer.lines_in().filter(|line| !seen.contains(&line.id)).collect();
    if let Some(first) = missing.first() {
        problems.push(receipt_rows_missing(&missing.len(), &first.code));
    }
    if problems.is_empty() { Ok(steps) } else { Err(Error::Refused(problems)) }
}

fn said(row: &ReceiptRow, line: &TransferLine) -> std::result::Result<TransferStep, Box<Problem>> {
    let (result, reason) = (row.result.trim(), row.reason.trim());
    match result {
        ACCEPTED_WORD if reason.is_empty() => Ok(TransferStep::Accept { line: line.id }),
        ACCEPTED_WORD => Err(Box::new(receipt_accepted_with_reason(&line.code))),
        RETURNED_WORD if reason.is_empty() => Err(Box::new(receipt_reason_missing(&line.code))),
        RETURNED_WORD => Ok(TransferStep::GiveBack { line: line.id, reason: reason.to_owned() }),
        other => Err(Box::new(receipt_result_unknown(&line.code, &other))),
    }
}

problems! {
    refuse receipt_empty():
        "回执里没有一行。" / "The receipt has no rows."
        => "请接收方逐卷填写。" / "Ask the receiver to fill it in.";
    refuse receipt_of_another(number, own):
        "这一行的移交批次是「{number}」，不是 {own}。" / "This row is of transfer \"{number}\", not of {own}."
        => "换本批次的回执。" / "Take the receipt of this transfer.";
    refuse receipt_of_another_package(manifest, own):
        "这一行的移交包摘要是「{manifest}」，本批次的是 {own}。" / "This row is of package \"{manifest}\"; this transfer's is {own}."
        => "请接收方按收到的移交包重新出具回执。" / "Ask the receiver for a receipt of the package he was given.";
    refuse receipt_row_foreign(code):
        "档号「{code}」不在本批次的清单上。" / "\"{code}\" is not on this transfer's list."
        => "请接收方核对。" / "Ask the receiver.";
    refuse receipt_row_changed(code, seq, own):
        "档号 {code} 的序号写作「{seq}」，清单上是 {own}。" / "{code} is numbered \"{seq}\"; on the list it is {own}."
        => "回执的序号、档号不能改动，请接收方重新出具。" / "Numbers and codes of a receipt are not changed; ask for it anew.";
    refuse receipt_row_twice(code):
        "档号 {code} 有两行。" / "{code} stands there twice."
        => "只留一行。" / "Leave one of them.";
    refuse receipt_rows_missing(count, code):
        "回执缺 {count} 卷，第一卷是 {code}。" / "The receipt lacks {count} volumes, {code} the first."
        => "请接收方补齐。" / "Ask the receiver to complete it.";
    refuse receipt_result_unknown(code, result):
        "案卷 {code} 的结果「{result}」不是接收或退回。" / "The result of {code} is \"{result}\": neither 接收 (accepted) nor 退回 (returned)."
        => "填接收或退回。" / "Write one of the two.";
    refuse receipt_reason_missing(code):
        "退回案卷 {code} 没有写原因。" / "{code} is returned without a reason."
        => "填原因。" / "Give the reason.";
    refuse receipt_accepted_with_reason(code):
        "案卷 {code} 的结果是接收，却写有退回原因。" / "{code} is accepted, yet a reason is given."
        => "请接收方写明是接收还是退回。" / "Ask the receiver which it is.";
}
