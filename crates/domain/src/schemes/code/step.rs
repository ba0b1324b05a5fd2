//! Which class and step a code names, and whether its period is theirs.

use super::CodeParts;
use super::fold::fold_text;
use super::nearest::nearest_steps;
use super::part::foreign_letter;
use super::slot::{CodePiece, slot};
use crate::general::problem::Problem;
use crate::problems;
use crate::schemes::scheme::{Class, CodePart, Origin, Scheme, Schemes, Step};
use crate::values::period::RetentionPeriod;

/// A step the code's text can mean, under the name it uses.
pub(super) struct Named<'a> {
    pub class: &'a Class,
    pub step: &'a Step,
    pub rule: Option<usize>,
    pub text: &'a str,
}

impl<'a> Named<'a> {
    fn new((class, step, rule): (&'a Class, &'a Step, Option<usize>), written: &str) -> Self {
        let names = std::iter::once(&step.name)
            .chain(&step.aliases)
            .chain(step.rules.iter().flat_map(|rule| rule.names.iter().chain(&rule.also)));
        let text = names.into_iter().find(|name| fold_text(name) == written).unwrap_or(&step.name);
        Named { class, step, rule, text }
    }

    /// `SY 失业保险待遇类 失业保险支付明细表和汇总表（五(六)）`
    pub fn described(&self) -> String {
        let (class, step) = (self.class, self.step);
        format!("{} {} {}（{}）", class.code, class.name, step.name, step.number)
    }
}

/// Class and step as the code writes them → every step they can mean. A step that stands under
/// another class only is still found, with the problem said.
pub(super) fn resolve<'a>(
    slots: &mut [CodePiece],
    scheme: &'a Scheme,
    problems: &mut Vec<Problem>,
) -> Vec<Named<'a>> {
    let class_code = slot(slots, CodePart::Class).map(|slot| {
        let code = class_code(&slot.folded, scheme);
        slot.read = code.unwrap_or(&slot.folded).to_owned();
        code.ok_or_else(|| slot.folded.clone())
    });
    let Some(step_slot) = slot(slots, CodePart::Step) else {
        let Some(Ok(code)) = class_code else {
            problems.push(class_problem(&class_code.and_then(Result::err).unwrap_or_default(), &[], scheme));
            return Vec::new();
        };
        return all_steps(scheme, code);
    };
    let written = step_slot.folded.clone();
    // as written first: a name may hold the very dash that folding makes a hyphen
    let mut anywhere = scheme.find_step_in_any_class(step_slot.written);
    if anywhere.is_empty() {
        anywhere = scheme.find_step_in_any_class(&written);
    }
    let anywhere: Vec<Named> = anywhere.into_iter().map(|found| Named::new(found, &written)).collect();
    if let Some(first) = anywhere.first() {
        step_slot.read = first.text.to_owned();
    }
    let code = match class_code {
        None => return known_or_report(anywhere, "", &written, scheme, problems),
        Some(Ok(code)) => code,
        Some(Err(unknown)) => {
            problems.push(class_problem(&unknown, &anywhere, scheme));
            return Vec::new();
        }
    };
    let (here, elsewhere): (Vec<Named>, Vec<Named>) =
        anywhere.into_iter().partition(|named| named.class.code == code);
    if !here.is_empty() {
        return here;
    }
    if !elsewhere.is_empty() {
        problems.push(in_other_class(code, &elsewhere, scheme));
    }
    known_or_report(elsewhere, code, &written, scheme, problems)
}

/// The class code as the scheme writes it: exactly so, or else regardless of case.
fn class_code<'a>(written: &str, scheme: &'a Scheme) -> Option<&'a str> {
    let codes = || scheme.classes.iter().map(|class| class.code.as_str());
    codes()
        .find(|code| fold_text(code) == written)
        .or_else(|| codes().find(|code| fold_text(code).eq_ignore_ascii_case(written)))
}

/// Where codes carry no step, every step of the class is possible.
fn all_steps<'a>(scheme: &'a Scheme, code: &str) -> Vec<Named<'a>> {
    let classes = scheme.classes.iter().filter(|class| class.code == code);
    let of_class = |class: &'a Class| {
        let rule = |step: &Step| (step.rules.len() == 1).then_some(0);
        class.steps.iter().map(move |step| Named { class, step, rule: rule(step), text: &step.name })
    };
    classes.flat_map(of_class).collect()
}

fn known_or_report<'a>(
    found: Vec<Named<'a>>,
    class_code: &str,
    written: &str,
    scheme: &Scheme,
    problems: &mut Vec<Problem>,
) -> Vec<Named<'a>> {
    if !found.is_empty() {
        return found;
    }
    if let Some(problem) = foreign_letter(written, false) {
        problems.push(problem);
    }
    let near: Vec<String> = nearest_steps(scheme, class_code, written)
        .into_iter()
        .map(|(class, step, name)| format!("{}-{name}（{}）", class.code, step.number))
        .collect();
    let (near_zh, near_en) = (near.join("、"), near.join(", "));
    let name = &scheme.name;
    problems.push(match near.is_empty() {
        true => step_not_in_scheme(&name, &written),
        false => step_misspelt(&name, &written, &near_zh, &near_en),
    });
    Vec::new()
}

fn class_problem(written: &str, elsewhere: &[Named], scheme: &Scheme) -> Problem {
    if let Some(problem) = foreign_letter(written, false) {
        return problem;
    }
    let name = &scheme.name;
    if elsewhere.is_empty() {
        let codes = unique(scheme.classes.iter().map(|class| class.code.as_str())).join(" ");
        return class_not_in_scheme(&name, &written, &codes);
    }
    let places: Vec<String> = elsewhere.iter().map(Named::described).collect();
    let (zh, en) = (places.join("、"), places.join("; "));
    class_of_other_step(&name, &written, &zh, &en)
}

/// Without repeats, in the given order.
fn unique<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for code in codes.filter(|code| !code.is_empty()) {
        if !seen.contains(&code) {
            seen.push(code);
        }
    }
    seen
}

fn in_other_class(code: &str, elsewhere: &[Named], scheme: &Scheme) -> Problem {
    let places: Vec<String> = elsewhere.iter().map(Named::described).collect();
    let (zh, en) = (places.join("、"), places.join("; "));
    let step = elsewhere.first().map_or("", |named| named.text);
    let (codes, name) =
        (unique(elsewhere.iter().map(|named| named.class.code.as_str())).join(" / "), &scheme.name);
    code_class_differs(&code, &step, &name, &codes, &zh, &en)
}

/// Periods a step's papers are kept by those formed in `year`, with who says so.
fn expected<'a>(
    named: &Named<'a>,
    scheme: &'a Scheme,
    schemes: &'a Schemes,
    year: i32,
) -> Vec<(RetentionPeriod, &'a Origin)> {
    let rules = named.rule.map_or(0..named.step.rules.len(), |rule| rule..rule + 1);
    let mut periods: Vec<(RetentionPeriod, &Origin)> = Vec::new();
    for found in rules.filter_map(|rule| schemes.period_of(scheme, named.step, rule, year)) {
        if !periods.iter().any(|(period, _)| *period == found.0) {
            periods.push(found);
        }
    }
    periods
}

/// Each step with the period its code then has. The code's own period is kept even where it
/// contradicts the rule, and the contradiction said; a code without a period takes the rule's.
pub(super) fn check_periods<'n, 'a>(
    found: &'n [Named<'a>],
    scheme: &'a Scheme,
    schemes: &'a Schemes,
    base: &CodeParts,
    problems: &mut Vec<Problem>,
) -> Vec<(&'n Named<'a>, RetentionPeriod)> {
    let periods = |named: &Named<'a>| expected(named, scheme, schemes, base.year);
    if !scheme.pattern.parts.contains(&CodePart::Period) {
        return found
            .iter()
            .flat_map(|named| periods(named).into_iter().map(move |(p, _)| (named, p)))
            .collect();
    }
    let agrees = |named: &&Named<'a>| periods(named).iter().any(|(period, _)| *period == base.period);
    if !scheme.pattern.parts.contains(&CodePart::Step) {
        return found.iter().filter(agrees).map(|named| (named, base.period)).collect();
    }
    if let Some(first) = found.first().filter(|_| !found.iter().any(|named| agrees(&named))) {
        problems.push(period_differs(first, &periods(first), scheme, base));
    }
    found.iter().map(|named| (named, base.period)).collect()
}

fn period_differs(
    named: &Named,
    expected: &[(RetentionPeriod, &Origin)],
    scheme: &Scheme,
    base: &CodeParts,
) -> Problem {
    let (code, period, text, year) = (scheme.period_code(base.period), base.period, named.text, base.year);
    let period_en = period.in_english();
    let Some((longest, _)) = expected.iter().max_by_key(|(period, _)| *period) else {
        return period_undecided(&year, &text, &code, &period, &period_en);
    };
    let says = |(p, origin): &(RetentionPeriod, &Origin)| {
        let Origin { instrument, article, mark, .. } = origin;
        let code = scheme.period_code(*p);
        (
            format!("{p}（{code}），依据《{instrument}》{article}（来源标记 {mark:?}）"),
            format!("{} ({code}) by {instrument} {article} (mark {mark:?})", p.in_english()),
        )
    };
    let (zh, en): (Vec<_>, Vec<_>) = expected.iter().map(says).unzip();
    let (zh, en) = (zh.join("；"), en.join("; "));
    let right = scheme.period_code(*longest);
    let problem = if base.period > *longest { period_mismatch } else { period_too_short };
    problem(&code, &period, &period_en, &year, &text, &zh, &en, &right)
}

problems! {
    refuse step_not_in_scheme as unknown_step(name, written):
        "《{name}》没有业务环节「{written}」" / "{name} has no step “{written}”"
        => "请按方案附件写业务环节的名称" / "write the step's name as the scheme's annex has it";
    refuse step_misspelt as unknown_step(name, written, near_zh, near_en):
        "《{name}》没有业务环节「{written}」" / "{name} has no step “{written}”"
        => "相近的有：{near_zh}" / "close to it: {near_en}";
    refuse class_not_in_scheme as unknown_class(name, written, codes):
        "《{name}》没有类别代码「{written}」" / "{name} has no class “{written}”"
        => "类别代码有：{codes}" / "the classes are: {codes}";
    refuse class_of_other_step as unknown_class(name, written, zh, en):
        "《{name}》没有类别代码「{written}」" / "{name} has no class “{written}”"
        => "这个业务环节属于：{zh}；请改正类别代码" / "the step belongs to: {en}; correct the class";
    ask period_mismatch(code, period, period_en, year, text, zh, en, right):
        "档号的保管期限是 {code}（{period}），而 {year} 年的「{text}」应保管 {zh}"
            / "the code's period is {code} ({period_en}), but “{text}” of {year} is kept {en}"
        => "请改为 {right}；确实决定延长保管，就照收这一类（--accept period_mismatch）"
            / "correct it to {right}; if it was decided to keep it longer, take this kind all the same (--accept period_mismatch)";
    refuse period_too_short as period_mismatch(code, period, period_en, year, text, zh, en, right):
        "档号的保管期限是 {code}（{period}），而 {year} 年的「{text}」应保管 {zh}"
            / "the code's period is {code} ({period_en}), but “{text}” of {year} is kept {en}"
        => "期限不得短于规定，请改为 {right}" / "it may not be shorter than the rule: correct it to {right}";
    ask code_class_differs as step_in_other_class(code, step, name, codes, zh, en):
        "档号写的类别是 {code}，而「{step}」在《{name}》附件里属于 {codes}：{zh}"
            / "the code says class {code}, but {name} puts “{step}” under {codes}: {en}"
        => "按附件把档号的类别改为 {codes}；若这里确实按 {code} 立卷，请先在分类方案里给 {code} 补上这个环节"
            / "change the code's class to {codes} as the annex says; if it is filed under {code} here, add the step to {code} in the scheme first";
    ask period_undecided(year, text, code, period, period_en):
        "没有规则说明 {year} 年的「{text}」保管多久，档号写 {code}（{period}）"
            / "no rule says how long “{text}” of {year} is kept; the code says {code} ({period_en})"
        => "请核对后决定期限" / "check and decide on the period";
}
