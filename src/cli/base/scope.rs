//! Which volumes and records a command means.

use super::args::ScopeArgs;
use crate::acts::finding::viewing;
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::records::scope::{Scope, WrittenScope};
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Scheme;
use crate::procedures::lookup;
use crate::{problems, say};

impl ScopeArgs {
    /// The scope in ids; names of classes and steps are those of the fonds' schemes.
    pub async fn scope(&self, archive: &Archive) -> Result<Scope> {
        let written = WrittenScope {
            year: self.year.as_deref().unwrap_or_default(),
            period: self.period.as_deref().unwrap_or_default(),
            state: self.state.as_deref().unwrap_or_default(),
            ..WrittenScope::default()
        };
        let mut scope = Scope { fonds: self.fonds.clone(), ..written.read()? };
        if self.fonds.is_some() {
            archive.fonds_numbered(self.fonds.as_deref()).await?;
        }
        if self.class.is_some() || self.step.is_some() {
            let fonds = archive.fonds_numbered(self.fonds.as_deref()).await?;
            let (_, schemes) = archive.schemes_of(&fonds).await?;
            let schemes: Vec<&Scheme> = schemes.iter().collect();
            if let Some(text) = &self.class {
                scope.class_id = Some(lookup::class_called(&schemes, text)?);
            }
            if let Some(text) = &self.step {
                scope.step_id = Some(lookup::step_called(&schemes, scope.class_id.as_deref(), text)?);
            }
        }
        Ok(scope)
    }
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
    refuse code_of_several_records as ambiguous(text, ids):
        "档号 {text} 有几条，编号是 {ids}。" / "Several bear the code {text}; their ids are {ids}."
        => "用编号代替档号再试。" / "Use the id instead of the code.";
}
