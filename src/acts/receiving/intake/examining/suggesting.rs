//! Which step the sheet as a whole probably belongs to, by the titles of its first rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::acts::receiving::intake::ImportOptions;
use crate::acts::receiving::intake::sheet::ReadSheet;
use crate::archive::Archive;
use crate::domain::arranging::classify::{Clue, Suggestion};
use crate::domain::general::error::Result;
use crate::domain::general::wording::Wording;
use crate::domain::receiving::columns::paper_name;
use crate::domain::schemes::scheme::{Scheme, Schemes};
use crate::procedures::suggestions;
use crate::search::simplified;

/// A step offered for all rows of a sheet, and why.
#[derive(Clone, Debug, Serialize)]
pub struct StepSuggestion {
    pub class_id: String,
    pub class_code: String,
    pub class: String,
    pub step_id: String,
    /// `二(一)`
    pub number: String,
    pub step: String,
    /// Key of the period; empty: the accounting tables decide.
    pub period: String,
    /// Rows looked at whose title speaks for it.
    pub rows: usize,
    pub because: Wording,
}

/// Suggestions offered.
const OFFERED: usize = 3;
/// Suggestions of one title that are counted.
const OF_TITLE: usize = 2;

/// What speaks for one step.
#[derive(Default)]
struct Tally {
    score: u64,
    rows: usize,
    best: Option<Suggestion>,
}

/// Suggestions for the sheet, the likeliest first; none where rows say their steps: a step chosen for one of
/// them is not chosen for all.
pub(super) async fn for_sheet(
    archive: &Archive,
    options: &ImportOptions,
    sheet: &ReadSheet,
) -> Result<Vec<StepSuggestion>> {
    if sheet.titles.is_empty() || sheet.says_steps {
        return Ok(Vec::new());
    }
    let fonds = archive.fonds_numbered(options.fonds.as_deref()).await?;
    let (schemes, of_fonds) = archive.schemes_of(&fonds).await?;
    let in_use = archive.schemes_in_use(&fonds).await?;
    let year = options.year.or(sheet.header.hints.year);
    let last_day = year.and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31));
    let main = in_use.main(last_day.unwrap_or_else(|| archive.config.clock.now().date_naive()));
    let wanted = options.scheme.as_deref().unwrap_or(main);
    let Some(scheme) = of_fonds.iter().find(|scheme| scheme.id == wanted) else { return Ok(Vec::new()) };
    let classifier = suggestions::classifier(archive, &fonds, scheme, &sheet.sender).await?;
    let stem =
        options.file_name.as_deref().and_then(|name| name.rsplit_once('.')).map_or("", |(stem, _)| stem);
    let paper = paper_name(&sheet.header.title_lines, stem).map(|paper| simplified(&paper));
    let told = sheet.header.hints.class.as_deref().map(simplified);
    let classes = told.map(|text| scheme.classes_called(&text)).unwrap_or_default();
    let hint = if let [only] = classes.as_slice() { Some(only.id.as_str()) } else { None };
    let words: Vec<&str> = paper.as_deref().into_iter().collect();
    let mut tallies: BTreeMap<(String, String), Tally> = BTreeMap::new();
    for title in &sheet.titles {
        for one in classifier
            .suggest(&Clue { title, class_hint: hint, words: &words, ..Clue::default() })
            .into_iter()
            .take(OF_TITLE)
        {
            let tally = tallies.entry((one.class_id.clone(), one.step_id.clone())).or_default();
            (tally.score, tally.rows) = (tally.score + u64::from(one.score), tally.rows + 1);
            if tally.best.as_ref().is_none_or(|best| best.score < one.score) {
                tally.best = Some(one);
            }
        }
    }
    let mut ranked: Vec<Tally> = tallies.into_values().collect();
    ranked.sort_by_key(|tally| std::cmp::Reverse(tally.score));
    let year = options.year.or(sheet.header.hints.year);
    Ok(ranked.into_iter().take(OFFERED).filter_map(|tally| named(&schemes, scheme, year, tally)).collect())
}

fn named(schemes: &Schemes, scheme: &Scheme, year: Option<i32>, tally: Tally) -> Option<StepSuggestion> {
    let best = tally.best?;
    let (class, step) = (scheme.class(&best.class_id)?, scheme.step(&best.class_id, &best.step_id)?);
    let of_year =
        year.and_then(|year| schemes.period_of(scheme, step, best.rule, year)).map(|(period, _)| period);
    Some(StepSuggestion {
        class_id: class.id.clone(),
        class_code: class.code.clone(),
        class: class.name.clone(),
        step_id: step.id.clone(),
        number: step.number.clone(),
        step: step.name.clone(),
        period: best.period.or(of_year).map_or_else(String::new, |period| period.key()),
        rows: tally.rows,
        because: best.because,
    })
}
