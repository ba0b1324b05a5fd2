//! The head of a document over a scope: whose records, which years, class, step and period.

use crate::archive::Archive;
use crate::domain::catalogs::finding_aid::Head;
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;
use crate::domain::values::period::RetentionPeriod;
use crate::store::Fonds;

/// The head over a scope of one fonds: the one it names, or the only one there is.
///
/// # Errors
/// `NotFound` for a fonds there is not; `Refused` where there are several and none is named.
pub async fn head(archive: &Archive, filter: &Scope) -> Result<Head> {
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    Ok(of_fonds(archive, &fonds, filter))
}

/// The same for a fonds that was read already.
pub fn of_fonds(archive: &Archive, fonds: &Fonds, filter: &Scope) -> Head {
    let schemes = archive.schemes();
    let scheme = schemes.scheme(&fonds.scheme_id);
    let class = filter.class_id.as_deref().and_then(|id| scheme?.class(id));
    let step = filter.step_id.as_deref().and_then(|id| class?.steps.iter().find(|step| step.id == id));
    Head {
        fonds: fonds.number.clone(),
        fonds_name: fonds.name.clone(),
        years: match (filter.year_from, filter.year_to) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(year), None) | (None, Some(year)) => Some((year, year)),
            (None, None) => None,
        },
        class: class.map_or_else(String::new, |class| format!("{} {}", class.code, class.name)),
        step: step.map_or_else(String::new, |step| step.name.clone()),
        period: filter.period.as_deref().and_then(RetentionPeriod::from_key),
        ..Head::default()
    }
}
