//! The report's rows as a document: what may be appraised, or the questions, read a stretch at a time.

use std::path::Path;

use super::order::DueList;
use super::scope_head;
use super::writing::{Document, stopped};
use crate::archive::Archive;
use crate::catalog::{Catalog, CatalogOptions, DueListRow, Format, Head, NewFile};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::values::date::RecordDate;
use crate::procedures::due::{ReportPart, ReportRow, Sum, counts, end_of, rows};
use crate::procedures::office_forms;
use crate::progress::Progress;
use crate::{problems, say};

/// Rows read at a time.
const PORTION: i64 = 5000;

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
    let (year, filter) = (wanted.year, &wanted.filter);
    let (counted, only) = counts(archive, by, year, filter, part(wanted)).await?;
    let total = if wanted.questions { counted.totals.questions } else { counted.listed.volumes };
    if total == 0 {
        return Err(nothing(year, counted.coming.first()));
    }
    progress.set_total(total as u64);
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    let form = office_forms::called(&archive.config, form, &fonds.number)?;
    let head =
        Head { years: None, due: year.to_string(), ..scope_head::of_fonds(archive, &fonds, filter).await? };
    let scratch = Some(archive.config.data().to_owned());
    let options = CatalogOptions { lang, scratch, recipe: wanted.recipe, ..CatalogOptions::default() };
    let mut catalog = Catalog::start(&form, &head, &options, format, NewFile::create(out)?)?;
    let mut seq = 0;
    while seq < total {
        let ids = ids(archive, wanted, &only, seq).await?;
        if ids.is_empty() {
            break;
        }
        for row in rows(archive, &ids, year).await? {
            seq += 1;
            catalog.add(&line(row, seq as u64, lang))?;
        }
        progress.set_done(seq as u64);
        if progress.stop_asked() {
            return Err(stopped());
        }
    }
    let (written, file) = catalog.finish()?;
    Ok(Document { form, format, lang, written, file })
}

fn part(wanted: &DueList) -> ReportPart {
    ReportPart { changed: wanted.changed, this_year: wanted.this_year, ..ReportPart::default() }
}

async fn ids(archive: &Archive, wanted: &DueList, only: &[(i64, i32)], from: i64) -> Result<Vec<i64>> {
    let filter = &wanted.filter;
    if wanted.questions {
        return archive.store.volumes_in_question(filter, from, PORTION).await;
    }
    let only = wanted.changed.then_some(only);
    let days = (part(wanted).first_day(wanted.year), end_of(wanted.year)?);
    archive.store.volumes_due(filter, days, only, from, PORTION).await
}

fn line(row: ReportRow, seq: u64, lang: Lang) -> DueListRow {
    let earlier = say!("往年未鉴定", "since an earlier year");
    DueListRow {
        seq,
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
