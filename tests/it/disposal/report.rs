//! The report a manager signs: the same by every door and in every format, on forms of the office.

use std::io::Cursor;

use axum::http::{StatusCode, header};
use calamine::{Data, Reader as _, Xlsx};
use guidang::domain::records::item::Draft;
use guidang::domain::values::period::RetentionPeriod;

use crate::catalogs::paper::text_of;
use crate::support::door::{Answer, Door};
use crate::support::{Site, draft, file, place};

/// Volumes of reminders (ten years), of vouchers (fifteen, thirty now) and of agreements (a question).
const REMINDERS: usize = 41;
const VOUCHERS: usize = 4;
const QUESTIONS: usize = 3;
const DUE: usize = REMINDERS + VOUCHERS;

/// Each fills a volume.
fn papers() -> Vec<Draft> {
    let years = RetentionPeriod::Years;
    let of = |count: usize, year: i32, class: &str, step: &str, period: u16, title: &str| {
        let place = place(year, class, step, years(period));
        (0..count).map(move |_| draft(&place, title, 150)).collect::<Vec<_>>()
    };
    [
        of(REMINDERS - 1, 2009, "ZJ", "催缴材料", 10, "社会保险费催缴通知书"),
        of(1, 2029, "ZJ", "催缴材料", 10, "社会保险费催缴通知书"),
        of(VOUCHERS, 2009, "ZJ", "会计凭证类", 15, "记账凭证"),
        of(QUESTIONS, 2009, "GL", "服务协议管理材料", 10, "定点服务协议"),
    ]
    .concat()
}

async fn house() -> Door {
    let door = Door::empty().await;
    file(&door.archive, &door.archive.local_user(), papers()).await.unwrap();
    door
}

async fn exported(door: &Door, form: &str) -> Answer {
    let answer = door.post("/retention/export", form).await;
    assert_eq!(answer.status, StatusCode::OK, "{form}: {}", answer.text());
    answer
}

/// Rows of a sheet, as texts.
fn sheet(xlsx: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let mut reader = book.worksheet_cells_reader(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = reader.next_cell().unwrap() {
        let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
        rows.resize(rows.len().max(row + 1), vec![String::new(); 20]);
        rows[row][column] = Data::from(cell.get_value().clone()).to_string();
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_counts_the_same_and_says_why_once() {
    let door = house().await;
    let of = async |format: &str| exported(&door, &format!("year=2040&format={format}")).await.body;
    // csv: one table, each row with its own reason
    let csv = String::from_utf8(of("csv").await).unwrap();
    assert_eq!(csv.lines().count(), DUE + 1, "{csv}");
    assert_eq!(csv.matches("2009 年形成 → 2010-01-01 起算").count(), REMINDERS - 1);
    assert_eq!(csv.matches("\"15年\",\"30年\"").count(), VOUCHERS, "filed for, and kept for now");
    assert_eq!(csv.matches("\"记账凭证 2009-03\"").count(), VOUCHERS);
    // workbook: a sheet each for cover, list, questions and reasons
    let xlsx = of("xlsx").await;
    let cover = sheet(&xlsx, "到期档案清单（封面）");
    let total = cover.iter().find(|row| row[0].starts_with("合计")).unwrap();
    let column = |heading: &str| {
        let headings = cover.iter().find(|row| row[0] == "类别").unwrap();
        headings.iter().position(|one| one == heading).unwrap_or_else(|| panic!("{headings:?}"))
    };
    let sum = |heading: &str| total[column(heading)].parse::<usize>().unwrap();
    assert_eq!([sum("合计（卷）"), sum("10年"), sum("15年")], [DUE, REMINDERS, VOUCHERS]);
    assert_eq!([sum("新到期"), sum("往年未鉴定")], [1 + VOUCHERS, REMINDERS - 1]);
    assert_eq!([sum("期限已变"), sum("待定")], [VOUCHERS, QUESTIONS]);
    assert!(cover.iter().any(|row| row.iter().any(|cell| cell == &format!("15年→30年 {VOUCHERS}"))));
    assert!(
        cover
            .iter()
            .any(|row| row[0].contains("编制") && row[0].contains("审核") && row[0].contains("负责人"))
    );
    let rows = |name: &str, begins: fn(&str) -> bool| {
        sheet(&xlsx, name).iter().filter(|row| begins(&row[0])).count()
    };
    let numbered = |cell: &str| cell.parse::<u32>().is_ok();
    assert_eq!(rows("到期档案清单", numbered), DUE);
    assert_eq!(rows("期限待定清单", numbered), QUESTIONS);
    let noted = |cell: &str| ["①", "②", "③", "④"].contains(&cell);
    assert_eq!(rows("期限推算说明", noted), 3, "one reason of each step, whatever the year");
    // the page to print, and the paper
    let html = String::from_utf8(of("html").await).unwrap();
    assert!(html.contains(&format!(">合计 {DUE} 卷<")) && html.contains(&format!(">合计 {QUESTIONS} 卷<")));
    assert_eq!(html.matches("<html").count() + html.matches("</html>").count(), 2, "one document");
    let pages = text_of(&of("pdf").await);
    assert!(pages.contains(&format!("合计 {DUE} 卷")) && pages.contains(&format!("合计 {QUESTIONS} 卷")));
}

/// A page of the list, not of the cover, the questions or the reasons.
fn is_list(page: &str) -> bool {
    page.contains("本页小计") && page.contains("冻结")
}

/// Rows of volumes on each page of the list.
fn rows_of_pages(text: &str) -> Vec<usize> {
    let pages = text.split_terminator('\u{c}');
    pages
        .filter(|page| is_list(page))
        .map(|page| page.split("本页小计 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap())
        .collect()
}

/// The longest names the steps and papers of the Wuhu scheme have.
#[tokio::test(flavor = "multi_thread")]
async fn long_codes_and_contents_leave_room_for_eighteen_volumes() {
    let door = Door::empty().await;
    let years = RetentionPeriod::Years(10);
    let of = |class: &str, step: &str, title: &str| {
        let place = place(2009, class, step, years);
        let mut first = draft(&place, title, 150);
        first.description.date_end = guidang::domain::values::date::RecordDate::from_iso("2009-12-19");
        (0..20).map(move |_| first.clone()).collect::<Vec<_>>()
    };
    let papers = [
        of("GL", "社会保险登记证管理材料", "社会保险登记证核发表"),
        of("YB", "医疗保险门诊待遇核定材料", "门诊医疗费用核定表"),
        of("SY", "失业备案材料", "失业保险待遇享受资格审查登记表"),
    ];
    file(&door.archive, &door.archive.local_user(), papers.concat()).await.unwrap();
    let pdf = exported(&door, "year=2040&format=pdf").await.body;
    let rows = rows_of_pages(&text_of(&pdf));
    assert_eq!(rows.iter().sum::<usize>(), 60);
    assert!(rows[..rows.len() - 1].iter().all(|rows| *rows >= 18), "{rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_paper_it_is_fit_to_sign() {
    let door = house().await;
    let pdf = exported(&door, "year=2040&format=pdf").await.body;
    let text = text_of(&pdf);
    let pages: Vec<&str> = text.split_terminator('\u{c}').collect();
    for (at, page) in pages.iter().enumerate() {
        let foot = format!("第{}页共{}页", at + 1, pages.len());
        let words: String = page.split_whitespace().collect();
        for said in [foot.as_str(), "全宗号0211", "范围全部类别、全部期限"] {
            assert!(words.contains(said), "{said}: {words}");
        }
    }
    let cover = pages[0];
    for word in
        ["到期档案清单", "截至 2040年12月31日", "编制", "审核", "负责人", "日期", "SHA-256", "15年→30年"]
    {
        assert!(cover.contains(word), "{word}: {cover}");
    }
    // eighteen volumes on every page but the last
    let rows = rows_of_pages(&text);
    assert_eq!(rows.iter().sum::<usize>(), DUE);
    assert!(rows[..rows.len() - 1].iter().all(|rows| *rows >= 18), "{rows:?}");
    // what is signed for on the cover is the list behind it
    let proof = door.send("POST", "/api/v1/proof", "application/octet-stream", pdf).await.json();
    assert_eq!(proof["standing"], "current", "{proof}");
    let digest = |page: &str| {
        let line = page.split("SHA-256 ").nth(1).unwrap();
        line.split_whitespace().next().unwrap().to_owned()
    };
    let last = pages.iter().rfind(|page| is_list(page)).unwrap();
    assert_eq!(digest(cover), digest(last));
    // volumes of one reason stand together
    let notes: Vec<char> = text.chars().filter(|c| ['①', '②', '③'].contains(c)).collect();
    let (in_list, _) = notes.split_at(DUE);
    assert!(in_list.is_sorted(), "{in_list:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn page_program_and_command_line_give_the_same_files() {
    let door = house().await;
    let site = Site::open().await;
    file(&site.archive, &site.by(), papers()).await.unwrap();
    let desk = site.leave().await;
    for format in ["pdf", "xlsx", "csv", "html"] {
        let page = exported(&door, &format!("year=2040&format={format}")).await;
        let name = page.header(header::CONTENT_DISPOSITION);
        assert!(name.contains(&format!("2040.{format}")), "{name}");
        let program = door.get(&format!("/api/v1/retention/report?due=2040&format={format}")).await;
        assert!(program.status == StatusCode::OK && program.body == page.body, "{format}");
        let out = desk.data().join(format!("report.{format}"));
        let out = out.to_str().unwrap();
        let words = ["retention", "report", "--year", "2040", "--format", format, "-o", out];
        desk.run(&words).ending(0);
        assert!(std::fs::read(out).unwrap() == page.body, "{format}");
        desk.run(&["catalog", "verify", out]).ending(0);
    }
    let listed = desk.run(&["retention", "report", "--year", "2040"]).ending(0).out;
    assert_eq!(listed.matches("15年（现行 30年）").count(), VOUCHERS, "{listed}");
    assert_eq!(desk.run(&["retention", "report", "--year", "2040", "-o", "a.zip"]).code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_volumes_are_taken_home_or_set_aside() {
    let door = house().await;
    let page = door.get("/retention?year=2040&rows=20&sort=-pages").await.text();
    let marks: Vec<&str> = page
        .split("form=\"chosen\" name=\"add\"")
        .skip(1)
        .map(|box_| box_.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(marks.len(), 20, "{page}");
    let chosen = format!("year=2040&chosen=1&add={}&add={}&format=csv", marks[3], marks[7]);
    assert_eq!(exported(&door, &chosen).await.text().lines().count(), 3);
    let none = door.post("/retention/export", "year=2040&chosen=1&format=csv").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("没有勾选案卷"), "{}", none.text());
    let aside = format!("year=2040&back=%2Fretention%3Fyear%3D2040&add={}&add={}", marks[0], marks[1]);
    assert_eq!(door.post("/basket", &aside).await.onward(), "/retention?year=2040");
    assert!(door.get("/basket").await.text().contains("2009-ZJ-"));
    // tabs: what each says is what it lists
    for (tab, count) in [("this_year", 1 + VOUCHERS), ("earlier", REMINDERS - 1), ("changed", VOUCHERS)] {
        let csv = exported(&door, &format!("year=2040&{tab}=1&format=csv")).await.text();
        assert_eq!(csv.lines().count(), count + 1, "{tab}");
        let page = door.get(&format!("/retention?year=2040&{tab}=1")).await.text();
        let tabs = page.split("class=\"tabs\"").nth(1).unwrap();
        let on = tabs.split("aria-current=\"true\">").nth(1).unwrap();
        assert!(on.split("</a>").next().unwrap().contains(&format!(">{count}")), "{tab}: {on}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_takes_the_cover_off_and_adds_a_column() {
    let door = house().await;
    let folder = door.archive.config.forms_dir();
    std::fs::create_dir_all(&folder).unwrap();
    let own = include_str!("../../../templates/print/due_list@2.toml")
        .replace("version = 2", "version = 3")
        .replace("before = [\"due_cover\"]", "before = []")
        .replace("zh = \"拟处理意见\"", "zh = \"初审意见\"");
    std::fs::write(folder.join("due_list@3.toml"), own).unwrap();
    let text = text_of(&exported(&door, "year=2040&format=pdf").await.body);
    assert!(text.contains("初审意见") && !text.contains("（封面）"), "{text}");
}
