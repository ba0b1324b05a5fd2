//! A form of a batch's page as the steps it asks for, and the field each problem stands at.

use crate::acts::disposal::disposing::{DisposalDecision, DisposalStep, VoteOn};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::values::period::RetentionPeriod;
use crate::problems;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;

/// What was sent, to be shown again where it is refused.
#[derive(Clone, Debug, Default)]
pub struct StepForm(pub Pairs);

impl StepForm {
    /// A field; empty where it was not sent.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// A field of the form of this step; of another form it is empty.
    pub fn typed(&self, step: &str, name: &str) -> &str {
        if self.one("step") == step { self.one(name) } else { "" }
    }

    /// Whether a line was ticked.
    pub fn has_ticked(&self, line: &i64) -> bool {
        self.lines().any(|ticked| ticked == *line)
    }

    /// The lines ticked.
    pub fn ticked(&self) -> Vec<i64> {
        self.lines().collect()
    }

    fn lines(&self) -> impl Iterator<Item = i64> {
        self.0.iter().filter(|(key, _)| key == "add").filter_map(|(_, line)| line.parse().ok())
    }

    fn text(&self, name: &str) -> String {
        self.one(name).to_owned()
    }

    fn vote(&self, on: VoteOn) -> Answer<DisposalStep> {
        let decision = DisposalDecision::from_key(self.one("decision"));
        let decision = decision.ok_or_else(|| Fault::from(Error::from(decision_missing())))?;
        let period = RetentionPeriod::from_key(self.one("period"));
        Ok(DisposalStep::Vote { on, decision, period, reason: self.text("reason") })
    }

    /// The steps asked for; those on lines are of `troubled` where all that are in trouble were meant.
    ///
    /// # Errors
    /// `Refused` for a step there is none of, a vote without a decision, days that are no number.
    pub fn steps(&self, troubled: &[i64]) -> Answer<Vec<DisposalStep>> {
        let lines: Vec<i64> = match self.one("all") {
            "troubled" => troubled.to_vec(),
            _ => self.lines().collect(),
        };
        let reason = || self.text("reason");
        let step = match self.one("step") {
            "take_out" => {
                return Ok(lines
                    .into_iter()
                    .map(|line| DisposalStep::TakeOut { line, reason: reason() })
                    .collect());
            }
            "keep_back" => {
                return Ok(lines
                    .into_iter()
                    .map(|line| DisposalStep::KeepBack { line, reason: reason() })
                    .collect());
            }
            "vote_lines" => return lines.into_iter().map(|line| self.vote(VoteOn::Line(line))).collect(),
            "vote" => self.vote(VoteOn::Group(self.one("group").parse().unwrap_or_default()))?,
            "examine" => DisposalStep::Examine,
            "seat" => DisposalStep::Seat { account: 0, name: self.text("login"), seat: self.text("seat") },
            "unseat" => {
                let account = self.one("account").parse().unwrap_or_default();
                DisposalStep::Unseat { account, reason: reason() }
            }
            "check_debts" => DisposalStep::CheckDebts { words: self.text("words") },
            "conclude" => DisposalStep::Conclude,
            "opinion" => DisposalStep::WriteOpinion { words: self.text("words") },
            "consent" => DisposalStep::Consent { role: self.text("role"), words: self.text("words") },
            "return" => DisposalStep::Return { role: self.text("role"), reason: self.text("words") },
            "report" => {
                let days = self.one("days");
                let days = days.parse().map_err(|_| Fault::from(Error::from(days_unreadable(&days))))?;
                DisposalStep::Report { number: self.text("number"), to: self.text("to"), days }
            }
            "begin" => DisposalStep::Begin,
            "withdraw" => DisposalStep::Withdraw { reason: reason() },
            other => return Err(Fault::from(Error::from(step_unknown(&other)))),
        };
        Ok(vec![step])
    }

    /// Id of the field a problem of this form is about; empty: it is about the whole.
    pub fn field_of(&self, problem: &Problem) -> String {
        let kind = problem.kind.as_str();
        let of_period = kind.starts_with("new_period") || kind == "period_not_asked";
        match (self.one("step"), kind) {
            ("take_out" | "keep_back" | "vote_lines", "words_missing") => "line-reason".into(),
            ("keep_out", "words_missing") => "keep-out-reason".into(),
            ("keep_out", _) => "keep-out-item".into(),
            ("vote_lines", "decision_missing") => "line-decision".into(),
            ("vote_lines", _) if of_period => "line-period".into(),
            ("vote", "words_missing") => "vote-reason".into(),
            ("vote", "decision_missing") => "vote-destroy".into(),
            ("vote", _) if of_period => "vote-period".into(),
            ("seat", _) => format!("seat-{}", self.one("seat")),
            ("unseat", "words_missing") => format!("unseat-{}", self.one("account")),
            ("check_debts" | "opinion" | "consent" | "return", "words_missing") => "words".into(),
            ("report", "without_report") => "report-number".into(),
            ("report", "waiting_out_of_bounds" | "days_unreadable") => "report-days".into(),
            ("withdraw", "words_missing") => "withdraw-reason".into(),
            _ => String::new(),
        }
    }
}

problems! {
    refuse decision_missing():
        "没有选意见。" / "No decision is chosen."
        => "选销毁、续存、转永久、移交或待定。" / "Choose one of them.";
    refuse days_unreadable(text):
        "「{text}」不是天数。" / "\"{text}\" is no number of days."
        => "写阿拉伯数字。" / "Write a number.";
    refuse step_unknown(step):
        "没有「{step}」这一步。" / "There is no step \"{step}\"."
        => "回到批次页面，按页上的按钮办理。" / "Go back to the batch and use its buttons.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> StepForm {
        StepForm(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn ticked_lines_are_a_step_each_and_none_is_no_step() {
        let ticked =
            form(&[("step", "take_out"), ("add", "3"), ("add", "x"), ("add", "5"), ("reason", "在用")]);
        let step = |line| DisposalStep::TakeOut { line, reason: "在用".into() };
        assert_eq!(ticked.steps(&[]).unwrap(), [step(3), step(5)]);
        assert!(form(&[("step", "take_out"), ("reason", "x")]).steps(&[7]).unwrap().is_empty());
        let all = form(&[("step", "take_out"), ("all", "troubled"), ("reason", "在用")]);
        assert_eq!(all.steps(&[7]).unwrap(), [step(7)]);
    }

    #[test]
    fn a_vote_needs_a_decision_and_an_unknown_step_is_refused() {
        assert!(form(&[("step", "vote"), ("group", "1")]).steps(&[]).is_err());
        assert!(form(&[("step", "destroy")]).steps(&[]).is_err());
        let keep = form(&[
            ("step", "vote"),
            ("group", "2"),
            ("decision", "keep"),
            ("period", "30"),
            ("reason", " 涉诉 "),
        ]);
        let vote = DisposalStep::Vote {
            on: VoteOn::Group(2),
            decision: DisposalDecision::Keep,
            period: Some(RetentionPeriod::Years(30)),
            reason: "涉诉".into(),
        };
        assert_eq!(keep.steps(&[]).unwrap(), [vote]);
    }
}
