//! From what a row says to where it belongs: year, class, step, rule and period, each given by a
//! code, a column or the person, or suggested with its reason. Nothing is applied in silence.

mod by_code;
mod problems;
mod spots;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};

use super::classify::Classifier;
use crate::general::problem::{Change, Problem};
use crate::receiving::columns::{Field, Hints, Mapping};
use crate::receiving::rows::RowRead;
use crate::records::item::{CodedSpot, Description, Draft, Place};
use crate::schemes::code;
use crate::schemes::scheme::{Class, Scheme, Schemes, Step};
use crate::values::period::RetentionPeriod;
use crate::{problems, say};
use problems::year_disagrees;
pub use problems::year_in_future;

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
pub struct PlacedRow {
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
    /// Finds the row's place. Blocking problems and no draft, or a draft.
    pub fn place(&mut self, mut read: RowRead) -> PlacedRow {
        let mut placed = PlacedRow { row: read.row, draft: None, changes: Vec::new(), problems: Vec::new() };
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
        given: Option<CodedSpot>,
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

    fn by_words(&mut self, read: &RowRead, placed: &mut PlacedRow) -> Option<Draft> {
        let year = self.year_of(read, placed);
        let spot = self.spot_of(read, placed);
        let (year, spot) = (year?, spot?);
        let rule = self.rule_of(read, spot, year, placed)?;
        let Some((period, _)) = self.schemes.period_of(self.scheme, spot.step, rule, year) else {
            let (class, step) = (&spot.class.code, &spot.step.name);
            placed.problems.push(no_period(&year, &class, &step));
            return None;
        };
        Some(self.draft(year, (spot.class, spot.step, rule), period, None))
    }

    fn year_of(&self, read: &RowRead, placed: &mut PlacedRow) -> Option<i32> {
        let heading = self.heading(Field::Year);
        let year = match (read.year, self.year, self.hints.year) {
            (Some(row), Some(given), _) if row != given => {
                placed.problems.push(year_disagrees(&row, &given).in_column(heading));
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
                placed.problems.push(year_missing());
                return None;
            }
        };
        if year > self.today.year() || year < 1949 {
            placed.problems.push(year_in_future(&year).in_column(heading));
            return None;
        }
        // a scheme that has ended, or had not begun, gives no period for the year
        if let Some(problem) = code::year_problem(year, self.scheme, self.today) {
            placed.problems.push(problem.in_column(heading));
            return None;
        }
        Some(year)
    }

    /// What the place and the row's own words say of each other.
    fn judge(&self, read: &RowRead, draft: &Draft, placed: &mut PlacedRow) {
        let (year, period) = (draft.place.year, draft.place.period);
        let dates = [read.description.date, read.description.date_end];
        if let Some(date) = dates.into_iter().flatten().find(|date| date.year() != year) {
            placed.problems.push(date_outside_year(&date, &year).in_column(self.heading(Field::Date)));
        }
        let said = read.period.as_deref().or(self.hints.period.as_deref());
        let said = said.and_then(|text| Some((text, self.period_said(text)?)));
        if let Some((text, _)) = said.filter(|(_, said)| *said != period) {
            placed.problems.push(sheet_period_differs(&text, &period).in_column(self.heading(Field::Period)));
        }
        self.unverified(read, draft, placed);
    }

    fn period_said(&self, text: &str) -> Option<RetentionPeriod> {
        let text: String =
            text.chars().filter(|c| !c.is_whitespace() && !"〔〕[]()（）".contains(*c)).collect();
        if text == "永久" {
            return Some(RetentionPeriod::Permanent);
        }
        let years =
            text.strip_suffix('年').and_then(|number| number.parse().ok()).map(RetentionPeriod::Years);
        years.or_else(|| self.scheme.period_from_code(&text))
    }

    /// A rule nobody read verbatim, or a paper put under the nearest step, is said to be so.
    fn unverified(&self, read: &RowRead, draft: &Draft, placed: &mut PlacedRow) {
        let Some(step) = self.scheme.step(&draft.place.class_id, &draft.place.step_id) else { return };
        if placed.changes.iter().any(|change| change.kind == "suggested_unverified")
            || step.nearest.is_empty()
        {
            return;
        }
        let title = (self.simplify)(&read.description.title);
        let near =
            step.nearest.iter().find(|near| near.titles.iter().any(|name| title.contains(name.as_str())));
        if let Some(near) = near {
            let (step, note, mark) = (&step.name, &near.note, near.origin.mark);
            let message = say!(
                "归入「{step}」是按最接近的规定判断的，未经核实（来源标记 {mark:?}）：{note}",
                "Filed under \"{step}\" as the nearest rule; unverified (mark {mark:?}): {note}"
            );
            placed.changes.push(Change::new("nearest_unverified", "", step.clone(), message));
        }
    }
}

problems! {
    refuse no_period(year, class, step):
        "方案没有给 {year} 年的 {class} {step} 定保管期限。"
            / "The scheme gives no period for {class} {step} of {year}."
        => "请档案负责人在方案里补上期限，再导入。"
            / "Have the period added to the scheme, then import again.";
    ask year_missing():
        "不知道是哪个年度的。" / "The year is not known."
        => "给出年度（--year），或在表里加一列「年度」。" / "Give the year (--year), or add a column 年度.";
    ask date_outside_year(date, year):
        "日期 {date} 不在 {year} 年度内。" / "The date {date} lies outside the year {year}."
        => "核对年度和日期；确实如此就照收这一类（--accept date_outside_year）。"
            / "Check year and date; if it is so, take this kind all the same (--accept date_outside_year).";
    refuse sheet_period_differs as period_mismatch(text, period):
        "表上写保管期限「{text}」，方案定的是 {period}。"
            / "The sheet says \"{text}\", the scheme says {period}."
        => "改正表上的期限，或核对业务环节。" / "Correct the sheet's period, or check the step.";
}
