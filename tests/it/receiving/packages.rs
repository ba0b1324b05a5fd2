//! A transfer package becomes records in another archive: equal, or not at all.

mod broken;
mod conflicts;
mod doors;
pub mod sender;

use std::path::Path;
use std::sync::Arc;

use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Encoding, Format, Numbers};
use guidang::acts::receiving::taking_package::{PackageIntake, PackageOptions, take_package};
use guidang::acts::setup::founding::{Founding, found};
use guidang::acts::setup::succeeding::{self, SuccessionGiven};
use guidang::domain::general::error::Result;
use guidang::domain::general::wording::Lang;
use guidang::progress::Progress;
use guidang::store::{Backend, TABLES};

use self::sender::{Sent, rows_of, sent};
use crate::support::{Desk, FONDS, NAME, Site, both, repository, sound};

/// Takes a package, saying yes to these kinds of questions.
async fn take(site: &Site, package: &Path, accept: &[&str]) -> Result<PackageIntake> {
    let accept = accept.iter().map(|kind| (*kind).to_owned()).collect();
    let options = PackageOptions { accept, ..PackageOptions::default() };
    take_package(&site.archive, &site.by(), package, &options, &Arc::new(Progress::default())).await
}

/// What a dry run says; nothing is written.
async fn dry_run(site: &Site, package: &Path) -> PackageIntake {
    let options = PackageOptions { dry_run: true, ..PackageOptions::default() };
    let before = all_rows(site).await;
    let seen = take_package(&site.archive, &site.by(), package, &options, &Arc::default()).await.unwrap();
    assert_eq!(all_rows(site).await, before, "a dry run wrote something");
    seen
}

/// The kinds that hold a package up, in order, each once.
fn asked(taken: &PackageIntake) -> Vec<&str> {
    let mut kinds: Vec<&str> =
        taken.problems.iter().filter(|one| one.is_blocking()).map(|one| one.kind.as_str()).collect();
    kinds.dedup();
    kinds
}

/// How many rows each table has.
async fn all_rows(site: &Site) -> Vec<(String, i64)> {
    let mut link = site.desk.behind().await;
    let mut counted = Vec::new();
    for table in TABLES.iter().filter(|table| table.name != "claim") {
        counted.push((
            table.name.to_owned(),
            link.number(&format!("select count(*) from {}", table.name)).await,
        ));
    }
    counted
}

fn backend(site: &Site) -> Backend {
    if site.desk.config().database.is_some() { Backend::Postgres } else { Backend::Sqlite }
}

/// An archive of another institution, without records.
pub async fn receiver(backend: Backend) -> Site {
    let desk = Desk::on(backend).await;
    let config = desk.config();
    let by = config.clock.founder("local", "本机用户");
    let scheme = std::fs::read_to_string(repository("schemes/sample-medical.toml")).unwrap();
    let founding =
        Founding { number: "0001".into(), name: "芜湖市档案馆".into(), scheme, preset: "small".into() };
    let archive = found(config, &by, founding).await.unwrap();
    desk.open_again(archive)
}

/// Every list over the records as csv, with whole numbers.
async fn lists(site: &Site) -> Vec<String> {
    let mut lists = Vec::new();
    for kind in ["案卷目录", "卷内目录", "备考表", "人名索引", "单位索引", "文号索引"]
    {
        let mut wanted =
            CatalogRequest { kind: kind.into(), id_numbers: Numbers::Full, ..CatalogRequest::default() };
        wanted.filter.fonds = Some(FONDS.to_owned());
        wanted.filter.state = Some("closed".to_owned());
        let out = tempfile::NamedTempFile::new().unwrap();
        let (format, quiet) = (Format::Csv(Encoding::Utf8Bom), Progress::default());
        let by = site.by();
        cataloging::export(&site.archive, &by, &wanted, format, Lang::Zh, out.path(), &quiet).await.unwrap();
        lists.push(std::fs::read_to_string(out.path()).unwrap());
    }
    lists
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_in_an_empty_archive_is_equal_record_for_record() {
    let story = async |site: Site| {
        let Sent { package, volumes, items, .. } = sent(&site).await;
        let there = receiver(backend(&site)).await;
        let seen = dry_run(&there, &package).await;
        assert_eq!((seen.volumes, seen.items, asked(&seen)), (volumes, items, vec![]), "{:?}", seen.problems);
        assert_eq!(seen.fonds.iter().map(|one| one.is_new).collect::<Vec<_>>(), [true]);
        let new: Vec<&str> =
            seen.editions.iter().filter(|one| one.is_new).map(|one| one.id.as_str()).collect();
        assert_eq!(new, ["wuhu-2009", "wuhu-2020"]);
        let taken = take(&there, &package, &[]).await.unwrap();
        assert_eq!((taken.taken_volumes, taken.taken_items, taken.passed_over), (volumes, items, 0));
        for table in ["place", "volume", "item", "person", "unit", "fact", "adoption"] {
            let (here, there) = (rows_of(&site, table).await, rows_of(&there, table).await);
            assert!(!here.is_empty(), "{table} has no rows to be compared");
            assert_eq!(here, there, "{table}: the sender's rows (left) and the receiver's");
        }
        let editions = rows_of(&there, "edition").await;
        let own = rows_of(&site, "edition").await;
        assert_eq!(
            own.iter().filter(|row| !editions.contains(row)).collect::<Vec<_>>(),
            Vec::<&String>::new()
        );
        assert_eq!(lists(&site).await, lists(&there).await);
        sound(&there).await;
        // the log says from whom, and what stands for the package
        let told = there.archive.store.events_page(Some("package_taken"), 0, 1).await.unwrap().remove(0);
        let detail = told.event.detail.told();
        assert_eq!((&detail["sender"], &detail["items"]), (&NAME.into(), &items.into()));
        assert_eq!(detail["manifest"], taken.manifest.as_str());
        // once more: a line, and nothing written
        let before = all_rows(&there).await;
        let again = take(&there, &package, &[]).await.unwrap();
        assert!(again.done_before && again.batch == taken.batch && again.blocking == 0);
        assert_eq!(all_rows(&there).await, before);
        // the fonds taken over stands before the one that took it over
        succeeding::record_succession(
            &there.archive,
            &there.by(),
            SuccessionGiven {
                fonds: "0001".into(),
                earlier: FONDS.into(),
                on: there.by().today(),
                note: "机构合并".into(),
            },
        )
        .await
        .unwrap();
        sound(&there).await;
        lists(&there).await
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_program_takes_a_package_and_says_so_twice() {
    let site = Site::open().await;
    let Sent { package, items, .. } = sent(&site).await;
    let desk = receiver(Backend::Sqlite).await.leave().await;
    let path = package.to_str().unwrap();
    let (code, seen) = desk.cli(&["import", "package", path, "--dry-run"]);
    assert_eq!(
        (code, &seen["items"], &seen["batch"]),
        (0, &items.into(), &serde_json::Value::Null),
        "{seen}"
    );
    let said = desk.run(&["import", "package", path]).ending(0).out;
    assert!(said.contains("清单摘要") && said.contains(&format!("{items} 件，批次 1")), "{said}");
    let (code, again) = desk.cli(&["import", "package", path]);
    assert_eq!((code, &again["done_before"]), (0, &true.into()), "{again}");
    let said = desk.run(&["import", "package", path]).ending(0).out;
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    assert!(said.contains("早已收下"), "{said}");
    // unpacked it is the same package
    let folder = desk.data().join("解开");
    zip::ZipArchive::new(std::fs::File::open(&package).unwrap()).unwrap().extract(&folder).unwrap();
    let (code, again) = desk.cli(&["import", "package", folder.to_str().unwrap()]);
    assert_eq!((code, &again["done_before"]), (0, &true.into()), "{again}");
    let (code, verified) = desk.cli(&["verify"]);
    assert_eq!(code, 0, "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_package_brings_is_counted_as_taken_in() {
    use guidang::acts::catalogs::reckoning::{self, Held, MovementKind, Span};
    use guidang::domain::records::scope::Scope;

    let home = Site::open().await;
    let sent = sent(&home).await;
    let site = receiver(Backend::Sqlite).await;
    take(&site, &sent.package, &[]).await.unwrap();
    let span = Span { year: chrono::Datelike::year(&site.by().today()), month: None };
    let account = reckoning::account(&site.archive, &site.by(), span, &Scope::default()).await.unwrap();
    let (volumes, items, _) = site.archive.store.volume_totals(&Scope::default()).await.unwrap();
    assert_eq!((account.added, account.closing), (Held::new(volumes, items), Held::new(volumes, items)));
    assert_eq!(account.ways.iter().map(|sum| sum.kind).collect::<Vec<_>>(), [MovementKind::Taken]);
}
