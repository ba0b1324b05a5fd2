//! A batch is opened: its list is frozen as it stands.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::{allow_over, signer};
use super::showing::{DisposalView, disposal};
use super::standings::standings;
use crate::archive::{Archive, allow};
use crate::domain::disposal::disposing::{Disposal, DisposalLine, LineStanding, StageName, clock_too_far};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind, RecordKind};
use crate::domain::records::item::Place;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::problems;
use crate::procedures::due::{self, ReportPart};
use crate::procedures::due_words;
use crate::store::{DisposalRow, Tx};

/// Characters a title may have.
const LONGEST: usize = 200;
/// Reasons named of what was left out.
const NAMED: usize = 500;

/// Where the list comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListSource {
    /// These volumes; one that may not be listed refuses the whole.
    Volumes(Vec<i64>),
    /// The volumes of one's basket; the same.
    Basket,
    /// These volumes, as a report lists them; what may not be listed is left out and said.
    Listed(Vec<i64>),
    /// What the report of a year lists; what may not be listed is left out and said.
    Due { year: i32, scope: Scope, words: String },
}

/// A batch to be opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// What it is called; empty: by its years.
    pub title: String,
    pub from: ListSource,
}

/// A batch was opened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisposalOpened {
    #[serde(flatten)]
    pub view: DisposalView,
    /// Of what is due, how many volumes were left out, and the first of them with the reason.
    pub left_out: usize,
    pub reasons: Vec<Problem>,
}

/// What the event keeps of a list.
#[derive(Serialize, Deserialize)]
pub(super) struct ListTold {
    volumes: usize,
    items: u32,
    pages: u32,
    digest: String,
}

impl ListTold {
    pub(super) fn of_lines(lines: &[DisposalLine], digest: String) -> ListTold {
        ListTold {
            volumes: lines.len(),
            items: lines.iter().map(|line| line.items).sum(),
            pages: lines.iter().map(|line| line.pages).sum(),
            digest,
        }
    }
}

/// Opens a batch. Its number runs in the year; its list never changes.
///
/// # Errors
/// `Refused` for an empty list, volumes of several fonds, accounting records among others, and for each volume that is not
/// due, not closed, on hold, or in another batch.
pub async fn open(archive: &Archive, by: &By, opening: Opening) -> Result<DisposalOpened> {
    allow(by, Deed::Dispose)?;
    let leaves_out = matches!(opening.from, ListSource::Due { .. } | ListSource::Listed(_));
    if let Some(problem) = not_kept(opening.title.trim(), LONGEST) {
        return Err(Error::Refused(vec![problem.in_column("title")]));
    }
    let ids = listed(archive, by, &opening.from).await?;
    if ids.is_empty() {
        return Err(Error::from(no_volume_to_appraise()));
    }
    let drafted = drafted(archive, &ids, by.today()).await?;
    let (title, on, at) = (opening.title.trim().to_owned(), by.today(), by.now.to_rfc3339());
    let as_whom = by.clone();
    let write = async move |tx: &mut Tx| {
        let (lines, reasons) = kept(tx, drafted.lines, leaves_out, on).await?;
        let fonds = tx.fonds().await?.into_iter().find(|fonds| fonds.number == drafted.fonds);
        let fonds = fonds.ok_or_else(|| anyhow::anyhow!("the volumes are of no fonds"))?;
        allow_over(&as_whom, &[Deed::Dispose], &fonds.number)?;
        if let Some(problem) = tx.last_day().await?.and_then(|last| clock_too_far(on, last)) {
            return Err(Error::from(problem));
        }
        let proposer = signer(tx, &as_whom).await?;
        let number = next_number(tx, on.year()).await?;
        let digest = Disposal::list_digest(&number, &lines).hex();
        let row = DisposalRow {
            id: 0,
            number: number.clone(),
            fonds_id: fonds.id,
            title: if title.is_empty() { years_of(&lines) } else { title },
            is_accounting: drafted.is_accounting,
            stage: StageName::Draft,
            opened_by: proposer.account,
            opened_name: proposer.name,
            opened_at: at,
            list_digest: digest.clone(),
            until_day: String::new(),
        };
        tx.insert_disposal(&row, &lines).await?;
        let told = ListTold::of_lines(&lines, digest);
        let detail = serde_json::json!({ "number": number, "title": row.title, "list": told });
        Ok(((number.clone(), reasons), Event::new(EventKind::DisposalOpened, number, detail)))
    };
    let (number, mut reasons): (String, Vec<Problem>) = archive.store.write(by, write).await?;
    archive.written.notify_one();
    let left_out = reasons.len();
    reasons.truncate(NAMED);
    Ok(DisposalOpened { view: disposal(archive, by, &number).await?, left_out, reasons })
}

async fn listed(archive: &Archive, by: &By, from: &ListSource) -> Result<Vec<i64>> {
    Ok(match from {
        ListSource::Volumes(ids) | ListSource::Listed(ids) => ids.clone(),
        ListSource::Basket => {
            let basket = archive.store.basket(&by.actor.login).await?.into_iter();
            basket.filter(|(kind, _)| *kind == RecordKind::Volume).map(|(_, id)| id).collect()
        }
        ListSource::Due { year, scope, words } if words.trim().is_empty() => {
            let part = ReportPart::first(i64::MAX);
            let until = part.days(*year)?;
            archive.store.volumes_due(scope, until, None, part.order, (0, i64::MAX)).await?
        }
        ListSource::Due { year, scope, words } => {
            due_words::fitting(archive, by, *year, scope, ReportPart::first(i64::MAX), words).await?.due
        }
    })
}

/// The list before anybody asks whether each line may stand on it.
struct Drafted {
    fonds: String,
    is_accounting: bool,
    lines: Vec<DisposalLine>,
}

async fn drafted(archive: &Archive, ids: &[i64], on: NaiveDate) -> Result<Drafted> {
    let mut volumes = archive.store.volumes_by_id(ids).await?;
    volumes.sort_by(|one, other| (&one.code_sort, one.id).cmp(&(&other.code_sort, other.id)));
    volumes.dedup_by_key(|volume| volume.id);
    let Some(first) = volumes.first() else { return Err(Error::from(no_volume_to_appraise())) };
    if let Some(other) = volumes.iter().find(|volume| volume.place.fonds != first.place.fonds) {
        return Err(Error::from(volumes_of_several_fonds(&first.place.fonds, &other.place.fonds)));
    }
    let schemes = archive.schemes();
    let is_accounting = is_accounting(&schemes, &first.place);
    if let Some(other) = volumes.iter().find(|one| self::is_accounting(&schemes, &one.place) != is_accounting)
    {
        return Err(Error::from(accounting_among_others(&first.code, &other.code)));
    }
    let ids: Vec<i64> = volumes.iter().map(|volume| volume.id).collect();
    let rows = due::rows(archive, &ids, on.year()).await?;
    let effective: HashMap<i64, _> = rows.into_iter().map(|row| (row.volume_id, row.effective)).collect();
    let mut groups: BTreeMap<_, u32> = BTreeMap::new();
    let mut lines = Vec::with_capacity(volumes.len());
    for (at, volume) in volumes.iter().enumerate() {
        let period = effective.get(&volume.id).copied().unwrap_or(volume.place.period);
        let alike = (volume.place.year, &volume.place.class_id, &volume.place.step_id, period);
        let next = groups.len() as u32 + 1;
        let group = *groups.entry(alike).or_insert(next);
        lines.push(line(volume, (at as u32 + 1, group), period));
    }
    Ok(Drafted { fonds: first.place.fonds.clone(), is_accounting, lines })
}

fn line(
    volume: &Volume,
    (seq, group): (u32, u32),
    period: crate::domain::values::period::RetentionPeriod,
) -> DisposalLine {
    DisposalLine {
        // until the list is written the place on it stands for the line
        id: seq.into(),
        volume_id: volume.id,
        seq,
        group,
        code: volume.code.clone(),
        title: volume.title.clone(),
        year: volume.place.year,
        class_id: volume.place.class_id.clone(),
        step_id: volume.place.step_id.clone(),
        period,
        items: volume.items,
        pages: volume.pages,
        // a volume without a date is refused before it is written
        eligible_on: volume.eligible_on.unwrap_or(NaiveDate::MAX),
    }
}

fn is_accounting(schemes: &Schemes, place: &Place) -> bool {
    let step =
        schemes.scheme(&place.scheme_id).and_then(|scheme| scheme.step(&place.class_id, &place.step_id));
    step.is_some_and(|step| step.rules.iter().any(|rule| rule.accounting.is_some()))
}

/// The lines that may stand on the list, numbered anew, and why others may not.
async fn kept(
    tx: &Tx,
    drafted: Vec<DisposalLine>,
    leaves_out: bool,
    on: NaiveDate,
) -> Result<(Vec<DisposalLine>, Vec<Problem>)> {
    let all: Vec<&DisposalLine> = drafted.iter().collect();
    let standing = standings(tx, &all, 0, false).await?;
    let blocking = |line: &DisposalLine, standing: &LineStanding| {
        standing.issues(line, on).into_iter().filter(Problem::is_blocking).collect::<Vec<_>>()
    };
    let (mut lines, mut reasons): (Vec<DisposalLine>, Vec<Problem>) = Default::default();
    for line in &drafted {
        let bars = standing.get(&line.id).map(|standing| blocking(line, standing)).unwrap_or_default();
        match bars.into_iter().next() {
            None => lines.push(DisposalLine { seq: lines.len() as u32 + 1, ..line.clone() }),
            Some(first) => reasons.push(first),
        }
    }
    if !leaves_out && !reasons.is_empty() {
        reasons.truncate(NAMED);
        return Err(Error::Refused(reasons));
    }
    if lines.is_empty() {
        reasons.truncate(NAMED);
        reasons.insert(0, no_volume_to_appraise());
        return Err(Error::Refused(reasons));
    }
    Ok((lines, reasons))
}

pub(super) async fn next_number(tx: &Tx, year: i32) -> Result<String> {
    let begins = format!("X{year}-");
    let own = |row: &DisposalRow| row.number.strip_prefix(&begins)?.parse::<u32>().ok();
    let last = tx.disposals().await?.iter().filter_map(own).max().unwrap_or(0);
    Ok(format!("{begins}{:03}", last + 1))
}

/// `2009—2014 年度`
fn years_of(lines: &[DisposalLine]) -> String {
    let years = lines.iter().map(|line| line.year);
    match (years.clone().min(), years.max()) {
        (Some(first), Some(last)) if first != last => format!("{first}—{last} 年度"),
        (Some(only), _) => format!("{only} 年度"),
        _ => String::new(),
    }
}

problems! {
    refuse no_volume_to_appraise():
        "没有选中可以鉴定的案卷。" / "No volume was chosen that may be appraised."
        => "在到期清单或待办篮中选卷。" / "Choose volumes in the due list or the basket.";
    refuse volumes_of_several_fonds(one, other):
        "一批只能有一个全宗的案卷，现有 {one} 和 {other}。" / "A batch is of one fonds; there are {one} and {other}."
        => "按全宗分开建批次。" / "Open a batch for each fonds.";
    refuse accounting_among_others(one, other):
        "会计档案和其他档案要分开鉴定：{one}，{other}。" / "Accounting records are appraised apart from others: {one}, {other}."
        => "分开建批次。" / "Open a batch for each.";
}
