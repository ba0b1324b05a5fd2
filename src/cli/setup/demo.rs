//! demo: a temporary archive with sample records, gone at Ctrl+C.

use std::sync::Arc;

use futures::future::try_join_all;

use crate::acts::arranging::closing::{self, Closing};
use crate::acts::finding::viewing;
use crate::acts::setup::demonstration::{self, Sample};
use crate::acts::setup::founding::{self, Founding};
use crate::acts::upkeep::indexing;
use crate::acts::upkeep::jobs::{self, JobOutcome};
use crate::archive::Archive;
use crate::cli::base::args::{Demo, Global};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::cli::base::watching::watch;
use crate::config::{BackupPlan, Config};
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::domain::records::states::JobKind;
use crate::progress::Progress;
use crate::{embedded, say};

/// Volumes closed together share their commits.
const TOGETHER: usize = 64;
/// Records that are there when the pages open; the rest is filed behind them.
const AT_ONCE: u64 = 9000;

pub async fn demo(global: &Global, console: &Console, args: &Demo) -> Result<Done> {
    let folder = tempfile::Builder::new().prefix("guidang-demo-").tempdir()?;
    // no place of a real archive's backups or checkpoints is for the sample
    let config = Config {
        data: folder.path().to_owned(),
        database: None,
        witness: None,
        backups: BackupPlan::default(),
        ..global.config()?
    };
    let by = demonstration::demonstrator(config.clock.now());
    let scheme =
        embedded::scheme_files().into_iter().find(|(name, _)| name == "wuhu-2009.toml").map(|(_, text)| text);
    let founding = Founding {
        number: "0211".into(),
        name: "芜湖市人力资源和社会保障局（示例）".into(),
        scheme: scheme.unwrap_or_default(),
        preset: founding::SMALL.into(),
    };
    // what a visitor does is told from what the sample was filled with
    let visitor = config.clock.founder("visitor", "示例档案员");
    let archive = Arc::new(founding::found(config, &visitor, founding).await?);
    demonstration::staff(&archive, &visitor).await?;
    let mut sample = demonstration::prepare(&archive, &by, args.items).await?;
    let at_once = if args.no_serve { u64::MAX } else { AT_ONCE };
    let progress = Arc::new(Progress::default());
    progress.set_total(sample.beginning(at_once));
    let filing = console.pick(&say!("建立示例档案", "Making a sample archive")).to_owned();
    let watching = tokio::spawn(watch(progress.clone(), console.is_json(), filing));
    let filled = fill(&archive, &by, &mut sample, at_once, &progress).await;
    watching.abort();
    filled?;
    indexing::catch_up(&archive).await?;
    let made = viewing::overview(&archive, &by).await?;
    let left = sample.left();
    welcome(console, &made, left);
    if args.no_serve {
        archive.store.close().await;
        return Ok(Done::Code(0));
    }
    if left > 0 {
        fill_behind(&archive, &by, sample).await?;
    }
    let (listen, names) = (args.listen, Vec::new());
    Ok(Done::Serve {
        archive,
        listen,
        names,
        behind_proxy: false,
        login_header: None,
        tls: None,
        demo: true,
        keep: Some(folder),
    })
}

/// Files years of the sample and closes their volumes.
async fn fill(
    archive: &Archive,
    by: &By,
    sample: &mut Sample,
    enough: u64,
    progress: &Progress,
) -> Result<u64> {
    let complete = demonstration::file_years(archive, by, sample, enough, progress).await?;
    for volumes in complete.chunks(TOGETHER) {
        let closing = || Closing {
            closed_by: "示例立卷人".into(),
            checked_by: "示例检查人".into(),
            note: String::new(),
        };
        try_join_all(volumes.iter().map(|id| closing::close(archive, by, *id, closing()))).await?;
    }
    Ok(complete.len() as u64)
}

/// Files the rest as a job, which the pages show.
async fn fill_behind(archive: &Arc<Archive>, by: &By, mut sample: Sample) -> Result<i64> {
    let (own, who, total) = (archive.clone(), by.clone(), sample.left());
    let input = serde_json::json!({ "items": total });
    let work = move |progress: Arc<Progress>| async move {
        progress.set_total(total);
        let mut volumes = 0;
        while sample.left() > 0 && !progress.stop_asked() {
            let year = Progress::default();
            volumes += fill(&own, &who, &mut sample, 1, &year).await?;
            progress.set_done(total - sample.left());
        }
        let report = serde_json::json!({ "written": total - sample.left(), "volumes": volumes });
        Ok(JobOutcome { report, file: String::new() })
    };
    jobs::start(archive, by, JobKind::SampleFill, input, work).await
}

fn welcome(console: &Console, made: &viewing::Overview, left: u64) {
    let (from, to) = made.years.unwrap_or_default();
    console.line(console.pick(&say!(
        "示例档案：芜湖 2009 分类方案 · 全宗 0211 · {from}–{to} · {} 卷 {} 件，人物均为虚构。",
        "Sample archive: Wuhu 2009 scheme · fonds 0211 · {from}–{to} · {} volumes, {} records; every person is invented.",
        made.volumes,
        made.items
    )));
    if left > 0 {
        console.line(console.pick(&say!(
            "其余 {left} 件在后台继续建立，进度见「任务」。",
            "{left} more are filed in the background; see Jobs."
        )));
    }
    let things = [
        say!(
            "查人：在搜索框输入 zxm（拼音首字母），或任何人的姓名、身份证号后六位",
            "Find a person: type zxm (pinyin initials), a name, or the last six of an ID number"
        ),
        say!(
            "收件：首页下载样例清单，在「收件导入」试读，看三处问题怎么说",
            "Download the example sheet from the first page, import it, and see what is said of its three problems"
        ),
        say!(
            "立卷：在「案卷整理」打开一卷整理中的，看检查、备考表，再立卷",
            "Close an open volume under Volumes: its checks, its 备考表"
        ),
        say!(
            "到期：在「到期鉴定」选 2035 年，点一卷的「为什么」",
            "Open the retention report for 2035 and ask why"
        ),
        say!(
            "目录：在「目录报表」导出 2009 年的案卷目录 xlsx",
            "Export the 2009 volume catalog as xlsx under Catalogs"
        ),
    ];
    for (number, thing) in things.iter().enumerate() {
        console.line(format!("  {}. {}", number + 1, console.pick(thing)));
    }
}
