//! What can be chosen in forms: fonds, classes, steps, periods of the schemes in use.

use std::sync::Arc;

use super::app::App;
use super::fault::Answer;
use super::words;
use crate::acts::finding::viewing;
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::schemes::adoption::classes_of;
use crate::domain::schemes::scheme::{Scheme, Schemes, Step};
use crate::domain::values::period::RetentionPeriod;
use crate::problems;
use crate::procedures::lookup;

pub struct Outline {
    /// Number and name.
    pub fonds: Vec<(String, String)>,
    pub classes: Vec<ClassChoice>,
    /// Key and word, the longest first.
    pub periods: Vec<(String, Wording)>,
    /// Id and name of the schemes that fonds file under, or did.
    pub scheme_names: Vec<(String, String)>,
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

    /// Refuses a paper that belongs to other steps than the one chosen; what no scheme in use knows, and where no
    /// step is chosen, is left to the act.
    pub fn paper_in_step(&self, class: &str, step: &str, paper: &str) -> Answer<()> {
        let in_use = self.in_use();
        let is_called = |one: &Step, text: &str| one.id == text || one.number == text;
        let paper = paper.trim();
        let classes = in_use.iter().flat_map(|scheme| &scheme.classes);
        let all = classes.flat_map(|class| class.steps.iter().map(move |step| (class, step)));
        let called = all.filter(|(_, one)| is_called(one, paper));
        let named = in_use.iter().flat_map(|scheme| scheme.find_step_in_any_class(paper));
        let found = called.chain(named.map(|(class, step, _)| (class, step)));
        let found: Vec<_> = found.filter(|(of, _)| class.is_empty() || of.id == class).collect();
        let is_chosen = |one: &Step| is_called(one, step) || one.name == step;
        match found.first() {
            Some((_, other)) if !step.is_empty() && !found.iter().any(|(_, one)| is_chosen(one)) => {
                Err(Error::from(paper_of_other_step(&paper, &other.name)).into())
            }
            _ => Ok(()),
        }
    }
}

problems! {
    refuse paper_of_other_step(paper, step):
        "「{paper}」属于业务环节「{step}」，不是所选的环节。"
            / "\"{paper}\" belongs to the step \"{step}\", which is not the one chosen."
        => "改选业务环节，或者清空材料名称。" / "Choose that step, or empty the paper's name.";
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
    let used = viewing::scheme_uses(&app.archive, by).await?;
    let in_use: Vec<&Scheme> =
        schemes.schemes.iter().filter(|scheme| used.iter().any(|one| one.scheme_id == scheme.id)).collect();
    let mut classes: Vec<ClassChoice> = Vec::new();
    for class in classes_of(in_use.iter().copied()) {
        // a later edition may have steps of its own
        let all = in_use.iter().filter_map(|scheme| scheme.class(&class.id)).flat_map(|class| &class.steps);
        let mut steps: Vec<OutlineStep> = Vec::new();
        for step in all {
            if steps.iter().all(|known| known.id != step.id) {
                let (id, number, name) = (step.id.clone(), step.number.clone(), step.name.clone());
                steps.push(OutlineStep { id, number, name });
            }
        }
        classes.push(ClassChoice {
            id: class.id.clone(),
            code: class.code.clone(),
            name: class.name.clone(),
            steps,
        });
    }
    let lettered = in_use.iter().flat_map(|scheme| scheme.periods.iter().map(|letter| letter.period));
    let ruled = in_use.iter().flat_map(|scheme| scheme.rules().filter_map(|(_, _, rule)| rule.period));
    let mut periods: Vec<RetentionPeriod> = lettered.chain(ruled).collect();
    periods.sort_unstable();
    periods.dedup();
    periods.reverse();
    let periods = periods.into_iter().map(|period| (period.key(), words::period(&period.key()))).collect();
    let scheme_names = in_use.iter().map(|scheme| (scheme.id.clone(), scheme.name.clone())).collect();
    let in_use = in_use.iter().map(|scheme| scheme.id.clone()).collect();
    let fonds = fonds.into_iter().map(|f| (f.number, f.name)).collect();
    Ok(Outline { fonds, classes, periods, scheme_names, in_use, schemes })
}
