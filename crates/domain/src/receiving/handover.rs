//! 交接单: what a department hands to the archive inside the house, paper by paper, and what became of each.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::{Field, Mapping};
use super::rows::RowRead;
use crate::general::key::keyed;
use crate::general::masking::{Guarded, Hidden, IdNumber};
use crate::general::problem::{Problem, Weight};
use crate::general::wording::Wording;
use crate::{problems, say};

/// Papers one hand-over may have.
pub const MOST_PAPERS: usize = 5000;

/// 件数 and pages one paper may have.
const MOST_COUNTED: u32 = 99_999;

/// Rows named one by one.
const NAMED: usize = 10;

keyed! {
    /// Where a hand-over is; what became of its papers says so.
    pub enum HandoverState {
        Waiting = "waiting", "待接收", "Awaiting acceptance";
        Receiving = "receiving", "接收中", "Being accepted";
        /// Every paper is decided, and at least one was accepted.
        Accepted = "accepted", "已接收", "Accepted";
        /// All of them went back.
        Returned = "returned", "已退回", "Returned";
    }

    /// What became of a paper that was handed in.
    pub enum PaperFate {
        Waiting = "waiting", "待核对", "To be checked";
        Accepted = "accepted", "已接收", "Accepted";
        Returned = "returned", "已退回", "Returned";
    }
}

/// A paper as it is handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct HandedPaper {
    /// 受理号: what a scanner reads.
    pub acceptance: String,
    /// 业务材料名称
    pub title: String,
    /// 业务环节, as the department calls it; empty: none was given.
    pub step: String,
    /// 单位或个人; empty: none.
    pub party: String,
    pub id_number: IdNumber,
    /// 件数
    pub items: u32,
    pub pages: u32,
}

impl Guarded for HandedPaper {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.id_number);
    }
}

impl HandedPaper {
    /// What makes it the same paper in another hand-over.
    pub fn likeness(&self) -> (&str, &str, &str) {
        (&self.acceptance, &self.title, &self.party)
    }
}

/// Papers, 件 and pages of a hand-over, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct HandoverSum {
    pub papers: u32,
    pub items: u32,
    pub pages: u32,
    pub waiting: u32,
    pub accepted: u32,
    pub accepted_items: u32,
    pub accepted_pages: u32,
    pub returned: u32,
}

impl HandoverSum {
    /// Adds a paper of so many 件 and pages.
    pub fn add(&mut self, fate: PaperFate, items: u32, pages: u32) {
        self.add_all(fate, 1, items, pages);
    }

    /// Adds papers of one fate that have so many 件 and pages together.
    pub fn add_all(&mut self, fate: PaperFate, papers: u32, items: u32, pages: u32) {
        self.papers += papers;
        self.items += items;
        self.pages += pages;
        match fate {
            PaperFate::Waiting => self.waiting += papers,
            PaperFate::Returned => self.returned += papers,
            PaperFate::Accepted => {
                self.accepted += papers;
                self.accepted_items += items;
                self.accepted_pages += pages;
            }
        }
    }

    pub fn state(&self) -> HandoverState {
        match self {
            sum if sum.waiting == sum.papers => HandoverState::Waiting,
            sum if sum.waiting > 0 => HandoverState::Receiving,
            sum if sum.accepted > 0 => HandoverState::Accepted,
            _ => HandoverState::Returned,
        }
    }

    /// How what was filed from it differs from what was accepted; `None`: it does not. A row of a sheet is one paper here
    /// and one record there, whatever number of 件 stands in it.
    pub fn difference(&self, filed_items: i64, filed_pages: i64) -> Option<Wording> {
        let items = filed_items - i64::from(self.accepted);
        let pages = filed_pages - i64::from(self.accepted_pages);
        let side = |count: i64, zh: &str, en: &str| match count {
            0 => None,
            more if more > 0 => Some((format!("多 {more} {zh}"), format!("{more} {en} more"))),
            less => Some((format!("少 {} {zh}", -less), format!("{} {en} fewer", -less))),
        };
        let sides: Vec<_> =
            [side(items, "件", "records"), side(pages, "页", "pages")].into_iter().flatten().collect();
        if sides.is_empty() {
            return None;
        }
        let (zh, en): (Vec<_>, Vec<_>) = sides.into_iter().unzip();
        let (zh, en) = (zh.join("、"), en.join(", "));
        Some(say!("入库比接收{zh}。", "Filed beside accepted: {en}."))
    }
}

/// Fields of a sheet that a hand-over takes; what other columns say is for the import.
const TAKEN: [Field; 9] = [
    Field::DocNumber,
    Field::Title,
    Field::Step,
    Field::UnitName,
    Field::PersonName,
    Field::IdNumber,
    Field::Copies,
    Field::Pages,
    Field::PageRange,
];

/// Whether a problem of a row, or of the headings, concerns a hand-over.
fn concerns(mapping: &Mapping, problem: &Problem) -> bool {
    let field = problem.column.as_deref().and_then(|column| mapping.field_of(column));
    match field {
        Some(Some(field)) => TAKEN.contains(&field),
        Some(None) => false,
        None => true,
    }
}

/// What holds the papers up, of these problems of a row or of the headings; questions of the kinds in `accept` are answered.
pub fn holding_up(problems: &[Problem], mapping: &Mapping, accept: &[String]) -> Vec<Problem> {
    let is_answered = |one: &Problem| one.weight == Weight::Ask && accept.contains(&one.kind);
    let holds = |one: &&Problem| one.is_blocking() && !is_answered(one) && concerns(mapping, one);
    problems.iter().filter(holds).cloned().collect()
}

/// Says once which rows were no papers and were not handed in; `None`: there was none.
pub fn passed_over(rows: &[u32]) -> Option<Problem> {
    let named: Vec<String> = rows.iter().take(NAMED).map(u32::to_string).collect();
    (!rows.is_empty()).then(|| rows_passed_over(&rows.len(), &named.join("、")))
}

/// A row of a sheet as a paper. `count` is what stands in its column of 件数; empty: one. `accept`: kinds of questions a
/// person has answered with yes.
///
/// # Errors
/// Everything that keeps it from being one.
pub fn paper_of(
    read: &RowRead,
    count: &str,
    mapping: &Mapping,
    accept: &[String],
) -> Result<HandedPaper, Vec<Problem>> {
    let mut problems = holding_up(&read.problems, mapping, accept);
    let told = |problem: &Problem| {
        let field = problem.column.as_deref().and_then(|column| mapping.field_of(column)).flatten();
        let of_pages = matches!(field, Some(Field::Pages | Field::PageRange));
        problem.kind == "page_count_missing" || (of_pages && problem.weight == Weight::Refuse)
    };
    let uncounted = read.description.pages == 0 && !problems.iter().any(told);
    let heading = |field: Field| {
        mapping.column(field).map_or_else(|| field.label().zh, |column| column.heading.clone())
    };
    let about = &read.description;
    let units = about.units.iter().map(|unit| unit.name.as_str());
    let persons = about.persons.iter().map(|person| person.name.as_str());
    let party: Vec<&str> = units.chain(persons).filter(|name| !name.is_empty()).collect();
    let items = match count.trim() {
        "" => 1,
        text => text.parse().ok().filter(|count| (1..=MOST_COUNTED).contains(count)).unwrap_or(0),
    };
    let mut amiss = |problem: Problem, field: Field| {
        problems.push(problem.at_row(read.row).in_column(heading(field)));
    };
    if about.doc_number.is_empty() {
        amiss(acceptance_missing(), Field::DocNumber);
    }
    if items == 0 {
        amiss(count_unreadable(&count.trim()), Field::Copies);
    }
    if uncounted {
        amiss(pages_uncounted(), Field::Pages);
    }
    if about.pages > MOST_COUNTED {
        amiss(pages_too_many(&about.pages), Field::Pages);
    }
    if about.persons.len() > 1 {
        amiss(handed_for_several(), Field::PersonName);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(HandedPaper {
        acceptance: about.doc_number.clone(),
        title: about.title.clone(),
        step: read.step.clone().unwrap_or_default(),
        party: party.join(" "),
        id_number: about.persons.first().map(|person| person.id_number.clone()).unwrap_or_default(),
        items,
        pages: about.pages,
    })
}

/// What stands in the way of the papers as a whole, each with the row it stood in: none, too many, one twice.
pub fn papers_amiss(papers: &[(u32, HandedPaper)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if papers.is_empty() {
        problems.push(no_papers());
    }
    if papers.len() > MOST_PAPERS {
        problems.push(too_many_papers(&papers.len(), &MOST_PAPERS));
    }
    let mut seen = BTreeMap::new();
    for (row, paper) in papers {
        if let Some(first) = seen.insert(paper.likeness(), *row) {
            problems.push(paper_twice(&paper.acceptance, &paper.title, &first).at_row(*row));
            seen.insert(paper.likeness(), first);
        }
    }
    problems
}

problems! {
    refuse acceptance_missing():
        "没有受理号。" / "The acceptance number is missing."
        => "填业务受理号；接收时凭它扫码核对。" / "Give it; papers are checked by it.";
    refuse count_unreadable(text):
        "「{text}」不是件数。" / "\"{text}\" is no number of items."
        => "填 1 至 99999 的整数，不填按 1 件。" / "Give a whole number from 1 to 99999; empty means one.";
    refuse pages_uncounted as page_count_missing():
        "看不出有几页。" / "It does not say how many pages there are."
        => "数一数原件，填上页数。" / "Count the pages and write the number.";
    refuse pages_too_many(pages):
        "一行写了 {pages} 页。" / "One row has {pages} pages."
        => "核对页数，一行最多 99999 页。" / "Check it; a row has at most 99999 pages.";
    refuse handed_for_several():
        "一行写了几个人。" / "One row names several persons."
        => "一人一行；几十人一张表的，单位栏写单位，姓名栏空着。"
            / "One row a person; of a form for many give the unit and leave the person empty.";
    notice rows_passed_over(count, which):
        "{count} 行不是材料（第 {which} 行），没有移交。" / "{count} rows are no papers and were not handed in (row {which})."
        => "合计、签名不用管；是材料的，另开一张交接单。" / "Totals and signatures may stay out; hand in what is a paper by another.";
    refuse no_papers():
        "交接单上一份材料也没有。" / "The hand-over has no paper."
        => "至少填一行：受理号、业务材料名称、页数。" / "Fill in at least one row: acceptance number, paper, pages.";
    refuse too_many_papers(count, most):
        "一张交接单有 {count} 行，最多 {most} 行。" / "The hand-over has {count} rows; {most} is the most."
        => "分成几张交接单。" / "Divide it.";
    refuse paper_twice(acceptance, title, first):
        "{acceptance}「{title}」与第 {first} 行重复。" / "{acceptance} \"{title}\" stands in row {first} already."
        => "删去重复的一行；确是两份的，把件数写成 2。" / "Remove one; if there are two, give 2 as their number.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(fates: &[(PaperFate, u32, u32)]) -> HandoverSum {
        let mut sum = HandoverSum::default();
        fates.iter().for_each(|(fate, items, pages)| sum.add(*fate, *items, *pages));
        sum
    }

    #[test]
    fn what_became_of_the_papers_says_where_a_hand_over_is() {
        use PaperFate::*;
        let state =
            |fates: &[PaperFate]| sum(&fates.iter().map(|fate| (*fate, 1, 2)).collect::<Vec<_>>()).state();
        assert_eq!(state(&[Waiting, Waiting]), HandoverState::Waiting);
        assert_eq!(state(&[Waiting, Returned]), HandoverState::Receiving);
        assert_eq!(state(&[Waiting, Accepted]), HandoverState::Receiving);
        assert_eq!(state(&[Returned, Accepted]), HandoverState::Accepted);
        assert_eq!(state(&[Returned, Returned]), HandoverState::Returned);
    }

    #[test]
    fn a_difference_is_said_in_words() {
        let sum = sum(&[(PaperFate::Accepted, 2, 7), (PaperFate::Returned, 1, 3)]);
        let said = |items, pages| sum.difference(items, pages).map(|said| (said.zh, said.en));
        assert_eq!(said(1, 7), None, "one paper is one record, though it has two 件");
        let both = (
            "入库比接收少 1 件、多 2 页。".into(),
            "Filed beside accepted: 1 records fewer, 2 pages more.".into(),
        );
        assert_eq!(said(0, 9), Some(both));
        assert_eq!(said(1, 6).unwrap().0, "入库比接收少 1 页。");
    }

    #[test]
    fn a_paper_stands_once_in_a_hand_over() {
        let paper = |acceptance: &str, title: &str| HandedPaper {
            acceptance: acceptance.into(),
            title: title.into(),
            ..HandedPaper::default()
        };
        let papers = [(1, paper("20090203-0117", "申请表")), (2, paper("20090203-0117", "核定表"))];
        assert_eq!(papers_amiss(&papers), Vec::new(), "one matter has several papers");
        let again = [papers.to_vec(), vec![(3, paper("20090203-0117", "申请表"))]].concat();
        let problems = papers_amiss(&again);
        assert_eq!(
            problems.iter().map(|one| (one.kind.as_str(), one.row)).collect::<Vec<_>>(),
            [("paper_twice", Some(3))]
        );
        assert_eq!(papers_amiss(&[])[0].kind, "no_papers");
    }
}
