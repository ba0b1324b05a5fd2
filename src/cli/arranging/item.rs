//! `item`: show, correct, change many at once, take out, put in, refile.

use crate::acts::arranging::amending_many::{self, AmendedField, Amending, Amendment};
use crate::acts::arranging::filing::{self, Correction};
use crate::acts::finding::basket;
use crate::acts::finding::viewing;
use crate::archive::Archive;
use crate::cli::base::args::{Global, ItemVerb};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::{item_called, volume_called};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::problems;

pub async fn item(global: &Global, console: &Console, verb: &ItemVerb) -> Result<Done> {
    if let ItemVerb::Show { item } = verb {
        let archive = global.looking().await?;
        let id = item_called(&archive, item).await?;
        let view = viewing::item(&archive, &archive.local_user(), id).await?;
        console.json(&view);
        return Ok(Done::Code(0));
    }
    let archive = global.whole().await?;
    let by = archive.local_user();
    match verb {
        ItemVerb::Show { .. } => {}
        ItemVerb::Correct { item, set, reason } => {
            let id = item_called(&archive, item).await?;
            let (item, changes) = filing::correct(&archive, &by, id, correction(set, reason)?).await?;
            console.json(&serde_json::json!({ "item": item, "changes": changes }));
        }
        ItemVerb::Amend { item, field, find, with, set, reason, yes } => {
            let items = called(&archive, &by, item).await?;
            let does = match (find, set) {
                (Some(find), _) => {
                    Amending::Replace { find: find.clone(), with: with.clone().unwrap_or_default() }
                }
                (None, set) => Amending::Set(set.clone().unwrap_or_default()),
            };
            let field = AmendedField::from_key(field).ok_or_else(|| {
                let known = AmendedField::ALL.iter().map(|field| field.key()).collect::<Vec<_>>().join(" ");
                Error::from(no_such_field_to_amend(field, &known))
            })?;
            let amendment = Amendment { items, field, does, reason: reason.clone(), seen: None };
            if !yes {
                let preview = amending_many::preview(&archive, &by, &amendment).await?;
                console.json(&preview);
                return Ok(Done::Code(if preview.problems().is_empty() { 0 } else { 5 }));
            }
            let (event, done) = amending_many::amend(&archive, &by, amendment).await?;
            console.json(&serde_json::json!({ "event": event, "done": done }));
        }
        ItemVerb::UndoAmend { event } => {
            let event = amending_many::undo(&archive, &by, *event).await?;
            console.json(&serde_json::json!({ "event": event }));
        }
        ItemVerb::TakeOut { item } => {
            let id = item_called(&archive, item).await?;
            console.json(&filing::take_out(&archive, &by, id).await?);
        }
        ItemVerb::Refile { item, year, class, step, reason } => {
            let id = item_called(&archive, item).await?;
            let (year, class, step, reason) = (*year, class.clone(), step.clone(), reason.clone());
            let to = filing::Elsewhere { year, class, step, reason };
            console.json(&filing::refile(&archive, &by, id, to).await?);
        }
        ItemVerb::PutIn { item, volume, at } => {
            let id = item_called(&archive, item).await?;
            let volume = volume_called(&archive, volume).await?.id;
            console.json(&filing::put_in(&archive, &by, id, volume, *at).await?);
        }
    }
    settle(&archive).await?;
    Ok(Done::Code(0))
}

/// The records named, or those in the basket.
async fn called(archive: &Archive, by: &By, named: &[String]) -> Result<Vec<i64>> {
    if named.is_empty() {
        return Ok(basket::look(archive, by).await?.items);
    }
    let mut ids = Vec::with_capacity(named.len());
    for text in named {
        ids.push(item_called(archive, text).await?);
    }
    Ok(ids)
}

fn correction(set: &[String], reason: &str) -> Result<Correction> {
    let mut fields = serde_json::Map::new();
    fields.insert("reason".into(), reason.into());
    for pair in set {
        let Some((field, value)) = pair.split_once('=') else {
            return Err(Error::from(field_unreadable(&pair)));
        };
        let value = match field {
            "pages" => value.parse::<u32>().map_or_else(|_| value.into(), Into::into),
            _ => serde_json::Value::from(value),
        };
        fields.insert(field.into(), value);
    }
    serde_json::from_value(fields.into()).map_err(|error| Error::from(no_such_correction_field(&error)))
}

problems! {
    refuse no_such_field_to_amend as field_unreadable(field, known):
        "不能批量修改「{field}」。" / "\"{field}\" is not changed in many records at once."
        => "可以修改：{known}。" / "Those that are: {known}.";
    refuse field_unreadable(pair):
        "「{pair}」看不懂。" / "\"{pair}\" cannot be read."
        => "写成 字段=值，如 title=缴费核定表。" / "Write FIELD=VALUE, such as title=缴费核定表.";
    refuse no_such_correction_field as field_unreadable(error):
        "更正的字段不对：{error}" / "The correction has a wrong field: {error}"
        => "可改的字段：title、creator、doc_number、date、date_end、pages、secrecy、medium、remarks。"
            / "Fields: title, creator, doc_number, date, date_end, pages, secrecy, medium, remarks.";
}
