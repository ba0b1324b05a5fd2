//! What the database refuses about batches and destruction. Of the rows of `tests/data/migrations/0025_disposals.sql` batch 1
//! is ready to destroy volume 12; batches 2 to 17 lack one thing each, or list a volume that may not go; 18 waits for its
//! second approval, 19 is empty, 20 has ended.

use super::By::{Check, ForeignKey, Trigger, Unique};
use super::Forbidden;

/// Volume destroyed by a batch, on a day, by an account.
fn gone(batch: i64, volume: i64, day: &str, account: i64, name: &str) -> String {
    format!(
        "insert into departure (id, volume_id, how, disposal_id, on_day, basis, executed_by, executed_name)
         values (9, {volume}, 'destroyed', {batch}, '{day}', 'X', {account}, '{name}')"
    )
}

/// Volume 12 as it should go.
pub(super) fn lawful() -> String {
    gone(1, 12, "2026-08-01", 11, "经办")
}

/// A step of a batch by an account.
fn step(batch: i64, kind: &str, account: i64, name: &str) -> String {
    format!(
        "insert into disposal_step (id, disposal_id, kind, at, account_id, name, line_id, group_number, member_id, member_name, role, decision, period, number, place, days, words)
         values (9001, {batch}, '{kind}', '2026-08-02T09:00:00+08:00', {account}, '{name}', null, null, null, '', '', '', '', '', '', null, '')"
    )
}

/// The leader of batch 1 leaves the seat, or takes it.
fn seat(id: i64, kind: &str) -> String {
    step(1, kind, 11, "经办")
        .replace("9001", &id.to_string())
        .replace("null, null, null, ''", "null, null, 12, '负责'")
}

/// A line of a batch.
fn line(batch: i64, volume: i64, period: &str) -> String {
    format!(
        "insert into disposal_line (id, disposal_id, volume_id, seq, group_number, code, title, year, class_id, step_id, period, items, pages, eligible_on)
         values (9001, {batch}, {volume}, 9, 1, 'v', '登记', 2009, 'medical', 'visit', '{period}', 1, 9, '2020-01-01')"
    )
}

/// A paper of a batch as a record.
fn paper(batch: i64, item: i64, paper: &str) -> String {
    format!(
        "insert into disposal_record (id, disposal_id, paper, item_id, file_digest, registered_in)
         values (9001, {batch}, '{paper}', {item}, 'd', 1)"
    )
}

/// A record kept out of a line of a batch.
fn kept_out(batch: i64, item: i64, page_from: i64) -> String {
    format!(
        "insert into disposal_kept_out (id, disposal_id, line_id, item_id, code, page_from, pages, at, account_id, name, words, to_volume_id, laid_at, laid_by, laid_name)
         values (9001, {batch}, {}, {item}, 'c{item}', {page_from}, 9, 't', 13, '业务', '未结清', null, '', null, '')",
        1000 + batch
    )
}

/// One of the records kept out is laid aside into a volume.
fn laid(id: i64, volume: i64) -> String {
    format!(
        "update disposal_kept_out set to_volume_id = {volume}, laid_at = 't', laid_by = 11, laid_name = '经办' where id = {id}"
    )
}

fn begun(stage: &str) -> String {
    format!(
        "insert into disposal (id, number, fonds_id, title, is_accounting, stage, opened_by, opened_name, opened_at, list_digest, until_day)
         values (99, 'X2026-099', 1, '', 0, '{stage}', 11, '经办', 't', 'd', '')"
    )
}

/// What a batch goes through, from the consent that is missing to the waiting time.
pub(super) fn right() -> Vec<String> {
    vec![
        begun("draft"),
        step(18, "consented", 17, "局长"),
        "update disposal set stage = 'approved' where id = 18".into(),
        step(18, "reported", 11, "经办")
            .replace("9001", "9002")
            .replace("'', '', '', '', null, '')", "'', '', '备1', '', 30, '')"),
        "update disposal set stage = 'waiting', until_day = '2026-09-01' where id = 18".into(),
        step(1, "kept_back", 13, "业务").replace("9001", "9003"),
        step(5, "supervised", 18, "监一").replace("9001", "9004"),
        step(5, "supervised", 19, "监二").replace("9001", "9005"),
        step(5, "intended", 11, "经办").replace("9001", "9006"),
        step(5, "supervised", 18, "监一").replace("9001", "9007").replace("08-02", "08-03"),
        paper(20, 31, "certificate"),
        "update item set title = '更正' where id = 30".into(),
        kept_out(41, 93, 19),
        laid(1, 143),
        "update item set volume_id = null where id = 91".into(),
        "update item set volume_id = 143 where id = 91".into(),
        laid(2, 143),
        "update item set volume_id = null where id = 92".into(),
        laid(9001, 143),
        step(41, "intended", 11, "经办")
            .replace("9001", "9008")
            .replace("'', '', null, '')", "'X2026-041', '', null, '')")
            .replace("08-02", "08-01"),
        gone(41, 141, "2026-08-01", 11, "经办").replace("values (9,", "values (10,"),
        lawful(),
        "update disposal set stage = 'done' where id = 1".into(),
        "update volume set eligible_on = '2021-01-01' where id = 12".into(),
    ]
}

/// The papers of a batch that are records.
pub(super) fn of_papers() -> Vec<Forbidden> {
    vec![
        (
            "a paper of a batch is forgotten",
            "delete from disposal_record where id = 1".into(),
            Trigger,
            "papers of a batch stay",
        ),
        (
            "a paper of a batch is another file",
            "update disposal_record set file_digest = 'e' where id = 1".into(),
            Trigger,
            "papers of a batch stay",
        ),
        ("a paper of a batch that goes on", paper(1, 31, "certificate"), Trigger, "permanent records"),
        ("a paper of a batch has a period", paper(20, 32, "certificate"), Trigger, "permanent records"),
        (
            "a paper of a batch moves where it has a period",
            "update item set place_id = 11 where id = 30".into(),
            Trigger,
            "permanent records",
        ),
        ("a paper of a batch is filed twice", paper(20, 31, "register"), Unique, ""),
        ("two papers are one record", paper(20, 30, "certificate"), Unique, ""),
        ("a paper no batch has", paper(20, 31, "letter"), Check, ""),
        ("a paper is no record", paper(20, 999, "certificate"), Trigger, "permanent records"),
    ]
}

#[rustfmt::skip]
pub(super) fn of_disposals() -> Vec<Forbidden> {
    let day = "2026-08-01";
    let by_a_batch = |batch: i64, volume: i64| gone(batch, volume, day, 11, "经办");
    let mut all = vec![
        // the one statement that destroys
        ("destroyed unreported", by_a_batch(2, 12), Trigger, "not reported"),
        ("destroyed unapproved", by_a_batch(3, 12), Trigger, "not approved"),
        ("destroyed uncounted", by_a_batch(4, 12), Trigger, "not counted"),
        ("destroyed without supervisors", by_a_batch(5, 12), Trigger, "two other persons"),
        ("destroyed with one supervisor", by_a_batch(16, 12), Trigger, "two other persons"),
        ("an approver supervises by another account", by_a_batch(17, 12), Trigger, "two other persons"),
        ("a supervisor destroys", gone(1, 12, day, 18, "监一"), Trigger, "two other persons"),
        ("a supervisor destroys by another account", gone(1, 12, day, 11, "监 二"), Trigger, "two other persons"),
        ("destroyed without a vote", by_a_batch(6, 12), Trigger, "did not decide"),
        ("destroyed without a group", by_a_batch(8, 12), Trigger, "did not decide"),
        ("destroyed against one vote", by_a_batch(14, 12), Trigger, "did not decide"),
        ("destroyed without an order", by_a_batch(7, 12), Trigger, "not ordered"),
        ("destroyed while it waits", by_a_batch(9, 12), Trigger, "not being destroyed"),
        ("destroyed before its day", gone(1, 12, "2026-07-31", 11, "经办"), Trigger, "waiting time"),
        ("destroyed under hold", by_a_batch(10, 13), Trigger, "on hold"),
        ("destroyed before it is due", by_a_batch(11, 14), Trigger, "permanent or not due"),
        ("a permanent volume is destroyed", by_a_batch(12, 15), Trigger, "permanent or not due"),
        ("a volume in question is destroyed", by_a_batch(13, 16), Trigger, "permanent or not due"),
        ("a volume kept back is destroyed", by_a_batch(15, 12), Trigger, "not on the list"),
        ("a volume of no list is destroyed", by_a_batch(1, 17), Trigger, "guard"),
        ("a volume goes by no batch", lawful().replace("'destroyed', 1", "'destroyed', null"), Trigger, "guard"),
        ("a volume is handed over by no act", lawful().replace("'destroyed'", "'transferred'"), Trigger, "guard"),
        ("a volume is destroyed twice", by_a_batch(20, 11), Unique, ""),
        ("a volume went in no known way", lawful().replace("'destroyed'", "'lost'"), Check, ""),
        ("nobody destroys", gone(1, 12, day, 999, "无名"), ForeignKey, ""),
        ("a destroyed volume comes back", "delete from departure where id = 1".into(), Trigger, "does not come back"),
        ("a destroyed volume was handed over", "update departure set how = 'transferred' where id = 1".into(), Trigger, "does not come back"),
        ("a destroyed volume is described otherwise", "update volume set title = 'x' where id = 11".into(), Trigger, "here no more"),
        ("a record in it is described otherwise", "update item set title = 'x' where id = 11".into(), Trigger, "here no more"),
        ("a fact is recorded on it", "insert into fact (id, item_id, kind, on_day, note, period) values (9, 11, 'ended', '2026-01-01', '', '')".into(), Trigger, "here no more"),
        ("a vote given before the seat counts", format!("{}; {}; {}", seat(9002, "unseated"), seat(9003, "seated"), lawful()), Trigger, "did not decide"),
    ];
    all.extend(of_what_went());
    all.extend([
        ("a batch is removed", "delete from disposal where id = 19".into(), Trigger, "not deleted"),
        ("a batch begins approved", begun("approved"), Trigger, "begins as a draft"),
        ("another proposed it", "update disposal set opened_by = 2 where id = 1".into(), Trigger, "only goes on"),
        ("its list is another", "update disposal set list_digest = 'x' where id = 1".into(), Trigger, "only goes on"),
        ("its waiting time is shorter", "update disposal set until_day = '2026-07-01' where id = 1".into(), Trigger, "only goes on"),
        ("a batch skips its stages", "update disposal set stage = 'destroying' where id = 18".into(), Trigger, "in order"),
        ("a batch that ended goes on", "update disposal set stage = 'destroying' where id = 20".into(), Trigger, "in order"),
        ("a batch is withdrawn after volumes went", format!("{}; update disposal set stage = 'withdrawn' where id = 1", lawful()), Trigger, "in order"),
        ("a batch is approved by one", "update disposal set stage = 'approved' where id = 18".into(), Trigger, "by its chain"),
        ("a batch waits unreported", format!("{}; update disposal set stage = 'approved' where id = 18; update disposal set stage = 'waiting', until_day = '2026-09-01' where id = 18", step(18, "consented", 17, "局长")), Trigger, "once it is reported"),
        ("a batch is in no known stage", "update disposal set stage = 'lost' where id = 19".into(), Check, ""),
        ("a line is added later", line(1, 20, "10"), Trigger, "frozen"),
        ("a line is removed", "delete from disposal_line where id = 1018".into(), Trigger, "frozen"),
        ("a line is another volume", "update disposal_line set volume_id = 17 where id = 1001".into(), Trigger, "frozen"),
        ("a permanent volume is listed", line(19, 18, "10"), Trigger, "permanent records"),
        ("a volume in question is listed", line(19, 19, "10"), Trigger, "permanent records"),
        ("an open volume is listed", format!("update volume set eligible_on = '2020-01-01' where id = 1; {}", line(19, 1, "10")), Trigger, "only closed"),
        ("a destroyed volume is listed", line(19, 11, "10"), Trigger, "only closed"),
        ("a volume is in two batches", line(19, 17, "10"), Trigger, "another batch"),
        ("what was stated is taken back", "delete from disposal_step where id = 14".into(), Trigger, "stays"),
        ("what was stated is another's", "update disposal_step set account_id = 11 where id = 14".into(), Trigger, "stays"),
        ("a vote is changed", "update disposal_step set decision = 'destroy' where id = 6".into(), Trigger, "stays"),
        ("something is stated in a batch that ended", step(20, "kept_back", 13, "业务"), Trigger, "has ended"),
        ("a line of another batch is counted", step(1, "ticked", 11, "经办").replace("null, null, null", "1002, null, null"), Trigger, "belongs to its batch"),
        ("who proposed approves", step(18, "consented", 11, "经办"), Trigger, "does not approve"),
        ("who proposed approves by another account", step(18, "consented", 3, "经 办"), Trigger, "does not approve"),
        ("one person approves twice", step(18, "consented", 16, "馆长"), Trigger, "does not approve"),
        ("who proposed supervises", step(1, "supervised", 11, "经办"), Trigger, "other persons"),
        ("who approved supervises", step(1, "supervised", 16, "馆长"), Trigger, "other persons"),
        ("who approved supervises by another account", step(1, "supervised", 20, "局 长"), Trigger, "other persons"),
        ("one person supervises twice on a day", step(1, "supervised", 18, "监一").replace("08-02", "08-01"), Trigger, "other persons"),
        ("the order is given a day after the supervisors were there", step(1, "intended", 11, "经办"), Trigger, "day of the order"),
        ("something unknown is stated", step(1, "burnt", 11, "经办"), Check, ""),
    ]);
    all
}

/// Whoever a destroyed record named is named by it still.
#[rustfmt::skip]
fn of_what_went() -> [Forbidden; 8] {
    [
        ("another stands in a record", "insert into person (item_id, seq, name, id_number, id_given, personal_no, note) values (11, 2, 'x', '', '', '', '')".into(), Trigger, "here no more"),
        ("a person in it is called otherwise", "update person set name = 'x' where item_id = 11".into(), Trigger, "here no more"),
        ("a person is left out of it", "delete from person where item_id = 11".into(), Trigger, "here no more"),
        ("another unit stands in it", "insert into unit (item_id, seq, name, number) values (11, 2, 'x', '')".into(), Trigger, "here no more"),
        ("a unit in it is called otherwise", "update unit set name = 'x' where item_id = 11".into(), Trigger, "here no more"),
        ("a unit is left out of it", "delete from unit where item_id = 11".into(), Trigger, "here no more"),
        ("a fact of it is another", "update fact set on_day = '2020-01-01' where id = 11".into(), Trigger, "here no more"),
        ("a fact of it is forgotten", "delete from fact where id = 11".into(), Trigger, "here no more"),
    ]
}

/// Records that do not go with their volumes.
#[rustfmt::skip]
pub(super) fn of_kept_out() -> Vec<Forbidden> {
    let order = step(41, "intended", 11, "经办").replace("'', '', null, '')", "'X2026-041', '', null, '')").replace("08-02", "08-01");
    vec![
        ("what is kept out is forgotten", "delete from disposal_kept_out where id = 1".into(), Trigger, "stays so"),
        ("what is kept out has another reason", "update disposal_kept_out set words = '别的' where id = 1".into(), Trigger, "stays so"),
        ("what is kept out is another record", "update disposal_kept_out set item_id = 93 where id = 1".into(), Trigger, "stays so"),
        ("a record is laid aside twice", format!("{}; {}", laid(1, 143), laid(1, 145)), Trigger, "stays so"),
        ("a record of another volume is kept out", kept_out(41, 94, 1), Trigger, "own volume"),
        ("a record is kept out with other pages", kept_out(41, 93, 18), Trigger, "own volume"),
        ("a record is kept out after the order", kept_out(42, 94, 1), Trigger, "before it goes"),
        ("a record is kept out as laid aside", kept_out(41, 93, 19).replace("null, '', null, '')", "143, 't', 11, '经办')"), Trigger, "own volume"),
        ("a record is kept out twice", kept_out(41, 91, 1), Unique, ""),
        ("a record is laid aside into a closed volume", laid(1, 142), Trigger, "laid aside where"),
        ("a record is laid aside into another place", laid(1, 144), Trigger, "laid aside where"),
        ("a record is laid aside by nobody", laid(1, 143).replace("laid_by = 11", "laid_by = null"), Trigger, "laid aside where"),
        ("a record is laid aside after the order", format!("{order}; {}", laid(1, 143)), Trigger, "laid aside where"),
        ("a record leaves a closed volume that was not laid aside", "update item set volume_id = null where id = 92".into(), Trigger, "closed"),
        ("a record leaves a closed volume that is not kept out", "update item set volume_id = null where id = 93".into(), Trigger, "closed"),
        ("a record laid aside goes into another volume", format!("{}; update item set volume_id = 145 where id = 91", laid(1, 143)), Trigger, "closed"),
        ("a volume goes with a record that was to stay", format!("{order}; {}", gone(41, 141, "2026-08-01", 11, "经办")), Trigger, "taken out first"),
    ]
}
