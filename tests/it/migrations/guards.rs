//! What the database refuses by itself, whatever a program does: each forbidden statement on both
//! databases, and the same statement let through once the guard is gone, so that the refusal is the
//! guard's and not a slip of the statement.

mod disposals;
mod handovers;
mod holds;
mod schedules;
mod transfers;

use super::{AS_THE_PROGRAM, built};
use crate::support::{Backend, Raw};

/// What keeps a statement out.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Trigger,
    ForeignKey,
    Check,
    Unique,
}
use By::*;

/// An item like those of `tests/data/migrations/0001_records.sql`, in volume and at pages.
fn item(id: i64, place: i64, volume: &str, page_from: i64, pages: i64) -> String {
    format!(
        "insert into item (id, place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, secrecy, medium, remarks, more, likeness, filed_in)
         values ({id}, {place}, {volume}, 9, 0, {page_from}, {pages}, 'x', 'x', '题', '', '', '', '', '', '', 0, 1)"
    )
}

fn event(seq: i64, prev: &str) -> String {
    format!(
        "insert into event (seq, at, actor, what, about, detail, touched, prev, digest) values ({seq}, 't', 'a', 'w', '', '', '', '{prev}', 'bb')"
    )
}

const BACK: &str = "update batch set taken_back_at = 't', taken_back_by = 'a' where id = 1";
const OF_ITEM_2: &str = "delete from item where id = 2";

/// Something that must never happen: a name, the statement, what keeps it out, a word of the refusal.
type Forbidden = (&'static str, String, By, &'static str);

fn forbidden() -> Vec<Forbidden> {
    [
        of_the_log(),
        of_pages(),
        of_volumes(),
        of_rows(),
        of_people(),
        holds::of_holds(),
        disposals::of_disposals(),
        disposals::of_papers(),
        disposals::of_kept_out(),
        transfers::of_transfers(),
        handovers::of_handovers(),
        schedules::of_schedules(),
    ]
    .concat()
}

#[rustfmt::skip]
fn of_the_log() -> Vec<Forbidden> {
    vec![
        ("an event is changed", "update event set actor = 'someone else' where seq = 1".into(), Trigger, "append-only"),
        ("an event is removed", "delete from trace; delete from event where seq = 1".into(), Trigger, "append-only"),
        ("an event skips a number", event(3, "aa"), Trigger, "out of order"),
        ("an event does not follow the last", event(2, "zz"), Trigger, "out of order"),
        ("an event number is used again", event(1, ""), Trigger, "out of order"),
        ("an edition is changed", "update edition set body = 'x' where id = 1".into(), Trigger, "immutable"),
        ("an edition is removed", "delete from edition where id = 1".into(), Trigger, "immutable"),
    ]
}

/// An appointment of account 2, which waits to be an archivist.
fn appointment(post: &str, approved_by: &str) -> String {
    format!(
        "insert into appointment (id, account_id, post, fonds_id, from_day, until_day, proposed_by, proposed_at, approved_by, approved_at, ended_by, ended_at)
         values (9, 2, '{post}', null, '2026-11-30', '', 1, 't', {approved_by}, '', null, '')"
    )
}

#[rustfmt::skip]
fn of_people() -> Vec<Forbidden> {
    vec![
        ("an account is removed", "delete from account where id = 3".into(), Trigger, "not deleted"),
        ("an account becomes another's", "update account set login = 'x' where id = 3".into(), Trigger, "keeps its login"),
        ("an appointment is removed", "delete from appointment where id = 1".into(), Trigger, "not deleted"),
        ("a person is auditor and audited", appointment("auditor", "null"), Trigger, "kept apart"),
        ("a post is given by one person", appointment("clerk", "1"), Trigger, "two persons"),
        ("a post is approved by who proposed it", "update appointment set approved_by = 1 where id = 1".into(), Trigger, "two persons"),
        ("a post is approved by who gets it", "update appointment set approved_by = 2 where id = 1".into(), Trigger, "two persons"),
        ("a post becomes another", "update appointment set post = 'manager' where id = 1".into(), Trigger, "only approved and ended"),
        ("a post lasts longer", "update appointment set until_day = '2099-12-31' where id = 1".into(), Trigger, "only approved and ended"),
        ("a post is for another person", "update appointment set account_id = 3 where id = 1".into(), Trigger, "only approved and ended"),
        ("a post that ended begins again", "update appointment set ended_at = 't', ended_by = 1 where id = 1; update appointment set ended_at = '', ended_by = null where id = 1".into(), Trigger, "only approved and ended"),
        ("posts are kept apart no more", "delete from separation where id = 2".into(), Trigger, "stay apart"),
        ("other posts are kept apart", "update separation set other = 'clerk' where id = 2".into(), Trigger, "stay apart"),
        ("a token may more", "update token set deeds = '' where id = 1".into(), Trigger, "only ended"),
        ("a token is removed", "delete from token where id = 1".into(), Trigger, "not deleted"),
    ]
}

#[rustfmt::skip]
fn of_pages() -> Vec<Forbidden> {
    vec![
        ("a paper comes in over another's pages", item(9, 1, "1", 8, 2), Trigger, "overlap"),
        ("a paper comes in around another's pages", item(9, 1, "1", 2, 1), Trigger, "overlap"),
        ("a paper is moved over another's pages", "update item set page_from = 3 where id = 2".into(), Trigger, "overlap"),
        ("a paper grows over another's pages", "update item set pages = 5 where id = 1".into(), Trigger, "overlap"),
        ("a paper put back lands on another's pages", "update item set volume_id = 1 where id = 4".into(), Trigger, "overlap"),
        ("a paper has no pages", item(9, 1, "1", 60, 0), Check, ""),
        ("a paper has no title", "update item set title = '' where id = 1".into(), Check, ""),
    ]
}

#[rustfmt::skip]
fn of_volumes() -> Vec<Forbidden> {
    vec![
        ("a paper comes into a closed volume", item(9, 1, "2", 50, 1), Trigger, "closed"),
        ("a paper is moved into a closed volume", "update item set volume_id = 2, page_from = 50 where id = 1".into(), Trigger, "closed"),
        ("a paper leaves a closed volume", "update item set volume_id = null where id = 3".into(), Trigger, "closed"),
        ("a closed volume is opened again", "update volume set state = 'open', closed_on = null where id = 2".into(), Trigger, "closed"),
        ("a paper is in a volume of another year", item(9, 1, "3", 1, 1), ForeignKey, ""),
        ("a paper is moved to a volume of another year", "update item set volume_id = 3 where id = 4".into(), ForeignKey, ""),
        ("a volume is moved to another place", "update volume set place_id = 2, number = 7 where id = 1".into(), ForeignKey, ""),
        ("a volume in use is removed", "delete from volume where id = 1".into(), ForeignKey, ""),
        ("a volume number is given twice", "update volume set number = 2 where id = 1".into(), Unique, ""),
        ("a volume is closed without a day", "update volume set state = 'closed' where id = 1".into(), Check, ""),
        ("a volume is in no known state", "update volume set state = 'lost' where id = 1".into(), Check, ""),
    ]
}

#[rustfmt::skip]
fn of_rows() -> Vec<Forbidden> {
    vec![
        ("a paper is deleted", "delete from item where id = 4".into(), Trigger, "not deleted"),
        ("a paper of a batch that stands is deleted", OF_ITEM_2.into(), Trigger, "not deleted"),
        ("a paper is given a batch to go with", format!("{BACK}; update item set batch_id = 1 where id = 4"), Trigger, "keep their batch"),
        ("a paper goes with its batch out of a closed volume", format!("{BACK}; delete from fact where item_id = 3; delete from item where id = 3"), Trigger, "closed"),
        ("a paper comes in with a batch that was taken back", format!("{BACK}; {}", item(9, 1, "1", 60, 1).replace("filed_in)", "filed_in, batch_id)").replace("0, 1)", "0, 1, 1)")), Trigger, "taken back"),
        ("a batch that was taken back stands again", format!("{BACK}; update batch set taken_back_at = '' where id = 1"), Trigger, "taken back"),
        ("a paper has no place", item(9, 99, "null", 1, 1), ForeignKey, ""),
        ("a person belongs to no paper", "insert into person values (99, 0, '无', '', '', '', '', '')".into(), ForeignKey, ""),
        ("a row of a sheet is filed twice", item(9, 1, "1", 60, 1).replace("filed_in)", "filed_in, batch_id, batch_row)").replace("0, 1)", "0, 1, 1, 5)"), Unique, ""),
        ("a place is made twice", "insert into place select 9, fonds_id, year, scheme_id, class_id, step_id, period from place where id = 1".into(), Unique, ""),
    ]
}

/// Everything that is there, to see that nothing changed.
async fn contents(raw: &mut Raw) -> Vec<String> {
    let mut all = Vec::new();
    for table in [
        "fonds",
        "edition",
        "place",
        "volume",
        "item",
        "person",
        "event",
        "trace",
        "account",
        "appointment",
        "separation",
        "token",
        "hold",
        "hold_record",
        "disposal",
        "disposal_line",
        "disposal_step",
        "departure",
        "disposal_record",
        "disposal_kept_out",
        "transfer",
        "transfer_line",
        "transfer_step",
        "schedule_change",
    ] {
        let mut rows = raw.rows(&format!("select * from {table}")).await;
        rows.sort();
        all.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_never_happen_is_refused_on_both_databases() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (_desk, mut raw) = built(backend).await;
        let before = contents(&mut raw).await;
        for (what, sql, _, word) in forbidden() {
            // SQLite keeps a half-done script open: the whole is one transaction that is rolled back
            let refused = raw.run(&format!("begin; {sql}; commit;")).await;
            raw.run("rollback").await.ok();
            let said = refused.expect_err(&format!("{backend:?} lets it happen: {what}"));
            assert!(said.contains(word), "{backend:?}, {what}: refused with {said:?} instead of {word:?}");
            assert_eq!(contents(&mut raw).await, before, "{backend:?}: {what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_right_is_let_through() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (_desk, mut raw) = built(backend).await;
        for sql in [
            event(2, "aa"),
            item(9, 1, "1", 9, 2),
            "update item set page_from = 20 where id = 2".into(),
            "update item set volume_id = null where id = 2".into(),
            "update item set volume_id = 1 where id = 2".into(),
            "update item set title = '更正' where id = 3".into(),
            BACK.into(),
            OF_ITEM_2.into(),
            holds::placed("chosen", "null", "null"),
            holds::named_and_moved(),
            "update volume set state = 'closed', closed_on = '2026-11-21' where id = 1".into(),
            "update volume set title = '更正' where id = 2".into(),
            "update appointment set approved_by = 3, approved_at = 't' where id = 1".into(),
            "update appointment set ended_by = 1, ended_at = 't' where id = 1".into(),
            appointment("auditor", "null"),
            "update token set ended_at = 't' where id = 1".into(),
            "update account set disabled_at = 't' where id = 2".into(),
            holds::LIFTED.into(),
            schedules::APPLIED.into(),
            schedules::lengthened_by_one(),
            "update hold set lift_asked_by = 1, lift_asked_at = 't', lift_reason = 'r' where id = 9".into(),
            "update hold set lift_asked_by = null, lift_asked_at = '', lift_reason = '' where id = 9".into(),
        ] {
            raw.run(&sql).await.unwrap_or_else(|error| panic!("{backend:?}: {sql}: {error}"));
        }
        for sql in disposals::right().into_iter().chain(transfers::right()).chain(handovers::right()) {
            raw.run(&sql).await.unwrap_or_else(|error| panic!("{backend:?}: {sql}: {error}"));
        }
    }
}

/// Where papers stand: volume, first page, pages.
type Shelf = std::collections::BTreeMap<i64, (i64, i64, i64)>;

/// Whether the pages are free of every other paper, each of them looked at.
fn is_free(shelf: &Shelf, id: i64, (volume, from, pages): (i64, i64, i64)) -> bool {
    let mut others = shelf.iter().filter(|(other, at)| **other != id && at.0 == volume);
    !others.any(|(_, (_, begins, count))| *begins < from + pages && begins + count > from)
}

/// The guard asks the nearest paper alone: it must answer as if it had asked all of them.
#[tokio::test(flavor = "multi_thread")]
async fn pages_are_refused_where_any_paper_stands_on_them_and_nowhere_else() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (_desk, mut raw) = built(backend).await;
        raw.run("update item set volume_id = null where volume_id = 1; insert into volume select 7, place_id, 7, step_text, title, state, 0, 0, first_date, last_date, code, code_sort, statement, closed_on, closed_by, checked_by, eligible_on, question, deciding_item from volume where id = 1").await.unwrap();
        let (mut shelf, mut state, mut answers) = (Shelf::new(), 16_u64, [0, 0]);
        // splitmix64
        let mut below = |most: i64| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) % most as u64) as i64
        };
        for id in 100..700 {
            let volume = [1, 7][below(2) as usize];
            let most = if below(8) == 0 { 30 } else { 3 };
            let (from, pages) = (1 + below(60), 1 + below(most));
            let known = shelf.keys().nth(below(shelf.len().max(1) as i64) as usize).copied();
            let (sql, put) = match (below(5), known) {
                (0, Some(known)) => (
                    format!(
                        "update item set volume_id = {volume}, page_from = {from}, pages = {pages} where id = {known}"
                    ),
                    vec![(known, (volume, from, pages))],
                ),
                (1, Some(known)) => {
                    let (volume, from, _) = shelf[&known];
                    (
                        format!("update item set pages = {pages} where id = {known}"),
                        vec![(known, (volume, from, pages))],
                    )
                }
                // two rows of one statement
                (2, _) => {
                    let next = (volume, from + below(4), 1);
                    let (one, two) = (
                        item(id, 1, &volume.to_string(), from, pages),
                        item(id + 1000, 1, &volume.to_string(), next.1, next.2),
                    );
                    let row = two.split_once("values").unwrap().1;
                    (format!("{one}, {row}"), vec![(id, (volume, from, pages)), (id + 1000, next)])
                }
                _ => (item(id, 1, &volume.to_string(), from, pages), vec![(id, (volume, from, pages))]),
            };
            let mut after = shelf.clone();
            let free = put.iter().all(|(id, at)| {
                let free = is_free(&after, *id, *at);
                after.insert(*id, *at);
                free
            });
            let said = raw.run(&sql).await;
            assert_eq!(said.is_ok(), free, "{backend:?}: {sql}: {said:?}\n{shelf:?}");
            assert!(said.is_ok() || said.is_err_and(|said| said.contains("pages overlap")), "{sql}");
            answers[usize::from(free)] += 1;
            if free {
                shelf = after;
            }
        }
        assert!(answers.iter().all(|count| *count > 60), "refused and let through: {answers:?}");
    }
}

/// Takes the guards away, as an attacker with the file or the owner's password could.
async fn disarm(raw: &mut Raw) {
    match raw {
        Raw::Sqlite(_) => {
            raw.run("pragma foreign_keys = off; pragma ignore_check_constraints = on; pragma recursive_triggers = off").await.unwrap();
            for name in raw.rows("select name from sqlite_master where type = 'trigger'").await {
                raw.run(&format!("drop trigger {name}")).await.unwrap();
            }
        }
        Raw::Postgres(_) => {
            for table in
                raw.rows("select cast(tablename as text) from pg_tables where schemaname = 'public'").await
            {
                raw.run(&format!("alter table {table} disable trigger all")).await.unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_guards_it_would_happen() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (_desk, mut raw) = built(backend).await;
        disarm(&mut raw).await;
        for (what, sql, by, _) in forbidden() {
            // unique keys and PostgreSQL's checks cannot be switched off
            let can_be = by == Trigger || by == ForeignKey || (by == Check && backend == Backend::Sqlite);
            if !can_be || what == "an event number is used again" {
                continue;
            }
            let let_through = raw.run(&format!("begin; {sql}; rollback;")).await;
            raw.run("rollback").await.ok();
            assert_eq!(let_through, Ok(()), "{backend:?}, {what}: something else than the guard refused it");
        }
    }
}

/// `insert or replace` deletes without saying so; SQLite fires the triggers for it only when told to.
#[tokio::test(flavor = "multi_thread")]
async fn replacing_does_not_go_round_the_guards() {
    let (desk, mut raw) = built(Backend::Sqlite).await;
    for sql in [
        event(1, "").replace("insert into", "insert or replace into"),
        "insert or replace into edition values (1, 'wuhu-2009', 'd', 'another text')".into(),
        item(4, 1, "null", 1, 1).replace("insert into", "insert or replace into"),
    ] {
        raw.run(&sql).await.expect_err(&sql);
    }
    // the control: a connection that does not ask for it
    let mut careless = desk.behind().await;
    careless.run(&item(4, 1, "null", 1, 1).replace("insert into", "insert or replace into")).await.unwrap();
    assert!(AS_THE_PROGRAM.contains("recursive_triggers"));
}
