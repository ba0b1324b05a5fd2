//! What the database refuses about hand-overs inside the house. Of the rows of `tests/data/migrations/0036_handovers.sql`
//! hand-over 1 has a paper that waits (1), one accepted (2) and one returned (3); 2 was accepted, 3 went back, 4 has no paper.

use super::By::{Check, ForeignKey, Trigger, Unique};
use super::Forbidden;

fn decided(line: i64, fate: &str, reason: &str, by: &str) -> String {
    format!(
        "update handover_line set fate = '{fate}', reason = '{reason}', decided_by = {by}, decided_at = 't' where id = {line}"
    )
}

fn paper(handover: i64, seq: i64, fate: &str) -> String {
    format!(
        "insert into handover_line (id, handover_id, seq, acceptance, title, step, party, id_number, items, pages, fate, reason, decided_by, decided_name, decided_at)
         values (9001, {handover}, {seq}, 'A-9', '申报表', '', '', '', 1, 2, '{fate}', '', null, '', '')"
    )
}

fn handed(number: &str, department: &str, lines: i64) -> String {
    format!(
        "insert into handover (id, number, fonds_id, department, handed_by, handed_name, handed_at, cut_off, lines)
         values (99, '{number}', 1, '{department}', 61, '交材料', 't', '2026-11-30', {lines})"
    )
}

fn batch_of(handover: &str) -> String {
    format!(
        "insert into batch (id, digest, file_digest, file_name, sender, state, rows_read, accepted, refused, done_through, handover_id)
         values (9001, 'of-{handover}', 'f', '三.xlsx', '', 'running', 0, 0, 0, 0, {handover})"
    )
}

/// What a hand-over goes through.
pub(super) fn right() -> Vec<String> {
    vec![
        handed("J261130-99", "征缴科", 1),
        paper(99, 1, "waiting"),
        decided(1, "accepted", "", "62, decided_name = '收材料'"),
        batch_of("1"),
        "update batch set state = 'done' where id = 9001".into(),
    ]
}

#[rustfmt::skip]
pub(super) fn of_handovers() -> Vec<Forbidden> {
    let taker = "62, decided_name = '收材料'";
    vec![
        ("a hand-over is removed", "delete from handover where id = 4".into(), Trigger, "not deleted"),
        ("a hand-over is another's", "update handover set handed_by = 62 where id = 1".into(), Trigger, "as it was handed in"),
        ("a hand-over without a department", handed("J261130-99", "", 1), Trigger, "a department and papers"),
        ("a hand-over without a number", handed("", "征缴科", 1), Trigger, "a department and papers"),
        ("a hand-over of no papers", handed("J261130-99", "征缴科", 0), Trigger, "a department and papers"),
        ("two hand-overs have one number", handed("J261130-01", "征缴科", 1), Unique, ""),
        ("nobody hands in", handed("J261130-99", "征缴科", 1).replace("61, '交材料'", "999, '无名'"), ForeignKey, ""),
        ("a paper is removed", "delete from handover_line where id = 1".into(), Trigger, "not deleted"),
        ("a paper comes in accepted", paper(4, 1, "accepted"), Trigger, "waits when it is handed in"),
        ("a paper is added later", paper(2, 2, "waiting"), Trigger, "the papers it was handed in with"),
        ("a paper of no pages", paper(4, 1, "waiting").replace("1, 2, 'waiting'", "1, 0, 'waiting'"), Trigger, "the papers it was handed in with"),
        ("a place has two papers", paper(1, 3, "waiting"), Unique, ""),
        ("a paper has more pages", "update handover_line set pages = 9 where id = 1".into(), Trigger, "as it was handed in"),
        ("a paper is somebody else's", "update handover_line set id_number = '' where id = 1".into(), Trigger, "as it was handed in"),
        ("what was accepted goes back", decided(2, "returned", "缺页", taker), Trigger, "decided once"),
        ("what went back is accepted", decided(3, "accepted", "", taker), Trigger, "decided once"),
        ("a decision is taken back", "update handover_line set fate = 'waiting', decided_by = null, decided_name = '', decided_at = '' where id = 2".into(), Trigger, "decided once"),
        ("nobody accepts", decided(1, "accepted", "", "null"), Trigger, "somebody decides"),
        ("a paper goes back without a reason", decided(1, "returned", " ", taker), Trigger, "has a reason"),
        ("a paper is accepted with a reason to return it", decided(1, "accepted", "缺页", taker), Trigger, "has a reason"),
        ("who hands in accepts", decided(1, "accepted", "", "61, decided_name = '别名'"), Trigger, "does not accept"),
        ("who hands in accepts by another account", decided(1, "accepted", "", "63, decided_name = '交 材料'"), Trigger, "does not accept"),
        ("a paper has no known fate", decided(1, "lost", "", taker), Check, ""),
        ("a sheet is taken in while papers wait", batch_of("1"), Trigger, "only what was accepted"),
        ("a sheet is taken in of what went back", batch_of("3"), Trigger, "only what was accepted"),
        ("a sheet is taken in of no papers", batch_of("4"), Trigger, "only what was accepted"),
        ("a batch is of another hand-over", "update batch set handover_id = 1 where id = 61".into(), Trigger, "keeps the hand-over"),
        ("a batch is of no hand-over any more", "update batch set handover_id = null where id = 61".into(), Trigger, "keeps the hand-over"),
        ("a batch gets a hand-over later", "update batch set handover_id = 2 where id = 1".into(), Trigger, "keeps the hand-over"),
    ]
}
