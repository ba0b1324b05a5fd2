use super::*;
use crate::records::item::{Person, Unit};
use crate::values::date::RecordDate;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn put(about: &mut Description, field: TableField, text: &str) -> Result<Vec<String>, String> {
    let said = field.put(text, about, 2009, today());
    let kinds = said.problems.iter().map(|problem| problem.kind.clone());
    if said.taken { Ok(kinds.collect()) } else { Err(kinds.collect::<Vec<_>>().join(",")) }
}

const ZHANG: &str = "990000197003079879";

fn several() -> Description {
    let person =
        |name: &str, id: &str| Person { name: name.into(), id_number: id.into(), ..Person::default() };
    Description {
        title: "缴费基数申报核定表".into(),
        pages: 6,
        persons: vec![person("张小梅", ZHANG), person("李四", ""), person("王五", "")],
        units: vec![Unit { name: "芜湖市第一中学".into(), number: "340201".into() }],
        ..Description::default()
    }
}

#[test]
fn dates_take_their_year_from_the_volume() {
    for (text, shown) in [
        ("20090203", "2009-02-03"),
        ("2009.2.3", "2009-02-03"),
        ("2009-2", "2009-02"),
        ("2.3", "2009-02-03"),
        ("2/3", "2009-02-03"),
        ("２．３", "2009-02-03"),
        ("2月3日", "2009-02-03"),
        ("2月", "2009-02"),
        ("090203", "2009-02-03"),
        ("09.2.3", "2009-02-03"),
        ("2009年2月3日", "2009-02-03"),
        ("2009.1.1-2009.3.31", "2009-01-01~2009-03-31"),
    ] {
        let mut about = Description::default();
        assert_eq!(put(&mut about, TableField::Date, text), Ok(Vec::new()), "{text}");
        assert_eq!(TableField::Date.shown(&about), shown, "{text}");
    }
    let mut about = Description { date: RecordDate::from_iso("2009-01-01"), ..Description::default() };
    for text in ["2009.2.30", "2.30", "13.40", "昨天", "10.2.3"] {
        assert!(put(&mut about, TableField::Date, text).is_err(), "{text}");
        assert_eq!(
            TableField::Date.shown(&about),
            "2009-01-01",
            "{text}: a refused text leaves the date as it was"
        );
    }
    assert_eq!(put(&mut about, TableField::Date, " "), Ok(Vec::new()));
    assert_eq!(about.date, None);
}

#[test]
fn a_shown_text_typed_again_changes_nothing() {
    let mut about = several();
    (about.date, about.date_end) = (RecordDate::from_iso("2009-01"), RecordDate::from_iso("2009-03"));
    about.persons[1].note = "性别：男".into();
    about.doc_number = "芜社险〔2009〕12号".into();
    for field in TableField::ALL {
        let mut again = about.clone();
        assert!(field.put(&field.shown(&about), &mut again, 2009, today()).taken, "{field:?}");
        assert_eq!(again, about, "{field:?}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_refused_with_its_reason() {
    let mut about = several();
    for (field, text, kind) in [
        (TableField::Title, "\u{3000}", "title_missing"),
        (TableField::Title, "甲\u{0}乙", "control_character"),
        (TableField::Pages, "", "page_count_missing"),
        (TableField::Pages, "十二", "page_count_bad"),
        (TableField::Remarks, &"长".repeat(2001), "cell_too_long"),
        (TableField::IdNumber, "990000197003079870", "persons_mismatch"),
        (TableField::DocNumber, "a\u{202e}b", "direction_mark"),
        (TableField::Persons, "张小梅\t990000197003079870", "id_check_digit"),
    ] {
        assert_eq!(put(&mut about, field, text), Err(kind.into()), "{field:?}");
        assert_eq!(about, several(), "{field:?}");
    }
    about.persons.truncate(1);
    assert_eq!(put(&mut about, TableField::IdNumber, "990000197003079870"), Err("id_check_digit".into()));
    assert_eq!(about.persons[0].id_number, ZHANG);
    // a mark that turns the text round is kept as typed, and said
    assert_eq!(put(&mut about, TableField::Title, "甲\u{202e}乙"), Ok(vec!["direction_mark".into()]));
    assert_eq!(about.title, "甲\u{202e}乙");
}

#[test]
fn persons_keep_their_numbers_when_others_come_and_go() {
    let mut about = several();
    put(&mut about, TableField::PersonName, "李四，赵六、张小梅,王五").unwrap();
    let told: Vec<_> =
        about.persons.iter().map(|p| (p.name.as_str(), p.id_number.whole(WholeFor::Comparing))).collect();
    assert_eq!(told, [("李四", ""), ("赵六", ""), ("张小梅", ZHANG), ("王五", "")]);
    put(&mut about, TableField::PersonName, "李四、赵六、张晓梅、王五").unwrap();
    assert_eq!(about.persons[2].name, "张晓梅");
    assert_eq!(about.persons[2].id_number, ZHANG);
    put(&mut about, TableField::Persons, &format!("张晓梅\t{ZHANG}\t7\t女\n\n钱七")).unwrap();
    assert_eq!(about.persons.len(), 2);
    assert_eq!(about.persons[0].personal_no, "7");
    about.persons.truncate(1);
    put(&mut about, TableField::PersonName, "").unwrap();
    assert_eq!(about.persons[0].id_number, ZHANG, "a number stays until it is taken away itself");
    for field in [TableField::IdNumber, TableField::PersonalNo] {
        put(&mut about, field, "").unwrap();
    }
    put(&mut about, TableField::Persons, "").unwrap();
    assert_eq!(about.persons, []);
}

#[test]
fn a_note_in_brackets_stays_with_the_person_typed() {
    let mut about = several();
    put(&mut about, TableField::PersonName, "赵六、钱七（已故）").unwrap();
    let note = |person: &Person| person.note.whole(WholeFor::Comparing).to_owned();
    assert_eq!(about.persons.iter().map(note).collect::<Vec<_>>(), ["", "姓名：已故"]);
    put(&mut about, TableField::PersonName, "（退休）赵六、钱七（已故）").unwrap();
    assert_eq!(about.persons.iter().map(note).collect::<Vec<_>>(), ["姓名：退休", "姓名：已故"]);
}

#[test]
fn units_are_named_one_by_one() {
    let mut about = several();
    put(&mut about, TableField::UnitName, "芜湖市第一中学；芜湖市第二中学").unwrap();
    assert_eq!(about.units[0].number, "340201");
    put(&mut about, TableField::UnitNumber, "３４０２０１；340202").unwrap();
    assert_eq!(TableField::UnitNumber.shown(&about), "340201；340202");
    assert_eq!(put(&mut about, TableField::UnitNumber, "1"), Err("units_mismatch".into()));
    put(&mut about, TableField::Units, "安徽甲、乙制造有限公司\t9").unwrap();
    assert_eq!(about.units, [Unit { name: "安徽甲、乙制造有限公司".into(), number: "9".into() }]);
}

#[test]
fn a_number_typed_again_keeps_its_document_and_another_brings_its_own() {
    let mut about = several();
    about.persons.truncate(1);
    (about.persons[0].id_number, about.persons[0].id_kind) = ("E12345678".into(), "passport".into());
    for field in [TableField::IdNumber, TableField::Persons, TableField::PersonName] {
        let shown = field.shown(&about);
        assert_eq!(put(&mut about, field, &shown), Ok(vec![]), "{field:?}");
        assert_eq!(about.persons[0].id_kind, "passport", "{field:?}");
    }
    let mut typed = |text: &str| {
        let said = put(&mut about, TableField::IdNumber, text);
        (said, about.persons[0].id_kind.clone())
    };
    assert_eq!(typed("回乡证 H1234567890"), (Ok(vec![]), "home_return".to_owned()));
    assert_eq!(typed("12345678"), (Ok(vec!["id_other_document".into()]), "taiwan_travel".to_owned()));
    assert_eq!(typed("无"), (Ok(vec!["id_none".into()]), "none".to_owned()));
    assert_eq!(typed(""), (Ok(vec![]), "none".to_owned()), "what was empty stays as it is");
    assert_eq!(typed(ZHANG), (Ok(vec![]), String::new()));
}

#[test]
fn a_day_to_come_is_kept_as_typed_and_said() {
    let mut about = several();
    let year = today().format("%Y").to_string();
    assert_eq!(
        put(&mut about, TableField::Date, &format!("{year}-12-31")),
        Ok(vec!["date_after_today".into()])
    );
}

#[test]
fn what_is_typed_or_pasted_is_asked_about_like_a_cell_of_a_sheet() {
    let kinds = |field: TableField, text: &str| put(&mut several(), field, text).unwrap().join(" ");
    for (field, text, said) in [
        (TableField::Title, "Ê§ÒµµÇ¼Ç±í", "text_garbled"),
        (TableField::Title, "同上", "text_says_nothing"),
        (TableField::Title, "失业□记表", "text_lost"),
        (TableField::Creator, "市社?局", "text_lost"),
        (TableField::DocNumber, "芜社险〔20?9〕3号", "text_lost"),
        (TableField::UnitName, "芜湖市第一纺织厂、芜湖市第二机械厂", "several_units"),
        (TableField::UnitName, "某某公司", "text_says_nothing"),
        (TableField::UnitName, "芜湖市第一纺织厂；芜湖市第二机械厂", ""),
        (TableField::Title, "失业登记表", ""),
    ] {
        assert_eq!(kinds(field, text), said, "{text}");
    }
    let mut about = several();
    let ids = "990000197003079879 990000194802099952 99000019620322268X";
    assert_eq!(put(&mut about, TableField::IdNumber, ids), Ok(Vec::new()));
    assert_eq!(about.persons[2].id_number, "99000019620322268X");
}
