//! `kind = "accounting"`: one edition of 会计档案保管期限表, with the rule that took over from the one before.

use super::fields::{Inherited, SchemeTable};
use super::scheme::TRIGGERS;
use crate::general::digest::Digest;
use crate::schemes::scheme::{
    AccountingLine, AccountingTable, Mark, TRANSITION_STATES, Transition, TransitionCase,
};

const THEN: [&str; 3] = ["reset", "ask", "as_appraised"];

pub(super) fn read(root: &SchemeTable, digest: Digest) -> AccountingTable {
    let name = root.text("name");
    let given = root.given(&Inherited { instrument: name.clone(), mark: Mark::K });
    let lines = root.tables("line", "[[line]]");
    if lines.is_empty() {
        root.missing("line");
    }
    let in_force = root.date("in_force");
    if !root.has("in_force") {
        root.missing("in_force");
    }
    AccountingTable {
        id: root.id("id", '-'),
        name,
        in_force: in_force.unwrap_or_default(),
        lines: lines.iter().filter_map(|f| line(f, &given)).collect(),
        transition: root.table("transition", "[transition]").map(|f| transition(&f, &given)),
        origin: root.origin_without_line(&given),
        digest,
    }
}

fn line(f: &SchemeTable, given: &Inherited) -> Option<AccountingLine> {
    let period = f.period("period");
    if !f.has("period") {
        f.missing("period");
    }
    let names = f.texts("names");
    if names.is_empty() {
        f.missing("names");
    }
    let key = f.id("key", '_');
    let trigger = f.opt_word("trigger", &TRIGGERS).unwrap_or_default();
    let origin = f.origin(given, "");
    f.done();
    Some(AccountingLine { key, names, period: period?, trigger, origin })
}

fn transition(f: &SchemeTable, given: &Inherited) -> Transition {
    let own = f.given(given);
    let cut_off = f.date("cut_off");
    if !f.has("cut_off") {
        f.missing("cut_off");
    }
    let transition = Transition {
        from: f.text("from"),
        cut_off: cut_off.unwrap_or_default(),
        cases: f
            .tables("case", "[[transition.case]]")
            .iter()
            .map(|case_fields| case(case_fields, &own))
            .collect(),
        origin: f.origin(given, ""),
    };
    f.done();
    transition
}

fn case(f: &SchemeTable, given: &Inherited) -> TransitionCase {
    let case = TransitionCase {
        state: f.word("state", &TRANSITION_STATES.map(|state| (state, state))).unwrap_or_default().into(),
        then: f.word("then", &THEN.map(|then| (then, then))).unwrap_or_default().into(),
        zh: f.text("zh"),
        en: f.text("en"),
        origin: f.origin(given, ""),
    };
    f.done();
    case
}
