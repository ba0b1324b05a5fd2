use super::forms::SHIPPED;
use super::*;

fn text_of(name: &str) -> &'static str {
    SHIPPED.iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn every_shipped_form_is_whole_and_named_as_its_file() {
    for (name, text) in SHIPPED {
        let form = Form::parse(text).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
        assert_eq!(form.id(), *name);
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/print");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    let files = files.filter_map(|name| name.to_str()?.strip_suffix(".toml").map(str::to_owned));
    for file in files.filter(|name| name != "presets") {
        assert!(SHIPPED.iter().any(|(known, _)| *known == file), "{file} is not shipped");
    }
}

#[test]
fn what_a_form_or_a_preset_names_is_there() {
    for form in shipped().iter() {
        for key in form.before.iter().chain(&form.after) {
            assert!(shipped().find(key).is_some_and(|found| found.key == *key), "{}: {key}", form.key);
        }
    }
    for preset in Forms::presets() {
        for key in &preset.forms {
            assert!(shipped().iter().any(|form| form.key == *key), "{}: {key}", preset.name.zh);
        }
    }
}

#[test]
fn forms_answer_to_the_names_people_use() {
    let key = |name: &str| shipped().find(name).map(|form| form.key.as_str());
    for (name, expected) in [
        ("案卷目录汇总表", "summary"),
        ("归档文件目录", "file_list"),
        ("归档文件目录/2000", "file_list_2000"),
        ("案卷目录", "volume_catalog"),
        ("卷内目录", "volume_contents"),
        ("卷内目录/社保业务", "volume_contents_business"),
        ("volume_contents@1", "volume_contents"),
        ("备考表", "statement"),
        ("人名索引", "person_index"),
        ("单位索引", "unit_index"),
        ("文号索引", "doc_number_index"),
        ("移交清册", "transfer_register"),
        ("transfer register", "transfer_register"),
    ] {
        assert_eq!(key(name), Some(expected), "{name}");
    }
    assert_eq!(key("天气表"), None);
    let in_wuhu = shipped().find_in("卷内目录", "芜湖2009").unwrap();
    assert_eq!(in_wuhu.key, "volume_contents_business");
    assert_eq!(shipped().find_in("volume_contents", "芜湖2009").unwrap().key, "volume_contents");
}

fn kinds(text: &str) -> Vec<String> {
    Form::parse(text).expect_err("the form is wrong").into_iter().map(|p| p.kind).collect()
}

#[test]
fn a_wrong_form_says_what_is_wrong() {
    let shipped = text_of("summary@1");
    assert_eq!(kinds(&shipped.replace("\"label\"", "\"colour\"")), ["form_unknown_field"]);
    assert_eq!(kinds(&shipped.replace("\"fonds\",", "\"weather\",")), ["form_unknown_head"]);
    assert_eq!(kinds(&shipped.replace("mm = 105", "mm = 205")), ["form_too_wide"]);
    assert_eq!(kinds(&shipped.replace("mm = 105", "mm = 105, total = true")), ["form_total_of_text"]);
    assert_eq!(kinds(&shipped.replace("rows_per_page = 15", "rows_per_page = 0")), ["form_incomplete"]);
    assert_eq!(kinds(&shipped.replace("row_mm = 15", "row_mm = 25")), ["form_too_tall"]);
    assert_eq!(
        kinds(&shipped.replace("blank_in = \"label\"", "blank_in = \"step\"")),
        ["form_unknown_field"]
    );
    assert_eq!(
        kinds(&shipped.replace("row_mm = 15", "row_mm = 15\ncell_pt = [9, 10.5]")),
        ["form_type_size"]
    );
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let shipped = text_of("summary@1");
    for (from, to, kind) in [
        ("\"label\", zh", "\"colour\", zh", "form_unknown_field"),
        ("\"fonds\",", "\"weather\",", "form_unknown_head"),
        ("row_mm = 15", "row_mm = 25", "form_too_tall"),
        ("zh = \"案卷数\"", "zh = \"案卷\\u202E数\"", "form_control_character"),
    ] {
        let text = shipped.replace(from, to);
        let problems = Form::parse(&text).expect_err(kind);
        let problem =
            problems.iter().find(|problem| problem.kind == kind).unwrap_or_else(|| panic!("{kind}"));
        let line = text.lines().position(|line| line.contains(to)).map(|at| at as u32 + 1);
        assert!(line.is_some() && problem.row == line, "{kind}: {:?}, not {line:?}", problem.row);
    }
}

#[test]
fn an_unreadable_form_names_its_line() {
    let text = text_of("summary@1").replace("rows = \"summary\"", "rows = \"summery\"");
    let problems = Form::parse(&text).expect_err("no such kind of row");
    assert_eq!(problems[0].kind, "form_unreadable");
    let line = text.lines().position(|line| line.contains("summery")).unwrap() as u32 + 1;
    assert_eq!(problems[0].row, Some(line));
}

const LABELS: &str = r#"
key = "two_labels"
name = { zh = "两张签", en = "Two labels" }
rows = "volume"
origin = { instrument = "试", article = "一", mark = "K" }
cells = [
  { at = [2, 2, 40, 8], text = "{title}" },
  { at = [2, 12, 40, 8], text = "{code}" },
]
[sheet]
piece = [70, 37]
origin = [0, 0]
across = 3
down = 8
pitch = [70, 37]
"#;

#[test]
fn a_wrong_piece_says_what_is_wrong() {
    assert!(Form::parse(LABELS).is_ok());
    assert_eq!(kinds(&LABELS.replace("{code}", "{weather}")), ["form_unknown_field"]);
    assert_eq!(kinds(&LABELS.replace("[2, 12, 40, 8]", "[2, 6, 40, 8]")), ["form_cells_overlap"]);
    assert_eq!(kinds(&LABELS.replace("[2, 12, 40, 8]", "[2, 32, 40, 8]")), ["form_cell_outside"]);
    assert_eq!(kinds(&LABELS.replace("down = 8", "down = 9")), ["form_sheet_too_full"]);
    assert_eq!(kinds(&LABELS.replace("pitch = [70, 37]", "pitch = [69, 37]")), ["form_sheet_too_full"]);
}

#[test]
fn numbers_out_of_all_measure_are_refused_and_nothing_else_is_looked_at() {
    for (from, to) in [
        ("pitch = [70, 37]", "pitch = [nan, 37]"),
        ("pitch = [70, 37]", "pitch = [inf, 37]"),
        ("piece = [70, 37]", "piece = [0, 0]"),
        ("piece = [70, 37]", "piece = [-70, 37]"),
        ("across = 3", "across = 65536"),
        ("across = 3", "across = 0"),
        ("across = 3\ndown = 8", "across = 4294967295\ndown = 4294967295"),
        ("[2, 2, 40, 8]", "[2, 2, nan, 8]"),
        ("[2, 2, 40, 8]", "[2, 2, 1e300, 8]"),
        ("text = \"{title}\"", "text = \"{title}\", pad = -1e9"),
        ("text = \"{title}\"", "text = \"{title}\", rule = nan"),
        ("text = \"{title}\"", "text = \"{title}\", lines = 9223372036854775807"),
        ("rows = \"volume\"", "rows = \"volume\"\nrows_per_page = 1000000000"),
        ("rows = \"volume\"", "rows = \"volume\"\npaper = [1e9, 1e9]"),
        ("rows = \"volume\"", "rows = \"volume\"\npaper = [0, 0]"),
        ("rows = \"volume\"", "rows = \"volume\"\nmargins = [-500, 0, 0, 0]"),
    ] {
        assert!(LABELS.contains(from), "{from}");
        let found = kinds(&LABELS.replace(from, to));
        assert!(
            !found.is_empty() && found.iter().all(|kind| kind == "form_out_of_measure"),
            "{to}: {found:?}"
        );
    }
    let grid = "[[grids]]\nat = [0, 0]\ncolumns = [10]\nrows = [{ mm = 5, cells = [{ span = 9223372036854775807 }, { span = 9223372036854775807 }, { span = 9223372036854775807 }] }]\n[sheet]";
    let found = kinds(&LABELS.replace("[sheet]", grid));
    assert!(found.iter().all(|kind| kind == "form_out_of_measure"), "{found:?}");
    let list = text_of("summary@1");
    for (from, to) in [
        ("row_mm = 15", "row_mm = nan"),
        ("row_mm = 15", "row_mm = 15\ncell_pt = []"),
        ("row_mm = 15", "row_mm = 15\ntitle_pt = 1e9"),
        ("mm = 105", "mm = nan"),
    ] {
        assert_eq!(kinds(&list.replace(from, to)), ["form_out_of_measure"], "{to}");
    }
}

#[test]
fn a_form_cannot_be_called_by_a_path_or_an_address() {
    let long = "a".repeat(61);
    for key in ["../../etc/passwd", "a/b", "A b", "", "表", "a?b", long.as_str()] {
        assert_eq!(kinds(&LABELS.replace("two_labels", key)), ["form_key"], "{key}");
    }
}

#[test]
fn a_list_has_a_column_that_is_always_printed() {
    let index = text_of("person_index@1");
    let (head, rest) = index.split_once("columns = [").unwrap();
    let (_, tail) = rest.split_once("\n]").unwrap();
    let column = |more: &str| {
        format!(
            "{head}columns = [\n{{ field = \"id_number\", zh = \"证号\", en = \"ID\", mm = 40{more} }}\n]{tail}"
        )
    };
    for text in [column(""), column(", optional = true")] {
        assert!(kinds(&text).contains(&"form_incomplete".to_owned()));
    }
}

#[test]
fn covers_that_are_not_there_or_are_none_are_named() {
    let leafed = |leaf: &str| {
        let text = LABELS.replace("rows = \"volume\"", &format!("rows = \"volume\"\nbefore = [\"{leaf}\"]"));
        shipped().with(vec![Form::parse(&text).unwrap()]).leaves_amiss()
    };
    assert!(leafed("catalog_cover").is_empty());
    // a form before itself: it is no cover
    for leaf in ["nonesuch", "two_labels"] {
        let amiss = leafed(leaf);
        assert!(amiss.len() == 1 && amiss[0].message.zh.contains(leaf), "{leaf}: {amiss:?}");
    }
}
