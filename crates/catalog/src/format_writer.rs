//! What every way of writing a catalog can do.

use super::totals::{Foot, PartTotals};
use crate::domain::catalogs::finding_aid::PrintedValue;
use crate::domain::catalogs::form::FormPlan;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;

/// One way of writing: xlsx table, xlsx cards, csv, html.
pub(super) trait FormatWriter<W>: Send {
    /// Whether every row says all, for programs to read: values printed once as well, and behind the columns what
    /// stands above the rows elsewhere.
    fn repeats(&self) -> bool {
        false
    }
    fn group(&mut self, plan: &FormPlan, text: &str) -> Result<()>;
    /// A part ends (none before the first) and the next begins. A plain table shows nothing.
    fn part(&mut self, _: &FormPlan, _ended: Option<&PartTotals>, _begun: &str) -> Result<()> {
        Ok(())
    }
    fn row(&mut self, plan: &FormPlan, cells: &[PrintedValue<'_>]) -> Result<()>;
    /// Completes the document and hands the output back, with what it could not hold.
    fn finish(self: Box<Self>, plan: &FormPlan, foot: &Foot) -> Result<(W, Vec<Problem>)>;
}
