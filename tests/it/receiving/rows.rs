//! What a cell says of where a record belongs, how long it is kept and whom it concerns is understood, asked
//! about or refused; nothing is dropped or overruled without a word. Sheets of tests/data/rows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Mending, Taking};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::masking::WholeFor;
use guidang::domain::receiving::repair::{Cure, Repair};
use guidang::domain::records::item::Person;
use guidang::domain::values::identity::check_digit;
use guidang::progress::Progress;
use serde_json::Value;

use crate::support::door::{BOUNDED, Door, multipart};
use crate::support::{Desk, Site, both, repository, sound};

const STEP: &str = "社会保险待遇领取资格验证材料";

fn sample(name: &str) -> PathBuf {
    repository("tests/data/rows").join(name)
}

/// A sample through the command line, its class and step given; answers by row the kinds that block, and all.
fn imported(desk: &Desk, file: &Path, more: &[&str]) -> (BTreeMap<u64, Vec<String>>, Value) {
    let given = ["import", "items", file.to_str().unwrap(), "--class", "GL", "--step", STEP];
    let (_, answer) = desk.cli(&[&given[..], &["--on-error", "skip"], more].concat());
    let mut rows: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for problem in answer["problems"].as_array().unwrap_or_else(|| panic!("{answer}")) {
        if problem["weight"] != "notice" {
            let kind = problem["kind"].as_str().unwrap().to_owned();
            rows.entry(problem["row"].as_u64().unwrap()).or_default().push(kind);
        }
    }
    (rows, answer)
}

fn asked(rows: &BTreeMap<u64, Vec<String>>) -> Vec<(u64, String)> {
    rows.iter().map(|(row, kinds)| (*row, kinds.join(" "))).collect()
}

fn expected(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(row, kinds)| (*row, (*kinds).to_owned())).collect()
}

const IN_2009: [&str; 2] = ["--year", "2009"];

#[test]
fn a_rows_own_step_is_never_overruled() {
    let desk = Desk::founded();
    let (rows, answer) = imported(&desk, &sample("steps.csv"), &IN_2009);
    let kinds = [(2, "step_disagrees"), (3, "unknown_step"), (4, "step_in_other_class")];
    assert_eq!((asked(&rows), answer["written"].as_u64()), (expected(&kinds), Some(0)));
    // looked at, the row goes by its own word and is kept as long as its own step says
    let (_, answer) =
        imported(&desk, &sample("steps.csv"), &["--year", "2009", "--accept", "step_disagrees"]);
    assert_eq!(answer["written"], 1);
    assert_eq!(answer["volumes"][0]["step"], "参保单位登记材料");
    assert_eq!(answer["volumes"][0]["period"], "永久");
}

#[test]
fn periods_are_understood_or_asked_about() {
    let desk = Desk::founded();
    let (rows, answer) = imported(&desk, &sample("periods.csv"), &IN_2009);
    let differs = "period_mismatch";
    let kinds = [
        (2, "former_period"),
        (3, "former_period"),
        (4, differs),
        (5, differs),
        (6, differs),
        (7, differs),
        (8, differs),
        (9, differs),
        (10, differs),
    ];
    assert_eq!((asked(&rows), answer["written"].as_u64()), (expected(&kinds), Some(0)));
    let said = answer["problems"].to_string();
    for word in ["长期", "16 年至 50 年", "三十年", "50年", "一(六)", "芜湖市社会保险业务档案分类方案"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    let (rows, _) = imported(&desk, &sample("period_in_title.csv"), &IN_2009);
    assert_eq!(asked(&rows), expected(&[(3, "former_period")]));
    // what says the step's own period in other words holds nobody up
    let plain = desk.data().join("期限.csv");
    let texts = ["50年", "五十年", "50", "定期50年", "D50", "50年。", "C", "C〔50年〕", "保管50年"];
    let lines: Vec<String> =
        texts.iter().enumerate().map(|(at, text)| format!("材料{at},许某,2009-03-22,2,{text}\n")).collect();
    std::fs::write(&plain, format!("材料名称,姓名,日期,页数,保管期限\n{}", lines.concat())).unwrap();
    let (rows, answer) = imported(&desk, &plain, &IN_2009);
    assert_eq!((asked(&rows), answer["written"].as_u64()), (vec![], Some(9)));
}

/// The names in the volume that was filled, by the sheet's row.
fn names(desk: &Desk, taken: &Value) -> BTreeMap<u64, Vec<String>> {
    let (_, volume) = desk.cli(&["volume", "show", taken["volumes"][0]["code"].as_str().unwrap()]);
    let items = volume["items"].as_array().unwrap_or_else(|| panic!("{volume}"));
    let name = |person: &Value| person["name"].as_str().unwrap().to_owned();
    let named = items.iter().map(|item| {
        let persons = item["description"]["persons"].as_array().unwrap();
        (item["batch_row"].as_u64().unwrap(), persons.iter().map(name).collect())
    });
    named.collect()
}

#[test]
fn several_persons_of_a_cell_are_told_apart() {
    let desk = Desk::founded();
    let (rows, answer) = imported(&desk, &sample("persons.xlsx"), &IN_2009);
    let several = "several_persons";
    assert_eq!(asked(&rows), expected(&[(3, several), (4, several), (5, several)]));
    let splits =
        answer["changed"].as_array().unwrap().iter().filter(|change| change["kind"] == "names_split");
    assert_eq!(splits.count(), 4, "{answer}");
    let (_, taken) = imported(&desk, &sample("persons.xlsx"), &["--year", "2009", "--accept", several]);
    let named = names(&desk, &taken);
    assert_eq!(named[&2], ["周一", "周二", "周三"]);
    assert_eq!(
        (&named[&3], &named[&4]),
        (&vec!["周四".into(), "周五".into()], &vec!["周六".into(), "周七".into()])
    );
    let (_, found) = desk.cli(&["find", "周三"]);
    assert_eq!(found["total"], 1, "each is found by the name");
}

#[test]
fn commas_of_latin_names_blanks_behind_signs_and_others_not_named() {
    let desk = Desk::founded();
    let (rows, _) = imported(&desk, &sample("commas.xlsx"), &IN_2009);
    assert_eq!(asked(&rows), expected(&[(2, "several_persons")]));
    let (_, taken) =
        imported(&desk, &sample("commas.xlsx"), &["--year", "2009", "--accept", "several_persons"]);
    let named = names(&desk, &taken);
    assert_eq!(named[&2], ["SMITH, JOHN"]);
    assert_eq!(
        (&named[&3], &named[&4]),
        (&vec!["张三".into(), "李四".into()], &vec!["张三".into(), "李四".into()])
    );
    assert_eq!(named[&5], ["周癸"]);
}

#[test]
fn papers_whose_titles_begin_like_signatures_are_records() {
    let desk = Desk::founded();
    let (rows, answer) = imported(&desk, &sample("signature_titles.csv"), &IN_2009);
    assert_eq!(asked(&rows), vec![]);
    assert_eq!((answer["read"].as_u64(), answer["written"].as_u64()), (Some(4), Some(4)), "{answer}");
}

#[test]
fn destroyed_names_are_asked_about() {
    let desk = Desk::founded();
    let (rows, answer) = imported(&desk, &sample("lost_characters.xlsx"), &IN_2009);
    let (lost, garbled, entity) = ("name_lost", "name_garbled", "entity_decoded");
    let kinds = [
        (2, lost),
        (3, lost),
        (4, lost),
        (5, lost),
        (6, garbled),
        (7, garbled),
        (8, garbled),
        (9, entity),
        (10, entity),
    ];
    assert_eq!(asked(&rows), expected(&kinds));
    assert_eq!(answer["problems"].to_string().matches("可能是“张三”").count(), 3, "{answer}");
    let (_, taken) =
        imported(&desk, &sample("lost_characters.xlsx"), &["--year", "2009", "--accept", entity]);
    let named = names(&desk, &taken);
    assert_eq!((&named[&9], &named[&10]), (&vec!["王龮明".to_owned()], &vec!["李四".to_owned()]));
}

#[test]
fn cells_beside_the_names_are_asked_about_like_names() {
    let desk = Desk::founded();
    let (rows, answer) = imported(&desk, &sample("other_cells.csv"), &IN_2009);
    let kinds = [
        (3, "fonds_disagrees"),
        (4, "text_garbled"),
        (5, "several_units"),
        (6, "text_says_nothing"),
        (7, "text_lost"),
        (8, "cell_error"),
        (9, "text_lost"),
    ];
    assert_eq!((asked(&rows), answer["written"].as_u64()), (expected(&kinds), Some(1)), "{answer}");
    let said = answer["problems"].to_string();
    assert!(said.contains("可能是“失业登记表”"), "{said}");
    assert_eq!(said.matches("volume_number_unused").count(), 1, "once for the sheet: {said}");
}

#[test]
fn days_that_have_not_come_are_asked_about() {
    let desk = Desk::founded();
    let (rows, _) = imported(&desk, &sample("days_to_come.csv"), &[]);
    assert_eq!(asked(&rows), expected(&[(2, "date_after_today"), (3, "date_after_today")]));
}

#[test]
fn other_documents_of_identity_are_asked_about_by_kind_and_none_is_no_fault() {
    let desk = Desk::founded();
    let (rows, answer) = imported(&desk, &sample("documents.xlsx"), &IN_2009);
    let other = "id_other_document";
    assert_eq!(asked(&rows)[..4], expected(&[(2, other), (3, other), (4, other), (5, other)]));
    assert!(!rows.contains_key(&6), "somebody without a document is no fault: {rows:?}");
    let said = answer["problems"].to_string();
    for kind in ["外国人永久居留身份证", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证"]
    {
        assert!(said.contains(kind), "{kind}: {said}");
    }
    assert!(!said.contains("应为 18 位或 15 位，这里是 20 位"), "marks of direction are no digits: {said}");
    imported(&desk, &sample("documents.xlsx"), &["--year", "2009", "--accept", other]);
    for number in ["E12345678", "H1234567890", "USA990090030712", "12345678"] {
        let (_, found) = desk.cli(&["find", number]);
        assert_eq!(found["total"], 1, "{number} is found");
        assert!(!found["hits"].to_string().contains(number), "and masked: {found}");
    }
}

async fn take(site: &Site, path: &Path, wishes: &ImportOptions, taking: Taking) -> Intake {
    intake::take_in(&site.archive, &site.by(), path, wishes, taking, &Progress::default()).await.unwrap()
}

fn wishes(accept: &[&str]) -> ImportOptions {
    ImportOptions {
        year: Some(2009),
        class: Some("GL".into()),
        step: Some(STEP.into()),
        accept: accept.iter().map(|kind| (*kind).to_owned()).collect(),
        repairs: true,
        ..ImportOptions::default()
    }
}

fn blocking(outcome: &Intake) -> Vec<(u32, &str)> {
    let held = outcome.problems.iter().filter(|problem| problem.is_blocking());
    held.map(|problem| (problem.row.unwrap_or(0), problem.kind.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_names_that_do_not_agree_are_asked_about_in_the_sheet_and_against_what_is_filed() {
    both(async |site: Site| {
        let write = |name: &str, text: &str| {
            let path = site.desk.data().join(name);
            std::fs::write(&path, format!("材料名称,姓名,身份证号,日期,页数,单位名称\n{text}")).unwrap();
            path
        };
        let two = take(&site, &sample("one_number.csv"), &wishes(&[]), Taking::SkipProblems).await;
        assert_eq!((two.written, blocking(&two)), (1, vec![(3, "number_with_two_names")]));
        let said = two.problems[0].message.zh.clone();
        assert!(said.contains("第 2 行") && said.contains("张三") && said.contains("李四"), "{said}");
        // 张三 with another number; a stranger with the number; the same person again; two of one name in two units
        let second = write(
            "二.csv",
            "丙材料,张三,990000196203222727,2009-03-22,2,\n\
             戊材料,張三,990000196001010013,2009-03-22,2,\n\
             丁材料,王五,990000196001010013,2009-03-22,2,\n\
             己材料,赵六,990000194802099952,2009-03-22,2,甲厂\n\
             庚材料,赵六,99000019620322268X,2009-03-22,2,乙厂\n\
             辛材料,赵六,990000197003079879,2009-03-22,2,甲厂\n\
             壬材料,孙七,990000194802099952,2009-03-22,2,\n",
        );
        let seen = take(&site, &second, &wishes(&[]), Taking::SkipProblems).await;
        let expected =
            [(2, "name_with_two_numbers"), (4, "number_with_two_names"), (8, "number_with_two_names")];
        assert_eq!((seen.written, blocking(&seen)), (4, expected.into()), "{:?}", seen.problems);
        assert!(seen.problems[0].message.zh.contains("2009-GL-"), "the filed record is named");
        let answered = wishes(&["name_with_two_numbers", "number_with_two_names"]);
        assert_eq!(take(&site, &second, &answered, Taking::SkipProblems).await.written, 3);
        sound(&site).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_namesakes_asks_only_where_numbers_look_alike() {
    let site = Site::open().await;
    let path = site.desk.data().join("名册.csv");
    let number = |year: u32, at: u32| {
        let body = format!("990000{year}{:02}{:02}{}", 1 + at % 12, 1 + at % 28, 100 + at + year % 100);
        format!("{body}{}", check_digit(&body).unwrap())
    };
    let mut text = "材料名称,姓名,身份证号,日期,页数\n".to_owned();
    for at in 0..30 {
        let name = format!("王{}", char::from_u32(0x660e + at).unwrap());
        let (first, second) = match at {
            // born on one day: perhaps one person
            29 => (number(1950, at), number(1950, at + 84)),
            _ => (number(1950, at), number(1971, at + 1)),
        };
        for number in [first, second] {
            text.push_str(&format!("材料{number},{name},{number},2009-03-22,2\n"));
        }
    }
    std::fs::write(&path, text).unwrap();
    let seen = take(&site, &path, &wishes(&[]), Taking::DryRun).await;
    assert_eq!((seen.read, seen.accepted), (60, 59), "{:?}", blocking(&seen));
    assert_eq!(blocking(&seen), [(61, "name_with_two_numbers")]);
    assert!(seen.problems.iter().any(|problem| problem.kind == "many_namesakes" && problem.row.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_kept_with_their_kind_corrected_and_verified() {
    both(async |site: Site| {
        let path = site.desk.data().join("证件.csv");
        let text = "材料名称,姓名,证件类型,证件号码,日期,页数\n\
                    甲材料,JOHN SMITH,外国护照,X99-1234567,2009-03-22,2\n\
                    乙材料,陈大文,港澳居民来往内地通行证,H1234567890,2009-03-22,2\n\
                    丙材料,林一,台胞证,H1234567890,2009-03-22,2\n\
                    丁材料,王军,军官证,军字第2001988号,2009-03-22,2\n\
                    戊材料,张三,居民身份证,990000194802099952,2009-03-22,2\n\
                    己材料,李四,居民身份证,E12345678,2009-03-22,2\n\
                    庚材料,MARY,外国人永久居留证,USA990090030713,2009-03-22,2\n\
                    辛材料,周五,无,无,2009-03-22,2\n\
                    壬材料,周六,会员证,12345,2009-03-22,2\n\
                    癸材料,\"张甲\n李乙\",,\"990000196001010013\n99000019620322268X\",2009-03-22,2\n";
        std::fs::write(&path, text).unwrap();
        let seen = take(&site, &path, &wishes(&[]), Taking::SkipProblems).await;
        let expected = [
            (4, "id_kind_differs"),
            (7, "id_length"),
            (8, "id_document_check"),
            (10, "id_kind_unknown"),
            (10, "id_length"),
        ];
        assert_eq!((seen.written, blocking(&seen)), (6, expected.into()), "{:?}", seen.problems);
        let items = site.archive.store.items_after(0, i64::MAX).await.unwrap();
        let kept = |person: &Person| {
            format!("{} {} {}", person.name, person.id_kind, person.id_number.whole(WholeFor::Comparing))
        };
        let persons: Vec<String> =
            items.iter().flat_map(|item| item.description.persons.iter().map(kept)).collect();
        let expected = [
            "JOHN SMITH passport X99-1234567",
            "陈大文 home_return H1234567890",
            "王军 officer 军字第2001988号",
            "张三  990000194802099952",
            "周五 none ",
            "张甲  990000196001010013",
            "李乙  99000019620322268X",
        ];
        assert_eq!(persons, expected);
        // a correction that says no kind leaves it; another number is read as the kind said
        let mut persons = items[1].description.persons.clone();
        (persons[0].name, persons[0].id_kind) = ("陈文".into(), String::new());
        let correction = Correction { persons: Some(persons), ..Correction::default() };
        let (after, _) = filing::correct(&site.archive, &site.by(), items[1].id, correction).await.unwrap();
        assert_eq!(after.description.persons[0].id_kind, "home_return");
        let passport = Person {
            name: "陈文".into(),
            id_number: "k12345678".into(),
            id_kind: "passport".into(),
            ..Person::default()
        };
        let correction = Correction { persons: Some(vec![passport.clone()]), ..Correction::default() };
        let (after, _) = filing::correct(&site.archive, &site.by(), items[1].id, correction).await.unwrap();
        assert_eq!(kept(&after.description.persons[0]), "陈文 passport K12345678");
        let unknown = Person { id_kind: "library_card".into(), ..passport };
        let correction = Correction { persons: Some(vec![unknown]), ..Correction::default() };
        assert!(filing::correct(&site.archive, &site.by(), items[1].id, correction).await.is_err());
        sound(&site).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_passed_over_is_taken_back_as_a_repair() {
    both(async |site: Site| {
        let path = site.desk.data().join("签字.csv");
        let text = "材料名称,姓名,日期,页数\n甲材料,张三,2009-03-22,2\n移交人：某某材料,,,3\n合计,,,5\n";
        std::fs::write(&path, text).unwrap();
        let examined = async || {
            intake::examine(&site.archive, &site.by(), &path, &wishes(&[]), ("", 0), &Progress::default())
                .await
                .unwrap()
        };
        let before = examined().await;
        let passed: Vec<_> =
            before.passed_over.iter().map(|one| (one.row.unwrap(), one.kind.as_str())).collect();
        assert_eq!((before.intake.read, passed), (1, vec![(3, "footer_row"), (4, "total_row")]));
        assert!(before.passed_over[0].from.to_string().contains("某某材料"), "its text is shown");
        let mending = Mending {
            file: Digest::compute(text.as_bytes()),
            sheet: "签字".into(),
            file_name: "签字.csv".into(),
            repairs: vec![Repair::of_row(3, Cure::Keep, "footer_row")],
            field: None,
        };
        intake::mend(&site.archive, &site.by(), mending).await.unwrap();
        let after = examined().await;
        assert_eq!((after.intake.read, after.intake.accepted, after.passed_over.len()), (2, 2, 1));
        let taken = take(&site, &path, &wishes(&[]), Taking::StopOnProblem).await;
        assert_eq!(taken.written, 2);
        sound(&site).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_what_was_passed_over_and_offers_what_was_meant() {
    let door = Door::empty().await;
    let sheet = "材料名称,姓名,身份证号,业务环节,保管期限,日期,页数\n\
                 甲材料,ÕÅÈý,E12345678,社会保险待遇领取资格验证材料,长期,2009-03-22,2\n\
                 乙材料,李四,,,,2009-03-22,2\n\
                 移交人：,,,,,,\n";
    let sent = door.send("POST", "/import", BOUNDED, multipart("签字.csv", sheet.as_bytes(), &[])).await;
    let address = sent.onward().split('?').next().unwrap().to_owned();
    let page = door.get(&format!("{address}?year=2009")).await.text();
    for text in [
        "没有当作记录的行",
        "value=\"4:0:keep:footer_row\"",
        "2:2:value:张三",
        "2:3:value:护照 E12345678",
        "2:5:value:30年",
    ] {
        assert!(page.contains(text), "{text}: {}", page.split("id=\"problems\"").nth(1).unwrap_or(&page));
    }
    // one row lacks its step: it is chosen for that row, not for the sheet
    assert!(!page.contains("class=\"suggested\""), "{page}");
    let form = "sheet_name=%E7%AD%BE%E5%AD%97&back=year%3D2009&repair=4%3A0%3Akeep%3Afooter_row";
    assert_eq!(door.post(&format!("{address}/repairs"), form).await.status, StatusCode::SEE_OTHER);
    let page = door.get(&format!("{address}?year=2009")).await.text();
    assert!(!page.contains("没有当作记录的行") && page.contains("没有页数"), "{page}");
}
