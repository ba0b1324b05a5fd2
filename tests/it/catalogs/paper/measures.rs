//! Places on the page, measured in the PDF, against the form's description: to half a millimetre.

use guidang::domain::catalogs::finding_aid::IdNumbers;
use guidang::domain::catalogs::form::{Form, shipped};

use super::{Like, leaves_before, picture, picture_of, printed, read_by, rows};

pub const WITHIN: f64 = 0.5;

/// A word with its rectangle on its page, in millimetres: left, top, right, bottom.
pub struct Word {
    pub text: String,
    pub at: [f64; 4],
}

/// The words of each page as poppler finds them.
pub fn pages(pdf: &[u8]) -> Vec<Vec<Word>> {
    let html = read_by("pdftotext", &["-bbox", "-q"], pdf, &["-"]);
    let mut pages = Vec::new();
    for line in html.lines() {
        let line = line.trim();
        if line.starts_with("<page") {
            pages.push(Vec::new());
        }
        let Some(rest) = line.strip_prefix("<word ") else { continue };
        let number = |key: &str| -> f64 {
            let value = rest.split_once(&format!("{key}=\"")).unwrap().1.split_once('"').unwrap().0;
            value.parse::<f64>().unwrap() * 25.4 / 72.0
        };
        let text = rest.split_once('>').unwrap().1.trim_end_matches("</word>");
        let at = [number("xMin"), number("yMin"), number("xMax"), number("yMax")];
        pages.last_mut().unwrap().push(Word { text: text.to_owned(), at });
    }
    pages
}

fn lists() -> impl Iterator<Item = &'static Form> {
    shipped().iter().filter(|form| form.list.is_some())
}

/// First page of the list itself, behind its cover.
fn list_page<'p>(form: &Form, pages: &'p [Vec<Word>]) -> &'p [Word] {
    &pages[leaves_before(form)]
}

#[test]
fn headings_stand_in_the_middle_of_their_columns() {
    for form in lists() {
        let (list, key) = (form.list.as_ref().unwrap(), &form.key);
        let pages = pages(&printed(form, &rows(form, 3, Like::Plain), IdNumbers::Masked).unwrap().pdf);
        let mut x = form.margins[2];
        for column in form.columns.iter().filter(|column| !column.optional) {
            let within = |word: &&Word| {
                let [left, top, right, bottom] = word.at;
                left > x - WITHIN
                    && right < x + column.mm + WITHIN
                    && top > list.table_mm - WITHIN
                    && bottom < list.table_mm + list.heading_mm + WITHIN
            };
            let words: Vec<&Word> = list_page(form, &pages).iter().filter(within).collect();
            let heading: String = words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(heading, column.zh.replace(' ', ""), "{key}: the heading at {x} mm");
            let left = words.iter().map(|word| word.at[0]).fold(f64::MAX, f64::min);
            let right = words.iter().map(|word| word.at[2]).fold(0.0, f64::max);
            let middle = (left + right) / 2.0;
            assert!((middle - (x + column.mm / 2.0)).abs() < WITHIN, "{key} {heading}: {middle} mm");
            x += column.mm;
        }
    }
}

#[test]
fn rows_stand_at_their_heights() {
    for form in lists().filter(|form| form.columns[0].field == "seq" && form.group.is_empty()) {
        let list = form.list.as_ref().unwrap();
        let per_page = form.rows_per_page as usize;
        let pages =
            pages(&printed(form, &rows(form, per_page + 1, Like::Plain), IdNumbers::Masked).unwrap().pdf);
        let page = list_page(form, &pages);
        let first = form.margins[2];
        for n in 0..per_page {
            let is_seq =
                |word: &&Word| word.text == (n + 1).to_string() && word.at[2] < first + form.columns[0].mm;
            let word =
                page.iter().find(is_seq).unwrap_or_else(|| panic!("{}: row {n} is not there", form.key));
            // digits stand a little above the middle of the em box
            let expected = list.table_mm + list.heading_mm + (n as f64 + 0.5) * list.row_mm;
            let middle = (word.at[1] + word.at[3]) / 2.0;
            assert!(
                (middle - expected).abs() < 2.0 * WITHIN,
                "{} row {n}: {middle} mm, not {expected}",
                form.key
            );
        }
        assert!(
            !page.iter().any(
                |word| word.text == (per_page + 1).to_string() && word.at[2] < first + form.columns[0].mm
            )
        );
    }
}

/// Whether a dark rule lies across, near this height, between these places.
pub fn rule_across(picture: &(usize, usize, Vec<u8>), y: f64, from: f64, to: f64) -> bool {
    let (width, height, dots) = picture;
    let near = ((y - WITHIN) * 10.0).round() as usize..=((y + WITHIN) * 10.0).round() as usize;
    let span = (from * 10.0) as usize..(to * 10.0) as usize;
    near.into_iter()
        .filter(|row| row < height)
        .any(|row| span.clone().all(|column| column < *width && dots[row * width + column] < 160))
}

pub fn rule_down(picture: &(usize, usize, Vec<u8>), x: f64, from: f64, to: f64) -> bool {
    let (width, _, dots) = picture;
    let near = ((x - WITHIN) * 10.0).round() as usize..=((x + WITHIN) * 10.0).round() as usize;
    near.into_iter().any(|column| {
        ((from * 10.0) as usize..(to * 10.0) as usize).all(|row| dots[row * width + column] < 160)
    })
}

#[test]
fn rules_lie_where_the_form_says_down_to_the_foot_of_the_last_page() {
    for form in lists().filter(|form| form.before.is_empty() && form.group.is_empty()) {
        let (list, key) = (form.list.as_ref().unwrap(), &form.key);
        let picture = picture(&printed(form, &rows(form, 1, Like::Plain), IdNumbers::Masked).unwrap().pdf);
        let columns: Vec<f64> = form.columns.iter().filter(|c| !c.optional).map(|c| c.mm).collect();
        let (left, width) = (form.margins[2], columns.iter().sum::<f64>());
        let top = list.table_mm + list.heading_mm;
        for n in 0..=form.rows_per_page {
            let y = top + f64::from(n) * list.row_mm;
            assert!(rule_across(&picture, y, left + 1.0, left + width - 1.0), "{key}: no rule at {y} mm");
        }
        let bottom = top + f64::from(form.rows_per_page) * list.row_mm;
        let mut x = left;
        for width in columns.iter().chain([&0.0]) {
            assert!(rule_down(&picture, x, list.table_mm + 1.0, bottom - 1.0), "{key}: no rule at {x} mm");
            x += width;
        }
    }
}

#[test]
fn the_frame_is_seen_on_every_page_on_a_small_screen() {
    // what a page has like the one before is drawn in another way, cut off at its outermost rules
    for form in lists().filter(|form| form.before.is_empty() && form.group.is_empty()) {
        let pdf = printed(form, &rows(form, 150, Like::Plain), IdNumbers::Masked).unwrap().pdf;
        let (list, mut wrong) = (form.list.as_ref().unwrap(), Vec::new());
        let width: f64 = form.columns.iter().filter(|column| !column.optional).map(|column| column.mm).sum();
        for dots in [40, 50, 60, 72] {
            let seen = |page: usize| {
                let (across, _, values) = picture_of(&pdf, page, dots);
                let at = |mm: f64| (mm / 25.4 * dots as f64) as usize;
                let middle = at(list.table_mm + list.heading_mm + 0.5 * list.row_mm);
                let dark = |x: usize| (x - 1..=x + 1).any(|x| values[middle * across + x] < 160);
                [dark(at(form.margins[2])), dark(at(form.margins[2] + width))]
            };
            if seen(2) != [true, true] {
                wrong.push(dots);
            }
        }
        assert!(wrong.is_empty(), "{}: no frame at {wrong:?} dots an inch", form.key);
    }
}

#[test]
fn the_filing_stamp_is_45_by_16_with_six_cells() {
    let form = shipped().find("stamp_sheet").unwrap();
    let picture = picture(&printed(form, &rows(form, 5, Like::Plain), IdNumbers::Masked).unwrap().pdf);
    let sheet = form.sheet.as_ref().unwrap();
    for n in 0..5 {
        let [x, y] = sheet.corner(n);
        for row in [0.0, 8.0, 16.0] {
            assert!(rule_across(&picture, y + row, x + 0.6, x + 44.4), "stamp {n} has no rule at {row}");
        }
        for column in [0.0, 15.0, 30.0, 45.0] {
            assert!(rule_down(&picture, x + column, y + 0.6, y + 15.4), "stamp {n} has no rule at {column}");
        }
    }
}

#[test]
fn a_printers_offset_moves_the_page() {
    use guidang::paper::{Book, Fonts, PrintOptions};
    let form = shipped().find("calibration").unwrap();
    let print = |offset| {
        let mut book =
            Book::new(Fonts::shipped().unwrap(), PrintOptions { offset, ..PrintOptions::default() });
        book.begin(form, &super::head(), Vec::new(), false);
        book.add(&rows(form, 1, Like::Plain)[0]).unwrap();
        picture(&book.finish(shipped(), |_, _| true).unwrap().pdf)
    };
    let (straight, moved) = (print((0.0, 0.0)), print((2.0, -1.5)));
    assert!(rule_across(&straight, 100.0, 11.0, 49.0) && rule_down(&straight, 30.0, 81.0, 119.0));
    assert!(rule_across(&moved, 98.5, 13.0, 51.0) && rule_down(&moved, 32.0, 79.5, 117.5));
    assert!(!rule_down(&moved, 30.0, 81.0, 119.0));
}
