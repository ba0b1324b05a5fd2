//! Papers are accepted, or returned with a reason, by another than who handed them in.

use super::showing::{HandoverView, giver, handover, handover_row};
use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::FreeText;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::fold;
use crate::domain::receiving::handover::PaperFate;
use crate::domain::records::event::{Event, EventKind};
use crate::problems;
use crate::procedures::signing;
use crate::store::{HandoverLineRow, Tx};

/// Which papers are decided. Nothing chosen is never all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PapersChosen {
    /// Ids of lines.
    Lines(Vec<i64>),
    /// As they are scanned or typed: 受理号, or the line's number.
    Called(Vec<String>),
    /// All that wait; so many did when that was asked.
    Waiting(usize),
}

/// Accepts papers, or returns them: all that are chosen, or none.
///
/// # Errors
/// `Refused` for nothing chosen, papers decided before or of another hand-over, a number that several bear, a return without
/// a reason, and for who handed them in.
pub async fn decide(
    archive: &Archive,
    by: &By,
    id: i64,
    chosen: PapersChosen,
    (fate, reason): (PaperFate, String),
) -> Result<HandoverView> {
    allow(by, Deed::File)?;
    let as_whom = by.clone();
    let write = async move |tx: &mut Tx| {
        let (row, fonds) = handover_row(tx, &as_whom, id).await?;
        signing::allow_over(&as_whom, &[Deed::File], &fonds)?;
        let who = signing::signer(tx, &as_whom).await?;
        if who.is_same_person(&giver(&row)) {
            return Err(Error::from(own_papers(&row.handed_name)));
        }
        let reason = match (fate, reason.trim()) {
            (PaperFate::Waiting, _) => return Err(Error::from(fate_no_decision())),
            (PaperFate::Returned, "") => return Err(Error::from(paper_back_unexplained())),
            (PaperFate::Returned, reason) => reason.to_owned(),
            (PaperFate::Accepted, _) => String::new(),
        };
        let lines = tx.handover_lines(id).await?;
        let lines = chosen_of(&lines, &chosen, &row.number)?;
        for line in &lines {
            let signed = (&who, as_whom.now.to_rfc3339());
            tx.decide_paper(line, (fate, &reason), (signed.0, &signed.1)).await?;
        }
        let papers: Vec<u32> = lines.iter().map(|line| line.seq).collect();
        let about = format!("{} {} × {}", row.number, fate.word().zh, papers.len());
        let detail = serde_json::json!({
            "handover": id, "number": row.number, "fate": fate, "papers": papers, "reason": reason,
        });
        Ok(((), Event::new(EventKind::PapersDecided, about, detail)))
    };
    archive.store.write(by, write).await?;
    archive.written.notify_one();
    handover(archive, by, id).await
}

/// The lines that are meant, all of which wait.
fn chosen_of<'l>(
    lines: &'l [HandoverLineRow],
    chosen: &PapersChosen,
    number: &str,
) -> Result<Vec<&'l HandoverLineRow>> {
    let (mut meant, mut amiss): (Vec<&HandoverLineRow>, Vec<Problem>) = Default::default();
    let mut take = |found: std::result::Result<&'l HandoverLineRow, Problem>| match found {
        Ok(line) if meant.iter().any(|one| one.id == line.id) => {}
        Ok(line) => meant.push(line),
        Err(problem) => amiss.push(problem),
    };
    match chosen {
        PapersChosen::Lines(ids) => ids.iter().for_each(|id| {
            let line = lines.iter().find(|line| line.id == *id);
            let foreign = || not_on_the_handover(id, &number);
            take(line.ok_or_else(foreign).and_then(waiting));
        }),
        PapersChosen::Called(called) => {
            called.iter().for_each(|called| take(line_called(lines, called, number)));
        }
        PapersChosen::Waiting(seen) => {
            let wait: Vec<_> = lines.iter().filter(|line| line.fate == PaperFate::Waiting).collect();
            if wait.len() != *seen {
                return Err(Error::from(waiting_changed(seen, &wait.len())));
            }
            meant = wait;
        }
    }
    match (amiss.is_empty(), meant.is_empty()) {
        (false, _) => Err(Error::Refused(amiss)),
        (true, true) => Err(Error::from(no_paper_chosen())),
        (true, false) => Ok(meant),
    }
}

fn waiting(line: &HandoverLineRow) -> std::result::Result<&HandoverLineRow, Problem> {
    if line.fate == PaperFate::Waiting {
        return Ok(line);
    }
    let word = line.fate.word();
    Err(paper_decided_before(&line.seq, &line.acceptance, &word.zh, &word.en.to_lowercase()))
}

/// The line a scanned or typed text means.
fn line_called<'l>(
    lines: &'l [HandoverLineRow],
    called: &str,
    number: &str,
) -> std::result::Result<&'l HandoverLineRow, Problem> {
    // scanners type through the input method: full-width digits mean the same
    let plain = |text: &str| fold(text).split_whitespace().collect::<String>().to_uppercase();
    let called = plain(called);
    let shown = FreeText::from(called.as_str());
    let bearing: Vec<_> = lines.iter().filter(|line| plain(&line.acceptance) == called).collect();
    let wait: Vec<_> = bearing.iter().copied().filter(|line| line.fate == PaperFate::Waiting).collect();
    match (wait.as_slice(), bearing.first()) {
        ([only], _) => Ok(only),
        ([], Some(first)) => waiting(first),
        ([], None) => {
            let line = lines.iter().find(|line| line.seq.to_string() == called);
            line.ok_or_else(|| not_on_the_handover(&shown, &number)).and_then(waiting)
        }
        (several, _) => {
            let seqs = several.iter().map(|line| line.seq.to_string()).collect::<Vec<_>>().join("、");
            Err(number_of_several(&shown, &seqs))
        }
    }
}

problems! {
    refuse no_paper_chosen as nothing_chosen():
        "没有选中材料。" / "No paper is chosen."
        => "勾选材料，或扫描受理号。" / "Tick papers, or scan an acceptance number.";
    refuse fate_no_decision as decision_not_given():
        "「待核对」不是核收的结果。" / "To wait is no decision."
        => "选「已接收」或「已退回」。" / "Choose accepted or returned.";
    refuse paper_back_unexplained():
        "退回没有写原因。" / "A return has no reason."
        => "写明缺什么、补什么。" / "Say what is missing.";
    refuse own_papers(name):
        "这张交接单是「{name}」移交的，本人不能接收或退回。" / "\"{name}\" handed these papers in and neither accepts nor returns them."
        => "请另一位档案管理员核收。" / "Another archivist has to.";
    refuse paper_decided_before(seq, acceptance, word, word_en):
        "第 {seq} 行 {acceptance} {word}，不能再改。" / "Line {seq}, {acceptance}, is {word_en}; that is not changed."
        => "退回的补齐后另开交接单。" / "What came back is handed in again by another hand-over.";
    refuse not_on_the_handover(called, number):
        "「{called}」不在交接单 {number} 上。" / "\"{called}\" is not on hand-over {number}."
        => "核对材料和交接单。" / "Check the paper and the hand-over.";
    refuse number_of_several(called, seqs):
        "受理号 {called} 有几份材料待核对：第 {seqs} 行。" / "Several papers bear {called}: lines {seqs}."
        => "逐份勾选，或输入行号。" / "Tick them one by one, or give the line's number.";
    refuse waiting_changed(seen, now):
        "待核对的材料已由 {seen} 份变为 {now} 份。" / "{now} papers wait, not {seen}."
        => "重新看过清单再点一次。" / "Look at the list again, then press once more.";
}
