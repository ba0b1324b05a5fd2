//! What a correction comes to, worked out before anything is written.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::changes::{FieldChange, field_changes};
use super::{Correction, LONGEST};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor, stored};
use crate::domain::general::problem::Problem;
use crate::domain::general::text::not_kept;
use crate::domain::records::item::{Description, Item, Person};
use crate::domain::records::unmasking::{KnownNumbers, is_masked, whole, whole_text};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::date;
use crate::domain::values::documents::{KindSaid, kind_called};
use crate::domain::values::identity;
use crate::problems;
use crate::procedures::records;

/// A record's description as it will be, and what of it changes; where nothing does, there is nothing to write.
pub struct CorrectionPlan {
    pub after: Description,
    pub changes: Vec<FieldChange>,
}

impl CorrectionPlan {
    /// # Errors
    /// Every problem of the fields; in a closed volume other pages, or no reason.
    pub fn make(
        item: &Item,
        volume: Option<&Volume>,
        correction: &Correction,
        today: NaiveDate,
    ) -> Result<CorrectionPlan> {
        let before = &item.description;
        let after = corrected(before, correction, today)?;
        let plan = CorrectionPlan { changes: field_changes(before, &after)?, after };
        if let Some(volume) = volume.filter(|volume| volume.state != VolumeState::Open)
            && !plan.changes.is_empty()
        {
            if volume.state.is_gone() {
                records::still_open(volume)?;
            }
            closed_allows(volume, before, &plan.after, correction)?;
        }
        Ok(plan)
    }

    /// Back to these values of fields, as an event keeps them.
    ///
    /// # Errors
    /// `Broken` for values that are none of a description.
    pub fn back_to(
        item: &Item,
        values: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<CorrectionPlan> {
        let before = &item.description;
        let mut said = stored(before).map_err(anyhow::Error::from)?;
        for (field, value) in values {
            said[field] = value.clone();
        }
        let after: Description = serde_json::from_value(said).map_err(anyhow::Error::from)?;
        Ok(CorrectionPlan { changes: field_changes(before, &after)?, after })
    }
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
    pub(super) refuse title_emptied as title_missing():
        "题名不能空着。" / "The title cannot be empty."
        => "写上题名再保存。" / "Write a title, then save.";
}
