//! demo: a temporary archive with sample records, gone at Ctrl+C.

use std::sync::Arc;

use futures::future::try_join_all;

use crate::acts::arranging::closing::{self, Closing};
use crate::acts::finding::viewing;
use crate::acts::setup::demonstration;
use crate::acts::setup::founding::{self, Founding};
use crate::acts::upkeep::indexing;
use crate::cli::base::args::{Demo, Global};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::config::Config;
use crate::domain::general::error::Result;
use crate::progress::Progress;
use crate::{embedded, say};

/// Volumes closed together share their commits.
const TOGETHER: usize = 64;

pub async fn demo(global: &Global, console: &Console, args: &Demo) -> Result<Done> {
    let folder = tempfile::Builder::new().prefix("guidang-demo-").tempdir()?;
    let config = Config { database: None, ..Config { data: folder.path().to_owned(), ..global.config()? } };
    let by = config.clock.founder("demo", "示例档案员");
    let scheme =
        embedded::scheme_files().into_iter().find(|(name, _)| name == "wuhu-2009.toml").map(|(_, text)| text);
    let founding = Founding {
        number: "0211".into(),
        name: "芜湖市人力资源和社会保障局（示例）".into(),
        scheme: scheme.unwrap_or_default(),
        preset: founding::SMALL.into(),
    };
    let archive = founding::found(config, &by, founding).await?;
    console.say(&say!("正在建立示例档案……", "Making a sample archive…"));
    demonstration::staff(&archive, &by).await?;
    let complete = demonstration::fill(&archive, &by, args.items, &Progress::default()).await?;
    for volumes in complete.chunks(TOGETHER) {
        let closing = || Closing {
            closed_by: "示例立卷人".into(),
            checked_by: "示例检查人".into(),
            note: String::new(),
        };
        try_join_all(volumes.iter().map(|id| closing::close(&archive, &by, *id, closing()))).await?;
    }
    indexing::catch_up(&archive).await?;
    let made = viewing::overview(&archive, &by).await?;
    welcome(console, &made, &args.listen);
    if args.no_serve {
        archive.store.close().await;
        return Ok(Done::Code(0));
    }
    let (archive, listen) = (Arc::new(archive), args.listen);
    Ok(Done::Serve {
        archive,
        listen,
        names: Vec::new(),
        behind_proxy: false,
        demo: true,
        keep: Some(folder),
    })
}

fn welcome(console: &Console, made: &viewing::Overview, listen: &std::net::SocketAddr) {
    let (from, to) = made.years.unwrap_or_default();
    console.line(console.pick(&say!(
        "示例档案：芜湖 2009 分类方案 · 全宗 0211 · {from}–{to} · {} 卷 {} 件，人物均为虚构。",
        "Sample archive: Wuhu 2009 scheme · fonds 0211 · {from}–{to} · {} volumes, {} records; every person is invented.",
        made.volumes,
        made.items
    )));
    console.line(console.pick(&say!(
        "打开  http://{listen}/      Ctrl+C 结束并删除",
        "Open  http://{listen}/      Ctrl+C ends and deletes it"
    )));
    let things = [
        say!(
            "查人：在搜索框输入 zxm（拼音首字母），或任何人的姓名、身份证号后六位",
            "Find a person: type zxm (pinyin initials), a name, or the last six of an ID number"
        ),
        say!(
            "收表：把 tests/data/sheets/ 里的移交表拖到「接收」，看三行问题怎么说",
            "Take in a sheet from tests/data/sheets/ and see what it says of the bad rows"
        ),
        say!(
            "立卷：打开一卷整理中的，看检查、备考表，再立卷",
            "Close an open volume: its checks, its 备考表"
        ),
        say!(
            "到期：打开「到期」选 2035 年，点一卷的「为什么」",
            "Open the retention report for 2035 and ask why"
        ),
        say!("目录：在「目录」里导出 2009 年的案卷目录 xlsx", "Export the 2009 volume catalog as xlsx"),
    ];
    for (number, thing) in things.iter().enumerate() {
        console.line(format!("  {}. {}", number + 1, console.pick(thing)));
    }
}
