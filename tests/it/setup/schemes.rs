//! The shipped schemes: whole, true to their source, and every contradiction found by rule.

mod broken;
mod format;
mod translating;
mod undecided;
mod wuhu;

use guidang::domain::catalogs::scheme_check::check_whole;
use guidang::domain::schemes::scheme::{Schemes, check_accounting};

/// (file name, text) of every shipped scheme file.
fn files() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/schemes");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn shipped() -> Schemes {
    let files = files();
    let (schemes, problems) = Schemes::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    assert_eq!(problems, [], "shipped files must be read without a problem");
    assert_eq!(schemes.schemes.len() + schemes.accounting.len(), files.len());
    schemes
}

#[test]
fn every_shipped_file_is_read_and_no_finding_refuses_it() {
    let schemes = shipped();
    let ids: Vec<&str> = schemes.schemes.iter().map(|scheme| scheme.id.as_str()).collect();
    assert_eq!(ids, ["national-2009", "sample-medical-2012", "wuhu-2009"]);
    let tables: Vec<&str> = schemes.accounting.iter().map(|table| table.id.as_str()).collect();
    assert_eq!(tables, ["accounting-1998", "accounting-2015"], "oldest first");
    use guidang::domain::general::problem::Weight;
    let of_schemes = schemes.schemes.iter().flat_map(|scheme| check_whole(scheme, &schemes));
    let of_tables = schemes.accounting.iter().flat_map(|table| check_accounting(table, &schemes));
    for finding in of_schemes.chain(of_tables) {
        assert_eq!(finding.weight, Weight::Notice, "undecided: {finding:?}");
        assert!(finding.line.is_some_and(|line| line > 0), "{finding:?}");
        assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty());
    }
}

#[test]
fn every_rule_of_every_scheme_reaches_a_period() {
    let schemes = shipped();
    for scheme in &schemes.schemes {
        for class in &scheme.classes {
            for step in &class.steps {
                assert!(!step.rules.is_empty(), "{} {}", scheme.id, step.id);
                for (rule, year) in (0..step.rules.len()).flat_map(|rule| [(rule, 2009), (rule, 2016)]) {
                    let found = schemes.period_of(scheme, step, rule, year);
                    assert!(found.is_some(), "{} {} rule {rule} in {year}", scheme.id, step.id);
                }
            }
        }
    }
}

#[test]
fn the_transition_knows_every_state_and_takes_over_from_1998() {
    let schemes = shipped();
    let transition = schemes.accounting_table("accounting-2015").unwrap().transition.as_ref().unwrap();
    assert_eq!(transition.from, "accounting-1998");
    assert_eq!(transition.cut_off.to_string(), "2015-12-31");
    let then: Vec<(&str, &str, bool)> = transition
        .cases
        .iter()
        .map(|case| (case.state.as_str(), case.then.as_str(), case.origin.mark.is_verified()))
        .collect();
    let expected = [
        ("not_reached", "reset", true),
        ("reached_unappraised", "ask", true),
        ("reached_keep", "as_appraised", true),
        ("reached_destroy", "as_appraised", true),
        ("reached_on_cut_off", "ask", false),
    ];
    assert_eq!(then, expected);
}

#[test]
fn a_second_scheme_shares_neither_order_nor_letters_nor_classes_with_the_first() {
    let schemes = shipped();
    let wuhu = schemes.scheme("wuhu-2009").unwrap();
    let sample = schemes.scheme("sample-medical-2012").unwrap();
    assert_ne!(wuhu.pattern.parts, sample.pattern.parts);
    let meaning =
        |scheme: &guidang::domain::schemes::scheme::Scheme, letter| scheme.period_from_code(letter).unwrap();
    assert_ne!(meaning(wuhu, "D"), meaning(sample, "D"));
    let codes = |scheme: &guidang::domain::schemes::scheme::Scheme| {
        scheme.classes.iter().map(|class| class.code.clone()).collect::<Vec<_>>()
    };
    assert!(codes(wuhu).iter().all(|code| !codes(sample).contains(code)));
    let maternity = sample.classes.iter().find(|class| class.code == "sy").unwrap();
    assert_eq!(maternity.id, "maternity");
    assert_ne!(wuhu.fonds, sample.fonds);
    let parts = sample.pattern.split("Z-2012-yb-医疗保险支付明细表和汇总表-001-42").unwrap();
    let texts: Vec<&str> = parts.iter().map(|(_, text)| *text).collect();
    assert_eq!(texts, ["Z", "2012", "yb", "医疗保险支付明细表和汇总表", "001", "42"]);
}
