//! A code's text → its readings, what is wrong with it, and what was read otherwise than written.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::Serialize;

use super::fold::{FoldedCode, fold_text, is_forbidden};
use super::part::{part_name, read_fonds, read_number, read_period, read_year, year_problem};
use super::slot::{CodePiece, slot};
use super::step::{Named, check_periods, resolve};
use super::{ArchivalCode, CodeParts};
use crate::general::problem::{Change, Problem, Weight};
use crate::schemes::scheme::{CodePart, Pattern, Scheme, Schemes};
use crate::values::period::RetentionPeriod;
use crate::{problems, say};

/// Longest text looked at, in bytes: the longest step name of any scheme fits many times over.
const LONGEST: usize = 1000;

/// What a text says as a code of one scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Parsed {
    /// Every code it can stand for. None: it is no code of this scheme. Several: a person decides.
    pub readings: Vec<ArchivalCode>,
    pub problems: Vec<Problem>,
    pub changes: Vec<Change>,
    /// The parts as they were written, in the order of the scheme.
    pub written: Vec<(CodePart, String)>,
}

impl Parsed {
    /// The one reading, when nothing about it is left to decide.
    pub fn clear(&self) -> Option<&ArchivalCode> {
        match self.readings.as_slice() {
            [only] if !self.problems.iter().any(Problem::is_blocking) => Some(only),
            _ => None,
        }
    }

    /// The one reading when the only thing to decide is whether the longer period it carries is meant.
    pub fn clear_but_longer(&self) -> Option<&ArchivalCode> {
        let asked = |problem: &Problem| problem.weight == Weight::Ask && problem.kind == "period_mismatch";
        match self.readings.as_slice() {
            [only] if self.problems.iter().all(|problem| !problem.is_blocking() || asked(problem)) => {
                Some(only)
            }
            _ => None,
        }
    }
}

/// Reads `text` as a code of `scheme`; `today` decides which years lie in the future.
pub fn parse(text: &str, scheme: &Scheme, schemes: &Schemes, today: NaiveDate) -> Parsed {
    let mut parsed = Parsed::default();
    let mut slots = match unreadable(text, scheme).map_or_else(|| split(text, scheme), Err) {
        Ok(slots) => slots,
        Err(problem) => return Parsed { problems: vec![problem], ..parsed },
    };
    parsed.written =
        slots.iter().filter_map(|slot| Some((slot.part?, slot.written.trim().to_owned()))).collect();

    let problems = &mut parsed.problems;
    let year = take(slot(&mut slots, CodePart::Year), problems, read_year);
    problems.extend(year.and_then(|year| year_problem(year, scheme, today)));
    let volume =
        take(slot(&mut slots, CodePart::Volume), problems, |s| read_number(s, CodePart::Volume, scheme));
    let page = take(slot(&mut slots, CodePart::Page), problems, |s| read_number(s, CodePart::Page, scheme));
    let period = take(slot(&mut slots, CodePart::Period), problems, |slot| read_period(slot, scheme));
    let fonds = take(slot(&mut slots, CodePart::Fonds), problems, |slot| read_fonds(slot, scheme));
    let found = resolve(&mut slots, scheme, problems);

    let has = |part| scheme.pattern.parts.contains(&part);
    if let (Some(year), Some(volume)) = (year, volume)
        && page.is_some() == has(CodePart::Page)
        && period.is_some() == has(CodePart::Period)
        && fonds.is_some() == has(CodePart::Fonds)
    {
        let base = CodeParts {
            fonds: fonds.as_deref().unwrap_or_default(),
            year,
            class_id: "",
            step_id: "",
            step_text: None,
            // replaced by each step's own where codes do not carry a period
            period: period.unwrap_or(RetentionPeriod::Permanent),
            volume,
        };
        parsed.readings = readings(&found, scheme, schemes, &base, page.unwrap_or(0), &mut parsed.problems);
    }
    parsed.changes = changes(text, &slots);
    parsed
}

/// The codes for the steps found, with what their periods say against it.
fn readings(
    found: &[Named],
    scheme: &Scheme,
    schemes: &Schemes,
    base: &CodeParts,
    page: u32,
    problems: &mut Vec<Problem>,
) -> Vec<ArchivalCode> {
    let with_periods = check_periods(found, scheme, schemes, base, problems);
    let readings: Vec<ArchivalCode> = with_periods
        .iter()
        .map(|(named, period)| ArchivalCode {
            scheme_id: scheme.id.clone(),
            fonds: scheme.pattern.parts.contains(&CodePart::Fonds).then(|| base.fonds.to_owned()),
            year: base.year,
            class_id: named.class.id.clone(),
            class_code: named.class.code.clone(),
            step_id: named.step.id.clone(),
            step_text: named.text.to_owned(),
            rule: named.rule,
            volume: base.volume,
            page,
            period: *period,
        })
        .collect();
    if readings.len() > 1 {
        let choices: Vec<String> = with_periods.iter().map(|(named, _)| named.described()).collect();
        let (choices_zh, choices_en) = (choices.join("、"), choices.join("; "));
        problems.push(several_readings(&readings.len(), &choices_zh, &choices_en));
    }
    readings
}

/// Reads one slot if the scheme's codes have it; what is wrong goes to the list.
fn take<T>(
    slot: Option<&mut CodePiece>,
    problems: &mut Vec<Problem>,
    read: impl FnOnce(&mut CodePiece) -> Result<T, Problem>,
) -> Option<T> {
    read(slot?).map_err(|problem| problems.push(problem)).ok()
}

/// What makes it pointless to look at the parts.
fn unreadable(text: &str, scheme: &Scheme) -> Option<Problem> {
    let shape = shape(scheme);
    if !scheme.gives_codes() {
        let name = &scheme.name;
        return Some(scheme_without_codes(&name));
    }
    if text.len() > LONGEST {
        let length = text.chars().count();
        return Some(code_too_long(&length, &shape));
    }
    if let Some(c) = text.chars().find(|c| is_forbidden(*c)) {
        let point = format!("U+{:04X}", c as u32);
        return Some(forbidden_character(&point));
    }
    fold_text(text).is_empty().then(|| code_missing(&shape))
}

/// The text as parts and what stands between them, folded and as written.
fn split<'a>(text: &'a str, scheme: &Scheme) -> Result<Vec<CodePiece<'a>>, Problem> {
    let folded = FoldedCode::new(text);
    let separator = fold_text(&scheme.pattern.separator);
    let pattern = match separator == scheme.pattern.separator {
        true => Cow::Borrowed(&scheme.pattern),
        false => Cow::Owned(Pattern { separator: separator.clone(), ..scheme.pattern.clone() }),
    };
    let Some(parts) = pattern.split(&folded.text) else {
        let found = 1 + if separator.is_empty() { 0 } else { folded.text.matches(&separator).count() };
        return Err(wrong_count(found, scheme));
    };
    let mut slots: Vec<CodePiece> = Vec::with_capacity(parts.len() * 2);
    let mut start = 0;
    for (part, text) in parts {
        if !slots.is_empty() {
            let mut between = cut(&folded, start..start + separator.len(), None);
            between.read.clone_from(&scheme.pattern.separator);
            slots.push(between);
            start += separator.len();
        }
        slots.push(cut(&folded, start..start + text.len(), Some(part)));
        start += text.len();
    }
    Ok(slots)
}

fn cut<'a>(folded: &FoldedCode<'a>, range: std::ops::Range<usize>, part: Option<CodePart>) -> CodePiece<'a> {
    let text = folded.text[range.clone()].to_owned();
    CodePiece { part, written: folded.written(range), read: text.clone(), folded: text }
}

fn wrong_count(found: usize, scheme: &Scheme) -> Problem {
    let (shape, wanted) = (shape(scheme), scheme.pattern.parts.len());
    let problem = if found < wanted { too_few_parts } else { too_many_parts };
    problem(&wanted, &shape, &found)
}

/// `年度-险种-业务环节-…` in the words of this scheme's order.
pub(super) fn shape(scheme: &Scheme) -> String {
    let names: Vec<&str> = scheme.pattern.parts.iter().map(|part| part_name(*part).0).collect();
    names.join(&scheme.pattern.separator)
}

/// Every difference between what was written and what was read, one entry a kind.
fn changes(text: &str, slots: &[CodePiece]) -> Vec<Change> {
    let read: String = slots.iter().map(|slot| slot.read.as_str()).collect();
    let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
    for slot in slots.iter().filter(|slot| slot.written != slot.read) {
        let kind = kind_of_change(slot);
        let pair = format!("「{}」→「{}」", slot.written, slot.read);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, pairs)) if pairs.contains(&pair) => {}
            Some((_, pairs)) => pairs.push(pair),
            None => kinds.push((kind, vec![pair])),
        }
    }
    kinds
        .into_iter()
        .map(|(kind, pairs)| {
            let pairs = pairs.join(" ");
            let message = match kind {
                "blank" => say!("去掉空白：{pairs}", "blanks left out: {pairs}"),
                "full_width" => say!("全角按半角读：{pairs}", "full width read as half width: {pairs}"),
                "dash" => say!("连接号统一：{pairs}", "dashes made alike: {pairs}"),
                "letter_case" => say!("大小写按方案：{pairs}", "letter case as the scheme has it: {pairs}"),
                "year_shape" => say!("年度按四位数字读：{pairs}", "year read as four digits: {pairs}"),
                "padding" => say!("编号位数按方案：{pairs}", "number padded as the scheme has it: {pairs}"),
                "period_shape" => {
                    say!("保管期限按方案代码读：{pairs}", "period read as the scheme's code: {pairs}")
                }
                _ => say!("名称按方案写法：{pairs}", "name as the scheme spells it: {pairs}"),
            };
            Change::new(kind, text, read.as_str(), message)
        })
        .collect()
}

fn kind_of_change(slot: &CodePiece) -> &'static str {
    let blankless: String =
        slot.written.chars().filter(|c| !fold_text(c.encode_utf8(&mut [0; 4])).is_empty()).collect();
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5d}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    if blankless == slot.read {
        return "blank";
    }
    if blankless.chars().map(narrow).eq(slot.read.chars()) {
        return "full_width";
    }
    match slot.part {
        None => "dash",
        Some(_) if slot.folded.eq_ignore_ascii_case(&slot.read) && slot.folded != slot.read => "letter_case",
        Some(CodePart::Year) => "year_shape",
        Some(CodePart::Volume | CodePart::Page) => "padding",
        Some(CodePart::Period) => "period_shape",
        Some(CodePart::Step | CodePart::Class | CodePart::Fonds) => "spelling",
    }
}

problems! {
    refuse code_too_long(length, shape):
        "这一格有 {length} 个字，不是档号" / "{length} characters: this is no archival code"
        => "请写成「{shape}」" / "write it as “{shape}”";
    refuse code_missing(shape):
        "档号是空的" / "the code is empty"
        => "请写成「{shape}」" / "write it as “{shape}”";
    refuse too_few_parts(wanted, shape, found):
        "档号应有 {wanted} 段（{shape}），这里有 {found} 段" / "a code has {wanted} parts ({shape}), this has {found}"
        => "请按「{shape}」补全或改正" / "write it as “{shape}”";
    refuse too_many_parts(wanted, shape, found):
        "档号应有 {wanted} 段（{shape}），这里有 {found} 段" / "a code has {wanted} parts ({shape}), this has {found}"
        => "请按「{shape}」补全或改正" / "write it as “{shape}”";
    ask several_readings as ambiguous(readings, choices_zh, choices_en):
        "这个档号可以有 {readings} 种读法：{choices_zh}"
            / "this code can be read in {readings} ways: {choices_en}"
        => "请指定类目和业务环节，或在档号里写业务环节的全称"
            / "name the class and the step, or write the step's full name in the code";
    refuse scheme_without_codes(name):
        "《{name}》只有归档范围和期限，没有档号" / "{name} has no archival codes, only scope and periods"
        => "请指定编档号用的分类方案" / "name the scheme the code was written under";
    refuse forbidden_character(point):
        "档号里有看不见的控制字符 {point}" / "the code holds an invisible control character, {point}"
        => "请重新键入这个档号，不要粘贴" / "type the code again instead of pasting it";
}
