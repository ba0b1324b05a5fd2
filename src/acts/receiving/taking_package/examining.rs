//! What comes, what of it stands in the way, and what a person has decided about that. Nothing is written.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::along::{Along, look_along};
use super::comparing::differing;
use super::parcel::Parcel;
use super::reading::{Reading, TransferSaid};
use super::sound::unsound;
use crate::domain::disposal::foreseen::DateMove;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::item::{Item, Place};
use crate::domain::schemes::scheme::Schemes;
use crate::progress::Progress;
use crate::store::{BroughtVolume, Queries};
use crate::{problems, say};

/// Problems named; the rest are counted.
pub const NAMED: usize = 200;
/// 全显: only then do numbers stand in the package as they are.
const WHOLE_NUMBERS: &str = "全显";

/// What becomes of a volume that is not simply taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// It is here, equal: it is not taken again.
    PassOver,
    /// Its number or code is taken: it gets this number.
    Renumber(u32),
}

/// How the package would be taken.
pub struct Plan {
    pub transfer: TransferSaid,
    pub along: Along,
    /// The schemes here with those that come.
    pub schemes: Arc<Schemes>,
    /// By the volume's place in the package.
    pub ways: HashMap<u64, WayOut>,
    /// Volumes and records of the package.
    pub volumes: u64,
    pub items: u64,
    pub pages: u64,
    /// Of those, volumes and records that are passed over.
    pub passed_over: (u64, u64),
    pub problems: Vec<Problem>,
    pub problems_total: u64,
    pub blocking: u64,
}

impl Plan {
    fn say(&mut self, mut problem: Problem, accept: &[String]) {
        if problem.weight == Weight::Ask && accept.contains(&problem.kind) {
            problem.decide();
            match problem.kind.as_str() {
                "volume_here" => problem.fix = say!("已看过，不再收。", "Looked at, and passed over."),
                "volume_number_taken" | "code_taken" => {
                    problem.fix = say!("已看过，改编案卷号。", "Looked at, and given another number.");
                }
                _ => {}
            }
        }
        self.problems_total += 1;
        self.blocking += u64::from(problem.is_blocking());
        if self.problems.len() < NAMED {
            self.problems.push(problem);
        }
    }
}

/// Refuses a package of a fonds the person's post is not for, whether that fonds is here or not.
///
/// # Errors
/// `fonds_not_yours`, or what keeps the package from being read.
pub fn of_own_fonds(by: &By, parcel: &Parcel) -> Result<()> {
    let reading = Reading::begin(&parcel.documents)?;
    let mut numbers = reading.fonds.iter().map(|fonds| &fonds.number);
    match numbers.find(|number| !by.actor.rights.may_over(Deed::Receive, number)) {
        Some(number) => Err(Error::from(fonds_not_yours(number))),
        None => Ok(()),
    }
}

/// Goes through the whole package. `accept` are the kinds of questions answered with yes.
///
/// # Errors
/// What cannot be read at all, and numbers that are not whole.
pub async fn examine(
    from: &Queries,
    by: &By,
    parcel: &Parcel,
    accept: &[String],
    progress: &Progress,
) -> Result<Plan> {
    let mut reading = Reading::begin(&parcel.documents)?;
    if reading.transfer.id_numbers != WHOLE_NUMBERS {
        return Err(Error::from(numbers_masked(&reading.transfer.id_numbers)));
    }
    progress.set_total(reading.transfer.items);
    let mut plan = begin(from, by, parcel, &reading, accept).await?;
    let mut seen = Seen::default();
    while let Some(volume) = reading.next_volume()? {
        if progress.stop_asked() {
            return Err(super::stopped());
        }
        let (at, items) = (plan.volumes, volume.items.len() as u64);
        plan.volumes += 1;
        plan.items += items;
        plan.pages += volume.items.iter().map(|(item, _)| u64::from(item.description.pages)).sum::<u64>();
        for problem in seen.look(&plan, &volume) {
            plan.say(problem, accept);
        }
        if plan.along.has_records(&volume.volume.place.fonds) {
            look_here(from, &mut plan, &mut seen, (at, &volume), accept).await?;
        }
        progress.set_done(plan.items);
    }
    let (said, found) = (&plan.transfer, (plan.volumes, plan.items, plan.pages));
    if (said.volumes, said.items, said.pages) != found {
        let stated = format!("{}/{}/{}", said.volumes, said.items, said.pages);
        let problem = package_sums_differ(&stated, &format!("{}/{}/{}", found.0, found.1, found.2));
        plan.say(problem, accept);
    }
    seen.number_anew(from, &mut plan).await?;
    if let (Some(first), count) = (&seen.other_dates.0, seen.other_dates.1) {
        let problem = match &seen.sooner {
            (Some(sooner), of_these) => dates_sooner(&count, of_these, sooner),
            (None, _) => dates_differ(&count, first),
        };
        plan.say(problem, accept);
    }
    Ok(plan)
}

async fn begin(
    from: &Queries,
    by: &By,
    parcel: &Parcel,
    reading: &Reading,
    accept: &[String],
) -> Result<Plan> {
    let (along, schemes, problems) = look_along(from, by, parcel, &reading.fonds).await?;
    let mut plan = Plan {
        transfer: reading.transfer.clone(),
        along,
        schemes: Arc::new(schemes),
        ways: HashMap::new(),
        volumes: 0,
        items: 0,
        pages: 0,
        passed_over: (0, 0),
        problems: Vec::new(),
        problems_total: 0,
        blocking: 0,
    };
    for problem in parcel.notices.iter().cloned().chain(problems) {
        plan.say(problem, accept);
    }
    Ok(plan)
}

/// What was seen of the package so far.
#[derive(Default)]
struct Seen {
    /// Places and numbers of its volumes.
    numbers: HashSet<(Place, u32)>,
    /// The highest number of each place.
    highest: HashMap<Place, u32>,
    /// Volumes that get another number, in order.
    renumbered: Vec<(u64, Place)>,
    /// The first record whose date follows otherwise here, and how many there are.
    other_dates: (Option<String>, u64),
    /// The same of those that could be appraised sooner here.
    sooner: (Option<String>, u64),
}

impl Seen {
    /// What the volume itself has wrong.
    fn look(&mut self, plan: &Plan, volume: &BroughtVolume) -> Vec<Problem> {
        let (place, number) = (&volume.volume.place, volume.volume.number);
        let mut problems = unsound(plan.schemes.as_ref(), volume);
        if !plan.along.names(&place.fonds) {
            problems.push(fonds_not_named(&volume.volume.code, &place.fonds));
        }
        if !self.numbers.insert((place.clone(), number)) {
            problems.push(volume_twice(&volume.volume.code));
        }
        let highest = self.highest.entry(place.clone()).or_default();
        *highest = number.max(*highest);
        for ((item, _), due) in volume.items.iter().zip(volume.dues(&plan.schemes)) {
            if (item.eligible_on, &item.question) != (due.on, &due.question) {
                self.other_dates.0.get_or_insert_with(|| item.code.clone());
                self.other_dates.1 += 1;
            }
            let there = (item.eligible_on, item.question.as_deref());
            if DateMove::between(there, &due).is_some_and(DateMove::shortens) {
                self.sooner.0.get_or_insert_with(|| item.code.clone());
                self.sooner.1 += 1;
            }
        }
        problems
    }

    /// Gives the volumes whose number is taken the next ones of their place, behind those of the package.
    async fn number_anew(&mut self, from: &Queries, plan: &mut Plan) -> Result<()> {
        for (at, place) in std::mem::take(&mut self.renumbered) {
            let last = from.last_number_at(&place).await?;
            let highest = self.highest.entry(place).or_default();
            *highest = last.max(*highest) + 1;
            plan.ways.insert(at, WayOut::Renumber(*highest));
        }
        Ok(())
    }
}

/// Compares the volume with what is here.
async fn look_here(
    from: &Queries,
    plan: &mut Plan,
    seen: &mut Seen,
    (at, volume): (u64, &BroughtVolume),
    accept: &[String],
) -> Result<()> {
    let (place, code) = (&volume.volume.place, &volume.volume.code);
    if let Some(here) = from.volume_at(place, volume.volume.number).await? {
        match differing(from, &here, volume).await? {
            None => {
                plan.say(volume_here(code), accept);
                plan.ways.insert(at, WayOut::PassOver);
                plan.passed_over.0 += 1;
                plan.passed_over.1 += volume.items.len() as u64;
                return Ok(());
            }
            Some(what) => {
                plan.say(volume_number_taken(code, &volume.volume.number, &what.zh, &what.en), accept);
                seen.renumbered.push((at, place.clone()));
            }
        }
    } else {
        let mut codes: Vec<&str> = volume.items.iter().map(|(item, _)| item.code.as_str()).collect();
        codes.push(code);
        let taken = from.codes_taken(&place.fonds, &codes).await?;
        if let Some(first) = taken.first() {
            plan.say(code_taken(code, &taken.len(), first), accept);
            seen.renumbered.push((at, place.clone()));
        }
    }
    let likeness = |item: &Item| item.description.likeness_number(place);
    let likeness: Vec<i64> = volume.items.iter().map(|(item, _)| likeness(item)).collect();
    let alike = from.alike(&likeness).await?;
    if let Some((_, known)) = alike.values().flatten().min() {
        plan.say(record_here(code, &alike.len(), known), accept);
    }
    Ok(())
}

problems! {
    refuse numbers_masked(how):
        "包里的身份证号{how}，不是原样，收下会丢失号码。" / "ID numbers do not stand whole in the package ({how}); taken so, they would be lost."
        => "请移交方另做一个「身份证号：全显」的移交材料包，对方的日志里有登记。"
            / "Ask the sender for a package with whole ID numbers, which their log registers.";
    refuse fonds_not_yours(fonds):
        "您的岗位不管全宗 {fonds}，不能接收它的档案。" / "Your post is not for fonds {fonds}; you cannot take its records in."
        => "请管这个全宗的同事接收。" / "Have a colleague whose post is for it take them in.";
    refuse fonds_not_named(code, fonds):
        "案卷 {code} 属全宗 {fonds}，包里没有说明这个全宗。" / "Volume {code} is of fonds {fonds}, which the package does not name."
        => "请移交方重新制作移交材料包。" / "Ask the sender to make the package anew.";
    refuse volume_twice(code):
        "案卷 {code} 的案卷号在包里出现了两次。" / "The number of volume {code} stands in the package twice."
        => "请移交方核对后重新制作移交材料包。" / "Ask the sender to check and make the package anew.";
    refuse package_sums_differ(stated, found):
        "包里写的卷/件/页是 {stated}，实有 {found}。" / "The package states {stated} volumes/records/pages; there are {found}."
        => "请移交方核对后重新制作移交材料包。" / "Ask the sender to check and make the package anew.";
    notice dates_differ(count, first):
        "有 {count} 件的可鉴定起始日按本库的期限表与移交方不同（例如 {first}），以本库推算的为准。"
            / "{count} records become due on other days by the tables here (such as {first}); the days derived here are kept."
        => "核对两边的会计档案保管期限表和期限调整。"
            / "Compare the accounting tables of both archives and their changes of schedules.";
    ask dates_sooner as dates_differ(count, sooner, first):
        "有 {count} 件的可鉴定起始日与移交方不同，其中 {sooner} 件在本库会提前到可鉴定（例如 {first}）：两边的期限表或期限调整不同。"
            / "{count} records become due on other days here, {sooner} of them sooner than the sender says (such as {first}): the tables or the changes of schedules of the two archives differ."
        => "先核对两边的会计档案保管期限表和期限调整（移交方的期限调整不随包带来）；以本库推算的为准的，接受 dates_differ。"
            / "Compare the accounting tables and the changes of schedules (those of the sender do not come with the package); to keep the days derived here, accept dates_differ.";
    ask volume_here(code):
        "案卷 {code} 本库已有，内容相同。" / "Volume {code} is here already, with the same contents."
        => "不再收它，其余照收：接受 volume_here。" / "To pass over it and take the others, accept volume_here.";
    ask volume_number_taken(code, number, zh, en):
        "案卷 {code}：本库同一位置已有第 {number} 卷，内容不同（{zh}）。"
            / "Volume {code}: there is a volume {number} in its place here with other contents ({en})."
        => "两卷不是一回事的，接受 volume_number_taken：编到本库最后一卷之后，原档号记入备考表；是同一卷的，先查清哪一份对。"
            / "If they are two volumes, accept volume_number_taken: it gets the next number here and its statement keeps the old code. If they are one, find out which is right.";
    ask code_taken(code, count, first):
        "案卷 {code}：有 {count} 个档号本库已有（例如 {first}），在另一方案或另一位置下。"
            / "Volume {code}: {count} of its codes are taken here (such as {first}) under another scheme or place."
        => "接受 code_taken：编到本库最后一卷之后，原档号记入备考表。"
            / "Accept code_taken: it gets the next number here, and its statement keeps the old code.";
    ask record_here(code, count, known):
        "案卷 {code}：有 {count} 件与本库的件写得一样（例如 {known}）。"
            / "Volume {code}: {count} of its records say the same as records here (such as {known})."
        => "核对是不是同一份；都要收的，接受 record_here。"
            / "Compare them; to take them all the same, accept record_here.";
}
