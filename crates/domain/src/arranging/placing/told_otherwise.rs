//! What was said for the whole sheet against the row's own cells: the row's word counts, once a person has
//! looked at it.

use super::{Guide, Spot};
use crate::general::problem::Problem;
use crate::problems;
use crate::receiving::columns::Field;
use crate::receiving::rows::RowRead;
use crate::schemes::scheme::{Class, Step};

impl<'a> Guide<'a> {
    /// The step given for the sheet, a title line's step and the insurance named, where they are others than
    /// those of the spot.
    pub(super) fn told_otherwise(&self, read: &RowRead, spot: Spot<'a>) -> Vec<Problem> {
        let mut asked = Vec::new();
        if let Some(own) = &read.step {
            let differs = |text: &str| !self.steps_called(text).iter().any(|other| is_within(*other, spot));
            if let Some(given) = self.step.filter(|text| differs(text)) {
                asked.push(step_disagrees(&own, &given).in_column(self.heading(Field::Step)));
            } else if let Some(line) = self.hints.step.as_deref().filter(|text| differs(text)) {
                asked.push(step_disagrees_with_title(&own, &line).in_column(self.heading(Field::Step)));
            }
        } else if let (Some(given), Some(line)) = (self.step, self.hints.step.as_deref())
            && !self.steps_called(line).iter().any(|other| is_within(*other, spot))
        {
            asked.push(title_step_disagrees(&line, &given));
        }
        if let Some(line) = self.hints.class.as_deref().filter(|text| self.is_other_class(text, spot.class)) {
            asked.push(title_class_disagrees(&line, &spot.class.name).in_column(self.heading(Field::Class)));
        }
        if let Some(text) = read.insurance.as_deref().filter(|text| self.names_no_insurance(text, spot.class))
        {
            asked.push(insurance_unknown(&text, &spot.class.name).in_column(self.heading(Field::Insurance)));
        }
        if let Some(text) = read.insurance.as_deref().filter(|text| self.is_other_insurance(text, spot.class))
        {
            asked
                .push(insurance_disagrees(&text, &spot.class.name).in_column(self.heading(Field::Insurance)));
        }
        asked
    }

    /// Which paper of an accounting block is meant, when the sheet's step says it and the row's does not.
    pub(super) fn with_rule_given(&self, spot: Spot<'a>) -> Spot<'a> {
        let given = self.step.filter(|_| spot.rule.is_none() && spot.step.rules.len() > 1);
        let given = given.map(|text| self.steps_called(text)).unwrap_or_default();
        let rule = given.into_iter().find(|other| is_same(*other, spot)).and_then(|other| other.rule);
        Spot { rule: spot.rule.or(rule), ..spot }
    }

    /// Whether a title line names classes, and the record would go to another. One that names an insurance
    /// says nothing against a class that holds papers of all of them.
    pub(super) fn is_other_class(&self, text: &str, class: &Class) -> bool {
        let named = self.scheme.classes_called(&(self.simplify)(text));
        let insurances = named.iter().all(|named| named.insurance.is_some());
        let is_named = named.iter().any(|named| named.id == class.id);
        !(named.is_empty() || is_named || (insurances && class.insurance.is_none()))
    }

    pub(super) fn steps_called(&self, text: &str) -> Vec<Spot<'a>> {
        let text = (self.simplify)(text);
        let named = self.scheme.find_step_in_any_class(&text);
        if named.is_empty() {
            let numbered = self.scheme.step_by_number(&text);
            let spot = |(class, step): (&'a Class, &'a Step)| Spot { class, step, rule: None };
            return numbered.map(spot).into_iter().collect();
        }
        named.into_iter().map(|(class, step, rule)| Spot { class, step, rule }).collect()
    }

    /// Whether the class is an insurance, and the text names none of the scheme's.
    fn names_no_insurance(&self, text: &str, class: &Class) -> bool {
        let text = (self.simplify)(text);
        let is_named = |class: &Class| {
            class.insurance.is_some() && class.aliases.iter().any(|alias| text.contains(alias.as_str()))
        };
        class.insurance.is_some() && !self.scheme.classes.iter().any(is_named)
    }

    /// Whether the text names insurances, and the class is another one. Classes that are no insurance (征缴,
    /// 登记) hold papers of all of them.
    pub(super) fn is_other_insurance(&self, text: &str, class: &Class) -> bool {
        if class.insurance.is_none() {
            return false;
        }
        let text = (self.simplify)(text);
        let named = |class: &Class| {
            class.insurance.is_some() && class.aliases.iter().any(|alias| text.contains(alias.as_str()))
        };
        !named(class) && self.scheme.classes.iter().any(named)
    }
}

fn is_same(one: Spot<'_>, other: Spot<'_>) -> bool {
    one.class.id == other.class.id && one.step.id == other.step.id
}

/// The same step, and no other of its papers.
fn is_within(told: Spot<'_>, spot: Spot<'_>) -> bool {
    is_same(told, spot) && (told.rule.is_none() || spot.rule.is_none() || told.rule == spot.rule)
}

problems! {
    ask step_disagrees(own, given):
        "这一行写的业务环节是「{own}」，导入时给的是「{given}」。"
            / "The row says step \"{own}\", the import was told \"{given}\"."
        => "核对后改正这一行；照收就按这一行自己写的归档。"
            / "Check it and correct the row; taken all the same, it goes by its own word.";
    ask step_disagrees_with_title as step_disagrees(own, line):
        "这一行写的业务环节是「{own}」，表头上方写的是「{line}」。"
            / "The row says step \"{own}\", the lines above the header say \"{line}\"."
        => "核对后改正这一行；照收就按这一行自己写的归档。"
            / "Check it and correct the row; taken all the same, it goes by its own word.";
    ask title_step_disagrees as step_disagrees(line, given):
        "表头上方写的业务环节是「{line}」，导入时给的是「{given}」。"
            / "The lines above the header say step \"{line}\", the import was told \"{given}\"."
        => "核对业务环节；照收就按导入时给的归档。"
            / "Check the step; taken all the same, what was given counts.";
    ask title_class_disagrees as class_disagrees(line, class):
        "表头上方写的类别是「{line}」，这一行却要归到{class}。"
            / "The lines above the header say class \"{line}\", this row would go to {class}."
        => "核对类别；照收就归到{class}。"
            / "Check the class; taken all the same, it goes to {class}.";
    ask insurance_unknown as insurance_disagrees(text, class):
        "险种「{text}」不是方案里的险种，这一行却要归到{class}。"
            / "\"{text}\" is no insurance of the scheme; the row would go to {class}."
        => "核对险种和类别；照收就归到{class}。"
            / "Check insurance and class; taken all the same, it goes to {class}.";
    ask insurance_disagrees(text, class):
        "这一行写的险种是「{text}」，却要归到{class}。"
            / "The row says insurance \"{text}\", but it would go to {class}."
        => "核对险种和类别；照收就归到{class}。"
            / "Check insurance and class; taken all the same, it goes to {class}.";
}
