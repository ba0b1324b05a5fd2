//! 整理: moving, reordering, correcting, taking out and putting back, while a volume is open.

mod changes;
mod elsewhere;
mod removing;

pub use changes::FieldChange;
pub use elsewhere::{Elsewhere, refile};
pub use removing::remove_volume;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::arranging::soundness::correction_line;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor, stored};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::{Description, Item, Person, Unit};
use crate::domain::records::unmasking::{KnownNumbers, is_masked, whole, whole_text};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::date::{self, RecordDate};
use crate::domain::values::documents::{KindSaid, kind_called};
use crate::domain::values::identity;
use crate::problems;
use crate::procedures::records;
use changes::field_changes;

/// Characters a text of a record may have, as in a cell of its volume's table.
const LONGEST: usize = 2000;

/// What a correction changes; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Correction {
    pub title: Option<String>,
    pub creator: Option<String>,
    pub doc_number: Option<String>,
    /// ISO text: `2009-03-22`, `2009-03`, `2009`; empty takes the date away.
    pub date: Option<String>,
    pub date_end: Option<String>,
    pub pages: Option<u32>,
    pub secrecy: Option<String>,
    pub medium: Option<String>,
    pub remarks: Option<String>,
    pub persons: Option<Vec<Person>>,
    pub units: Option<Vec<Unit>>,
    /// Why; required once the volume is closed.
    pub reason: String,
}

/// Puts the items of an open volume into another order; `order` names each of them once.
pub async fn reorder(archive: &Archive, by: &By, volume_id: i64, order: Vec<i64>) -> Result<Volume> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let volume = records::open_volume(tx, volume_id).await?;
        let mut items = tx.items_in(volume_id).await?;
        let old: Vec<i64> = items.iter().map(|item| item.id).collect();
        let mut ordered = Vec::with_capacity(order.len());
        for id in &order {
            let at = items.iter().position(|item| item.id == *id).ok_or_else(order_differs)?;
            ordered.push(items.remove(at));
        }
        if !items.is_empty() {
            return Err(Error::from(order_differs()));
        }
        let volume = tx.renumber(&schemes, &volume, ordered).await?;
        let detail = serde_json::json!({ "volume": volume.id, "old": old, "new": order });
        Ok((volume.clone(), Event::new(EventKind::VolumeReordered, volume.code, detail)))
    });
    finish(archive, deed.await)
}

/// Takes an item out of an open volume; the pages behind it close up.
pub async fn take_out(archive: &Archive, by: &By, item_id: i64) -> Result<Item> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let item = records::item(tx, item_id).await?;
        let volume_id = item.volume_id.ok_or_else(not_in_a_volume)?;
        let volume = records::open_volume(tx, volume_id).await?;
        let (code, title) = (item.code.clone(), item.description.title.clone());
        tx.take_out(item).await?;
        let rest = tx.items_in(volume_id).await?;
        tx.renumber(&schemes, &volume, rest).await?;
        let item = records::item(tx, item_id).await?;
        let detail =
            serde_json::json!({ "item": item_id, "volume": volume_id, "code": code, "title": title });
        Ok((item, Event::new(EventKind::ItemTakenOut, code, detail)))
    });
    finish(archive, deed.await)
}

/// Puts an item into an open volume of its own place, at position `at` (from 1; past the end: last).
/// It may come from another open volume or have been taken out before.
pub async fn put_in(archive: &Archive, by: &By, item_id: i64, volume_id: i64, at: u32) -> Result<Volume> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let item = records::item(tx, item_id).await?;
        let volume = records::open_volume(tx, volume_id).await?;
        if item.place != volume.place {
            return Err(Error::from(other_place(&item.description.title, &volume.code)));
        }
        let old = item.code.clone();
        if let Some(from) = item.volume_id {
            let source = records::open_volume(tx, from).await?;
            tx.take_out(item.clone()).await?;
            let rest = tx.items_in(from).await?;
            if from != volume_id {
                tx.renumber(&schemes, &source, rest).await?;
            }
        }
        let mut order = tx.items_in(volume_id).await?;
        let position = (at.max(1) as usize - 1).min(order.len());
        order.insert(position, item);
        let volume = tx.renumber(&schemes, &volume, order).await?;
        let moved = records::item(tx, item_id).await?;
        let detail =
            serde_json::json!({ "item": item_id, "volume": volume_id, "old": old, "new": moved.code });
        Ok((volume, Event::new(EventKind::ItemPutIn, moved.code, detail)))
    });
    finish(archive, deed.await)
}

/// Corrects what an item says. In a closed volume it needs a reason and may not change the pages;
/// old and new stand in the event for ever.
pub async fn correct(
    archive: &Archive,
    by: &By,
    item_id: i64,
    correction: Correction,
) -> Result<(Item, Vec<FieldChange>)> {
    allow(by, Deed::File)?;
    let (schemes, today) = (archive.schemes(), by.today());
    let deed = archive.store.write(by, async move |tx| {
        let mut item = records::item(tx, item_id).await?;
        let before = item.description.clone();
        item.description = corrected(&before, &correction, today)?;
        let changes = field_changes(&before, &item.description)?;
        if changes.is_empty() {
            return Err(Error::from(nothing_changed()));
        }
        let volume = match item.volume_id {
            Some(id) => tx.volume(id).await?,
            None => None,
        };
        if let Some(volume) = volume.as_ref().filter(|volume| volume.state == VolumeState::Closed) {
            closed_allows(volume, &before, &item.description, &correction)?;
        }
        records::date_anew(tx, &schemes, &mut item).await?;
        tx.replace_members(&item).await?;
        let mut added = String::new();
        match &volume {
            Some(volume) if before.pages != item.description.pages => {
                let mut order = tx.items_in(volume.id).await?;
                order.iter_mut().filter(|other| other.id == item_id).for_each(|other| *other = item.clone());
                tx.renumber(&schemes, volume, order).await?;
            }
            Some(volume) => {
                tx.update_item(&item).await?;
                let mut volume = tx.recount(&schemes, volume.id).await?;
                if volume.state == VolumeState::Closed {
                    let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
                    let line = correction_line(RecordDate::day(today), &item, &fields, &correction.reason);
                    volume.statement = with_line(&volume.statement, &line);
                    tx.update_volume(&volume).await?;
                    added = line;
                }
            }
            None => tx.update_item(&item).await?,
        }
        let item = records::item(tx, item_id).await?;
        let told = stored(&changes).map_err(anyhow::Error::from)?;
        let mut detail = serde_json::json!({ "item": item_id, "reason": correction.reason, "changes": told });
        if !added.is_empty() {
            detail["statement_added"] = added.into();
        }
        let about = item.code.clone();
        Ok(((item, changes), Event::new(EventKind::ItemCorrected, about, detail)))
    });
    finish(archive, deed.await)
}

/// The statement of a closed volume with a line below it.
fn with_line(statement: &FreeText, line: &str) -> FreeText {
    let stood = statement.whole(WholeFor::Comparing).trim_end();
    let lines = [stood, line].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>();
    lines.join("\n").into()
}

/// Gives an open volume another title; the one it has leaves no trace.
pub async fn retitle(archive: &Archive, by: &By, volume_id: i64, title: String) -> Result<Volume> {
    allow(by, Deed::File)?;
    let deed = archive.store.write_if_needed(by, async move |tx| {
        let mut volume = records::open_volume(tx, volume_id).await?;
        let title = title.trim().to_owned();
        if title.is_empty() {
            return Err(Error::Refused(vec![title_emptied()]));
        }
        if let Some(problem) = not_kept(&title, LONGEST) {
            return Err(Error::Refused(vec![problem.in_column("title")]));
        }
        if title == volume.title {
            return Ok((volume, None));
        }
        let old = std::mem::replace(&mut volume.title, title);
        tx.update_volume(&volume).await?;
        let detail = serde_json::json!({ "volume": volume_id, "old": old, "new": volume.title });
        Ok((volume.clone(), Some(Event::new(EventKind::VolumeRetitled, volume.code, detail))))
    });
    finish(archive, deed.await)
}

fn finish<T>(archive: &Archive, outcome: Result<T>) -> Result<T> {
    archive.written.notify_one();
    outcome
}

fn corrected(before: &Description, correction: &Correction, today: NaiveDate) -> Result<Description> {
    let mut after = before.clone();
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            *field = value.trim().to_owned();
        }
    };
    set(&mut after.title, &correction.title);
    set(&mut after.creator, &correction.creator);
    set(&mut after.doc_number, &correction.doc_number);
    set(&mut after.secrecy, &correction.secrecy);
    set(&mut after.medium, &correction.medium);
    let mut problems = Vec::new();
    if let Some(remarks) = &correction.remarks {
        match whole_text(remarks.trim(), before.remarks.whole(WholeFor::Comparing), &BTreeSet::new()) {
            Ok(remarks) => after.remarks = remarks.into(),
            Err(problem) => problems.push(problem.in_column("remarks")),
        }
    }
    if after.title.is_empty() {
        problems.push(title_emptied());
    }
    problems.extend(corrected_dates(correction, &mut after));
    after.pages = correction.pages.unwrap_or(before.pages);
    if after.pages == 0 || after.pages > 100_000 {
        problems.push(page_count());
    }
    if let Some(persons) = &correction.persons {
        let (read, wrong) = checked(&before.persons, persons, today);
        after.persons = read;
        problems.extend(wrong);
    }
    after.units = correction.units.clone().unwrap_or_else(|| before.units.clone());
    problems.extend(badly_typed(before, &after));
    problems.extend(not_kept(&correction.reason, LONGEST).map(|problem| problem.in_column("reason")));
    if problems.is_empty() { Ok(after) } else { Err(Error::Refused(problems)) }
}

/// Changed texts that cannot be kept; what was filed is not judged again.
fn badly_typed(before: &Description, after: &Description) -> Vec<Problem> {
    let texts = |d: &Description| -> Vec<(&'static str, String)> {
        let own = [("title", &d.title), ("creator", &d.creator), ("doc_number", &d.doc_number)];
        let kept = WholeFor::Comparing;
        let more =
            [("secrecy", d.secrecy.as_str()), ("medium", &d.medium), ("remarks", d.remarks.whole(kept))];
        let persons = d.persons.iter().flat_map(|one| {
            [one.name.as_str(), one.personal_no.whole(kept), one.note.whole(kept), one.id_given.whole(kept)]
        });
        let units = d.units.iter().flat_map(|one| [one.name.as_str(), &one.number]);
        let members = persons.map(|text| ("persons", text)).chain(units.map(|text| ("units", text)));
        let own = own.map(|(field, text)| (field, text.as_str()));
        own.into_iter().chain(more).chain(members).map(|(field, text)| (field, text.to_owned())).collect()
    };
    let known: BTreeSet<_> = texts(before).into_iter().collect();
    let typed = texts(after).into_iter().filter(|text| !known.contains(text));
    typed.filter_map(|(field, text)| Some(not_kept(&text, LONGEST)?.in_column(field))).collect()
}

/// Persons with their ID numbers read and checked, all of them, so that none is stored wrong.
fn checked(before: &[Person], persons: &[Person], today: NaiveDate) -> (Vec<Person>, Vec<Problem>) {
    let (mut read, mut problems) = (Vec::with_capacity(persons.len()), Vec::new());
    for (at, person) in persons.iter().enumerate() {
        match numbered(before, person, today) {
            Ok(person) => read.push(person),
            Err(wrong) => problems.extend(wrong.into_iter().map(|problem| problem.at_row(at as u32 + 1))),
        }
    }
    (read, problems)
}

/// A masked number is the one the record has, in a note as well; a number that stays keeps what the sheet
/// had given for it.
fn numbered(before: &[Person], person: &Person, today: NaiveDate) -> Result<Person, Vec<Problem>> {
    let known = KnownNumbers { own: before, others: &BTreeSet::new() };
    let mut person = person.clone();
    let typed = WholeFor::Comparing;
    person.id_number = whole(person.id_number.whole(typed).trim(), person.name.trim(), known)
        .map_err(|problem| vec![problem])?
        .into();
    let given = !person.id_given.is_empty() && !is_masked(person.id_given.whole(typed));
    let again = |text: &FreeText, of: fn(&Person) -> &FreeText| {
        let stood: String = before.iter().map(|one| format!("{}\n", of(one).whole(typed))).collect();
        whole_text(text.whole(typed), &stood, &BTreeSet::new()).map_err(|problem| vec![problem])
    };
    person.note = again(&person.note, |one| &one.note)?.into();
    person.personal_no = again(&person.personal_no, |one| &one.personal_no)?.into();
    let said = kind_called(&person.id_kind);
    if said.is_none() && !person.id_kind.is_empty() {
        return Err(vec![no_such_document(&person.id_kind)]);
    }
    if matches!(said, Some(KindSaid::Resident)) {
        // the card's own number bears no kind
        person.id_kind.clear();
    }
    let stays = |one: &&Person| !one.id_number.is_empty() && one.id_number == person.id_number;
    match before.iter().find(stays) {
        Some(kept) if said.is_none() || person.id_kind == kept.id_kind => {
            person.id_kind = kept.id_kind.clone();
            if !given {
                person.id_given = kept.id_given.clone();
            }
        }
        _ if person.id_number.is_empty() => person.id_given = IdNumber::default(),
        _ => {
            let read = identity::read_as(person.id_number.whole(typed), said, today);
            let found = read.value.ok_or(read.problems)?;
            (person.id_number, person.id_given, person.id_kind) = (found.number, found.given, found.kind);
        }
    }
    Ok(person)
}

/// Dates as they are typed into a sheet or the volume's table; an empty text takes a date away. A span typed as
/// the date gives the last day, too, where none is given beside it.
fn corrected_dates(correction: &Correction, after: &mut Description) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (field, given) in [("date", &correction.date), ("date_end", &correction.date_end)] {
        let Some(text) = given.as_deref().map(str::trim) else { continue };
        let span = if text.is_empty() {
            None
        } else {
            let read = date::read(text);
            let Some(span) = read.value.filter(|_| !read.problems.iter().any(Problem::is_blocking)) else {
                problems.extend(read.problems.into_iter().map(|problem| problem.in_column(field)));
                continue;
            };
            Some(span)
        };
        let from = span.map(|span| span.from);
        match field {
            "date" => {
                after.date = from;
                if let (Some(last), None) = (span.and_then(|span| span.to), &correction.date_end) {
                    after.date_end = Some(last);
                }
            }
            _ => after.date_end = from,
        }
    }
    problems
}

fn closed_allows(
    volume: &Volume,
    before: &Description,
    after: &Description,
    correction: &Correction,
) -> Result<()> {
    let code = &volume.code;
    if before.pages != after.pages {
        return Err(Error::from(pages_of_closed_volume(&code)));
    }
    if correction.reason.trim().is_empty() {
        return Err(Error::from(reason_missing(&code)));
    }
    Ok(())
}

problems! {
    refuse no_such_document(kind):
        "没有“{kind}”这种证件。" / "There is no kind of document \"{kind}\"."
        => "从证件种类里选一种。" / "Choose one of the kinds.";
    refuse nothing_changed():
        "填的内容和原来一样，没有要改的。" / "What was given is what is there already; nothing to correct."
        => "改动至少一个字段再保存。" / "Change at least one field, then save.";
    refuse page_count():
        "页数要在 1 到 100000 之间。" / "The page count must be from 1 to 100000."
        => "按实际有字或图的面数填写。" / "Count the sides that bear text or figures.";
    refuse pages_of_closed_volume as volume_closed(code):
        "案卷 {code} 已立卷，页数一变后面的页号和档号都要变，所以不能改。"
            / "Volume {code} is closed; another page count would move every page and code behind it."
        => "在备考表上说明，或把更正写在备注里。" / "Note it on the 备考表, or put it in the remarks.";
    refuse reason_missing(code):
        "案卷 {code} 已立卷，更正要写明理由。" / "Volume {code} is closed; a correction needs its reason."
        => "填写更正理由，原文会一并保留。" / "Give the reason; the old text is kept beside the new.";
    refuse title_emptied as title_missing():
        "题名不能空着。" / "The title cannot be empty."
        => "写上题名再保存。" / "Write a title, then save.";
    refuse not_in_a_volume():
        "这一件不在任何案卷里。" / "This record stands in no volume."
        => "用「放入」把它放进一卷。" / "Put it into a volume.";
    refuse order_differs():
        "新的顺序和卷内的件对不上：每一件要正好列一次。"
            / "The new order does not match the volume: every record must be named once."
        => "刷新页面看最新的卷内文件，再排一次。"
            / "Reload the page to see the volume as it is, then order it again.";
    refuse other_place(title, code):
        "「{title}」与案卷 {code} 的年度、类别、环节或保管期限不同，不能混放。"
            / "\"{title}\" and volume {code} differ in year, class, step or period and cannot be mixed."
        => "放进同年度、同类别、同环节、同期限的案卷；归错了就改归（guidang item refile）。"
            / "Put it into a volume of the same year, class, step and period; if it was misfiled, refile it (guidang item refile).";
}
