//! Pages onto krilla: PDF/A-2b, each face subset once, the same pages the same bytes.

use chrono::{Datelike as _, NaiveDate};
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::Archival;
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};

use super::glyphs::GlyphCache;
use super::memory::give_back;
use super::page::Page;
use super::pdf_page::{self, SharedGraphic};
use crate::domain::catalogs::form::points;
use crate::domain::general::error::{Error, Result};
use crate::problems;

/// What a document says of itself.
pub(super) struct PdfMetadata {
    pub title: String,
    pub subject: String,
    /// The day the document is of; none: a fixed one, so that the same records give the same bytes on any day.
    pub day: Option<NaiveDate>,
    /// BCP 47
    pub language: &'static str,
}

/// Pages after which freed memory is given back to the system.
const GIVEN_BACK: usize = 128;

/// A document being drawn.
pub(super) struct PdfDocument {
    document: Document,
    pages: usize,
    /// Where an entry of the outline leads: its path and page.
    bookmarks: Vec<(Vec<String>, usize)>,
    shared: SharedGraphic,
}

impl PdfDocument {
    pub fn new(about: PdfMetadata) -> Result<PdfDocument> {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_B)
            .finish()
            .map_err(|error| anyhow::anyhow!("PDF/A-2b cannot be configured: {error:?}"))?;
        let settings =
            SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        let day = about.day.unwrap_or_default();
        let year = if about.day.is_some() { u16::try_from(day.year()).unwrap_or(2000) } else { 2000 };
        let made = DateTime::new(year).month(day.month() as u8).day(day.day() as u8);
        let made = made.hour(0).minute(0).second(0).utc_offset_hour(0);
        let metadata = Metadata::new()
            .title(about.title)
            .description(about.subject)
            .language(about.language.into())
            .creator(concat!("Guidang ", env!("CARGO_PKG_VERSION")).into())
            .producer(concat!("Guidang ", env!("CARGO_PKG_VERSION")).into())
            .creation_date(made);
        document.set_metadata(metadata);
        Ok(PdfDocument { document, pages: 0, bookmarks: Vec::new(), shared: SharedGraphic::default() })
    }

    /// Puts the next page under this entry of the outline.
    pub fn add_bookmark(&mut self, path: &[String]) {
        if !path.is_empty() {
            self.bookmarks.push((path.to_vec(), self.pages));
        }
    }

    pub fn page(&mut self, glyphs: &mut GlyphCache, page: &Page) -> Result<()> {
        let (width, height) = (points(page.size.0) as f32, points(page.size.1) as f32);
        let settings = PageSettings::from_wh(width, height)
            .ok_or_else(|| anyhow::anyhow!("a page of {width}×{height} points"))?;
        let mut on = self.document.start_page_with(settings);
        let mut surface = on.surface();
        let (fixed, rest) = page.elements.split_at(page.fixed);
        let same = || fixed.iter().chain(rest.iter().filter(|element| !element.is_line()));
        if page.fixed == 0 {
            pdf_page::draw(&mut surface, glyphs, same());
        } else {
            self.shared.show(&mut surface, glyphs, same());
        }
        pdf_page::draw(&mut surface, glyphs, rest.iter().filter(|element| element.is_line()));
        surface.finish();
        on.finish();
        self.pages += 1;
        if self.pages.is_multiple_of(GIVEN_BACK) {
            give_back();
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>> {
        if !self.bookmarks.is_empty() {
            let mut outline = Outline::new();
            nodes(&self.bookmarks, 0).into_iter().for_each(|node| outline.push_child(node));
            self.document.set_outline(outline);
        }
        self.document.finish().map_err(|error| match error {
            KrillaError::Font(_, why) => Error::from(font_unusable(&why)),
            error => anyhow::anyhow!("the PDF is not sound: {error:?}").into(),
        })
    }
}

/// Entries of one level; those with the same beginning stand under one.
fn nodes(bookmarks: &[(Vec<String>, usize)], level: usize) -> Vec<OutlineNode> {
    let mut nodes = Vec::new();
    let mut rest = bookmarks;
    while let Some((path, page)) = rest.first() {
        let Some(name) = path.get(level) else {
            rest = &rest[1..];
            continue;
        };
        let same = rest.iter().take_while(|(path, _)| path.get(level) == Some(name)).count();
        let to = XyzDestination::new(*page, Point::from_xy(0.0, 0.0));
        let mut node = OutlineNode::new(name.clone(), to);
        nodes_below(&rest[..same], level + 1).into_iter().for_each(|below| node.push_child(below));
        nodes.push(node);
        rest = &rest[same..];
    }
    nodes
}

fn nodes_below(bookmarks: &[(Vec<String>, usize)], level: usize) -> Vec<OutlineNode> {
    if bookmarks.iter().all(|(path, _)| path.len() <= level) { Vec::new() } else { nodes(bookmarks, level) }
}

problems! {
    refuse font_unusable(why):
        "单位自己的字体有一个是坏的，没有印（{why}）。"
            / "One of the office's own fonts is damaged; nothing was printed ({why})."
        => "把 fonts.toml 里写的字体重新复制一份；或删去那一行，就用随程序的字体。"
            / "Copy the fonts named in fonts.toml again, or delete their lines: the program's own face is used then.";
}
