//! After how many years, to which archives, of which periods: `assets/transfer.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::wording::Wording;
use crate::schemes::scheme::Mark;
use crate::values::period::RetentionPeriod;

/// Everything of `assets/transfer.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRules {
    range: TransferRange,
    secrecy: UnclassifiedWords,
    #[serde(rename = "rule")]
    pub rules: Vec<TransferRule>,
    /// 开放意见, those there are.
    #[serde(rename = "opening")]
    pub openings: Vec<NamedChoice>,
    /// Reasons a receiver often gives.
    pub returned: Vec<NamedChoice>,
}

/// Which periods are handed over at all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TransferRange {
    least_years: u16,
    instrument: String,
    article: String,
    mark: Mark,
}

/// What stands in 密级 of a record that is not classified.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnclassifiedWords {
    none: Vec<String>,
}

/// After how many years records go to an archive of a level.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferRule {
    pub id: String,
    pub years: u16,
    /// The archives of this level.
    pub zh: String,
    pub en: String,
    pub instrument: String,
    pub article: String,
    #[schema(value_type = String)]
    pub mark: Mark,
}

/// A choice with its words.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedChoice {
    pub id: String,
    pub zh: String,
    pub en: String,
}

impl TransferRule {
    pub fn name(&self) -> Wording {
        Wording { zh: self.zh.clone(), en: self.en.clone() }
    }
}

impl NamedChoice {
    pub fn name(&self) -> Wording {
        Wording { zh: self.zh.clone(), en: self.en.clone() }
    }
}

static SHIPPED: LazyLock<TransferRules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/transfer.toml"))
        .expect("assets/transfer.toml is part of the program and is tested")
});

/// The rules that ship with the program.
pub fn transfer_rules() -> &'static TransferRules {
    &SHIPPED
}

impl TransferRules {
    pub fn rule(&self, id: &str) -> Option<&TransferRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    pub fn opening(&self, id: &str) -> Option<&NamedChoice> {
        self.openings.iter().find(|opening| opening.id == id)
    }

    /// Whether records of this period are handed over without an agreement.
    pub fn is_in_range(&self, period: RetentionPeriod) -> bool {
        period.years().is_none_or(|years| years >= self.range.least_years)
    }

    /// The shortest period that is handed over.
    pub fn least_years(&self) -> u16 {
        self.range.least_years
    }

    /// What stands in 密级 of a record that is not classified.
    pub fn unclassified(&self) -> Vec<&str> {
        self.secrecy.none.iter().map(String::as_str).collect()
    }

    /// Where the range is said, with its mark.
    pub fn range_source(&self) -> (String, Mark) {
        (format!("{}（{}）", self.range.instrument, self.range.article), self.range.mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_ten_and_twenty_years_with_their_article() {
        let rules = transfer_rules();
        let years: Vec<(&str, u16)> = rules.rules.iter().map(|rule| (rule.id.as_str(), rule.years)).collect();
        assert_eq!(years, [("county", 10), ("city", 20)]);
        assert!(rules.rules.iter().all(|rule| rule.article == "第二十条" && rule.mark == Mark::V));
        assert!(
            rules.is_in_range(RetentionPeriod::Permanent) && rules.is_in_range(RetentionPeriod::Years(30))
        );
        assert!(!rules.is_in_range(RetentionPeriod::Years(10)));
        assert_eq!(rules.range_source().1, Mark::K);
        assert_eq!(rules.openings.len(), 3);
        assert!(rules.unclassified().contains(&""));
        assert!(!rules.returned.is_empty() && rules.opening("open").is_some());
    }
}
