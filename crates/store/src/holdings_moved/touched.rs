//! Which rows the events of an account touched: places, volumes that came and went.

use std::collections::HashMap;

use crate::domain::catalogs::holdings::HeldUnder;
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::scope::Scope;
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::DepartureKind;
use crate::queries::Queries;
use crate::sql::{built, text_list, vals};

/// Where a volume or record stood.
#[derive(Clone, Debug)]
pub(super) struct VolumeThen {
    pub place_id: i64,
    pub items: i64,
    pub is_closed: bool,
    pub gone: Option<DepartureKind>,
    pub code: String,
}

/// Place of a record, and its volume.
pub(super) type ItemThen = (i64, Option<i64>);

/// What stands at the places of a scope, by place, as if it were open.
pub(super) async fn places(
    from: &Queries,
    scope: &Scope,
    fonds: &[String],
) -> Result<HashMap<i64, HeldUnder>> {
    if fonds.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<&str> = fonds.iter().map(String::as_str).collect();
    let (list, mut vals) = text_list(&numbers);
    let mut conditions = vec![format!("f.number in ({list})")];
    let mut limits = |column: &str, value: Option<crate::sql::Val<'static>>| {
        if let Some(value) = value {
            vals.push(value);
            conditions.push(format!("{column} ${}", vals.len()));
        }
    };
    limits("f.number =", scope.fonds.clone().map(Into::into));
    limits("p.year >=", scope.year_from.map(Into::into));
    limits("p.year <=", scope.year_to.map(Into::into));
    limits("p.class_id =", scope.class_id.clone().map(Into::into));
    limits("p.step_id =", scope.step_id.clone().map(Into::into));
    limits("p.period =", scope.period.clone().map(Into::into));
    let sql = built(format!(
        "select p.id, p.scheme_id, p.class_id, p.period from place p join fonds f on f.id = p.fonds_id where {}",
        conditions.join(" and ")
    ));
    let rows: Vec<(i64, String, String, String)> = from.all(sql, &vals).await?;
    let under = |(id, scheme_id, class_id, period)| {
        (id, HeldUnder { scheme_id, class_id, period, state: ItemState::Open })
    };
    Ok(rows.into_iter().map(under).collect())
}

/// Volumes that came with events of this span.
pub(super) async fn begun(from: &Queries, (first, last): (i64, i64)) -> Result<HashMap<i64, Vec<i64>>> {
    let sql = "select t.seq, t.row_id from trace t where t.kind = $1 and t.seq >= $2 and t.seq <= $3
               and not exists (select 1 from trace e where e.kind = $1 and e.row_id = t.row_id and e.seq < t.seq)";
    let rows: Vec<(i64, i64)> =
        from.all(sql, vals![RecordKind::Volume.letter().to_string(), first, last]).await?;
    let mut begun: HashMap<i64, Vec<i64>> = HashMap::new();
    rows.into_iter().for_each(|(seq, id)| begun.entry(seq).or_default().push(id));
    Ok(begun)
}

/// Volumes that went with events of this span.
pub(super) async fn departed(
    from: &Queries,
    (first, last): (i64, i64),
) -> Result<HashMap<i64, Vec<(i64, DepartureKind)>>> {
    let sql = "select t.seq, d.volume_id, d.how from trace t join departure d on d.id = t.row_id
               where t.kind = $1 and t.seq >= $2 and t.seq <= $3
               and not exists (select 1 from trace e where e.kind = $1 and e.row_id = t.row_id and e.seq < t.seq)";
    let rows: Vec<(i64, i64, DepartureKind)> =
        from.all(sql, vals![RecordKind::Departure.letter().to_string(), first, last]).await?;
    let mut departed: HashMap<i64, Vec<(i64, DepartureKind)>> = HashMap::new();
    rows.into_iter().for_each(|(seq, id, how)| departed.entry(seq).or_default().push((id, how)));
    Ok(departed)
}
