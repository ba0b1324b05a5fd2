//! 鉴定销毁批次: a frozen list of volumes, the group that votes on it, and where it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::rules::disposal_rules;
use super::stage::{DisposalStage, KeptOut, Signer};
use super::voting::{Decided, DisposalDecision, Seat, Vote, said_of};
use crate::general::digest::{Digest, FieldDigest};
use crate::general::masking::FreeText;
use crate::values::period::RetentionPeriod;

/// A volume as it stood when the list was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DisposalLine {
    pub id: i64,
    pub volume_id: i64,
    /// Place on the list, from 1.
    pub seq: u32,
    /// Volumes alike have one number, from 1.
    pub group: u32,
    pub code: String,
    pub title: String,
    pub year: i32,
    pub class_id: String,
    pub step_id: String,
    /// As it applied when the list was frozen.
    pub period: RetentionPeriod,
    pub items: u32,
    pub pages: u32,
    pub eligible_on: NaiveDate,
}

/// What has become of a line so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VolumeFate {
    Listed,
    TakenOut(FreeText),
    Decided(Decided),
    KeptBack(FreeText),
    Destroyed(NaiveDate),
}

/// How many volumes of the list went which way: they always sum up to the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Arithmetic {
    pub listed: usize,
    pub taken_out: usize,
    pub kept_on: usize,
    pub permanent: usize,
    pub transferred: usize,
    pub kept_back: usize,
    /// Decided to be destroyed and still there.
    pub to_destroy: usize,
    pub destroyed: usize,
    /// Not decided yet.
    pub undecided: usize,
}

/// Behind a batch's number, of what its opinion decided.
const OPINION_NOTED: &str = " 鉴定意见";

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disposal {
    pub number: String,
    pub title: String,
    /// Accounting records: one more seat, one more approval, debts to be checked.
    pub is_accounting: bool,
    pub proposer: Signer,
    pub opened_on: NaiveDate,
    pub lines: Vec<DisposalLine>,
    pub stage: DisposalStage,
    pub seats: Vec<Seat>,
    pub votes: Vec<Vote>,
    pub debts_checked: Option<String>,
    /// Whoever consented, be it to an opinion that was returned later.
    pub approvers: Vec<Signer>,
    /// Lines that left, with the reason: taken out before the decision, kept back after it.
    pub taken_out: BTreeMap<i64, String>,
    pub kept_back: BTreeMap<i64, String>,
    /// Records that do not go with their volumes, by their ids.
    pub kept_out: BTreeMap<i64, KeptOut>,
    /// Lines destroyed, with the day.
    pub gone: BTreeMap<i64, NaiveDate>,
    /// Day of the last step.
    pub last_on: NaiveDate,
}

impl Disposal {
    /// A batch as it is opened.
    pub fn opened(
        (number, title): (String, String),
        is_accounting: bool,
        proposer: Signer,
        opened_on: NaiveDate,
        lines: Vec<DisposalLine>,
    ) -> Disposal {
        Disposal {
            number,
            title,
            is_accounting,
            proposer,
            opened_on,
            lines,
            stage: DisposalStage::Draft,
            seats: Vec::new(),
            votes: Vec::new(),
            debts_checked: None,
            approvers: Vec::new(),
            taken_out: BTreeMap::new(),
            kept_back: BTreeMap::new(),
            kept_out: BTreeMap::new(),
            gone: BTreeMap::new(),
            last_on: opened_on,
        }
    }

    /// The digest of the frozen list: code, records and pages of every volume, in its order.
    pub fn list_digest(number: &str, lines: &[DisposalLine]) -> Digest {
        let mut fields = FieldDigest::new("disposal_list");
        fields.text(number);
        for line in lines {
            fields
                .int(line.volume_id)
                .int(line.seq.into())
                .int(line.group.into())
                .text(&line.code)
                .text(&line.title);
            fields.text(&line.period.key()).int(line.items.into()).int(line.pages.into());
            fields.text(&line.eligible_on.to_string());
        }
        fields.digest()
    }

    /// What is noted of a record that the opinion of a batch keeps on.
    pub fn opinion_noted(number: &str) -> String {
        format!("{number}{OPINION_NOTED}")
    }

    /// The batch whose opinion a note names, if it is such a note.
    pub fn noted_in(note: &str) -> Option<&str> {
        note.strip_suffix(OPINION_NOTED).filter(|number| !number.is_empty())
    }

    pub fn line(&self, id: i64) -> Option<&DisposalLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// Whether a line is still in the batch: neither taken out nor kept back.
    pub fn is_in(&self, line: i64) -> bool {
        !self.taken_out.contains_key(&line) && !self.kept_back.contains_key(&line)
    }

    /// Lines the group decides on.
    pub fn lines_in(&self) -> impl Iterator<Item = &DisposalLine> {
        self.lines.iter().filter(|line| self.is_in(line.id))
    }

    /// Lines that are to be destroyed, those that are destroyed among them.
    pub fn lines_to_destroy(&self) -> impl Iterator<Item = &DisposalLine> {
        self.lines_in().filter(|line| {
            let decided = self.stage.decided().and_then(|decided| decided.get(&line.id));
            decided.is_some_and(|decided| decided.decision == DisposalDecision::Destroy)
        })
    }

    /// Records that do not go with the volume of a line.
    pub fn kept_out_of(&self, line: i64) -> impl Iterator<Item = &KeptOut> {
        self.kept_out.values().filter(move |one| one.line == line)
    }

    /// Records that were to stay of volumes that are to be destroyed, and are in them still.
    pub fn to_lay_aside(&self) -> impl Iterator<Item = &KeptOut> {
        let goes = self.lines_to_destroy().map(|line| line.id).collect::<BTreeSet<_>>();
        self.kept_out.values().filter(move |one| one.laid_aside.is_none() && goes.contains(&one.line))
    }

    /// Records that left the volume of a line, or will, because it is, or is to be, destroyed.
    pub fn staying_of(&self, line: &DisposalLine) -> impl Iterator<Item = &KeptOut> {
        let goes = self.gone.contains_key(&line.id) || self.lines_to_destroy().any(|one| one.id == line.id);
        self.kept_out_of(line.id).filter(move |one| goes || one.laid_aside.is_some())
    }

    /// Records and pages that go with the volume of a line: those of the list, without what was laid aside, or is to be where the
    /// volume is destroyed.
    pub fn going_of(&self, line: &DisposalLine) -> (u32, u32) {
        if self.kept_out_of(line.id).next().is_none() {
            return (line.items, line.pages);
        }
        self.staying_of(line).fold((line.items, line.pages), |(items, pages), one| {
            (items.saturating_sub(1), pages.saturating_sub(one.pages))
        })
    }

    pub fn fate(&self, line: &DisposalLine) -> VolumeFate {
        if let Some(on) = self.gone.get(&line.id) {
            return VolumeFate::Destroyed(*on);
        }
        if let Some(reason) = self.taken_out.get(&line.id) {
            return VolumeFate::TakenOut(reason.as_str().into());
        }
        if let Some(reason) = self.kept_back.get(&line.id) {
            return VolumeFate::KeptBack(reason.as_str().into());
        }
        let decided = self.stage.decided().and_then(|decided| decided.get(&line.id));
        decided.map_or(VolumeFate::Listed, |decided| VolumeFate::Decided(*decided))
    }

    pub fn arithmetic(&self) -> Arithmetic {
        let mut sum = Arithmetic { listed: self.lines.len(), ..Arithmetic::default() };
        for line in &self.lines {
            let count = match self.fate(line) {
                VolumeFate::Listed => &mut sum.undecided,
                VolumeFate::TakenOut(_) => &mut sum.taken_out,
                VolumeFate::KeptBack(_) => &mut sum.kept_back,
                VolumeFate::Destroyed(_) => &mut sum.destroyed,
                VolumeFate::Decided(decided) => match decided.decision {
                    DisposalDecision::Destroy => &mut sum.to_destroy,
                    DisposalDecision::Keep => &mut sum.kept_on,
                    DisposalDecision::Permanent => &mut sum.permanent,
                    DisposalDecision::Transfer => &mut sum.transferred,
                    DisposalDecision::Undecided => &mut sum.undecided,
                },
            };
            *count += 1;
        }
        sum
    }

    /// What each member says of a line, in the order of the seats; `None`: nothing yet.
    pub fn said<'d>(&'d self, line: &'d DisposalLine) -> impl Iterator<Item = (&'d Seat, Option<&'d Vote>)> {
        self.seats.iter().map(|seat| (seat, said_of(&self.votes, seat.account, line.id, line.group)))
    }

    /// What all members say of a line, where they say one thing.
    pub fn agreed(&self, line: &DisposalLine) -> Option<Decided> {
        let mut said = self.said(line).map(|(_, vote)| vote.map(|vote| vote.decided));
        let first = said.next()??;
        let is_settled = first.decision != DisposalDecision::Undecided;
        (is_settled && said.all(|other| other == Some(first))).then_some(first)
    }

    /// Ids of the seats nobody has yet.
    pub fn empty_seats(&self) -> Vec<&'static super::rules::SeatRule> {
        let seats = disposal_rules().seats(self.is_accounting);
        seats.filter(|rule| self.seats.iter().all(|seat| seat.seat != rule.id)).collect()
    }

    /// The approval that is waited for.
    pub fn next_approval(&self) -> Option<&'static super::rules::ApprovalRule> {
        let DisposalStage::Opinion(given) = &self.stage else { return None };
        disposal_rules().approvals(self.is_accounting).nth(given.consents.len())
    }
}
