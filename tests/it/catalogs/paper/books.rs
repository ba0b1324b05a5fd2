//! Books over a range of volumes, and papers made again years later: the same bytes on another day, on the
//! versions of the forms they were first printed with.

use std::path::Path;

use super::{read_by, text_of};
use crate::support::{Desk, repository};

/// Records of two years, filed and in several volumes.
fn desk_of_two_years() -> (Desk, tempfile::TempDir) {
    let desk = Desk::made_once("two_years", || {
        let desk = Desk::founded();
        let mut sheet = String::from("年度,类别,业务环节,题名,日期,页数\n");
        for n in 0..34 {
            let (year, day, pages) = (2009 + n % 2, n % 8 + 1, n % 5 + 1);
            let levy = format!("社会保险费征缴核定材料,缴费核定表第{n}号,{year}-03-0{day},{pages}");
            sheet.push_str(&format!("{year},ZJ,{levy}\n{year},ZJ,催缴材料,催缴通知第{n}号,{year}-04-01,2\n"));
        }
        let path = desk.data().join("两年.csv");
        std::fs::write(&path, sheet).unwrap();
        taken(&desk, &path);
        desk
    });
    (desk, tempfile::tempdir().unwrap())
}

fn taken(desk: &Desk, sheet: &Path) {
    let answer = desk.run(&["import", "items", sheet.to_str().unwrap(), "--suggest"]);
    assert!(answer.code == 0 || answer.code == 3, "{}{}", answer.out, answer.err);
}

fn to(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

fn pages(pdf: &[u8]) -> u64 {
    let info = read_by("pdfinfo", &[], pdf, &[]);
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    line.trim().parse().unwrap()
}

/// Titles of the outline's first level, each with those under it.
fn outline(pdf: &[u8]) -> Vec<(String, Vec<String>)> {
    let said: serde_json::Value =
        serde_json::from_str(&read_by("qpdf", &["--json", "--json-key=outlines"], pdf, &[])).unwrap();
    let title = |node: &serde_json::Value| node["title"].as_str().unwrap().to_owned();
    let kids = |node: &serde_json::Value| node["kids"].as_array().unwrap().iter().map(title).collect();
    said["outlines"].as_array().unwrap().iter().map(|node| (title(node), kids(node))).collect()
}

#[test]
fn a_range_of_volumes_is_a_book_with_its_catalog_and_years_in_the_outline() {
    let (desk, folder) = desk_of_two_years();
    let book = to(&folder, "成册.pdf");
    desk.run(&["volume", "print", "--year", "2009..2010", "-o", &book]).ending(0);
    let pdf = bytes(&book);
    let outline = outline(&pdf);
    let tops: Vec<&str> = outline.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(tops, ["案卷目录", "2009", "2010", "案卷脊背", "案卷标签"], "{outline:?}");
    assert_eq!(outline[0].1, ["2009", "2010"], "the catalog's own years");
    assert!(outline[1].1.iter().all(|code| code.starts_with("2009-ZJ-")), "{outline:?}");
    assert_eq!(outline[1].1.len(), 2, "a volume of either step: {outline:?}");
    let text = text_of(&pdf);
    let squeezed: String = text.split_whitespace().collect();
    assert!(squeezed.contains("2009-2010") || squeezed.contains("2009–2010"), "the cover is of both years");
    // one volume alone has no catalog, and no year above it
    let alone = to(&folder, "一卷.pdf");
    desk.run(&["volume", "print", "1", "-o", &alone]).ending(0);
    assert!(!text_of(&bytes(&alone)).contains("案卷目录"));
}

#[test]
fn a_book_of_contents_has_no_empty_pages() {
    let (desk, folder) = desk_of_two_years();
    let book = to(&folder, "卷内目录.pdf");
    let answer = desk.run(&["--format", "json", "catalog", "export", "--type", "卷内目录", "-o", &book]);
    assert_eq!(answer.ending(0).code, 0);
    let pdf = bytes(&book);
    // 17 records in each of four volumes: two pages of 15 lines
    assert_eq!(pages(&pdf), 8);
    let outline = outline(&pdf);
    assert_eq!(
        outline.iter().map(|(year, volumes)| (year.as_str(), volumes.len())).collect::<Vec<_>>(),
        [("2009", 2), ("2010", 2)]
    );
}

#[test]
fn a_character_no_font_has_is_named_with_its_record_and_nothing_is_printed() {
    let (desk, folder) = (Desk::founded(), tempfile::tempdir().unwrap());
    let sheet = folder.path().join("字.csv");
    std::fs::write(
        &sheet,
        "年度,类别,业务环节,题名,日期,页数\n2009,ZJ,社会保险费征缴核定材料,王가的核定表,2009-03-01,2\n\
         2009,ZJ,社会保险费征缴核定材料,李的核定表,2009-03-02,2\n2009,ZJ,社会保险费征缴核定材料,张的核定表,2009-03-03,2\n",
    )
    .unwrap();
    taken(&desk, &sheet);
    let out = to(&folder, "卷.pdf");
    let refused = desk.run(&["volume", "print", "1", "-o", &out]).ending(5);
    assert!(refused.err.contains("U+AC00") && refused.err.contains("2009-ZJ-"), "{}", refused.err);
    assert!(!Path::new(&out).exists(), "nothing is left");
}

/// What the office prints again after it changed a form.
#[test]
fn what_was_printed_once_is_printed_again_on_the_same_version_of_its_forms() {
    let (desk, folder) = desk_of_two_years();
    let made = [
        (to(&folder, "目录.pdf"), vec!["catalog", "export", "--type", "案卷目录"]),
        (to(&folder, "目录.xlsx"), vec!["catalog", "export", "--type", "案卷目录"]),
        (to(&folder, "目录.csv"), vec!["catalog", "export", "--type", "案卷目录"]),
        (to(&folder, "整卷.pdf"), vec!["volume", "print", "1"]),
    ];
    for (path, words) in &made {
        desk.run(&[words.as_slice(), &["-o", path]].concat()).ending(0);
    }
    // the office changes both forms
    let forms = desk.data().join("forms");
    std::fs::create_dir(&forms).unwrap();
    for (key, column, now) in
        [("volume_catalog", "案卷题名", "案卷名"), ("volume_contents", "责任者", "责任人")]
    {
        let shipped = std::fs::read_to_string(repository(&format!("templates/print/{key}@1.toml"))).unwrap();
        assert!(shipped.contains(&format!("zh = \"{column}\"")), "{key} has a column {column}");
        let newer = shipped.replace("version = 1", "version = 2").replace(column, now);
        std::fs::write(forms.join(format!("{key}@2.toml")), newer).unwrap();
    }
    for (path, words) in &made {
        let ending = path.rsplit('.').next().unwrap();
        let newer = to(&folder, &format!("新.{ending}"));
        desk.run(&[words.as_slice(), &["-o", &newer]].concat()).ending(0);
        assert_ne!(bytes(path), bytes(&newer), "{path}: the new form is taken from now on");
        let proof = desk.run(&["--format", "json", "catalog", "verify", path]).ending(0).json();
        assert_eq!(proof["standing"], "current", "{path}");
        let again = to(&folder, &format!("再.{ending}"));
        let mut command =
            desk.command(&["catalog", "reprint", &proof["file"].as_str().unwrap()[..12], "-o", &again]);
        let output = command.env("GUIDANG_TODAY", "2040-01-05").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(bytes(path) == bytes(&again), "{path}: byte for byte what it was");
    }
    // a digest on the cover will do, and nothing else is made up
    let text = text_of(&bytes(&made[0].0));
    let digest = text.split_whitespace().find(|word| word.len() == 64).expect("a digest on the cover");
    let cover = to(&folder, "封面.pdf");
    desk.run(&["catalog", "reprint", digest, "-o", &cover]).ending(0);
    assert!(bytes(&cover) == bytes(&made[0].0));
    let wrong = desk.run(&["catalog", "reprint", "0123456789ab", "-o", &cover]).ending(5);
    assert!(wrong.err.contains("0123456789ab"), "{}", wrong.err);
}

#[test]
fn doctor_says_what_it_prints_with() {
    let desk = Desk::founded();
    let said = desk.run(&["doctor"]);
    assert!(said.out.contains("Noto Serif SC") && said.out.contains("GB 18030"), "{}", said.out);
}
