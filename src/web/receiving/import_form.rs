//! The import form, read back; and what the dry run said, put in order for the page.

use crate::acts::receiving::inbox::Uploaded;
use crate::acts::receiving::intake::{Examined, ImportOptions, Intake, ProblemCount};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::receiving::columns::{Column, Field, Mapping};
use crate::domain::records::scope::{given, year};
use crate::domain::values::date;
use crate::web::base::fault::Answer;
use crate::web::base::words::{self, Badge};

/// A form's fields in order; `accept` repeats, columns are `c0`, `h0`, `c1`, …
pub type FormPairs = Vec<(String, String)>;

/// What the person decided about the sheet.
pub fn options(form: &FormPairs, file: &Uploaded) -> Answer<ImportOptions> {
    let one = |name: &str| form.iter().rev().find(|(key, _)| key == name).and_then(|(_, value)| given(value));
    // a suggestion's button says both at once: `collection/二(一)`
    let place = one("place")
        .and_then(|place| place.split_once('/').map(|(class, step)| (class.to_owned(), step.to_owned())));
    let (class, step) =
        place.map_or_else(|| (one("class"), one("step")), |(class, step)| (Some(class), Some(step)));
    Ok(ImportOptions {
        fonds: one("fonds"),
        handover: one("handover"),
        scheme: one("scheme"),
        year: year(&one("year").unwrap_or_default())?,
        class,
        step,
        sheet: one("sheet"),
        sender: one("sender").unwrap_or_default(),
        mapping: mapping(form),
        suggest: one("suggest").is_some(),
        accept: form.iter().filter(|(key, _)| key == "accept").map(|(_, kind)| kind.clone()).collect(),
        file_name: Some(file.name.clone()),
        headless: false,
        repairs: one("repairs").is_some(),
    })
}

/// The mapping the selects say; `None` when the form has none.
fn mapping(form: &FormPairs) -> Option<Mapping> {
    let mut columns: Vec<Column> = Vec::new();
    for (key, word) in form {
        let Some(index) = key.strip_prefix('c').and_then(|index| index.parse::<usize>().ok()) else {
            continue;
        };
        let heading = format!("h{index}");
        let heading =
            form.iter().find(|(key, _)| *key == heading).map_or_else(String::new, |(_, text)| text.clone());
        columns.push(Column { index, heading, field: field(word) });
    }
    columns.sort_by_key(|column| column.index);
    (!columns.is_empty()).then_some(Mapping { columns })
}

fn field(key: &str) -> Option<Field> {
    serde_json::from_value(serde_json::Value::String(key.to_owned())).ok()
}

/// One column of the sheet with what it is taken for.
pub struct ColumnChoice {
    pub index: usize,
    pub heading: String,
    /// Key of the field; empty: kept under its heading.
    pub field: String,
    /// Only guessed, from what stands in it.
    pub guessed: bool,
}

/// `guessed`: nobody has confirmed the mapping, and nothing but the cells speaks for it.
pub fn columns(mapping: &Mapping, guessed: bool) -> Vec<ColumnChoice> {
    let choice = |column: &Column| ColumnChoice {
        index: column.index,
        heading: column.heading.clone(),
        field: column
            .field
            .and_then(|field| serde_json::to_value(field).ok()?.as_str().map(str::to_owned))
            .unwrap_or_default(),
        guessed: guessed && column.field.is_some(),
    };
    mapping.columns.iter().map(choice).collect()
}

/// The year most dates of the first rows fall in, or the one the file's or sheet's name says.
pub fn proposed_year(file_name: &str, examined: &Examined) -> Option<i32> {
    let intake = &examined.intake;
    let dated = intake.mapping.columns.iter().position(|column| column.field == Some(Field::Date));
    let texts = examined.first.iter().filter_map(|row| row.get(dated?));
    let mut years: Vec<i32> =
        texts.filter_map(|text| Some(date::read(&text.to_string()).value?.from.year())).collect();
    years.sort_unstable();
    let most = years.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| same[0]);
    most.or_else(|| year_in(file_name)).or_else(|| year_in(&intake.sheet))
}

/// The first year of four digits that stands by itself in a name.
fn year_in(name: &str) -> Option<i32> {
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).find(|year| (1949..2100).contains(year))
}

/// Problems of one kind.
pub struct Group {
    pub kind: String,
    pub badge: Badge,
    pub count: usize,
    /// The first of them.
    pub first: Vec<Problem>,
}

/// Problems shown of each kind.
const SHOWN: usize = 20;

/// The gravest kinds first, inside a weight the most frequent.
pub fn groups(intake: &Intake) -> Vec<Group> {
    let of_kind = |one: &ProblemCount| Group {
        kind: one.kind.clone(),
        badge: words::weight(one.weight),
        count: one.count as usize,
        first: intake.problems.iter().filter(|problem| one.is_of(problem)).take(SHOWN).cloned().collect(),
    };
    let mut groups: Vec<(Weight, Group)> =
        intake.problem_counts.iter().map(|one| (one.weight, of_kind(one))).collect();
    groups.sort_by(|(a, first), (b, second)| b.cmp(a).then(second.count.cmp(&first.count)));
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn the_selects_make_a_mapping_and_an_empty_one_keeps_the_column_under_its_heading() {
        let form: FormPairs = [("h1", "材料"), ("c1", "title"), ("h0", "备用"), ("c0", ""), ("class", "ZJ")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        let expected = vec![
            Column { index: 0, heading: "备用".into(), field: None },
            Column { index: 1, heading: "材料".into(), field: Some(Field::Title) },
        ];
        assert_eq!(mapping(&form), Some(Mapping { columns: expected }));
        assert_eq!(mapping(&Vec::new()), None);
    }

    #[test]
    fn a_year_is_found_in_a_name_only_where_it_stands_by_itself() {
        let cases = [
            ("征缴科-2009-缴费核定.xlsx", Some(2009)),
            ("2010年移交表", Some(2010)),
            ("编号120095.csv", None),
            ("清单0211-1998.xls", Some(1998)),
            ("20090305.xlsx", None),
        ];
        for (name, year) in cases {
            assert_eq!(year_in(name), year, "{name}");
        }
    }

    #[test]
    fn problems_stand_by_kind_the_gravest_first() {
        let problem = |kind: &str, refuse: bool| {
            let (message, fix) = (say!("甲", "a"), say!("乙", "b"));
            if refuse { Problem::refuse(kind, message, fix) } else { Problem::notice(kind, message, fix) }
        };
        let mut problems: Vec<_> = (0..30).map(|_| problem("notice", false)).collect();
        problems.push(problem("page_count", true));
        problems.extend((0..2).map(|_| problem("no_such_day", true)));
        // of the notices more were counted than listed
        let counts = [
            ("notice", Weight::Notice, 90_000),
            ("page_count", Weight::Refuse, 1),
            ("no_such_day", Weight::Refuse, 2),
        ];
        let count = |(kind, weight, count): (&str, Weight, u64)| ProblemCount {
            kind: kind.into(),
            weight,
            count,
            rows: count,
        };
        let intake = Intake { problems, problem_counts: counts.map(count).into(), ..Intake::default() };
        let groups: Vec<_> = groups(&intake).into_iter().map(|g| (g.kind, g.count, g.first.len())).collect();
        let expected = [
            ("no_such_day".to_owned(), 2, 2),
            ("page_count".to_owned(), 1, 1),
            ("notice".to_owned(), 90_000, 20),
        ];
        assert_eq!(groups, expected);
    }
}
