//! Periods: whether every rule reaches one, whether a code can print it, and whether the law allows it.

use std::collections::BTreeMap;

use super::{Check, Place, list};
use crate::general::problem::Weight;
use crate::general::wording::Wording;
use crate::say;
use crate::schemes::scheme::{AccountingTable, Class, Rule, Step, Trigger};
use crate::values::period::RetentionPeriod;
use crate::values::period_words::end_spoken_of;

pub(super) fn check(check: &mut Check) {
    without_period(check);
    by_reference(check);
    ends(check);
    references(check);
    superseded(check);
    national_minimum(check);
    accounting_minimum(check);
    if check.scheme.gives_codes() {
        without_letter(check);
        unused_letters(check);
    }
}

fn without_period(check: &mut Check) {
    for class in &check.scheme.classes {
        for step in &class.steps {
            let bare = step.rules.iter().find(|rule| rule.period.is_none() && rule.accounting.is_none());
            if bare.is_none() && !step.rules.is_empty() {
                continue;
            }
            let (number, name) = (&step.number, bare.map_or(&step.name, |rule| &rule.names[0]));
            let message = say!("{number} {name} 没有保管期限", "{number} {name} has no retention period");
            let fix = say!(
                "写上 period；按会计档案管理办法确定的，写 accounting（会计期限表里的行）",
                "write a period, or accounting (the line of the accounting table) if that decides"
            );
            check.find(("step_without_period", Weight::Refuse), step.id.clone(), &step.origin, message, fix);
        }
    }
}

/// Papers of something that ends: whether their period starts with the paper or with that end is for people to say.
fn ends(check: &mut Check) {
    for step in check.scheme.classes.iter().flat_map(|class| &class.steps) {
        let names = step.rules.iter().flat_map(|rule| &rule.names);
        let texts = [&step.name, &step.scope].into_iter().chain(names);
        let word = texts.filter_map(|text| end_spoken_of(text)).next();
        let Some(word) = word else { continue };
        let (number, name) = (&step.number, &step.name);
        let from_end = step.rules.iter().any(|rule| rule.trigger != Trigger::Formation);
        let (zh, en) = if from_end {
            ("现在从终止之年起算", "counted from the year of that end")
        } else {
            ("现在从形成之年起算", "counted from the year the paper was formed")
        };
        let message = say!(
            "{number} {name} 的范围说到“{word}”，期限从何时起算原文没有写明（{zh}）",
            "the scope of {number} {name} speaks of an end ({word}); the source does not say what its period counts from (it is {en})"
        );
        let fix = say!(
            "从终止起算的写 trigger = \"ending\"，并用 [[decision]] 写明理由",
            "if it counts from that end, write trigger = \"ending\"; say why in a [[decision]]"
        );
        check.find(("start_unstated", Weight::Ask), step.id.clone(), &step.origin, message, fix);
    }
}

/// The scheme only refers to the accounting rules.
fn by_reference(check: &mut Check) {
    let steps = check.scheme.classes.iter().flat_map(|class| &class.steps);
    for step in steps {
        if step.rules.iter().any(|rule| rule.period.is_none() && rule.accounting.is_some()) {
            let (number, name) = (&step.number, &step.name);
            let message = say!(
                "{number} {name} 没有自己的保管期限，只说按会计档案管理办法",
                "{number} {name} has no period of its own and only refers to the accounting rules"
            );
            let fix = say!(
                "由会计档案保管期限表确定的，用 [[decision]] 写明；否则写上 period",
                "if the accounting table decides, write a [[decision]]; otherwise write a period"
            );
            check.find(("period_by_reference", Weight::Ask), step.id.clone(), &step.origin, message, fix);
        }
    }
}

/// Everything the file names must be there.
fn references(check: &mut Check) {
    let (scheme, all) = (check.scheme, check.all);
    let mut missing = Vec::new();
    let national = scheme.national.as_deref().map(|id| (id, all.scheme(id)));
    if let Some((id, None)) = national {
        missing.push((
            id,
            &scheme.origin,
            say!("没有名为 {id} 的全国方案", "there is no national scheme {id}"),
        ));
    }
    let basis = scheme.accounting_basis.as_deref();
    if let Some(id) = basis.filter(|id| all.accounting_table(id).is_none()) {
        missing.push((
            id,
            &scheme.origin,
            say!("没有名为 {id} 的会计期限表", "there is no accounting table {id}"),
        ));
    }
    for step in scheme.classes.iter().flat_map(|class| &class.steps) {
        let Some(item) = step.national.as_deref() else { continue };
        let found = match national {
            None => false,
            Some((_, None)) => true, // said once already
            Some((_, Some(annex))) => {
                annex.classes.iter().flat_map(|class| &class.steps).any(|step| step.number == item)
            }
        };
        if !found {
            let message = say!("全国附件里没有 {item}", "the national annex has no item {item}");
            missing.push((item, &step.origin, message));
        }
    }
    for (_, _, rule) in scheme.rules() {
        let Some(key) = rule.accounting.as_deref() else { continue };
        if !all.accounting.iter().any(|table| table.line(key).is_some()) {
            let message = say!("会计期限表里没有 {key} 这一行", "no accounting table has a line {key}");
            missing.push((key, &rule.origin, message));
        }
    }
    for (subject, at, message) in missing {
        let fix = say!("改正名称，或补上所指的文件、条目", "correct the name, or supply what it refers to");
        check.find(("dangling_reference", Weight::Refuse), subject, at, message, fix);
    }
    let own = |(_, _, rule): &(&Class, &Step, &Rule)| rule.accounting.is_some() && rule.period.is_some();
    if basis.is_none()
        && let Some((_, _, rule)) = scheme.rules().find(own)
    {
        let message = say!(
            "会计类材料写了自己的期限，却没有说明取自哪一版会计期限表，新表不会替换它",
            "accounting papers have periods of the scheme's own, but the table they were taken from is not named, so newer tables will not replace them"
        );
        let fix = say!("写上 accounting_basis", "write accounting_basis");
        check.find(("accounting_basis_missing", Weight::Ask), "", &rule.origin, message, fix);
    }
}

/// Periods taken from one accounting table and lengthened by a later one, per old and new period.
fn superseded(check: &mut Check) {
    let (scheme, all) = (check.scheme, check.all);
    let later = |table: &&AccountingTable| {
        let to = scheme.valid_to.unwrap_or(i32::MAX);
        all.replaces(table, scheme) && chrono::Datelike::year(&table.in_force) <= to
    };
    for table in all.accounting.iter().filter(later) {
        let mut changed: BTreeMap<(RetentionPeriod, RetentionPeriod), Vec<Place>> = BTreeMap::new();
        for (_, _, rule) in scheme.rules() {
            let new = rule.accounting.as_deref().and_then(|key| table.line(key)).map(|line| line.period);
            if let (Some(old), Some(new)) = (rule.period, new)
                && old < new
            {
                changed.entry((old, new)).or_default().push((&rule.origin.article, &rule.origin));
            }
        }
        for ((old, new), places) in changed {
            let (instrument, day, at) = (&table.origin.instrument, table.in_force, places[0].1);
            let (old_en, new_en, Wording { zh, en }) = (old.in_english(), new.in_english(), list(&places));
            let message = say!(
                "会计档案的{old}自 {day} 起已由{instrument}改为{new}：{zh}",
                "the accounting period of {old_en} was replaced on {day} by {new_en} ({instrument}): {en}"
            );
            let fix = say!(
                "不必改本版：{day} 起的记录自动按新表；以前的记录按衔接规定，用 [[decision]] 写明",
                "leave this edition as it is: records from {day} on follow the new table by themselves, older ones the transition rule; write a [[decision]]"
            );
            check.find(("accounting_superseded", Weight::Ask), old.key(), at, message, fix);
        }
    }
}

/// A period shorter than the national annex allows.
fn national_minimum(check: &mut Check) {
    let scheme = check.scheme;
    let Some(annex) = scheme.national.as_deref().and_then(|id| check.all.scheme(id)) else { return };
    for step in scheme.classes.iter().flat_map(|class| &class.steps) {
        let Some((_, item)) = step.national.as_deref().and_then(|number| annex.step_by_number(number)) else {
            continue;
        };
        let [Rule { period: Some(least), .. }] = item.rules.as_slice() else { continue };
        for rule in step.rules.iter().filter(|rule| rule.period.is_some_and(|own| own < *least)) {
            too_short(check, step, rule, *least, &item.origin.instrument, &item.number);
        }
    }
}

/// An accounting period shorter than in the table it was taken from.
fn accounting_minimum(check: &mut Check) {
    let scheme = check.scheme;
    let Some(table) = scheme.accounting_basis.as_deref().and_then(|id| check.all.accounting_table(id)) else {
        return;
    };
    for (_, step, rule) in scheme.rules() {
        let Some(line) = rule.accounting.as_deref().and_then(|key| table.line(key)) else { continue };
        if rule.period.is_some_and(|own| own < line.period) {
            too_short(check, step, rule, line.period, &line.origin.instrument, &line.names[0]);
        }
    }
}

fn too_short(check: &mut Check, step: &Step, rule: &Rule, least: RetentionPeriod, law: &str, item: &str) {
    let Some(own) = rule.period else { return };
    let (number, name) = (&rule.origin.article, &rule.names[0]);
    let (own_en, least_en) = (own.in_english(), least.in_english());
    let message = say!(
        "{number} {name} 只保管{own}，短于{law}（{item}）的{least}",
        "{number} {name} is kept only {own_en}, less than the {least_en} of {law} ({item})"
    );
    let fix = say!(
        "期限不得短于国家规定：改为{least}或更长",
        "no period may be shorter than the national one: {least_en} or longer"
    );
    check.find(("below_national_minimum", Weight::Refuse), step.id.clone(), &rule.origin, message, fix);
}

fn without_letter(check: &mut Check) {
    let (scheme, all) = (check.scheme, check.all);
    let mut used: BTreeMap<RetentionPeriod, (Vec<Place>, Vec<Place>)> = BTreeMap::new();
    for (_, _, rule) in scheme.rules() {
        for period in all.periods_possible(scheme, rule) {
            if scheme.periods.iter().any(|lettered| lettered.period == period) {
                continue;
            }
            let (own, by_table) = used.entry(period).or_default();
            let places = if rule.period == Some(period) { own } else { by_table };
            places.push((&rule.origin.article, &rule.origin));
        }
    }
    for (period, (own, by_table)) in used {
        let Some((_, first)) = own.first().or(by_table.first()) else { continue };
        let (english, code) = (period.in_english(), scheme.period_code(period));
        let (own_count, table_count, own, by_table) =
            (own.len(), by_table.len(), list(&own), list(&by_table));
        let mut message = say!("{period}没有代码", "{english} has no letter");
        if own_count > 0 {
            message.zh += &format!("，用了 {own_count} 处：{}", own.zh);
            message.en += &format!(" and is used ({own_count}): {}", own.en);
        }
        if table_count > 0 {
            message.zh += &format!("；由会计期限表得出 {table_count} 处：{}", by_table.zh);
            message.en += &format!("; through an accounting table ({table_count}): {}", by_table.en);
        }
        let fix = say!(
            "请主管部门补一个代码，写成 [[period]]；在此之前档号末尾写“{code}”，用 [[decision]] 写明",
            "have a letter issued and write it as a [[period]]; until then codes print {code}: say so in a [[decision]]"
        );
        let subject = period.key();
        check.find(("period_without_letter", Weight::Ask), subject, first, message, fix);
    }
}

fn unused_letters(check: &mut Check) {
    let (scheme, all) = (check.scheme, check.all);
    let used: Vec<RetentionPeriod> =
        scheme.rules().flat_map(|(_, _, rule)| all.periods_possible(scheme, rule)).collect();
    for letter in scheme.periods.iter().filter(|letter| !used.contains(&letter.period)) {
        let (text, period, english) = (&letter.letter, letter.period, letter.period.in_english());
        let message = say!("代码 {text}（{period}）从未用到", "the letter {text} ({english}) is never used");
        let fix = say!(
            "核对有没有漏写的业务环节；原文如此的可以保留",
            "look whether a step was forgotten; if the source is so, leave it"
        );
        check.find(("letter_unused", Weight::Notice), text.clone(), &letter.origin, message, fix);
    }
}
