//! `find`

use crate::acts::finding::searching::{self, OtherWay, SearchAnswer, SearchQuery};
use crate::cli::base::args::{Find, Global};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::Result;
use crate::domain::general::numbers::mask_within;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::hit_kind;
use crate::domain::records::states::HitKind;
use crate::say;

pub async fn find(global: &Global, console: &Console, args: &Find) -> Result<Done> {
    let archive = global.looking().await?;
    let scope = args.scope.scope(&archive).await?;
    let asked = SearchQuery {
        text: args.query.join(" "),
        scope,
        kind: hit_kind(&args.kind)?,
        newest: args.newest,
        page: args.page,
        size: args.limit,
        alone: args.alone,
        ..SearchQuery::default()
    };
    let found = searching::find(&archive, &archive.local_user(), &asked).await?;
    let tries = match found.total == 0 && !asked.text.is_empty() && !console.is_json() {
        true => searching::other_ways(&archive, &archive.local_user(), &asked).await?,
        false => Vec::new(),
    };
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
            let kind = console.pick(&hit.kind.word()).to_owned();
            let period = console.pick(&hit.period.kept.in_words()).to_owned();
            let date = hit.date.clone().unwrap_or_default();
            vec![kind, hit.code.clone(), hit.title.clone(), date, period, reasons]
        };
        console.table(
            &[
                ("种类", "kind"),
                ("档号", "code"),
                ("题名", "title"),
                ("日期", "date"),
                ("保管期限", "period"),
                ("命中", "found in"),
            ],
            &found.hits.iter().map(row).collect::<Vec<_>>(),
        );
        console.line(console.pick(&counted(&found, asked.kind)));
        for one in &found.instead {
            let (what, total) = (console.pick(&one.what), one.total);
            console.line(format!("· {what}  {total}  →  guidang find {}", mask_within(&one.text)));
        }
        tell_tries(console, &tries);
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

/// How many were found, each kind in its own unit; volumes are named where there are some.
fn counted(found: &SearchAnswer, kind: Option<HitKind>) -> Wording {
    let (items, volumes) = (found.items, found.volumes);
    match kind {
        Some(HitKind::Volume) => say!("共 {volumes} 卷", "{volumes} volumes"),
        None if volumes > 0 => say!("共 {items} 件，{volumes} 卷", "{items} records, {volumes} volumes"),
        _ => say!("共 {items} 件", "{items} records"),
    }
}

/// What was tried where nothing was found, as the page says it, with the words that find something.
fn tell_tries(console: &Console, tries: &[OtherWay]) {
    if tries.is_empty() {
        return;
    }
    console.line(console.pick(&say!("已经试过：", "Tried:")));
    for one in tries {
        let (what, total) = (console.pick(&one.what), one.total);
        let years = one.years.map_or_else(String::new, |(from, to)| format!(" --year {from}..{to}"));
        console.line(match total {
            0 => format!("· {what}  0"),
            _ => format!("· {what}  {total}  →  guidang find {}{years}", mask_within(&one.text)),
        });
    }
}
