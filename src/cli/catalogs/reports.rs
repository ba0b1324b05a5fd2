//! report: increase and decrease of holdings, and the figures of a year.

use chrono::Datelike as _;

use crate::acts::catalogs::cataloging::{self, BY_HAND};
use crate::acts::catalogs::reckoning::{self, AccountShown, Held, Span};
use crate::cli::base::args::{Global, HoldingsAsked, ReportVerb, ScopeArgs};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::Result;
use crate::say;

pub async fn report(global: &Global, console: &Console, verb: &ReportVerb) -> Result<Done> {
    let archive = global.looking().await?;
    let by = archive.local_user();
    match verb {
        ReportVerb::Holdings(HoldingsAsked { year, month, fonds, class, step, period }) => {
            let (fonds, class) = (fonds.clone(), class.clone());
            let (step, period) = (step.clone(), period.clone());
            let scope = ScopeArgs { fonds, class, step, period, ..ScopeArgs::default() };
            let scope = scope.scope(&archive).await?;
            let span = Span { year: year.unwrap_or_else(|| by.today().year()), month: *month };
            let account = reckoning::account(&archive, &by, span, &scope).await?;
            console.answer(&account, |console| told(console, &account));
        }
        ReportVerb::Figures { year, fonds } => {
            let scope = ScopeArgs { fonds: fonds.clone(), year: year.clone(), ..ScopeArgs::default() };
            let scope = scope.scope(&archive).await?;
            let figures = cataloging::figures(&archive, &by, &scope).await?;
            let answer = serde_json::json!({ "figures": figures, "by_hand": BY_HAND });
            console.answer(&answer, |console| {
                let Some(found) = &figures else {
                    return console.line(console.pick(&say!("还没有案卷。", "There are no volumes yet.")));
                };
                let year = found.year;
                console.line(console.pick(&say!("{year} 年度", "{year}")));
                let row = |one: &cataloging::Figure| {
                    vec![
                        console.pick(&one.name).to_owned(),
                        one.volumes.to_string(),
                        one.items.to_string(),
                    ]
                };
                console.table(
                    &[("项目", "figure"), ("卷", "volumes"), ("件", "records")],
                    &found.figures.iter().map(row).collect::<Vec<_>>(),
                );
                console.line(console.pick(&say!(
                    "人员、排架长度、移出、纸质目录、库房、设备、电话由填报单位手填。",
                    "Staff, metres, moved out, paper catalogs, rooms, devices and phone are filled in by hand."
                )));
            });
        }
    }
    archive.store.close().await;
    Ok(Done::Code(0))
}

fn told(console: &Console, account: &AccountShown) {
    let both = |held: Held| format!("{}/{}", held.volumes, held.items);
    let (from, to) = (account.from, account.to);
    let [opening, added, taken, closing] =
        [account.opening, account.added, account.taken, account.closing].map(both);
    console.line(console.pick(&say!(
        "{from} — {to}（卷/件）：期初 {opening} + 增加 {added} − 减少 {taken} = 期末 {closing}",
        "{from} to {to} (volumes/records): {opening} + {added} − {taken} = {closing}"
    )));
    let headings = [
        ("类别", "class"),
        ("期限", "period"),
        ("状态", "state"),
        ("期初", "opening"),
        ("增加", "added"),
        ("转入", "moved in"),
        ("减少", "taken away"),
        ("转出", "moved out"),
        ("期末", "closing"),
    ];
    let rows: Vec<Vec<String>> = account
        .rows
        .iter()
        .map(|row| {
            vec![
                row.class.clone(),
                console.pick(&row.period_word).to_owned(),
                console.pick(&row.state_word).to_owned(),
                both(row.row.opening),
                both(row.added),
                both(row.moved_in),
                both(row.taken),
                both(row.moved_out),
                both(row.row.closing),
            ]
        })
        .collect();
    console.table(&headings, &rows);
    let ways: Vec<Vec<String>> = account
        .ways
        .iter()
        .map(|sum| vec![console.pick(&sum.word).to_owned(), both(sum.increase), both(sum.decrease)])
        .collect();
    console.table(&[("原因", "way"), ("增加、转入", "added"), ("减少、转出", "taken away")], &ways);
}
