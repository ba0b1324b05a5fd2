//! What the database refuses about holds. Of the rows of `tests/data/migrations/0022_holds.sql` hold 1 names record 1
//! and volume 3, hold 2 waits to be lifted (placed by 1, asked for by 2), hold 3 is lifted.

use super::By::{Check, ForeignKey, Trigger};
use super::{BACK, Forbidden, OF_ITEM_2};

/// Hold 2 lifted as it should be.
pub(super) const LIFTED: &str = "update hold set lifted_by = 3, lifted_at = 't' where id = 2";

/// Hold 9: a rule over titles that contain 乙, or of this scope.
pub(super) fn placed(scope: &str, asked_by: &str, lifted_by: &str) -> String {
    let words = if scope == "rule" { "乙" } else { "" };
    let at = |by: &str| if by == "null" { "" } else { "t" };
    format!(
        "insert into hold (id, fonds_id, number, ground, basis, note, scope, class_id, step_id, year_from, year_to, person, id_number, unit, words, placed_by, placed_by_name, placed_at, lift_asked_by, lift_asked_at, lift_reason, lifted_by, lifted_at)
         values (9, null, '2026-009', 'debts', '催收函', '', '{scope}', '', '', null, null, '', '', '', '{words}', 1, '', 't', {asked_by}, '{}', '', {lifted_by}, '{}')",
        at(asked_by),
        at(lifted_by)
    )
}

fn held_by_rule() -> String {
    placed("rule", "null", "null")
}

#[rustfmt::skip]
pub(super) fn of_holds() -> Vec<Forbidden> {
    let all = placed("rule", "null", "null").replace("'乙'", "''");
    let without_basis = placed("chosen", "null", "null").replace("催收函", "");
    let alone = format!("{}; update hold set lift_asked_by = 1, lift_asked_at = 't' where id = 9; update hold set lifted_by = 1, lifted_at = 't' where id = 9", held_by_rule());
    let chosen = format!("{}; insert into hold_record (id, hold_id, volume_id, item_id) values (9, 9, 1, null)", placed("chosen", "null", "null"));
    let of_person = held_by_rule().replace("'', '', '', '乙'", "'张三', '', '', ''");
    let of_unit = held_by_rule().replace("'', '', '', '乙'", "'', '', '一中', ''");
    let of_item_1 = format!("{BACK}; delete from person where item_id = 1; delete from unit where item_id = 1; delete from trace; delete from item where id = 1");
    vec![
        ("a hold is removed", "delete from hold_record; delete from hold where id = 3".into(), Trigger, ""),
        ("a lifted hold is removed", "delete from hold where id = 3".into(), Trigger, "not deleted"),
        ("a hold rests on nothing", without_basis, Check, ""),
        ("a rule means everything", all, Check, ""),
        ("a hold is lifted by who placed it", "update hold set lifted_by = 1, lifted_at = 't' where id = 2".into(), Trigger, "two persons"),
        ("a hold is lifted by who asked for it", "update hold set lifted_by = 2, lifted_at = 't' where id = 2".into(), Trigger, "two persons"),
        ("a hold is lifted unasked", "update hold set lifted_by = 3, lifted_at = 't' where id = 1".into(), Trigger, "two persons"),
        ("asked for and lifted at once", "update hold set lift_asked_by = 2, lift_asked_at = 't', lifted_by = 3, lifted_at = 't' where id = 1".into(), Trigger, "two persons"),
        ("lifted under another's request", "update hold set lift_asked_by = 1, lifted_by = 3, lifted_at = 't' where id = 2".into(), Trigger, "two persons"),
        ("one person places, asks and lifts", alone, Trigger, "two persons"),
        ("a hold begins lifted", placed("rule", "2", "3"), Trigger, "two persons"),
        ("a hold begins asked for", placed("rule", "2", "null"), Trigger, "two persons"),
        ("a lifted hold holds again", "update hold set lifted_by = null, lifted_at = '' where id = 3".into(), Trigger, "only lifted"),
        ("who lifted is another", "update hold set lifted_by = 2 where id = 3".into(), Trigger, "only lifted"),
        ("a hold rests on another document", "update hold set basis = 'x' where id = 1".into(), Trigger, "only lifted"),
        ("a rule catches less", "update hold set year_to = 2009 where id = 2".into(), Trigger, "only lifted"),
        ("a rule catches other titles", "update hold set words = 'x' where id = 2".into(), Trigger, "only lifted"),
        ("a hold is of another fonds", "update hold set fonds_id = null where id = 1".into(), Trigger, "only lifted"),
        ("a hold was placed by another", "update hold set placed_by = 3 where id = 2".into(), Trigger, "only lifted"),
        ("a record is freed from its hold", "delete from hold_record where id = 1".into(), Trigger, "keeps its records"),
        ("another record is held instead", "update hold_record set item_id = 2 where id = 1".into(), Trigger, "keeps its records"),
        ("a held record goes with its batch", of_item_1, Trigger, "on hold"),
        ("a record that a rule catches goes with its batch", format!("{}; {BACK}; {OF_ITEM_2}", held_by_rule()), Trigger, "on hold"),
        ("a record leaves a held volume", format!("{chosen}; update item set volume_id = null where id = 2"), Trigger, "on hold"),
        ("a record leaves a held place", format!("{}; update item set volume_id = null, place_id = 2 where id = 2", held_by_rule()), Trigger, "on hold"),
        ("a record loses the words it is held by", format!("{}; update item set title = '丙' where id = 2", held_by_rule()), Trigger, "on hold"),
        ("a record loses the person it is held by", format!("{}; delete from person where item_id = 1", of_person), Trigger, "on hold"),
        ("a person gets another name", format!("{}; update person set name = '李四' where item_id = 1", of_person), Trigger, "on hold"),
        ("a record loses the unit it is held by", format!("{}; delete from unit where item_id = 1", of_unit), Trigger, "on hold"),
        ("a unit gets another name", format!("{}; update unit set name = '二中' where item_id = 1", of_unit), Trigger, "on hold"),
        ("a held volume is removed", "delete from volume where id = 3".into(), ForeignKey, ""),
    ]
}

/// A record of a held volume leaves it once the hold names it.
pub(super) fn named_and_moved() -> String {
    let named =
        "insert into hold_record (id, hold_id, volume_id, item_id) values (9, 9, 1, null), (10, 9, null, 1)";
    format!(
        "{named}; update item set volume_id = null where id = 1; update item set volume_id = 1 where id = 1"
    )
}
