//! What stands over a list taken home, and what is registered of it: the list, and everything it was narrowed by.

use serde_json::{Map, Value, json};

use super::{List, Ticked};
use crate::archive::Archive;
use crate::catalog::Head;
use crate::domain::general::error::Result;
use crate::domain::general::key::word_of;
use crate::domain::general::numbers::mask_within;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::EventKind;
use crate::domain::records::scope::Scope;
use crate::domain::records::states::{ItemState, JobStanding};
use crate::domain::using::consultation::{UseManner, identity_name, purpose_name};
use crate::domain::values::period::RetentionPeriod;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::scope_head;
use crate::say;
use crate::store::{ConsultationFilter, Fonds};

/// Title and facts over a file.
pub(super) struct Heading {
    pub(super) title: Wording,
    pub(super) head: Head,
}

pub(super) async fn heading(archive: &Archive, list: &List, ticked: Option<&Ticked>) -> Result<Heading> {
    let mut narrowed = beside_the_head(archive, list).await?;
    if let Some(ticked) = ticked {
        let (rows, unit) = (ticked.marks.len(), list.names().1);
        let (zh, en) = (unit.zh, unit.en);
        narrowed.push(say!("所选 {rows} {zh}", "{rows} {en} chosen"));
    }
    Ok(Heading { title: title(list.names().0, &narrowed), head: head(archive, list).await? })
}

/// Everything a list is narrowed by, in words.
pub(super) async fn narrowed(archive: &Archive, list: &List) -> Result<Vec<Wording>> {
    let mut told = Vec::new();
    if let Some(filter) = list.filter() {
        told.extend(filter.fonds.as_ref().map(|number| say!("全宗 {number}", "fonds {number}")));
        told.extend(match (filter.year_from, filter.year_to) {
            (Some(from), Some(to)) if from == to => Some(say!("{from} 年度", "{from}")),
            (Some(from), Some(to)) => Some(say!("{from}–{to} 年度", "{from}–{to}")),
            _ => None,
        });
        let schemes = archive.schemes();
        let class_id = filter.class_id.as_deref();
        let named = class_id.and_then(|id| schemes.schemes.iter().rev().find(|one| one.class(id).is_some()));
        let class = named.zip(class_id).and_then(|(scheme, id)| scheme.class(id));
        told.extend(class.map(|class| Wording::same(format!("{} {}", class.code, class.name))));
        let step = class_id.zip(filter.step_id.as_deref());
        let step = step.and_then(|(class, step)| {
            schemes.schemes.iter().rev().find_map(|scheme| scheme.step(class, step))
        });
        told.extend(step.map(|step| Wording::same(step.name.clone())));
        let period = filter.period.as_deref().and_then(RetentionPeriod::from_key);
        told.extend(period.map(|period| Wording::new(period.to_string(), period.in_english())));
    }
    told.extend(beside_the_head(archive, list).await?);
    Ok(told)
}

/// What no head of a form has a place for.
async fn beside_the_head(archive: &Archive, list: &List) -> Result<Vec<Wording>> {
    let mut narrowed = Vec::new();
    narrowed.extend(list.filter().into_iter().flat_map(of_scope));
    match list {
        List::Items { volume: Some(id), .. } => {
            let volume = archive.store.volume(*id).await?;
            narrowed.extend(volume.map(|volume| Wording::same(volume.code)));
        }
        List::Jobs { state: Some(state), .. } => narrowed.push(word_of::<JobStanding>(state)),
        List::Events { what: Some(what), .. } => narrowed.push(word_of::<EventKind>(what)),
        List::Consultations { filter, .. } => narrowed.extend(of_register(filter)),
        _ => {}
    }
    if !list.words().is_empty() {
        let words = mask_within(list.words());
        narrowed.push(say!("含「{words}」", "with \"{words}\""));
    }
    Ok(narrowed)
}

/// Years without a beginning or an end, the state, and when volumes were closed.
fn of_scope(filter: &Scope) -> Vec<Wording> {
    let years = match (filter.year_from, filter.year_to) {
        (Some(from), None) => Some(say!("{from} 年度起", "{from} and later")),
        (None, Some(to)) => Some(say!("到 {to} 年度", "{to} and earlier")),
        _ => None,
    };
    let state = filter.state.as_deref().map(word_of::<ItemState>);
    let closed = match (filter.closed_from, filter.closed_to) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(say!("{from} 年立卷", "closed in {from}")),
        (Some(from), Some(to)) => Some(say!("{from}–{to} 年立卷", "closed in {from}–{to}")),
        (Some(from), None) => Some(say!("{from} 年起立卷", "closed in {from} or later")),
        (None, Some(to)) => Some(say!("到 {to} 年立卷", "closed in {to} or earlier")),
    };
    years.into_iter().chain(state).chain(closed).collect()
}

fn title(name: Wording, narrowed: &[Wording]) -> Wording {
    if narrowed.is_empty() {
        return name;
    }
    let joined =
        |of: fn(&Wording) -> &str, between: &str| narrowed.iter().map(of).collect::<Vec<_>>().join(between);
    let (zh, en) = (joined(|one| &one.zh, "，"), joined(|one| &one.en, ", "));
    let Wording { zh: name_zh, en: name_en } = name;
    say!("{name_zh}（{zh}）", "{name_en} ({en})")
}

fn of_register(filter: &ConsultationFilter) -> Vec<Wording> {
    let ConsultationFilter { from, to, identity, purpose, given } = filter;
    let days = match (from, to) {
        (None, None) => None,
        (Some(from), Some(to)) => Some(Wording::same(format!("{from} – {to}"))),
        (Some(from), None) => Some(say!("{from} 起", "from {from} on")),
        (None, Some(to)) => Some(say!("到 {to}", "up to {to}")),
    };
    let keys = [
        identity.as_deref().map(identity_name),
        purpose.as_deref().map(purpose_name),
        given.as_deref().map(word_of::<UseManner>),
    ];
    days.into_iter().chain(keys.into_iter().flatten()).collect()
}

/// What the list was narrowed by, under its title: over several fonds, without the name of one.
async fn head(archive: &Archive, list: &List) -> Result<Head> {
    let Some(filter) = list.filter() else { return Ok(Head::default()) };
    let all = archive.store.fonds().await?;
    let named = |fonds: &&Fonds| filter.fonds.as_ref().is_none_or(|wanted| *wanted == fonds.number);
    let Some(fonds) = all.iter().find(named) else { return Ok(Head::default()) };
    let mut head = scope_head::of_fonds(archive, fonds, filter).await?;
    // one end alone is no year: the title says it
    head.years = head.years.filter(|_| filter.year_from.is_some() && filter.year_to.is_some());
    match filter.fonds.is_some() || all.len() == 1 {
        true => Ok(head),
        false => Ok(Head { fonds: String::new(), fonds_name: String::new(), ..head }),
    }
}

/// What the file is registered as.
pub(super) fn making(list: &List, ticked: Option<&Ticked>) -> Making {
    let mut narrowed = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        narrowed.extend(value.map(|value| (key.to_owned(), value)));
    };
    match list {
        List::Items { volume, .. } => put("volume", volume.map(Value::from)),
        List::Jobs { state, .. } => put("state", state.clone().map(Value::from)),
        List::Events { what, .. } => put("what", what.clone().map(Value::from)),
        List::Consultations { filter, .. } if *filter != ConsultationFilter::default() => {
            put("filter", Some(json!(filter)));
        }
        _ => {}
    }
    put("words", (!list.words().is_empty()).then(|| list.words().into()));
    put("sort", list.order().map(|order| order.written().into()));
    Making::List {
        list: list.key().to_owned(),
        filter: list.filter().cloned(),
        narrowed,
        ticked: ticked.map(|ticked| ticked.marks.iter().cloned().collect()).unwrap_or_default(),
    }
}
