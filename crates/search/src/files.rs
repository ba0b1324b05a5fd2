//! The files of an index, by their names.

use std::path::{Path, PathBuf};

use tantivy::IndexMeta;
use tantivy::index::SegmentComponent::{Delete, FastFields, Positions, Postings, Store, Terms};

/// The files the last commit needs.
pub(super) fn files_of(metas: &IndexMeta) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for segment in &metas.segments {
        let deleted = (segment.num_deleted_docs() > 0).then_some(Delete);
        let always = [Postings, Positions, Terms, FastFields, Store];
        files.extend(always.into_iter().chain(deleted).map(|component| segment.relative_path(component)));
    }
    files
}

/// Whether a file is named as tantivy names those of a segment.
pub(super) fn is_of_segment(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit())
}
