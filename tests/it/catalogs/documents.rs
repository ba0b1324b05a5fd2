//! What stands in the documents, and in which kind of cell.

use calamine::{Data, Reader as _, Xlsx};
use guidang::catalog::{
    Catalog, CatalogOptions, Encoding, FieldKind, Form, Format, Head, IdNumbers, LineKind, PrintedVolume,
    Statement, WrittenCatalog, forms, write,
};
use guidang::domain::general::error::Error;
use guidang::domain::general::wording::Lang;

use super::samples::{self, FORMULA, MARKUP, head};
use super::{cells, expect, formulas, text_at, written};

const UTF8: Format = Format::Csv(Encoding::Utf8Bom);
const GB18030: Format = Format::Csv(Encoding::Gb18030);

/// Writes `count` sample rows of whatever the form is about.
pub fn sample(
    form: &Form,
    count: u64,
    options: &CatalogOptions,
    format: Format,
) -> (WrittenCatalog, Vec<u8>) {
    match form.rows {
        LineKind::Summary => written(form, &head(), options, format, samples::summary()),
        LineKind::Volume => written(form, &head(), options, format, samples::volumes(count)),
        LineKind::Item => written(form, &head(), options, format, samples::items(count)),
        LineKind::Person => written(form, &head(), options, format, samples::persons(count)),
        LineKind::Unit => written(form, &head(), options, format, samples::units(count)),
        LineKind::DocNumber => written(form, &head(), options, format, samples::doc_numbers(count)),
        LineKind::Statement => written(form, &head(), options, format, samples::statements(count)),
        LineKind::Due => written(form, &head(), options, format, samples::due(count)),
        LineKind::DueSum => written(form, &head(), options, format, samples::due_sums(count)),
        LineKind::Reason => written(form, &head(), options, format, samples::reasons(count)),
        LineKind::Use => written(form, &head(), options, format, samples::uses(count)),
        LineKind::Holdings => written(form, &head(), options, format, samples::holdings(count)),
        other => panic!("{other:?} is no catalog over records"),
    }
}

/// The cells of an xlsx as lines of text: `3:2 text …`.
fn listing(xlsx: &[u8]) -> String {
    let line = |(row, column, value): &(u32, u32, Data)| match value {
        Data::String(text) => format!("{row}:{column} text {text:?}\n"),
        other => format!("{row}:{column} {other:?}\n"),
    };
    cells(xlsx).iter().map(line).collect()
}

#[test]
fn every_form_is_as_expected_in_every_format() {
    for form in forms().iter() {
        let options = CatalogOptions::default();
        let rows = if form.rows == LineKind::Statement { 2 } else { 6 };
        let (as_html, html) = sample(form, rows, &options, Format::Html);
        let (as_csv, csv) = sample(form, rows, &options, UTF8);
        let (as_xlsx, xlsx) = sample(form, rows, &options, Format::Xlsx);
        let key = if form.version == 1 { form.key.clone() } else { form.id() };
        expect(&format!("{key}.html"), &html);
        expect(&format!("{key}.csv"), &csv);
        expect(&format!("{key}.xlsx.txt"), listing(&xlsx).as_bytes());
        assert_eq!((&as_html, &as_csv), (&as_xlsx, &as_xlsx), "{key}: the same contents in every format");
        assert_eq!(formulas(&xlsx), 0, "{key}");
    }
}

#[test]
fn the_same_rows_give_the_same_bytes_and_other_rows_another_digest() {
    for form in forms().iter() {
        for format in [Format::Xlsx, UTF8, GB18030, Format::Html] {
            let (first, bytes) = sample(form, 16, &CatalogOptions::default(), format);
            let (second, again) = sample(form, 16, &CatalogOptions::default(), format);
            assert!(bytes == again, "{} {format:?}", form.key);
            assert_eq!(first, second);
        }
    }
    let form = forms().find("案卷目录").unwrap();
    let digest = |count| sample(form, count, &CatalogOptions::default(), UTF8).0.digest;
    assert_ne!(digest(15), digest(16));
}

#[test]
fn only_counts_are_numbers() {
    for form in forms().iter().filter(|form| form.rows != LineKind::Statement) {
        let all = form.columns.iter().filter(|c| c.optional).map(|c| c.field.clone()).collect();
        let options = CatalogOptions { also: all, id_numbers: IdNumbers::Full, ..CatalogOptions::default() };
        let (_, xlsx) = sample(form, 500, &options, Format::Xlsx);
        let mut numbers = 0;
        for (row, column, value) in cells(&xlsx) {
            let kind = form.kind_of(&form.columns[column as usize].field).unwrap();
            match value {
                Data::Float(_) | Data::Int(_) => {
                    numbers += 1;
                    assert_eq!(kind, FieldKind::Count, "{} row {row} column {column}", form.key);
                }
                Data::String(_) => {}
                other => panic!("{} row {row} column {column}: {other:?}", form.key),
            }
        }
        let counts = form.columns.iter().filter(|c| form.kind_of(&c.field) == Some(FieldKind::Count)).count();
        assert!(numbers >= counts, "{}", form.key);
    }
}

#[test]
fn id_numbers_show_only_when_asked_for() {
    let whole = "990000198001010000";
    let form = forms().find("人名索引").unwrap();
    for (id_numbers, shown, masked) in
        [(IdNumbers::Full, true, false), (IdNumbers::Masked, false, true), (IdNumbers::LeftOut, false, false)]
    {
        let options = CatalogOptions { id_numbers, ..CatalogOptions::default() };
        for format in [UTF8, Format::Html] {
            let text = String::from_utf8(sample(form, 1, &options, format).1).unwrap();
            assert_eq!(text.contains(whole), shown, "{id_numbers:?} {format:?}");
            assert_eq!(text.contains("990000********0000"), masked, "{id_numbers:?} {format:?}");
            assert_eq!(text.contains("社会保障号码"), shown || masked, "{id_numbers:?} {format:?}");
        }
    }
    let business = forms().find("卷内目录/社保业务").unwrap();
    let text = String::from_utf8(sample(business, 4, &CatalogOptions::default(), UTF8).1).unwrap();
    assert!(
        text.contains("990000********1234")
            && !text.contains("990000198001011234")
            && text.contains("340200-0381")
    );
}

#[test]
fn totals_agree_with_the_rows_at_every_size() {
    let form = forms().find("移交清册").unwrap();
    for count in [0, 1, 16, 500] {
        let rows = samples::volumes(count);
        let items: u64 = rows.iter().map(|row| row.items).sum();
        let pages: u64 = rows.iter().map(|row| row.pages).sum();
        let (written, xlsx) = sample(form, count, &CatalogOptions::default(), Format::Xlsx);
        assert_eq!(written.rows, count);
        assert_eq!(written.totals, [("items".to_owned(), items), ("pages".to_owned(), pages)]);
        let cells = cells(&xlsx);
        let label = format!("合计 {count} 卷");
        let (row, ..) =
            cells.iter().find(|(_, _, value)| *value == Data::String(label.clone())).expect("a total line");
        let sum = |column| {
            cells.iter().find(|(r, c, _)| (*r, *c) == (*row, column)).map(|(_, _, value)| value.clone())
        };
        assert_eq!((sum(5), sum(6)), (Some(Data::Float(items as f64)), Some(Data::Float(pages as f64))));
        let html =
            String::from_utf8(sample(form, count, &CatalogOptions::default(), Format::Html).1).unwrap();
        assert!(
            html.contains(&format!("{label}</td><td class=\"n\">{items}</td><td class=\"n\">{pages}</td>"))
        );
    }
}

#[test]
fn texts_that_look_like_formulas_stay_texts() {
    let form = forms().find("案卷目录").unwrap();
    let rows: Vec<PrintedVolume> = [FORMULA, "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1+1"]
        .map(|title| PrintedVolume { title: title.into(), ..PrintedVolume::default() })
        .into();
    let (_, xlsx) = written(form, &Head::default(), &CatalogOptions::default(), Format::Xlsx, rows.clone());
    assert_eq!(formulas(&xlsx), 0);
    let found = cells(&xlsx);
    let first =
        found.iter().find(|(_, _, value)| *value == Data::String(FORMULA.into())).expect("stored exactly").0;
    for (at, row) in rows.iter().enumerate() {
        let read = text_at(&found, first + at as u32, 2);
        assert!(read == row.title || read == row.title.replace('\r', "\n"), "{read:?}");
    }
    let (_, csv) = written(form, &Head::default(), &CatalogOptions::default(), UTF8, rows);
    let csv = String::from_utf8(csv).unwrap();
    for harmless in [
        "\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\"",
        "\"'+1\"",
        "\"'-1\"",
        "\"'@SUM(1)\"",
        "\"'\t=1\"",
        "\"'＝1+1\"",
    ] {
        assert!(csv.contains(harmless), "{harmless} in {csv}");
    }
}

#[test]
fn markup_is_text_in_html() {
    for form in forms().iter() {
        let html = String::from_utf8(sample(form, 16, &CatalogOptions::default(), Format::Html).1).unwrap();
        assert!(!html.contains("<img"), "{}", form.key);
        if matches!(form.rows, LineKind::Volume | LineKind::Item) {
            assert!(
                html.contains("&lt;img src=x onerror=alert(1)&gt;")
                    || html.contains("&#60;img src=x onerror=alert(1)&#62;")
            );
        }
    }
    let head = Head { fonds_name: MARKUP.into(), ..Head::default() };
    let form = forms().find("案卷目录").unwrap();
    let (_, html) =
        written(form, &head, &CatalogOptions::default(), Format::Html, Vec::<PrintedVolume>::new());
    assert!(!String::from_utf8(html).unwrap().contains("<img"));
}

/// Two volumes as they are laid into a page of the screen, all there are or the first of more.
fn in_page(key: &str, options: &CatalogOptions, whole: bool) -> String {
    let form = forms().find(key).unwrap();
    let mut catalog = Catalog::start_in_page(form, &head(), options, whole, Vec::new()).unwrap();
    samples::volumes(2).iter().for_each(|row| catalog.add(row).unwrap());
    String::from_utf8(catalog.finish().unwrap().1).unwrap()
}

#[test]
fn a_catalog_in_a_page_is_the_document_without_its_shell_and_style() {
    let options = CatalogOptions::default();
    let whole = in_page("案卷目录", &options, true);
    assert!(whole.starts_with("<table>") && whole.ends_with("</footer>\n"), "{whole}");
    assert!(!whole.contains("style") && whole.contains("合计 2 卷") && whole.contains("SHA-256"), "{whole}");
    let form = forms().find("案卷目录").unwrap();
    let document = String::from_utf8(sample(form, 2, &options, Format::Html).1).unwrap();
    let rows =
        |html: &str| html.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0.to_owned();
    assert_eq!(rows(&whole), rows(&document));
}

#[test]
fn the_beginning_of_a_catalog_has_no_sums_of_its_own() {
    let begun = in_page("案卷目录", &CatalogOptions::default(), false);
    assert!(begun.ends_with("</tbody>\n</table>\n"), "{begun}");
    assert!(!begun.contains("合计") && !begun.contains("SHA-256"), "{begun}");
    assert_eq!(
        begun.matches("<tr>").count(),
        in_page("案卷目录", &CatalogOptions::default(), true).matches("<tr>").count()
    );
}

#[test]
fn the_longest_title_is_whole_in_csv_and_its_cut_is_told_in_xlsx() {
    let form = forms().find("案卷目录").unwrap();
    let title = "长".repeat(40_000);
    let row = PrintedVolume { title: title.clone(), ..PrintedVolume::default() };
    let (in_csv, csv) = written(form, &Head::default(), &CatalogOptions::default(), UTF8, vec![row.clone()]);
    assert!(String::from_utf8(csv).unwrap().contains(&title) && in_csv.problems.is_empty());
    let (in_xlsx, xlsx) =
        written(form, &Head::default(), &CatalogOptions::default(), Format::Xlsx, vec![row]);
    assert_eq!(in_xlsx.problems.len(), 1);
    assert_eq!(in_xlsx.problems[0].kind, "text_cut");
    let row = in_xlsx.problems[0].row.unwrap();
    assert_eq!(text_at(&cells(&xlsx), row - 1, 2).chars().count(), 32_767);
    assert_eq!(in_csv.digest, in_xlsx.digest);
}

#[test]
fn csv_reads_back_in_both_encodings() {
    let form = forms().find("归档文件目录").unwrap();
    let (_, utf8) = sample(form, 16, &CatalogOptions::default(), UTF8);
    let utf8 = String::from_utf8(utf8.strip_prefix(b"\xef\xbb\xbf").expect("BOM").to_vec()).unwrap();
    let (told, gb) = sample(form, 16, &CatalogOptions::default(), GB18030);
    let (decoded, _, had_errors) = encoding_rs::GB18030.decode(&gb);
    assert!(!had_errors && told.problems.is_empty());
    assert_eq!(decoded, utf8, "four-byte characters included");
    assert!(utf8.contains('𬱖'));
    let mut reader = csv::Reader::from_reader(utf8.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().next(), Some("序号"));
    let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    // what stands above the rows elsewhere has columns behind the others
    assert_eq!(headings[9..], ["类别", "业务环节", "保管期限", "年度"]);
    let records: Vec<_> = reader.records().map(|record| record.unwrap()).collect();
    assert_eq!(records.iter().filter(|record| record.iter().all(|cell| cell.len() < 200)).count(), 16);
    assert!(
        records.iter().all(|record| record.len() == 13 && !record[9].is_empty() && !record[12].is_empty())
    );

    let row = PrintedVolume { title: "甲\u{E5E5}乙".into(), ..PrintedVolume::default() };
    let form = forms().find("案卷目录").unwrap();
    let (told, gb) = written(form, &Head::default(), &CatalogOptions::default(), GB18030, vec![row]);
    assert_eq!(told.problems[0].kind, "not_in_gb18030");
    assert_eq!(told.problems[0].row, Some(2));
    assert!(encoding_rs::GB18030.decode(&gb).0.contains("甲〓乙"));
}

#[test]
fn english_headings_and_periods_come_with_the_english_choice() {
    let form = forms().find("Volume catalogue").unwrap();
    let options = CatalogOptions { lang: Lang::En, also: vec!["shelf".into()], ..CatalogOptions::default() };
    let csv = String::from_utf8(sample(form, 6, &options, UTF8).1).unwrap();
    assert!(csv.starts_with("\u{feff}\"No.\",\"Archival code\",\"Title\",\"Year\",\"Dates\""), "{csv}");
    for text in [
        "\"permanent\"",
        "\"100 years\"",
        "\"Shelf\"",
        "\"1-03A-02-4\"",
        "20090105–20090331",
        "20090105–20090900",
    ] {
        assert!(csv.contains(text), "{text}");
    }
}

#[test]
fn rows_reach_the_paper_in_groups_and_letters_once() {
    let form = forms().find("案卷目录").unwrap();
    let (_, xlsx) = sample(form, 6, &CatalogOptions::default(), Format::Xlsx);
    let listing = listing(&xlsx);
    for period in ["100年", "永久"] {
        let group = format!("ZJ 社会保险费征缴类 · 社会保险费征缴核定材料 · {period}");
        assert_eq!(listing.matches(&group).count(), 1, "{group}\n{listing}");
    }
    let form = forms().find("人名索引").unwrap();
    let (_, xlsx) = sample(form, 16, &CatalogOptions::default(), Format::Xlsx);
    let letters: Vec<String> = cells(&xlsx)
        .iter()
        .filter(|(row, column, _)| *row > 2 && *column == 0)
        .map(|(_, _, v)| v.to_string())
        .collect();
    assert_eq!(letters[..2], ["L", "Z"]);
    assert_eq!(letters.len(), 3, "two letters and the line below the table: {letters:?}");
}

#[test]
fn many_statements_go_on_another_sheet_with_a_page_each() {
    let form = forms().find("备考表").unwrap();
    let (written, xlsx) = sample(form, 1_001, &CatalogOptions::default(), Format::Xlsx);
    assert_eq!(written.rows, 1_001);
    let book = Xlsx::new(std::io::Cursor::new(xlsx)).unwrap();
    assert_eq!(book.sheet_names(), ["卷内备考表", "卷内备考表(2)"]);
}

#[test]
fn a_long_statement_is_whole() {
    let form = forms().find("备考表").unwrap();
    let statement = "第某件缺附件一份，原单位未提供。".repeat(200);
    let row = Statement { statement: statement.clone(), ..Statement::default() };
    let (_, xlsx) = written(form, &Head::default(), &CatalogOptions::default(), Format::Xlsx, vec![row]);
    let texts: String =
        cells(&xlsx).iter().filter(|(_, column, _)| *column == 1).map(|(_, _, v)| v.to_string()).collect();
    assert!(texts.contains(&statement));
}

#[test]
fn a_disk_that_takes_nothing_is_one_sentence() {
    let form = forms().find("案卷目录").unwrap();
    for format in [Format::Xlsx, UTF8, GB18030, Format::Html] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error =
            write(form, &head(), &CatalogOptions::default(), format, samples::volumes(5_000), full).err();
        assert!(
            matches!(&error, Some(Error::Busy(words)) if words.zh.starts_with("磁盘已满")),
            "{format:?}: {error:?}"
        );
    }
}

/// Negative control: the count of formulas that the other tests find to be 0 is 1 where there is one.
#[test]
fn a_formula_would_be_noticed() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_formula(0, 0, "=1+1").unwrap();
    assert_eq!(formulas(&book.save_to_buffer().unwrap()), 1);
}
