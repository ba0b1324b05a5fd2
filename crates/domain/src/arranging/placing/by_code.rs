//! A record that carries a code already: it says everything, or it goes back.

use super::problems::{code_disagrees, page_from_missing};
use super::{Guide, PlacedRow, Spot};
use crate::general::problem::{Change, Problem};
use crate::general::text::fold;
use crate::problems;
use crate::receiving::columns::Field;
use crate::receiving::rows::RowRead;
use crate::records::item::{CodedSpot, Draft};
use crate::schemes::code::{self, ArchivalCode};
use crate::schemes::scheme::{Class, PageMeaning, Step};

impl Guide<'_> {
    /// The record carries a code already: it says everything, or it goes back.
    pub(super) fn by_code(&self, read: &RowRead, text: &str, placed: &mut PlacedRow) -> Option<Draft> {
        let heading = self.heading(Field::Code);
        let parsed = code::parse(text, self.scheme, self.schemes, self.today);
        let code = parsed.clear().or_else(|| parsed.clear_but_longer()).cloned();
        placed.changes.extend(
            parsed.changes.into_iter().map(|change| Change { column: Some(heading.clone()), ..change }),
        );
        placed.problems.extend(parsed.problems.into_iter().map(|problem| problem.in_column(&heading)));
        let code = code?;
        let class = self.scheme.class(&code.class_id)?;
        let step = self.scheme.step(&code.class_id, &code.step_id)?;
        let rule = match code.rule.or_else(|| self.rule_by_period(step, &code)) {
            Some(rule) => rule,
            None => self.rule_of(read, Spot { class, step, rule: None }, code.year, placed)?,
        };
        if let Some(problem) = self.page_differs(read, &code) {
            placed.problems.push(problem.in_column(&heading));
            return None;
        }
        let Some(first) = self.first_page(read, &code) else {
            placed.problems.push(page_from_missing(&code.page).in_column(&heading));
            return None;
        };
        placed.problems.extend(self.columns_disagree(read, &code, class));
        let given = CodedSpot { volume: code.volume, page: first };
        let mut draft = self.draft(code.year, (class, step, rule), code.period, Some(given));
        draft.step_text = Some(code.step_text);
        Some(draft)
    }

    /// The line of an accounting block that is kept as long as the code says; of several the first, when
    /// no accounting table ever keeps them differently.
    fn rule_by_period(&self, step: &Step, code: &ArchivalCode) -> Option<usize> {
        let period = |rule: usize| {
            self.schemes.period_of(self.scheme, step, rule, code.year).map(|(period, _)| period)
        };
        let fitting: Vec<usize> =
            (0..step.rules.len()).filter(|rule| period(*rule) == Some(code.period)).collect();
        let in_tables = |rule: usize| {
            let key = step.rules[rule].accounting.as_deref().unwrap_or_default();
            let tables = self.schemes.accounting.iter();
            tables.map(|table| table.line(key).map(|line| (line.period, line.trigger))).collect::<Vec<_>>()
        };
        let first = *fitting.first()?;
        fitting.iter().all(|rule| in_tables(*rule) == in_tables(first)).then_some(first)
    }

    /// The paper's first page: the code's own, or counted back from its last; a count alone does not say.
    fn first_page(&self, read: &RowRead, code: &ArchivalCode) -> Option<u32> {
        let pages = read.description.pages.max(1);
        match self.scheme.pattern.item_page {
            PageMeaning::First => Some(code.page),
            PageMeaning::Last => code.page.checked_sub(pages - 1).filter(|first| *first > 0),
            PageMeaning::Count => read.page_from,
        }
    }

    /// The code rules; a column or a decision that says otherwise is asked about, not passed over.
    fn columns_disagree(&self, read: &RowRead, code: &ArchivalCode, class: &Class) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut ask = |field: Field, own: &str, other: String| {
            problems.push(code_disagrees(&own, &other).in_column(self.heading(field)));
        };
        let years = [read.year, self.year, self.hints.year];
        if let Some(year) = years.into_iter().flatten().find(|year| *year != code.year) {
            ask(Field::Year, &code.year.to_string(), year.to_string());
        }
        let of_row = read.class.as_deref().map(|text| (self.simplify)(text));
        let of_row = of_row.filter(|text| !self.scheme.classes_called(text).contains(&class));
        let given = self.classes.first().filter(|_| !self.classes.contains(&class));
        let line = self.hints.class.as_deref().filter(|text| self.is_other_class(text, class));
        let told = || given.map(|class| class.code.clone()).or_else(|| line.map(str::to_owned));
        if let Some(other) = of_row.or_else(told) {
            ask(Field::Class, &class.code, other);
        }
        let number = |text: &str| -> Option<u32> {
            fold(text).trim_start_matches('第').trim_end_matches(['卷', '号']).parse().ok()
        };
        if let Some(text) = read.volume.as_deref().filter(|text| number(text) != Some(code.volume)) {
            ask(Field::Volume, &code.volume.to_string(), text.to_owned());
        }
        let steps = [self.step, read.step.as_deref(), self.hints.step.as_deref()].into_iter().flatten();
        for text in steps.filter(|text| *text != code.step_text) {
            if !self.steps_called(text).iter().any(|spot| spot.class == class && spot.step.id == code.step_id)
            {
                ask(Field::Step, &code.step_text, text.to_owned());
            }
        }
        if let Some(text) = read.insurance.as_deref().filter(|text| self.is_other_insurance(text, class)) {
            ask(Field::Insurance, &class.name, text.to_owned());
        }
        problems
    }

    fn page_differs(&self, read: &RowRead, code: &ArchivalCode) -> Option<Problem> {
        let from = read.page_from?;
        let (page, pages) = (code.page, read.description.pages);
        let meant = match self.scheme.pattern.item_page {
            PageMeaning::First => from,
            PageMeaning::Last => from.saturating_add(pages).saturating_sub(1),
            PageMeaning::Count => pages,
        };
        (meant != page).then(|| page_mismatch(&page, &from, &pages))
    }
}

problems! {
    refuse page_mismatch(page, from, pages):
        "档号里的页码是 {page}，页次栏却是从第 {from} 页起、共 {pages} 页。"
            / "The code says page {page}, the page column begins at {from} with {pages} pages."
        => "核对实物，改正档号或页次。" / "Look at the paper and correct the code or the pages.";
}
