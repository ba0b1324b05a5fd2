//! Odd days: another program has the archive, a form's file was changed under its old version, a device bears
//! the name of the file.

use guidang::archive::{Access, Archive};
use guidang::procedures::documents::waiting::register_waiting;

use crate::support::{Desk, repository};

fn filled() -> Desk {
    Desk::made_once("decided_records", || {
        let desk = Desk::founded();
        let sheet = repository("tests/data/sheets/征缴科-2009-缴费核定.xlsx");
        let decided = ["--class", "ZJ", "--step", "社会保险费征缴核定材料", "--on-error", "skip"];
        desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decided[..]].concat());
        desk
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_beside_a_running_program_is_registered_by_it() {
    let (desk, folder) = (filled(), tempfile::tempdir().unwrap());
    let holder = Archive::open(desk.config(), Access::Whole).await.unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let names = ["案卷.xlsx", "案卷.csv", "案卷.html", "案卷.pdf"];
    for name in names {
        let to = place(name);
        let answer = desk.run(&["catalog", "export", "--type", "案卷目录", "-o", &to]).ending(0);
        assert!(answer.err.contains("留给它登记"), "{name}: {}", answer.err);
        desk.run(&["catalog", "verify", &to]).ending(4);
    }
    let to = place("卷.pdf");
    let answer = desk.run(&["--format", "json", "volume", "print", "1", "-o", &to]).ending(0);
    assert!(
        answer.err.contains("留给它登记") && answer.json()["pages"].as_u64() > Some(1),
        "programs are told, too"
    );
    assert_eq!(register_waiting(&holder).await.unwrap(), 5);
    assert_eq!(register_waiting(&holder).await.unwrap(), 0, "once");
    for name in names.into_iter().chain(["卷.pdf"]) {
        desk.run(&["catalog", "verify", &place(name)]).ending(0);
    }
    // what is no registration is put aside, and one of another deed as well
    let waiting = desk.config().waiting_dir();
    std::fs::write(waiting.join("1.json"), "{").unwrap();
    let deed = r#"{"login":"x","name":"","at":"","what":"volume_closed","about":"","detail":{}}"#;
    std::fs::write(waiting.join("2.json"), deed).unwrap();
    let before = holder.store.last_event().await.unwrap();
    assert_eq!(register_waiting(&holder).await.unwrap(), 0);
    assert_eq!(holder.store.last_event().await.unwrap(), before);
    assert!(waiting.join("1.unreadable").exists() && waiting.join("2.unreadable").exists());
    // one that was taken when the program was killed is registered after all
    let registered = desk.config().waiting_dir();
    desk.run(&["catalog", "export", "--type", "案卷目录", "-o", &place("被杀.csv")]).ending(0);
    let left = std::fs::read_dir(&registered).unwrap().map(|entry| entry.unwrap().path());
    let left = left.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "json")).unwrap();
    std::fs::rename(&left, left.with_extension("taken")).unwrap();
    assert_eq!(register_waiting(&holder).await.unwrap(), 1);
    desk.run(&["catalog", "verify", &place("被杀.csv")]).ending(0);
    holder.close().await;
    drop(holder);
    // alone it registers itself, and what was left when nobody ran
    let to = place("后.xlsx");
    let answer = desk.run(&["catalog", "export", "--type", "案卷目录", "-o", &to]).ending(0);
    assert!(!answer.err.contains("登记"), "{}", answer.err);
    desk.run(&["catalog", "verify", &to]).ending(0);
}

#[test]
fn a_form_changed_under_its_old_version_is_told_of_when_it_is_printed_again() {
    let (desk, folder) = (filled(), tempfile::tempdir().unwrap());
    let forms = desk.data().join("forms");
    std::fs::create_dir(&forms).unwrap();
    let shipped = std::fs::read_to_string(repository("templates/print/volume_catalog@1.toml")).unwrap();
    let own = forms.join("volume_catalog@7.toml");
    let mine = shipped.replace("key = \"volume_catalog\"", "key = \"volume_catalog\"\nversion = 7");
    let mine = mine.replace("\nversion = 1\n", "\n");
    std::fs::write(&own, &mine).unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (first, again) = (path("目录.pdf"), path("再.pdf"));
    desk.run(&["catalog", "export", "--type", "案卷目录", "-o", &first]).ending(0);
    let proof = desk.run(&["--format", "json", "catalog", "verify", &first]).ending(0).json();
    let digest = proof["file"].as_str().unwrap()[..12].to_owned();
    let reprint = || desk.run(&["--format", "json", "catalog", "reprint", &digest, "-o", &again]);
    assert!(reprint().ending(0).json().get("forms_changed").is_none());
    std::fs::write(&own, mine.replace("案卷题名", "案卷名")).unwrap();
    // the original has another heading: it is not to be had, and what is made today says so
    let refused = reprint().ending(5);
    assert!(
        refused.err.contains("volume_catalog@7") && refused.err.contains("没有换版本号"),
        "{}",
        refused.err
    );
    let said = desk.run(&["catalog", "remake", &digest, "-o", &again]).ending(0);
    assert!(said.out.contains("volume_catalog@7") && said.out.contains("没有换版本号"), "{}", said.out);
}

#[test]
fn a_device_is_not_replaced_by_a_file() {
    let (desk, folder) = (filled(), tempfile::tempdir().unwrap());
    let socket = folder.path().join("目录.pdf");
    let _open = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let to = socket.to_str().unwrap();
    for words in [&["volume", "print", "1"][..], &["catalog", "export", "--type", "案卷目录"]] {
        let refused = desk.run(&[words, &["-o", to]].concat()).ending(5);
        assert!(refused.err.contains("设备"), "{}", refused.err);
    }
    assert!(!std::fs::metadata(&socket).unwrap().is_file());
}

#[test]
fn a_printer_is_looked_at_without_being_changed() {
    let desk = Desk::founded();
    let printer =
        |more: &[&str]| desk.run(&[&["--format", "json", "form", "printer", "档案室"], more].concat());
    printer(&["--dx", "1.2", "--dy", "-0.8"]).ending(0);
    let known = printer(&[]).ending(0).json();
    assert_eq!((known[0]["dx"].as_i64(), known[0]["dy"].as_i64()), (Some(12), Some(-8)));
    for odd in ["nan", "inf", "-inf", "20.1", "1e300"] {
        printer(&[&format!("--dx={odd}")]).ending(5);
    }
    assert_eq!(printer(&[]).ending(0).json(), known);
    desk.run(&["form", "printer", "没有的"]).ending(5);
}

#[test]
fn what_stands_in_the_folder_of_forms_is_named_when_it_is_no_form() {
    let desk = Desk::founded();
    let forms = desk.data().join("forms");
    std::fs::create_dir(&forms).unwrap();
    let file = forms.join("mine@1.toml");
    let check = || desk.run(&["form", "check"]);
    std::fs::create_dir(&file).unwrap();
    assert!(check().err.contains("mine@1.toml"));
    std::fs::remove_dir(&file).unwrap();
    std::fs::write(&file, vec![b'#'; 2 << 20]).unwrap();
    assert!(check().err.contains("1 MB"));
    std::fs::write(&file, [0xFF, 0xFE, 0x00]).unwrap();
    assert!(check().err.contains("UTF-8"));
    std::fs::write(&file, format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000))).unwrap();
    assert!(check().ending(3).out.contains("读不懂"));
}
