use super::*;
use crate::receiving::grid::{Cell, Grid, Merge, Row};

fn grid(rows: &[&[&str]], merges: &[(u32, u32, u32, u32)]) -> Grid {
    let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_string()) };
    Grid {
        rows: rows
            .iter()
            .enumerate()
            .map(|(at, cells)| Row {
                number: at as u32 + 1,
                hidden: false,
                cells: cells.iter().map(cell).collect(),
            })
            .collect(),
        merges: merges
            .iter()
            .map(|&(first_row, last_row, first_column, last_column)| Merge {
                first_row,
                last_row,
                first_column,
                last_column,
            })
            .collect(),
        ..Grid::default()
    }
}

fn fields(mapping: &Mapping) -> Vec<(&str, Option<Field>)> {
    mapping.columns.iter().map(|c| (c.heading.as_str(), c.field)).collect()
}

#[test]
fn every_field_has_a_label_and_no_name_stands_for_two() {
    for field in Field::ALL {
        assert!(!field.label().zh.is_empty() && !field.label().en.is_empty(), "{field:?}");
    }
    let text = include_str!("../../../../../assets/columns.toml");
    let table: toml::Table = text.parse().unwrap();
    let mut seen = std::collections::HashMap::new();
    for field in table["field"].as_array().unwrap() {
        for word in field["exact"].as_array().unwrap() {
            let key = crate::general::text::heading_key(word.as_str().unwrap());
            let name = field["name"].as_str().unwrap().to_owned();
            let before = seen.insert(key.clone(), name.clone());
            assert!(before.as_ref().is_none_or(|b| *b == name), "{key} stands for {before:?} and {name}");
        }
    }
}

#[test]
fn headings() {
    for (heading, field) in [
        ("序 号", Some(Field::Seq)),
        ("页数（页）", Some(Field::Pages)),
        ("张数", Some(Field::Pages)),
        ("*姓名", Some(Field::PersonName)),
        ("经办日期(年月日)", Some(Field::Date)),
        ("生育登记日期", Some(Field::Date)),
        ("出生年月日", Some(Field::PersonNote)),
        ("公民身份號碼", Some(Field::IdNumber)),
        ("參保險種", Some(Field::Insurance)),
        ("戶籍地址", Some(Field::PersonNote)),
        ("頁數", Some(Field::Pages)),
        ("登记类型", None),
        ("统一代码", Some(Field::UnitNumber)),
        ("认证表编号", Some(Field::DocNumber)),
    ] {
        assert_eq!(names().lookup(heading).map(|(f, _)| f), field, "{heading}");
    }
}

#[test]
fn two_row_header_under_titles() {
    let sheet = grid(
        &[
            &["社会保险费征缴核定材料移交清单"],
            &["移交科室:征缴科   年度:2009   保管期限:100年"],
            &["序号", "单位", "", "材料名称", "经办日期"],
            &["", "名称", "编号", "", ""],
            &["1", "甲厂", "340200-0386", "退费申请核定表", "2009.1.1"],
        ],
        &[(1, 1, 0, 4), (2, 2, 0, 4), (3, 3, 1, 2), (3, 4, 0, 0), (3, 4, 3, 3), (3, 4, 4, 4)],
    );
    let found = propose(&sheet, None).unwrap();
    assert_eq!(found.header_rows, (3, 4));
    assert_eq!(
        fields(&found.mapping),
        [
            ("序号", Some(Field::Seq)),
            ("单位名称", Some(Field::UnitName)),
            ("单位编号", Some(Field::UnitNumber)),
            ("材料名称", Some(Field::Title)),
            ("经办日期", Some(Field::Date)),
        ]
    );
    assert_eq!(found.hints.year, Some(2009));
    assert_eq!(found.hints.period.as_deref(), Some("100年"));
    assert_eq!(found.hints.sender.as_deref(), Some("征缴科"));
    assert_eq!(paper_name(&found.title_lines, "x").as_deref(), Some("社会保险费征缴核定材料"));
}

#[test]
fn two_row_header_of_a_text_file_has_no_merges() {
    let sheet =
        grid(&[&["序号", "单位", "", "页数"], &["", "名称", "编号", ""], &["1", "甲厂", "0386", "3"]], &[]);
    let found = propose(&sheet, None).unwrap();
    assert_eq!(found.header_rows, (1, 2));
    assert_eq!(found.mapping.column(Field::UnitNumber).map(|c| c.index), Some(2));
}

#[test]
fn a_row_of_records_is_not_a_second_header() {
    let sheet = grid(&[&["姓名", "性别", "备注"], &["张三", "男", ""], &["李四", "女", ""]], &[]);
    assert_eq!(propose(&sheet, None).unwrap().header_rows, (1, 1));
}

#[test]
fn remembered_mapping_wins() {
    let sheet = grid(&[&["姓名", "甲乙", "页数"], &["张三", "x", "1"]], &[]);
    let mut mapping = propose(&sheet, None).unwrap().mapping;
    assert_eq!(mapping.unmapped(), ["甲乙"]);
    mapping.columns[1].field = Some(Field::Title);
    let kept: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    assert_eq!(propose(&sheet, Some(&kept)).unwrap().mapping.column(Field::Title).map(|c| c.index), Some(1));
}

#[test]
fn doubled_headings() {
    let sheet = grid(&[&["姓名", "日期", "日期"]], &[]);
    assert_eq!(propose(&sheet, None).unwrap().problems[0].kind, "heading_twice");
    let sheet = grid(&[&["姓名", "登记日期", "认证日期"]], &[]);
    let found = propose(&sheet, None).unwrap();
    assert_eq!(
        (found.problems[0].kind.as_str(), found.mapping.unmapped()),
        ("field_twice", vec!["认证日期"])
    );
}

#[test]
fn no_header() {
    assert_eq!(propose(&grid(&[], &[]), None).unwrap_err().kind, "no_rows");
    assert_eq!(propose(&grid(&[&["你好", "世界"]], &[]), None).unwrap_err().kind, "header_not_found");
}

#[test]
fn years_in_titles() {
    let year = |line: &str| Hints::from_lines(&[line.to_owned()]).year;
    assert_eq!(year("年度：2009"), Some(2009));
    assert_eq!(year("芜湖市2012年度认证材料清单"), Some(2012));
    assert_eq!(year("二级单位年度清单"), None);
    for title in [
        "二〇〇九年度清单",
        "二○○九年度清单",
        "二零零九 年度清单",
        "二OO九年度",
        "2009 年度清单",
        "年度：二〇〇九年",
        "年度:2009年",
    ] {
        assert_eq!(year(title), Some(2009), "{title}");
    }
    for title in
        ["2009-2016年度清单", "2009年至2016年度清单", "2009年度、2010年度清单", "年度:2009-2016", "12009年度"]
    {
        assert_eq!(year(title), None, "{title}");
    }
}

#[test]
fn papers() {
    for (stem, name) in [
        ("异地协助认证表-2012", "异地协助认证表"),
        ("全民參保登記-2015", "全民參保登記"),
        ("征缴科-2009-缴费核定", "缴费核定"),
        ("养老会计档案-2009-2016", "养老会计档案"),
        ("2009年度失业备案材料移交清单", "失业备案材料"),
    ] {
        assert_eq!(paper_name(&[], stem).as_deref(), Some(name), "{stem}");
    }
    assert_eq!(paper_name(&[], "2009"), None);
}

#[test]
fn periods_of_title_lines_with_a_colon_without_one_and_in_brackets() {
    let told = |title: &str| {
        let rows = grid(
            &[&title.split("  ").collect::<Vec<_>>(), &["题名", "日期", "页数"], &["甲", "2009-01-01", "1"]],
            &[],
        );
        propose(&rows, None).unwrap().hints.period.unwrap_or_default()
    };
    for (title, period) in [
        ("某科2009年移交清单 保管期限：长期", "长期"),
        ("某科2009年移交清单 保管期限 30年", "30年"),
        ("某科移交清单（永久）", "永久"),
        ("某科移交清单（30年）", "30年"),
        ("某科移交清单（2009年）", ""),
        ("保管期限一览表", ""),
        ("某科移交清单 保管期限 30 年", "30 年"),
        ("某科移交清单 保管期限 30 年 共 20 件", "30 年"),
        ("某科移交清单，保管期限30年。", "30年"),
        ("某科移交清单 保管期限D30", "D30"),
        ("某科移交清单 保管期限：D30", "D30"),
        ("某科移交清单（保管期限：三十年）", "三十年"),
        ("某科移交清单（保管期限30年）", "30年"),
        ("保管期限为永久，共20件", "为永久"),
        ("保管期限30年档案移交清单", "30年"),
        ("某科移交清单〔永久〕", "永久"),
        ("某科移交清单【30年】", "30年"),
        ("某科移交清单[永久保存]", "永久保存"),
        ("某科移交清单（定期 30 年）", "定期 30 年"),
        ("某科移交清单（长期）", "长期"),
        ("保管期限：永久、30年", "永久、30年"),
        ("保管期限：若干年", "若干年"),
        ("保管期限30年以上", ""),
        ("保管期限 30 件", ""),
        ("保管期限  30", "30"),
        ("某科移交清单  保管期限  永久  共20件", "永久"),
        ("某科移交清单（2009年度）", ""),
    ] {
        assert_eq!(told(title), period, "{title}");
    }
}

#[test]
fn totals_and_signatures_are_known_however_they_are_written() {
    for text in ["合计", " 合　计：", "*合计", "＊：合計", "\u{200b}小计", "共计60件", "总 合 计", "本页合计"]
    {
        assert!(is_total_word(text), "{text}");
    }
    for text in ["", "合", "合计表", "共计件", "芜湖市合计", "本页", "60"] {
        assert!(!is_total_word(text), "{text}");
    }
    for text in ["移交人：", " 移 交 人:", "移交人（签字）：", "\u{feff}制表人：李四", "单位盖章（印鉴）"]
    {
        assert!(is_footer(text), "{text}");
    }
    for text in ["", "移交人", "移交人名单", "被移交人：", "张三"] {
        assert!(!is_footer(text), "{text}");
    }
}
