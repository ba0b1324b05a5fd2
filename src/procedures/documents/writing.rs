//! A document on its way out: written beside its place, registered with its digests, then given its name.

use super::order::Making;
use super::register::{self, MadeFrom, PrintedFile, content, digest_of, format_key};
use crate::archive::Archive;
use crate::catalog::{Format, NewFile, WrittenCatalog};
use crate::domain::catalogs::form::Form;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::say;

/// Written whole, its file not in place yet; dropped, it leaves nothing behind.
pub struct Document {
    pub form: Form,
    pub format: Format,
    pub lang: Lang,
    pub written: WrittenCatalog,
    pub file: NewFile,
}

impl Document {
    /// Registers the file and puts it in place. Where another program has the archive open, that one registers it.
    ///
    /// # Errors
    /// `Busy` when the log or the disk cannot be written; nothing is left at its place then.
    pub async fn keep(self, archive: &Archive, by: &By, making: Making) -> Result<WrittenCatalog> {
        let Document { form, format, lang, written, mut file } = self;
        let place = file.settle()?;
        let (digest, bytes) = (digest_of(place).await?, tokio::fs::metadata(place).await?.len());
        let contents = vec![content(form.id(), &written)];
        let printed = PrintedFile {
            pages: 0,
            rows: written.rows,
            contents,
            file: digest,
            bytes,
            sheet: Some(written.sheet.clone()),
            problems: Vec::new(),
        };
        // the version it was written with, whatever the name means later
        let making = match making {
            Making::Catalog(wanted) => {
                Making::Catalog(super::order::CatalogRequest { kind: form.id(), ..wanted })
            }
            other => other,
        };
        let made = MadeFrom::new(format_key(format), lang, making);
        register::keep(archive, by, &form.id(), &made, &printed).await?;
        file.keep()?;
        Ok(written)
    }
}

/// Somebody asked the work to stop.
pub fn stopped() -> Error {
    Error::Busy(say!("已按要求停下，没有生成文件。", "Stopped as asked; no file was made."))
}
