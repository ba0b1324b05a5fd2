//! What can be chosen in forms: fonds, classes, steps, periods of the schemes in use.

use std::sync::Arc;

use super::app::App;
use super::fault::Answer;
use super::words;
use crate::acts::finding::viewing;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::schemes::scheme::{Scheme, Schemes};
use crate::domain::values::period::RetentionPeriod;
use crate::procedures::lookup;

pub struct Outline {
    /// Number and name.
    pub fonds: Vec<(String, String)>,
    pub classes: Vec<ClassChoice>,
    /// Key and word, the longest first.
    pub periods: Vec<(String, Wording)>,
    schemes: Arc<Schemes>,
    /// Ids of the schemes that fonds file under.
    in_use: Vec<String>,
}

impl Outline {
    fn in_use(&self) -> Vec<&Scheme> {
        self.schemes.schemes.iter().filter(|scheme| self.in_use.contains(&scheme.id)).collect()
    }

    /// Id of the class called so in the schemes in use.
    ///
    /// # Errors
    /// As [`lookup::class_called`].
    pub fn class_called(&self, text: &str) -> Answer<String> {
        Ok(lookup::class_called(&self.in_use(), text)?)
    }

    /// Id of the step called so, within the class if one is chosen.
    ///
    /// # Errors
    /// As [`lookup::step_called`].
    pub fn step_called(&self, class: &str, text: &str) -> Answer<String> {
        Ok(lookup::step_called(&self.in_use(), Some(class).filter(|class| !class.is_empty()), text)?)
    }
}

pub struct ClassChoice {
    pub id: String,
    pub code: String,
    pub name: String,
    pub steps: Vec<OutlineStep>,
}

pub struct OutlineStep {
    pub id: String,
    /// `一(一)`
    pub number: String,
    pub name: String,
}

/// Reads it from the schemes that fonds file under.
pub async fn outline(app: &App, by: &By) -> Answer<Outline> {
    let fonds = viewing::fonds(&app.archive, by).await?;
    let schemes = app.archive.schemes();
    let in_use: Vec<&Scheme> =
        schemes.schemes.iter().filter(|scheme| fonds.iter().any(|f| f.scheme_id == scheme.id)).collect();
    let mut classes: Vec<ClassChoice> = Vec::new();
    for class in in_use.iter().flat_map(|scheme| &scheme.classes) {
        if classes.iter().any(|known| known.id == class.id) {
            continue;
        }
        let steps = class.steps.iter().map(|step| OutlineStep {
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
    let in_use = in_use.iter().map(|scheme| scheme.id.clone()).collect();
    let fonds = fonds.into_iter().map(|f| (f.number, f.name)).collect();
    Ok(Outline { fonds, classes, periods, in_use, schemes })
}
