//! What is to be said about a scheme, its finding aids included.

use super::form::shipped;
use crate::general::problem::Weight;
use crate::say;
use crate::schemes::scheme::{Finding, Scheme, Schemes, check_with};

/// Everything of [`crate::schemes::scheme::check`], and finding aids the scheme asks for that nobody can print.
pub fn check_whole(scheme: &Scheme, all: &Schemes) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in scheme.finding_aids.iter().filter(|name| shipped().find(name).is_none()) {
        let known: Vec<&str> = shipped().iter().map(|form| form.name.zh.as_str()).collect();
        let mut known = known.join("、");
        if known.chars().count() > 60 {
            known = known.chars().take(60).chain("……".chars()).collect();
        }
        let message = say!(
            "方案要求的检索工具“{name}”没有这种表格",
            "the scheme asks for the finding aid {name}, of which there is no form"
        );
        let fix = say!("核对名称；现有的表格有：{known}", "check the name; there are forms for {known}");
        findings.push(Finding::new(("finding_aid_unknown", Weight::Ask), name, &scheme.origin, message, fix));
    }
    check_with(scheme, all, findings)
}
