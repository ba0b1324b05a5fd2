//! Forms as data: which columns a catalog has, how wide, in what order (`assets/forms/README.md`).

use std::sync::LazyLock;

use serde::Deserialize;

use super::field::{FieldKind, RowKind, fields};
use super::head;
use crate::domain::problem::Problem;
use crate::domain::scheme::Origin;
use crate::domain::wording::{Lang, Wording};
use crate::say;

/// The forms that ship with the program, one text per file.
const SHIPPED: [&str; 9] = [
    include_str!("../../assets/forms/summary.toml"),
    include_str!("../../assets/forms/file-list.toml"),
    include_str!("../../assets/forms/volume-catalog.toml"),
    include_str!("../../assets/forms/volume-contents.toml"),
    include_str!("../../assets/forms/statement.toml"),
    include_str!("../../assets/forms/indexes.toml"),
    include_str!("../../assets/forms/transfer.toml"),
    include_str!("../../assets/forms/due.toml"),
    include_str!("../../assets/forms/sample.toml"),
];

/// How the rows of a form are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// One row a line.
    #[default]
    Table,
    /// One row a page, one field a line.
    Card,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    Portrait,
    Landscape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Center,
    Right,
}

/// One column of a form (one line of a card).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Key of the row's field.
    pub field: String,
    pub zh: String,
    pub en: String,
    /// Width in millimetres; the line's height in a card.
    pub mm: f64,
    pub align: Option<Align>,
    #[serde(default)]
    pub total: bool,
    #[serde(default)]
    pub once: bool,
    #[serde(default)]
    pub optional: bool,
    /// How its cells are written, where the kind of rows does not say it.
    #[serde(skip)]
    pub kind: Option<FieldKind>,
}

/// One form: a catalog or register as an office prints it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub key: String,
    pub name: Wording,
    /// Other names people ask for it by.
    #[serde(default)]
    pub also_called: Vec<String>,
    /// Which of several layouts of the same name.
    #[serde(default)]
    pub preset: String,
    /// Not among the catalogs that can be asked for by name: another page makes it.
    #[serde(default)]
    pub apart: bool,
    pub rows: RowKind,
    #[serde(default)]
    pub layout: Layout,
    pub orientation: Orientation,
    /// Top, bottom, left, right, in millimetres.
    pub margins: [f64; 4],
    pub rows_per_page: u32,
    /// Keys of [`head::Head`] printed under the title.
    #[serde(default)]
    pub head: Vec<String>,
    /// Fields before whose change a line of their values is printed.
    #[serde(default)]
    pub group: Vec<String>,
    /// Field each of whose values gets a sheet of its own, where the scope spans several.
    pub part: Option<String>,
    /// What the total counts (卷); no total line without it.
    pub unit: Option<Wording>,
    #[serde(default)]
    pub signatures: Vec<Wording>,
    pub note: Option<Wording>,
    pub origin: Origin,
    pub columns: Vec<Column>,
}

impl Column {
    pub fn heading(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl Form {
    /// Kind of the field a column shows; `None` when the rows have no such field.
    pub fn kind_of(&self, field: &str) -> Option<FieldKind> {
        let own = self.columns.iter().find(|column| column.field == field).and_then(|column| column.kind);
        own.or_else(|| fields(self.rows).iter().find(|(key, _)| *key == field).map(|(_, kind)| *kind))
    }

    /// Paper between the margins, in millimetres: (width, height).
    pub fn printable(&self) -> (f64, f64) {
        let [top, bottom, left, right] = self.margins;
        match self.orientation {
            Orientation::Portrait => (210.0 - left - right, 297.0 - top - bottom),
            Orientation::Landscape => (297.0 - left - right, 210.0 - top - bottom),
        }
    }

    /// Height of a row, so that `rows_per_page` of them fill the page under title, head line and headings.
    pub fn row_mm(&self) -> f64 {
        const ABOVE_ROWS: f64 = 34.0;
        ((self.printable().1 - ABOVE_ROWS) / f64::from(self.rows_per_page.max(1))).max(5.0)
    }

    /// Everything wrong with the form.
    pub fn check(&self) -> Vec<Problem> {
        let key = &self.key;
        let mut found = Vec::new();
        let mut wrong =
            |kind: &str, message, fix| found.push(Problem::refuse(kind, message, fix).in_column(key));
        let named =
            self.columns.iter().map(|c| &c.field).chain(&self.group).chain(&self.part).map(String::as_str);
        for field in named.filter(|field| self.kind_of(field).is_none()) {
            let known = fields(self.rows).iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ");
            wrong(
                "form_unknown_field",
                say!(
                    "格式“{key}”要印“{field}”，这种目录没有这一项",
                    "form {key:?} names {field:?}, which its rows do not have"
                ),
                say!("请改用其中之一：{known}", "use one of: {known}"),
            );
        }
        for item in self.head.iter().filter(|item| !head::KEYS.contains(&item.as_str())) {
            let known = head::KEYS.join(", ");
            wrong(
                "form_unknown_head",
                say!("格式“{key}”的表头“{item}”不认识", "form {key:?} has an unknown head item {item:?}"),
                say!("请改用其中之一：{known}", "use one of: {known}"),
            );
        }
        for column in
            self.columns.iter().filter(|c| c.total && self.kind_of(&c.field) != Some(FieldKind::Count))
        {
            let field = &column.field;
            wrong(
                "form_total_of_text",
                say!(
                    "格式“{key}”要合计“{field}”，它不是数目",
                    "form {key:?} totals {field:?}, which is not a count"
                ),
                say!("请去掉这一列的 total", "remove `total` from that column"),
            );
        }
        if self.layout == Layout::Table {
            let (room, _) = self.printable();
            let width: f64 = self.columns.iter().filter(|c| !c.optional).map(|c| c.mm).sum();
            if width > room + 0.5 {
                wrong(
                    "form_too_wide",
                    say!(
                        "格式“{key}”列宽共 {width} 毫米，纸上只有 {room} 毫米",
                        "form {key:?} is {width} mm wide; the paper leaves {room} mm"
                    ),
                    say!("请减小列宽，或改为横排", "make columns narrower or turn the page"),
                );
            }
        }
        let name = &self.name.zh;
        if self.columns.first().is_none_or(|c| c.total) || self.rows_per_page == 0 || !is_sheet_name(name) {
            wrong(
                "form_incomplete",
                say!(
                    "格式“{key}”不完整：要有名称（31 字以内，不含 [ ] : * ? / \\）、每页行数和至少一列，合计列不能是第一列",
                    "form {key:?} is incomplete: it needs a name (at most 31 characters, none of [ ] : * ? / \\), rows per page, and columns of which the first is not a total"
                ),
                say!("请对照 assets/forms/README.md 补全", "complete it after assets/forms/README.md"),
            );
        }
        found
    }
}

/// Whether the name can stand on a sheet's tab, with room for a sheet number behind it.
fn is_sheet_name(name: &str) -> bool {
    (1..=24).contains(&name.encode_utf16().count())
        && !name.contains(['[', ']', ':', '*', '?', '/', '\\', '\''])
}

/// The forms an office has.
#[derive(Clone, Debug, Default)]
pub struct Forms(Vec<Form>);

/// The forms that ship with the program.
pub fn forms() -> &'static Forms {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| {
        let all = SHIPPED
            .iter()
            .map(|text| Forms::parse(text).expect("shipped forms are whole: a test reads them"));
        Forms(all.flat_map(|forms| forms.0).collect())
    });
    &FORMS
}

impl Forms {
    /// Reads a file of `[[form]]` sections.
    ///
    /// # Errors
    /// Every problem of every form; a text that is not TOML is one, with its line.
    pub fn parse(text: &str) -> Result<Forms, Vec<Problem>> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            form: Vec<Form>,
        }
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() as u32 + 1);
            let why = error.message();
            let problem = Problem::refuse(
                "form_unreadable",
                say!("目录格式读不懂：{why}", "the form cannot be read: {why}"),
                say!(
                    "请对照 assets/forms/README.md 改正这一行",
                    "correct this line after assets/forms/README.md"
                ),
            );
            vec![Problem { row: line, ..problem }]
        })?;
        let problems: Vec<Problem> = file.form.iter().flat_map(Form::check).collect();
        if problems.is_empty() { Ok(Forms(file.form)) } else { Err(problems) }
    }

    /// By key, Chinese or English name, another name, or `name/preset` (`卷内目录/社保业务`); the first
    /// preset when none is named.
    pub fn find(&self, asked: &str) -> Option<&Form> {
        let (name, preset) =
            asked.split_once('/').map_or((asked, None), |(name, preset)| (name, Some(preset)));
        let is_called = |form: &&Form| {
            let names = [&form.key, &form.name.zh, &form.name.en];
            names.into_iter().chain(&form.also_called).any(|known| known.eq_ignore_ascii_case(name.trim()))
                && preset.is_none_or(|preset| form.preset == preset.trim())
        };
        self.0.iter().find(is_called)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_form_is_whole_and_has_a_key_of_its_own() {
        let mut keys = std::collections::BTreeSet::new();
        for text in SHIPPED {
            let forms = Forms::parse(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
            for form in forms.iter() {
                assert!(keys.insert(form.key.clone()), "{} stands twice", form.key);
            }
        }
        assert_eq!(keys.len(), forms().iter().count());
    }

    #[test]
    fn forms_answer_to_the_names_people_use() {
        let key = |name: &str| forms().find(name).map(|form| form.key.as_str());
        for (name, expected) in [
            ("案卷目录汇总表", "summary"),
            ("归档文件目录", "file_list"),
            ("归档文件目录/2000", "file_list_2000"),
            ("案卷目录", "volume_catalog"),
            ("卷内目录", "volume_contents"),
            ("卷内目录/社保业务", "volume_contents_business"),
            ("备考表", "statement"),
            ("人名索引", "person_index"),
            ("单位索引", "unit_index"),
            ("文号索引", "doc_number_index"),
            ("移交清册", "transfer_register"),
            ("transfer register", "transfer_register"),
        ] {
            assert_eq!(key(name), Some(expected), "{name}");
        }
        assert_eq!(key("销毁清册"), None);
    }

    fn kinds(text: &str) -> Vec<String> {
        Forms::parse(text).expect_err("the form is wrong").into_iter().map(|p| p.kind).collect()
    }

    #[test]
    fn a_wrong_form_says_what_is_wrong() {
        let shipped = SHIPPED[0];
        assert_eq!(kinds(&shipped.replace("\"label\"", "\"colour\"")), ["form_unknown_field"]);
        assert_eq!(kinds(&shipped.replace("\"fonds\",", "\"weather\",")), ["form_unknown_head"]);
        assert_eq!(kinds(&shipped.replace("mm = 105", "mm = 205")), ["form_too_wide"]);
        assert_eq!(kinds(&shipped.replace("mm = 105", "mm = 105, total = true")), ["form_total_of_text"]);
        assert_eq!(kinds(&shipped.replace("rows_per_page = 15", "rows_per_page = 0")), ["form_incomplete"]);
    }

    #[test]
    fn an_unreadable_form_names_its_line() {
        let text = SHIPPED[0].replace("rows = \"summary\"", "rows = \"summery\"");
        let problems = Forms::parse(&text).expect_err("no such kind of row");
        assert_eq!(problems[0].kind, "form_unreadable");
        let line = text.lines().position(|line| line.contains("summery")).unwrap() as u32 + 1;
        assert_eq!(problems[0].row, Some(line));
    }
}
