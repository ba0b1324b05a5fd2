//! The six hand-over sheets of tests/data/sheets, each yielding what its README says, through the real
//! program; and the same again, changing nothing.

use serde_json::Value;

use crate::support::Desk;

/// Imports one example with the decisions its README gives; answers the exit code and the JSON.
fn import(site: &Desk, file: &str, decisions: &[&str]) -> (i32, Value) {
    let path = format!("{}/tests/data/sheets/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut args = vec!["import", "items", path.as_str(), "--on-error", "skip"];
    args.extend(decisions);
    cli(site, &args)
}

/// The real program, asked for JSON.
fn cli(site: &Desk, args: &[&str]) -> (i32, Value) {
    let asked: Vec<&str> = ["--format", "json"].iter().chain(args).copied().collect();
    let answer = site.run(&asked);
    (answer.code, answer.json())
}

fn blocking(answer: &Value) -> Vec<(u64, String)> {
    let problems = answer["problems"].as_array().expect("a list of problems");
    let held = problems.iter().filter(|problem| problem["weight"] != "notice");
    held.map(|problem| {
        (problem["row"].as_u64().unwrap_or(0), problem["kind"].as_str().unwrap_or("").to_owned())
    })
    .collect()
}

fn counts(answer: &Value) -> (u64, u64, u64) {
    let count = |key: &str| answer[key].as_u64().unwrap_or(u64::MAX);
    (count("read"), count("accepted"), count("written"))
}

fn kinds(answer: &Value, kind: &str) -> Vec<u64> {
    let changed = answer["changed"].as_array().expect("a list of changes");
    changed
        .iter()
        .filter(|change| change["kind"] == kind)
        .filter_map(|change| change["row"].as_u64())
        .collect()
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["volumes"]
        .as_array()
        .expect("volumes")
        .iter()
        .filter_map(|volume| volume["code"].as_str())
        .collect()
}

/// The second time every row is recognised, row by row, and nothing is written.
fn again_changes_nothing(site: &Desk, file: &str, decisions: &[&str], accepted: usize) {
    let (_, before) = cli(site, &["verify"]);
    let (exit, answer) = import(site, file, decisions);
    assert_eq!(exit, 0);
    assert_eq!(answer["seen_before"], true);
    assert_eq!(answer["done_before"]["accepted"].as_u64(), Some(accepted as u64));
    assert_eq!((answer["accepted"].as_u64(), answer["written"].as_u64()), (Some(0), Some(0)));
    assert_eq!(blocking(&answer).iter().filter(|(_, kind)| kind == "already_filed").count(), accepted);
    let (clean, after) = cli(site, &["verify"]);
    assert_eq!(clean, 0, "{after}");
    assert_eq!(before["verified"]["events"], after["verified"]["events"]);
    assert_eq!(before["verified"]["items"], after["verified"]["items"]);
}

#[test]
fn assessments_with_a_title_a_merged_header_a_hidden_row_and_a_total() {
    let site = Desk::founded();
    let decisions = ["--class", "ZJ", "--step", "社会保险费征缴核定材料"];
    let (exit, answer) = import(&site, "征缴科-2009-缴费核定.xlsx", &decisions);
    assert_eq!(exit, 3);
    assert_eq!(counts(&answer), (60, 57, 57));
    let expected = [(27, "no_such_day"), (45, "page_count_missing"), (56, "duplicate_row")];
    assert_eq!(blocking(&answer), expected.map(|(row, kind)| (row, kind.to_owned())));
    assert_eq!(answer["volumes"][0]["period"], "100年");
    assert!(
        codes(&answer)
            .iter()
            .all(|code| code.starts_with("2009-ZJ-社会保险费征缴核定材料-") && code.ends_with("-H"))
    );
    // 60 dates: every fifth is ISO text and every sixth a real date; the rest are listed as normalised
    assert!(kinds(&answer, "date_shape").len() >= 38, "{answer}");
    assert_eq!(kinds(&answer, "total_row"), [65]);
    let (_, found) = cli(&site, &["find", "芜社险〔2009〕3号"]);
    assert!(found["total"].as_u64() >= Some(1));
    let (_, volume) = cli(&site, &["volume", "show", codes(&answer)[0]]);
    let items = volume["items"].as_array().expect("items");
    assert!(items.iter().all(|item| item["description"]["units"].as_array().map(Vec::len) == Some(1)));
    assert!(items.iter().any(|item| item["batch_row"] == 17), "the hidden row is a record");
    again_changes_nothing(&site, "征缴科-2009-缴费核定.xlsx", &decisions, 57);
}

#[test]
fn certifications_with_lost_digits_and_fifteen_digit_numbers() {
    let site = Desk::founded();
    let decisions = ["--class", "GL", "--step", "社会保险待遇领取资格验证材料", "--year", "2012"];
    let (_, answer) = import(&site, "异地协助认证表-2012.xlsx", &decisions);
    assert_eq!(counts(&answer), (120, 117, 117));
    assert_eq!(blocking(&answer), [19, 59, 99].map(|row| (row, "id_digits_lost".to_owned())));
    assert_eq!(kinds(&answer, "id_15_to_18"), [31, 71, 111]);
    assert_eq!(codes(&answer), ["2012-GL-社会保险待遇领取资格验证材料-1-117-C"]);
    let (_, found) = cli(&site, &["find", "340200201200030"]);
    assert_eq!(found["total"], 1, "the form number is the document number");
    let (_, volume) = cli(&site, &["volume", "show", codes(&answer)[0]]);
    let items = volume["items"].as_array().expect("items");
    let dead = items.iter().filter(|item| item["description"].to_string().contains("是否健在：否"));
    let rows: Vec<u64> = dead.filter_map(|item| item["batch_row"].as_u64()).collect();
    assert_eq!(rows, [13, 43, 73, 103]);
    again_changes_nothing(&site, "异地协助认证表-2012.xlsx", &decisions, 117);
}

#[test]
fn registrations_in_gb18030_with_full_width_digits() {
    let site = Desk::founded();
    let decisions = ["--class", "GL", "--step", "参保单位登记材料", "--year", "2009"];
    let (exit, answer) = import(&site, "参保单位登记-2009.csv", &decisions);
    assert_eq!((exit, counts(&answer)), (0, (40, 40, 40)));
    assert_eq!(kinds(&answer, "full_width"), [5, 15, 25, 35]);
    assert_eq!(answer["volumes"][0]["period"], "永久");
    again_changes_nothing(&site, "参保单位登记-2009.csv", &decisions, 40);
}

#[test]
fn accounting_papers_of_two_years_suggested_from_their_titles() {
    let site = Desk::founded();
    let decisions = ["--class", "YL", "--suggest"];
    let (exit, answer) = import(&site, "养老会计档案-2009-2016.csv", &decisions);
    assert_eq!((exit, counts(&answer)), (0, (34, 34, 34)), "{answer}");
    assert_eq!(kinds(&answer, "suggested").len(), 34);
    let letters = |year: &str, step: &str| -> Vec<String> {
        let of = format!("{year}-YL-{step}-");
        let mut letters: Vec<String> = codes(&answer)
            .iter()
            .filter(|code| code.starts_with(&of))
            .filter_map(|code| Some(code.rsplit_once('-')?.1.to_owned()))
            .collect();
        letters.sort();
        letters.dedup();
        letters
    };
    assert_eq!(letters("2009", "会计凭证类"), ["E", "G"]);
    assert_eq!(letters("2009", "会计账簿类"), ["25", "E"]);
    assert_eq!(letters("2009", "财务报告类"), ["G", "Y"]);
    assert_eq!(letters("2016", "会计凭证类"), ["D", "F"]);
    assert_eq!(letters("2016", "会计账簿类"), ["D"]);
    assert_eq!(letters("2016", "财务报告类"), ["F", "Y"]);
    for (title, year, outcome) in [
        ("养老保险记账凭证（1月）", 2009, "2040-01-01"),
        ("总账", 2009, "2040-01-01"),
        ("现金、银行存款日记账", 2009, "2040-01-01"),
        ("银行余额调节表和银行对账单", 2009, "reached_unappraised"),
        ("会计月、季度报表", 2009, "reached_unappraised"),
        ("会计年报（决算）", 2009, ""),
        ("养老保险记账凭证（1月）", 2016, "2047-01-01"),
        ("总账", 2016, "2047-01-01"),
        ("银行余额调节表和银行对账单", 2016, "2027-01-01"),
        ("会计月、季度报表", 2016, "2027-01-01"),
        ("会计年报（决算）", 2016, ""),
    ] {
        let (_, found) = cli(&site, &["find", title, "--year", &year.to_string()]);
        let id = found["hits"][0]["id"].as_i64().expect("found").to_string();
        let (_, item) = cli(&site, &["item", "show", &id]);
        let got = item["item"]["eligible_on"].as_str().or(item["item"]["question"].as_str()).unwrap_or("");
        assert_eq!(got, outcome, "{year} {title}");
    }
    // explained, and listed apart
    let code = codes(&answer)
        .into_iter()
        .find(|code| code.starts_with("2009-YL-会计凭证类-1-") && code.ends_with("-E"))
        .expect("vouchers");
    let (_, explained) = cli(&site, &["retention", "explain", code]);
    let why = explained[0]["retention"]["why"].as_str().expect("a sentence");
    assert!(why.contains("财会〔2016〕3号") && why.contains("2040-01-01") && why.contains("30"), "{why}");
    let (_, report) = cli(&site, &["retention", "report", "--year", "2039"]);
    assert_eq!(report["questions"].as_array().map(Vec::len), Some(2), "the 2009 papers kept five years");
    assert!(
        report["rows"].as_array().expect("rows").iter().all(|row| row["eligible_on"].as_str() < Some("2040"))
    );
    again_changes_nothing(&site, "养老会计档案-2009-2016.csv", &decisions, 34);
}

#[test]
fn old_codes_each_planted_contradiction_with_its_reason() {
    let site = Desk::founded();
    let (exit, answer) = import(&site, "旧系统导出.txt", &[]);
    assert_eq!((exit, counts(&answer)), (3, (13, 7, 7)), "{answer}");
    let expected = [
        (2, "step_in_other_class"),
        (5, "pages_overlap"),
        (8, "ambiguous"),
        (9, "period_mismatch"),
        (12, "unknown_class"),
        (14, "year_in_future"),
    ];
    assert_eq!(blocking(&answer), expected.map(|(row, kind)| (row, kind.to_owned())));
    assert_eq!(kinds(&answer, "full_width"), [11]);
    let (_, unemployment) = cli(&site, &["find", "失业人员名单"]);
    assert_eq!(unemployment["hits"][0]["names"]["class"], "失业保险待遇类");
    let (_, maternity) = cli(&site, &["find", "妊娠登记表"]);
    assert_eq!(maternity["hits"][0]["names"]["class"], "生育保险待遇类");
    let (_, journal) = cli(&site, &["find", "2010-YL-现金、银行存款日记账-1-1-25"]);
    assert_eq!(journal["hits"][0]["code"], "2010-YL-现金、银行存款日记账-1-1-25", "right as it stands");
    again_changes_nothing(&site, "旧系统导出.txt", &[], 7);
}

#[test]
fn a_registration_in_traditional_characters_is_found_in_both() {
    let site = Desk::founded();
    let decisions = ["--class", "GL", "--step", "参保人员登记材料", "--year", "2015"];
    let (exit, answer) = import(&site, "全民參保登記-2015.xlsx", &decisions);
    assert_eq!((exit, counts(&answer)), (0, (30, 30, 30)), "{answer}");
    assert_eq!(kinds(&answer, "nearest_unverified").len(), 30, "the nearest rule is shown as unverified");
    assert_eq!(answer["volumes"][0]["period"], "100年");
    for (typed, other) in [("孙志", "孫志"), ("单庆娟", "單庆娟"), ("镜湖", "鏡湖")] {
        let (_, simplified) = cli(&site, &["find", typed]);
        let (_, traditional) = cli(&site, &["find", other]);
        assert!(simplified["total"].as_u64() > Some(0), "{typed}");
        assert_eq!(simplified["total"], traditional["total"], "{typed} and {other}");
    }
    again_changes_nothing(&site, "全民參保登記-2015.xlsx", &decisions, 30);
}

#[test]
fn codes_are_read_as_the_scheme_and_its_annex_say() {
    let site = Desk::founded();
    let (exit, wrong_class) = cli(&site, &["code", "parse", "2009-ZJ-参保单位登记材料-1-50-Y"]);
    assert_eq!(exit, 3);
    assert_eq!(wrong_class["problems"][0]["kind"], "step_in_other_class");
    assert!(wrong_class["problems"][0]["message"].as_str().expect("a sentence").contains("GL"));
    assert_eq!(wrong_class["readings"][0]["class_id"], "management");
    let (_, unemployment) = cli(&site, &["code", "parse", "2010-SY-失业备案材料-1-1-F"]);
    let (_, maternity) = cli(&site, &["code", "parse", "2010-SY-妊娠登记材料-1-1-F"]);
    assert_eq!(
        (&unemployment["readings"][0]["class_id"], &maternity["readings"][0]["class_id"]),
        (&"unemployment".into(), &"maternity".into())
    );
    let (exit, shared) = cli(&site, &["code", "parse", "2010-SY-支付明细表和汇总表-1-1-D"]);
    assert_eq!((exit, shared["readings"].as_array().map(Vec::len)), (3, Some(2)));
    assert_eq!(shared["problems"][0]["kind"], "ambiguous");
}
