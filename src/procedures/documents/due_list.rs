//! The report of what is due as a document: cover, list, questions and reasons, in a file or on paper; rows are read
//! a stretch at a time.

use std::path::{Path, PathBuf};

use super::drawing::bind;
use super::due_order::{DueOrder, PORTION, Placed};
use super::order::{DueList, Making};
use super::register::{Content, MadeFrom, PrintedFile, content};
use super::scope_head;
use super::writing::{Document, stopped};
use crate::archive::Archive;
use crate::catalog::{
    Catalog, CatalogOptions, CatalogRow, DueListRow, Format, Head, NewFile, WrittenCatalog,
};
use crate::domain::catalogs::finding_aid::{LineKind, ValueStyle};
use crate::domain::catalogs::form::{Form, Forms};
use crate::domain::disposal::hold::holds_cell;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::values::date::RecordDate;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::procedures::due::{ReportRow, Sum, counts, described, end_of};
use crate::procedures::office_forms;
use crate::progress::Progress;
use crate::{problems, say};

/// The list written beside its place on the form called so, not registered yet.
///
/// # Errors
/// `Refused` when the list is empty, and for a year that is none; `Busy` when told to stop.
pub async fn written(
    archive: &Archive,
    by: &By,
    (wanted, form): (&DueList, &str),
    (format, lang): (Format, Lang),
    out: &Path,
    progress: &Progress,
) -> Result<Document> {
    let report = DueReport::begin(archive, by, (wanted, form), lang, progress).await?;
    let form = report.form.clone();
    // csv is one table: each row says its own reason
    let is_csv = matches!(format, Format::Csv(_));
    let optional = |field: &str| form.columns.iter().any(|c| c.optional && c.field == field);
    let also = if is_csv && optional("why") { vec!["why".to_owned()] } else { Vec::new() };
    let scratch = Some(archive.config.data().to_owned());
    let (recipe, anchor) = (wanted.recipe, wanted.anchor.clone());
    let options = CatalogOptions { lang, scratch, recipe, also, anchor, ..CatalogOptions::default() };
    let lists = TableLists { options, format, out: out.to_owned(), open: None, ended: Vec::new() };
    let (mut ended, file) = report.fill(lists, !is_csv).await?.finish()?;
    let at = ended.iter().position(|(one, _)| one.id() == form.id()).unwrap_or(0);
    let (form, written) = ended.remove(at);
    let others = ended.iter().map(|(form, written)| content(form.id(), written)).collect();
    Ok(Document { form, format, lang, written, others: in_order(others), file })
}

/// The list drawn as PDF beside its place, not registered yet, and what it is made from.
///
/// # Errors
/// As [`written`], and for characters no font has.
pub async fn printed(
    archive: &Archive,
    by: &By,
    (wanted, form): (&DueList, &str),
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<(PrintedFile, MadeFrom, NewFile)> {
    let (book, form, forms) = book(archive, by, (wanted, form), lang, progress).await?;
    let (printed, file) = bind(book, forms.clone(), out, progress).await?;
    let printed = PrintedFile { contents: list_first(printed.contents, &form), ..printed };
    let made = MadeFrom::new("pdf", lang, Making::DueList(wanted.clone())).on_forms(&forms, &printed);
    Ok((printed, made, file))
}

/// What it would say on paper, without laying it out.
///
/// # Errors
/// As [`written`].
pub async fn said(
    archive: &Archive,
    by: &By,
    (wanted, form): (&DueList, &str),
    lang: Lang,
    progress: &Progress,
) -> Result<Vec<Content>> {
    let (book, form, _) = book(archive, by, (wanted, form), lang, progress).await?;
    Ok(list_first(book.contents().into_iter().map(Content::from).collect(), &form))
}

async fn book(
    archive: &Archive,
    by: &By,
    asked: (&DueList, &str),
    lang: Lang,
    progress: &Progress,
) -> Result<(Book, Form, Forms)> {
    let report = DueReport::begin(archive, by, asked, lang, progress).await?;
    let (form, forms) = (report.form.clone(), report.forms.clone());
    let options = PrintOptions {
        choices: ValueStyle { lang, recipe: asked.0.recipe, ..ValueStyle::default() },
        title: form.name.in_lang(lang).to_owned(),
        anchor: asked.0.anchor.clone(),
        ..PrintOptions::default()
    };
    let book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, options);
    let lists = report.fill(PaperLists { book, lang, begun: false }, true).await?;
    Ok((lists.book, form, forms))
}

/// The list of the form first, the others by their forms, whatever the file.
fn list_first(contents: Vec<Content>, form: &Form) -> Vec<Content> {
    let (mut first, rest): (Vec<_>, Vec<_>) =
        contents.into_iter().partition(|content| content.form == form.id());
    first.extend(in_order(rest));
    first
}

fn in_order(mut contents: Vec<Content>) -> Vec<Content> {
    contents.sort_by(|a, b| a.form.cmp(&b.form));
    contents
}

/// Takes list after list.
trait ListTaker {
    fn begin(&mut self, form: &Form, head: &Head) -> Result<()>;
    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()>;
}

/// Lists in one file, each on its own sheet or page.
struct TableLists {
    options: CatalogOptions,
    format: Format,
    out: PathBuf,
    open: Option<(Form, Catalog<NewFile>)>,
    ended: Vec<(Form, WrittenCatalog)>,
}

impl ListTaker for TableLists {
    fn begin(&mut self, form: &Form, head: &Head) -> Result<()> {
        let catalog = match self.open.take() {
            None => Catalog::start(form, head, &self.options, self.format, NewFile::create(&self.out)?)?,
            Some((before, mut catalog)) => {
                self.ended.push((before, catalog.next(form, head)?));
                catalog
            }
        };
        self.open = Some((form.clone(), catalog));
        Ok(())
    }

    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        match &mut self.open {
            Some((_, catalog)) => catalog.add(row),
            None => Err(anyhow::anyhow!("a row before the first list").into()),
        }
    }
}

impl TableLists {
    fn finish(mut self) -> Result<(Vec<(Form, WrittenCatalog)>, NewFile)> {
        let Some((form, catalog)) = self.open else {
            return Err(anyhow::anyhow!("no list was begun").into());
        };
        let (written, file) = catalog.finish()?;
        self.ended.push((form, written));
        Ok((self.ended, file))
    }
}

/// Lists of one book, their pages counted through.
struct PaperLists {
    book: Book,
    lang: Lang,
    begun: bool,
}

impl ListTaker for PaperLists {
    fn begin(&mut self, form: &Form, head: &Head) -> Result<()> {
        let mark = vec![form.name.in_lang(self.lang).to_owned()];
        self.book.begin(form, head, mark, std::mem::replace(&mut self.begun, true));
        Ok(())
    }

    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        self.book.add(row)
    }
}

/// The report, read but for its rows.
struct DueReport<'a> {
    archive: &'a Archive,
    wanted: &'a DueList,
    lang: Lang,
    progress: &'a Progress,
    form: Form,
    forms: Forms,
    head: Head,
    order: DueOrder,
}

impl<'a> DueReport<'a> {
    async fn begin(
        archive: &'a Archive,
        by: &By,
        (wanted, form): (&'a DueList, &str),
        lang: Lang,
        progress: &'a Progress,
    ) -> Result<Self> {
        let (counted, only) = counts(archive, by, wanted.year, &wanted.filter, wanted.part()).await?;
        let order = DueOrder::read(archive, wanted, &only, lang, progress).await?;
        if (if wanted.questions { &order.questions } else { &order.due }).is_empty() {
            return Err(nothing(wanted.year, counted.coming.first()));
        }
        progress.set_total((order.due.len() + order.questions.len()) as u64);
        let fonds = archive.fonds_numbered(wanted.filter.fonds.as_deref()).await?;
        let (form, forms) = office_forms::among_all(&archive.config, form, &fonds.number)?;
        let of_fonds = scope_head::of_fonds(archive, &fonds, &wanted.filter).await?;
        let mut head = Head { years: None, due: wanted.year.to_string(), ..of_fonds };
        // a form of before has its rows as they stand on the shelves, and its head as it was
        let is_by_reason = form.columns.iter().any(|column| column.field == "note");
        let order = if is_by_reason { order.by_reason() } else { order };
        if is_by_reason {
            head.until = Some(end_of(wanted.year)?);
            head.scope = scope(wanted, &head, lang);
        }
        Ok(DueReport { archive, wanted, lang, progress, form, forms, head, order })
    }

    /// All its lists, or the list alone.
    async fn fill<T: ListTaker>(self, mut lists: T, with_leaves: bool) -> Result<T> {
        let leaves = |keys: &[String]| -> Vec<Form> {
            let leaves = keys.iter().filter_map(|key| self.forms.find(key));
            leaves.filter(|leaf| with_leaves && !leaf.rows.is_made_from_its_list()).cloned().collect()
        };
        let mut done = 0;
        for leaf in leaves(&self.form.before) {
            self.leaf(&leaf, &mut lists, &mut done).await?;
        }
        let own = if self.wanted.questions { &self.order.questions } else { &self.order.due };
        self.list(&self.form, own, &mut lists, &mut done).await?;
        for leaf in leaves(&self.form.after) {
            self.leaf(&leaf, &mut lists, &mut done).await?;
        }
        Ok(lists)
    }

    async fn leaf<T: ListTaker>(&self, form: &Form, lists: &mut T, done: &mut u64) -> Result<()> {
        match form.rows {
            LineKind::DueSum => {
                lists.begin(form, &self.head)?;
                self.order.classes().try_for_each(|row| lists.take(row))
            }
            LineKind::Reason => {
                lists.begin(form, &self.head)?;
                self.order.reasons.iter().try_for_each(|row| lists.take(row))
            }
            LineKind::Due if !self.wanted.questions && !self.order.questions.is_empty() => {
                self.list(form, &self.order.questions, lists, done).await
            }
            _ => Ok(()),
        }
    }

    async fn list<T: ListTaker>(
        &self,
        form: &Form,
        volumes: &[Placed],
        lists: &mut T,
        done: &mut u64,
    ) -> Result<()> {
        lists.begin(form, &self.head)?;
        let mut seq = 0;
        for portion in volumes.chunks(PORTION as usize) {
            let ids: Vec<i64> = portion.iter().map(|placed| placed.volume_id).collect();
            let rows = described(self.archive, &ids, self.wanted.year).await?;
            for (row, placed) in rows.into_iter().zip(portion) {
                seq += 1;
                let note = self.order.reasons[placed.reason].note.clone();
                lists.take(&line(row, seq, note, self.lang))?;
            }
            *done += portion.len() as u64;
            self.progress.set_done(*done);
            if self.progress.stop_asked() {
                return Err(stopped());
            }
        }
        Ok(())
    }
}

/// Of which records, in words: nothing chosen is said, too.
fn scope(wanted: &DueList, head: &Head, lang: Lang) -> String {
    let mut said: Vec<Wording> = Vec::new();
    let (class, step) = (&head.class, &head.step);
    said.push(if class.is_empty() {
        say!("全部类别", "all classes")
    } else {
        say!("{class}", "{class}")
    });
    if !step.is_empty() {
        said.push(say!("{step}", "{step}"));
    }
    said.push(match head.period {
        Some(period) => period.in_words(),
        None => say!("全部期限", "all periods"),
    });
    if let Some((from, to)) = wanted.filter.year_from.zip(wanted.filter.year_to) {
        said.push(say!("{from}–{to} 年度", "years {from}–{to}"));
    }
    if wanted.changed {
        said.push(say!("只列期限已变的", "only those whose period changed"));
    }
    if wanted.this_year {
        said.push(say!("只列本年新到期的", "only those due this year"));
    }
    if wanted.earlier {
        said.push(say!("只列往年未鉴定的", "only those due earlier"));
    }
    if !wanted.volume_ids.is_empty() {
        let chosen = wanted.volume_ids.len();
        said.push(say!("所选 {chosen} 卷", "{chosen} volumes chosen"));
    }
    let between = if lang == Lang::Zh { "、" } else { ", " };
    said.iter().map(|one| one.in_lang(lang)).collect::<Vec<_>>().join(between)
}

fn line(row: ReportRow, seq: u64, note: String, lang: Lang) -> DueListRow {
    let earlier = say!("往年", "earlier");
    DueListRow {
        seq,
        note,
        hold: holds_cell(&row.holds).in_lang(lang).to_owned(),
        contents: row.contents.in_lang(lang).to_owned(),
        class: row.class,
        step: row.step,
        period: Some(row.period),
        effective: Some(row.effective),
        formed: row.formed,
        eligible_on: row.eligible_on.map(RecordDate::day),
        items: row.items.into(),
        pages: row.pages.into(),
        question: row.question.map_or_else(String::new, |question| question.in_lang(lang).to_owned()),
        why: row.why.in_lang(lang).to_owned(),
        remarks: if row.carried_over { earlier.in_lang(lang).to_owned() } else { String::new() },
        code: row.code,
        title: row.title,
    }
}

fn nothing(year: i32, next: Option<&(i32, Sum)>) -> Error {
    Error::from(match next {
        Some((next, sum)) => nothing_due_before(&year, next, &sum.volumes),
        None => nothing_due(&year),
    })
}

problems! {
    refuse nothing_due_before as nothing_to_export(year, next, volumes):
        "{year} 年这个范围里没有可以导出的案卷。" / "Nothing of this scope is to be listed for {year}."
        => "放宽条件，或看下一批：{next} 年有 {volumes} 卷。"
            / "Widen the scope, or see the next: {volumes} volumes in {next}.";
    refuse nothing_due as nothing_to_export(year):
        "{year} 年这个范围里没有可以导出的案卷。" / "Nothing of this scope is to be listed for {year}."
        => "放宽类别、期限等条件。" / "Widen class, period and so on.";
}
