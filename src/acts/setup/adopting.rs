//! 启用: a fonds takes up another edition or a further scheme, an archive takes up a new accounting table; what
//! differs and what it concerns is seen first.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::founding::keep_table;
use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::schemes::adoption::{Adoption, SchemesInUse};
use crate::domain::schemes::difference::{Difference, differences};
use crate::domain::schemes::scheme::{self, AccountingTable, Scheme, SchemeFile};
use crate::problems;
use crate::procedures::redating::{Recomputed, differing};
pub use crate::procedures::taking_up::AdoptionRequest;
use crate::procedures::taking_up::{
    adopted_meanwhile, edition_problems, table_kept_already, take_up, wanted,
};
use crate::store::{Fonds, Tx};

/// A difference, with the volumes that stand under what is changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Affected {
    #[serde(flatten)]
    pub difference: Difference,
    pub open_volumes: i64,
    pub closed_volumes: i64,
}

/// What adopting means, before it is done.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Proposal {
    /// Id of the scheme or accounting table.
    pub id: String,
    pub name: String,
    /// Empty for an accounting table, which holds for all.
    pub fonds: String,
    /// First day of formation, or the day the table comes into force.
    #[schema(value_type = Option<String>)]
    pub from: Option<NaiveDate>,
    pub replaces: Option<String>,
    pub differences: Vec<Affected>,
    /// Volumes under the replaced scheme that are open: they are finished under it.
    pub open_volumes: i64,
    /// Records formed since that day and filed under the replaced scheme already: they stay where they are.
    pub filed_since: i64,
    /// Dates that change, the first two thousand: of an accounting table.
    #[schema(value_type = Vec<serde_json::Value>)]
    pub dates: Vec<Recomputed>,
    pub dates_total: usize,
    /// Of these, those that could be appraised sooner: adopting it takes a proposal and a second person.
    pub shortened: usize,
}

/// Dates named in a proposal; all of them stand in the log when it is done.
const NAMED: usize = 2000;

/// The text the archive keeps under this id.
pub async fn kept_text(archive: &Archive, by: &By, id: &str) -> Result<Option<String>> {
    allow(by, Deed::Read)?;
    let mut editions = archive.store.editions().await?.into_iter();
    Ok(editions.find(|edition| edition.name == id).map(|edition| edition.body))
}

/// Says what adopting would mean; nothing is written.
///
/// # Errors
/// `Refused` for what cannot be adopted so, with every problem of the file.
pub async fn propose(archive: &Archive, by: &By, request: &AdoptionRequest) -> Result<Proposal> {
    allow(by, Deed::Found)?;
    match scheme::parse(&request.text).map_err(Error::Unreadable)? {
        SchemeFile::Accounting(table) => table_proposal(archive, &table, &request.text).await,
        SchemeFile::Scheme(scheme) => {
            let (fonds, adoption) = wanted(archive, &scheme, request).await?;
            scheme_proposal(archive, &scheme, &fonds, &adoption).await
        }
    }
}

/// Does it: the edition is kept, and the fonds files under it from that day; or every date that a new accounting
/// table moves is written. One deed.
///
/// # Errors
/// As [`propose`].
pub async fn adopt(archive: &Archive, by: &By, request: &AdoptionRequest) -> Result<Proposal> {
    let proposal = propose(archive, by, request).await?;
    match scheme::parse(&request.text).map_err(Error::Unreadable)? {
        SchemeFile::Accounting(table) => keep_table(archive, by, table.id, request.text.clone()).await?,
        SchemeFile::Scheme(scheme) => {
            let (fonds, adoption) = wanted(archive, &scheme, request).await?;
            keep_adoption(archive, by, (fonds, adoption), request.text.clone()).await?;
        }
    }
    archive.load_schemes().await?;
    archive.written.notify_one();
    Ok(proposal)
}

/// Takes back that a fonds took up a scheme, as long as nothing is filed under it there.
///
/// # Errors
/// `Refused` where something is, where a change of schedules was applied by it, or where it never took it up.
pub async fn withdraw(archive: &Archive, by: &By, number: Option<&str>, id: &str) -> Result<()> {
    allow(by, Deed::Found)?;
    let fonds = archive.fonds_numbered(number).await?;
    let scheme_id = id.to_owned();
    archive
        .store
        .write(by, async move |tx| {
            let (volumes, items) = tx.filed_under(fonds.id, &scheme_id).await?;
            if volumes + items > 0 {
                return Err(Error::from(filed_under_it(&scheme_id, &volumes, &items)));
            }
            if let Some(change) = tx.applied_change_of(fonds.id, &scheme_id).await? {
                return Err(Error::from(rules_since_change(&scheme_id, &change.number)));
            }
            let later = tx.adoptions(fonds.id).await?;
            if later.iter().any(|one| one.replaces.as_deref() == Some(scheme_id.as_str())) {
                return Err(Error::from(replaced_since(&scheme_id)));
            }
            if !tx.remove_adoption(fonds.id, &scheme_id).await? {
                return Err(Error::from(never_adopted(&fonds.number, &scheme_id)));
            }
            let detail = serde_json::json!({ "fonds": fonds.number, "scheme": scheme_id });
            let about = format!("{} {scheme_id}", fonds.number);
            Ok(((), Event::new(EventKind::SchemeWithdrawn, about, detail)))
        })
        .await
}

/// What it means that a scheme used beside others comes to its end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SchemeEnding {
    pub fonds: String,
    pub scheme: String,
    /// The last day of formation filed under it; `None`: it has no end any more.
    #[schema(value_type = Option<String>)]
    pub until: Option<NaiveDate>,
    /// Its volumes that are open: they are finished under it.
    pub open_volumes: i64,
    /// Records formed after that day and filed under it already: they stay where they are.
    pub filed_since: i64,
}

/// Ends the use of a scheme that a fonds uses beside others, after a day of formation and without another in its
/// place; without a day the end is taken back.
///
/// # Errors
/// `Refused` for the scheme of the founding and those that took its place (there is always one), for one that was
/// replaced since or never taken up, and for a day before it began.
pub async fn end(
    archive: &Archive,
    by: &By,
    number: Option<&str>,
    id: &str,
    until: Option<NaiveDate>,
) -> Result<SchemeEnding> {
    allow(by, Deed::Found)?;
    let fonds = archive.fonds_numbered(number).await?;
    let scheme_id = id.to_owned();
    let deed = async move |tx: &mut Tx| {
        let in_use = SchemesInUse::new(&fonds.scheme_id, tx.adoptions(fonds.id).await?);
        if in_use.is_main(&scheme_id) {
            return Err(Error::from(main_scheme_ended(&scheme_id)));
        }
        let own = in_use.adoptions().iter().find(|one| one.scheme_id == scheme_id);
        let Some(own) = own else {
            return Err(Error::from(never_adopted(&fonds.number, &scheme_id)));
        };
        if in_use.adoptions().iter().any(|one| one.replaces.as_deref() == Some(scheme_id.as_str())) {
            return Err(Error::from(replaced_already(&scheme_id)));
        }
        if let Some(day) = until.filter(|day| *day < own.from) {
            return Err(Error::from(ended_before_it_began(&day, &scheme_id, &own.from)));
        }
        if own.until == until {
            return Err(Error::from(ended_so_already(&scheme_id)));
        }
        tx.end_adoption(fonds.id, &scheme_id, until).await?;
        let volumes = tx.volumes_of_steps(fonds.id, &scheme_id).await?;
        let ending = SchemeEnding {
            open_volumes: volumes.iter().map(|count| count.open).sum(),
            filed_since: match until.and_then(|day| day.succ_opt()) {
                Some(day) => tx.filed_since(fonds.id, &scheme_id, day).await?,
                None => 0,
            },
            fonds: fonds.number.clone(),
            scheme: scheme_id.clone(),
            until,
        };
        let detail = serde_json::json!({ "fonds": fonds.number, "scheme": scheme_id, "until": until });
        let about = format!("{} {scheme_id}", fonds.number);
        Ok((ending, Event::new(EventKind::SchemeEnded, about, detail)))
    };
    archive.store.write(by, deed).await
}

async fn scheme_proposal(
    archive: &Archive,
    scheme: &Scheme,
    fonds: &Fonds,
    adoption: &Adoption,
) -> Result<Proposal> {
    let mut proposal = Proposal {
        id: scheme.id.clone(),
        name: scheme.name.clone(),
        fonds: fonds.number.clone(),
        from: Some(adoption.from),
        replaces: adoption.replaces.clone(),
        ..Proposal::default()
    };
    let schemes = archive.schemes();
    let Some(old) = adoption.replaces.as_deref().and_then(|id| schemes.scheme(id)) else {
        return Ok(proposal);
    };
    let volumes = archive.store.volumes_of_steps(fonds.id, &old.id).await?;
    proposal.open_volumes = volumes.iter().map(|count| count.open).sum();
    proposal.filed_since = archive.store.filed_since(fonds.id, &old.id, adoption.from).await?;
    let of = |difference: Difference| {
        let (class, step) = (&difference.class_id, &difference.step_id);
        let under = volumes.iter().filter(|count| {
            !class.is_empty() && *class == count.class_id && (step.is_empty() || *step == count.step_id)
        });
        let (open, closed) = under.fold((0, 0), |sum, count| (sum.0 + count.open, sum.1 + count.closed));
        Affected { difference, open_volumes: open, closed_volumes: closed }
    };
    proposal.differences = differences(old, scheme).into_iter().map(of).collect();
    Ok(proposal)
}

async fn table_proposal(archive: &Archive, table: &AccountingTable, text: &str) -> Result<Proposal> {
    edition_problems(archive, text).await?;
    if archive.schemes().accounting_table(&table.id).is_some() {
        return Err(Error::from(table_kept_already(&table.id)));
    }
    let schemes = archive.schemes_with(&table.id, text).await?;
    let changed = differing(&archive.store, &schemes, NAMED).await?;
    Ok(Proposal {
        id: table.id.clone(),
        name: table.name.clone(),
        from: Some(table.in_force),
        dates: changed.first,
        dates_total: changed.total,
        shortened: changed.shortened,
        ..Proposal::default()
    })
}

async fn keep_adoption(
    archive: &Archive,
    by: &By,
    (fonds, adoption): (Fonds, Adoption),
    text: String,
) -> Result<()> {
    let before = archive.store.adoptions(fonds.id).await?;
    let deed = async move |tx: &mut Tx| {
        // judged on what was in use a moment ago
        if tx.adoptions(fonds.id).await? != before {
            return Err(Error::from(adopted_meanwhile()));
        }
        take_up(tx, &fonds, &adoption, &text).await?;
        let detail = serde_json::json!({
            "fonds": fonds.number, "scheme": adoption.scheme_id, "from": adoption.from, "replaces": adoption.replaces,
        });
        let about = format!("{} {}", fonds.number, adoption.scheme_id);
        Ok(((), Event::new(EventKind::SchemeAdopted, about, detail)))
    };
    archive.store.write(by, deed).await
}

problems! {
    refuse filed_under_it(id, volumes, items):
        "已经有 {volumes} 卷 {items} 件按「{id}」归档，不能撤回。"
            / "{volumes} volumes and {items} records are filed under \"{id}\": it cannot be withdrawn."
        => "再启用一个新版本来接替它。" / "Adopt another edition in its place.";
    refuse rules_since_change(id, number):
        "期限调整 {number} 已按「{id}」执行，档案的期限依它计算，不能撤回。"
            / "Change {number} was applied by \"{id}\": records are kept as it says, and it cannot be withdrawn."
        => "要再调整，另提一项期限调整（guidang retention propose）。"
            / "For a further change, propose another (guidang retention propose).";
    refuse replaced_since(id):
        "「{id}」后来又被别的方案接替，不能撤回。" / "Another scheme has taken the place of \"{id}\" since."
        => "先撤回接替它的那一个。" / "Withdraw that one first.";
    refuse main_scheme_ended(id):
        "「{id}」是这个全宗的主方案，不能停用：总要有一个方案在用。"
            / "\"{id}\" is the fonds' main scheme and cannot be ended: there is always one in use."
        => "启用另一个方案来接替它。" / "Adopt another scheme in its place.";
    refuse replaced_already(id):
        "「{id}」已由别的方案接替，不用再停用。" / "Another scheme has taken the place of \"{id}\" already."
        => "看看启用了哪些：guidang fonds list。" / "See what it files under: guidang fonds list.";
    refuse ended_before_it_began(day, id, from):
        "停用日期 {day} 早于「{id}」的启用日期 {from}。"
            / "The day {day} is before \"{id}\" was taken up on {from}."
        => "写启用之后的日期；启用错了的，撤回（guidang scheme withdraw）。"
            / "Give a later day; withdraw what was adopted by mistake (guidang scheme withdraw).";
    refuse ended_so_already as nothing_changed(id):
        "「{id}」的停用日期已经是这样。" / "\"{id}\" ends on that day already, or has no end."
        => "不用再办。" / "There is nothing to do.";
    refuse never_adopted(fonds, id):
        "全宗 {fonds} 没有启用过「{id}」。" / "Fonds {fonds} never adopted \"{id}\"."
        => "看看启用了哪些：guidang fonds list。" / "See what it files under: guidang fonds list.";
}
