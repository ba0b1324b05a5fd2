//! What the database refuses about changes of schedules. Of the rows of `tests/data/migrations/0038_schedule_changes.sql`
//! change 1 waits (proposed by 1, it shortens), change 2 is applied, change 3 withdrawn.

use super::By::{Check, Trigger};
use super::Forbidden;

/// Change 1 applied as it should be.
pub(super) const APPLIED: &str = "update schedule_change set state = 'applied', decided_by = 2, decided_by_name = '李', decided_at = 't' where id = 1";

/// Change 9, proposed by account 1 or in another state.
pub(super) fn proposed(state: &str, decided_by: &str, shortened: i64) -> String {
    let at = if decided_by == "null" { "" } else { "t" };
    format!(
        "insert into schedule_change (id, number, fonds_id, edition, name, body, body_digest, against, from_day, replaces, reason, list_digest, paper_digest, records, shortened, volumes, seen_after, proposed_by, proposed_by_name, proposed_at, state, decided_by, decided_by_name, decided_at, decided_why)
         values (9, '2026-009', 1, 'wuhu-2009', '草案', 'b', 'd', 'wuhu-2000', '', '', '批文', 'l', 'p', 1, {shortened}, 1, 1, 1, '张 三', 't', '{state}', {decided_by}, '', '{at}', '')"
    )
}

/// The same where nothing is shortened, applied by who proposed it.
pub(super) fn lengthened_by_one() -> String {
    format!(
        "{}; update schedule_change set state = 'applied', decided_by = 1, decided_by_name = '张 三', decided_at = 't' where id = 9",
        proposed("proposed", "null", 0)
    )
}

#[rustfmt::skip]
pub(super) fn of_schedules() -> Vec<Forbidden> {
    let by = |account: i64, name: &str, id: i64| format!("update schedule_change set state = 'applied', decided_by = {account}, decided_by_name = '{name}', decided_at = 't' where id = {id}");
    let set = |what: &str, id: i64| format!("update schedule_change set {what} where id = {id}");
    vec![
        ("a change is removed", "delete from schedule_change where id = 3".into(), Trigger, "not deleted"),
        ("a change begins applied", proposed("applied", "2", 0), Trigger, "proposed first"),
        ("a change begins withdrawn", proposed("withdrawn", "2", 0), Trigger, "proposed first"),
        ("what shortens is applied by who proposed it", by(1, "系统管理员", 1), Trigger, "another person"),
        ("what shortens is applied by the same person's other account", format!("{}; {}", proposed("proposed", "null", 1), by(2, "张三", 9)), Trigger, "another person"),
        ("what shortens is applied by an account of the same name", format!("update account set name = '重名' where id in (1, 2); {}", by(2, "李", 1)), Trigger, "another person"),
        ("an applied change has no edition", format!("{}; {}", proposed("proposed", "null", 0).replace("'b', 'd'", "'b', 'x'"), by(2, "李", 9)), Trigger, "keeps its edition"),
        ("a change shortens less than was seen", set("shortened = 0", 1), Trigger, "says what it said"),
        ("a change has another list", set("list_digest = 'x'", 1), Trigger, "says what it said"),
        ("a change has another text", set("body = 'x', body_digest = 'x'", 1), Trigger, "says what it said"),
        ("a change rules other records", set("against = 'x'", 1), Trigger, "says what it said"),
        ("a change was proposed by another", set("proposed_by = 3", 1), Trigger, "says what it said"),
        ("an applied change waits again", set("state = 'proposed', decided_by = null, decided_at = ''", 2), Trigger, "decided once"),
        ("an applied change is withdrawn", set("state = 'withdrawn'", 2), Trigger, "decided once"),
        ("a withdrawn change is applied", set("state = 'applied'", 3), Trigger, "decided once"),
        ("who applied it is another", set("decided_by = 3", 2), Trigger, "decided once"),
        ("a change rests on nothing", proposed("proposed", "null", 0).replace("批文", ""), Check, ""),
        ("a change is applied by nobody", "update schedule_change set state = 'withdrawn' where id = 1".into(), Check, ""),
        ("more is shortened than moves", proposed("proposed", "null", 2), Check, ""),
    ]
}
