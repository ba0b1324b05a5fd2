//! Rows without headings: columns by their place. What a column says is guessed from its cells only where
//! they cannot be anything else; a person confirms all of it before a row is taken.

use chrono::NaiveDate;

use super::{Column, Field, HeaderFound, Hints, Mapping};
use crate::general::text::{fold, number_text};
use crate::problems;
use crate::receiving::grid::{Cell, Grid, column_letters};
use crate::values::date;
use crate::values::identity;

/// The most pages one paper of a list has; larger numbers are numbers of something.
const MOST_PAGES: u32 = 999;

impl Mapping {
    /// Made for rows without headings: each column is called by its letters.
    pub fn is_by_position(&self) -> bool {
        let lettered = |column: &Column| column.heading == column_letters(column.index);
        !self.columns.is_empty() && self.columns.iter().all(lettered)
    }
}

/// Takes every row for a record. `said` is what a person confirmed, or said the last time.
///
/// `None` when no row has two cells: that is no table.
pub fn by_position(
    grid: &Grid,
    said: Option<&Mapping>,
    confirmed: bool,
    latest: NaiveDate,
) -> Option<HeaderFound> {
    let filled = |cells: &[Cell]| cells.iter().filter(|cell| !text_of(cell).is_empty()).count();
    if !grid.rows.iter().any(|row| filled(&row.cells) >= 2) {
        return None;
    }
    let width = grid.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let texts = |index: usize| -> Vec<String> {
        let cells = grid.rows.iter().filter_map(|row| row.cells.get(index));
        cells.map(text_of).filter(|text| !text.is_empty()).collect()
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut looks = Vec::new();
    for index in 0..width {
        let texts = texts(index);
        if !texts.is_empty() {
            columns.push(Column { index, heading: column_letters(index), field: None });
            looks.push(look(&texts, index, latest));
        }
    }
    for (at, column) in columns.iter_mut().enumerate() {
        column.field = match said {
            Some(said) => said.columns.iter().find(|one| one.index == column.index).and_then(|one| one.field),
            // two that look the same: nobody can tell which it is
            None => looks[at].filter(|field| looks.iter().filter(|one| **one == Some(*field)).count() == 1),
        };
    }
    let problems = if confirmed { Vec::new() } else { vec![columns_to_confirm(&columns.len())] };
    let mapping = Mapping { columns };
    let hidden = mapping.columns.iter().filter(|column| grid.hidden_columns.contains(&column.index));
    Some(HeaderFound {
        header_rows: (0, 0),
        hidden_columns: hidden.map(|column| column.heading.clone()).collect(),
        date_system: grid.date_system,
        mapping,
        title_lines: Vec::new(),
        hints: Hints::default(),
        problems,
        to_confirm: !confirmed,
    })
}

/// What a column's cells can only be.
fn look(texts: &[String], index: usize, latest: NaiveDate) -> Option<Field> {
    if are_id_numbers(texts, latest) {
        return Some(Field::IdNumber);
    }
    if texts.iter().all(|text| is_day(text)) {
        return Some(Field::Date);
    }
    let counts: Vec<u32> = texts.iter().map_while(|text| count(text)).collect();
    if counts.len() < texts.len() {
        return None;
    }
    let runs = counts.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match (runs, counts.len()) {
        (true, 3..) => (index == 0).then_some(Field::Seq),
        // one or two rows, or numbers that only run: too little to tell
        (true, _) => (index > 0).then_some(Field::Pages),
        (false, _) => Some(Field::Pages),
    }
}

/// Most of them valid with their check digits, the others at least as long: sheets cut the last digits.
fn are_id_numbers(texts: &[String], latest: NaiveDate) -> bool {
    let valid = |text: &&String| identity::read(text, latest).value.is_some();
    let long = |text: &String| {
        let digits = fold(text).chars().filter(char::is_ascii_digit).count();
        (15..=18).contains(&digits) || fold(text).to_ascii_uppercase().contains("E+1")
    };
    texts.iter().all(long) && texts.iter().filter(valid).count() * 2 >= texts.len()
}

fn is_day(text: &str) -> bool {
    let read = date::read(text);
    text.chars().count() >= 6 && read.value.is_some_and(|span| span.from.as_day().is_some())
}

fn count(text: &str) -> Option<u32> {
    fold(text).trim().parse().ok().filter(|count| (1..=MOST_PAGES).contains(count))
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Broken { text, .. } => text.trim().to_owned(),
        Cell::PartOfDate { day, .. } => day.get(..10).unwrap_or(day).to_owned(),
        Cell::Number(number) => number_text(*number),
        Cell::Date(text) => text.get(..10).unwrap_or(text).to_owned(),
        Cell::Formula { value, .. } => text_of(value),
        Cell::Bool(_) | Cell::Error(_) | Cell::Empty => String::new(),
    }
}

problems! {
    refuse columns_to_confirm(columns):
        "没有表头，{columns} 栏只能按位置读：每一栏是什么，要您说一遍"
            / "there are no headings, so the {columns} columns are known by their place only: say what each is"
        => "在“每一栏是什么”里逐栏选好，再试读一次；或者连表头一起复制"
            / "choose each in \"What each column says\" and dry-run again; or copy the headings as well";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiving::grid::Row;

    fn grid(lines: &[&str]) -> Grid {
        let cells = |line: &str| line.split('\t').map(|text| Cell::Text(text.into())).collect();
        let row =
            |(at, line): (usize, &&str)| Row { number: at as u32 + 1, hidden: false, cells: cells(line) };
        Grid { rows: lines.iter().enumerate().map(row).collect(), ..Grid::default() }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    fn fields(lines: &[&str]) -> Vec<Option<Field>> {
        let found = by_position(&grid(lines), None, false, today()).unwrap();
        assert!(found.to_confirm && found.problems[0].is_blocking(), "never without a person");
        found.mapping.columns.iter().map(|column| column.field).collect()
    }

    #[test]
    fn what_cells_can_only_be_is_guessed_and_nothing_else() {
        let lines = [
            "1\t核定表\t张三\t990000194802099952\t2009.2.3\t3",
            "2\t核定表\t李四\t99000019620322268X\t20090204\t1",
            "3\t登记表\t王五\t990000194802099000\t2009年2月5日\t3",
        ];
        let (seq, id) = (Some(Field::Seq), Some(Field::IdNumber));
        assert_eq!(fields(&lines), [seq, None, None, id, Some(Field::Date), Some(Field::Pages)]);
    }

    #[test]
    fn two_columns_that_look_alike_are_left_to_the_person() {
        assert_eq!(
            fields(&["核定表\t2009-02-03\t2010-02-03\t3\t5", "登记表\t2009-02-04\t2010-03-03\t1\t4"]),
            [None; 5]
        );
        // a number that is no count, wrong check digits, a day that is none
        assert_eq!(fields(&["核定表\t20093\t990000194802099953\t2009.2.30"]), [None; 4]);
    }

    #[test]
    fn what_a_person_said_stands() {
        let column = |index: usize, field| Column { index, heading: column_letters(index), field };
        let said = Mapping { columns: vec![column(0, Some(Field::Title)), column(1, None)] };
        assert!(said.is_by_position());
        let found = by_position(&grid(&["核定表\t3", "登记表\t5"]), Some(&said), true, today()).unwrap();
        assert_eq!((found.mapping, found.to_confirm, found.problems.len()), (said, false, 0));
        assert!(by_position(&grid(&["一行字", "又一行"]), None, false, today()).is_none(), "no table");
    }
}
