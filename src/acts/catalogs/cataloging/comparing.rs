//! 比较: what differs between two exports of a catalog, line by line: what came, what went, what changed; and the
//! deeds that did it. Each side is read from the records as they stood when it was made.
//!
//! Lines are compared as they are printed, without the running number. A line that stands on both sides is passed
//! over by its digest, so that two exports of a million lines that differ in ten cost ten lines of memory. What is
//! left is paired by the record it tells of.

mod lines;
mod writing;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use self::lines::{
    ComparedField, KeptLine, KeptLines, Key, Reader, compared_fields, named, paired, take_one,
};
pub use self::writing::write_difference;
use super::catalog_called;
use super::filling::Filling;
use super::proving::begins_of;
use crate::archive::{Archive, allow};
use crate::domain::catalogs::finding_aid::{DigestRecipe, IdNumbers, ValueStyle};
use crate::domain::catalogs::form::Form;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::event::{EventKind, Logged, RecordKind};
use crate::procedures::documents::order::{CatalogRequest, Making};
use crate::procedures::documents::register::{Registration, of_digest, of_file};
use crate::procedures::past::Past;
use crate::progress::Progress;
use crate::{problems, say};

/// Lines told; the others are counted.
const TOLD: usize = 5000;
/// What is compared.
#[derive(Clone, Debug)]
pub enum ComparedFile {
    /// A file, by its own digest.
    File(Digest),
    /// A digest that stands on a file, or its own; eight digits will do.
    Typed(String),
}

/// One side of a comparison.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComparedSide {
    /// When it was made; empty: it is what the records say now.
    pub at: String,
    pub actor: String,
    pub about: String,
    pub rows: u64,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineFate {
    Went,
    Changed,
    Came,
}

impl LineFate {
    pub fn wording(self) -> Wording {
        match self {
            LineFate::Went => say!("减少", "gone"),
            LineFate::Changed => say!("改动", "changed"),
            LineFate::Came => say!("增加", "new"),
        }
    }
}

/// A cell that says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CellChange {
    pub field: String,
    pub heading: Wording,
    pub before: String,
    pub after: String,
}

/// A deed between the two sides that touched the line's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineDeed {
    pub at: String,
    pub actor: String,
    pub what: Wording,
    pub reason: String,
}

/// A line that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineDifference {
    pub fate: LineFate,
    /// As the later side has it, or the earlier where the line went.
    pub code: String,
    pub title: String,
    /// Of a line that changed; of another, all it says.
    pub cells: Vec<CellChange>,
    pub deeds: Vec<LineDeed>,
}

/// How two exports of a catalog differ.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CatalogDifference {
    pub form: Wording,
    pub from: ComparedSide,
    pub to: ComparedSide,
    pub came: u64,
    pub went: u64,
    pub changed: u64,
    pub lines: Vec<LineDifference>,
    /// Lines that differ and are not told.
    pub more: u64,
}

/// Compares two exports of one catalog, or one with what the records say now.
///
/// # Errors
/// `Refused` for a file that was not registered here, is no catalog, or is of another form than the first; and
/// where the records of that day are not known any more.
pub async fn compare(
    archive: &Archive,
    by: &By,
    from: &ComparedFile,
    to: Option<&ComparedFile>,
    lang: Lang,
    progress: &Progress,
) -> Result<CatalogDifference> {
    allow(by, Deed::Verify)?;
    let first = Side::of(archive, from).await?;
    let second = match to {
        Some(to) => Side::of(archive, to).await?,
        None => first.today(),
    };
    let (earlier, later) = if first.seq <= second.seq { (first, second) } else { (second, first) };
    let form = catalog_called(archive, &later.wanted).await?;
    if catalog_called(archive, &earlier.wanted).await?.key != form.key {
        return Err(Error::from(other_catalog(&earlier.about, &later.about)));
    }
    let same = earlier.wanted.id_numbers == later.wanted.id_numbers;
    let id_numbers = if same { later.wanted.id_numbers } else { IdNumbers::Masked };
    let style = ValueStyle { lang, id_numbers, ..ValueStyle::default() };
    let [a, b] = [earlier.stand(archive).await?, later.stand(archive).await?];
    let mut counts: HashMap<Key, i64> = HashMap::new();
    let fields = compared_fields(&form, style);
    let count = |key| {
        *counts.entry(key).or_default() += 1;
        false
    };
    let all = a.read((archive, &form), (&fields, style), count, progress).await?;
    let new = |key| !take_one(&mut counts, key);
    let came = b.read((archive, &form), (&fields, style), new, progress).await?;
    let old = |key| take_one(&mut counts, key);
    let went = a.read((archive, &form), (&fields, style), old, progress).await?;
    let mut difference = CatalogDifference {
        form: form.name.clone(),
        from: earlier.told(all.rows),
        to: later.told(came.rows),
        came: 0,
        went: 0,
        changed: 0,
        lines: Vec::new(),
        more: went.more + came.more,
    };
    let went = named(&a.archive(archive).store, form.rows, went.lines).await?;
    let came = named(&b.archive(archive).store, form.rows, came.lines).await?;
    for (record, before, after) in paired(went, came) {
        let line = line(&fields, before, after);
        match line.fate {
            LineFate::Came => difference.came += 1,
            LineFate::Went => difference.went += 1,
            LineFate::Changed => difference.changed += 1,
        }
        if difference.lines.len() < TOLD {
            let deeds = match record {
                Some((kind, id)) => deeds(archive, kind, id, (earlier.seq, later.seq)).await?,
                None => Vec::new(),
            };
            difference.lines.push(LineDifference { deeds, ..line });
        } else {
            difference.more += 1;
        }
    }
    for side in [&a, &b] {
        side.close().await;
    }
    difference.lines.sort_by(|a, b| (a.fate, &a.code).cmp(&(b.fate, &b.code)));
    Ok(difference)
}

/// A file to be compared, and the event after which its records are read.
struct Side {
    wanted: CatalogRequest,
    seq: i64,
    at: String,
    actor: String,
    about: String,
}

impl Side {
    async fn of(archive: &Archive, file: &ComparedFile) -> Result<Side> {
        let (known, name) = match file {
            ComparedFile::File(digest) => (of_file(archive, digest).await?, digest.hex()),
            ComparedFile::Typed(digest) => match begins_of(digest) {
                Some(begins) => (of_digest(archive, &begins, None).await?, digest.clone()),
                None => (None, digest.clone()),
            },
        };
        let known = known.ok_or_else(|| Error::from(not_registered(&name)))?;
        let records_after = known.records_after();
        let Registration { event, made, .. } = known;
        let Making::Catalog(wanted) = made.made else {
            return Err(Error::from(no_catalog(&event.event.about)));
        };
        // both sides are filled alike: what a later version prints otherwise is nobody's deed
        let wanted = CatalogRequest { recipe: DigestRecipe::default(), as_filed: false, ..wanted };
        let seq = wanted.as_of_event.unwrap_or(records_after);
        Ok(Side { wanted, seq, at: event.at, actor: event.actor, about: event.event.about })
    }

    /// The same from the records of today.
    fn today(&self) -> Side {
        let wanted = CatalogRequest { as_of: None, as_of_event: None, ..self.wanted.clone() };
        let [at, actor, about] = [String::new(), String::new(), String::new()];
        Side { wanted, seq: i64::MAX, at, actor, about }
    }

    fn told(&self, rows: u64) -> ComparedSide {
        ComparedSide { at: self.at.clone(), actor: self.actor.clone(), about: self.about.clone(), rows }
    }

    /// The records it was made from.
    async fn stand(&self, archive: &Archive) -> Result<Standing<'_>> {
        let past = match self.seq {
            i64::MAX => None,
            seq => {
                let of = (self.wanted.volume_ids.as_slice(), Some(&self.wanted.filter));
                Some(Past::after(archive, seq, of).await?.proved()?)
            }
        };
        Ok(Standing { wanted: &self.wanted, past })
    }
}

struct Standing<'s> {
    wanted: &'s CatalogRequest,
    /// `None`: the records of today.
    past: Option<Past>,
}

impl Standing<'_> {
    fn archive<'a>(&'a self, today: &'a Archive) -> &'a Archive {
        self.past.as_ref().map_or(today, |past| &past.archive)
    }

    /// The lines that `keeps` says of their digests.
    async fn read<F: FnMut(Key) -> bool + Send>(
        &self,
        (today, form): (&Archive, &Form),
        (fields, style): (&[ComparedField], ValueStyle),
        keeps: F,
        progress: &Progress,
    ) -> Result<KeptLines> {
        let archive = self.archive(today);
        let taker = Reader { fields, style, keeps, kept: KeptLines::default() };
        Ok(Filling::begin(archive, self.wanted, form, progress).await?.fill(taker).await?.kept)
    }

    async fn close(&self) {
        if let Some(past) = &self.past {
            past.archive.store.close().await;
        }
    }
}

/// What differs between a line and its counterpart.
fn line(fields: &[ComparedField], before: Option<KeptLine>, after: Option<KeptLine>) -> LineDifference {
    let fate = match (&before, &after) {
        (Some(_), Some(_)) => LineFate::Changed,
        (Some(_), None) => LineFate::Went,
        (None, _) => LineFate::Came,
    };
    let cell = |line: &Option<KeptLine>, at: usize| {
        line.as_ref().and_then(|line| line.cells.get(at)).cloned().unwrap_or_default()
    };
    let cells = fields.iter().enumerate().map(|(at, field)| CellChange {
        field: field.field.clone(),
        heading: field.heading.clone(),
        before: cell(&before, at),
        after: cell(&after, at),
    });
    let cells = cells.filter(|cell| cell.before != cell.after).collect();
    let shown = after.or(before);
    let (code, title) = shown.map(|line| (line.code, line.title)).unwrap_or_default();
    LineDifference { fate, code, title, cells, deeds: Vec::new() }
}

/// What happened to a record between two events.
async fn deeds(
    archive: &Archive,
    kind: RecordKind,
    id: i64,
    (after, through): (i64, i64),
) -> Result<Vec<LineDeed>> {
    let history = archive.store.history(kind, id).await?;
    let between = history.into_iter().filter(|logged| logged.seq > after && logged.seq <= through);
    let deed = |logged: Logged| {
        let reason =
            logged.event.detail.told().get("reason").and_then(|reason| reason.as_str()).map(str::to_owned);
        let what = EventKind::from_key(&logged.event.what);
        let what = what.map_or_else(
            || Wording::new(logged.event.what.clone(), logged.event.what.clone()),
            EventKind::word,
        );
        LineDeed { at: logged.at, actor: logged.actor, what, reason: reason.unwrap_or_default() }
    };
    Ok(between.map(deed).collect())
}

problems! {
    refuse not_registered(name):
        "没有登记过「{name}」这个文件或摘要。" / "No file and no digest \"{name}\" was registered."
        => "用这里导出的文件本身，或印在封面、末页上的内容摘要（至少前 8 位）。"
            / "Give a file made here, or the digest on its cover or last page (at least eight digits).";
    refuse no_catalog(about):
        "「{about}」不是目录，不能比较。" / "\"{about}\" is no catalog and is not compared."
        => "比较两次导出的同一种目录。" / "Compare two exports of one kind of catalog.";
    refuse other_catalog(from, to):
        "「{from}」与「{to}」不是同一种目录。" / "\"{from}\" and \"{to}\" are not the same kind of catalog."
        => "比较两次导出的同一种目录。" / "Compare two exports of one kind of catalog.";
}
