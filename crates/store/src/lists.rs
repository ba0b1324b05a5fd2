//! Pages of the lists on screen: the order of the shelf, and codes by their beginning.

use std::collections::HashMap;

use super::events::LOGGED;
use super::queries::Queries;
use super::sql::{Val, built, id_list, vals};
use super::volumes::{FROM_VOLUMES, STATE_NOW, conditions, vals_with};
use crate::domain::general::error::Result;
use crate::domain::records::event::Logged;
use crate::domain::records::scope::Scope;
use crate::domain::records::sorting::{EventSortKey, ItemSortKey};
use crate::domain::records::volume::Volume;

/// Id, code and title.
pub type Coded = (i64, String, String);

/// What stands before something, and what behind it.
pub type Beside = (Option<Coded>, Option<Coded>);

/// Which events a list of the log shows, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct EventsSought<'a> {
    /// The key of a deed.
    pub what: Option<&'a str>,
    /// Words, each of which must stand in who did it, when, or about what; or be one of these deeds' names.
    pub words: &'a [EventWord],
    pub by: EventSortKey,
    pub is_descending: bool,
    /// Only those after the first of these numbers, up to the second.
    pub within: Option<(i64, i64)>,
}

/// A word, and the keys of the deeds it is a word of.
#[derive(Clone, Debug)]
pub struct EventWord {
    pub text: String,
    pub deeds: Vec<&'static str>,
}

impl EventsSought<'_> {
    /// The condition and its values, from `$1` on.
    fn condition(&self) -> (String, Vec<Val<'_>>) {
        let (mut condition, mut vals) = ("1 = 1".to_owned(), Vec::new());
        if let Some(what) = self.what {
            vals.push(what.into());
            condition.push_str(" and what = $1");
        }
        if let Some((after, until)) = self.within {
            condition.push_str(&format!(" and seq > ${} and seq <= ${}", vals.len() + 1, vals.len() + 2));
            vals.extend([after.into(), until.into()]);
        }
        for word in self.words {
            vals.push(Val::from(format!("%{}%", escaped(&word.text))));
            let at = vals.len();
            let mut ways: Vec<String> = ["actor", "about", "at"]
                .map(|column| format!("lower({column}) like ${at} escape '!'"))
                .into();
            for deed in &word.deeds {
                vals.push((*deed).into());
                ways.push(format!("what = ${}", vals.len()));
            }
            condition.push_str(&format!(" and ({})", ways.join(" or ")));
        }
        (condition, vals)
    }
}

/// A text in which nothing is a placeholder of `like`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            escaped.push('!');
        }
        escaped.push(c);
    }
    escaped.to_lowercase()
}

fn items_ordered_by(by: ItemSortKey, is_descending: bool) -> String {
    let turned = if is_descending { " desc" } else { "" };
    let column = match by {
        ItemSortKey::Code | ItemSortKey::Volume => {
            return format!("v.code_sort{turned}, v.id{turned}, i.page_from{turned}");
        }
        ItemSortKey::DocNumber => "i.doc_number",
        ItemSortKey::Date => "i.date",
        ItemSortKey::Pages => "i.pages",
        ItemSortKey::Page => "i.page_from",
        ItemSortKey::Seq => "i.seq",
        ItemSortKey::Year => "p.year",
        ItemSortKey::Class => "substr(v.code_sort, 6, 3)",
        ItemSortKey::Step => "substr(v.code_sort, 6, 8)",
        ItemSortKey::Period => "substr(v.code_sort, 15, 5)",
        ItemSortKey::Eligible => "i.eligible_on",
        ItemSortKey::Secrecy => "i.secrecy",
        ItemSortKey::Medium => "i.medium",
        ItemSortKey::State => STATE_NOW,
    };
    // what is not there stands last, whichever way round
    let empty = match by {
        ItemSortKey::Date | ItemSortKey::Eligible => {
            format!("case when {column} is null then 1 else 0 end, ")
        }
        ItemSortKey::DocNumber | ItemSortKey::Secrecy | ItemSortKey::Medium => {
            format!("case when {column} = '' then 1 else 0 end, ")
        }
        _ => String::new(),
    };
    format!("{empty}{column}{turned}, v.code_sort, v.id, i.page_from")
}

fn events_ordered_by(by: EventSortKey, is_descending: bool) -> String {
    let turned = if is_descending { " desc" } else { "" };
    match by {
        EventSortKey::Seq | EventSortKey::At => format!("seq{turned}"),
        by => format!("{}{turned}, seq desc", by.key()),
    }
}

impl Queries {
    /// Ids of the records that stand in volumes of a scope, in this order, without the first `skip`.
    pub async fn items_ordered(
        &self,
        scope: &Scope,
        (by, is_descending): (ItemSortKey, bool),
        skip: i64,
        limit: i64,
    ) -> Result<Vec<i64>> {
        let sql = built(format!(
            "select i.id from item i join volume v on v.id = i.volume_id join place p on p.id = v.place_id
             join fonds f on f.id = p.fonds_id where {} order by {} limit $8 offset $9",
            conditions(scope),
            items_ordered_by(by, is_descending)
        ));
        self.all(sql, &vals_with(scope, vals![limit, skip])).await
    }

    /// Events of the log as a list wants them, without the first `skip`.
    pub async fn events_sought(
        &self,
        sought: EventsSought<'_>,
        skip: i64,
        limit: i64,
    ) -> Result<Vec<Logged>> {
        let (condition, mut vals) = sought.condition();
        let at = vals.len();
        vals.extend_from_slice(vals![limit, skip]);
        let sql = built(format!(
            "select {LOGGED} from event where {condition} order by {} limit ${} offset ${}",
            events_ordered_by(sought.by, sought.is_descending),
            at + 1,
            at + 2
        ));
        self.all(sql, &vals).await
    }

    /// The numbers of all of them, in their order.
    pub async fn event_numbers_sought(&self, sought: EventsSought<'_>) -> Result<Vec<i64>> {
        let (condition, vals) = sought.condition();
        let order = events_ordered_by(sought.by, sought.is_descending);
        self.all(built(format!("select seq from event where {condition} order by {order}")), &vals).await
    }

    /// The events with these numbers, in the order asked for.
    pub async fn events_numbered(&self, numbers: &[i64]) -> Result<Vec<Logged>> {
        let mut found = HashMap::with_capacity(numbers.len());
        for numbers in numbers.chunks(500) {
            let (list, vals) = id_list(numbers);
            let sql = built(format!("select {LOGGED} from event where seq in ({list})"));
            found.extend(self.all::<Logged>(sql, &vals).await?.into_iter().map(|one| (one.seq, one)));
        }
        Ok(numbers.iter().filter_map(|number| found.remove(number)).collect())
    }

    /// How many they are.
    pub async fn events_sought_count(&self, sought: EventsSought<'_>) -> Result<i64> {
        let (condition, vals) = sought.condition();
        self.number(built(format!("select count(*) from event where {condition}")), &vals).await
    }

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

    /// Those of these records that stand in volumes, in shelf order.
    pub async fn on_shelf_of(&self, ids: &[i64]) -> Result<Vec<i64>> {
        let mut places: Vec<(String, i64, i64, i64)> = Vec::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = built(format!(
                "select v.code_sort, v.id, i.page_from, i.id from item i join volume v on v.id = i.volume_id
                 where i.id in ({list})"
            ));
            places.extend(self.all::<(String, i64, i64, i64)>(sql, &vals).await?);
        }
        places.sort_unstable();
        Ok(places.into_iter().map(|(.., id)| id).collect())
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
