//! 移交: batches read back from their steps, and the one statement by which a volume goes to another archive.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate};

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::table::{Record as _, select};
use super::tables::{Departure, TransferLineRow, TransferRow, TransferStepRow};
use super::tx::Tx;
use crate::domain::disposal::disposing::Signer;
use crate::domain::disposal::transferring::batch::TransferOpening;
use crate::domain::disposal::transferring::{
    OpeningOn, Transfer, TransferClearance, TransferLine, TransferStage, TransferStep, TransferStepKind,
};
use crate::domain::general::error::Result;
use crate::domain::general::role::Deed;
use crate::domain::records::event::{EventKind, RecordKind};
use crate::domain::records::volume::DepartureKind;

impl From<TransferLineRow> for TransferLine {
    fn from(row: TransferLineRow) -> Self {
        TransferLine {
            id: row.id,
            volume_id: row.volume_id,
            seq: row.seq,
            group: row.group_number,
            code: row.code,
            title: row.title,
            year: row.year,
            class_id: row.class_id,
            step_id: row.step_id,
            period: row.period,
            number: row.number,
            items: row.items,
            pages: row.pages,
            due_on: row.due_on,
        }
    }
}

impl TransferLineRow {
    fn of_line(transfer_id: i64, line: &TransferLine) -> Self {
        TransferLineRow {
            id: 0,
            transfer_id,
            volume_id: line.volume_id,
            seq: line.seq,
            group_number: line.group,
            code: line.code.clone(),
            title: line.title.clone(),
            year: line.year,
            class_id: line.class_id.clone(),
            step_id: line.step_id.clone(),
            period: line.period,
            number: line.number,
            items: line.items,
            pages: line.pages,
            due_on: line.due_on,
        }
    }
}

impl TransferStepRow {
    pub fn signer(&self) -> Signer {
        Signer { account: self.account_id, name: self.name.clone() }
    }

    /// The day it was made by the archive's clock.
    pub fn day(&self) -> NaiveDate {
        day_of(&self.at)
    }

    fn of_step(transfer_id: i64, step: &TransferStep, who: &Signer, at: &str) -> Self {
        let mut row = TransferStepRow {
            id: 0,
            transfer_id,
            kind: step.kind(),
            at: at.to_owned(),
            account_id: who.account,
            name: who.name.clone(),
            line_id: None,
            group_number: None,
            carton: None,
            choice: String::new(),
            manifest: String::new(),
            given_by: String::new(),
            taken_by: String::new(),
            witness_unit: String::new(),
            witness: String::new(),
            on_day: String::new(),
            words: String::new(),
        };
        row.take(step.clone());
        row
    }

    fn take(&mut self, step: TransferStep) {
        match step {
            TransferStep::TakeOut { line, reason } | TransferStep::GiveBack { line, reason } => {
                (self.line_id, self.words) = (Some(line), reason);
            }
            TransferStep::StateOpening { on, opening, reason } => {
                match on {
                    OpeningOn::All => {}
                    OpeningOn::Group(group) => self.group_number = Some(group),
                    OpeningOn::Line(line) => self.line_id = Some(line),
                }
                (self.choice, self.words) = (opening, reason);
            }
            TransferStep::Waive { line, issue, reason } => {
                (self.line_id, self.choice, self.words) = (Some(line), issue, reason);
            }
            TransferStep::Pack { line, carton } => {
                (self.line_id, self.carton) = (Some(line), Some(carton));
            }
            TransferStep::Unpack { line } | TransferStep::Accept { line } => self.line_id = Some(line),
            TransferStep::Seal { manifest } => self.manifest = manifest,
            TransferStep::HandOver { given_by, taken_by, witness_unit, witness, on } => {
                (self.given_by, self.taken_by) = (given_by, taken_by);
                (self.witness_unit, self.witness) = (witness_unit, witness);
                self.on_day = on.to_string();
            }
            TransferStep::Finish { copies_until } => {
                self.on_day = copies_until.map(|until| until.to_string()).unwrap_or_default();
            }
            TransferStep::Reopen { reason } | TransferStep::Withdraw { reason } => self.words = reason,
            TransferStep::Examine => {}
        }
    }

    /// The step; `None`: the row lacks what its kind needs.
    pub fn step(&self) -> Option<TransferStep> {
        let reason = || self.words.clone();
        Some(match self.kind {
            TransferStepKind::TakenOut => TransferStep::TakeOut { line: self.line_id?, reason: reason() },
            TransferStepKind::OpeningStated => TransferStep::StateOpening {
                on: match (self.line_id, self.group_number) {
                    (Some(line), _) => OpeningOn::Line(line),
                    (None, Some(group)) => OpeningOn::Group(group),
                    (None, None) => OpeningOn::All,
                },
                opening: self.choice.clone(),
                reason: reason(),
            },
            TransferStepKind::Waived => {
                let issue = self.choice.clone();
                TransferStep::Waive { line: self.line_id?, issue, reason: reason() }
            }
            TransferStepKind::Examined => TransferStep::Examine,
            TransferStepKind::Packed => TransferStep::Pack { line: self.line_id?, carton: self.carton? },
            TransferStepKind::Unpacked => TransferStep::Unpack { line: self.line_id? },
            TransferStepKind::Sealed => TransferStep::Seal { manifest: self.manifest.clone() },
            TransferStepKind::Reopened => TransferStep::Reopen { reason: reason() },
            TransferStepKind::HandedOver => TransferStep::HandOver {
                given_by: self.given_by.clone(),
                taken_by: self.taken_by.clone(),
                witness_unit: self.witness_unit.clone(),
                witness: self.witness.clone(),
                on: self.on_day.parse().ok()?,
            },
            TransferStepKind::Accepted => TransferStep::Accept { line: self.line_id? },
            TransferStepKind::Returned => TransferStep::GiveBack { line: self.line_id?, reason: reason() },
            TransferStepKind::Finished => TransferStep::Finish {
                copies_until: match self.on_day.as_str() {
                    "" => None,
                    day => Some(day.parse().ok()?),
                },
            },
            TransferStepKind::Withdrawn => TransferStep::Withdraw { reason: reason() },
        })
    }
}

fn day_of(at: &str) -> NaiveDate {
    DateTime::parse_from_rfc3339(at).map(|at| at.date_naive()).unwrap_or_default()
}

impl Queries {
    /// Every transfer, the newest first.
    pub async fn transfers(&self) -> Result<Vec<TransferRow>> {
        self.all(select::<TransferRow>("order by id desc"), &[]).await
    }

    pub async fn transfer_numbered(&self, number: &str) -> Result<Option<TransferRow>> {
        self.one(select::<TransferRow>("where number = $1"), vals![number]).await
    }

    /// The steps of a transfer in their order.
    pub async fn transfer_steps(&self, transfer: i64) -> Result<Vec<TransferStepRow>> {
        self.all(select::<TransferStepRow>("where transfer_id = $1 order by id"), vals![transfer]).await
    }

    /// A transfer as its list, its steps and the volumes that went make it.
    ///
    /// # Errors
    /// `Broken` where a step cannot be read, or the transfer's row says another stage than its steps.
    pub async fn transfer_read(&self, row: &TransferRow) -> Result<Transfer> {
        let sql = select::<TransferLineRow>("where transfer_id = $1 order by seq");
        let lines: Vec<TransferLineRow> = self.all(sql, vals![row.id]).await?;
        let opening = TransferOpening {
            number: row.number.clone(),
            title: row.title.clone(),
            giver: row.giver.clone(),
            receiver: row.receiver.clone(),
            rule: row.rule.clone(),
            agreement: row.agreement.clone(),
            opener: Signer { account: row.opened_by, name: row.opened_name.clone() },
            opened_on: day_of(&row.opened_at),
        };
        let mut transfer = Transfer::opened(opening, lines.into_iter().map(TransferLine::from).collect());
        for step in self.transfer_steps(row.id).await? {
            let read = step.step();
            let read = read.ok_or_else(|| anyhow::anyhow!("transfer_step {} cannot be read", step.id))?;
            transfer.recorded(&read, &step.signer(), step.day());
        }
        let line_of: HashMap<i64, i64> =
            transfer.lines.iter().map(|line| (line.volume_id, line.id)).collect();
        let sql = select::<Departure>("where transfer_id = $1 order by id");
        let gone: Vec<Departure> = self.all(sql, vals![row.id]).await?;
        for one in gone {
            line_of.get(&one.volume_id).iter().for_each(|line| transfer.departed(**line, one.on_day));
        }
        if transfer.stage.name() != row.stage {
            let (kept, told) = (row.stage.key(), transfer.stage.name().key());
            return Err(
                anyhow::anyhow!("transfer {} is kept as {kept}, its steps tell {told}", row.id).into()
            );
        }
        Ok(transfer)
    }

    /// Of these volumes, those that another transfer that has not ended holds, with its number.
    pub async fn in_other_transfers(&self, volumes: &[i64], but: i64) -> Result<HashMap<i64, String>> {
        let mut held = HashMap::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select l.volume_id, b.number from transfer_line l join transfer b on b.id = l.transfer_id
                 where l.volume_id in ({list}) and b.id <> {but} and b.stage not in ('done', 'withdrawn')
                   and (select count(*) from transfer_step s where s.line_id = l.id and s.kind = 'taken_out') = 0"
            ));
            held.extend(self.all::<(i64, String)>(sql, &vals).await?);
        }
        Ok(held)
    }

    /// What these volumes hold, counted record by record: records, pages, those that bear a secrecy.
    pub async fn volume_contents_counted(
        &self,
        volumes: &[i64],
        unclassified: &[&str],
    ) -> Result<HashMap<i64, (u32, u32, usize)>> {
        let mut counted = HashMap::new();
        let open = unclassified.iter().map(|word| format!("'{}'", word.replace('\'', "''")));
        let open = open.collect::<Vec<_>>().join(", ");
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select volume_id, cast(count(*) as bigint), cast(coalesce(sum(pages), 0) as bigint),
                        cast(coalesce(sum(case when secrecy in ({open}) then 0 else 1 end), 0) as bigint)
                 from item where volume_id in ({list}) group by volume_id"
            ));
            let rows: Vec<(i64, i64, i64, i64)> = self.all(sql, &vals).await?;
            counted.extend(rows.into_iter().map(|(volume, items, pages, secret)| {
                (volume, (items as u32, pages as u32, secret as usize))
            }));
        }
        Ok(counted)
    }

    /// The secrecy of the records of these volumes, each word once.
    pub async fn secrecies_in(&self, volumes: &[i64]) -> Result<BTreeMap<i64, Vec<String>>> {
        let mut found: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select distinct volume_id, secrecy from item
                 where volume_id in ({list}) and secrecy <> '' order by volume_id, secrecy"
            ));
            let rows: Vec<(i64, String)> = self.all(sql, &vals).await?;
            rows.into_iter().for_each(|(volume, word)| found.entry(volume).or_default().push(word));
        }
        Ok(found)
    }

    /// Those of these volumes whose records or words an event after this one changed; with `dates`, or whose dates.
    pub async fn volumes_changed_after(&self, volumes: &[i64], seq: i64, dates: bool) -> Result<Vec<i64>> {
        let mut touched = Vec::new();
        let letter = RecordKind::Volume.letter();
        // holds and hand-overs touch a volume, too, and change nothing a package says
        let changes = |kind: &&EventKind| {
            matches!(kind.deed(), Some(Deed::File | Deed::Decide))
                && (dates || **kind != EventKind::DatesRecomputed)
        };
        let kinds = EventKind::ALL.iter().filter(changes).map(|kind| format!("'{}'", kind.key()));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select distinct x.row_id from trace x join event e on e.seq = x.seq
                 where x.kind = '{letter}' and x.seq > {seq} and x.row_id in ({list}) and e.what in ({kinds})"
            ));
            touched.extend(self.all::<i64>(sql, &vals).await?);
        }
        Ok(touched)
    }
}

impl Tx {
    /// Writes a transfer with its list; ids are given here.
    pub async fn insert_transfer(&mut self, row: &TransferRow, lines: &[TransferLine]) -> Result<i64> {
        let id = self.insert(row).await?;
        for line in lines {
            self.insert(&TransferLineRow::of_line(id, line)).await?;
        }
        Ok(id)
    }

    /// Writes a step, then what it made of the transfer.
    pub async fn insert_transfer_step(
        &mut self,
        row: &TransferRow,
        step: &TransferStep,
        (who, at): (&Signer, &str),
        after: &Transfer,
    ) -> Result<()> {
        self.insert(&TransferStepRow::of_step(row.id, step, who, at)).await?;
        // its history is found by the transfer
        self.touch(RecordKind::Transfer, row.id);
        let stage = after.stage.name();
        let manifest = match &after.stage {
            // one that was withdrawn keeps what it was sealed with
            TransferStage::Withdrawn(_) => row.manifest.clone(),
            stage => stage.sealed().map(|sealed| sealed.manifest.clone()).unwrap_or_default(),
        };
        if stage != row.stage || manifest != row.manifest {
            let assigned = vec![("stage", stage.key().into()), ("manifest", manifest.as_str().into())];
            self.set(TransferRow::TABLE, row.id, assigned).await?;
        }
        Ok(())
    }

    /// A volume goes to another archive: from here on it is a description. Only what was cleared can be given here, and
    /// the database looks at all of it again.
    pub async fn go_to_receiver(
        &mut self,
        transfer: i64,
        clearance: &TransferClearance,
        basis: &str,
    ) -> Result<()> {
        let volume_id = clearance.volume_id();
        self.insert(&Departure {
            id: 0,
            volume_id,
            how: DepartureKind::Transferred,
            disposal_id: None,
            on_day: clearance.on(),
            basis: basis.to_owned(),
            executed_by: clearance.executor().account,
            executed_name: clearance.executor().name.clone(),
            transfer_id: Some(transfer),
            whereabouts: clearance.whereabouts().to_owned(),
            copies_until: clearance.copies_until().map(|until| until.to_string()).unwrap_or_default(),
        })
        .await?;
        self.touch(RecordKind::Volume, volume_id);
        let items: Vec<i64> =
            self.all("select id from item where volume_id = $1 order by id", vals![volume_id]).await?;
        self.concerns_items(items);
        Ok(())
    }
}
