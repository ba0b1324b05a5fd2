//! Numbers as sheets write them, and what is said about them.

use proptest::prelude::*;

use super::*;
use crate::general::masking::WholeFor;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

fn outcome(text: &str) -> (String, String) {
    let read = read(text, day());
    let kind = read.problems.first().or(None).map(|p| p.kind.clone());
    let kind = kind.or_else(|| read.changes.first().map(|c| c.kind.clone()));
    (read.value.map_or(String::new(), |v| v.number.into_whole(WholeFor::Comparing)), kind.unwrap_or_default())
}

#[test]
fn table() {
    for (text, number, kind) in [
        ("990000194802099952", "990000194802099952", ""),
        ("99000019620322268x", "99000019620322268X", "id_shape"),
        ("99000019620322268Ｘ", "99000019620322268X", "full_width"),
        ("９９００００１９４８０２０９９９５２", "990000194802099952", "full_width"),
        ("'990000194802099952", "990000194802099952", "id_shape"),
        (" 990000 19480209 9952", "990000194802099952", "id_shape"),
        ("99000019620322268Х", "", "id_lookalike"),
        ("990000820119096", "", "id_15_to_18"),
        ("990000194802099953", "", "id_check_digit"),
        ("9.900001979060349E+17", "", "id_digits_lost"),
        ("9.9e+17", "", "id_digits_lost"),
        ("990000197906034000", "", "id_digits_lost"),
        ("99000019480209995", "", "id_length"),
        ("913402000000000000", "", "id_digits_lost"),
        ("91340200MA2TXXXX12", "", "id_length"),
        ("张三", "", "id_length"),
        ("E12345678", "E12345678", "id_other_document"),
        ("12345678", "12345678", "id_other_document"),
        ("H1234567890", "H1234567890", "id_other_document"),
        ("USA990090030712", "USA990090030712", "id_other_document"),
        ("USA990090030713", "", "id_length"),
        ("军字第2001988号", "军字第2001988号", "id_other_document"),
        ("护照 E12345678", "E12345678", "id_shape"),
        ("护照：e12345678", "E12345678", "id_shape"),
        ("回乡证H1234567890", "H1234567890", "id_shape"),
        ("回乡证 12345", "12345", "id_kind_differs"),
        ("外国人永久居留证USA990090030713", "", "id_document_check"),
        ("香港身份证A123456(3)", "A123456(3)", "id_shape"),
        ("香港身份证A123456(4)", "", "id_document_check"),
        ("护照 990000194802099952", "990000194802099952", "id_kind_differs"),
        ("护照", "", "id_kind_alone"),
        ("护照 丢了", "丢了", "id_kind_differs"),
        ("Passport E12345678", "E12345678", "id_shape"),
        ("身份证：990000194802099952", "990000194802099952", "id_shape"),
        ("身份证", "", "id_length"),
        ("无", "", "id_none"),
        ("没有", "", "id_none"),
        ("不详", "", "id_unknown"),
        ("/", "", "id_unknown"),
        ("\u{202d}990000194802099952\u{202c}", "990000194802099952", "direction_mark"),
    ] {
        let (got, why) = outcome(text);
        assert_eq!(why, kind, "{text}");
        if kind != "id_15_to_18" {
            assert_eq!(got, number, "{text}");
        }
    }
}

#[test]
fn the_kind_said_beside_a_number_and_the_one_it_names() {
    use crate::values::documents::kind_called;
    for (said, text, number, kind, why) in [
        ("护照", "E12345678", "E12345678", "passport", ""),
        ("护照", "护照E12345678", "E12345678", "passport", ""),
        ("护照", "台胞证12345678", "12345678", "taiwan_travel", "id_kind_differs"),
        ("身份证", "护照E12345678", "E12345678", "passport", "id_kind_differs"),
        ("身份证", "身份证990000194802099952", "990000194802099952", "", ""),
        ("护照", "身份证990000194802099952", "990000194802099952", "", "id_kind_differs"),
        ("护照", "无", "", "passport", "id_kind_alone"),
        ("护照", "不详", "", "passport", "id_unknown"),
        ("无", "990000194802099952", "990000194802099952", "", "id_kind_differs"),
        ("无", "990000820119096", "99000019820119096X", "", "id_kind_differs"),
        ("无", "护照E12345678", "E12345678", "passport", "id_kind_differs"),
        ("无", "无", "", "none", "id_none"),
        ("身份证", "990000194802099952", "990000194802099952", "", ""),
    ] {
        let read = read_as(text, kind_called(said), day());
        let value = read.value.unwrap_or_default();
        let problem = read.problems.last().map_or("", |problem| problem.kind.as_str());
        let got = (value.number.whole(WholeFor::Comparing), value.kind.as_str(), problem);
        assert_eq!(got, (number, kind, why), "{said} {text}");
    }
}

#[test]
fn fifteen_digits() {
    let read = read("990000820119096", day());
    let id = read.value.unwrap();
    assert_eq!(id.given, "990000820119096");
    let number = id.number.whole(WholeFor::Comparing);
    assert!(number.starts_with("99000019820119096"));
    assert_eq!(outcome(number).1, "");
    assert_eq!(outcome("990000821319096").1, "id_birth_date");
    assert_eq!(outcome("990000200119997").1, "id_century");
}

#[test]
fn birth_dates() {
    let with = |eight: &str| {
        let body = format!("990000{eight}123");
        format!("{body}{}", check_digit(&body).unwrap())
    };
    assert_eq!(outcome(&with("19900230")).1, "id_birth_date");
    assert_eq!(outcome(&with("20270101")).1, "id_birth_date");
    assert_eq!(outcome(&with("18000101")).1, "id_birth_date");
    assert_eq!(outcome(&with("19900228")).1, "");
}

#[test]
fn residents_permits_are_id_numbers() {
    for region in ["810000", "820000", "830000"] {
        let body = format!("{region}19900228123");
        assert_eq!(outcome(&format!("{body}{}", check_digit(&body).unwrap())).1, "");
    }
}

#[test]
fn credit_codes() {
    assert!(looks_like_credit_code("913402000000000000"));
    assert!(looks_like_credit_code("91340200MA2TXXXX12"));
    assert!(!looks_like_credit_code("340200-0386"));
    assert!(outcome("91340200MA2TXXXX12").1 == "id_length");
}

proptest! {
    #[test]
    fn fifteen_becomes_a_valid_eighteen(year in 0u32..=99, month in 1u32..=12, date in 1u32..=28, order in 0u32..=995) {
        let given = format!("990000{year:02}{month:02}{date:02}{order:03}");
        let read = read(&given, day());
        let number = read.value.unwrap().number.into_whole(WholeFor::Comparing);
        prop_assert_eq!(check_digit(&number[..17]), number.chars().last());
        prop_assert_eq!(format!("{}{}", &number[..6], &number[8..17]), given.clone());
        prop_assert_eq!(&read.changes[0].kind, "id_15_to_18");
    }

    #[test]
    fn one_wrong_digit_is_always_seen(body in "990000(19[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", at in 0usize..18, digit in 0u32..10) {
        let number = format!("{body}{}", check_digit(&body).unwrap());
        let mut chars: Vec<char> = number.chars().collect();
        let wrong = char::from_digit(digit, 10).unwrap();
        if chars[at] != wrong {
            chars[at] = wrong;
            let text: String = chars.into_iter().collect();
            prop_assert_eq!(read(&text, day()).value, None);
        }
    }
}
