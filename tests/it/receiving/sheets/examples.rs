//! The example sheets give what their README says, row by row.

use guidang::acts::receiving::intake::ImportOptions;
use guidang::domain::general::masking::WholeFor;
use guidang::domain::receiving::columns::Field;
use guidang::domain::records::item::{Description, Item};
use guidang::domain::values::period::RetentionPeriod;

use super::{TakenIn, example, taken_in};

async fn sheet(name: &str, wishes: ImportOptions, repairs: &[(u32, &str, &str)]) -> TakenIn {
    taken_in(&example(&format!("sheets/{name}")), wishes, repairs).await
}

fn wishes(class: &str, step: &str) -> ImportOptions {
    ImportOptions { class: Some(class.into()), step: Some(step.into()), ..ImportOptions::default() }
}

fn length(about: &Description) -> usize {
    about.persons[0].id_number.whole(WholeFor::Comparing).len()
}

/// First and last row that is in the archive.
fn span(sheet: &TakenIn) -> (u32, u32) {
    (*sheet.filed.keys().next().unwrap(), *sheet.filed.keys().last().unwrap())
}

fn date(item: &Item) -> String {
    item.description.date.unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn collection_2009() {
    let wishes = ImportOptions {
        accept: vec!["duplicate_row".into()],
        ..wishes("ZJ", "社会保险费征缴核定材料")
    };
    let mended = [(27, "经办日期", "2009-12-31"), (45, "页数", "3")];
    let sheet = sheet("征缴科-2009-缴费核定.xlsx", wishes, &mended).await;
    let dry = &sheet.dry;
    assert_eq!(dry.header_rows, Some((3, 4)));
    assert_eq!(dry.title_lines[0], "社会保险费征缴核定材料移交清单");
    assert_eq!((dry.title_year, dry.sender.as_str()), (Some(2009), "征缴科"));
    assert_eq!(dry.mapping.column(Field::UnitNumber).unwrap().heading, "单位编号");

    assert_eq!((dry.read, sheet.filed.len(), span(&sheet)), (60, 60, (5, 64)));
    let hidden = dry.problems.iter().find(|problem| problem.kind == "hidden_rows").unwrap();
    assert!(hidden.message.zh.starts_with("1 行在表里被隐藏（第 17 行）"), "{}", hidden.message.zh);
    assert_eq!(sheet.changed("total_row"), [65]);
    let items = || sheet.filed.values();
    assert!(items().all(|i| i.description.units.len() == 1 && !i.description.units[0].number.is_empty()));
    assert!(items().all(|item| item.place.period == RetentionPeriod::Years(100)), "as its title says");
    assert_eq!(
        sheet.blocking(),
        [(27, "经办日期".into(), "no_such_day".into()), (45, "页数".into(), "page_count_missing".into())]
    );
    assert!(sheet.problem(27).message.zh.contains("2009.13.45"));

    let first = &sheet.filed[&5].description;
    assert_eq!(
        (first.title.as_str(), first.doc_number.as_str(), first.pages),
        ("退费申请核定表", "芜社险〔2009〕3号", 5)
    );
    assert!(items().all(|item| item.place.year == 2009 && item.description.date.unwrap().year() == 2009));
    assert_eq!(date(&sheet.filed[&10]), "2009-01-08", "a real spreadsheet date");
    let shapes: Vec<&str> = dry
        .changed
        .iter()
        .filter(|c| c.kind == "date_shape")
        .map(|c| c.from.whole(WholeFor::Comparing))
        .collect();
    for spelling in ["2009.1.1", "20090115", "2009年1月22日", "2009/1/1"] {
        assert!(shapes.contains(&spelling), "{spelling}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn assisted_certification_2012() {
    const NUMBER: &str = "公民身份号码";
    let wishes =
        ImportOptions { year: Some(2012), ..wishes("GL", "社会保险待遇领取资格验证材料") };
    let lost = [19, 59, 99];
    let sheet = sheet("异地协助认证表-2012.xlsx", wishes, &lost.map(|row| (row, NUMBER, ""))).await;
    assert_eq!((sheet.dry.read, sheet.filed.len(), span(&sheet)), (120, 120, (2, 121)));
    assert_eq!(sheet.blocking(), lost.map(|row| (row, NUMBER.into(), "id_digits_lost".into())));
    assert_eq!(sheet.changed("id_15_to_18"), [31, 71, 111]);
    assert_eq!(sheet.changed("title_composed").len(), 120);
    let row = |number: u32| &sheet.filed[&number].description;
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

#[tokio::test(flavor = "multi_thread")]
async fn units_2009() {
    let wishes = ImportOptions { year: Some(2009), ..wishes("GL", "参保单位登记材料") };
    let sheet = sheet("参保单位登记-2009.csv", wishes, &[]).await;
    assert_eq!((sheet.dry.read, sheet.filed.len(), sheet.blocking().len()), (40, 40, 0));
    assert_eq!(sheet.changed("full_width"), [5, 15, 25, 35]);
    let first = &sheet.filed[&2].description;
    assert_eq!(first.units[0].number, "913402000000000000");
    assert_eq!(first.more, [("登记类型".to_owned(), "变更登记".into())]);
    assert_eq!((first.title.as_str(), first.pages), ("芜湖市赭山医院社会保险变更登记表", 9));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounting_2009_and_2016() {
    let wishes = ImportOptions { class: Some("YL".into()), suggest: true, ..ImportOptions::default() };
    let sheet = sheet("养老会计档案-2009-2016.csv", wishes, &[]).await;
    assert_eq!((sheet.dry.read, sheet.filed.len(), sheet.blocking().len()), (34, 34, 0));
    let (first, last) = (&sheet.filed[&2], &sheet.filed[&35]);
    assert_eq!((first.place.year, last.place.year), (2009, 2016));
    let end = first.description.date_end.unwrap().to_string();
    assert_eq!((date(first), end), ("2009-01-01".into(), "2009-01-28".into()));
    for said in [("险种", "养老"), ("册数", "1")] {
        assert!(first.description.more.contains(&(said.0.to_owned(), said.1.into())), "{said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exported_by_the_old_system() {
    // the code of line 2 put right, and the pages that line 5 claims as well given up by line 4
    let mended = [(2, "档号", "2009-GL-参保单位登记材料-1-50-Y"), (4, "页次", "5-6")];
    let sheet = sheet("旧系统导出.txt", ImportOptions::default(), &mended).await;
    assert_eq!(sheet.dry.read, 13);
    let (kinds, rows): (Vec<String>, Vec<u32>) =
        sheet.blocking().into_iter().map(|(row, _, kind)| (kind, row)).unzip();
    assert_eq!(rows, [2, 5, 8, 9, 12, 14]);
    let of_codes = [
        "step_in_other_class",
        "pages_overlap",
        "ambiguous",
        "period_mismatch",
        "unknown_class",
        "year_in_future",
    ];
    assert_eq!(kinds, of_codes, "what codes contradict; the rows themselves are read");
    assert!(sheet.problem(2).message.zh.contains("参保单位登记材料"), "{:?}", sheet.problem(2));
    let filed: Vec<u32> = sheet.filed.keys().copied().collect();
    assert_eq!(filed, [2, 3, 4, 5, 6, 7, 10, 11, 13]);
    let first = &sheet.filed[&2];
    assert_eq!((first.page_from, first.description.pages), (50, 4));
    assert_eq!(first.code, "2009-GL-参保单位登记材料-1-50-Y");
    assert_eq!(sheet.filed[&11].code, "2010-YL-养老保险待遇核定材料-5-1-C");
    assert!(sheet.changed("full_width").contains(&11));
    let future = sheet.dry.changed.iter().find(|c| c.row == Some(14) && c.kind == "date_shape").unwrap();
    assert_eq!(
        (future.from.whole(WholeFor::Comparing), future.to.whole(WholeFor::Comparing)),
        ("21100101", "2110-01-01")
    );
    assert_eq!(sheet.filed[&5].description.creator, "市社保局");
}

#[tokio::test(flavor = "multi_thread")]
async fn registration_2015_in_traditional_characters() {
    let wishes = ImportOptions { year: Some(2015), ..wishes("GL", "参保人员登记材料") };
    let sheet = sheet("全民參保登記-2015.xlsx", wishes, &[]).await;
    assert_eq!((sheet.dry.read, sheet.filed.len(), sheet.blocking().len()), (30, 30, 0));
    let first = &sheet.filed.values().next().unwrap().description;
    let person = &first.persons[0];
    assert_eq!(
        (person.name.as_str(), person.note.whole(WholeFor::Comparing)),
        ("蒋勇", "戶籍地址：蕪湖市鏡湖區某某街道1號")
    );
    let insurance = first.more.iter().find(|(_, value)| value == "醫療保險");
    assert!(insurance.is_some_and(|(heading, _)| heading.contains('險')), "{:?}", first.more);
    assert_eq!(first.title, "全民參保登記（蒋勇）");
    let items = sheet.filed.values().map(|item| &item.description);
    assert!(items.clone().all(|d| length(d) == 18 && d.pages >= 1));
}
