//! What holds catch, asked of the views `held_item` and `held_volume` (`migrations/0022_holds.sql`), as the guards do.

use std::collections::BTreeMap;

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::table::record;
use super::volumes::{conditions, vals_with};
use crate::domain::disposal::hold::{HeldBecause, HeldMark, HoldGround, HoldRule};
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::records::scope::Scope;

/// What a hold catches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Caught {
    /// Volumes, for themselves or for a record in them.
    pub volumes: i64,
    pub items: i64,
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
    /// Whether anything may be held at all.
    pub(super) async fn holds_any(&self) -> Result<bool> {
        let sql = "select count(*) from (select 1 from hold where lifted_at = '' limit 1) one";
        Ok(self.number(sql, &[]).await? > 0)
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
        self.holds_on_volumes_but_for(volumes, &[]).await
    }

    /// The same as if these records did not stand in them.
    pub async fn holds_on_volumes_but_for(&self, volumes: &[i64], items: &[i64]) -> Result<HeldMarks> {
        let but_for = match items {
            [] => String::new(),
            items => {
                let ids = items.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
                format!("and (t.item_id is null or t.item_id not in ({ids}))")
            }
        };
        let grouped = |list: &str| {
            format!(
                "select t.volume_id as id, t.hold_id, cast(sum(case when t.way = 'volume' then 1 else 0 end) as bigint) as named,
                        cast(sum(case when t.way = 'rule' and t.item_id is null then 1 else 0 end) as bigint) as fits,
                        cast(0 as bigint) as of_volume, count(t.item_id) as records,
                        cast(min(t.item_id) as bigint) as first_item
                 from held_volume t where t.volume_id in ({list}) {but_for} group by t.volume_id, t.hold_id"
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

    /// Of the volumes of a scope that may be appraised by a day, those that are held.
    pub async fn due_and_held(&self, scope: &Scope, until: chrono::NaiveDate) -> Result<i64> {
        if !self.holds_any().await? {
            return Ok(0);
        }
        let sql = built(format!(
            "select count(distinct h.volume_id) from held_volume h join volume v on v.id = h.volume_id
             join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id where v.eligible_on <= $8 and {}",
            conditions(scope)
        ));
        let until = until.to_string();
        self.number(sql, &vals_with(scope, vals![&until])).await
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_only_thought_of_is_asked_by_the_text_of_the_views() {
        for view in ["held_item", "held_volume"] {
            let sql = thought_of(view);
            assert!(sql.contains("from asked h join place p") && !sql.contains("from hold h"), "{sql}");
        }
    }
}
