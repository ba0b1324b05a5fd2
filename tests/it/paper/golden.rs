//! Every form over {0, 1, a page, a page and one, 150} rows of {plain, long, rare} texts, as it was when
//! a person looked at it. The PDFs themselves are compared, by digest; `GUIDANG_EXPECT=write` writes the
//! digests anew, and `scripts/paper-pictures` the pictures of the same pages, to be looked at before
//! they are kept.

use std::fmt::Write as _;
use std::path::Path;

use guidang::domain::catalogs::finding_aid::IdNumbers;
use guidang::domain::catalogs::form::{Form, shipped};
use guidang::domain::general::digest::Digest;

use super::{LIKE, Like, leaves_before, printed, rows};

/// How many rows fill a page: a group's line takes the room of one.
fn full_page(form: &Form) -> usize {
    match (&form.list, &form.sheet) {
        (Some(_), _) => {
            let leaves = (leaves_before(form) + form.after.len()) as u64;
            let pages = |count| {
                let bound = printed(form, &rows(form, count, Like::Plain), IdNumbers::Masked);
                bound.unwrap().pages - leaves
            };
            (1..=form.rows_per_page as usize).rev().find(|count| pages(*count) == 1).unwrap()
        }
        (None, Some(sheet)) => sheet.pieces() as usize,
        (None, None) => 1,
    }
}

fn counts(form: &Form) -> Vec<usize> {
    let full = full_page(form);
    let mut counts = vec![0, 1, full, full + 1, 150];
    counts.dedup();
    counts
}

fn case(form: &Form, count: usize, like: Like) -> String {
    let pdf = printed(form, &rows(form, count, like), IdNumbers::Masked);
    let name = format!("{} {count} {like:?}", form.id());
    match pdf {
        Ok(bound) => {
            if let Some(folder) = std::env::var_os("GUIDANG_PICTURES") {
                let name = format!("{}-{count}-{like:?}.pdf", form.key).to_lowercase();
                std::fs::write(Path::new(&folder).join(name), &bound.pdf).unwrap();
            }
            format!("{name}: {} pages {}", bound.pages, Digest::of(&bound.pdf))
        }
        Err(error) => format!("{name}: {error}"),
    }
}

#[test]
fn every_form_is_as_it_was_when_it_was_looked_at() {
    let only = std::env::var("GUIDANG_FORMS").ok();
    let is_asked = |form: &&Form| only.as_ref().is_none_or(|keys| keys.split(',').any(|key| form.key == key));
    let forms: Vec<&Form> = shipped().iter().filter(is_asked).collect();
    let (one, other) = forms.split_at(forms.len() / 2);
    let listing = |forms: &[&Form]| {
        let mut listing = String::new();
        for form in forms {
            for count in counts(form) {
                for like in LIKE {
                    writeln!(listing, "{}", case(form, count, like)).unwrap();
                }
            }
        }
        listing
    };
    let got = std::thread::scope(|scope| {
        let first = scope.spawn(|| listing(one));
        let second = listing(other);
        first.join().unwrap() + &second
    });
    if only.is_some() {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/paper/golden.txt");
    if std::env::var("GUIDANG_EXPECT").is_ok_and(|value| value == "write") {
        std::fs::write(&path, &got).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (expected, got) in expected.lines().zip(got.lines()) {
        assert_eq!(expected, got, "look at it (scripts/paper-pictures), then keep it");
    }
    assert_eq!(expected.lines().count(), got.lines().count());
}

#[test]
fn the_same_records_give_the_same_bytes() {
    for key in ["volume_contents", "person_index", "volume_cover_coded", "certification_mail"] {
        let form = shipped().find(key).unwrap();
        let once = || printed(form, &rows(form, 40, Like::Rare), IdNumbers::Masked).unwrap().pdf;
        assert_eq!(once(), once(), "{key}");
    }
}
