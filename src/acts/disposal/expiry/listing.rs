//! The report's rows as a document: what may be appraised, or the questions, read a stretch at a time.

use std::path::Path;

use super::report::{ReportPart, ReportRow, Sum, counts, end_of, rows};
use crate::archive::{Archive, allow};
use crate::catalog::{Catalog, DueListRow, Format, Head, NewFile, Options, Written, forms};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::values::date::RecordDate;
use crate::domain::values::period::RetentionPeriod;
use crate::progress::Progress;
use crate::store::VolumeFilter;
use crate::{problems, say};

/// Rows read at a time.
const PORTION: i64 = 5000;

/// Which list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Listing {
    /// Year of appraisal.
    pub year: i32,
    pub filter: VolumeFilter,
    /// The questions instead of what is due.
    pub questions: bool,
    /// Only volumes whose period the rules have changed since they were filed.
    pub changed: bool,
    /// Only volumes that become eligible in that very year.
    pub this_year: bool,
}

impl Listing {
    fn part(&self) -> ReportPart {
        ReportPart { changed: self.changed, this_year: self.this_year, ..ReportPart::default() }
    }
}

/// Writes the whole list to `out`; the same records give the same bytes.
///
/// # Errors
/// `Refused` when the list is empty, and for a year that is none.
pub async fn export(
    archive: &Archive,
    by: &By,
    wanted: &Listing,
    format: Format,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Written> {
    allow(by, Deed::Export)?;
    let (year, filter) = (wanted.year, &wanted.filter);
    let (counted, only) = counts(archive, by, year, filter, wanted.part()).await?;
    let total = if wanted.questions { counted.totals.questions } else { counted.listed.volumes };
    if total == 0 {
        return Err(nothing(year, counted.coming.first()));
    }
    progress.set_total(total as u64);
    let form = forms().find(if wanted.questions { "due_questions" } else { "due_list" });
    let form = form.ok_or_else(|| anyhow::anyhow!("the forms of the report are not there"))?;
    let options = Options { lang, ..Options::default() };
    let head = head(archive, wanted).await?;
    let mut catalog = Catalog::start(form, &head, &options, format, NewFile::create(out)?)?;
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
            return Err(Error::Busy(say!(
                "已按要求停下，没有生成文件。",
                "Stopped as asked; no file was made."
            )));
        }
    }
    let (written, file) = catalog.finish()?;
    file.keep()?;
    Ok(written)
}

async fn ids(archive: &Archive, wanted: &Listing, only: &[(i64, i32)], from: i64) -> Result<Vec<i64>> {
    let filter = &wanted.filter;
    if wanted.questions {
        return archive.store.volumes_in_question(filter, from, PORTION).await;
    }
    let only = wanted.changed.then_some(only);
    let days = (wanted.part().first_day(wanted.year), end_of(wanted.year)?);
    archive.store.volumes_due(filter, days, only, from, PORTION).await
}

async fn head(archive: &Archive, wanted: &Listing) -> Result<Head> {
    let filter = &wanted.filter;
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    let schemes = archive.schemes();
    let scheme = schemes.scheme(&fonds.scheme_id);
    let class = filter.class_id.as_deref().and_then(|id| scheme?.class(id));
    let step = filter.step_id.as_deref().and_then(|id| class?.steps.iter().find(|step| step.id == id));
    Ok(Head {
        fonds: fonds.number,
        fonds_name: fonds.name,
        due: wanted.year.to_string(),
        class: class.map_or_else(String::new, |class| format!("{} {}", class.code, class.name)),
        step: step.map_or_else(String::new, |step| step.name.clone()),
        period: filter.period.as_deref().and_then(RetentionPeriod::from_key),
        ..Head::default()
    })
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
