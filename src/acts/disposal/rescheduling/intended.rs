//! What somebody wants a change of schedules to be, understood before anything is looked at.

use chrono::NaiveDate;

use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::schemes::adoption::{Adoption, SchemesInUse};
use crate::domain::schemes::scheme::{self, Scheme, SchemeFile};
use crate::problems;
use crate::procedures::taking_up::{AdoptionRequest, edition_problems, table_kept_already, wanted};
use crate::store::Fonds;

/// A change of schedules as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct ChangeAsked {
    /// The draft's text.
    pub text: String,
    /// What it rests on.
    pub reason: String,
    /// Of a scheme: number of the fonds; `None`: the only one there is. So the next ones.
    pub fonds: Option<String>,
    /// The edition whose records it rules; `None`: the one in use.
    pub against: Option<String>,
    /// First day of formation filed under it; `None`: 1 January of the first year it says it is for.
    pub from: Option<NaiveDate>,
    /// The scheme whose place it takes; `None`: the one whose records it rules, where that is in use on that day.
    pub replaces: Option<String>,
    /// It takes no other's place.
    pub beside: bool,
}

/// The same, with what it means.
pub(super) struct Intended {
    pub edition: String,
    pub name: String,
    pub text: String,
    /// Of a scheme; so the next ones.
    pub fonds: Option<Fonds>,
    pub against: String,
    /// `None`: the fonds took it up before.
    pub adoption: Option<Adoption>,
}

pub(super) async fn intend(archive: &Archive, by: &By, asked: &ChangeAsked) -> Result<Intended> {
    // an editor of Windows ends lines otherwise; the edition is the same
    let text = asked.text.replace("\r\n", "\n");
    edition_problems(archive, &text).await?;
    match scheme::parse(&text).map_err(Error::Unreadable)? {
        SchemeFile::Accounting(table) => {
            if archive.schemes().accounting_table(&table.id).is_some() {
                return Err(Error::from(table_kept_already(&table.id)));
            }
            let (against, adoption) = (String::new(), None);
            Ok(Intended { edition: table.id, name: table.name, text, fonds: None, against, adoption })
        }
        SchemeFile::Scheme(scheme) => {
            let fonds = archive.fonds_numbered(asked.fonds.as_deref()).await?;
            let in_use = archive.schemes_in_use(&fonds).await?;
            let against = ruled(&in_use, by, &scheme, asked)?;
            let adoption = match in_use.ever().contains(&scheme.id.as_str()) {
                true => None,
                false => Some(adoption(archive, (&scheme, &text), (&in_use, &against), asked).await?),
            };
            let (edition, name) = (scheme.id, scheme.name);
            // the text that is kept under its id, to the letter
            let kept = archive.store.editions().await?.into_iter().find(|kept| kept.name == edition);
            let text = kept.map_or(text, |kept| kept.body);
            Ok(Intended { edition, name, text, fonds: Some(fonds), against, adoption })
        }
    }
}

/// The edition whose records it rules.
fn ruled(in_use: &SchemesInUse, by: &By, scheme: &Scheme, asked: &ChangeAsked) -> Result<String> {
    let ever = in_use.ever();
    let against = match &asked.against {
        Some(id) if ever.contains(&id.as_str()) => id.clone(),
        Some(id) => return Err(Error::from(never_filed_under(&id, &ever.join("、")))),
        None => in_use.main(by.today()).to_owned(),
    };
    match against == scheme.id {
        true => Err(Error::from(ruled_by_itself(&against))),
        false => Ok(against),
    }
}

async fn adoption(
    archive: &Archive,
    (scheme, text): (&Scheme, &str),
    (in_use, against): (&SchemesInUse, &str),
    asked: &ChangeAsked,
) -> Result<Adoption> {
    let of_scheme = scheme.valid_from.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    let is_used = asked.from.or(of_scheme).is_some_and(|from| in_use.on(from).contains(&against));
    let own = (is_used && !asked.beside).then(|| against.to_owned());
    let request = AdoptionRequest {
        text: text.to_owned(),
        fonds: asked.fonds.clone(),
        from: asked.from,
        replaces: asked.replaces.clone().or(own),
        beside: asked.beside,
    };
    Ok(wanted(archive, scheme, &request).await?.1)
}

problems! {
    refuse never_filed_under(id, known):
        "这个全宗没有用过方案「{id}」。" / "The fonds never filed under \"{id}\"."
        => "写它用过的一个：{known}。" / "Give one it did: {known}.";
    refuse ruled_by_itself(id):
        "「{id}」的档案本来就按「{id}」保管。" / "What is filed under \"{id}\" is kept by it already."
        => "写明调整哪个方案的档案（against），或给草案换一个 id。" / "Say which edition's records it changes (against), or give the draft another id.";
}
