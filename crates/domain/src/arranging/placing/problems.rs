//! What placing a row says to people.

use crate::arranging::classify::Suggestion;
use crate::general::problem::Change;
use crate::schemes::scheme::{Class, Step};
use crate::{problems, say};

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

problems! {
    pub(super) ask year_disagrees(row, given):
        "这一行的年度是 {row}，导入时给的是 {given}。" / "The row says {row}, the import was told {given}."
        => "改正这一行，或不指定年度（--year），让每行按自己的年度归档。"
            / "Correct the row, or give no year (--year) so that each row goes by its own.";
    pub(super) ask title_year_disagrees as year_disagrees(line, given):
        "表头上方写的年度是 {line}，导入时给的是 {given}。"
            / "The lines above the header say {line}, the import was told {given}."
        => "核对年度；照收就按导入时给的归档。"
            / "Check the year; taken all the same, what was given counts.";
    pub(super) ask year_disagrees_with_title as year_disagrees(row, line):
        "这一行的年度是 {row}，表头上方写的是 {line}。" / "The row says {row}, the lines above the header say {line}."
        => "核对年度；照收就按这一行自己的年度归档。"
            / "Check the year; taken all the same, the row goes by its own.";
    pub(super) ask fonds_disagrees(row, fonds):
        "这一行的全宗号是「{row}」，导入到的全宗是 {fonds}。" / "The row says fonds \"{row}\", the import goes to {fonds}."
        => "核对全宗：别的全宗的档案另外导入；照收就归入 {fonds}。"
            / "Check the fonds: import papers of another one there; taken all the same, they go to {fonds}.";
    pub(super) ask code_disagrees(own, other):
        "档号里是「{own}」，这一栏（或导入时给的）是「{other}」。"
            / "The code says \"{own}\", the column (or the import) says \"{other}\"."
        => "改正其一；以档号为准就照收这一类（--accept code_disagrees）。"
            / "Correct one of them; if the code is right, take this kind all the same (--accept code_disagrees).";
    pub(super) refuse page_from_missing(page):
        "档号里的页码 {page} 与页数合在一起，看不出从第几页起。"
            / "The page {page} of the code and the page count do not say where the paper begins."
        => "加一列「页次」写起止页，或核对页数。"
            / "Add a column 页次 with first and last page, or check the page count.";
    pub refuse year_in_future(year):
        "年度 {year} 还没有到，或早得不可能。" / "The year {year} has not come yet, or is impossibly early."
        => "核对年度。" / "Check the year.";
}
