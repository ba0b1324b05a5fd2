//! How names are spelled.

use super::*;

fn person(name: &str, typed: &str, found: bool) {
    let spellings = of_person(name);
    let any = spellings.all().any(|s| s.starts_with(typed));
    assert_eq!(any, found, "{name} {typed} {spellings:?}");
}

fn unit(name: &str, typed: &str) {
    let spellings = of_unit(name);
    let any = spellings.all().any(|s| s.starts_with(typed));
    assert!(any, "{name} {typed} {spellings:?}");
}

#[test]
fn persons() {
    for typed in ["zhangxiaomei", "zhangxiao", "xiaomei", "mei", "zxm", "zx"] {
        person("张小梅", typed, true);
        person("張小梅", typed, true);
    }
    person("张小梅", "zmx", false);
    person("張小梅", "xm", false);
}

#[test]
fn surnames_with_other_readings() {
    let table = [
        ("單慶娟", "shanqingjuan"),
        ("单庆娟", "danqingjuan"),
        ("单庆娟", "sqj"),
        ("仇英", "qiuying"),
        ("解放", "xiefang"),
        ("查良镛", "zhaliangyong"),
        ("区志强", "ouzhiqiang"),
        ("曾国强", "zengguoqiang"),
        ("任丽", "renli"),
        ("朴正花", "piaozhenghua"),
        ("盖叫天", "gejiaotian"),
        ("尉迟恭", "yuchigong"),
        ("尉迟恭", "ycg"),
        ("万俟雅", "moqiya"),
        ("吕丽", "lvli"),
        ("吕丽", "luli"),
        ("澹台明", "tantaiming"),
        ("欧阳娜娜", "ouyangnana"),
        ("覃红", "qinhong"),
        ("员志", "yunzhi"),
        ("买买提·艾力", "maimaitiaili"),
    ];
    for (name, typed) in table {
        person(name, typed, true);
    }
}

/// What is usual comes first, what is possible is found as well.
#[test]
fn rare_readings_are_told_from_usual_ones() {
    let table = [
        ("丁雪梅", "dxm", true),
        ("丁雪梅", "zxm", false),
        ("丁雪梅", "zhengxuemei", false),
        ("单庆娟", "sqj", true),
        ("曾国强", "zgq", true),
        ("吕丽", "luli", true),
        ("吕丽", "lvli", true),
        ("尉迟恭", "ycg", true),
        ("张小梅", "zxm", true),
    ];
    for (name, typed, is_usual) in table {
        let spellings = of_person(name);
        let among = |lists: [&Vec<String>; 2]| lists.into_iter().flatten().any(|s| s == typed);
        assert_eq!(among([&spellings.full, &spellings.initials]), is_usual, "{name} {typed} {spellings:?}");
        assert_eq!(among([&spellings.rare_full, &spellings.rare_initials]), !is_usual, "{name} {typed}");
    }
}

#[test]
fn a_surname_may_be_written_and_the_rest_be_letters() {
    for (name, typed) in
        [("张小梅", "张xm"), ("張小梅", "张xiaomei"), ("张小梅", "张小m"), ("欧阳娜娜", "欧阳nn")]
    {
        person(name, typed, true);
    }
    person("张小梅", "张mx", false);
    person("李小梅", "张xm", false);
}

#[test]
fn units() {
    let table = [
        ("芜湖市镜湖区医院", "whsjhqyy"),
        ("芜湖市镜湖区医院", "jhqyy"),
        ("蕪湖市鏡湖區醫院", "wuhushijinghu"),
        ("中国工商银行芜湖分行", "zggsyh"),
        ("重庆长江机械厂", "chongqingchangjiang"),
        ("六安市人民医院", "lasrm"),
        ("ABC（中国）公司", "abczg"),
        ("芜湖市第2中学", "whsd2zx"),
    ];
    for (name, typed) in table {
        unit(name, typed);
    }
}

#[test]
fn the_table_is_read_whole() {
    assert_eq!(WORDS.len(), TABLE.words.len());
    for (name, readings) in &TABLE.surnames {
        for reading in readings {
            assert_eq!(reading.split(' ').count(), name.chars().count(), "{name}");
            assert!(reading.bytes().all(|b| b.is_ascii_lowercase() || b == b' '), "{name}");
        }
    }
}

#[test]
fn letters_stand_somewhere_in_a_text() {
    assert_eq!(spelled("缴费基数核定", "jshd"), Some((2, 6)));
    assert_eq!(spelled("缴费基数核定", "JFJS"), Some((0, 4)));
    assert_eq!(spelled("缴费基数核定", "heding"), Some((4, 6)));
    assert_eq!(spelled("繳費基數核定", "jshd"), Some((2, 6)));
    for not in ["", "hdjs", "核定", "!"] {
        assert_eq!(spelled("缴费基数核定", not), None, "{not}");
    }
}

#[test]
fn nothing_to_read() {
    assert_eq!(of_person(""), Spellings::default());
    assert_eq!(of_unit("！"), Spellings::default());
    assert!(of_unit(&"长行重".repeat(1000)).full.iter().all(|s| s.len() <= LONGEST));
}

#[test]
fn within_one_character_or_not() {
    let within = |one: &str, other: &str| {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        within_one(&chars(one), &chars(other)) && within_one(&chars(other), &chars(one))
    };
    for other in ["张小梅", "张小眉", "章小梅", "张梅", "张小梅梅", "小梅", "张大小梅"] {
        assert!(within("张小梅", other), "{other}");
    }
    for other in ["张", "小梅张", "章晓梅", "张小梅大人", ""] {
        assert!(!within("张小梅", other), "{other}");
    }
    assert!(
        sound_alike("张新", "张兴") && sound_alike("章晓眉", "张小梅") && !sound_alike("张小明", "张小梅")
    );
}

#[test]
fn an_index_keeps_a_surname_together_and_reads_places_as_places() {
    let sorted = |names: &[&'static str], is_person: bool| -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.sort_by_key(|name| index_key(name, is_person));
        names
    };
    // by the whole pinyin 姜 and 蒋 would be mixed
    assert_eq!(
        sorted(&["蒋伟", "姜文", "蒋安", "姜安", "江涛", "姜伟"], true),
        ["姜安", "姜伟", "姜文", "江涛", "蒋安", "蒋伟"]
    );
    // a shorter name first, and a surname as surnames are read
    assert_eq!(sorted(&["单伟明", "单伟", "沈一", "陕一"], true), ["单伟", "单伟明", "陕一", "沈一"]);
    assert_eq!(sorted_by("单县社保局", false).0.split(' ').next(), Some("shan"));
    assert_eq!(sorted_by("重阳镇卫生院", false).0.split(' ').next(), Some("chong"));
    assert_eq!(sorted_by("重型机械厂", false).0.split(' ').next(), Some("zhong"));
    assert_eq!(sorted_by("单位活动中心", false).0.split(' ').next(), Some("dan"));
    assert_eq!(sorted_by("长子县医院", false).0.split(' ').next(), Some("zhang"));
}

#[test]
fn characters_beyond_the_basic_plane_have_their_own_reading() {
    for (name, reading) in [("𠮷田", "ji tian"), ("王𬱖", "wang di"), ("李𫖯", "li fu"), ("张𬍛", "zhang li")]
    {
        assert_eq!(sorted_by(name, true).0, reading, "{name}");
    }
    assert!(index_key("王\u{e000}", true) > index_key("王正", true), "what has no reading stands behind");
}
