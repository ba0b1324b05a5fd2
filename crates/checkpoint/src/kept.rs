//! A tree with all its hashes: those kept in a file from one time to the next, and those that have come since.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use tlog_tiles::{
    Error, HASH_SIZE, Hash, HashReader, prove_record, prove_tree, record_hash, stored_hash_count,
    stored_hash_index, stored_hashes_for_record_hash,
};

use super::tree::Node;
use crate::domain::general::error::Result;

/// The whole tree. The file is a convenience: whoever opens it compares it with the log.
#[derive(Default)]
pub struct KeptTree {
    size: u64,
    file: Option<File>,
    /// So many hashes stand in the file; those in memory follow them.
    in_file: u64,
    since: Vec<Hash>,
}

impl HashReader for KeptTree {
    fn read_hashes(&self, indexes: &[u64]) -> std::result::Result<Vec<Hash>, Error> {
        indexes.iter().map(|index| self.hash(*index)).collect()
    }
}

impl KeptTree {
    /// The tree a file keeps; an empty one where there is no file. A piece at its end that is no whole leaf's, left by a
    /// program that was stopped, is passed over.
    pub fn open(path: &Path) -> io::Result<KeptTree> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(KeptTree::default()),
            Err(error) => return Err(error),
        };
        let there = file.metadata()?.len() / HASH_SIZE as u64;
        // a leaf brings at most two hashes on the average, and one at least
        let (mut size, mut above) = (there / 2, there + 1);
        while above - size > 1 {
            let middle = size + (above - size) / 2;
            if stored_hash_count(middle) <= there { size = middle } else { above = middle }
        }
        Ok(KeptTree { size, file: Some(file), in_file: stored_hash_count(size), since: Vec::new() })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn append(&mut self, entry: &[u8]) -> Result<()> {
        let made = stored_hashes_for_record_hash(self.size, record_hash(entry), self);
        self.since.extend(made.map_err(anyhow::Error::from)?);
        self.size += 1;
        Ok(())
    }

    /// Puts what has come since into the file.
    pub fn save(&mut self, path: &Path) -> io::Result<()> {
        let mut file = File::options().create(true).truncate(false).read(true).write(true).open(path)?;
        file.set_len(self.in_file * HASH_SIZE as u64)?;
        file.seek(SeekFrom::End(0))?;
        let bytes: Vec<u8> = self.since.iter().flat_map(|hash| hash.0).collect();
        file.write_all(&bytes)?;
        file.sync_data()?;
        self.in_file += self.since.len() as u64;
        self.since.clear();
        self.file = Some(file);
        Ok(())
    }

    /// The hash of the leaf of this number, from 0.
    pub fn leaf(&self, number: u64) -> Result<Node> {
        Ok(Node(self.hash(stored_hash_index(0, number)).map_err(anyhow::Error::from)?))
    }

    /// The root it had when it was so large.
    pub fn root(&self, size: u64) -> Result<Node> {
        if size > self.size {
            return Err(anyhow::anyhow!("the tree has {} leaves, not {size}", self.size).into());
        }
        Ok(Node(tlog_tiles::tree_hash(size, self).map_err(anyhow::Error::from)?))
    }

    /// That the tree of this size has the leaf of this number.
    pub fn inclusion(&self, number: u64, size: u64) -> Result<Vec<Node>> {
        let proof = prove_record(size, number, self).map_err(anyhow::Error::from)?;
        Ok(proof.into_iter().map(Node).collect())
    }

    /// That the tree of this size begins with the one of the earlier size.
    pub fn consistency(&self, earlier: u64, size: u64) -> Result<Vec<Node>> {
        let proof = prove_tree(size, earlier, self).map_err(anyhow::Error::from)?;
        Ok(proof.into_iter().map(Node).collect())
    }

    fn hash(&self, index: u64) -> std::result::Result<Hash, Error> {
        if let Some(at) = index.checked_sub(self.in_file) {
            return self.since.get(at as usize).copied().ok_or(Error::IndexesNotInTree);
        }
        let mut file = self.file.as_ref().ok_or(Error::IndexesNotInTree)?;
        let mut hash = [0; HASH_SIZE];
        let read =
            file.seek(SeekFrom::Start(index * HASH_SIZE as u64)).and_then(|_| file.read_exact(&mut hash));
        read.map_err(|error| Error::InvalidInput(error.to_string()))?;
        Ok(Hash(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{extends, record_node, stands_in};

    fn entry(number: u64) -> Vec<u8> {
        format!("entry {number}").into_bytes()
    }

    #[test]
    fn what_is_saved_in_pieces_is_the_tree_made_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tree");
        let mut whole = KeptTree::default();
        for number in 0..300 {
            whole.append(&entry(number)).unwrap();
            let mut pieces = KeptTree::open(&path).unwrap();
            assert_eq!(pieces.size(), number);
            pieces.append(&entry(number)).unwrap();
            pieces.save(&path).unwrap();
        }
        // a program stopped while it wrote
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(&[7; HASH_SIZE / 2]).unwrap();
        let pieces = KeptTree::open(&path).unwrap();
        assert_eq!(pieces.size(), 300);
        for size in 1..=300 {
            assert_eq!(pieces.root(size).unwrap(), whole.root(size).unwrap(), "{size}");
        }
    }

    #[test]
    fn proofs_hold_for_their_leaf_and_their_trees_alone() {
        let mut tree = KeptTree::default();
        for number in 0..70 {
            tree.append(&entry(number)).unwrap();
        }
        for size in 1..=70 {
            let whole = (size, tree.root(size).unwrap());
            for number in 0..size {
                let proof = tree.inclusion(number, size).unwrap();
                let leaf = tree.leaf(number).unwrap();
                assert_eq!(leaf, record_node(&entry(number)));
                assert!(stands_in(whole, number, leaf, &proof));
                assert!(!stands_in(whole, number, record_node(b"another"), &proof));
                assert!(size == 1 || !stands_in(whole, (number + 1) % size, leaf, &proof));
                let earlier = (number + 1, tree.root(number + 1).unwrap());
                let proof = tree.consistency(number + 1, size).unwrap();
                assert!(extends(whole, earlier, &proof));
                assert!(!extends(whole, (earlier.0, record_node(b"another")), &proof));
            }
        }
    }
}
