//! Same in, same out: the same rows on the same form are the same PDF, byte for byte – printed again, after other
//! forms, on another thread, by another build. What is kept in `tests/data/paper/digests.txt` changes only with
//! a form, the fonts or the library that writes PDF; `GUIDANG_EXPECT=write` writes it anew.

use guidang::domain::catalogs::finding_aid::IdNumbers;
use guidang::domain::general::digest::Digest;

use super::sayings::form;
use super::{Like, printed, rows};
use crate::support::expected::compared;
use crate::support::repository;

/// A list, a list with cover and sums, codes, red ink and pieces, a single leaf.
const CASES: [(&str, usize, Like); 6] = [
    ("volume_contents", 16, Like::Rare),
    ("volume_catalog", 150, Like::Plain),
    ("person_index", 150, Like::Rare),
    ("volume_cover_coded", 2, Like::Rare),
    ("stamp_sheet", 150, Like::Plain),
    ("certification_mail", 1, Like::Long),
];

fn digest((key, count, like): (&str, usize, Like)) -> String {
    let form = form(key);
    let pdf = printed(form, &rows(form, count, like), IdNumbers::Masked).unwrap().pdf;
    format!("{key} {count} {like:?} {}\n", Digest::compute(&pdf))
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let once: Vec<String> = CASES.map(digest).into();
    let again = std::thread::spawn(|| CASES.into_iter().rev().map(digest).collect::<Vec<_>>());
    let again: Vec<String> = again.join().unwrap().into_iter().rev().collect();
    assert_eq!(once, again, "in another order, on another thread");
    let found = compared(&repository("tests/data/paper/digests.txt"), &once.concat());
    assert!(found.is_empty(), "{}", found.join("\n"));
}
