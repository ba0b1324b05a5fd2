//! Which volumes and records a command means.

use super::args::Scope;
use crate::acts::finding::viewing::{self, VolumeFilter};
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::Volume;
use crate::domain::values::period::RetentionPeriod;
use crate::procedures::lookup;
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
        if let Some(text) = self.state.as_deref().filter(|text| ItemState::from_key(text).is_none()) {
            return Err(Error::from(no_such_state(&text)));
        }
        if self.class.is_some() || self.step.is_some() {
            let fonds = archive.fonds_numbered(self.fonds.as_deref()).await?;
            let (_, scheme) = archive.scheme_of(&fonds).await?;
            let schemes = [&scheme];
            if let Some(text) = &self.class {
                filter.class_id = Some(lookup::class_called(&schemes, text)?);
            }
            if let Some(text) = &self.step {
                filter.step_id = Some(lookup::step_called(&schemes, filter.class_id.as_deref(), text)?);
            }
        }
        Ok(filter)
    }
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

pub async fn item_called(archive: &Archive, text: &str) -> Result<i64> {
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

problems! {
    refuse no_such_period(text):
        "「{text}」不是保管期限。" / "\"{text}\" is no period."
        => "写成 永久、30年 或 30。" / "Write 永久 (permanent), 30年 or 30.";
    refuse no_such_state(text):
        "没有「{text}」这种状态。" / "There is no state \"{text}\"."
        => "写 open（整理中）、closed（已立卷）或 taken_out（取出待归）。"
            / "Write open, closed or taken_out.";
    refuse no_such_year(text):
        "「{text}」不是年份。" / "\"{text}\" is no year."
        => "写成 2009 或 2009..2015。" / "Write 2009 or 2009..2015.";
    refuse code_of_several_records as ambiguous(text, ids):
        "档号 {text} 有几条，编号是 {ids}。" / "Several bear the code {text}; their ids are {ids}."
        => "用编号代替档号再试。" / "Use the id instead of the code.";
}
