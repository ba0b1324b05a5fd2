//! The tree over the log as it grew: its roots at the sizes witnesses speak of.

use std::collections::{BTreeMap, BTreeSet};

use crate::checkpoint::{GrowingTree, Node};
use crate::domain::general::error::Result;
use crate::domain::records::log_leaf::LogLeaf;
use crate::procedures::checkpoints;

#[derive(Default)]
pub(super) struct Growth {
    tree: GrowingTree,
    watched: BTreeSet<u64>,
    roots: BTreeMap<u64, Node>,
    /// What the log is called in its checkpoints; empty before its first event.
    pub origin: String,
}

impl Growth {
    pub fn watching(sizes: BTreeSet<u64>) -> Growth {
        Growth { watched: sizes, ..Growth::default() }
    }

    pub fn take(&mut self, leaf: &LogLeaf) -> Result<()> {
        if self.tree.size() == 0 {
            self.origin = checkpoints::origin(&leaf.digest);
        }
        self.take_entry(&leaf.bytes())
    }

    /// Takes a leaf as somebody else wrote it.
    pub fn take_entry(&mut self, entry: &[u8]) -> Result<()> {
        self.tree.append(entry)?;
        if self.watched.contains(&self.tree.size()) {
            self.roots.insert(self.tree.size(), self.tree.root()?);
        }
        Ok(())
    }

    /// How many events there are.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The root it had at one of the sizes watched; `None`: it never was so large.
    pub fn root(&self, size: u64) -> Option<Node> {
        self.roots.get(&size).copied()
    }
}
