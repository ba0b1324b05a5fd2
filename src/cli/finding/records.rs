//! volume, item, find.

use crate::acts::arranging::closing::Closing;
use crate::acts::arranging::filing::Correction;
use crate::acts::arranging::{checking, closing, filing};
use crate::acts::finding::searching::{self, Asked};
use crate::acts::finding::viewing::{self, VolumeFilter};
use crate::archive::Archive;
use crate::cli::base::args::{Find, Global, ItemVerb, Scope, VolumeVerb};
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::print::Printer;
use crate::domain::arranging::placing::Guide;
use crate::domain::general::error::{Error, Result};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::period::RetentionPeriod;
use crate::{problems, say};

impl Scope {
    /// The scope in ids; names of classes and steps are those of the fonds' scheme.
    pub async fn filter(&self, archive: &Archive) -> Result<VolumeFilter> {
        let mut filter =
            VolumeFilter { fonds: self.fonds.clone(), state: self.state.clone(), ..VolumeFilter::default() };
        if self.fonds.is_some() {
            archive.fonds_numbered(self.fonds.as_deref()).await?;
        }
        (filter.year_from, filter.year_to) = years(self.year.as_deref())?;
        if let Some(text) = &self.period {
            let key = if text == "永久" { "permanent" } else { text.trim_end_matches('年') };
            let period = RetentionPeriod::from_key(key).ok_or_else(|| Error::from(no_such_period(&text)))?;
            filter.period = Some(period.key());
        }
        let known = |text: &str| text == "taken_out" || VolumeState::from_key(text).is_some();
        if let Some(text) = self.state.as_deref().filter(|text| !known(text)) {
            return Err(Error::from(no_such_state(&text)));
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
                        return Err(Error::from(code_of_several_classes(&text, &names)));
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

fn unknown(text: &str) -> Error {
    Error::not_found(say!("方案里没有「{text}」。", "The scheme has no \"{text}\"."))
}

fn years(text: Option<&str>) -> Result<(Option<i32>, Option<i32>)> {
    let Some(text) = text else { return Ok((None, None)) };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let year = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::from(no_such_year(&text))),
    };
    Ok((year(from)?, year(to)?))
}

/// A volume by its code or id; a code that several share is a question.
pub async fn volume_called(archive: &Archive, text: &str) -> Result<Volume> {
    let by = archive.local_user();
    if let Ok(id) = text.parse() {
        return Ok(viewing::volume(archive, &by, id).await?.volume);
    }
    let (volumes, _) = viewing::coded(archive, &by, text).await?;
    one(volumes, text, |volume| volume.id)
}

async fn item_called(archive: &Archive, text: &str) -> Result<i64> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let (_, items) = viewing::coded(archive, &archive.local_user(), text).await?;
    Ok(one(items, text, |item| item.id)?.id)
}

fn one<T>(mut found: Vec<T>, text: &str, id: impl Fn(&T) -> i64) -> Result<T> {
    if found.len() > 1 {
        let ids = found.iter().map(|one| id(one).to_string()).collect::<Vec<_>>().join("、");
        return Err(Error::from(code_of_several_records(&text, &ids)));
    }
    found.pop().ok_or_else(|| Error::not_found(say!("没有档号 {text}。", "There is no code {text}.")))
}

pub async fn volume(global: &Global, printer: &Printer, verb: &VolumeVerb) -> Result<Done> {
    match verb {
        VolumeVerb::List { scope, limit } => list(global, printer, scope, *limit).await,
        VolumeVerb::Show { volume } => show(global, printer, volume).await,
        VolumeVerb::Print { volume, scope, leaf, form, ids, on, output } => {
            crate::cli::catalogs::forms::print_volumes(
                global,
                printer,
                (volume, scope),
                (leaf, form, *ids),
                on,
                output,
            )
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
    let mut list = viewing::volumes(&archive, &by, &filter, None, limit).await?;
    while let Some(next) = list.next.clone().filter(|_| (list.rows.len() as i64) < limit) {
        let wanted = limit - list.rows.len() as i64;
        let more = viewing::volumes(&archive, &by, &filter, Some(&next), wanted).await?;
        list.rows.extend(more.rows);
        list.next = more.next;
    }
    printer.answer(&list, |printer| {
        let row = |line: &viewing::VolumeLine| {
            let v = &line.volume;
            let state = crate::domain::records::naming::state_label(v.state.key());
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
    let view = viewing::volume(&archive, &archive.local_user(), id).await?;
    printer.answer(&view, |printer| {
        printer.line(format!("{}  {}", view.volume.code, view.volume.title));
        let row = |line: &viewing::ItemLine| {
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

pub async fn item(global: &Global, printer: &Printer, verb: &ItemVerb) -> Result<Done> {
    if let ItemVerb::Show { item } = verb {
        let archive = global.looking().await?;
        let id = item_called(&archive, item).await?;
        let view = viewing::item(&archive, &archive.local_user(), id).await?;
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
            return Err(Error::from(field_unreadable(&pair)));
        };
        let value = match field {
            "pages" => value.parse::<u32>().map_or_else(|_| value.into(), Into::into),
            _ => serde_json::Value::from(value),
        };
        fields.insert(field.into(), value);
    }
    serde_json::from_value(fields.into()).map_err(|error| Error::from(no_such_correction_field(&error)))
}

pub async fn find(global: &Global, printer: &Printer, args: &Find) -> Result<Done> {
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
    let found = searching::find(&archive, &archive.local_user(), &asked).await?;
    printer.answer(&found, |printer| {
        let chips = found
            .chips
            .iter()
            .map(|chip| printer.pick(&chip.says()).to_owned())
            .collect::<Vec<_>>()
            .join(" · ");
        printer.say(&say!("理解为：{chips}", "Understood as: {chips}"));
        let row = |hit: &searching::Hit| {
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

problems! {
    refuse code_of_several_classes as ambiguous(text, names):
        "「{text}」是几个类别共用的代码。" / "\"{text}\" is the code of several classes."
        => "写清是哪一个：{names}。" / "Say which: {names}.";
    refuse no_such_period(text):
        "「{text}」不是保管期限。" / "\"{text}\" is no period."
        => "写成 永久、30年 或 30。" / "Write 永久 (permanent), 30年 or 30.";
    refuse no_such_state(text):
        "没有「{text}」这种状态。" / "There is no state \"{text}\"."
        => "写 open（整理中）、closed（已立卷）或 taken_out（待归卷）。" / "Write open, closed or taken_out.";
    refuse no_such_year(text):
        "「{text}」不是年份。" / "\"{text}\" is no year."
        => "写成 2009 或 2009..2015。" / "Write 2009 or 2009..2015.";
    refuse code_of_several_records as ambiguous(text, ids):
        "档号 {text} 有几条，编号是 {ids}。" / "Several bear the code {text}; their ids are {ids}."
        => "用编号代替档号再试。" / "Use the id instead of the code.";
    refuse field_unreadable(pair):
        "「{pair}」看不懂。" / "\"{pair}\" cannot be read."
        => "写成 字段=值，如 title=缴费核定表。" / "Write FIELD=VALUE, such as title=缴费核定表.";
    refuse no_such_correction_field as field_unreadable(error):
        "更正的字段不对：{error}" / "The correction has a wrong field: {error}"
        => "可改的字段：title、creator、doc_number、date、date_end、pages、secrecy、medium、remarks。"
            / "Fields: title, creator, doc_number, date, date_end, pages, secrecy, medium, remarks.";
}
