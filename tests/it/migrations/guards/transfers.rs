//! What the database refuses about transfers and what goes by them. Of the rows of `tests/data/migrations/0028_transfers.sql`
//! transfer 1 is handed over: 31 was accepted, 32 is on hold, 33 came back, 35 is in a disposal batch, 36 is open, 37 was taken out.
//! 2 is sealed, 3 is being packed, 4 is new, 5 has ended, 6 would hand over to itself.

use super::By::{Check, ForeignKey, Trigger};
use super::Forbidden;

/// A volume that goes by transfer 1.
fn gone(volume: i64) -> String {
    format!(
        "insert into departure (id, volume_id, how, disposal_id, on_day, basis, executed_by, executed_name, transfer_id, whereabouts, copies_until)
         values (31, {volume}, 'transferred', null, '2026-06-04', 'Y2026-001', 11, '经办', 1, '市档案馆', '')"
    )
}

fn step(transfer: i64, kind: &str, line: &str, words: &str) -> String {
    format!(
        "insert into transfer_step (id, transfer_id, kind, at, account_id, name, line_id, group_number, carton, choice, manifest, given_by, taken_by, witness_unit, witness, on_day, words)
         values (9001, {transfer}, '{kind}', '2026-06-08T09:00:00+08:00', 11, '经办', {line}, null, null, '', '', '', '', '', '', '', '{words}')"
    )
}

/// The parties of a hand-over.
fn parties(transfer: i64, given: &str, taken: &str, witness: &str) -> String {
    let empty = "'', '', '', '', '', '', '', '')";
    let named = format!("'', '', '{given}', '{taken}', '市档案局', '{witness}', '2026-06-08', '')");
    step(transfer, "handed_over", "null", "").replace(empty, &named)
}

fn line(transfer: i64, volume: i64) -> String {
    format!(
        "insert into transfer_line (id, transfer_id, volume_id, seq, group_number, code, title, year, class_id, step_id, period, number, items, pages, due_on)
         values (9001, {transfer}, {volume}, 9, 1, 'v', '登记', 2009, 'medical', 'visit', 'permanent', 9, 1, 9, '2020-01-01')"
    )
}

fn disposal_line(volume: i64) -> String {
    format!(
        "insert into disposal_line (id, disposal_id, volume_id, seq, group_number, code, title, year, class_id, step_id, period, items, pages, eligible_on)
         values (9001, 19, {volume}, 9, 1, 'v', '登记', 2009, 'medical', 'visit', '10', 1, 9, '2020-01-01')"
    )
}

fn begun(stage: &str) -> String {
    format!(
        "insert into transfer (id, number, fonds_id, title, stage, giver, receiver, rule, agreement, opened_by, opened_name, opened_at, list_digest, manifest)
         values (99, 'Y2026-099', 1, '', '{stage}', '社保中心', '市档案馆', 'county', '', 11, '经办', 't', 'd', '')"
    )
}

/// What a transfer goes through.
pub(super) fn right() -> Vec<String> {
    vec![
        begun("draft"),
        line(99, 34),
        gone(31),
        parties(2, "经办", "馆员", "监交"),
        "update transfer set stage = 'handed_over' where id = 2".into(),
        "update transfer set stage = 'done' where id = 2".into(),
        "update transfer set stage = 'withdrawn' where id = 4".into(),
    ]
}

#[rustfmt::skip]
pub(super) fn of_transfers() -> Vec<Forbidden> {
    vec![
        // the one statement by which a volume goes to another archive
        ("handed over under hold", gone(32), Trigger, "on hold"),
        ("handed over though it came back", gone(33), Trigger, "did not accept"),
        ("handed over out of a disposal batch", gone(35), Trigger, "disposal batch"),
        ("an open volume is handed over", gone(36), Trigger, "not closed"),
        ("a volume taken out is handed over", gone(37), Trigger, "not on the list"),
        ("a volume of no list is handed over", gone(34), Trigger, "guard"),
        ("handed over by no transfer", gone(31).replace("'经办', 1,", "'经办', null,"), Trigger, "guard"),
        ("handed over to nobody", gone(31).replace("'市档案馆'", "''"), Trigger, "guard"),
        ("handed over to another", gone(31).replace("'市档案馆'", "'县档案馆'"), Trigger, "not handed over"),
        ("handed over on another day", gone(31).replace("2026-06-04", "2026-06-05"), Trigger, "on that day"),
        ("handed over by a destruction", gone(31).replace("null, '2026-06-04'", "1, '2026-06-04'"), Trigger, "by a transfer"),
        ("destroyed by a transfer", gone(31).replace("'transferred'", "'destroyed'"), Trigger, "guard"),
        ("handed over before the receipt", gone(31).replace("'经办', 1,", "'经办', 2,"), Trigger, "guard"),
        ("what was handed over comes back", format!("{}; delete from departure where id = 31", gone(31)), Trigger, "does not come back"),
        ("what was handed over is elsewhere", format!("{}; update departure set whereabouts = 'x' where id = 31", gone(31)), Trigger, "does not come back"),
        ("what was handed over is described otherwise", format!("{}; update volume set title = 'x' where id = 31", gone(31)), Trigger, "here no more"),
        ("a transfer is removed", "delete from transfer where id = 4".into(), Trigger, "not deleted"),
        ("a transfer begins sealed", begun("packed"), Trigger, "begins as a draft"),
        ("its receiver is another", "update transfer set receiver = 'x' where id = 1".into(), Trigger, "only goes on"),
        ("its list is another", "update transfer set list_digest = 'x' where id = 1".into(), Trigger, "only goes on"),
        ("a transfer skips its stages", "update transfer set stage = 'handed_over' where id = 3".into(), Trigger, "guard"),
        ("a transfer is withdrawn after it was handed over", "update transfer set stage = 'withdrawn' where id = 1".into(), Trigger, "in order"),
        ("a transfer that ended goes on", "update transfer set stage = 'handed_over' where id = 5".into(), Trigger, "guard"),
        ("a transfer is in no known stage", "update transfer set stage = 'lost' where id = 4".into(), Check, ""),
        ("its package is another", "update transfer set manifest = 'bb' where id = 1".into(), Trigger, "sealed with its package"),
        ("a transfer is sealed without a package", "update transfer set stage = 'packed' where id = 3".into(), Trigger, "guard"),
        ("a transfer is sealed with a volume in no carton", format!("{}; update transfer set stage = 'packed', manifest = 'bb' where id = 3", step(3, "sealed", "null", "").replace("'', '', '', '', '', '', '', '')", "'', 'bb', '', '', '', '', '', '')")), Trigger, "in a carton"),
        ("a transfer is handed over by nobody", "update transfer set stage = 'handed_over' where id = 2".into(), Trigger, "by its parties"),
        ("a transfer ends before every volume went or came back", "update transfer set stage = 'done' where id = 1".into(), Trigger, "went or was returned"),
        ("giver and receiver are one person", parties(2, "经办", "经 办", "监交"), Trigger, "three parties"),
        ("the receiver is the witness", parties(2, "经办", "馆员", "馆员"), Trigger, "three parties"),
        ("nobody witnesses", parties(2, "经办", "馆员", ""), Trigger, "three parties"),
        ("an agency hands over to itself", parties(6, "经办", "馆员", "监交"), Trigger, "three parties"),
        ("a volume is received before it is handed over", step(3, "accepted", "138", ""), Trigger, "handed over is received"),
        ("a volume comes back without a reason", step(1, "returned", "131", ""), Trigger, "reason"),
        ("a line of another transfer is packed", step(3, "packed", "131", ""), Trigger, "belongs to its transfer"),
        ("something is stated in a transfer that ended", step(5, "reopened", "null", "x"), Trigger, "has ended"),
        ("something unknown is stated", step(1, "lost", "null", ""), Check, ""),
        ("nobody states it", step(1, "reopened", "null", "x").replace("11, '经办'", "999, '无名'"), ForeignKey, ""),
        ("what was stated is taken back", "delete from transfer_step where id = 303".into(), Trigger, "stays"),
        ("what was stated is another's", "update transfer_step set taken_by = 'x' where id = 303".into(), Trigger, "stays"),
        ("a line is added later", line(3, 34), Trigger, "frozen"),
        ("a line is removed", "delete from transfer_line where id = 138".into(), Trigger, "frozen"),
        ("a line is another volume", "update transfer_line set volume_id = 34 where id = 138".into(), Trigger, "frozen"),
        ("an open volume is listed", line(4, 1), Trigger, "only closed"),
        ("a destroyed volume is listed", line(4, 11), Trigger, "only closed"),
        ("a volume is in two transfers", line(4, 38), Trigger, "another batch"),
        ("a volume of a disposal batch is listed", line(4, 35), Trigger, "another batch"),
        ("a volume of a transfer is disposed of", disposal_line(38), Trigger, "another batch"),
    ]
}
