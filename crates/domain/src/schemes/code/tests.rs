use std::cmp::Reverse;
use std::sync::OnceLock;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::general::masking::WholeFor;
use crate::schemes::scheme::Schemes;

/// Every scheme and accounting table that ships.
pub(crate) fn shipped() -> &'static Schemes {
    static SHIPPED: OnceLock<Schemes> = OnceLock::new();
    SHIPPED.get_or_init(read_shipped)
}

fn read_shipped() -> Schemes {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemes");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    let (schemes, problems) = Schemes::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    assert_eq!(problems, []);
    schemes
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 1).unwrap()
}

fn wuhu(text: &str) -> Parsed {
    let schemes = shipped();
    parse(text, schemes.scheme("wuhu-2009").unwrap(), schemes, today())
}

/// `class_id step_id` of every reading.
fn readings(parsed: &Parsed) -> Vec<String> {
    parsed.readings.iter().map(|code| format!("{} {}", code.class_id, code.step_id)).collect()
}

fn kinds(parsed: &Parsed) -> Vec<&str> {
    parsed.problems.iter().map(|problem| problem.kind.as_str()).collect()
}

fn change_kinds(parsed: &Parsed) -> Vec<&str> {
    parsed.changes.iter().map(|change| change.kind.as_str()).collect()
}

#[test]
fn codes_of_the_old_system() {
    let table: &[(&str, &[&str], &[&str])] = &[
        ("2009-ZJ-参保单位登记材料-1-50-Y", &["management unit-registration"], &["step_in_other_class"]),
        ("2009-GL-参保单位登记材料-1-1-Y", &["management unit-registration"], &[]),
        ("2010-SY-失业备案材料-1-1-F", &["unemployment unemployment-registration"], &[]),
        ("2010-SY-妊娠登记材料-1-1-F", &["maternity pregnancy-registration"], &[]),
        (
            "2010-SY-支付明细表和汇总表-1-1-D",
            &["unemployment unemployment-payment-details", "maternity maternity-payment-details"],
            &["ambiguous"],
        ),
        ("2010-YL-养老保险待遇核定材料-3-1-D", &["pension pension-assessment"], &["period_mismatch"]),
        ("2010-YL-养老保险待遇核定材料-4-1-C", &["pension pension-assessment"], &[]),
        ("2010-XX-养老保险待遇核定材料-6-1-C", &[], &["unknown_class"]),
        ("2010-YL-现金、银行存款日记账-1-1-25", &["pension pension-ledgers"], &[]),
        ("2110-YL-养老保险待遇核定材料-1-1-C", &["pension pension-assessment"], &["year_in_future"]),
    ];
    for (text, expected, problems) in table {
        let parsed = wuhu(text);
        assert_eq!(readings(&parsed), *expected, "{text}");
        assert_eq!(kinds(&parsed), *problems, "{text}");
        assert!(parsed.changes.is_empty(), "{text}: {:?}", parsed.changes);
    }
}

#[test]
fn a_full_width_code_reads_right_and_says_so() {
    let parsed = wuhu("２０１０－ＹＬ－养老保险待遇核定材料－５－１－Ｃ");
    assert_eq!(kinds(&parsed), [""; 0]);
    assert_eq!(change_kinds(&parsed), ["full_width"]);
    assert_eq!(parsed.changes[0].to, "2010-YL-养老保险待遇核定材料-5-1-C");
    assert_eq!(parsed.clear().map(|code| (code.volume, code.page)), Some((5, 1)));
}

#[test]
fn spellings_are_normalised_and_each_is_told() {
    let table: &[(&str, &[&str])] = &[
        ("2009—GL–参保单位登记材料―1‐1−Y", &["dash"]),
        ("2009～GL~参保单位登记材料─1-1-Y", &["dash"]),
        (" 2009-G L-参保单位\u{3000}登记材料-1-1-Y\t", &["blank"]),
        ("2009-gl-参保单位登记材料-1-1-y", &["letter_case"]),
        ("二〇〇九年-GL-参保单位登记材料-1-1-Y", &["year_shape"]),
        ("2009-GL-参保单位登记材料-01-001-Y", &["padding"]),
        ("2009-GL-参保单位登记材料-1-1-永久", &["period_shape"]),
        ("2009-GL-社会保险卡（证、手册）管理材料-1-1-50年", &["full_width", "period_shape"]),
    ];
    for (text, expected) in table {
        let parsed = wuhu(text);
        let code = parsed.clear().unwrap_or_else(|| panic!("{text}: {parsed:?}"));
        assert_eq!(change_kinds(&parsed), *expected, "{text}");
        let schemes = shipped();
        assert_eq!(parsed.changes[0].to, code.print(schemes.scheme("wuhu-2009").unwrap()), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let table: &[(&str, &[&str])] = &[
        ("", &["code_missing"]),
        (" \u{3000}", &["code_missing"]),
        ("2009-GL-参保单位登记材料-1-Y", &["too_few_parts"]),
        ("09-GL-参保单位登记材料-1-1-Y", &["year_shape"]),
        ("2OO9-GL-参保单位登记材料-1-1-Y", &["letter_for_digit"]),
        ("0009-GL-参保单位登记材料-1-1-Y", &["year_too_early"]),
        ("2009-GL-参保单位登记材料-0-0-Y", &["volume_zero", "page_zero"]),
        ("2009-GL-参保单位登记材料-1.5-十二-Y", &["volume_shape", "page_shape"]),
        ("2009-GL-参保单位登记材料-99999999999-1-Y", &["volume_too_large"]),
        ("2009-GL-参保单位登记材料-4294967295-1-Y", &["volume_too_large"]),
        ("2009-GL-参保单位登记材料-1-4294967295-Y", &["page_too_large"]),
        ("2009-GL-参保单位登记材料-1-1-Z", &["unknown_period"]),
        ("2009-GL-参保单位登记材料-1-1-百年", &["unknown_period"]),
        ("2009-GL-参保单位登记材科-1-1-Y", &["unknown_step"]),
        ("2009-GL--1-1-Y", &["unknown_step"]),
        ("2009--参保单位登记材料-1-1-Y", &["unknown_class"]),
        ("2010-YL-养老保险待遇核定材料-1-1-С", &["look_alike"]),
        ("2010-ΥL-养老保险待遇核定材料-1-1-C", &["look_alike"]),
        ("2009-GL-参保单位登记材料\u{202e}-1-1-Y", &["forbidden_character"]),
    ];
    for (text, expected) in table {
        let parsed = wuhu(text);
        assert_eq!(kinds(&parsed), *expected, "{text}");
        assert!(parsed.readings.is_empty(), "{text}");
    }
}

#[test]
fn problems_say_where_the_step_belongs() {
    let said = |text: &str| {
        let problem = wuhu(text).problems.remove(0);
        format!("{} {}", problem.message.zh, problem.fix.zh)
    };
    assert!(said("2009-ZJ-参保单位登记材料-1-50-Y").contains("属于 GL"));
    assert!(said("2010-XX-养老保险待遇核定材料-6-1-C").contains("YL 养老保险待遇类"));
    assert!(said("2010-YL-养老保险待遇核定材料-3-1-D").contains("50年（C）"));
    assert!(said("2009-GL-参保单位登记材科-1-1-Y").contains("GL-参保单位登记材料"));
    // the same step under six classes: every one is a reading, and the class code is wrong all the same
    let ledgers = wuhu("2009-TJ-总账-1-1-E");
    assert!(ledgers.readings.len() > 1);
    assert_eq!(kinds(&ledgers), ["step_in_other_class", "ambiguous"]);
}

#[test]
fn accounting_codes_carry_the_period_of_their_year() {
    let clear = |text: &str| wuhu(text).clear().map(|code| code.rule);
    assert_eq!(clear("2009-YL-记账凭证-1-1-E"), Some(Some(0)));
    assert_eq!(clear("2016-YL-记账凭证-1-1-D"), Some(Some(0)));
    assert_eq!(clear("2016-YL-记账凭证-1-1-E"), None);
    assert_eq!(clear("2016-YL-现金、银行存款日记账-1-1-D"), Some(Some(0)));
    assert_eq!(clear("2016-YL-现金、银行存款日记账-1-1-25"), None);
    // the block's own name leaves open which paper; either period fits
    assert_eq!(clear("2009-YL-会计凭证类-1-1-E"), Some(None));
    assert_eq!(clear("2009-YL-会计凭证类-1-1-G"), Some(None));
    assert_eq!(clear("2009-YL-会计凭证类-1-1-F"), None);
}

#[test]
fn a_longer_period_asks_a_shorter_one_is_refused() {
    use crate::general::problem::Weight;
    let weight = |text: &str| wuhu(text).problems[0].weight;
    assert_eq!(weight("2010-YL-养老保险待遇核定材料-3-1-D"), Weight::Refuse);
    assert_eq!(weight("2010-YL-养老保险待遇核定材料-3-1-H"), Weight::Ask);
}

#[test]
fn another_scheme_reads_its_own_order_and_letters() {
    let schemes = shipped();
    let sample = schemes.scheme("sample-medical-2012").unwrap();
    let parsed = parse("Z-2012-yb-医疗保险支付明细表和汇总表-001-42", sample, schemes, today());
    let code = parsed.clear().unwrap_or_else(|| panic!("{parsed:?}"));
    assert_eq!((code.year, code.volume, code.page, code.period), (2012, 1, 42, RetentionPeriod::Years(30)));
    let parts = code.parts();
    assert_eq!(print_item(sample, &parts, 40, 3), "Z-2012-yb-医疗保险支付明细表和汇总表-001-42");
    assert_eq!(print_volume(sample, &parts, 42), "Z-2012-yb-医疗保险支付明细表和汇总表-001-42");
    // the same letter is another period, and nothing of Wuhu is known here
    let wuhus = parse("2009-GL-参保单位登记材料-1-50-Y", sample, schemes, today());
    assert_eq!(wuhus.readings, []);
    assert_eq!(kinds(&wuhus), ["year_shape", "page_shape", "unknown_period", "unknown_class"]);
    assert!(
        kinds(&parse("D-2012-yb-医疗保险支付明细表和汇总表-001-42", sample, schemes, today()))
            .contains(&"period_mismatch")
    );
}

#[test]
fn the_separator_may_stand_in_a_name() {
    let schemes = shipped();
    let mut scheme = schemes.scheme("wuhu-2009").unwrap().clone();
    scheme.classes[0].steps[0].name = "参保-登记—材料-".into();
    scheme.classes[0].steps[0].rules[0].names = vec!["参保-登记—材料-".into()];
    let parsed = parse("2009-GL-参保-登记—材料--1-50-Y", &scheme, schemes, today());
    assert_eq!(parsed.clear().map(|code| (code.volume, code.page)), Some((1, 50)), "{parsed:?}");
    assert!(parsed.changes.is_empty());
}

#[test]
fn item_and_volume_codes_differ_in_the_page_part() {
    let schemes = shipped();
    let scheme = schemes.scheme("wuhu-2009").unwrap();
    let parts = CodeParts {
        fonds: "0211",
        year: 2009,
        class_id: "management",
        step_id: "unit-registration",
        step_text: None,
        period: RetentionPeriod::Permanent,
        volume: 1,
    };
    assert_eq!(print_item(scheme, &parts, 7, 3), "2009-GL-参保单位登记材料-1-7-Y");
    assert_eq!(print_volume(scheme, &parts, 50), "2009-GL-参保单位登记材料-1-50-Y");
}

fn may_be_kept(code: &ArchivalCode, scheme: &Scheme) -> bool {
    let step = scheme.step(&code.class_id, &code.step_id).unwrap();
    let rules = code.rule.map_or(0..step.rules.len(), |rule| rule..rule + 1);
    let mut periods = rules.filter_map(|rule| shipped().period_of(scheme, step, rule, code.year));
    periods.any(|(period, _)| period == code.period)
}

/// Every way of naming a step in a code, and what the code is then.
fn every_code() -> &'static [(&'static Scheme, ArchivalCode)] {
    static CODES: OnceLock<Vec<(&Scheme, ArchivalCode)>> = OnceLock::new();
    CODES.get_or_init(|| collect_codes(shipped()))
}

fn collect_codes(schemes: &Schemes) -> Vec<(&Scheme, ArchivalCode)> {
    let mut codes = Vec::new();
    for scheme in schemes.schemes.iter().filter(|scheme| scheme.gives_codes()) {
        for class in &scheme.classes {
            for step in &class.steps {
                let of_rules = step.rules.iter().flat_map(|rule| rule.names.iter().chain(&rule.also));
                for name in std::iter::once(&step.name).chain(&step.aliases).chain(of_rules) {
                    codes.extend(codes_named(schemes, scheme, &class.id, &step.id, name));
                }
            }
        }
    }
    codes
}

fn codes_named<'a>(
    schemes: &Schemes,
    scheme: &'a Scheme,
    class_id: &str,
    step_id: &str,
    name: &str,
) -> Vec<(&'a Scheme, ArchivalCode)> {
    let class = scheme.class(class_id).unwrap();
    let found = scheme.find_step_by_text(&class.code, name);
    let (_, step, rule) = *found.iter().find(|(c, s, _)| c.id == class_id && s.id == step_id).unwrap();
    let year = scheme.valid_from.unwrap_or(2009);
    let rules = rule.map_or(0..step.rules.len(), |rule| rule..rule + 1);
    let periods = rules.filter_map(|rule| schemes.period_of(scheme, step, rule, year));
    periods
        .map(|(period, _)| {
            let code = ArchivalCode {
                scheme_id: scheme.id.clone(),
                fonds: None,
                year,
                class_id: class.id.clone(),
                class_code: class.code.clone(),
                step_id: step.id.clone(),
                step_text: name.to_owned(),
                rule,
                volume: 1,
                page: 1,
                period,
            };
            (scheme, code)
        })
        .collect()
}

#[test]
fn every_step_of_every_scheme_prints_and_reads_back() {
    let schemes = shipped();
    let codes = every_code();
    assert!(codes.len() > 150);
    for (scheme, code) in codes {
        let text = code.print(scheme);
        let parsed = parse(&text, scheme, schemes, today());
        assert!(parsed.changes.is_empty(), "{text}: {:?}", parsed.changes);
        assert!(parsed.readings.contains(code), "{text}: {parsed:?}");
        let found = scheme.find_step_by_text(&code.class_code, &code.step_text);
        if found.len() == 1 {
            assert_eq!(parsed.clear(), Some(code), "{text}: {parsed:?}");
        } else {
            assert_eq!(kinds(&parsed), ["ambiguous"], "{text}");
        }
    }
}

const STRANGERS: &str =
    "0123456789OlZYHCDEFGSJzygc２９ＺＹ年〇九-—－～·、（）() \u{3000}\u{200b}СНΕО参登记材料单位失业";

/// What was pulled out of a code and where to alter it.
fn altered(text: &str, at: usize, with: usize, how: usize) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let strangers: Vec<char> = STRANGERS.chars().collect();
    let (at, with) = (at % chars.len(), strangers[with % strangers.len()]);
    match how % 3 {
        0 => chars[at] = with,
        1 => chars.insert(at, with),
        _ => drop(chars.remove(at)),
    }
    chars.into_iter().collect()
}

proptest! {
    #[test]
    fn print_then_parse_is_the_same(pick: usize, year in 0i32..8, volume in 1u32..=1_000_000, page in 1u32..=1_000_000) {
        let schemes = shipped();
        let codes = every_code();
        let (scheme, mut code) = codes[pick % codes.len()].clone();
        (code.year, code.volume, code.page) = (code.year + year, volume, page);
        let parsed = parse(&code.print(scheme), scheme, schemes, today());
        prop_assert!(parsed.changes.is_empty());
        prop_assert!(parsed.readings.contains(&code), "{:?}", parsed);
        // the only thing that may be said against it is the accounting period of another year
        let agrees = parsed.readings.iter().any(|code| may_be_kept(code, scheme));
        prop_assert_eq!(kinds(&parsed).contains(&"period_mismatch"), !agrees);
        prop_assert!(kinds(&parsed).iter().all(|kind| ["period_mismatch", "ambiguous"].contains(kind)));
    }

    #[test]
    fn one_changed_character_is_another_code_or_told(pick: usize, at: usize, with: usize, how: usize) {
        let schemes = shipped();
        let codes = every_code();
        let (scheme, code) = &codes[pick % codes.len()];
        let text = code.print(scheme);
        let other = altered(&text, at, with, how);
        prop_assume!(other != text);
        let parsed = parse(&other, scheme, schemes, today());
        if parsed.problems.is_empty() && parsed.changes.is_empty() {
            prop_assert_eq!(parsed.readings.len(), 1);
            prop_assert_ne!(&parsed.readings[0], code);
            prop_assert_eq!(parsed.readings[0].print(scheme), other);
        }
    }

    #[test]
    fn normalising_twice_changes_nothing_more(pick: usize, edits in prop::collection::vec((any::<usize>(), any::<usize>(), 0usize..2), 0..6), junk in ".{0,40}") {
        let schemes = shipped();
        let codes = every_code();
        let (scheme, code) = &codes[pick % codes.len()];
        let text = edits.iter().fold(code.print(scheme), |text, (at, with, how)| altered(&text, *at, *with, *how));
        for text in [text, junk] {
            for change in parse(&text, scheme, schemes, today()).changes {
                let again = parse(change.to.whole(WholeFor::Comparing), scheme, schemes, today());
                prop_assert!(again.changes.is_empty(), "{:?} {:?}", change, again.changes);
            }
        }
    }

    #[test]
    fn keys_sort_as_volumes_stand(a in (any::<usize>(), 1950i32..2100, 1u32.., 1u32..), b in (any::<usize>(), 1950i32..2100, 1u32.., 1u32..)) {
        let codes: Vec<_> = every_code().iter().filter(|(scheme, _)| scheme.id == "wuhu-2009").collect();
        let place = |(pick, year, volume, page): (usize, i32, u32, u32)| {
            let (scheme, mut code) = codes[pick % codes.len()].clone();
            (code.year, code.volume, code.page) = (year, volume, page);
            let class = scheme.class_order(&code.class_id);
            let step = scheme.step_order(&code.class_id, &code.step_id);
            ((year, class, step, Reverse(code.period), volume, page), code.sort_key(scheme))
        };
        let ((tuple_a, key_a), (tuple_b, key_b)) = (place(a), place(b));
        prop_assert_eq!(tuple_a.cmp(&tuple_b), key_a.as_bytes().cmp(key_b.as_bytes()));
        // neighbours differ in the last numbers only
        let ((tuple_c, key_c), (tuple_d, key_d)) = (place(a), place((a.0, a.1, b.2, b.3)));
        prop_assert_eq!(tuple_c.cmp(&tuple_d), key_c.as_bytes().cmp(key_d.as_bytes()));
    }
}

#[test]
fn a_marked_volume_code_is_no_items_and_is_read_back() {
    let schemes = shipped();
    let plain = schemes.scheme("wuhu-2009").unwrap();
    let mut marked = plain.clone();
    marked.pattern.volume_mark = "共".to_owned();
    let read = wuhu("2009-ZJ-社会保险费征缴核定材料-1-50-H");
    let parts = read.clear().unwrap().parts();
    // the last item, of one page, begins on the page that is the volume's count
    assert_eq!(print_item(plain, &parts, 50, 1), print_volume(plain, &parts, 50));
    for (first, pages) in [(1, 50), (50, 1), (1, 1), (50, 50)] {
        assert_ne!(print_item(&marked, &parts, first, pages), print_volume(&marked, &parts, 50));
    }
    let code = print_volume(&marked, &parts, 50);
    assert_eq!(code, "2009-ZJ-社会保险费征缴核定材料-1-共50-H");
    for written in [code.as_str(), "2009-ZJ-社会保险费征缴核定材料-1-50-H"] {
        let read = parse(written, &marked, schemes, today());
        assert_eq!(read.clear().map(|code| code.page), Some(50), "{written}: {:?}", read.problems);
        assert_eq!(read.changes, [], "{written}");
    }
}
