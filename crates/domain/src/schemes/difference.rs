//! 版本对比: what another edition says otherwise, class by class, step by step.

use serde::Serialize;
use utoipa::ToSchema;

use super::code::fold_text;
use super::scheme::{Class, Pattern, Rule, Scheme, Step};
use crate::general::wording::Wording;
use crate::say;
use crate::values::period::RetentionPeriod;

/// What kind of thing differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    Code,
    Letter,
    Class,
    Step,
    Period,
}

/// One thing that another edition says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    pub kind: DifferenceKind,
    /// Id of the class of the old edition; empty: not of one class, or a new one.
    pub class_id: String,
    /// Id of the step of the old edition; empty: the class as a whole, or a new step.
    pub step_id: String,
    /// What stood there; `None`: nothing did.
    pub before: Option<String>,
    pub after: Option<String>,
    pub message: Wording,
}

/// What `new` says otherwise than `old`. Classes and steps are the same by their id, else by their name.
pub fn differences(old: &Scheme, new: &Scheme) -> Vec<Difference> {
    let mut found = Vec::new();
    codes(&old.pattern, &new.pattern, &mut found);
    letters(old, new, &mut found);
    for class in &old.classes {
        match same_class(new, class) {
            Some(other) => classes(class, other, &mut found),
            None => found.push(of_class(class, Some(class), None)),
        }
    }
    let added = new.classes.iter().filter(|class| same_class(old, class).is_none());
    found.extend(
        added.map(|class| Difference { class_id: String::new(), ..of_class(class, None, Some(class)) }),
    );
    found
}

fn same_class<'s>(scheme: &'s Scheme, class: &Class) -> Option<&'s Class> {
    let by_name = || scheme.classes.iter().find(|other| fold_text(&other.name) == fold_text(&class.name));
    scheme.class(&class.id).or_else(by_name)
}

fn same_step<'s>(class: &'s Class, step: &Step) -> Option<&'s Step> {
    let by_name = || class.steps.iter().find(|other| fold_text(&other.name) == fold_text(&step.name));
    class.steps.iter().find(|other| other.id == step.id).or_else(by_name)
}

fn difference(kind: DifferenceKind, texts: (Option<String>, Option<String>), message: Wording) -> Difference {
    let (before, after) = texts;
    Difference { kind, class_id: String::new(), step_id: String::new(), before, after, message }
}

fn codes(old: &Pattern, new: &Pattern, found: &mut Vec<Difference>) {
    let shape = |pattern: &Pattern| {
        let parts = serde_json::json!(pattern.parts);
        let parts = parts.as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(|part| part.as_str());
        parts.collect::<Vec<_>>().join(&pattern.separator)
    };
    let means = |pattern: &Pattern| {
        let mark = pattern.volume_mark.clone();
        (pattern.item_page, pattern.volume_page, mark, pattern.pad_volume, pattern.pad_page)
    };
    let (before, after) = (shape(old), shape(new));
    if before != after {
        let message = say!("档号的写法：{before} → {after}", "codes are written {after} instead of {before}");
        found.push(difference(DifferenceKind::Code, (Some(before), Some(after)), message));
    } else if means(old) != means(new) {
        let message =
            say!("档号里页码的含义或位数不同", "the page part of codes means or is written otherwise");
        found.push(difference(DifferenceKind::Code, (None, None), message));
    }
}

fn letters(old: &Scheme, new: &Scheme, found: &mut Vec<Difference>) {
    let periods = old.periods.iter().chain(&new.periods).map(|letter| letter.period);
    let mut seen: Vec<RetentionPeriod> = Vec::new();
    for period in periods {
        let (before, after) = (old.period_code(period), new.period_code(period));
        if before == after || seen.contains(&period) {
            continue;
        }
        seen.push(period);
        let en = period.in_english();
        let message =
            say!("{period}的代字：{before} → {after}", "{en} is written {after} instead of {before}");
        found.push(difference(DifferenceKind::Letter, (Some(before), Some(after)), message));
    }
}

fn classes(old: &Class, new: &Class, found: &mut Vec<Difference>) {
    if (&old.code, &old.name) != (&new.code, &new.name) {
        found.push(of_class(old, Some(old), Some(new)));
    }
    for step in &old.steps {
        match same_step(new, step) {
            Some(other) => steps((old, step), other, found),
            None => found.push(of_step((old, step), Some(step), None)),
        }
    }
    for step in new.steps.iter().filter(|step| same_step(old, step).is_none()) {
        let added = of_step((old, step), None, Some(step));
        found.push(Difference { step_id: String::new(), ..added });
    }
}

fn of_class(of: &Class, old: Option<&Class>, new: Option<&Class>) -> Difference {
    let text = |class: &Class| format!("{} {}", class.code, class.name);
    let (before, after) = (old.map(text), new.map(text));
    let message = match (&before, &after) {
        (Some(before), Some(after)) => say!("类别：{before} → {after}", "class {before} is now {after}"),
        (Some(before), None) => say!("不再有类别：{before}", "class {before} is gone"),
        (_, after) => {
            let after = after.as_deref().unwrap_or_default();
            say!("新增类别：{after}", "new class {after}")
        }
    };
    Difference { class_id: of.id.clone(), ..difference(DifferenceKind::Class, (before, after), message) }
}

fn of_step((class, of): (&Class, &Step), old: Option<&Step>, new: Option<&Step>) -> Difference {
    let text = |step: &Step| format!("{} {} {}", class.code, step.number, step.name);
    let (before, after) = (old.map(text), new.map(text));
    let message = match (&before, &after) {
        (Some(before), Some(after)) => say!("业务环节：{before} → {after}", "step {before} is now {after}"),
        (Some(before), None) => say!("不再有业务环节：{before}", "step {before} is gone"),
        (_, after) => {
            let after = after.as_deref().unwrap_or_default();
            say!("新增业务环节：{after}", "new step {after}")
        }
    };
    Difference {
        class_id: class.id.clone(),
        step_id: of.id.clone(),
        ..difference(DifferenceKind::Step, (before, after), message)
    }
}

fn steps((class, old): (&Class, &Step), new: &Step, found: &mut Vec<Difference>) {
    if old.name != new.name {
        found.push(of_step((class, old), Some(old), Some(new)));
    }
    let (before, after) = (kept(old), kept(new));
    if before != after {
        let (code, number, name) = (&class.code, &old.number, &old.name);
        let message = say!(
            "{code} {number} {name} 的保管期限：{before} → {after}",
            "{code} {number} {name} is kept {after} instead of {before}"
        );
        found.push(Difference {
            class_id: class.id.clone(),
            step_id: old.id.clone(),
            ..difference(DifferenceKind::Period, (Some(before), Some(after)), message)
        });
    }
}

/// How long a step's papers are kept: the one period, or each with its papers.
fn kept(step: &Step) -> String {
    let period = |rule: &Rule| {
        rule.period.map_or_else(|| "按会计档案管理办法".to_owned(), |period| period.to_string())
    };
    match step.rules.as_slice() {
        [only] => period(only),
        rules => {
            let lines = rules.iter().map(|rule| format!("{} {}", rule.names.join("、"), period(rule)));
            lines.collect::<Vec<_>>().join("；")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::scheme::{SchemeFile, parse};

    fn read(text: &str) -> Scheme {
        let Ok(SchemeFile::Scheme(scheme)) = parse(text) else { panic!("no scheme") };
        *scheme
    }

    const WUHU: &str = include_str!("../../../../schemes/wuhu-2009.toml");

    #[test]
    fn an_edition_differs_from_itself_in_nothing() {
        assert_eq!(differences(&read(WUHU), &read(WUHU)), []);
    }

    #[test]
    fn every_kind_of_change_is_told_with_what_stood_there() {
        let old = read(WUHU);
        let mut new = read(WUHU);
        new.pattern.separator = "·".into();
        new.periods[0].letter = "永".into();
        new.classes[0].code = "ZX".into();
        let gone = new.classes[0].steps.remove(0);
        new.classes[0].steps[0].rules[0].period = Some(RetentionPeriod::Years(77));
        let class = new.classes.remove(1);
        let found = differences(&old, &new);
        let kinds: Vec<DifferenceKind> = found.iter().map(|one| one.kind).collect();
        use DifferenceKind::{Class, Code, Letter, Period, Step};
        assert_eq!(kinds, [Code, Letter, Class, Step, Period, Class]);
        assert_eq!(found[3].before.as_deref().map(|text| text.ends_with(&gone.name)), Some(true));
        assert_eq!((found[3].after.as_deref(), found[3].step_id.as_str()), (None, gone.id.as_str()));
        assert_eq!(found[4].after.as_deref(), Some("77年"));
        assert_eq!(found[5].class_id, class.id);
        let back = differences(&new, &old);
        assert!(back.iter().any(|one| one.before.is_none() && one.message.zh.contains(&class.name)));
    }
}
