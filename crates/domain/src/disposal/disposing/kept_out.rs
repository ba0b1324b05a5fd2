//! 抽出另立卷: what keeping a record out of its volume needs, and what it needs before the volume goes. Vouchers of debts that
//! are not settled are taken out and kept until they are (会计档案管理办法 第十九条 [K]).

use super::asked::Asked;
use super::checks::without_words;
use super::site::ordered_already;
use super::stage::DisposalStep;
use super::voting::DisposalDecision;
use crate::general::problem::Problem;
use crate::problems;

impl Asked<'_, '_> {
    /// What a step on a single record lacks.
    pub(super) fn of_a_record(&self, step: &DisposalStep) -> Vec<Problem> {
        let ordered = self.on_site().is_some_and(|on_site| on_site.intent.is_some());
        let mut refusals: Vec<Problem> = ordered.then(ordered_already).into_iter().collect();
        match step {
            DisposalStep::KeepOut { item, line, code, reason, .. } => {
                refusals.extend(self.of_a_line(*line).or_else(|| self.of_keeping_out(*item, *line, code)));
                refusals.extend(without_words(reason));
            }
            DisposalStep::LayAside { item } => refusals.extend(self.of_laying_aside(*item)),
            _ => {}
        }
        refusals
    }

    fn of_keeping_out(&self, item: i64, line: i64, code: &str) -> Option<Problem> {
        let batch = self.batch;
        let line = batch.line(line)?;
        let decided = batch.stage.decided().and_then(|decided| decided.get(&line.id));
        let all_of_it = batch.kept_out_of(line.id).count() + 1 >= line.items as usize;
        match () {
            () if batch.kept_out.contains_key(&item) => Some(kept_out_before(&code)),
            () if decided.is_some_and(|decided| decided.decision != DisposalDecision::Destroy) => {
                Some(volume_stays(&line.code))
            }
            () if all_of_it => Some(nothing_would_go(&line.code)),
            () => None,
        }
    }

    fn of_laying_aside(&self, item: i64) -> Option<Problem> {
        let batch = self.batch;
        match batch.kept_out.get(&item) {
            None => Some(not_kept_out(&batch.number)),
            Some(one) if one.laid_aside.is_some() => Some(laid_aside_before(&one.code)),
            Some(one) => {
                let goes = batch.lines_to_destroy().any(|line| line.id == one.line);
                let code = batch.line(one.line).map_or("", |line| line.code.as_str());
                (!goes).then(|| volume_stays(&code))
            }
        }
    }
}

problems! {
    refuse kept_out_before(code):
        "{code} 已定为抽出。" / "{code} is to be kept out already."
        => "刷新批次看现状。" / "Look at the batch again.";
    refuse volume_stays(code):
        "案卷 {code} 不销毁，不用抽出其中的件。" / "Volume {code} is not destroyed; none of its records has to leave it."
        => "核对档号。" / "Check the code.";
    refuse nothing_would_go(code):
        "案卷 {code} 的件都要留下，整卷就不销毁了。" / "Every record of volume {code} would stay."
        => "从批次中取出整卷，或申请保留。" / "Take the volume out of the batch, or keep it back.";
    refuse not_kept_out(number):
        "这一件不在批次 {number} 的抽出之列。" / "The record is not among those kept out of batch {number}."
        => "先写明理由定为抽出。" / "Keep it out first, with the reason.";
    refuse laid_aside_before(code):
        "{code} 已抽出另立卷。" / "{code} was taken out and refiled already."
        => "刷新批次看现状。" / "Look at the batch again.";
}
