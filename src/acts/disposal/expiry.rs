//! 到期: what may be appraised in a year, why, and the facts that decide open dates.

mod facts;

pub use crate::catalog::{Encoding, Format, WrittenCatalog};
pub use crate::procedures::documents::order::DueList;
pub use crate::procedures::due::{Ahead, DueRow, Report, ReportPart, ReportRow, Sum, Totals, listed, report};
pub use crate::procedures::due_words::{FittingVolumes, fitting, report_of_words};
pub use crate::procedures::redating::Recomputed;
pub use facts::{record_fact, withdraw_fact};

use std::path::Path;

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow, schemes_kept};
use crate::domain::disposal::hold::HeldMark;
use crate::domain::disposal::retention::Retention;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;
use crate::procedures::checkpoints;
use crate::procedures::documents::due_list;
use crate::procedures::documents::order::Making;
pub use crate::procedures::documents::register::PrintedFile;
use crate::procedures::documents::register::keep;
use crate::procedures::records;
use crate::procedures::redating::{differing, redate};
use crate::progress::Progress;
use crate::say;
use crate::store::Tx;

/// Writes what may be appraised in a year, or the questions, to `out`, and registers it; the same records give
/// the same bytes.
///
/// # Errors
/// `Refused` when the list is empty, and for a year that is none; nothing is left at `out` then.
pub async fn export(
    archive: &Archive,
    by: &By,
    wanted: &DueList,
    format: Format,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<WrittenCatalog> {
    allow(by, Deed::Export)?;
    let wanted = &DueList { anchor: checkpoints::anchor(archive), ..wanted.clone() };
    let document =
        due_list::written(archive, by, (wanted, wanted.form()), (format, lang), out, progress).await?;
    document.keep(archive, by, Making::DueList(wanted.clone())).await
}

/// Prints the same as PDF/A-2b, and registers it; the same records give the same bytes.
///
/// # Errors
/// As [`export`], and for characters no font has; nothing is left at `out` then.
pub async fn print(
    archive: &Archive,
    by: &By,
    wanted: &DueList,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let wanted = &DueList { anchor: checkpoints::anchor(archive), ..wanted.clone() };
    let asked = (wanted, wanted.form());
    let (printed, made, file) = due_list::printed(archive, by, asked, lang, out, progress).await?;
    let form = printed.contents.first().map_or(wanted.form(), |content| &content.form);
    keep(archive, by, form, &made, &printed).await?;
    file.keep()?;
    Ok(printed)
}

/// Why a record's date is what it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Explained {
    pub code: String,
    pub title: String,
    /// `item` or `volume`.
    #[schema(value_type = String)]
    pub level: &'static str,
    pub id: i64,
    /// For a volume: code and title of the item kept longest, which decides.
    #[schema(value_type = Option<Vec<String>>)]
    pub decided_by: Option<(String, String)>,
    pub retention: Retention,
    /// 冻结 on it.
    pub holds: Vec<HeldMark>,
    pub facts: Vec<crate::store::StoredFact>,
}

/// Explains the dates of everything that bears this code: an item, a volume, or several where a
/// class code is shared.
pub async fn explain(archive: &Archive, by: &By, code: &str) -> Result<Vec<Explained>> {
    allow(by, Deed::Read)?;
    let code = code.trim();
    let mut explained = Vec::new();
    for item in archive.store.items_coded(code).await? {
        explained.push(explain_item(archive, &item).await?);
    }
    for volume in archive.store.volumes_coded(code).await? {
        explained.extend(explain_volume(archive, &volume).await?);
    }
    if explained.is_empty() {
        return Err(Error::not_found(say!(
            "没有档号为「{code}」的件或案卷。检索一下（guidang find），或看看这个档号怎么读（guidang code parse）。",
            "Nothing bears the code \"{code}\". Search for it (guidang find), or see how the code reads (guidang code parse)."
        )));
    }
    Ok(explained)
}

pub async fn explain_item(archive: &Archive, item: &Item) -> Result<Explained> {
    let facts = archive.store.facts_on(item.id).await?;
    let retention = records::retention(&archive.schemes(), item, &facts)?;
    Ok(Explained {
        code: item.code.clone(),
        title: item.description.title.clone(),
        level: "item",
        id: item.id,
        decided_by: None,
        retention,
        holds: archive.store.holds_on_items(&[item.id]).await?.remove(&item.id).unwrap_or_default(),
        facts,
    })
}

pub async fn explain_volume(archive: &Archive, volume: &Volume) -> Result<Option<Explained>> {
    let Some(item) = volume.deciding_item else { return Ok(None) };
    let Some(item) = archive.store.item(item).await? else { return Ok(None) };
    let of_item = explain_item(archive, &item).await?;
    Ok(Some(Explained {
        code: volume.code.clone(),
        title: volume.title.clone(),
        level: "volume",
        id: volume.id,
        decided_by: Some((of_item.code, of_item.title)),
        retention: of_item.retention,
        holds: archive.store.holds_on_volumes(&[volume.id]).await?.remove(&volume.id).unwrap_or_default(),
        facts: of_item.facts,
    }))
}

/// Derives every date anew after a rule changed. With `apply` unset nothing is written: the list says
/// what would change; with it, all change in one deed and the list is kept in its events.
pub async fn recompute(archive: &Archive, by: &By, apply: bool) -> Result<Vec<Recomputed>> {
    allow(by, Deed::Decide)?;
    if !apply {
        let schemes = schemes_kept(&archive.store, None).await?;
        return Ok(differing(&archive.store, &schemes, usize::MAX).await?.first);
    }
    let as_whom = by.clone();
    let write = async move |tx: &mut Tx| {
        // another program over the same database may have added to what was loaded
        let schemes = schemes_kept(tx, None).await?;
        let changed = redate(tx, &as_whom, &schemes, usize::MAX).await?;
        let event = (changed.total > 0).then(|| {
            let detail = serde_json::json!({ "changes": changed.total });
            Event::new(EventKind::DatesRecomputed, format!("{} 处", changed.total), detail)
        });
        Ok((changed.first, event))
    };
    let changed = archive.store.write_if_needed(by, write).await?;
    archive.written.notify_one();
    Ok(changed)
}
