//! The head of a document over a scope: whose records, which years, class, step and period.

use crate::archive::Archive;
use crate::domain::catalogs::finding_aid::Head;
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;
use crate::domain::values::period::RetentionPeriod;
use crate::procedures::lineage;
use crate::store::Fonds;

/// The head over a scope of one fonds: the one it names, or the only one there is.
///
/// # Errors
/// `NotFound` for a fonds there is not; `Refused` where there are several and none is named.
pub async fn head(archive: &Archive, filter: &Scope) -> Result<Head> {
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    of_fonds(archive, &fonds, filter).await
}

/// The same for a fonds that was read already.
pub async fn of_fonds(archive: &Archive, fonds: &Fonds, filter: &Scope) -> Result<Head> {
    let schemes = archive.schemes_between(fonds, (filter.year_from, filter.year_to)).await?;
    let class_id = filter.class_id.as_deref();
    let class = class_id.and_then(|id| schemes.iter().find_map(|scheme| scheme.class(id)));
    let step_id = filter.step_id.as_deref();
    let step = class_id.zip(step_id);
    let step = step.and_then(|(class, step)| schemes.iter().find_map(|scheme| scheme.step(class, step)));
    let earlier = lineage::earlier(&archive.store, fonds).await?;
    let earlier = earlier.iter().map(|one| format!("{} {}", one.fonds.number, one.fonds.name));
    Ok(Head {
        fonds: fonds.number.clone(),
        fonds_name: fonds.name.clone(),
        earlier: earlier.collect::<Vec<_>>().join("、"),
        years: match (filter.year_from, filter.year_to) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(year), None) | (None, Some(year)) => Some((year, year)),
            (None, None) => None,
        },
        class: class.map_or_else(String::new, |class| format!("{} {}", class.code, class.name)),
        step: step.map_or_else(String::new, |step| step.name.clone()),
        period: filter.period.as_deref().and_then(RetentionPeriod::from_key).map(Into::into),
        ..Head::default()
    })
}
