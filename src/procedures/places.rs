//! 定位: the place of a paper or volume, from year, class and step as somebody gives them.

use crate::domain::general::error::{Error, Result};
use crate::domain::schemes::scheme::{Class, Scheme, Schemes, Step};
use crate::domain::values::period::RetentionPeriod;
use crate::problems;

/// Class, step and line of a step's name, id or number (`二(一)`), or of a paper's name of an accounting block,
/// within these classes.
///
/// # Errors
/// `Refused` where no step bears the name, where several do, and where the lines of the step are kept for
/// different times and the name says none.
pub fn line_called(scheme: &Scheme, classes: &[&Class], text: &str) -> Result<(String, String, usize)> {
    let text = text.trim();
    let steps = classes.iter().flat_map(|class| class.steps.iter().map(move |step| (*class, step, None)));
    let mut found: Vec<_> = steps.filter(|(_, step, _)| step.id == text || step.number == text).collect();
    if found.is_empty() {
        found = scheme.find_step_in_any_class(text);
        found.retain(|(class, ..)| classes.iter().any(|known| known.id == class.id));
    }
    match found.as_slice() {
        [(class, step, rule)] => {
            let rule = rule
                .or((step.rules.len() == 1).then_some(0))
                .ok_or_else(|| Error::from(paper_unclear(&step.name)))?;
            Ok((class.id.clone(), step.id.clone(), rule))
        }
        [] => Err(Error::from(step_not_in_class(&text))),
        several => {
            let names: Vec<String> =
                several.iter().map(|(class, step, _)| format!("{} {}", class.id, step.name)).collect();
            let names = names.join("、");
            Err(Error::from(step_of_several_classes(&text, &names)))
        }
    }
}

/// Refuses a year the scheme is not for.
pub fn holds_in(scheme: &Scheme, year: i32) -> Result<()> {
    match scheme.is_valid_for(year) {
        true => Ok(()),
        false => Err(Error::from(year_outside(&year, &scheme.name))),
    }
}

/// How long papers of this line and year are kept.
///
/// # Errors
/// `Refused` where the scheme does not say.
pub fn period(
    schemes: &Schemes,
    scheme: &Scheme,
    (step, rule): (&Step, usize),
    year: i32,
) -> Result<RetentionPeriod> {
    let found = schemes.period_of(scheme, step, rule, year);
    found.map(|(period, _)| period).ok_or_else(|| Error::from(step_without_period(&year, &step.name)))
}

problems! {
    refuse step_without_period as no_period(year, step):
        "方案没有给 {year} 年的「{step}」定保管期限。"
            / "The scheme gives no period for \"{step}\" of {year}."
        => "请档案负责人在方案里补上期限。" / "Have the period added to the scheme.";
    refuse year_outside as year_outside_scheme(year, name):
        "《{name}》不适用于 {year} 年的材料。" / "{name} is not for papers of {year}."
        => "核对年度。" / "Check the year.";
    refuse step_not_in_class as unknown_step(text):
        "所给的类别里没有业务环节「{text}」。" / "The class given has no step \"{text}\"."
        => "照方案的名称写类别和业务环节。" / "Write class and step as the scheme does.";
    refuse step_of_several_classes as ambiguous(text, names):
        "「{text}」可以是几个环节：{names}。" / "\"{text}\" may be several steps: {names}."
        => "用类别的编号（如 unemployment）写明是哪一个。"
            / "Say which by the id of its class, such as unemployment.";
    refuse paper_unclear as rule_missing(step):
        "「{step}」里各种材料的期限不同，不知道这一件是哪一种。"
            / "The papers of \"{step}\" are kept for different times; which is this one?"
        => "业务环节写材料的名称，如 总账。" / "Give the paper's own name as the step, such as 总账.";
}
