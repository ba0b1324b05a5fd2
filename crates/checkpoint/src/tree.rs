//! The hashes of the tree, and what two trees, or a tree and a leaf, have to do with each other.

use std::fmt;

use tlog_tiles::{Hash, check_record, check_tree};

/// The hash of a leaf, of an inner node or of a whole tree; written in base64, as checkpoints have it.
#[derive(Clone, Copy, PartialEq)]
pub struct Node(pub(crate) Hash);

impl Node {
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0.0
    }

    /// Reads base64; anything but 32 bytes is `None`.
    pub fn read(text: &str) -> Option<Node> {
        Hash::parse_hash(text).ok().map(Node)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The hash of a leaf that holds this entry.
pub fn record_node(entry: &[u8]) -> Node {
    Node(tlog_tiles::record_hash(entry))
}

/// Whether the tree of this size and root has this leaf at `index`, as `proof` says.
pub fn stands_in((size, root): (u64, Node), index: u64, leaf: Node, proof: &[Node]) -> bool {
    let proof = proof.iter().map(|node| node.0).collect();
    check_record(&proof, size, root.0, index, leaf.0).is_ok()
}

/// Whether the tree of this size and root begins with the earlier one, as `proof` says.
pub fn extends((size, root): (u64, Node), (earlier, its_root): (u64, Node), proof: &[Node]) -> bool {
    let proof = proof.iter().map(|node| node.0).collect();
    check_tree(&proof, size, root.0, earlier, its_root.0).is_ok()
}
