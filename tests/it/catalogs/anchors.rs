//! Catalogs and registers end with the checkpoint of the log: text and code on paper, lines in a workbook, in the proof sheet of a
//! csv; no digest covers it, and a reprint has the one the original had.

use std::process::Command;

use guidang::checkpoint::{LogCheckpoint, PublicKeys, SignedBy};

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

struct Story {
    desk: Desk,
    folder: tempfile::TempDir,
}

impl Story {
    fn begin() -> Story {
        Story { desk: filled(), folder: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at(name)).unwrap()
    }

    fn export(&self, name: &str) {
        let format = name.rsplit('.').next().unwrap();
        let words = ["catalog", "export", "--type", "案卷目录", "--format", format, "-o", &self.at(name)];
        self.desk.run(&words).ending(0);
    }

    /// The log signed; the checkpoint as it was written.
    fn sign(&self) -> String {
        self.desk.run(&["log", "checkpoint", "-o", &self.at("checkpoint")]).ending(0);
        std::fs::read_to_string(self.at("checkpoint")).unwrap()
    }

    fn correct(&self, title: &str) {
        let words = ["item", "correct", "1", "--set", &format!("title={title}"), "--reason", "核对原件"];
        self.desk.run(&words).ending(0);
    }

    fn text_of_pdf(&self, name: &str) -> String {
        let run = Command::new("pdftotext").args(["-layout", &self.at(name), "-"]).output().unwrap();
        String::from_utf8(run.stdout).unwrap()
    }

    /// What the codes on the last page say.
    fn codes_of_pdf(&self, name: &str) -> String {
        let pictures = self.at("page");
        let drawn =
            Command::new("pdftoppm").args(["-r", "200", "-png", &self.at(name), &pictures]).status().unwrap();
        assert!(drawn.success());
        let mut pages: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "png"))
            .collect();
        pages.sort();
        let run =
            Command::new("zbarimg").args(["--quiet", "--raw"]).arg(pages.last().unwrap()).output().unwrap();
        String::from_utf8(run.stdout).unwrap()
    }
}

#[test]
fn paper_ends_with_the_checkpoint_as_text_and_code() {
    let story = Story::begin();
    story.export("before.pdf");
    assert!(!story.text_of_pdf("before.pdf").contains("日志检查点"), "there is none yet");
    let note = story.sign();
    story.export("案卷目录.pdf");
    let text = story.text_of_pdf("案卷目录.pdf");
    let last = text.trim_end_matches('\u{c}').rsplit('\u{c}').next().unwrap();
    let checkpoint = LogCheckpoint::read(note.as_bytes()).unwrap();
    assert!(last.contains("日志检查点") && last.contains(&checkpoint.root.to_string()), "{last}");
    assert!(last.contains(&format!("日志 {} 条", checkpoint.size)), "{last}");
    // what the code says is the signed note, and the key the office shows checks it
    let read = story.codes_of_pdf("案卷目录.pdf");
    let read = LogCheckpoint::read(format!("{}\n", read.trim_end()).as_bytes()).unwrap();
    let key = story.desk.cli(&["log", "key"]).1["key"].as_str().unwrap().to_owned();
    assert_eq!(read.note(), note.as_bytes());
    assert_eq!(read.signed_by(&PublicKeys::read(&key).unwrap()), SignedBy::Known);
    // other papers have no such leaf
    story.desk.run(&["catalog", "verify", &story.at("案卷目录.pdf")]).ending(0);
    story.desk.run(&["volume", "print", "1", "-o", &story.at("整卷.pdf")]).ending(0);
    assert!(!story.text_of_pdf("整卷.pdf").contains("日志检查点"));
}

#[test]
fn workbooks_pages_and_proof_sheets_end_with_it_and_are_proved_as_before() {
    let story = Story::begin();
    let note = story.sign();
    let checkpoint = LogCheckpoint::read(note.as_bytes()).unwrap();
    for name in ["案卷目录.xlsx", "案卷目录.csv", "案卷目录.html"] {
        story.export(name);
        story.desk.run(&["catalog", "verify", &story.at(name)]).ending(0);
    }
    for name in ["案卷目录.xlsx", "案卷目录.csv"] {
        let run =
            Command::new("python3").arg(repository("docs/proof.py")).arg(story.at(name)).output().unwrap();
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stdout));
    }
    let html = String::from_utf8(story.bytes("案卷目录.html")).unwrap();
    let sheet: serde_json::Value = serde_json::from_slice(&story.bytes("案卷目录.csv.proof.json")).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(story.at("案卷目录.xlsx")).unwrap();
    let tables = calamine::Reader::worksheets(&mut book);
    let cells: Vec<String> = tables
        .iter()
        .flat_map(|(_, range)| range.used_cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>())
        .collect();
    let last = cells.iter().rev().take(2).cloned().collect::<Vec<_>>().join("\n");
    for text in [checkpoint.root.to_string(), checkpoint.signature()] {
        assert!(html.contains(&text) && last.contains(&text), "{text}: {last}");
    }
    assert_eq!(sheet["anchor"]["size"], checkpoint.size);
    assert_eq!(sheet["anchor"]["signature"], checkpoint.signature());
    let rows = String::from_utf8(story.bytes("案卷目录.csv")).unwrap();
    assert!(!rows.contains(&checkpoint.root.to_string()), "a csv is one table");
}

#[test]
fn a_reprint_has_the_checkpoint_the_original_had_and_a_remake_that_of_today() {
    let story = Story::begin();
    story.sign();
    for ending in ["pdf", "xlsx"] {
        let (first, again, anew) =
            (format!("原件.{ending}"), format!("重印.{ending}"), format!("今天.{ending}"));
        story.export(&first);
        let digest = guidang::domain::general::digest::Digest::compute(&story.bytes(&first)).hex();
        story.correct(&format!("改过的题名 {ending}"));
        story.sign();
        story.desk.run(&["catalog", "reprint", &digest, "-o", &story.at(&again)]).ending(0);
        assert_eq!(story.bytes(&first), story.bytes(&again), "{ending}");
        story.desk.run(&["catalog", "remake", &digest, "-o", &story.at(&anew)]);
        assert_ne!(story.bytes(&first), story.bytes(&anew), "{ending}: the checkpoint is a later one");
        story.desk.run(&["catalog", "verify", &story.at(&anew)]).ending(0);
    }
}
