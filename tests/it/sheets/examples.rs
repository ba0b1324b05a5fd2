//! The example sheets give what their README says, as far as reading goes.

use guidang::domain::general::masking::WholeFor;
use guidang::domain::receiving::columns::Field;
use guidang::domain::receiving::rows::{RowKind, RowRead, Understood};
use guidang::domain::records::item::Description;

use super::{example, understood};

async fn sheet(name: &str) -> Understood {
    understood(&example(&format!("sheets/{name}"))).await
}

fn records(sheet: &Understood) -> Vec<&RowRead> {
    sheet.rows.iter().filter(|row| row.is_record()).collect()
}

fn length(about: &Description) -> usize {
    about.persons[0].id_number.whole(WholeFor::Comparing).len()
}

/// (row, column, kind) of every problem that holds a row up.
fn blocking(sheet: &Understood) -> Vec<(u32, String, String)> {
    let all = sheet.rows.iter().flat_map(|row| &row.problems).filter(|p| p.is_blocking());
    all.map(|p| (p.row.unwrap(), p.column.clone().unwrap(), p.kind.clone())).collect()
}

fn changed(sheet: &Understood, kind: &str) -> Vec<u32> {
    sheet
        .rows
        .iter()
        .flat_map(|row| &row.changes)
        .filter(|c| c.kind == kind)
        .map(|c| c.row.unwrap())
        .collect()
}

#[tokio::test]
async fn collection_2009() {
    let sheet = sheet("征缴科-2009-缴费核定.xlsx").await;
    assert_eq!(sheet.header.header_rows, (3, 4));
    assert_eq!(sheet.header.title_lines[0], "社会保险费征缴核定材料移交清单");
    assert_eq!((sheet.header.hints.year, sheet.header.hints.period.as_deref()), (Some(2009), Some("100年")));
    assert_eq!(sheet.header.hints.sender.as_deref(), Some("征缴科"));
    assert_eq!(sheet.header.mapping.column(Field::UnitNumber).unwrap().heading, "单位编号");

    let rows = records(&sheet);
    assert_eq!((rows.len(), rows[0].row, rows[59].row), (60, 5, 64));
    assert_eq!(rows.iter().filter(|r| r.hidden).map(|r| r.row).collect::<Vec<_>>(), [17]);
    assert_eq!(
        sheet.rows.iter().filter(|r| r.kind == RowKind::Total).map(|r| r.row).collect::<Vec<_>>(),
        [65]
    );
    assert!(rows.iter().all(|r| r.description.units.len() == 1 && !r.description.units[0].number.is_empty()));
    assert_eq!(
        blocking(&sheet),
        [(27, "经办日期".into(), "no_such_day".into()), (45, "页数".into(), "page_count_missing".into())]
    );
    assert!(rows[22].problems[0].message.zh.contains("2009.13.45"));

    let first = &rows[0].description;
    assert_eq!(
        (first.title.as_str(), first.doc_number.as_str(), first.pages),
        ("退费申请核定表", "芜社险〔2009〕3号", 5)
    );
    assert!(rows.iter().all(|r| r.row == 27 || r.description.date.unwrap().year() == 2009));
    assert_eq!(rows[5].description.date.unwrap().to_string(), "2009-01-08", "a real spreadsheet date");
    let shapes: Vec<&str> = sheet
        .rows
        .iter()
        .flat_map(|r| &r.changes)
        .filter(|c| c.kind == "date_shape")
        .map(|c| c.from.whole(WholeFor::Comparing))
        .collect();
    for spelling in ["2009.1.1", "20090115", "2009年1月22日", "2009/1/1"] {
        assert!(shapes.contains(&spelling), "{spelling}");
    }
}

#[tokio::test]
async fn assisted_certification_2012() {
    let sheet = sheet("异地协助认证表-2012.xlsx").await;
    let rows = records(&sheet);
    assert_eq!((rows.len(), sheet.paper.as_deref()), (120, Some("异地协助认证表")));
    let lost: Vec<(u32, String, String)> =
        [19, 59, 99].map(|row| (row, "公民身份号码".into(), "id_digits_lost".into())).to_vec();
    assert_eq!(blocking(&sheet), lost);
    assert_eq!(changed(&sheet, "id_15_to_18"), [31, 71, 111]);
    assert_eq!(changed(&sheet, "title_composed").len(), 120);
    let row = |number: u32| &rows[number as usize - 2].description;
    assert_eq!(
        (row(2).title.as_str(), row(2).doc_number.as_str()),
        ("异地协助认证表（高静犇）", "340200201200001")
    );
    assert_eq!(
        (row(31).persons[0].id_given.whole(WholeFor::Comparing), length(row(31))),
        ("990000820119096", 18)
    );
    for number in 2..=121 {
        let alive =
            if matches!(number, 13 | 43 | 73 | 103) { "是否健在：否" } else { "是否健在：是" };
        assert!(row(number).persons[0].note.whole(WholeFor::Comparing).contains(alive), "row {number}");
    }
}

#[tokio::test]
async fn units_2009() {
    let sheet = sheet("参保单位登记-2009.csv").await;
    let rows = records(&sheet);
    assert_eq!((rows.len(), blocking(&sheet).len()), (40, 0));
    assert_eq!(changed(&sheet, "full_width"), [5, 15, 25, 35]);
    let first = &rows[0].description;
    assert_eq!(first.units[0].number, "913402000000000000");
    assert_eq!(first.more, [("登记类型".to_owned(), "变更登记".into())]);
    assert_eq!((first.title.as_str(), first.pages), ("芜湖市赭山医院社会保险变更登记表", 9));
}

#[tokio::test]
async fn accounting_2009_and_2016() {
    let sheet = sheet("养老会计档案-2009-2016.csv").await;
    let rows = records(&sheet);
    assert_eq!((rows.len(), blocking(&sheet).len()), (34, 0));
    assert_eq!(
        (rows[0].year, rows[33].year, rows[0].insurance.as_deref()),
        (Some(2009), Some(2016), Some("养老"))
    );
    let span =
        (rows[0].description.date.unwrap().to_string(), rows[0].description.date_end.unwrap().to_string());
    assert_eq!(span, ("2009-01-01".into(), "2009-01-28".into()));
    assert!(rows[0].description.more.contains(&("册数".to_owned(), "1".into())));
}

#[tokio::test]
async fn exported_by_the_old_system() {
    let sheet = sheet("旧系统导出.txt").await;
    let rows = records(&sheet);
    assert_eq!((rows.len(), rows[0].row, blocking(&sheet).len()), (13, 2, 0));
    assert_eq!((rows[0].page_from, rows[0].description.pages), (Some(50), 4));
    assert_eq!(rows[0].code.as_deref(), Some("2009-ZJ-参保单位登记材料-1-50-Y"));
    assert_eq!(rows[9].code.as_deref(), Some("2010-YL-养老保险待遇核定材料-5-1-C"));
    assert!(changed(&sheet, "full_width").contains(&11));
    assert_eq!(rows[12].description.date.unwrap().to_string(), "2110-01-01");
    assert_eq!(rows[3].description.creator, "市社保局");
}

#[tokio::test]
async fn registration_2015_in_traditional_characters() {
    let sheet = sheet("全民參保登記-2015.xlsx").await;
    let rows = records(&sheet);
    assert_eq!((rows.len(), blocking(&sheet).len()), (30, 0));
    let person = &rows[0].description.persons[0];
    assert_eq!(
        (person.name.as_str(), person.note.whole(WholeFor::Comparing)),
        ("蒋勇", "戶籍地址：蕪湖市鏡湖區某某街道1號")
    );
    assert_eq!(rows[0].insurance.as_deref(), Some("醫療保險"));
    assert_eq!(rows[0].description.title, "全民參保登記（蒋勇）");
    assert!(rows.iter().all(|r| length(&r.description) == 18 && r.description.pages >= 1));
}
