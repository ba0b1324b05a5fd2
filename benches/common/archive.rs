//! An archive of the bench's own, filled by the acts themselves.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::acts::setup::founding::{self, Founding};
use guidang::archive::{Access, Archive};
use guidang::config::Config;
use guidang::progress::Progress;

use super::items::Items;
use super::measure;
use super::server::Server;

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime")
}

/// The sheet of `count` rows, written once.
pub fn sheet(count: usize) -> PathBuf {
    let path = measure::bench_dir().join(format!("{count}.csv"));
    if !path.exists() {
        let new = path.with_extension("new");
        Items::new(count).write_csv(&new);
        std::fs::rename(new, &path).expect("the sheet");
    }
    path
}

pub async fn found(data: &Path) -> Archive {
    found_with(data, None).await
}

/// A new archive; `database` is an empty one of a server, else the embedded one.
pub async fn found_with(data: &Path, database: Option<String>) -> Archive {
    std::fs::remove_dir_all(data).ok();
    let config = Config { database, ..Config::new(data) };
    let by = config.clock.founder("local", "本机用户");
    let scheme = include_str!("../../schemes/wuhu-2009.toml").to_owned();
    let founding = Founding {
        number: "0211".into(),
        name: "芜湖市人力资源和社会保障局".into(),
        scheme,
        preset: "small".into(),
    };
    founding::found(config, &by, founding).await.expect("a new archive")
}

pub async fn take_in(archive: &Archive, sheet: &Path) -> Intake {
    let by = archive.local_user();
    // among so many made by chance a few share a number or a name
    let accept = ["number_with_two_names", "name_with_two_numbers"].map(str::to_owned).into();
    let taken = intake::take_in(
        archive,
        &by,
        sheet,
        &ImportOptions { accept, ..ImportOptions::default() },
        Taking::StopOnProblem,
        &Progress::default(),
    )
    .await;
    let taken = taken.expect("a sheet");
    let blocking: Vec<String> = taken
        .problems
        .iter()
        .filter(|problem| problem.is_blocking())
        .map(|problem| format!("row {:?}: {} {}", problem.row, problem.kind, problem.message.zh))
        .collect();
    assert!(
        blocking.is_empty(),
        "{} rows go back: {:#?}",
        blocking.len(),
        &blocking[..blocking.len().min(10)]
    );
    taken
}

/// Where the archive of `count` rows lies, filled now when it is not there.
pub fn filled(count: usize) -> PathBuf {
    let data = measure::bench_dir().join(format!("archive-{count}"));
    let done = data.join("bench-done");
    if !done.exists() {
        let sheet = sheet(count);
        runtime().block_on(async {
            let archive = found(&data).await;
            take_in(&archive, &sheet).await;
            guidang::acts::upkeep::indexing::catch_up(&archive).await.expect("the index");
            archive.store.close().await;
        });
        std::fs::write(done, "").expect("a mark");
    }
    data
}

/// Directory of the archive of `count` rows in a server's database, and that database; filled now when it
/// is not there.
pub async fn served(server: &Server, count: usize) -> (PathBuf, String) {
    let data = measure::bench_dir().join(format!("archive-postgres-{count}"));
    let (name, done) = (format!("guidang_bench_{count}"), data.join("bench-done"));
    if !done.exists() {
        let archive = found_with(&data, Some(server.emptied(&name).await)).await;
        take_in(&archive, &sheet(count)).await;
        guidang::acts::upkeep::indexing::catch_up(&archive).await.expect("the index");
        archive.close().await;
        std::fs::write(done, "").expect("a mark");
    }
    (data, server.database(&name))
}

pub async fn open(data: &Path) -> Arc<Archive> {
    open_with(data, None).await
}

pub async fn open_with(data: &Path, database: Option<String>) -> Arc<Archive> {
    let config = Config { database, ..Config::new(data) };
    let archive = Archive::open(config, Access::Whole).await.expect("the archive");
    // an index of another form was taken away on opening
    guidang::acts::upkeep::indexing::catch_up(&archive).await.expect("the index");
    Arc::new(archive)
}
