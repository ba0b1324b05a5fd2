//! The templates as files: none is orphaned, none holds code, each speaks both languages.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::repository;

fn files(folder: &Path, ending: &str, found: &mut BTreeMap<String, String>, root: &Path) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files(&path, ending, found, root);
        } else if path.to_string_lossy().ends_with(ending) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            found.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn read(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let (root, mut found) = (repository(folder), BTreeMap::new());
    files(&root, ending, &mut found, &root);
    found
}

/// Templates of the pages; `print/` belongs to the catalogs.
fn templates() -> BTreeMap<String, String> {
    let mut all = read("templates", ".html");
    all.retain(|name, _| !name.starts_with("print/"));
    assert!(all.len() > 30, "the templates were not found");
    all
}

#[test]
fn no_template_is_orphaned_and_none_is_long() {
    let templates = templates();
    let sources: String = read("src/web", ".rs").into_values().collect();
    let inside: String = templates.values().cloned().collect();
    for (name, text) in &templates {
        let drawn = sources.contains(&format!("path = \"{name}\""));
        let used = ["include", "extends", "import"]
            .iter()
            .any(|word| inside.contains(&format!("{word} \"{name}\"")));
        assert!(drawn || used, "nobody draws templates/{name}");
        assert!(text.lines().count() <= 160, "templates/{name} has more than 160 lines");
    }
}

#[test]
fn no_template_holds_code_or_style() {
    let forbidden = [
        "<script>",
        " style=\"",
        "javascript:",
        "onclick",
        "onchange",
        "onload",
        "onsubmit",
        "<style",
        "http://",
        "https://",
    ];
    for (name, text) in templates() {
        for word in forbidden {
            assert!(!text.contains(word), "templates/{name} holds {word:?}");
        }
        let safe = text.matches("|safe").count();
        let expected = usize::from(name == "catalogs/preview.html");
        assert_eq!(safe, expected, "templates/{name} lets text through unescaped");
    }
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// Words of the field that stand in English sentences too, and names of the other language.
const KEPT: [&str; 3] = ["备考表", "件", "案卷"];

#[test]
fn every_text_stands_in_both_languages() {
    for (name, text) in templates() {
        // the two texts may stand on two lines
        let text = text.lines().map(str::trim_start).collect::<Vec<_>>().join(" ");
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once("frame.t(\"") {
            let (zh, after) = after
                .split_once("\", \"")
                .unwrap_or_else(|| panic!("{name}: t() with one text: {after:.40}"));
            let (en, after) =
                after.split_once("\")").unwrap_or_else(|| panic!("{name}: t() does not end: {after:.40}"));
            let mut english = en.to_owned();
            KEPT.iter().for_each(|word| english = english.replace(word, ""));
            assert!(!english.contains(is_han), "{name}: Chinese in the English text {en:?}");
            assert!(!zh.is_empty(), "{name}: no Chinese for {en:?}");
            rest = after;
        }
        let bare = without_code(&text);
        let bare = bare.replace("中文", "").replace("CSV（UTF-8）", "").replace("CSV（GB18030）", "");
        let loose: String = bare.chars().filter(|c| is_han(*c)).collect();
        assert!(loose.is_empty(), "{name}: {loose:?} stands outside t()");
    }
}

/// The template without `{{ … }}` and `{% … %}`.
fn without_code(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{']) {
        let (before, code) = rest.split_at(at);
        bare.push_str(before);
        let end = if code.starts_with("{{") {
            code.find("}}")
        } else if code.starts_with("{%") {
            code.find("%}")
        } else {
            None
        };
        rest = match end {
            Some(end) => &code[end + 2..],
            None => &code[1..],
        };
    }
    bare + rest
}
