//! How many pages every form takes over {0, 1, a page, a page and one, 150} rows of {plain, long, rare} texts:
//! `tests/data/paper/page_counts.txt`. `GUIDANG_EXPECT=write` writes it anew, and `scripts/paper-pictures` draws
//! the same cases (`GUIDANG_PICTURES` takes the PDFs, `GUIDANG_FORMS` the keys of some forms only).

use std::fmt::Write as _;
use std::path::Path;

use guidang::domain::catalogs::finding_aid::IdNumbers;
use guidang::domain::catalogs::form::{Form, shipped};

use super::{LIKE, Like, leaves_after, leaves_before, printed, rows};
use crate::support::expected::compared;
use crate::support::repository;

/// How many rows fill a page: a group's line takes the room of one.
pub fn full_page(form: &Form) -> usize {
    match (&form.list, &form.sheet) {
        (Some(_), _) => {
            let leaves = (leaves_before(form) + leaves_after(form)) as u64;
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

/// Pages of one case, or `–` when there is nothing to print.
fn pages(form: &Form, count: usize, like: Like) -> String {
    match printed(form, &rows(form, count, like), IdNumbers::Masked) {
        Ok(bound) => {
            if let Some(folder) = std::env::var_os("GUIDANG_PICTURES") {
                let name = format!("{}-{count}-{like:?}.pdf", form.key).to_lowercase();
                std::fs::write(Path::new(&folder).join(name), &bound.pdf).unwrap();
            }
            bound.pages.to_string()
        }
        Err(error) => {
            assert_eq!(error.to_string(), "这个范围里没有可印的。", "{} {count} {like:?}", form.id());
            "–".to_owned()
        }
    }
}

/// `volume_contents@1  0: 1 1 1  1: 1 1 1 …`: rows, and the pages of plain, long and rare ones.
fn line(form: &Form) -> String {
    let mut line = form.id();
    for count in counts(form) {
        let of_likes = LIKE.map(|like| pages(form, count, like));
        write!(line, "  {count}: {}", of_likes.join(" ")).unwrap();
    }
    line + "\n"
}

#[test]
fn every_form_takes_the_pages_it_took() {
    let only = std::env::var("GUIDANG_FORMS").ok();
    let is_asked = |form: &&Form| only.as_ref().is_none_or(|keys| keys.split(',').any(|key| form.key == key));
    let forms: Vec<&Form> = shipped().iter().filter(is_asked).collect();
    let (one, other) = forms.split_at(forms.len() / 2);
    let listing = |forms: &[&Form]| forms.iter().map(|form| line(form)).collect::<String>();
    let got = std::thread::scope(|scope| {
        let first = scope.spawn(|| listing(one));
        let second = listing(other);
        first.join().unwrap() + &second
    });
    if only.is_some() {
        return;
    }
    let head = "# rows: pages of plain, long, rare texts; –: nothing to print\n";
    let found = compared(&repository("tests/data/paper/page_counts.txt"), &format!("{head}{got}"));
    assert!(found.is_empty(), "look at it (scripts/paper-pictures), then keep it:\n{}", found.join("\n"));
}
