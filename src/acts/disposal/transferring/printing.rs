//! 移交清册、档案交接文据、装箱清单、电子档案移交与接收登记表: filled from the facts of a transfer, registered with their digests and the
//! log's checkpoint.

use std::collections::HashMap;
use std::path::Path;

use super::numbered::transfer_numbered;
use super::showing::opening_word;
use crate::archive::{Archive, allow};
use crate::catalog::Head;
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind, ValueStyle};
use crate::domain::disposal::transferring::{
    Transfer, TransferFate, TransferLine, TransferPaper, TransferStageName,
};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::naming::names;
use crate::domain::records::volume::Volume;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::problems;
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PrintedFile, keep_with, of_package};
use crate::procedures::periods::Periods;
use crate::procedures::{checkpoints, office_forms};
use crate::progress::Progress;

/// Prints a paper of a transfer to `out`.
///
/// # Errors
/// `Refused` before the list is examined, for packing lists before anything is packed, for the electronic register before the
/// package is made, and for characters no font has; nothing is left at `out` then.
pub async fn print(
    archive: &Archive,
    by: &By,
    number: &str,
    paper: TransferPaper,
    lang: Lang,
    out: &Path,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let row = transfer_numbered(&archive.store, by, number).await?;
    let transfer = archive.store.transfer_read(&row).await?;
    if matches!(row.stage, TransferStageName::Draft | TransferStageName::Withdrawn) {
        return Err(Error::from(not_examined_yet(&row.number)));
    }
    let fonds = archive.store.fonds().await?.into_iter().find(|fonds| fonds.id == row.fonds_id);
    let (fonds, fonds_name) = fonds.map(|fonds| (fonds.number, fonds.name)).unwrap_or_default();
    let head = head(&transfer, &fonds, fonds_name);
    let sections = sections(archive, &transfer, paper, &head).await?;
    let order = PrintOptions {
        choices: ValueStyle { lang, ..ValueStyle::default() },
        title: format!("{} {}", paper.word().in_lang(lang), row.number),
        anchor: checkpoints::anchor(archive),
        ..PrintOptions::default()
    };
    let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    let (mut first, mut all) = (String::new(), None);
    for (at, (key, head, rows)) in sections.iter().enumerate() {
        let (form, forms) = office_forms::among_all(&archive.config, key, &fonds)?;
        book.begin(&form, head, vec![form.name.in_lang(lang).to_owned()], at > 0);
        rows.iter().try_for_each(|row| book.add(row))?;
        first = form.id();
        all = Some(forms);
    }
    let Some(forms) = all else { return Err(Error::from(nothing_packed_yet(&row.number))) };
    let (printed, file) = bind(book, forms.clone(), out, &Progress::default()).await?;
    let made = MadeFrom::new("pdf", lang, Making::Merged { form: first.clone() }).on_forms(&forms, &printed);
    let mut more = serde_json::Map::new();
    more.insert("transfer".to_owned(), row.number.clone().into());
    more.insert("list".to_owned(), row.list_digest.clone().into());
    keep_with(archive, by, &first, &made, &printed, more).await?;
    file.keep()?;
    Ok(printed)
}

fn head(transfer: &Transfer, fonds: &str, fonds_name: String) -> Head {
    let years = || transfer.lines_in().map(|line| line.year);
    Head {
        fonds: fonds.to_owned(),
        fonds_name,
        years: years().min().zip(years().max()),
        batch: transfer.number.clone(),
        from: transfer.giver.clone(),
        to: transfer.receiver.clone(),
        reason: transfer.agreement.clone(),
        ..Head::default()
    }
}

/// A form of the office by its key, what stands at its head, and the rows on it.
type PaperSection = (&'static str, Head, Vec<FreeRow>);

async fn sections(
    archive: &Archive,
    transfer: &Transfer,
    paper: TransferPaper,
    head: &Head,
) -> Result<Vec<PaperSection>> {
    let one = |key: &'static str, rows: Vec<FreeRow>| vec![(key, head.clone(), rows)];
    Ok(match paper {
        TransferPaper::Register => one("transfer_register", register(archive, transfer).await?),
        TransferPaper::Deed => one("transfer_deed", vec![deed(archive, transfer).await?]),
        TransferPaper::Electronic => one("electronic_transfer", vec![electronic(archive, transfer).await?]),
        TransferPaper::Cartons => cartons(transfer, head, &kept(archive, transfer).await?),
    })
}

/// `300 卷 1204 件 18204 页`
fn sums(lines: &[&TransferLine]) -> String {
    let (items, pages) = (lines.iter().map(|line| line.items), lines.iter().map(|line| line.pages));
    format!("{} 卷 {} 件 {} 页", lines.len(), items.sum::<u32>(), pages.sum::<u32>())
}

/// How long each volume is kept: as filed, and now where that is another time.
async fn kept(archive: &Archive, transfer: &Transfer) -> Result<HashMap<i64, String>> {
    if transfer.stage.handover().is_some() {
        // what was handed over says for ever what it said then
        let said = |line: &TransferLine| (line.volume_id, line.period.to_string());
        return Ok(transfer.lines_in().map(said).collect());
    }
    let ids: Vec<i64> = transfer.lines_in().map(|line| line.volume_id).collect();
    let volumes = archive.store.volumes_by_id(&ids).await?;
    let periods = Periods::new(archive.schemes()).of_volumes(&archive.store, &volumes).await?;
    let said = |volume: &Volume| (volume.id, periods.of(volume.id, &volume.place).kept.in_words().zh);
    Ok(volumes.iter().map(said).collect())
}

/// Every volume that is handed over, with its secrecy, the opinion on opening it, and the receiver's word.
async fn register(archive: &Archive, transfer: &Transfer) -> Result<Vec<FreeRow>> {
    let lines: Vec<&TransferLine> = transfer.lines_in().collect();
    let ids: Vec<i64> = lines.iter().map(|line| line.volume_id).collect();
    let secrecies = archive.store.secrecies_in(&ids).await?;
    let kept = kept(archive, transfer).await?;
    let row = |(at, line): (usize, &&TransferLine)| {
        let checked = match transfer.fate(line) {
            TransferFate::Accepted | TransferFate::Transferred(_) => "√".to_owned(),
            TransferFate::Returned(reason) => format!("退回：{reason}"),
            _ => String::new(),
        };
        let carton = transfer.cartons.get(&line.id).map(|carton| format!("第 {carton} 箱"));
        let secrecy = secrecies.get(&line.volume_id).map(|words| words.join("、")).unwrap_or_default();
        FreeRow::new(LineKind::Volume)
            .with("seq", (at + 1).to_string())
            .with("code", line.code.as_str())
            .with("title", line.title.as_str())
            .with("year", line.year.to_string())
            .with("period", kept.get(&line.volume_id).cloned().unwrap_or_default())
            .with("items", line.items.to_string())
            .with("pages", line.pages.to_string())
            .with("secrecy", secrecy)
            .with("openness", opening_word(transfer, line).map(|word| word.zh).unwrap_or_default())
            .with("checked", checked)
            .with("remarks", carton.unwrap_or_default())
    };
    Ok(lines.iter().enumerate().map(row).collect())
}

/// 档案交接文据
async fn deed(archive: &Archive, transfer: &Transfer) -> Result<FreeRow> {
    let lines: Vec<&TransferLine> = transfer.lines_in().collect();
    let years = || lines.iter().map(|line| line.year);
    let years = match (years().min(), years().max()) {
        (Some(first), Some(last)) if first != last => format!("{first} — {last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    };
    let schemes = archive.schemes();
    let ids: Vec<i64> = lines.iter().map(|line| line.volume_id).collect();
    let mut classes: Vec<(String, usize)> = Vec::new();
    for volume in archive.store.volumes_by_id(&ids).await? {
        let of = names(&schemes, &volume.place);
        let name = format!("{} {}", of.class_code, of.class);
        match classes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => classes.push((name, 1)),
        }
    }
    let kinds: Vec<String> = classes.iter().map(|(name, _)| name.clone()).collect();
    let quantities: Vec<String> = classes.iter().map(|(_, count)| count.to_string()).collect();
    let cartons = transfer.cartons_used().len();
    let tools = ["档案移交清册", "装箱清单", "移交材料包（目录、索引、元数据）"];
    Ok(FreeRow::new(LineKind::Deed)
        .with("number", transfer.number.as_str())
        .with("nature", "移交")
        .with("years", years)
        .with("kinds", kinds.join("\n"))
        .with("quantities", quantities.join("\n"))
        .with("tools", tools.join("\n"))
        .with("tool_quantities", format!("1\n{cartons}\n1"))
        .with("note", note(transfer, &lines)))
}

/// What is handed over, on which ground, in how many cartons, and how it was received.
fn note(transfer: &Transfer, lines: &[&TransferLine]) -> String {
    let mut note = format!("{}，分装 {} 箱。", sums(lines), transfer.cartons_used().len());
    if !transfer.agreement.is_empty() {
        note.push_str(&format!("移交依据：{}。", transfer.agreement.trim_end_matches('。')));
    }
    if let Some(sealed) = transfer.stage.sealed() {
        note.push_str(&format!("移交材料包清单摘要 {}。", sealed.manifest));
    }
    if let Some(handover) = transfer.stage.handover() {
        let (given, taken) = (&handover.given_by, &handover.taken_by);
        let (unit, witness, on) = (&handover.witness_unit, &handover.witness, handover.on);
        note.push_str(&format!("{on} 点交：移交人{given}，接收人{taken}，监交{unit}{witness}。"));
        let sum = transfer.sum();
        let (accepted, returned) = (sum.accepted + sum.transferred, sum.returned);
        if accepted + returned > 0 {
            note.push_str(&format!("接收 {accepted} 卷，退回 {returned} 卷。"));
        }
    }
    note
}

/// 电子档案移交与接收登记表: the package as what was handed over.
async fn electronic(archive: &Archive, transfer: &Transfer) -> Result<FreeRow> {
    let Some(sealed) = transfer.stage.sealed() else {
        return Err(Error::from(not_sealed_yet(&transfer.number)));
    };
    let lines: Vec<&TransferLine> = transfer.lines_in().collect();
    let bytes = of_package(&archive.store, &sealed.manifest).await?.map_or(0, |known| known.printed.bytes);
    // three places, rounded up, so that nothing weighs nothing
    let thousandths = (bytes.div_ceil(1 << 20).max(1) * 1000 / 1024).max(1);
    let gigabytes = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    let content = format!("{}；移交材料包清单摘要 {}", sums(&lines), sealed.manifest);
    Ok(FreeRow::new(LineKind::Electronic)
        .with("work", format!("{}档案移交（批次 {}）", transfer.giver, transfer.number))
        .with("content", content)
        .with("files", lines.iter().map(|line| line.items).sum::<u32>().to_string())
        .with("volumes", lines.len().to_string())
        .with("gigabytes", gigabytes))
}

/// 装箱清单: a list for each carton.
fn cartons(transfer: &Transfer, head: &Head, kept: &HashMap<i64, String>) -> Vec<PaperSection> {
    let used = transfer.cartons_used();
    let count = used.len();
    let list = |carton: u32| {
        let row = |(at, line): (usize, &TransferLine)| {
            FreeRow::new(LineKind::Volume)
                .with("seq", (at + 1).to_string())
                .with("code", line.code.as_str())
                .with("title", line.title.as_str())
                .with("year", line.year.to_string())
                .with("period", kept.get(&line.volume_id).cloned().unwrap_or_default())
                .with("items", line.items.to_string())
                .with("pages", line.pages.to_string())
        };
        let head = Head {
            volume: carton.to_string(),
            scope: format!("第 {carton} 箱（箱号至 {count}）"),
            ..head.clone()
        };
        ("carton_list", head, transfer.carton(carton).enumerate().map(row).collect())
    };
    used.into_iter().map(list).collect()
}

problems! {
    refuse not_examined_yet(number):
        "批次 {number} 还没有检查通过，没有可印的文件。" / "Transfer {number} is not examined yet; there is nothing to print."
        => "先检查清单。" / "Examine the list first.";
    refuse nothing_packed_yet(number):
        "批次 {number} 还没有装箱。" / "Nothing of transfer {number} is packed yet."
        => "先装箱。" / "Pack it first.";
    refuse not_sealed_yet(number):
        "批次 {number} 还没有制作移交材料包。" / "No package of transfer {number} is made yet."
        => "先制作材料包并封装。" / "Make it first.";
}
