//! A form of a transfer's page as the steps it asks for, and the field each problem stands at.

use chrono::NaiveDate;

use crate::acts::disposal::transferring::{OpeningOn, TransferStep, TransferView};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::problems;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;

/// What was sent, to be shown again where it is refused.
#[derive(Clone, Debug, Default)]
pub struct TransferForm(pub Pairs);

/// A day as it was typed; none where nothing was.
pub fn day(text: &str) -> Answer<Option<NaiveDate>> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(Fault::from(Error::from(day_of_transfer_unreadable(&text)))),
        },
    }
}

impl TransferForm {
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
        self.ticked().any(|ticked| ticked == *line)
    }

    fn ticked(&self) -> impl Iterator<Item = i64> {
        self.0.iter().filter(|(key, _)| key == "add").filter_map(|(_, line)| line.parse().ok())
    }

    /// The lines meant: those ticked, or all that are in trouble.
    fn lines(&self, view: &TransferView) -> Vec<i64> {
        match self.one("all") {
            "troubled" => {
                view.lines.iter().filter(|shown| shown.is_troubled()).map(|shown| shown.line.id).collect()
            }
            _ => self.ticked().collect(),
        }
    }

    /// The steps asked for.
    ///
    /// # Errors
    /// `Refused` for a step there is none of, and a day that is none.
    pub fn steps(&self, view: &TransferView, today: NaiveDate) -> Answer<Vec<TransferStep>> {
        let reason = || self.one("reason").to_owned();
        let lines = self.lines(view).into_iter();
        let step = match self.one("step") {
            "take_out" => {
                return Ok(lines.map(|line| TransferStep::TakeOut { line, reason: reason() }).collect());
            }
            "give_back" => {
                return Ok(lines.map(|line| TransferStep::GiveBack { line, reason: reason() }).collect());
            }
            "accept" => return Ok(lines.map(|line| TransferStep::Accept { line }).collect()),
            "accept_rest" => {
                let unsaid = view.lines.iter().filter(|shown| super::shown::fits("unsaid", "", shown));
                return Ok(unsaid.map(|shown| TransferStep::Accept { line: shown.line.id }).collect());
            }
            "explain" => {
                let asked: Vec<i64> = lines.collect();
                let own = view.lines.iter().filter(|shown| asked.contains(&shown.line.id));
                let each = own.flat_map(|shown| {
                    let line = shown.line.id;
                    shown.questions().into_iter().map(move |issue| (line, issue))
                });
                return Ok(each
                    .map(|(line, issue)| TransferStep::Waive { line, issue, reason: reason() })
                    .collect());
            }
            "opening_lines" => {
                let said = |line| self.opening(OpeningOn::Line(line));
                return Ok(lines.map(said).collect());
            }
            "opening" => match self.one("group").parse() {
                Ok(group) => self.opening(OpeningOn::Group(group)),
                Err(_) => self.opening(OpeningOn::All),
            },
            "examine" => TransferStep::Examine,
            "reopen" => TransferStep::Reopen { reason: reason() },
            "withdraw" => TransferStep::Withdraw { reason: reason() },
            "hand_over" => TransferStep::HandOver {
                given_by: self.one("given_by").to_owned(),
                taken_by: self.one("taken_by").to_owned(),
                witness_unit: self.one("witness_unit").to_owned(),
                witness: self.one("witness").to_owned(),
                on: day(self.one("on"))?.unwrap_or(today),
            },
            other => return Err(Fault::from(Error::from(transfer_step_unknown(&other)))),
        };
        Ok(vec![step])
    }

    fn opening(&self, on: OpeningOn) -> TransferStep {
        let (opening, reason) = (self.one("opening").to_owned(), self.one("reason").to_owned());
        TransferStep::StateOpening { on, opening, reason }
    }

    /// Id of the field a problem of this form is about; empty: it is about the whole.
    pub fn field_of(&self, problem: &Problem) -> String {
        match (self.one("step"), problem.kind.as_str()) {
            ("take_out" | "give_back" | "explain" | "opening_lines", "transfer_reason_missing") => {
                "line-reason".into()
            }
            ("opening_lines", "no_such_opening") => "line-opening".into(),
            ("opening", "transfer_reason_missing") => "opening-reason".into(),
            ("opening", "no_such_opening") => "opening".into(),
            ("reopen", "transfer_reason_missing") => "reopen-reason".into(),
            ("withdraw", "transfer_reason_missing") => "withdraw-reason".into(),
            ("hand_over", "party_missing" | "party_twice") => "given-by".into(),
            ("hand_over", "receiver_acts") => "taken-by".into(),
            ("hand_over", "handover_day_wrong" | "day_of_transfer_unreadable") => "on".into(),
            ("finish", "copies_end_early" | "day_of_transfer_unreadable") => "copies-until".into(),
            _ => String::new(),
        }
    }
}

problems! {
    refuse transfer_step_unknown(step):
        "没有「{step}」这一步。" / "There is no step \"{step}\"."
        => "回到批次页面，按页上的按钮办理。" / "Go back to the transfer and use its buttons.";
    refuse day_of_transfer_unreadable(text):
        "「{text}」不是日期。" / "\"{text}\" is no day."
        => "写成 2027-03-01。" / "Write it as 2027-03-01.";
}
