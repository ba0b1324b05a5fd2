//! A tree that only grows and only says its root: its right edge is all it keeps.

use std::collections::BTreeMap;

use tlog_tiles::{Error, Hash, HashReader, record_hash, stored_hash_index, stored_hashes_for_record_hash};

use super::tree::Node;
use crate::domain::general::error::Result;

/// The tree over the entries seen so far.
#[derive(Default)]
pub struct GrowingTree {
    size: u64,
    /// The roots of the whole subtrees it is made of, by their place among all hashes.
    edge: Edge,
}

#[derive(Default)]
struct Edge(BTreeMap<u64, Hash>);

impl HashReader for Edge {
    fn read_hashes(&self, indexes: &[u64]) -> std::result::Result<Vec<Hash>, Error> {
        indexes.iter().map(|index| self.0.get(index).copied().ok_or(Error::IndexesNotInTree)).collect()
    }
}

impl GrowingTree {
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn append(&mut self, entry: &[u8]) -> Result<()> {
        let number = self.size;
        let made = stored_hashes_for_record_hash(number, record_hash(entry), &self.edge);
        let made = made.map_err(anyhow::Error::from)?;
        // the leaf completes as many subtrees as hashes were made of it; their left halves are under them now
        let top = made.len() - 1;
        for level in 0..top as u8 {
            self.edge.0.remove(&stored_hash_index(level, (number >> level) - 1));
        }
        if let Some(root) = made.last() {
            self.edge.0.insert(stored_hash_index(top as u8, number >> top), *root);
        }
        self.size += 1;
        Ok(())
    }

    pub fn root(&self) -> Result<Node> {
        Ok(Node(tlog_tiles::tree_hash(self.size, &self.edge).map_err(anyhow::Error::from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kept::KeptTree;

    #[test]
    fn it_says_the_root_the_whole_tree_has_and_keeps_little() {
        let (mut growing, mut whole) = (GrowingTree::default(), KeptTree::default());
        for number in 0..700u32 {
            growing.append(&number.to_be_bytes()).unwrap();
            whole.append(&number.to_be_bytes()).unwrap();
            assert_eq!(growing.root().unwrap(), whole.root(growing.size()).unwrap());
            assert_eq!(growing.edge.0.len(), (growing.size().count_ones()) as usize);
        }
    }
}
