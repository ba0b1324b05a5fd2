//! A transfer is opened: its list is frozen as it stands.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::disposing::people::{allow_over, signer};
use super::due::{due_volumes, rule_called};
use super::seen::seen;
use super::showing::{TransferView, transfer};
use crate::archive::{Archive, allow};
use crate::domain::disposal::disposing::clock_too_far;
use crate::domain::disposal::transferring::batch::TransferOpening;
use crate::domain::disposal::transferring::{
    Transfer, TransferLine, TransferRule, TransferStageName, due_on,
};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind, RecordKind};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::problems;
use crate::store::{TransferRow, Tx};

/// Reasons named of what was left out.
const NAMED: usize = 500;

/// Where the list comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferSource {
    /// These volumes; one that may not be listed refuses the whole.
    Volumes(Vec<i64>),
    /// The volumes of one's basket; the same.
    Basket,
    /// What is due by the rule; what may not be listed is left out and said.
    Due(Scope),
}

/// A transfer to be opened.
#[derive(Clone, Debug)]
pub struct TransferWanted {
    /// What it is called; empty: by its years.
    pub title: String,
    /// 接收单位
    pub receiver: String,
    /// A rule of `assets/transfer.toml`.
    pub rule: String,
    /// 提前、延期移交的约定 with its basis; empty: by the rule alone.
    pub agreement: String,
    pub from: TransferSource,
}

/// A transfer was opened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferOpened {
    #[serde(flatten)]
    pub view: TransferView,
    /// Of what is due, how many volumes were left out, and the first of them with the reason.
    pub left_out: usize,
    pub reasons: Vec<Problem>,
}

/// Opens a transfer. Its number runs in the year; its list never changes.
///
/// # Errors
/// `Refused` without a receiver, for an empty list, volumes of several fonds, and for each volume that is not closed, not due,
/// on hold, or in another batch.
pub async fn open(archive: &Archive, by: &By, wanted: TransferWanted) -> Result<TransferOpened> {
    allow(by, Deed::Dispose)?;
    let rule = rule_called(&wanted.rule)?;
    let receiver = wanted.receiver.trim().to_owned();
    if receiver.is_empty() {
        return Err(Error::from(receiver_missing()));
    }
    let leaves_out = matches!(wanted.from, TransferSource::Due(_));
    let mut volumes = listed(archive, by, rule, &wanted.from).await?;
    volumes.sort_by(|one, other| (&one.code_sort, one.id).cmp(&(&other.code_sort, other.id)));
    volumes.dedup_by_key(|volume| volume.id);
    let Some(first) = volumes.first() else { return Err(Error::from(no_volume_to_hand_over())) };
    let number_of_fonds = first.place.fonds.clone();
    if let Some(other) = volumes.iter().find(|volume| volume.place.fonds != number_of_fonds) {
        return Err(Error::from(transfer_of_several_fonds(&number_of_fonds, &other.place.fonds)));
    }
    let lines = drafted(&volumes, rule);
    let (on, at, as_whom) = (by.today(), by.now.to_rfc3339(), by.clone());
    let (title, agreement) = (wanted.title.trim().to_owned(), wanted.agreement.trim().to_owned());
    let rule_id = rule.id.clone();
    let write = async move |tx: &mut Tx| {
        let fonds = tx.fonds().await?.into_iter().find(|fonds| fonds.number == number_of_fonds);
        let fonds = fonds.ok_or_else(|| anyhow::anyhow!("the volumes are of no fonds"))?;
        allow_over(&as_whom, &[Deed::Dispose], &fonds.number)?;
        if let Some(problem) = tx.last_day().await?.and_then(|last| clock_too_far(on, last)) {
            return Err(Error::from(problem));
        }
        let plain = |name: &str| name.split_whitespace().collect::<String>();
        if plain(&fonds.name) == plain(&receiver) {
            return Err(Error::from(hands_over_to_itself(&receiver)));
        }
        let opener = signer(tx, &as_whom).await?;
        let number = next_number(tx, on.year()).await?;
        let opening = TransferOpening {
            title: if title.is_empty() { years_of(&lines) } else { title },
            number: number.clone(),
            giver: fonds.name.clone(),
            receiver,
            rule: rule_id,
            agreement,
            opener: opener.clone(),
            opened_on: on,
        };
        let (lines, reasons) = kept(tx, (opening.clone(), lines), leaves_out, on).await?;
        let row = TransferRow {
            id: 0,
            number: number.clone(),
            fonds_id: fonds.id,
            title: opening.title,
            stage: TransferStageName::Draft,
            giver: opening.giver,
            receiver: opening.receiver,
            rule: opening.rule,
            agreement: opening.agreement,
            opened_by: opener.account,
            opened_name: opener.name,
            opened_at: at,
            list_digest: Transfer::list_digest(&number, &lines).hex(),
            manifest: String::new(),
        };
        tx.insert_transfer(&row, &lines).await?;
        let event = Event::new(EventKind::TransferOpened, number.clone(), told(&row, &lines));
        Ok(((number, reasons), event))
    };
    let (number, mut reasons): (String, Vec<Problem>) = archive.store.write(by, write).await?;
    archive.written.notify_one();
    let left_out = reasons.len();
    reasons.truncate(NAMED);
    Ok(TransferOpened { view: transfer(archive, by, &number).await?, left_out, reasons })
}

/// What the event keeps of the list.
fn told(row: &TransferRow, lines: &[TransferLine]) -> serde_json::Value {
    let (items, pages) = (lines.iter().map(|line| line.items), lines.iter().map(|line| line.pages));
    serde_json::json!({
        "number": row.number, "title": row.title, "receiver": row.receiver, "rule": row.rule, "agreement": row.agreement,
        "volumes": lines.len(), "items": items.sum::<u32>(), "pages": pages.sum::<u32>(), "digest": row.list_digest,
    })
}

async fn listed(
    archive: &Archive,
    by: &By,
    rule: &TransferRule,
    from: &TransferSource,
) -> Result<Vec<Volume>> {
    match from {
        TransferSource::Volumes(ids) => archive.store.volumes_by_id(ids).await,
        TransferSource::Basket => {
            let basket = archive.store.basket(&by.actor.login).await?.into_iter();
            let ids: Vec<i64> =
                basket.filter(|(kind, _)| *kind == RecordKind::Volume).map(|(_, id)| id).collect();
            archive.store.volumes_by_id(&ids).await
        }
        TransferSource::Due(scope) => due_volumes(archive, rule, by.today(), scope).await,
    }
}

/// The list before anybody asks whether each line may stand on it.
fn drafted(volumes: &[Volume], rule: &TransferRule) -> Vec<TransferLine> {
    let mut groups: BTreeMap<_, u32> = BTreeMap::new();
    let mut lines = Vec::with_capacity(volumes.len());
    for (at, volume) in volumes.iter().enumerate() {
        let place = &volume.place;
        let next = groups.len() as u32 + 1;
        let group =
            *groups.entry((place.year, &place.class_id, &place.step_id, place.period)).or_insert(next);
        let seq = at as u32 + 1;
        lines.push(TransferLine {
            // until the list is written the place on it stands for the line
            id: seq.into(),
            volume_id: volume.id,
            seq,
            group,
            code: volume.code.clone(),
            title: volume.title.clone(),
            year: place.year,
            class_id: place.class_id.clone(),
            step_id: place.step_id.clone(),
            period: place.period,
            number: volume.number,
            items: volume.items,
            pages: volume.pages,
            due_on: due_on(place.year, rule),
        });
    }
    lines
}

/// The lines that may stand on the list, numbered anew, and why others may not.
async fn kept(
    tx: &Tx,
    (opening, drafted): (TransferOpening, Vec<TransferLine>),
    leaves_out: bool,
    on: NaiveDate,
) -> Result<(Vec<TransferLine>, Vec<Problem>)> {
    let all: Vec<&TransferLine> = drafted.iter().collect();
    let seen = seen(tx, &all, 0, false).await?;
    let begun = Transfer::opened(opening, Vec::new());
    let (mut lines, mut reasons): (Vec<TransferLine>, Vec<Problem>) = Default::default();
    for line in &drafted {
        let issues = seen.standing.get(&line.id).map(|standing| standing.issues(line, &begun, on));
        // what may be explained is explained in the batch
        let bar = issues.unwrap_or_default().into_iter().find(|issue| issue.weight == Weight::Refuse);
        match bar {
            None => lines.push(TransferLine { seq: lines.len() as u32 + 1, ..line.clone() }),
            Some(first) => reasons.push(first),
        }
    }
    if !leaves_out && !reasons.is_empty() {
        reasons.truncate(NAMED);
        return Err(Error::Refused(reasons));
    }
    if lines.is_empty() {
        reasons.truncate(NAMED);
        reasons.insert(0, no_volume_to_hand_over());
        return Err(Error::Refused(reasons));
    }
    Ok((lines, reasons))
}

async fn next_number(tx: &Tx, year: i32) -> Result<String> {
    let begins = format!("Y{year}-");
    let own = |row: &TransferRow| row.number.strip_prefix(&begins)?.parse::<u32>().ok();
    let last = tx.transfers().await?.iter().filter_map(own).max().unwrap_or(0);
    Ok(format!("{begins}{:03}", last + 1))
}

/// `2009—2012 年度`
fn years_of(lines: &[TransferLine]) -> String {
    let years = lines.iter().map(|line| line.year);
    match (years.clone().min(), years.max()) {
        (Some(first), Some(last)) if first != last => format!("{first}—{last} 年度"),
        (Some(only), _) => format!("{only} 年度"),
        _ => String::new(),
    }
}

problems! {
    refuse receiver_missing():
        "没有写接收单位。" / "The receiver is not named."
        => "填接收单位全称。" / "Name it in full.";
    refuse hands_over_to_itself(receiver):
        "接收单位「{receiver}」就是移交单位。" / "\"{receiver}\" is the one that hands over."
        => "填另一单位。" / "Name another.";
    refuse no_volume_to_hand_over():
        "没有选中可以移交的案卷。" / "No volume was chosen that may be handed over."
        => "在案卷列表或待办篮中选卷，或按年限列出应移交的。" / "Choose volumes in a list or the basket, or take what is due.";
    refuse transfer_of_several_fonds(one, other):
        "一批只能有一个全宗的案卷，现有 {one} 和 {other}。" / "A transfer is of one fonds; there are {one} and {other}."
        => "按全宗分开建批次。" / "Open one for each fonds.";
}
