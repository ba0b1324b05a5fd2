//! What a person types and what must come of it.

use std::sync::LazyLock;

use super::*;
use crate::domain::general::error::Error;
use crate::domain::records::states::HitKind;

/// The records of the stories below, by id.
fn told() -> Vec<IndexEntry> {
    let mut entries = corpus(0);
    let mut dice = Dice(1);
    let mut tell = |title: &str, doc_number: &str, name: &str, unit: &str| {
        let mut told = entry(entries.len() as i64 + 1, &mut dice);
        told.place.year = 2009;
        told.code = format!("2009-ZJ-参保单位登记材料-1-{}-Y", entries.len() + 50);
        told.description = Description {
            title: title.into(),
            doc_number: doc_number.into(),
            date: RecordDate::from_iso("2009-09-09"),
            persons: vec![Person {
                name: name.into(),
                id_number: "99000019900307123X".into(),
                personal_no: "3402001234".into(),
                ..Person::default()
            }],
            units: vec![Unit { name: unit.into(), number: "340200-0381".into() }],
            ..Description::default()
        };
        entries.push(told);
    };
    tell("关于调整缴费基数的通知", "芜社险〔2009〕12号", "張小梅", "蕪湖市鏡湖區醫院");
    tell("单庆娟同志退休审批表", "芜社险〔2009〕120号", "單慶娟", "中国工商银行芜湖分行");
    tell("参保单位登记表（第２册）", "", "尉迟恭", "重庆长江机械厂");
    tell("张三、李四认证表", "", "买买提·艾力", "");
    entries
}

/// One index for all stories of this file; the directory goes when the program ends.
static TOLD: LazyLock<(tempfile::TempDir, Index)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path(), &told(), 2);
    (dir, index)
});

fn finds(typed: &str, expected: &[i64]) {
    assert_eq!(ids(&TOLD.1, typed), expected, "{typed} {:?}", understand(typed));
}

#[test]
fn texts() {
    finds("缴费", &[1]);
    finds("繳費基數", &[1]);
    finds("芜湖市镜湖区医院", &[1]);
    finds("张小梅", &[1]);
    finds("梅", &[1]);
    finds("册", &[3]);
    finds("(第2册)", &[3]);
    finds("登记表第２", &[3]);
    finds("小梅 缴费", &[1]);
    finds("小梅 登记", &[]);
    finds("庆娟单", &[]);
    finds("娟庆", &[]);
    finds("艾力", &[4]);
    finds("买买提艾力", &[4]);
    finds("", &[1, 2, 3, 4]);
    finds("　 ", &[1, 2, 3, 4]);
    // a fragment does not run from one value into the next
    finds("通知芜", &[]);
    finds("通知芜社", &[]);
    finds("审批表芜社险", &[]);
    finds("title:张 OR *", &[]);
    finds("张*", &[1, 4]);
}

#[test]
fn document_numbers() {
    for typed in [
        "芜社险〔2009〕12号",
        "芜社险[2009]12号",
        "芜社险（２００９）12號",
        "芜社险200912号",
        "蕪社險﹝2009﹞12号",
        "芜社险字〔2009〕第12号",
    ] {
        finds(typed, &[1]);
    }
    finds("芜社险 2009 12", &[1, 2]);
    finds("芜社险〔2009〕12", &[1, 2]);
    finds("芜社险〔2009〕120", &[2]);
    finds("〔2009〕", &[1, 2, 3, 4]);
}

#[test]
fn codes() {
    for typed in [
        "2009-ZJ-参保单位登记材料-1-50-Y",
        "２００９－ＺＪ－参保单位登记材料－１－５０－Ｙ",
        "2009—zj—參保單位登記材料—01—050",
        "2009 - ZJ - 参保单位登记材料 - 1 - 50",
    ] {
        finds(typed, &[1]);
    }
    finds("2009-ZJ", &[1, 2, 3, 4]);
    finds("2009-ZJ-参保单位登记材料-1-5", &[1, 2, 3, 4]);
    finds("2009-ZJ-参保单位登记材料-1-5-", &[]);
    finds("2009-ZJ-参保单位登记材料-1-51-", &[2]);
    finds("2010-ZJ", &[]);
    finds("340200-0381", &[1, 2, 3, 4]);
}

#[test]
fn people_and_numbers() {
    for typed in [
        "99000019900307123X",
        "９９００００19900307123x",
        "990000199003",
        "990000",
        "07123x",
        "990000900307123",
        "3402001234",
        "34020",
    ] {
        finds(typed, &[1, 2, 3, 4]);
    }
    finds("3402", &[]);
    finds("99000019900307", &[1, 2, 3, 4]);
    finds("99000019900308", &[]);
    // the last four of an ID number are enough, three are not
    finds("123x", &[1, 2, 3, 4]);
    finds("124x", &[]);
    finds("23x", &[]);
    for typed in ["2009-09-09", "20090909", "2009-9-9", "2009-9", "2009年9月9日", "2009"] {
        finds(typed, &[1, 2, 3, 4]);
    }
    finds("2009-09-10", &[]);
    finds("2008", &[]);
}

#[test]
fn letters() {
    finds("zxm", &[1]);
    finds("ZXM", &[1]);
    finds("zhangxiaomei", &[1]);
    finds("zhang xiao mei", &[1]);
    finds("xiaomei", &[1]);
    finds("shanqingjuan", &[2]);
    finds("danqingjuan", &[2]);
    finds("sqj", &[2]);
    finds("yuchigong", &[3]);
    finds("ycg", &[3]);
    finds("jhqyy", &[1]);
    finds("wuhushi", &[1]);
    finds("zggsyh", &[2]);
    finds("zhongguogongshangyinhang", &[2]);
    finds("chongqingchangjiang", &[3]);
    finds("maimaitiaili", &[4]);
    finds("zxm 2009 缴费", &[1]);
    finds("zxm 2008", &[]);
}

#[test]
fn kinds() {
    let check = |typed: &str, kind: TermKind| assert_eq!(understand(typed).unwrap()[0].kind, kind, "{typed}");
    check("2009", TermKind::Year);
    check("2009年度", TermKind::Year);
    check("1900", TermKind::Number);
    check("2009-09-09", TermKind::Date);
    check("99000019900307123X", TermKind::IdNumber);
    check("990000900307123", TermKind::IdNumber);
    check("07123x", TermKind::IdTail);
    check("990000", TermKind::IdTail);
    check("99000019", TermKind::Number);
    check("2009-ZJ-登记", TermKind::Code);
    check("２００９—ZJ", TermKind::Code);
    check("芜社险〔2009〕12号", TermKind::DocNumber);
    check("12号", TermKind::DocNumber);
    check("zxm", TermKind::Letters);
    check("张xm", TermKind::Letters);
    check("欧阳nn", TermKind::Letters);
    check("123x", TermKind::IdTail);
    check("2010.3.3", TermKind::Date);
    check("2010.3", TermKind::Date);
    check("2010/03/03", TermKind::Date);
    check("２０１０年３月３日", TermKind::Date);
    check("2010.13.3", TermKind::Number);
    check("张小梅", TermKind::Text);
    check("养老-失业", TermKind::Text);
    check("—20", TermKind::Number);
    check("第3卷", TermKind::VolumeNumber);
    check("案卷号 3", TermKind::VolumeNumber);
    check("卷三", TermKind::VolumeNumber);
    check("３卷", TermKind::VolumeNumber);
    check("试卷", TermKind::Text);
    check("3", TermKind::Number);
    let chips = understand("zxm 2009").unwrap();
    assert_eq!(chips[1].says().zh, "年度 2009，或文中的 2009");
    assert_eq!(
        serde_json::to_value(&chips[0]).unwrap(),
        serde_json::json!({"kind": "letters", "text": "zxm"})
    );
}

#[test]
fn what_cannot_be_asked() {
    let kind = |typed: &str| match understand(typed) {
        Err(Error::Unreadable(problems)) => problems[0].kind.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(&"档".repeat(350_000)), "query_too_long");
    assert_eq!(kind(&"档 ".repeat(40)), "too_many_words");
    assert_eq!(kind("！？ 〔〕"), "nothing_to_find");
    assert_eq!(understand("登记 ！").unwrap().len(), 1);
}

#[test]
fn any_text_may_be_typed() {
    let mut dice = Dice(21);
    let entries = told();
    let odd = [
        "-",
        "\u{d7ff}",
        "\u{10ffff}",
        "𠮷",
        "ﷺ",
        "\0",
        "号",
        "年",
        "月",
        "1",
        "x",
        "99",
        "İ",
        "e\u{301}",
        "张",
        " ",
        "\"",
        "〔",
        "가",
        "㍿",
        "\u{e000}",
    ];
    for _ in 0..2000 {
        let typed: String = (0..1 + dice.below(9)).map(|_| dice.one(&odd)).collect();
        if let Ok(query) = Query::typed(&typed) {
            TOLD.1.find(&query).unwrap();
            for entry in &entries {
                reasons(entry, &query.chips);
                let pieces = highlight_name(&entry.description.persons[0].name, &query.chips);
                assert_eq!(
                    pieces.iter().map(|p| p.text).collect::<String>(),
                    entry.description.persons[0].name
                );
            }
        }
    }
}

#[test]
fn reasons_name_the_place() {
    let entries = told();
    let check = |typed: &str, place: FoundIn| {
        let chips = understand(typed).unwrap();
        let reasons = reasons(&entries[0], &chips);
        assert!(reasons.contains(&Reason { chip: 0, place }), "{typed} {reasons:?}");
    };
    check("缴费", FoundIn::Title);
    check("芜社险", FoundIn::DocNumber);
    check("芜社险字〔2009〕第12号", FoundIn::DocNumber);
    check("zxm", FoundIn::Person(0));
    check("07123X", FoundIn::Person(0));
    check("jhqyy", FoundIn::Unit(0));
    check("2009", FoundIn::Year);
    check("2009-09", FoundIn::Date);
    check("2009-ZJ", FoundIn::Code);
    assert_eq!(reasons(&entries[0], &understand("没有").unwrap()), []);
}

#[test]
fn a_hit_has_a_reason_and_no_other_record_has() {
    let dir = tempfile::tempdir().unwrap();
    let entries = holdings(200);
    let index = filled(dir.path(), &entries, 2);
    for typed in [
        "第3卷",
        "12",
        "卷",
        "zxm",
        "shan",
        "张",
        "小梅",
        "2009",
        "9900",
        "990000",
        "登记 2010",
        "芜社险〔2009〕12号",
        "2012-ZJ",
        "whsjhq",
        "200905",
    ] {
        let chips = understand(typed).unwrap();
        let mut explained: Vec<i64> = entries
            .iter()
            .filter(|entry| {
                let reasons = reasons(entry, &chips);
                (0..chips.len()).all(|chip| reasons.iter().any(|reason| reason.chip == chip))
            })
            .map(|entry| entry.indexed_id().number())
            .collect();
        explained.sort_unstable();
        assert_eq!(ids(&index, typed), explained, "{typed}");
    }
}

#[test]
fn names_and_numbers_by_their_ends() {
    for typed in ["123x", "123X", "张xm", "张xiaom", "張小m", "单qj", "尉迟g"] {
        assert!(!ids(&TOLD.1, typed).is_empty(), "{typed}");
    }
    finds("张xm", &[1]);
    finds("尉迟gong", &[3]);
    finds("张mx", &[]);
    finds("2009.9.9", &[1, 2, 3, 4]);
    finds("2009年9月9日", &[1, 2, 3, 4]);
    finds("2009.9.8", &[]);
}

/// Volumes are found by title, code, the code's beginning, number, year; never by what only records have.
#[test]
fn volumes() {
    let mut dice = Dice(1);
    let titled = |id, number, title: &str, dice: &mut Dice| {
        let mut one = volume_entry(id, dice);
        one.place.year = 2009;
        one.volume = Some(VolumeEntry { number, last_date: RecordDate::from_iso("2009-12-31") });
        one.code = format!("2009-ZJ-登记材料-{number}-{}-Y", 40 + id);
        one.code_sort = format!("2009.001.{number:05}");
        one.description.title = title.into();
        one
    };
    let mut entries = vec![
        titled(1, 3, "2009年度登记材料（第3卷）", &mut dice),
        titled(2, 12, "鏡湖區登记材料", &mut dice),
    ];
    let mut record = entry(1, &mut dice);
    record.place.year = 2009;
    record.code = "2009-ZJ-登记材料-3-1-Y".into();
    record.code_sort = "2009.001.00003.00001".into();
    record.description = Description {
        title: "登记表（三）".into(),
        date: RecordDate::from_iso("2009-12-31"),
        ..Description::default()
    };
    entries.push(record);
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path(), &entries, 2);
    let finds = |typed: &str, expected: &[i64]| assert_eq!(ids(&index, typed), expected, "{typed}");
    for typed in [
        "3",
        "003",
        "第3卷",
        "3卷",
        "卷3",
        "卷三",
        "第三卷",
        "案卷号3",
        "案卷号 3",
        "第 3 卷",
        "３号卷",
        "2009 第3卷",
    ] {
        assert_eq!(ids(&index, typed)[0], -1, "{typed}");
        assert!(!ids(&index, typed).contains(&-2) && !ids(&index, typed).contains(&1), "{typed}");
    }
    finds("12", &[-2]);
    finds("镜湖区", &[-2]);
    finds("登记材料", &[-2, -1]);
    finds("2009-ZJ", &[-2, -1, 1]);
    finds("2009-ZJ-登记材料-3", &[-1, 1]);
    finds("2009-ZJ-登记材料-12-42-Y", &[-2]);
    finds("2009", &[-2, -1, 1]);
    finds("2009-12-31", &[1]);
    // on the shelf a volume stands before what is in it; asked by its number it is what fits best
    let ordered = |order, typed: &str, kind| {
        let found = index.find(&Query { order, kind, ..Query::typed(typed).unwrap() }).unwrap();
        found.ids.into_iter().map(IndexedId::number).collect::<Vec<_>>()
    };
    assert_eq!(ordered(HitOrder::Code, "2009-ZJ", None), [-1, 1, -2]);
    assert_eq!(ordered(HitOrder::Fitness, "2009-ZJ-登记材料-12-42-Y", None), [-2]);
    assert_eq!(ordered(HitOrder::Code, "", Some(HitKind::Volume)), [-1, -2]);
    assert_eq!(ordered(HitOrder::Code, "", Some(HitKind::Item)), [1]);
    let reasons = reasons(&entries[0], &understand("第3卷").unwrap());
    assert!(reasons.contains(&Reason { chip: 0, place: FoundIn::VolumeNumber }), "{reasons:?}");
}

/// The very name or number comes first, a reading nobody would try first comes last; else the shelf decides.
#[test]
fn what_fits_better_comes_first() {
    let named = ["丁雪梅", "张三丰", "张三", "赵小满的", "赵小满"];
    let mut dice = Dice(3);
    let mut entries = Vec::new();
    for (at, name) in named.iter().enumerate() {
        let mut one = entry(at as i64 + 1, &mut dice);
        one.code_sort = format!("{at}");
        one.description = Description {
            title: "认证表".into(),
            persons: vec![Person { name: (*name).into(), ..Person::default() }],
            ..Description::default()
        };
        entries.push(one);
    }
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path(), &entries, 2);
    let ordered = |typed: &str, order| {
        let hits = index.find(&Query { order, ..Query::typed(typed).unwrap() }).unwrap();
        (hits.ids.into_iter().map(IndexedId::number).collect::<Vec<_>>(), hits.exact)
    };
    assert_eq!(ordered("zxm", HitOrder::Code), (vec![1, 4, 5], false));
    assert_eq!(ordered("zxm", HitOrder::Fitness), (vec![5, 4, 1], true));
    assert_eq!(ordered("张三", HitOrder::Fitness), (vec![3, 2], true));
    assert_eq!(ordered("张", HitOrder::Fitness), (vec![2, 3], false));
    assert_eq!(ordered("认证表", HitOrder::Fitness), (vec![1, 2, 3, 4, 5], false));
    assert_eq!(ordered("认证表 张三", HitOrder::Fitness).0, [3, 2]);
}
