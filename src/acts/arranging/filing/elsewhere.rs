//! 改归: a paper filed under a wrong year, class or step goes to the right one.

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::finish;
use crate::archive::{Archive, allow};
use crate::domain::arranging::placing::year_in_future;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::{Item, Place};
use crate::domain::schemes::adoption::SchemesInUse;
use crate::domain::schemes::scheme::{Scheme, Schemes, Step};
use crate::problems;
use crate::procedures::{places, records};

/// Where it belongs; what is not given stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Elsewhere {
    pub year: Option<i32>,
    /// Code, id or name of a class.
    pub class: Option<String>,
    /// Name of a step, or of a paper of an accounting block.
    pub step: Option<String>,
    pub reason: String,
}

/// Takes an item out of its open volume, if it stands in one, and files it at the end of the volumes
/// of another year, class or step; under another scheme where its own is not in use in that year. The period is that
/// of the rule there.
pub async fn refile(archive: &Archive, by: &By, item_id: i64, to: Elsewhere) -> Result<Item> {
    allow(by, Deed::File)?;
    let (schemes, today) = (archive.schemes(), by.today());
    let deed = archive.store.write(by, async move |tx| {
            let mut item = records::item(tx, item_id).await?;
            let (from, old) = (item.place.clone(), item.code.clone());
            let fonds = tx.fonds().await?.into_iter().find(|fonds| fonds.number == item.place.fonds);
            let fonds = fonds.ok_or_else(|| anyhow::anyhow!("item {item_id} is of a fonds that is gone"))?;
            let in_use = SchemesInUse::new(&fonds.scheme_id, tx.adoptions(fonds.id).await?);
            let (place, rule) = destination(&schemes, &in_use, &item, &to)?;
            if place.year > today.year() || place.year < 1949 {
                return Err(Error::from(year_in_future(&place.year)));
            }
            if (&place, rule) == (&from, item.rule) {
                return Err(Error::from(filed_there_already()));
            }
            records::may_be_kept_for(tx, item_id, place.period).await?;
            if let Some(volume_id) = item.volume_id {
                let volume = records::open_volume(tx, volume_id).await?;
                tx.take_out(item).await?;
                let rest = tx.items_in(volume_id).await?;
                tx.renumber(&schemes, &volume, rest).await?;
                item = records::item(tx, item_id).await?;
            }
            tx.refile(&schemes, item, place, rule).await?;
            let item = records::item(tx, item_id).await?;
            let detail = serde_json::json!({
                "item": item_id, "reason": to.reason, "old": old, "new": item.code, "from": from, "to": item.place,
            });
            let about = item.code.clone();
            Ok((item, Event::new(EventKind::ItemRefiled, about, detail)))
        });
    finish(archive, deed.await)
}

/// The place and the line of its table.
fn destination(
    schemes: &Schemes,
    in_use: &SchemesInUse,
    item: &Item,
    to: &Elsewhere,
) -> Result<(Place, usize)> {
    let from = &item.place;
    let year = to.year.unwrap_or(from.year);
    let date = item.description.date_end.or(item.description.date);
    let day = date.filter(|date| date.year() == year).and_then(|date| date.as_day());
    let used = day.map_or_else(|| in_use.in_year(year), |day| in_use.on(day));
    // the edition it is filed under, if that holds for its day, else the one of its line that does
    let line = in_use.line_of(&from.scheme_id);
    let of_line: Vec<&str> = used.into_iter().filter(|id| line.contains(id)).collect();
    let id = match of_line.as_slice() {
        ids if ids.contains(&from.scheme_id.as_str()) => from.scheme_id.as_str(),
        [only] => only,
        _ => return Err(Error::from(no_scheme_for_year(&year))),
    };
    let scheme = schemes
        .scheme(id)
        .ok_or_else(|| anyhow::anyhow!("item {} is filed under a scheme that is not kept", item.id))?;
    places::holds_in(scheme, year)?;
    let (class_id, step_id, rule) = spot(scheme, item, to)?;
    let own = schemes.scheme(&from.scheme_id).and_then(|own| own.step(&from.class_id, &from.step_id));
    // in another edition the same id and line must be the same papers, unless a person says which step
    let is_same = |step: &Step| {
        let papers = |step: &Step| step.rules.get(rule).map(|rule| rule.names.clone());
        to.step.is_some()
            || scheme.id == from.scheme_id
            || own.is_some_and(|own| own.name == step.name && papers(own) == papers(step))
    };
    let found = scheme.step(&class_id, &step_id).filter(|step| rule < step.rules.len() && is_same(step));
    let Some(step) = found else {
        let name = own.map_or(from.step_id.as_str(), |step| step.name.as_str());
        return Err(Error::from(step_not_in_edition(&scheme.name, &name)));
    };
    let period = places::period(schemes, scheme, (step, rule), year)?;
    let scheme_id = scheme.id.clone();
    Ok((Place { year, scheme_id, class_id, step_id, period, ..from.clone() }, rule))
}

/// Class, step and line: as given, else as they are.
fn spot(scheme: &Scheme, item: &Item, to: &Elsewhere) -> Result<(String, String, usize)> {
    let from = &item.place;
    let classes = match to.class.as_deref() {
        Some(text) => scheme.classes_called(text),
        None if to.step.is_some() => scheme.classes.iter().collect(),
        None => return Ok((from.class_id.clone(), from.step_id.clone(), item.rule)),
    };
    let own = scheme.step(&from.class_id, &from.step_id).map(|step| step.name.as_str());
    let text = to.step.as_deref().or(own).unwrap_or_default();
    places::line_called(scheme, &classes, text)
}

problems! {
    refuse no_scheme_for_year(year):
        "{year} 年没有接替原方案的方案在用。" / "No scheme in the place of its own was in use in {year}."
        => "核对年度；确实属于那一年的，先启用那一年的方案。"
            / "Check the year; if it is right, adopt the scheme of that year first.";
    refuse step_not_in_edition as unknown_step(name, step):
        "那一年在用的《{name}》没有「{step}」。" / "{name}, in use in that year, has no \"{step}\"."
        => "写明归到它的哪一个业务环节。" / "Say which of its steps it belongs to.";
    refuse filed_there_already as nothing_changed():
        "这一件已经归在那里。" / "The record is filed there already."
        => "给出别的年度、类别或业务环节。" / "Give another year, class or step.";
}
