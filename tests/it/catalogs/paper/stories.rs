//! The doors: a volume printed whole, every form in one command, a list of persons merged, a file proved
//! years later.

use std::path::{Path, PathBuf};

use super::{read_by, text_of};
use crate::support::{Answer, Desk, repository};

fn desk_with_records() -> Desk {
    Desk::made_once("suggested_records", || {
        let desk = Desk::founded();
        let sheet = repository("tests/data/sheets/征缴科-2009-缴费核定.xlsx");
        let sheet = sheet.to_str().unwrap();
        let import = ["import", "items", sheet, "--suggest", "--on-error", "skip"];
        let answer = desk.run(&import);
        assert!(answer.code == 0 || answer.code == 3, "{}", answer.err);
        desk
    })
}

fn place(folder: &tempfile::TempDir, name: &str) -> (PathBuf, String) {
    let path = folder.path().join(name);
    let text = path.to_str().unwrap().to_owned();
    (path, text)
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[test]
fn a_volume_is_printed_whole_and_says_what_the_archive_says() {
    let (desk, folder) = (desk_with_records(), tempfile::tempdir().unwrap());
    desk.run(&["volume", "close", "1", "--checked-by", "李某"]).ending(0);
    let shown = desk.run(&["--format", "json", "volume", "show", "1"]).ending(0).json();
    let volume = &shown["volume"];
    let (path, to) = place(&folder, "卷.pdf");
    desk.run(&["volume", "print", "1", "-o", &to]).ending(0);
    let (pdf, text) = (bytes(&path), text_of(&bytes(&path)));
    let squeezed: String = text.split_whitespace().collect();
    assert!(squeezed.contains(volume["code"].as_str().unwrap()), "the code");
    let (items, pages) = (volume["items"].as_u64().unwrap(), volume["pages"].as_u64().unwrap());
    assert!(text.contains(&format!("本卷共 {items} 件")) && text.contains(&format!("{pages} 页")));
    assert!(squeezed.contains("李某") && squeezed.contains("卷内备考表"));
    let statement: String = volume["statement"].as_str().unwrap().split_whitespace().collect();
    let beginning: String = statement.chars().take(12).collect();
    assert!(squeezed.contains(&beginning), "{statement}");
    let contents = items.div_ceil(15);
    let info = read_by("pdfinfo", &[], &pdf, &[]);
    assert!(
        info.contains(&format!("Pages:           {}", contents + 4)),
        "cover, contents, statement, spine, label: {info}"
    );
    // the same again, on another day
    let (again, to) = place(&folder, "再.pdf");
    let mut command = desk.command(&["volume", "print", "1", "-o", &to]);
    assert!(command.env("GUIDANG_TODAY", "2031-05-01").status().unwrap().success());
    assert_eq!(pdf, bytes(&again), "the same records on another day");
}

#[test]
fn every_form_is_printed_in_one_command() {
    let (desk, folder) = (desk_with_records(), tempfile::tempdir().unwrap());
    let (out, to) = place(&folder, "全套");
    let answer = desk.run(&["--format", "json", "form", "print", "--all", "-o", &to]).ending(0).json();
    let files: Vec<_> = std::fs::read_dir(&out).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(answer["files"].as_u64().unwrap(), files.len() as u64);
    assert!(files.len() >= 30, "{}", files.len());
    for file in &files {
        read_by("qpdf", &["--check"], &bytes(file), &[]);
    }
}

#[test]
fn a_list_of_persons_is_merged_into_the_certification_form() {
    let (desk, folder) = (Desk::new(), tempfile::tempdir().unwrap());
    let (list, from) = place(&folder, "名单.csv");
    std::fs::write(
        &list,
        "认证表编号,校验码,姓名,性别,公民身份号码,现居住地址,喜好\n\
         2013-001,A7K2,张三,男,990000194901011234,某省某市某路 1 号,棋\n\
         2013-002,B8L3,李𠮷,女,990000195002021245,某省某县,\n",
    )
    .unwrap();
    let (path, to) = place(&folder, "认证表.pdf");
    let answer = desk.run(&["form", "print", "certification_online", "--rows", &from, "-o", &to]).ending(0);
    let said = answer.out + &answer.err;
    assert!(said.contains("喜好"), "what was not printed is said: {said}");
    let text = text_of(&bytes(&path));
    let squeezed: String = text.split_whitespace().collect();
    assert_eq!(text.matches('\u{c}').count(), 2, "a page each");
    assert!(squeezed.contains("张三同志") && squeezed.contains("校验码：B8L3") && squeezed.contains("李𠮷"));
    // the office that receives it compares the number; masked when somebody says so
    assert!(squeezed.contains("990000194901011234"), "{squeezed}");
    desk.run(&["form", "print", "certification_online", "--rows", &from, "--ids", "masked", "-o", &to])
        .ending(0);
    let squeezed: String = text_of(&bytes(&path)).split_whitespace().collect();
    assert!(squeezed.contains("990000********1234") && !squeezed.contains("990000194901011234"));
    let (path, to) = place(&folder, "附表2.pdf");
    desk.run(&["form", "print", "附表2", "--rows", &from, "--ids", "full", "-o", &to]).ending(0);
    let squeezed: String = text_of(&bytes(&path)).split_whitespace().collect();
    assert!(
        squeezed.contains("990000194901011234")
            && squeezed.contains("回信地址")
            && !squeezed.contains("校验码")
    );
    // a sheet that has nothing to do with it
    std::fs::write(&list, "天气,风向\n晴,北\n").unwrap();
    let refused = desk.run(&["form", "print", "附表2", "--rows", &from, "-o", &to]).ending(5);
    assert!(refused.err.contains("姓名"), "{}", refused.err);
}

#[test]
fn a_file_made_earlier_is_proved() {
    let (desk, folder) = (desk_with_records(), tempfile::tempdir().unwrap());
    let verify = |path: &str| -> Answer { desk.run(&["--format", "json", "catalog", "verify", path]) };
    let mut made = Vec::new();
    for (kind, name) in
        [("卷内目录", "卷内目录.pdf"), ("归档文件目录", "归档.xlsx"), ("案卷目录", "案卷.csv")]
    {
        let (path, to) = place(&folder, name);
        desk.run(&["catalog", "export", "--type", kind, "-o", &to]).ending(0);
        made.push((path, to));
    }
    let (_, papers) = place(&folder, "整卷.pdf");
    desk.run(&["volume", "print", "1", "-o", &papers]).ending(0);
    for to in made.iter().map(|(_, to)| to).chain([&papers]) {
        assert_eq!(verify(to).ending(0).json()["standing"], "current", "{to}");
    }
    desk.run(&["item", "correct", "3", "--set", "title=改过的题名", "--reason", "核对原件"]).ending(0);
    let changed = |to: &str| {
        let answer = verify(to).ending(3).json();
        assert_eq!(answer["standing"], "changed", "{to}");
        answer["records"].as_array().unwrap().len()
    };
    let record = desk.run(&["--format", "json", "item", "show", "3"]).ending(0).json();
    for to in [&made[0].1, &made[1].1, &papers] {
        assert!(changed(to) >= 1);
        let records = verify(to).json()["records"].to_string();
        assert!(records.contains(record["item"]["code"].as_str().unwrap()), "{records}");
    }
    // the volumes' list does not name the title: it still says the same
    assert_eq!(verify(&made[2].1).ending(0).json()["standing"], "current");
    let mut bytes = bytes(&made[0].0);
    bytes.push(b'\n');
    std::fs::write(&made[0].0, bytes).unwrap();
    assert_eq!(verify(&made[0].1).ending(4).json()["standing"], "not_ours");
    assert_eq!(verify("/没有这个文件.pdf").code, 3);
}

#[test]
fn a_wrong_form_is_found_before_it_is_printed() {
    let (desk, folder) = (Desk::new(), tempfile::tempdir().unwrap());
    let shipped = std::fs::read_to_string(repository("templates/print/summary@1.toml")).unwrap();
    let (path, to) = place(&folder, "mine@1.toml");
    std::fs::write(&path, shipped.replace("mm = 105", "mm = 305").replace("\"label\"", "\"colour\""))
        .unwrap();
    let answer = desk.run(&["--format", "json", "form", "check", &to]).ending(3).json();
    let kinds: Vec<_> = answer["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["kind"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        kinds.contains(&"form_unknown_field".into()) && kinds.contains(&"form_too_wide".into()),
        "{kinds:?}"
    );
    desk.run(&["form", "check"]).ending(0);
    let listed = desk.run(&["--format", "json", "form", "list"]).ending(0).json();
    assert!(listed.as_array().unwrap().len() >= 38);
}

#[test]
fn an_office_prints_with_its_own_form_and_preset() {
    let (desk, folder) = (desk_with_records(), tempfile::tempdir().unwrap());
    let forms = desk.data().join("forms");
    std::fs::create_dir(&forms).unwrap();
    let print = |name: &str| {
        let (path, to) = place(&folder, name);
        desk.run(&["catalog", "export", "--type", "卷内目录", "-o", &to]).ending(0);
        text_of(&bytes(&path))
    };
    assert!(print("国标.pdf").contains("责任者"));
    std::fs::write(forms.join("presets.toml"), "[fonds]\n0211 = \"芜湖2009\"\n").unwrap();
    assert!(print("芜湖.pdf").contains("业务材料名称"));
    let shipped = std::fs::read_to_string(repository("templates/print/volume_contents@1.toml")).unwrap();
    let newer = shipped.replace("version = 1", "version = 2").replace("zh = \"责任者\"", "zh = \"责任人\"");
    std::fs::write(forms.join("volume_contents@2.toml"), newer).unwrap();
    std::fs::remove_file(forms.join("presets.toml")).unwrap();
    assert!(print("自己的.pdf").contains("责任人"));
    // what was printed with the older version is proved with it
    let (_, to) = place(&folder, "国标.pdf");
    assert_eq!(
        desk.run(&["--format", "json", "catalog", "verify", &to]).ending(0).json()["standing"],
        "current"
    );
}
