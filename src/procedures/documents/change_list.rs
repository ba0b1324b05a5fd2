//! 保管期限变化清单: every volume a draft would move, as PDF; of a proposed change of schedules, made again as it was.

use std::path::Path;

use super::drawing::bind;
use super::order::{ChangeList, Making};
use super::register::{Content, MadeFrom, PrintedFile};
use crate::archive::Archive;
use crate::catalog::{Head, NewFile};
use crate::domain::catalogs::finding_aid::{DigestRecipe, FreeRow, LineKind, LogAnchor, ValueStyle};
use crate::domain::catalogs::form::Forms;
use crate::domain::disposal::dating::Due;
use crate::domain::disposal::foreseen::DateMove;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::scope::Scope;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::procedures::foreseeing::{DraftAmong, Foreseeing, Foreseen, among_kept};
use crate::procedures::office_forms;
use crate::progress::Progress;
use crate::store::{Queries, ScheduleChange};
use crate::{problems, say};

/// The form it stands on.
pub const FORM: &str = "retention_change";

/// What is listed: the volumes of a scope that a draft would move.
pub struct ToList<'a> {
    pub from: &'a Queries,
    pub among: &'a DraftAmong,
    pub scope: &'a Scope,
    pub lang: Lang,
    pub recipe: DigestRecipe,
    pub anchor: Option<LogAnchor>,
}

/// The list drawn as PDF beside its place, not registered yet, with the forms it stands on.
///
/// # Errors
/// `Refused` where nothing would move, and for characters no font has.
pub async fn drawn(
    archive: &Archive,
    listed: &ToList<'_>,
    out: &Path,
    progress: &Progress,
) -> Result<(PrintedFile, Forms, NewFile)> {
    let (book, forms) = book(archive, listed).await?;
    let (printed, file) = bind(book, forms.clone(), out, progress).await?;
    Ok((printed, forms, file))
}

/// The list of a proposed change drawn from the archive's records, and what it is made from.
///
/// # Errors
/// As [`drawn`]; `NotFound` where the change is not there.
pub async fn printed(
    archive: &Archive,
    wanted: &ChangeList,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<(PrintedFile, MadeFrom, NewFile)> {
    let among = among_of(archive, wanted).await?;
    let (printed, forms, file) =
        drawn(archive, &listed(archive, &among, wanted, lang), out, progress).await?;
    let made = MadeFrom::new("pdf", lang, Making::ChangeList(wanted.clone())).on_forms(&forms, &printed);
    Ok((printed, made, file))
}

/// What it would say on paper, without laying it out.
///
/// # Errors
/// As [`printed`].
pub async fn said(archive: &Archive, wanted: &ChangeList, lang: Lang) -> Result<Vec<Content>> {
    let among = among_of(archive, wanted).await?;
    let (book, _) = book(archive, &listed(archive, &among, wanted, lang)).await?;
    Ok(book.contents().into_iter().map(Content::from).collect())
}

fn listed<'a>(archive: &'a Archive, among: &'a DraftAmong, wanted: &'a ChangeList, lang: Lang) -> ToList<'a> {
    let (recipe, anchor) = (wanted.recipe, wanted.anchor.clone());
    ToList { from: &archive.store, among, scope: &wanted.filter, lang, recipe, anchor }
}

/// The draft of a change among what the archive keeps, or kept then: its text stands in the change.
async fn among_of(archive: &Archive, wanted: &ChangeList) -> Result<DraftAmong> {
    let change = archive.log().0.schedule_change(&wanted.number).await?;
    let change = change.ok_or_else(|| no_change(&wanted.number))?;
    draft_of(&archive.store, &change, wanted.filter.fonds.as_deref()).await
}

/// The draft of a change among what is kept; `fonds` is the number of the only one it concerns.
pub async fn draft_of(from: &Queries, change: &ScheduleChange, fonds: Option<&str>) -> Result<DraftAmong> {
    among_kept(from, &change.body, &change.against, fonds.unwrap_or_default()).await
}

/// There is no change of this number.
pub fn no_change(number: &str) -> Error {
    Error::not_found(say!("没有期限调整 {number}。", "There is no change of schedules {number}."))
}

async fn book(archive: &Archive, listed: &ToList<'_>) -> Result<(Book, Forms)> {
    let (among, lang) = (listed.among, listed.lang);
    let fonds = match &listed.scope.fonds {
        Some(number) => listed.from.fonds().await?.into_iter().find(|fonds| fonds.number == *number),
        None => None,
    };
    let (fonds, fonds_name) = fonds.map(|fonds| (fonds.number, fonds.name)).unwrap_or_default();
    let head = Head { fonds: fonds.clone(), fonds_name, scope: against_what(among), ..Head::default() };
    let (form, forms) = office_forms::among_all(&archive.config, FORM, &fonds)?;
    let order = PrintOptions {
        choices: ValueStyle { lang, recipe: listed.recipe, ..ValueStyle::default() },
        title: form.name.in_lang(lang).to_owned(),
        anchor: listed.anchor.clone(),
        ..PrintOptions::default()
    };
    let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    book.begin(&form, &head, vec![form.name.in_lang(lang).to_owned()], false);
    let mut walk = Foreseeing::begin(listed.from, among, listed.scope).await?;
    let mut count = 0;
    while let Some(volumes) = walk.next(listed.from).await? {
        for row in volumes.iter().filter_map(|one| row(one, &mut count)) {
            book.add(&row)?;
        }
    }
    if count == 0 {
        return Err(Error::from(nothing_would_move()));
    }
    Ok((book, forms))
}

fn against_what(among: &DraftAmong) -> String {
    let DraftAmong { name, id, .. } = among;
    match &among.ruling {
        Some(ruling) => format!("草案《{name}》（{id}），对照 {}", ruling.edition),
        None => format!("草案《{name}》（{id}）"),
    }
}

fn row(one: &Foreseen, count: &mut u64) -> Option<FreeRow> {
    let moved = how(one)?;
    *count += 1;
    let (volume, after) = (&one.volume, one.after.clone().unwrap_or_default());
    let before =
        in_words(&Due { on: volume.eligible_on, question: volume.question.clone(), protected: None });
    let after = if one.after.is_some() { in_words(&after) } else { before.clone() };
    Some(
        FreeRow::new(LineKind::Foreseen)
            .with("seq", count.to_string())
            .with("code", volume.code.as_str())
            .with("title", volume.title.as_str())
            .with("items", volume.items.to_string())
            .with("pages", volume.pages.to_string())
            .with("before", before.zh)
            .with("after", after.zh)
            .with("move", moved.zh),
    )
}

/// How a volume's date moves, or those of records in it that do not decide it; `None`: nothing moves.
fn how(one: &Foreseen) -> Option<Wording> {
    if let Some(moved) = one.moved() {
        return Some(moved.word());
    }
    let (kind, items) = one.records.iter().max_by_key(|(kind, _): &(&DateMove, &i64)| kind.shortens())?;
    let Wording { zh, en } = kind.word();
    Some(say!("卷内 {items} 件{zh}", "{items} records in it: {en}"))
}

/// A day, 待定, or 永久.
pub fn in_words(due: &Due) -> Wording {
    match (due.on, &due.question) {
        (Some(day), _) => Wording::same(day.to_string()),
        (None, Some(_)) => say!("待定", "open question"),
        (None, None) => say!("永久", "permanent"),
    }
}

problems! {
    pub refuse nothing_would_move():
        "按这个草案，没有案卷的期限会变，没有可印的清单。" / "No date would move by this draft; there is no list to print."
        => "核对草案和对照的方案。" / "Check the draft and what it is held against.";
}
