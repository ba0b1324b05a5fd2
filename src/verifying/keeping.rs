//! What no digest covers: counters, orphans, values written in another shape than this program writes
//! them, the numbers items are recognised by, and the guards of the database.

use std::collections::HashMap;

use super::{Verified, restore};
use crate::archive::Archive;
use crate::domain::error::Result;
use crate::domain::item::Item;
use crate::domain::volume::Volume;
use crate::say;
use crate::store::{ItemKept, VolumeKept};

pub(super) async fn check(
    archive: &Archive,
    volumes: &HashMap<i64, Volume>,
    verified: &mut Verified,
) -> Result<()> {
    for odd in archive.store.odd_rows().await? {
        odd_row(&format!("{} {}", odd.table, odd.row), verified);
    }
    for kept in archive.store.volumes_kept().await? {
        if volumes.get(&kept.id).is_some_and(|volume| kept != as_written(volume)) {
            odd_row(&format!("volume {}", kept.id), verified);
        }
    }
    for name in archive.store.guards_missing().await? {
        verified.add(
            "guard_missing",
            format!("trigger {name}"),
            say!(
                "数据库里的守则 {name} 不在了，或被改过：有人动过数据库结构。",
                "The guard {name} is missing from the database or was changed: somebody touched its structure."
            ),
            restore(),
        );
    }
    Ok(())
}

/// Values of another type than their column's: they are named, and nothing else can be read.
pub(super) async fn mistyped(archive: &Archive, verified: &mut Verified) -> Result<bool> {
    let odd = archive.store.mistyped_rows().await?;
    for odd in &odd {
        odd_row(&format!("{} {}", odd.table, odd.row), verified);
    }
    Ok(!odd.is_empty())
}

/// Compares what an item's row keeps with what the program would have written for it.
pub(super) fn check_item(item: &Item, kept: &ItemKept, filed_in: Option<i64>, verified: &mut Verified) {
    let d = &item.description;
    let written = ItemKept {
        id: item.id,
        likeness: d.likeness_number(&item.place),
        filed_in: filed_in.unwrap_or(kept.filed_in),
        date: d.date.map(|date| date.to_string()),
        date_end: d.date_end.map(|date| date.to_string()),
        eligible_on: item.eligible_on.map(|day| day.to_string()),
        more: if d.more.is_empty() { String::new() } else { serde_json::json!(d.more).to_string() },
    };
    if *kept != written {
        odd_row(&format!("item {}", item.id), verified);
    }
}

fn as_written(volume: &Volume) -> VolumeKept {
    VolumeKept {
        id: volume.id,
        first_date: volume.first_date.map(|date| date.to_string()),
        last_date: volume.last_date.map(|date| date.to_string()),
        closed_on: volume.closed_on.map(|day| day.to_string()),
        eligible_on: volume.eligible_on.map(|day| day.to_string()),
    }
}

fn odd_row(about: &str, verified: &mut Verified) {
    verified.add(
        "row_odd",
        about,
        say!(
            "{about} 不是本程序会写成的样子（缺上级、编号或格式不对）：它在程序之外被改动过。",
            "{about} is not as this program writes it (no parent, or a number or format that is off): it was changed behind the program's back."
        ),
        restore(),
    );
}
