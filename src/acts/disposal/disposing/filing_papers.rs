//! A batch's own papers become permanent records of this archive (rules.md R20): filed where its scheme keeps such papers, each
//! with the digest it was registered with.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::people::{allow_over, batch_numbered};
use super::showing::{DisposalView, disposal};
use crate::archive::{Archive, allow};
use crate::domain::disposal::disposing::{Disposal, DisposalPaper, StageName};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::{Description, Draft, Place};
use crate::domain::schemes::scheme::{Class, Scheme};
use crate::domain::values::date::RecordDate;
use crate::domain::values::period::RetentionPeriod;
use crate::problems;
use crate::procedures::documents::register::PrintedFile;
use crate::procedures::places;
use crate::store::{Arriving, DisposalRecordRow, DisposalRow, Tx};

/// What a scheme calls the papers of destruction.
const NAME_IN_SCHEMES: &str = "销毁清册";

/// Where the papers are filed; empty: where the scheme has a line for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PapersPlace {
    /// Code, id or name of a class.
    pub class: String,
    /// Name or number of a step, or the name of a paper of an accounting block.
    pub step: String,
}

/// A paper as it was registered last.
struct Registered {
    event: i64,
    printed: PrintedFile,
}

/// Files every paper of a batch that is done, as it was printed and registered since; they are kept permanently.
///
/// # Errors
/// `Refused` before the end, a second time, for papers that were not printed since, and where the scheme has no line for
/// them and none was named.
pub async fn file_papers(archive: &Archive, by: &By, number: &str, to: PapersPlace) -> Result<DisposalView> {
    allow(by, Deed::Dispose)?;
    allow(by, Deed::File)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let batch = archive.store.disposal_read(&row).await?;
    if row.stage != StageName::Done {
        return Err(Error::from(papers_before_the_end(&row.number)));
    }
    let printed = registered(archive, &row).await?;
    let missing: Vec<_> = DisposalPaper::filed().filter(|paper| !printed.contains_key(paper)).collect();
    if !missing.is_empty() {
        let not_printed = |paper: &DisposalPaper| {
            let word = paper.word();
            papers_not_printed(&word.zh, &word.en)
        };
        return Err(Error::Refused(missing.iter().map(not_printed).collect()));
    }
    let fonds = archive.store.fonds().await?.into_iter().find(|fonds| fonds.id == row.fonds_id);
    let fonds = fonds.ok_or_else(|| anyhow::anyhow!("the batch is of no fonds"))?;
    let in_use = archive.schemes_in_use(&fonds).await?;
    let schemes = archive.schemes();
    let scheme = schemes.scheme(in_use.main(batch.last_on));
    let scheme = scheme.ok_or_else(|| anyhow::anyhow!("the scheme in use is not kept"))?;
    let (place, rule) = place(scheme, &batch, &to, &fonds.number)?;
    let drafts: Vec<(DisposalPaper, Draft)> = printed
        .iter()
        .map(|(paper, one)| (*paper, draft(&place, rule, &batch, (*paper, one), &fonds.name)))
        .collect();
    let as_whom = by.clone();
    let write = async move |tx: &mut Tx| {
        allow_over(&as_whom, &[Deed::Dispose], &fonds.number)?;
        allow_over(&as_whom, &[Deed::File], &fonds.number)?;
        if !tx.disposal_records(row.id).await?.is_empty() {
            return Err(Error::from(papers_filed_already(&row.number)));
        }
        let arriving =
            drafts.iter().map(|(_, draft)| Arriving { draft: draft.clone(), batch: None, row: None });
        let shelved = tx.shelve(&schemes, arriving.collect()).await?;
        let mut told = Vec::new();
        for ((paper, _), shelved) in drafts.iter().zip(shelved) {
            let Some(one) = printed.get(paper) else { continue };
            let file_digest = one.printed.file.hex();
            told.push(serde_json::json!({ "paper": paper, "code": shelved.code, "file": file_digest }));
            tx.insert_disposal_record(DisposalRecordRow {
                id: 0,
                disposal_id: row.id,
                paper: paper.key().to_owned(),
                item_id: shelved.item_id,
                file_digest,
                registered_in: one.event,
            })
            .await?;
        }
        let detail = serde_json::json!({ "number": row.number, "place": place, "papers": told });
        Ok(((), Event::new(EventKind::DisposalPapersFiled, row.number.clone(), detail)))
    };
    archive.store.write(by, write).await?;
    archive.written.notify_one();
    disposal(archive, by, number).await
}

/// Each paper as it was registered last after the batch's last step.
async fn registered(archive: &Archive, row: &DisposalRow) -> Result<BTreeMap<DisposalPaper, Registered>> {
    let store = &archive.whole().store;
    let last = format!("\"number\":\"{}\"", row.number);
    let last = store.event_saying(EventKind::DisposalStepTaken, &last, i64::MAX).await?;
    let last = last.map_or(i64::MAX, |event| event.seq);
    let (said, mut before) = (format!("\"disposal\":\"{}\"", row.number), i64::MAX);
    let mut found = BTreeMap::new();
    while let Some(event) = store.event_saying(EventKind::CatalogMade, &said, before).await? {
        before = event.seq;
        if event.seq < last {
            break;
        }
        let part = |name: &str| event.event.detail.get(name, WholeFor::Comparing).cloned();
        let paper = part("paper").and_then(|paper| DisposalPaper::from_key(paper.as_str()?));
        let is_own = part("disposal").is_some_and(|own| own.as_str() == Some(row.number.as_str()));
        let is_filed = |paper: &DisposalPaper| DisposalPaper::filed().any(|one| one == *paper);
        let Some(paper) = paper.filter(|paper| is_own && is_filed(paper)) else { continue };
        let printed = serde_json::from_value(part("printed").unwrap_or_default());
        let printed: PrintedFile = printed.map_err(anyhow::Error::from)?;
        found.entry(paper).or_insert(Registered { event: event.seq, printed });
    }
    Ok(found)
}

/// Where the scheme keeps such papers, or where somebody says; permanent either way.
fn place(scheme: &Scheme, batch: &Disposal, to: &PapersPlace, fonds: &str) -> Result<(Place, usize)> {
    let (class_id, step_id, rule) = match to.step.trim() {
        "" => line_for_papers(scheme, batch)?,
        step => {
            let classes: Vec<&Class> = match to.class.trim() {
                "" => scheme.classes.iter().collect(),
                text => scheme.class(text).map_or_else(|| scheme.classes_called(text), |class| vec![class]),
            };
            places::line_called(scheme, &classes, step)?
        }
    };
    let (fonds, scheme_id, period) = (fonds.to_owned(), scheme.id.clone(), RetentionPeriod::Permanent);
    Ok((Place { fonds, year: batch.last_on.year(), scheme_id, class_id, step_id, period }, rule))
}

/// The line of the scheme whose name is that of a destruction register: of accounting records within their own classes.
fn line_for_papers(scheme: &Scheme, batch: &Disposal) -> Result<(String, String, usize)> {
    let mut found = Vec::new();
    for class in &scheme.classes {
        if batch.is_accounting && batch.lines.iter().all(|line| line.class_id != class.id) {
            continue;
        }
        for step in &class.steps {
            let fits = |rule: &&(usize, &crate::domain::schemes::scheme::Rule)| {
                let names = rule.1.names.iter().chain(&rule.1.also);
                rule.1.accounting.is_some() == batch.is_accounting
                    && names.into_iter().any(|name| name.contains(NAME_IN_SCHEMES))
            };
            let rules: Vec<_> = step.rules.iter().enumerate().collect();
            let own = rules.iter().filter(fits);
            found.extend(own.map(|(at, _)| (class.id.clone(), step.id.clone(), *at)));
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Error::from(no_line_for_papers(&scheme.name))),
        _ => {
            let names: Vec<String> = found.iter().map(|(class, step, _)| format!("{class} {step}")).collect();
            Err(Error::from(several_lines_for_papers(&scheme.name, &names.join("、"))))
        }
    }
}

fn draft(
    place: &Place,
    rule: usize,
    batch: &Disposal,
    (paper, one): (DisposalPaper, &Registered),
    fonds_name: &str,
) -> Draft {
    let (number, title, word) = (&batch.number, &batch.title, paper.word().zh);
    let sum = batch.arithmetic();
    let digest = one.printed.file.hex();
    Draft {
        place: place.clone(),
        step_text: None,
        rule,
        given: None,
        description: Description {
            title: format!("{number} 批{word}（{title}，清单 {} 卷，销毁 {} 卷）", sum.listed, sum.destroyed),
            creator: fonds_name.to_owned(),
            date: Some(RecordDate::day(batch.last_on)),
            pages: u32::try_from(one.printed.pages).unwrap_or(1).max(1),
            medium: "纸质".to_owned(),
            more: vec![("登记文件 SHA-256".to_owned(), digest.into())],
            ..Description::default()
        },
    }
}

problems! {
    refuse papers_before_the_end(number):
        "批次 {number} 还没有办结。" / "Batch {number} is not done yet."
        => "办结以后再归档。" / "File its papers when it is done.";
    refuse papers_filed_already(number):
        "批次 {number} 的文件已归档。" / "The papers of batch {number} are filed already."
        => "档号在批次页上。" / "Their codes stand on the batch's page.";
    refuse papers_not_printed(paper, paper_en):
        "办结以后没有印过{paper}。" / "Not printed since the end: {paper_en}."
        => "先印出来，签字后归档。" / "Print it first; signed, it is filed.";
    ask no_line_for_papers(scheme):
        "《{scheme}》没有收鉴定、销毁文件的条目。" / "{scheme} has no line for papers of appraisal and destruction."
        => "写明归到哪个类别、业务环节；按永久保管。" / "Say which class and step takes them; they are kept permanently.";
    ask several_lines_for_papers(scheme, names):
        "《{scheme}》有几处收销毁清册：{names}。" / "{scheme} has several lines for destruction registers: {names}."
        => "写明归到哪个类别、业务环节。" / "Say which class and step.";
}
