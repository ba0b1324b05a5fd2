//! Checkpoints and proofs of the log, checked by an implementation nobody here wrote (PyPI `aics-tlog`), and its own by ours;
//! and an exported log or a copied archive checked away from home.

use std::path::Path;
use std::process::Command;

use guidang::checkpoint::{
    InclusionBundle, LogCheckpoint, Node, PublicKeys, SignedBy, extends, record_node, stands_in,
};

use crate::support::{Answer, Desk, repository, template};

/// Records in volumes, and a register of them.
fn filled() -> Desk {
    Desk::made_once("decided_records", || {
        let desk = Desk::founded();
        let sheet = repository("tests/data/sheets/征缴科-2009-缴费核定.xlsx");
        let decided = ["--class", "ZJ", "--step", "社会保险费征缴核定材料", "--on-error", "skip"];
        desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decided[..]].concat());
        desk
    })
}

/// The environment `scripts/test` puts aics-tlog into.
fn tool(program: &str) -> String {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/target/tools/tlog");
    let place = std::env::var("GUIDANG_TLOG").unwrap_or_else(|_| own.into());
    format!("{place}/bin/{program}")
}

/// What it says of something, as JSON; whether it agrees is its exit code.
fn aics(args: &[&str]) -> (bool, String) {
    let run = Command::new(tool("aics-tlog")).args(args).output().unwrap_or_else(|error| {
        panic!("aics-tlog: {error}; python3 -m venv target/tools/tlog && target/tools/tlog/bin/pip install aics-tlog")
    });
    (run.status.success(), String::from_utf8(run.stdout).unwrap() + &String::from_utf8(run.stderr).unwrap())
}

#[track_caller]
fn aics_agrees(args: &[&str]) -> String {
    let (agrees, said) = aics(args);
    assert!(agrees, "{args:?}: {said}");
    said
}

/// Files of a story, by name.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.at(name), text).unwrap();
    }

    fn checkpoint(&self, name: &str) -> LogCheckpoint {
        LogCheckpoint::read(self.text(name).as_bytes()).unwrap()
    }
}

/// Signs the log, and writes the public key beside it.
fn signed(desk: &Desk, folder: &Folder, name: &str) {
    let (_, answer) = desk.cli(&["log", "key"]);
    folder.write("key", &format!("log {}\n", answer["key"].as_str().unwrap()));
    desk.run(&["log", "checkpoint", "-o", &folder.at(name)]).ending(0);
}

fn correct(desk: &Desk, title: &str) -> Answer {
    desk.run(&["item", "correct", "1", "--set", &format!("title={title}"), "--reason", "核对原件"]).ending(0)
}

#[test]
fn another_implementation_accepts_checkpoints_proofs_and_tiles() {
    let (desk, folder) = (filled(), Folder::new());
    signed(&desk, &folder, "first");
    correct(&desk, "改过的题名");
    let tiles = folder.at("tiles");
    let since = ["--since", &folder.at("first"), "--consistency", &folder.at("growth"), "--tiles", &tiles];
    desk.run(&[&["log", "checkpoint", "-o", &folder.at("second")], &since[..]].concat()).ending(0);
    let (key, first, second) = (folder.at("key"), folder.checkpoint("first"), folder.checkpoint("second"));
    assert!(first.size < second.size);

    for name in ["first", "second"] {
        aics_agrees(&["verify-checkpoint", "--note", &folder.at(name), "--vkey-file", &key]);
    }
    folder.write("forged", &folder.text("first").replacen(&format!("\n{}\n", first.size), "\n1\n", 1));
    assert!(!aics(&["verify-checkpoint", "--note", &folder.at("forged"), "--vkey-file", &key]).0);

    let (old, new) = (first.size.to_string(), second.size.to_string());
    let (old_root, new_root) = (first.root.to_string(), second.root.to_string());
    let mut args = [
        "verify-consistency",
        "--old-size",
        &old,
        "--new-size",
        &new,
        "--old-root",
        &old_root,
        "--new-root",
        &new_root,
        "--proof",
        &folder.at("growth"),
    ];
    aics_agrees(&args);
    args[6] = &new_root;
    assert!(!aics(&args).0, "another root is no beginning of the log");

    aics_agrees(&["verify-checkpoint", "--tiles", &tiles, "--vkey-file", &key]);
    aics_agrees(&[
        "verify-consistency",
        "--tiles",
        &tiles,
        "--vkey-file",
        &key,
        "--old-checkpoint",
        &folder.at("first"),
    ]);
    for index in 0..second.size {
        aics_agrees(&[
            "verify-inclusion",
            "--tiles",
            &tiles,
            "--vkey-file",
            &key,
            "--index",
            &index.to_string(),
        ]);
    }
    let (tile, _) = (Path::new(&tiles).join(format!("tile/0/000.p/{new}")), ());
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    assert!(!aics(&["verify-inclusion", "--tiles", &tiles, "--vkey-file", &key, "--index", "0"]).0);
}

#[test]
fn an_event_a_record_and_a_document_are_proved_by_the_published_tool() {
    let (desk, folder) = (filled(), Folder::new());
    correct(&desk, "改过的题名");
    let catalog = folder.at("案卷目录.xlsx");
    desk.run(&["catalog", "export", "--type", "案卷目录", "--format", "xlsx", "-o", &catalog]).ending(0);
    signed(&desk, &folder, "checkpoint");
    let (key, checkpoint) = (folder.at("key"), folder.at("checkpoint"));
    let digest = guidang::domain::general::digest::Digest::compute(&std::fs::read(&catalog).unwrap()).hex();
    for (what, ids) in [
        ("2", "masked"),
        ("3", "full"),
        ("item:1", "masked"),
        ("volume:1", "masked"),
        (catalog.as_str(), "masked"),
        (&digest[..12], "masked"),
    ] {
        let proof = folder.at("proof.json");
        let under = ["--checkpoint", &checkpoint, "--ids", ids, "-o", &proof];
        let (code, told) = desk.cli(&[&["log", "prove", what], &under[..]].concat());
        assert_eq!(code, 0, "{what}: {told}");
        aics_agrees(&["verify-bundle", "--bundle", &proof, "--vkey-file", &key, "--offline"]);
        let (code, checked) = desk.cli(&["log", "check", &proof, "--key", &key]);
        assert_eq!((code, &checked["leaf"]), (0, &told["leaf"]));
        let bundle = InclusionBundle::read(&folder.text("proof.json")).unwrap();
        let (leaf, body) = (
            String::from_utf8(bundle.entry.clone()).unwrap(),
            bundle.body.clone().map(|body| String::from_utf8_lossy(&body).into_owned()),
        );
        match what {
            "2" => assert!(body.is_none()),
            "3" => assert!(
                body.unwrap().contains(&guidang::system_user::name()),
                "the words of the event go with it"
            ),
            "item:1" | "volume:1" => {
                let row = told["row"].as_str().unwrap();
                assert!(row.starts_with(if what == "item:1" { "i1 " } else { "v1 " }), "{row}");
                assert!(body.unwrap().lines().any(|line| line == row));
            }
            _ => assert!(leaf.contains(&format!("\"file_sha256\":\"{digest}\"")), "{leaf}"),
        }
        // a proof under another name proves nothing
        let moved = InclusionBundle { index: bundle.index.wrapping_sub(1).min(1), ..bundle };
        folder.write("proof.json", &moved.text());
        assert!(!aics(&["verify-bundle", "--bundle", &proof, "--vkey-file", &key, "--offline"]).0, "{what}");
        desk.run(&["log", "check", &proof, "--key", &key]).ending(5);
    }
    // what came after a checkpoint, and what never was
    correct(&desk, "又改");
    let proof = folder.at("proof.json");
    for (what, code) in [("item:1", 5), ("item:4711", 4), ("99999", 4), ("ffffffffffff", 4)] {
        desk.run(&["log", "prove", what, "--checkpoint", &checkpoint, "-o", &proof]).ending(code);
    }
}

#[test]
fn the_key_is_made_once_and_nobody_else_reads_it() {
    let (desk, folder) = (filled(), Folder::new());
    signed(&desk, &folder, "first");
    let key = folder.text("key");
    signed(&desk, &folder, "second");
    assert_eq!(folder.text("key"), key);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(desk.data().join("log-key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(!key.contains("PRIVATE"));
    std::fs::write(desk.data().join("log-key"), "PRIVATE+KEY+no").unwrap();
    desk.run(&["log", "checkpoint"]).ending(5);
}

/// Trees, checkpoints and bundles as aics-tlog makes them.
const THEIRS: &str = r#"
import json, sys
from aics_tlog import MerkleTree, Checkpoint, sign_checkpoint, vkey_from_ed25519
from aics_tlog.bundle import Bundle
from aics_tlog.note import format_vkey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
key = Ed25519PrivateKey.generate()
entries = [b"entry %d" % n for n in range(700)]
tree = MerkleTree(entries)
b64 = lambda proof: [__import__("base64").b64encode(h).decode() for h in proof]
name = "log.example/msgs"
told = {"key": format_vkey(vkey_from_ed25519(name, key.public_key())), "sizes": []}
for size in [1, 2, 3, 255, 256, 257, 700]:
    note = sign_checkpoint(Checkpoint(name, size, tree.root(size), ("time 2026-11-21T12:00:00+08:00",)), key, name)
    leaves = MerkleTree(entries[:size])
    index = size // 2
    told["sizes"].append({
        "note": note.to_bytes().decode(), "index": index,
        "inclusion": b64(leaves.inclusion_proof(index)),
        "growth": b64(tree.consistency_proof(size, 700)),
        "bundle": json.dumps(Bundle(entry_bytes=entries[index], index=index, inclusion_proof=tuple(leaves.inclusion_proof(index)),
            checkpoint_note=note.to_bytes().decode(), envelope=None, body_or_ct=None).to_dict()),
    })
print(json.dumps(told))
"#;

#[test]
fn what_another_implementation_makes_is_accepted_here() {
    let run = Command::new(tool("python")).args(["-c", THEIRS]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let told: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let keys = PublicKeys::read(told["key"].as_str().unwrap()).unwrap();
    let read =
        |one: &serde_json::Value| LogCheckpoint::read(one["note"].as_str().unwrap().as_bytes()).unwrap();
    let nodes = |value: &serde_json::Value| -> Vec<Node> {
        value.as_array().unwrap().iter().map(|node| Node::read(node.as_str().unwrap()).unwrap()).collect()
    };
    let sizes = told["sizes"].as_array().unwrap();
    let last = read(sizes.last().unwrap());
    let last = (last.size, last.root);
    for one in sizes {
        let (checkpoint, index) = (read(one), one["index"].as_u64().unwrap());
        assert_eq!((checkpoint.signed_by(&keys), checkpoint.at.len()), (SignedBy::Known, 25));
        let tree = (checkpoint.size, checkpoint.root);
        let leaf = record_node(format!("entry {index}").as_bytes());
        assert!(stands_in(tree, index, leaf, &nodes(&one["inclusion"])), "{tree:?}");
        assert!(!stands_in(tree, index, record_node(b"entry x"), &nodes(&one["inclusion"])));
        assert!(extends(last, tree, &nodes(&one["growth"])), "{tree:?}");
        let bundle = InclusionBundle::read(one["bundle"].as_str().unwrap()).unwrap();
        assert_eq!(bundle.check(&keys), Ok(()));
    }
}

#[test]
fn an_exported_log_is_checked_away_from_home() {
    let (desk, folder) = (filled(), Folder::new());
    correct(&desk, "改过的题名");
    signed(&desk, &folder, "checkpoint");
    let (key, checkpoint) = (folder.at("key"), folder.at("checkpoint"));
    let away = Desk::new();
    for ids in ["full", "masked"] {
        let (place, log) = (folder.at(ids), format!("{}/日志.jsonl", folder.at(ids)));
        std::fs::create_dir(&place).unwrap();
        desk.run(&["log", "export", "--ids", ids, "-o", &log]).ending(0);
        let verify = |checkpoint: &str, key: &str| {
            away.cli(&["verify", "--offline", &place, "--checkpoint", checkpoint, "--key", key])
        };
        let (code, answer) = verify(&checkpoint, &key);
        assert_eq!((code, &answer["clean"]), (0, &true.into()), "{ids}: {answer}");
        let text = std::fs::read_to_string(&log).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let harm = |lines: &[String]| std::fs::write(&log, lines.join("\n") + "\n").unwrap();
        let kinds = |answer: serde_json::Value| -> Vec<String> {
            let findings = answer["verified"]["findings"].as_array().unwrap().clone();
            findings.iter().map(|finding| finding["kind"].as_str().unwrap().to_owned()).collect()
        };
        let all: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let mut moved = all.clone();
        moved.swap(1, 2);
        let mut changed = all.clone();
        changed[1] = changed[1].replacen("+08:00", "+09:00", 1);
        let size = folder.checkpoint("checkpoint").size as usize;
        for (what, lines, wanted) in [
            ("cut", &all[..size - 1], "log_cut"),
            ("without one", &[&all[..2], &all[3..]].concat()[..], "chain_broken"),
            ("moved", &moved[..], "log_rewritten"),
            ("changed", &changed[..], "chain_broken"),
        ] {
            harm(lines);
            let (code, answer) = verify(&checkpoint, &key);
            let found = kinds(answer);
            assert!(code == 3 && found.iter().any(|kind| kind == wanted), "{ids} {what}: {found:?}");
        }
        harm(&all);
        // somebody else's key
        let other = filled();
        folder.write("other", other.cli(&["log", "key"]).1["key"].as_str().unwrap());
        let (code, answer) = verify(&checkpoint, &folder.at("other"));
        assert_eq!((code, kinds(answer)), (3, vec!["witness_unsigned".to_owned()]));
    }
    let nothing = folder.at("nothing");
    std::fs::create_dir(&nothing).unwrap();
    away.run(&["verify", "--offline", &nothing, "--checkpoint", &checkpoint, "--key", &key]).ending(4);
    away.run(&["verify", "--offline", &nothing]).ending(2);
}

#[test]
fn a_copied_archive_is_checked_with_the_checkpoint_and_key_of_elsewhere() {
    let (desk, folder) = (filled(), Folder::new());
    signed(&desk, &folder, "checkpoint");
    correct(&desk, "改过的题名");
    desk.run(&["reindex"]).ending(0);
    let copy = folder.0.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    template::copy(desk.data(), &copy);
    let args = [
        "verify",
        "--offline",
        copy.to_str().unwrap(),
        "--checkpoint",
        &folder.at("checkpoint"),
        "--key",
        &folder.at("key"),
    ];
    let away = Desk::new();
    let (code, answer) = away.cli(&args);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["verified"]["witness"]["name"], "checkpoint");
    let link = rusqlite::Connection::open(copy.join("guidang.db")).unwrap();
    link.execute_batch("update item set title = '别的' where id = 1").unwrap();
    drop(link);
    let (code, answer) = away.cli(&args);
    assert_eq!((code, answer["verified"]["findings"][0]["about"].as_str()), (3, Some("item 1")), "{answer}");
}

/// While it serves, a checkpoint goes to the second place; `verify` takes it for a witness, `doctor` says how old it is.
#[test]
fn a_serving_program_sends_checkpoints_to_the_second_place() {
    let (desk, folder) = (filled(), Folder::new());
    let place = folder.at("second");
    std::fs::create_dir(&place).unwrap();
    let second = ["--witness-place", place.as_str()];
    assert_ne!(desk.run(&[&["doctor"], &second[..]].concat()).code, 0, "nothing is there yet");
    let (_, answer) = desk.cli(&[&["verify"], &second[..]].concat());
    assert_eq!(answer["verified"]["not_covered"].as_array().unwrap().len(), 2);
    let mut serving =
        desk.command(&[&["serve", "--listen", "127.0.0.1:0"], &second[..]].concat()).spawn().unwrap();
    let there = || {
        std::fs::read_dir(&place)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|ending| ending == "checkpoint"))
    };
    for _ in 0..600 {
        if there().is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let sent = there();
    // beside it somebody proves an event and asks for a checkpoint
    desk.run(&["log", "prove", "1", "-o", &folder.at("proof.json")]).ending(0);
    desk.run(&["log", "checkpoint", "-o", &folder.at("beside")]).ending(0);
    serving.kill().unwrap();
    serving.wait().unwrap();
    let sent = LogCheckpoint::read(&std::fs::read(sent.expect("a checkpoint was sent")).unwrap()).unwrap();
    assert_eq!(sent.origin, folder.checkpoint("beside").origin);
    let (code, answer) = desk.cli(&[&["verify"], &second[..]].concat());
    let verified = &answer["verified"];
    assert_eq!(
        (code, &verified["not_covered"], &verified["witness"]["size"]),
        (0, &serde_json::json!([]), &sent.size.into())
    );
    desk.run(&[&["doctor"], &second[..]].concat()).ending(0);
}
