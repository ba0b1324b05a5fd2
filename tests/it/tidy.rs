//! The house rules, kept by reading the source as text. The tables here are the rules themselves;
//! ARCHITECTURE.md names the same layers. There is no list of exceptions.
//!
//! Every rule is a function from sources to complaints, so that each can be shown a source that
//! breaks it (`controls.rs`).

mod controls;
mod evidence;
mod kinds;
mod libraries;
mod numbers;
mod rooms;
mod tokens;

use std::collections::BTreeMap;
use std::path::Path;

use tokens::{Source, module_of};

/// A layer: its name, its modules, and the layers it may use. `in_order` says that a module may also
/// use those of its own layer that stand before it; otherwise neighbours never meet.
pub struct Layer {
    pub name: &'static str,
    pub modules: &'static [&'static str],
    pub uses: &'static [&'static str],
    pub in_order: bool,
}

/// Who may `use crate::…` whom. The order is the order of `src/lib.rs`.
#[rustfmt::skip]
pub const LAYERS: &[Layer] = &[
    Layer { name: "words",        in_order: false, uses: &[],
            modules: &["domain"] },
    Layer { name: "furniture",    in_order: false, uses: &["words"],
            modules: &["backup", "catalog", "checkpoint", "package", "paper", "search", "sheet", "store"] },
    Layer { name: "housekeeping", in_order: true,  uses: &["words"],
            modules: &["clock", "random", "throttle", "secrets", "totp", "config", "system_user", "progress", "embedded"] },
    Layer { name: "institution",  in_order: true,  uses: &["words", "furniture", "housekeeping"],
            modules: &["people", "archive"] },
    Layer { name: "procedures",   in_order: false, uses: &["words", "furniture", "housekeeping", "institution"],
            modules: &["procedures"] },
    Layer { name: "acts",         in_order: false, uses: &["words", "furniture", "housekeeping", "institution", "procedures"],
            modules: &["acts"] },
    Layer { name: "doors",        in_order: false, uses: &["words", "housekeeping", "institution", "procedures", "acts"],
            modules: &["cli", "web"] },
];

/// Nobody but the clock asks the time.
const CLOCK: &str = "clock.rs";
const ASKS_THE_TIME: &[[&str; 2]] = &[["Utc", "now"], ["Local", "now"], ["SystemTime", "now"]];

/// Marks of unfinished work, written so that this file does not bear them.
const MACROS: &[&str] = &["todo", "unimplemented", "dbg"];
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("HA", "CK")];

const FILE_LINES: usize = 450;
const FUNCTION_LINES: usize = 80;
const TEMPLATE_LINES: usize = 160;
const TEMPLATE_WIDTH: usize = 120;

/// The layer a top-level module stands in.
pub fn layer_of(module: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| layer.modules.contains(&module))
}

/// Every `crate::…` that reaches a module its layer may not use.
pub fn crossed_layers(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !matches!(source.path.as_str(), "lib.rs" | "main.rs")) {
        let module = module_of(&source.path);
        let own = &module[0];
        let Some(layer) = layer_of(own) else {
            complaints
                .push(format!("{}: the module `{own}` stands in no layer of tests/it/tidy.rs", source.file));
            continue;
        };
        for used in source.paths(&module) {
            let Some(target) = used.path.first().filter(|target| *target != own) else { continue };
            let Some(other) = layer_of(target) else { continue };
            let before = |name: &str| layer.modules.iter().position(|module| *module == name);
            let neighbour = layer.name == other.name && layer.in_order && before(target) < before(own);
            if !layer.uses.contains(&other.name) && !neighbour {
                complaints.push(format!(
                    "{}:{}: `{own}` ({}) uses `{target}` ({}), which it may not",
                    source.file, used.line, layer.name, other.name
                ));
            }
        }
    }
    complaints
}

/// Whoever asks the time beside the clock.
pub fn other_clocks(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| source.path != CLOCK) {
        for [kind, call] in ASKS_THE_TIME {
            for line in source.calls(kind, call) {
                complaints
                    .push(format!("{}:{line}: {kind}::{call} – only clock.rs asks the time", source.file));
            }
        }
    }
    complaints
}

/// Unfinished work, in code or in words.
pub fn leftovers(files: &[(String, String)]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in files {
        for (at, line) in text.lines().enumerate() {
            let mark = MARKS.iter().find(|mark| line.contains(**mark));
            let made = MACROS.iter().map(|name| format!("{name}!")).find(|name| {
                line.match_indices(name.as_str())
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            });
            if let Some(mark) = mark.map(ToString::to_string).or(made) {
                complaints.push(format!("{path}:{}: leftover {mark}", at + 1));
            }
        }
    }
    complaints
}

/// Files and functions that have grown too long.
pub fn too_long(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        if source.lines > FILE_LINES {
            complaints.push(format!("{}: {} lines, the limit is {FILE_LINES}", source.file, source.lines));
        }
        for function in source.functions().iter().filter(|function| function.lines > FUNCTION_LINES) {
            let (name, line, lines) = (&function.name, function.line, function.lines);
            complaints.push(format!(
                "{}:{line}: `{name}` has {lines} lines, the limit is {FUNCTION_LINES}",
                source.file
            ));
        }
    }
    complaints
}

/// Templates of too many lines, and lines of too many characters.
pub fn long_templates(files: &[(String, String)]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in files {
        let lines = text.lines().count();
        if lines > TEMPLATE_LINES {
            complaints.push(format!("{path}: {lines} lines, the limit is {TEMPLATE_LINES}"));
        }
        for (at, line) in text.lines().enumerate() {
            let width = line.chars().count();
            if width > TEMPLATE_WIDTH {
                let line = at + 1;
                complaints.push(format!("{path}:{line}: {width} characters, the limit is {TEMPLATE_WIDTH}"));
            }
        }
    }
    complaints
}

/// `src/lib.rs` lists the modules of the table, layer after layer.
pub fn unlisted_modules(lib: &Source) -> Vec<String> {
    let listed = lib.modules_in_order();
    let mut complaints = Vec::new();
    let mut highest = 0;
    for name in &listed {
        match LAYERS.iter().position(|layer| layer.modules.contains(&name.as_str())) {
            None => complaints.push(format!("src/lib.rs: `{name}` stands in no layer of tests/it/tidy.rs")),
            Some(at) if at < highest => {
                complaints.push(format!(
                    "src/lib.rs: `{name}` ({}) is listed after a later layer",
                    LAYERS[at].name
                ));
            }
            Some(at) => highest = at,
        }
    }
    let known = LAYERS.iter().flat_map(|layer| layer.modules);
    complaints.extend(
        known
            .filter(|name| !listed.iter().any(|listed| listed == *name))
            .map(|name| format!("src/lib.rs: `{name}` of tests/it/tidy.rs is not there")),
    );
    complaints
}

/// ARCHITECTURE.md has, for every layer, one line that names it and each of its modules as `` `name` ``.
pub fn undescribed_layers(architecture: &str) -> Vec<String> {
    let describes = |layer: &Layer| {
        architecture.lines().any(|line| {
            line.contains(layer.name) && layer.modules.iter().all(|name| line.contains(&format!("`{name}`")))
        })
    };
    let missing = LAYERS.iter().filter(|layer| !describes(layer));
    missing
        .map(|layer| {
            format!(
                "ARCHITECTURE.md: no line names the layer \"{}\" with its modules `{}`",
                layer.name,
                layer.modules.join("`, `")
            )
        })
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with one of these endings, as (path from the root, text), in order.
fn texts(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if endings.iter().any(|ending| path.extension().is_some_and(|own| own == *ending)) {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found.into_iter().collect()
}

/// The sources of the program: `src/`, and the crates below `crates/` as the modules they are there.
fn house() -> Vec<Source> {
    let own = texts("src", &["rs"]).into_iter().map(|(file, text)| Source::new(&file["src/".len()..], &text));
    let crates = texts("crates", &["rs"]).into_iter().map(|(file, text)| {
        let parts: Vec<&str> = file.splitn(4, '/').collect();
        let [_, name, "src", path] = parts[..] else { panic!("{file} stands in no crate's src/") };
        Source::of_crate(name, path, &text)
    });
    let sources: Vec<Source> = own.chain(crates).collect();
    assert!(sources.len() > 400, "only {} sources were found", sources.len());
    sources
}

/// The Rust tests beside the crates.
fn tests() -> Vec<Source> {
    let files = texts("tests", &["rs"]).into_iter();
    files.map(|(file, text)| Source::below("tests", &file["tests/".len()..], &text)).collect()
}

/// Every crate of the house: its folder (empty for the root's) and its Cargo.toml.
fn manifests() -> Vec<(String, String)> {
    let own = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let crates = texts("crates", &["toml"]).into_iter().filter_map(|(file, text)| {
        let name = file.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        Some((name.to_owned(), text))
    });
    std::iter::once((String::new(), own)).chain(crates).collect()
}

#[track_caller]
fn tidy(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn each_layer_uses_only_those_below_it() {
    tidy(crossed_layers(&house()));
}

#[test]
fn each_kind_of_problem_is_declared_once() {
    let sources = house();
    let entries: usize = sources.iter().map(|source| source.problem_entries().len()).sum();
    assert!(entries > 200, "only {entries} problems were found");
    tidy(kinds::unclear_kinds(&sources));
}

#[test]
fn parts_stand_in_reading_order() {
    tidy(rooms::out_of_order(&house()));
}

#[test]
fn departments_keep_apart() {
    tidy(rooms::not_apart(&house()));
}

#[test]
fn the_table_of_contents_is_the_table_of_layers() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    tidy(unlisted_modules(&Source::new("lib.rs", &lib)));
    let architecture = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap_or_default();
    tidy(undescribed_layers(&architecture));
    tidy(rooms::undescribed_acts(&house(), &architecture));
}

#[test]
fn no_two_files_of_a_folder_import_each_other() {
    tidy(rooms::circles(&house()));
}

#[test]
fn one_outside_library_has_one_home() {
    tidy(libraries::homeless(&house(), &manifests()));
}

#[test]
fn id_numbers_are_whole_only_for_a_reason() {
    tidy(numbers::shown_whole(&house()));
}

/// What an auditor is given: each row names what shows it, and that is there.
#[test]
fn what_the_documents_name_as_evidence_is_there() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).ok();
    let (mut pieces, mut complaints) = (0, Vec::new());
    for (document, is_table) in
        [("docs/asvs.md", true), ("docs/mlps.md", true), ("docs/reliability.md", false)]
    {
        let text = read(document).unwrap_or_default();
        pieces += evidence::named(&text).len();
        complaints.extend(evidence::missing(document, &text, &read));
        if is_table {
            complaints.extend(evidence::unclear_rows(document, &text));
            complaints.extend(evidence::wrong_totals(document, &text));
        }
    }
    assert!(pieces > 250, "only {pieces} pieces of evidence were found");
    tidy(complaints);
}

#[test]
fn only_the_clock_asks_the_time() {
    tidy(other_clocks(&house()));
}

#[test]
fn nothing_is_left_unfinished() {
    let mut files = Vec::new();
    for folder in ["src", "crates", "tests", "benches", "migrations", "schemes", "templates", "assets"] {
        files.extend(texts(folder, &["rs", "sql", "toml", "html", "css", "js", "mjs", "md"]));
    }
    // the controls have to write the marks down to show that they are found
    files.retain(|(path, _)| !path.starts_with("tests/it/tidy"));
    tidy(leftovers(&files));
}

#[test]
fn files_and_functions_stay_short() {
    let mut longest: Vec<(usize, String)> = Vec::new();
    let sources: Vec<Source> = house().into_iter().chain(tests()).collect();
    for source in &sources {
        longest.push((source.lines, source.file.clone()));
        let functions = source.functions().into_iter();
        longest.extend(functions.map(|f| (f.lines, format!("{}:{} fn {}", source.file, f.line, f.name))));
    }
    for (kind, marker) in [("files", false), ("functions", true)] {
        let mut these: Vec<_> = longest.iter().filter(|(_, name)| name.contains(" fn ") == marker).collect();
        these.sort_by(|a, b| b.cmp(a));
        println!("longest {kind}:");
        these.iter().take(10).for_each(|(lines, name)| println!("{lines:5} {name}"));
    }
    tidy(too_long(&sources));
}

#[test]
fn templates_stay_short() {
    tidy(long_templates(&texts("templates", &["html", "txt", "xml"])));
}
