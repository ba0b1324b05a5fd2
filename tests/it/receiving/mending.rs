//! Repairs of a clerk's sheet: kept beside it, put in as it is read, listed, and part of what makes a
//! batch the batch it is.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use guidang::acts::receiving::intake::{self, Examined, ImportOptions, Mending, Taking};
use guidang::acts::upkeep::{indexing, verifying};
use guidang::archive::{Access, Archive};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::masking::{FreeText, WholeFor};
use guidang::domain::receiving::repair::{Cure, Repair};
use guidang::domain::records::item::Person;
use guidang::progress::Progress;

use crate::support::{Desk, Site, both, draft, file, levy, refusal, sound};

const STEP: &str = "社会保险费征缴核定材料";
const LOST: &str = "990000197906034000";
const WHOLE: &str = "990000197906034073";

/// Rows 2–7: sound, digits lost, ambiguous day, no page count, the same as row 2, a date of another year.
fn rows() -> String {
    format!(
        "题名,日期,页数,单位名称,姓名,身份证号,个人编号\n\
         核定表一,2009-03-02,2,一中,李四,,\n\
         核定表二,2009-03-03,3,二中,张三,{LOST},7001\n\
         核定表三,03-04-05,1,三中,,,\n\
         核定表四,2009-03-05,,四中,,,\n\
         核定表一,2009-03-02,2,一中,李四,,\n\
         核定表六,2010-01-03,2,六中,,,\n"
    )
}

fn written(desk: &Desk, name: &str, text: &str) -> (PathBuf, Digest) {
    let path = desk.data().join(name);
    std::fs::write(&path, text).unwrap();
    (path, Digest::compute(text.as_bytes()))
}

fn wishes() -> ImportOptions {
    ImportOptions {
        year: Some(2009),
        class: Some("ZJ".into()),
        step: Some(STEP.into()),
        repairs: true,
        ..ImportOptions::default()
    }
}

fn mending(file: Digest, repairs: Vec<Repair>) -> Mending {
    Mending { file, sheet: "移交".into(), file_name: "移交.csv".into(), repairs, field: None }
}

async fn examined(site: &Site, path: &std::path::Path) -> Examined {
    intake::examine(&site.archive, &site.by(), path, &wishes(), ("", 0), &Progress::default()).await.unwrap()
}

/// What the page offers for each row: cure and value.
fn offered(examined: &Examined) -> Vec<(u32, Vec<Repair>)> {
    let troubles = examined.groups.iter().flat_map(|group| &group.troubles);
    let mut offered: Vec<_> = troubles
        .filter(|trouble| trouble.problem.is_blocking())
        .filter_map(|trouble| {
            Some((trouble.problem.row?, trouble.offers.iter().map(|offer| offer.repair.clone()).collect()))
        })
        .collect();
    offered.sort_by_key(|(row, _): &(u32, Vec<Repair>)| *row);
    offered
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_mended_and_a_restart_loses_nothing() {
    let story = async |site: Site| {
        let mut known = draft(&levy(2009), "旧表", 2);
        let person = Person { name: "张三".into(), id_number: WHOLE.into(), ..Person::default() };
        known.description.persons = vec![person];
        let known = file(&site.archive, &site.by(), vec![known]).await.unwrap()[0].item_id;
        let (path, digest) = written(&site.desk, "移交.csv", &rows());

        let before = examined(&site, &path).await;
        assert_eq!((before.intake.accepted, before.to_look_at), (1, 5));
        let offers = offered(&before);
        assert_eq!(offers.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        let named = Repair::of_cell(3, 5, Cure::Person, format!("{known}.1"));
        assert_eq!(offers[0].1[0], named, "found by name and digits; the page has no number");
        assert!(offers[1].1.iter().any(|repair| repair.value == "2003-04-05"), "{:?}", offers[1]);
        assert_eq!(offers[2].1, [], "a page count can only be counted");
        let mut repairs: Vec<Repair> = [0, 3, 4].map(|at: usize| offers[at].1[0].clone()).into();
        repairs.push(Repair::of_cell(4, 1, Cure::Value, "2009-04-05"));
        repairs.push(Repair::of_cell(5, 2, Cure::Value, "4"));
        let count = intake::mend(&site.archive, &site.by(), mending(digest, repairs)).await.unwrap();
        assert_eq!(count, 5);
        sound(&site).await;

        // the program is stopped and started again
        let site = site.leave().await.open().await;
        let after = examined(&site, &path).await;
        assert_eq!((after.intake.accepted, after.to_look_at, after.left_out), (5, 0, 1));
        let changed: Vec<(u32, String, String)> = after
            .intake
            .changed
            .iter()
            .filter(|change| change.kind == "repaired")
            .map(|change| {
                let whole = |text: &FreeText| text.whole(WholeFor::Comparing).to_owned();
                (change.row.unwrap(), whole(&change.from), whole(&change.to))
            })
            .collect();
        let list = [(3, LOST, WHOLE), (4, "03-04-05", "2009-04-05"), (5, "", "4")];
        assert_eq!(changed, list.map(|(row, from, to)| (row, from.to_owned(), to.to_owned())));

        let (all, progress) = (Taking::StopOnProblem, Progress::default());
        let taken =
            intake::take_in(&site.archive, &site.by(), &path, &wishes(), all, &progress).await.unwrap();
        assert_eq!((taken.read, taken.written, taken.repairs, taken.repaired), (6, 5, 5, true));
        let batch = taken.batch.unwrap().parse().unwrap();
        let kept = site.archive.store.batch_rows(batch).await.unwrap();
        let said = |row: u32, kind: &str| {
            let row = kept.iter().find(|kept| kept.row == row).unwrap();
            row.changes.iter().any(|change| change.kind == kind)
                || row.problems.iter().any(|one| one.kind == kind)
        };
        assert!(said(3, "repaired") && said(6, "left_out") && said(7, "date_outside_year"));
        let good = Taking::SkipProblems;
        let again =
            intake::take_in(&site.archive, &site.by(), &path, &wishes(), good, &progress).await.unwrap();
        assert_eq!(again.written, 0, "taken in twice, nothing is filed twice");
        sound(&site).await;
        let items = site.archive.store.items_after(0, i64::MAX).await.unwrap();
        items
            .iter()
            .map(|item| format!("{} {}", item.description.title, item.description.persons.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(both(story).await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_taken_back_replaced_or_refused() {
    let story = async |site: Site| {
        let (path, digest) = written(&site.desk, "移交.csv", &rows());
        let keep = async |repair: Repair| {
            intake::mend(&site.archive, &site.by(), mending(digest, vec![repair])).await.map(drop)
        };
        keep(Repair::of_cell(5, 2, Cure::Value, "4")).await.unwrap();
        keep(Repair::of_cell(5, 2, Cure::Value, "九十")).await.unwrap();
        assert_eq!(examined(&site, &path).await.intake.accepted, 1, "the later decision counts, good or bad");
        keep(Repair::of_cell(5, 2, Cure::Value, "9")).await.unwrap();
        keep(Repair::of_row(7, Cure::Keep, "date_outside_year")).await.unwrap();
        keep(Repair::of_row(7, Cure::Keep, "id_region")).await.unwrap();
        assert_eq!(
            examined(&site, &path).await.intake.accepted,
            3,
            "a second answer does not unsay the first"
        );
        keep(Repair::of_cell(5, 2, Cure::Withdrawn, "")).await.unwrap();
        let left = examined(&site, &path).await;
        assert_eq!((left.intake.accepted, left.repairs.len()), (2, 1));
        for (odd, why) in [
            (Repair::of_cell(0, 2, Cure::Value, "4"), "repair_place"),
            (Repair::of_row(5, Cure::Value, "4"), "repair_place"),
            (Repair::of_cell(5, 2, Cure::Skip, ""), "repair_place"),
            (Repair::of_cell(5, 2, Cure::Value, "\u{0}"), "repair_value"),
        ] {
            assert_eq!(refusal(keep(odd.clone()).await), why, "{odd:?}");
        }
        let judged = Mending {
            field: Some(guidang::domain::receiving::columns::Field::Date),
            ..mending(digest, vec![Repair::of_cell(4, 1, Cure::Value, "2009.13.45")])
        };
        assert_eq!(refusal(intake::mend(&site.archive, &site.by(), judged).await), "no_such_day");
        // another sheet of the same file is another sheet
        let other = Mending {
            sheet: "4月".into(),
            ..mending(digest, vec![Repair::of_cell(5, 2, Cure::Value, "4")])
        };
        intake::mend(&site.archive, &site.by(), other).await.unwrap();
        assert_eq!(examined(&site, &path).await.repairs.len(), 1);
        let log = site.archive.store.latest_events(i64::MAX, 1).await.unwrap();
        assert!(
            log[0].event.what == "sheet_repaired"
                && !log[0].event.detail.whole(WholeFor::Comparing).to_string().contains("\"4\""),
            "{log:?}"
        );
        sound(&site).await;
        left.intake.accepted
    };
    both(story).await;
}

/// The command line reads the file as it lies, says what lies beside it, and puts it in when told to.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_names_repairs_and_uses_them_only_when_told() {
    let desk = Desk::founded();
    let (path, digest) = written(&desk, "移交.csv", &rows());
    let site = desk.open().await;
    let repairs = vec![Repair::of_cell(5, 2, Cure::Value, "4"), Repair::of_cell(3, 5, Cure::ToCheck, "")];
    intake::mend(&site.archive, &site.by(), mending(digest, repairs)).await.unwrap();
    let desk = leave(site).await;
    let name = path.to_str().unwrap();
    let items = ["import", "items", name, "--year", "2009", "--class", "ZJ", "--step", STEP, "--dry-run"];
    let plain = desk.run(&items).ending(3);
    assert!(
        plain.out.contains("有 2 处改正，这次没有采用") && plain.out.contains("--repairs"),
        "{}",
        plain.out
    );
    let (_, json) = desk.cli(&items);
    assert_eq!(
        (json["accepted"].as_u64(), json["repairs"].as_u64(), json["repaired"].as_bool()),
        (Some(1), Some(2), Some(false))
    );
    let copy = desk.data().join("批注.xlsx");
    let told = [&items[..], &["--repairs", "--annotated", copy.to_str().unwrap()]].concat();
    let mended = desk.run(&told).ending(3);
    assert!(mended.out.contains("采用了网页上对这张表做的 2 处改正"), "{}", mended.out);
    let (_, json) = desk.cli(&told);
    assert_eq!((json["accepted"].as_u64(), json["repaired"].as_bool()), (Some(3), Some(true)));
    let notes =
        json["changed"].as_array().unwrap().iter().filter(|one| one["kind"] == "marked_to_check").count();
    assert_eq!(notes, 1, "{json:#}");
    let read = guidang::sheet::read_in_process(&copy, &guidang::sheet::Reading::default()).unwrap();
    let reasons: String = format!("{:?}", read.rows);
    assert!(reasons.contains("收件时改为「4」") && reasons.contains(LOST), "the copy shows both: {reasons}");
}

async fn leave(site: Site) -> Desk {
    let Site { archive, desk, .. } = site;
    archive.close().await;
    drop(archive);
    desk
}

/// `kill -9` after the first commit: the same command goes on, with the same repairs, and files nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_a_mended_sheet_doubles_nothing() {
    const ROWS: u32 = 4300;
    let desk = Desk::founded();
    let mut text = "题名,日期,页数\n".to_owned();
    for row in 2..ROWS + 2 {
        let pages = if row % 1000 == 0 { "" } else { "1" };
        text += &format!("核定表{row},2009-03-02,{pages}\n");
    }
    let (path, digest) = written(&desk, "移交.csv", &text);
    let site = desk.open().await;
    let repairs = (1..=4).map(|n| Repair::of_cell(n * 1000, 2, Cure::Value, "7")).collect();
    intake::mend(&site.archive, &site.by(), mending(digest, repairs)).await.unwrap();
    let desk = leave(site).await;
    let name = path.to_str().unwrap();
    let items = [
        "import",
        "items",
        name,
        "--year",
        "2009",
        "--class",
        "ZJ",
        "--step",
        STEP,
        "--repairs",
        "--format",
        "json",
    ];
    let mut child = desk.command(&items).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    for line in BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok) {
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        if said["progress"]["done"].as_u64().is_some_and(|done| done >= 2000) {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (code, json) = desk.cli(&items[..items.len() - 2]);
    assert_eq!((code, json["accepted"].as_u64()), (0, Some(u64::from(ROWS))), "{json:#.600}");
    let archive = Archive::open(desk.config(), Access::Whole).await.unwrap();
    let items = archive.store.items_after(0, i64::MAX).await.unwrap();
    assert_eq!(items.len(), ROWS as usize);
    assert_eq!(items.iter().map(|item| item.description.pages).sum::<u32>(), ROWS + 4 * 6);
    indexing::catch_up(&archive).await.unwrap();
    assert_eq!(verifying::verify(&archive, &archive.local_user()).await.unwrap().findings, vec![]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_dry_run_stops_when_it_is_asked_to() {
    let site = Site::open().await;
    let rows: String = (0..2500).map(|n| format!("核定表{n},2009-03-02,2,一中,李四,,\n")).collect();
    let head = "题名,日期,页数,单位名称,姓名,身份证号,个人编号\n";
    let (path, _) = written(&site.desk, "长.csv", &format!("{head}{rows}"));
    let progress = Progress::default();
    progress.ask_to_stop();
    let stopped = intake::examine(&site.archive, &site.by(), &path, &wishes(), ("", 0), &progress).await;
    assert!(stopped.unwrap_err().to_string().contains("已按要求停下"));
    assert_eq!(progress.so_far().1, 1000, "it ended at its next thousand rows");
    assert_eq!(examined(&site, &path).await.intake.read, 2500, "and can be begun again");
}
