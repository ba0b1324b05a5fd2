//! What the pages say: sums that agree, blanks, numbers of pages, masks, characters.

use guidang::catalog::{self, CatalogOptions, Encoding, Format};
use guidang::domain::catalogs::finding_aid::{Entry, IdNumbers, RowKind};
use guidang::domain::catalogs::form::{Form, shipped};
use guidang::domain::general::error::Error;

use super::{LIKE, Like, head, printed, read_by, row, rows, text_of};

pub fn form(key: &str) -> &'static Form {
    shipped().find(key).unwrap()
}

pub fn said(form: &Form, rows: &[Entry]) -> String {
    text_of(&printed(form, rows, IdNumbers::Masked).unwrap().pdf)
}

/// Without blanks, which readers of a page's text set as they like.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn the_last_page_is_ruled_to_its_foot_and_says_that_nothing_follows() {
    let list = form("volume_contents");
    for (count, pages, blank) in [(0, 1, 1), (1, 1, 1), (15, 1, 0), (16, 2, 1), (150, 10, 0), (500, 34, 1)] {
        let bound = printed(list, &rows(list, count, Like::Plain), IdNumbers::Masked).unwrap();
        let text = text_of(&bound.pdf);
        assert_eq!(bound.pages, pages, "{count} rows");
        assert_eq!(text.matches("以下空白").count(), blank, "{count} rows");
        assert_eq!(text.matches("卷内目录").count() as u64, pages, "the title stands on every page");
        assert!(squeezed(&text).contains(&format!("第1页共{pages}页")), "{count} rows");
        assert_eq!(bound.contents[0].rows, count as u64);
    }
}

#[test]
fn nothing_is_said_to_end_before_the_last_page() {
    // tall rows leave the foot of a page empty though more rows follow
    let list = form("file_list");
    let bound = printed(list, &rows(list, 12, Like::Long), IdNumbers::Masked).unwrap();
    let text = text_of(&bound.pdf);
    let pages: Vec<&str> = text.split_terminator('\u{c}').collect();
    assert!(pages.len() > 2, "{}", pages.len());
    let said = pages.iter().map(|page| page.matches("以下空白").count());
    assert_eq!(said.rev().skip(1).sum::<usize>(), 0, "{text}");
}

#[test]
fn a_text_too_long_for_its_label_is_set_as_large_as_it_can_be_and_told_of() {
    for (key, chars, told) in [
        ("volume_label", 20, false),
        ("volume_label", 120, false),
        ("volume_label", 900, true),
        ("catalog_cover", 40, false),
        ("spine_10", 40, false),
        ("spine_10", 120, false),
        ("spine_10", 2000, true),
        ("certification_mail", 60, false),
        ("certification_mail", 300, true),
    ] {
        let form = form(key);
        let field = if ["catalog_cover", "certification_mail"].contains(&key) { "name" } else { "title" };
        let row = row(form.rows, 0, Like::Plain).with(field, "鑫".repeat(chars)).with("code", "2009-ZJ-17");
        let bound = printed(form, &[row], IdNumbers::Masked).unwrap();
        let kinds: Vec<&str> = bound.problems.iter().map(|problem| problem.kind.as_str()).collect();
        assert_eq!(!kinds.is_empty(), told, "{key} {chars}: {kinds:?}");
        assert!(kinds.iter().all(|kind| *kind == "too_small_to_read"), "{key} {chars}: {kinds:?}");
        let named = |name: &str| bound.problems.iter().all(|problem| problem.message.zh.contains(name));
        assert!(key != "volume_label" || named("2009-ZJ-17 的案卷题名"), "{:?}", bound.problems);
        assert!(key != "certification_mail" || named("《资格协助认证表》1 的姓名"), "{:?}", bound.problems);
        let times = text_of(&bound.pdf).matches('鑫').count();
        assert_eq!(times % chars, 0, "{key}: none is lost");
        let sizes = super::places::sizes(&bound.pdf, '鑫');
        assert!(told || sizes.iter().all(|size| *size > 7.4), "{key} {chars}: {sizes:?}");
    }
}

/// What an office may really write, by field: longer than almost anything filed, and still read.
fn as_long_as_it_may_be(field: &str) -> Option<usize> {
    match field {
        "title" => Some(120),
        "address" => Some(100),
        "name" | "unit" | "sender" | "return_unit" | "from" | "to" | "department" | "work" | "class_name" => {
            Some(60)
        }
        "content" | "contents" | "opinion" | "reason" | "statement" | "about" | "found" | "note"
        | "staff" => Some(200),
        "scope" | "ground" | "attached" | "approval" | "method" | "place" => Some(60),
        "class" | "shelf" | "filed_as" | "person" | "letter" => Some(40),
        _ => None,
    }
}

#[test]
fn what_an_office_may_write_is_never_smaller_than_six_hao() {
    let mut small = Vec::new();
    for form in shipped().iter().filter(|form| form.list.is_none()) {
        let fields = guidang::domain::catalogs::finding_aid::fields(form.rows);
        for (field, chars) in fields.iter().filter_map(|(key, _)| Some((*key, as_long_as_it_may_be(key)?))) {
            let usual = row(form.rows, 0, Like::Plain).with("code", "2009-ZJ-缴费核定材料-17-148-H");
            let bound = printed(form, &[usual.with(field, "鑫".repeat(chars))], IdNumbers::Masked).unwrap();
            small.extend(
                bound.problems.iter().map(|found| format!("{} {field}: {}", form.key, found.message.zh)),
            );
        }
    }
    assert!(small.is_empty(), "{}", small.join("\n"));
}

#[test]
fn sums_agree_with_the_rows() {
    let list = form("volume_catalog");
    let rows = rows(list, 40, Like::Plain);
    let bound = printed(list, &rows, IdNumbers::Masked).unwrap();
    let sum: u64 = (0..40).map(|n| (n + 1) % 7 + 1).sum();
    let text = text_of(&bound.pdf);
    assert!(text.contains(&format!("合计 40 卷 {sum} 件 {sum} 页")), "{text}");
    assert_eq!(bound.contents[0].totals, [("items".to_owned(), sum), ("pages".to_owned(), sum)]);
    // the parts of the pages add up to the whole
    let parts = text.split("本页小计 ").skip(1).map(|part| part.split_whitespace().collect::<Vec<_>>());
    let (mut volumes, mut items) = (0, 0);
    for part in parts {
        volumes += part[0].parse::<u64>().unwrap();
        items += part[2].parse::<u64>().unwrap();
    }
    assert_eq!((volumes, items), (40, sum));
    // cover and last leaf say the same
    assert!(text.contains(&format!("登记案卷 40 卷、{sum} 件、{sum} 页")), "{text}");
    assert!(text.contains(&bound.contents[0].proof.sha256.hex()));
    assert!(text.contains(&bound.contents[0].proof.sm3.to_string()));
}

#[test]
fn every_register_bears_what_proves_it() {
    let lists = shipped().iter().filter(|form| form.list.is_some() && form.rows != RowKind::Part);
    // the contents of a volume are bound into it; the digest is in the file's own description
    for form in lists.filter(|form| form.group.iter().all(|field| field != "volume_code")) {
        let bound = printed(form, &rows(form, 40, Like::Plain), IdNumbers::Masked).unwrap();
        let proof = &bound.contents[0].proof;
        let text = text_of(&bound.pdf);
        for hex in [proof.sha256.hex(), proof.sm3.to_string()] {
            let halves = hex.split_at(32);
            let is_there = text.contains(&hex) || (text.contains(halves.0) && text.contains(halves.1));
            assert!(is_there, "{}: {hex}\n{text}", form.key);
        }
    }
}

#[test]
fn paper_and_spreadsheet_say_the_same() {
    for key in ["summary", "file_list", "volume_catalog", "person_index", "transfer_register"] {
        let form = form(key);
        let rows = rows(form, 20, Like::Rare);
        let bound = printed(form, &rows, IdNumbers::Masked).unwrap();
        let csv = Format::Csv(Encoding::Utf8Bom);
        let (written, _) =
            catalog::write(form, &head(), &CatalogOptions::default(), csv, rows, Vec::new()).unwrap();
        assert_eq!(
            (written.digest, written.sm3),
            (bound.contents[0].proof.sha256, bound.contents[0].proof.sm3)
        );
        assert_eq!(written.totals, bound.contents[0].totals, "{key}");
    }
}

#[test]
fn id_numbers_are_masked_unless_asked_for() {
    let index = form("person_index");
    let rows = rows(index, 3, Like::Plain);
    let text = |numbers| text_of(&printed(index, &rows, numbers).unwrap().pdf);
    assert!(text(IdNumbers::Masked).contains("990000********0001"));
    assert!(!text(IdNumbers::Masked).contains("990000198001010001"));
    assert!(text(IdNumbers::Full).contains("990000198001010001"));
    let without = text(IdNumbers::LeftOut);
    assert!(!without.contains("0001") && !without.contains("社会保障号码"), "{without}");
}

#[test]
fn nothing_of_a_long_title_is_lost() {
    for key in ["volume_contents", "volume_catalog", "use_register"] {
        let form = form(key);
        let text: String = said(form, &rows(form, 4, Like::Long)).split_whitespace().collect();
        assert_eq!(text.matches("Annex").count(), 32, "{key}: four titles of eight parts");
    }
    // a title longer than a page goes on overleaf
    let list = form("volume_contents");
    let endless = row(RowKind::Item, 0, Like::Plain).with("title", "无尽的题名".repeat(2000));
    let bound = printed(list, &[endless, row(RowKind::Item, 1, Like::Plain)], IdNumbers::Masked).unwrap();
    assert!(bound.pages > 3, "{}", bound.pages);
    // columns side by side lie between the lines: count the characters
    let text = text_of(&bound.pdf);
    assert_eq!(text.matches('尽').count(), 2000);
}

#[test]
fn marks_of_direction_and_controls_do_no_harm() {
    for form in shipped().iter().filter(|form| form.rows != RowKind::Book) {
        let bound = printed(form, &rows(form, 2, Like::Rare), IdNumbers::Masked).unwrap();
        let text = text_of(&bound.pdf);
        assert!(!text.contains(['\u{202E}', '\u{200B}', '\u{7}']), "{}", form.key);
    }
    let text = said(form("volume_contents"), &rows(form("volume_contents"), 1, Like::Rare));
    assert!(text.contains("養老保險ÀÉñ倒序"), "{text}");
}

#[test]
fn a_missing_character_is_named_with_its_record_before_anything_is_printed() {
    let list = form("volume_contents");
    let mut all = rows(list, 3, Like::Plain);
    all[1].set("title", "王\u{E001}的核定表 가");
    all[1].set("code", "2009-ZJ-17");
    let Err(Error::Refused(problems)) = printed(list, &all, IdNumbers::Masked) else {
        panic!("it was printed")
    };
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind.as_str()).collect();
    assert_eq!(kinds, ["glyph_missing", "glyph_missing"]);
    assert!(problems[0].message.zh.contains("U+AC00") && problems[1].message.zh.contains("U+E001"));
    assert!(problems.iter().all(|problem| problem.message.zh.contains("2009-ZJ-17")), "{problems:?}");
}

#[test]
fn what_a_record_says_is_never_read_as_a_field_of_the_form() {
    let cover = form("volume_cover");
    let row =
        row(RowKind::Volume, 0, Like::Plain).with("title", "{fonds_name}与{code}").with("code", "2009-甲-1");
    let text = said(cover, &[row]);
    assert!(text.contains("{fonds_name}与{code}"), "{text}");
}

#[test]
fn a_list_stands_under_its_years_in_the_outline() {
    use guidang::paper::{Book, Fonts, PrintOptions};
    let list = form("transfer_register");
    let mut book = Book::new(Fonts::shipped().unwrap(), PrintOptions::default());
    for (n, year) in ["2009", "2010"].iter().enumerate() {
        book.begin(list, &head(), vec![(*year).into()], n > 0);
        rows(list, 14, Like::Plain).iter().for_each(|row| book.add(row).unwrap());
    }
    let bound = book.finish(shipped(), |_, _| true).unwrap();
    assert_eq!(bound.pages, 4);
    let json = read_by("qpdf", &["--json", "--json-key=outlines"], &bound.pdf, &[]);
    assert!(json.contains("2009") && json.contains("2010"), "{json}");
    // the pages of both years are counted together
    let text = squeezed(&text_of(&bound.pdf));
    assert!(text.contains("第3页共4页"), "{text}");
}

#[test]
fn printing_stops_when_told_to() {
    use guidang::paper::{Book, Fonts, PrintOptions};
    let list = form("volume_contents");
    let mut book = Book::new(Fonts::shipped().unwrap(), PrintOptions::default());
    book.begin(list, &head(), Vec::new(), false);
    rows(list, 100, Like::Plain).iter().for_each(|row| book.add(row).unwrap());
    let mut seen = 0;
    let stopped = book.finish(shipped(), |done, of| {
        seen = done;
        assert_eq!(of, 7);
        done < 3
    });
    assert!(matches!(stopped, Err(Error::Busy(_))));
    assert_eq!(seen, 3);
}

#[test]
fn half_a_sheet_of_labels_is_used_up_first() {
    use guidang::paper::{Book, Fonts, PrintOptions};
    let labels = form("volume_label");
    let pages = |skip: u32, count: usize| {
        let mut book = Book::new(Fonts::shipped().unwrap(), PrintOptions { skip, ..PrintOptions::default() });
        book.begin(labels, &head(), Vec::new(), false);
        rows(labels, count, Like::Plain).iter().for_each(|row| book.add(row).unwrap());
        book.finish(shipped(), |_, _| true).unwrap().pages
    };
    assert_eq!((pages(0, 24), pages(1, 24), pages(20, 4), pages(20, 5)), (1, 2, 1, 2));
}

#[test]
fn independent_readers_find_every_form_sound() {
    for form in shipped().iter() {
        for like in LIKE {
            let bound = printed(form, &rows(form, 3, like), IdNumbers::Masked).unwrap();
            read_by("qpdf", &["--check"], &bound.pdf, &[]);
            let info = read_by("pdfinfo", &[], &bound.pdf, &[]);
            assert!(info.contains("Sat Jan  1 00:00:00 2000"), "a fixed day: {info}");
            let xmp = read_by("pdfinfo", &["-meta"], &bound.pdf, &[]);
            assert!(xmp.contains("<pdfaid:part>2") && xmp.contains("<pdfaid:conformance>B"), "{xmp}");
            let fonts = read_by("pdffonts", &[], &bound.pdf, &[]);
            assert!(
                fonts.lines().skip(2).all(|line| line.contains("yes yes yes")),
                "embedded, subset: {fonts}"
            );
        }
    }
}
