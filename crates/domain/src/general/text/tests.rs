use super::*;

#[test]
fn a_text_is_kept_unless_it_is_too_long_or_no_text() {
    let kind = |text: &str| not_kept(text, 5).map(|problem| problem.kind);
    for kept in ["", "张小梅", "一\n二\t三", "五个字长的"] {
        assert_eq!(kind(kept), None, "{kept:?}");
    }
    assert_eq!(kind("六个字长的了").as_deref(), Some("too_long"));
    for odd in ["a\u{0}", "\u{1f}", "甲\u{1e}乙", "\u{2028}"] {
        assert_eq!(kind(odd).as_deref(), Some("control_character"), "{odd:?}");
    }
}

fn cleaned(text: &str, kind: TextKind) -> (String, Vec<String>, Vec<String>) {
    let read = clean(text, kind);
    let kinds = |list: Vec<String>| list;
    (
        read.value.unwrap_or_default(),
        kinds(read.changes.into_iter().map(|c| c.kind).collect()),
        kinds(read.problems.into_iter().map(|p| p.kind).collect()),
    )
}

#[test]
fn clean_table() {
    let none: [&str; 0] = [];
    for (text, kind, value, changes, problems) in [
        ("芜湖市", TextKind::Prose, "芜湖市", &none[..], &none[..]),
        (" \u{3000}芜湖市\u{a0}", TextKind::Prose, "芜湖市", &["blank"], &none),
        ("甲\n乙", TextKind::Prose, "甲 乙", &["blank"], &none),
        ("\u{feff}年\u{200b}度", TextKind::Prose, "年度", &["zero_width"], &none),
        ("张\u{3164}三\u{2800}\u{180e}\u{2063}\u{fe0f}", TextKind::Prose, "张三", &["zero_width"], &none),
        ("葛\u{e0100}三\u{200e}", TextKind::Prose, "葛三", &["zero_width"], &none),
        ("\u{202a}0211\u{202c}", TextKind::Code, "0211", &["zero_width"], &none),
        ("⻢丽、⻩河", TextKind::Prose, "马丽、黄河", &["radical"], &none),
        ("2009⽉", TextKind::Code, "2009月", &["radical"], &none),
        ("二\u{f98e}", TextKind::Prose, "二年", &["composed"], &none),
        ("第１号", TextKind::Prose, "第１号", &none, &none),
        ("芜社险〔２００９〕１２号", TextKind::Code, "芜社险〔2009〕12号", &["full_width"], &none),
        ("３４０２００－０３８６", TextKind::Code, "340200-0386", &["full_width"], &none),
        ("'0211", TextKind::Code, "0211", &["text_mark"], &none),
        ("=\"0211\"", TextKind::Prose, "0211", &["text_mark"], &none),
        ("e\u{301}", TextKind::Prose, "é", &["composed"], &none),
        ("甲\u{0}乙", TextKind::Prose, "甲\u{0}乙", &none, &["control_character"]),
        ("甲\u{2028}乙", TextKind::Prose, "甲\u{2028}乙", &none, &["control_character"]),
        ("张\u{fffd}", TextKind::Prose, "张\u{fffd}", &none, &["broken_text"]),
        ("a\u{202e}b", TextKind::Code, "a\u{202e}b", &none, &["direction_mark"]),
        ("张\u{e000}", TextKind::Prose, "张\u{e000}", &none, &["private_character"]),
        ("锟斤拷", TextKind::Prose, "锟斤拷", &none, &["looks_broken"]),
    ] {
        let got = cleaned(text, kind);
        assert_eq!(
            (got.0.as_str(), &got.1[..], &got.2[..]),
            (
                value,
                &changes.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..],
                &problems.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..]
            ),
            "{text:?}"
        );
    }
}

#[test]
fn direction_marks_are_asked_in_titles_and_refused_in_codes() {
    assert!(
        clean("\u{202e}x", TextKind::Prose).problems[0].weight
            < clean("\u{202e}x", TextKind::Code).problems[0].weight
    );
}

#[test]
fn folding() {
    assert_eq!(fold("２０１０－ＹＬ—５–１－Ｃ　"), "2010-YL-5-1-C");
    assert_eq!(heading_key("*姓\n 名："), "姓名");
    assert_eq!(heading_key("⾝份证号\u{fe0f}"), "身份证号");
    assert_eq!((fold("２００９\u{f98e}３⽉"), fold("\u{202a}21\u{202c}")), ("2009年3月".into(), "21".into()));
    assert_eq!(number_text(340200201200001.0), "340200201200001");
    for (value, text) in
        [(1.5, "1.5"), (0.1 * 30.0, "3"), (0.1 + 0.2, "0.3"), (2.9999999999999996, "3"), (2009.1, "2009.1")]
    {
        assert_eq!(number_text(value), text);
    }
}

#[test]
fn chinese_numbers() {
    for (text, number) in [("十二", 12), ("二十", 20), ("三十一", 31), ("九", 9), ("十", 10), ("廿三", 23)]
    {
        assert_eq!(chinese_number(text), Some(number), "{text}");
    }
    assert_eq!(chinese_number("一百"), None);
    assert_eq!(chinese_number("二九"), None);
    assert_eq!(chinese_number(""), None);
}

proptest::proptest! {
    #[test]
    fn cleaning_twice_changes_nothing_more(text in "[ -~\u{3000}０-９一-三\u{200b}\n\t']{0,12}") {
        for kind in [TextKind::Prose, TextKind::Code] {
            let once = clean(&text, kind).value.unwrap_or_default();
            if !once.starts_with('\'') && !once.starts_with("=\"") {
                proptest::prop_assert_eq!(clean(&once, kind).value.unwrap_or_default(), once);
            }
        }
    }
}

/// The short way must never answer for a text that the long way would change or ask about.
#[test]
fn everyday_texts_are_clean_and_no_others() {
    for word in LOOKS_BROKEN {
        assert!(begins_broken(word.chars().next().unwrap()), "{word}");
    }
    let points = (0..0x3_0000_u32).filter_map(char::from_u32);
    for text in
        points.flat_map(|c| [format!("甲{c}乙"), format!("{c}甲"), format!("甲{c}"), format!("甲 {c}乙")])
    {
        for kind in [TextKind::Prose, TextKind::Code] {
            let untouched = looked_through(&text, kind) == Read::plain(text.clone());
            assert!(untouched || !is_clean(&text, kind), "{text:?}");
        }
    }
    for (text, kind) in [
        ("芜湖市第一中学（东区）", TextKind::Prose),
        ("340200-0386", TextKind::Code),
        ("A B", TextKind::Code),
    ] {
        assert!(is_clean(text, kind), "{text}");
    }
}
