//! Pages onto krilla: PDF/A-2b, each face subset once, the same pages the same bytes.

use std::sync::Arc;

use krilla::Document;
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::Archival;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{SerializeSettings, color};

use super::letters::Letters;
use super::placed::{Page, Placed, Style};
use crate::domain::error::Result;
use crate::domain::form::{Ink, points};

/// What a document says of itself.
pub(super) struct About {
    pub title: String,
    pub subject: String,
    /// BCP 47
    pub language: &'static str,
}

/// A document being drawn.
pub(super) struct Drawing {
    document: Document,
    pages: usize,
    /// Where an entry of the outline leads: its path and page.
    marks: Vec<(Vec<String>, usize)>,
}

impl Drawing {
    pub fn new(about: About) -> Result<Drawing> {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_B)
            .finish()
            .map_err(|error| anyhow::anyhow!("PDF/A-2b cannot be configured: {error:?}"))?;
        let settings =
            SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        // a fixed day: the same records give the same bytes on any day
        let made = DateTime::new(2000).month(1).day(1).hour(0).minute(0).second(0).utc_offset_hour(0);
        let metadata = Metadata::new()
            .title(about.title)
            .description(about.subject)
            .language(about.language.into())
            .creator(concat!("Guidang ", env!("CARGO_PKG_VERSION")).into())
            .producer(concat!("Guidang ", env!("CARGO_PKG_VERSION")).into())
            .creation_date(made);
        document.set_metadata(metadata);
        Ok(Drawing { document, pages: 0, marks: Vec::new() })
    }

    /// Puts the next page under this entry of the outline.
    pub fn mark(&mut self, path: &[String]) {
        if !path.is_empty() {
            self.marks.push((path.to_vec(), self.pages));
        }
    }

    pub fn page(&mut self, letters: &mut Letters, page: &Page) -> Result<()> {
        let (width, height) = (points(page.size.0) as f32, points(page.size.1) as f32);
        let settings = PageSettings::from_wh(width, height)
            .ok_or_else(|| anyhow::anyhow!("a page of {width}×{height} points"))?;
        let mut on = self.document.start_page_with(settings);
        let mut surface = on.surface();
        rules(&mut surface, &page.placed);
        for placed in &page.placed {
            match placed {
                Placed::Line { x, y, size, style, text } => {
                    line(&mut surface, letters, (*x, *y), *size as f32, *style, text);
                }
                Placed::Turned { x, y, size, style, text } => {
                    let (x, y) = (points(*x) as f32, points(*y) as f32);
                    surface.push_transform(&Transform::from_row(0.0, 1.0, -1.0, 0.0, x, y));
                    line(&mut surface, letters, (0.0, 0.0), *size as f32, *style, text);
                    surface.pop();
                }
                _ => {}
            }
        }
        surface.finish();
        on.finish();
        self.pages += 1;
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>> {
        if !self.marks.is_empty() {
            let mut outline = Outline::new();
            nodes(&self.marks, 0).into_iter().for_each(|node| outline.push_child(node));
            self.document.set_outline(outline);
        }
        let bytes =
            self.document.finish().map_err(|error| anyhow::anyhow!("the PDF is not sound: {error:?}"))?;
        Ok(bytes)
    }
}

/// Entries of one level; those with the same beginning stand under one.
fn nodes(marks: &[(Vec<String>, usize)], level: usize) -> Vec<OutlineNode> {
    let mut nodes = Vec::new();
    let mut rest = marks;
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

fn nodes_below(marks: &[(Vec<String>, usize)], level: usize) -> Vec<OutlineNode> {
    if marks.iter().all(|(path, _)| path.len() <= level) { Vec::new() } else { nodes(marks, level) }
}

fn paint(ink: Ink) -> krilla::paint::Paint {
    match ink {
        Ink::Black => color::luma::Color::black().into(),
        Ink::Red => color::rgb::Color::new(200, 0, 0).into(),
    }
}

/// Every rule of one weight and ink in one path, every dark rectangle in another.
fn rules(surface: &mut Surface<'_>, placed: &[Placed]) {
    let mut weights: Vec<(f64, Ink)> = Vec::new();
    for placed in placed {
        if let Placed::Rule { weight, ink, .. } = placed
            && !weights.contains(&(*weight, *ink))
        {
            weights.push((*weight, *ink));
        }
    }
    for (wanted, with) in weights {
        let mut path = PathBuilder::new();
        for placed in placed {
            if let Placed::Rule { from, to, weight, ink } = placed
                && (*weight, *ink) == (wanted, with)
            {
                path.move_to(points(from[0]) as f32, points(from[1]) as f32);
                path.line_to(points(to[0]) as f32, points(to[1]) as f32);
            }
        }
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: paint(with),
            width: wanted as f32,
            line_cap: krilla::paint::LineCap::Square,
            ..Stroke::default()
        }));
        path.finish().iter().for_each(|path| surface.draw_path(path));
    }
    let mut dark = PathBuilder::new();
    let squares = placed.iter().filter_map(|placed| match placed {
        Placed::Dark(squares) => Some(squares),
        _ => None,
    });
    for [x, y, w, h] in squares.flatten() {
        let square = [*x, *y, *w, *h].map(|mm| points(mm) as f32);
        if let Some(rect) = Rect::from_xywh(square[0], square[1], square[2], square[3]) {
            dark.push_rect(rect);
        }
    }
    surface.set_stroke(None);
    surface.set_fill(Some(Fill::default()));
    dark.finish().iter().for_each(|path| surface.draw_path(path));
}

/// A line of type: runs of one face after another.
fn line(
    surface: &mut Surface<'_>,
    letters: &mut Letters,
    (x, y): (f64, f64),
    size: f32,
    style: Style,
    text: &str,
) {
    surface.set_fill(Some(Fill { paint: paint(style.ink), ..Fill::default() }));
    // bold is the same glyphs with a fine outline
    surface.set_stroke(style.bold.then(|| Stroke {
        paint: paint(style.ink),
        width: size * 0.028,
        line_join: krilla::paint::LineJoin::Round,
        ..Stroke::default()
    }));
    let (mut at, y) = (points(x) as f32, points(y) as f32);
    let mut run: Vec<KrillaGlyph> = Vec::with_capacity(text.len() / 2);
    let mut face = None;
    let mut advance = 0.0;
    let fonts = Arc::clone(&letters.fonts);
    let mut flush = |run: &mut Vec<KrillaGlyph>, face: Option<u16>, at: f32| {
        if let Some(face) = face.filter(|_| !run.is_empty()) {
            let font = fonts.face(face.into()).font.clone();
            surface.draw_glyphs(Point::from_xy(at, y), run, font, text, size, false);
            run.clear();
        }
    };
    for (byte, c) in text.char_indices() {
        let Some(glyph) = letters.glyph(style.face, c) else { continue };
        if face != Some(glyph.face) {
            flush(&mut run, face, at);
            at += advance;
            (face, advance) = (Some(glyph.face), 0.0);
        }
        let id = GlyphId::new(glyph.id);
        run.push(KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, byte..byte + c.len_utf8(), None));
        advance += glyph.advance * size;
    }
    flush(&mut run, face, at);
}
