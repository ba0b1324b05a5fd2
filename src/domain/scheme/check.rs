//! Contradictions inside a scheme, each found by rule.
use super::{Scheme, Schemes};

/// One contradiction.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    pub kind: String,
}

pub fn check(_scheme: &Scheme, _all: &Schemes) -> Vec<Finding> {
    Vec::new()
}
