//! What a step needs: the stage, the person, the day, and what the volumes are now. Each refusal says what is missing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::batch::{Transfer, TransferLine};
use super::rules::transfer_rules;
use super::stage::{OpeningOn, TransferStageName, TransferStep, TransferVerdict};
use super::standing::{PackageSeen, TransferSeen};
use crate::disposal::disposing::{Signer, clock_not_after};
use crate::general::problem::Problem;
use crate::problems;

/// A step asked for by a person on a day.
pub(super) struct Wanted<'a> {
    pub transfer: &'a Transfer,
    pub on: NaiveDate,
    pub seen: &'a TransferSeen,
}

impl Wanted<'_> {
    /// Everything that keeps the step from being taken.
    pub(super) fn refusals(&self, step: &TransferStep) -> Vec<Problem> {
        let mut refusals: Vec<Problem> =
            clock_not_after(self.on, self.transfer.last_on).into_iter().collect();
        refusals.extend(self.of_the_stage(step));
        if refusals.is_empty() {
            refusals = self.of_the_step(step);
        }
        refusals
    }

    fn of_the_stage(&self, step: &TransferStep) -> Option<Problem> {
        use TransferStageName::*;
        let now = self.transfer.stage.name();
        let fits = match step {
            TransferStep::TakeOut { .. }
            | TransferStep::StateOpening { .. }
            | TransferStep::Waive { .. }
            | TransferStep::Examine => matches!(now, Draft | Examined),
            TransferStep::Pack { .. } | TransferStep::Unpack { .. } | TransferStep::Seal { .. } => {
                now == Examined
            }
            TransferStep::Reopen { .. } | TransferStep::HandOver { .. } => now == Packed,
            TransferStep::Accept { .. } | TransferStep::GiveBack { .. } | TransferStep::Finish { .. } => {
                now == HandedOver
            }
            TransferStep::Withdraw { .. } => !matches!(now, HandedOver | Done | Withdrawn),
        };
        let (stage, wanted) = (now.word(), step.kind().word());
        (!fits).then(|| transfer_step_out_of_turn(&stage.zh, &wanted.zh, &stage.en, &wanted.en))
    }

    fn of_the_step(&self, step: &TransferStep) -> Vec<Problem> {
        match step {
            TransferStep::TakeOut { line, reason } | TransferStep::GiveBack { line, reason } => {
                [self.of_a_line(*line), without_reason(reason)].into_iter().flatten().collect()
            }
            TransferStep::StateOpening { on, opening, reason } => self.of_an_opening(*on, opening, reason),
            TransferStep::Waive { line, issue, reason } => {
                let asked = self.issues_of(*line);
                let is_asked = asked.iter().any(|one| one.kind == *issue);
                let may = asked.iter().any(|one| one.kind == *issue && may_be_explained(one));
                let refused = [
                    self.of_a_line(*line),
                    (!is_asked).then(|| no_such_issue(issue)),
                    (is_asked && !may).then(issue_stands),
                    without_reason(reason),
                ];
                refused.into_iter().flatten().collect()
            }
            TransferStep::Examine => self.issues(),
            TransferStep::Pack { line, carton } => match self.found(*line) {
                Ok(line) => self.transfer.not_into_carton(line, *carton).into_iter().collect(),
                Err(problem) => vec![problem],
            },
            TransferStep::Unpack { line } => match self.found(*line) {
                Ok(line) if self.transfer.cartons.contains_key(&line.id) => Vec::new(),
                Ok(line) => vec![in_no_carton(&line.code)],
                Err(problem) => vec![problem],
            },
            TransferStep::Seal { manifest } => self.of_the_package(manifest),
            TransferStep::HandOver { .. } => self.of_the_handover(step),
            TransferStep::Accept { line } => self.of_a_line(*line).into_iter().collect(),
            TransferStep::Finish { copies_until } => {
                let past = copies_until.filter(|until| *until <= self.on);
                self.unsaid().into_iter().chain(past.map(|until| copies_end_early(&until))).collect()
            }
            TransferStep::Reopen { reason } | TransferStep::Withdraw { reason } => {
                without_reason(reason).into_iter().collect()
            }
        }
    }

    fn found(&self, line: i64) -> Result<&TransferLine, Problem> {
        match (self.transfer.line(line), self.of_a_line(line)) {
            (Some(line), None) => Ok(line),
            (_, problem) => Err(problem.unwrap_or_else(|| line_not_listed(&self.transfer.number))),
        }
    }

    fn of_a_line(&self, line: i64) -> Option<Problem> {
        match self.transfer.line(line) {
            None => Some(line_not_listed(&self.transfer.number)),
            Some(line) if self.transfer.taken_out.contains_key(&line.id) => Some(line_taken_out(&line.code)),
            Some(_) => None,
        }
    }

    fn of_an_opening(&self, on: OpeningOn, opening: &str, reason: &str) -> Vec<Problem> {
        let concerns = |line: &TransferLine| match on {
            OpeningOn::All => true,
            OpeningOn::Group(group) => line.group == group,
            OpeningOn::Line(id) => line.id == id,
        };
        let mut refusals = Vec::new();
        if !self.transfer.lines_in().any(concerns) {
            refusals.push(line_not_listed(&self.transfer.number));
        }
        if transfer_rules().opening(opening).is_none() {
            let known = transfer_rules().openings.iter().map(|one| one.zh.as_str()).collect::<Vec<_>>();
            refusals.push(no_such_opening(&opening, &known.join("、")));
        }
        // the first of the list is the one that needs no reason
        if transfer_rules().openings.first().is_some_and(|first| first.id != opening) {
            refusals.extend(without_reason(reason));
        }
        refusals
    }

    /// What stands in the way of one line, of the list's numbers, too.
    pub(super) fn issues_of(&self, line: i64) -> Vec<Problem> {
        let Some(line) = self.transfer.line(line) else { return Vec::new() };
        self.of_each(line, &self.transfer.flaws())
    }

    fn of_each(&self, line: &TransferLine, flaws: &ListFlaws) -> Vec<Problem> {
        let transfer = self.transfer;
        let mut issues = match self.seen.standing.get(&line.id) {
            Some(standing) => standing.issues(line, transfer, self.on),
            None => vec![transfer_not_looked_at(&line.code)],
        };
        if let Some(missing) = flaws.missing.get(&line.id) {
            let gap = numbers_missing_before(&line.code, missing);
            let answered = transfer.waived.contains_key(&(line.id, gap.kind.clone()));
            issues.extend((!answered).then_some(gap));
        }
        if flaws.twice.contains(&line.code) {
            issues.push(transfer_code_twice(&line.code));
        }
        if transfer.opening_of(line).is_none() {
            issues.push(opening_missing(&line.code));
        }
        issues
    }

    /// What keeps the list from being handed over; an empty list is never "all".
    pub(super) fn issues(&self) -> Vec<Problem> {
        let flaws = self.transfer.flaws();
        let mut issues = Vec::new();
        for line in self.transfer.lines_in() {
            issues.extend(self.of_each(line, &flaws));
        }
        if self.transfer.lines_in().next().is_none() {
            issues.push(transfer_empty(&self.transfer.number));
        }
        issues.retain(Problem::is_blocking);
        issues
    }

    /// Everything lies in a carton, and the package holds these volumes and no others.
    fn of_the_package(&self, manifest: &str) -> Vec<Problem> {
        let transfer = self.transfer;
        let mut refusals = self.issues();
        let loose: Vec<&TransferLine> =
            transfer.lines_in().filter(|line| !transfer.cartons.contains_key(&line.id)).collect();
        if let Some(first) = loose.first() {
            refusals.push(volumes_loose(&loose.len(), &first.code));
        }
        match &self.seen.package {
            None => refusals.push(package_unknown(&manifest)),
            Some(package) => refusals.extend(self.of_contents(package)),
        }
        refusals
    }

    fn of_contents(&self, package: &PackageSeen) -> Vec<Problem> {
        let transfer = self.transfer;
        let own: BTreeSet<i64> = transfer.lines_in().map(|line| line.volume_id).collect();
        let mut refusals = Vec::new();
        if package.number != transfer.number || package.receiver != transfer.receiver {
            refusals.push(package_of_another(&package.number, &package.receiver, &transfer.number));
        }
        if package.volumes != own {
            let lacks = own.difference(&package.volumes).count();
            let more = package.volumes.difference(&own).count();
            refusals.push(package_covers_others(&lacks, &more));
        }
        refusals.extend(package.changed.first().map(|code| package_outdated(&package.changed.len(), code)));
        refusals
    }

    fn of_the_handover(&self, step: &TransferStep) -> Vec<Problem> {
        let TransferStep::HandOver { given_by, taken_by, witness_unit, witness, on } = step else {
            return Vec::new();
        };
        let transfer = self.transfer;
        let plain = |name: &str| name.split_whitespace().collect::<String>();
        let named = [plain(given_by), plain(taken_by), plain(witness)];
        let sealed_on = transfer.stage.sealed().map_or(transfer.opened_on, |sealed| sealed.on);
        let mut refusals = self.issues();
        if named.iter().any(String::is_empty) || witness_unit.trim().is_empty() {
            refusals.push(party_missing());
        } else if named.iter().collect::<BTreeSet<_>>().len() < named.len() {
            refusals.push(party_twice());
        }
        if plain(&transfer.giver) == plain(&transfer.receiver) {
            refusals.push(one_party(&transfer.receiver));
        }
        if *on > self.on || *on < sealed_on {
            refusals.push(handover_day_wrong(on, &sealed_on, &self.on));
        }
        let package = self.seen.package.as_ref();
        match package {
            None => refusals.push(package_unknown(&transfer.number)),
            Some(package) => refusals.extend(self.of_contents(package)),
        }
        refusals
    }

    /// Lines the receiver has said nothing of; accepted ones that may not go any more.
    fn unsaid(&self) -> Vec<Problem> {
        let transfer = self.transfer;
        let mut refusals = Vec::new();
        let silent: Vec<&TransferLine> =
            transfer.lines_in().filter(|line| transfer.verdict(line.id).is_none()).collect();
        if let Some(first) = silent.first() {
            refusals.push(receipt_awaited(&silent.len(), &first.code));
        }
        refusals.extend(self.barred());
        // what the receiver has says what the package said
        let changed = self.seen.package.iter().flat_map(|package| &package.changed);
        let accepted = |code: &&String| {
            transfer.lines_in().any(|line| {
                line.code == **code && transfer.verdict(line.id) == Some(&TransferVerdict::Accepted)
            })
        };
        let changed: Vec<&String> = changed.filter(accepted).collect();
        refusals.extend(changed.first().map(|code| changed_when_handed_over(&changed.len(), code)));
        refusals
    }

    /// Why accepted lines may not go now.
    pub(super) fn barred(&self) -> Vec<Problem> {
        let accepted = self.transfer.lines_in().filter(|line| {
            self.transfer.verdict(line.id) == Some(&TransferVerdict::Accepted)
                && !self.transfer.gone.contains_key(&line.id)
        });
        accepted
            .flat_map(|line| match self.seen.standing.get(&line.id) {
                Some(standing) => standing.bars(line),
                None => vec![transfer_not_looked_at(&line.code)],
            })
            .collect()
    }
}

/// Whether a person may answer an issue with a reason.
pub(super) fn may_be_explained(issue: &Problem) -> bool {
    issue.weight == crate::general::problem::Weight::Ask
}

/// What is wrong with the list's numbers as a whole.
struct ListFlaws {
    /// 断号, by the line behind the gap.
    missing: BTreeMap<i64, String>,
    /// 重号
    twice: BTreeSet<String>,
}

impl Transfer {
    fn flaws(&self) -> ListFlaws {
        let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
        for line in self.lines_in() {
            if !once.insert(line.code.as_str()) {
                twice.insert(line.code.clone());
            }
        }
        ListFlaws { missing: self.numbers_missing(), twice }
    }

    /// 断号: by the line behind a gap, the 案卷号 that are missing before it among volumes alike.
    fn numbers_missing(&self) -> BTreeMap<i64, String> {
        let mut alike: BTreeMap<u32, Vec<&TransferLine>> = BTreeMap::new();
        self.lines_in().for_each(|line| alike.entry(line.group).or_default().push(line));
        let mut gaps = BTreeMap::new();
        for lines in alike.values_mut() {
            lines.sort_by_key(|line| line.number);
            for pair in lines.windows(2) {
                let (before, after) = (pair[0].number, pair[1].number);
                if after > before + 1 {
                    let (first, last) = (before + 1, after - 1);
                    let said = if first == last { first.to_string() } else { format!("{first}—{last}") };
                    gaps.insert(pair[1].id, said);
                }
            }
        }
        gaps
    }

    /// What the examination says of each line now.
    pub fn issues_by_line(&self, on: NaiveDate, seen: &TransferSeen) -> BTreeMap<i64, Vec<Problem>> {
        let wanted = Wanted { transfer: self, on: on.max(self.last_on), seen };
        let flaws = self.flaws();
        self.lines_in().map(|line| (line.id, wanted.of_each(line, &flaws))).collect()
    }

    /// What is missing for the next step of the way; nothing: it can be taken.
    pub fn waits_for(&self, on: NaiveDate, seen: &TransferSeen) -> Vec<Problem> {
        let wanted = Wanted { transfer: self, on: on.max(self.last_on), seen };
        match self.stage.name() {
            TransferStageName::Draft => wanted.refusals(&TransferStep::Examine),
            TransferStageName::Examined => {
                let loose = self.lines_in().filter(|line| !self.cartons.contains_key(&line.id));
                let loose: Vec<&TransferLine> = loose.collect();
                match loose.first() {
                    Some(first) => vec![volumes_loose(&loose.len(), &first.code)],
                    None => vec![package_awaited()],
                }
            }
            TransferStageName::Packed => vec![handover_awaited(&self.receiver)],
            TransferStageName::HandedOver => {
                let unsaid = wanted.unsaid();
                if unsaid.is_empty() { vec![finish_awaited(&self.opener.name)] } else { unsaid }
            }
            TransferStageName::Done | TransferStageName::Withdrawn => Vec::new(),
        }
    }
}

/// Whether who takes the step is named as the receiving side: nobody receives from himself.
pub(super) fn is_receiver(who: &Signer, taken_by: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<String>();
    !who.name.is_empty() && plain(&who.name) == plain(taken_by)
}

fn without_reason(reason: &str) -> Option<Problem> {
    reason.trim().is_empty().then(transfer_reason_missing)
}

problems! {
    notice package_awaited():
        "等制作移交材料包并封装。" / "The package is to be made and the transfer sealed."
        => "点「制作材料包并封装」。" / "Make the package.";
    notice handover_awaited(receiver):
        "等与{receiver}点交。" / "It is to be handed over to {receiver}."
        => "三方到场，登记点交。" / "Record who gave, took and witnessed it.";
    notice finish_awaited(name):
        "等{name}办结移交。" / "{name} is to finish the transfer."
        => "核对接收、退回的卷数后办结。" / "Check what was accepted and returned, then finish it.";
    refuse transfer_step_out_of_turn(stage, wanted, stage_en, wanted_en):
        "批次{stage}，现在不能{wanted}。" / "The transfer is: {stage_en}. It is not the turn of: {wanted_en}."
        => "按顺序办理。" / "Take the steps in their order.";
    refuse line_not_listed(number):
        "移交批次 {number} 没有这一卷或这一组。" / "Transfer {number} has no such volume or group."
        => "核对批次号和档号。" / "Check the transfer and the code.";
    refuse line_taken_out(code):
        "案卷 {code} 已从本批取出。" / "Volume {code} was taken out of the transfer."
        => "刷新批次看现状。" / "Look at the transfer again.";
    refuse transfer_reason_missing():
        "没有写明理由。" / "There is no reason."
        => "写明理由。" / "Give the reason.";
    refuse transfer_not_looked_at(code):
        "案卷 {code} 的现状没有核对。" / "Volume {code} was not looked at."
        => "重试。" / "Try again.";
    refuse transfer_empty(number):
        "移交批次 {number} 已没有案卷。" / "No volume is left in transfer {number}."
        => "作废这一批。" / "Withdraw it.";
    refuse no_such_opening(opening, known):
        "没有「{opening}」这种开放意见。" / "There is no opinion \"{opening}\" on opening."
        => "可以是：{known}。" / "They are: {known}.";
    refuse opening_missing(code):
        "案卷 {code} 没有开放意见。" / "Nothing is said on opening volume {code}."
        => "逐组或逐卷写明开放意见。" / "State it for the group or the volume.";
    refuse transfer_code_twice(code):
        "档号 {code} 重号。" / "The code {code} stands twice on the list."
        => "更正档号，或取出一卷。" / "Correct it, or take one out.";
    ask numbers_missing_before(code, missing):
        "案卷 {code} 前断号：缺案卷号 {missing}。" / "Numbers are missing before volume {code}: {missing}."
        => "补齐，取出，或说明情况。" / "Add them, take it out, or explain.";
    refuse no_such_issue(issue):
        "这一卷没有「{issue}」这个问题。" / "The volume has no issue \"{issue}\"."
        => "刷新批次看现状。" / "Look at the transfer again.";
    refuse issue_stands():
        "这个问题不能只作说明。" / "This issue cannot be explained away."
        => "解决它，或把这一卷取出。" / "Settle it, or take the volume out.";
    refuse in_no_carton(code):
        "案卷 {code} 没有装箱。" / "Volume {code} lies in no carton."
        => "核对档号。" / "Check the code.";
    refuse volumes_loose(count, code):
        "还有 {count} 卷没有装箱，第一卷是 {code}。" / "{count} volumes lie in no carton yet, {code} the first."
        => "到装箱屏逐卷扫条码。" / "Scan them on the packing screen.";
    refuse package_unknown(manifest):
        "没有登记过摘要为 {manifest} 的移交材料包。" / "No package {manifest} is registered here."
        => "用本批次制作材料包。" / "Make the package from this transfer.";
    refuse package_of_another(number, receiver, own):
        "材料包是批次「{number}」移交「{receiver}」的，不是 {own} 的。" / "The package is of transfer \"{number}\" to \"{receiver}\", not of {own}."
        => "用本批次重新制作材料包。" / "Make the package from this transfer.";
    refuse package_covers_others(lacks, more):
        "材料包与清单不符：缺 {lacks} 卷，多 {more} 卷。" / "The package lacks {lacks} volumes of the list and holds {more} others."
        => "重新制作材料包。" / "Make the package anew.";
    refuse package_outdated(count, code):
        "材料包做好后有 {count} 卷改动过，第一卷是 {code}。" / "{count} volumes changed after the package was made, {code} the first."
        => "启封，重新制作材料包。" / "Open the transfer again and make the package anew.";
    refuse changed_when_handed_over(count, code):
        "点交以后有 {count} 卷更正过，和接收方手里的不一致，第一卷是 {code}。" / "{count} volumes were corrected after they were handed over and differ from what the receiver has, {code} the first."
        => "请接收方退回这些卷，另建批次移交。" / "Have the receiver return them, and open another transfer.";
    refuse party_missing():
        "移交人、接收人、监交单位和监交人要写全。" / "Who gives, who takes, and who witnesses must all be named."
        => "补填。" / "Name them.";
    refuse party_twice():
        "移交、接收、监交不能是同一人。" / "Giver, receiver and witness are three persons."
        => "改填。" / "Name others.";
    refuse one_party(receiver):
        "移交单位和接收单位都是「{receiver}」。" / "\"{receiver}\" would hand over to itself."
        => "作废本批，按接收单位另建。" / "Withdraw it and open one for the receiver.";
    pub(super) refuse receiver_acts(name):
        "{name}是接收人，不能代移交方登记点交。" / "{name} takes the records and does not record the hand-over for the giver."
        => "由移交方的人登记。" / "Somebody of the giver records it.";
    refuse handover_day_wrong(on, sealed, today):
        "点交日期 {on} 不在封装（{sealed}）和今天（{today}）之间。" / "{on} does not lie between the sealing ({sealed}) and today ({today})."
        => "改日期。" / "Correct the day.";
    refuse receipt_awaited(count, code):
        "还有 {count} 卷没有回执，第一卷是 {code}。" / "{count} volumes have no receipt yet, {code} the first."
        => "读入接收方的回执，或逐卷登记接收、退回。" / "Read the receiver's file, or record each volume.";
    refuse copies_end_early(until):
        "副本保留至 {until}，不晚于今天。" / "Copies would be kept until {until}, which is not after today."
        => "改日期，或不填。" / "Correct the day, or leave it out.";
}
