//! What a draft moves, looked at in one moment: every record for the digest, every volume for the paper.

use chrono::Datelike as _;

use super::intended::Intended;
use super::list_file;
use crate::archive::Archive;
use crate::catalog::NewFile;
use crate::domain::catalogs::finding_aid::DigestRecipe;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::scope::Scope;
use crate::procedures::checkpoints;
use crate::procedures::documents::change_list::{self, ToList, nothing_would_move};
use crate::procedures::documents::order::{ChangeList, Making};
use crate::procedures::documents::register::{MadeFrom, PrintedFile};
use crate::procedures::foreseeing::among_kept;
use crate::procedures::redating::{Changed, differing};
use crate::progress::Progress;
use crate::store::Queries;

/// What was seen, and the list beside its place.
pub(super) struct Looked {
    pub number: String,
    /// The last event before.
    pub seen_after: i64,
    pub moved: Changed,
    pub printed: PrintedFile,
    pub made: MadeFrom,
    pub file: NewFile,
}

pub(super) async fn look(
    archive: &Archive,
    by: &By,
    from: &Queries,
    intended: &Intended,
    lang: Lang,
) -> Result<Looked> {
    let seen_after = from.last_event().await?;
    let number = from.next_change_number(by.today().year()).await?;
    let fonds = intended.fonds.as_ref().map(|fonds| fonds.number.clone());
    let among =
        among_kept(from, &intended.text, &intended.against, fonds.as_deref().unwrap_or_default()).await?;
    let moved = differing(from, &among.schemes, 0).await?;
    if moved.total == 0 {
        return Err(Error::from(nothing_would_move()));
    }
    let filter = Scope { fonds, ..Scope::default() };
    let (recipe, anchor) = (DigestRecipe::default(), checkpoints::anchor(archive));
    let listed = ToList { from, among: &among, scope: &filter, lang, recipe, anchor: anchor.clone() };
    let out = list_file(archive, &number);
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder).map_err(|error| crate::archive::unwritable(folder, &error))?;
    }
    let (printed, forms, file) = change_list::drawn(archive, &listed, &out, &Progress::default()).await?;
    let wanted = ChangeList { number: number.clone(), filter, recipe, anchor };
    let made = MadeFrom::new("pdf", lang, Making::ChangeList(wanted)).on_forms(&forms, &printed);
    let made = made.from_records_after(Some(seen_after));
    Ok(Looked { number, seen_after, moved, printed, made, file })
}
