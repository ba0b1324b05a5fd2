//! What was planned is written, and what an event wrote is read back.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::Planned;
use crate::acts::arranging::filing::{CorrectionPlan, FieldChange};
use crate::domain::arranging::soundness::{correction_line, with_line};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{WholeFor, stored};
use crate::domain::records::event::Logged;
use crate::domain::records::item::Item;
use crate::domain::records::volume::VolumeState;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::date::RecordDate;
use crate::procedures::records;
use crate::store::Tx;

/// Writes what was planned, volume by volume; what the event says of it.
pub(super) async fn write(
    tx: &mut Tx,
    schemes: &Schemes,
    today: NaiveDate,
    planned: Vec<Planned>,
    reason: &str,
) -> Result<Value> {
    let (mut changes, mut added) = (Vec::new(), Map::new());
    let mut by_volume: BTreeMap<Option<i64>, Vec<(Item, Vec<FieldChange>)>> = BTreeMap::new();
    for Planned { mut item, volume, plan } in planned {
        let Some(CorrectionPlan { after, changes: own }) = plan else { continue };
        item.description = after;
        let told = stored(&own).map_err(anyhow::Error::from)?;
        for change in told.as_array().into_iter().flatten() {
            let mut change = change.clone();
            (change["item"], change["code"]) = (item.id.into(), item.code.clone().into());
            changes.push(change);
        }
        by_volume.entry(volume.map(|volume| volume.id)).or_default().push((item, own));
    }
    for (volume_id, items) in by_volume {
        let facts = match volume_id {
            Some(id) => tx.facts_in(id).await?,
            None => Vec::new(),
        };
        let mut lines = Vec::new();
        for (mut item, own) in items {
            match volume_id {
                Some(_) => records::put_date(schemes, &mut item, &facts)?,
                None => records::date_anew(tx, schemes, &mut item).await?,
            }
            if own.iter().any(|change| change.field == "units") {
                tx.replace_members(&item).await?;
            }
            tx.update_item(&item).await?;
            let fields: Vec<&str> = own.iter().map(|change| change.field.as_str()).collect();
            lines.push(correction_line(RecordDate::day(today), &item, &fields, reason));
        }
        let Some(id) = volume_id else { continue };
        let mut volume = tx.recount(schemes, id).await?;
        if volume.state != VolumeState::Open {
            for line in &lines {
                volume.statement = with_line(&volume.statement, line);
            }
            tx.update_volume(&volume).await?;
            added.insert(id.to_string(), lines.join("\n").into());
        }
    }
    let mut detail = json!({ "reason": reason, "changes": changes });
    if !added.is_empty() {
        detail["statement_added"] = added.into();
    }
    Ok(detail)
}

/// What an event wrote, by record.
pub(super) fn written(logged: &Logged) -> BTreeMap<i64, Vec<Value>> {
    let mut changes: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    let all = logged.event.detail.get("changes", WholeFor::Comparing).and_then(Value::as_array);
    for change in all.into_iter().flatten() {
        if let Some(item) = change.get("item").and_then(Value::as_i64) {
            changes.entry(item).or_default().push(change.clone());
        }
    }
    changes
}

/// The record as it was before these changes; `None`: it no longer says what they wrote.
pub(super) fn back(item: &Item, changes: &[Value]) -> Result<Option<CorrectionPlan>> {
    let now = stored(&item.description).map_err(anyhow::Error::from)?;
    let mut old = Map::new();
    for change in changes {
        let Some(field) = change.get("field").and_then(Value::as_str) else { continue };
        if now.get(field) != change.get("new") {
            return Ok(None);
        }
        old.insert(field.to_owned(), change.get("old").cloned().unwrap_or_default());
    }
    Ok(Some(CorrectionPlan::back_to(item, &old)?))
}
