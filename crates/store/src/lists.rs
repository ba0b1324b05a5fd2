//! Pages of the lists on screen: the order of the shelf, and codes by their beginning.

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::volumes::{FROM_VOLUMES, conditions, vals_with};
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;

/// Id, code and title.
pub type Coded = (i64, String, String);

impl Queries {
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
