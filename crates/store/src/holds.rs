//! 冻结: reading and writing holds, and what they catch.
//!
//! What a hold catches is asked of the views `held_item` and `held_volume` (`migrations/0022_holds.sql`), as the guards do.

use std::collections::BTreeMap;

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::table::{record, select};
use super::tables::{Hold, HoldRecord};
use super::tx::Tx;
use crate::domain::disposal::hold::{HeldBecause, HeldMark, HoldGround, HoldRule, HoldState};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::FreeText;
use crate::problems;

/// Which holds a list shows; nothing said: all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoldFilter {
    pub state: Option<HoldState>,
    /// Only those that hold, whether somebody asks to lift them or not.
    pub unlifted: bool,
    pub ground: Option<HoldGround>,
}

/// What a hold catches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Caught {
    /// Volumes, for themselves or for a record in them.
    pub volumes: i64,
    pub items: i64,
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

record! {
    /// A hold on one volume or record, whatever the number of ways it comes by.
    struct MarkRow {
        id: i64,
        hold_id: i64,
        number: String,
        ground: HoldGround,
        basis: FreeText,
        /// How often it is named; how often it fits a rule itself; of a record: how often its volume is named.
        named: i64,
        fits: i64,
        of_volume: i64,
        /// Of a volume: records in it that are caught, and the first of them.
        records: i64,
        item_id: i64,
        code: String,
    }
}

impl MarkRow {
    fn mark(self) -> (i64, HeldMark) {
        let because = match (self.named > 0, self.of_volume > 0, self.fits > 0) {
            (true, ..) => HeldBecause::Named,
            (_, true, _) => HeldBecause::OfVolume,
            (_, _, true) => HeldBecause::Fits,
            _ => HeldBecause::HasItem { item_id: self.item_id, code: self.code, records: self.records },
        };
        let MarkRow { hold_id, number, ground, basis, .. } = self;
        (self.id, HeldMark { hold_id, number, ground, basis, because })
    }
}

/// The holds on each of these, in order of their numbers.
pub type HeldMarks = BTreeMap<i64, Vec<HeldMark>>;

const FILTERED: &str = "where ($1 = '' or ($1 = 'lifted' and lifted_at <> '')
        or ($1 = 'lift_asked' and lifted_at = '' and lift_asked_at <> '')
        or ($1 = 'holding' and lifted_at = '' and lift_asked_at = ''))
    and ($2 = 0 or lifted_at = '') and ($3 = '' or ground = $3)";

/// The text of the views, from the migration that makes them.
const VIEWS: &str = include_str!("../../../migrations/0022_holds.sql");

/// A view's statement over a hold that is only thought of: a rule as `$1` to `$9`.
fn thought_of(view: &str) -> String {
    let (_, body) = VIEWS.split_once(&format!("create view {view} as")).unwrap_or_default();
    let (body, _) = body.split_once(';').unwrap_or_default();
    let body = body.replace("from hold h join", "from asked h join");
    format!(
        "with asked as (select cast(0 as bigint) as id, cast($1 as bigint) as fonds_id, 'rule' as scope,
                '' as lifted_at, cast($2 as text) as class_id, cast($3 as text) as step_id,
                cast($4 as bigint) as year_from, cast($5 as bigint) as year_to, cast($6 as text) as person,
                cast($7 as text) as id_number, cast($8 as text) as unit, cast($9 as text) as words), caught as ({body})"
    )
}

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

    /// Whether anything may be held at all.
    async fn holds_any(&self) -> Result<bool> {
        let sql = "select count(*) from (select 1 from hold where lifted_at = '' limit 1) one";
        Ok(self.number(sql, &[]).await? > 0)
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

    /// What an unlifted hold catches.
    pub async fn caught(&self, hold_id: i64) -> Result<Caught> {
        let volumes = "select count(distinct volume_id) from held_volume where hold_id = $1";
        let items = "select count(distinct item_id) from held_item where hold_id = $1";
        Ok(Caught {
            volumes: self.number(volumes, vals![hold_id]).await?,
            items: self.number(items, vals![hold_id]).await?,
        })
    }

    /// What a rule would catch, by the text that says what holds catch.
    pub async fn would_catch(&self, fonds_id: Option<i64>, rule: &HoldRule) -> Result<Caught> {
        let (from, to) = (rule.year_from.map(i64::from), rule.year_to.map(i64::from));
        let vals = vals![
            fonds_id,
            &rule.class_id,
            &rule.step_id,
            from,
            to,
            &rule.person,
            &rule.id_number,
            &rule.unit,
            &rule.words
        ];
        let count = |view: &str, of: &str| {
            built(format!("{} select count(distinct {of}) from caught", thought_of(view)))
        };
        Ok(Caught {
            volumes: self.number(count("held_volume", "volume_id"), vals).await?,
            items: self.number(count("held_item", "item_id"), vals).await?,
        })
    }

    /// A stretch of the volumes an unlifted hold catches: ids in shelf order.
    pub async fn volumes_caught(&self, hold_id: i64, from: i64, size: i64) -> Result<Vec<i64>> {
        let sql = "select g.volume_id from (select volume_id from held_volume where hold_id = $1 group by volume_id) g
                   join volume v on v.id = g.volume_id order by v.code_sort, v.id limit $2 offset $3";
        self.all(sql, vals![hold_id, size, from]).await
    }

    /// A stretch of the records an unlifted hold catches that stand in no volume, by id.
    pub async fn loose_items_caught(&self, hold_id: i64, from: i64, size: i64) -> Result<Vec<i64>> {
        let sql = "select distinct item_id from held_item where hold_id = $1 and volume_id is null
                   order by item_id limit $2 offset $3";
        self.all(sql, vals![hold_id, size, from]).await
    }

    /// The holds on these volumes, with a bounded number of statements.
    pub async fn holds_on_volumes(&self, volumes: &[i64]) -> Result<HeldMarks> {
        let grouped = |list: &str| {
            format!(
                "select t.volume_id as id, t.hold_id, cast(sum(case when t.way = 'volume' then 1 else 0 end) as bigint) as named,
                        cast(sum(case when t.way = 'rule' and t.item_id is null then 1 else 0 end) as bigint) as fits,
                        cast(0 as bigint) as of_volume, count(t.item_id) as records,
                        cast(min(t.item_id) as bigint) as first_item
                 from held_volume t where t.volume_id in ({list}) group by t.volume_id, t.hold_id"
            )
        };
        self.marks(volumes, grouped).await
    }

    /// The holds on these records, with a bounded number of statements.
    pub async fn holds_on_items(&self, items: &[i64]) -> Result<HeldMarks> {
        let grouped = |list: &str| {
            format!(
                "select t.item_id as id, t.hold_id, cast(sum(case when t.way = 'item' then 1 else 0 end) as bigint) as named,
                        cast(sum(case when t.way = 'rule' then 1 else 0 end) as bigint) as fits,
                        cast(sum(case when t.way = 'volume' then 1 else 0 end) as bigint) as of_volume,
                        cast(0 as bigint) as records, cast(null as bigint) as first_item
                 from held_item t where t.item_id in ({list}) group by t.item_id, t.hold_id"
            )
        };
        self.marks(items, grouped).await
    }

    async fn marks(&self, ids: &[i64], grouped: impl Fn(&str) -> String) -> Result<HeldMarks> {
        let mut marks = HeldMarks::new();
        if ids.is_empty() || !self.holds_any().await? {
            return Ok(marks);
        }
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = built(format!(
                "select g.id, g.hold_id, h.number, h.ground, h.basis, g.named, g.fits, g.of_volume, g.records,
                        coalesce(i.id, 0), coalesce(i.code, '')
                 from ({}) g join hold h on h.id = g.hold_id left join item i on i.id = g.first_item
                 order by g.id, h.id",
                grouped(&list)
            ));
            for (id, mark) in self.all::<MarkRow>(sql, &vals).await?.into_iter().map(MarkRow::mark) {
                marks.entry(id).or_default().push(mark);
            }
        }
        Ok(marks)
    }

    /// Records of a batch that a hold catches, or that one named before it was lifted.
    pub async fn batch_items_held(&self, batch_id: i64) -> Result<Vec<i64>> {
        let named =
            "select distinct i.id from hold_record r join item i on i.id = r.item_id where i.batch_id = $1";
        let mut held: Vec<i64> = self.all(named, vals![batch_id]).await?;
        if self.holds_any().await? {
            let sql =
                "select distinct i.id from item i join held_item h on h.item_id = i.id where i.batch_id = $1";
            held.extend(self.all::<i64>(sql, vals![batch_id]).await?);
        }
        held.sort_unstable();
        held.dedup();
        Ok(held)
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
