//! Sheets of a workbook that nobody sees: named, never silently chosen, never silently left.

use guidang::acts::receiving::intake::ImportOptions;
use guidang::sheet::{self, Reading};
use tempfile::tempdir;

use super::workbook::{archive, parts, text_cell};
use super::{example, reading, refusal, taken_in};

fn proofs(sheet: Option<&str>) -> ImportOptions {
    let step = Some("社会保险待遇领取资格验证材料".into());
    let sheet = sheet.map(str::to_owned);
    ImportOptions { class: Some("GL".into()), step, year: Some(2009), sheet, ..ImportOptions::default() }
}

fn filled(text: &str) -> String {
    format!("<sheetData><row r=\"1\">{}</row></sheetData>", text_cell("A1", text))
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_sheets_that_hold_something_are_named_in_every_format() {
    for file in ["隐藏表.xls", "隐藏表.ods"] {
        let path = example(&format!("reading/{file}"));
        let taken = taken_in(&path, proofs(None), &[]).await;
        assert_eq!(taken.dry.sheet, "清单", "{file}");
        let said: Vec<_> =
            taken.dry.problems.iter().map(|one| (one.kind.as_str(), &one.message.zh)).collect();
        let [("hidden_sheets", message)] = said.as_slice() else { panic!("{file}: {said:?}") };
        assert!(
            message.contains("2 张") && message.contains("底稿、旧稿") && message.contains("读的是“清单”")
        );
        assert_eq!(taken.filed.len(), 1, "a notice holds nothing up");

        let taken = taken_in(&path, proofs(Some("旧稿")), &[]).await;
        let said: Vec<_> = taken.dry.problems.iter().map(|one| one.kind.as_str()).collect();
        assert_eq!(said, ["hidden_sheet_read", "hidden_sheets"], "{file}");
        assert_eq!(taken.filed[&2].description.title, "旧表");
    }
    let dir = tempdir().unwrap();
    let sheets = [
        ("草稿", "veryHidden", filled("一")),
        ("清单", "visible", filled("二")),
        ("底稿", "hidden", filled("三")),
    ];
    let path = archive(&dir.path().join("x.xlsx"), &parts(&sheets, ""));
    let grid = sheet::read(&path, &reading()).await.unwrap();
    assert_eq!((grid.name.as_str(), grid.is_hidden), ("清单", false));
    assert_eq!(grid.hidden_sheets, ["底稿", "草稿"]);
    let named = Reading { sheet: Some("草稿".into()), ..reading() };
    let grid = sheet::read(&path, &named).await.unwrap();
    assert_eq!((grid.is_hidden, grid.hidden_sheets), (true, vec!["底稿".to_owned()]));
}

#[tokio::test]
async fn a_workbook_whose_sheets_are_all_hidden_asks_which_one() {
    let dir = tempdir().unwrap();
    let sheets = [
        ("说明", "visible", "<sheetData/>".to_owned()),
        ("清单", "hidden", filled("一")),
        ("旧稿", "veryHidden", filled("二")),
    ];
    let path = archive(&dir.path().join("x.xlsx"), &parts(&sheets, ""));
    let problem = refusal(sheet::read(&path, &reading()).await);
    assert_eq!(problem.kind, "only_hidden_sheets");
    assert!(problem.message.zh.contains("清单、旧稿"), "{problem:?}");
    let empty =
        [("说明", "visible", "<sheetData/>".to_owned()), ("空白", "hidden", "<sheetData/>".to_owned())];
    let path = archive(&dir.path().join("y.xlsx"), &parts(&empty, ""));
    assert_eq!(refusal(sheet::read(&path, &reading()).await).kind, "no_rows");
}

/// LibreOffice wrote it: two rows and one cell in the last place of the sheet, 5.6 KB.
#[tokio::test]
async fn an_old_workbook_that_reaches_too_far_is_refused_for_that() {
    let problem = refusal(sheet::read(&example("reading/远格.xls"), &reading()).await);
    assert_eq!(problem.kind, "cell_out_of_range");
    assert!(problem.message.zh.contains("“清单”大到 IV65536"), "{problem:?}");
}
