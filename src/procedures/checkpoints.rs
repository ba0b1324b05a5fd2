//! 检查点: the tree over the log, the key its checkpoints are signed with, and the last one this data directory made.
//!
//! The log is the truth: the tree is kept in a file so that it need not be made anew, and compared with the log before it is
//! believed. A log that is not the one of the last checkpoint is not signed.

use std::io::Write as _;
use std::path::Path;

use chrono::SecondsFormat;

use crate::archive::{Archive, unwritable};
use crate::checkpoint::{KeptTree, LogCheckpoint, NoteKey, PublicKeys, record_node};
use crate::domain::catalogs::finding_aid::LogAnchor;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::cannot_open;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::log_leaf::LogLeaf;
use crate::store::Queries;
use crate::{problems, random, say};

/// Events read in one step.
const STEP: i64 = 200;
/// Leaves after which the tree is put into its file.
const SAVED: u64 = 50_000;

/// The log under a checkpoint just made.
pub struct Checkpointed {
    pub checkpoint: LogCheckpoint,
    pub tree: KeptTree,
}

/// What the log is called in its checkpoints: its first event never changes.
pub fn origin(first: &Digest) -> String {
    format!("guidang/{}", &first.hex()[..16])
}

/// Signs the log as it stands now, and keeps the checkpoint.
///
/// # Errors
/// `Refused` where the log is not the one of the last checkpoint or its chain is broken, and where the key is another log's.
pub async fn make(archive: &Archive, by: &By) -> Result<Checkpointed> {
    archive.of_the_whole(by, &[Deed::Verify])?;
    // read before the log is looked at: another program may sign a longer one meanwhile
    let made = last_made(archive)?;
    let snapshot = archive.store.snapshot().await?;
    let grown = tree(archive, &snapshot, made.as_ref()).await;
    let origin = origin_in(&snapshot).await;
    snapshot.close().await;
    let (tree, key) = (grown?, signing_key(archive, &origin?)?);
    let (now, at) =
        ((tree.size(), tree.root(tree.size())?), by.now.to_rfc3339_opts(SecondsFormat::Secs, false));
    let checkpoint = LogCheckpoint::sign(&key, now, &at)?;
    if archive.may_write() {
        let file = archive.config.checkpoint_file();
        write_private(&file, checkpoint.note(), true).map_err(|error| unwritable(&file, &error))?;
    }
    Ok(Checkpointed { checkpoint, tree })
}

/// The key this data directory signs with; made where there is none.
///
/// # Errors
/// `Refused` where the file is no key, or the key of another log.
pub async fn key(archive: &Archive) -> Result<NoteKey> {
    signing_key(archive, &origin_in(&archive.store).await?)
}

/// The public part of the key, where there is one.
pub fn public_key(archive: &Archive) -> Option<String> {
    let text = std::fs::read_to_string(archive.config.log_key_file()).ok()?;
    NoteKey::read(&text).map(|key| key.public().to_owned())
}

/// The last checkpoint made here.
///
/// # Errors
/// `Unreadable` where the file is none.
pub fn last_made(archive: &Archive) -> Result<Option<LogCheckpoint>> {
    let file = archive.config.checkpoint_file();
    if file.exists() { read(&file).map(Some) } else { Ok(None) }
}

/// What a document made now ends with: the last checkpoint made here, if there is one.
pub fn anchor(archive: &Archive) -> Option<LogAnchor> {
    let made = last_made(archive).ok()??;
    let (root, signature) = (made.root.to_string(), made.signature());
    Some(LogAnchor { log: made.origin, size: made.size, root, at: made.at, signature })
}

/// A checkpoint in a file.
///
/// # Errors
/// `Unreadable` where it is none.
pub fn read(file: &Path) -> Result<LogCheckpoint> {
    let place = file.display();
    let bytes = std::fs::read(file).map_err(|error| Error::Unreadable(vec![cannot_open(&place, &error)]))?;
    LogCheckpoint::read(&bytes).ok_or_else(|| Error::Unreadable(vec![no_checkpoint(&place)]))
}

/// The public keys in a file.
///
/// # Errors
/// `Unreadable` where there is none.
pub fn public_keys(file: &Path) -> Result<PublicKeys> {
    let place = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Error::Unreadable(vec![cannot_open(&place, &error)]))?;
    PublicKeys::read(&text).map_err(|_| Error::Unreadable(vec![no_public_key(&place)]))
}

async fn origin_in(queries: &Queries) -> Result<String> {
    let first = queries.event_digest(1).await?.and_then(|digest| Digest::from_hex(&digest));
    let empty = || Error::not_found(say!("日志还是空的。", "The log is empty as yet."));
    first.as_ref().map(origin).ok_or_else(empty)
}

fn signing_key(archive: &Archive, origin: &str) -> Result<NoteKey> {
    let file = archive.config.log_key_file();
    if !file.exists() && archive.may_write() {
        let made = NoteKey::from_seed(origin, &random::bytes())?;
        match write_private(&file, made.text().as_bytes(), false) {
            // another program made one just now
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            written => written.map_err(|error| unwritable(&file, &error))?,
        }
    }
    let place = file.display();
    let text = std::fs::read_to_string(&file)
        .map_err(|error| Error::Unreadable(vec![cannot_open(&place, &error)]))?;
    let key = NoteKey::read(&text).ok_or_else(|| Error::from(log_key_unreadable(&place)))?;
    if key.name() != origin {
        return Err(Error::from(log_key_of_another(&place, &key.name(), &origin)));
    }
    Ok(key)
}

/// Writes a file nobody else may read, whole or not at all.
fn write_private(file: &Path, bytes: &[u8], replace: bool) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    // its rights are 0600
    let mut new = tempfile::Builder::new().prefix(".guidang-").tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    if replace { new.persist(file) } else { new.persist_noclobber(file) }.map_err(|error| error.error)?;
    Ok(())
}

/// The tree over the whole log, which begins as the last checkpoint says; kept for the next time where this program may write.
async fn tree(archive: &Archive, queries: &Queries, made: Option<&LogCheckpoint>) -> Result<KeptTree> {
    let last = queries.last_event().await?.max(0) as u64;
    if let Some(made) = made
        && made.size > last
    {
        return Err(Error::from(log_behind_checkpoint(&last, &made.size, &made.at)));
    }
    let mut tree = KeptTree::open(&archive.config.log_tree_file()).unwrap_or_default();
    if !is_of_log(&tree, queries, last).await? {
        tree = KeptTree::default();
    }
    let was_kept = tree.size() > 0;
    grow(archive, queries, &mut tree).await?;
    let agrees = |tree: &KeptTree| match made {
        Some(made) => tree.root(made.size).map(|root| root == made.root),
        None => Ok(true),
    };
    if was_kept && !agrees(&tree)? {
        tree = KeptTree::default();
        grow(archive, queries, &mut tree).await?;
    }
    match (made, agrees(&tree)?) {
        (Some(made), false) => Err(Error::from(log_not_of_checkpoint(&made.size, &made.at))),
        _ => Ok(tree),
    }
}

/// Whether the last leaf of a kept tree is the event of its number.
async fn is_of_log(tree: &KeptTree, queries: &Queries, last: u64) -> Result<bool> {
    if tree.size() == 0 || tree.size() > last {
        return Ok(tree.size() == 0);
    }
    let links = queries.chain_after(tree.size() as i64 - 1, 1).await?;
    let Some(link) = links.first() else { return Ok(false) };
    let leaf = LogLeaf::new(&link.after(&link.prev));
    Ok(tree.leaf(tree.size() - 1)? == record_node(&leaf.bytes()))
}

/// Takes in what the tree does not have yet.
async fn grow(archive: &Archive, queries: &Queries, tree: &mut KeptTree) -> Result<()> {
    let mut previous = queries.event_digest(tree.size() as i64).await?.unwrap_or_default();
    let mut saved = tree.size();
    loop {
        let links = queries.chain_after(tree.size() as i64, STEP).await?;
        if links.is_empty() {
            break;
        }
        for link in links {
            let leaf = LogLeaf::new(&link.after(&previous));
            if link.seq != tree.size() as i64 + 1 || link.prev != previous || link.digest != leaf.digest.hex()
            {
                return Err(Error::from(log_broken(&link.seq)));
            }
            tree.append(&leaf.bytes())?;
            previous = link.digest;
        }
        if tree.size() - saved >= SAVED {
            save(archive, tree)?;
            saved = tree.size();
        }
    }
    save(archive, tree)
}

fn save(archive: &Archive, tree: &mut KeptTree) -> Result<()> {
    let file = archive.config.log_tree_file();
    match archive.may_write() {
        true => tree.save(&file).map_err(|error| unwritable(&file, &error)),
        false => Ok(()),
    }
}

problems! {
    refuse no_checkpoint(place):
        "{place} 不是检查点。" / "{place} is no checkpoint."
        => "检查点是 guidang log checkpoint 写的几行文字，末行以“— guidang/”开头。"
            / "A checkpoint is the few lines guidang log checkpoint writes; the last begins with \"— guidang/\".";
    refuse no_public_key(place):
        "{place} 里没有公钥。" / "{place} has no public key."
        => "公钥是 guidang log key 显示的一行：guidang/…+…+…。"
            / "A public key is the line guidang log key shows: guidang/…+…+….";
    refuse log_key_unreadable(place):
        "签名密钥 {place} 读不出。" / "The signing key {place} cannot be read."
        => "从备份恢复这个文件；实在没有，移走它，用新密钥，并把新公钥交给保管旧公钥的人。"
            / "Restore the file from a backup; if there is none, move it away, sign with a new key, and give its public part to whoever keeps the old one.";
    refuse log_key_of_another(place, theirs, ours):
        "{place} 是另一份日志（{theirs}）的签名密钥，本库的日志是 {ours}。"
            / "{place} is the signing key of another log ({theirs}); this one is {ours}."
        => "数据目录和数据库不是一套；查明哪一个换过。"
            / "Data directory and database do not belong together; find out which was replaced.";
    refuse log_behind_checkpoint(last, size, at):
        "日志只有 {last} 条，{at} 的检查点已有 {size} 条：日志被截短，或数据库换成了较早的副本。不再签署。"
            / "The log has {last} events, the checkpoint of {at} has {size}: its end was cut off, or the database is an older copy. It is not signed."
        => "请停止使用，运行 guidang verify，从最近的备份恢复。"
            / "Stop using it, run guidang verify, and restore the latest backup.";
    refuse log_not_of_checkpoint(size, at):
        "日志的前 {size} 条与 {at} 的检查点不符：日志被改写过。不再签署。"
            / "The first {size} events of the log are not those of the checkpoint of {at}: the log was rewritten. It is not signed."
        => "请停止使用，运行 guidang verify，从最近的备份恢复。"
            / "Stop using it, run guidang verify, and restore the latest backup.";
    refuse log_broken(seq):
        "日志链在第 {seq} 号断开，不能签署。" / "The chain breaks at event {seq}; the log cannot be signed."
        => "运行 guidang verify 看改了什么，从备份恢复。"
            / "Run guidang verify to see what was changed, and restore a backup.";
}
