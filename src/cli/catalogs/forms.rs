//! form: list, check, print; volume print.

use std::path::{Path, PathBuf};

use super::catalog::numbers;
use crate::acts::catalogs::cataloging::{self, CatalogRequest, Leaf, Numbers, OnPaper, Papers};
use crate::acts::catalogs::forms::{self, Filled, Form, FormPrinter, Forms};
use crate::archive::Archive;
use crate::cli::base::args::{FormVerb, Global, Ids, LeafName, ScopeArgs};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::{say_printed, say_registered_later};
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::volume_called;
use crate::domain::catalogs::finding_aid::{Head, ValueStyle};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::procedures::office_forms;
use crate::progress::Progress;
use crate::{problems, say, system_user};

pub async fn forms(global: &Global, console: &Console, verb: &FormVerb) -> Result<Done> {
    match verb {
        FormVerb::List => {
            let forms = office_forms::forms(&global.config()?)?;
            let infos = forms::list(&forms);
            console.answer(&infos, |console| {
                let row = |info: &forms::FormInfo| {
                    vec![
                        format!("{}@{}", info.key, info.version),
                        console.pick(&info.name).to_owned(),
                        info.preset.clone(),
                        console.pick(&info.paper).to_owned(),
                        info.mark.clone(),
                    ]
                };
                console.table(
                    &[
                        ("编号", "no."),
                        ("名称", "name"),
                        ("版式", "layout"),
                        ("纸", "paper"),
                        ("标记", "mark"),
                    ],
                    &infos.iter().map(row).collect::<Vec<_>>(),
                );
            });
            Ok(Done::Code(0))
        }
        FormVerb::Check { files } => check(global, console, files),
        FormVerb::Printer { name, dx, dy } => printers(global, console, name.as_deref(), (*dx, *dy)).await,
        FormVerb::Print { form, all, blank, rows, scope, ids, receiver, on, start, output } => {
            let id_numbers = ids.map_or(Numbers::Masked, numbers);
            let choices = ValueStyle { lang: console.lang, id_numbers, ..ValueStyle::default() };
            let printing =
                Printing { scope, ids: *ids, receiver, choices, blank: *blank, printer: on, start: *start };
            match (form, all) {
                (_, true) => print_all(global, console, &printing, output).await,
                (Some(name), _) => print_one(global, console, &printing, name, rows.as_deref(), output).await,
                (None, false) => Err(Error::from(no_form_given())),
            }
        }
    }
}

/// How a form is to be printed.
struct Printing<'a> {
    scope: &'a ScopeArgs,
    ids: Option<Ids>,
    receiver: &'a str,
    choices: ValueStyle,
    blank: bool,
    printer: &'a str,
    start: u32,
}

impl Printing<'_> {
    async fn on_paper(&self, archive: &Archive) -> Result<OnPaper> {
        let offset = forms::offset(archive, &archive.local_user(), self.printer).await?;
        Ok(OnPaper { skip: self.start.saturating_sub(1), offset })
    }

    async fn wanted(&self, archive: &Archive, form: &Form) -> Result<CatalogRequest> {
        Ok(CatalogRequest {
            kind: form.id(),
            filter: self.scope.scope(archive).await?,
            volume_ids: Vec::new(),
            id_numbers: self.ids.map_or(Numbers::Masked, numbers),
            receiver: self.receiver.to_owned(),
            ..CatalogRequest::default()
        })
    }
}

fn check(global: &Global, console: &Console, files: &[PathBuf]) -> Result<Done> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut checked = files.len();
    if files.is_empty() {
        match office_forms::forms(&global.config()?) {
            Ok(forms) => checked = forms.iter().count(),
            Err(Error::Refused(found)) => problems.extend(found),
            Err(other) => return Err(other),
        }
    }
    for file in files {
        match office_forms::read(file) {
            Ok(_) => {}
            Err(Error::Refused(found)) => problems.extend(found),
            Err(other) => return Err(other),
        }
    }
    let count = problems.len();
    console.answer(&serde_json::json!({ "checked": checked, "problems": &problems }), |console| {
        problems.iter().for_each(|problem| console.problem(problem));
        if problems.is_empty() {
            console
                .line(console.pick(&say!("{checked} 种格式，没有问题。", "{checked} forms, no problems.")));
        } else {
            console.line(console.pick(&say!("{count} 处问题。", "{count} problems.")));
        }
    });
    Ok(Done::Code(if problems.is_empty() { 0 } else { 3 }))
}

async fn print_one(
    global: &Global,
    console: &Console,
    printing: &Printing<'_>,
    name: &str,
    rows: Option<&Path>,
    output: &Path,
) -> Result<Done> {
    let forms = office_forms::forms(&global.config()?)?;
    let form = forms::called(&forms, name)?;
    if form.rows.is_of_records() && !form.apart && rows.is_none() && !printing.blank {
        let archive = global.looking().await?;
        let wanted = printing.wanted(&archive, form).await?;
        let (by, progress) = (archive.local_user(), Progress::default());
        let on_paper = printing.on_paper(&archive).await?;
        let printed =
            cataloging::print(&archive, &by, &wanted, &on_paper, console.lang, output, &progress).await?;
        say_printed(console, &archive, &printed, output);
        archive.store.close().await;
        return Ok(Done::Code(0));
    }
    let printer = printer(global, printing, &forms).await?;
    let filled = match rows {
        Some(sheet) => {
            let id_numbers = printing.ids.map_or_else(|| form.usual_numbers(), numbers);
            let choices = ValueStyle { id_numbers, ..printer.choices };
            let printer = FormPrinter { choices, ..printer };
            let merged =
                printer.merged(form, forms::read_sheet(form, sheet).await?, output, &Progress::default())?;
            let archive = global.looking().await.ok();
            let by = match &archive {
                Some(archive) => archive.local_user(),
                None => global.config()?.clock.founder("", &system_user::name()),
            };
            let filled = merged.keep(archive.as_ref(), &by).await?;
            if let Some(archive) = archive {
                say_registered_later(console, &archive);
                archive.store.close().await;
            }
            filled
        }
        None => printer.blank(form, output)?,
    };
    say_filled(console, &filled, output);
    // the file is there, but something of the sheet is not in it
    let lacks = filled.problems.iter().any(|problem| problem.weight == Weight::Refuse);
    Ok(Done::Code(if lacks { 3 } else { 0 }))
}

fn say_filled(console: &Console, filled: &Filled, output: &Path) {
    let (pages, rows, place) = (filled.pages, filled.rows, output.display());
    console.answer(filled, |console| {
        console.say(&say!("{pages} 页，{rows} 行 → {place}", "{pages} pages, {rows} rows → {place}"));
        filled.problems.iter().for_each(|problem| console.problem(problem));
    });
}

/// What blank forms are printed with: the archive's own name and printers, where there is an archive.
async fn printer(global: &Global, printing: &Printing<'_>, forms: &Forms) -> Result<FormPrinter> {
    let mut printer = match global.looking().await {
        Ok(archive) => {
            let by = archive.local_user();
            let printer = FormPrinter::open(&archive, &by, printing.choices).await?;
            let offset = forms::offset(&archive, &by, printing.printer).await?;
            archive.store.close().await;
            FormPrinter { offset, ..printer }
        }
        Err(_) => FormPrinter {
            config: global.config()?,
            forms: forms.clone(),
            head: Head::default(),
            choices: printing.choices,
            offset: (0.0, 0.0),
        },
    };
    printer.head.to = printing.receiver.to_owned();
    Ok(printer)
}

/// Every form into a folder: from the records where they fill it, else blank.
async fn print_all(
    global: &Global,
    console: &Console,
    printing: &Printing<'_>,
    folder: &Path,
) -> Result<Done> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let folder = folder.display();
        Error::Busy(say!("文件夹 {folder} 建不了：{error}", "The folder {folder} cannot be made: {error}"))
    })?;
    let forms = office_forms::forms(&global.config()?)?;
    let printer = printer(global, printing, &forms).await?;
    let archive = global.looking().await?;
    let by = archive.local_user();
    let printable: Vec<&Form> = forms.newest().collect();
    let (mut pages, mut files) = (0, 0);
    for (at, form) in printable.iter().enumerate() {
        let preset = if form.preset.is_empty() { String::new() } else { format!("-{}", form.preset) };
        let name = format!("{:02}-{}{preset}.pdf", at + 1, form.name.in_lang(console.lang));
        let path = folder.join(name.replace(['/', '\\'], "-"));
        let made = if form.rows.is_of_records() && !form.apart && !printing.blank {
            let wanted = printing.wanted(&archive, form).await?;
            let (on_paper, progress) = (printing.on_paper(&archive).await?, Progress::default());
            match cataloging::print(&archive, &by, &wanted, &on_paper, console.lang, &path, &progress).await {
                Ok(printed) => printed.pages,
                // what its records do not allow yet is printed to be filled by hand
                Err(Error::Refused(problems)) if problems.iter().all(|of| of.kind == "volume_open") => {
                    problems.iter().for_each(|problem| console.say(&problem.message));
                    printer.blank(form, &path)?.pages
                }
                Err(error) => return Err(error),
            }
        } else {
            printer.blank(form, &path)?.pages
        };
        (pages, files) = (pages + made, files + 1);
        console.say(&say!("{made:>6} 页  {}", "{made:>6} pages  {}", path.display()));
    }
    console.answer(&serde_json::json!({ "files": files, "pages": pages }), |console| {
        console.say(&say!("{files} 个文件，{pages} 页。", "{files} files, {pages} pages."));
    });
    say_registered_later(console, &archive);
    archive.store.close().await;
    Ok(Done::Code(0))
}

/// 整卷一次打印.
pub async fn print_volumes(
    global: &Global,
    console: &Console,
    (named, scope): (&[String], &ScopeArgs),
    (leaves, forms, ids): (&[LeafName], &[String], Ids),
    on: &str,
    output: &Path,
) -> Result<Done> {
    let archive = global.looking().await?;
    let by = archive.local_user();
    let mut volume_ids = Vec::new();
    for name in named {
        volume_ids.push(volume_called(&archive, name).await?.id);
    }
    let filter = if named.is_empty() { Some(scope.scope(&archive).await?) } else { None };
    let leaf = |name: &LeafName| match name {
        LeafName::Catalog => Leaf::Catalog,
        LeafName::Cover => Leaf::Cover,
        LeafName::Contents => Leaf::Contents,
        LeafName::Statement => Leaf::Statement,
        LeafName::Spine => Leaf::Spine,
        LeafName::Label => Leaf::Label,
    };
    let papers = Papers {
        volume_ids,
        filter,
        leaves: leaves.iter().map(leaf).collect(),
        forms: forms.to_vec(),
        id_numbers: numbers(ids),
        ..Papers::default()
    };
    let progress = Progress::default();
    let on_paper =
        OnPaper { skip: 0, offset: crate::acts::catalogs::forms::offset(&archive, &by, on).await? };
    let printed =
        cataloging::print_volumes(&archive, &by, &papers, &on_paper, console.lang, output, &progress).await?;
    say_printed(console, &archive, &printed, output);
    archive.store.close().await;
    Ok(Done::Code(0))
}

/// The printers known, or the one named; with an offset, what was measured on its test page is kept.
async fn printers(
    global: &Global,
    console: &Console,
    name: Option<&str>,
    (dx, dy): (Option<f64>, Option<f64>),
) -> Result<Done> {
    let measured = dx.is_some() || dy.is_some();
    let archive = if measured { global.whole().await? } else { global.looking().await? };
    let by = archive.local_user();
    if let Some(name) = name.filter(|_| measured) {
        // what is no number is beyond every console
        let tenths = |mm: f64| if mm.is_nan() { i64::MAX } else { (mm * 10.0).round() as i64 };
        let [dx, dy] = [dx, dy].map(|mm| tenths(mm.unwrap_or_default()));
        forms::set_printer(&archive, &by, name, dx, dy).await?;
    } else if let Some(name) = name {
        forms::offset(&archive, &by, name).await?;
    }
    let mut known = forms::printers(&archive, &by).await?;
    known.retain(|console| measured || name.is_none_or(|name| console.name == name.trim()));
    console.answer(&known, |console| {
        let mm = |tenths: i64| format!("{:.1}", tenths as f64 / 10.0);
        let row = |one: &forms::Printer| vec![one.name.clone(), mm(one.dx), mm(one.dy)];
        console.table(
            &[("打印机", "console"), ("偏右 mm", "right mm"), ("偏下 mm", "down mm")],
            &known.iter().map(row).collect::<Vec<_>>(),
        );
    });
    archive.store.close().await;
    Ok(Done::Code(0))
}

problems! {
    refuse no_form_given as unknown_form():
        "没有说要印哪张表格。" / "Which form is to be printed was not said."
        => "写表格名，或用 --all 全部打印。" / "Name a form, or print all with --all.";
}
