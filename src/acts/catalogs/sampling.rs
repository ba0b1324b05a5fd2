//! 抽样: a random sample of the volumes of a scope that can be drawn again from its seed.

use std::path::Path;

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::catalog::{Catalog, CatalogOptions, Head, NewFile, PrintedVolume};
pub use crate::catalog::{Encoding, Format, WrittenCatalog};
use crate::domain::catalogs::sample::{Draw, LONGEST_SEED};
use crate::domain::disposal::period_now::PeriodNow;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::naming::{PlaceNames, names};
use crate::domain::records::volume::Volume;
use crate::procedures::checkpoints;
use crate::procedures::documents::order::Making;
pub use crate::procedures::documents::order::SampleRequest;
use crate::procedures::documents::scope_head;
use crate::procedures::documents::writing::Document;
use crate::procedures::office_forms;
use crate::procedures::periods::Periods;
use crate::{problems, random, say};

/// The largest sample that is drawn.
pub const MOST: usize = 1000;
/// The form samples are written on.
pub(super) const FORM: &str = "sample_list";
/// Codes read at a time.
const PORTION: i64 = 5000;

/// A volume of the sample.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SampledVolume {
    #[serde(flatten)]
    pub volume: Volume,
    pub names: PlaceNames,
    #[serde(flatten)]
    pub period: PeriodNow,
}

/// A sample with what is needed to draw it again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sample {
    pub seed: String,
    /// How many were asked for; fewer are drawn where the scope has no more.
    pub size: usize,
    /// Volumes of the scope, and a digest over their codes in shelf order: with another digest the same
    /// seed may draw others.
    pub offered: u64,
    pub scope: Digest,
    /// In shelf order.
    pub volumes: Vec<SampledVolume>,
    pub items: i64,
    pub pages: i64,
}

/// A seed nobody chose: eight digits, easily read aloud and written down.
pub fn fresh_seed() -> String {
    random::digits::<8>()
}

/// Draws the sample; the same seed and the same records draw the same volumes.
///
/// # Errors
/// `Refused` for a size of 0 or above [`MOST`], a seed that is empty or too long, an empty scope.
pub async fn draw(archive: &Archive, by: &By, wanted: &SampleRequest) -> Result<Sample> {
    allow(by, Deed::Read)?;
    let seed = wanted.seed.trim();
    check(wanted.size, seed)?;
    let mut draw = Draw::new(seed, wanted.size);
    let mut after = (String::new(), 0);
    loop {
        let codes = archive.store.volume_codes(&wanted.filter, (&after.0, after.1), PORTION).await?;
        let Some(last) = codes.last() else { break };
        after = (last.sort.clone(), last.id);
        codes.iter().for_each(|volume| draw.offer(volume.id, &volume.code));
    }
    let drawn = draw.drawn();
    if drawn.offered == 0 {
        return Err(Error::from(nothing_to_draw()));
    }
    let schemes = archive.schemes();
    let volumes = archive.store.volumes_by_id(&drawn.ids).await?;
    let periods = Periods::new(schemes.clone()).of_volumes(&archive.store, &volumes).await?;
    let sampled = |volume: Volume| SampledVolume {
        names: names(&schemes, &volume.place),
        period: periods.of(volume.id, &volume.place),
        volume,
    };
    Ok(Sample {
        seed: seed.to_owned(),
        size: wanted.size,
        offered: drawn.offered,
        scope: drawn.scope,
        items: volumes.iter().map(|volume| i64::from(volume.items)).sum(),
        pages: volumes.iter().map(|volume| i64::from(volume.pages)).sum(),
        volumes: volumes.into_iter().map(sampled).collect(),
    })
}

fn check(size: usize, seed: &str) -> Result<()> {
    if !(1..=MOST).contains(&size) {
        return Err(Error::from(sample_size(&size)));
    }
    let length = seed.chars().count();
    if !(1..=LONGEST_SEED).contains(&length) || seed.chars().any(char::is_control) {
        return Err(Error::from(sample_seed()));
    }
    Ok(())
}

/// Writes the sample as a list that bears its seed and the state of its scope, and registers it.
///
/// # Errors
/// Those of [`draw`]; `Busy` when the disk will not take it.
pub async fn export(
    archive: &Archive,
    by: &By,
    wanted: &SampleRequest,
    format: Format,
    lang: Lang,
    out: &Path,
) -> Result<(Sample, WrittenCatalog)> {
    allow(by, Deed::Export)?;
    let wanted = &SampleRequest { anchor: checkpoints::anchor(archive), ..wanted.clone() };
    let sample = draw(archive, by, wanted).await?;
    let document = written(archive, (wanted, FORM), &sample, (format, lang), out).await?;
    let written = document.keep(archive, by, Making::Sample(wanted.clone())).await?;
    Ok((sample, written))
}

/// The list of a sample, written beside its place and not registered yet.
pub(super) async fn written(
    archive: &Archive,
    (wanted, form): (&SampleRequest, &str),
    sample: &Sample,
    (format, lang): (Format, Lang),
    out: &Path,
) -> Result<Document> {
    let fonds = archive.fonds_numbered(wanted.filter.fonds.as_deref()).await?;
    let form = office_forms::called(&archive.config, form, &fonds.number)?;
    let (drawn, offered) = (sample.volumes.len(), sample.offered);
    let head = Head {
        drawn: say!("{offered} 卷中抽 {drawn} 卷", "{drawn} of {offered} volumes").in_lang(lang).to_owned(),
        seed: sample.seed.clone(),
        state: sample.scope.hex(),
        ..scope_head::of_fonds(archive, &fonds, &wanted.filter).await?
    };
    let (recipe, anchor) = (wanted.recipe, wanted.anchor.clone());
    let options = CatalogOptions { lang, recipe, anchor, ..CatalogOptions::default() };
    let mut catalog = Catalog::start(&form, &head, &options, format, NewFile::create(out)?)?;
    for (at, sampled) in sample.volumes.iter().enumerate() {
        let (volume, names) = (&sampled.volume, &sampled.names);
        catalog.add(&PrintedVolume {
            seq: at as u64 + 1,
            code: volume.code.clone(),
            title: volume.title.clone(),
            year: volume.place.year,
            period: Some(if wanted.as_filed { volume.place.period.into() } else { sampled.period.kept }),
            class: format!("{} {}", names.class_code, names.class),
            step: volume.step_text.clone(),
            items: volume.items.into(),
            pages: volume.pages.into(),
            ..PrintedVolume::default()
        })?;
    }
    let (written, file) = catalog.finish()?;
    Ok(Document { form, format, lang, written, others: Vec::new(), file })
}

problems! {
    refuse nothing_to_draw():
        "这个范围里没有案卷，抽不出样。" / "The scope has no volumes to draw from."
        => "放宽年度、类别、期限等条件再抽。" / "Widen year, class, period and so on.";
    refuse sample_size(size):
        "抽 {size} 卷抽不了。" / "A sample cannot have {size} volumes."
        => "写 1 到 {MOST} 之间的卷数。" / "Give a number from 1 to {MOST}.";
    refuse sample_seed():
        "种子要有 1 到 {LONGEST_SEED} 个字。" / "A seed has 1 to {LONGEST_SEED} characters."
        => "照抄上次清单上的种子，或留空让程序取一个。"
            / "Copy the seed from the earlier list, or leave it empty for a new one.";
}
