//! The forms an office has: those that ship with the program, and its own beside them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Form;
use crate::catalogs::finding_aid::Head;
use crate::general::digest::Digest;
use crate::general::problem::Problem;
use crate::general::wording::{Lang, Wording};
use crate::{problems, say};

include!("shipped.rs");

/// Which forms an office uses under one name: 国标, 芜湖2009.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub name: Wording,
    /// Keys of the forms it takes where several have the same name.
    pub forms: Vec<String>,
}

/// The forms an office has.
#[derive(Clone, Debug, Default)]
pub struct Forms(Vec<Form>);

/// The forms that ship with the program.
pub fn shipped() -> &'static Forms {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| {
        let read =
            |(_, text): &(&str, &str)| Form::parse(text).expect("shipped forms are whole: a test reads them");
        Forms(SHIPPED.iter().map(read).collect())
    });
    &FORMS
}

impl Form {
    /// Reads a form's file.
    ///
    /// # Errors
    /// Every problem of the form; a text that is not TOML is one, with its line.
    pub fn parse(text: &str) -> Result<Form, Vec<Problem>> {
        let form: Form = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() as u32 + 1);
            let why = error.message();
            let problem = form_unreadable(&why);
            vec![Problem { row: line, ..problem }]
        })?;
        let problems = form.check_in(text);
        let file = Some(Digest::compute(text.as_bytes()));
        if problems.is_empty() { Ok(Form { file, ..form }) } else { Err(problems) }
    }
}

impl Form {
    /// How people call a field of the form's rows: as its columns do, or a sheet merged with it, or the
    /// columns of another form over such rows. A field of no name is the form's own words.
    pub fn called(&self, field: &str) -> Wording {
        if field.is_empty() {
            return say!("表上的字", "words");
        }
        let column = |form: &Form| {
            let column = form.columns.iter().find(|column| column.field == field)?;
            Some(Wording::new(column.zh.clone(), column.en.clone()))
        };
        let heading = || {
            let name = self.headings.get(field)?.first()?;
            Some(Wording::new(name.clone(), field))
        };
        let head = || Head::default().item(field, Lang::Zh).map(|(label, _)| label);
        let others = || shipped().iter().filter(|form| form.rows == self.rows).find_map(column);
        let found = column(self).or_else(heading).or_else(others).or_else(head);
        found.unwrap_or_else(|| Wording::same(field))
    }
}

impl FromIterator<Form> for Forms {
    fn from_iter<I: IntoIterator<Item = Form>>(forms: I) -> Forms {
        Forms(forms.into_iter().collect())
    }
}

impl Forms {
    /// The presets that ship with the program.
    pub fn presets() -> &'static [Preset] {
        #[derive(Deserialize)]
        struct File {
            preset: Vec<Preset>,
        }
        static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
            let file: File = toml::from_str(PRESET_FILE).expect("the presets are whole: a test reads them");
            file.preset
        });
        &PRESETS
    }

    /// These forms, and an office's own; one of the same key and version takes the place of the other.
    pub fn with(&self, own: Vec<Form>) -> Forms {
        let mut all = self.clone();
        for form in own {
            match all.0.iter_mut().find(|known| known.id() == form.id()) {
                Some(known) => *known = form,
                None => all.0.push(form),
            }
        }
        all
    }

    /// By key, `key@version`, Chinese or English name, another name, or `name/preset`
    /// (`卷内目录/社保业务`); the newest version, and the first preset when none is named.
    pub fn find(&self, asked: &str) -> Option<&Form> {
        let asked = asked.trim();
        if let Some(exact) = self.0.iter().find(|form| form.id() == asked) {
            return Some(exact);
        }
        let (name, preset) =
            asked.split_once('/').map_or((asked, None), |(name, preset)| (name, Some(preset)));
        let is_called = |form: &&Form| {
            let names = [&form.key, &form.name.zh, &form.name.en];
            names.into_iter().chain(&form.also_called).any(|known| known.eq_ignore_ascii_case(name.trim()))
                && preset.is_none_or(|preset| form.preset == preset.trim())
        };
        let key = &self.0.iter().find(is_called)?.key;
        self.0.iter().filter(|form| form.key == *key).max_by_key(|form| form.version)
    }

    /// As [`Forms::find`]; where several forms have the name, the one the preset takes.
    pub fn find_in(&self, asked: &str, preset: &str) -> Option<&Form> {
        let found = self.find(asked)?;
        if asked.contains(['/', '@']) || found.key == asked.trim() {
            return Some(found);
        }
        let preset = Forms::presets().iter().find(|known| known.name.zh == preset);
        let taken = preset.and_then(|preset| {
            let same_name = |form: &&Form| form.name == found.name && preset.forms.contains(&form.key);
            self.0.iter().filter(same_name).max_by_key(|form| form.version)
        });
        Some(taken.unwrap_or(found))
    }

    /// Forms that name, as cover or last leaf, one that there is not, or one that is none.
    pub fn leaves_amiss(&self) -> Vec<Problem> {
        let named = self
            .0
            .iter()
            .flat_map(|form| form.before.iter().chain(&form.after).map(move |leaf| (form, leaf)));
        let is_leaf = |found: &Form| found.rows.is_leaf() || shipped().find(&found.id()).is_some();
        let amiss = named.filter(|(_, leaf)| !self.find(leaf).is_some_and(is_leaf));
        let problem = |(form, leaf): (&Form, &String)| {
            let id = form.id();
            form_no_such_leaf(&id, &leaf).in_column(id)
        };
        amiss.map(problem).collect()
    }

    /// The newest version of each, in their order: what can be asked for by key.
    pub fn newest(&self) -> impl Iterator<Item = &Form> {
        let is_newest =
            |form: &&Form| self.0.iter().all(|other| other.key != form.key || other.version <= form.version);
        self.0.iter().filter(is_newest)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.0.iter()
    }
}

problems! {
    refuse form_unreadable(why):
        "格式读不懂：{why}" / "the form cannot be read: {why}"
        => "请对照 templates/print/README.md 改正这一行"
            / "correct this line after templates/print/README.md";
    refuse form_no_such_leaf(id, leaf):
        "格式“{id}”要连带印“{leaf}”，没有这张封面或备考"
            / "form \"{id}\" names the leaf \"{leaf}\", which is no cover or last leaf"
        => "before、after 里写封面一类格式（rows 是 book、part、due_sum、due 或 reason）的 key"
            / "before and after take keys of forms with rows = \"book\", \"part\", \"due_sum\", \"due\" or \"reason\"";
}
