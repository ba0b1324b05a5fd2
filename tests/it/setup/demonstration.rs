//! First contact: what the demonstration says of itself, filed in parts as at once; where the pages are.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use guidang::acts::setup::demonstration::{self, demonstrator};
use guidang::progress::Progress;

use crate::support::{Desk, FONDS, NAME, Site, both, wuhu};

/// Codes and titles of what is filed, whatever the order of filing.
async fn filed(site: &Site) -> BTreeSet<String> {
    let items = site.archive.store.items_after(0, i64::MAX).await.unwrap();
    items.iter().map(|item| format!("{} {}", item.code, item.description.title)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_filed_in_parts_is_the_sample_filed_at_once() {
    let story = async |site: Site| {
        let by = demonstrator(site.by().now);
        let progress = Progress::default();
        let mut sample = demonstration::prepare(&site.archive, &by, 640).await.unwrap();
        assert_eq!((sample.left(), sample.beginning(60), sample.beginning(u64::MAX)), (640, 80, 640));
        let complete =
            demonstration::file_years(&site.archive, &by, &mut sample, 60, &progress).await.unwrap();
        assert!(!complete.is_empty() && sample.left() == 560);
        let first: BTreeSet<String> = filed(&site).await.iter().map(|code| code[..4].to_owned()).collect();
        assert_eq!(
            first,
            ["2009", "2024"].map(str::to_owned).into(),
            "what the first steps need comes first"
        );
        demonstration::file_years(&site.archive, &by, &mut sample, u64::MAX, &progress).await.unwrap();
        assert_eq!((sample.left(), progress.so_far().0), (0, 560));
        filed(&site).await
    };
    let parts = both(story).await;
    let site = Site::open().await;
    let by = demonstrator(site.by().now);
    let mut sample = demonstration::prepare(&site.archive, &by, 640).await.unwrap();
    demonstration::file_years(&site.archive, &by, &mut sample, u64::MAX, &Progress::default()).await.unwrap();
    assert_eq!(parts, filed(&site).await);
}

#[test]
fn the_card_names_what_the_rail_names_and_no_library_speaks() {
    let answer = Desk::new().run(&["demo", "--no-serve", "--items", "320"]).ending(0);
    for said in ["320 件，人物均为虚构", "「收件导入」", "「案卷整理」", "「到期鉴定」", "「目录报表」"]
    {
        assert!(answer.out.contains(said), "{said}: {}", answer.out);
    }
    for raw in ["WARN", "INFO", "ERROR", "tantivy", "sqlx"] {
        assert!(
            !answer.err.contains(raw) && !answer.out.contains(raw),
            "{raw}: {}{}",
            answer.err,
            answer.out
        );
    }
}

#[test]
fn serve_says_where_the_pages_are() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("方案.toml");
    std::fs::write(&file, wuhu()).unwrap();
    desk.run(&["init", "--fonds", FONDS, "--name", NAME, "--scheme", file.to_str().unwrap()]).ending(0);
    for (format, begins) in [("table", "打开  http://127.0.0.1:"), ("json", "{")] {
        let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0", "--format", format]);
        let mut serving = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let mut out = BufReader::new(serving.stdout.take().unwrap());
        while !said.contains("http://127.0.0.1:") && out.read_line(&mut said).unwrap() > 0 {}
        serving.kill().unwrap();
        serving.wait().unwrap();
        assert!(said.starts_with(begins), "{said}");
        let port = said.split("http://127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
        assert!(port.parse::<u16>().unwrap() > 0, "the port that was given, not 0: {said}");
    }
}
