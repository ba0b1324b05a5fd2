//! Ids, names and validity: what would make two things one, or one thing two.

use std::collections::{BTreeMap, HashMap};

use super::{Check, Place, list};
use crate::general::problem::Weight;
use crate::general::wording::Wording;
use crate::say;
use crate::schemes::scheme::lookup::fold;
use crate::schemes::scheme::{Class, Step};

pub(super) fn check(check: &mut Check) {
    ids(check);
    validity(check);
    classes_without_steps(check);
    repeated_numbers(check);
    repeated_class_names(check);
    if check.scheme.gives_codes() {
        nationals(check);
        repeated_step_names(check);
        shared_names(check);
    }
}

fn ids(check: &mut Check) {
    let scheme = check.scheme;
    let classes = scheme.classes.iter().map(|class| (class.id.as_str(), &class.origin));
    let steps = scheme.classes.iter().flat_map(|class| &class.steps);
    let steps = steps.map(|step| (step.id.as_str(), &step.origin));
    for group in [classes.collect::<Vec<_>>(), steps.collect()] {
        let mut seen = HashMap::new();
        for (id, origin) in group {
            let Some(first) = seen.insert(id, origin) else { continue };
            let (first, again) = (first.file_line.unwrap_or(0), origin.file_line.unwrap_or(0));
            let message = say!(
                "编号（id）{id} 用了两次：文件第 {first} 行和第 {again} 行",
                "the id {id} is used twice: file lines {first} and {again}"
            );
            let fix = say!(
                "换一个编号；编号只供系统辨认，不印在档号里",
                "give one of them another id; ids are for the program only and are not printed in codes"
            );
            check.find(("duplicate_id", Weight::Refuse), id, origin, message, fix);
        }
    }
}

fn validity(check: &mut Check) {
    let scheme = check.scheme;
    let (Some(from), Some(to)) = (scheme.valid_from, scheme.valid_to) else { return };
    if from > to {
        let message = say!(
            "适用年度颠倒：起始年度 {from} 晚于终止年度 {to}",
            "validity is reversed: the first year {from} is after the last year {to}"
        );
        let fix = say!("对调或改正两个年度", "swap or correct the two years");
        check.find(("validity_reversed", Weight::Refuse), "", &scheme.origin, message, fix);
    }
}

fn classes_without_steps(check: &mut Check) {
    for class in check.scheme.classes.iter().filter(|class| class.steps.is_empty()) {
        let name = &class.name;
        let message = say!("{name} 没有任何业务环节", "class {name} has no business step");
        let fix = say!("补上 [[class.step]]，或删去这个类目", "add a [[class.step]], or remove the class");
        check.find(("class_without_steps", Weight::Refuse), class.id.clone(), &class.origin, message, fix);
    }
}

/// A step is called by its number, too: it must be the step's alone.
fn repeated_numbers(check: &mut Check) {
    let scheme = check.scheme;
    let mut seen: HashMap<&str, &Step> = HashMap::new();
    for step in scheme.classes.iter().flat_map(|class| &class.steps).filter(|step| !step.number.is_empty()) {
        let Some(first) = seen.insert(&step.number, step) else { continue };
        let number = &step.number;
        let Wording { zh, en } = list(&[(&first.name, &first.origin), (&step.name, &step.origin)]);
        let message = say!("序号 {number} 用了两次：{zh}", "the number {number} is used twice: {en}");
        let fix = say!("照原文改正其中一个序号", "correct one of the numbers by the source");
        check.find(("step_number_repeated", Weight::Refuse), step.id.clone(), &step.origin, message, fix);
    }
}

/// A class is called by its name or an alias; codes that are shared are another finding.
fn repeated_class_names(check: &mut Check) {
    let scheme = check.scheme;
    let mut seen: HashMap<String, &Class> = HashMap::new();
    for class in &scheme.classes {
        for name in std::iter::once(&class.name).chain(&class.aliases) {
            let Some(first) = seen.insert(fold(name), class).filter(|first| first.id != class.id) else {
                continue;
            };
            let Wording { zh, en } = list(&[(&first.id, &first.origin), (&class.id, &class.origin)]);
            let message = say!("两个类目都可以叫“{name}”：{zh}", "two classes are both called {name}: {en}");
            let fix = say!("改其中一个的名称或别名", "change the name or alias of one of them");
            check.find(("class_name_shared", Weight::Ask), class.id.clone(), &class.origin, message, fix);
        }
    }
}

/// Without the national annex nobody sees that a period is too short.
fn nationals(check: &mut Check) {
    let scheme = check.scheme;
    if scheme.national.is_none() {
        let message = say!(
            "没有写明与哪一份全国规定比对，短于国家规定的期限查不出来",
            "it is not said which national rule to compare with: periods that are too short are not found"
        );
        let fix = say!(
            "写上 national（如 national-2009），各业务环节写明对应全国附件的哪一条",
            "write national (such as national-2009), and for each step the item of the annex it answers to"
        );
        check.find(("national_missing", Weight::Ask), "", &scheme.origin, message, fix);
        return;
    }
    let steps = scheme.classes.iter().flat_map(|class| &class.steps);
    // accounting papers are compared by the accounting tables
    let compared = |step: &&Step| step.rules.iter().any(|rule| rule.accounting.is_none());
    let without: Vec<&Step> = steps.filter(compared).filter(|step| step.national.is_none()).collect();
    let Some(first) = without.first() else { return };
    let places: Vec<Place> = without.iter().map(|step| (step.name.as_str(), &step.origin)).collect();
    let Wording { zh, en } = list(&places);
    let message = say!(
        "下列业务环节没有写明对应全国附件的哪一条，期限无从比对：{zh}",
        "these steps do not say which item of the national annex they answer to, so that their periods cannot be compared: {en}"
    );
    let fix = say!(
        "写上 national（如 \"一(一)\"）；附件没有对应条目的，用 [[decision]] 写明",
        "write national (such as \"一(一)\"); if the annex has no such item, write a [[decision]]"
    );
    check.find(("national_missing", Weight::Ask), first.id.clone(), &first.origin, message, fix);
}

/// Codes print the step's name: inside a class it must be the step's alone.
fn repeated_step_names(check: &mut Check) {
    for class in &check.scheme.classes {
        let mut seen = HashMap::new();
        for step in &class.steps {
            let Some(first) = seen.insert(fold(&step.name), step) else { continue };
            let name = &step.name;
            let Wording { zh, en } = list(&[(&first.number, &first.origin), (&step.number, &step.origin)]);
            let message = say!(
                "同一类目里两个业务环节都叫“{name}”：{zh}",
                "two steps of one class are both called {name}: {en}"
            );
            let fix = say!(
                "改其中一个的 name，否则档号分不清",
                "rename one of them: codes could not tell them apart"
            );
            check.find(("step_name_repeated", Weight::Refuse), step.id.clone(), &step.origin, message, fix);
        }
    }
}

/// Names by which more than one step of the classes printed alike is found: such a code is ambiguous.
fn shared_names(check: &mut Check) {
    let mut by_code: BTreeMap<&str, Vec<&Class>> = BTreeMap::new();
    for class in &check.scheme.classes {
        by_code.entry(&class.code).or_default().push(class);
    }
    for (code, classes) in by_code {
        let steps: Vec<&Step> = classes.iter().flat_map(|class| &class.steps).collect();
        for (sharers, names) in names_by_sharers(&steps) {
            let places: Vec<Place> =
                sharers.iter().map(|i| (steps[*i].number.as_str(), &steps[*i].origin)).collect();
            let (Wording { zh, en }, names) = (list(&places), names.join("、"));
            let message = say!(
                "类别代码 {code} 下，下列名称不止一个业务环节使用：{names}（{zh}）；只写这些名称的档号有歧义",
                "under class code {code} these names belong to more than one step: {names} ({en}); a code that gives only such a name is ambiguous"
            );
            let fix = say!(
                "给名称加上区别（如险种名），或用 [[decision]] 写明由人判断",
                "make the names differ (by the insurance's name, say), or write a [[decision]] that a person decides"
            );
            check.find(("name_shared", Weight::Ask), code, &steps[sharers[0]].origin, message, fix);
        }
    }
}

/// Names more than one step answers to, grouped by which steps (indices).
fn names_by_sharers<'a>(steps: &[&'a Step]) -> BTreeMap<Vec<usize>, Vec<&'a str>> {
    let mut bearers: BTreeMap<String, (&str, Vec<usize>)> = BTreeMap::new();
    for (i, step) in steps.iter().enumerate() {
        let of_rules = step.rules.iter().flat_map(|rule| rule.names.iter().chain(&rule.also));
        for name in std::iter::once(&step.name).chain(&step.aliases).chain(of_rules) {
            let (_, bearers) = bearers.entry(fold(name)).or_insert((name, Vec::new()));
            if bearers.last() != Some(&i) {
                bearers.push(i);
            }
        }
    }
    let mut shared: BTreeMap<Vec<usize>, Vec<&str>> = BTreeMap::new();
    for (name, steps) in bearers.into_values().filter(|(_, steps)| steps.len() > 1) {
        shared.entry(steps).or_default().push(name);
    }
    shared
}
