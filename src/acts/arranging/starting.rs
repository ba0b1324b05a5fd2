//! 新立: an empty open volume at the end of a place, to be filled by hand.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::arranging::placing::year_in_future;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::Place;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::{Class, Schemes};
use crate::problems;
use crate::procedures::places;

/// Characters a title may have, as in [`super::filing::retitle`].
const LONGEST: usize = 2000;
/// No papers of social insurance are older.
const FIRST_YEAR: i32 = 1949;

/// Where the volume belongs and what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewVolume {
    /// Number of the fonds; may be left out where there is one.
    pub fonds: Option<String>,
    pub year: i32,
    /// Code, id or name of a class.
    pub class: Option<String>,
    /// Name or number of a step, or the name of a paper of an accounting block.
    pub step: String,
    /// Id of the scheme, where the fonds files under several in that year.
    pub scheme: Option<String>,
    /// Empty: as filing calls a volume it makes.
    pub title: String,
}

/// Begins a volume; its number is the next of its place, its period that of the rule.
///
/// # Errors
/// `Refused` where year, class or step mean no place, or several.
pub async fn start(archive: &Archive, by: &By, new: NewVolume) -> Result<Volume> {
    allow(by, Deed::File)?;
    if !(FIRST_YEAR..=chrono::Datelike::year(&by.today())).contains(&new.year) {
        return Err(Error::from(year_in_future(&new.year)));
    }
    let title = new.title.trim().to_owned();
    if let Some(problem) = not_kept(&title, LONGEST) {
        return Err(Error::Refused(vec![problem.in_column("title")]));
    }
    let fonds = archive.fonds_numbered(new.fonds.as_deref()).await?;
    let in_use = archive.schemes_in_use(&fonds).await?;
    let used = in_use.in_year(new.year);
    let scheme = match (new.scheme.as_deref(), used.as_slice()) {
        (Some(wanted), _) => used.iter().find(|id| **id == wanted).copied(),
        (None, [only]) => Some(*only),
        (None, []) => None,
        (None, several) => return Err(Error::from(several_schemes(&new.year, &several.join("、")))),
    };
    let scheme = scheme.ok_or_else(|| Error::from(no_scheme_in_use(&new.year)))?;
    let schemes = archive.schemes();
    let place = place(&schemes, scheme, fonds.number, &new)?;
    let deed = archive.store.write(by, async move |tx| {
        let volume = tx.begin_volume(&schemes, &place, None, &title).await?;
        let detail = serde_json::json!({
            "volume": volume.id, "number": volume.number, "title": volume.title, "place": volume.place,
        });
        let about = volume.code.clone();
        Ok((volume, Event::new(EventKind::VolumeBegun, about, detail)))
    });
    let outcome = deed.await;
    archive.written.notify_one();
    outcome
}

fn place(schemes: &Schemes, id: &str, fonds: String, new: &NewVolume) -> Result<Place> {
    let scheme = schemes.scheme(id).ok_or_else(|| anyhow::anyhow!("scheme {id} in use is not kept"))?;
    places::holds_in(scheme, new.year)?;
    let classes: Vec<&Class> = match new.class.as_deref() {
        Some(text) => scheme.class(text).map_or_else(|| scheme.classes_called(text), |class| vec![class]),
        None => scheme.classes.iter().collect(),
    };
    let (class_id, step_id, rule) = places::line_called(scheme, &classes, &new.step)?;
    let step = scheme.step(&class_id, &step_id);
    let step = step.ok_or_else(|| anyhow::anyhow!("a step that was found is not there"))?;
    let period = places::period(schemes, scheme, (step, rule), new.year)?;
    Ok(Place { fonds, year: new.year, scheme_id: scheme.id.clone(), class_id, step_id, period })
}

problems! {
    refuse no_scheme_in_use(year):
        "{year} 年没有这样的分类方案在用。" / "No such scheme is in use for {year}."
        => "核对年度；确实属于那一年的，先启用那一年的方案。"
            / "Check the year; if it is right, adopt the scheme of that year first.";
    refuse several_schemes(year, names):
        "{year} 年有几个分类方案在用：{names}。" / "Several schemes are in use for {year}: {names}."
        => "写明按哪一个方案立卷。" / "Say under which of them the volume is filed.";
}
