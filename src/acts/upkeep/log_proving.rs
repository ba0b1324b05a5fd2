//! 出具证明: that an event, the state of a record, a registered file stands in the log: its leaf, the way from there to the
//! root, the signed checkpoint. It is checked without this program (docs/checking.md).

use std::path::Path;

use serde::Serialize;

use crate::archive::{Archive, allow};
use crate::checkpoint::{InclusionBundle, LogCheckpoint, SignedBy, Unproved};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::cannot_open;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{RecordKind, rows_from_text};
use crate::domain::records::log_leaf::LogLeaf;
use crate::procedures::checkpoints::{self, Checkpointed};
use crate::procedures::documents::register;
use crate::store::ChainLink;
use crate::{problems, say};

/// What is to be proved.
#[derive(Clone, Debug)]
pub enum ToProve {
    Event(i64),
    /// The state an item or a volume was last left in.
    Record(RecordKind, i64),
    /// A registered file, by its digest.
    File(Digest),
    /// One of a document's digests, or its beginning.
    Document(String),
}

/// A proof, and what it says.
#[derive(Clone, Debug, Serialize)]
pub struct LogProof {
    /// The event.
    pub seq: i64,
    pub at: String,
    pub what: String,
    /// The leaf, as it stands in the log.
    pub leaf: String,
    /// The row of the record, as the event lists it: letter, id, digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// Events the checkpoint vouches for.
    pub size: u64,
    pub root: String,
    #[serde(skip)]
    pub bundle: String,
}

/// Proves it under a new checkpoint, or under an earlier one. `whole`: the words of the event go with it.
///
/// # Errors
/// `NotFound` where there is no such event, record or document; `Refused` where the earlier checkpoint is not of this log, or
/// the event came after it.
pub async fn prove(
    archive: &Archive,
    by: &By,
    what: &ToProve,
    earlier: Option<&LogCheckpoint>,
    whole: bool,
) -> Result<LogProof> {
    allow(by, Deed::Verify)?;
    allow(by, Deed::Export)?;
    let seq = event_to_prove(archive, what).await?;
    let Checkpointed { checkpoint, tree } = checkpoints::make(archive, by).await?;
    let links = archive.store.chain_after(seq - 1, 1).await?;
    let link = links.into_iter().next().filter(|link| link.seq == seq).ok_or_else(no_event)?;
    if let Some(earlier) = earlier
        && (earlier.size > tree.size() || tree.root(earlier.size)? != earlier.root)
    {
        return Err(Error::from(not_the_logs_checkpoint(&earlier.size, &earlier.at)));
    }
    let checkpoint = earlier.cloned().unwrap_or(checkpoint);
    let index = seq as u64 - 1;
    if index >= checkpoint.size {
        return Err(Error::from(after_the_checkpoint(&seq, &checkpoint.size)));
    }
    let row = match what {
        ToProve::Record(kind, id) => Some(row_in(&link, *kind, *id)?),
        _ => None,
    };
    let body = match &row {
        Some(_) => Some(link.touched.clone().into_bytes()),
        None if whole => Some(link.after(&link.prev).bytes()),
        None => None,
    };
    let entry = LogLeaf::new(&link.after(&link.prev)).bytes();
    let leaf = String::from_utf8_lossy(&entry).into_owned();
    let proof = tree.inclusion(index, checkpoint.size)?;
    let (size, root) = (checkpoint.size, checkpoint.root.to_string());
    let bundle = InclusionBundle { entry, index, proof, checkpoint, body }.text();
    Ok(LogProof { seq, at: link.at, what: link.what, leaf, row, size, root, bundle })
}

/// The event that says it.
async fn event_to_prove(archive: &Archive, what: &ToProve) -> Result<i64> {
    let unknown = || Error::not_found(say!("没有登记过这份文件。", "This file was not registered."));
    match what {
        ToProve::Event(seq) if *seq > 0 => Ok(*seq),
        ToProve::Event(_) => Err(no_event()),
        ToProve::Record(kind, id) => {
            let history = archive.store.history(*kind, *id).await?;
            let none = || Error::not_found(say!("日志里没有这条记录。", "The log knows no such record."));
            history.last().map(|logged| logged.seq).ok_or_else(none)
        }
        ToProve::File(digest) => Ok(register::of_file(archive, digest).await?.ok_or_else(unknown)?.event.seq),
        ToProve::Document(begins) => {
            let known = register::of_digest(archive, &begins.to_lowercase(), None).await?;
            Ok(known.ok_or_else(unknown)?.event.seq)
        }
    }
}

fn row_in(link: &ChainLink, kind: RecordKind, id: i64) -> Result<String> {
    let rows = rows_from_text(&link.touched).unwrap_or_default();
    let at = rows.iter().position(|row| (row.kind, row.id) == (kind, id));
    let line = at.and_then(|at| link.touched.lines().nth(at));
    line.map(str::to_owned)
        .ok_or_else(|| anyhow::anyhow!("event {} lists no row {kind:?} {id}", link.seq).into())
}

fn no_event() -> Error {
    Error::not_found(say!("日志里没有这一条。", "The log has no such event."))
}

/// What a proof of somebody's says, by the public keys of a file. No archive is asked.
///
/// # Errors
/// `Refused` where it proves nothing; `Unreadable` where file or keys are none.
pub fn check(file: &Path, keys: &Path) -> Result<LogProof> {
    let keys = checkpoints::public_keys(keys)?;
    let shown = file.display();
    let bundle = std::fs::read_to_string(file)
        .map_err(|error| Error::Unreadable(vec![cannot_open(&shown, &error)]))?;
    let read = InclusionBundle::read(&bundle).ok_or_else(|| Error::Unreadable(vec![no_proof(&shown)]))?;
    read.check(&keys).map_err(|why| match why {
        Unproved::Signature(SignedBy::Forged) => Error::from(proof_forged(&shown)),
        Unproved::Signature(_) => Error::from(proof_of_another_key(&shown)),
        Unproved::NotIncluded => Error::from(not_in_the_log(&shown)),
    })?;
    let leaf: serde_json::Value = serde_json::from_slice(&read.entry).unwrap_or_default();
    let word = |key: &str| leaf[key].as_str().unwrap_or_default().to_owned();
    // what is sent along is one of the things the leaf has the digest of
    if let Some(body) = &read.body {
        let digest = Digest::compute(body).hex();
        if ![word("digest"), word("rows_digest")].contains(&digest) {
            return Err(Error::from(not_in_the_log(&shown)));
        }
    }
    Ok(LogProof {
        seq: leaf["seq"].as_i64().unwrap_or_default(),
        at: word("at"),
        what: word("what"),
        leaf: String::from_utf8_lossy(&read.entry).into_owned(),
        row: None,
        size: read.checkpoint.size,
        root: read.checkpoint.root.to_string(),
        bundle,
    })
}

problems! {
    refuse not_the_logs_checkpoint(size, at):
        "{at} 的检查点（{size} 条）与日志不符。" / "The checkpoint of {at} ({size} events) does not agree with the log."
        => "运行 guidang verify --witness 这个检查点，看改了什么。"
            / "Run guidang verify --witness with that checkpoint to see what was changed.";
    refuse after_the_checkpoint(seq, size):
        "第 {seq} 条日志在这个检查点（{size} 条）之后。" / "Event {seq} came after this checkpoint of {size} events."
        => "用较新的检查点，或不写 --checkpoint。" / "Take a later checkpoint, or leave --checkpoint out.";
    refuse no_proof(file):
        "{file} 不是证明。" / "{file} is no proof."
        => "证明是 guidang log prove 写的 JSON 文件。" / "A proof is the JSON file guidang log prove writes.";
    refuse proof_forged(file):
        "{file} 里的检查点被改过：签名对不上。" / "The checkpoint in {file} was changed: its signature does not fit."
        => "向出具的单位另要一份。" / "Ask the office for another.";
    refuse proof_of_another_key(file):
        "{file} 不是用这把公钥的密钥签署的。" / "{file} is not signed with the key of this public key."
        => "核对公钥从哪里来。" / "Find out where the public key comes from.";
    refuse not_in_the_log(file):
        "{file} 说的内容不在这个检查点的日志里。" / "What {file} says is not in the log of its checkpoint."
        => "证明被改过，不能作数；向出具的单位另要一份。" / "The proof was changed and proves nothing; ask the office for another.";
}
