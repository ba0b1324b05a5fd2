//! 检查点: the log signed as it stands, kept, written as the files of a public log, and sent to a second place.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::verifying::ENDING;
use crate::archive::{Archive, allow, unwritable};
use crate::catalog::NewFile;
use crate::checkpoint::{LogCheckpoint, TILE_WIDTH, TileFile, entry_tile};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::log_leaf::LogLeaf;
use crate::problems;
use crate::procedures::checkpoints::{self, Checkpointed};

/// How often a checkpoint goes to the second place.
const EVERY: Duration = Duration::from_secs(3600);

/// The public key checkpoints are checked with; the key is made if there is none.
///
/// # Errors
/// `Refused` where the key of the data directory cannot be used.
pub async fn public_key(archive: &Archive, by: &By) -> Result<String> {
    allow(by, Deed::Verify)?;
    Ok(checkpoints::key(archive).await?.public().to_owned())
}

/// Signs the log as it is now.
///
/// # Errors
/// `Refused` where it is not the log of the last checkpoint.
pub async fn sign(archive: &Archive, by: &By) -> Result<Checkpointed> {
    allow(by, Deed::Verify)?;
    checkpoints::make(archive, by).await
}

/// That the log only grew since an earlier checkpoint: a hash a line, in base64.
///
/// # Errors
/// `Refused` where the earlier one is not of this log, or the log is another since.
pub fn growth_since(made: &Checkpointed, earlier: &LogCheckpoint) -> Result<String> {
    let size = made.checkpoint.size;
    let same = earlier.size <= size && made.tree.root(earlier.size)? == earlier.root;
    if earlier.origin != made.checkpoint.origin || !same {
        return Err(Error::from(not_an_earlier_checkpoint(&earlier.size, &earlier.at)));
    }
    if earlier.size == 0 {
        return Ok(String::new());
    }
    let proof = made.tree.consistency(earlier.size, size)?;
    Ok(proof.iter().map(|node| format!("{node}\n")).collect())
}

/// Writes the tree, its leaves and the checkpoint into a folder as tlog-tiles has them. What stands there whole is left.
///
/// # Errors
/// `Busy` where the folder or the log cannot be read or written.
pub async fn write_tiles(archive: &Archive, by: &By, made: &Checkpointed, folder: &Path) -> Result<u64> {
    allow(by, Deed::Verify)?;
    let size = made.checkpoint.size;
    let mut written = 0;
    for tile in made.tree.tiles(0, size) {
        written += put(folder, &tile?)?;
    }
    let snapshot = archive.store.snapshot().await?;
    for number in 0..size.div_ceil(TILE_WIDTH) {
        let first = number * TILE_WIDTH;
        let count = TILE_WIDTH.min(size - first);
        let links = snapshot.chain_after(first as i64, count as i64).await?;
        let leaf = |link: &crate::store::ChainLink| LogLeaf::new(&link.after(&link.prev)).bytes();
        written += put(folder, &entry_tile(number, &links.iter().map(leaf).collect::<Vec<_>>()))?;
    }
    snapshot.close().await;
    NewFile::put(&folder.join("checkpoint"), made.checkpoint.note())?;
    Ok(written)
}

/// Puts a checkpoint or a proof in place.
///
/// # Errors
/// `Busy` where the folder cannot be written.
pub fn put_text(place: &Path, text: &str) -> Result<()> {
    NewFile::put(place, text.as_bytes())
}

fn put(folder: &Path, tile: &TileFile) -> Result<u64> {
    let place = folder.join(&tile.path);
    if std::fs::read(&place).is_ok_and(|there| there == tile.bytes) {
        return Ok(0);
    }
    if let Some(parent) = place.parent() {
        std::fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
    }
    NewFile::put(&place, &tile.bytes)?;
    Ok(1)
}

/// Signs the log and puts the checkpoint into the second place. One of the same size that says otherwise is left there: it
/// is what shows that the log was changed.
///
/// # Errors
/// `Busy` where the place cannot be written; `Refused` where it is not there, and where the log is not that of the last checkpoint, or of the one there.
pub async fn send(archive: &Archive, by: &By, place: &Path) -> Result<PathBuf> {
    // made here, the folder would hide that a share is not mounted
    if !place.is_dir() {
        return Err(Error::from(no_second_place(&place.display())));
    }
    let made = sign(archive, by).await?.checkpoint;
    let file = place.join(format!("{}-{:012}.{ENDING}", made.origin.replace('/', "-"), made.size));
    if let Ok(there) = checkpoints::read(&file)
        && there.root != made.root
    {
        return Err(Error::from(other_checkpoint_there(&file.display(), &there.at)));
    }
    NewFile::put(&file, made.note())?;
    Ok(file)
}

/// Signs the log now and every hour, for the documents that end with its checkpoint, and sends it to the second place where one
/// is configured.
pub async fn follow(archive: Arc<Archive>) {
    loop {
        let by = archive.program();
        let done = match &archive.config.witness {
            Some(place) => send(&archive, &by, place).await.map(drop),
            None => sign(&archive, &by).await.map(drop),
        };
        if let Err(error) = done {
            tracing::error!(%error, "no checkpoint of the log could be made or sent");
        }
        tokio::time::sleep(EVERY).await;
    }
}

problems! {
    refuse not_an_earlier_checkpoint(size, at):
        "{at} 的检查点（{size} 条）不是这份日志较早时候的：日志被改写过，或检查点属于别的日志。"
            / "The checkpoint of {at} ({size} events) is not of this log at an earlier time: the log was rewritten, or it belongs to another."
        => "运行 guidang verify --witness 这个检查点。" / "Run guidang verify --witness with that checkpoint.";
    refuse no_second_place(place):
        "存放检查点的第二处 {place} 不在。" / "The second place for checkpoints, {place}, is not there."
        => "挂上共享目录或移动盘，并在那里建好这个文件夹；程序不代建，免得写到本机。"
            / "Mount the share or the disk and make the folder there; it is not made here, lest it be on this machine.";
    refuse other_checkpoint_there(file, at):
        "{file} 已有一个检查点（{at}），条数相同而根摘要不同：日志在那以后被改写过。那个检查点没有动。"
            / "{file} is a checkpoint of {at} with as many events and another root: the log was rewritten since. It was left as it is."
        => "请停止使用，运行 guidang verify --witness，从最近的备份恢复。"
            / "Stop using it, run guidang verify --witness, and restore the latest backup.";
}
