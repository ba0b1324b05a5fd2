//! Whether a volume is fit to be closed, and what its 备考表 says.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::conditions;
use super::shelving::{PageFlaw, Stretch, page_flaws};
use crate::general::masking::{FreeText, WholeFor};
use crate::general::problem::Problem;
use crate::general::wording::Wording;
use crate::receiving::rows::typed::{TableField, oddities};
use crate::records::item::Item;
use crate::records::volume::Volume;
use crate::values::date::RecordDate;
use crate::{problems, say};

/// One thing to look at in a volume, with the record and the field it is about.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Check {
    pub item: Option<i64>,
    pub field: Option<TableField>,
    #[serde(flatten)]
    pub problem: Problem,
}

impl Check {
    fn whole(problem: Problem) -> Check {
        Check { item: None, field: None, problem }
    }

    fn at(item: &Item, field: TableField, problem: Problem) -> Check {
        Check { item: Some(item.id), field: Some(field), problem }
    }
}

/// Everything that stands in the way of closing the volume, and what is only worth knowing.
pub fn obstacles(volume: &Volume, items: &[Item]) -> Vec<Problem> {
    let items: Vec<&Item> = items.iter().collect();
    in_the_way(volume, &items).into_iter().map(|check| check.problem).collect()
}

/// The same with where each stands, and with what deserves a second look while the volume is open: too
/// many pages for one volume, two records that say the same, marks nobody sees.
pub fn checks(volume: &Volume, items: &[&Item], page_limit: u32) -> Vec<Check> {
    let mut checks = in_the_way(volume, items);
    if volume.pages > page_limit && items.len() > 1 {
        let pages = volume.pages;
        checks.push(Check::whole(volume_thick(&pages, &page_limit)));
    }
    let mut seen: HashMap<i64, u32> = HashMap::new();
    for item in items {
        let first = *seen.entry(item.description.likeness_number(&item.place)).or_insert(item.seq);
        if first != item.seq {
            checks.push(Check::at(item, TableField::Title, record_twice(&item.seq, &first)));
        }
        let odd = oddities(&item.description).into_iter();
        checks.extend(odd.map(|(field, problem)| Check::at(item, field, numbered(item, problem))));
    }
    checks
}

/// The sentence about a cell, made one about the volume's record.
fn numbered(item: &Item, problem: Problem) -> Problem {
    let (seq, Wording { zh, en }) = (item.seq, problem.message);
    Problem { message: say!("第 {seq} 件{zh}。", "Record {seq}: {en}."), ..problem }
}

fn in_the_way(volume: &Volume, items: &[&Item]) -> Vec<Check> {
    let mut checks = Vec::new();
    if items.is_empty() {
        checks.push(Check::whole(volume_empty()));
    }
    if volume.title.trim().is_empty() {
        checks.push(Check::whole(volume_without_title()));
    }
    let stretches: Vec<_> =
        items.iter().map(|item| Stretch::new(item.page_from, item.description.pages)).collect();
    checks.extend(page_flaws(&stretches).into_iter().map(|flaw| page_problem(flaw, items)));
    for item in items {
        checks.extend(item_obstacles(volume, item));
    }
    checks
}

fn page_problem(flaw: PageFlaw, items: &[&Item]) -> Check {
    match flaw {
        PageFlaw::Gap { from, to } => Check::whole(page_gap(&from, &to)),
        PageFlaw::Overlap { at } => {
            let (seq, title) = (at + 1, items.get(at).map_or("", |item| item.description.title.as_str()));
            let problem = pages_overlap(&seq, &title);
            Check { item: items.get(at).map(|item| item.id), field: Some(TableField::Pages), problem }
        }
    }
}

fn item_obstacles(volume: &Volume, item: &Item) -> Vec<Check> {
    let mut checks = Vec::new();
    let (seq, year) = (item.seq, volume.place.year);
    if item.description.title.trim().is_empty() {
        let problem = record_without_title(&seq);
        checks.push(Check::at(item, TableField::Title, problem));
    }
    let dates = [item.description.date, item.description.date_end];
    for date in dates.into_iter().flatten().filter(|date| date.year() != year) {
        let problem = record_outside_year(&seq, &date, &year, &date.year());
        checks.push(Check::at(item, TableField::Date, problem));
    }
    if item.description.date.is_none() {
        let problem = date_missing(&seq);
        checks.push(Check::at(item, TableField::Date, problem));
    }
    checks
}

/// 本卷情况说明: a real sentence even when there is nothing to report (`ux.md` §1.4).
pub fn statement(volume: &Volume, items: &[Item], note: &str) -> String {
    let mut text = format!("本卷共有文件材料 {} 件，{} 页。", volume.items, volume.pages);
    let undated: Vec<String> = items
        .iter()
        .filter(|item| item.description.date.is_none())
        .map(|item| item.seq.to_string())
        .collect();
    if !undated.is_empty() {
        text.push_str(&format!("第 {} 件无日期。", undated.join("、")));
    }
    let conditions = conditions::sentences(items);
    conditions.iter().for_each(|sentence| text.push_str(sentence));
    match note.trim() {
        "" if undated.is_empty() && conditions.is_empty() => {
            text.push_str("经检查，页号连续，题名、日期齐全。")
        }
        "" if undated.is_empty() => text.push_str("其余经检查，页号连续，题名、日期齐全。"),
        "" => text.push_str("其余经检查，页号连续，题名齐全。"),
        note => text.push_str(note),
    }
    text
}

/// The line a correction adds to the statement of a closed volume: `2026年11月30日更正：第 3 件（档号 …）题名、日期。理由：…。`
pub fn correction_line(on: RecordDate, item: &Item, fields: &[&str], reason: &str) -> String {
    let called: Vec<&str> = fields.iter().map(|field| field_called(field)).collect();
    let (day, seq, code) = (on.in_chinese(), item.seq, &item.code);
    let reason = reason.trim().trim_end_matches(['。', '.']);
    format!("{day}更正：第 {seq} 件（{code}）{}。理由：{reason}。", called.join("、"))
}

/// The statement of a closed volume with a line below it.
pub fn with_line(statement: &FreeText, line: &str) -> FreeText {
    let stood = statement.whole(WholeFor::Comparing).trim_end();
    let lines = [stood, line].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>();
    lines.join("\n").into()
}

/// What a record's field is called on paper.
fn field_called(field: &str) -> &str {
    match field {
        "title" => "题名",
        "creator" => "责任者",
        "doc_number" => "文号",
        "date" => "日期",
        "date_end" => "止日期",
        "secrecy" => "密级",
        "medium" => "载体",
        "remarks" => "备注",
        "persons" => "人员",
        "units" => "单位",
        other => other,
    }
}

problems! {
    notice volume_thick(pages, page_limit):
        "本卷 {pages} 页，超过每卷 {page_limit} 页。"
            / "The volume has {pages} pages, over the limit of {page_limit}."
        => "把后面的件取出，放进下一卷；确要放在一卷里，也可以照立。"
            / "Take the last records out and put them into the next volume, or close it as it is.";
    notice record_twice as duplicate_row(seq, first):
        "第 {seq} 件与第 {first} 件完全相同。" / "Record {seq} is the same as record {first} in every field."
        => "多录的取出；确是两份，在备注里写明区别。"
            / "Take one out; if there are two, say in the remarks how they differ.";
    refuse volume_empty():
        "卷内没有文件。" / "The volume holds nothing."
        => "先放入文件再立卷。" / "File something in it first.";
    refuse volume_without_title as title_missing():
        "案卷没有题名。" / "The volume has no title."
        => "给案卷写上题名。" / "Give the volume a title.";
    refuse page_gap(from, to):
        "第 {from}—{to} 页不属于任何一件，页号断了。"
            / "Pages {from} to {to} belong to no record; the pages are not continuous."
        => "补上缺的文件，或核对前后两件的页数。"
            / "Add the missing record, or check the page counts on both sides.";
    refuse pages_overlap(seq, title):
        "第 {seq} 件「{title}」的页号与前一件重叠。"
            / "The pages of record {seq} \"{title}\" overlap those before it."
        => "核对两件的页数和起始页。" / "Check the page counts and first pages of both.";
    refuse record_without_title as title_missing(seq):
        "第 {seq} 件没有题名。" / "Record {seq} has no title."
        => "补上题名。" / "Add its title.";
    refuse record_outside_year as date_outside_year(seq, date, year, right_year):
        "第 {seq} 件的日期 {date} 不在 {year} 年度内。"
            / "The date of record {seq}, {date}, lies outside the year {year}."
        => "改正日期，或改归到 {right_year} 年度（guidang item refile 件 --year）。"
            / "Correct the date, or file it under {right_year} (guidang item refile ITEM --year).";
    notice date_missing(seq):
        "第 {seq} 件没有日期。" / "Record {seq} bears no date."
        => "查得到就补上；查不到，在备考表里说明。"
            / "Add it if it can be found; otherwise say so on the 备考表.";
}
