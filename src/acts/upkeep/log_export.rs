//! 导出日志: every event with its chain, as lines of JSON or a table, for whoever is to check or keep it elsewhere.
//!
//! With whole numbers each line has all that the digest of its event covers, so that the chain is checked by anybody
//! (docs/proof.md). Without, texts are masked and what rows said before is left out: the links are there, their digests are not
//! to be computed; the leaf of the tree over the log stands beside them (docs/checking.md).

use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::archive::{Archive, allow};
use crate::catalog::{
    Catalog, CatalogOptions, Encoding, Format, Head, ListCell, ListColumn, ListRow, NewFile, SEQ, list_form,
};
use crate::domain::catalogs::finding_aid::IdNumbers;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::Detail;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::log_leaf::LogLeaf;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{self, MadeFrom, PrintedFile, digest_of};
use crate::procedures::documents::writing::{Document, stopped};
use crate::progress::Progress;
use crate::say;
use crate::store::ChainLink;

/// Events read at a time; one may tell of thousands of rows.
const PORTION: i64 = 50;

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A JSON object a line.
    JsonLines,
    Csv,
}

/// What was written.
#[derive(Clone, Debug, Serialize)]
pub struct ExportedLog {
    pub events: u64,
    /// Digest of the last event: with it the log can be compared later.
    pub last: String,
    /// SHA-256 of the file.
    pub file: Digest,
}

/// Writes the log to `out` and registers the file. `whole`: numbers are not masked, and the chain can be checked.
///
/// # Errors
/// `Busy` where the file or the log cannot be written.
pub async fn export_log(
    archive: &Archive,
    by: &By,
    (format, whole): (LogFormat, bool),
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<ExportedLog> {
    allow(by, Deed::Audit)?;
    archive.of_the_whole(by, &[Deed::Audit])?;
    let snapshot = archive.store.snapshot().await?;
    progress.set_total(snapshot.last_event().await?.max(0) as u64);
    let mut lines = match format {
        LogFormat::JsonLines => Lines::Json(NewFile::create(out)?),
        LogFormat::Csv => Lines::Table(Box::new(table(archive, (lang, whole), out)?)),
    };
    let (mut seq, mut last, mut events) = (0, String::new(), 0);
    loop {
        let links = snapshot.chain_after(seq, PORTION).await?;
        let Some(end) = links.last() else { break };
        (seq, last) = (end.seq, end.digest.clone());
        for link in links {
            let leaf = LogLeaf::new(&link.after(&link.prev));
            match whole {
                true => lines.put(link, None)?,
                false => lines.put(masked(link), Some(leaf))?,
            }
            events += 1;
        }
        progress.set_done(events);
        if progress.stop_asked() {
            return Err(stopped());
        }
    }
    snapshot.close().await;
    let making = Making::list_of(if whole { "log_whole" } else { "log" });
    match lines {
        Lines::Table(table) => {
            let (written, file) = table.finish()?;
            let (form, format) = (log_form(), Format::Csv(Encoding::Utf8Bom));
            Document { form, format, lang, written, others: Vec::new(), file }
                .keep(archive, by, making)
                .await?;
        }
        Lines::Json(mut file) => {
            let place = file.settle()?;
            let (digest, bytes) = (digest_of(place).await?, tokio::fs::metadata(place).await?.len());
            let printed = PrintedFile {
                pages: 0,
                rows: events,
                contents: Vec::new(),
                file: digest,
                bytes,
                sheet: None,
                problems: Vec::new(),
            };
            register::keep(archive, by, "log", &MadeFrom::new("jsonl", lang, making), &printed).await?;
            file.keep()?;
        }
    }
    Ok(ExportedLog { events, last, file: digest_of(out).await? })
}

/// Where the lines go.
enum Lines {
    Json(NewFile),
    Table(Box<Catalog<NewFile>>),
}

impl Lines {
    /// `leaf`: of the event, where the line does not say all its digest covers.
    fn put(&mut self, link: ChainLink, leaf: Option<LogLeaf>) -> Result<()> {
        match self {
            Lines::Json(file) => {
                let mut line = serde_json::json!({
                    "seq": link.seq,
                    "at": link.at,
                    "actor": link.actor,
                    "what": link.what,
                    "about": link.about,
                    "detail": link.detail,
                    "rows": link.touched,
                    "before": link.before,
                    "prev": link.prev,
                    "digest": link.digest,
                });
                if let Some(leaf) = leaf {
                    line["leaf"] = String::from_utf8_lossy(&leaf.bytes()).into();
                }
                writeln!(file, "{line}").map_err(Error::from)
            }
            Lines::Table(table) => {
                let texts = [
                    ("at", link.at),
                    ("actor", link.actor),
                    ("what", link.what),
                    ("about", link.about),
                    ("detail", link.detail),
                    ("rows", link.touched),
                    ("before", link.before),
                    ("prev", link.prev),
                    ("digest", link.digest),
                ];
                let mut cells = vec![(SEQ, ListCell::Count(link.seq.max(0) as u64))];
                cells.extend(texts.map(|(key, text)| (key, ListCell::Text(text))));
                table.add(&ListRow(cells))
            }
        }
    }
}

/// A link whose texts may be shown to anybody.
fn masked(link: ChainLink) -> ChainLink {
    let detail: Detail = serde_json::from_str(&link.detail).unwrap_or_default();
    let about = serde_json::Value::String(link.about);
    let about = Detail::from(about).told().as_str().unwrap_or_default().to_owned();
    // a digest over a whole number would tell whoever tries which one it is
    let touched: Vec<&str> = link.touched.lines().filter_map(|row| row.split(' ').next()).collect();
    let touched = touched.join("\n");
    ChainLink { about, detail: detail.told().to_string(), before: String::new(), touched, ..link }
}

/// Key, headings and width in millimetres.
const COLUMNS: [(&str, &str, &str, f64); 9] = [
    ("at", "时间", "When", 30.0),
    ("actor", "经办", "By", 15.0),
    ("what", "事项", "Deed", 25.0),
    ("about", "关于", "About", 40.0),
    ("detail", "内容", "Detail", 60.0),
    ("rows", "记录与摘要", "Rows and digests", 40.0),
    ("before", "原值", "Before", 40.0),
    ("prev", "上一条摘要", "Digest of the one before", 30.0),
    ("digest", "摘要", "Digest", 30.0),
];

fn log_form() -> crate::catalog::Form {
    let columns = COLUMNS.map(|(key, zh, en, mm)| ListColumn {
        key,
        name: Wording::new(zh, en),
        counts: false,
        total: false,
        mm,
    });
    list_form(say!("操作日志", "Log"), say!("条", "events"), &columns)
}

fn table(archive: &Archive, (lang, whole): (Lang, bool), out: &Path) -> Result<Catalog<NewFile>> {
    let scratch = Some(archive.config.data().to_owned());
    let id_numbers = if whole { IdNumbers::Full } else { IdNumbers::Masked };
    let options = CatalogOptions { lang, scratch, id_numbers, ..CatalogOptions::default() };
    let format = Format::Csv(Encoding::Utf8Bom);
    Catalog::start(&log_form(), &Head::default(), &options, format, NewFile::create(out)?)
}
