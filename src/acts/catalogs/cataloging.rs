//! 编目: the finding aids over a scope, row by row from the database into a document; and the transfer
//! register with its catalogs as one package.

mod comparing;
mod extent;
mod figures;
mod filling;
mod handed_over;
mod package;
mod printing;
mod proving;
mod reprinting;
mod rows;
mod taker;
mod whole;

pub use comparing::{CatalogDifference, ComparedFile, ComparedSide, LineFate, compare, write_difference};
pub use extent::{Extent, FirstPage, YearSum, extent, first_page};
pub use figures::{BY_HAND, Figure, FigureBehind, Figures, figures};
pub use package::{Packed, check_package, package};
pub use printing::{OnPaper, PageImage, first_pages, print};
pub use proving::{FileProof, MadeAgain, Standing, lines_of, proof_sheet, prove, prove_digest, prove_typed};
pub use reprinting::{remake, reprint};
pub use whole::{first_papers, print_volumes};

pub use crate::package::CheckedPackage;
use crate::procedures::checkpoints;
pub use crate::procedures::documents::order::{CatalogRequest, Leaf, Papers};
pub use crate::procedures::documents::register::{Content, PrintedFile, digest_of as file_digest};

use std::path::Path;

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::catalog::{Catalog, CatalogOptions, NewFile, forms};
pub use crate::catalog::{Encoding, Format, WrittenCatalog};
pub use crate::domain::catalogs::finding_aid::IdNumbers as Numbers;
use crate::domain::catalogs::finding_aid::{Head, LineKind};
use crate::domain::catalogs::form::Form;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::naming::names;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::KeptFor;
use crate::problems;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::scope_head;
use crate::procedures::documents::writing::Document;
use crate::procedures::office_forms;
use crate::procedures::past::{self, Past};
use crate::procedures::periods;
use crate::procedures::records;
use crate::progress::Progress;
use filling::Filling;

/// A form that can be asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CatalogKind)]
pub struct CatalogKind {
    pub key: String,
    pub name: Wording,
    pub preset: String,
    /// The source's mark shows that the columns were not verified.
    pub unverified: bool,
}

/// Every catalog the program makes, in the order of the forms.
pub fn kinds() -> Vec<CatalogKind> {
    let kind = |form: &Form| CatalogKind {
        key: form.key.clone(),
        name: form.name.clone(),
        preset: form.preset.clone(),
        unverified: !form.origin.mark.is_verified(),
    };
    forms().iter().filter(|form| !form.apart).map(kind).collect()
}

/// Those that can be made of chosen volumes; the others are of a whole scope.
pub fn kinds_of_volumes() -> Vec<CatalogKind> {
    let of_volumes = |kind: &CatalogKind| {
        let form = forms().iter().find(|form| form.key == kind.key);
        form.is_some_and(|form| matches!(form.rows, LineKind::Volume | LineKind::Item | LineKind::Statement))
    };
    kinds().into_iter().filter(of_volumes).collect()
}

/// Writes a catalog to `out`; the same records give the same bytes. The form's version and the digests are
/// kept as an event where the archive is open for writing.
///
/// # Errors
/// `Refused` for an unknown kind; nothing is left at `out` unless the whole is written.
pub async fn export(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    format: Format,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<WrittenCatalog> {
    allow(by, Deed::Export)?;
    let wanted = &on_its_day(archive, wanted).await?;
    handed_over::check(archive, wanted, &catalog_called(archive, wanted).await?).await?;
    let document = export_unregistered(archive, wanted, format, lang, out, progress).await?;
    document.keep(archive, by, Making::Catalog(wanted.clone())).await
}

/// [`export`], without leaving a trace; the file is not in place yet.
async fn export_unregistered(
    archive: &Archive,
    wanted: &CatalogRequest,
    format: Format,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Document> {
    let document = written(archive, wanted, format, lang, out, progress).await?;
    if document.written.rows == 0 {
        return Err(Error::from(nothing_to_export(&document.form.name.zh, &document.form.name.en)));
    }
    Ok(document)
}

/// What is asked for, with the checkpoint it will end with; of an earlier day, with the last event of that day.
async fn on_its_day(archive: &Archive, wanted: &CatalogRequest) -> Result<CatalogRequest> {
    let mut wanted = CatalogRequest { anchor: checkpoints::anchor(archive), ..wanted.clone() };
    if let (Some(day), None) = (wanted.as_of, wanted.as_of_event) {
        wanted.as_of_event = Some(past::last_event_on(archive, day).await?);
    }
    Ok(wanted)
}

/// The archive as it stood on the day a catalog is asked for; `None`: it is made from the records of today.
async fn past_of(archive: &Archive, wanted: &CatalogRequest) -> Result<Option<Past>> {
    let Some(seq) = wanted.as_of_event else { return Ok(None) };
    Ok(Some(Past::after(archive, seq, (&wanted.volume_ids, Some(&wanted.filter))).await?.proved()?))
}

/// A catalog written, its file not in place yet; it may have no lines.
async fn written(
    archive: &Archive,
    wanted: &CatalogRequest,
    format: Format,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Document> {
    let past = past_of(archive, wanted).await?;
    let archive = past.as_ref().map_or(archive, |past| &past.archive);
    let (form, catalog) = catalog_for(archive, wanted, format, lang, out).await?;
    let filling = Filling::begin(archive, wanted, &form, progress).await?;
    let (written, file) = filling.fill(catalog).await?.finish()?;
    Ok(Document { form, format, lang, written, others: Vec::new(), file })
}

/// The catalog begun: its form, head and options.
async fn catalog_for(
    archive: &Archive,
    wanted: &CatalogRequest,
    format: Format,
    lang: Lang,
    out: &Path,
) -> Result<(Form, Catalog<NewFile>)> {
    let form = catalog_called(archive, wanted).await?;
    let head = head(archive, wanted).await?;
    let scratch = Some(archive.config.data().to_owned());
    let (id_numbers, recipe) = (wanted.id_numbers, wanted.recipe);
    let anchor = wanted.anchor.clone();
    let options = CatalogOptions { lang, id_numbers, recipe, also: Vec::new(), scratch, anchor };
    let catalog = Catalog::start(&form, &head, &options, format, NewFile::create(out)?)?;
    Ok((form, catalog))
}

/// A form that is a table over the archive's records.
async fn catalog_called(archive: &Archive, wanted: &CatalogRequest) -> Result<Form> {
    let kind = &wanted.kind;
    let fonds = archive.fonds_numbered(wanted.filter.fonds.as_deref()).await?;
    let found = office_forms::called(&archive.config, kind, &fonds.number).ok();
    let is_catalog = |form: &Form| !form.apart && !form.columns.is_empty() && form.rows.is_of_records();
    found.filter(is_catalog).ok_or_else(|| {
        let known = forms().iter().filter(|form| !form.apart);
        let known = known.map(|form| form.name.zh.as_str()).collect::<Vec<_>>().join("、");
        Error::from(unknown_catalog(&kind, &known))
    })
}

async fn head(archive: &Archive, wanted: &CatalogRequest) -> Result<Head> {
    let schemes = archive.schemes();
    let fonds = archive.fonds_numbered(wanted.filter.fonds.as_deref()).await?;
    let of_scope = archive.schemes_over(&wanted.filter).await?;
    let names: Vec<&str> = of_scope.iter().map(|scheme| scheme.name.as_str()).collect();
    let mut head = Head {
        from: fonds.name.clone(),
        to: wanted.receiver.clone(),
        as_of: wanted.as_of,
        batch: wanted.batch.clone(),
        reason: wanted.reason.clone(),
        marks_open: wanted.recipe.is_stated(),
        period_differs: !wanted.as_filed,
        scheme: names.join("、"),
        ..scope_head::of_fonds(archive, &fonds, &wanted.filter).await?
    };
    if let &[id] = wanted.volume_ids.as_slice() {
        let volume = records::volume(&archive.store, id).await?;
        let kept = match wanted.as_filed {
            true => volume.place.period.into(),
            false => periods::of_volume(&archive.store, schemes.clone(), &volume).await?.kept,
        };
        volume_head(&mut head, &schemes, (&volume, kept));
    }
    Ok(head)
}

/// The head of one volume's papers.
fn volume_head(head: &mut Head, schemes: &Schemes, (volume, kept): (&Volume, KeptFor)) {
    let names = names(schemes, &volume.place);
    (head.class, head.step) = (format!("{} {}", names.class_code, names.class), volume.step_text.clone());
    (head.years, head.period) = (Some((volume.place.year, volume.place.year)), Some(kept));
    head.period_differs = false;
    head.open = head.marks_open && volume.state == VolumeState::Open;
    (head.volume, head.volume_code, head.volume_title) =
        (volume.number.to_string(), volume.code.clone(), volume.title.clone());
}

problems! {
    refuse nothing_to_export(zh, en):
        "这个范围里没有可以编入「{zh}」的记录，没有生成文件。"
            / "Nothing in this scope belongs into \"{en}\"; no file was made."
        => "放宽年度、类别、期限等条件再导出。" / "Widen year, class, period and so on.";
    refuse unknown_catalog(kind, known):
        "没有「{kind}」这种目录。" / "There is no catalog \"{kind}\"."
        => "可以用：{known}。" / "There are: {known}.";
}
