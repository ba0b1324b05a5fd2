use chrono::NaiveDate;

use super::*;
use crate::receiving::columns::{HeaderFound, propose};
use crate::receiving::grid::Grid;
use crate::receiving::rows::Reader;

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

fn row(number: u32, line: &str) -> Row {
    Row { number, hidden: false, cells: line.split('|').map(text).collect() }
}

fn header(line: &str) -> HeaderFound {
    propose(&Grid { rows: vec![row(1, line)], ..Grid::default() }, None).unwrap()
}

fn read(header: &HeaderFound, mut row: Row, repairs: &Repairs) -> (RowRead, Vec<Change>) {
    let changes = repairs.mend(&mut row, &header.mapping);
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut read = Reader::new(header, &[], None, today).read(&row, false).unwrap();
    repairs.note(&mut read, &changes);
    (read, changes)
}

const HEADINGS: &str = "题名|姓名|身份证号|日期|页数|单位名称|个人编号";

#[test]
fn a_decided_value_is_read_and_what_the_sheet_said_is_listed() {
    let header = header(HEADINGS);
    let repairs = Repairs::new([
        Repair::of_cell(2, 4, Cure::Value, "3"),
        Repair::of_cell(2, 3, Cure::Value, "2009-04-01"),
        Repair::of_cell(3, 4, Cure::Value, "9"),
    ]);
    let (read, changes) = read(&header, row(2, "核定表|张三||2009.13.45||"), &repairs);
    assert_eq!(read.problems, vec![]);
    assert_eq!(
        (read.description.pages, read.description.date.unwrap().to_string().as_str()),
        (3, "2009-04-01")
    );
    let said: Vec<_> = changes
        .iter()
        .map(|c| {
            (
                c.row,
                c.column.as_deref().unwrap(),
                c.from.whole(WholeFor::Comparing),
                c.to.whole(WholeFor::Comparing),
            )
        })
        .collect();
    assert_eq!(said, [(Some(2), "日期", "2009.13.45", "2009-04-01"), (Some(2), "页数", "", "3")]);
}

#[test]
fn an_id_number_put_aside_is_noted_beside_the_person() {
    let header = header(HEADINGS);
    let repairs = Repairs::new([Repair::of_cell(2, 2, Cure::ToCheck, "")]);
    let (read, changes) = read(&header, row(2, "核定表|张三|9.9E+17|2009-03-02|1"), &repairs);
    let person = &read.description.persons[0];
    assert!(person.id_number.is_empty());
    assert_eq!(person.note, "身份证号待查，清单上写作“9.9E+17”");
    assert_eq!(
        (changes[0].kind.as_str(), changes[0].from.whole(WholeFor::Comparing)),
        ("marked_to_check", "9.9E+17")
    );
    assert_eq!(read.problems, vec![]);
}

#[test]
fn what_was_taken_back_counts_no_more_and_questions_are_settled_one_by_one() {
    let ask = |kind: &str| Problem::ask(kind, say!("甲", "a"), say!("乙", "b"));
    let repairs = Repairs::new([
        Repair::of_cell(2, 1, Cure::Withdrawn, "x"),
        Repair::of_row(3, Cure::Keep, "duplicate_row id_region"),
        Repair::of_row(4, Cure::Skip, ""),
    ]);
    assert_eq!(repairs.count(), 2);
    let mut problems = vec![ask("duplicate_row"), ask("id_region"), ask("pages_disagree")];
    repairs.settle(3, &mut problems);
    assert_eq!(problems.iter().filter(|problem| problem.is_blocking()).count(), 1);
    repairs.settle(2, &mut problems);
    assert!(repairs.skips(4) && !repairs.skips(3));
    let mut refused = vec![Problem::refuse("duplicate_row", say!("甲", "a"), say!("乙", "b"))];
    repairs.settle(3, &mut refused);
    assert!(refused[0].is_blocking(), "a refusal is no question");
}

fn offered(
    kind: &str,
    weight: Weight,
    cells: &str,
    index: usize,
    persons: &[KnownPerson],
) -> Vec<(Cure, String)> {
    let header = header(HEADINGS);
    let problem = Problem { weight, ..Problem::refuse(kind, say!("甲", "a"), say!("乙", "b")).at_row(7) };
    let row = row(7, cells);
    let seen = RowSeen {
        mapping: &header.mapping,
        cells: &row.cells,
        index: Some(index),
        date_system: header.date_system,
        persons,
    };
    offers(&problem, &seen).into_iter().map(|offer| (offer.repair.cure, offer.repair.value)).collect()
}

fn known(id: &str, unit: &str, item: i64) -> KnownPerson {
    let (name, code) = ("张三".into(), "c".into());
    KnownPerson { name, id_number: id.into(), unit: unit.into(), code, item, row: 1 }
}

#[test]
fn lost_digits_are_looked_for_by_name_and_digits_then_by_unit() {
    let persons = [
        known("990000197906034918", "甲厂", 7),
        known("990000197906034918", "乙厂", 8),
        known("99000019800101001X", "丙厂", 9),
    ];
    let by_digits =
        offered("id_digits_lost", Weight::Refuse, "表|张三|990000197906034000|||丙厂|7001", 2, &persons);
    let expected =
        [(Cure::Person, "7.1".to_owned()), (Cure::Value, String::new()), (Cure::ToCheck, String::new())];
    assert_eq!(by_digits, expected, "one number stands under two units and is offered once");
    let short = offered("id_digits_lost", Weight::Refuse, "表|张三|9.9E+17|||丙厂|", 2, &persons);
    assert_eq!(short, [(Cure::Person, "9.1".to_owned()), (Cure::ToCheck, String::new())]);
    let nobody = offered("id_digits_lost", Weight::Refuse, "表|李四|9.9E+17|||戊厂|", 2, &[]);
    assert_eq!(nobody, [(Cure::ToCheck, String::new())]);
}

#[test]
fn dates_offer_their_readings_and_questions_a_yes() {
    let days = offered("date_ambiguous", Weight::Ask, "表|||03-04-05|1", 3, &[]);
    assert!(days.len() >= 2 && days.iter().all(|(cure, _)| *cure == Cure::Value), "{days:?}");
    assert!(days.iter().any(|(_, day)| day == "2003-04-05"), "{days:?}");
    let twice = offered("duplicate_row", Weight::Ask, "表|||2009-03-04|1", 0, &[]);
    assert_eq!(twice, [(Cure::Skip, String::new()), (Cure::Keep, "duplicate_row".into())]);
    assert_eq!(offered("page_count_missing", Weight::Refuse, "表|||2009-03-04|", 4, &[]), []);
    assert_eq!(
        offered("no_such_day", Weight::Refuse, "表|||2009.13.45|1", 3, &[]),
        [(Cure::Value, String::new())]
    );
    assert_eq!(offered("ambiguous", Weight::Ask, "表|||2009-03-04|1", 0, &[]), []);
}

#[test]
fn what_a_garbled_text_said_is_offered() {
    let said = |cells: &str, at: usize| offered("text_garbled", Weight::Ask, cells, at, &[]);
    let keep = (Cure::Keep, "text_garbled".to_owned());
    assert_eq!(said("Ê§ÒµµÇ¼Ç±í|||2009-03-04|1", 0), [(Cure::Value, "失业登记表".to_owned()), keep.clone()]);
    assert_eq!(
        said("失业登记表（ÕÅÈý）|||2009-03-04|1", 0),
        [(Cure::Value, "失业登记表（张三）".to_owned()), keep.clone()]
    );
    // a part of it is lost: nothing can be put in its place
    assert_eq!(said("鐧昏琛ㄧ?|||2009-03-04|1", 0), [keep]);
}

#[test]
fn a_number_that_may_be_a_day_is_offered_as_one() {
    let header = header(HEADINGS);
    let problem = Problem::ask("date_ambiguous", say!("甲", "a"), say!("乙", "b")).at_row(7);
    for (number, first) in [(2009.1, "2009-01"), (39_904.0, "2009-04-01")] {
        let cells = [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Number(number)];
        let seen = RowSeen {
            mapping: &header.mapping,
            cells: &cells,
            index: Some(3),
            date_system: header.date_system,
            persons: &[],
        };
        assert_eq!(offers(&problem, &seen)[0].repair.value, first, "{number}");
    }
}

#[test]
fn a_column_is_found_by_heading_field_and_letters() {
    let header = header("题名|姓名|页数");
    assert_eq!(index_of(&header.mapping, "姓名"), Some(1));
    assert_eq!(index_of(&header.mapping, &Field::Pages.label().zh), Some(2));
    assert_eq!(index_of(&header.mapping, "E 列"), Some(4));
    assert_eq!(index_of(&header.mapping, "没有"), None);
    assert_eq!(heading(&header.mapping, 4), "E 列");
}
