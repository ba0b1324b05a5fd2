//! From what a row says to where it belongs: year, class, step, rule and period, each given by a
//! code, a column or the person, or suggested with its reason. Nothing is applied in silence.

mod by_code;
mod editions;
mod period_said;
mod problems;
mod spots;
mod told_otherwise;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};

use chrono::{Datelike as _, NaiveDate};

use super::classify::Classifier;
use crate::general::problem::{Change, Problem};
use crate::general::text::fold;
use crate::receiving::columns::{Field, Hints, Mapping};
use crate::receiving::rows::RowRead;
use crate::records::item::{CodedSpot, Description, Draft, Place};
use crate::schemes::code;
use crate::schemes::scheme::{Class, Scheme, Schemes, Step};
use crate::values::date::date_after_today;
use crate::values::period::RetentionPeriod;
use crate::values::period_words::periods_named;
use crate::{problems, say};
pub use editions::Guides;
use period_said::PeriodSaid;
pub use problems::year_in_future;
use problems::{fonds_disagrees, title_year_disagrees, year_disagrees, year_disagrees_with_title};

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
pub struct Met<'a> {
    named: HashMap<String, HashMap<String, (Spot<'a>, Vec<Problem>)>>,
    /// Class and step of the latest rows, the latest last.
    latest: VecDeque<(&'a str, &'a str)>,
}

/// Rows above one that say where it belongs, if they all went to one step.
const ABOVE: usize = 3;

impl<'a> Met<'a> {
    fn went_to(&mut self, spot: Spot<'a>) {
        if self.latest.len() == ABOVE {
            self.latest.pop_front();
        }
        self.latest.push_back((&spot.class.id, &spot.step.id));
    }

    fn above(&self) -> Option<(&'a str, &'a str)> {
        let first = self.latest.front()?;
        (self.latest.len() == ABOVE && self.latest.iter().all(|one| one == first)).then_some(*first)
    }
}

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
        self.judge_fonds(&read, &mut placed);
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

    /// 全宗号 of the row: the import's own, or asked about.
    fn judge_fonds(&self, read: &RowRead, placed: &mut PlacedRow) {
        let Some(text) = read.fonds.as_deref().filter(|text| *text != self.fonds) else { return };
        let number = |text: &str| {
            let folded = fold(text).to_uppercase();
            let bare = folded.trim_end_matches(['号', '號', ' ']).trim_start_matches("全宗");
            bare.trim().trim_start_matches('0').to_owned()
        };
        if number(text) == number(self.fonds) {
            let fonds = self.fonds;
            let message = say!("全宗号读作 {fonds}", "the fonds number read as {fonds}");
            let change = Change::new("fonds_shape", text, fonds, message);
            placed.changes.push(Change { column: Some(self.heading(Field::Fonds)), ..change });
        } else {
            let problem = fonds_disagrees(&text, &self.fonds);
            placed.problems.push(problem.in_column(self.heading(Field::Fonds)));
        }
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
        spot.into_iter().for_each(|spot| self.met.went_to(spot));
        let (year, spot) = (year?, spot?);
        let rule = self.rule_of(read, spot, year, placed)?;
        let own = self.schemes.period_of(self.scheme, spot.step, rule, year);
        let period = own.map_or(RetentionPeriod::Permanent, |(period, _)| period);
        if own.is_none() {
            let (class, step) = (&spot.class.code, &spot.step.name);
            placed.problems.push(no_period(&year, &class, &step));
        }
        Some(self.draft(year, (spot.class, spot.step, rule), period, None))
    }

    fn year_of(&self, read: &RowRead, placed: &mut PlacedRow) -> Option<i32> {
        let heading = self.heading(Field::Year);
        let year = match (read.year, self.year, self.hints.year) {
            (Some(row), Some(given), _) if row != given => {
                placed.problems.push(year_disagrees(&row, &given).in_column(heading));
                return None;
            }
            (None, Some(given), Some(line)) if line != given => {
                placed.problems.push(title_year_disagrees(&line, &given).in_column(heading.clone()));
                given
            }
            (Some(row), _, Some(line)) if line != row => {
                placed.problems.push(year_disagrees_with_title(&row, &line).in_column(heading.clone()));
                row
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
        let year = draft.place.year;
        let dates = [read.description.date, read.description.date_end];
        if let Some(date) = dates.into_iter().flatten().find(|date| date.year() != year) {
            placed.problems.push(date_outside_year(&date, &year).in_column(self.heading(Field::Date)));
        }
        self.judge_day(read, placed);
        self.judge_period(read, draft, placed);
        self.unverified(read, draft, placed);
    }

    fn judge_day(&self, read: &RowRead, placed: &mut PlacedRow) {
        let fields = [(Field::Date, read.description.date), (Field::DateEnd, read.description.date_end)];
        let dates = fields.into_iter().filter_map(|(field, date)| Some((field, date?)));
        if let Some((field, date)) = dates.into_iter().find(|(_, date)| date.lies_after(self.today)) {
            let column = self.mapping.column(field).map_or(Field::Date, |_| field);
            placed.problems.push(date_after_today(&date).in_column(self.heading(column)));
        }
    }

    /// A period the row or a title line names: it is the place's, or it is asked about.
    fn judge_period(&self, read: &RowRead, draft: &Draft, placed: &mut PlacedRow) {
        let own = read.period.as_deref();
        let said = |text: &str| period_said::read(text, self.scheme, self.schemes);
        let is_plain = own.is_some_and(|text| matches!(said(text), PeriodSaid::Plain(_)));
        // a title that names all the sheet's periods says nothing of the row that names its own
        let line = self.hints.period.as_deref().filter(|line| !(is_plain && periods_named(line).len() > 1));
        for (text, is_own) in own.map(|text| (text, true)).into_iter().chain(line.map(|text| (text, false))) {
            let problem = match said(text) {
                PeriodSaid::Plain(period) if period == draft.place.period => {
                    let usual = period.to_string();
                    if is_own && text != usual && text != period.key() && !self.is_letter_of(text, period) {
                        let message = say!("保管期限读作 {usual}", "the period read as {usual}");
                        let change = Change::new("period_shape", text, usual, message);
                        placed.changes.push(Change { column: Some(self.heading(Field::Period)), ..change });
                    }
                    continue;
                }
                PeriodSaid::Plain(_) => self.period_differs(text, draft),
                PeriodSaid::Former(former) => {
                    let (rule, reading) = (former.rule(), former.reading);
                    former_period(&text, &rule.zh, &rule.en, &reading, &draft.place.period)
                }
                PeriodSaid::Unreadable => period_unreadable(&text, &draft.place.period),
            };
            placed.problems.push(problem.in_column(self.heading(Field::Period)));
            return;
        }
    }

    fn is_letter_of(&self, text: &str, period: RetentionPeriod) -> bool {
        self.scheme.periods.iter().any(|known| known.letter == text && known.period == period)
    }

    fn period_differs(&self, text: &str, draft: &Draft) -> Problem {
        let place = &draft.place;
        let step = self.scheme.step(&place.class_id, &place.step_id);
        let number = step.map_or("", |step| step.number.as_str());
        let name = step.map_or("", |step| step.name.as_str());
        let origin = step.and_then(|step| {
            self.schemes.period_of(self.scheme, step, draft.rule, place.year).map(|(_, origin)| origin)
        });
        let rule =
            origin.map_or_else(String::new, |origin| format!("{}{}", origin.instrument, origin.article));
        sheet_period_differs(&text, &number, &name, &rule, &place.period)
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
    ask no_period(year, class, step):
        "没有规定说明 {year} 年的 {class} {step} 保管多久。"
            / "No rule says how long {class} {step} of {year} is kept."
        => "核对年度；照收就先按永久归档，到期日列为待定。"
            / "Check the year; taken all the same, it is filed as permanent, and its date stays an open question.";
    ask year_missing():
        "不知道是哪个年度的。" / "The year is not known."
        => "给出年度（--year），或在表里加一列「年度」。" / "Give the year (--year), or add a column 年度.";
    ask date_outside_year(date, year):
        "日期 {date} 不在 {year} 年度内。" / "The date {date} lies outside the year {year}."
        => "核对年度和日期；确实如此就照收这一类（--accept date_outside_year）。"
            / "Check year and date; if it is so, take this kind all the same (--accept date_outside_year).";
    ask sheet_period_differs as period_mismatch(text, number, step, rule, period):
        "表上写保管期限「{text}」，{number}「{step}」按《{rule}》是 {period}。"
            / "The sheet says \"{text}\", {number} \"{step}\" is kept {period} by {rule}."
        => "核对业务环节，或改正表上的期限；照收就按 {period} 归档。"
            / "Check the step, or correct the sheet's period; taken all the same, it is filed under {period}.";
    ask former_period(text, rule_zh, rule_en, reading, period):
        "「{text}」是旧的期限档次（{rule_zh}），相当于 {reading}；这一环节按方案是 {period}。"
            / "\"{text}\" is a former grade ({rule_en}), now {reading}; the scheme keeps this step {period}."
        => "核对原件和业务环节；照收就按 {period} 归档。"
            / "Check paper and step; taken all the same, it is filed under {period}.";
    ask period_unreadable(text, period):
        "看不懂保管期限「{text}」；这一环节按方案是 {period}。"
            / "The period \"{text}\" cannot be read; the scheme keeps this step {period}."
        => "写成 永久 或 30年；照收就按 {period} 归档。"
            / "Write 永久 or 30年; taken all the same, it is filed under {period}.";
}
