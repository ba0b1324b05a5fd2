//! Papers are handed in: all of them, or none.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::reading::{PaperTyped, PapersTaken, of_sheet, typed};
use super::showing::{HandoverView, handover};
use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::receiving::handover::HandedPaper;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::values::date;
use crate::problems;
use crate::procedures::signing;
use crate::sheet::Reading;
use crate::store::{HandoverRow, Queries, Tx};

/// Characters of a number, and of a department's name.
const LONGEST: usize = 40;
/// Papers named that were handed in before.
const NAMED: usize = 200;

/// Where the papers come from.
#[derive(Clone, Debug)]
pub enum PapersFrom {
    Typed(Vec<PaperTyped>),
    /// A file, the name it had, and which of its sheets.
    Sheet {
        path: PathBuf,
        file_name: Option<String>,
        sheet: Option<String>,
    },
}

/// A hand-over to be made.
#[derive(Clone, Debug)]
pub struct HandoverWanted {
    /// Its number; `None`: the only fonds there is.
    pub fonds: Option<String>,
    /// Empty: the next one.
    pub number: String,
    /// 移交科室; empty: that of one's own account.
    pub department: String,
    /// 文件办结截止时间 as it was written.
    pub cut_off: String,
    pub papers: PapersFrom,
    /// Kinds of questions a person has answered with yes: `id_other_document`, `merged_down` …
    pub accept: Vec<String>,
}

/// What would stand on a new hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHandover {
    pub number: String,
    pub department: String,
    pub handed_name: String,
}

/// The next number of the fonds, and who would hand in, of which department.
///
/// # Errors
/// `NotAllowed` for somebody without an account.
pub async fn proposed(archive: &Archive, by: &By, fonds: Option<&str>) -> Result<NewHandover> {
    allow(by, Deed::Receive)?;
    let account = signing::own_account(&archive.store, by).await?;
    let number = match archive.fonds_numbered(fonds).await {
        Ok(fonds) => next_number(&archive.store, fonds.id, by.today()).await?,
        // which fonds is still to be said
        Err(Error::Refused(_)) => String::new(),
        Err(error) => return Err(error),
    };
    Ok(NewHandover { number, department: account.section, handed_name: account.name })
}

/// Makes a hand-over of these papers; with it comes what is worth knowing of the sheet they stood in.
///
/// # Errors
/// `Refused` with every problem of the papers (rows by their numbers), for none at all, without a department or a day, for
/// a number that is taken, for questions nobody answered, and for papers that were handed in before and did not come back.
pub async fn hand_in(archive: &Archive, by: &By, wanted: HandoverWanted) -> Result<HandoverView> {
    allow(by, Deed::Receive)?;
    let fonds = archive.fonds_numbered(wanted.fonds.as_deref()).await?;
    signing::allow_over(by, &[Deed::Receive], &fonds.number)?;
    let account = signing::own_account(&archive.store, by).await?;
    let department = match wanted.department.trim() {
        "" => account.section.trim().to_owned(),
        named => named.to_owned(),
    };
    let number = wanted.number.trim().to_owned();
    let (cut_off, mut problems) = head_amiss(&number, &department, &wanted.cut_off, by.today());
    let accept = &wanted.accept;
    let taken = match &wanted.papers {
        PapersFrom::Typed(rows) => typed(rows, accept, by.today()),
        PapersFrom::Sheet { path, file_name, sheet } => {
            let reading =
                Reading { sheet: sheet.clone(), file_name: file_name.clone(), ..Reading::default() };
            of_sheet(path, &reading, accept, by.today()).await
        }
    };
    let PapersTaken { papers, notices } = match taken {
        Ok(taken) => taken,
        Err(Error::Refused(more)) => {
            problems.extend(more);
            PapersTaken { papers: Vec::new(), notices: Vec::new() }
        }
        Err(error) => return Err(error),
    };
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let row = HandoverRow {
        id: 0,
        number,
        fonds_id: fonds.id,
        department,
        handed_by: account.id,
        handed_name: account.name,
        handed_at: by.now.to_rfc3339(),
        cut_off,
        lines: papers.len() as u32,
    };
    let today = by.today();
    let write = async move |tx: &mut Tx| {
        let mut row = row;
        if row.number.is_empty() {
            row.number = next_number(tx, row.fonds_id, today).await?;
        } else if tx.handovers_numbered(&row.number).await?.iter().any(|one| one.fonds_id == row.fonds_id) {
            let next = next_number(tx, row.fonds_id, today).await?;
            return Err(Error::from(handover_number_taken(&row.number, &next)));
        }
        let before = handed_before(tx, row.fonds_id, &papers).await?;
        if !before.is_empty() {
            return Err(Error::Refused(before));
        }
        let id = tx.insert_handover(&row, &papers).await?;
        let sum = |count: fn(&HandedPaper) -> u32| papers.iter().map(count).sum::<u32>();
        let detail = serde_json::json!({
            "handover": id, "number": row.number, "department": row.department, "papers": papers.len(),
            "items": sum(|paper| paper.items), "pages": sum(|paper| paper.pages),
        });
        Ok((id, Event::new(EventKind::HandoverMade, row.number, detail)))
    };
    let id = archive.store.write(by, write).await?;
    archive.written.notify_one();
    Ok(HandoverView { notices, ..handover(archive, by, id).await? })
}

/// The day its head says, and what is wrong with the head.
fn head_amiss(number: &str, department: &str, cut_off: &str, today: NaiveDate) -> (NaiveDate, Vec<Problem>) {
    let mut problems = Vec::new();
    if department.is_empty() {
        problems.push(department_missing());
    }
    if [number, department].iter().any(|text| text.chars().count() > LONGEST) {
        problems.push(handover_head_too_long(&LONGEST));
    }
    let day = match cut_off.trim() {
        "" => Err(vec![cut_off_missing()]),
        text => date::read_day(text),
    };
    let day = day.unwrap_or_else(|amiss| {
        problems.extend(amiss.into_iter().map(|one| one.in_column("文件办结截止时间")));
        today
    });
    if day > today {
        problems.push(cut_off_ahead(&day));
    }
    (day, problems)
}

/// `J261130-01`: the day, and a number running in it.
async fn next_number(from: &Queries, fonds: i64, today: NaiveDate) -> Result<String> {
    let begins = today.format("J%y%m%d-").to_string();
    let own = from.handovers_beginning(fonds, &begins).await?;
    let last = own.iter().filter_map(|row| row.number.strip_prefix(&begins)?.parse::<u32>().ok()).max();
    Ok(format!("{begins}{:02}", last.unwrap_or(0) + 1))
}

/// Papers that wait in another hand-over or were accepted by one.
async fn handed_before(from: &Queries, fonds: i64, papers: &[HandedPaper]) -> Result<Vec<Problem>> {
    let acceptances: Vec<&str> = papers.iter().map(|paper| paper.acceptance.as_str()).collect();
    let before = from.handed_before(fonds, &acceptances).await?;
    let before: BTreeMap<_, _> = before.iter().map(|(paper, number)| (paper.likeness(), number)).collect();
    let again = papers.iter().enumerate().filter_map(|(at, paper)| {
        let number = before.get(&paper.likeness())?;
        Some(paper_handed_before(&(at + 1), &paper.acceptance, &paper.title, number))
    });
    Ok(again.take(NAMED).collect())
}

problems! {
    refuse department_missing():
        "没有写移交科室。" / "The department is not named."
        => "填移交科室。" / "Name it.";
    refuse handover_head_too_long(longest):
        "交接单号或移交科室太长，最多 {longest} 个字。" / "The number or the department has more than {longest} characters."
        => "写短一些。" / "Shorten it.";
    refuse cut_off_missing():
        "没有填文件办结截止时间。" / "The cut-off date is missing."
        => "填最后一天，如 2026-11-30。" / "Give the last day, such as 2026-11-30.";
    refuse cut_off_ahead(day):
        "文件办结截止时间 {day} 还没有到。" / "The cut-off date {day} is still to come."
        => "填今天或以前的日子。" / "Give today or a day before.";
    refuse handover_number_taken(number, next):
        "交接单号 {number} 已有。" / "There is a hand-over {number} already."
        => "换一个，下一个是 {next}。" / "Take another; the next is {next}.";
    refuse paper_handed_before(at, acceptance, title, number):
        "第 {at} 份 {acceptance}「{title}」已在交接单 {number} 上移交，没有退回。"
            / "Paper {at}, {acceptance} \"{title}\", was handed in by {number} and did not come back."
        => "删去这一行；退回的材料补齐后才能再移交。" / "Remove it; only what came back is handed in again.";
}
