//! What placing a row says to people.

use crate::domain::classify::Suggestion;
use crate::domain::problem::{Change, Problem};
use crate::domain::scheme::{Class, Step};
use crate::say;

pub(super) fn suggested(class: &Class, step: &Step, suggestion: &Suggestion) -> Change {
    let (code, name, because) = (&class.code, &step.name, &suggestion.because);
    let paper = step.rules.get(suggestion.rule).map(|rule| rule.names.join("、")).unwrap_or_default();
    let paper = if step.rules.len() > 1 { format!("·{paper}") } else { String::new() };
    let mut message = say!("建议归入 {code} {name}{paper}：", "Suggested {code} {name}{paper}: ");
    message.zh.push_str(&because.zh);
    message.en.push_str(&because.en);
    let kind = if suggestion.verified { "suggested" } else { "suggested_unverified" };
    if !suggestion.verified {
        message.zh.push_str("（未经核实）");
        message.en.push_str(" (unverified)");
    }
    Change::new(kind, "", format!("{code} {name}{paper}"), message)
}

pub(super) fn year_disagrees(row: i32, given: i32) -> Problem {
    Problem::ask(
        "year_disagrees",
        say!(
            "这一行的年度是 {row}，导入时给的是 {given}。",
            "The row says {row}, the import was told {given}."
        ),
        say!(
            "改正这一行，或不给 --year 让每行按自己的年度归档。",
            "Correct the row, or leave --year out so that each row goes by its own."
        ),
    )
}

pub(super) fn year_impossible(year: i32) -> Problem {
    Problem::refuse(
        "year_in_future",
        say!(
            "年度 {year} 还没有到，或早得不可能。",
            "The year {year} has not come yet, or is impossibly early."
        ),
        say!("核对年度。", "Check the year."),
    )
}
