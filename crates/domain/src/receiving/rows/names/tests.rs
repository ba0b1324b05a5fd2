//! Cells of names, and what is said about them.

use super::*;

/// Names, and the kinds of problems and changes.
fn told(text: &str) -> (String, String) {
    let mut notes = Notes::new(7);
    let names = names_in("姓名", text, &mut notes);
    let problems = notes.problems.iter().map(|problem| problem.kind.as_str());
    let changes = notes.changes.iter().map(|change| change.kind.as_str());
    (
        names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>().join("|"),
        problems.chain(changes).collect::<Vec<_>>().join(" "),
    )
}

#[test]
fn a_long_or_hostile_cell_is_looked_through_once() {
    let many = ["张三"; 60].join("和");
    let (names, said) = told(&many);
    assert_eq!((names.split('|').count(), said.as_str()), (60, "names_split"));
    // no name ends it: nothing is split, and nothing is tried twice
    let open = format!("{}和某某单位的职工", ["张三"; 400].join("和"));
    assert!(!told(&open).0.contains('|'));
    assert_eq!(told(&"和".repeat(2000)).0.chars().count(), 2000);
    let long = "张三、".repeat(700);
    assert_eq!(told(&long).1, "names_too_long");
}

#[test]
fn persons_in_one_cell_are_told_apart_and_listed() {
    for (text, names, said) in [
        ("张三", "张三", ""),
        ("周一\n周二\n周三", "周一|周二|周三", "names_split"),
        ("周一\r\n周二", "周一|周二", "names_split"),
        ("张三、李四", "张三|李四", "names_split"),
        ("张三, 李四", "张三|李四", "names_split"),
        ("张三； 李四", "张三|李四", "names_split"),
        ("张三，李四，王五", "张三|李四|王五", "names_split"),
        ("张三&李四", "张三|李四", "names_split"),
        ("张三＆李四", "张三|李四", "names_split"),
        ("张三和李四", "张三|李四", "names_split"),
        ("张三、李四及王五", "张三|李四|王五", "names_split names_split"),
        ("张三与李四和王五", "张三|李四|王五", "names_split"),
        ("周六/周七", "周六|周七", "several_persons names_split"),
        ("周八｜周九", "周八|周九", "several_persons names_split"),
        ("周八\\周九", "周八|周九", "several_persons names_split"),
        ("周四　周五", "周四|周五", "several_persons blank names_split"),
        ("周四 周五 周六", "周四|周五|周六", "several_persons names_split"),
        ("欧阳娜娜 司马光", "欧阳娜娜|司马光", "several_persons names_split"),
        ("张三、", "张三", "names_split"),
        ("张三 李四(配偶)", "张三|李四", "several_persons name_annotation names_split"),
        ("SMITH, JOHN; DOE, JANE", "SMITH, JOHN|DOE, JANE", "several_persons names_split"),
        ("JOHN, MARY, ANN", "JOHN|MARY|ANN", "several_persons names_split"),
        ("张三, SMITH JOHN", "张三|SMITH JOHN", "names_split"),
        ("周癸 等2人", "周癸", "persons_not_listed names_split"),
        ("张三、李四等2人", "张三|李四", "names_split"),
        ("张三等三人", "张三", "persons_not_listed names_split"),
        ("张三等", "张三", "persons_not_listed names_split"),
        ("张三等五位同志", "张三", "persons_not_listed names_split"),
    ] {
        assert_eq!(told(text), (names.to_owned(), said.to_owned()), "{text:?}");
    }
}

/// Each name with its note.
fn noted(text: &str) -> (String, String) {
    let mut notes = Notes::new(7);
    let names = names_in("姓名", text, &mut notes);
    let shown = |named: &Named| match named.note.as_str() {
        "" => named.name.clone(),
        note => format!("{}={note}", named.name),
    };
    let problems: Vec<_> = notes.problems.iter().map(|problem| problem.kind.as_str()).collect();
    (names.iter().map(shown).collect::<Vec<_>>().join("|"), problems.join(" "))
}

#[test]
fn what_stands_in_brackets_stays_with_its_person() {
    for (text, names, said) in [
        ("张三（已故）", "张三=已故", ""),
        ("（已故）张三", "张三=已故", ""),
        ("【补】张三（女）", "张三=补；女", ""),
        ("张三、李四（已故）", "张三|李四=已故", ""),
        ("张三（女）、李四（已故）", "张三=女|李四=已故", ""),
        ("张三（女，已故）、李四", "张三=女，已故|李四", ""),
        ("（退休）张三、（已故）李四", "张三=退休|李四=已故", ""),
        ("张三（女）和李四", "张三=女|李四", ""),
        ("张三和李四（已故）", "张三|李四=已故", ""),
        ("张三\n李四(lǐ sì)(已故)", "张三|李四=已故", ""),
        ("张三（已故）等2人", "张三=已故", "persons_not_listed"),
        ("张三、李四等2人（名单附后）", "张三|李四=名单附后", ""),
        ("张三（下岗等）", "张三=下岗等", ""),
        ("无（集体户）", "=集体户", ""),
        ("张三、李四（已故", "张三|李四（已故", "name_brackets"),
        ("张三）", "张三）", "name_brackets"),
        ("（张三）", "（张三）", "name_brackets"),
        ("（张）三", "（张）三", "name_brackets"),
        ("王（小）红", "王（小）红", "name_brackets"),
        ("JOHN（约翰）", "JOHN（约翰）", "name_brackets"),
        ("JOHN (Jack)", "JOHN (Jack)", ""),
    ] {
        assert_eq!(noted(text), (names.to_owned(), said.to_owned()), "{text:?}");
    }
}

#[test]
fn several_persons_written_as_one_are_asked_about() {
    for text in [
        "张三等多人",
        "张三等一家三口",
        "阿依古丽等若干人",
        "张三及子女",
        "张三及其子女",
        "张三及妻",
        "张三和妻子李四",
        "张三和母亲",
        "张三与家属",
        "张三夫妇",
        "张三一家三口",
        "张三李四",
        "张三李四王五",
        "王小明李四",
        "欧阳明李四",
        "張三陳大文",
    ] {
        assert_eq!(noted(text), (text.to_owned(), "several_persons".to_owned()), "{text:?}");
    }
    assert_eq!(noted("张三李四、王五"), ("张三李四|王五".to_owned(), "several_persons".to_owned()));
    assert_eq!(noted("张三 及子女"), ("张三 及子女".to_owned(), "name_pieces".to_owned()));
    assert_eq!(noted("张三以及李四"), ("张三|李四".to_owned(), String::new()));
    for text in ["张三.李四", "张三。李四", "张三．李四", "张三｡ 李四", "欧阳明.李四"]
    {
        assert_eq!(
            noted(text),
            (text.replace(['.', '。', '．', '｡', ' '], "|").replace("||", "|"), "several_persons".to_owned()),
            "{text:?}"
        );
    }
    for text in [
        "阿依古丽",
        "陈方安生",
        "欧阳娜娜",
        "司马相如",
        "张三丰",
        "李和平",
        "王建和",
        "欧阳和平",
        "阿不都和加",
        "马合木提",
        "古丽米娜",
        "次仁罗布",
        "李等红",
        "阿卜杜拉·买买提",
        "王兄弟",
        "高和",
    ] {
        assert_eq!(noted(text), (text.to_owned(), String::new()), "{text:?}");
    }
    assert_eq!(noted("阿卜杜拉.买买提"), ("阿卜杜拉·买买提".to_owned(), String::new()));
    assert_eq!(noted("张三·李四"), ("张三·李四".to_owned(), "several_persons".to_owned()));
}

#[test]
fn words_for_not_known_are_nobody() {
    for text in ["没有", "暂无", "查无此人", "（无）", "无。", "--", "／／"] {
        assert_eq!(told(text), (String::new(), "name_none".to_owned()), "{text:?}");
    }
    for text in [
        "不详",
        "不 详",
        "（不详）",
        "未知。",
        "待查",
        "见附表",
        "NULL",
        "null",
        "N/A",
        "。",
        "、",
        "XXX",
        "查无",
        "空白",
        "多人",
        "家属",
        "全家",
        "姓名不详",
    ] {
        assert!(noted(text).1.contains("name_ditto"), "{text:?} {:?}", told(text));
    }
    assert_eq!(noted("张三、不详"), ("张三|不详".to_owned(), "name_ditto".to_owned()));
    assert_eq!(noted("张三、配偶"), ("张三|配偶".to_owned(), "name_ditto".to_owned()));
}

#[test]
fn one_person_stays_one() {
    for (text, names, said) in [
        ("李和平", "李和平", ""),
        ("王建和", "王建和", ""),
        ("和平", "和平", ""),
        ("张　三", "张三", "blank name_shape"),
        ("王 小 明", "王小明", "name_shape"),
        ("欧阳 明", "欧阳明", "name_shape"),
        ("欧阳 娜娜", "欧阳娜娜", "name_shape"),
        ("阿依古丽•买买提", "阿依古丽·买买提", "name_shape"),
        ("JOHN SMITH", "JOHN SMITH", ""),
        ("SMITH, JOHN", "SMITH, JOHN", "several_persons"),
        ("张三 ZHANG SAN", "张三 ZHANG SAN", ""),
        ("张三A", "张三A", ""),
        ("李(lǐ)大勇", "李大勇", "name_annotation"),
        ("O'Brien-José", "O'Brien-José", ""),
        ("张三\n", "张三", "blank"),
        ("王等", "王", "name_short persons_not_listed names_split"),
    ] {
        assert_eq!(told(text), (names.to_owned(), said.to_owned()), "{text:?}");
    }
}

#[test]
fn pieces_are_never_glued() {
    for text in ["买买提 艾力", "王小 明", "张 三 李 四", "诸葛 孔明", "张三 李"] {
        assert_eq!(told(text), (text.to_owned(), "name_pieces".to_owned()), "{text:?}");
    }
}

#[test]
fn destroyed_names_are_asked_about() {
    for (text, said) in [
        ("王?明", "name_lost"),
        ("王？明", "name_lost"),
        ("王□明", "name_lost"),
        ("王__明", "name_lost"),
        ("王*明", "name_lost"),
        ("王○明", "name_lost"),
        ("张三1", "name_lost"),
        ("王囗明", "name_lost"),
        ("王X明", "name_lost"),
        ("张ＸＸ", "name_lost"),
        ("王-明", "name_lost"),
        ("姓名：张三", "name_lost"),
        ("ÕÅÈý", "name_garbled"),
        ("å¼\u{a0}ä¸‰", "name_garbled blank"),
        ("寮犱笁", "name_garbled"),
        ("ÃÃÃ", "name_garbled"),
        ("同上", "name_ditto"),
        ("〃", "name_ditto"),
    ] {
        assert_eq!(told(text).1, said, "{text:?}");
    }
    assert_eq!(told("无"), (String::new(), "name_none".to_owned()));
    assert_eq!(told("/").1, "name_none");
}
