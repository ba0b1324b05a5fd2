//! 鉴定销毁: batches read back from their steps, and the one statement that destroys.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::table::{Record as _, select};
use super::tables::{Departure, DisposalLineRow, DisposalRecordRow, DisposalRow, DisposalStepRow};
use super::tx::Tx;
use crate::domain::disposal::disposing::{
    Clearance, Disposal, DisposalLine, DisposalStep, Signer, StageName, StepKind,
};
use crate::domain::general::error::{Error, Result};
use crate::domain::records::event::RecordKind;
use crate::domain::records::volume::DepartureKind;

impl From<DisposalLineRow> for DisposalLine {
    fn from(row: DisposalLineRow) -> Self {
        DisposalLine {
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
            items: row.items,
            pages: row.pages,
            eligible_on: row.eligible_on,
        }
    }
}

impl DisposalLineRow {
    fn of_line(disposal_id: i64, line: &DisposalLine) -> Self {
        DisposalLineRow {
            id: 0,
            disposal_id,
            volume_id: line.volume_id,
            seq: line.seq,
            group_number: line.group,
            code: line.code.clone(),
            title: line.title.clone(),
            year: line.year,
            class_id: line.class_id.clone(),
            step_id: line.step_id.clone(),
            period: line.period,
            items: line.items,
            pages: line.pages,
            eligible_on: line.eligible_on,
        }
    }
}

fn ended_where(ended: Option<bool>) -> &'static str {
    match ended {
        Some(true) => "where stage in ('done', 'withdrawn')",
        Some(false) => "where stage not in ('done', 'withdrawn')",
        None => "",
    }
}

impl Queries {
    /// Every batch, the newest first.
    pub async fn disposals(&self) -> Result<Vec<DisposalRow>> {
        self.all(select::<DisposalRow>("order by id desc"), &[]).await
    }

    /// A page of the batches that have ended or not (`None`: both), by stage in the order of the way, the newest first in each.
    pub async fn disposals_page(
        &self,
        ended: Option<bool>,
        (skip, size): (i64, i64),
    ) -> Result<Vec<DisposalRow>> {
        let stages = StageName::ALL.iter().enumerate();
        let order: String = stages.map(|(at, stage)| format!(" when '{}' then {at}", stage.key())).collect();
        let sql =
            format!("{} order by case stage{order} end, id desc limit $1 offset $2", ended_where(ended));
        self.all(select::<DisposalRow>(&sql), vals![size, skip]).await
    }

    /// How many batches have ended, and how many have not.
    pub async fn disposal_counts(&self) -> Result<(i64, i64)> {
        let count = async |ended: bool| {
            let sql = built(format!("select count(*) from disposal {}", ended_where(Some(ended))));
            Ok::<i64, Error>(self.one(sql, &[]).await?.unwrap_or(0))
        };
        Ok((count(true).await?, count(false).await?))
    }

    pub async fn disposal_numbered(&self, number: &str) -> Result<Option<DisposalRow>> {
        self.one(select::<DisposalRow>("where number = $1"), vals![number]).await
    }

    /// The steps of a batch in their order.
    pub async fn disposal_steps(&self, disposal: i64) -> Result<Vec<DisposalStepRow>> {
        self.all(select::<DisposalStepRow>("where disposal_id = $1 order by id"), vals![disposal]).await
    }

    /// The volumes that went by a batch, in the order they did.
    pub async fn departures_by(&self, disposal: i64) -> Result<Vec<Departure>> {
        self.all(select::<Departure>("where disposal_id = $1 order by id"), vals![disposal]).await
    }

    /// Those of these volumes that are here no more.
    pub async fn departures_of(&self, volumes: &[i64]) -> Result<HashMap<i64, Departure>> {
        let mut gone = HashMap::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = select::<Departure>(&format!("where volume_id in ({list})"));
            let found: Vec<Departure> = self.all(sql, &vals).await?;
            gone.extend(found.into_iter().map(|one| (one.volume_id, one)));
        }
        Ok(gone)
    }

    /// A batch's papers that are records of this archive.
    pub async fn disposal_records(&self, disposal: i64) -> Result<Vec<DisposalRecordRow>> {
        self.all(select::<DisposalRecordRow>("where disposal_id = $1 order by id"), vals![disposal]).await
    }

    /// Whether a record is a paper of a batch.
    pub async fn is_disposal_record(&self, item: i64) -> Result<bool> {
        let found: Option<i64> =
            self.one("select id from disposal_record where item_id = $1", vals![item]).await?;
        Ok(found.is_some())
    }

    /// Numbers of these batches.
    pub async fn disposal_numbers(&self) -> Result<HashMap<i64, String>> {
        let numbers: Vec<(i64, String)> = self.all("select id, number from disposal", &[]).await?;
        Ok(numbers.into_iter().collect())
    }

    /// A batch as its list, its steps and the volumes that went make it.
    ///
    /// # Errors
    /// `Broken` where a step cannot be read, or the batch's row says another stage than its steps.
    pub async fn disposal_read(&self, row: &DisposalRow) -> Result<Disposal> {
        let lines = select::<DisposalLineRow>("where disposal_id = $1 order by seq");
        let steps = self.disposal_steps(row.id).await?;
        self.disposal_of(row, self.all(lines, vals![row.id]).await?, steps).await
    }

    /// The same with one volume of its list alone, and what was stated of it or of the whole; without any where the list
    /// has no such volume.
    ///
    /// # Errors
    /// As [`Queries::disposal_read`].
    pub async fn disposal_read_on(&self, row: &DisposalRow, volume: i64) -> Result<Disposal> {
        let lines = select::<DisposalLineRow>("where disposal_id = $1 and volume_id = $2");
        let lines: Vec<DisposalLineRow> = self.all(lines, vals![row.id, volume]).await?;
        let line = lines.first().map_or(0, |line| line.id);
        let steps = "where disposal_id = $1 and (line_id is null or line_id = $2) order by id";
        let steps = self.all(select::<DisposalStepRow>(steps), vals![row.id, line]).await?;
        self.disposal_of(row, lines, steps).await
    }

    /// A batch of these lines and steps.
    async fn disposal_of(
        &self,
        row: &DisposalRow,
        lines: Vec<DisposalLineRow>,
        steps: Vec<DisposalStepRow>,
    ) -> Result<Disposal> {
        let opened =
            DateTime::parse_from_rfc3339(&row.opened_at).map(|at| at.date_naive()).unwrap_or_default();
        let proposer = Signer { account: row.opened_by, name: row.opened_name.clone() };
        let mut batch = Disposal::opened(
            (row.number.clone(), row.title.clone()),
            row.is_accounting,
            proposer,
            opened,
            lines.into_iter().map(DisposalLine::from).collect(),
        );
        let line_of: HashMap<i64, i64> = batch.lines.iter().map(|line| (line.volume_id, line.id)).collect();
        let mut gone = self.departures_by(row.id).await?.into_iter().peekable();
        for step in steps {
            // volumes go after the order and before the end
            if step.kind == StepKind::Finished {
                for one in gone.by_ref() {
                    line_of.get(&one.volume_id).iter().for_each(|line| batch.departed(**line, one.on_day));
                }
            }
            let read = step.step();
            let read = read.ok_or_else(|| anyhow::anyhow!("disposal_step {} cannot be read", step.id))?;
            batch.recorded(&read, &step.signer(), step.day());
        }
        for row in self.disposal_kept_out(row.id).await? {
            for (step, who, on) in row.steps() {
                batch.recorded(&step, &who, on);
            }
        }
        for one in gone {
            line_of.get(&one.volume_id).iter().for_each(|line| batch.departed(**line, one.on_day));
        }
        if batch.stage.name() != row.stage {
            let (kept, told) = (row.stage.key(), batch.stage.name().key());
            return Err(
                anyhow::anyhow!("disposal {} is kept as {kept}, its steps tell {told}", row.id).into()
            );
        }
        Ok(batch)
    }

    /// Of these volumes, those that another batch that has not ended holds, with its number.
    pub async fn in_other_batches(&self, volumes: &[i64], but: i64) -> Result<HashMap<i64, String>> {
        let mut held = HashMap::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select l.volume_id, b.number from disposal_line l join disposal b on b.id = l.disposal_id
                 where l.volume_id in ({list}) and b.id <> {but} and b.stage not in ('done', 'withdrawn')
                   and (select count(*) from disposal_step s where s.line_id = l.id and s.kind in ('taken_out', 'kept_back')) = 0"
            ));
            held.extend(self.all::<(i64, String)>(sql, &vals).await?);
        }
        Ok(held)
    }

    /// Those of these volumes whose records may be appraised from different days on.
    pub async fn of_mixed_dates(&self, volumes: &[i64]) -> Result<Vec<i64>> {
        let mut mixed = Vec::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select volume_id from item where volume_id in ({list})
                 group by volume_id having count(distinct coalesce(eligible_on, '')) > 1"
            ));
            mixed.extend(self.all::<i64>(sql, &vals).await?);
        }
        Ok(mixed)
    }

    /// The day of the last event of the log, if there is one.
    pub async fn last_day(&self) -> Result<Option<NaiveDate>> {
        let at: Option<String> = self.one("select at from event order by seq desc limit 1", &[]).await?;
        Ok(at.and_then(|at| DateTime::parse_from_rfc3339(&at).ok()).map(|at| at.date_naive()))
    }
}

impl Tx {
    /// Writes a batch with its list; ids are given here.
    pub async fn insert_disposal(&mut self, row: &DisposalRow, lines: &[DisposalLine]) -> Result<i64> {
        let id = self.insert(row).await?;
        for line in lines {
            self.insert(&DisposalLineRow::of_line(id, line)).await?;
        }
        Ok(id)
    }

    /// Writes a step, then what it made of the batch.
    pub async fn insert_disposal_step(
        &mut self,
        row: &DisposalRow,
        step: &DisposalStep,
        (who, at): (&Signer, &str),
        after: &Disposal,
    ) -> Result<()> {
        match step {
            DisposalStep::KeepOut { item, line, reason, .. } => {
                self.insert_kept_out((row.id, *line, *item), reason, (who, at)).await?;
            }
            // written where the record moves: [`Tx::lay_aside`]
            DisposalStep::LayAside { .. } => {}
            step => {
                self.insert(&DisposalStepRow::of_step(row.id, step, who, at)).await?;
            }
        }
        // its history is found by the batch
        self.touch(RecordKind::Disposal, row.id);
        let until_day =
            after.stage.reported().map_or_else(String::new, |reported| reported.until.to_string());
        let until_day = if until_day.is_empty() { row.until_day.clone() } else { until_day };
        let (stage, id) = (after.stage.name(), row.id);
        if stage != row.stage || until_day != row.until_day {
            let assigned = vec![("stage", stage.key().into()), ("until_day", until_day.into())];
            self.set(DisposalRow::TABLE, id, assigned).await?;
        }
        Ok(())
    }

    /// Writes which record is which paper of a batch; its id is given here.
    pub async fn insert_disposal_record(&mut self, row: DisposalRecordRow) -> Result<()> {
        let disposal = row.disposal_id;
        self.insert(&row).await?;
        // its history is found by the batch
        self.touch(RecordKind::Disposal, disposal);
        Ok(())
    }

    /// Destroys: from here on the volume is a description. Only what was cleared can be given here, and the database looks
    /// at all of it again.
    pub async fn depart(&mut self, disposal: i64, clearance: &Clearance, basis: &str) -> Result<()> {
        let volume_id = clearance.volume_id();
        self.insert(&Departure {
            id: 0,
            volume_id,
            how: DepartureKind::Destroyed,
            disposal_id: Some(disposal),
            on_day: clearance.on(),
            basis: basis.to_owned(),
            executed_by: clearance.executor().account,
            executed_name: clearance.executor().name.clone(),
            transfer_id: None,
            whereabouts: String::new(),
            copies_until: String::new(),
        })
        .await?;
        self.touch(RecordKind::Volume, volume_id);
        let items: Vec<i64> =
            self.all("select id from item where volume_id = $1 order by id", vals![volume_id]).await?;
        self.concerns_items(items);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::general::masking::FreeText;
    use crate::domain::general::role::{Actor, By, Rights};
    use crate::domain::records::event::{Event, EventKind};
    use crate::domain::records::item::Place;
    use crate::domain::records::volume::{Volume, VolumeState};
    use crate::domain::values::period::RetentionPeriod;
    use crate::sql::vals;
    use crate::{Store, volume_digest};

    /// What went is read as gone by every way there is, its own row as it was closed, and its digest stays.
    #[tokio::test]
    async fn a_volume_that_went_is_read_as_gone_and_keeps_its_digest() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&dir.path().join("a.db"), true).await.unwrap();
        let actor = Actor { login: "local".into(), name: String::new(), rights: Rights::all() };
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-21T12:00:00+08:00").unwrap();
        let by = By::local(actor, now);
        let place = Place {
            fonds: "0211".into(),
            year: 2009,
            scheme_id: "wuhu-2009".into(),
            class_id: "zj".into(),
            step_id: "dunning".into(),
            period: RetentionPeriod::Years(10),
        };
        let wrote = store.write(&by, async move |tx| {
            tx.insert_fonds("0211", "芜湖", "wuhu-2009").await?;
            let place_id = tx.place_id(&place).await?;
            let volume = tx.insert_volume(place_id, &place, 1, "催缴", "第一卷").await?;
            let closed = Volume {
                state: VolumeState::Closed,
                statement: "本卷共 1 件。".into(),
                closed_on: Some(now.date_naive()),
                ..volume
            };
            tx.update_volume(&closed).await?;
            Ok((closed, Event::new(EventKind::VolumeClosed, "", serde_json::json!({}))))
        });
        let closed = wrote.await.unwrap();
        let before = store.volume(closed.id).await.unwrap().unwrap();
        assert_eq!(before.statement, FreeText::from("本卷共 1 件。"));
        assert_eq!((before.state, volume_digest(&before)), (VolumeState::Closed, volume_digest(&closed)));

        let wrote = store.write(&by, async move |tx| {
            let mut link = tx.connection().await;
            for sql in [
                "drop trigger departure_by_destruction",
                "drop trigger departure_on_list",
                "drop trigger departure_stage",
                "drop trigger departure_period",
                "drop trigger departure_decided",
                "drop trigger departure_approved",
                "drop trigger departure_reported",
                "drop trigger departure_waited",
                "drop trigger departure_ordered",
                "drop trigger departure_counted",
                "drop trigger departure_supervised",
                "insert into account values (1, 'a', '甲', '', '', '', '', 0, '', '', '')",
                "insert into departure values (1, 1, 'destroyed', null, '2026-11-21', 'X2026-001', 1, '甲', null, '', '')",
            ] {
                link.execute(sql, vals![]).await?;
            }
            drop(link);
            Ok(((), Event::new(EventKind::VolumesDestroyed, "", serde_json::json!({}))))
        });
        wrote.await.unwrap();
        let after = store.volume(closed.id).await.unwrap().unwrap();
        assert_eq!((after.state, volume_digest(&after)), (VolumeState::Destroyed, volume_digest(&closed)));
        assert_eq!(after.statement, before.statement);
        assert_eq!(store.states_of(&[closed.id]).await.unwrap()[&closed.id], VolumeState::Destroyed);
        assert_eq!(store.departures_of(&[closed.id]).await.unwrap()[&closed.id].basis, "X2026-001");
        store.close().await;
    }
}
