//! `item`: show, correct, take out, put in, refile.

use crate::acts::arranging::filing::{self, Correction};
use crate::acts::finding::viewing;
use crate::cli::base::args::{Global, ItemVerb};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::{item_called, volume_called};
use crate::domain::general::error::{Error, Result};
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
    refuse field_unreadable(pair):
        "「{pair}」看不懂。" / "\"{pair}\" cannot be read."
        => "写成 字段=值，如 title=缴费核定表。" / "Write FIELD=VALUE, such as title=缴费核定表.";
    refuse no_such_correction_field as field_unreadable(error):
        "更正的字段不对：{error}" / "The correction has a wrong field: {error}"
        => "可改的字段：title、creator、doc_number、date、date_end、pages、secrecy、medium、remarks。"
            / "Fields: title, creator, doc_number, date, date_end, pages, secrecy, medium, remarks.";
}
