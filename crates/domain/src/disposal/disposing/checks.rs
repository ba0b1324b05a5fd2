//! What a step needs: the stage, the person, the day, and what the volumes are now. Each refusal says what is missing or who
//! is waited for.

use chrono::{Datelike as _, NaiveDate};

use super::asked::Asked;
use super::batch::{Disposal, DisposalLine};
use super::rules::disposal_rules;
use super::site::{chain_incomplete, ordered_already, without_report};
use super::stage::{DisposalStep, Signer, StageName};
use super::standing::LineStanding;
use super::voting::{DisposalDecision, VoteOn};
use crate::general::problem::Problem;
use crate::general::text::not_kept;
use crate::problems;
use crate::values::period::RetentionPeriod;

impl Asked<'_, '_> {
    /// Everything that keeps the step from being taken.
    pub(super) fn refusals(&self, step: &DisposalStep) -> Vec<Problem> {
        let mut refusals: Vec<Problem> = self.of_the_clock().into_iter().collect();
        refusals.extend(self.of_the_stage(step));
        if refusals.is_empty() {
            refusals = self.of_the_step(step);
            refusals.extend(step.texts().into_iter().filter_map(|(text, longest)| not_kept(text, longest)));
        }
        refusals
    }

    fn of_the_stage(&self, step: &DisposalStep) -> Option<Problem> {
        use StageName::*;
        let now = self.batch.stage.name();
        let fits = match step {
            DisposalStep::TakeOut { .. } | DisposalStep::Examine => matches!(now, Draft | Examined),
            DisposalStep::Seat { .. } | DisposalStep::Unseat { .. } | DisposalStep::Conclude => {
                now == Examined
            }
            DisposalStep::CheckDebts { .. } => now == Examined,
            DisposalStep::Vote { .. } => matches!(now, Examined | Appraised),
            DisposalStep::WriteOpinion { .. } => now == Appraised,
            DisposalStep::Consent { .. } | DisposalStep::Return { .. } => now == Opinion,
            DisposalStep::Report { .. } => now == Approved,
            DisposalStep::KeepBack { .. } => matches!(now, Approved | Waiting | Destroying),
            DisposalStep::KeepOut { .. } => !matches!(now, Done | Withdrawn),
            DisposalStep::LayAside { .. } => now == Destroying,
            DisposalStep::Begin => now == Waiting,
            DisposalStep::Tick { .. } | DisposalStep::Supervise | DisposalStep::Intend { .. } => {
                now == Destroying
            }
            DisposalStep::Finish => now == Destroying,
            DisposalStep::Withdraw { .. } => !matches!(now, Done | Withdrawn),
        };
        let (stage, wanted) = (now.word(), step.kind().word());
        (!fits).then(|| step_out_of_turn(&stage.zh, &wanted.zh, &stage.en, &wanted.en))
    }

    fn of_the_step(&self, step: &DisposalStep) -> Vec<Problem> {
        match step {
            DisposalStep::TakeOut { line, reason } => {
                [self.of_a_line(*line), without_words(reason)].into_iter().flatten().collect()
            }
            DisposalStep::KeepBack { line, reason } => {
                let goes = self.batch.lines_to_destroy().any(|one| one.id == *line);
                let refused = self.of_a_line(*line).or_else(|| (!goes).then(kept_already));
                [refused, without_words(reason)].into_iter().flatten().collect()
            }
            DisposalStep::KeepOut { .. } | DisposalStep::LayAside { .. } => self.of_a_record(step),
            DisposalStep::Examine => self.issues(),
            DisposalStep::Seat { account, name, seat } => self.of_a_seat(*account, name, seat),
            DisposalStep::Unseat { account, reason } => {
                let is_member = self.batch.seats.iter().any(|seat| seat.account == *account);
                [(!is_member).then(no_member), without_words(reason)].into_iter().flatten().collect()
            }
            DisposalStep::CheckDebts { words } => self.of_debts(words),
            DisposalStep::Vote { on, decision, period, reason } => {
                self.of_a_vote(*on, *decision, *period, reason)
            }
            DisposalStep::Conclude => self.of_the_conclusion(),
            DisposalStep::WriteOpinion { words } => without_words(words).into_iter().collect(),
            DisposalStep::Consent { role, .. } => self.of_an_approval(role),
            DisposalStep::Return { role, reason } => {
                self.of_an_approval(role).into_iter().chain(without_words(reason)).collect()
            }
            DisposalStep::Report { number, days, .. } => self.of_a_report(number, *days),
            DisposalStep::Withdraw { reason } => {
                let ordered = self.on_site().is_some_and(|on_site| on_site.intent.is_some());
                [ordered.then(ordered_already), without_words(reason)].into_iter().flatten().collect()
            }
            _ => self.of_the_site(step),
        }
    }

    pub(super) fn of_a_line(&self, line: i64) -> Option<Problem> {
        let batch = self.batch;
        match batch.line(line) {
            None => Some(not_on_the_list(&batch.number)),
            Some(line) if batch.gone.contains_key(&line.id) => Some(line_destroyed(&line.code)),
            Some(line) if !batch.is_in(line.id) => Some(line_left(&line.code)),
            Some(_) => None,
        }
    }

    /// What keeps lines from being appraised; an empty list is never "all".
    fn issues(&self) -> Vec<Problem> {
        let mut issues = Vec::new();
        for line in self.batch.lines_in() {
            match (self.standing)(line.id) {
                Some(standing) => issues.extend(standing.issues(line, self.on)),
                None => issues.push(volume_unknown(&line.code)),
            }
        }
        issues.retain(Problem::is_blocking);
        if self.batch.lines_in().next().is_none() {
            issues.push(nothing_left(&self.batch.number));
        }
        issues
    }

    fn of_a_seat(&self, account: i64, name: &str, seat: &str) -> Vec<Problem> {
        let mut refusals = Vec::new();
        if disposal_rules().seats(self.batch.is_accounting).all(|rule| rule.id != seat) {
            refusals.push(no_such_seat(&seat));
        }
        let new = Signer { account, name: name.to_owned() };
        let is_seated = |seat: &super::voting::Seat| {
            new.is_same_person(&Signer { account: seat.account, name: seat.name.clone() })
        };
        if self.batch.seats.iter().any(is_seated) {
            refusals.push(seated_twice(&name));
        }
        refusals
    }

    fn of_debts(&self, words: &str) -> Vec<Problem> {
        let own = self.batch.seats.iter().find(|seat| seat.account == self.who.account);
        let is_accountant = own.is_some_and(|seat| seat.seat == "accounting");
        let refusals = [
            (!self.batch.is_accounting).then(no_debts_here),
            (self.batch.is_accounting && !is_accountant).then(not_the_accountant),
            without_words(words),
        ];
        refusals.into_iter().flatten().collect()
    }

    fn of_a_vote(
        &self,
        on: VoteOn,
        decision: DisposalDecision,
        period: Option<RetentionPeriod>,
        reason: &str,
    ) -> Vec<Problem> {
        let mut refusals = Vec::new();
        if self.batch.seats.iter().all(|seat| seat.account != self.who.account) {
            refusals.push(not_in_the_group(&self.who.name));
        }
        let concerned: Vec<&DisposalLine> = self
            .batch
            .lines_in()
            .filter(|line| on == VoteOn::Line(line.id) || on == VoteOn::Group(line.group))
            .collect();
        if concerned.is_empty() {
            refusals.push(not_on_the_list(&self.batch.number));
        }
        refusals.extend(self.of_a_decision(&concerned, decision, period, reason));
        refusals
    }

    /// What a decision on these lines lacks.
    pub(super) fn of_a_decision(
        &self,
        concerned: &[&DisposalLine],
        decision: DisposalDecision,
        period: Option<RetentionPeriod>,
        reason: &str,
    ) -> Vec<Problem> {
        let mut refusals = Vec::new();
        if decision != DisposalDecision::Destroy {
            refusals.extend(without_words(reason));
        }
        match (decision, period) {
            (DisposalDecision::Keep, None | Some(RetentionPeriod::Permanent)) => {
                refusals.push(new_period_missing())
            }
            (DisposalDecision::Keep, Some(new)) => {
                let short = concerned.iter().find(|line| !outlasts(line, new, self.on));
                let refused = |line: &&DisposalLine| new_period_short(&new, &line.code, &new.in_english());
                refusals.extend(short.map(refused));
            }
            (_, Some(_)) => refusals.push(period_not_asked()),
            (_, None) => {}
        }
        refusals
    }

    /// Every seat taken, every line decided by all in one way.
    fn of_the_conclusion(&self) -> Vec<Problem> {
        let batch = self.batch;
        let mut refusals: Vec<Problem> =
            batch.empty_seats().into_iter().map(|rule| seat_empty(&rule.zh, &rule.en)).collect();
        if batch.is_accounting && batch.debts_checked.is_none() {
            refusals.push(debts_unchecked());
        }
        refusals.extend(self.issues());
        for seat in &batch.seats {
            let says = |line: &&DisposalLine| {
                batch.said(line).any(|(own, vote)| own.account == seat.account && vote.is_none())
            };
            let silent: Vec<&DisposalLine> = batch.lines_in().filter(says).collect();
            if let Some(first) = silent.first() {
                refusals.push(vote_awaited(&seat.name, &silent.len(), &first.code));
            }
        }
        let all_said = |line: &&DisposalLine| batch.said(line).all(|(_, vote)| vote.is_some());
        let open: Vec<&DisposalLine> =
            batch.lines_in().filter(all_said).filter(|line| batch.agreed(line).is_none()).collect();
        if let Some(first) = open.first().filter(|_| !batch.seats.is_empty()) {
            refusals.push(group_disagrees(&open.len(), &first.code));
        }
        refusals
    }

    fn of_an_approval(&self, role: &str) -> Vec<Problem> {
        let Some(next) = self.batch.next_approval() else { return vec![chain_incomplete()] };
        let mut refusals = Vec::new();
        if next.id != role {
            refusals.push(approval_out_of_turn(&next.zh, &next.en));
        }
        if self.who.is_same_person(&self.batch.proposer) {
            refusals.push(approved_by_proposer(&self.who.name));
        }
        let given = self.batch.stage.opinion().map_or(&[][..], |given| given.consents.as_slice());
        if given.iter().any(|consent| consent.who.is_same_person(self.who)) {
            refusals.push(approved_twice(&self.who.name));
        }
        refusals
    }

    fn of_a_report(&self, number: &str, days: u32) -> Vec<Problem> {
        let bounds = disposal_rules().waiting;
        let within = (bounds.least..=bounds.most).contains(&days);
        let refusals = [
            number.trim().is_empty().then(without_report),
            (!within).then(|| waiting_out_of_bounds(&days, &bounds.least, &bounds.most)),
        ];
        refusals.into_iter().flatten().collect()
    }
}

impl Disposal {
    /// What is missing for the next step of the way, and of whom; nothing: it can be taken.
    pub fn waits_for<'s>(
        &self,
        on: NaiveDate,
        standing: &dyn Fn(i64) -> Option<&'s LineStanding>,
    ) -> Vec<Problem> {
        let on = on.max(self.last_on);
        let next = match self.stage.name() {
            StageName::Draft => DisposalStep::Examine,
            StageName::Examined => DisposalStep::Conclude,
            StageName::Appraised => return vec![opinion_awaited(&self.proposer.name)],
            StageName::Opinion => {
                let next = self.next_approval();
                return next.map(|next| approval_awaited(&next.zh, &next.en)).into_iter().collect();
            }
            StageName::Approved => return vec![report_awaited(&self.proposer.name)],
            StageName::Waiting => DisposalStep::Begin,
            StageName::Destroying => DisposalStep::Intend {
                number: self.number.clone(),
                method: disposal_rules().methods.first().map(|method| method.id.clone()).unwrap_or_default(),
                place: self.number.clone(),
                time: String::new(),
            },
            StageName::Done | StageName::Withdrawn => return Vec::new(),
        };
        let ordered = self.stage.on_site().is_some_and(|on_site| on_site.intent.is_some());
        let next = if ordered { DisposalStep::Finish } else { next };
        Asked { batch: self, who: &self.proposer, on, standing }.refusals(&next)
    }
}

/// Whether a new period, counted from the original start, is longer than the old and not over yet.
fn outlasts(line: &DisposalLine, new: RetentionPeriod, on: NaiveDate) -> bool {
    match (line.period.years(), new.years()) {
        (Some(old), Some(years)) => {
            years > old && line.eligible_on.year() + i32::from(years - old) > on.year()
        }
        _ => false,
    }
}

pub(super) fn without_words(words: &str) -> Option<Problem> {
    words.trim().is_empty().then(words_missing)
}

problems! {
    notice opinion_awaited(name):
        "等{name}形成鉴定意见书。" / "{name} is to write the opinion."
        => "写明意见后送审批。" / "Write it and send it for approval.";
    notice approval_awaited(zh, en):
        "等{zh}审批。" / "The next to sign is: {en}."
        => "由该岗位的人同意或退回。" / "Whoever holds that post consents or returns it.";
    notice report_awaited(name):
        "等{name}登记备案号。" / "{name} is to enter the report number."
        => "向同级主管部门备案。" / "Report the list.";
    refuse step_out_of_turn(stage, wanted, stage_en, wanted_en):
        "批次{stage}，现在不能{wanted}。" / "The batch is: {stage_en}. It is not the turn of: {wanted_en}."
        => "按顺序办理。" / "Take the steps in their order.";
    refuse not_on_the_list(number):
        "批次 {number} 没有这一卷或这一组。" / "Batch {number} has no such volume or group."
        => "核对批次号和档号。" / "Check the batch and the code.";
    refuse line_destroyed(code):
        "案卷 {code} 已销毁。" / "Volume {code} was destroyed."
        => "已销毁的不能再动。" / "What was destroyed is not changed.";
    refuse line_left(code):
        "案卷 {code} 已不在本批。" / "Volume {code} has left the batch."
        => "刷新批次看现状。" / "Look at the batch again.";
    refuse kept_already():
        "这一卷没有定为销毁，不用申请保留。" / "This volume is not to be destroyed; there is nothing to ask back."
        => "核对档号。" / "Check the code.";
    refuse words_missing():
        "没有写明理由。" / "There is no reason."
        => "写明理由。" / "Give the reason.";
    refuse volume_unknown(code):
        "案卷 {code} 的现状没有核对。" / "Volume {code} was not looked at."
        => "重试。" / "Try again.";
    refuse nothing_left(number):
        "批次 {number} 已没有案卷。" / "No volume is left in batch {number}."
        => "作废这一批。" / "Withdraw the batch.";
    refuse no_such_seat(seat):
        "鉴定小组没有「{seat}」这一席。" / "The group has no seat \"{seat}\"."
        => "选表上的席位。" / "Choose a seat of the list.";
    refuse seated_twice(name):
        "{name}已在鉴定小组。" / "{name} is in the group already."
        => "一人一席，请另选一人。" / "One person has one seat; choose another.";
    refuse no_member():
        "鉴定小组没有这个人。" / "The group has no such member."
        => "核对姓名。" / "Check the name.";
    refuse no_debts_here():
        "不是会计档案，不用核对债权债务。" / "These are no accounting records; there are no debts to check."
        => "直接表决。" / "Vote.";
    refuse not_the_accountant():
        "债权债务由鉴定小组的会计部门核对。" / "Claims and debts are checked by the group's accounting member."
        => "请会计部门的成员办理。" / "Ask the accounting member.";
    refuse debts_unchecked():
        "没有核对未结清的债权债务。" / "Unsettled claims and debts were not checked."
        => "请会计部门的成员核对并登记。" / "Have the accounting member check and record it.";
    pub(super) refuse not_in_the_group(name):
        "{name}不是本批鉴定小组成员。" / "{name} is no member of this batch's group."
        => "由小组成员表决。" / "Members of the group vote.";
    refuse new_period_missing():
        "续存要有新期限。" / "Keeping on needs a new period."
        => "填从原起算日算起的年数；永久的选「转永久」。" / "Give years from the original start; choose permanent for what never goes.";
    refuse new_period_short(new, code, en):
        "新期限 {new} 对案卷 {code} 不够长：要长于原期限，且未满。" / "The new period ({en}) is too short for volume {code}: longer than the old, and not over yet."
        => "填更长的期限。" / "Give a longer one.";
    refuse period_not_asked():
        "只有续存才填新期限。" / "Only keeping on has a new period."
        => "去掉期限。" / "Leave the period out.";
    refuse seat_empty(zh, en):
        "鉴定小组缺{zh}。" / "The group lacks: {en}."
        => "先加入这一席的成员。" / "Add a member for it.";
    refuse vote_awaited(name, count, code):
        "等{name}表决：还有 {count} 卷，第一卷是 {code}。" / "{name} has not voted on {count} volumes, {code} the first."
        => "请本人表决。" / "Ask for the vote.";
    refuse group_disagrees(count, code):
        "{count} 卷意见不一致或待定，第一卷是 {code}。" / "The group disagrees on {count} volumes or left them undecided, {code} the first."
        => "协商后改表决，或取出这些卷。" / "Come to terms and vote again, or take them out.";
    refuse approval_out_of_turn(zh, en):
        "现在等{zh}签署。" / "The next to sign is: {en}."
        => "由该岗位的人签署。" / "Whoever holds that post signs.";
    refuse approved_by_proposer(name):
        "{name}是本批经办人，不能审批。" / "{name} opened the batch and may not approve it."
        => "由另一人审批。" / "Another person approves.";
    refuse approved_twice(name):
        "{name}已签署过本批。" / "{name} has signed this batch already."
        => "下一环由另一人签署。" / "Another person signs next.";
    refuse waiting_out_of_bounds(days, least, most):
        "静置 {days} 天不在 {least}～{most} 天之内。" / "{days} days are not within {least} to {most}."
        => "改天数。" / "Change the number of days.";
}
