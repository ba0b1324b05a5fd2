//! 基本情况统计表: what the records themselves say of one year; what only the office knows (staff, rooms,
//! equipment) stays empty for the pen.

use crate::archive::Archive;
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind};
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;
use crate::domain::using::consultation::UseManner;
use crate::store::HoldingCount;

use super::rows::uses_of;

/// Volumes and items.
#[derive(Clone, Copy, Default)]
struct Sum(i64, i64);

impl Sum {
    fn over<'a>(held: impl Iterator<Item = &'a HoldingCount>) -> Sum {
        held.fold(Sum::default(), |sum, held| Sum(sum.0 + held.volumes, sum.1 + held.items))
    }

    fn in_words(self) -> String {
        format!("{} / {}", self.0, self.1)
    }
}

/// The figures of the scope's last year, or of the latest year held where none is given: everything held
/// up to it, and what was formed in it, by period. `None`: nothing is held.
pub(super) async fn count(archive: &Archive, filter: &Scope) -> Result<Option<FreeRow>> {
    let fonds = archive.fonds_numbered(filter.fonds.as_deref()).await?;
    let up_to = Scope { year_from: None, ..filter.clone() };
    let held = archive.store.holdings(&up_to).await?;
    let latest = held.iter().map(|held| held.year).max();
    let Some(year) = filter.year_to.or(filter.year_from).or(latest) else { return Ok(None) };
    let held: Vec<HoldingCount> = held.into_iter().filter(|held| held.year <= year).collect();
    let Sum(volumes, items) = Sum::over(held.iter());
    let formed = |period: &str| {
        Sum::over(held.iter().filter(|held| held.year == year && held.period == period)).in_words()
    };
    let permanent = Sum::over(held.iter().filter(|held| held.period == "permanent"));
    let that_year = Scope { year_from: Some(year), year_to: Some(year), ..filter.clone() };
    let uses = archive.store.consultation_counts(&uses_of(&that_year)).await?;
    let lines = |wanted: &dyn Fn(&str) -> bool| -> i64 {
        uses.iter().filter(|count| wanted(count.given.key())).map(|count| count.lines).sum()
    };
    let entry = FreeRow::new(LineKind::Statistics)
        .with("year", year.to_string())
        .with("unit", fonds.name)
        .with("fonds_held", archive.store.fonds().await?.len().to_string())
        .with("volumes", volumes.to_string())
        .with("items", items.to_string())
        .with("permanent", permanent.in_words())
        .with("new_permanent", formed("permanent"))
        .with("new_100", formed("100"))
        .with("new_50", formed("50"))
        .with("new_30", formed("30"))
        .with("new_10", formed("10"))
        .with("digital_volumes", volumes.to_string())
        .with("digital_items", items.to_string())
        .with("users", lines(&|_| true).to_string())
        .with("used", lines(&|given| UseManner::from_key(given) != Some(UseManner::NotFound)).to_string());
    Ok(Some(entry))
}
