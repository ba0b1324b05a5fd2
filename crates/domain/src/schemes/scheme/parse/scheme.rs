//! `kind = "scheme"`: the classes, steps, periods and code of one edition.

use super::fields::{Inherited, SchemeTable};
use crate::general::digest::Digest;
use crate::say;
use crate::schemes::scheme::{
    Class, CodePart, Decision, Mark, Nearest, Note, Origin, PageMeaning, Pattern, PeriodLetter, Rule, Scheme,
    Step, Trigger,
};

const PARTS: [(&str, CodePart); 7] = [
    ("fonds", CodePart::Fonds),
    ("year", CodePart::Year),
    ("class", CodePart::Class),
    ("step", CodePart::Step),
    ("volume", CodePart::Volume),
    ("page", CodePart::Page),
    ("period", CodePart::Period),
];
const PAGES: [(&str, PageMeaning); 3] =
    [("first", PageMeaning::First), ("last", PageMeaning::Last), ("count", PageMeaning::Count)];
pub(super) const TRIGGERS: [(&str, Trigger); 3] =
    [("formation", Trigger::Formation), ("scrapping", Trigger::Scrapping), ("ending", Trigger::Ending)];

pub(super) fn read(root: &SchemeTable, digest: Digest) -> Scheme {
    let name = root.text("name");
    let given = root.given(&Inherited { instrument: name.clone(), mark: Mark::K });
    let blocks: Vec<Block> = root.tables("block", "[[block]]").iter().map(block).collect();
    let classes = root.tables("class", "[[class]]");
    if classes.is_empty() {
        root.missing("class");
    }
    Scheme {
        id: root.id("id", '-'),
        name,
        place: root.opt_text("place").unwrap_or_default(),
        edition: root.text("edition"),
        valid_from: root.number("valid_from", 1900, 2999).map(|year| year as i32),
        valid_to: root.number("valid_to", 1900, 2999).map(|year| year as i32),
        fonds: root.table("fonds", "fonds").map(|fonds| fonds_of(&fonds)),
        pattern: pattern(root, &given),
        periods: root.tables("period", "[[period]]").iter().filter_map(|f| letter(f, &given)).collect(),
        page_limit: root.number("page_limit", 1, 100_000).unwrap_or(200) as u32,
        classes: classes.iter().map(|f| class(f, &given, &blocks, root.has("code"))).collect(),
        finding_aids: root.texts("finding_aids"),
        national: root.opt_text("national"),
        accounting_basis: root.opt_text("accounting_basis"),
        decisions: root.tables("decision", "[[decision]]").iter().map(decision).collect(),
        notes: root.tables("note", "[[note]]").iter().map(|f| note(f, &given)).collect(),
        origin: root.origin(&given, ""),
        digest,
    }
}

fn fonds_of(f: &SchemeTable) -> (String, String) {
    let fonds = (f.text("number"), f.text("name"));
    f.source_line("line");
    f.done();
    fonds
}

/// Without `[code]` the scheme gives no codes.
fn pattern(root: &SchemeTable, given: &Inherited) -> Pattern {
    let Some(f) = root.table("code", "[code]") else {
        return Pattern {
            parts: Vec::new(),
            separator: String::new(),
            item_page: PageMeaning::First,
            volume_page: PageMeaning::Count,
            volume_mark: String::new(),
            pad_volume: 0,
            pad_page: 0,
            example: None,
            example_origin: None,
            page_origin: None,
            class_is_insurance: false,
            origin: root.origin(given, ""),
        };
    };
    let origin = f.origin(given, "");
    let elsewhere = |key| f.source_line(key).map(|line| Origin { line: Some(line), ..origin.clone() });
    if !f.has("parts") {
        f.missing("parts");
    }
    let example_line = f.line_of("example");
    let pattern = Pattern {
        parts: f.words("parts", &PARTS),
        separator: separator(&f),
        item_page: f.word("item_page", &PAGES).unwrap_or(PageMeaning::First),
        volume_page: f.word("volume_page", &PAGES).unwrap_or(PageMeaning::Count),
        volume_mark: f.opt_text("volume_mark").unwrap_or_default(),
        pad_volume: f.number("pad_volume", 0, 9).unwrap_or(0) as usize,
        pad_page: f.number("pad_page", 0, 9).unwrap_or(0) as usize,
        example: f.opt_text("example"),
        example_origin: elsewhere("example_line")
            .map(|origin| Origin { file_line: Some(example_line), ..origin }),
        page_origin: elsewhere("page_line"),
        class_is_insurance: f.flag("class_is_insurance"),
        origin,
    };
    f.done();
    pattern
}

/// May be empty or a blank: whether codes can be read back then is for the check to say.
fn separator(f: &SchemeTable) -> String {
    match f.value_text("separator") {
        Some(text) => text.to_string(),
        None => f.text("separator"),
    }
}

fn letter(f: &SchemeTable, given: &Inherited) -> Option<PeriodLetter> {
    let letter = f.text("letter");
    let period = f.period("period");
    if !f.has("period") {
        f.missing("period");
    }
    let origin = f.origin(given, "");
    f.done();
    Some(PeriodLetter { letter, period: period?, origin })
}

fn class(f: &SchemeTable, given: &Inherited, blocks: &[Block], coded: bool) -> Class {
    let id = f.id("id", '-');
    let number = f.opt_text("number").unwrap_or_default();
    let mut steps = Vec::new();
    for step_fields in f.tables("step", "[[class.step]]") {
        if step_fields.has("use") {
            steps.extend(steps_of_block(&step_fields, given, &id, blocks));
        } else {
            steps.push(step(&step_fields, given));
        }
        step_fields.done();
    }
    let class = Class {
        code: if coded { f.text("code") } else { f.opt_text("code").unwrap_or_default() },
        name: f.text("name"),
        aliases: f.texts("aliases"),
        insurance: f.opt_text("insurance"),
        steps,
        origin: f.origin(given, &number),
        number,
        id,
    };
    f.done();
    class
}

/// An ordinary step: its own `period` (one rule under its own name), or `rule` tables.
fn step(f: &SchemeTable, given: &Inherited) -> Step {
    let number = f.opt_text("number").unwrap_or_default();
    let name = f.text("name");
    let own = f.given(given);
    let origin = f.origin(given, &number);
    let written = f.tables("rule", "[[class.step.rule]]");
    let alone = Rule {
        names: vec![name.clone()],
        also: Vec::new(),
        period: f.period("period"),
        trigger: f.opt_word("trigger", &TRIGGERS).unwrap_or_default(),
        accounting: f.opt_text("accounting"),
        origin: origin.clone(),
    };
    let rules = if written.is_empty() {
        vec![alone]
    } else {
        for key in ["period", "trigger", "accounting"].into_iter().filter(|key| f.has(key)) {
            let message =
                say!("{key} 写在了带 rule 的业务环节上", "{key} stands on a step that has rules of its own");
            let fix = say!("把 {key} 移到各条 rule 里", "move {key} into the rules");
            f.bad(key, "misplaced_field", message, fix);
        }
        written.iter().map(|rule_fields| one_rule(rule_fields, &own, &number, origin.line)).collect()
    };
    Step {
        id: f.id("id", '-'),
        name,
        aliases: f.texts("aliases"),
        scope: f.opt_text("scope").unwrap_or_default(),
        heading: f.opt_text("heading"),
        rules,
        nearest: f.tables("nearest", "[[class.step.nearest]]").iter().map(|n| nearest(n, &own)).collect(),
        national: f.opt_text("national"),
        number,
        origin,
    }
}

/// A line of a step's table. Without a line of its own it stands where the step stands.
fn one_rule(f: &SchemeTable, given: &Inherited, step_number: &str, step_line: Option<u32>) -> Rule {
    let number = f.opt_text("number").unwrap_or_default();
    let names = f.texts("names");
    if names.is_empty() {
        f.missing("names");
    }
    let mut origin = f.origin(given, &format!("{step_number}{number}"));
    origin.line = origin.line.or(step_line);
    let rule = Rule {
        names,
        also: f.texts("also"),
        period: f.period("period"),
        trigger: f.opt_word("trigger", &TRIGGERS).unwrap_or_default(),
        accounting: f.opt_text("accounting"),
        origin,
    };
    f.done();
    rule
}

fn nearest(f: &SchemeTable, given: &Inherited) -> Nearest {
    let titles = f.texts("titles");
    if titles.is_empty() {
        f.missing("titles");
    }
    let nearest = Nearest { titles, note: f.text("note"), origin: f.origin(given, "") };
    f.done();
    nearest
}

fn decision(f: &SchemeTable) -> Decision {
    let decision = Decision {
        about: f.text("about"),
        subject: f.opt_text("subject").unwrap_or_default(),
        text: f.text("text"),
        file_line: Some(f.line),
    };
    f.done();
    decision
}

fn note(f: &SchemeTable, given: &Inherited) -> Note {
    let note = Note { text: f.text("text"), origin: f.origin(given, "") };
    f.done();
    note
}

/// Steps a source prints again in several classes, written once.
struct Block {
    id: String,
    steps: Vec<Step>,
}

fn block(f: &SchemeTable) -> Block {
    let nobody = Inherited { instrument: String::new(), mark: Mark::K };
    let steps = f.tables("step", "[[block.step]]");
    let block = Block {
        id: f.id("id", '-'),
        steps: steps
            .iter()
            .map(|step_fields| {
                let step = step(step_fields, &nobody);
                step_fields.done();
                step
            })
            .collect(),
    };
    f.done();
    block
}

/// The block's steps as this class prints them: numbers, lines and origins are the class's own.
fn steps_of_block(f: &SchemeTable, given: &Inherited, class_id: &str, blocks: &[Block]) -> Vec<Step> {
    let id = f.text("use");
    let number = f.opt_text("number").unwrap_or_default();
    let heading = f.opt_text("heading");
    let national = f.opt_text("national");
    let origin = f.origin(given, &number);
    let (step_lines, rule_lines) = (f.source_lines("step_lines"), f.source_lines("rule_lines"));
    let Some(block) = blocks.iter().find(|block| block.id == id) else {
        let message = say!("没有名为 {id} 的 [[block]]", "there is no [[block]] called {id}");
        let fix = say!("改正 use，或补上这个 [[block]]", "correct use, or write that [[block]]");
        f.bad("use", "dangling_reference", message, fix);
        return Vec::new();
    };
    let rules: usize = block.steps.iter().map(|step| step.rules.len()).sum();
    for (key, given, wanted) in
        [("step_lines", step_lines.len(), block.steps.len()), ("rule_lines", rule_lines.len(), rules)]
    {
        if given != wanted && given != 0 {
            let message = say!(
                "{key} 有 {given} 个行号，[[block]] {id} 有 {wanted} 条",
                "{key} gives {given} line numbers, the block {id} has {wanted}"
            );
            f.bad(
                key,
                "wrong_count",
                message,
                say!("逐条写出行号，或全部省去", "give one for each, or none"),
            );
        }
    }
    let mut rule_lines = rule_lines.into_iter();
    let at =
        |line: Option<u32>, article: String| Origin { line: line.or(origin.line), article, ..origin.clone() };
    let mut steps = Vec::new();
    for (i, pattern) in block.steps.iter().enumerate() {
        let number = format!("{number}{}", pattern.number);
        let mut step = Step {
            id: format!("{class_id}-{}", pattern.id),
            heading: heading.clone(),
            national: national.clone(),
            origin: at(step_lines.get(i).copied(), number.clone()),
            ..pattern.clone()
        };
        for rule in &mut step.rules {
            let of_rule = rule.origin.article.strip_prefix(&pattern.number).unwrap_or_default();
            rule.origin = at(rule_lines.next(), format!("{number}{of_rule}"));
        }
        step.number = number;
        steps.push(step);
    }
    steps
}
