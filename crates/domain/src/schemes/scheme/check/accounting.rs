//! Contradictions of an accounting table: lines told apart, the transition whole.

use std::collections::HashSet;

use super::{Finding, Place, in_order, unverified};
use crate::general::problem::Weight;
use crate::say;
use crate::schemes::scheme::{AccountingTable, Schemes, TRANSITION_STATES};

/// Everything to be said about an accounting table, the gravest first.
pub fn check_accounting(table: &AccountingTable, all: &Schemes) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    for line in table.lines.iter().filter(|line| !seen.insert(line.key.as_str())) {
        let key = &line.key;
        let message = say!("{key} 这一行写了两次", "the line {key} stands twice");
        let fix = say!("删去一行，或换一个 key", "remove one, or give it another key");
        findings.push(Finding::new(("duplicate_id", Weight::Refuse), key, &line.origin, message, fix));
    }
    transition(table, all, &mut findings);
    let lines = table.lines.iter().map(|line| (line.names[0].as_str(), &line.origin));
    let cases = table.transition.iter().flat_map(|t| t.cases.iter().map(|c| (c.state.as_str(), &c.origin)));
    let marked: Vec<Place> =
        std::iter::once((table.name.as_str(), &table.origin)).chain(lines).chain(cases).collect();
    findings.extend(unverified(&marked));
    in_order(findings)
}

fn transition(table: &AccountingTable, all: &Schemes, findings: &mut Vec<Finding>) {
    let Some(transition) = &table.transition else { return };
    let (at, from) = (&transition.origin, &transition.from);
    match all.accounting_table(from) {
        None => {
            let message = say!("没有名为 {from} 的会计期限表", "there is no accounting table {from}");
            let fix = say!("改正 from，或补上那一版期限表", "correct from, or supply that table");
            findings.push(Finding::new(("dangling_reference", Weight::Refuse), from, at, message, fix));
        }
        Some(old) if old.in_force >= table.in_force => {
            let (old_day, day) = (old.in_force, table.in_force);
            let message = say!(
                "施行日期颠倒：旧表 {old_day}，新表 {day}",
                "validity is reversed: the old table is in force from {old_day}, the new one from {day}"
            );
            let fix = say!("改正 in_force 或 from", "correct in_force or from");
            findings.push(Finding::new(("validity_reversed", Weight::Refuse), from, at, message, fix));
        }
        Some(_) => {}
    }
    for state in TRANSITION_STATES {
        if !transition.cases.iter().any(|case| case.state == state) {
            let message =
                say!("衔接规定缺少 {state} 的情形", "the transition says nothing about the state {state}");
            let fix = say!("补上一个 [[transition.case]]", "add a [[transition.case]]");
            findings.push(Finding::new(("transition_incomplete", Weight::Refuse), state, at, message, fix));
        }
    }
}
