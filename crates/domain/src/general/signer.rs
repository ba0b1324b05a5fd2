//! Who states something in his own name.

use serde::Serialize;
use utoipa::ToSchema;

/// Who states something: the account, and the name as it stands on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Signer {
    pub account: i64,
    pub name: String,
}

impl Signer {
    /// Whether this is one person, be it by another account: equal names are taken for one person.
    pub fn is_same_person(&self, other: &Signer) -> bool {
        let plain = |name: &str| name.split_whitespace().collect::<String>();
        self.account == other.account || (plain(&self.name) == plain(&other.name) && !self.name.is_empty())
    }
}
