//! What only one program over a database may be at: claimed in the database, kept while it is done, let go at its
//! end. In one program a lock stands before the claim (`archive.rs`), so that its own callers wait in their order.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::progress::Progress;
use crate::say;
use crate::store::{Claim, Claiming, LEASE, Store};

/// The claim of whoever sorts out and files the rows of sheets: two at once could file one row twice.
pub const RECEIVING: &str = "receiving";
/// What the claim of a program that serves begins with; its node follows.
const NODE: &str = "node ";
/// Between two looks at a claim that another has.
const LOOK: Duration = Duration::from_millis(500);

/// A claim that is kept until it is let go or dropped.
pub struct KeptClaim {
    pub claim: Claim,
    store: Store,
    keeping: JoinHandle<()>,
}

impl KeptClaim {
    fn begin(store: Store, claim: Claim) -> KeptClaim {
        let (of, kept) = (store.clone(), claim.clone());
        let keeping = tokio::spawn(async move {
            loop {
                tokio::time::sleep(LEASE / 3).await;
                match of.keep_claim(&kept).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    // the deeds done under it say so themselves when it is lost
                    Err(error) => tracing::warn!(%error, claim = kept.name, "a claim could not be kept"),
                }
            }
        });
        KeptClaim { claim, store, keeping }
    }

    /// Lets it go. Where that fails the lease ends by itself.
    pub async fn release(self) {
        self.keeping.abort();
        if let Err(error) = self.store.release_claim(&self.claim).await {
            tracing::warn!(%error, claim = self.claim.name, "a claim could not be let go");
        }
    }
}

impl Drop for KeptClaim {
    fn drop(&mut self) {
        self.keeping.abort();
    }
}

/// Claims it, after whoever has it now; `progress` may end the waiting.
///
/// # Errors
/// `Busy` when the waiting was ended, or the database cannot be written.
pub async fn claim(archive: &Archive, name: &str, progress: &Progress) -> Result<KeptClaim> {
    let mut told = false;
    loop {
        match archive.store.claim(name, &archive.holder).await? {
            Claiming::Taken(claim) => return Ok(KeptClaim::begin(archive.store.clone(), claim)),
            Claiming::Held(holder) => {
                let node = holder.split('/').next().unwrap_or_default();
                if progress.stop_asked() {
                    return Err(Error::Busy(say!(
                        "另一台机器（{node}）正在接收清单，这里没有等到，什么也没有写。",
                        "Another machine ({node}) is taking a sheet in; this one stopped waiting, nothing was written."
                    )));
                }
                if !told {
                    tracing::warn!(node, "another machine is taking a sheet in; waiting for it");
                    told = true;
                }
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// Says, for as long as the program serves, that its node is there, so that others know of its jobs that they go on.
pub async fn keep_node(archive: Arc<Archive>) -> Infallible {
    let name = format!("{NODE}{}", archive.node);
    let mut told = false;
    loop {
        match archive.store.claim(&name, &archive.holder).await {
            Ok(Claiming::Taken(_)) => told = false,
            // one that was killed a moment ago, or a copy of this data directory that serves elsewhere
            Ok(Claiming::Held(_)) if !told => {
                tracing::warn!(
                    node = archive.node,
                    "another program says that it is this node; a copied data directory needs another file `node`"
                );
                told = true;
            }
            Ok(Claiming::Held(_)) => {}
            Err(error) => tracing::warn!(%error, "it could not be said that this node is there"),
        }
        tokio::time::sleep(LEASE / 3).await;
    }
}

/// Lets the claim of this node go at the end of serving: its jobs are over, and marked by itself.
pub async fn leave_node(archive: &Archive) {
    let name = format!("{NODE}{}", archive.node);
    let left = match archive.store.claim(&name, &archive.holder).await {
        Ok(Claiming::Taken(claim)) => archive.store.release_claim(&claim).await,
        Ok(Claiming::Held(_)) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = left {
        tracing::warn!(%error, "it could not be said that this node leaves");
    }
}

/// Nodes that served and are gone without having said so.
pub async fn nodes_gone(archive: &Archive) -> Result<Vec<String>> {
    let names = archive.store.claims_run_out(NODE).await?;
    let nodes = names.into_iter().filter_map(|name| Some(name.strip_prefix(NODE)?.to_owned()));
    Ok(nodes.filter(|node| *node != archive.node).collect())
}
