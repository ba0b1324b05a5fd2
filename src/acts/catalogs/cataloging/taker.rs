//! What takes the rows of a catalog.

use std::io::Write;

use crate::catalog::Catalog;
use crate::domain::catalogs::finding_aid::CatalogRow;
use crate::domain::general::error::Result;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::KeptFor;

/// Where the rows go: a catalog's file, or a book to be printed.
pub(super) trait Taker {
    /// The rows that follow are in this volume.
    fn volume(&mut self, _: &Schemes, _: &Volume, _: KeptFor) {}

    /// The next row is of this year.
    fn year(&mut self, _: i32) {}

    /// Whether running numbers begin anew in each part.
    fn is_in_parts(&self) -> bool {
        false
    }

    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()>;
}

impl<W: Write + Send + 'static> Taker for Catalog<W> {
    fn is_in_parts(&self) -> bool {
        Catalog::is_in_parts(self)
    }

    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        self.add(row)
    }
}
