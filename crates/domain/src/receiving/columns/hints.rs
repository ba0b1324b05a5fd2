//! What the lines above the header say, and what the papers of a sheet are called.

use serde::{Deserialize, Serialize};

use super::shipped;
use crate::general::text::{chinese_digit, fold};
use crate::values::period_words::periods_named;

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
        let in_digits = with_years_in_digits(&text);
        Hints {
            year: match labelled(&in_digits, &words.year) {
                Some(value) => only_year(&value),
                None => year_before(&in_digits, &words.year),
            },
            period: period_labelled(&text, &words.period).or_else(|| period_in_brackets(&text)),
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

/// Between the cells of a title line.
pub(super) const BETWEEN_CELLS: &str = "  ";
/// Characters a title line has for periods behind 保管期限, at most.
const LONGEST_PERIODS: usize = 24;

/// `保管期限：永久`, `保管期限30年`, `保管期限 30 年`. Behind a colon anything counts; without one, what does not read as a
/// period is a word of the title.
fn period_labelled(text: &str, labels: &[String]) -> Option<String> {
    labels.iter().find_map(|label| {
        text.match_indices(label.as_str()).find_map(|(at, _)| {
            let behind = &text[at + label.len()..];
            let rest = behind.trim_start_matches(' ');
            let rest = rest.strip_prefix("(年)").unwrap_or(rest).trim_start_matches(' ');
            let line = before_unopened(rest.split(['\n', ';', '；']).next().unwrap_or_default());
            let (said, has_colon) = match line.strip_prefix(':') {
                Some(said) => (said.trim_start(), true),
                // the value stands in the next cell
                None => (line, behind.starts_with(BETWEEN_CELLS)),
            };
            let as_written = || said.split(' ').next().filter(|value| has_colon && !value.is_empty());
            periods_at_begin(said).or_else(as_written).map(str::to_owned)
        })
    })
}

/// What stands before the bracket that closes one opened in front of the text.
fn before_unopened(text: &str) -> &str {
    let mut open = 0;
    let end = text.char_indices().find(|(_, c)| {
        open += i32::from("(〔[【".contains(*c)) - i32::from(")〕]】".contains(*c));
        open < 0
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// The longest begin of a text that reads as one period or several and ends a word.
fn periods_at_begin(text: &str) -> Option<&str> {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_PERIODS).collect::<Vec<_>>();
    let goes_on = |c: char| c.is_ascii_alphanumeric() || "度以上下左右至到或及和前后起内多余~-".contains(c);
    let ends_word = |end: usize| !text[end..].chars().next().is_some_and(goes_on);
    let end =
        ends.into_iter().rev().find(|end| ends_word(*end) && !periods_named(&text[..*end]).is_empty())?;
    Some(text[..end].trim_end_matches([' ', '。', '.', ',', '，', '、']))
}

/// `移交清单（永久）`, `移交清单〔30年〕`, `【定期 30 年】`.
fn period_in_brackets(text: &str) -> Option<String> {
    let parts = text.split(['(', '〔', '[', '【']).skip(1);
    let inside = parts.filter_map(|rest| rest.split([')', '〕', ']', '】', '\n']).next()).map(str::trim);
    inside.into_iter().find(|inside| periods_named(inside).len() == 1).map(str::to_owned)
}

/// `2009年度…` in a title; one that names several years says none.
fn year_before(text: &str, labels: &[String]) -> Option<i32> {
    let found = labels.iter().find_map(|label| {
        let years = text.match_indices(label.as_str()).filter_map(|(at, _)| {
            let before = text[..at].trim_end_matches(' ');
            let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let earlier = before[..before.len() - digits]
                .trim_end_matches([' ', '-', '~', '至', '到', '、', ',', '，', '/', '和', '及', '与']);
            let is_span = earlier.len() + digits < before.len()
                && earlier.trim_end_matches(['年', '度']).ends_with(|c: char| c.is_ascii_digit());
            let year = (digits == 4).then(|| before[before.len() - 4..].parse::<i32>().ok()).flatten()?;
            Some((!is_span).then_some(year))
        });
        let years: Vec<Option<i32>> = years.collect();
        let first = *years.first()?;
        Some(first.filter(|_| years.iter().all(|year| *year == first)))
    });
    found.flatten()
}

/// The only year of a text: `2009`, `2009年`; none of `2009-2016`.
fn only_year(text: &str) -> Option<i32> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let year = numbers.next().filter(|digits| digits.len() == 4)?;
    let is_year = |digits: &str| digits.len() == 4 && digits != year;
    (!numbers.any(is_year)).then(|| year.parse().ok()).flatten()
}

/// 二〇〇九 as 2009; four numerals side by side are a year.
fn with_years_in_digits(text: &str) -> String {
    let digit = |c: char| match c {
        'O' | 'o' | '0' => Some(0),
        '两' => None,
        _ => chinese_digit(c),
    };
    let chars: Vec<char> = text.chars().collect();
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let run: Vec<u32> = chars[at..].iter().map_while(|c| digit(*c)).collect();
        let is_year = run.len() == 4 && matches!(chars[at], '一' | '二');
        if is_year {
            run.iter().for_each(|digit| plain.push_str(&digit.to_string()));
        } else {
            plain.extend(&chars[at..at + run.len().max(1)]);
        }
        at += run.len().max(1);
    }
    plain
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
