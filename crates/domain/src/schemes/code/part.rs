//! The parts of a code that are numbers or letters: year, volume, page, period, fonds.

use chrono::{Datelike, NaiveDate};

use super::fold::{chinese_digits, fold_text, latin_twin};
use super::slot::CodePiece;
use crate::general::problem::Problem;
use crate::schemes::scheme::{CodePart, Scheme};
use crate::values::period::RetentionPeriod;
use crate::{problems, say};

/// Social insurance has no older records, and no city's scheme speaks of any.
const EARLIEST_YEAR: i32 = 1900;

/// What people call a part, in Chinese and English.
pub(super) fn part_name(part: CodePart) -> (&'static str, &'static str) {
    match part {
        CodePart::Fonds => ("全宗号", "fonds"),
        CodePart::Year => ("年度", "year"),
        CodePart::Class => ("类别", "class"),
        CodePart::Step => ("业务环节", "step"),
        CodePart::Volume => ("案卷号", "volume"),
        CodePart::Page => ("页码", "page"),
        CodePart::Period => ("保管期限", "period"),
    }
}

/// Four digits, in Chinese or with 年 behind it if need be.
pub(super) fn read_year(slot: &mut CodePiece) -> Result<i32, Problem> {
    let bare = slot.folded.trim_end_matches("年度").trim_end_matches('年');
    let digits = chinese_digits(bare).unwrap_or_else(|| bare.to_owned());
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(foreign_letter(&slot.folded, true).unwrap_or_else(|| {
            let written = &slot.folded;
            year_shape(&written)
        }));
    }
    let year: i32 = digits.parse().unwrap_or_default();
    slot.read = digits;
    if year < EARLIEST_YEAR {
        return Err(year_too_early(&year));
    }
    Ok(year)
}

/// What speaks against a year that could be read: it has not come yet, or the scheme is not for it.
pub(crate) fn year_problem(year: i32, scheme: &Scheme, today: NaiveDate) -> Option<Problem> {
    let this_year = today.year();
    if year > this_year {
        return Some(code_year_in_future(&year, &this_year));
    }
    if scheme.is_valid_for(year) {
        return None;
    }
    let name = &scheme.name;
    let from = scheme.valid_from.map_or_else(String::new, |y| y.to_string());
    let to = scheme.valid_to.map_or_else(String::new, |y| y.to_string());
    Some(year_outside_scheme(&name, &from, &to, &year))
}

/// No shelf has more volumes of one kind, no volume more pages; beyond it is a slip of the pen, and
/// sums stay far from the end of `u32`.
const HIGHEST: u32 = 1_000_000;

/// A volume or page number: digits, from 1 to [`HIGHEST`].
pub(super) fn read_number(slot: &mut CodePiece, part: CodePart, scheme: &Scheme) -> Result<u32, Problem> {
    let (zh, en) = part_name(part);
    let kind = |what: &str| format!("{en}_{what}");
    // the code of a volume marks its page part
    let mark = match part {
        CodePart::Page => fold_text(&scheme.pattern.volume_mark),
        _ => String::new(),
    };
    let written = slot.folded.clone();
    let (mark, written) = match written.strip_prefix(mark.as_str()) {
        Some(number) if !mark.is_empty() => (scheme.pattern.volume_mark.as_str(), number.to_owned()),
        _ => ("", written),
    };
    let fix = say!("请写从 1 起的整数", "write a whole number from 1 on");
    if written.is_empty() || !written.bytes().all(|b| b.is_ascii_digit()) {
        return Err(foreign_letter(&written, true).unwrap_or_else(|| {
            let what = say!("{zh}「{written}」不是整数", "the {en} “{written}” is not a whole number");
            Problem::refuse(&kind("shape"), what, fix)
        }));
    }
    let Some(number) = written.parse::<u32>().ok().filter(|number| *number <= HIGHEST) else {
        let what = say!("{zh} {written} 太大", "the {en} {written} is too large");
        return Err(Problem::refuse(&kind("too_large"), what, fix));
    };
    if number == 0 {
        return Err(Problem::refuse(&kind("zero"), say!("{zh}是 0", "the {en} is 0"), fix));
    }
    let width = if part == CodePart::Volume { scheme.pattern.pad_volume } else { scheme.pattern.pad_page };
    slot.read = format!("{mark}{number:0width$}");
    Ok(number)
}

/// A letter of the scheme; or a number of years (永久), which counts as the scheme's own letter
/// where it has one.
pub(super) fn read_period(slot: &mut CodePiece, scheme: &Scheme) -> Result<RetentionPeriod, Problem> {
    let period = period_of_text(&slot.folded, scheme).ok_or_else(|| period_problem(&slot.folded, scheme))?;
    slot.read = scheme.period_code(period);
    Ok(period)
}

fn period_of_text(text: &str, scheme: &Scheme) -> Option<RetentionPeriod> {
    if let Some(period) = scheme.period_from_code(text) {
        return Some(period);
    }
    let mut same = scheme.periods.iter().filter(|p| fold_text(&p.letter).eq_ignore_ascii_case(text));
    if let (Some(only), None) = (same.next(), same.next()) {
        return Some(only.period);
    }
    let period = match text {
        "永久" => RetentionPeriod::Permanent,
        text => {
            let number = text.trim_end_matches('年').trim_start_matches('0');
            RetentionPeriod::from_key(number).filter(|period| period.years().is_some())?
        }
    };
    // only what the scheme could have printed itself
    scheme.period_from_code(&scheme.period_code(period)).filter(|known| *known == period)
}

fn period_problem(written: &str, scheme: &Scheme) -> Problem {
    if let Some(problem) = foreign_letter(written, false) {
        return problem;
    }
    let known: Vec<String> = scheme.periods.iter().map(|p| format!("{}={}", p.letter, p.period)).collect();
    let (known_zh, known_en) = (known.join(" "), known.join(", "));
    let name = &scheme.name;
    unknown_period(&name, &written, &known_zh, &known_en)
}

/// The fonds the scheme is for.
pub(super) fn read_fonds(slot: &mut CodePiece, scheme: &Scheme) -> Result<String, Problem> {
    let written = slot.folded.clone();
    if written.is_empty() {
        return Err(fonds_missing());
    }
    if let Some((own, name)) = scheme.fonds.as_ref().filter(|(own, _)| *own != written) {
        return Err(other_fonds(&written, &name, &own));
    }
    Ok(written)
}

/// Letters of other scripts that look Latin; in a number also letters that look like digits.
pub(super) fn foreign_letter(written: &str, in_number: bool) -> Option<Problem> {
    if let Some((c, latin)) = written.chars().find_map(|c| Some((c, latin_twin(c)?))) {
        let script = if ('\u{400}'..='\u{4ff}').contains(&c) {
            ("西里尔", "Cyrillic")
        } else {
            ("希腊", "Greek")
        };
        let ((zh, en), point) = (script, format!("{:04X}", c as u32));
        return Some(look_alike(&written, &c, &zh, &en, &point, &latin));
    }
    let digit = |c: char| match c {
        'O' | 'o' => Some('0'),
        'l' | 'I' | '|' => Some('1'),
        _ => None,
    };
    let (c, digit) = written.chars().filter(|_| in_number).find_map(|c| Some((c, digit(c)?)))?;
    Some(letter_for_digit(&written, &c, &digit))
}

problems! {
    refuse look_alike(written, c, zh, en, point, latin):
        "「{written}」里的「{c}」是{zh}字母（U+{point}），只是看着像 {latin}"
            / "“{c}” in “{written}” is a {en} letter (U+{point}) that only looks like {latin}"
        => "如果是「{latin}」，请重新键入" / "if “{latin}” is meant, type it again";
    refuse letter_for_digit(written, c, digit):
        "「{written}」里的「{c}」是字母，不是数字 {digit}" / "“{c}” in “{written}” is a letter, not the digit {digit}"
        => "如果是「{digit}」，请重新键入" / "if “{digit}” is meant, type it again";
    refuse year_shape(written):
        "「{written}」不是四位数的年度" / "“{written}” is not a year of four digits"
        => "请写四位数年度，如 2009" / "write the year with four digits, such as 2009";
    refuse year_too_early(year):
        "{year} 年早于 {EARLIEST_YEAR} 年" / "{year} lies before {EARLIEST_YEAR}"
        => "请核对年度" / "check the year";
    refuse code_year_in_future as year_in_future(year, this_year):
        "{year} 年还没有到（今年是 {this_year} 年）"
            / "the year {year} lies in the future (this is {this_year})"
        => "请核对年度，多半是笔误" / "check the year; most likely a slip of the pen";
    ask year_outside_scheme(name, from, to, year):
        "《{name}》适用于 {from}–{to} 年的档案，不含 {year} 年"
            / "{name} is for records of {from}–{to}, not of {year}"
        => "请选用该年度有效的分类方案" / "choose the scheme that is valid for that year";
    refuse unknown_period(name, written, known_zh, known_en):
        "《{name}》没有保管期限代码「{written}」" / "{name} has no period code “{written}”"
        => "代码有：{known_zh}；没有代码的期限写年数"
            / "the codes are {known_en}; a period without one is written as its number of years";
    refuse fonds_missing():
        "缺全宗号" / "the fonds number is missing"
        => "请补上全宗号" / "add the fonds number";
    refuse other_fonds(written, name, own):
        "全宗号是 {written}，不是{name}的 {own}" / "fonds {written} is not {name}'s {own}"
        => "请核对全宗号" / "check the fonds number";
}
