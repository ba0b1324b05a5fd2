//! 启用: what a fonds may take up and from when, and a table whose dates are written with it; the acts that adopt and those
//! that apply a proposed change do it the same way.

use chrono::{Datelike as _, NaiveDate};

use super::redating::{Changed, redate};
use crate::archive::Archive;
use crate::domain::catalogs::scheme_check::check_whole;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::By;
use crate::domain::schemes::adoption::{Adoption, SchemesInUse};
use crate::domain::schemes::scheme::{self, Scheme, Schemes};
use crate::store::{Fonds, Tx};
use crate::{embedded, problems};

/// What a person wants a fonds to take up.
#[derive(Clone, Debug, Default)]
pub struct AdoptionRequest {
    /// The file's text.
    pub text: String,
    /// Number of the fonds; `None`: the only one there is.
    pub fonds: Option<String>,
    /// First day of formation; `None`: 1 January of the first year the scheme says it is for.
    pub from: Option<NaiveDate>,
    /// The scheme whose place it takes; `None`: the only one in use.
    pub replaces: Option<String>,
    /// It takes no other's place.
    pub beside: bool,
}

/// Refuses a text whose edition is kept with another text, and a scheme with faults that forbid filing under it.
pub async fn edition_problems(archive: &Archive, text: &str) -> Result<()> {
    let id = match scheme::parse(text).map_err(Error::Unreadable)? {
        scheme::SchemeFile::Scheme(_) => readable_scheme(text)?,
        scheme::SchemeFile::Accounting(table) => table.id,
    };
    let known = archive.store.editions().await?.into_iter().find(|edition| edition.name == id);
    // an editor of Windows ends lines otherwise; the edition is the same
    let lines = |text: &str| text.replace("\r\n", "\n");
    match known.is_some_and(|edition| lines(&edition.body) != lines(text)) {
        true => Err(Error::from(edition_exists(&id))),
        false => Ok(()),
    }
}

/// The id of a scheme text that records can be filed under; every problem otherwise.
pub fn readable_scheme(text: &str) -> Result<String> {
    match scheme::parse(text).map_err(Error::Unreadable)? {
        scheme::SchemeFile::Scheme(scheme) if scheme.gives_codes() => {
            let shipped = embedded::scheme_files();
            let (all, _) = Schemes::load(shipped.iter().map(|(name, text)| (name.as_str(), text.as_str())));
            let wrong =
                check_whole(&scheme, &all).into_iter().filter(|finding| finding.weight == Weight::Refuse);
            let wrong: Vec<_> =
                wrong.map(|found| Problem::refuse(&found.kind, found.message, found.fix)).collect();
            if wrong.is_empty() { Ok(scheme.id) } else { Err(Error::Unreadable(wrong)) }
        }
        _ => Err(Error::Unreadable(vec![not_for_filing()])),
    }
}

/// The fonds, and the adoption as the request means it.
pub async fn wanted(
    archive: &Archive,
    scheme: &Scheme,
    request: &AdoptionRequest,
) -> Result<(Fonds, Adoption)> {
    edition_problems(archive, &request.text).await?;
    let fonds = archive.fonds_numbered(request.fonds.as_deref()).await?;
    let in_use = archive.schemes_in_use(&fonds).await?;
    never_before(&in_use, &fonds, &scheme.id)?;
    let of_scheme = scheme.valid_from.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    let Some(from) = request.from.or(of_scheme) else { return Err(Error::from(adoption_day_missing())) };
    if !scheme.is_valid_for(from.year()) {
        return Err(Error::from(adopted_outside_validity(&from, &scheme.name)));
    }
    let replaces = replaced(&in_use, from, request)?;
    let adoption = Adoption { scheme_id: scheme.id.clone(), from, replaces, until: None };
    none_later(&in_use, &adoption)?;
    Ok((fonds, adoption))
}

fn never_before(in_use: &SchemesInUse, fonds: &Fonds, id: &str) -> Result<()> {
    match in_use.ever().contains(&id) {
        true => Err(Error::from(adopted_already(&fonds.number, &id))),
        false => Ok(()),
    }
}

/// Refuses to take a scheme's place where another does so later.
fn none_later(in_use: &SchemesInUse, adoption: &Adoption) -> Result<()> {
    let Some(id) = &adoption.replaces else { return Ok(()) };
    let is_later = |one: &&Adoption| one.replaces.as_ref() == Some(id) && one.from > adoption.from;
    match in_use.adoptions().iter().find(is_later) {
        Some(other) => Err(Error::from(replaced_later(id, &other.scheme_id, &other.from))),
        None => Ok(()),
    }
}

/// The scheme whose place is taken.
fn replaced(in_use: &SchemesInUse, from: NaiveDate, request: &AdoptionRequest) -> Result<Option<String>> {
    if let (true, Some(id)) = (request.beside, &request.replaces) {
        return Err(Error::from(beside_and_instead(&id)));
    }
    if request.beside {
        return Ok(None);
    }
    let used = in_use.on(from);
    let known = used.join("、");
    match (request.replaces.as_deref(), used.as_slice()) {
        (Some(id), used) if used.contains(&id) => Ok(Some(id.to_owned())),
        (Some(id), _) => Err(Error::from(replaced_not_in_use(&id, &from, &known))),
        (None, [only]) => Ok(Some((*only).to_owned())),
        (None, _) => Err(Error::from(which_is_replaced(&known))),
    }
}

/// Keeps the edition's text, where it is not kept yet, and has the fonds take it up.
///
/// # Errors
/// `Refused` where what it takes the place of is not in use any more or is replaced later, and where the fonds took it up
/// before.
pub async fn take_up(tx: &mut Tx, fonds: &Fonds, adoption: &Adoption, text: &str) -> Result<()> {
    let in_use = SchemesInUse::new(&fonds.scheme_id, tx.adoptions(fonds.id).await?);
    never_before(&in_use, fonds, &adoption.scheme_id)?;
    let is_used = |id: &String| in_use.on(adoption.from).contains(&id.as_str());
    if !adoption.replaces.as_ref().is_none_or(is_used) {
        return Err(Error::from(adopted_meanwhile()));
    }
    none_later(&in_use, adoption)?;
    keep_edition(tx, &adoption.scheme_id, text).await?;
    tx.insert_adoption(fonds.id, adoption).await.map(drop)
}

/// Keeps the text of an edition, where it is not kept yet.
pub async fn keep_edition(tx: &mut Tx, id: &str, text: &str) -> Result<()> {
    if tx.editions().await?.iter().all(|edition| edition.name != id) {
        tx.insert_edition(id, text).await?;
    }
    Ok(())
}

/// Keeps an accounting table with every date it moves, as one person may: where no date moves earlier.
///
/// # Errors
/// `Refused` where a record could be appraised sooner: that takes a proposal and a second person.
pub async fn keep_table(
    tx: &mut Tx,
    by: &By,
    schemes: &Schemes,
    (id, text): (&str, &str),
) -> Result<Changed> {
    // the log tells the dates first, then by what they were moved
    let changed = redate(tx, by, schemes, 1).await?;
    if changed.shortened > 0 {
        return Err(Error::from(shortening_by_one(&id, &changed.shortened)));
    }
    tx.insert_edition(id, text).await?;
    Ok(changed)
}

problems! {
    refuse shortening_by_one(id, records):
        "「{id}」会使 {records} 件提前到可鉴定，不能由一人直接启用。"
            / "{records} records could be appraised sooner by \"{id}\": it is not adopted by one person."
        => "先提出期限调整（guidang retention propose），由另一人执行。"
            / "Propose it (guidang retention propose); another person applies it.";
    pub refuse edition_exists(id):
        "版本「{id}」已经在用，内容与这个文件不同。已发布的版本不能改。"
            / "The edition \"{id}\" is in use with another text. A published edition is never changed."
        => "给新文件换一个 id（例如加上年份），作为新版本加入。"
            / "Give the new file another id (such as one with its year) and add it as a new edition.";
    pub refuse not_for_filing():
        "这不是可以用来立卷的分类方案（没有档号的写法）。"
            / "This is no scheme to file under (it does not say how codes are written)."
        => "请给出能编档号的分类方案，例如 schemes/wuhu-2009.toml。"
            / "Give a scheme that gives codes, such as schemes/wuhu-2009.toml.";
    refuse adopted_already(fonds, id):
        "全宗 {fonds} 已经启用过「{id}」。" / "Fonds {fonds} has adopted \"{id}\" already."
        => "新版本要有自己的 id；启用日期写错的，先撤回（guidang scheme withdraw）。"
            / "A new edition has an id of its own; a wrong day is mended by withdrawing first (guidang scheme withdraw).";
    refuse adoption_day_missing():
        "没有给出启用日期，方案也没有写从哪一年适用。"
            / "No day is given, and the scheme does not say from which year it is for."
        => "写明从哪一天形成的材料起用它，例如 2020-07-01。"
            / "Say from which day of formation it holds, such as 2020-07-01.";
    refuse adopted_outside_validity(from, name):
        "《{name}》不适用于 {from} 的材料。" / "{name} is not for papers of {from}."
        => "核对启用日期和方案里的适用年度。" / "Check the day and the years the scheme says it is for.";
    refuse replaced_not_in_use(id, from, known):
        "{from} 那天没有在用「{id}」。" / "\"{id}\" is not in use on {from}."
        => "在用的是：{known}。" / "In use are: {known}.";
    refuse beside_and_instead(id):
        "不能既接替「{id}」又与它并用。" / "It cannot stand beside \"{id}\" and take its place."
        => "只写其中一样。" / "Give only one of the two.";
    refuse replaced_later(id, other, from):
        "「{other}」已定于 {from} 起接替「{id}」，再插入一个版本会有两个方案同时在用。"
            / "\"{other}\" takes the place of \"{id}\" from {from}: one put in between would leave two in use."
        => "先撤回「{other}」（guidang scheme withdraw），启用这一个，再让它接替这一个。"
            / "Withdraw \"{other}\" first (guidang scheme withdraw), adopt this one, then that one in its place.";
    pub refuse adopted_meanwhile():
        "刚刚有人启用了别的方案或期限表。" / "Somebody has just adopted another scheme or table."
        => "重新看一遍区别和影响，再启用。" / "See what differs once more, then adopt.";
    refuse which_is_replaced(known):
        "这个全宗同时用几个方案，不知道接替哪一个。"
            / "The fonds uses several schemes; which of them does it take the place of?"
        => "写明接替哪一个（{known}），或写明与它们并用。"
            / "Say which ({known}), or that it stands beside them.";
    pub refuse table_kept_already(id):
        "会计档案保管期限表「{id}」已经在用。" / "The accounting table \"{id}\" is in use already."
        => "期限与它不符的，运行 guidang retention recompute。"
            / "Where dates differ from it, run guidang retention recompute.";
}
