//! 待办篮: records and volumes a person sets aside on her way through the lists, kept on the server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind, RecordKind};
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;
use crate::{problems, say};

/// Records and volumes, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Entries {
    pub items: Vec<i64>,
    pub volumes: Vec<i64>,
}

impl Entries {
    pub fn len(&self) -> usize {
        self.items.len() + self.volumes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Marks as lists write them: `i5` a record, `v12` a volume; others are passed over.
    pub fn of_marks<'a>(marks: impl IntoIterator<Item = &'a str>) -> Entries {
        let mut entries = Entries::default();
        for mark in marks {
            let Some(kind) = mark.chars().next().and_then(RecordKind::from_letter) else { continue };
            let Ok(id) = mark[1..].parse() else { continue };
            match kind {
                RecordKind::Item => entries.items.push(id),
                RecordKind::Volume => entries.volumes.push(id),
                _ => {}
            }
        }
        entries
    }

    pub fn marks(&self) -> impl Iterator<Item = String> {
        let mark = |kind: RecordKind| move |id: &i64| format!("{}{id}", kind.letter());
        self.volumes.iter().map(mark(RecordKind::Volume)).chain(self.items.iter().map(mark(RecordKind::Item)))
    }

    fn rows(&self) -> Vec<(RecordKind, i64)> {
        let volumes = self.volumes.iter().map(|id| (RecordKind::Volume, *id));
        let mut rows: Vec<_> = volumes.chain(self.items.iter().map(|id| (RecordKind::Item, *id))).collect();
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert(*row));
        rows
    }

    fn of_rows(rows: &[(RecordKind, i64)]) -> Entries {
        let of = |kind: RecordKind| rows.iter().filter(|(own, _)| *own == kind).map(|(_, id)| *id).collect();
        Entries { items: of(RecordKind::Item), volumes: of(RecordKind::Volume) }
    }
}

/// What a basket holds at most: it is for what somebody is about to do, not for a second archive.
pub const ROOM: usize = 2000;

/// What lies in the caller's basket.
pub async fn look(archive: &Archive, by: &By) -> Result<Entries> {
    allow(by, Deed::Read)?;
    Ok(Entries::of_rows(&archive.store.basket(&by.actor.login).await?))
}

/// What lies in a basket, whole.
#[derive(Clone, Debug, Serialize)]
pub struct BasketContents {
    pub volumes: Vec<Volume>,
    pub items: Vec<Item>,
}

pub async fn contents(archive: &Archive, by: &By) -> Result<BasketContents> {
    let Entries { items, volumes } = look(archive, by).await?;
    let volumes = archive.store.volumes_by_id(&volumes).await?;
    Ok(BasketContents { volumes, items: archive.store.items_by_id(&items).await? })
}

/// Puts records and volumes in; those that lie in it already stay where they are.
///
/// # Errors
/// `NotFound` for what is not in the archive, `Refused` when the basket would not hold it all; then
/// nothing is put in.
pub async fn add(archive: &Archive, by: &By, entries: Entries) -> Result<Entries> {
    allow(by, Deed::Read)?;
    let held = archive.store.basket(&by.actor.login).await?;
    let mut wanted = entries.rows();
    wanted.retain(|row| !held.contains(row));
    if held.len() + wanted.len() > ROOM {
        return Err(Error::from(basket_full()));
    }
    let new = Entries::of_rows(&wanted);
    let volumes = archive.store.volumes_by_id(&new.volumes).await?.len();
    let items = archive.store.items_by_id(&new.items).await?.len();
    if (volumes, items) != (new.volumes.len(), new.items.len()) {
        return Err(Error::not_found(say!(
            "要放进篮里的件或卷不存在。",
            "What was to be put into the basket is not in the archive."
        )));
    }
    write(archive, by, EventKind::BasketFilled, wanted, true).await
}

/// Takes records and volumes out; what does not lie in it is passed over.
pub async fn remove(archive: &Archive, by: &By, entries: Entries) -> Result<Entries> {
    allow(by, Deed::Read)?;
    let held = archive.store.basket(&by.actor.login).await?;
    let mut wanted = entries.rows();
    wanted.retain(|row| held.contains(row));
    write(archive, by, EventKind::BasketLightened, wanted, false).await
}

/// Takes everything out.
pub async fn clear(archive: &Archive, by: &By) -> Result<Entries> {
    allow(by, Deed::Read)?;
    let held = archive.store.basket(&by.actor.login).await?;
    write(archive, by, EventKind::BasketEmptied, held, false).await
}

async fn write(
    archive: &Archive,
    by: &By,
    what: EventKind,
    rows: Vec<(RecordKind, i64)>,
    present: bool,
) -> Result<Entries> {
    if !rows.is_empty() {
        let (actor, at) = (by.actor.login.clone(), by.now.to_rfc3339());
        archive
            .store
            .write(by, async move |tx| {
                for row in &rows {
                    tx.set_in_basket(&actor, *row, present, &at).await?;
                }
                let Entries { items, volumes } = Entries::of_rows(&rows);
                let detail = serde_json::json!({ "item_ids": items, "volume_ids": volumes });
                Ok(((), Event::new(what, rows.len().to_string(), detail)))
            })
            .await?;
    }
    look(archive, by).await
}

problems! {
    refuse basket_full():
        "待办篮最多放 {ROOM} 项，放不下了。" / "The basket holds {ROOM} entries; there is no room."
        => "先办完一些、从篮里拿掉，或者用筛选条件直接导出。"
            / "Finish some and take them out, or export by a filter instead.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_they_are_written_and_others_passed_over() {
        let entries = Entries::of_marks(["v12", "i5", "x7", "i", "", "篮1", "i5x", "j3"]);
        assert_eq!(entries, Entries { items: vec![5], volumes: vec![12] });
        assert_eq!(entries.marks().collect::<Vec<_>>(), ["v12", "i5"]);
    }
}
