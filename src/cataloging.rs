//! 编目: the finding aids over a scope, row by row from the database into a document; and the transfer
//! register with its catalogs as one package.

mod extent;
mod filling;
mod package;
mod rows;

pub use extent::{Extent, YearSum, extent, first_page};
pub use package::{Packed, package};

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::archive::{Archive, allow};
use crate::catalog::{Catalog, Form, Head, NewFile, Options, forms};
pub use crate::catalog::{Encoding, Format, IdNumbers, Written};
use crate::domain::error::{Error, Result};
use crate::domain::naming::names;
use crate::domain::period::RetentionPeriod;
use crate::domain::role::{By, Deed};
use crate::domain::wording::{Lang, Wording};
use crate::progress::Progress;
use crate::say;
use crate::store::VolumeFilter;
use filling::Filling;

/// A catalog asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// The form's key or name: `案卷目录`, `volume_catalog`, `卷内目录/社保业务`.
    pub kind: String,
    pub filter: VolumeFilter,
    /// Chosen volumes; empty: every volume of the scope.
    pub volume_ids: Vec<i64>,
    pub id_numbers: Numbers,
    /// 接收单位, for the transfer register.
    pub receiver: String,
}

/// [`IdNumbers`] as asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbers {
    Full,
    #[default]
    Masked,
    LeftOut,
}

/// A form that can be asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Kind {
    pub key: String,
    pub name: Wording,
    pub preset: String,
    /// The source's mark shows that the columns were not verified.
    pub unverified: bool,
}

/// Every catalog the program makes, in the order of the forms.
pub fn kinds() -> Vec<Kind> {
    let kind = |form: &Form| Kind {
        key: form.key.clone(),
        name: form.name.clone(),
        preset: form.preset.clone(),
        unverified: !form.origin.mark.is_verified(),
    };
    forms().iter().filter(|form| !form.apart).map(kind).collect()
}

/// Writes a catalog to `out`; the same records give the same bytes.
///
/// # Errors
/// `Refused` for an unknown kind; nothing is left at `out` unless the whole is written.
pub async fn export(
    archive: &Archive,
    by: &By,
    wanted: &Wanted,
    format: Format,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Written> {
    allow(by, Deed::Export)?;
    let (form, catalog) = catalog_for(archive, wanted, format, lang, out).await?;
    let filling = Filling::of(archive, wanted, form, progress).await?;
    let (written, file) = filling.fill(catalog).await?.finish()?;
    if written.rows == 0 {
        return Err(nothing(form));
    }
    file.keep()?;
    Ok(written)
}

/// The catalog begun: its form, head and options.
async fn catalog_for(
    archive: &Archive,
    wanted: &Wanted,
    format: Format,
    lang: Lang,
    out: &Path,
) -> Result<(&'static Form, Catalog<NewFile>)> {
    let form = form_called(&wanted.kind)?;
    let head = head(archive, wanted).await?;
    let id_numbers = match wanted.id_numbers {
        Numbers::Full => IdNumbers::Full,
        Numbers::Masked => IdNumbers::Masked,
        Numbers::LeftOut => IdNumbers::LeftOut,
    };
    let options = Options { lang, id_numbers, also: Vec::new() };
    Ok((form, Catalog::start(form, &head, &options, format, NewFile::create(out)?)?))
}

fn nothing(form: &Form) -> Error {
    let Wording { zh, en } = &form.name;
    Error::refused(
        "nothing_to_export",
        say!(
            "这个范围里没有可以编入「{zh}」的记录，没有生成文件。",
            "Nothing in this scope belongs into \"{en}\"; no file was made."
        ),
        say!("放宽年度、类别、期限等条件再导出。", "Widen year, class, period and so on."),
    )
}

fn form_called(kind: &str) -> Result<&'static Form> {
    forms().find(kind).filter(|form| !form.apart).ok_or_else(|| {
        let known = forms()
            .iter()
            .filter(|form| !form.apart)
            .map(|form| form.name.zh.as_str())
            .collect::<Vec<_>>()
            .join("、");
        Error::refused(
            "unknown_catalog",
            say!("没有「{kind}」这种目录。", "There is no catalog \"{kind}\"."),
            say!("可以用：{known}。", "There are: {known}."),
        )
    })
}

async fn head(archive: &Archive, wanted: &Wanted) -> Result<Head> {
    let filter = &wanted.filter;
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    let schemes = archive.schemes();
    let scheme = schemes.scheme(&fonds.scheme_id);
    let class = filter.class_id.as_deref().and_then(|id| scheme?.class(id));
    let step = filter.step_id.as_deref().and_then(|id| class?.steps.iter().find(|step| step.id == id));
    let mut head = Head {
        fonds: fonds.number,
        from: fonds.name.clone(),
        fonds_name: fonds.name,
        to: wanted.receiver.clone(),
        scheme: scheme.map_or_else(String::new, |scheme| scheme.name.clone()),
        years: match (filter.year_from, filter.year_to) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(year), None) | (None, Some(year)) => Some((year, year)),
            (None, None) => None,
        },
        class: class.map_or_else(String::new, |class| format!("{} {}", class.code, class.name)),
        step: step.map_or_else(String::new, |step| step.name.clone()),
        period: filter.period.as_deref().and_then(RetentionPeriod::from_key),
        ..Head::default()
    };
    if let &[id] = wanted.volume_ids.as_slice() {
        let volume = archive.store.volume(id).await?;
        let volume =
            volume.ok_or_else(|| Error::not_found(say!("没有这个案卷。", "There is no such volume.")))?;
        let names = names(&schemes, &volume.place);
        (head.class, head.step) = (format!("{} {}", names.class_code, names.class), volume.step_text.clone());
        (head.years, head.period) = (Some((volume.place.year, volume.place.year)), Some(volume.place.period));
        (head.volume, head.volume_code, head.volume_title) =
            (volume.number.to_string(), volume.code, volume.title);
    }
    Ok(head)
}
