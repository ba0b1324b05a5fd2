//! 基本情况统计表: what the records themselves say of one year; what only the office knows (staff, rooms,
//! equipment) stays empty for the pen. Held is what was closed by the year's end, whatever years it was formed in;
//! filed is what was closed in the year.

use serde::Serialize;

use super::rows::uses_of;
use crate::archive::{Archive, allow};
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::VolumeState;
use crate::domain::using::consultation::UseManner;
use crate::domain::values::period::RetentionPeriod;
use crate::say;
use crate::store::{Fonds, HoldingCount};

/// Periods with a cell of their own on the form, and the field it is.
const PERIODS: [(&str, &str); 5] = [
    ("permanent", "new_permanent"),
    ("100", "new_100"),
    ("50", "new_50"),
    ("30", "new_30"),
    ("10", "new_10"),
];

/// A number of the table, and the records it counts.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// The field of the form.
    pub key: &'static str,
    pub name: Wording,
    pub volumes: i64,
    pub items: i64,
    /// Whose volumes these are.
    #[serde(skip)]
    pub scope: Scope,
}

impl Figure {
    fn over(key: &'static str, name: Wording, scope: Scope, counts: &[HoldingCount]) -> Figure {
        let counted =
            |count: &&HoldingCount| scope.period.as_ref().is_none_or(|period| *period == count.period);
        let (volumes, items) = counts
            .iter()
            .filter(counted)
            .fold((0, 0), |sum, count| (sum.0 + count.volumes, sum.1 + count.items));
        Figure { key, name, volumes, items, scope }
    }

    fn in_words(&self) -> String {
        format!("{} / {}", self.volumes, self.items)
    }
}

/// The figures of a year.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    pub year: i32,
    pub figures: Vec<Figure>,
}

impl Figures {
    fn of_key<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Figure> {
        self.figures.iter().filter(move |figure| figure.key == key)
    }

    fn in_words(&self, key: &str) -> String {
        self.of_key(key).map(Figure::in_words).collect::<Vec<_>>().join("；")
    }
}

/// The figures of the scope's last year, or of the latest in which something was closed; `None`: nothing is held.
pub async fn figures(archive: &Archive, by: &By, filter: &Scope) -> Result<Option<Figures>> {
    allow(by, Deed::Read)?;
    counted(archive, filter).await
}

async fn counted(archive: &Archive, filter: &Scope) -> Result<Option<Figures>> {
    let all = Scope { year_from: None, year_to: None, state: None, ..filter.clone() };
    let open = Scope { state: Some(VolumeState::Open.key().to_owned()), ..all.clone() };
    let open_now = archive.store.holdings(&open).await?;
    let asked = filter.year_to.or(filter.year_from);
    let latest = match asked {
        Some(year) => Some(year),
        None => archive.store.last_closed(&all).await?,
    };
    let Some(year) = latest.or(open_now.iter().map(|count| count.year).max()) else { return Ok(None) };
    let closed = Scope { state: Some(VolumeState::Closed.key().to_owned()), closed_to: Some(year), ..all };
    let filed = Scope { closed_from: Some(year), ..closed.clone() };
    let (held_now, filed_now) =
        (archive.store.holdings(&closed).await?, archive.store.holdings(&filed).await?);
    let kept = |scope: &Scope, period: &str| Scope { period: Some(period.to_owned()), ..scope.clone() };
    let mut figures = vec![
        Figure::over("volumes", say!("年末所有档案", "Held at the year's end"), closed.clone(), &held_now),
        Figure::over("permanent", say!("其中永久", "Permanent"), kept(&closed, "permanent"), &held_now),
        Figure::over("new_all", say!("本年归档", "Filed in the year"), filed.clone(), &filed_now),
    ];
    for (period, key) in PERIODS {
        figures.push(Figure::over(key, filed_for(period), kept(&filed, period), &filed_now));
    }
    let mut others: Vec<RetentionPeriod> = filed_now
        .iter()
        .filter(|count| PERIODS.iter().all(|(period, _)| *period != count.period))
        .filter_map(|count| RetentionPeriod::from_key(&count.period))
        .collect();
    others.sort_unstable_by(|a, b| b.cmp(a));
    others.dedup();
    for period in others {
        let key = period.key();
        figures.push(Figure::over("new_other", filed_for(&key), kept(&filed, &key), &filed_now));
    }
    figures.push(Figure::over("not_filed", say!("整理中（未计入）", "Open (not counted)"), open, &open_now));
    Ok(Some(Figures { year, figures }))
}

fn filed_for(period: &str) -> Wording {
    let period = RetentionPeriod::from_key(period).unwrap_or(RetentionPeriod::Permanent);
    let english = period.in_english();
    say!("本年归档 {period}", "Filed in the year, {english}")
}

/// The row of the form. `None`: nothing is held.
pub(super) async fn count(archive: &Archive, filter: &Scope) -> Result<Option<FreeRow>> {
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    let Some(figures) = counted(archive, filter).await? else { return Ok(None) };
    Ok(Some(used(archive, filter, &figures, row(archive, fonds, &figures).await?).await?))
}

async fn row(archive: &Archive, fonds: Fonds, figures: &Figures) -> Result<FreeRow> {
    let sum =
        |key: &str| figures.of_key(key).fold((0, 0), |sum, one| (sum.0 + one.volumes, sum.1 + one.items));
    let (volumes, items) = sum("volumes");
    let others = figures.of_key("new_other").map(|figure| {
        let period = figure.scope.period.as_deref().and_then(RetentionPeriod::from_key);
        format!("{} {}", period.map_or_else(String::new, |period| period.to_string()), figure.in_words())
    });
    let (open_volumes, open_items) = sum("not_filed");
    let not_filed = match open_volumes {
        0 => String::new(),
        _ => format!("注：现有整理中（未立卷）{open_volumes} 卷 {open_items} 件，不在上列各数之内。"),
    };
    let mut entry = FreeRow::new(LineKind::Statistics)
        .with("year", figures.year.to_string())
        .with("unit", fonds.name)
        .with("fonds_held", archive.store.fonds().await?.len().to_string())
        .with("volumes", volumes.to_string())
        .with("items", items.to_string())
        .with("permanent", figures.in_words("permanent"))
        .with("new_other", others.collect::<Vec<_>>().join("\n"))
        .with("new_all", figures.in_words("new_all"))
        .with("not_filed", not_filed)
        .with("digital_volumes", volumes.to_string())
        .with("digital_items", items.to_string());
    for (_, key) in PERIODS {
        entry.set(key, figures.in_words(key));
    }
    Ok(entry)
}

/// With the year's use of records.
async fn used(archive: &Archive, filter: &Scope, figures: &Figures, entry: FreeRow) -> Result<FreeRow> {
    let year = Some(figures.year);
    let that_year = Scope { year_from: year, year_to: year, ..filter.clone() };
    let uses = archive.store.consultation_counts(&uses_of(&that_year)).await?;
    let visits = archive.store.visit_count(&uses_of(&that_year)).await?;
    let found = uses.iter().filter(|count| count.given != UseManner::NotFound);
    let used: i64 = found.map(|count| count.lines).sum();
    Ok(entry.with("users", visits.to_string()).with("used", used.to_string()))
}
