//! Covers, labels, certificates: every cell, rule and piece against the form's description, to half a
//! millimetre, as poppler finds them.

use guidang::domain::catalogs::finding_aid::{Entry, FieldKind, Head, IdNumbers, fields};
use guidang::domain::catalogs::form::{Form, Template, shipped};
use guidang::paper::{Book, Fonts, PrintOptions};

use super::measures::{WITHIN, pages, rule_across, rule_down};
use super::{choices, picture, read_by};

fn pieces() -> impl Iterator<Item = &'static Form> {
    shipped().iter().filter(|form| form.list.is_none())
}

/// A word no form says, for the n-th field.
fn token(n: usize, kind: FieldKind) -> String {
    if kind == FieldKind::Count { format!("{}", 7000 + n) } else { format!("Q{n:02}") }
}

fn told(form: &Form) -> Vec<(String, String)> {
    let own = fields(form.rows).iter().enumerate();
    own.map(|(n, (key, kind))| ((*key).to_owned(), token(n, *kind))).collect()
}

/// A full sheet of the form, each field saying its own word.
fn sheet_of(form: &Form) -> Vec<u8> {
    let count = form.sheet.as_ref().map_or(1, |sheet| sheet.pieces());
    let head = Head { fonds: "H01".into(), fonds_name: "H02".into(), from: "H03".into(), ..Head::default() };
    let order = PrintOptions { choices: choices(IdNumbers::Full), ..PrintOptions::default() };
    let mut book = Book::new(Fonts::shipped().unwrap(), order);
    book.begin(form, &head, Vec::new(), false);
    for _ in 0..count {
        let row = told(form).into_iter().fold(Entry::new(form.rows), |row, (key, said)| row.with(&key, said));
        book.add(&row).unwrap();
    }
    let bound = book.finish(shipped(), |_, _| true).unwrap();
    assert_eq!(bound.pages, 1, "{}", form.key);
    bound.pdf
}

/// Corners of the pieces of a full sheet.
fn corners(form: &Form) -> Vec<[f64; 2]> {
    match &form.sheet {
        Some(sheet) => (0..sheet.pieces()).map(|n| sheet.corner(n)).collect(),
        None => vec![[0.0, 0.0]],
    }
}

#[test]
fn every_cell_says_its_words_within_its_place() {
    for form in pieces() {
        let words = pages(&sheet_of(form)).remove(0);
        let mut told = told(form);
        told.extend(
            [("fonds", "H01"), ("fonds_name", "H02"), ("from", "H03")].map(|(k, v)| (k.into(), v.into())),
        );
        for [dx, dy] in corners(form) {
            for (cell, [x, y, w, h]) in form.placed_cells().iter().filter(|(cell, _)| cell.code.is_none()) {
                let (left, top, right, bottom) = (x + dx, y + dy, x + dx + w, y + dy + h);
                for field in Template::parse(&cell.text).fields() {
                    let Some((_, token)) = told.iter().find(|(key, _)| key == field) else { continue };
                    let within = words.iter().any(|word| {
                        let [l, t, r, b] = word.at;
                        // poppler's boxes reach from ascender to descender, which is higher than the type
                        let (middle, tall) = ((t + b) / 2.0, h.max(4.0) / 2.0);
                        word.text.contains(token.as_str())
                            && l > left - WITHIN
                            && r < right + WITHIN
                            && middle > top - WITHIN
                            && middle < bottom.max(top + tall) + WITHIN
                    });
                    assert!(within, "{}: {field} at {left:.1} {top:.1} mm", form.key);
                }
            }
        }
    }
}

#[test]
fn every_rule_lies_where_the_form_says() {
    for form in pieces() {
        let picture = picture(&sheet_of(form));
        let key = &form.key;
        let mut rules = 0;
        for [dx, dy] in corners(form) {
            for (cell, [x, y, w, h]) in form.placed_cells() {
                let (x, y) = (x + dx, y + dy);
                let across = |y: f64| w < 1.5 || rule_across(&picture, y, x + 0.6, x + w - 0.6);
                let down = |x: f64| h < 1.5 || rule_down(&picture, x, y + 0.6, y + h - 0.6);
                if cell.rule.is_some_and(|rule| rule > 0.0) {
                    rules += 1;
                    for y in [y, y + h] {
                        assert!(across(y), "{key}: no rule across at {x:.1} {y:.1} mm");
                    }
                    for x in [x, x + w] {
                        assert!(down(x), "{key}: no rule down at {x:.1} {y:.1} mm");
                    }
                } else if cell.underline {
                    rules += 1;
                    assert!(across(y + h), "{key}: no rule under {x:.1} {y:.1} mm");
                }
            }
        }
        let plain = ["volume_label", "volume_cover_kraft"].contains(&key.as_str());
        assert_eq!(rules == 0, plain, "{key}: {rules} rules");
    }
}

#[test]
fn a_sheet_to_be_cut_has_its_marks_at_the_sides_too() {
    for form in pieces().filter(|form| form.sheet.as_ref().is_some_and(|sheet| sheet.cut_marks)) {
        let sheet = form.sheet.as_ref().unwrap();
        let (picture, (width, _)) = (picture(&sheet_of(form)), form.paper_mm());
        for down in 0..sheet.down {
            let [left, top] = sheet.corner(down * sheet.across);
            let right = sheet.corner(down * sheet.across + sheet.across - 1)[0] + sheet.piece[0];
            for y in [top, top + sheet.piece[1]] {
                assert!(rule_across(&picture, y, left - 3.5, left - 1.2), "{}: left of {y} mm", form.key);
                assert!(
                    rule_across(&picture, y, right + 1.2, (right + 3.5).min(width - 0.2)),
                    "{}: right of {y} mm",
                    form.key
                );
            }
        }
    }
}

#[test]
fn the_first_note_stands_on_the_line_of_its_word() {
    for key in ["certification_mail", "certification_online"] {
        let words = pages(&sheet_of(shipped().find(key).unwrap())).remove(0);
        let top = |begins: &str| words.iter().find(|word| word.text.starts_with(begins)).unwrap().at[1];
        assert!((top("说明") - top("1.")).abs() < 0.05, "{key}: {} and {}", top("说明"), top("1."));
    }
}

#[test]
fn cut_marks_point_at_the_corners() {
    for form in pieces().filter(|form| form.sheet.as_ref().is_some_and(|sheet| sheet.cut_marks)) {
        let sheet = form.sheet.as_ref().unwrap();
        let picture = picture(&sheet_of(form));
        let (_, height) = form.paper_mm();
        let ([x, y], [w, h]) = (sheet.corner(0), sheet.piece);
        for x in [x, x + w] {
            if y > 5.5 {
                assert!(rule_down(&picture, x, y - 4.5, y - 1.5), "{}: above {x} mm", form.key);
            }
            if sheet.down == 1 && y + h + 5.5 < height {
                assert!(rule_down(&picture, x, y + h + 1.5, y + h + 4.5), "{}: below {x} mm", form.key);
            }
        }
    }
}

/// Sizes in points of the type a character stands in, from the height of its words' boxes.
pub fn sizes(pdf: &[u8], c: char) -> Vec<f64> {
    let html = read_by("pdftotext", &["-bbox", "-q"], pdf, &["-"]);
    let mut sizes = Vec::new();
    for line in html.lines().filter(|line| line.contains("<word ") && line.contains(c)) {
        let number = |key: &str| -> f64 {
            let value = line.split_once(&format!("{key}=\"")).unwrap().1;
            value.split_once('"').unwrap().0.parse().unwrap()
        };
        let em = line.matches(c).count() as f64;
        // a line of ideographs is as wide as its ems
        sizes.push((number("xMax") - number("xMin")) / em);
    }
    sizes
}
