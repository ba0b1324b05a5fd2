//! Pages of the lists on screen: the order of the shelf, and codes by their beginning.

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::volumes::{FROM_VOLUMES, conditions, vals_with};
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;

/// Id, code and title.
pub type Coded = (i64, String, String);

/// What stands before something, and what behind it.
pub type Beside = (Option<Coded>, Option<Coded>);

impl Queries {
    /// The volumes before and behind this one on the shelf of its fonds.
    pub async fn volumes_beside(&self, volume: &Volume) -> Result<Beside> {
        let beside = |compared: &str, turned: &str| {
            built(format!(
                "select v.id, v.code, v.title {FROM_VOLUMES}
                 where f.number = $1 and (v.code_sort, v.id) {compared} ($2, $3)
                 order by v.code_sort{turned}, v.id{turned} limit 1"
            ))
        };
        let vals = vals![&volume.place.fonds, &volume.code_sort, volume.id];
        Ok((self.one(beside("<", " desc"), vals).await?, self.one(beside(">", ""), vals).await?))
    }

    /// The records before and behind this page of a volume.
    pub async fn items_beside(&self, volume_id: i64, page_from: u32) -> Result<Beside> {
        let beside = |compared: &str, turned: &str| {
            built(format!(
                "select id, code, title from item where volume_id = $1 and page_from {compared} $2
                 order by page_from{turned} limit 1"
            ))
        };
        let vals = vals![volume_id, page_from];
        Ok((self.one(beside("<", " desc"), vals).await?, self.one(beside(">", ""), vals).await?))
    }

    /// Volumes in shelf order as (id, records in it): the way to a record without walking over all
    /// those before it.
    pub async fn shelf(&self, scope: &Scope, skip: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
        let sql = built(format!(
            "select v.id, v.items {FROM_VOLUMES} where {} order by v.code_sort, v.id limit $8 offset $9",
            conditions(scope)
        ));
        self.all(sql, &vals_with(scope, vals![limit, skip])).await
    }

    /// Ids of the records in these volumes, in shelf order.
    pub async fn items_on_shelf(&self, volumes: &[i64]) -> Result<Vec<i64>> {
        let (list, vals) = id_list(volumes);
        let sql = built(format!(
            "select i.id from item i join volume v on v.id = i.volume_id where i.volume_id in ({list})
             order by v.code_sort, v.id, i.page_from"
        ));
        self.all(sql, &vals).await
    }

    /// Volumes and records whose code begins so, as (id, code, title), at most `limit` of each.
    pub async fn codes_beginning(&self, code: &str, limit: i64) -> Result<(Vec<Coded>, Vec<Coded>)> {
        // every code that begins so stands between it and it followed by the last character there is
        let end = format!("{code}\u{10ffff}");
        let (mut volumes, mut items): (Vec<Coded>, Vec<Coded>) = Default::default();
        for (table, found) in [("volume", &mut volumes), ("item", &mut items)] {
            let sql = built(format!(
                "select id, code, title from {table} where code >= $1 and code < $2 order by code, id limit $3"
            ));
            *found = self.all(sql, vals![code, &end, limit]).await?;
        }
        Ok((volumes, items))
    }
}
