//! Draws rules, squares and lines of type on a page of the PDF, as few and large objects: a page of few
//! objects is drawn and compressed faster.

use krilla::color;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::graphic::Graphic;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use super::glyphs::GlyphCache;
use super::page::{Element, MIDDLE, Style, mm};
use crate::domain::catalogs::form::{Ink, points};

/// Draws elements: rules and squares, then the lines of type, those of one size and style together.
pub(super) fn draw<'a>(
    surface: &mut Surface<'_>,
    glyphs: &mut GlyphCache,
    elements: impl Iterator<Item = &'a Element>,
) {
    let elements: Vec<&Element> = elements.collect();
    let mut run = GlyphRun::default();
    for element in &elements {
        if let Element::Across { x, y, size, angle, text } = element {
            let (sin, cos) = (angle.to_radians().sin() as f32, angle.to_radians().cos() as f32);
            surface.push_transform(&Transform::from_row(cos, -sin, sin, cos, pt(*x), pt(*y)));
            let style = Style { ink: Ink::Pale, ..Style::default() };
            let half = mm(f64::from(glyphs.width(style.face, text)) * size) / 2.0;
            run.line(surface, glyphs, (-half, mm(size * MIDDLE)), *size as f32, style, text);
            run.flush(surface, glyphs);
            surface.pop();
        }
    }
    rules(surface, &elements);
    let mut kinds: Vec<(f64, Style)> = Vec::new();
    for element in &elements {
        if let Element::Line { size, style, .. } = element
            && !kinds.contains(&(*size, *style))
        {
            kinds.push((*size, *style));
        }
    }
    for kind in kinds {
        for element in &elements {
            if let Element::Line { x, y, size, style, text } = element
                && (*size, *style) == kind
            {
                run.line(surface, glyphs, (*x, *y), *size as f32, *style, text);
            }
        }
    }
    run.flush(surface, glyphs);
    for element in elements {
        if let Element::Turned { x, y, size, style, text } = element {
            surface.push_transform(&Transform::from_row(0.0, 1.0, -1.0, 0.0, pt(*x), pt(*y)));
            run.line(surface, glyphs, (0.0, 0.0), *size as f32, *style, text);
            run.flush(surface, glyphs);
            surface.pop();
        }
    }
}

/// What a page has in common with the page before: drawn once, shown on each.
#[derive(Default)]
pub(super) struct SharedGraphic {
    elements: Vec<Element>,
    graphic: Option<Graphic>,
}

impl SharedGraphic {
    /// Shows the elements; their lines must lie within their rules. A graphic is cut off at its outermost rules,
    /// and a screen that rounds loses them, so the heaviest, the frame, are drawn on the page as well.
    pub fn show<'a>(
        &mut self,
        surface: &mut Surface<'_>,
        glyphs: &mut GlyphCache,
        elements: impl Iterator<Item = &'a Element> + Clone,
    ) {
        if !self.elements.iter().eq(elements.clone()) {
            (self.elements, self.graphic) = (elements.cloned().collect(), None);
            return draw(surface, glyphs, self.elements.iter());
        }
        let shared = &self.elements;
        let graphic = self.graphic.get_or_insert_with(|| {
            let mut builder = surface.stream_builder();
            let mut within = builder.surface();
            draw(&mut within, glyphs, shared.iter());
            within.finish();
            Graphic::new(builder.finish(), false)
        });
        surface.draw_graphic(graphic.clone());
        let heaviest = self.elements.iter().filter_map(Element::weight).fold(0.0, f64::max);
        let frame: Vec<&Element> =
            self.elements.iter().filter(|element| element.weight() == Some(heaviest)).collect();
        rules(surface, &frame);
    }
}

fn paint(ink: Ink) -> krilla::paint::Paint {
    match ink {
        Ink::Black => color::luma::Color::black().into(),
        Ink::Red => color::rgb::Color::new(200, 0, 0).into(),
        Ink::Pale => color::luma::Color::new(224).into(),
    }
}

/// Millimetres as points, to the hundredth (0.004 mm).
fn pt(mm: f64) -> f32 {
    ((points(mm) * 100.0).round() / 100.0) as f32
}

/// Every rule of one weight and ink in one path, every dark rectangle in another.
fn rules(surface: &mut Surface<'_>, elements: &[&Element]) {
    let mut weights: Vec<(f64, Ink)> = Vec::new();
    for element in elements.iter().copied() {
        if let Element::Rule { weight, ink, .. } = element
            && !weights.contains(&(*weight, *ink))
        {
            weights.push((*weight, *ink));
        }
    }
    for (wanted, with) in weights {
        let mut path = PathBuilder::new();
        for element in elements.iter().copied() {
            if let Element::Rule { from, to, weight, ink } = element
                && (*weight, *ink) == (wanted, with)
            {
                path.move_to(pt(from[0]), pt(from[1]));
                path.line_to(pt(to[0]), pt(to[1]));
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
    let squares = elements.iter().filter_map(|element| match element {
        Element::Dark(squares) => Some(squares),
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

/// Lines of one face, size and style, shown together.
#[derive(Default)]
struct GlyphRun {
    /// Face, size and style of the run.
    look: Option<(u16, f32, Style)>,
    begin: (f32, f32),
    /// Where the next glyph would stand.
    next: (f32, f32),
    text: String,
    glyphs: Vec<KrillaGlyph>,
}

impl GlyphRun {
    /// Adds a line of type; a change of face begins a new run.
    fn line(
        &mut self,
        surface: &mut Surface<'_>,
        glyphs: &mut GlyphCache,
        (x, y): (f64, f64),
        size: f32,
        style: Style,
        text: &str,
    ) {
        let (mut x, y) = (pt(x), pt(y));
        let mut goes_on = false;
        for c in text.chars() {
            let Some(glyph) = glyphs.glyph(style.face, c) else { continue };
            let look = Some((glyph.face, size, style));
            if self.look != look {
                self.flush(surface, glyphs);
                (self.look, self.begin, self.next) = (look, (x, y), (x, y));
            } else if !goes_on {
                self.move_to(x, y, size);
            }
            goes_on = true;
            let begin = self.text.len();
            self.text.push(c);
            let up = (self.begin.1 - y) / size;
            let id = GlyphId::new(glyph.id);
            self.glyphs.push(KrillaGlyph::new(id, glyph.advance, 0.0, up, 0.0, begin..self.text.len(), None));
            x += glyph.advance * size;
            self.next.0 = x;
        }
    }

    /// Moves to where the next line begins.
    fn move_to(&mut self, x: f32, y: f32, size: f32) {
        if let Some(last) = self.glyphs.last_mut() {
            last.x_advance += (x - self.next.0) / size;
        }
        self.next = (x, y);
    }

    fn flush(&mut self, surface: &mut Surface<'_>, glyphs: &GlyphCache) {
        let Some((face, size, style)) = self.look.take() else { return };
        surface.set_fill(Some(Fill { paint: paint(style.ink), ..Fill::default() }));
        // bold is the same glyphs with a fine outline
        surface.set_stroke(style.bold.then(|| Stroke {
            paint: paint(style.ink),
            width: size * 0.028,
            line_join: krilla::paint::LineJoin::Round,
            ..Stroke::default()
        }));
        let font = glyphs.fonts.face(face.into()).font.clone();
        let (x, y) = self.begin;
        surface.draw_glyphs(Point::from_xy(x, y), &self.glyphs, font, &self.text, size, false);
        self.glyphs.clear();
        self.text.clear();
    }
}
