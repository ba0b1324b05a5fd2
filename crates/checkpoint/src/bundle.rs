//! A leaf, that it stands in the log, and the checkpoint it stands under: one JSON file that is checked offline, in the
//! form the PyPI package `aics-tlog` reads (`aics-tlog verify-bundle --offline`).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as U64;
use serde_json::{Value, json};

use super::note::{LogCheckpoint, PublicKeys, SignedBy};
use super::tree::{Node, record_node, stands_in};

/// A proof that an entry is in the log.
#[derive(Clone, Debug)]
pub struct InclusionBundle {
    /// The leaf.
    pub entry: Vec<u8>,
    /// Its number, from 0.
    pub index: u64,
    pub proof: Vec<Node>,
    pub checkpoint: LogCheckpoint,
    /// What one of the entry's digests is over.
    pub body: Option<Vec<u8>>,
}

/// Why a bundle proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproved {
    Signature(SignedBy),
    /// The entry does not stand under the checkpoint.
    NotIncluded,
}

impl InclusionBundle {
    pub fn text(&self) -> String {
        let proof: Vec<String> = self.proof.iter().map(Node::to_string).collect();
        let bundle = json!({
            "entry_bytes": U64.encode(&self.entry),
            "index": self.index,
            "inclusion_proof": proof,
            "checkpoint_note": U64.encode(self.checkpoint.note()),
            "envelope": null,
            "body_or_ct": self.body.as_ref().map(|body| U64.encode(body)),
        });
        format!("{bundle:#}\n")
    }

    /// `None`: it is no bundle.
    pub fn read(text: &str) -> Option<InclusionBundle> {
        let bundle: Value = serde_json::from_str(text).ok()?;
        let bytes = |value: &Value| U64.decode(value.as_str()?).ok();
        let proof = bundle["inclusion_proof"].as_array()?;
        Some(InclusionBundle {
            entry: bytes(&bundle["entry_bytes"])?,
            index: bundle["index"].as_u64()?,
            proof: proof.iter().map(|node| Node::read(node.as_str()?)).collect::<Option<_>>()?,
            checkpoint: LogCheckpoint::read(&bytes(&bundle["checkpoint_note"])?)?,
            body: match &bundle["body_or_ct"] {
                Value::Null => None,
                body => Some(bytes(body)?),
            },
        })
    }

    /// Whether it holds by these keys.
    pub fn check(&self, keys: &PublicKeys) -> std::result::Result<(), Unproved> {
        match self.checkpoint.signed_by(keys) {
            SignedBy::Known => {}
            other => return Err(Unproved::Signature(other)),
        }
        let tree = (self.checkpoint.size, self.checkpoint.root);
        match stands_in(tree, self.index, record_node(&self.entry), &self.proof) {
            true => Ok(()),
            false => Err(Unproved::NotIncluded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kept::KeptTree;
    use crate::note::NoteKey;

    #[test]
    fn a_bundle_holds_until_something_in_it_is_changed() {
        let mut tree = KeptTree::default();
        for number in 0..9u8 {
            tree.append(&[number]).unwrap();
        }
        let key = NoteKey::from_seed("guidang/00ff", &[7; 32]).unwrap();
        let made = LogCheckpoint::sign(&key, (9, tree.root(9).unwrap()), "").unwrap();
        let proof = tree.inclusion(5, 9).unwrap();
        let made = InclusionBundle { entry: vec![5], index: 5, proof, checkpoint: made, body: None };
        let keys = PublicKeys::read(key.public()).unwrap();
        let read = InclusionBundle::read(&made.text()).unwrap();
        assert_eq!(read.check(&keys), Ok(()));
        let changed = InclusionBundle { entry: vec![6], ..read.clone() };
        assert_eq!(changed.check(&keys), Err(Unproved::NotIncluded));
        let moved = InclusionBundle { index: 4, ..read.clone() };
        assert_eq!(moved.check(&keys), Err(Unproved::NotIncluded));
        let other = NoteKey::from_seed("guidang/00ff", &[8; 32]).unwrap();
        let unknown = Unproved::Signature(SignedBy::Others);
        assert_eq!(read.check(&PublicKeys::read(other.public()).unwrap()), Err(unknown));
    }
}
