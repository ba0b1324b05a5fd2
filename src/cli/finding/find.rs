//! `find`

use crate::acts::finding::searching::{self, SearchQuery};
use crate::cli::base::args::{Find, Global};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::Result;
use crate::say;

pub async fn find(global: &Global, console: &Console, args: &Find) -> Result<Done> {
    let archive = global.looking().await?;
    let scope = args.scope.scope(&archive).await?;
    let asked = SearchQuery {
        text: args.query.join(" "),
        scope,
        newest: args.newest,
        page: args.page,
        size: args.limit,
        ..SearchQuery::default()
    };
    let found = searching::find(&archive, &archive.local_user(), &asked).await?;
    console.answer(&found, |console| {
        let chips = found
            .chips
            .iter()
            .map(|chip| console.pick(&chip.says()).to_owned())
            .collect::<Vec<_>>()
            .join(" · ");
        console.say(&say!("理解为：{chips}", "Understood as: {chips}"));
        let row = |hit: &searching::Hit| {
            let reasons = hit
                .reasons
                .iter()
                .map(|reason| console.pick(reason).to_owned())
                .collect::<Vec<_>>()
                .join("，");
            vec![hit.code.clone(), hit.title.clone(), hit.date.clone().unwrap_or_default(), reasons]
        };
        console.table(
            &[("档号", "code"), ("题名", "title"), ("日期", "date"), ("命中", "found in")],
            &found.hits.iter().map(row).collect::<Vec<_>>(),
        );
        console.line(console.pick(&say!("共 {} 件", "{} records", found.total)));
        if found.behind > 0 {
            console.say(&say!(
                "索引还差 {} 条日志没有跟上，结果可能不全。",
                "The index is {} events behind; the answer may be incomplete.",
                found.behind
            ));
        }
    });
    Ok(Done::Code(0))
}
