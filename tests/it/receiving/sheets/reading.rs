//! What a clerk saw is what is read, or is asked about: one sheet for each way in which a file says something else
//! than its sheet shows.

use guidang::acts::receiving::intake::ImportOptions;
use guidang::domain::general::masking::WholeFor;
use guidang::domain::receiving::grid::{Broken, Cell};
use guidang::domain::values::date::DateSystem;
use guidang::sheet;
use tempfile::tempdir;

use super::workbook::{archive, ods, parts, text_cell, xlsx};
use super::{TakenIn, example, reading, refusal, taken_in};

fn proofs() -> ImportOptions {
    let step = Some("社会保险待遇领取资格验证材料".into());
    ImportOptions { class: Some("GL".into()), step, year: Some(2009), ..ImportOptions::default() }
}

async fn sample(name: &str) -> TakenIn {
    taken_in(&example(&format!("reading/{name}")), proofs(), &[]).await
}

impl TakenIn {
    fn asked(&self) -> Vec<(u32, &str)> {
        let held = self.dry.problems.iter().filter(|problem| problem.is_blocking());
        held.map(|problem| (problem.row.unwrap_or(0), problem.kind.as_str())).collect()
    }

    fn dates(&self) -> Vec<(u32, String)> {
        let date = |item: &guidang::domain::records::item::Item| item.description.date.unwrap().to_string();
        self.filed.iter().map(|(row, item)| (*row, date(item))).collect()
    }

    fn name(&self, row: u32) -> &str {
        &self.filed[&row].description.persons[0].name
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn radicals_are_the_ideographs_they_stand_for() {
    let taken = sample("部首字.xlsx").await;
    assert_eq!((taken.name(2), taken.name(3)), ("马丽", "黄河"));
    assert_eq!(taken.filed[&2].description.units[0].name, "芜湖市民政局");
    assert_eq!(taken.changed("radical"), [2, 2, 3]);
    let taken = sample("部首字表头.xlsx").await;
    assert_eq!(taken.dates(), [(2, "2009-03-22".into())]);
    let person = &taken.filed[&2].description.persons[0];
    assert_eq!(person.id_number.whole(WholeFor::Comparing), "990000196001010013");
}

#[tokio::test(flavor = "multi_thread")]
async fn midnights_written_in_another_zone() {
    let day = |row| (row, "2009-03-22".to_owned());
    let taken = sample("时区.csv").await;
    assert_eq!((taken.dates(), taken.changed("time_zone")), (vec![day(2), day(3)], vec![2]));
    let taken = sample("半夜前.xlsx").await;
    assert_eq!((taken.dates(), taken.changed("date_rounded")), (vec![day(2)], vec![2]));
    assert_eq!(taken.asked(), [(3, "date_ambiguous")]);
    assert!(taken.problem(3).message.zh.contains("2009-03-21 或 2009-03-22"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_shown_is_a_month() {
    let taken = sample("年月格式.xlsx").await;
    let month = |row, month: &str| (row, format!("2009-{month}"));
    assert_eq!(taken.dates(), [month(2, "03"), month(3, "03"), month(4, "03"), month(5, "01")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn zeros_and_words_of_a_number_format_are_the_value() {
    let taken = sample("补零格式.xlsx").await;
    let about = &taken.filed[&2].description;
    assert_eq!(about.persons[0].personal_no.whole(WholeFor::Comparing), "0000012345");
    assert_eq!((about.units[0].number.as_str(), about.doc_number.as_str()), ("0211", "芜社险〔2009〕17号"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_goes_back_alone() {
    for name in ["半个字-gb18030.csv", "半个字-utf8.csv"] {
        let taken = sample(name).await;
        assert_eq!(taken.asked(), [(3, "broken_text")], "{name}");
        assert_eq!(taken.filed.keys().copied().collect::<Vec<_>>(), [2, 4], "{name}");
        assert!(taken.problem(3).message.zh.contains("半个字"), "{}", taken.problem(3).message.zh);
    }
    let taken = sample("引号.csv").await;
    assert_eq!(taken.asked(), [(3, "unbalanced_quote")]);
    assert_eq!(taken.filed.keys().copied().collect::<Vec<_>>(), [2, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_sees_is_told() {
    let taken = sample("合并盖住.xlsx").await;
    let over = |row| (row, "merged_over");
    assert_eq!(taken.asked(), [over(3), over(3), over(4), over(4)]);
    let taken = sample("隐藏列.xlsx").await;
    assert!(taken.dry.problems.iter().any(|p| p.kind == "hidden_columns" && p.message.zh.contains("备注")));
    let taken = sample("隐藏行.xls").await;
    assert!(taken.dry.problems.iter().any(|p| p.kind == "hidden_rows" && p.message.zh.contains("第 3 行")));
    assert_eq!((taken.filed.len(), taken.asked()), (3, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn serial_numbers_ask_for_the_day_the_workbook_means() {
    let taken = sample("1904.xlsx").await;
    assert_eq!((taken.dates(), taken.asked()), (vec![(2, "2009-03-22".into())], vec![(3, "date_ambiguous")]));
    let message = &taken.problem(3).message.zh;
    assert!(message.contains("2009-03-22") && !message.contains("2005"), "{message}");
    let taken = sample("出生日期.xlsx").await;
    assert_eq!(taken.asked(), [(2, "date_ambiguous"), (2, "date_ambiguous")]);
    assert!(taken.problem(2).message.zh.contains("1954-10-03"));
    let note = taken.filed[&3].description.persons[0].note.whole(WholeFor::Comparing);
    assert_eq!(note, "出生日期：1900-02-01；退休时间：2009-03-22");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_cut_characters_paths_and_noise() {
    let taken = sample("图片.xlsx").await;
    assert_eq!((taken.asked(), taken.filed.len()), (vec![(2, "cell_picture")], 0));
    let taken = sample("扩展字.xls").await;
    assert_eq!(taken.asked(), []);
    let remarks = taken.filed[&3].description.remarks.whole(WholeFor::Comparing);
    assert_eq!((remarks.matches('𠮷').count(), remarks.contains('\u{fffd}')), (50, false));
    assert_eq!(sample("路径.xlsx").await.name(2), "褚一");
    assert_eq!(sample("浮点页数.xlsx").await.filed[&2].description.pages, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_spelling_of_a_name() {
    let taken = sample("间隔号.xlsx").await;
    assert_eq!(taken.filed.len(), 6);
    assert!(taken.filed.keys().all(|row| taken.name(*row) == "阿卜杜拉·买买提"));
    assert_eq!(taken.changed("name_shape"), [3, 4, 5, 6, 7]);
    let taken = sample("隐形字.xlsx").await;
    assert_eq!(taken.changed("zero_width"), [3, 4, 5, 6, 7]);
    assert!(taken.asked().iter().all(|(_, kind)| *kind == "duplicate_row"));
}

#[tokio::test]
async fn an_ods_shows_more_than_it_holds() {
    let dir = tempdir().unwrap();
    let cell = |kind: &str, value: &str, shown: &str| {
        format!(
            r#"<table:table-cell office:value-type="{kind}" {value}><text:p>{shown}</text:p></table:table-cell>"#
        )
    };
    let row = [
        cell("float", r#"office:value="211""#, "0211"),
        cell("float", r#"office:value="17""#, "芜社险〔2009〕17号"),
        cell("float", r#"office:value="1234""#, "1,234"),
        cell("float", r#"office:value="3.4""#, "3"),
        cell("date", r#"office:date-value="2009-03-01""#, "2009年3月"),
        cell("date", r#"office:date-value="2009-03-22""#, "2009年3月"),
        cell("date", r#"office:date-value="2026-03-22""#, "3月22日"),
        cell("date", r#"office:date-value="2009-03-22""#, "2009/3/22"),
    ];
    let columns = r#"<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>"#;
    let path = ods(
        &dir.path().join("表.ods"),
        &format!("{columns}<table:table-row>{}</table:table-row>", row.concat()),
    );
    let grid = sheet::read(&path, &reading()).await.unwrap();
    let part = |shown: &str, day: &str| Cell::PartOfDate { shown: shown.into(), day: day.into() };
    let expected = [
        Cell::Text("0211".into()),
        Cell::Text("芜社险〔2009〕17号".into()),
        Cell::Number(1234.0),
        Cell::Number(3.4),
        Cell::Date("2009-03".into()),
        part("2009-03", "2009-03-22"),
        part("3月22日", "2026-03-22"),
        Cell::Date("2009-03-22".into()),
    ];
    assert_eq!((grid.rows[0].cells.as_slice(), grid.hidden_columns), (&expected[..], vec![1, 2]));
}

#[tokio::test]
async fn text_files_lose_a_row_not_the_file() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("x.csv");
    let broken = |text: &str, why| Cell::Broken { text: text.into(), why };
    let text = |text: &str| Cell::Text(text.into());
    // a quote that runs into the next line's, one that never closes, one that is closed well
    std::fs::write(&path, "题名,备注\n\"甲,一\n\"乙\",\"二\n三\"\n\"丙,四\n丁,\"五\"\"\"\n").unwrap();
    let grid = sheet::read(&path, &reading()).await.unwrap();
    let rows: Vec<(u32, Vec<Cell>)> = grid.rows.into_iter().map(|row| (row.number, row.cells)).collect();
    assert_eq!(rows[1], (2, vec![broken("\"甲", Broken::Quote), text("一")]));
    assert_eq!(rows[2], (3, vec![text("乙"), text("二\n三")]));
    assert_eq!(rows[3], (4, vec![broken("\"丙", Broken::Quote), text("四")]));
    assert_eq!(rows[4], (5, vec![text("丁"), text("五\"")]));
    // one line of many in another encoding
    let mut mixed = "题名,备注\n".to_owned().into_bytes();
    (0..30).for_each(|_| mixed.extend("参保登记表,芜湖\n".bytes()));
    mixed.extend(encoding_rs::GB18030.encode("缴费核定表,镜湖\n").0.iter());
    std::fs::write(&path, mixed).unwrap();
    let grid = sheet::read(&path, &reading()).await.unwrap();
    assert_eq!((grid.rows.len(), grid.rows[1].cells[0].clone()), (32, text("参保登记表")));
    assert!(matches!(grid.rows[31].cells[0], Cell::Broken { why: Broken::Bytes, .. }));
}

#[tokio::test]
async fn roundabout_targets_are_followed_and_doubtful_parts_refused() {
    let dir = tempdir().unwrap();
    let sheet_xml = format!("<sheetData><row r=\"1\">{}</row></sheetData>", text_cell("A1", "一"));
    let good = || parts(&[("表", "visible", sheet_xml.clone())], "<workbookPr date1904=\"1\"/>");
    for target in [
        "./worksheets/sheet1.xml",
        "../xl/worksheets/sheet1.xml",
        "worksheets\\sheet1.xml",
        "/xl/./worksheets/sheet1.xml",
    ] {
        let mut list = good();
        let rels = list.iter_mut().find(|(name, _)| name.ends_with("workbook.xml.rels")).unwrap();
        rels.1 =
            String::from_utf8(rels.1.clone()).unwrap().replace("worksheets/sheet1.xml", target).into_bytes();
        let grid = sheet::read(&archive(&dir.path().join("x.xlsx"), &list), &reading()).await;
        let grid = grid.unwrap_or_else(|error| panic!("{target}: {error}"));
        assert_eq!((grid.rows.len(), grid.date_system), (1, DateSystem::Since1904), "{target}");
    }
    let mut twice = good();
    twice.push(("xl/Worksheets/Sheet1.xml", b"<worksheet/>".to_vec()));
    assert_eq!(
        refusal(sheet::read(&archive(&dir.path().join("y.xlsx"), &twice), &reading()).await).kind,
        "doubtful_parts"
    );
    // the central directory says sheet2 where the part's own header says sheet1
    let bytes = std::fs::read(archive(&dir.path().join("z.xlsx"), &good())).unwrap();
    let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let name = b"sheet1.xml";
    let at = central + bytes[central..].windows(name.len()).position(|w| w == name).unwrap();
    let mut renamed = bytes.clone();
    renamed[at + 5] = b'2';
    let path = dir.path().join("z.xlsx");
    std::fs::write(&path, renamed).unwrap();
    assert_eq!(refusal(sheet::read(&path, &reading()).await).kind, "doubtful_parts");
}

#[tokio::test(flavor = "multi_thread")]
async fn formulas_without_results_are_no_empty_sheet() {
    let dir = tempdir().unwrap();
    let formula = |at: &str| format!("<c r=\"{at}\"><f>源!{at}</f></c>");
    let header = [text_cell("A1", "题名"), text_cell("B1", "页数")].concat();
    let xml = format!(
        "<sheetData><row r=\"1\">{header}</row><row r=\"2\">{}</row></sheetData>",
        [formula("A2"), formula("B2")].concat()
    );
    let taken = taken_in_dry(&xlsx(&dir.path().join("x.xlsx"), &xml)).await;
    assert_eq!(taken.unwrap(), ["formula_no_value", "formula_no_value"]);
    let xml =
        format!("<sheetData><row r=\"1\">{}</row></sheetData>", [formula("A1"), formula("B1")].concat());
    assert_eq!(taken_in_dry(&xlsx(&dir.path().join("y.xlsx"), &xml)).await.unwrap_err(), "formula_no_value");
}

/// Kinds of the problems of a dry run, or the one the file is refused with.
async fn taken_in_dry(path: &std::path::Path) -> Result<Vec<String>, String> {
    use guidang::acts::receiving::intake::{self, Taking};
    use guidang::domain::general::error::Error;
    let (site, progress) = (crate::support::Site::open().await, guidang::progress::Progress::default());
    match intake::take_in(&site.archive, &site.by(), path, &proofs(), Taking::DryRun, &progress).await {
        Ok(dry) => Ok(dry.problems.into_iter().map(|problem| problem.kind).collect()),
        Err(Error::Unreadable(problems)) => Err(problems[0].kind.clone()),
        Err(other) => panic!("{other}"),
    }
}
