//! What the lines above the header say, and what the papers of a sheet are called.

use serde::{Deserialize, Serialize};

use super::shipped;
use crate::general::text::fold;
use crate::values::period_words::{PeriodWord, period_word};

/// What title lines tell about the whole sheet, as written: `年度:2009   保管期限:100年`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    pub year: Option<i32>,
    pub period: Option<String>,
    /// 移交科室: whose mapping of columns is remembered.
    pub sender: Option<String>,
    pub class: Option<String>,
    pub step: Option<String>,
}

impl Hints {
    pub(super) fn from_lines(lines: &[String]) -> Self {
        let words = &shipped().title_lines;
        let text = lines.iter().map(|line| fold(line)).collect::<Vec<_>>().join("\n");
        Hints {
            year: labelled(&text, &words.year)
                .and_then(|v| first_year(&v))
                .or_else(|| year_before(&text, &words.year)),
            period: labelled(&text, &words.period)
                .or_else(|| period_after(&text, &words.period))
                .or_else(|| period_in_brackets(&text)),
            sender: labelled(&text, &words.sender),
            class: labelled(&text, &words.class),
            step: labelled(&text, &words.step),
        }
    }
}

/// The value after `label:`, up to the next blank; of several labels the first in the table.
fn labelled(text: &str, labels: &[String]) -> Option<String> {
    labels.iter().find_map(|label| {
        text.match_indices(label.as_str()).find_map(|(at, _)| {
            let rest = text[at + label.len()..].trim_start().strip_prefix(':')?.trim_start();
            let value = rest.split([' ', '\n', ';', '；']).next().unwrap_or_default();
            (!value.is_empty()).then(|| value.to_owned())
        })
    })
}

/// `保管期限30年`, without a colon; what does not look like a period is a word of the title.
fn period_after(text: &str, labels: &[String]) -> Option<String> {
    labels.iter().find_map(|label| {
        text.match_indices(label.as_str()).find_map(|(at, _)| {
            let rest = text[at + label.len()..].trim_start_matches([' ', '为']);
            let value = rest.split([' ', '\n', ';', '；', ',', '，', ')', '】']).next().unwrap_or_default();
            let is_period =
                value.ends_with('年') || ["永久", "长期", "短期"].iter().any(|word| value.starts_with(word));
            (is_period && value.chars().count() <= 8).then(|| value.to_owned())
        })
    })
}

/// `移交清单（永久）`, `移交清单（30年）`.
fn period_in_brackets(text: &str) -> Option<String> {
    let inside =
        text.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(inside, _)| inside.trim());
    let is_period = |text: &&str| matches!(period_word(text), PeriodWord::Plain(_) | PeriodWord::Former(_));
    inside.into_iter().find(is_period).map(str::to_owned)
}

/// `2009年度…` in a title.
fn year_before(text: &str, labels: &[String]) -> Option<i32> {
    labels.iter().find_map(|label| {
        text.match_indices(label.as_str()).find_map(|(at, _)| {
            let before = &text[..at + label.len()];
            let digits: String =
                before.trim_end_matches(|c: char| !c.is_ascii_digit()).chars().rev().take(4).collect();
            let near =
                before.chars().rev().take(label.chars().count() + 4).filter(char::is_ascii_digit).count()
                    == 4;
            near.then(|| first_year(&digits.chars().rev().collect::<String>()))?
        })
    })
}

fn first_year(text: &str) -> Option<i32> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    (digits.len() == 4).then(|| digits.parse().ok())?
}

/// What the papers of a sheet without a title column are called: the sheet's title, else the file's
/// name, without 移交清单 and the like, years and departments (`异地协助认证表-2012` →
/// `异地协助认证表`). `None` when nothing is left.
pub fn paper_name(title_lines: &[String], file_stem: &str) -> Option<String> {
    let title = title_lines.first().map(String::as_str).filter(|line| !line.contains([':', '：']));
    title.and_then(named).or_else(|| named(file_stem))
}

fn named(text: &str) -> Option<String> {
    let paper = &shipped().paper;
    let folded = text.replace(['－', '—', '–', '_', '（', '）', '(', ')', '　'], "-");
    let is_year = |part: &str| part.trim_end_matches(['年', '度', '月']).chars().all(|c| c.is_ascii_digit());
    let is_department = |part: &str| {
        part.chars().count() <= 6 && paper.departments.iter().any(|end| part.ends_with(end.as_str()))
    };
    let is_kept = |part: &&str| !is_year(part) && !is_department(part);
    let parts: Vec<&str> = folded.split(['-', ' ']).map(str::trim).filter(is_kept).collect();
    let mut name = parts.join("-");
    if let Some(year_end) = name.find("年度").filter(|at| name[..*at].bytes().all(|b| b.is_ascii_digit())) {
        name = name[year_end + "年度".len()..].to_owned();
    }
    if let Some(end) =
        paper.endings.iter().filter(|end| name.ends_with(end.as_str())).max_by_key(|end| end.len())
    {
        name.truncate(name.len() - end.len());
    }
    let name = name.trim_matches('-').to_owned();
    (!name.is_empty()).then_some(name)
}
