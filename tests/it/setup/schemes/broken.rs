//! One broken scheme for every kind of finding: broken it shows, whole it does not.

use guidang::domain::catalogs::scheme_check::check_whole;
use guidang::domain::general::problem::Weight;
use guidang::domain::schemes::scheme::{Finding, SchemeFile, Schemes, check_accounting, parse};

use super::shipped;

const WHOLE: &str = r#"kind = "scheme"
id = "whole"
name = "无懈可击的方案"
edition = "1"
mark = "S"
line = 1
national = "national-2009"
accounting_basis = "accounting-2015"
valid_from = 2016
valid_to = 2020
fonds = { number = "0999", name = "某局" }

[code]
parts = ["year", "class", "step", "volume", "page", "period"]
separator = "-"
item_page = "first"
volume_page = "count"
volume_mark = "共"
page_line = 7
example = "2016-A-登记材料-1-1-Y"

[[period]]
letter = "Y"
period = "permanent"

[[period]]
letter = "D"
period = 30

[[period]]
letter = "F"
period = 10

[[class]]
id = "a"
code = "A"
name = "甲类"

[[class.step]]
id = "registration"
number = "一(一)"
name = "登记材料"
period = "permanent"
national = "一(一)"

[[class.step]]
id = "accounts"
number = "一(二)"
name = "会计材料"
rule = [
    { names = ["凭证"], period = 30, accounting = "vouchers" },
    { names = ["月报"], period = 10, accounting = "periodic_reports" },
]

[[class]]
id = "b"
code = "B"
name = "乙类"
insurance = "乙险"

[[class.step]]
id = "lists"
number = "二(一)"
name = "名单"
period = 30
national = "一(四)"
"#;

/// (kind, what is replaced, by what, every kind then found)
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const CASES: [Case; 44] = [
    ("class_code_shared", "code = \"B\"", "code = \"A\"", &[]),
    ("name_shared", "name = \"会计材料\"", "name = \"会计材料\"\naliases = [\"登 记材料\"]", &[]),
    ("step_name_repeated", "name = \"会计材料\"", "name = \"登记材料\"", &["name_shared"]),
    ("duplicate_id", "id = \"lists\"", "id = \"accounts\"", &[]),
    ("duplicate_id", "id = \"b\"", "id = \"a\"", &[]),
    (
        "class_without_steps",
        "[[class]]\nid = \"b\"",
        "[[class]]\nid = \"c\"\ncode = \"C\"\nname = \"丙\"\n[[class]]\nid = \"b\"",
        &[],
    ),
    ("validity_reversed", "valid_to = 2020", "valid_to = 2015", &[]),
    ("period_without_letter", "name = \"名单\"\nperiod = 30", "name = \"名单\"\nperiod = 20", &[]),
    ("period_by_reference", "period = 30, accounting", "accounting", &[]),
    ("step_without_period", "name = \"名单\"\nperiod = 30", "name = \"名单\"", &[]),
    ("accounting_basis_missing", "accounting_basis = \"accounting-2015\"\n", "", &[]),
    (
        "below_national_minimum",
        "period = \"permanent\"\nnational",
        "period = 30\nnational",
        &["example_contradicts_annex", "letter_unused"],
    ),
    ("below_national_minimum", "period = 30, accounting", "period = 10, accounting", &[]),
    ("dangling_reference", "national = \"一(一)\"", "national = \"十(一)\"", &[]),
    ("dangling_reference", "\"national-2009\"", "\"national-1999\"", &[]),
    ("dangling_reference", "accounting = \"vouchers\"", "accounting = \"tickets\"", &[]),
    ("dangling_reference", "\"accounting-2015\"", "\"accounting-2099\"", &[]),
    ("example_contradicts_annex", "2016-A-登记", "2016-B-登记", &[]),
    ("example_contradicts_annex", "-1-1-Y", "-1-1-D", &[]),
    ("example_unreadable", "2016-A-登记材料-1-1-Y", "2016-A-登记材料-1", &[]),
    ("example_unreadable", "2016-A-登记", "2016-X-登记", &[]),
    ("volume_code_like_item", "volume_mark = \"共\"\n", "", &[]),
    ("volume_mark_unusable", "\"共\"", "\"共1\"", &[]),
    ("page_meaning_unstated", "page_line = 7\n", "", &[]),
    ("class_is_no_insurance", "page_line = 7\n", "page_line = 7\nclass_is_insurance = true\n", &[]),
    ("letter_shared", "letter = \"F\"", "letter = \"D\"", &[]),
    (
        "period_lettered_twice",
        "[[class]]\nid = \"a\"",
        "[[period]]\nletter = \"T\"\nperiod = 10\n[[class]]\nid = \"a\"",
        &[],
    ),
    ("letter_like_number", "letter = \"F\"", "letter = \"30\"", &[]),
    (
        "letter_unused",
        "[[class]]\nid = \"a\"",
        "[[period]]\nletter = \"H\"\nperiod = 100\n[[class]]\nid = \"a\"",
        &[],
    ),
    ("part_missing", "\"step\", \"volume\"", "\"step\"", &["example_contradicts_annex"]),
    ("part_repeated", "\"step\", \"volume\"", "\"step\", \"volume\", \"volume\"", &["example_unreadable"]),
    ("separator_unusable", "separator = \"-\"", "separator = \"\"", &["example_unreadable"]),
    ("separator_inside", "code = \"B\"", "code = \"B-1\"", &[]),
    (
        "finding_aid_unknown",
        "valid_to = 2020",
        "valid_to = 2020\nfinding_aids = [\"卷内目录\", \"卷内清单\"]",
        &[],
    ),
    ("separator_in_name", "name = \"名单\"", "name = \"名单-名册\"", &[]),
    ("step_number_repeated", "number = \"二(一)\"", "number = \"一(二)\"", &[]),
    ("class_name_shared", "name = \"乙类\"", "name = \"乙类\"\naliases = [\"甲 类\"]", &[]),
    ("class_name_shared", "name = \"乙类\"", "name = \"甲类\"", &[]),
    ("national_missing", "national = \"national-2009\"\n", "", &["dangling_reference"]),
    ("national_missing", "national = \"一(四)\"\n", "", &[]),
    ("codes_alike", "code = \"B\"", "code = \"a\"", &[]),
    ("codes_alike", "letter = \"F\"", "letter = \"Ｄ\"", &[]),
    ("item_codes_collide", "item_page = \"first\"", "item_page = \"count\"", &[]),
    ("start_unstated", "name = \"名单\"", "name = \"名单\"\nscope = \"协议终止后的名单\"", &[]),
];

fn findings_of(text: &str) -> Vec<Finding> {
    let schemes = shipped();
    match parse(text) {
        Ok(SchemeFile::Scheme(scheme)) => check_whole(&scheme, &schemes),
        other => panic!("{other:?}"),
    }
}

fn kinds(text: &str) -> Vec<String> {
    let mut kinds: Vec<String> = findings_of(text).into_iter().map(|finding| finding.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn a_whole_scheme_has_no_finding() {
    assert_eq!(findings_of(WHOLE), []);
}

#[test]
fn every_break_is_found_where_it_was_made() {
    for (kind, from, to, also) in CASES {
        assert_eq!(WHOLE.matches(from).count(), 1, "{kind}: {from}");
        let mut expected: Vec<&str> = also.iter().copied().chain([kind]).collect();
        expected.sort_unstable();
        let broken = WHOLE.replace(from, to);
        assert_eq!(kinds(&broken), expected, "{kind}: {to}");
    }
}

#[test]
fn a_later_accounting_table_supersedes_only_shorter_periods() {
    let older = WHOLE.replace("\"accounting-2015\"", "\"accounting-1998\"");
    assert_eq!(kinds(&older), [""; 0], "30 and 10 years are what the later table asks");
    let short = older.replace("period = 30, accounting", "period = 15, accounting");
    assert_eq!(kinds(&short), ["accounting_superseded", "period_without_letter"]);
    let long = older.replace("period = 30, accounting", "period = 50, accounting");
    assert_eq!(kinds(&long), ["period_without_letter"], "a period is a minimum: 50 years stand");
    let gone = short.replace("valid_from = 2016\nvalid_to = 2020", "valid_from = 2010\nvalid_to = 2015");
    assert_eq!(kinds(&gone), ["period_without_letter"], "the scheme ended before the later table");
}

#[test]
fn what_the_file_itself_says_is_repeated() {
    let unverified = WHOLE.replace("name = \"名单\"", "name = \"名单\"\nmark = \"P\"");
    assert_eq!(kinds(&unverified), ["unverified"]);
    let noted = format!("{WHOLE}\n[[note]]\nline = 3\ntext = \"缺括号\"\n");
    assert_eq!(kinds(&noted), ["source_note"]);
}

#[test]
fn a_decision_answers_its_finding_and_no_other() {
    let shared = WHOLE.replace("code = \"B\"", "code = \"A\"");
    let decided =
        format!("{shared}\n[[decision]]\nabout = \"class_code_shared\"\nsubject = \"A\"\ntext = \"照旧\"\n");
    let [undecided] = findings_of(&shared).try_into().unwrap();
    assert_eq!((undecided.weight, undecided.decision), (Weight::Ask, None));
    let [answered] = findings_of(&decided).try_into().unwrap();
    assert_eq!((answered.weight, answered.decision.as_deref()), (Weight::Notice, Some("照旧")));
    let elsewhere = decided.replace("subject = \"A\"", "subject = \"B\"");
    assert_eq!(kinds(&elsewhere), ["class_code_shared", "decision_without_finding"]);
    let moot = format!("{WHOLE}\n[[decision]]\nabout = \"class_code_shared\"\ntext = \"照旧\"\n");
    assert_eq!(kinds(&moot), ["decision_without_finding"]);
}

#[test]
fn no_decision_makes_an_error_good() {
    let short = WHOLE.replace("period = \"permanent\"\nnational", "period = 30\nnational");
    let decided = format!("{short}\n[[decision]]\nabout = \"below_national_minimum\"\ntext = \"照旧\"\n");
    let findings = findings_of(&decided);
    let finding = findings.iter().find(|finding| finding.kind == "below_national_minimum").unwrap();
    assert!(finding.is_error());
    let problem = finding.clone().into_problem();
    assert_eq!((problem.row, problem.column.as_deref()), (finding.line, Some("registration")));
    assert_eq!(
        finding.line,
        Some(1 + short.lines().position(|l| l == "id = \"registration\"").unwrap() as u32 - 1)
    );
}

#[test]
fn broken_accounting_tables_are_found() {
    let schemes: Schemes = shipped();
    let files = super::files();
    let text = &files.iter().find(|(name, _)| name == "accounting-2015.toml").unwrap().1;
    let kinds = |text: &str| match parse(text) {
        Ok(SchemeFile::Accounting(table)) => check_accounting(&table, &schemes)
            .into_iter()
            .map(|finding| finding.kind)
            .filter(|kind| kind != "unverified")
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kinds(text), [""; 0]);
    for (from, to, kind) in [
        ("key = \"vouchers\"", "key = \"journals\"", "duplicate_id"),
        ("from = \"accounting-1998\"", "from = \"accounting-1984\"", "dangling_reference"),
        ("in_force = 2016-01-01", "in_force = 1990-01-01", "validity_reversed"),
        ("state = \"reached_keep\"", "state = \"reached_destroy\"", "transition_incomplete"),
    ] {
        assert!(text.contains(from));
        assert_eq!(kinds(&text.replace(from, to)), [kind], "{to}");
    }
}

#[test]
fn the_guide_explains_every_kind() {
    let guide = include_str!("../../../../schemes/README.md");
    let more = [
        "accounting_superseded",
        "unverified",
        "source_note",
        "decision_without_finding",
        "transition_incomplete",
    ];
    for kind in CASES.iter().map(|case| case.0).chain(more) {
        assert!(guide.matches(&format!("`{kind}`")).count() >= 2, "{kind} in Chinese and in English");
    }
}
