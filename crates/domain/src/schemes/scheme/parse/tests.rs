use super::*;

const WUHU: &str = include_str!("../../../../../../schemes/wuhu-2009.toml");

const SMALL: &str = r#"kind = "scheme"
id = "small"
name = "小方案"
edition = "1"

[code]
parts = ["year", "class", "step", "volume", "page", "period"]
separator = "-"
item_page = "first"
volume_page = "count"

[[class]]
id = "a"
code = "A"
name = "甲类"

[[class.step]]
id = "one"
name = "第一步"
period = 10
"#;

/// Kind, line and field of every problem.
fn problems(text: &str) -> Vec<(String, u32, String)> {
    let found = parse(text).expect_err("must not be read");
    found.into_iter().map(|p| (p.kind, p.row.unwrap_or(0), p.column.unwrap_or_default())).collect()
}

fn one(kind: &str, line: u32, field: &str) -> Vec<(String, u32, String)> {
    vec![(kind.into(), line, field.into())]
}

#[test]
fn every_table_knows_its_line() {
    let Ok(SchemeFile::Scheme(scheme)) = parse(WUHU) else { panic!("{:?}", parse(WUHU)) };
    let line = |needle: &str| 1 + WUHU.lines().position(|line| line == needle).unwrap() as u32;
    let class = scheme.class("management").unwrap();
    assert_eq!(class.origin.file_line, Some(line("id = \"management\"") - 1));
    let step = scheme.step("audit", "major-cases").unwrap();
    assert_eq!(step.origin.file_line, Some(line("id = \"major-cases\"") - 1));
    assert_eq!(step.origin.line, Some(483));
    let first = scheme.decisions.first().unwrap();
    assert_eq!(first.file_line, Some(line("[[decision]]")));
}

#[test]
fn a_block_takes_the_numbers_and_lines_of_the_class() {
    let Ok(SchemeFile::Scheme(scheme)) = parse(WUHU) else { panic!() };
    let step = scheme.step("pension", "pension-ledgers").unwrap();
    assert_eq!((step.number.as_str(), step.name.as_str()), ("三(四)⒉", "会计账簿类"));
    assert_eq!(step.heading.as_deref(), Some("养老保险付款凭证、会计账簿、会计报表等"));
    let journal = &step.rules[0];
    assert_eq!(journal.origin.article, "三(四)⒉①");
    assert_eq!((step.origin.line, journal.origin.line), (Some(213), Some(215)));
    assert_eq!(journal.origin.instrument, "芜湖市社会保险业务档案分类方案");
}

#[test]
fn slips_are_named_with_their_line_and_field() {
    assert!(parse(SMALL).is_ok(), "{:?}", parse(SMALL));
    let slip = |from: &str, to: &str| {
        assert!(SMALL.contains(from));
        problems(&SMALL.replacen(from, to, 1))
    };
    assert_eq!(slip("period = 10", "period = \"10年\""), one("wrong_type", 20, "period"));
    assert_eq!(slip("period = 10", "peroid = 10"), one("unknown_field", 20, "peroid"));
    assert_eq!(slip("code = \"A\"\n", ""), one("missing_field", 12, "code"));
    assert_eq!(slip("\"step\"", "\"stop\""), one("wrong_type", 7, "parts"));
    assert_eq!(slip("id = \"one\"", "use = \"none\""), {
        let mut all = one("dangling_reference", 18, "use");
        all.extend(one("unknown_field", 19, "name"));
        all.extend(one("unknown_field", 20, "period"));
        all
    });
    assert_eq!(slip("name = \"甲类\"", "name = 甲类"), one("toml_syntax", 15, ""));
    assert_eq!(slip("kind = \"scheme\"", "kind = \"plan\""), one("wrong_type", 1, "kind"));
    assert_eq!(slip("period = 10", "period = 10\nrule = [{ names = [\"x\"], period = 5 }]"), {
        one("misplaced_field", 20, "period")
    });
}

#[test]
fn all_slips_are_told_at_once() {
    let text = SMALL.replace("period = 10", "period = 0").replace("edition = \"1\"", "edition = 1");
    assert_eq!(problems(&text).len(), 2);
    assert!(parse("").is_err());
}

#[test]
fn what_notepad_adds_does_no_harm() {
    assert!(parse(&format!("\u{feff}{SMALL}")).is_ok());
    assert!(parse(&SMALL.replace('\n', "\r\n")).is_ok());
    let broken = SMALL.replace("period = 10", "period = ").replace('\n', "\r\n");
    assert_eq!(problems(&broken), one("toml_syntax", 20, ""));
}

#[test]
fn the_digest_is_that_of_the_text() {
    let digest = |text: &str| match parse(text) {
        Ok(SchemeFile::Scheme(scheme)) => scheme.digest,
        other => panic!("{other:?}"),
    };
    assert_eq!(digest(SMALL), Digest::compute(SMALL.as_bytes()));
    assert_ne!(digest(SMALL), digest(&SMALL.replace("甲类", "乙类")));
}

#[test]
fn of_two_files_with_one_id_the_first_is_kept() {
    let other = SMALL.replace("小方案", "另一个");
    let (schemes, problems) = Schemes::load([("a.toml", SMALL), ("b.toml", other.as_str())]);
    assert_eq!(schemes.schemes.len(), 1);
    assert_eq!(schemes.schemes[0].name, "小方案");
    let named: Vec<_> = problems.iter().map(|(file, p)| (file.as_str(), p.kind.as_str())).collect();
    assert_eq!(named, [("b.toml", "id_taken")]);
}
