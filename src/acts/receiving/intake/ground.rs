//! The schemes a sheet's rows may be filed under, each with its guide.

use chrono::NaiveDate;

use super::ImportOptions;
use crate::archive::Archive;
use crate::domain::arranging::placing::{Guide, Guides, Met};
use crate::domain::general::error::{Error, Result};
use crate::domain::receiving::columns::HeaderFound;
use crate::domain::schemes::scheme::{Class, Scheme, Schemes};
use crate::problems;
use crate::procedures::suggestions;
use crate::search::simplified;
use crate::store::Fonds;

/// What the guides of a sheet rest on.
pub(super) struct Ground<'a> {
    pub fonds: &'a Fonds,
    pub schemes: &'a Schemes,
    /// The present one first.
    pub of_fonds: &'a [Scheme],
    pub header: &'a HeaderFound,
    /// Who hands the sheet over; empty: not known.
    pub sender: &'a str,
}

impl<'a> Ground<'a> {
    /// One guide for each scheme that has the class given for the sheet.
    ///
    /// # Errors
    /// `Refused` for a class no scheme of the fonds has, and for a scheme the fonds has not adopted.
    pub async fn guides(
        self,
        archive: &Archive,
        options: &'a ImportOptions,
        paper: Option<&'a str>,
        today: NaiveDate,
    ) -> Result<Guides<'a>> {
        let mut guides = Vec::new();
        for (scheme, classes) in with_classes(self.of_fonds, options)? {
            guides.push(Guide {
                schemes: self.schemes,
                scheme,
                fonds: &self.fonds.number,
                year: options.year,
                classes,
                step: options.step.as_deref(),
                hints: &self.header.hints,
                paper,
                suggest: options.suggest,
                classifier: suggestions::classifier(archive, self.fonds, scheme, self.sender).await?,
                mapping: &self.header.mapping,
                today,
                simplify: &simplified,
                met: Met::default(),
            });
        }
        let given = options.scheme.as_deref();
        if let Some(id) = given {
            let Some(scheme) = self.of_fonds.iter().find(|scheme| scheme.id == id) else {
                let known: Vec<&str> = self.of_fonds.iter().map(|scheme| scheme.id.as_str()).collect();
                let known = known.join("、");
                return Err(Error::from(scheme_not_of_fonds(&id, &known)));
            };
            // the class given for the sheet is one of that scheme
            with_classes(std::slice::from_ref(scheme), options)?;
        }
        Ok(Guides::new(archive.schemes_in_use(self.fonds).await?, guides, given))
    }
}

/// A scheme with those of its classes that the whole sheet may belong to; none: none was given.
type SchemeGiven<'s> = (&'s Scheme, Vec<&'s Class>);

/// The schemes that have the class given for the sheet.
fn with_classes<'s>(schemes: &'s [Scheme], options: &ImportOptions) -> Result<Vec<SchemeGiven<'s>>> {
    let Some(text) = options.class.as_deref().filter(|text| !text.trim().is_empty()) else {
        return Ok(schemes.iter().map(|scheme| (scheme, Vec::new())).collect());
    };
    let text = simplified(text);
    let called = schemes.iter().map(|scheme| (scheme, scheme.classes_called(&text)));
    let found: Vec<SchemeGiven<'s>> = called.filter(|(_, classes)| !classes.is_empty()).collect();
    if found.is_empty() {
        let known = schemes
            .iter()
            .flat_map(|scheme| &scheme.classes)
            .map(|class| format!("{} {}", class.code, class.name))
            .collect::<Vec<_>>()
            .join("、");
        return Err(Error::from(class_not_in_scheme(&text, &known)));
    }
    Ok(found)
}

problems! {
    refuse class_not_in_scheme as unknown_class(text, known):
        "方案里没有类别「{text}」。" / "The scheme has no class \"{text}\"."
        => "可用的类别：{known}。" / "Its classes are: {known}.";
    refuse scheme_not_of_fonds(id, known):
        "本全宗没有启用方案「{id}」。" / "The fonds has not adopted the scheme \"{id}\"."
        => "启用的方案：{known}。" / "It files under: {known}.";
}
