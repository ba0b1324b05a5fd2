//! volume, item, find.

use super::args::{Find, Global, ItemVerb, Scope, VolumeVerb};
use super::print::Printer;
use super::{Done, settle};
use crate::archive::Archive;
use crate::closing::Closing;
use crate::domain::error::{Error, Result};
use crate::domain::period::RetentionPeriod;
use crate::domain::placing::Guide;
use crate::domain::states::ItemState;
use crate::domain::volume::Volume;
use crate::filing::Correction;
use crate::finding::{self, Asked};
use crate::looking::{self, VolumeFilter};
use crate::{checking, closing, filing, say};

impl Scope {
    /// The scope in ids; names of classes and steps are those of the fonds' scheme.
    pub(super) async fn filter(&self, archive: &Archive) -> Result<VolumeFilter> {
        let mut filter =
            VolumeFilter { fonds: self.fonds.clone(), state: self.state.clone(), ..VolumeFilter::default() };
        if self.fonds.is_some() {
            archive.fonds_numbered(self.fonds.as_deref()).await?;
        }
        (filter.year_from, filter.year_to) = years(self.year.as_deref())?;
        if let Some(text) = &self.period {
            let key = if text == "永久" { "permanent" } else { text.trim_end_matches('年') };
            let period = RetentionPeriod::from_key(key).ok_or_else(|| no_period(text))?;
            filter.period = Some(period.key());
        }
        if let Some(text) = self.state.as_deref().filter(|text| ItemState::from_key(text).is_none()) {
            return Err(no_state(text));
        }
        if self.class.is_some() || self.step.is_some() {
            let fonds = archive.fonds_numbered(self.fonds.as_deref()).await?;
            let (_, scheme) = archive.scheme_of(&fonds).await?;
            if let Some(text) = &self.class {
                filter.class_id = match Guide::classes_called(&scheme, text).as_slice() {
                    [] => return Err(unknown(text)),
                    [class] => Some(class.id.clone()),
                    several => {
                        let names = several
                            .iter()
                            .map(|class| format!("{}（{}）", class.id, class.name))
                            .collect::<Vec<_>>()
                            .join("、");
                        return Err(Error::refused(
                            "ambiguous",
                            say!(
                                "「{text}」是几个类别共用的代码。",
                                "\"{text}\" is the code of several classes."
                            ),
                            say!("写清是哪一个：{names}。", "Say which: {names}."),
                        ));
                    }
                };
            }
            if let Some(text) = &self.step {
                let found = scheme.find_step_in_any_class(text);
                let within = found
                    .iter()
                    .find(|(class, ..)| filter.class_id.as_ref().is_none_or(|id| *id == class.id));
                filter.step_id = Some(within.ok_or_else(|| unknown(text))?.1.id.clone());
            }
        }
        Ok(filter)
    }
}

fn no_period(text: &str) -> Error {
    Error::refused(
        "no_such_period",
        say!("「{text}」不是保管期限。", "\"{text}\" is no period."),
        say!("写成 永久、30年 或 30。", "Write 永久 (permanent), 30年 or 30."),
    )
}

fn no_state(text: &str) -> Error {
    Error::refused(
        "no_such_state",
        say!("没有「{text}」这种状态。", "There is no state \"{text}\"."),
        say!(
            "写 open（整理中）、closed（已立卷）或 taken_out（取出待归）。",
            "Write open, closed or taken_out."
        ),
    )
}

fn unknown(text: &str) -> Error {
    Error::not_found(say!("方案里没有「{text}」。", "The scheme has no \"{text}\"."))
}

fn years(text: Option<&str>) -> Result<(Option<i32>, Option<i32>)> {
    let Some(text) = text else { return Ok((None, None)) };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let year = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            Error::refused(
                "no_such_year",
                say!("「{text}」不是年份。", "\"{text}\" is no year."),
                say!("写成 2009 或 2009..2015。", "Write 2009 or 2009..2015."),
            )
        }),
    };
    Ok((year(from)?, year(to)?))
}

/// A volume by its code or id; a code that several share is a question.
pub(super) async fn volume_called(archive: &Archive, text: &str) -> Result<Volume> {
    let by = archive.local_user();
    if let Ok(id) = text.parse() {
        return Ok(looking::volume(archive, &by, id).await?.volume);
    }
    let (volumes, _) = looking::coded(archive, &by, text).await?;
    one(volumes, text, |volume| volume.id)
}

async fn item_called(archive: &Archive, text: &str) -> Result<i64> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let (_, items) = looking::coded(archive, &archive.local_user(), text).await?;
    Ok(one(items, text, |item| item.id)?.id)
}

fn one<T>(mut found: Vec<T>, text: &str, id: impl Fn(&T) -> i64) -> Result<T> {
    if found.len() > 1 {
        let ids = found.iter().map(|one| id(one).to_string()).collect::<Vec<_>>().join("、");
        return Err(Error::refused(
            "ambiguous",
            say!("档号 {text} 有几条，编号是 {ids}。", "Several bear the code {text}; their ids are {ids}."),
            say!("用编号代替档号再试。", "Use the id instead of the code."),
        ));
    }
    found.pop().ok_or_else(|| Error::not_found(say!("没有档号 {text}。", "There is no code {text}.")))
}

pub(super) async fn volume(global: &Global, printer: &Printer, verb: &VolumeVerb) -> Result<Done> {
    match verb {
        VolumeVerb::List { scope, limit } => list(global, printer, scope, *limit).await,
        VolumeVerb::Show { volume } => show(global, printer, volume).await,
        VolumeVerb::Print { volume, scope, leaf, form, ids, on, output } => {
            super::forms::print_volumes(global, printer, (volume, scope), (leaf, form, *ids), on, output)
                .await
        }
        VolumeVerb::Check { scope } => check(global, printer, scope).await,
        VolumeVerb::Close { volume, checked_by, closed_by, note } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let closing =
                Closing { closed_by: closed_by.clone(), checked_by: checked_by.clone(), note: note.clone() };
            let closed = closing::close(&archive, &archive.local_user(), id, closing).await?;
            printer.answer(&closed, |printer| {
                printer.line(printer.pick(&say!(
                    "已立卷：{}。{}",
                    "Closed: {}. {}",
                    closed.code,
                    closed.statement
                )));
            });
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Retitle { volume, title } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let volume = filing::retitle(&archive, &archive.local_user(), id, title.clone()).await?;
            printer.answer(&volume, |printer| printer.line(&volume.title));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Remove { volume } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let volume = filing::remove_volume(&archive, &archive.local_user(), id).await?;
            printer.answer(&volume, |printer| printer.line(&volume.code));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Reorder { volume, items } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let volume = filing::reorder(&archive, &archive.local_user(), id, items.clone()).await?;
            printer.answer(&volume, |printer| printer.line(&volume.code));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
    }
}

async fn list(global: &Global, printer: &Printer, scope: &Scope, limit: i64) -> Result<Done> {
    let archive = global.looking().await?;
    let filter = scope.filter(&archive).await?;
    let by = archive.local_user();
    let mut list = looking::volumes(&archive, &by, &filter, None, limit).await?;
    while let Some(next) = list.next.clone().filter(|_| (list.rows.len() as i64) < limit) {
        let wanted = limit - list.rows.len() as i64;
        let more = looking::volumes(&archive, &by, &filter, Some(&next), wanted).await?;
        list.rows.extend(more.rows);
        list.next = more.next;
    }
    printer.answer(&list, |printer| {
        let row = |line: &looking::VolumeLine| {
            let v = &line.volume;
            let state = v.state.word();
            vec![
                v.id.to_string(),
                v.code.clone(),
                v.title.clone(),
                line.names.period.clone(),
                v.items.to_string(),
                v.pages.to_string(),
                printer.pick(&state).to_owned(),
            ]
        };
        printer.table(
            &[
                ("编号", "no."),
                ("档号", "code"),
                ("题名", "title"),
                ("保管期限", "period"),
                ("件", "records"),
                ("页", "pages"),
                ("状态", "state"),
            ],
            &list.rows.iter().map(row).collect::<Vec<_>>(),
        );
        printer.line(printer.pick(&say!(
            "合计 {} 卷 {} 件 {} 页",
            "{} volumes, {} records, {} pages",
            list.volumes,
            list.items,
            list.pages
        )));
    });
    Ok(Done::Code(0))
}

async fn show(global: &Global, printer: &Printer, called: &str) -> Result<Done> {
    let archive = global.looking().await?;
    let id = volume_called(&archive, called).await?.id;
    let view = looking::volume(&archive, &archive.local_user(), id).await?;
    printer.answer(&view, |printer| {
        printer.line(format!("{}  {}", view.volume.code, view.volume.title));
        let row = |line: &looking::ItemLine| {
            let d = &line.item.description;
            let pages = format!("{}–{}", line.item.page_from, line.page_to);
            vec![
                line.item.id.to_string(),
                line.item.seq.to_string(),
                d.title.clone(),
                d.date.map(|d| d.to_string()).unwrap_or_default(),
                pages,
            ]
        };
        printer.table(
            &[("编号", "no."), ("顺序号", "seq"), ("题名", "title"), ("日期", "date"), ("页号", "pages")],
            &view.items.iter().map(row).collect::<Vec<_>>(),
        );
        view.problems.iter().for_each(|problem| printer.problem(problem));
        if let Some(retention) = &view.retention {
            printer.line(printer.pick(&retention.why));
        }
    });
    Ok(Done::Code(0))
}

async fn check(global: &Global, printer: &Printer, scope: &Scope) -> Result<Done> {
    let archive = global.looking().await?;
    let filter = scope.filter(&archive).await?;
    let checked = checking::check_volumes(&archive, &archive.local_user(), &filter).await?;
    printer.answer(&checked, |printer| {
        for finding in &checked.findings {
            printer.line(&finding.about);
            printer.problem(&finding.problem);
        }
        printer.line(printer.pick(&say!(
            "查了 {} 卷，{} 处。",
            "{} volumes, {} findings.",
            checked.volumes,
            checked.findings.len()
        )));
    });
    Ok(Done::Code(if checked.findings.is_empty() { 0 } else { 3 }))
}

pub(super) async fn item(global: &Global, printer: &Printer, verb: &ItemVerb) -> Result<Done> {
    if let ItemVerb::Show { item } = verb {
        let archive = global.looking().await?;
        let id = item_called(&archive, item).await?;
        let view = looking::item(&archive, &archive.local_user(), id).await?;
        printer.json(&view);
        return Ok(Done::Code(0));
    }
    let archive = global.whole().await?;
    let by = archive.local_user();
    match verb {
        ItemVerb::Show { .. } => {}
        ItemVerb::Correct { item, set, reason } => {
            let id = item_called(&archive, item).await?;
            let (item, changes) = filing::correct(&archive, &by, id, correction(set, reason)?).await?;
            printer.json(&serde_json::json!({ "item": item, "changes": changes }));
        }
        ItemVerb::TakeOut { item } => {
            let id = item_called(&archive, item).await?;
            printer.json(&filing::take_out(&archive, &by, id).await?);
        }
        ItemVerb::Refile { item, year, class, step, reason } => {
            let id = item_called(&archive, item).await?;
            let (year, class, step, reason) = (*year, class.clone(), step.clone(), reason.clone());
            let to = filing::Elsewhere { year, class, step, reason };
            printer.json(&filing::refile(&archive, &by, id, to).await?);
        }
        ItemVerb::PutIn { item, volume, at } => {
            let id = item_called(&archive, item).await?;
            let volume = volume_called(&archive, volume).await?.id;
            printer.json(&filing::put_in(&archive, &by, id, volume, *at).await?);
        }
    }
    settle(&archive).await?;
    Ok(Done::Code(0))
}

fn correction(set: &[String], reason: &str) -> Result<Correction> {
    let mut fields = serde_json::Map::new();
    fields.insert("reason".into(), reason.into());
    for pair in set {
        let Some((field, value)) = pair.split_once('=') else {
            return Err(Error::refused(
                "field_unreadable",
                say!("「{pair}」看不懂。", "\"{pair}\" cannot be read."),
                say!("写成 字段=值，如 title=缴费核定表。", "Write FIELD=VALUE, such as title=缴费核定表."),
            ));
        };
        let value = match field {
            "pages" => value.parse::<u32>().map_or_else(|_| value.into(), Into::into),
            _ => serde_json::Value::from(value),
        };
        fields.insert(field.into(), value);
    }
    serde_json::from_value(fields.into()).map_err(|error| {
        Error::refused(
            "field_unreadable",
            say!("更正的字段不对：{error}", "The correction has a wrong field: {error}"),
            say!(
                "可改的字段：title、creator、doc_number、date、date_end、pages、secrecy、medium、remarks。",
                "Fields: title, creator, doc_number, date, date_end, pages, secrecy, medium, remarks."
            ),
        )
    })
}

pub(super) async fn find(global: &Global, printer: &Printer, args: &Find) -> Result<Done> {
    let archive = global.looking().await?;
    let filter = args.scope.filter(&archive).await?;
    let asked = Asked {
        text: args.query.join(" "),
        fonds: filter.fonds,
        year_from: filter.year_from,
        year_to: filter.year_to,
        class_id: filter.class_id,
        step_id: filter.step_id,
        period: filter.period,
        state: filter.state,
        newest: args.newest,
        page: args.page,
        size: args.limit,
        ..Asked::default()
    };
    let found = finding::find(&archive, &archive.local_user(), &asked).await?;
    printer.answer(&found, |printer| {
        let chips = found
            .chips
            .iter()
            .map(|chip| printer.pick(&chip.says()).to_owned())
            .collect::<Vec<_>>()
            .join(" · ");
        printer.say(&say!("理解为：{chips}", "Understood as: {chips}"));
        let row = |hit: &finding::Hit| {
            let reasons = hit
                .reasons
                .iter()
                .map(|reason| printer.pick(reason).to_owned())
                .collect::<Vec<_>>()
                .join("，");
            vec![hit.code.clone(), hit.title.clone(), hit.date.clone().unwrap_or_default(), reasons]
        };
        printer.table(
            &[("档号", "code"), ("题名", "title"), ("日期", "date"), ("命中", "found in")],
            &found.hits.iter().map(row).collect::<Vec<_>>(),
        );
        printer.line(printer.pick(&say!("共 {} 件", "{} records", found.total)));
        if found.behind > 0 {
            printer.say(&say!(
                "索引还差 {} 条日志没有跟上，结果可能不全。",
                "The index is {} events behind; the answer may be incomplete.",
                found.behind
            ));
        }
    });
    Ok(Done::Code(0))
}
