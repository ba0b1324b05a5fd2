//! What is made is registered: from what, on which forms, with which digests; and found again by them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::order::Making;
use super::waiting;
use crate::archive::Archive;
use crate::catalog::{Encoding, Format, WrittenCatalog};
use crate::domain::catalogs::finding_aid::{
    DigestPair as Digests, DigestRecipe, IdNumbers, LogAnchor, ProofSheet,
};
use crate::domain::catalogs::form::Forms;
use crate::domain::general::digest::{Digest, Running};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::problem::{Problem, cannot_open};
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::event::{EventKind, Logged};
use crate::paper::FormContents;
use crate::problems;
use crate::procedures::office_forms;
use crate::store::Queries;

/// The event that registers a file.
const REGISTERED: EventKind = EventKind::CatalogMade;
/// The event that registers the package of a transfer.
pub const PACKED: EventKind = EventKind::RegisterPacked;

/// What was printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintedFile {
    pub pages: u64,
    pub rows: u64,
    /// Form and version, rows and digests of each list in it.
    pub contents: Vec<Content>,
    /// SHA-256 of the file.
    pub file: Digest,
    pub bytes: u64,
    /// How a reader computes the digest of a table from its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<ProofSheet>,
    /// What came out too small to be read; not kept in the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// One list of a printed file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// `volume_contents@1`
    pub form: String,
    pub rows: u64,
    pub totals: Vec<(String, u64)>,
    #[serde(flatten)]
    pub proof: Digests,
}

impl From<FormContents> for Content {
    fn from(contents: FormContents) -> Content {
        Content { form: contents.form, rows: contents.rows, totals: contents.totals, proof: contents.proof }
    }
}

/// What a registered file was made from, so that it can be made again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MadeFrom {
    pub lang: Lang,
    /// `pdf`, `xlsx`, `csv`, `csv-gb18030`, `html`
    pub format: String,
    pub made: Making,
    /// Digest of each form's file: an office may change a file without giving it a new version.
    #[serde(default)]
    pub forms: BTreeMap<String, Digest>,
    /// Its masked numbers have the one shape there is now.
    #[serde(default)]
    one_mask: bool,
    /// What its digests cover.
    #[serde(default = "DigestRecipe::before")]
    recipe: DigestRecipe,
    /// Beside the period as filed stands the one that applies now, where that is another.
    #[serde(default)]
    periods_now: bool,
    /// The checkpoint of the log it ends with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anchor: Option<LogAnchor>,
    /// Of a reprint: the event after which its records were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    records_after: Option<i64>,
}

impl MadeFrom {
    pub fn new(format: &str, lang: Lang, made: Making) -> MadeFrom {
        let (format, recipe, anchor) = (format.to_owned(), made.recipe(), made.anchor());
        let (forms, periods_now) = (BTreeMap::new(), !made.is_as_filed());
        MadeFrom {
            lang,
            format,
            made,
            forms,
            one_mask: true,
            recipe,
            periods_now,
            anchor,
            records_after: None,
        }
    }

    /// As it was kept; one of before is masked as it was then.
    fn read(kept: serde_json::Value) -> Result<MadeFrom> {
        let mut made: MadeFrom = serde_json::from_value(kept).map_err(anyhow::Error::from)?;
        let numbers = match &mut made.made {
            Making::Catalog(wanted) | Making::Package(wanted) => Some(&mut wanted.id_numbers),
            Making::Papers(papers) => Some(&mut papers.id_numbers),
            Making::DueList(_)
            | Making::ChangeList(_)
            | Making::Sample(_)
            | Making::List { .. }
            | Making::Merged { .. } => None,
        };
        if let Some(numbers) = numbers.filter(|numbers| !made.one_mask && **numbers == IdNumbers::Masked) {
            *numbers = IdNumbers::MaskedBefore;
        }
        made.made.set_recipe(made.recipe);
        made.made.set_as_filed(!made.periods_now);
        made.made.set_anchor(made.anchor.clone());
        Ok(made)
    }

    /// With the digests of the forms its lists stand on, among all of the office's.
    pub fn on_forms(mut self, forms: &Forms, printed: &PrintedFile) -> MadeFrom {
        self.forms = files(forms, printed.contents.iter().map(|content| content.form.as_str()));
        self
    }

    /// It can be made again from records.
    pub fn is_made_again(&self) -> bool {
        !matches!(self.made, Making::List { .. } | Making::Package(_) | Making::Merged { .. })
    }

    /// As it would be made today: with the digests, masks and forms there are now, under this checkpoint of the log.
    pub fn of_today(mut self, anchor: Option<LogAnchor>) -> MadeFrom {
        self.made = self.made.with_one_mask();
        self.recipe = DigestRecipe::default();
        self.made.set_recipe(self.recipe);
        self.made.set_as_filed(false);
        self.periods_now = true;
        self.made.set_anchor(anchor.clone());
        self.anchor = anchor;
        (self.one_mask, self.records_after, self.forms) = (true, None, BTreeMap::new());
        self
    }

    /// Made again from the records after this event; `None`: from those of today.
    pub fn from_records_after(self, event: Option<i64>) -> MadeFrom {
        MadeFrom { records_after: event, ..self }
    }

    /// Forms whose files say something else now than when it was made.
    pub fn forms_changed(&self, forms: &Forms) -> Vec<String> {
        let now = |id: &String| forms.find(id).and_then(|form| form.file);
        self.forms.iter().filter(|(id, then)| now(id) != Some(**then)).map(|(id, _)| id.clone()).collect()
    }
}

/// A registration, as the log keeps it.
pub struct Registration {
    pub event: Logged,
    pub made: MadeFrom,
    pub printed: PrintedFile,
}

impl Registration {
    /// Whether a reader could not tell the two apart: by the recipe that covers all she sees, equal digests say so; by
    /// the one of before, what they were made from, whichever shape masked numbers had.
    fn is_same_document(&self, other: &Registration) -> bool {
        let (own, its) = (&self.made, &other.made);
        if own.recipe != its.recipe || self.printed.contents != other.printed.contents {
            return false;
        }
        own.recipe != DigestRecipe::Cells
            || own.lang == its.lang && own.made.with_one_mask() == its.made.with_one_mask()
    }

    /// The event after which the records stood as it says.
    pub fn records_after(&self) -> i64 {
        self.made.records_after.unwrap_or(self.event.seq)
    }

    fn read(event: Logged) -> Result<Registration> {
        let part =
            |name: &str| event.event.detail.get(name, WholeFor::Comparing).cloned().unwrap_or_default();
        let made = MadeFrom::read(part("made"))?;
        let printed = serde_json::from_value(part("printed")).map_err(anyhow::Error::from)?;
        Ok(Registration { event, made, printed })
    }
}

/// The latest registration of a file with this digest.
pub async fn of_file(archive: &Archive, file: &Digest) -> Result<Option<Registration>> {
    let said = format!("\"file\":\"{file}\"");
    Ok(registered(archive, &said, |known| known.printed.file == *file, 1).await?.pop())
}

/// Different documents that may be named in the refusal of an ambiguous digest.
const NAMED: usize = 50;

/// The latest registration of a file, of this ending if one is given, whose digest, or one on its cover, begins so.
///
/// # Errors
/// `Refused` where several documents have it: too few digits, or a digest that covered the cells alone.
pub async fn of_digest(
    archive: &Archive,
    begins: &str,
    ending: Option<&str>,
) -> Result<Option<Registration>> {
    let has = |known: &Registration| {
        let covers = known.printed.contents.iter().map(|content| &content.proof);
        let digests = covers.flat_map(|proof| [proof.sha256.hex(), proof.sm3.to_string()]);
        (ending.is_none() || known.made.format.split('-').next() == ending)
            && digests.chain([known.printed.file.hex()]).any(|digest| digest.starts_with(begins))
    };
    let mut found: Vec<Registration> = Vec::new();
    for known in registered(archive, begins, has, NAMED).await? {
        // the same document made twice is one
        if !found.iter().any(|other| other.is_same_document(&known)) {
            found.push(known);
        }
    }
    if found.len() > 1 {
        let made = found.iter().map(|known| format!("{} {}", known.event.at, known.event.event.about));
        let made = made.collect::<Vec<_>>().join("、");
        return Err(Error::from(ambiguous_digest(&begins, &made)));
    }
    Ok(found.pop())
}

/// Registrations with this text in them that are meant, the latest first. The text alone proves nothing: a receiver's
/// name or a form's key may hold it, too.
async fn registered(
    archive: &Archive,
    said: &str,
    is_meant: impl Fn(&Registration) -> bool,
    most: usize,
) -> Result<Vec<Registration>> {
    let mut found = Vec::new();
    for kind in [REGISTERED, PACKED] {
        let mut before = i64::MAX;
        while let Some(event) = archive.store.event_saying(kind, said, before).await? {
            before = event.seq;
            // packages of earlier versions were told, not registered
            if event.event.detail.get("made", WholeFor::Comparing).is_none() {
                continue;
            }
            let known = Registration::read(event)?;
            if is_meant(&known) {
                found.push(known);
            }
            if found.len() == most {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// The latest registration of a package with this digest of its tag manifest; readers and writes ask alike.
pub async fn of_package(from: &Queries, manifest: &str) -> Result<Option<Registration>> {
    if !manifest.bytes().all(|byte| byte.is_ascii_hexdigit()) || manifest.len() < 64 {
        return Ok(None);
    }
    let said = format!("\"manifest\":\"{manifest}\"");
    let mut before = i64::MAX;
    while let Some(event) = from.event_saying(PACKED, &said, before).await? {
        before = event.seq;
        let packed = event.event.detail.get("packed", WholeFor::Comparing);
        let is_meant = packed.and_then(|packed| packed.get("manifest")).and_then(serde_json::Value::as_str);
        if is_meant == Some(manifest) && event.event.detail.get("made", WholeFor::Comparing).is_some() {
            return Registration::read(event).map(Some);
        }
    }
    Ok(None)
}

/// Registers a file that was made; where another program has the archive open, it is left for that one to register.
///
/// # Errors
/// `Refused` where the office's own forms are wrong; `Busy` when the log or the data directory cannot be written.
pub async fn keep(
    archive: &Archive,
    by: &By,
    what: &str,
    made: &MadeFrom,
    printed: &PrintedFile,
) -> Result<()> {
    keep_with(archive, by, what, made, printed, serde_json::Map::new()).await
}

/// [`keep`], telling `more`.
pub async fn keep_with(
    archive: &Archive,
    by: &By,
    what: &str,
    made: &MadeFrom,
    printed: &PrintedFile,
    more: serde_json::Map<String, serde_json::Value>,
) -> Result<()> {
    let about = format!("{what} {}", made.format);
    keep_as((REGISTERED, about), archive, by, made, printed, more).await
}

/// [`keep`] by an event of another kind, which tells `more`.
pub async fn keep_as(
    (kind, about): (EventKind, String),
    archive: &Archive,
    by: &By,
    made: &MadeFrom,
    printed: &PrintedFile,
    more: serde_json::Map<String, serde_json::Value>,
) -> Result<()> {
    let printed = PrintedFile { problems: Vec::new(), ..printed.clone() };
    let mut made = made.clone();
    if made.forms.is_empty() && !printed.contents.is_empty() {
        made = made.on_forms(&office_forms::forms(&archive.config)?, &printed);
    }
    let mut detail = more;
    detail.insert("made".to_owned(), serde_json::to_value(&made).map_err(anyhow::Error::from)?);
    detail.insert("printed".to_owned(), serde_json::to_value(&printed).map_err(anyhow::Error::from)?);
    waiting::tell(archive, by, (kind, about, detail.into())).await
}

/// Digests of the files of these forms, and of their covers and last leaves.
fn files<'a>(forms: &Forms, used: impl Iterator<Item = &'a str>) -> BTreeMap<String, Digest> {
    let mut files = BTreeMap::new();
    for form in used.filter_map(|id| forms.find(id)) {
        let leaves = form.before.iter().chain(&form.after).filter_map(|key| forms.find(key));
        for form in leaves.chain([form]) {
            files.extend(form.file.map(|file| (form.id(), file)));
        }
    }
    files
}

/// The word a format is registered under.
pub fn format_key(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "xlsx",
        Format::Csv(Encoding::Utf8Bom) => "csv",
        Format::Csv(Encoding::Gb18030) => "csv-gb18030",
        Format::Html => "html",
    }
}

/// What a catalog that is no PDF says.
pub fn content(form: String, written: &WrittenCatalog) -> Content {
    let proof = Digests { sha256: written.digest, sm3: written.sm3 };
    Content { form, rows: written.rows, totals: written.totals.clone(), proof }
}

/// SHA-256 of a file, read a piece at a time.
pub async fn digest_of(file: &Path) -> Result<Digest> {
    let place = file.to_owned();
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<Digest> {
        if !std::fs::metadata(&place)?.is_file() {
            return Err(std::io::ErrorKind::InvalidInput.into()); // a pipe or a device may never end
        }
        let (mut source, mut running, mut buffer) =
            (std::fs::File::open(&place)?, Running::default(), vec![0; 1 << 16]);
        loop {
            match std::io::Read::read(&mut source, &mut buffer)? {
                0 => return Ok(running.digest()),
                read => running.update(&buffer[..read]),
            }
        }
    });
    let read = read.await.map_err(|error| anyhow::anyhow!("reading stopped: {error}"))?;
    read.map_err(|error| {
        let file = file.display();
        Error::Unreadable(vec![cannot_open(&file, &error)])
    })
}

problems! {
    refuse ambiguous_digest(begins, made):
        "摘要「{begins}」对应几份不同的文件：{made}。"
            / "Several different documents have a digest that begins \"{begins}\": {made}."
        => "把摘要写全；仍然重复的（早先的摘要只涵盖表格内容），用文件本身核对。"
            / "Give the whole digest; where it is still shared (earlier digests covered the cells alone), check the file itself.";
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::procedures::documents::order::CatalogRequest;

    #[test]
    fn a_file_of_before_is_made_again_with_the_mask_it_had() {
        let now = MadeFrom::new("csv", Lang::Zh, Making::Catalog(CatalogRequest::default()));
        let kept = json!(now);
        let numbers = |made: &MadeFrom| match &made.made {
            Making::Catalog(wanted) => wanted.id_numbers,
            other => panic!("{other:?}"),
        };
        assert_eq!(numbers(&MadeFrom::read(kept.clone()).unwrap()), IdNumbers::Masked);
        let mut before = kept.clone();
        before.as_object_mut().unwrap().remove("one_mask");
        let read = MadeFrom::read(before.clone()).unwrap();
        assert_eq!(numbers(&read), IdNumbers::MaskedBefore);
        // nor did there stand the period that applies now
        before.as_object_mut().unwrap().remove("periods_now");
        let read = MadeFrom::read(before.clone()).unwrap();
        assert!(read.made.is_as_filed() && !MadeFrom::read(kept).unwrap().made.is_as_filed());
        assert!(!read.clone().of_today(None).made.is_as_filed());
        before["periods_now"] = false.into();
        before["one_mask"] = false.into();
        assert_eq!(json!(read), before, "registered again, it is still one of before");
    }
}
