//! The annotated copy: the clerk's sheet as she made it, with the reasons.

use std::collections::BTreeMap;
use std::io::Read as _;

use calamine::Data;
use guidang::catalog::{Annotation, Extent, MarkedRow, annotate};
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::problem::Problem;
use guidang::domain::general::wording::Lang;
use guidang::domain::receiving::grid::{Cell, Grid, Merge, Row};
use guidang::say;

use super::{cells, expect, formulas, text_at};

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn row(number: u32, cells: Vec<Cell>) -> Row {
    Row { number, hidden: false, cells }
}

/// Title, two header rows, a hidden row, a formula, an ID number as text and one as a number.
pub fn sheet() -> Grid {
    let formula =
        |formula: &str, value: Cell| Cell::Formula { formula: formula.into(), value: Box::new(value) };
    Grid {
        name: "征缴科/2009".into(),
        rows: vec![
            row(1, vec![text("2009年缴费核定移交清单")]),
            row(3, vec![text("序号"), text("单位"), text("材料"), Cell::Empty, text("身份证号")]),
            row(4, vec![Cell::Empty, Cell::Empty, text("日期"), text("页数"), Cell::Empty]),
            row(
                5,
                vec![
                    Cell::Number(1.0),
                    text("甲厂"),
                    Cell::Date("2009-03-22".into()),
                    Cell::Number(2.0),
                    text("990000198001011234"),
                ],
            ),
            Row {
                hidden: true,
                ..row(6, vec![Cell::Number(2.0), text("乙厂"), text("2009.3.5"), text("３"), Cell::Empty])
            },
            Row {
                hidden: true,
                ..row(
                    7,
                    vec![Cell::Number(3.0), text("丙厂"), text("2009.13.45"), Cell::Number(1.0), Cell::Empty],
                )
            },
            row(
                8,
                vec![
                    Cell::Number(4.0),
                    text("=1+1"),
                    text("2009-03"),
                    Cell::Empty,
                    Cell::Number(990000198001011200.0),
                ],
            ),
            row(
                9,
                vec![
                    Cell::Number(5.0),
                    text("丁厂"),
                    Cell::Error("#REF!".into()),
                    Cell::Bool(true),
                    Cell::Empty,
                ],
            ),
            row(
                10,
                vec![
                    text("合计"),
                    Cell::Empty,
                    Cell::Empty,
                    formula("SUM(D5:D9)", Cell::Number(6.0)),
                    formula("NOW()", Cell::Empty),
                ],
            ),
        ],
        merges: vec![
            Merge { first_row: 1, last_row: 1, first_column: 0, last_column: 4 },
            Merge { first_row: 3, last_row: 4, first_column: 0, last_column: 0 },
            Merge { first_row: 3, last_row: 3, first_column: 2, last_column: 3 },
        ],
        widths: vec![Some(6.0), Some(24.0), None, Some(8.0), Some(22.0)],
        reading: "xlsx".into(),
        ..Grid::default()
    }
}

pub fn problems() -> Vec<Problem> {
    vec![
        Problem::notice(
            "rows_hidden",
            say!("有 2 行是隐藏的，也读了", "2 hidden rows were read"),
            say!("请核对", "check them"),
        ),
        Problem::refuse(
            "no_such_day",
            say!("没有“2009.13.45”这一天", "there is no day 2009.13.45"),
            say!("请改正日期", "correct the date"),
        )
        .at_row(7)
        .in_column("材料/日期"),
        Problem::refuse(
            "page_count_missing",
            say!("缺页数", "the page count is missing"),
            say!("请补填页数", "fill it in"),
        )
        .at_row(8)
        .in_column("页数"),
        Problem::refuse(
            "id_digits_lost",
            say!("身份证号末几位已丢失", "the ID number has lost its last digits"),
            say!("请改为文本后重新填写", "retype it as text"),
        )
        .at_row(8)
        .in_column("身份证号"),
        Problem::ask(
            "duplicate_row",
            say!("与第 5 行相同", "the same as row 5"),
            say!("确是两份请注明", "say so if there are two"),
        )
        .at_row(9),
    ]
}

pub fn copy(grid: &Grid, problems: &[Problem]) -> Vec<u8> {
    let about = Annotation { header_rows: vec![3, 4], lang: Lang::Zh, ..Annotation::default() };
    whole(grid, problems, &[5, 6], about).unwrap()
}

/// The grid row by row, each with its problems.
fn whole(grid: &Grid, problems: &[Problem], taken: &[u32], about: Annotation) -> Result<Vec<u8>> {
    let mut extent = Extent::default();
    grid.rows.iter().for_each(|row| extent.add(row));
    let mut rows: BTreeMap<u32, MarkedRow> = BTreeMap::new();
    for row in &grid.rows {
        let taken = taken.contains(&row.number);
        rows.insert(row.number, MarkedRow { row: row.clone(), taken, ..MarkedRow::default() });
    }
    for problem in problems.iter().filter(|problem| problem.row.is_some()) {
        let number = problem.row.unwrap();
        let empty = MarkedRow { row: Row { number, ..Row::default() }, ..MarkedRow::default() };
        rows.entry(number).or_insert(empty).problems.push(problem.clone());
    }
    let of_file = problems.iter().filter(|problem| problem.row.is_none()).cloned().collect();
    let header = |row: &&Row| about.header_rows.contains(&row.number);
    let head = Grid { rows: grid.rows.iter().filter(header).cloned().collect(), ..grid.clone() };
    annotate(&head, &extent, rows.into_values().map(Ok), &Annotation { of_file, ..about }, Vec::new())
}

/// One part of the xlsx as text.
fn part(xlsx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn every_cell_stands_where_it_was() {
    let xlsx = copy(&sheet(), &problems());
    let found = cells(&xlsx);
    let at = |row, column| {
        found.iter().find(|(r, c, _)| (*r, *c) == (row, column)).map(|(_, _, value)| value.clone())
    };
    assert_eq!(text_at(&found, 0, 0), "2009年缴费核定移交清单");
    assert_eq!(text_at(&found, 4, 4), "990000198001011234");
    assert_eq!(text_at(&found, 7, 1), "=1+1");
    assert_eq!(text_at(&found, 8, 2), "#REF!");
    assert_eq!(at(8, 3), Some(Data::Bool(true)));
    assert_eq!(
        at(7, 4),
        Some(Data::Float(990000198001011200.0)),
        "a lost number is not made to look like a text"
    );
    assert_eq!(at(9, 3), Some(Data::Float(6.0)));
    assert_eq!(text_at(&found, 9, 4), "=NOW()");
    assert!(matches!(at(4, 2), Some(Data::DateTime(_))));
    assert_eq!(formulas(&xlsx), 0);
    let lines: String = found.iter().map(|(r, c, value)| format!("{r}:{c} {value:?}\n")).collect();
    expect("annotated.xlsx.txt", lines.as_bytes());
    assert_eq!(xlsx, copy(&sheet(), &problems()), "same bytes");
}

#[test]
fn reasons_stand_in_the_last_column_and_in_comments() {
    let xlsx = copy(&sheet(), &problems());
    let found = cells(&xlsx);
    let reason =
        |row: u32| found.iter().find(|(r, c, _)| (*r, *c) == (row - 1, 5)).map(|(_, _, v)| v.to_string());
    assert_eq!(reason(7).unwrap(), "退回〔材料/日期〕没有“2009.13.45”这一天。请改正日期");
    assert_eq!(
        reason(8).unwrap(),
        "退回〔页数〕缺页数。请补填页数\n退回〔身份证号〕身份证号末几位已丢失。请改为文本后重新填写"
    );
    assert_eq!(reason(9).unwrap(), "待定：与第 5 行相同。确是两份请注明");
    assert_eq!(reason(5).unwrap(), "已接收");
    assert!(reason(4).unwrap().starts_with("退回原因\n提示：有 2 行是隐藏的"));
    assert_eq!(reason(10), None);

    let comments = part(&xlsx, "xl/comments1.xml");
    for (cell, reason) in
        [("C7", "没有“2009.13.45”这一天"), ("D8", "缺页数"), ("E8", "末几位已丢失"), ("A9", "与第 5 行相同")]
    {
        let at = comments.find(&format!("ref=\"{cell}\"")).unwrap_or_else(|| panic!("no comment at {cell}"));
        let text = &comments[at..at + comments[at..].find("</comment>").unwrap()];
        assert!(text.contains(reason), "{cell}: {text}");
    }
}

#[test]
fn layout_is_kept_and_a_hidden_row_shows_only_with_a_problem() {
    let sheet_xml = part(&copy(&sheet(), &problems()), "xl/worksheets/sheet1.xml");
    for block in ["A1:E1", "A3:A4", "C3:D3"] {
        assert!(sheet_xml.contains(&format!("<mergeCell ref=\"{block}\"/>")), "{block}");
    }
    let row = |number: u32| {
        let at = sheet_xml.find(&format!("<row r=\"{number}\"")).unwrap_or_else(|| panic!("row {number}"));
        &sheet_xml[at..at + sheet_xml[at..].find('>').unwrap()]
    };
    assert!(row(6).contains("hidden=\"1\""));
    assert!(!row(7).contains("hidden"));
    assert!(sheet_xml.contains("<col min=\"2\" max=\"2\" width=\"24."), "widths");
}

#[test]
fn hostile_layouts_are_survived() {
    let grid = Grid {
        name: "[]:*?/\\".repeat(20),
        rows: vec![
            row(1, vec![text(&"长".repeat(1_000_000)), Cell::Number(f64::NAN)]),
            row(1_048_576, vec![text("末")]),
        ],
        merges: vec![
            Merge { first_row: 1, last_row: u32::MAX, first_column: 0, last_column: u32::MAX },
            Merge { first_row: 0, last_row: 1, first_column: 0, last_column: 1 },
            Merge { first_row: 2, last_row: 1, first_column: 3, last_column: 1 },
            Merge { first_row: 1, last_row: 1, first_column: 0, last_column: 1 },
            Merge { first_row: 1, last_row: 2, first_column: 1, last_column: 1 },
        ],
        widths: vec![Some(f64::NAN), Some(1e9)],
        ..Grid::default()
    };
    let problems = [Problem::ask("x", say!("甲", "a"), say!("乙", "b")).at_row(u32::MAX).in_column("无")];
    let xlsx = whole(&grid, &problems, &[], Annotation::default()).unwrap();
    assert_eq!(text_at(&cells(&xlsx), 0, 0).chars().count(), 32_767);

    let too_long = Grid { rows: vec![row(1_048_577, vec![text("x")])], ..Grid::default() };
    let error = whole(&too_long, &[], &[], Annotation::default()).unwrap_err();
    assert!(matches!(&error, Error::Refused(problems) if problems[0].kind == "sheet_too_large"), "{error}");
}
