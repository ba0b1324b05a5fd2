//! 推算: what a draft of a scheme or an accounting table would move, before anybody adopts it. Nothing is written.

mod counted;

pub use counted::{
    DueThen, FactSum, MoveGroup, MoveSum, QuestionSum, RecordSum, RestingOnFact, VolumeMove, WhatIf,
};

use std::path::Path;

use chrono::Datelike as _;

use crate::archive::{Archive, allow};
use crate::domain::catalogs::finding_aid::DigestRecipe;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::scope::Scope;
use crate::domain::schemes::scheme::{self, SchemeFile, Schemes};
use crate::problems;
use crate::procedures::checkpoints;
use crate::procedures::documents::change_list::{self, ToList};
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PrintedFile, keep_with};
use crate::procedures::foreseeing::{DraftAmong, Foreseeing, among_kept};
use crate::progress::Progress;
use counted::Counted;

/// A draft to be looked at.
#[derive(Clone, Debug, Default)]
pub struct WhatIfAsked {
    /// The file's text.
    pub text: String,
    /// Of a scheme: the edition whose records are looked at. `None`: the kept edition of its id, or the one in use.
    pub against: Option<String>,
    pub scope: Scope,
}

/// Looks at every volume of the scope as if the draft held.
///
/// # Errors
/// `Unreadable` with every problem of the file; `Refused` where no edition is meant.
pub async fn what_if(archive: &Archive, by: &By, asked: &WhatIfAsked) -> Result<WhatIf> {
    allow(by, Deed::Read)?;
    let among = among(archive, asked).await?;
    let mut counted = Counted::begin(by.today().year());
    let mut walk = Foreseeing::begin(&archive.store, &among, &asked.scope).await?;
    while let Some(volumes) = walk.next(&archive.store).await? {
        volumes.iter().for_each(|one| counted.take(one));
    }
    Ok(counted.end(&among))
}

/// Prints every volume the draft would move to `out`; the draft is kept by its digest alone, for it may never be adopted.
///
/// # Errors
/// As [`what_if`]; `Refused` where nothing would move, and for characters no font has; nothing is left at `out` then.
pub async fn print(
    archive: &Archive,
    by: &By,
    asked: &WhatIfAsked,
    lang: Lang,
    out: &Path,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let among = among(archive, asked).await?;
    let listed = ToList {
        from: &archive.store,
        among: &among,
        scope: &asked.scope,
        lang,
        recipe: DigestRecipe::default(),
        anchor: checkpoints::anchor(archive),
    };
    let (printed, forms, file) = change_list::drawn(archive, &listed, out, &Progress::default()).await?;
    let form = printed.contents.first().map_or(change_list::FORM, |content| content.form.as_str()).to_owned();
    let making = Making::Merged { form: form.clone() };
    let made = MadeFrom::new("pdf", lang, making).on_forms(&forms, &printed);
    let mut more = serde_json::Map::new();
    more.insert("draft".to_owned(), among.id.clone().into());
    more.insert("draft_digest".to_owned(), Digest::compute(asked.text.as_bytes()).hex().into());
    keep_with(archive, by, &form, &made, &printed, more).await?;
    file.keep()?;
    Ok(printed)
}

async fn among(archive: &Archive, asked: &WhatIfAsked) -> Result<DraftAmong> {
    let against = match scheme::parse(&asked.text).map_err(Error::Unreadable)? {
        SchemeFile::Accounting(_) => String::new(),
        SchemeFile::Scheme(draft) => against(archive, &draft.id, asked).await?,
    };
    among_kept(&archive.store, &asked.text, &against, asked.scope.fonds.as_deref().unwrap_or_default()).await
}

/// The edition whose records a draft of a scheme is held against.
async fn against(archive: &Archive, draft: &str, asked: &WhatIfAsked) -> Result<String> {
    let schemes = archive.schemes();
    if let Some(id) = &asked.against {
        return match schemes.scheme(id) {
            Some(known) => Ok(known.id.clone()),
            None => Err(Error::from(no_edition_to_compare(id, &names(&schemes)))),
        };
    }
    if schemes.scheme(draft).is_some() {
        return Ok(draft.to_owned());
    }
    let fonds = archive.fonds_numbered(asked.scope.fonds.as_deref()).await?;
    Ok(archive.scheme_of(&fonds).await?.1.id)
}

fn names(schemes: &Schemes) -> String {
    schemes.schemes.iter().map(|scheme| scheme.id.as_str()).collect::<Vec<_>>().join("、")
}

problems! {
    refuse no_edition_to_compare(id, known):
        "没有保存「{id}」这个方案。" / "The archive keeps no scheme \"{id}\"."
        => "已保存的：{known}。" / "It keeps {known}.";
}
