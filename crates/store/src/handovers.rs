//! 交接单: what was handed in, what became of it, and the batches that were taken in from it.

use std::collections::HashMap;

use super::columns::{Columns, FromRow};
use super::queries::Queries;
use super::sql::{built, id_list, text_list, vals};
use super::table::{Record as _, select};
use super::tables::{Batch, HandoverLineRow, HandoverRow};
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::general::signer::Signer;
use crate::domain::receiving::handover::{HandedPaper, PaperFate};
use crate::domain::records::event::RecordKind;

/// Papers of a hand-over with one fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PapersCounted {
    pub handover_id: i64,
    pub fate: PaperFate,
    pub papers: u32,
    pub items: u32,
    pub pages: u32,
}

impl FromRow for PapersCounted {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(PapersCounted {
            handover_id: columns.next()?,
            fate: columns.next()?,
            papers: columns.next()?,
            items: columns.next()?,
            pages: columns.next()?,
        })
    }
}

/// Which hand-overs of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichHandovers {
    All,
    /// Papers of them wait.
    Open,
    /// None of their papers waits.
    Decided,
}

/// A paper of the hand-over waits.
const WAITS: &str =
    "exists (select 1 from handover_line l where l.handover_id = handover.id and l.fate = 'waiting')";

impl HandoverLineRow {
    /// What was handed in.
    pub fn paper(&self) -> HandedPaper {
        HandedPaper {
            acceptance: self.acceptance.clone(),
            title: self.title.clone(),
            step: self.step.clone(),
            party: self.party.clone(),
            id_number: self.id_number.clone(),
            items: self.items,
            pages: self.pages,
        }
    }

    fn handed_in(handover_id: i64, seq: u32, paper: &HandedPaper) -> Self {
        let paper = paper.clone();
        HandoverLineRow {
            id: 0,
            handover_id,
            seq,
            acceptance: paper.acceptance,
            title: paper.title,
            step: paper.step,
            party: paper.party,
            id_number: paper.id_number,
            items: paper.items,
            pages: paper.pages,
            fate: PaperFate::Waiting,
            reason: "".into(),
            decided_by: None,
            decided_name: String::new(),
            decided_at: String::new(),
        }
    }
}

impl Queries {
    /// Hand-overs of these fonds, the newest first: `limit` of them behind the first `offset`.
    pub async fn handovers(
        &self,
        fonds: &[i64],
        which: WhichHandovers,
        (limit, offset): (i64, i64),
    ) -> Result<Vec<HandoverRow>> {
        if fonds.is_empty() {
            return Ok(Vec::new());
        }
        let (list, mut vals) = id_list(fonds);
        let fitting = match which {
            WhichHandovers::All => String::new(),
            WhichHandovers::Open => format!("and {WAITS}"),
            WhichHandovers::Decided => format!("and not {WAITS}"),
        };
        let (limit_at, offset_at) = (vals.len() + 1, vals.len() + 2);
        vals.extend([limit.into(), offset.into()]);
        let rest = format!(
            "where fonds_id in ({list}) {fitting} order by id desc limit ${limit_at} offset ${offset_at}"
        );
        self.all(select::<HandoverRow>(&rest), &vals).await
    }

    /// How many hand-overs of these fonds there are: with papers that wait, and without.
    pub async fn handovers_counted(&self, fonds: &[i64]) -> Result<(i64, i64)> {
        if fonds.is_empty() {
            return Ok((0, 0));
        }
        let (list, vals) = id_list(fonds);
        let of = format!("from handover where fonds_id in ({list})");
        let all: Vec<i64> = self.all(built(format!("select count(*) {of}")), &vals).await?;
        let open: Vec<i64> = self.all(built(format!("select count(*) {of} and {WAITS}")), &vals).await?;
        let count = |counted: &[i64]| counted.first().copied().unwrap_or(0);
        Ok((count(&open), count(&all) - count(&open)))
    }

    /// Hand-overs of a fonds whose numbers begin like this, in no order; `%` and `_` must not be in it.
    pub async fn handovers_beginning(&self, fonds: i64, begins: &str) -> Result<Vec<HandoverRow>> {
        let like = format!("{begins}%");
        self.all(select::<HandoverRow>("where fonds_id = $1 and number like $2"), vals![fonds, like]).await
    }

    pub async fn handover(&self, id: i64) -> Result<Option<HandoverRow>> {
        self.one(select::<HandoverRow>("where id = $1"), vals![id]).await
    }

    /// Those with this number, one in each fonds at most.
    pub async fn handovers_numbered(&self, number: &str) -> Result<Vec<HandoverRow>> {
        self.all(select::<HandoverRow>("where number = $1 order by id"), vals![number]).await
    }

    /// The papers of a hand-over in their order.
    pub async fn handover_lines(&self, handover: i64) -> Result<Vec<HandoverLineRow>> {
        self.all(select::<HandoverLineRow>("where handover_id = $1 order by seq"), vals![handover]).await
    }

    /// Papers of these hand-overs by what became of them.
    pub async fn handover_papers_counted(&self, handovers: &[i64]) -> Result<Vec<PapersCounted>> {
        if handovers.is_empty() {
            return Ok(Vec::new());
        }
        let (list, vals) = id_list(handovers);
        let sql = built(format!(
            "select handover_id, fate, count(*), cast(sum(items) as bigint), cast(sum(pages) as bigint)
             from handover_line where handover_id in ({list}) group by handover_id, fate order by handover_id"
        ));
        self.all(sql, &vals).await
    }

    /// Hand-overs with papers that wait, the oldest first, each with how many.
    pub async fn handovers_waiting(&self) -> Result<Vec<(HandoverRow, i64)>> {
        let sql =
            "select handover_id, count(*) from handover_line where fate = 'waiting' group by handover_id";
        let counted: HashMap<i64, i64> = self.all::<(i64, i64)>(sql, &[]).await?.into_iter().collect();
        let rest = format!("where {WAITS} order by id");
        let rows: Vec<HandoverRow> = self.all(select::<HandoverRow>(&rest), &[]).await?;
        let waiting = rows.into_iter().filter_map(|row| Some((row.clone(), *counted.get(&row.id)?)));
        Ok(waiting.collect())
    }

    /// Papers with one of these acceptance numbers that did not go back, in hand-overs of a fonds, each with the number of
    /// its hand-over.
    pub async fn handed_before(
        &self,
        fonds: i64,
        acceptances: &[&str],
    ) -> Result<Vec<(HandedPaper, String)>> {
        let mut found = Vec::new();
        for part in acceptances.chunks(200) {
            let (list, mut vals) = text_list(part);
            let last = vals.len() + 1;
            vals.push(fonds.into());
            let sql = built(format!(
                "select l.acceptance, l.title, l.party, h.number from handover_line l join handover h on h.id = l.handover_id
                 where l.acceptance in ({list}) and l.fate <> 'returned' and h.fonds_id = ${last} order by l.id"
            ));
            let rows: Vec<(String, String, String, String)> = self.all(sql, &vals).await?;
            found.extend(rows.into_iter().map(|(acceptance, title, party, number)| {
                (HandedPaper { acceptance, title, party, ..HandedPaper::default() }, number)
            }));
        }
        Ok(found)
    }

    /// The batches taken in from a hand-over, oldest first.
    pub async fn batches_of_handover(&self, handover: i64) -> Result<Vec<Batch>> {
        self.all(select::<Batch>("where handover_id = $1 order by id"), vals![handover]).await
    }

    /// Records that stand by these batches now, and their pages: batch, records, pages.
    pub async fn filed_from_handover(&self, handover: i64) -> Result<Vec<(i64, i64, i64)>> {
        let sql = "select b.id, count(i.id), cast(coalesce(sum(i.pages), 0) as bigint)
                   from batch b left join item i on i.batch_id = b.id where b.handover_id = $1 group by b.id order by b.id";
        self.all(sql, vals![handover]).await
    }
}

impl Tx {
    /// Writes a hand-over with its papers, in their order; ids are given here.
    pub async fn insert_handover(&mut self, row: &HandoverRow, papers: &[HandedPaper]) -> Result<i64> {
        let id = self.insert(row).await?;
        for (at, paper) in papers.iter().enumerate() {
            self.insert(&HandoverLineRow::handed_in(id, at as u32 + 1, paper)).await?;
        }
        Ok(id)
    }

    /// Writes what became of a paper. A paper is decided once: the database looks at it, too.
    pub async fn decide_paper(
        &mut self,
        line: &HandoverLineRow,
        (fate, reason): (PaperFate, &str),
        (who, at): (&Signer, &str),
    ) -> Result<()> {
        let assigned = vec![
            ("fate", fate.key().into()),
            ("reason", reason.into()),
            ("decided_by", who.account.into()),
            ("decided_name", who.name.as_str().into()),
            ("decided_at", at.into()),
        ];
        self.set(HandoverLineRow::TABLE, line.id, assigned).await?;
        self.concerns_handover(line.handover_id);
        Ok(())
    }

    /// A deed that is part of the history of a hand-over.
    pub fn concerns_handover(&mut self, id: i64) {
        self.touch(RecordKind::Handover, id);
    }
}
