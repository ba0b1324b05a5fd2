//! 销毁清册: its lines, and the digests that stand for them on the certificate.

use chrono::{Datelike as _, NaiveDate};

use crate::catalog::{Catalog, CatalogOptions, Encoding, Form, Format, Head};
use crate::domain::catalogs::finding_aid::{DigestPair, FreeRow, LineKind};
use crate::domain::disposal::disposing::{Decided, Disposal, DisposalDecision, DisposalLine, VolumeFate};
use crate::domain::general::error::Result;
use crate::domain::general::wording::Lang;
use crate::domain::values::period::RetentionPeriod;

/// Key of the form a batch's register stands on.
pub(super) fn register_form(batch: &Disposal) -> &'static str {
    if batch.is_accounting { "destruction_list_accounting" } else { "destruction_list" }
}

pub(super) fn decided_on<'b>(batch: &'b Disposal, line: &DisposalLine) -> Option<&'b Decided> {
    batch.stage.decided()?.get(&line.id)
}

/// The volumes that were to be destroyed.
pub(super) fn register_lines(batch: &Disposal) -> impl Iterator<Item = &DisposalLine> {
    let goes = |decided: &Decided| decided.decision == DisposalDecision::Destroy;
    batch.lines.iter().filter(move |line| decided_on(batch, line).is_some_and(goes))
}

/// Every volume that was to be destroyed, with what became of it; of a batch that has ended the same on any day.
pub(super) fn register(batch: &Disposal, today: NaiveDate) -> Vec<FreeRow> {
    let on = if batch.stage.has_ended() { batch.last_on } else { today };
    let row = |(at, line): (usize, &DisposalLine)| {
        let (destroyed_on, kept) = match batch.fate(line) {
            VolumeFate::Destroyed(day) => (day.to_string(), ""),
            VolumeFate::KeptBack(_) => (String::new(), "保留"),
            _ => (String::new(), ""),
        };
        let (items, pages) = batch.going_of(line);
        FreeRow::new(LineKind::Destruction)
            .with("seq", (at + 1).to_string())
            .with("title", line.title.as_str())
            .with("volume", line.seq.to_string())
            .with("booklet", "1")
            .with("year", line.year.to_string())
            .with("code", line.code.as_str())
            .with("period", line.period.to_string())
            .with("kept", kept_years(line, destroyed_on.parse().unwrap_or(on)))
            .with("items", items.to_string())
            .with("pages", pages.to_string())
            .with("destroyed_on", destroyed_on)
            .with("remarks", remarks(kept, kept_out_remark(batch, line)))
    };
    register_lines(batch).enumerate().map(row).collect()
}

/// What is said of a volume, one after the other.
fn remarks(kept: &str, kept_out: String) -> String {
    [kept.to_owned(), kept_out].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join("；")
}

/// `抽出 1 件另立卷：0211·2009·…`; empty where every record goes.
fn kept_out_remark(batch: &Disposal, line: &DisposalLine) -> String {
    let codes: Vec<&str> = batch.staying_of(line).map(|one| one.code.as_str()).collect();
    match codes.len() {
        0 => String::new(),
        count => format!("抽出 {count} 件另立卷：{}", codes.join("、")),
    }
}

/// Every volume that is kept on, with its period and day before and now.
pub(super) fn relabelled(batch: &Disposal) -> Vec<FreeRow> {
    let kept = batch.lines_in().filter_map(|line| {
        let decided = decided_on(batch, line)?;
        let now = match decided.decision {
            DisposalDecision::Keep => decided.period?,
            DisposalDecision::Permanent => RetentionPeriod::Permanent,
            _ => return None,
        };
        Some((line, now))
    });
    let row = |(at, (line, now)): (usize, (&DisposalLine, RetentionPeriod))| {
        let longer = now.years().zip(line.period.years()).map(|(now, was)| i32::from(now) - i32::from(was));
        let until = longer.and_then(|years| {
            line.eligible_on.with_year(line.eligible_on.year() + years).map(|day| day.to_string())
        });
        FreeRow::new(LineKind::Destruction)
            .with("seq", (at + 1).to_string())
            .with("code", line.code.as_str())
            .with("title", line.title.as_str())
            .with("period", line.period.to_string())
            .with("effective", now.to_string())
            .with("until", until.unwrap_or_default())
            .with("items", line.items.to_string())
    };
    kept.enumerate().map(row).collect()
}

/// 已保管期限: whole years from the original start.
fn kept_years(line: &DisposalLine, on: NaiveDate) -> String {
    let begun = line.period.years().map(|years| line.eligible_on.year() - i32::from(years));
    begun.map_or_else(String::new, |begun| format!("{}年", (on.year() - begun).max(0)))
}

/// The digests of the register on this form: the same as paper, workbook and table bear.
pub(super) fn register_digests(form: &Form, head: &Head, lang: Lang, rows: &[FreeRow]) -> Result<DigestPair> {
    let options = CatalogOptions { lang, ..CatalogOptions::default() };
    let mut catalog = Catalog::start(form, head, &options, Format::Csv(Encoding::Utf8Bom), std::io::sink())?;
    rows.iter().try_for_each(|row| catalog.add(row))?;
    let (written, _) = catalog.finish()?;
    Ok(DigestPair { sha256: written.digest, sm3: written.sm3 })
}
