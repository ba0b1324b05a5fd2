//! Class, step and line of the table: given by the person, a column or a hint, or suggested.

use super::problems::suggested;
use super::{Guide, PlacedRow, Spot};
use crate::arranging::classify::{Clue, Suggestion, alone};
use crate::arranging::terms::Concerned;
use crate::general::problem::Problem;
use crate::problems;
use crate::receiving::columns::Field;
use crate::receiving::rows::RowRead;
use crate::schemes::scheme::Class;

impl<'a> Guide<'a> {
    pub(super) fn spot_of(&mut self, read: &RowRead, placed: &mut PlacedRow) -> Option<Spot<'a>> {
        let (class, Some(step), None) =
            (read.class.as_deref().unwrap_or_default(), &read.step, &read.insurance)
        else {
            let spot = self.spot_looked_up(read, placed)?;
            placed.problems.extend(self.told_otherwise(read, spot));
            return Some(spot);
        };
        if let Some((spot, asked)) = self.met.named.get(class).and_then(|steps| steps.get(step)) {
            placed.problems.extend(asked.iter().cloned());
            return Some(*spot);
        }
        let spot = self.spot_looked_up(read, placed)?;
        let asked = self.told_otherwise(read, spot);
        placed.problems.extend(asked.iter().cloned());
        self.met.named.entry(class.to_owned()).or_default().insert(step.clone(), (spot, asked));
        Some(spot)
    }

    /// The row's own step, else the one given for the sheet, else that of a title line, else a suggestion.
    fn spot_looked_up(&self, read: &RowRead, placed: &mut PlacedRow) -> Option<Spot<'a>> {
        let classes = self.classes_of(read, placed)?;
        let column = read.step.is_some().then(|| self.heading(Field::Step));
        match read.step.as_deref().or(self.step).or(self.hints.step.as_deref()) {
            Some(text) => match self.spot_called(text, &classes) {
                // a step named by the row may leave open which of its papers is meant
                Ok(spot) => Some(self.with_rule_given(spot)),
                Err(problem) => {
                    placed.problems.push(Problem { column, ..problem });
                    None
                }
            },
            None => self.spot_suggested(read, &classes, placed),
        }
    }

    /// The classes that come into question; empty: any.
    fn classes_of(&self, read: &RowRead, placed: &mut PlacedRow) -> Option<Vec<&'a Class>> {
        let named = |text: &str| self.scheme.classes_called(&(self.simplify)(text));
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
                unknown_step(&text)
            } else {
                step_in_other_class(&text, &elsewhere)
            });
        }
        let names = names(&fitting);
        Err(ambiguous(&text, &names))
    }

    fn suggestions(&self, read: &RowRead, classes: &[&'a Class]) -> Vec<Suggestion> {
        let title = (self.simplify)(&read.description.title);
        let words: Vec<&str> = self.paper.into_iter().collect();
        let hint = if let [only] = classes { Some(only.id.as_str()) } else { None };
        let within =
            |one: &Suggestion| classes.is_empty() || classes.iter().any(|class| class.id == one.class_id);
        let about = match (&read.description.persons[..], &read.description.units[..]) {
            ([_, ..], []) => Some(Concerned::Person),
            ([], [_, ..]) => Some(Concerned::Unit),
            _ => None,
        };
        // the paper's own title speaks first; what the sheet is called only where the title says nothing
        let beside = self.met.above();
        let clue = |words| Clue { title: &title, class_hint: hint, words, about, beside };
        let ask = |words| self.classifier.suggest(&clue(words));
        let mut found = ask(&[]);
        found.retain(within);
        if found.is_empty() && !words.is_empty() {
            found = ask(&words);
            found.retain(within);
        }
        found
    }

    fn spot_suggested(
        &self,
        read: &RowRead,
        classes: &[&'a Class],
        placed: &mut PlacedRow,
    ) -> Option<Spot<'a>> {
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
        match (list.is_empty(), stands_alone) {
            (true, _) => step_missing(),
            (false, true) => step_suggested(&list),
            (false, false) => step_among_several(&list),
        }
    }

    /// Which line of the step's table the paper falls under; only accounting blocks have several.
    pub(super) fn rule_of(
        &self,
        read: &RowRead,
        spot: Spot<'a>,
        year: i32,
        placed: &mut PlacedRow,
    ) -> Option<usize> {
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
        placed.problems.push(rule_missing(&step, &lines));
        None
    }

    fn unknown_class(&self, text: &str) -> Problem {
        let known =
            self.scheme.classes.iter().map(|class| class.code.as_str()).collect::<Vec<_>>().join("、");
        unknown_class(&text, &known)
    }

    fn class_disagrees(&self, text: &str) -> Problem {
        let given = self.classes.first().map_or("", |class| class.code.as_str());
        class_disagrees(&text, &given)
    }
}

problems! {
    ask step_missing():
        "没有说明类别和业务环节。" / "Class and step are not given."
        => "指明类别和业务环节（--class、--step），或在表里加一列「业务环节」。"
            / "Give class and step (--class, --step), or add a column 业务环节.";
    ask step_suggested as step_missing(list):
        "没有说明类别和业务环节。" / "Class and step are not given."
        => "建议：{list}。同意就采用建议（--suggest）。"
            / "Suggested: {list}. To take it, accept suggestions (--suggest).";
    ask step_among_several as step_missing(list):
        "没有说明类别和业务环节。" / "Class and step are not given."
        => "可能是：{list}。请指明业务环节（--step）。" / "Perhaps: {list}. Say which step it is (--step).";
    refuse unknown_step(text):
        "方案里没有业务环节「{text}」。" / "The scheme has no step \"{text}\"."
        => "照方案的名称写；或空着，采用程序的建议（--suggest）。"
            / "Write it as the scheme does, or leave it out and let it be suggested (--suggest).";
    refuse step_in_other_class(text, elsewhere):
        "业务环节「{text}」不在给定的类别里，方案把它列在：{elsewhere}。"
            / "The step \"{text}\" is not in the class given; the scheme has it under {elsewhere}."
        => "改正类别或业务环节。" / "Correct the class or the step.";
    ask ambiguous(text, names):
        "「{text}」可以是几个环节：{names}。" / "\"{text}\" may be several steps: {names}."
        => "写环节的全称，或说明类别（--class，如 unemployment、maternity）。"
            / "Write the step's full name, or give the class (--class, such as unemployment, maternity).";
    ask rule_missing(step, lines):
        "{step} 里各种材料的期限不同，不知道这一件是哪一种（{lines}）。"
            / "The papers of {step} are kept for different times; which is this one ({lines})?"
        => "在业务环节栏写明材料名称，或采用建议、按题名判断（--suggest）。"
            / "Name the paper in the step column, or accept suggestions that go by its title (--suggest).";
    refuse unknown_class(text, known):
        "方案里没有类别「{text}」。" / "The scheme has no class \"{text}\"."
        => "类别代码有：{known}。" / "Its class codes are {known}.";
    ask class_disagrees(text, given):
        "这一行写的类别是「{text}」，导入时给的是 {given}。"
            / "The row says class \"{text}\", the import was told {given}."
        => "改正这一行，或把这些行分开导入。" / "Correct the row, or import these rows by themselves.";
}
