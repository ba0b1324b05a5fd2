//! What can be chosen in forms: fonds, classes, steps, periods of the schemes in use.

use super::App;
use super::fault::Answer;
use super::words;
use crate::domain::period::RetentionPeriod;
use crate::domain::role::By;
use crate::domain::scheme::Scheme;
use crate::domain::wording::Wording;
use crate::looking;

pub struct Outline {
    /// Number and name.
    pub fonds: Vec<(String, String)>,
    pub classes: Vec<ClassChoice>,
    /// Key and word, the longest first.
    pub periods: Vec<(String, Wording)>,
}

pub struct ClassChoice {
    pub id: String,
    pub code: String,
    pub name: String,
    pub steps: Vec<StepChoice>,
}

pub struct StepChoice {
    pub id: String,
    /// `一(一)`
    pub number: String,
    pub name: String,
}

/// Reads it from the schemes that fonds file under.
pub async fn outline(app: &App, by: &By) -> Answer<Outline> {
    let fonds = looking::fonds(&app.archive, by).await?;
    let schemes = app.archive.schemes();
    let in_use: Vec<&Scheme> =
        schemes.schemes.iter().filter(|scheme| fonds.iter().any(|f| f.scheme_id == scheme.id)).collect();
    let mut classes: Vec<ClassChoice> = Vec::new();
    for class in in_use.iter().flat_map(|scheme| &scheme.classes) {
        if classes.iter().any(|known| known.id == class.id) {
            continue;
        }
        let steps = class.steps.iter().map(|step| StepChoice {
            id: step.id.clone(),
            number: step.number.clone(),
            name: step.name.clone(),
        });
        classes.push(ClassChoice {
            id: class.id.clone(),
            code: class.code.clone(),
            name: class.name.clone(),
            steps: steps.collect(),
        });
    }
    let lettered = in_use.iter().flat_map(|scheme| scheme.periods.iter().map(|letter| letter.period));
    let ruled = in_use.iter().flat_map(|scheme| scheme.rules().filter_map(|(_, _, rule)| rule.period));
    let mut periods: Vec<RetentionPeriod> = lettered.chain(ruled).collect();
    periods.sort_unstable();
    periods.dedup();
    periods.reverse();
    let periods = periods.into_iter().map(|period| (period.key(), words::period(&period.key()))).collect();
    Ok(Outline { fonds: fonds.into_iter().map(|f| (f.number, f.name)).collect(), classes, periods })
}
