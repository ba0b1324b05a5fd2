use super::*;
use crate::general::masking::WholeFor;
use crate::receiving::columns::{paper_name, propose};
use crate::receiving::grid::{Grid, column_letters};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

fn sheet(rows: Vec<Vec<Cell>>) -> Grid {
    let rows = rows.into_iter().enumerate();
    Grid {
        rows: rows.map(|(at, cells)| Row { number: at as u32 + 1, hidden: false, cells }).collect(),
        ..Grid::default()
    }
}

fn lines(lines: &[&str]) -> Vec<Vec<Cell>> {
    lines.iter().map(|line| line.split('|').map(text).collect()).collect()
}

/// The rows below a sheet's header.
fn rows_of(grid: &Grid, file_stem: &str) -> Vec<RowRead> {
    let header = propose(grid, None).unwrap();
    let paper = paper_name(&header.title_lines, file_stem);
    let mut reader = Reader::new(&header, &grid.merges, paper.as_deref(), today());
    let below = grid.rows.iter().filter(|row| row.number > header.header_rows.1);
    below.filter_map(|row| reader.read(row, false)).collect()
}

/// Reads the rows below a header given as `a|b|c`.
fn read(header: &str, rows: Vec<Vec<Cell>>) -> Vec<RowRead> {
    let mut all = lines(&[header]);
    all.extend(rows);
    rows_of(&sheet(all), "认证表-2012")
}

fn kinds(row: &RowRead) -> (Vec<&str>, Vec<&str>) {
    (
        row.problems.iter().map(|p| p.kind.as_str()).collect(),
        row.changes.iter().map(|c| c.kind.as_str()).collect(),
    )
}

#[test]
fn a_full_row() {
    let rows = read(
        "序号|题名|责任者|文号|日期|页数|密级|备注|单位|登记类型|险种|册数",
        lines(&["1|登记表|市社保局|芜社险〔２００９〕3号|2009.1.1|６|秘密|急|甲厂|变更登记|养老|2"]),
    );
    let about = &rows[0].description;
    assert_eq!(
        (about.title.as_str(), about.creator.as_str(), about.doc_number.as_str()),
        ("登记表", "市社保局", "芜社险〔2009〕3号")
    );
    assert_eq!(
        (about.pages, about.secrecy.as_str(), about.remarks.whole(WholeFor::Comparing)),
        (6, "秘密", "急")
    );
    assert_eq!(about.units[0].name, "甲厂");
    let more: Vec<(&str, &str)> =
        about.more.iter().map(|(h, v)| (h.as_str(), v.whole(WholeFor::Comparing))).collect();
    assert_eq!(more, [("登记类型", "变更登记"), ("险种", "养老"), ("册数", "2")]);
    assert_eq!(rows[0].insurance.as_deref(), Some("养老"));
    assert_eq!(kinds(&rows[0]), (vec![], vec!["full_width", "date_shape", "full_width"]));
    assert!(rows[0].changes.iter().all(|c| c.row == Some(2) && c.column.is_some()));
}

#[test]
fn persons_and_composed_titles() {
    let rows = read(
        "认证表编号|姓名|性别|公民身份号码|个人编号|是否健在|页数",
        lines(&["340200201200001|张　三|女|990000194802099952|7000000|否|1"]),
    );
    let person = &rows[0].description.persons[0];
    assert_eq!(
        (
            person.name.as_str(),
            person.id_number.whole(WholeFor::Comparing),
            person.personal_no.whole(WholeFor::Comparing)
        ),
        ("张三", "990000194802099952", "7000000")
    );
    assert_eq!(person.note, "性别：女；是否健在：否");
    assert_eq!(rows[0].description.title, "认证表（张三）");
    assert_eq!(rows[0].description.doc_number, "340200201200001");
    assert!(kinds(&rows[0]).1.contains(&"title_composed"));
}

#[test]
fn id_numbers_in_cells() {
    let mut rows = lines(&["张三||1", "李四||1", "王五|990000820119096|1", "赵六|9.9E+17|1"]);
    rows[0][1] = Cell::Number(9.900_001_979_060_35e17);
    rows[1][1] = Cell::Number(990000820119096.0);
    let read = read("姓名|身份证号|页数", rows);
    assert_eq!(kinds(&read[0]).0, ["id_digits_lost"]);
    assert_eq!(read[0].problems[0].column.as_deref(), Some("身份证号"));
    assert!(read[0].description.persons[0].id_number.is_empty());
    assert!(kinds(&read[1]).1.contains(&"id_15_to_18"));
    assert_eq!(read[2].description.persons[0].id_given, "990000820119096");
    assert_eq!(kinds(&read[3]).0, ["id_digits_lost"]);
}

#[test]
fn several_persons_in_one_cell() {
    let read = read("题名|姓名|页数", lines(&["名单|张三、李四、王五|1", "名单|张三等38人|1"]));
    assert_eq!(read[0].description.persons.len(), 3);
    assert_eq!(kinds(&read[0]).0, Vec::<&str>::new());
    assert_eq!((read[1].description.persons.len(), kinds(&read[1]).0), (1, vec!["persons_not_listed"]));
}

#[test]
fn what_is_not_a_record() {
    let sum = Cell::Formula { formula: "SUM(D2:D3)".into(), value: Box::new(Cell::Empty) };
    let mut rows = lines(&[
        "1|甲表|2009.1.1|3",
        "合计||60件|231",
        "|||",
        "2|||",
        "移交人：张三|||接收人：李四",
        "3|合计表|2009.1.1|3",
        "小 计|||3",
    ]);
    rows[2][3] = sum;
    let read = read("序号|题名|备注|页数", rows);
    let expected = [
        RowKind::Record,
        RowKind::Total,
        RowKind::Total,
        RowKind::NumberOnly,
        RowKind::Footer,
        RowKind::Record,
        RowKind::Total,
    ];
    assert_eq!(read.iter().map(|r| r.kind).collect::<Vec<_>>(), expected);
    assert_eq!(kinds(&read[1]).1, ["total_row"]);
}

#[test]
fn header_repeated_on_every_page() {
    let read = read("序号|题名|页数", lines(&["1|甲|1", "序号|题名|页数", "2|乙|1"]));
    assert_eq!(
        read.iter().map(|r| r.kind).collect::<Vec<_>>(),
        [RowKind::Record, RowKind::Heading, RowKind::Record]
    );
}

#[test]
fn bad_cells() {
    let formula = |value: Cell| Cell::Formula { formula: "A1".into(), value: Box::new(value) };
    let row = |pages: Cell, doc: Cell| vec![text("甲"), pages, doc];
    let rows = read(
        "题名|页数|文号",
        vec![
            row(Cell::Number(1.5), Cell::Empty),
            row(Cell::Empty, Cell::Empty),
            row(Cell::Error("#REF!".into()), Cell::Empty),
            row(formula(Cell::Number(3.0)), Cell::Empty),
            row(formula(Cell::Empty), Cell::Empty),
            row(Cell::Date("2009-01-04".into()), Cell::Date("2009-03-12".into())),
            row(Cell::Number(2.0), Cell::Number(1.2345678901234567e17)),
            row(Cell::Bool(true), Cell::Empty),
        ],
    );
    let problems: Vec<Vec<&str>> = rows.iter().map(|r| kinds(r).0).collect();
    assert_eq!(problems[0], ["page_count_bad"]);
    assert_eq!(problems[1], ["page_count_missing"]);
    assert_eq!(problems[2], ["cell_error"]);
    assert_eq!((problems[3].len(), kinds(&rows[3]).1), (0, vec!["formula_value"]));
    assert_eq!(problems[4], ["formula_no_value"]);
    assert_eq!(problems[5], ["became_date", "became_date"]);
    assert_eq!(problems[6], ["digits_lost"]);
    assert_eq!(problems[7], ["cell_type"]);
}

#[test]
fn values_without_a_heading_are_kept_and_asked() {
    let read = read("题名|页数", lines(&["甲|1|多出来的"]));
    assert_eq!(kinds(&read[0]).0, ["no_heading"]);
    assert_eq!(read[0].description.more, [("C 列".to_owned(), "多出来的".into())]);
    assert_eq!(
        (column_letters(25), column_letters(26), column_letters(16383)),
        ("Z".into(), "AA".into(), "XFD".into())
    );
}

#[test]
fn merged_cells_reach_down_and_ask() {
    let mut grid = sheet(lines(&["题名|姓名|页数", "名册|张三|1", "|李四|1", "|王五|1", "丁|赵六|1"]));
    grid.merges = vec![Merge { first_row: 2, last_row: 4, first_column: 0, last_column: 0 }];
    let rows = rows_of(&grid, "x");
    assert_eq!(
        rows.iter().map(|r| r.description.title.as_str()).collect::<Vec<_>>(),
        ["名册", "名册", "名册", "丁"]
    );
    assert_eq!(rows.iter().map(|r| kinds(r).0.len()).collect::<Vec<_>>(), [0, 1, 1, 0]);
    assert_eq!(rows[1].problems[0].kind, "merged_down");
}

#[test]
fn hidden_rows_are_records_and_counted() {
    let mut grid = sheet(lines(&["题名|页数", "甲|1", "乙|1"]));
    grid.rows[2].hidden = true;
    let rows = rows_of(&grid, "x");
    assert!(rows[1].hidden && rows[1].is_record());
    let mut hidden = HiddenRows::default();
    assert_eq!(hidden.noted(), None);
    (2..=13).for_each(|row| hidden.add(row));
    let noted = hidden.noted().unwrap();
    assert_eq!(noted.kind, "hidden_rows");
    assert!(noted.message.zh.starts_with("12 行") && noted.message.zh.contains("10、11 行"), "{noted:?}");
}

#[test]
fn years_pages_and_spans() {
    let read = read(
        "题名|年度|页次|起止日期",
        lines(&["甲|２００９|50-53|20090101-20091231", "乙|2009年|5|2009", "丙|九|1-1|2009"]),
    );
    assert_eq!((read[0].year, read[0].page_from, read[0].description.pages), (Some(2009), Some(50), 4));
    assert_eq!(read[0].description.date_end.map(|d| d.to_string()).as_deref(), Some("2009-12-31"));
    assert_eq!((read[1].year, kinds(&read[1]).0), (Some(2009), vec!["page_range_single"]));
    assert_eq!(kinds(&read[2]).0, ["year_unreadable"]);
}

#[test]
fn a_signature_row_is_one_only_when_it_is_one() {
    let read = read(
        "材料名称|姓名|日期|页数",
        lines(&[
            "负责人（法定代表人）变更登记表|沈一|2009-03-22|2",
            "单位盖章（印鉴）备案表|沈二|2009-03-23|3",
            "经办人(专管员)变更表|沈三|2009-03-24|4",
            "审核人：王某的审批表|沈四|2009-03-25|5",
            "移交人：|沈五|2009-03-25|5",
            "合计|沈六|2009-03-25|5",
            "小计表|沈七|2009-03-25|5",
            "移交人：李某|接收人：王某|2009-03-26|",
            "移交人（签字）：||接收人（签字）：|",
            "单位盖章（印鉴）|||",
            "移交人：|李某|日期：2009-03-26|",
            "合计|||17",
        ]),
    );
    let kinds: Vec<RowKind> = read.iter().map(|row| row.kind).collect();
    let (record, footer) = (RowKind::Record, RowKind::Footer);
    assert_eq!(kinds[..7], [record; 7]);
    assert_eq!(kinds[7..], [footer, footer, footer, footer, RowKind::Total]);
    assert!(read[7].changes[0].from.to_string().contains("李某"), "its text is shown");
}

#[test]
fn several_units_of_a_cell_are_told_apart_and_asked_about() {
    let rows = vec![
        vec![text("甲"), text("340200"), text("芜湖市第一制药厂\n芜湖市第二制药厂"), text("1")],
        vec![text("乙"), text(""), text("芜湖市第三、第四制药厂"), text("1")],
        vec![text("丙"), text(""), text("中国人寿保险股份\n公司"), text("1")],
    ];
    let read = read("题名|单位编号|单位名称|页数", rows);
    let units = |row: &RowRead| {
        row.description.units.iter().map(|unit| format!("{} {}", unit.name, unit.number)).collect::<Vec<_>>()
    };
    assert_eq!(units(&read[0]), ["芜湖市第一制药厂 340200", "芜湖市第二制药厂 "]);
    assert_eq!(kinds(&read[0]), (vec!["several_units"], vec!["units_split"]));
    assert_eq!(
        (units(&read[1]), kinds(&read[1])),
        (vec!["芜湖市第三、第四制药厂 ".to_owned()], (vec![], vec![]))
    );
    // a name that was only broken over two lines stays one
    assert_eq!((units(&read[2]).len(), kinds(&read[2])), (1, (vec![], vec!["blank"])));
}

#[test]
fn numbers_of_several_persons_in_one_cell_go_to_each() {
    let cell = |names: &str, numbers: &str| vec![text("甲"), text(names), text(numbers), text("1")];
    let rows = vec![
        cell("张三\n李四", "990000194802099952\n99000019620322268X"),
        cell("张三、李四", "990000194802099952、99000019620322268X"),
        cell("张三、李四、王五", "990000194802099952、99000019620322268X"),
        cell("张三、李四", "990000194802099952"),
        cell("张三", "护照 E12345678"),
    ];
    let read = read("题名|姓名|身份证号|页数", rows);
    let numbers = |row: &RowRead| {
        let persons = row.description.persons.iter();
        persons.map(|one| one.id_number.whole(WholeFor::Comparing).to_owned()).collect::<Vec<_>>()
    };
    for row in &read[..2] {
        assert_eq!(numbers(row), ["990000194802099952", "99000019620322268X"]);
        assert_eq!(kinds(row).0, [""; 0]);
    }
    assert_eq!(kinds(&read[2]).0, ["persons_mismatch"]);
    assert!(read[2].problems[0].weight == crate::general::problem::Weight::Refuse);
    assert_eq!(kinds(&read[3]).0, ["persons_mismatch"]);
    assert_eq!(
        (numbers(&read[3]), numbers(&read[4])),
        (vec!["990000194802099952".into(), String::new()], vec!["E12345678".to_owned()])
    );
    assert_eq!(read[4].description.persons[0].id_kind, "passport");
}

#[test]
fn a_kind_of_document_without_a_number_is_kept() {
    let rows = lines(&[
        "甲|张三|护照||1",
        "甲|张三、李四|无||1",
        "甲|张三|身份证||1",
        "甲|张三|无|990000194802099952|1",
    ]);
    let read = read("题名|姓名|证件类型|证件号码|页数", rows);
    let held =
        |row: &RowRead| row.description.persons.iter().map(|one| one.id_kind.clone()).collect::<Vec<_>>();
    assert_eq!((held(&read[0]), kinds(&read[0]).0), (vec!["passport".to_owned()], vec!["id_kind_alone"]));
    assert_eq!((held(&read[1]), kinds(&read[1]).0), (vec!["none".to_owned(); 2], vec![]));
    assert_eq!((held(&read[2]), kinds(&read[2]).0), (vec![String::new()], vec![]));
    assert_eq!((held(&read[3]), kinds(&read[3]).0), (vec![String::new()], vec!["id_kind_differs"]));
}

#[test]
fn what_a_block_hides_is_asked_about() {
    let mut grid = sheet(lines(&[
        "题名|姓名|备注|页数",
        "名册|张三|甲|1",
        "名册|李四|甲|1",
        "丁|赵六|乙|1",
        "戊|赵七||1",
    ]));
    let block = |first_row, last_row, first_column, last_column| Merge {
        first_row,
        last_row,
        first_column,
        last_column,
    };
    // the same under it; another under it; beside it in the same row; from the header down
    grid.merges = vec![block(2, 3, 0, 0), block(2, 3, 1, 1), block(4, 4, 1, 2), block(1, 4, 3, 3)];
    let rows = rows_of(&grid, "x");
    let told: Vec<Vec<&str>> = rows.iter().map(|row| kinds(row).0).collect();
    assert_eq!(told, [vec!["merged_over"], vec!["merged_over"; 2], vec!["merged_over"; 2], vec![]]);
    assert_eq!(rows[1].description.persons[0].name, "李四");
}

#[test]
fn a_number_under_a_heading_of_dates_asks() {
    let mut rows = lines(&["甲|张三|||||1"; 2]);
    for (at, value) in [(2, 20000.0), (3, 1954.1), (4, 39894.0), (5, 180.0)] {
        rows[0][at] = Cell::Number(value);
    }
    for (at, value) in [(2, 19541003.0), (3, 1954.0), (4, 195410.0)] {
        rows[1][at] = Cell::Number(value);
    }
    rows[1][5] = Cell::Date("2009-03-21T23:59:17".into());
    let read = read("题名|姓名|出生日期|参加工作时间|死亡日期|缴费时间|页数", rows);
    assert_eq!(kinds(&read[0]), (vec!["date_ambiguous"; 3], vec![]));
    assert_eq!(kinds(&read[1]), (vec![], vec!["date_rounded"]));
    let about = &read[1].description;
    assert_eq!(about.persons[0].note.whole(WholeFor::Comparing), "出生日期：19541003；死亡日期：195410");
}

#[test]
fn pictures_broken_cells_and_long_titles() {
    let picture = || Cell::Formula {
        formula: "_xlfn.DISPIMG(\"ID_1\",1)".into(),
        value: Box::new(Cell::Error("#NAME?".into())),
    };
    let mut rows = lines(&["|张三|1|", "甲||1|", "|王五|1|", "甲|赵六|1|=DISPIMG(\"ID_2\",1)"]);
    (rows[0][0], rows[1][1]) = (picture(), picture());
    rows[2][0] = Cell::Broken { text: "认证\u{fffd}".into(), why: crate::receiving::grid::Broken::Bytes };
    rows.extend(lines(&[&format!("{}|钱七|1|", "长".repeat(501)), &format!("{}|钱八|1|", "长".repeat(500))]));
    let read = read("题名|姓名|页数|备注", rows);
    let told: Vec<Vec<&str>> = read.iter().map(|row| kinds(row).0).collect();
    let picture = vec!["cell_picture"];
    assert_eq!(
        told,
        [picture.clone(), picture.clone(), vec!["broken_text"], picture, vec!["title_too_long"], vec![]]
    );
    assert!(read[0].is_blocked() && read[1].is_blocked() && !read[3].is_blocked());
    assert!(read[3].description.remarks.is_empty());
}

#[test]
fn brackets_in_names() {
    let read = read(
        "题名|姓名|页数",
        lines(&["甲|李(lǐ)大勇|1", "甲|张三（已故）|1", "甲|王（小）红|1", "甲|张三、李四（已故）|1"]),
    );
    let person = |at: usize| &read[at].description.persons[0];
    assert_eq!((person(0).name.as_str(), kinds(&read[0]).1), ("李大勇", vec!["name_annotation"]));
    assert_eq!((person(1).name.as_str(), person(1).note.whole(WholeFor::Comparing)), ("张三", "姓名：已故"));
    assert_eq!((person(2).name.as_str(), kinds(&read[2]).0), ("王（小）红", vec!["name_brackets"]));
    let notes = read[3].description.persons.iter().map(|one| one.note.whole(WholeFor::Comparing));
    assert_eq!(notes.collect::<Vec<_>>(), ["", "姓名：已故"]);
}

#[test]
fn formulas_without_results_are_records_that_go_back() {
    let unsolved = || Cell::Formula { formula: "源!A2".into(), value: Box::new(Cell::Empty) };
    let read =
        read("题名|姓名|页数", vec![vec![unsolved(), unsolved(), unsolved()], lines(&["*|:|1"]).remove(0)]);
    assert_eq!(kinds(&read[0]).0, ["formula_no_value"; 3]);
    assert!(read.iter().all(RowRead::is_record));
}
