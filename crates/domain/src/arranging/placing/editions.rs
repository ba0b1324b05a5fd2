//! Which of a fonds' schemes a row is filed under: the one in use on the day its paper was formed.

use chrono::{Datelike as _, NaiveDate};

use super::{Guide, PlacedRow};
use crate::general::problem::{Change, Problem};
use crate::receiving::columns::Field;
use crate::receiving::rows::RowRead;
use crate::schemes::adoption::SchemesInUse;
use crate::schemes::code;
use crate::{problems, say};

/// A guide for each scheme a fonds uses, or used, and which of them a row is given to.
pub struct Guides<'a> {
    in_use: SchemesInUse,
    /// The present one first.
    guides: Vec<Guide<'a>>,
    /// The scheme the person gave for the whole sheet.
    given: Option<&'a str>,
}

/// When a paper was formed, as far as its row says.
enum Formed {
    On(NaiveDate),
    In(i32),
    Unknown,
}

impl<'a> Guides<'a> {
    /// # Panics
    /// Without a guide: a fonds files under a scheme.
    pub fn new(in_use: SchemesInUse, guides: Vec<Guide<'a>>, given: Option<&'a str>) -> Self {
        assert!(!guides.is_empty(), "a fonds files under a scheme");
        Guides { in_use, guides, given }
    }

    /// As [`Guide::place`], under the scheme for the day; asks where several may be meant.
    pub fn place(&mut self, read: RowRead) -> PlacedRow {
        // a class given for the sheet may leave one guide where the fonds has several schemes
        if self.in_use.ever().len() == 1 {
            return self.guides[0].place(read);
        }
        let (row, formed) = (read.row, self.formed(&read));
        let (at, problem) = self.choose(&read, &formed);
        let heading = self.guides[at].heading(Field::Year);
        let mut placed = self.guides[at].place(read);
        if let Some(problem) = problem {
            placed.problems.push(Problem { row: Some(row), ..problem.in_column(heading) });
            return placed;
        }
        if at > 0 && placed.draft.is_some() {
            let scheme = self.guides[at].scheme;
            let (id, name) = (&scheme.id, &scheme.name);
            let message = match formed {
                Formed::On(day) => {
                    say!("{day} 形成，归入《{name}》（{id}）", "formed on {day}: filed under {name} ({id})")
                }
                _ => say!("归入《{name}》（{id}）", "filed under {name} ({id})"),
            };
            let change = Change::new("scheme_of_the_day", "", id.clone(), message);
            placed.changes.push(Change { row: Some(row), ..change });
        }
        placed
    }

    /// The row's day, where it lies in the row's year; accounting papers count from their year.
    fn formed(&self, read: &RowRead) -> Formed {
        let guide = &self.guides[0];
        let coded = || {
            let text = read.code.as_deref()?;
            let years = self.guides.iter().flat_map(|guide| {
                code::parse(text, guide.scheme, guide.schemes, guide.today).readings.into_iter().next()
            });
            years.map(|reading| reading.year).next()
        };
        let year = read.year.or_else(coded).or(guide.year).or(guide.hints.year);
        let day = read.description.date_end.or(read.description.date);
        match (day, year) {
            (Some(date), Some(year)) if date.year() != year => Formed::In(year),
            (Some(date), _) => match date.span() {
                Some((first, last)) if self.in_use.on(first) == self.in_use.on(last) => Formed::On(first),
                _ => Formed::In(date.year()),
            },
            (None, Some(year)) => Formed::In(year),
            (None, None) => Formed::Unknown,
        }
    }

    /// The guide, and what has to be asked before its answer counts.
    fn choose(&mut self, read: &RowRead, formed: &Formed) -> (usize, Option<Problem>) {
        let today = self.guides[0].today;
        let (ids, year) = match *formed {
            Formed::On(day) => (self.in_use.on(day), day.year()),
            Formed::In(year) => (self.in_use.in_year(year), year),
            Formed::Unknown => (self.in_use.on(today), today.year()),
        };
        let of = |id: &str| self.guides.iter().position(|guide| guide.scheme.id == id);
        if let Some(given) = self.given.and_then(of) {
            let scheme = self.guides[given].scheme;
            let problem = !ids.contains(&scheme.id.as_str());
            return (given, problem.then(|| scheme_not_in_use(&year, &scheme.name, &self.named(&ids))));
        }
        let used: Vec<usize> = ids.iter().filter_map(|id| of(id)).collect();
        let valid: Vec<usize> =
            used.iter().copied().filter(|at| self.guides[*at].scheme.is_valid_for(year)).collect();
        let names = self.named(&ids);
        let possible = if valid.is_empty() { used } else { valid };
        match possible.as_slice() {
            [] => (0, Some(scheme_without_class(&year, &names))),
            [only] => (*only, None),
            several => {
                let fitting: Vec<usize> =
                    several.iter().copied().filter(|at| self.guides[*at].understands(read)).collect();
                match fitting.as_slice() {
                    [] => (several[0], None),
                    [only] => (*only, None),
                    [first, ..] => (*first, Some(scheme_unclear(&year, &names))),
                }
            }
        }
    }

    fn named(&self, ids: &[&str]) -> String {
        let name = |id: &&str| {
            let guide = self.guides.iter().find(|guide| guide.scheme.id == **id);
            guide.map_or_else(|| (*id).to_owned(), |guide| format!("《{}》（{id}）", guide.scheme.name))
        };
        ids.iter().map(name).collect::<Vec<_>>().join("、")
    }
}

impl Guide<'_> {
    /// Whether the row's own words lead to a step of this scheme.
    fn understands(&mut self, read: &RowRead) -> bool {
        let mut said = PlacedRow { row: read.row, draft: None, changes: Vec::new(), problems: Vec::new() };
        match &read.code {
            Some(text) => self.by_code(read, text, &mut said).is_some(),
            None => self.spot_of(read, &mut said).is_some(),
        }
    }
}

problems! {
    ask scheme_not_in_use(year, name, names):
        "{year} 年的这一件按启用日期不归《{name}》，归 {names}。"
            / "By the days of adoption this record of {year} is not filed under {name}, but under {names}."
        => "核对日期和方案；照收就归入《{name}》。" / "Check date and scheme; taken all the same, it is filed under {name}.";
    refuse scheme_unclear(year, names):
        "{year} 年有几个方案在用，看不出这一件归哪一个：{names}。"
            / "Several schemes were in use in {year}, and the row does not say which: {names}."
        => "写明日期或业务环节；整张表归同一个方案的，给出方案（--scheme）。"
            / "Give the date or the step; where the whole sheet belongs to one scheme, give it (--scheme).";
    refuse scheme_without_class(year, names):
        "{year} 年在用的方案没有所给的类别：{names}。"
            / "The schemes in use in {year} have no such class: {names}."
        => "核对类别和年度；这类材料可能已经划归别的单位。"
            / "Check class and year; such papers may have passed to another agency.";
}
