//! The tree as the files of tlog-tiles: hashes of eight levels a tile, and entries in bundles of 256.

use tlog_tiles::Tile;

use super::kept::KeptTree;
use crate::domain::general::error::Result;

/// Leaves a tile covers, and entries a bundle has.
pub const TILE_WIDTH: u64 = 256;
const HEIGHT: u8 = 8;

/// A file below the log's address.
pub struct TileFile {
    /// `tile/0/x001/067`, `tile/entries/000.p/17`
    pub path: String,
    pub bytes: Vec<u8>,
}

impl KeptTree {
    /// The tiles of the tree of this size that one of the earlier size has not, one after the other.
    pub fn tiles(&self, earlier: u64, size: u64) -> impl Iterator<Item = Result<TileFile>> {
        Tile::new_tiles(HEIGHT, earlier, size).into_iter().map(|tile| {
            let bytes = tile.read_data(self).map_err(anyhow::Error::from)?;
            Ok(TileFile { path: path(tile), bytes })
        })
    }
}

/// A bundle of entries, those from `number × 256` on.
pub fn entry_tile(number: u64, entries: &[Vec<u8>]) -> TileFile {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend_from_slice(&(entry.len() as u16).to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    TileFile { path: path(Tile::new(HEIGHT, 0, number, entries.len() as u32, true)), bytes }
}

/// The library writes the height into its paths and calls entries data; tlog-tiles has one height.
fn path(tile: Tile) -> String {
    let path = tile.path();
    let rest = path.strip_prefix("tile/8/").unwrap_or(&path);
    match rest.strip_prefix("data/") {
        Some(number) => format!("tile/entries/{number}"),
        None => format!("tile/{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_stand_where_the_format_has_them() {
        let mut tree = KeptTree::default();
        for number in 0..1025u32 {
            tree.append(&number.to_be_bytes()).unwrap();
        }
        let tiles: Vec<TileFile> = tree.tiles(0, 1025).map(Result::unwrap).collect();
        let paths: Vec<&str> = tiles.iter().map(|tile| tile.path.as_str()).collect();
        let wanted =
            ["tile/0/000", "tile/0/001", "tile/0/002", "tile/0/003", "tile/0/004.p/1", "tile/1/000.p/4"];
        assert_eq!(paths, wanted);
        assert_eq!(tiles[0].bytes.len(), 256 * 32);
        let bundle = entry_tile(1_234_067, &[b"ab".to_vec(), b"c".to_vec()]);
        assert_eq!(bundle.path, "tile/entries/x001/x234/067.p/2");
        assert_eq!(bundle.bytes, b"\x00\x02ab\x00\x01c");
    }
}
