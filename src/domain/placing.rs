//! From what a row says to where it belongs: year, class, step, rule and period, each given by a
//! code, a column or the person, or suggested with its reason. Nothing is applied in silence.

mod coded;
mod judging;
mod said;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};

use super::classify::{Classifier, Clue, Suggestion, alone};
use super::columns::{Field, Hints, Mapping};
use super::item::{Description, Draft, Given, Place};
use super::period::RetentionPeriod;
use super::problem::{Change, Problem};
use super::rows::RowRead;
use super::scheme::{Class, Scheme, Schemes, Step};
use crate::say;
use said::{suggested, year_disagrees, year_impossible};

/// What the person who hands the sheet in has decided for all its rows.
pub struct Guide<'a> {
    pub schemes: &'a Schemes,
    pub scheme: &'a Scheme,
    pub fonds: &'a str,
    pub year: Option<i32>,
    /// Classes the given name may mean; several when a code is shared (`SY`). Empty: not given.
    pub classes: Vec<&'a Class>,
    /// The step as given, by name or number.
    pub step: Option<&'a str>,
    pub hints: &'a Hints,
    /// What the sheet's papers are called, as a further clue.
    pub paper: Option<&'a str>,
    /// Take suggestions that stand alone.
    pub suggest: bool,
    pub classifier: Classifier<'a>,
    pub mapping: &'a Mapping,
    pub today: NaiveDate,
    /// Traditional to simplified characters.
    pub simplify: &'a (dyn Fn(&str) -> String + Sync),
    /// Filled as rows are placed; begins empty.
    pub met: Met<'a>,
}

/// Steps found so far, by what the rows call class and step: the rows of a sheet say the same few.
#[derive(Default)]
pub struct Met<'a>(HashMap<String, HashMap<String, Spot<'a>>>);

/// A row with its place, or with what keeps it from having one.
pub struct Placed {
    pub row: u32,
    pub draft: Option<Draft>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
}

/// A step of a class, and the line of its table where that is decided.
#[derive(Clone, Copy)]
struct Spot<'a> {
    class: &'a Class,
    step: &'a Step,
    rule: Option<usize>,
}

impl<'a> Guide<'a> {
    /// Classes of the scheme that a code, id, name or clerks' name means.
    pub fn classes_called(scheme: &'a Scheme, text: &str) -> Vec<&'a Class> {
        let text = text.trim();
        let upper = text.to_uppercase();
        let by_code: Vec<_> =
            scheme.classes.iter().filter(|class| class.code.to_uppercase() == upper).collect();
        if !by_code.is_empty() {
            return by_code;
        }
        let called = |class: &&Class| {
            class.id == text || class.name == text || class.aliases.iter().any(|alias| alias == text)
        };
        scheme.classes.iter().filter(called).collect()
    }

    /// Finds the row's place. Blocking problems and no draft, or a draft.
    pub fn place(&mut self, mut read: RowRead) -> Placed {
        let mut placed = Placed { row: read.row, draft: None, changes: Vec::new(), problems: Vec::new() };
        let mut draft = match &read.code {
            Some(text) => self.by_code(&read, text, &mut placed),
            None => self.by_words(&read, &mut placed),
        };
        if let Some(draft) = &mut draft {
            self.judge(&read, draft, &mut placed);
            draft.description = std::mem::take(&mut read.description);
        }
        placed.draft = draft;
        for problem in &mut placed.problems {
            problem.row.get_or_insert(read.row);
        }
        for change in &mut placed.changes {
            change.row.get_or_insert(read.row);
        }
        placed.changes.splice(0..0, read.changes);
        placed.problems.splice(0..0, read.problems);
        placed
    }

    fn heading(&self, field: Field) -> String {
        self.mapping.column(field).map_or_else(|| field.label().zh, |column| column.heading.clone())
    }

    /// The description comes last, when nothing has to be asked of the row any more.
    fn draft(
        &self,
        year: i32,
        spot: (&Class, &Step, usize),
        period: RetentionPeriod,
        given: Option<Given>,
    ) -> Draft {
        let place = Place {
            fonds: self.fonds.to_owned(),
            year,
            scheme_id: self.scheme.id.clone(),
            class_id: spot.0.id.clone(),
            step_id: spot.1.id.clone(),
            period,
        };
        Draft { place, step_text: None, rule: spot.2, given, description: Description::default() }
    }

    fn by_words(&mut self, read: &RowRead, placed: &mut Placed) -> Option<Draft> {
        let year = self.year_of(read, placed);
        let spot = self.spot_of(read, placed);
        let (year, spot) = (year?, spot?);
        let rule = self.rule_of(read, spot, year, placed)?;
        let Some((period, _)) = self.schemes.period_of(self.scheme, spot.step, rule, year) else {
            let (class, step) = (&spot.class.code, &spot.step.name);
            placed.problems.push(Problem::refuse(
                "no_period",
                say!(
                    "方案没有给 {year} 年的 {class} {step} 定保管期限。",
                    "The scheme gives no period for {class} {step} of {year}."
                ),
                say!(
                    "请档案负责人在方案里补上期限，再导入。",
                    "Have the period added to the scheme, then import again."
                ),
            ));
            return None;
        };
        Some(self.draft(year, (spot.class, spot.step, rule), period, None))
    }

    fn year_of(&self, read: &RowRead, placed: &mut Placed) -> Option<i32> {
        let heading = self.heading(Field::Year);
        let year = match (read.year, self.year, self.hints.year) {
            (Some(row), Some(given), _) if row != given => {
                placed.problems.push(year_disagrees(row, given).in_column(heading));
                return None;
            }
            (Some(year), _, _) | (None, Some(year), _) => year,
            (None, None, Some(year)) => {
                let message = say!(
                    "年度取自表头上方的说明：{year}",
                    "The year comes from the lines above the header: {year}"
                );
                placed.changes.push(Change::new("year_from_title", "", year.to_string(), message));
                year
            }
            (None, None, None) => {
                placed.problems.push(Problem::ask(
                    "year_missing",
                    say!("不知道是哪个年度的。", "The year is not known."),
                    say!(
                        "用 --year 给出年度，或在表里加一列「年度」。",
                        "Give --year, or add a column 年度."
                    ),
                ));
                return None;
            }
        };
        if year > self.today.year() || year < 1949 {
            placed.problems.push(year_impossible(year).in_column(heading));
            return None;
        }
        Some(year)
    }

    fn spot_of(&mut self, read: &RowRead, placed: &mut Placed) -> Option<Spot<'a>> {
        let (class, Some(step), None) =
            (read.class.as_deref().unwrap_or_default(), &read.step, &read.insurance)
        else {
            return self.spot_looked_up(read, placed);
        };
        if let Some(met) = self.met.0.get(class).and_then(|steps| steps.get(step)) {
            return Some(*met);
        }
        let spot = self.spot_looked_up(read, placed)?;
        self.met.0.entry(class.to_owned()).or_default().insert(step.clone(), spot);
        Some(spot)
    }

    fn spot_looked_up(&self, read: &RowRead, placed: &mut Placed) -> Option<Spot<'a>> {
        let classes = self.classes_of(read, placed)?;
        let column = read.step.is_some().then(|| self.heading(Field::Step));
        match self.step.or(read.step.as_deref()).or(self.hints.step.as_deref()) {
            Some(text) => match self.spot_called(text, &classes) {
                Ok(spot) => Some(spot),
                Err(problem) => {
                    placed.problems.push(Problem { column, ..problem });
                    None
                }
            },
            None => self.spot_suggested(read, &classes, placed),
        }
    }

    /// The classes that come into question; empty: any.
    fn classes_of(&self, read: &RowRead, placed: &mut Placed) -> Option<Vec<&'a Class>> {
        let named = |text: &str| Guide::classes_called(self.scheme, &(self.simplify)(text));
        if let Some(text) = &read.class {
            let heading = self.heading(Field::Class);
            let of_row = named(text);
            if of_row.is_empty() {
                placed.problems.push(self.unknown_class(text).in_column(heading));
                return None;
            }
            if !self.classes.is_empty() && !of_row.iter().any(|class| self.classes.contains(class)) {
                placed.problems.push(self.class_disagrees(text).in_column(heading));
                return None;
            }
            return Some(of_row);
        }
        if !self.classes.is_empty() {
            return Some(self.classes.clone());
        }
        let told = read.insurance.as_deref().or(self.hints.class.as_deref());
        Some(told.map(named).unwrap_or_default())
    }

    fn spot_called(&self, text: &str, classes: &[&'a Class]) -> Result<Spot<'a>, Problem> {
        let text = (self.simplify)(text);
        let within = |class: &Class| classes.is_empty() || classes.iter().any(|known| known.id == class.id);
        let all = self.scheme.find_step_in_any_class(&text);
        let fitting: Vec<Spot<'a>> = all
            .iter()
            .filter(|(class, ..)| within(class))
            .map(|&(class, step, rule)| Spot { class, step, rule })
            .collect();
        if let [only] = fitting.as_slice() {
            return Ok(*only);
        }
        if fitting.is_empty()
            && let Some((class, step)) = self.scheme.step_by_number(&text).filter(|(class, _)| within(class))
        {
            return Ok(Spot { class, step, rule: (step.rules.len() == 1).then_some(0) });
        }
        let names = |found: &[Spot<'a>]| {
            found
                .iter()
                .map(|spot| format!("{} {}（{}）", spot.class.code, spot.step.name, spot.class.name))
                .collect::<Vec<_>>()
                .join("；")
        };
        if fitting.is_empty() {
            let elsewhere: Vec<Spot<'a>> =
                all.into_iter().map(|(class, step, rule)| Spot { class, step, rule }).collect();
            let elsewhere = names(&elsewhere);
            return Err(if elsewhere.is_empty() {
                Problem::refuse(
                    "unknown_step",
                    say!("方案里没有业务环节「{text}」。", "The scheme has no step \"{text}\"."),
                    say!(
                        "照方案的名称写，或不写让程序建议（--suggest）。",
                        "Write it as the scheme does, or leave it out and let it be suggested (--suggest)."
                    ),
                )
            } else {
                Problem::refuse(
                    "step_in_other_class",
                    say!(
                        "业务环节「{text}」不在给定的类别里，方案把它列在：{elsewhere}。",
                        "The step \"{text}\" is not in the class given; the scheme has it under {elsewhere}."
                    ),
                    say!("改正类别或业务环节。", "Correct the class or the step."),
                )
            });
        }
        let names = names(&fitting);
        Err(Problem::ask(
            "ambiguous",
            say!("「{text}」可以是几个环节：{names}。", "\"{text}\" may be several steps: {names}."),
            say!(
                "写环节的全称，或用 --class 说明类别（如 unemployment、maternity）。",
                "Write the step's full name, or give the class with --class (such as unemployment, maternity)."
            ),
        ))
    }

    fn suggestions(&self, read: &RowRead, classes: &[&'a Class]) -> Vec<Suggestion> {
        let title = (self.simplify)(&read.description.title);
        let words: Vec<&str> = self.paper.into_iter().collect();
        let hint = if let [only] = classes { Some(only.id.as_str()) } else { None };
        let within =
            |one: &Suggestion| classes.is_empty() || classes.iter().any(|class| class.id == one.class_id);
        // the paper's own title speaks first; what the sheet is called only where the title says nothing
        let ask = |words| self.classifier.suggest(&Clue { title: &title, class_hint: hint, words });
        let mut found = ask(&[]);
        found.retain(within);
        if found.is_empty() && !words.is_empty() {
            found = ask(&words);
            found.retain(within);
        }
        found
    }

    fn spot_suggested(&self, read: &RowRead, classes: &[&'a Class], placed: &mut Placed) -> Option<Spot<'a>> {
        let found = self.suggestions(read, classes);
        let only = alone(&found);
        if let Some(suggestion) = only.filter(|_| self.suggest) {
            let class = self.scheme.class(&suggestion.class_id)?;
            let step = self.scheme.step(&suggestion.class_id, &suggestion.step_id)?;
            placed.changes.push(suggested(class, step, suggestion));
            return Some(Spot { class, step, rule: Some(suggestion.rule) });
        }
        placed.problems.push(self.step_missing(&found, only.is_some()));
        None
    }

    fn step_missing(&self, found: &[Suggestion], stands_alone: bool) -> Problem {
        let name = |one: &Suggestion| {
            let step = self.scheme.step(&one.class_id, &one.step_id)?;
            let class = self.scheme.class(&one.class_id)?;
            Some(format!("{} {}（{}）", class.code, step.name, one.because.zh))
        };
        let list = found.iter().take(3).filter_map(name).collect::<Vec<_>>().join("；");
        let message = say!("没有说明类别和业务环节。", "Class and step are not given.");
        let fix = match (list.is_empty(), stands_alone) {
            (true, _) => say!(
                "用 --class、--step 指明，或在表里加一列「业务环节」。",
                "Give --class and --step, or add a column 业务环节."
            ),
            (false, true) => {
                say!("建议：{list}。同意就加 --suggest。", "Suggested: {list}. Add --suggest to take it.")
            }
            (false, false) => {
                say!("可能是：{list}。请用 --step 指明。", "Perhaps: {list}. Say which with --step.")
            }
        };
        Problem::ask("step_missing", message, fix)
    }

    /// Which line of the step's table the paper falls under; only accounting blocks have several.
    fn rule_of(&self, read: &RowRead, spot: Spot<'a>, year: i32, placed: &mut Placed) -> Option<usize> {
        if let Some(rule) = spot.rule.or((spot.step.rules.len() == 1).then_some(0)) {
            return Some(rule);
        }
        let mut found = self.suggestions(read, &[spot.class]);
        found.retain(|one| one.step_id == spot.step.id);
        if let Some(one) = alone(&found).filter(|_| self.suggest) {
            placed.changes.push(suggested(spot.class, spot.step, one));
            return Some(one.rule);
        }
        // lines that are kept equally long leave nothing to decide
        let period =
            |rule| self.schemes.period_of(self.scheme, spot.step, rule, year).map(|(period, _)| period);
        if (1..spot.step.rules.len()).all(|rule| period(rule) == period(0)) {
            return Some(0);
        }
        let step = &spot.step.name;
        let lines = spot
            .step
            .rules
            .iter()
            .filter_map(|rule| rule.names.first())
            .cloned()
            .collect::<Vec<_>>()
            .join("、");
        placed.problems.push(Problem::ask(
            "rule_missing",
            say!(
                "{step} 里各种材料的期限不同，不知道这一件是哪一种（{lines}）。",
                "The papers of {step} are kept for different times; which is this one ({lines})?"
            ),
            say!(
                "在业务环节栏写明材料名称，或加 --suggest 按题名判断。",
                "Name the paper in the step column, or add --suggest to go by its title."
            ),
        ));
        None
    }

    fn unknown_class(&self, text: &str) -> Problem {
        let known =
            self.scheme.classes.iter().map(|class| class.code.as_str()).collect::<Vec<_>>().join("、");
        Problem::refuse(
            "unknown_class",
            say!("方案里没有类别「{text}」。", "The scheme has no class \"{text}\"."),
            say!("类别代码有：{known}。", "Its class codes are {known}."),
        )
    }

    fn class_disagrees(&self, text: &str) -> Problem {
        let given = self.classes.first().map_or("", |class| class.code.as_str());
        Problem::ask(
            "class_disagrees",
            say!(
                "这一行写的类别是「{text}」，导入时给的是 {given}。",
                "The row says class \"{text}\", the import was told {given}."
            ),
            say!("改正这一行，或把这些行分开导入。", "Correct the row, or import these rows by themselves."),
        )
    }
}
