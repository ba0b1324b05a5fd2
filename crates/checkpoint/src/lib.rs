//! 检查点: the log as a Merkle tree (RFC 6962), its signed checkpoints and proofs, in the formats of c2sp.org: tlog-tiles,
//! tlog-checkpoint, signed-note. The only user of `tlog_tiles` and `signed_note`.
//!
//! Whoever has a checkpoint and the public key checks a proof with any tool that knows these formats, and needs neither
//! this program nor the rest of the log.

use guidang_domain as domain;

mod tree;
mod growing;
mod kept;
mod tiles;
mod note;
mod bundle;

pub use bundle::{InclusionBundle, Unproved};
pub use growing::GrowingTree;
pub use kept::KeptTree;
pub use note::{LogCheckpoint, NoteKey, PublicKeys, SignedBy};
pub use tiles::{TILE_WIDTH, TileFile, entry_tile};
pub use tree::{Node, extends, record_node, stands_in};
