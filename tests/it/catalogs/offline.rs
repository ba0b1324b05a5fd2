//! An export proves itself on a machine without Guidang: docs/proof.py, run by Python alone.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;

use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Encoding, Format};
use guidang::acts::disposal::expiry;
use guidang::domain::catalogs::finding_aid::IdNumbers;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::{Draft, Person, Unit};
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;
use guidang::procedures::documents::order::DueList;
use guidang::progress::Progress;

use crate::support::{Site, draft, file, levy, place, repository};

/// What the script says of a file: its exit code and its words.
fn proved(file: &Path) -> (i32, String) {
    let script = repository("docs/proof.py");
    let out = Command::new("python3").arg(script).arg(file).output().expect("python3 is installed");
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    (out.status.code().unwrap_or(-1), said)
}

fn papers() -> Vec<Draft> {
    let other = place(2010, "YB", "就医登记材料", RetentionPeriod::Years(10));
    let person = |name: &str| Person { name: name.into(), ..Person::default() };
    (0..24)
        .map(|n| {
            let place = if n % 3 == 0 { other.clone() } else { levy(2009 + n % 2) };
            let titles = ["=1+1", "'=1", "核定表，\"引号\"", "两行\n题名", "䶮𬱖", "12.0"];
            let mut one = draft(&place, titles[n as usize % titles.len()], 1 + n as u32 % 4);
            one.description.doc_number = format!("芜社险〔2009〕{}号", n / 2);
            one.description.persons = vec![person("张三"), person(["张三", "李四"][n as usize % 2])];
            one.description.units = vec![Unit { name: "甲公司".into(), number: String::new() }];
            one
        })
        .collect()
}

async fn write(site: &Site, wanted: &CatalogRequest, format: Format, lang: Lang, out: &Path) {
    let (by, quiet) = (site.by(), Progress::default());
    let written = cataloging::export(&site.archive, &by, wanted, format, lang, out, &quiet).await.unwrap();
    let beside = format!("{}.proof.json", out.display());
    match format {
        Format::Csv(_) => std::fs::write(beside, written.sheet.text()).unwrap(),
        _ => drop(std::fs::remove_file(beside)),
    }
}

/// The papers filed and their volumes closed: a register takes no others.
async fn filed(site: &Site) {
    let (archive, by) = (&site.archive, site.by());
    file(archive, &by, papers()).await.unwrap();
    let volumes = archive.store.volumes(&Scope::default(), ("", 0), 100).await.unwrap();
    for volume in volumes {
        closing::close(archive, &by, volume.id, Closing { checked_by: "李".into(), ..Closing::default() })
            .await
            .unwrap();
    }
}

const KINDS: [&str; 9] = [
    "summary",
    "volume_catalog",
    "file_list",
    "volume_contents",
    "person_index",
    "unit_index",
    "doc_number_index",
    "transfer_register",
    "statement",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_table_is_proved_by_a_script_alone() {
    let site = Site::open().await;
    filed(&site).await;
    let folder = tempfile::tempdir().unwrap();
    let one_year = Scope { year_from: Some(2009), year_to: Some(2009), ..Scope::default() };
    let [utf8, gb] = [Encoding::Utf8Bom, Encoding::Gb18030].map(Format::Csv);
    let mut count = 0;
    for kind in KINDS {
        for (filter, id_numbers, lang) in [
            (Scope::default(), IdNumbers::Masked, Lang::Zh),
            (one_year.clone(), IdNumbers::LeftOut, Lang::En),
            (Scope { class_id: Some("levy".into()), ..Scope::default() }, IdNumbers::Full, Lang::Zh),
        ] {
            let filter = Scope { class_id: filter.class_id.map(|_| levy(2009).class_id), ..filter };
            let wanted =
                CatalogRequest { kind: kind.into(), filter, id_numbers, ..CatalogRequest::default() };
            let encodings =
                if id_numbers == IdNumbers::Full { [gb, Format::Xlsx] } else { [utf8, Format::Xlsx] };
            for format in encodings {
                let ending = if format == Format::Xlsx { "xlsx" } else { "csv" };
                let out = folder.path().join(format!("{kind}.{ending}"));
                write(&site, &wanted, format, lang, &out).await;
                let (code, said) = proved(&out);
                // 备考表 is no table in a workbook: it says so
                let expected = if (kind, ending) == ("statement", "xlsx") { 2 } else { 0 };
                assert_eq!(code, expected, "{kind} {format:?} {wanted:?}: {said}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 54);
}

/// A workbook with one of its parts changed.
fn with_part(book: &Path, part: &str, change: impl Fn(String) -> String, out: &Path) {
    let mut read = zip::ZipArchive::new(std::fs::File::open(book).unwrap()).unwrap();
    let mut write = zip::ZipWriter::new(std::fs::File::create(out).unwrap());
    for at in 0..read.len() {
        let mut member = read.by_index(at).unwrap();
        let (name, mut text) = (member.name().unwrap().into_owned(), String::new());
        member.read_to_string(&mut text).unwrap();
        let text = if name == part { change(text) } else { text };
        write.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        write.write_all(text.as_bytes()).unwrap();
    }
    write.finish().unwrap();
}

/// The text with a letter put before the first text of a row of the sheet.
fn with_letter_in_row(sheet: &str, row: u32) -> String {
    let begin = sheet.find(&format!("<row r=\"{row}\"")).unwrap();
    let at = begin + sheet[begin..].find("<t>").unwrap() + 3;
    format!("{}甲{}", &sheet[..at], &sheet[at..])
}

/// The report of what is due has several lists in one workbook; each is proved.
#[tokio::test(flavor = "multi_thread")]
async fn every_list_of_a_workbook_is_proved() {
    let site = Site::open().await;
    filed(&site).await;
    let folder = tempfile::tempdir().unwrap();
    let (by, quiet) = (site.by(), Progress::default());
    let wanted = DueList { year: 2026, ..DueList::default() };
    let out = folder.path().join("到期.xlsx");
    expiry::export(&site.archive, &by, &wanted, Format::Xlsx, Lang::Zh, &out, &quiet).await.unwrap();
    let (code, said) = proved(&out);
    assert!(code == 0 && said.matches("genuine").count() >= 3, "{said}");
    let changed = folder.path().join("改.xlsx");
    for sheet in 1..=said.matches("genuine").count() {
        let sheet = format!("xl/worksheets/sheet{sheet}.xml");
        with_part(&out, &sheet, |text| with_letter_in_row(&text, 4), &changed);
        assert_eq!(proved(&changed).0, 1, "{sheet}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_in_a_file_is_found() {
    let site = Site::open().await;
    file(&site.archive, &site.by(), papers()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let wanted = CatalogRequest { kind: "volume_contents".into(), ..CatalogRequest::default() };
    let (book, changed) = (folder.path().join("a.xlsx"), folder.path().join("b.xlsx"));
    write(&site, &wanted, Format::Xlsx, Lang::Zh, &book).await;
    const SHEET: &str = "xl/worksheets/sheet1.xml";
    with_part(&book, SHEET, |sheet| sheet, &changed);
    assert_eq!(proved(&changed).0, 0, "packed again it says the same");
    // title, head, headings, group line, first and second record
    for row in 1..=6 {
        with_part(&book, SHEET, |sheet| with_letter_in_row(&sheet, row), &changed);
        let (code, said) = proved(&changed);
        assert!(code == 1 && said.contains("NOT PROVED"), "row {row}: {said}");
    }
    let row_5 = |sheet: &str| {
        let begin = sheet.find("<row r=\"5\"").unwrap();
        begin..begin + sheet[begin..].find("</row>").unwrap() + "</row>".len()
    };
    let without = |sheet: String| sheet.replacen(&sheet[row_5(&sheet)].to_owned(), "", 1);
    with_part(&book, SHEET, without, &changed);
    assert_eq!(proved(&changed).0, 1, "a record less");
    let twice = |sheet: String| {
        let row = sheet[row_5(&sheet)].replace("r=\"5\"", "r=\"900\"");
        sheet.replacen("</sheetData>", &format!("{row}</sheetData>"), 1)
    };
    with_part(&book, SHEET, twice, &changed);
    assert_eq!(proved(&changed).0, 1, "a record below the others");
    let other_form = |core: String| core.replace("volume_contents@1", "volume_contents@2");
    with_part(&book, "docProps/core.xml", other_form, &changed);
    assert_eq!(proved(&changed).0, 1, "another proof sheet");

    let csv = folder.path().join("a.csv");
    write(&site, &wanted, Format::Csv(Encoding::Utf8Bom), Lang::Zh, &csv).await;
    let text = std::fs::read_to_string(&csv).unwrap();
    let lines: Vec<&str> = text.split_inclusive("\r\n").collect();
    let mut odd =
        vec![text.replace("芜社险〔2009〕1号", "芜社险〔2009〕7号"), lines[..lines.len() - 1].concat()];
    odd.push([&lines[..2], &[lines[3], lines[2]], &lines[4..]].concat().concat());
    odd.push(text.replacen("题名", "题目", 1));
    odd.push(text.clone() + lines[1]);
    for odd in odd {
        assert_ne!(odd, text);
        std::fs::write(&csv, odd).unwrap();
        assert_eq!(proved(&csv).0, 1);
    }
    std::fs::write(&csv, &text).unwrap();
    assert_eq!(proved(&csv).0, 0);
    // damaged, or without its proof sheet, it cannot be judged, which is not the same as refuted
    let alone = folder.path().join("alone.csv");
    std::fs::write(&alone, &text).unwrap();
    std::fs::write(&changed, &std::fs::read(&book).unwrap()[..2000]).unwrap();
    for odd in [&alone, &changed] {
        assert_eq!(proved(odd).0, 2, "{}", odd.display());
    }
    // the head is in the proof sheet: its words cannot be changed either
    let beside = folder.path().join("a.csv.proof.json");
    let sheet = std::fs::read_to_string(&beside).unwrap();
    std::fs::write(&beside, sheet.replace("0211", "0212")).unwrap();
    assert_eq!(proved(&csv).0, 1);
}
