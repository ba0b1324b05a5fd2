//! Attacks on the log itself (T-46): with a checkpoint kept elsewhere every one is found, whatever was hashed anew; without one,
//! `verify` names the two it cannot see.

use std::path::{Path, PathBuf};

use guidang::acts::arranging::filing;
use guidang::acts::upkeep::checkpointing;
use guidang::acts::upkeep::indexing;
use guidang::acts::upkeep::verifying::{self, Verified, WitnessAsked};
use guidang::archive::Archive;
use guidang::checkpoint::{LogCheckpoint, NoteKey, record_node};
use guidang::domain::records::event::EventLink;

use crate::support::{Backend, Desk, Raw, Site, draft, file, levy};

/// An archive with a day's work, a checkpoint of it elsewhere, and the key that checks it.
struct Story {
    site: Site,
    elsewhere: tempfile::TempDir,
}

impl Story {
    async fn begin(backend: Backend) -> Story {
        let mut site = Site::open_on(backend).await;
        site.archive.config.witness = Some(site.desk.data().join("second"));
        let story = Story { site, elsewhere: tempfile::tempdir().unwrap() };
        std::fs::create_dir(story.place()).unwrap();
        story.work(6).await;
        story.send().await;
        let key = checkpointing::public_key(&story.site.archive, &story.site.by()).await.unwrap();
        std::fs::write(story.key(), key).unwrap();
        story
    }

    fn key(&self) -> PathBuf {
        self.elsewhere.path().join("key")
    }

    fn place(&self) -> PathBuf {
        self.elsewhere.path().join("second")
    }

    async fn work(&self, times: u32) {
        for number in 0..times {
            let title = format!("缴费核定表{number}");
            let filed =
                file(&self.site.archive, &self.site.by(), vec![draft(&levy(2009), &title, 2)]).await.unwrap();
            let change = filing::Correction { remarks: Some("补".into()), ..Default::default() };
            filing::correct(&self.site.archive, &self.site.by(), filed[0].item_id, change).await.unwrap();
        }
        indexing::catch_up(&self.site.archive).await.unwrap();
    }

    async fn send(&self) -> PathBuf {
        checkpointing::send(&self.site.archive, &self.site.by(), &self.place()).await.unwrap()
    }

    async fn verified(&self) -> Verified {
        let asked = WitnessAsked { place: Some(self.place()), keys: Some(self.key()) };
        verify(&self.site.archive, &self.site, &asked).await
    }

    /// The kinds `verify` finds with the witness.
    async fn kinds(&self) -> Vec<String> {
        self.verified().await.findings.into_iter().map(|finding| finding.kind).collect()
    }

    /// What only the data directory knows of earlier times goes with the attack: its index and its own checkpoint.
    fn forget(&self) {
        std::fs::remove_file(self.site.desk.data().join("checkpoint")).ok();
        std::fs::remove_file(self.site.desk.data().join("log-tree")).ok();
    }
}

async fn verify(archive: &Archive, site: &Site, asked: &WitnessAsked) -> Verified {
    verifying::verify_with(archive, &site.by(), asked).await.unwrap()
}

/// The guards gone, as whoever owns the database has it.
async fn unguarded(raw: &mut Raw) {
    let sql = match raw {
        Raw::Sqlite(_) => "select 'drop trigger ' || name from sqlite_master where type = 'trigger'",
        Raw::Postgres(_) => {
            "select 'drop trigger ' || tgname || ' on ' || cast(cast(tgrelid as regclass) as text)
             from pg_trigger where not tgisinternal"
        }
    };
    for drop in raw.rows(sql).await {
        raw.run(&drop).await.unwrap();
    }
    let unbound = match raw {
        Raw::Sqlite(_) => "pragma foreign_keys = off",
        Raw::Postgres(_) => "set session_replication_role = replica",
    };
    raw.run(unbound).await.unwrap();
}

/// Gives every event the digest it ought to have, from the first to the last: a chain that holds.
async fn rehash(raw: &mut Raw) {
    let mut previous = String::new();
    let last = raw.number("select count(*) from event").await;
    for seq in 1..=last {
        let mut cells = Vec::new();
        for column in ["at", "actor", "what", "about", "detail", "touched", "before"] {
            let sql = format!("select {column} from event where seq = {seq}");
            cells.push(raw.rows(&sql).await.remove(0));
        }
        let [at, actor, what, about, detail, rows, before] = &cells[..] else { unreachable!() };
        let link = EventLink { previous: &previous, seq, at, actor, what, about, detail, rows, before };
        let digest = link.digest().hex();
        raw.run(&format!("update event set prev = '{previous}', digest = '{digest}' where seq = {seq}"))
            .await
            .unwrap();
        previous = digest;
    }
}

/// Every attack: its name, what is done by SQL, whether the chain is hashed anew after it.
const BY_SQL: [(&str, &str, bool); 14] = [
    ("a word of an event edited", "update event set about = about || 'x' where seq = {n}", false),
    ("a word edited, all hashed anew", "update event set about = about || 'x' where seq = {n}", true),
    ("another person named, all hashed anew", "update event set actor = 'nobody' where seq = {n}", true),
    (
        "set earlier, all hashed anew",
        "update event set at = '2001-01-01T00:00:00+08:00' where seq = {n}",
        true,
    ),
    ("an event taken out", "delete from event where seq = {n}", false),
    (
        "taken out and numbered anew",
        "delete from event where seq = {n}; update event set seq = -(seq - 1) where seq > {n}; update event set seq = -seq where seq < 0",
        false,
    ),
    (
        "taken out, numbered and hashed anew",
        "delete from event where seq = {n}; update event set seq = -(seq - 1) where seq > {n}; update event set seq = -seq where seq < 0",
        true,
    ),
    (
        "two events change places",
        "update event set seq = -1 where seq = {n}; update event set seq = {n} where seq = {n} + 1; update event set seq = {n} + 1 where seq = -1",
        false,
    ),
    (
        "two change places, all hashed anew",
        "update event set seq = -1 where seq = {n}; update event set seq = {n} where seq = {n} + 1; update event set seq = {n} + 1 where seq = -1",
        true,
    ),
    (
        "an event doubled at the end, hashed anew",
        "insert into event (seq, at, actor, what, about, detail, touched, prev, digest, before) select (select max(seq) + 1 from event), at, actor, what, about, detail, touched, prev, digest, before from event where seq = {n}",
        true,
    ),
    (
        "an event put in, numbered and hashed anew",
        "update event set seq = -(seq + 1) where seq > {n}; update event set seq = -seq where seq < 0; insert into event (seq, at, actor, what, about, detail, touched, prev, digest, before) select seq + 1, at, actor, what, about, detail, touched, prev, digest, before from event where seq = {n}",
        true,
    ),
    (
        "a row's digest replaced, hashed anew",
        "update event set touched = replace(touched, 'a', 'b') where seq = {n}",
        true,
    ),
    (
        "what rows said before replaced, hashed anew",
        "update event set before = before || ' ' where seq = {n}",
        true,
    ),
    (
        "the end cut off, hashed anew",
        "delete from event where seq > {n}; delete from trace where seq > {n}",
        true,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_attack_by_sql_is_found_with_the_witness() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let story = Story::begin(backend).await;
        let clean = story.verified().await;
        assert_eq!((clean.findings, clean.not_covered), (vec![], vec![]));
        assert!(clean.witness.is_some());
        let mut raw = story.site.desk.behind().await;
        unguarded(&mut raw).await;
        raw.run(
            "create table kept_event as select * from event; create table kept_trace as select * from trace",
        )
        .await
        .unwrap();
        let back = "delete from event; insert into event select * from kept_event;
                    delete from trace; insert into trace select * from kept_trace";
        let last = raw.number("select max(seq) from event").await;
        let mut tried = 0;
        for (name, sql, hashed) in BY_SQL {
            for seq in [2, 3, last / 2, last - 2] {
                raw.run(&sql.replace("{n}", &seq.to_string()))
                    .await
                    .unwrap_or_else(|error| panic!("{name}: {error}"));
                if hashed {
                    rehash(&mut raw).await;
                }
                story.forget();
                let kinds = story.kinds().await;
                let wanted = ["log_rewritten", "log_cut", "chain_broken"];
                // one more at the end agrees with every earlier checkpoint; the row it speaks of does not
                let grown = name.contains("doubled")
                    && kinds.iter().any(|kind| kind == "history_gap" || kind == "row_changed");
                assert!(
                    grown || kinds.iter().any(|kind| wanted.contains(&kind.as_str())),
                    "{backend:?} {name} at {seq}: {kinds:?}"
                );
                if hashed {
                    assert!(
                        !kinds.iter().any(|kind| kind == "chain_broken"),
                        "{name}: the chain was hashed anew"
                    );
                }
                raw.run(back).await.unwrap();
                tried += 1;
            }
        }
        assert_eq!(tried, 56);
        raw.run("drop table kept_event; drop table kept_trace").await.unwrap();
        assert!(story.kinds().await.iter().all(|kind| kind == "guard_missing"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_columns_and_triggers_that_come_or_go_are_named() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let foreign_trigger = match backend {
            Backend::Sqlite => {
                "create trigger spy after insert on item begin update volume set title = title; end"
            }
            Backend::Postgres => {
                "create function spy() returns trigger language plpgsql as $$ begin return new; end $$;
                 create trigger spy after insert on item for each row execute function spy()"
            }
        };
        let changed_guard = match backend {
            Backend::Sqlite => {
                "drop trigger item_goes_with_its_batch; create trigger item_goes_with_its_batch before delete on item begin select 1; end"
            }
            Backend::Postgres => {
                "create or replace function guard_item() returns trigger language plpgsql as $$ begin return new; end $$"
            }
        };
        let guard = if backend == Backend::Sqlite {
            "trigger item_goes_with_its_batch"
        } else {
            "function guard_item"
        };
        for (harm, named) in [
            ("create table aside (id bigint primary key)", "table aside"),
            ("create view aside as select * from person", "table aside"),
            ("alter table item add column secret text", "column item.secret"),
            ("alter table consultation rename column purpose to reason", "column consultation.purpose"),
            ("drop table printer", "table printer"),
            ("drop table basket", "table basket"),
            (foreign_trigger, "trigger spy"),
            (changed_guard, guard),
        ] {
            let site = Site::open_on(backend).await;
            let mut raw = site.desk.behind().await;
            raw.run(harm).await.unwrap_or_else(|error| panic!("{harm}: {error}"));
            let found = verify(&site.archive, &site, &WitnessAsked::default()).await.findings;
            assert!(found.iter().any(|finding| finding.about == named), "{backend:?} {harm}: {found:?}");
        }
    }
}

/// The data directory as it was, put back whole.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_everything_is_found_with_the_witness_alone() {
    let story = Story::begin(Backend::Sqlite).await;
    let older = tempfile::tempdir().unwrap();
    let mut raw = story.site.desk.behind().await;
    let copy = older.path().join("guidang.db");
    raw.run(&format!("vacuum into '{}'", copy.display())).await.unwrap();
    for name in ["log-key", "checkpoint"] {
        std::fs::copy(story.site.desk.data().join(name), older.path().join(name)).unwrap();
    }
    story.work(2).await;
    story.send().await;
    let config = guidang::config::Config {
        data: older.path().into(),
        witness: None,
        ..story.site.archive.config.clone()
    };
    let old = Archive::open(config, guidang::archive::Access::Whole).await.unwrap();
    indexing::catch_up(&old).await.unwrap();
    // it is sound in itself, and says what it cannot know
    let alone = verify(&old, &story.site, &WitnessAsked::default()).await;
    assert_eq!((alone.findings, alone.not_covered.len()), (vec![], 2));
    let with = verify(&old, &story.site, &WitnessAsked { place: Some(story.place()), keys: None }).await;
    let kinds: Vec<&str> = with.findings.iter().map(|finding| finding.kind.as_str()).collect();
    assert_eq!(kinds, ["log_cut"]);
    // going on from there makes two logs of one beginning
    let by = story.site.by();
    for number in 0..9 {
        file(&old, &by, vec![draft(&levy(2012), &format!("另一份{number}"), 1)]).await.unwrap();
    }
    indexing::catch_up(&old).await.unwrap();
    let forked = verify(&old, &story.site, &WitnessAsked { place: Some(story.place()), keys: None }).await;
    assert!(forked.findings.iter().any(|finding| finding.kind == "log_rewritten"), "{:?}", forked.findings);
    old.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn checkpoints_that_are_none_of_this_logs_are_named() {
    let story = Story::begin(Backend::Sqlite).await;
    let own = LogCheckpoint::read(&std::fs::read(story.send().await).unwrap()).unwrap();
    let seed = NoteKey::from_seed(&own.origin, &[9; 32]).unwrap();
    let foreign = NoteKey::from_seed("guidang/0000000000000000", &[9; 32]).unwrap();
    let text = String::from_utf8(own.note().to_vec()).unwrap();
    let at = own.at.as_str();
    let root = own.root.to_string();
    let other_root = record_node(b"other").to_string();
    let key =
        NoteKey::read(&std::fs::read_to_string(story.site.desk.data().join("log-key")).unwrap()).unwrap();
    let signed = |key: &NoteKey, tree: (u64, guidang::checkpoint::Node), at: &str| {
        LogCheckpoint::sign(key, tree, at).unwrap().note().to_vec()
    };
    let place = story.place().join("zz.checkpoint");
    for (what, bytes, kind) in [
        (
            "the signature of another text",
            text.replacen(&root, &other_root, 1).into_bytes(),
            "witness_unsigned",
        ),
        (
            "another time under the signature",
            text.replacen(at, "2026-11-20T12:00:00+08:00", 1).into_bytes(),
            "witness_unsigned",
        ),
        ("another key", signed(&seed, (own.size, own.root), at), "witness_unsigned"),
        ("another log", signed(&foreign, (own.size, own.root), at), "witness_foreign"),
        (
            "another origin over the signature",
            text.replacen(&own.origin, foreign.name(), 1).into_bytes(),
            "witness_foreign",
        ),
        (
            "the same size with another root",
            signed(&key, (own.size, record_node(b"other")), at),
            "log_rewritten",
        ),
        ("a larger log", signed(&key, (own.size + 5, record_node(b"other")), at), "log_cut"),
        (
            "a time to come",
            signed(&key, (own.size, own.root), "2031-01-01T12:00:00+08:00"),
            "witness_ahead_of_time",
        ),
        ("no checkpoint", b"hello\n".to_vec(), "witness_unreadable"),
        ("an empty file", Vec::new(), "witness_unreadable"),
        ("cut in the middle", own.note()[..own.note().len() / 2].to_vec(), "witness_unreadable"),
    ] {
        std::fs::write(&place, bytes).unwrap();
        assert_eq!(story.kinds().await, [kind], "{what}");
    }
}

/// The log of another office, sound in itself, in the place of this one's.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_another_archive_is_named() {
    let story = Story::begin(Backend::Sqlite).await;
    let other = Desk::new();
    let scheme = crate::support::repository("schemes/wuhu-2009.toml");
    let init = ["init", "--fonds", "0300", "--name", "繁昌县", "--scheme", scheme.to_str().unwrap()];
    other.run(&init).ending(0);
    let mut raw = story.site.desk.behind().await;
    unguarded(&mut raw).await;
    let swap = format!(
        "attach '{}' as other; delete from event; insert into event select * from other.event;
         delete from trace; insert into trace select * from other.trace",
        other.database_file().display()
    );
    raw.run(&swap).await.unwrap();
    story.forget();
    let kinds = story.kinds().await;
    assert!(kinds.iter().any(|kind| kind == "witness_foreign"), "{kinds:?}");
    assert!(kinds.iter().any(|kind| kind == "row_foreign"), "{kinds:?}");
}

/// A checkpoint of the day before yesterday, put there as if it were the newest, is no fresh witness.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_witness_leaves_two_attacks_uncovered() {
    let mut story = Story::begin(Backend::Sqlite).await;
    assert_eq!(story.verified().await.not_covered, vec![]);
    story.site.set_day(2026, 11, 23);
    let verified = story.verified().await;
    assert_eq!((verified.findings, verified.not_covered.len()), (vec![], 2));
    assert!(verified.not_covered[0].zh.contains("48 小时前"), "{:?}", verified.not_covered);
    story.send().await;
    assert_eq!(story.verified().await.not_covered, vec![]);
    // an archive without any says the same of itself, and of its empty index
    let site = Site::open().await;
    assert_eq!(verify(&site.archive, &site, &WitnessAsked::default()).await.not_covered.len(), 3);
}

/// Who signs looks first: a log that is not the one signed before gets no new checkpoint, and the one elsewhere stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_rewritten_log_is_not_signed_again() {
    let story = Story::begin(Backend::Sqlite).await;
    let sent = story.send().await;
    let before = std::fs::read(&sent).unwrap();
    let mut raw = story.site.desk.behind().await;
    unguarded(&mut raw).await;
    raw.run("update event set about = 'x' where seq = 3").await.unwrap();
    rehash(&mut raw).await;
    let refused = |answer: guidang::domain::general::error::Result<PathBuf>| crate::support::refusal(answer);
    let (archive, by, place) = (&story.site.archive, story.site.by(), story.place());
    assert_eq!(refused(checkpointing::send(archive, &by, &place).await), "log_not_of_checkpoint");
    // with all traces of it gone from the data directory, what lies elsewhere is still not replaced
    story.forget();
    assert_eq!(refused(checkpointing::send(archive, &by, &place).await), "other_checkpoint_there");
    assert_eq!(std::fs::read(&sent).unwrap(), before);
    assert_eq!(refused(checkpointing::send(archive, &by, &place.join("share")).await), "no_second_place");
    raw.run("delete from event where seq > 5").await.unwrap();
    assert_eq!(refused(checkpointing::send(archive, &by, &place).await), "log_behind_checkpoint");
    raw.run("update event set detail = '{}' where seq = 5").await.unwrap();
    story.forget();
    assert_eq!(refused(checkpointing::send(archive, &by, &place).await), "log_broken");
    assert!(Path::new(&sent).exists());
}
