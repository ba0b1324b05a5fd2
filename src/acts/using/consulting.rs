//! 利用: what is shown or given to somebody at the counter, each time with its line in the register;
//! a whole ID number shown, with its event.

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{FreeText, Guarded as _, WholeFor};
use crate::domain::general::numbers::mask_within;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::Person;
use crate::domain::using::consultation::{UseManner, Visit, asker_missing, choices, problems, reason_name};
use crate::procedures::records;
use crate::procedures::showings::may_show;
pub use crate::store::{Consultation, ConsultationFilter, GivenCount};
use crate::{problems, say};

/// Characters kept of what was looked for, and of what was tried.
const LONGEST: usize = 500;

/// A record is shown to somebody: the line says who asked, what for, which record and which row of it.
/// `subject`: whom or what was looked for, where no row is named.
pub async fn look(
    archive: &Archive,
    by: &By,
    visit: &Visit,
    item_id: i64,
    row: Option<u32>,
    subject: &str,
) -> Result<Consultation> {
    allow(by, Deed::Consult)?;
    let line = line(by, visit, UseManner::Looked)?;
    let subject = subject.to_owned();
    let deed = archive.store.write(by, async move |tx| {
        let item = records::item(tx, item_id).await?;
        records::still_here(tx, item.volume_id).await?;
        let subject = match row {
            Some(row) => named(records::person(&item, row)?),
            None => cut(&mask_within(&subject)),
        }
        .into();
        let asker = named_asker(&line, row.map(|row| records::person(&item, row)).transpose()?)?;
        let line =
            Consultation { item_id: Some(item_id), person_row: row.map(i64::from), subject, asker, ..line };
        let line = tx.insert_consultation(&line).await?;
        let detail = told(&line, &item.code);
        Ok((line, Event::new(EventKind::Consulted, item.code, detail)))
    });
    finish(archive, deed.await)
}

/// The record looked at was copied as well: its line says so, with the number of pages.
pub async fn give_copy(archive: &Archive, by: &By, id: i64, pages: u32) -> Result<Consultation> {
    allow(by, Deed::Consult)?;
    let deed = archive.store.write(by, async move |tx| {
        let line = records::consultation(tx, id).await?;
        let item_id = line.item_id.ok_or_else(nothing_to_copy)?;
        let item = records::item(tx, item_id).await?;
        records::still_here(tx, item.volume_id).await?;
        let most = item.description.pages;
        if !(1..=most).contains(&pages) {
            return Err(Error::from(no_such_pages(&most, &pages)));
        }
        tx.update_given(id, UseManner::Copied, i64::from(pages)).await?;
        let line = records::consultation(tx, id).await?;
        let detail = told(&line, &item.code);
        Ok((line, Event::new(EventKind::CopyGiven, item.code, detail)))
    });
    finish(archive, deed.await)
}

/// Nothing was found: the line says what was looked for and what was tried, in the words of the form
/// that is handed out (forms are Chinese).
pub async fn nothing_found(
    archive: &Archive,
    by: &By,
    visit: &Visit,
    subject: &str,
    tried: &str,
) -> Result<Consultation> {
    allow(by, Deed::Consult)?;
    let subject = cut(subject.trim());
    if subject.is_empty() {
        return Err(Error::from(subject_missing()));
    }
    let (subject, tried) = (subject.into(), cut(tried).into());
    let mut line = Consultation { subject, tried, ..line(by, visit, UseManner::NotFound)? };
    line.asker = named_asker(&line, None)?;
    let deed = archive.store.write(by, async move |tx| {
        let line = tx.insert_consultation(&line).await?;
        let about = line.subject.to_string();
        let detail = told(&line, "");
        Ok((line, Event::new(EventKind::NothingFound, about, detail)))
    });
    finish(archive, deed.await)
}

/// A whole number is shown on a screen for so many seconds.
pub const SHOWN_FOR: u32 = 60;

/// 水印: who sees whole numbers, when and what for, in one line that stands beside them.
pub fn shown_to(by: &By, reason: &str) -> Wording {
    let (name, at) = (&by.actor.name, by.now.format("%Y-%m-%d %H:%M"));
    let Wording { zh, en } = reason_name(reason);
    say!("{name} {at} {zh}", "{name} {at} {en}")
}

/// The reason as it is kept, or the refusal to go without one.
fn reason_given(reason: &str) -> Result<String> {
    match reason.trim() {
        "" => Err(Error::from(shown_without_reason())),
        reason => Ok(cut(reason)),
    }
}

/// The whole ID number of one person in one form; the log says that it was shown, to whom on our side and what for
/// (`reason`: a key of `assets/consulting.toml`, or words). `row` counts from 1.
///
/// # Errors
/// `Refused` without a reason, `NotFound` where the row names nobody.
pub async fn show_id_number(
    archive: &Archive,
    by: &By,
    item_id: i64,
    row: u32,
    reason: &str,
) -> Result<Person> {
    allow(by, Deed::Consult)?;
    let reason = reason_given(reason)?;
    let as_whom = by.clone();
    let deed = archive.store.write(by, async move |tx| {
        may_show(tx, &as_whom, 1).await?;
        let item = records::item(tx, item_id).await?;
        let mut person = records::person(&item, row)?.clone();
        // the record's own history names it
        tx.concerns_items([item_id]);
        let detail = serde_json::json!({
            "item": item_id, "row": row, "person": named(&person), "reason": reason,
        });
        person.show_all(WholeFor::Showing);
        Ok((person, Event::new(EventKind::IdNumberShown, item.code, detail)))
    });
    finish(archive, deed.await)
}

/// Whole ID numbers of records go out, to a program or on a record's page: one event for all of them.
/// `of`: a code, or what was asked for; `reason`: as for [`show_id_number`]; `rows`: how many rows are shown, where they are not
/// records alone. The answer lets them be shown.
///
/// # Errors
/// `Refused` without a reason.
pub async fn show_id_numbers(
    archive: &Archive,
    by: &By,
    (of, reason): (&str, &str),
    items: Vec<i64>,
    rows: usize,
) -> Result<WholeFor> {
    allow(by, Deed::Consult)?;
    let (of, reason) = (of.to_owned(), reason_given(reason)?);
    let as_whom = by.clone();
    let deed = archive.store.write(by, async move |tx| {
        may_show(tx, &as_whom, items.len().max(rows) as u64).await?;
        tx.concerns_items(items.iter().copied());
        let detail = serde_json::json!({ "items": items, "rows": rows, "reason": reason });
        Ok((WholeFor::Showing, Event::new(EventKind::IdNumbersShown, of, detail)))
    });
    finish(archive, deed.await)
}

/// A line of the register with what it is about.
pub async fn consultation(archive: &Archive, by: &By, id: i64) -> Result<Consultation> {
    allow(by, Deed::Read)?;
    records::consultation(&archive.store, id).await
}

/// A line as a list shows it: the record named by its code and title.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegisterLine {
    #[serde(flatten)]
    pub line: Consultation,
    pub code: String,
    pub title: String,
}

/// A page of the register with the sums over all of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Register {
    pub rows: Vec<RegisterLine>,
    pub counts: Vec<GivenCount>,
    /// Give this as `before` to get the next page.
    pub next: Option<i64>,
}

/// Lines of the register, the latest first, ID numbers masked; at most 1000 at a time.
pub async fn register(
    archive: &Archive,
    by: &By,
    filter: &ConsultationFilter,
    before: Option<i64>,
    size: i64,
) -> Result<Register> {
    allow(by, Deed::Read)?;
    let size = size.clamp(1, 1000);
    let mut lines = archive.store.consultations(filter, before.unwrap_or(i64::MAX), size + 1).await?;
    let more = lines.len() as i64 > size;
    lines.truncate(size as usize);
    Ok(Register {
        next: lines.last().filter(|_| more).map(|line| line.id),
        rows: with_records(archive, lines).await?,
        counts: archive.store.consultation_counts(filter).await?,
    })
}

/// The latest uses of one record.
pub async fn uses_of(archive: &Archive, by: &By, item_id: i64) -> Result<Vec<Consultation>> {
    allow(by, Deed::Read)?;
    archive.store.consultations_on(item_id, 20).await
}

/// What was given today.
pub async fn today(archive: &Archive, by: &By) -> Result<Vec<GivenCount>> {
    allow(by, Deed::Read)?;
    let day = Some(by.today().to_string());
    let filter = ConsultationFilter { from: day.clone(), to: day, ..ConsultationFilter::default() };
    archive.store.consultation_counts(&filter).await
}

async fn with_records(archive: &Archive, lines: Vec<Consultation>) -> Result<Vec<RegisterLine>> {
    let ids: Vec<i64> = lines.iter().filter_map(|line| line.item_id).collect();
    let items = archive.store.items_by_id(&ids).await?;
    let with = |line: Consultation| {
        let item = items.iter().find(|item| Some(item.id) == line.item_id);
        let (code, title) =
            item.map(|item| (item.code.clone(), item.description.title.clone())).unwrap_or_default();
        RegisterLine { line, code, title }
    };
    Ok(lines.into_iter().map(with).collect())
}

/// The line as far as the visit gives it; refused when the visit says too little.
fn line(by: &By, visit: &Visit, given: UseManner) -> Result<Consultation> {
    let tidy = |text: &str| text.trim().to_owned();
    let visit = Visit {
        identity: tidy(&visit.identity),
        asker: tidy(&visit.asker),
        document: tidy(&visit.document),
        purpose: tidy(&visit.purpose),
    };
    let problems = problems(&visit);
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    Ok(Consultation {
        at: by.now.to_rfc3339(),
        actor: by.actor.name.clone(),
        identity: visit.identity,
        asker: visit.asker.into(),
        document: visit.document.into(),
        purpose: visit.purpose,
        given,
        ..Consultation::default()
    })
}

/// Who asks. The person of a record asks under the name it has; where the record names none, or there is
/// no record, the name must be given: a line that says nobody's is no proof of anything.
fn named_asker(line: &Consultation, own: Option<&Person>) -> Result<FreeText> {
    match choices().identity(&line.identity).filter(|one| one.is_the_person() && line.asker.is_empty()) {
        None => Ok(line.asker.clone()),
        Some(identity) => match own.map(|person| person.name.as_str()) {
            None | Some("") => Err(Error::Refused(vec![
                asker_missing(&identity.name.zh, &identity.name.en).in_column("asker"),
            ])),
            Some(name) => Ok(name.into()),
        },
    }
}

/// Name and masked number: what log and register say of a person.
fn named(person: &Person) -> String {
    format!("{} {}", person.name, person.id_number).trim_end().to_owned()
}

/// What the event says; numbers are masked there for good.
fn told(line: &Consultation, code: &str) -> serde_json::Value {
    serde_json::json!({
        "consultation": line.id,
        "code": code,
        "identity": line.identity,
        "purpose": line.purpose,
        "given": line.given,
        "pages": line.pages,
        "subject": line.subject.to_string(),
    })
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn finish<T>(archive: &Archive, outcome: Result<T>) -> Result<T> {
    if outcome.is_ok() {
        archive.written.notify_one();
    }
    outcome
}

problems! {
    refuse shown_without_reason():
        "没有写看完整号码的事由。" / "The reason for seeing whole numbers is missing."
        => "先选一个事由（查档窗口上就是利用目的）；会记入日志。" / "Choose a reason first (at the counter: what for); it is logged.";
    refuse no_such_pages(most, pages):
        "这一件有 {most} 页，不能复制 {pages} 页。" / "The record has {most} pages, not {pages}."
        => "填 1 到 {most} 之间的页数。" / "Give a number from 1 to {most}.";
    refuse subject_missing():
        "没有写要查什么。" / "What was looked for is missing."
        => "先在框里输入姓名或身份证号查一次。" / "Search for a name or an ID number first.";
    refuse nothing_to_copy():
        "这一条是查无，没有可复制的件。" / "Nothing was found here: there is nothing to copy."
        => "要的话出具查无证明。" / "A certificate of no record can be issued.";
}
