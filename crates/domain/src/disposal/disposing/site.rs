//! What is needed where the volumes are destroyed: counting, supervisors, the order, the end.

use chrono::NaiveDate;

use super::asked::Asked;
use super::batch::{Disposal, DisposalLine};
use super::rules::disposal_rules;
use super::stage::{DisposalStep, KeptOut, ListOnSite, SignedWords, Signer};
use crate::general::problem::Problem;
use crate::problems;

impl Asked<'_, '_> {
    pub(super) fn of_the_site(&self, step: &DisposalStep) -> Vec<Problem> {
        let batch = self.batch;
        match step {
            DisposalStep::Begin => {
                let until = batch.stage.reported().map_or(NaiveDate::MAX, |reported| reported.until);
                let nothing = batch.lines_to_destroy().next().is_none();
                let refusals = [
                    (self.on < until).then(|| still_waiting(&until)),
                    nothing.then(|| nothing_to_destroy(&batch.number)),
                ];
                refusals.into_iter().flatten().collect()
            }
            DisposalStep::Tick { line } => {
                let is_listed = batch.lines_to_destroy().any(|one| one.id == *line);
                let code = batch.line(*line).map_or("", |line| line.code.as_str());
                let is_ticked = self.on_site().is_some_and(|on_site| on_site.ticked.contains(line));
                let refusals = [
                    (!is_listed).then(|| not_to_destroy(&code, &batch.number)),
                    is_ticked.then(|| counted_before(&code)),
                ];
                refusals.into_iter().flatten().collect()
            }
            DisposalStep::Supervise => self.of_a_supervisor(),
            DisposalStep::Intend { number, method, place, .. } => self.of_the_order(number, method, place),
            DisposalStep::Finish => {
                let left = batch.lines_to_destroy().filter(|line| !batch.gone.contains_key(&line.id)).count();
                let unordered = self.on_site().is_none_or(|on_site| on_site.intent.is_none());
                let refusals = [
                    (left > 0).then(|| volumes_left(&left)),
                    (unordered && !batch.gone.is_empty()).then(|| not_ordered(&batch.number)),
                ];
                refusals.into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    fn of_a_supervisor(&self) -> Vec<Problem> {
        let name = &self.who.name;
        let mut refusals = Vec::new();
        if self.who.is_same_person(&self.batch.proposer) {
            refusals.push(supervisor_proposed(name));
        }
        if self.batch.approvers.iter().any(|one| one.is_same_person(self.who)) {
            refusals.push(supervisor_approved(name));
        }
        let mut present = self.on_site().into_iter().flat_map(|on_site| on_site.present_on(self.on));
        refusals.extend(present.any(|one| one.who.is_same_person(self.who)).then(|| supervisor_twice(name)));
        refusals
    }

    fn of_the_order(&self, number: &str, method: &str, place: &str) -> Vec<Problem> {
        let Some(on_site) = self.on_site() else { return Vec::new() };
        let mut refusals = self.batch.missing_on_site(on_site, self.on);
        let to_destroy = self.batch.lines_to_destroy();
        let uncounted: Vec<&DisposalLine> =
            to_destroy.filter(|line| !on_site.ticked.contains(&line.id)).collect();
        if let Some(first) = uncounted.first() {
            refusals.push(lines_not_counted(&uncounted.len(), &first.code));
        }
        refusals.extend(not_laid_aside(self.batch.to_lay_aside()));
        if number.trim() != self.batch.number {
            refusals.push(number_mistyped(&number, &self.batch.number));
        }
        if disposal_rules().method(method).is_none() {
            refusals.push(no_such_method(&method));
        }
        if place.trim().is_empty() {
            refusals.push(place_missing());
        }
        refusals.extend(on_site.intent.is_some().then(ordered_already));
        refusals.extend(same_person_present(&on_site.supervisors, self.who));
        refusals
    }
}

/// Records that were to stay are in their volumes still.
pub(super) fn not_laid_aside<'k>(mut left: impl Iterator<Item = &'k KeptOut>) -> Option<Problem> {
    let first = left.next()?;
    Some(records_in_their_volumes(&(left.count() + 1), &first.code))
}

/// Whoever orders the destruction is none of those who watch it.
pub(super) fn same_person_present(present: &[SignedWords], who: &Signer) -> Option<Problem> {
    present.iter().any(|one| one.who.is_same_person(who)).then(|| executor_supervises(&who.name))
}

impl Disposal {
    /// What the whole lacks: approvals, report, waiting time, supervisors.
    pub(super) fn missing_on_site(&self, on_site: &ListOnSite, on: NaiveDate) -> Vec<Problem> {
        let (rules, reported) = (disposal_rules(), &on_site.reported);
        let mut missing = Vec::new();
        let chain = rules.approvals(self.is_accounting).map(|approval| approval.id.as_str());
        if !chain.eq(reported.given.consents.iter().map(|consent| consent.role.as_str())) {
            missing.push(chain_incomplete());
        }
        if reported.number.trim().is_empty() {
            missing.push(without_report());
        }
        if on < reported.until {
            missing.push(still_waiting(&reported.until));
        }
        let present: Vec<&SignedWords> = on_site.present_on(on_site.day_of_order(on)).collect();
        let apart = |at: usize| !present[..at].iter().any(|one| one.who.is_same_person(&present[at].who));
        let persons = (0..present.len()).filter(|at| apart(*at)).count();
        if persons < rules.supervisors.least {
            let (least, there) = (rules.supervisors.least, persons);
            missing.push(too_few_supervisors(&least, &there));
        }
        missing
    }
}

problems! {
    pub(super) refuse chain_incomplete():
        "审批不全。" / "The chain of approval is not complete."
        => "由下一位审批人签署。" / "Have the next person sign.";
    pub(super) refuse without_report():
        "没有备案号。" / "There is no report number."
        => "向同级主管部门备案，登记备案号。" / "Report the list and enter the number.";
    refuse still_waiting(day):
        "静置期到 {day} 才满。" / "The waiting time runs to {day}."
        => "到期后再来。" / "Come back then.";
    refuse nothing_to_destroy(number):
        "批次 {number} 没有要销毁的案卷。" / "No volume of batch {number} is to be destroyed."
        => "作废这一批；续存和转永久已生效。" / "Withdraw the batch; what is kept on stays so.";
    refuse not_to_destroy(code, number):
        "案卷 {code} 不在批次 {number} 的销毁清册上。" / "Volume {code} is not on the register of batch {number}."
        => "放回原处，查明来历。" / "Put it back and find out where it came from.";
    refuse counted_before(code):
        "案卷 {code} 已清点过。" / "Volume {code} was counted before."
        => "核对是否另有一卷用了同一条码。" / "See whether another volume bears the same barcode.";
    refuse supervisor_proposed(name):
        "{name}是本批经办人，不能监销。" / "{name} opened the batch and may not supervise."
        => "请另一人监销。" / "Ask another person.";
    refuse supervisor_approved(name):
        "{name}审批过本批，不能监销。" / "{name} approved the batch and may not supervise."
        => "请另一人监销。" / "Ask another person.";
    refuse supervisor_twice(name):
        "{name}已作为监销人签到。" / "{name} has signed in as supervisor already."
        => "监销人须是不同的人。" / "Supervisors are different persons.";
    refuse executor_supervises(name):
        "{name}是监销人，不能下令销毁。" / "{name} supervises and may not order the destruction."
        => "由经办人下令。" / "Whoever handles the batch orders it.";
    refuse too_few_supervisors(least, there):
        "至少 {least} 人监销，现在到场 {there} 人。" / "At least {least} persons supervise; {there} are here."
        => "请另一位监销人用自己的账号签到。" / "Have another supervisor sign in with an account of his own.";
    refuse lines_not_counted(count, code):
        "还有 {count} 卷没有清点，第一卷是 {code}。" / "{count} volumes were not counted, {code} the first."
        => "扫描条码清点；找不到的申请保留并写明原因。" / "Scan their barcodes; keep back what is not found, with the reason.";
    refuse records_in_their_volumes(count, code):
        "还有 {count} 件定为抽出的仍在卷内，第一件是 {code}。" / "{count} records to be kept out are in their volumes still, {code} the first."
        => "把它从卷内抽出，扫描条码或输入档号，登记另立卷。" / "Take it out of the volume and scan its barcode, or type its code.";
    refuse number_mistyped(typed, number):
        "输入的「{typed}」不是本批的编号 {number}。" / "\"{typed}\" is not this batch's number, {number}."
        => "核对批次后重新输入。" / "Check the batch and type again.";
    refuse no_such_method(method):
        "没有「{method}」这种销毁方式。" / "There is no way of destroying called \"{method}\"."
        => "选表上的方式。" / "Choose one of the list.";
    refuse place_missing():
        "没有写销毁地点。" / "The place is missing."
        => "写明地点。" / "Say where.";
    pub(super) refuse ordered_already():
        "已经下令销毁，不能再改。" / "The destruction was ordered already."
        => "接着执行到底。" / "Go on to its end.";
    refuse volumes_left(count):
        "还有 {count} 卷没有销毁。" / "{count} volumes are not destroyed yet."
        => "接着执行。" / "Go on.";
    pub(super) refuse not_ordered(number):
        "批次 {number} 还没有下令销毁。" / "The destruction of batch {number} has not been ordered."
        => "清点并由监销人到场后，输入批次号下令。" / "Count the volumes, have the supervisors sign in, then type the batch's number.";
}
