//! 期限沿革: the periods a record or a volume has had, each with the opinion that gave it: from its rules, its facts and the
//! steps of batches. Nothing of it is stored a second time.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::disposal::disposing::{Decided, Disposal, DisposalPaper, SignedWords, disposal_rules};
use crate::domain::disposal::period_now::PeriodOfMany;
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::general::wording::Wording;
use crate::store::Queries;

/// A period that was given, and what is known of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeriodTold {
    #[serde(flatten)]
    pub of: PeriodOfMany,
    pub why_word: Wording,
    /// The batch that decided it; `None`: it was no batch.
    #[schema(nullable)]
    pub opinion: Option<OpinionTold>,
}

/// What a batch stated of a volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpinionTold {
    pub batch: String,
    /// The opinion of the group, and who consented to it.
    #[schema(nullable)]
    pub written: Option<SignedWords>,
    pub consents: Vec<SignedWords>,
    pub votes: Vec<VoteTold>,
    /// The record that 鉴定意见书 is, where it was filed.
    pub paper_item: Option<i64>,
}

/// What a member of the group said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VoteTold {
    pub name: String,
    /// The seat, in words.
    pub seat: Wording,
    pub decided: Decided,
    pub reason: FreeText,
}

impl PeriodTold {
    /// 60年
    pub fn period_in_words(&self) -> Wording {
        let period = self.of.given.period;
        Wording::new(period.to_string(), period.in_english())
    }
}

impl VoteTold {
    /// 续存60年
    pub fn in_words(&self) -> Wording {
        let (word, period) = (self.decided.decision.word(), self.decided.period);
        match period {
            Some(period) => {
                Wording::new(format!("{}{period}", word.zh), format!("{} {}", word.en, period.in_english()))
            }
            None => word,
        }
    }
}

/// The periods, each with what the batch stated of this volume that decided it.
pub async fn told(from: &Queries, volume: Option<i64>, had: Vec<PeriodOfMany>) -> Result<Vec<PeriodTold>> {
    let mut told = Vec::with_capacity(had.len());
    for of in had {
        let by_appraisal = of.given.why.is_appraisal();
        let opinion = match Disposal::noted_in(&of.given.basis.zh).filter(|_| by_appraisal) {
            Some(number) => opinion(from, number, volume).await?,
            None => None,
        };
        told.push(PeriodTold { why_word: of.given.why.word(), of, opinion });
    }
    Ok(told)
}

async fn opinion(from: &Queries, number: &str, volume: Option<i64>) -> Result<Option<OpinionTold>> {
    let Some(row) = from.disposal_numbered(number).await? else { return Ok(None) };
    let batch = from.disposal_read_on(&row, volume.unwrap_or_default()).await?;
    // a note may name a batch of another archive, of the same number
    let is_its_own =
        batch.lines.iter().any(|line| batch.stage.decided().is_some_and(|all| all.contains_key(&line.id)));
    if !is_its_own {
        return Ok(None);
    }
    let given = batch.stage.opinion();
    let rules = disposal_rules();
    let seat_of = |id: &str| {
        let seat = rules.seats(batch.is_accounting).find(|rule| rule.id == id);
        seat.map_or_else(|| Wording::same(id), |rule| rule.name())
    };
    let said = batch.lines.iter().flat_map(|line| batch.said(line));
    let votes = said.filter_map(|(seat, vote)| {
        let (vote, seat_name) = (vote?, seat_of(&seat.seat));
        let (name, reason) = (seat.name.clone(), vote.reason.as_str().into());
        Some(VoteTold { name, seat: seat_name, decided: vote.decided, reason })
    });
    let papers = from.disposal_records(row.id).await?;
    let paper = papers.into_iter().find(|paper| paper.paper == DisposalPaper::Opinion.key());
    Ok(Some(OpinionTold {
        batch: batch.number.clone(),
        written: given.map(|given| given.opinion.clone()),
        consents: given.map(|given| given.consents.clone()).unwrap_or_default(),
        votes: votes.collect(),
        paper_item: paper.map(|paper| paper.item_id),
    }))
}
