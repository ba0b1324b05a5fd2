//! Whether a volume is fit to be closed, and what its 备考表 says.

use super::item::Item;
use super::problem::Problem;
use super::shelving::{PageFlaw, Stretch, page_flaws};
use super::volume::Volume;
use crate::say;

/// Everything that stands in the way of closing the volume, and what is only worth knowing.
pub fn obstacles(volume: &Volume, items: &[Item]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if items.is_empty() {
        problems.push(Problem::refuse(
            "volume_empty",
            say!("卷内没有文件。", "The volume holds nothing."),
            say!("先放入文件再立卷。", "File something in it first."),
        ));
    }
    if volume.title.trim().is_empty() {
        problems.push(Problem::refuse(
            "title_missing",
            say!("案卷没有题名。", "The volume has no title."),
            say!("给案卷写上题名。", "Give the volume a title."),
        ));
    }
    let stretches: Vec<_> =
        items.iter().map(|item| Stretch::new(item.page_from, item.description.pages)).collect();
    for flaw in page_flaws(&stretches) {
        problems.push(page_problem(flaw, items));
    }
    for item in items {
        problems.extend(item_obstacles(volume, item));
    }
    problems
}

fn page_problem(flaw: PageFlaw, items: &[Item]) -> Problem {
    match flaw {
        PageFlaw::Gap { from, to } => Problem::refuse(
            "page_gap",
            say!(
                "第 {from}—{to} 页不属于任何一件，页号断了。",
                "Pages {from} to {to} belong to no record; the pages are not continuous."
            ),
            say!(
                "补上缺的文件，或核对前后两件的页数。",
                "Add the missing record, or check the page counts on both sides."
            ),
        ),
        PageFlaw::Overlap { at } => {
            let (seq, title) = (at + 1, items.get(at).map_or("", |item| item.description.title.as_str()));
            Problem::refuse(
                "pages_overlap",
                say!(
                    "第 {seq} 件「{title}」的页号与前一件重叠。",
                    "The pages of record {seq} \"{title}\" overlap those before it."
                ),
                say!("核对两件的页数和起始页。", "Check the page counts and first pages of both."),
            )
        }
    }
}

fn item_obstacles(volume: &Volume, item: &Item) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (seq, year) = (item.seq, volume.place.year);
    if item.description.title.trim().is_empty() {
        problems.push(Problem::refuse(
            "title_missing",
            say!("第 {seq} 件没有题名。", "Record {seq} has no title."),
            say!("补上题名。", "Add its title."),
        ));
    }
    let dates = [item.description.date, item.description.date_end];
    for date in dates.into_iter().flatten().filter(|date| date.year() != year) {
        problems.push(Problem::refuse(
            "date_outside_year",
            say!(
                "第 {seq} 件的日期 {date} 不在 {year} 年度内。",
                "The date of record {seq}, {date}, lies outside the year {year}."
            ),
            say!(
                "改正日期，或改归到 {} 年度（guidang item refile 件 --year）。",
                "Correct the date, or file it under {} (guidang item refile ITEM --year).",
                date.year()
            ),
        ));
    }
    if item.description.date.is_none() {
        problems.push(Problem::notice(
            "date_missing",
            say!("第 {seq} 件没有日期。", "Record {seq} bears no date."),
            say!(
                "查得到就补上；查不到，在备考表里说明。",
                "Add it if it can be found; otherwise say so on the 备考表."
            ),
        ));
    }
    problems
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
    match note.trim() {
        "" if undated.is_empty() => text.push_str("经检查，页号连续，题名、日期齐全。"),
        "" => text.push_str("其余经检查，页号连续，题名齐全。"),
        note => text.push_str(note),
    }
    text
}
