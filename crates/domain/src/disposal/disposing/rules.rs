//! Who appraises, approves and supervises, and for how long a batch waits: `assets/disposal.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::wording::Wording;
use crate::schemes::scheme::Mark;

/// Everything of `assets/disposal.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisposalRules {
    pub waiting: WaitingDays,
    pub supervisors: SupervisorsAsked,
    clock: ClockBounds,
    #[serde(rename = "seat")]
    seats: Vec<SeatRule>,
    #[serde(rename = "approval")]
    approvals: Vec<ApprovalRule>,
    #[serde(rename = "method")]
    pub methods: Vec<DestructionMethod>,
}

/// 静置期 in days.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitingDays {
    pub days: u32,
    pub least: u32,
    pub most: u32,
}

/// How many persons supervise at least, and who says so.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisorsAsked {
    pub least: usize,
    pub instrument: String,
    pub article: String,
    pub mark: Mark,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockBounds {
    most_years_between: u32,
}

/// A seat in the appraisal group.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatRule {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// Only accounting records need it.
    #[serde(default)]
    pub accounting_only: bool,
}

/// One who signs in the chain of approval.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRule {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// The post whose holder signs.
    pub post: String,
    #[serde(default)]
    pub accounting_only: bool,
}

/// 销毁方式
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DestructionMethod {
    pub id: String,
    pub zh: String,
    pub en: String,
}

impl SeatRule {
    pub fn name(&self) -> Wording {
        Wording { zh: self.zh.clone(), en: self.en.clone() }
    }
}

impl ApprovalRule {
    pub fn name(&self) -> Wording {
        Wording { zh: self.zh.clone(), en: self.en.clone() }
    }
}

impl DestructionMethod {
    pub fn name(&self) -> Wording {
        Wording { zh: self.zh.clone(), en: self.en.clone() }
    }
}

static SHIPPED: LazyLock<DisposalRules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../assets/disposal.toml"))
        .expect("assets/disposal.toml is part of the program and is tested")
});

/// The rules that ship with the program.
pub fn disposal_rules() -> &'static DisposalRules {
    &SHIPPED
}

impl DisposalRules {
    /// The seats a batch needs, accounting records or others.
    pub fn seats(&self, is_accounting: bool) -> impl Iterator<Item = &SeatRule> {
        self.seats.iter().filter(move |seat| is_accounting || !seat.accounting_only)
    }

    /// Who signs, in this order.
    pub fn approvals(&self, is_accounting: bool) -> impl Iterator<Item = &ApprovalRule> {
        self.approvals.iter().filter(move |approval| is_accounting || !approval.accounting_only)
    }

    pub fn method(&self, id: &str) -> Option<&DestructionMethod> {
        self.methods.iter().find(|method| method.id == id)
    }

    /// Years after the step before from which on the clock is held to be wrong.
    pub fn most_years_between(&self) -> u32 {
        self.clock.most_years_between
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::general::posts::posts;
    use crate::general::role::Deed;

    #[test]
    fn the_rules_ask_for_two_supervisors_and_posts_that_there_are() {
        let rules = disposal_rules();
        assert!(rules.supervisors.least >= 2 && !rules.supervisors.instrument.is_empty());
        assert!(rules.supervisors.article.starts_with('第') && rules.supervisors.mark == Mark::P);
        assert!((rules.waiting.least..=rules.waiting.most).contains(&rules.waiting.days));
        assert_eq!((rules.seats(false).count(), rules.seats(true).count()), (4, 5));
        for approval in rules.approvals(true) {
            let post = posts().post(&approval.post).expect("a post of assets/posts.toml");
            assert!(post.deeds.iter().any(|deed| matches!(deed, Deed::Approve | Deed::Dispose)));
        }
        assert_eq!(rules.approvals(false).last().map(|last| last.id.as_str()), Some("head"));
    }
}
