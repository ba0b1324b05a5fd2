//! What a receiving archive takes: one bag with every finding aid, the papers of the transfer and its metadata.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use axum::http::StatusCode;
use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::upkeep::jobs;
use guidang::domain::records::item::{Person, Unit};
use zip::ZipArchive;

use super::packages::bagit_agrees;
use super::paper::{read_by, text_of};
use crate::support::door::{Door, MARKUP, encoded};
use crate::support::{draft, file, levy};

/// A closed volume whose records name persons and a unit, with markup in a title.
async fn volume(door: &Door) -> i64 {
    let by = door.archive.local_user();
    let mut one = draft(&levy(2011), &format!("缴费核定表{MARKUP}"), 2);
    one.description.doc_number = "芜劳社〔2011〕12号".into();
    one.description.persons = vec![
        Person { name: "张小梅".into(), id_number: "990000198001011234".into(), ..Person::default() },
        Person { name: "李四".into(), ..Person::default() },
    ];
    one.description.units = vec![Unit { name: "镜湖机械厂".into(), number: "1001".into() }];
    let filed = file(&door.archive, &by, vec![one, draft(&levy(2011), "缴费明细", 3)]).await.unwrap();
    let volume = filed[0].volume_id;
    closing::close(&door.archive, &by, volume, Closing::default()).await.unwrap();
    volume
}

/// The package of that volume, in a folder, and unpacked beside.
async fn packed(door: &Door, folder: &Path, more: &str) -> (PathBuf, PathBuf) {
    let volume = volume(door).await;
    let form = format!("volume={volume}&receiver={}&make=package&items=1{more}", encoded("市档案馆"));
    let made = door.post("/transfer", &form).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let package = folder.join("移交包.zip");
    std::fs::write(&package, &made.body).unwrap();
    let unpacked = folder.join("unpacked");
    ZipArchive::new(std::fs::File::open(&package).unwrap()).unwrap().extract(&unpacked).unwrap();
    let bag = std::fs::read_dir(&unpacked).unwrap().next().unwrap().unwrap().path();
    assert_eq!(std::fs::read_dir(&unpacked).unwrap().count(), 1, "one bag, in a folder of its own");
    (package, bag)
}

fn names(folder: &Path, under: &str, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{under}{}", entry.file_name().to_str().unwrap());
        match entry.path().is_dir() {
            true => names(&entry.path(), &format!("{name}/"), found),
            false => {
                found.insert(name);
            }
        }
    }
}

/// `guidang package check`, where no archive is.
fn check(path: &Path, lang: &str) -> (i32, String) {
    let nowhere = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_guidang"))
        .current_dir(nowhere.path())
        .env("HOME", nowhere.path())
        .env_remove("GUIDANG_DATA")
        .args(["--lang", lang, "package", "check"])
        .arg(path)
        .output()
        .unwrap();
    assert_eq!(std::fs::read_dir(nowhere.path()).unwrap().count(), 0, "it makes no archive");
    let Output { status, stdout, stderr } = run;
    (status.code().unwrap(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiving_archive_takes_the_package() {
    let door = Door::furnished().await;
    let dir = tempfile::tempdir().unwrap();
    let more = format!("&batch={}&reason={}", encoded("2026-移-01"), encoded("档案法实施条例第三十条"));
    let (package, bag) = packed(&door, dir.path(), &more).await;
    assert_eq!(bag.file_name().unwrap(), "移交包-0211-2026-移-01");
    assert!(bagit_agrees(&bag));
    let (code, said) = check(&package, "zh");
    assert_eq!(code, 0, "{said}");
    for words in
        ["批次号：2026-移-01", "接收单位：市档案馆", "移交依据：档案法实施条例第三十条", "完整，未改动"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let mut all = BTreeSet::new();
    names(&bag, "", &mut all);
    let lists = ["移交清册", "案卷目录汇总表", "案卷目录", "索引/人名索引", "索引/单位索引", "索引/文号索引"];
    for list in lists {
        for ending in ["pdf", "xlsx", "csv"] {
            assert!(all.contains(&format!("data/{list}.{ending}")), "{list}.{ending}: {all:#?}");
        }
    }
    for folder in ["卷内目录", "备考表"] {
        for ending in ["pdf", "xlsx", "csv"] {
            let one = |name: &&String| {
                name.starts_with(&format!("data/{folder}/0001-")) && name.ends_with(&format!(".{ending}"))
            };
            assert_eq!(all.iter().filter(one).count(), 1, "{folder} {ending}: {all:#?}");
        }
    }
    for name in all.iter().filter(|name| name.ends_with(".pdf")) {
        read_by("qpdf", &["--check"], &std::fs::read(bag.join(name)).unwrap(), &[]);
    }
    // the papers say who, what, how many
    let deed = text(&bag.join("data/交接文书/档案交接文据.pdf"));
    for words in ["2026-移-01", "市档案馆", "交接性质", "移交清册", "人名索引"] {
        assert!(deed.contains(words), "{words}: {deed}");
    }
    let receipt = text(&bag.join("data/交接文书/电子档案移交与接收登记表.pdf"));
    assert!(
        receipt.contains("批次2026-移-01") && receipt.contains("案卷1") && receipt.contains("0.001GB"),
        "{receipt}"
    );
    let about = std::fs::read_to_string(bag.join("说明文件.txt")).unwrap();
    for words in ["批次号：2026-移-01", "接收单位：市档案馆", "案卷数：1", "身份证号：已遮盖", "起始档号："]
    {
        assert!(about.contains(words), "{words}: {about}");
    }
    let register = std::fs::read_to_string(bag.join("data/移交清册.csv")).unwrap();
    assert!(register.contains("接收（√）或退回原因"), "{register}");
    let register = text(&bag.join("data/移交清册.pdf"));
    for words in ["批次2026-移-01", "接收单位市档案馆", "移交依据档案法实施条例第三十条"]
    {
        assert!(register.contains(words), "{words}: {register}");
    }
    // a list in it is the same as everywhere: it is known when it comes back
    let proof = door
        .send(
            "POST",
            "/api/v1/proof",
            "application/octet-stream",
            std::fs::read(bag.join("data/移交清册.pdf")).unwrap(),
        )
        .await;
    assert_eq!(proof.json()["standing"], "current", "{}", proof.text());
}

/// What the paper says, without blanks.
fn text(pdf: &Path) -> String {
    text_of(&std::fs::read(pdf).unwrap()).split_whitespace().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metadata_keep_to_the_schema_that_travels_with_them() {
    let door = Door::furnished().await;
    let dir = tempfile::tempdir().unwrap();
    let (_, bag) = packed(&door, dir.path(), "").await;
    let folder = bag.join("data/元数据");
    let valid = |file: &str| {
        let run = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema", "移交元数据.xsd", file])
            .current_dir(&folder)
            .output()
            .unwrap_or_else(|error| panic!("xmllint: {error}; apt-get install libxml2-utils"));
        (run.status.success(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    for file in ["案卷目录.xml", "文件元数据.xml"] {
        let (is_valid, said) = valid(file);
        assert!(is_valid, "{said}");
    }
    // no whole number leaves unless somebody chose so; markup in a text is text
    let items = std::fs::read_to_string(folder.join("文件元数据.xml")).unwrap();
    assert!(items.contains("<证件号码>990000********"), "{items}");
    assert!(items.contains("&lt;img src=x") && !items.contains("<img"), "{items}");
    // and the schema tells what is amiss
    let volumes = std::fs::read_to_string(folder.join("案卷目录.xml")).unwrap();
    for (from, to) in [("<档号>", "<档案号>"), ("<立卷日期>20", "<立卷日期>99年20"), ("<件数>", "<件数>-")]
    {
        assert!(volumes.contains(from), "{from}");
        let closing = to.replace('<', "</");
        let spoilt = volumes.replace(from, to);
        let spoilt = if to == "<档案号>" { spoilt.replace("</档号>", &closing) } else { spoilt };
        std::fs::write(folder.join("改.xml"), spoilt).unwrap();
        assert!(!valid("改.xml").0, "{to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_numbers_are_handed_over_where_they_were_chosen_and_the_log_says_so() {
    let door = Door::furnished().await;
    let page = door.get("/transfer").await.text();
    let choice = page.split("<select id=\"id_numbers\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(choice.find("full").unwrap() < choice.find("masked").unwrap(), "whole unless said: {choice}");
    for (chosen, shown, said) in [
        ("full", Some("<证件号码>990000198001011234"), "身份证号：全显"),
        ("left_out", None, "身份证号：未列"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (_, bag) = packed(&door, dir.path(), &format!("&id_numbers={chosen}")).await;
        let items = std::fs::read_to_string(bag.join("data/元数据/文件元数据.xml")).unwrap();
        match shown {
            Some(number) => assert!(items.contains(number), "{items}"),
            None => assert!(!items.contains("990000"), "{items}"),
        }
        assert!(std::fs::read_to_string(bag.join("说明文件.txt")).unwrap().contains(said), "{chosen}");
        let log = door.get("/api/v1/events?size=1").await.text();
        assert!(log.contains(&format!("\"id_numbers\":\"{chosen}\"")), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_of_many_volumes_is_made_in_the_background() {
    let door = Door::empty().await;
    let by = door.archive.local_user();
    let mut ids = Vec::new();
    for year in 1990..2011 {
        let filed = file(&door.archive, &by, vec![draft(&levy(year), "核定表", 2)]).await.unwrap();
        closing::close(&door.archive, &by, filed[0].volume_id, Closing::default()).await.unwrap();
        ids.push(format!("volume={}", filed[0].volume_id));
    }
    let more = "receiver=x&make=package&id_numbers=full";
    for form in [format!("{}&{more}", ids.join("&")), format!("all=1&state=closed&{more}")] {
        let job = door.post("/transfer", &form).await.onward();
        assert!(job.starts_with("/jobs/"), "{job}");
        // what it makes is not looked at here
        let job = job.trim_start_matches("/jobs/").parse().unwrap();
        jobs::cancel(&door.archive, &by, job).await.unwrap();
    }
    let few = door.post("/transfer", &format!("{}&{more}", ids[..2].join("&"))).await;
    assert_eq!(few.status, StatusCode::OK, "{}", few.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receiver_is_told_what_is_missing_changed_or_too_much() {
    let door = Door::furnished().await;
    let dir = tempfile::tempdir().unwrap();
    let (package, bag) = packed(&door, dir.path(), "").await;
    assert_eq!(check(&bag, "en").0, 0, "unpacked it is checked as well");
    std::fs::remove_file(bag.join("data/案卷目录.csv")).unwrap();
    std::fs::write(bag.join("data/移交清册.csv"), "改").unwrap();
    std::fs::write(bag.join("data/多.txt"), "多").unwrap();
    let (code, said) = check(&bag, "zh");
    assert_eq!(code, 3, "{said}");
    for words in [
        "案卷目录.csv”不在包里，缺失",
        "移交清册.csv”的内容与清单上的摘要不符，改动过",
        "多.txt”不在清单上，是多出来的",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let (code, said) = check(&bag, "en");
    assert!(
        code == 3 && said.contains("missing") && said.contains("changed") && said.contains("added"),
        "{said}"
    );
    for nothing in [dir.path().join("nowhere.zip"), dir.path().join("空")] {
        std::fs::create_dir_all(dir.path().join("空")).unwrap();
        let (code, said) = check(&nothing, "zh");
        assert_eq!(code, 4, "{said}");
    }
    std::fs::write(&package, b"not a zip at all, but long enough for one").unwrap();
    assert_eq!(check(&package, "zh").0, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_takes_no_open_volume_in_any_format() {
    let door = Door::furnished().await;
    let open = format!("volume={}&receiver=x", door.open_volume);
    for format in ["xlsx", "csv", "csv-gb18030", "html", "pdf"] {
        let made = door.post("/transfer", &format!("{open}&format={format}")).await;
        assert_eq!(made.status, StatusCode::UNPROCESSABLE_ENTITY, "{format}");
        assert!(made.text().contains("还没有立卷"), "{format}: {}", made.text());
        let over_all = door.get(&format!("/api/v1/catalogs/transfer_register?format={format}")).await;
        assert_eq!(over_all.status, StatusCode::UNPROCESSABLE_ENTITY, "{format}");
        let closed =
            door.get(&format!("/api/v1/catalogs/transfer_register?format={format}&state=closed")).await;
        assert_eq!(closed.status, StatusCode::OK, "{format}: {}", closed.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_over_chosen_volumes_name_nothing_of_others() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    file(&door.archive, &by, vec![draft(&levy(2013), "别的一卷", 2)]).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (_, bag) = packed(&door, dir.path(), "").await;
    let read = |name: &str| std::fs::read_to_string(bag.join(format!("data/{name}.csv"))).unwrap();
    let summed: u64 = read("案卷目录汇总表")
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |at: usize| cells.get(at)?.trim_matches('"').parse::<u64>().ok();
            number(0).and(number(2))
        })
        .sum();
    assert_eq!(summed, 1, "{}", read("案卷目录汇总表"));
    let persons = read("索引/人名索引");
    let lines: Vec<&str> = persons.lines().filter(|line| line.contains("2011-ZJ-")).collect();
    assert_eq!(lines.len(), 2, "{persons}");
    // the furnished archive's other persons stand in volumes that are not handed over
    assert!(!persons.contains("2009-"), "{persons}");
    assert!(read("索引/单位索引").contains("镜湖机械厂"));
}
