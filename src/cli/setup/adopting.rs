//! scheme adopt, scheme end, scheme withdraw: what a fonds files under from a day on.

use super::site::scheme_text;
use crate::acts::setup::adopting::{self, AdoptionRequest, Proposal, SchemeEnding};
use crate::cli::base::args::Global;
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Wording;
use crate::domain::values::date;
use crate::say;

/// What the command says, its file and day still as written.
pub(super) struct AdoptionWritten<'a> {
    pub file: &'a str,
    pub fonds: Option<&'a str>,
    pub from: Option<&'a str>,
    pub replaces: Option<&'a str>,
    pub beside: bool,
}

pub(super) async fn adopt(
    global: &Global,
    console: &Console,
    written: AdoptionWritten<'_>,
    apply: bool,
) -> Result<Done> {
    let archive = global.whole().await?;
    let by = archive.local_user();
    let text = match adopting::kept_text(&archive, &by, written.file).await? {
        Some(text) => text,
        None => scheme_text(written.file)?,
    };
    let request = AdoptionRequest {
        text,
        fonds: written.fonds.map(str::to_owned),
        from: written.from.map(date::read_first_day).transpose().map_err(Error::Refused)?,
        replaces: written.replaces.map(str::to_owned),
        beside: written.beside,
    };
    let proposal = match apply {
        true => adopting::adopt(&archive, &by, &request).await?,
        false => adopting::propose(&archive, &by, &request).await?,
    };
    console.answer(&proposal, |console| {
        print(console, &proposal);
        console.line(console.pick(&match apply {
            true => say!("已启用 {}。", "Adopted {}.", proposal.id),
            false => say!("没有写入。确认后加 --apply。", "Nothing was written. Add --apply to do it."),
        }));
    });
    settle(&archive).await?;
    Ok(Done::Code(0))
}

pub(super) async fn withdraw(
    global: &Global,
    console: &Console,
    id: &str,
    fonds: Option<&str>,
) -> Result<Done> {
    let archive = global.whole().await?;
    adopting::withdraw(&archive, &archive.local_user(), fonds, id).await?;
    console.say(&say!("已撤回启用 {id}。", "Adoption of {id} withdrawn."));
    settle(&archive).await?;
    Ok(Done::Code(0))
}

/// `on` is unset where an end is taken back.
pub(super) async fn end(
    global: &Global,
    console: &Console,
    id: &str,
    (fonds, on): (Option<&str>, Option<&str>),
) -> Result<Done> {
    let archive = global.whole().await?;
    let until = on.map(date::read_day).transpose().map_err(Error::Refused)?;
    let ending = adopting::end(&archive, &archive.local_user(), fonds, id, until).await?;
    console.answer(&ending, |console| {
        let SchemeEnding { open_volumes: open, filed_since: since, .. } = &ending;
        console.line(console.pick(&match until {
            Some(day) => say!(
                "{id} 用到 {day} 为止：整理中的 {open} 卷照它立完，{since} 件形成于其后、已按它归档的不改动。",
                "{id} is used until {day}: its {open} open volumes are finished, {since} records formed later stay in it."
            ),
            None => say!("{id} 继续使用。", "{id} is used on."),
        }));
    });
    settle(&archive).await?;
    Ok(Done::Code(0))
}

fn print(console: &Console, proposal: &Proposal) {
    let Proposal { id, name, .. } = proposal;
    let from = proposal.from.map_or_else(String::new, |day| day.to_string());
    console.line(console.pick(&match (proposal.fonds.as_str(), &proposal.replaces) {
        ("", _) => say!("{id}《{name}》自 {from} 施行", "{id} {name}, in force from {from}"),
        (fonds, Some(old)) => say!(
            "全宗 {fonds}：{from} 起形成的材料归入 {id}《{name}》，接替 {old}",
            "Fonds {fonds}: papers formed from {from} are filed under {id} {name} in the place of {old}"
        ),
        (fonds, None) => say!(
            "全宗 {fonds}：{from} 起形成的材料也可归入 {id}《{name}》",
            "Fonds {fonds}: papers formed from {from} may also be filed under {id} {name}"
        ),
    }));
    for affected in &proposal.differences {
        let (open, closed) = (affected.open_volumes, affected.closed_volumes);
        let volumes = match open + closed {
            0 => say!("", ""),
            _ => say!("（{open} 卷整理中，{closed} 卷已立卷）", " ({open} volumes open, {closed} closed)"),
        };
        let message = &affected.difference.message;
        console.line(format!("  {}{}", console.pick(message), console.pick(&volumes)));
    }
    let (open, since) = (proposal.open_volumes, proposal.filed_since);
    if open > 0 {
        console.line(console.pick(&say!(
            "  整理中的 {open} 卷照原方案立完",
            "  {open} open volumes are finished under their own edition"
        )));
    }
    if since > 0 {
        console.line(console.pick(&say!(
            "  {since} 件形成于 {from} 以后、已按原方案归档，不改动",
            "  {since} records formed since {from} are filed under the old edition already and stay there"
        )));
    }
    let words = |wording: &Wording| console.pick(wording).to_owned();
    let moved = proposal
        .dates
        .iter()
        .map(|one| vec![one.code.clone(), words(&one.before_in_words()), words(&one.after_in_words())]);
    let moved: Vec<Vec<String>> = moved.collect();
    if !moved.is_empty() {
        console.table(&[("档号", "code"), ("原来", "before"), ("以后", "after")], &moved);
        let (shown, total) = (moved.len(), proposal.dates_total);
        if shown < total {
            console.line(console.pick(&say!(
                "只列出前 {shown} 处，共 {total} 处。",
                "The first {shown} of {total} are shown."
            )));
        }
    }
    let shortened = proposal.shortened;
    if shortened > 0 {
        console.line(console.pick(&say!(
            "{shortened} 件提前到可鉴定，要先提出期限调整（guidang retention propose），由另一人执行。",
            "{shortened} records could be appraised sooner: propose it (guidang retention propose), another person applies it."
        )));
    }
}
