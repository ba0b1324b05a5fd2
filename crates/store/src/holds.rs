//! 冻结: reading and writing holds, and letting them name what is about to change.

use std::collections::BTreeMap;

use super::held::Caught;
use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::table::select;
use super::tables::{Hold, HoldRecord};
use super::tx::Tx;
use crate::domain::disposal::hold::{HoldGround, HoldRule, HoldState};
use crate::domain::general::error::{Error, Result};
use crate::problems;

/// Which holds a list shows; nothing said: all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoldFilter {
    pub state: Option<HoldState>,
    /// Only those that hold, whether somebody asks to lift them or not.
    pub unlifted: bool,
    pub ground: Option<HoldGround>,
}

impl Hold {
    pub fn state(&self) -> HoldState {
        match (self.lifted_by, self.lift_asked_by) {
            (Some(_), _) => HoldState::Lifted,
            (None, Some(_)) => HoldState::LiftAsked,
            (None, None) => HoldState::Holding,
        }
    }

    pub fn rule(&self) -> HoldRule {
        let year = |year: Option<i64>| year.and_then(|year| i32::try_from(year).ok());
        HoldRule {
            class_id: self.class_id.clone(),
            step_id: self.step_id.clone(),
            year_from: year(self.year_from),
            year_to: year(self.year_to),
            person: self.person.clone(),
            id_number: self.id_number.clone(),
            unit: self.unit.clone(),
            words: self.words.clone(),
        }
    }
}

const FILTERED: &str = "where ($1 = '' or ($1 = 'lifted' and lifted_at <> '')
        or ($1 = 'lift_asked' and lifted_at = '' and lift_asked_at <> '')
        or ($1 = 'holding' and lifted_at = '' and lift_asked_at = ''))
    and ($2 = 0 or lifted_at = '') and ($3 = '' or ground = $3)";

impl Queries {
    pub async fn hold(&self, id: i64) -> Result<Option<Hold>> {
        self.one(select::<Hold>("where id = $1"), vals![id]).await
    }

    pub async fn hold_numbered(&self, number: &str) -> Result<Option<Hold>> {
        self.one(select::<Hold>("where number = $1"), vals![number]).await
    }

    /// A stretch of the holds, the latest first.
    pub async fn holds(&self, filter: HoldFilter, from: i64, size: i64) -> Result<Vec<Hold>> {
        let rest = format!("{FILTERED} order by id desc limit $4 offset $5");
        let (state, ground) = filter.keys();
        self.all(select::<Hold>(&rest), vals![state, i64::from(filter.unlifted), ground, size, from]).await
    }

    pub async fn hold_count(&self, filter: HoldFilter) -> Result<i64> {
        let (state, ground) = filter.keys();
        let sql = built(format!("select count(*) from hold {FILTERED}"));
        self.number(sql, vals![state, i64::from(filter.unlifted), ground]).await
    }

    /// What a hold names, volumes and then records, in order of their numbers.
    pub async fn hold_names(&self, hold_id: i64) -> Result<(Vec<i64>, Vec<i64>)> {
        let sql = select::<HoldRecord>("where hold_id = $1 order by volume_id, item_id");
        let rows: Vec<HoldRecord> = self.all(sql, vals![hold_id]).await?;
        Ok((
            rows.iter().filter_map(|row| row.volume_id).collect(),
            rows.iter().filter_map(|row| row.item_id).collect(),
        ))
    }

    /// How much each of these holds names, for those that name anything.
    pub async fn named_counts(&self, holds: &[i64]) -> Result<BTreeMap<i64, Caught>> {
        let mut counts = BTreeMap::new();
        for holds in holds.chunks(500) {
            let (list, vals) = id_list(holds);
            let sql = built(format!(
                "select hold_id, count(volume_id), count(item_id) from hold_record where hold_id in ({list}) group by hold_id"
            ));
            for (hold, volumes, items) in self.all::<(i64, i64, i64)>(sql, &vals).await? {
                counts.insert(hold, Caught { volumes, items });
            }
        }
        Ok(counts)
    }

    /// Whether a hold names this volume, or named it before it was lifted.
    pub async fn is_named_by_hold(&self, volume_id: i64) -> Result<bool> {
        let sql = "select count(*) from hold_record where volume_id = $1";
        Ok(self.number(sql, vals![volume_id]).await? > 0)
    }
}

impl HoldFilter {
    fn keys(self) -> (&'static str, &'static str) {
        (self.state.map_or("", HoldState::key), self.ground.map_or("", HoldGround::key))
    }
}

/// What a change takes from a record that a hold may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loses {
    Volume,
    Title,
    Place,
    Members,
}

impl Loses {
    /// Holds that rest on it, over `held_item t` and `hold h`.
    fn resting(self) -> &'static str {
        match self {
            Loses::Volume => "t.way = 'volume'",
            Loses::Title => "t.way = 'rule' and h.words <> ''",
            Loses::Place => "t.way = 'rule'",
            Loses::Members => "t.way = 'rule' and (h.person <> '' or h.id_number <> '' or h.unit <> '')",
        }
    }
}

impl Tx {
    /// The number the next hold of a year gets: `2026-003`.
    pub async fn next_hold_number(&self, year: i32) -> Result<String> {
        let sql = "select number from hold where substr(number, 1, 5) = $1 order by length(number) desc, number desc limit 1";
        let last: Option<String> = self.one(sql, vals![format!("{year}-")]).await?;
        let last = last.and_then(|number| number.get(5..)?.parse::<u32>().ok()).unwrap_or_default();
        Ok(format!("{year}-{:03}", last + 1))
    }

    /// Writes a hold with what it names; its id is given here.
    pub async fn insert_hold(&mut self, hold: &Hold, volumes: &[i64], items: &[i64]) -> Result<i64> {
        self.has_holds = Some(true);
        let hold_id = self.insert(hold).await?;
        let volumes = volumes.iter().map(|id| (Some(*id), None));
        for (volume_id, item_id) in volumes.chain(items.iter().map(|id| (None, Some(*id)))) {
            self.insert(&HoldRecord { id: 0, hold_id, volume_id, item_id }).await?;
        }
        Ok(hold_id)
    }

    pub async fn update_hold(&mut self, hold: &Hold) -> Result<()> {
        self.update(hold).await
    }

    /// Lets whatever holds a record for what it is about to lose name the record itself: nothing gets out of a hold by
    /// being moved or corrected.
    pub(super) async fn keep_held(&mut self, item_id: i64, loses: Loses) -> Result<()> {
        if !self.may_be_held().await? {
            return Ok(());
        }
        let sql = built(format!(
            "select distinct t.hold_id from held_item t join hold h on h.id = t.hold_id
             where t.item_id = $1 and {} and not exists
                   (select 1 from hold_record r where r.hold_id = t.hold_id and r.item_id = $1) order by t.hold_id",
            loses.resting()
        ));
        for hold_id in self.all::<i64>(sql, vals![item_id]).await? {
            self.insert(&HoldRecord { id: 0, hold_id, volume_id: None, item_id: Some(item_id) }).await?;
        }
        Ok(())
    }

    /// The same where the record is about to get this volume and title.
    pub(super) async fn keep_held_moving(&mut self, id: i64, to: Option<i64>, title: &str) -> Result<()> {
        if !self.may_be_held().await? {
            return Ok(());
        }
        let sql = "select volume_id, title from item where id = $1";
        let Some((volume, old)) = self.one::<(Option<i64>, String)>(sql, vals![id]).await? else {
            return Ok(());
        };
        if volume.is_some() && volume != to {
            self.keep_held(id, Loses::Volume).await?;
        }
        if old != title {
            self.keep_held(id, Loses::Title).await?;
        }
        Ok(())
    }

    async fn may_be_held(&mut self) -> Result<bool> {
        if self.has_holds.is_none() {
            self.has_holds = Some(self.holds_any().await?);
        }
        Ok(self.has_holds == Some(true))
    }

    /// # Errors
    /// `Refused` where a hold names the volume, or named it before it was lifted.
    pub(super) async fn keep_held_volume(&self, volume_id: i64) -> Result<()> {
        match self.is_named_by_hold(volume_id).await? {
            true => Err(Error::from(volume_has_hold())),
            false => Ok(()),
        }
    }
}

problems! {
    refuse volume_has_hold():
        "这一卷有冻结记录，不能撤卷、并卷。" / "A hold names this volume: it is neither removed nor joined."
        => "保留空卷；要归到这里的文件放进这一卷。" / "Keep the empty volume and file records into it.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::domain::disposal::hold::HoldScope;
    use crate::domain::general::masking::FreeText;
    use crate::domain::general::role::{Actor, By, Rights};
    use crate::domain::records::event::{Event, EventKind};
    use crate::sql::tests::statements;
    use crate::tables::Account;

    fn hold(number: i64, account: i64) -> Hold {
        Hold {
            id: 0,
            fonds_id: None,
            number: format!("2026-{number:03}"),
            ground: HoldGround::Audit,
            basis: "通知书".into(),
            note: FreeText::default(),
            scope: HoldScope::Rule,
            class_id: String::new(),
            step_id: String::new(),
            year_from: Some(2009),
            year_to: None,
            person: String::new(),
            id_number: String::new().into(),
            unit: String::new(),
            words: format!("核定{number}"),
            placed_by: account,
            placed_by_name: String::new(),
            placed_at: String::new(),
            lift_asked_by: None,
            lift_asked_at: String::new(),
            lift_reason: FreeText::default(),
            lifted_by: None,
            lifted_at: String::new(),
        }
    }

    /// A page of fifty rows is marked by two statements, a report of ten thousand volumes by twenty-one; without holds
    /// one is asked.
    #[tokio::test]
    async fn marks_are_read_with_a_bounded_number_of_statements() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&dir.path().join("a.db"), true).await.unwrap();
        let actor = Actor { login: "local".into(), name: String::new(), rights: Rights::all() };
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-21T12:00:00+08:00").unwrap();
        let by = By::local(actor, now);
        let asked = async |ids: i64| {
            let ids: Vec<i64> = (1..=ids).collect();
            let before = statements();
            store.holds_on_volumes(&ids).await.unwrap();
            let of_volumes = statements() - before;
            store.holds_on_items(&ids).await.unwrap();
            assert_eq!(statements() - before, of_volumes * 2);
            of_volumes
        };
        assert_eq!(asked(10_000).await, 1);
        let wrote = store.write(&by, async move |tx| {
            let account = Account { login: "local".into(), ..Account::default() };
            let account = tx.insert_account(&account).await?;
            for number in 1..=30 {
                tx.insert_hold(&hold(number, account), &[], &[]).await?;
            }
            Ok((
                tx.next_hold_number(2026).await?,
                Event::new(EventKind::HoldPlaced, "", serde_json::json!({})),
            ))
        });
        assert_eq!(wrote.await.unwrap(), "2026-031");
        assert_eq!((asked(50).await, asked(10_000).await), (2, 21));
        store.close().await;
    }
}
