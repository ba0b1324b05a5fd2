//! 档号对照: a code of one scheme as another scheme writes it, and what does not come along.
//!
//! A code means something only against its scheme. Steps answer to each other by the item of the national annex both
//! name; what the other scheme cannot say, or says otherwise, is listed, never guessed.

use serde::Serialize;

use super::code::ArchivalCode;
use super::scheme::{Class, CodePart, PageMeaning, Scheme, Schemes, Step};
use crate::general::wording::Wording;
use crate::say;

/// What a code of one scheme is under another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Translation {
    pub read: ArchivalCode,
    /// As the other scheme writes it; several where several of its steps answer to the same item of the annex, none
    /// where no step does.
    pub codes: Vec<String>,
    /// What the new code says otherwise or no more.
    pub lost: Vec<Wording>,
}

/// Writes `read`, a code of `from`, as `to` does.
pub fn translate(read: &ArchivalCode, from: &Scheme, to: &Scheme, schemes: &Schemes) -> Translation {
    let mut lost = Vec::new();
    let step = from.step(&read.class_id, &read.step_id);
    let national = step.and_then(|step| step.national.as_deref());
    let mut found: Vec<(&Class, &Step)> = national.map_or_else(Vec::new, |national| steps_of(to, national));
    // the annex has one item for all accounting papers of a class: the lines of the accounting tables tell them apart
    let lines = step.map_or_else(Vec::new, |step| accounting_lines(step, read.rule));
    if found.len() > 1 && !lines.is_empty() {
        found.retain(|(_, step)| accounting_lines(step, None).iter().any(|line| lines.contains(line)));
    }
    if found.is_empty() {
        let (name, other) = (&read.step_text, &to.name);
        lost.push(match national {
            Some(national) => say!(
                "《{other}》没有对应全国附件 {national} 的业务环节，「{name}」写不出来",
                "{other} has no step for item {national} of the national annex: {name} cannot be written"
            ),
            None => say!(
                "「{name}」没有写明对应全国附件的哪一条，无从对照",
                "{name} does not say which item of the national annex it answers to"
            ),
        });
    }
    if !to.is_valid_for(read.year) {
        let (year, other) = (read.year, &to.name);
        lost.push(say!("《{other}》不适用于 {year} 年的档案", "{other} is not for records of {year}"));
    }
    parts_lost(read, from, to, &mut lost);
    let mut codes = Vec::new();
    for (class, step) in &found {
        // several lines of a step may be meant: their periods are told only where none is the code's
        let meant = |rule: &usize| {
            lines.is_empty()
                || step.rules[*rule].accounting.as_deref().is_some_and(|line| lines.contains(&line))
        };
        let rules = (0..step.rules.len()).filter(meant);
        let owns: Vec<_> = rules
            .filter_map(|rule| schemes.period_of(to, step, rule, read.year).map(|(period, _)| period))
            .collect();
        if let Some(own) = owns.first().filter(|_| !owns.contains(&read.period)) {
            let (period, name) = (read.period, &step.name);
            let (en, own_en) = (period.in_english(), own.in_english());
            lost.push(say!(
                "原档号写{period}，《{}》的「{name}」是{own}；档号里保留{period}",
                "the code says {en}, {} keeps {name} for {own_en}; the code goes on to say {en}",
                to.name
            ));
        }
        let name = &step.name;
        if super::code::fold_text(name) != super::code::fold_text(&read.step_text) {
            let was = &read.step_text;
            lost.push(say!("「{was}」在新方案里叫「{name}」", "{was} is called {name} by the other scheme"));
        }
        let fonds = read.fonds.clone().or_else(|| to.fonds.as_ref().map(|(number, _)| number.clone()));
        let written = ArchivalCode {
            scheme_id: to.id.clone(),
            fonds,
            class_id: class.id.clone(),
            class_code: class.code.clone(),
            step_id: step.id.clone(),
            step_text: name.clone(),
            ..read.clone()
        };
        codes.push(written.print(to));
    }
    if codes.len() > 1 {
        lost.push(say!(
            "有几个业务环节对应同一条，须由人选定",
            "several steps answer to the same item: a person decides"
        ));
    }
    Translation { read: read.clone(), codes, lost }
}

/// The lines of the accounting tables a step's papers fall under, or those of one rule.
fn accounting_lines(step: &Step, rule: Option<usize>) -> Vec<&str> {
    let rules = step.rules.iter().enumerate().filter(|(at, _)| rule.is_none_or(|rule| rule == *at));
    rules.filter_map(|(_, rule)| rule.accounting.as_deref()).collect()
}

fn steps_of<'s>(scheme: &'s Scheme, national: &str) -> Vec<(&'s Class, &'s Step)> {
    let steps = scheme.classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
    steps.filter(|(_, step)| step.national.as_deref() == Some(national)).collect()
}

/// Parts of the code that the other scheme has not, has besides, or means otherwise.
fn parts_lost(read: &ArchivalCode, from: &Scheme, to: &Scheme, lost: &mut Vec<Wording>) {
    let has = |scheme: &Scheme, part| scheme.pattern.parts.contains(&part);
    if has(from, CodePart::Fonds) && !has(to, CodePart::Fonds) {
        let fonds = read.fonds.as_deref().unwrap_or_default();
        lost.push(say!("全宗号 {fonds} 不再写在档号里", "the fonds {fonds} is no part of the new code"));
    }
    match (has(from, CodePart::Page), has(to, CodePart::Page)) {
        (true, false) => {
            let page = read.page;
            lost.push(say!("页码 {page} 不再写在档号里", "the page {page} is no part of the new code"));
        }
        (false, true) => lost.push(say!(
            "新档号要写页码，原档号没有：按 0 写，须核对实物",
            "the new code has a page, which the old one does not say: it is written as 0 and must be looked up"
        )),
        (true, true) if from.pattern.item_page != to.pattern.item_page => {
            let page = read.page;
            let (was, is) = (meaning(from.pattern.item_page), meaning(to.pattern.item_page));
            lost.push(Wording::new(
                format!("页码 {page} 原是{}，新方案写{}：须核对实物", was.zh, is.zh),
                format!("the page {page} was the {}, now the {} is written: look it up", was.en, is.en),
            ));
        }
        _ => {}
    }
}

fn meaning(page: PageMeaning) -> Wording {
    match page {
        PageMeaning::First => say!("起始页", "first page"),
        PageMeaning::Last => say!("终止页", "last page"),
        PageMeaning::Count => say!("页数", "page count"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::code::parse;
    use crate::schemes::code::tests::shipped;

    fn translated(text: &str, from: &str, to: &str) -> Translation {
        let schemes = shipped();
        let (from, to) = (schemes.scheme(from).unwrap(), schemes.scheme(to).unwrap());
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let read = parse(text, from, schemes, today).readings.remove(0);
        translate(&read, from, to, schemes)
    }

    #[test]
    fn a_code_goes_over_by_the_national_annex() {
        let there = translated("2013-GL-参保单位登记材料-1-50-Y", "wuhu-2009", "sample-medical-2012");
        assert_eq!(there.codes.len(), 1, "{there:?}");
        assert!(there.codes[0].contains("单位参保登记材料"), "{there:?}");
        let said: Vec<&str> = there.lost.iter().map(|one| one.zh.as_str()).collect();
        assert!(said.iter().any(|one| one.contains("起始页") && one.contains("终止页")), "{said:?}");
        assert!(said.iter().any(|one| one.contains("叫「单位参保登记材料」")), "{said:?}");
        let vouchers = translated("2013-YB-记账凭证-1-50-E", "wuhu-2009", "sample-medical-2012");
        assert_eq!(vouchers.codes.len(), 1, "{vouchers:?}");
        assert!(vouchers.codes[0].contains("会计凭证"), "{vouchers:?}");
        let same = translated("2013-GL-参保单位登记材料-1-50-Y", "wuhu-2009", "wuhu-2009");
        assert_eq!((same.codes, same.lost), (vec!["2013-GL-参保单位登记材料-1-50-Y".to_owned()], vec![]));
    }

    #[test]
    fn what_the_other_scheme_has_not_is_said_and_not_guessed() {
        let pension = translated("2013-YL-养老保险待遇核定材料-3-7-C", "wuhu-2009", "sample-medical-2012");
        assert_eq!(pension.codes, Vec::<String>::new());
        assert!(pension.lost[0].zh.contains("没有对应全国附件 三(一) 的业务环节"), "{:?}", pension.lost);
        let early = translated("2009-GL-参保单位登记材料-1-50-Y", "wuhu-2009", "sample-medical-2012");
        assert!(early.lost.iter().any(|one| one.zh.contains("不适用于 2009 年")), "{:?}", early.lost);
    }
}
