//! 业务用语: what the papers of a business step are called in the trade (`assets/business-terms.toml`).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The terms of one step of the national annex.
#[derive(Debug, Deserialize)]
pub struct StepTerms {
    /// Number of the annex's item: `一(一)`.
    pub national: String,
    /// The rules that prescribe the forms or the business.
    pub source: String,
    /// Whom its papers concern, where that is always the same.
    #[serde(default)]
    pub about: Option<Concerned>,
    pub terms: Vec<String>,
}

/// Whom a paper concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Concerned {
    Person,
    Unit,
}

#[derive(Deserialize)]
struct File {
    unit_names: Vec<String>,
    of_forms: Vec<String>,
    step: Vec<StepTerms>,
}

fn file() -> &'static File {
    static FILE: LazyLock<File> = LazyLock::new(|| {
        let text = include_str!("../../../../assets/business-terms.toml");
        toml::from_str(text).expect("the business terms are well-formed: a test reads them")
    });
    &FILE
}

/// A name of a unit is not shorter.
const UNIT_NAME: usize = 5;

/// Parts a title into the name of a unit it begins with (芜湖市赭山医院) and the rest; empty: it begins with none.
pub fn unit_before(title: &str) -> (&str, &str) {
    let ends = file().unit_names.iter().filter_map(|word| Some(title.rfind(word.as_str())? + word.len()));
    let unit = &title[..ends.max().unwrap_or(0)];
    let is_form = file().of_forms.iter().any(|word| unit.contains(word.as_str()));
    if is_form || unit.chars().count() < UNIT_NAME { ("", title) } else { title.split_at(unit.len()) }
}

/// The terms of the step a local step names as its national one; `None`: the trade's words are not known.
pub fn terms(national: &str) -> Option<&'static StepTerms> {
    static TERMS: LazyLock<HashMap<&str, &StepTerms>> =
        LazyLock::new(|| file().step.iter().map(|step| (step.national.as_str(), step)).collect());
    TERMS.get(national).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_unit_stands_before_the_forms_name() {
        for (title, unit) in [
            ("芜湖市赭山医院社会保险变更登记表", "芜湖市赭山医院"),
            ("示例市春谷商贸有限公司2011年定档单", "示例市春谷商贸有限公司"),
            ("定点医院终止协议通知", ""),
            ("商业保险公司承办协议书", ""),
            ("医院名单", ""),
            ("退费申请核定表", ""),
        ] {
            assert_eq!(unit_before(title).0, unit, "{title}");
        }
    }
}
