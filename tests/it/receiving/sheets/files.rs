//! Formats and encodings that are read.

use guidang::acts::receiving::intake::{self, ImportOptions, Taking};
use guidang::domain::general::error::Error;
use guidang::domain::receiving::grid::{Cell, Merge};
use guidang::progress::Progress;
use guidang::sheet::{self, Reading};
use tempfile::tempdir;

use super::workbook::{archive, ods, parts, text_cell, xlsx};
use super::{example, reading, refusal, taken_in};
use crate::support::Site;

/// Where sheets without a place of their own are filed.
fn levies() -> ImportOptions {
    let step = Some("社会保险费征缴核定材料".into());
    ImportOptions { class: Some("ZJ".into()), step, year: Some(2009), ..ImportOptions::default() }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

/// Writes the bytes and reads them as cells.
async fn cells(name: &str, bytes: &[u8]) -> (Vec<Vec<Cell>>, String) {
    let dir = tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let grid = sheet::read(&path, &reading()).await.unwrap();
    (grid.rows.into_iter().map(|row| row.cells).collect(), grid.reading)
}

fn wide(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[tokio::test]
async fn encodings() {
    let expected = vec![vec![text("姓名"), text("单位")], vec![text("张䶮"), text("失业")]];
    let line = "姓名,单位\r\n张䶮,失业\r\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(line);
    for (bytes, encoding) in [
        (line.as_bytes().to_vec(), "UTF-8"),
        ([b"\xef\xbb\xbf", line.as_bytes()].concat(), "UTF-8（BOM）"),
        (wide(&format!("\u{feff}{line}"), false), "UTF-16LE（BOM）"),
        (wide(&format!("\u{feff}{line}"), true), "UTF-16BE（BOM）"),
        (gb.into_owned(), "gb18030"),
    ] {
        let (got, reading) = cells("名单.csv", &bytes).await;
        assert_eq!(got, expected, "{encoding}");
        assert_eq!(reading, format!("{encoding} · 逗号"));
    }
}

/// 失业 in GBK is valid UTF-8 (`ʧҵ`): the reading with words of this field is taken, and said.
#[tokio::test]
async fn shiye_alone_is_not_read_as_latin() {
    let (got, reading) = cells("x.csv", b"1,\xca\xa7\xd2\xb5\n2,\xca\xa7\xd2\xb5\n").await;
    assert_eq!(got, [[text("1"), text("失业")], [text("2"), text("失业")]]);
    assert!(reading.contains("gb18030") && reading.contains("ʧҵ"), "{reading}");
}

#[tokio::test]
async fn separators_and_quotes() {
    let expected = vec![vec![text("题名"), text("备注")], vec![text("甲"), text("乙")]];
    for (content, separator) in [
        ("题名\t备注\n甲\t乙\n", "制表符"),
        ("题名;备注\n甲;乙\n", "分号"),
        ("题名|备注\n甲|乙\n", "竖线"),
        ("题名，备注\n甲，乙\n", "全角逗号"),
        ("题名,备注\r甲,乙\r", "逗号"),
    ] {
        let (got, reading) = cells("x.txt", content.as_bytes()).await;
        assert_eq!(got, expected, "{separator}");
        assert!(reading.ends_with(separator), "{reading}");
    }
    let quoted = "题名,备注\n\"甲,\"\"一\"\"\n二\",乙\n\n丙,丁\n";
    let dir = tempdir().unwrap();
    let path = dir.path().join("x.csv");
    std::fs::write(&path, quoted).unwrap();
    let grid = sheet::read(&path, &reading()).await.unwrap();
    assert_eq!(grid.rows[1].cells[0], text("甲,\"一\"\n二"));
    assert_eq!(grid.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2, 4], "a blank line is a row");
    let (got, _) = cells("x.csv", "sep=;\n题名;备注\n甲;乙\n".as_bytes()).await;
    assert_eq!(got, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_workbook() {
    let path = example("workbooks/旧版.xls");
    let grid = sheet::read(&path, &reading()).await.unwrap();
    assert_eq!((grid.name.as_str(), grid.reading.as_str()), ("旧表", "xls · 旧表"));
    assert_eq!(grid.merges, [Merge { first_row: 1, last_row: 1, first_column: 0, last_column: 3 }]);
    assert_eq!(*grid.cell(3, 2), Cell::Date("2009-03-22".into()));
    assert!(matches!(grid.cell(5, 3), Cell::Formula { formula, .. } if formula.contains("SUM")));
    let taken = taken_in(&path, levies(), &[(4, "页数", "2")]).await;
    assert_eq!(taken.blocking(), [(4, "页数".to_owned(), "formula_no_value".to_owned())]);
    assert_eq!((taken.dry.read, taken.filed.len(), taken.changed("total_row")), (2, 2, vec![5]));
    let first = taken.filed.values().next().unwrap();
    assert_eq!(first.description.persons[0].name, "张三");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_document() {
    let dir = tempdir().unwrap();
    let cell = |t: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>"#)
    };
    let row = |flags: &str, cells: &str| format!("<table:table-row {flags}>{cells}</table:table-row>");
    let date = r#"<table:table-cell office:value-type="date" office:date-value="2009-03-22"><text:p>2009/3/22</text:p></table:table-cell>"#;
    let number = r#"<table:table-cell office:value-type="float" office:value="3"/>"#;
    let sum = r#"<table:table-cell table:formula="of:=SUM([.C2:.C4])" office:value-type="float" office:value="9"/>"#;
    let table = [
        row("", &[cell("题名"), cell("日期"), cell("页数")].concat()),
        row("", &[&cell("甲"), date, number].concat()),
        row(
            r#"table:visibility="collapse" table:number-rows-repeated="2""#,
            &[&cell("乙"), date, number].concat(),
        ),
        row("", &[&cell("合计"), "<table:table-cell/>", sum].concat()),
        row(
            r#"table:number-rows-repeated="1048570""#,
            r#"<table:table-cell table:number-columns-repeated="16384"/>"#,
        ),
    ];
    let path = ods(&dir.path().join("表.ods"), &table.concat());
    // a row that is repeated is a record that asks
    let wishes = ImportOptions { accept: vec!["duplicate_row".into()], ..levies() };
    let taken = taken_in(&path, wishes, &[]).await;
    assert_eq!(taken.filed.keys().copied().collect::<Vec<_>>(), [2, 3, 4]);
    let hidden = taken.dry.problems.iter().find(|problem| problem.kind == "hidden_rows").unwrap();
    assert!(hidden.message.zh.starts_with("2 行在表里被隐藏（第 3、4 行）"), "{}", hidden.message.zh);
    assert_eq!((taken.dry.read, taken.changed("total_row")), (3, vec![5]));
    assert_eq!(taken.filed[&2].description.date.unwrap().to_string(), "2009-03-22");
}

/// A sheet whose header is followed by nothing, or by no record, is refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_header_alone_is_no_success() {
    let (site, dir) = (Site::open().await, tempdir().unwrap());
    let path = dir.path().join("表.csv");
    for text in ["题名,页数\n", "题名,页数\n合计,0\n"] {
        std::fs::write(&path, text).unwrap();
        let (by, progress) = (site.by(), Progress::default());
        let refused = intake::take_in(&site.archive, &by, &path, &levies(), Taking::DryRun, &progress).await;
        match refused {
            Err(Error::Unreadable(problems)) => assert_eq!(problems[0].kind, "no_rows", "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn formulas_dates_errors_and_widths() {
    let dir = tempdir().unwrap();
    let row = [
        r#"<c r="A1"><f>1+2</f><v>3</v></c>"#,
        r#"<c r="B1"><f>1+2</f></c>"#,
        r#"<c r="C1" t="e"><v>#REF!</v></c>"#,
        r#"<c r="D1" s="1"><v>39821</v></c>"#,
        r#"<c r="E1" s="1"><v>39821.5</v></c>"#,
        r#"<c r="F1" s="1"><v>60</v></c>"#,
        r#"<c r="G1" t="b"><v>1</v></c>"#,
        r#"<c r="H1"><v>9.90000197906035e+17</v></c>"#,
    ]
    .concat();
    let xml = format!(
        r#"<cols><col min="2" max="3" width="12.5"/></cols><sheetData><row r="1">{row}</row></sheetData>"#
    );
    let grid = sheet::read(&xlsx(&dir.path().join("x.xlsx"), &xml), &reading()).await.unwrap();
    let formula = |value| Cell::Formula { formula: "1+2".into(), value: Box::new(value) };
    let expected = [
        formula(Cell::Number(3.0)),
        formula(Cell::Empty),
        Cell::Error("#REF!".into()),
        Cell::Date("2009-01-08".into()),
        Cell::Date("2009-01-08T12:00:00".into()),
        Cell::Number(60.0),
        Cell::Bool(true),
        Cell::Number(9.900_001_979_060_35e17),
    ];
    assert_eq!(grid.rows[0].cells, expected);
    assert_eq!(grid.widths, [None, Some(12.5), Some(12.5)]);
}

#[tokio::test]
async fn dates_of_the_1904_system() {
    let dir = tempdir().unwrap();
    let xml = r#"<sheetData><row r="1"><c r="A1" s="1"><v>38359</v></c></row></sheetData>"#;
    let path = archive(
        &dir.path().join("x.xlsx"),
        &parts(&[("表", "visible", xml.into())], r#"<workbookPr date1904="1"/>"#),
    );
    let grid = sheet::read(&path, &reading()).await.unwrap();
    assert_eq!(grid.rows[0].cells, [Cell::Date("2009-01-08".into())]);
}

#[tokio::test]
async fn several_sheets_ask_and_empty_ones_do_not_count() {
    let dir = tempdir().unwrap();
    let full = |t: &str| format!("<sheetData><row r=\"1\">{}</row></sheetData>", text_cell("A1", t));
    let empty = "<sheetData/>".to_owned();
    let one = [("甲", "visible", full("一")), ("乙", "visible", empty), ("丙", "hidden", full("三"))];
    let path = archive(&dir.path().join("one.xlsx"), &parts(&one, ""));
    assert_eq!(sheet::read(&path, &reading()).await.unwrap().name, "甲");
    let hidden = Reading { sheet: Some("丙".into()), ..reading() };
    assert_eq!(sheet::read(&path, &hidden).await.unwrap().rows[0].cells, [text("三")]);

    let two = [("甲", "visible", full("一")), ("乙", "visible", full("二"))];
    let path = archive(&dir.path().join("two.xlsx"), &parts(&two, ""));
    let problem = refusal(sheet::read(&path, &reading()).await);
    assert_eq!(problem.kind, "several_sheets");
    assert!(problem.message.zh.contains("甲、乙"));
    assert_eq!(sheet::sheet_names(&path, &reading()).await.unwrap(), ["甲", "乙"]);
    let named = Reading { sheet: Some("乙".into()), ..reading() };
    assert_eq!(sheet::read(&path, &named).await.unwrap().rows[0].cells, [text("二")]);
    let wrong = Reading { sheet: Some("丁".into()), ..reading() };
    assert_eq!(refusal(sheet::read(&path, &wrong).await).kind, "no_such_sheet");
}

/// A declared extent is not believed: neither one that is too large nor one that is nonsense.
#[tokio::test]
async fn lying_dimension_is_harmless() {
    let dir = tempdir().unwrap();
    let xml = format!(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{}</row></sheetData>"#,
        text_cell("A1", "一")
    );
    let grid = sheet::read(&xlsx(&dir.path().join("x.xlsx"), &xml), &reading()).await.unwrap();
    assert_eq!(grid.rows.len(), 1);
}

#[tokio::test]
async fn rows_stream_and_the_top_can_be_looked_at_first() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("大表.csv");
    let lines: String = (1..=30_000).map(|n| format!("{n},材料{n},2009-01-01,{}\n", n % 9 + 1)).collect();
    std::fs::write(&path, format!("序号,题名,日期,页数\n{lines}")).unwrap();
    let mut stream = sheet::open(&path, &reading()).await.unwrap();
    let top = stream.top(50).await.unwrap();
    assert_eq!((top.rows.len(), stream.head().rows.len(), stream.head().name.as_str()), (50, 0, "大表"));
    let (mut count, mut last) = (0, 0);
    while let Some(row) = stream.next().await.unwrap() {
        assert!(row.number > last);
        (count, last) = (count + 1, row.number);
    }
    assert_eq!((count, last), (30_001, 30_001));
    assert!(stream.next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_upload_keeps_its_own_name() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("upload-17");
    std::fs::write(&path, "题名,页数\n甲,1\n").unwrap();
    let named = Reading { file_name: Some("清单.csv".into()), ..reading() };
    assert_eq!(sheet::read(&path, &named).await.unwrap().name, "清单");
}

/// Without being told a program, the child is the program itself; tests find it by cargo's variable.
#[tokio::test]
async fn the_child_is_found_without_being_named() {
    let grid = sheet::read(&example("sheets/旧系统导出.txt"), &Reading::default()).await.unwrap();
    assert_eq!((grid.rows.len(), grid.reading.as_str()), (14, "UTF-16LE（BOM） · 制表符"));
}
