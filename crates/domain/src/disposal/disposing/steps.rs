//! One step further. [`Disposal::apply`] checks and takes it; [`Disposal::recorded`] takes one that was checked when it was
//! made, as a batch is read back from its steps.

use chrono::{Days, NaiveDate};

use super::asked::Asked;
use super::batch::Disposal;
use super::rules::disposal_rules;
use super::stage::{
    DisposalStage, DisposalStep, Intent, KeptOut, ListOnSite, ListReported, OpinionGiven, SignedWords, Signer,
};
use super::standing::LineStanding;
use super::voting::{Decided, Seat, Vote};
use crate::general::error::{Error, Result};

impl Disposal {
    /// The batch after a step of one person on a day.
    ///
    /// # Errors
    /// `Refused` with everything that is missing, and who is waited for.
    pub fn apply<'s>(
        &self,
        step: &DisposalStep,
        who: &Signer,
        on: NaiveDate,
        standing: &dyn Fn(i64) -> Option<&'s LineStanding>,
    ) -> Result<Disposal> {
        let mut after = self.clone();
        after.take(step, who, on, standing)?;
        Ok(after)
    }

    /// The same in its place, so that many steps do not copy the list each time.
    ///
    /// # Errors
    /// As [`Disposal::apply`]; the batch is as it was then.
    pub fn take<'s>(
        &mut self,
        step: &DisposalStep,
        who: &Signer,
        on: NaiveDate,
        standing: &dyn Fn(i64) -> Option<&'s LineStanding>,
    ) -> Result<()> {
        let problems = Asked { batch: self, who, on, standing }.refusals(step);
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        self.recorded(step, who, on);
        Ok(())
    }

    /// Takes a step that was checked when it was made.
    pub fn recorded(&mut self, step: &DisposalStep, who: &Signer, on: NaiveDate) {
        self.last_on = self.last_on.max(on);
        let stated = |role: &str, words: &str| SignedWords {
            who: who.clone(),
            on,
            role: role.to_owned(),
            words: words.into(),
        };
        match step {
            DisposalStep::TakeOut { line, reason } => {
                self.taken_out.insert(*line, reason.clone());
            }
            DisposalStep::Examine => self.stage = DisposalStage::Examined,
            DisposalStep::Seat { account, name, seat } => {
                self.seats.push(Seat { account: *account, name: name.clone(), seat: seat.clone() });
            }
            DisposalStep::Unseat { account, .. } => {
                self.seats.retain(|seat| seat.account != *account);
                self.votes.retain(|vote| vote.account != *account);
            }
            DisposalStep::CheckDebts { words } => self.debts_checked = Some(words.clone()),
            DisposalStep::Vote { on, decision, period, reason } => {
                let decided = Decided { decision: *decision, period: *period };
                self.votes.push(Vote { account: who.account, on: *on, decided, reason: reason.clone() });
                // an objection takes an agreed batch back to the vote
                self.stage = DisposalStage::Examined;
            }
            DisposalStep::Conclude => {
                let agreed = self.lines_in().filter_map(|line| Some((line.id, self.agreed(line)?)));
                self.stage = DisposalStage::Appraised(agreed.collect());
            }
            DisposalStep::Withdraw { reason } => self.stage = DisposalStage::Withdrawn(stated("", reason)),
            DisposalStep::Return { .. } => self.stage = DisposalStage::Examined,
            DisposalStep::KeepBack { line, reason } => {
                self.kept_back.insert(*line, reason.clone());
            }
            DisposalStep::KeepOut { item, line, code, pages, reason } => {
                let (stated, code) = (stated("", reason), code.clone());
                let (item, line, pages) = (*item, *line, *pages);
                self.kept_out.insert(item, KeptOut { item, line, code, pages, stated, laid_aside: None });
            }
            DisposalStep::LayAside { item } => {
                let laid = stated("", "");
                self.kept_out.entry(*item).and_modify(|one| one.laid_aside = Some(laid));
            }
            DisposalStep::WriteOpinion { words } => self.give_opinion(stated("", words)),
            DisposalStep::Consent { role, words } => self.consent(stated(role, words)),
            DisposalStep::Report { number, to, days } => self.report(number, stated("", to), *days),
            _ => self.recorded_on_site(step, who, on),
        }
    }

    fn give_opinion(&mut self, opinion: SignedWords) {
        if let DisposalStage::Appraised(decided) = &self.stage {
            let decided = decided.clone();
            self.stage = DisposalStage::Opinion(OpinionGiven { decided, opinion, consents: Vec::new() });
        }
    }

    fn consent(&mut self, statement: SignedWords) {
        let chain = disposal_rules().approvals(self.is_accounting).count();
        self.approvers.push(statement.who.clone());
        if let DisposalStage::Opinion(given) = &mut self.stage {
            given.consents.push(statement);
            if given.consents.len() >= chain {
                self.stage = DisposalStage::Approved(given.clone());
            }
        }
    }

    fn report(&mut self, number: &str, report: SignedWords, days: u32) {
        if let DisposalStage::Approved(given) = &self.stage {
            let until = report.on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
            let (given, number) = (given.clone(), number.to_owned());
            self.stage = DisposalStage::Waiting(ListReported { given, number, report, until });
        }
    }

    /// What is done where the volumes are destroyed.
    fn recorded_on_site(&mut self, step: &DisposalStep, who: &Signer, on: NaiveDate) {
        match (step, &mut self.stage) {
            (DisposalStep::Begin, DisposalStage::Waiting(reported)) => {
                let reported = reported.clone();
                let (ticked, supervisors) = Default::default();
                let on_site = ListOnSite { reported, ticked, supervisors, intent: None };
                self.stage = DisposalStage::Destroying(on_site);
            }
            (DisposalStep::Tick { line }, DisposalStage::Destroying(on_site)) => {
                on_site.ticked.insert(*line);
            }
            (DisposalStep::Supervise, DisposalStage::Destroying(on_site)) => {
                let (role, words) = Default::default();
                on_site.supervisors.push(SignedWords { who: who.clone(), on, role, words });
            }
            (DisposalStep::Intend { method, place, time, .. }, DisposalStage::Destroying(on_site)) => {
                let (method, place, time) = (method.clone(), place.as_str().into(), time.as_str().into());
                on_site.intent = Some(Intent { who: who.clone(), on, method, place, time });
            }
            (DisposalStep::Finish, DisposalStage::Destroying(on_site)) => {
                self.stage = DisposalStage::Done(on_site.clone());
            }
            _ => {}
        }
    }

    /// A line's volume went.
    pub fn departed(&mut self, line: i64, on: NaiveDate) {
        self.gone.insert(line, on);
        self.last_on = self.last_on.max(on);
    }
}
