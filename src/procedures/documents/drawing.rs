//! A book drawn as PDF and written beside its place.

use std::path::Path;
use std::sync::Arc;

use super::register::{Content, PrintedFile};
use crate::catalog::NewFile;
use crate::domain::catalogs::form::Forms;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::paper::{Book, PrintedBook};
use crate::progress::Progress;

/// How often the progress of a book is looked at.
const LOOKS: std::time::Duration = std::time::Duration::from_millis(100);

/// Lays the book out and draws it, away from the threads that answer requests, and writes it beside its place.
pub async fn bind(
    book: Book,
    forms: Forms,
    out: &Path,
    progress: &Progress,
) -> Result<(PrintedFile, NewFile)> {
    let rows = book.rows();
    let PrintedBook { pdf, pages, contents, problems } = draw_in_background(book, forms, progress).await?;
    let file = NewFile::holding(out, &pdf)?;
    let printed = PrintedFile {
        pages,
        rows,
        contents: contents.into_iter().map(Content::from).collect(),
        file: Digest::compute(&pdf),
        bytes: pdf.len() as u64,
        sheet: None,
        problems,
    };
    Ok((printed, file))
}

/// The book laid out and drawn on a thread of its own, its progress shown and its stop heeded.
async fn draw_in_background(book: Book, forms: Forms, progress: &Progress) -> Result<PrintedBook> {
    let inner = Arc::new(Progress::default());
    let drawing = inner.clone();
    let mut bound = tokio::task::spawn_blocking(move || {
        book.finish(&forms, |done, of| {
            drawing.set_total(of);
            drawing.set_done(done);
            !drawing.stop_asked()
        })
    });
    loop {
        tokio::select! {
            ended = &mut bound => {
                return ended.map_err(|error| anyhow::anyhow!("printing stopped: {error}"))?;
            }
            () = tokio::time::sleep(LOOKS) => {
                let (done, total) = inner.so_far();
                progress.set_total(total);
                progress.set_done(done);
                if progress.stop_asked() {
                    inner.ask_to_stop();
                }
            }
        }
    }
}
