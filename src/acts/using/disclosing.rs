//! 谁看过我的档案: what a person is told of who has seen her records (个人信息保护法 arts. 44, 45 [K]).
//!
//! The lines come from the register of use and from the events that showed whole ID numbers; which records are hers says
//! whoever looked her up, so that no number of hers is asked for here. A line of a form with several persons is hers where it
//! names her row, or none. What the law keeps from being told (art. 18) is for the office to leave out by hand.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
pub use crate::catalog::Format;
use crate::catalog::{Catalog, CatalogOptions, Head, NewFile};
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind, ValueStyle};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::event::{EventKind, Logged};
use crate::domain::records::item::Item;
use crate::domain::using::consultation::{identity_name, purpose_name, reason_name};
use crate::paper::{Book, Fonts, PrintOptions};
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, keep};
use crate::procedures::documents::scope_head;
use crate::procedures::documents::writing::Document;
use crate::procedures::{office_forms, records};
use crate::progress::Progress;
use crate::store::Consultation;
use crate::{problems, say};

/// The form it is written on.
const FORM: &str = "access_list";
/// Lines of the register read for one record.
const MOST: i64 = 10_000;

/// Refuses to hand out what may not be all of it.
///
/// # Errors
/// `Refused` while the index follows, and where more records fit than were looked through.
pub fn must_be_whole(behind: i64, has_more: bool) -> Result<()> {
    if behind > 0 || has_more { Err(Error::from(may_lack_records())) } else { Ok(()) }
}

/// One person's place in one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnRow {
    pub item: i64,
    /// Row inside the form, from 1.
    pub row: u32,
}

/// Somebody saw one of her records, or her number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Access {
    /// RFC 3339 with offset.
    pub at: String,
    /// Who saw it: whoever asked at the counter, or the colleague himself. Numbers in it are masked.
    pub seen_by: String,
    pub role: Wording,
    /// Purpose of the visit, or the reason given.
    pub purpose: Wording,
    pub manner: Wording,
    pub item: i64,
    pub code: String,
    pub title: String,
    /// The colleague who served, under the name that stands on paper.
    pub clerk: String,
}

/// Who has seen the records of one person, the latest first.
///
/// # Errors
/// `NotFound` where a row names nobody.
pub async fn accesses(archive: &Archive, by: &By, own: &[OwnRow]) -> Result<Vec<Access>> {
    allow(by, Deed::Consult)?;
    let ids: Vec<i64> = own.iter().map(|one| one.item).collect::<HashSet<_>>().into_iter().collect();
    let items = archive.store.items_by_id(&ids).await?;
    let items: HashMap<i64, Item> = items.into_iter().map(|item| (item.id, item)).collect();
    for one in own {
        let item = items.get(&one.item);
        records::person(item.ok_or_else(no_such_record)?, one.row)?;
    }
    let own: HashSet<OwnRow> = own.iter().copied().collect();
    let is_own = |item: i64, row: Option<u32>| match row {
        Some(row) => own.contains(&OwnRow { item, row }),
        None => items.contains_key(&item),
    };
    let mut found = Vec::new();
    for item in items.values() {
        let lines = archive.store.consultations_on(item.id, MOST).await?;
        let own = lines
            .into_iter()
            .filter(|line| is_own(item.id, line.person_row.and_then(|row| u32::try_from(row).ok())));
        found.extend(own.map(|line| of_line(line, item)));
    }
    let names = names(archive).await?;
    let kinds = [EventKind::IdNumberShown, EventKind::IdNumbersShown];
    for (event, touched) in archive.store.events_on_items(&kinds, &ids).await? {
        let row = event.event.detail.get("row", WholeFor::Comparing).and_then(serde_json::Value::as_u64);
        let row = row.and_then(|row| u32::try_from(row).ok());
        let here = touched.iter().filter(|item| is_own(**item, row)).filter_map(|item| items.get(item));
        found.extend(here.map(|item| of_event(&event, item, &names)));
    }
    found.sort_by(|one, other| (&other.at, other.item).cmp(&(&one.at, one.item)));
    Ok(found)
}

/// Names on paper by login.
async fn names(archive: &Archive) -> Result<HashMap<String, String>> {
    let accounts = archive.store.accounts().await?;
    Ok(accounts.into_iter().map(|account| (account.login, account.name)).collect())
}

fn of_line(line: Consultation, item: &Item) -> Access {
    Access {
        at: line.at,
        seen_by: line.asker.to_string(),
        role: identity_name(&line.identity),
        purpose: purpose_name(&line.purpose),
        manner: line.given.word(),
        item: item.id,
        code: item.code.clone(),
        title: item.description.title.clone(),
        clerk: line.actor,
    }
}

fn of_event(event: &Logged, item: &Item, names: &HashMap<String, String>) -> Access {
    let told = event.event.detail.told();
    let reason = told.get("reason").and_then(serde_json::Value::as_str).unwrap_or_default();
    let name = names.get(&event.actor).unwrap_or(&event.actor).clone();
    Access {
        at: event.at.clone(),
        seen_by: name.clone(),
        role: say!("工作人员", "Staff"),
        purpose: reason_name(reason),
        manner: say!("看完整号码", "Saw the whole number"),
        item: item.id,
        code: item.code.clone(),
        title: item.description.title.clone(),
        clerk: name,
    }
}

/// Writes the same for the person to take along, and registers it; without a format as PDF.
///
/// # Errors
/// As [`accesses`]; `Busy` where the disk will not take it.
pub async fn hand_out(
    archive: &Archive,
    by: &By,
    own: &[OwnRow],
    (format, lang): (Option<Format>, Lang),
    out: &Path,
) -> Result<()> {
    let found = accesses(archive, by, own).await?;
    let first = own.first().ok_or_else(no_such_record)?;
    let item = records::item(&archive.store, first.item).await?;
    let person = records::person(&item, first.row)?;
    let fonds = archive.fonds_numbered(Some(&item.place.fonds)).await?;
    let (form, forms) = office_forms::among_all(&archive.config, FORM, &fonds.number)?;
    let head = Head {
        scope: [person.name.clone(), person.id_number.to_string()].join(" ").trim().to_owned(),
        as_of: Some(by.today()),
        ..scope_head::of_fonds(archive, &fonds, &Default::default()).await?
    };
    let rows = found.iter().enumerate().map(|(at, access)| row(at + 1, access, lang));
    let making = Making::list_of(FORM);
    let Some(format) = format else {
        let options = PrintOptions {
            choices: ValueStyle { lang, ..ValueStyle::default() },
            title: form.name.in_lang(lang).to_owned(),
            ..PrintOptions::default()
        };
        let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, options);
        book.begin(&form, &head, vec![form.name.in_lang(lang).to_owned()], false);
        rows.into_iter().try_for_each(|row| book.add(&row))?;
        let (printed, file) = bind(book, forms.clone(), out, &Progress::default()).await?;
        let made = MadeFrom::new("pdf", lang, making).on_forms(&forms, &printed);
        keep(archive, by, &form.id(), &made, &printed).await?;
        return file.keep();
    };
    let options = CatalogOptions { lang, ..CatalogOptions::default() };
    let mut catalog = Catalog::start(&form, &head, &options, format, NewFile::create(out)?)?;
    rows.into_iter().try_for_each(|row| catalog.add(&row))?;
    let (written, file) = catalog.finish()?;
    let document = Document { form, format, lang, written, others: Vec::new(), file };
    document.keep(archive, by, making).await.map(drop)
}

fn row(seq: usize, access: &Access, lang: Lang) -> FreeRow {
    FreeRow::new(LineKind::Use)
        .with("seq", seq.to_string())
        .with("date", access.at.chars().take(10).collect::<String>())
        .with("person", access.seen_by.clone())
        .with("role", access.role.in_lang(lang))
        .with("purpose", access.purpose.in_lang(lang))
        .with("record", format!("{} · {}", access.code, access.title))
        .with("manner", access.manner.in_lang(lang))
        .with("clerk", access.clerk.clone())
}

fn no_such_record() -> Error {
    Error::not_found(say!("没有这一件。", "There is no such record."))
}

problems! {
    refuse may_lack_records():
        "这个人的档案可能没有找全，没有出具。" / "Not all records of this person may have been found; nothing was handed out."
        => "索引正在追赶的，稍等再试；同名的件太多的，从有身份证号的一件打开这个人。"
            / "Wait where the index is catching up; where too many records fit the name, open the person from a record with the ID number.";
}
