//! What stands on the pages of every form, as files to be read: `tests/data/paper/pages/`, one a case, each line
//! of type with its place in millimetres and its size in points. A change of a form is seen there in the diff.
//!
//! `GUIDANG_EXPECT=write cargo nextest run page_dumps` writes them anew; `scripts/paper-pictures` draws the same
//! forms. Both are looked at before they are kept.

use std::collections::BTreeSet;

use guidang::domain::catalogs::finding_aid::IdNumbers;
use guidang::domain::catalogs::form::{Form, shipped};
use guidang::paper::PageImage;

use super::dump::{dumped, texts};
use super::page_counts::full_page;
use super::sayings::form;
use super::{Like, book, printed, rows, text_of};
use crate::support::expected::{compared, differences, is_written};
use crate::support::repository;

const FOLDER: &str = "tests/data/paper/pages";

/// How many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// One row, or three where several stand on a page.
    Few,
    None,
    FullPage,
    FullPageAndOne,
    Many,
}

/// Shapes looked at beside each form's first page of plain rows.
#[rustfmt::skip]
const SHAPES: &[(&str, Count, Like)] = &[
    // a list: empty, full, over, long rows, rare characters, many pages
    ("volume_contents", Count::None,           Like::Plain),
    ("volume_contents", Count::FullPage,       Like::Plain),
    ("volume_contents", Count::FullPageAndOne, Like::Plain),
    ("volume_contents", Count::Few,            Like::Long),
    ("volume_contents", Count::Few,            Like::Rare),
    ("volume_contents", Count::Many,           Like::Plain),
    // with a cover before it, and sums
    ("volume_catalog",  Count::Many,           Like::Plain),
    ("volume_catalog",  Count::Few,            Like::Long),
    // groups, one of them going on overleaf
    ("file_list",       Count::FullPageAndOne, Like::Plain),
    ("file_list",       Count::Few,            Like::Rare),
    // with a leaf to be signed behind it
    ("destruction_list_accounting", Count::Many, Like::Long),
    // sheets of pieces: the next sheet begun, long texts squeezed, type that runs downward
    ("volume_label",    Count::FullPageAndOne, Like::Plain),
    ("box_label",       Count::Few,            Like::Long),
    ("spine_10",        Count::Few,            Like::Long),
    // single leaves
    ("volume_cover",    Count::None,           Like::Plain),
    ("volume_cover",    Count::Few,            Like::Long),
    ("statement",       Count::Few,            Like::Rare),
    ("certification_mail", Count::Few,         Like::Long),
];

struct Case {
    form: &'static Form,
    count: Count,
    like: Like,
}

impl Case {
    fn name(&self) -> String {
        let count = match self.count {
            Count::Few => "",
            Count::None => "-none",
            Count::FullPage => "-full",
            Count::FullPageAndOne => "-full-and-one",
            Count::Many => "-many",
        };
        let like = match self.like {
            Like::Plain => "",
            Like::Long => "-long",
            Like::Rare => "-rare",
        };
        let form = if self.form.version == 1 { self.form.key.clone() } else { self.form.id() };
        format!("{form}{count}{like}.txt")
    }

    fn rows(&self) -> usize {
        match self.count {
            Count::Few if self.form.list.is_some() || self.form.sheet.is_some() => 3,
            Count::Few => 1,
            Count::None => 0,
            Count::FullPage => full_page(self.form),
            Count::FullPageAndOne => full_page(self.form) + 1,
            Count::Many => 150,
        }
    }

    fn pictures(&self) -> Result<Vec<PageImage>, String> {
        let book = book(self.form, &rows(self.form, self.rows(), self.like), IdNumbers::Masked);
        let pictures = book.and_then(|book| book.pictures(shipped(), usize::MAX));
        pictures.map_err(|error| error.to_string())
    }

    /// The first two pages and the last.
    fn dump(&self) -> String {
        let like = format!("{:?}", self.like).to_lowercase();
        let head = format!("{}, rows: {}, texts: {like}\n", self.form.id(), self.rows());
        let pages = match self.pictures() {
            Ok(pages) => pages,
            Err(refused) => return format!("{head}refused: {refused}\n"),
        };
        let is_shown = |n: &usize| *n < 2 || n + 1 == pages.len();
        let shown = (0..pages.len()).filter(is_shown).map(|n| dumped(&pages[n], n + 1, pages.len()));
        format!("{head}\n{}", shown.collect::<Vec<_>>().join("\n"))
    }
}

fn cases() -> Vec<Case> {
    let plain = shipped().iter().map(|form| Case { form, count: Count::Few, like: Like::Plain });
    let shapes = SHAPES.iter().map(|(key, count, like)| Case { form: form(key), count: *count, like: *like });
    plain.chain(shapes).collect()
}

/// The same for all cases, on both processors.
fn of_all<T: Send>(of_one: impl Fn(&Case) -> T + Sync) -> Vec<T> {
    let cases = cases();
    let (one, other) = cases.split_at(cases.len() / 2);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| one.iter().map(&of_one).collect::<Vec<_>>());
        let second: Vec<T> = other.iter().map(&of_one).collect();
        let mut all = first.join().unwrap();
        all.extend(second);
        all
    })
}

#[test]
fn every_form_is_as_it_was_when_it_was_looked_at() {
    let folder = repository(FOLDER);
    let complaints = of_all(|case| {
        let differ = compared(&folder.join(case.name()), &case.dump());
        if differ.is_empty() { None } else { Some(format!("{}:\n{}", case.name(), differ.join("\n"))) }
    });
    let complaints: Vec<String> = complaints.into_iter().flatten().collect();
    assert!(
        complaints.is_empty(),
        "{}\n\nLook at it (scripts/paper-pictures), then keep it: GUIDANG_EXPECT=write cargo nextest run page_dumps",
        complaints.join("\n\n")
    );
}

#[test]
fn every_file_has_its_case() {
    let cases: BTreeSet<String> = cases().iter().map(Case::name).collect();
    assert_eq!(cases.len(), shipped().iter().count() + SHAPES.len(), "no case stands twice");
    for entry in std::fs::read_dir(repository(FOLDER)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if is_written() && !cases.contains(name) {
            std::fs::remove_file(&path).unwrap();
        } else {
            assert!(cases.contains(name), "{} belongs to no case", path.display());
        }
    }
}

/// The PDF is drawn from the same pages as the picture: page by page it has the same characters.
#[test]
fn the_pdf_says_what_the_picture_says() {
    // one character a line, sorted: poppler reads lines and blanks as it likes
    let characters = |text: &str| {
        let mut characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        characters.sort_unstable();
        characters.into_iter().flat_map(|c| [c, '\n']).collect::<String>()
    };
    of_all(|case| {
        let Ok(pictures) = case.pictures() else { return };
        let pdf =
            printed(case.form, &rows(case.form, case.rows(), case.like), IdNumbers::Masked).unwrap().pdf;
        let text = text_of(&pdf);
        let pages: Vec<&str> = text.split_terminator('\u{c}').collect();
        assert_eq!(pages.len(), pictures.len(), "{}", case.name());
        for (n, (page, picture)) in pages.iter().zip(&pictures).enumerate() {
            let found = differences(&characters(&texts(picture).concat()), &characters(page));
            assert!(found.is_empty(), "{}, page {}: {found:?}", case.name(), n + 1);
        }
    });
}

#[test]
fn what_was_moved_is_named_line_by_line() {
    // a cell of a cover, a fifth of a millimetre to the right: its text and the rule under it
    let cover = form("volume_cover");
    let dump = |form: &Form| {
        let book = book(form, &rows(form, 1, Like::Plain), IdNumbers::Masked).unwrap();
        let pages = book.pictures(shipped(), usize::MAX).unwrap();
        dumped(&pages[0], 1, pages.len())
    };
    let title = cover.cells.iter().position(|cell| cell.text.contains("{title}")).unwrap();
    let mut moved = cover.clone();
    moved.cells[title].at[0] += 0.2;
    let found = differences(&dump(cover), &dump(&moved));
    let of_title: Vec<&str> =
        found.iter().filter(|line| line.contains("缴费核定表1")).map(String::as_str).collect();
    assert!(of_title.len() == 2 && found.len() == 4, "{found:#?}");
    let left = |line: &str| line[1..].split_whitespace().next().unwrap().parse::<f64>().unwrap();
    assert!((left(of_title[1]) - left(of_title[0]) - 0.2).abs() < 0.01, "{found:#?}");
    assert!(found.iter().any(|line| line.starts_with("-rules")), "{found:#?}");
    // its type half a point smaller
    let mut smaller = cover.clone();
    smaller.cells[title].pt = cover.cells[title].pt.iter().map(|size| size - 0.5).collect();
    let found = differences(&dump(cover), &dump(&smaller));
    assert!(found.len() == 2 && found.iter().all(|line| line.contains("缴费核定表1")), "{found:#?}");
    // the rows of a list half a millimetre higher: rules and texts
    let contents = form("volume_contents");
    let mut higher = contents.clone();
    higher.list.as_mut().unwrap().row_mm += 0.5;
    let found = differences(&dump(contents), &dump(&higher));
    assert!(found.iter().any(|line| line.starts_with("-rules")), "{found:#?}");
    assert!(found.iter().any(|line| line.contains("缴费核定表1")), "{found:#?}");
    assert_eq!(differences(&dump(contents), &dump(contents)), [] as [String; 0]);
}
