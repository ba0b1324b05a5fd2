//! What a row says and what the person says, table by table.

use std::sync::LazyLock;

use super::*;
use crate::general::problem::Weight;
use crate::receiving::columns::{Column, Mapping};
use crate::receiving::rows::RowKind;
use crate::records::item::Description;
use crate::schemes::code;
use crate::schemes::scheme::PageMeaning;
use crate::values::date::RecordDate;

static HINTS: LazyLock<Hints> = LazyLock::new(Hints::default);
static MAPPING: LazyLock<Mapping> = LazyLock::new(|| Mapping {
    columns: vec![Column { index: 0, heading: "材料".into(), field: Some(Field::Title) }],
});

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn row(title: &str) -> RowRead {
    RowRead {
        row: 7,
        hidden: false,
        kind: RowKind::Record,
        description: Description {
            title: title.into(),
            pages: 3,
            date: RecordDate::from_iso("2009-03-01"),
            ..Description::default()
        },
        page_from: None,
        year: None,
        class: None,
        insurance: None,
        step: None,
        period: None,
        code: None,
        fonds: None,
        volume: None,
        changes: Vec::new(),
        problems: Vec::new(),
    }
}

fn guide<'a>(schemes: &'a Schemes, class: &str, step: Option<&'a str>) -> Guide<'a> {
    let scheme = schemes.scheme("wuhu-2009").unwrap();
    Guide {
        schemes,
        scheme,
        fonds: "0211",
        year: Some(2009),
        classes: if class.is_empty() { Vec::new() } else { scheme.classes_called(class) },
        step,
        hints: &HINTS,
        paper: None,
        suggest: false,
        classifier: Classifier::new(scheme),
        mapping: &MAPPING,
        today: today(),
        simplify: &|text| text.to_owned(),
        met: Default::default(),
    }
}

/// Kinds of what blocks, or the step it was placed under.
fn outcome(placed: &PlacedRow) -> Result<&str, Vec<&str>> {
    let blocking: Vec<&str> = placed
        .problems
        .iter()
        .filter(|problem| problem.is_blocking())
        .map(|problem| problem.kind.as_str())
        .collect();
    match &placed.draft {
        Some(draft) if blocking.is_empty() => Ok(draft.place.step_id.as_str()),
        _ => Err(blocking),
    }
}

#[test]
fn class_and_step_given_by_the_person() {
    let schemes = crate::schemes::code::tests::shipped();
    for (class, step, expected) in [
        ("ZJ", Some("社会保险费征缴核定材料"), Ok("contribution-assessment")),
        ("zj", Some("二(一)"), Ok("contribution-assessment")),
        ("养老", Some("养老保险待遇核定材料"), Ok("pension-assessment")),
        ("", Some("参保单位登记材料"), Ok("unit-registration")),
        ("ZJ", Some("参保单位登记材料"), Err(vec!["step_in_other_class"])),
        ("GL", Some("没有的环节"), Err(vec!["unknown_step"])),
        ("SY", Some("支付明细表和汇总表"), Err(vec!["ambiguous"])),
        ("maternity", Some("支付明细表和汇总表"), Ok("maternity-payment-details")),
        ("YL", Some("会计凭证类"), Err(vec!["rule_missing"])),
        ("YL", Some("总账"), Ok("pension-ledgers")),
        ("YL", None, Err(vec!["step_missing"])),
    ] {
        let placed = guide(schemes, class, step).place(row("一份材料"));
        assert_eq!(outcome(&placed), expected, "{class} {step:?}");
        assert!(placed.problems.iter().all(|problem| problem.row == Some(7)));
    }
}

#[test]
fn a_suggestion_is_taken_only_when_asked_for_and_then_listed() {
    let schemes = crate::schemes::code::tests::shipped();
    let mut guide = guide(schemes, "YL", None);
    let asked = guide.place(row("养老保险记账凭证（1月）"));
    assert_eq!(outcome(&asked), Err(vec!["step_missing"]));
    assert!(asked.problems[0].fix.zh.contains("会计凭证类"), "the suggestion stands in the advice");
    guide.suggest = true;
    let taken = guide.place(row("养老保险记账凭证（1月）"));
    assert_eq!(outcome(&taken), Ok("pension-vouchers"));
    assert_eq!(taken.changes.iter().map(|change| change.kind.as_str()).collect::<Vec<_>>(), ["suggested"]);
    assert_eq!(taken.draft.unwrap().place.period, RetentionPeriod::Years(15));
}

#[test]
fn what_the_row_says_against_what_the_person_says() {
    let schemes = crate::schemes::code::tests::shipped();
    let check = |change: &dyn Fn(&mut RowRead, &mut Guide), expected: Result<&str, Vec<&str>>| {
        let (mut read, mut guide) = (row("缴费核定表"), guide(schemes, "ZJ", Some("社会保险费征缴核定材料")));
        change(&mut read, &mut guide);
        let placed = guide.place(read);
        assert_eq!(outcome(&placed), expected);
    };
    let placed = Ok("contribution-assessment");
    check(&|_, _| (), placed.clone());
    check(&|row, _| row.class = Some("社会保险费征缴类".into()), placed.clone());
    check(&|row, _| row.class = Some("YL".into()), Err(vec!["class_disagrees"]));
    check(&|row, _| row.step = Some("社会保险费征缴核定材料".into()), placed.clone());
    check(&|row, _| row.step = Some("二(一)".into()), placed.clone());
    check(&|row, _| row.step = Some("没有的环节".into()), Err(vec!["unknown_step"]));
    check(&|row, _| row.step = Some("参保单位登记材料".into()), Err(vec!["step_in_other_class"]));
    check(&|row, _| row.class = Some("XX".into()), Err(vec!["unknown_class"]));
    check(&|row, _| row.insurance = Some("医疗保险".into()), placed.clone());
    check(&|row, _| row.year = Some(2010), Err(vec!["year_disagrees"]));
    check(&|_, guide| guide.year = None, Err(vec!["year_missing"]));
    check(&|_, guide| guide.year = Some(2027), Err(vec!["year_in_future"]));
    check(&|row, _| row.period = Some("〔100年〕".into()), placed.clone());
    check(&|row, _| row.period = Some("H".into()), placed.clone());
    check(&|row, _| row.period = Some("10年".into()), Err(vec!["period_mismatch"]));
    for text in ["长期", "短期", "十年", "10", "永久保存", "若干年", "C〔100年〕"] {
        let kind = match text {
            "长期" | "短期" => "former_period",
            "若干年" | "C〔100年〕" => "period_unreadable",
            _ => "period_mismatch",
        };
        check(&|row, _| row.period = Some(text.into()), Err(vec![kind]));
    }
    for text in ["一百年", "100", "定期100年", "100年。"] {
        check(&|row, _| row.period = Some(text.into()), placed.clone());
    }
    check(
        &|row, _| row.description.date = RecordDate::from_iso("2010-01-03"),
        Err(vec!["date_outside_year"]),
    );
    check(&|row, _| row.description.date = None, placed);
}

#[test]
fn a_code_says_everything_or_goes_back() {
    let schemes = crate::schemes::code::tests::shipped();
    let check = |code: &str, page_from: Option<u32>, expected: Result<&str, Vec<&str>>| {
        let mut read = row("基本养老金核定表");
        (read.code, read.page_from, read.description.date) = (Some(code.into()), page_from, None);
        let placed = Guide { year: None, ..guide(schemes, "", None) }.place(read);
        assert_eq!(outcome(&placed), expected, "{code}");
        placed
    };
    let placed = check("2010-YL-养老保险待遇核定材料-4-12-C", Some(12), Ok("pension-assessment"));
    let draft = placed.draft.unwrap();
    assert_eq!((draft.place.year, draft.given), (2010, Some(CodedSpot { volume: 4, page: 12 })));
    check("2010-YL-养老保险待遇核定材料-4-12-C", Some(13), Err(vec!["page_mismatch"]));
    let shorter = check("2010-YL-养老保险待遇核定材料-4-12-D", None, Err(vec!["period_mismatch"]));
    assert!(shorter.draft.is_none(), "a period is a minimum");
    // a longer one is asked about and, once accepted, kept
    let longer = check("2010-YL-养老保险待遇核定材料-4-12-Y", None, Err(vec!["period_mismatch"]));
    assert_eq!(longer.draft.map(|draft| draft.place.period), Some(RetentionPeriod::Permanent));
    check("2010-YL-现金、银行存款日记账-1-1-25", None, Ok("pension-ledgers"));
    check("2009-YL-会计账簿类-1-1-E", None, Ok("pension-ledgers"));
}

#[test]
fn the_nearest_rule_is_said_to_be_unverified() {
    let schemes = crate::schemes::code::tests::shipped();
    let placed = guide(schemes, "GL", Some("参保人员登记材料")).place(row("全民参保登记表"));
    assert_eq!(outcome(&placed), Ok("person-registration"));
    assert_eq!(placed.changes[0].kind, "nearest_unverified");
    assert!(placed.problems.iter().all(|problem| problem.weight == Weight::Notice));
}

#[test]
fn columns_and_decisions_that_say_otherwise_than_the_code_are_asked_about() {
    let schemes = crate::schemes::code::tests::shipped();
    let check = |change: &dyn Fn(&mut RowRead, &mut Guide), expected: Result<&str, Vec<&str>>| {
        let mut read = row("基本养老金核定表");
        read.code = Some("2009-YL-养老保险待遇核定材料-4-12-C".into());
        let mut guide = Guide { year: None, ..guide(schemes, "", None) };
        change(&mut read, &mut guide);
        let placed = guide.place(read);
        assert_eq!(outcome(&placed), expected);
        assert!(placed.draft.is_some_and(|draft| draft.place.year == 2009), "accepted, the code rules");
    };
    let placed = Ok("pension-assessment");
    check(&|row, _| row.year = Some(2009), placed.clone());
    check(&|row, _| row.year = Some(2010), Err(vec!["code_disagrees"]));
    check(&|_, guide| guide.year = Some(2010), Err(vec!["code_disagrees"]));
    check(&|row, _| row.class = Some("养老".into()), placed.clone());
    check(&|row, _| row.class = Some("ZJ".into()), Err(vec!["code_disagrees"]));
    check(&|_, guide| guide.classes = guide.scheme.classes_called("GL"), Err(vec!["code_disagrees"]));
    check(&|row, _| row.step = Some("养老保险待遇核定材料".into()), placed.clone());
    check(&|_, guide| guide.step = Some("参保单位登记材料"), Err(vec!["code_disagrees"]));
}

#[test]
fn a_code_that_says_the_last_page_gives_the_first_or_goes_back() {
    let schemes = crate::schemes::code::tests::shipped();
    let scheme = schemes.schemes.iter().find(|one| one.pattern.item_page == PageMeaning::Last).unwrap();
    let step = scheme.classes.iter().flat_map(|class| class.steps.iter().map(move |step| (class, step)));
    let (class, step) = step.into_iter().find(|(_, step)| step.rules.len() == 1).unwrap();
    let year = scheme.valid_from.unwrap_or(2020);
    let (period, _) = schemes.period_of(scheme, step, 0, year).unwrap();
    let code = |page: u32| {
        let parts = code::CodeParts {
            fonds: "0211",
            year,
            class_id: &class.id,
            step_id: &step.id,
            step_text: None,
            period,
            volume: 2,
        };
        parts.print(scheme, page)
    };
    let place = |page: u32| {
        let mut read = row("一份材料");
        (read.code, read.description.date) = (Some(code(page)), None);
        let of_scheme = Guide { year: None, scheme, ..guide(schemes, "", None) };
        Guide { classifier: Classifier::new(scheme), ..of_scheme }.place(read)
    };
    assert_eq!(place(12).draft.unwrap().given, Some(CodedSpot { volume: 2, page: 10 }));
    let impossible = place(2);
    assert_eq!((outcome(&impossible), impossible.draft.is_none()), (Err(vec!["page_from_missing"]), true));
}

#[test]
fn a_step_given_for_the_sheet_never_overrules_the_rows_own() {
    let schemes = crate::schemes::code::tests::shipped();
    let mut guide = guide(schemes, "GL", Some("社会保险待遇领取资格验证材料"));
    let mut of_row = |step: &str| {
        let mut read = row("参保单位登记表");
        read.step = Some(step.into());
        guide.place(read)
    };
    for _ in 0..2 {
        // asked of every row, also of those whose step was met before
        let placed = of_row("参保单位登记材料");
        assert_eq!(outcome(&placed), Err(vec!["step_disagrees"]));
        let place = placed.draft.unwrap().place;
        assert_eq!((place.step_id.as_str(), place.period), ("unit-registration", RetentionPeriod::Permanent));
    }
    assert_eq!(outcome(&of_row("一(一)")), Err(vec!["step_disagrees"]));
    assert_eq!(outcome(&of_row("不存在的环节")), Err(vec!["unknown_step"]));
    assert_eq!(outcome(&of_row("社会保险费征缴核定材料")), Err(vec!["step_in_other_class"]));
    assert!(outcome(&of_row("社会保险待遇领取资格验证材料")).is_ok());
}

#[test]
fn an_accounting_block_and_its_papers_do_not_contradict_each_other() {
    let schemes = crate::schemes::code::tests::shipped();
    for (given, own, expected) in [
        ("会计凭证类", "会计凭证类", Err(vec!["rule_missing"])),
        ("会计账簿类", "总账", Ok("pension-ledgers")),
        ("总账", "会计账簿类", Ok("pension-ledgers")),
        ("总账", "现金日记账", Err(vec!["step_disagrees"])),
    ] {
        let mut read = row("一本账");
        read.step = Some(own.into());
        let placed = guide(schemes, "YL", Some(given)).place(read);
        assert_eq!(outcome(&placed), expected, "{given} {own}");
    }
}

#[test]
fn insurance_and_title_lines_are_never_overruled_in_silence() {
    let schemes = crate::schemes::code::tests::shipped();
    let placed = |insurance: Option<&str>, hints: &Hints| {
        let mut read = row("养老保险待遇核定表");
        read.insurance = insurance.map(str::to_owned);
        let guide = Guide { hints, ..guide(schemes, "YL", Some("养老保险待遇核定材料")) };
        let mut guide = guide;
        outcome(&guide.place(read)).map(str::to_owned).map_err(|kinds| kinds.join(" "))
    };
    let none = Hints::default();
    let fine = Ok("pension-assessment".to_owned());
    let asked = |kind: &str| Err::<String, String>(kind.to_owned());
    assert_eq!(placed(Some("城镇职工养老保险"), &none), fine);
    assert_eq!(placed(Some("养老、失业"), &none), fine, "one of several");
    assert_eq!(placed(Some("失业保险"), &none), asked("insurance_disagrees"));
    assert_eq!(placed(None, &Hints { class: Some("失业".into()), ..none.clone() }), asked("class_disagrees"));
    assert_eq!(placed(None, &Hints { class: Some("养老".into()), ..none.clone() }), fine);
    assert_eq!(placed(None, &Hints { step: Some("二(一)".into()), ..none.clone() }), asked("step_disagrees"));
    assert_eq!(placed(None, &Hints { year: Some(2010), ..none.clone() }), asked("year_disagrees"));
    assert_eq!(placed(None, &Hints { period: Some("长期".into()), ..none.clone() }), asked("former_period"));
}

/// What is asked of a row of 2009 in an import of 2009.
fn guide_of_2009(schemes: &Schemes, hints: &Hints) -> String {
    let mut guide =
        Guide { hints, year: Some(2009), ..guide(schemes, "YL", Some("养老保险待遇核定材料")) };
    let placed = guide.place(RowRead { year: Some(2009), ..row("养老保险待遇核定表") });
    let asked = placed.problems.iter().filter(|problem| problem.is_blocking());
    asked.map(|problem| problem.kind.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_title_line_against_the_rows_own_year_period_and_code() {
    let schemes = crate::schemes::code::tests::shipped();
    let place = |hints: &Hints, change: &dyn Fn(&mut RowRead)| {
        let mut read = row("养老保险待遇核定表");
        change(&mut read);
        let mut guide =
            Guide { hints, year: None, ..guide(schemes, "YL", Some("养老保险待遇核定材料")) };
        if read.code.is_some() {
            (guide.classes, guide.step) = (Vec::new(), None);
        }
        let placed = guide.place(read);
        let kinds = placed.problems.iter().filter(|problem| problem.is_blocking());
        (kinds.map(|problem| problem.kind.clone()).collect::<Vec<_>>().join(" "), placed)
    };
    let line = |text: &str| Hints { year: Some(2009), period: Some(text.into()), ..Hints::default() };
    let of_year = |year: i32| move |read: &mut RowRead| read.year = Some(year);
    let told = |hints: &Hints, year: i32| place(hints, &of_year(year)).0;
    assert_eq!(told(&line("50年"), 2009), "");
    let (asked, placed) = place(&Hints { year: Some(2010), ..Hints::default() }, &of_year(2009));
    assert_eq!((asked.as_str(), placed.draft.unwrap().place.year), ("year_disagrees", 2009));

    let both = guide_of_2009(schemes, &Hints { year: Some(2010), ..Hints::default() });
    assert_eq!(both, "year_disagrees");

    let with_period = |hints: &Hints, text: &str| {
        let (asked, placed) =
            place(hints, &|read| (read.year, read.period) = (Some(2009), Some(text.into())));
        let shaped = placed.changes.iter().any(|change| change.kind == "period_shape");
        (asked, shaped)
    };
    let fine = |shaped: bool| (String::new(), shaped);
    assert_eq!(with_period(&line("永久、50年"), "50年"), fine(false));
    assert_eq!(with_period(&line("永久、50年"), "若干年").0, "period_unreadable");
    assert_eq!(told(&line("永久、50年"), 2009), "period_unreadable");
    assert_eq!(with_period(&line("永久"), "50年").0, "period_mismatch");
    for (text, shaped) in [
        ("50年", false),
        ("50", false),
        ("C", false),
        ("D50", true),
        ("50.0", true),
        ("〔50年〕", true),
        ("50 years", true),
    ] {
        assert_eq!(with_period(&Hints::default(), text), fine(shaped), "{text}");
    }

    let fonds = |text: &str| {
        let (asked, placed) =
            place(&Hints::default(), &|read| (read.year, read.fonds) = (Some(2009), Some(text.into())));
        (asked, placed.changes.iter().any(|change| change.kind == "fonds_shape"))
    };
    assert_eq!((fonds("0211"), fonds("211"), fonds("0211号")), (fine(false), fine(true), fine(true)));
    for other in ["0212", "02110", "市社保局", "2011"] {
        assert_eq!(fonds(other), ("fonds_disagrees".into(), false), "{other}");
    }
    let volume = |text: &str| {
        let code = "2009-YL-养老保险待遇核定材料-4-12-C".to_owned();
        place(&Hints::default(), &|read| {
            (read.year, read.code, read.volume) = (Some(2009), Some(code.clone()), Some(text.into()));
        })
        .0
    };
    assert_eq!((volume("4"), volume("0004"), volume("第4卷")), (String::new(), String::new(), String::new()));
    assert_eq!((volume("5").as_str(), volume("四、五").as_str()), ("code_disagrees", "code_disagrees"));

    let coded = |hints: &Hints| {
        place(hints, &|read| read.code = Some("2009-YL-养老保险待遇核定材料-4-12-C".into())).0
    };
    assert_eq!(coded(&Hints { year: Some(2009), class: Some("养老".into()), ..Hints::default() }), "");
    assert_eq!(coded(&Hints { year: Some(2010), ..Hints::default() }), "code_disagrees");
    assert_eq!(coded(&Hints { class: Some("失业".into()), ..Hints::default() }), "code_disagrees");
}

#[test]
fn a_day_that_has_not_come_is_asked_about() {
    let schemes = crate::schemes::code::tests::shipped();
    let placed = |date: &str, end: Option<&str>| {
        let mut read = row("一份材料");
        read.description.date = RecordDate::from_iso(date);
        read.description.date_end = end.and_then(RecordDate::from_iso);
        let mut guide = Guide {
            year: Some(2026),
            ..guide(schemes, "GL", Some("社会保险待遇领取资格验证材料"))
        };
        outcome(&guide.place(read)).map(str::to_owned).map_err(|kinds| kinds.join(" "))
    };
    for (date, end) in [("2026-11-22", None), ("2026-12", None), ("2026-01-01", Some("2026-12-31"))] {
        assert_eq!(placed(date, end), Err("date_after_today".to_owned()), "{date}");
    }
    for date in ["2026-11-21", "2026-11", "2026"] {
        assert!(placed(date, None).is_ok(), "{date}");
    }
}

#[test]
fn a_year_the_scheme_is_not_for_is_asked_about() {
    let schemes = crate::schemes::code::tests::shipped();
    let scheme = schemes.schemes.iter().find(|one| one.valid_to.is_some()).unwrap();
    let (from, to) = (scheme.valid_from.unwrap(), scheme.valid_to.unwrap());
    let class = &scheme.classes[0];
    let placed = |year: i32| {
        let read = RowRead { year: Some(year), ..row(&class.steps[0].name) };
        let read = RowRead {
            description: Description { date: None, ..read.description },
            step: Some(class.steps[0].name.clone()),
            ..read
        };
        let of_scheme = guide(schemes, "", None);
        let classes = vec![class];
        let classifier = Classifier::new(scheme);
        outcome(&Guide { scheme, year: None, classes, classifier, ..of_scheme }.place(read))
            .map(str::to_owned)
            .map_err(|kinds| kinds.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(placed(from), Ok(class.steps[0].id.clone()));
    assert_eq!(placed(to), Ok(class.steps[0].id.clone()));
    for year in [from - 1, to + 1] {
        assert_eq!(placed(year), Err(vec!["year_outside_scheme".to_owned()]), "{year}");
    }
}
