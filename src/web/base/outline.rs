//! What can be chosen in forms: fonds, classes, steps, periods of the schemes in use.

use super::app::App;
use super::fault::{Answer, Fault};
use super::words;
use crate::acts::finding::viewing;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::schemes::scheme::Scheme;
use crate::domain::values::period::RetentionPeriod;
use crate::problems;

pub struct Outline {
    /// Number and name.
    pub fonds: Vec<(String, String)>,
    pub classes: Vec<ClassChoice>,
    /// Key and word, the longest first.
    pub periods: Vec<(String, Wording)>,
}

impl Outline {
    /// Id of the class called so: by id, code or name.
    ///
    /// # Errors
    /// `Refused` for a name nobody bears, and for a code that several bear.
    pub fn class_called(&self, text: &str) -> Answer<String> {
        let called = |class: &&ClassChoice| class.code.eq_ignore_ascii_case(text) || class.name == text;
        let found: Vec<&ClassChoice> = match self.classes.iter().find(|class| class.id == text) {
            Some(class) => vec![class],
            None => self.classes.iter().filter(called).collect(),
        };
        match found.as_slice() {
            [class] => Ok(class.id.clone()),
            [] => Err(Fault::from(class_or_step_unknown(&text))),
            several => {
                let names: Vec<String> =
                    several.iter().map(|class| format!("{}（{}）", class.id, class.name)).collect();
                let names = names.join("、");
                Err(Fault::from(code_of_several_classes(&text, &names)))
            }
        }
    }

    /// Id of the step called so, within the class if one is chosen: by id, number or name.
    pub fn step_called(&self, class: &str, text: &str) -> Answer<String> {
        let classes = self.classes.iter().filter(|one| class.is_empty() || one.id == class);
        let steps: Vec<&StepChoice> = classes.flat_map(|class| &class.steps).collect();
        let found = steps.iter().find(|step| step.id == text);
        let found = found.or_else(|| steps.iter().find(|step| step.number == text || step.name == text));
        // a step of another class than the one chosen stays what it is: nothing is found there
        let known = || self.classes.iter().flat_map(|class| &class.steps).any(|step| step.id == text);
        match found {
            Some(step) => Ok(step.id.clone()),
            None if known() => Ok(text.to_owned()),
            None => Err(Fault::from(class_or_step_unknown(&text))),
        }
    }
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
    let fonds = viewing::fonds(&app.archive, by).await?;
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

problems! {
    refuse code_of_several_classes as ambiguous(text, names):
        "「{text}」是几个类别共用的代码。" / "\"{text}\" is the code of several classes."
        => "写清是哪一个：{names}。" / "Say which: {names}.";
    refuse class_or_step_unknown as unknown_class(text):
        "分类方案里没有「{text}」。" / "The scheme has no \"{text}\"."
        => "在列表里选一个类别或业务环节。" / "Choose a class or step from the list.";
}
