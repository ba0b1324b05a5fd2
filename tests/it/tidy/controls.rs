//! Each rule is shown a source that breaks it, and one that does not: a rule that finds nothing in
//! the first, or something in the second, would prove nothing about the house.

use super::tokens::Source;
use super::*;

fn one(path: &str, text: &str) -> Vec<Source> {
    vec![Source::new(path, text)]
}

#[track_caller]
fn caught(complaints: Vec<String>, about: &str) {
    assert!(
        complaints.iter().any(|complaint| complaint.contains(about)),
        "{about:?} was not caught: {complaints:?}"
    );
}

#[test]
fn a_crossed_layer_is_caught_however_it_is_written() {
    for (path, text) in [
        ("web/items.rs", "use crate::store::Store;"),
        ("web/items.rs", "use crate::{archive::Archive, store::{Store, Tx}};"),
        ("web/items.rs", "fn f() { let s = crate::store::open(); }"),
        ("web/items.rs", "use super::super::store::Store;"),
        ("cli/mod.rs", "use super::store as cupboard;"),
        ("web/items.rs", "mod tests { use crate::store::Store; }"),
        ("procedures/a.rs", "use crate::acts::filing;"),
        ("procedures/a.rs", "mod tests { use super::super::super::acts::close; }"),
        ("store/items.rs", "use crate::search::Index;"),
        ("domain/item.rs", "use crate::store::Store;"),
        ("cli/mod.rs", "use crate::web::serve;"),
        ("clock.rs", "use crate::config::Config;"),
        ("archive.rs", "use crate::procedures::lookup;"),
    ] {
        caught(crossed_layers(&one(path, text)), "which it may not");
    }
    caught(crossed_layers(&one("helpers.rs", "")), "stands in no layer");
    let words = |text: &str| crossed_layers(&[Source::of_crate("domain", "values/date.rs", text)]);
    caught(words("use guidang::store::Store;"), "crates/domain/src/values/date.rs:1");
    assert_eq!(words("use crate::general::digest::Digest; use super::pages;"), Vec::<String>::new());
}

#[test]
fn what_is_allowed_is_let_through() {
    for (path, text) in [
        (
            "web/items.rs",
            "use crate::acts::filing; use crate::archive::Archive; use crate::domain::item::Item; use super::page;",
        ),
        ("archive.rs", "use crate::store::Store; // crate::acts\nconst A: &str = \"crate::acts::x\";"),
        ("archive.rs", "fn f() {} mod tests { use super::acts; use super::*; }"),
        ("store/pen.rs", "use super::jobs; use crate::domain::role::By;"),
        ("config.rs", "use crate::clock::Clock;"),
        ("archive.rs", "fn f<'a>(a: &'a str) -> char { '\"' } use crate::say;"),
    ] {
        assert_eq!(crossed_layers(&one(path, text)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn parts_that_look_ahead_are_caught() {
    let list = "pub mod digest; pub mod date; pub mod scheme; pub mod item;";
    let heads = ["procedures/mod.rs", "web/mod.rs", "cli/mod.rs"].map(|path| Source::new(path, ""));
    let ahead = |path: &str, text: &str| {
        let mut sources = vec![Source::new("domain/mod.rs", list), Source::new(path, text)];
        sources.extend(heads.iter().map(|head| Source::new(&head.path, "")));
        rooms::out_of_order(&sources)
    };
    caught(ahead("domain/date.rs", "use super::item::Item;"), "lists after it");
    caught(ahead("domain/date.rs", "use crate::domain::{digest::Digest, item::Item};"), "lists after it");
    caught(ahead("domain/scheme/parse.rs", "use super::super::item::Item;"), "lists after it");
    caught(ahead("domain/secret.rs", ""), "is not listed");
    assert!(ahead("domain/item.rs", "use super::date::RecordDate; use super::{digest, scheme};").is_empty());
    let inside = "use super::item; mod tests { use super::super::item; }";
    assert!(ahead("domain/scheme/parse.rs", inside).is_empty());
}

#[test]
fn a_department_that_uses_another_is_caught() {
    let one = |text: &str| rooms::not_apart(&[Source::new("acts/using/consulting.rs", text)]);
    caught(one("use crate::acts::finding::viewing;"), "keep apart");
    caught(one("use super::super::finding::viewing;"), "keep apart");
    assert!(one("use super::lending; use crate::procedures::lookup;").is_empty());
}

#[test]
fn files_that_import_each_other_are_caught() {
    let of = |files: &[(&str, &str)]| {
        rooms::circles(&files.iter().map(|(path, text)| Source::new(path, text)).collect::<Vec<_>>())
    };
    let two = |a: &str, b: &str| of(&[("paper/a.rs", a), ("paper/b.rs", b)]);
    caught(two("use super::b::B;", "use crate::paper::a::A;"), "`a` and `b` import each other");
    caught(
        of(&[("paper/a/deep.rs", "use super::super::b::B;"), ("paper/b.rs", "use super::a::A;")]),
        "import each other",
    );
    caught(
        of(&[("paper/mod.rs", "mod a; use a::A; pub struct P;"), ("paper/a.rs", "use super::P;")]),
        "`a` and `mod`",
    );
    caught(
        of(&[
            ("paper/mod.rs", "mod a; mod b; pub use b::B;"),
            ("paper/a.rs", "use super::B;"),
            ("paper/b.rs", "use super::a;"),
        ]),
        "`a` and `b`",
    );
    let crates = [
        Source::of_crate("paper", "a.rs", "use crate::b::B; use crate::domain::general::digest::Digest;"),
        Source::of_crate("paper", "b.rs", "use super::a::A;"),
    ];
    caught(rooms::circles(&crates), "`a` and `b` import each other (crates/paper/src/a.rs:1");
    assert!(two("use super::b::B;", "use crate::store::Store;").is_empty());
    let handed_on = [
        ("paper/mod.rs", "mod a; mod b; pub use b::B;"),
        ("paper/a.rs", "use super::B;"),
        ("paper/b.rs", ""),
    ];
    assert!(of(&handed_on).is_empty());
}

#[test]
fn a_library_away_from_home_is_caught() {
    let cargo =
        "[package]\nname = \"x\"\n\n[dependencies]\nsqlx = \"0.9\"\n\n[dev-dependencies]\ninsta = \"1\"\n";
    let root = |text: &str| vec![(String::new(), text.to_owned())];
    for (path, text) in [
        ("filing.rs", "use sqlx::Row;"),
        ("filing.rs", "fn f() -> sqlx::Result<()> {}"),
        ("filing.rs", "#[derive(sqlx::FromRow)] struct A;"),
        ("filing.rs", "use ::sqlx::Row;"),
        ("filing.rs", "use sqlx as database;"),
        ("filing.rs", "use {sqlx::Row, std::io};"),
        ("domain/item.rs", "use sha2::Sha256;"),
        ("domain/item.rs", "use tokio::sync::Mutex;"),
        ("catalog/csv.rs", "use calamine::Reader;"),
    ] {
        caught(libraries::homeless(&one(path, text), &root(cargo)), "which lives elsewhere");
    }
    caught(libraries::homeless(&[], &root(&cargo.replace("sqlx", "left-pad"))), "`left_pad` has no home");
    let of_crate =
        |name: &str| vec![(name.to_owned(), cargo.replace("sqlx = \"0.9\"", "sqlx.workspace = true"))];
    caught(libraries::homeless(&[], &of_crate("search")), "crates/search/Cargo.toml: `sqlx` has no home");
    assert_eq!(libraries::homeless(&[], &of_crate("store")), Vec::<String>::new());
    for (path, text) in [
        ("store/mod.rs", "use sqlx::Row;"),
        ("filing.rs", "// sqlx::Row\nlet sqlx = 1; a.sqlx::<u8>(); \"sqlx::Row\";"),
        ("domain/general/digest.rs", "use sha2::{Digest as _, Sha256};"),
        ("web/mod.rs", "mod csv; fn f() { csv::write(); super::zip::f(); }"),
    ] {
        assert_eq!(libraries::homeless(&one(path, text), &root(cargo)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_second_clock_is_caught() {
    caught(other_clocks(&one("filing.rs", "fn f() { chrono::Utc::now(); }")), "only clock.rs");
    caught(
        other_clocks(&one("store/pen.rs", "use std::time::SystemTime; fn f() { SystemTime::now() }")),
        "only clock.rs",
    );
    assert!(other_clocks(&one("clock.rs", "fn f() { chrono::Utc::now(); }")).is_empty());
    assert!(other_clocks(&one("filing.rs", "// Utc::now is forbidden\nfn f() { by.now(); }")).is_empty());
}

#[test]
fn leftovers_are_caught() {
    let file = |text: &str| vec![("src/a.rs".to_owned(), text.to_owned())];
    for text in
        ["fn f() { todo!() }", "unimplemented!(\"x\")", "dbg!(x)", "// TODO later", "/// FIXME", "-- HACK"]
    {
        caught(leftovers(&file(text)), "leftover");
    }
    assert!(leftovers(&file("let todos = 1; not_dbg!(x); // the word to do")).is_empty());
}

#[test]
fn what_has_grown_too_long_is_caught() {
    let long = format!("fn f() {{\n{}}}\n", "    g();\n".repeat(FUNCTION_LINES));
    caught(too_long(&one("filing.rs", &long)), "`f` has 82 lines");
    caught(too_long(&one("filing.rs", &"\n".repeat(FILE_LINES + 1))), "451 lines");
    let braces = format!(
        "fn f() {{ let a = '{{'; let b = \"{{\"; let c = r#\"{{\"#; /* {{ */ }}\n{}",
        "const A: u8 = 1;\n".repeat(100)
    );
    assert!(too_long(&one("filing.rs", &braces)).is_empty());
    caught(long_templates(&[("templates/a.html".into(), "<p>\n".repeat(TEMPLATE_LINES + 1))]), "161 lines");
    let wide = format!("<p>\n{}\n", "宽".repeat(TEMPLATE_WIDTH + 1));
    caught(long_templates(&[("templates/a.html".into(), wide)]), "templates/a.html:2: 121 characters");
    let fits = "宽".repeat(TEMPLATE_WIDTH);
    assert_eq!(long_templates(&[("templates/a.html".into(), fits)]), Vec::<String>::new());
}

#[test]
fn a_table_of_contents_that_differs_is_caught() {
    let all: String =
        LAYERS.iter().flat_map(|layer| layer.modules).map(|name| format!("pub mod {name};\n")).collect();
    let lib = |text: &str| unlisted_modules(&Source::new("lib.rs", text));
    assert_eq!(lib(&all), Vec::<String>::new());
    caught(lib(&all.replace("pub mod archive;\n", "")), "`archive` of tests/it/tidy.rs is not there");
    caught(lib(&format!("{all}pub mod helpers;")), "`helpers` stands in no layer");
    let crates = all.replace("pub mod store;", "pub use guidang_store as store;");
    assert_eq!(lib(&crates), Vec::<String>::new());
    caught(lib(&format!("{all}pub mod domain;")), "listed after a later layer");
    let rows = LAYERS
        .iter()
        .map(|layer| format!("| {} | `{}` |\n", layer.name, layer.modules.join("` `")))
        .collect::<String>();
    assert_eq!(undescribed_layers(&rows), Vec::<String>::new());
    caught(undescribed_layers(&rows.replace("`store`", "")), "the layer \"furniture\"");
}

#[test]
fn a_number_had_whole_without_a_right_to_it_is_caught() {
    let line = "fn f(n: &IdNumber) -> &str { n.whole(WholeFor::Showing) }";
    for path in
        ["web/finding/items.rs", "cli/finding/records.rs", "acts/finding/viewing.rs", "store/items.rs"]
    {
        caught(numbers::shown_whole(&one(path, line)), "Showing");
    }
    caught(numbers::shown_whole(&one("web/a.rs", "fn f() { show_all(WholeFor::Comparing) }")), "web/a.rs:1");
    assert_eq!(numbers::shown_whole(&one("acts/using/consulting.rs", line)), Vec::<String>::new());
}

#[test]
fn a_kind_declared_twice_or_nowhere_is_caught() {
    let table = "problems! {\n    refuse no_day(text): \"日\" / \"day\" => \"改\" / \"mend\";\n    \
                 pub ask other as no_day(): \"甲\" / \"a\" => \"乙\" / \"b\";\n}\n";
    assert_eq!(kinds::unclear_kinds(&one("domain/a.rs", table)), Vec::<String>::new());
    let twice = [Source::new("domain/a.rs", table), Source::new("web/b.rs", table)];
    caught(kinds::unclear_kinds(&twice), "`no_day` is declared in src/domain/a.rs:2 already");
    let nowhere = table.replace("as no_day", "as no_year");
    caught(kinds::unclear_kinds(&one("domain/a.rs", &nowhere)), "no table declares `no_year`");
}

#[test]
fn evidence_that_is_not_there_is_caught() {
    let story = "fn a_story() {} // fn a_dream() {}";
    let read = |path: &str| (path == "tests/it/setup/people.rs").then(|| story.to_owned());
    let missing = |text: &str| evidence::missing("docs/x.md", text, &read);
    caught(missing("| `setup/people.rs::a_story`, `setup/people.rs::a_dream` |"), "no function a_dream");
    caught(missing("one\n`setup/nobody.rs::a_story`"), "docs/x.md:2: there is no file setup/nobody.rs");
    caught(missing("`docs/none.md`"), "docs/none.md");
    caught(missing("`scripts/none`"), "scripts/none");
    let fine =
        "`setup/people.rs::a_story`, `tests/it/setup/people.rs`; `cargo nextest run x.rs`, `/etc/x.env`";
    assert_eq!(missing(fine), Vec::<String>::new());
}

#[test]
fn rows_without_evidence_and_wrong_figures_are_caught() {
    let table = |rows: &str, total: &str| format!("| 合计 total | {total} |\n{rows}");
    let (met, not) = ("| 1.1 | L1 | 甲 | 符合 | `a/b.rs::c` | |", "| 1.2 | L2 | 乙 | 不符合 | | 没有做 |");
    let both = format!("{met}\n{not}\n");
    assert_eq!(evidence::unclear_rows("x", &both), Vec::<String>::new());
    assert_eq!(evidence::wrong_totals("x", &table(&both, "1 | 0 | 1 | 0 | 2")), Vec::<String>::new());
    caught(evidence::wrong_totals("x", &table(&both, "2 | 0 | 0 | 0 | 2")), "1 | 0 | 1 | 0 | 2");
    caught(
        evidence::wrong_totals("x", &(table(&both, "1 | 0 | 1 | 0 | 2") + "| L2 | 1 | 0 | 0 | 0 | 1 |")),
        "L2",
    );
    caught(evidence::wrong_totals("x", &both), "no line says");
    for (row, about) in [
        ("| 1.3 | L1 | 丙 | 大概 | `a/b.rs::c` | |", "大概"),
        ("| 1.3 | L1 | 丙 | 符合 | 见代码 | |", "no evidence"),
        ("| 1.3 | L1 | 丙 | 部分 | `a/b.rs::c` | |", "no reason"),
        ("| 1.3 | L1 | 丙 | 不适用 | | |", "no reason"),
        ("| 1.1 | L1 | 丙 | 符合 | `a/b.rs::c` | |", "twice"),
    ] {
        caught(evidence::unclear_rows("x", &format!("{both}{row}")), about);
    }
}
