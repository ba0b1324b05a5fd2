//! 表格: the forms an office has – listed, checked, printed blank or merged with a sheet of its own.

mod merging;

pub use merging::Merged;

use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::catalog::NewFile;
use crate::config::Config;
use crate::domain::error::{Error, Result};
use crate::domain::finding_aid::{Choices, Entry, Head};
pub use crate::domain::form::{Form, Forms};
use crate::domain::form::{Orientation, PaperSize};
use crate::domain::problem::Problem;
use crate::domain::wording::Wording;
use crate::paper::{Book, Fonts, Order};
use crate::say;

/// A form as a list shows it.
#[derive(Clone, Debug, Serialize)]
pub struct FormInfo {
    pub key: String,
    pub version: u32,
    pub name: Wording,
    pub preset: String,
    /// `A4`, `A4 横`, `220×310`
    pub paper: Wording,
    pub rows_per_page: u32,
    pub pieces_per_sheet: u32,
    /// Instrument, article and mark of its source.
    pub source: String,
    pub mark: String,
    /// The archive's own records fill it; otherwise it is printed blank, or over a sheet.
    pub from_records: bool,
    /// A cover or last leaf, printed with its list.
    pub is_leaf: bool,
}

/// A file that was written.
#[derive(Clone, Debug, Serialize)]
pub struct Filled {
    pub form: String,
    pub rows: u64,
    pub pages: u64,
    /// What in the sheet was not printed.
    pub problems: Vec<Problem>,
}

/// The forms as a list shows them.
pub fn list(forms: &Forms) -> Vec<FormInfo> {
    let leaves: Vec<&String> = forms.iter().flat_map(|form| form.before.iter().chain(&form.after)).collect();
    let info = |form: &Form| FormInfo {
        key: form.key.clone(),
        version: form.version,
        name: form.name.clone(),
        preset: form.preset.clone(),
        paper: paper(form),
        rows_per_page: form.rows_per_page,
        pieces_per_sheet: form.sheet.as_ref().map_or(0, |sheet| sheet.pieces()),
        source: format!("{} {}", form.origin.instrument, form.origin.article),
        mark: format!("{:?}", form.origin.mark),
        from_records: form.rows.is_of_records(),
        is_leaf: leaves.contains(&&form.key),
    };
    forms.iter().map(info).collect()
}

fn paper(form: &Form) -> Wording {
    let name = match form.paper {
        PaperSize::A3 => "A3".to_owned(),
        PaperSize::A4 => "A4".to_owned(),
        PaperSize::A5 => "A5".to_owned(),
        PaperSize::Own([width, height]) => format!("{width}×{height} mm"),
    };
    match form.orientation {
        Orientation::Portrait => say!("{name} 竖", "{name}"),
        Orientation::Landscape => say!("{name} 横", "{name} landscape"),
    }
}

/// The form called so.
pub fn called<'a>(forms: &'a Forms, name: &str) -> Result<&'a Form> {
    forms.find(name).ok_or_else(|| {
        let known = forms.iter().map(|form| form.name.zh.as_str()).collect::<Vec<_>>();
        let mut known: Vec<&str> = known;
        known.dedup();
        let known = known.join("、");
        Error::refused(
            "unknown_form",
            say!("没有「{name}」这种表格。", "There is no form \"{name}\"."),
            say!("可以用：{known}。", "There are: {known}."),
        )
    })
}

/// Prints a form blank, to be filled by hand: a list with one empty page, a sheet of labels, a cover.
pub fn print_blank(
    config: &Config,
    forms: &Forms,
    form: &Form,
    head: &Head,
    choices: Choices,
    out: &Path,
) -> Result<Filled> {
    let pieces = form.sheet.as_ref().map_or(1, |sheet| sheet.pieces());
    let rows = if form.list.is_some() { 0 } else { pieces };
    let blank: Vec<Entry> = (0..rows).map(|_| Entry::new(form.rows)).collect();
    write(config, forms, form, head, choices, &blank, out)
}

/// Prints a form once for every row of a sheet whose header names its fields.
///
/// # Errors
/// `Refused` when the header names none of them, and for characters no font has.
pub async fn print_merged(
    config: &Config,
    forms: &Forms,
    form: &Form,
    (head, choices): (&Head, Choices),
    sheet: &Path,
    out: &Path,
) -> Result<Filled> {
    let Merged { rows, problems } = merging::read(form, sheet).await?;
    let filled = write(config, forms, form, head, choices, &rows, out)?;
    Ok(Filled { problems, ..filled })
}

fn write(
    config: &Config,
    forms: &Forms,
    form: &Form,
    head: &Head,
    choices: Choices,
    rows: &[Entry],
    out: &Path,
) -> Result<Filled> {
    let title = form.name.in_lang(choices.lang).to_owned();
    let order = Order { choices, title, blank: rows.is_empty(), ..Order::default() };
    let mut book = Book::new(Fonts::of_folder(&config.fonts_dir())?, order);
    book.begin(form, head, Vec::new(), false);
    for row in rows {
        book.add(row)?;
    }
    let bound = book.finish(forms, |_, _| true)?;
    let mut file = NewFile::create(out)?;
    file.write_all(&bound.pdf).map_err(anyhow::Error::from)?;
    file.keep()?;
    Ok(Filled { form: form.id(), rows: rows.len() as u64, pages: bound.pages, problems: Vec::new() })
}
