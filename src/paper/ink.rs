//! Rules, squares and lines of type onto a page of the PDF, few and large pieces of each: what is shown
//! together is drawn and packed sooner.

use krilla::color;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::graphic::Graphic;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use super::letters::Letters;
use super::placed::{Placed, Style};
use crate::domain::catalogs::form::{Ink, points};

/// Draws what is placed: rules and squares, then the lines of type, those of one size and style together.
pub(super) fn draw<'a>(
    surface: &mut Surface<'_>,
    letters: &mut Letters,
    placed: impl Iterator<Item = &'a Placed>,
) {
    let placed: Vec<&Placed> = placed.collect();
    rules(surface, &placed);
    let mut kinds: Vec<(f64, Style)> = Vec::new();
    for placed in &placed {
        if let Placed::Line { size, style, .. } = placed
            && !kinds.contains(&(*size, *style))
        {
            kinds.push((*size, *style));
        }
    }
    let mut lines = Lines::default();
    for kind in kinds {
        for placed in &placed {
            if let Placed::Line { x, y, size, style, text } = placed
                && (*size, *style) == kind
            {
                lines.line(surface, letters, (*x, *y), *size as f32, *style, text);
            }
        }
    }
    lines.flush(surface, letters);
    for placed in placed {
        if let Placed::Turned { x, y, size, style, text } = placed {
            surface.push_transform(&Transform::from_row(0.0, 1.0, -1.0, 0.0, pt(*x), pt(*y)));
            lines.line(surface, letters, (0.0, 0.0), *size as f32, *style, text);
            lines.flush(surface, letters);
            surface.pop();
        }
    }
}

/// What a page has alike with the page before: drawn once, shown on each.
#[derive(Default)]
pub(super) struct Layer {
    of: Vec<Placed>,
    graphic: Option<Graphic>,
}

impl Layer {
    /// Shows what is placed; its lines must lie within its rules. A graphic is cut off at its outermost rules,
    /// and a screen that rounds loses them, so the heaviest, the frame, are drawn on the page as well.
    pub fn show<'a>(
        &mut self,
        surface: &mut Surface<'_>,
        letters: &mut Letters,
        placed: impl Iterator<Item = &'a Placed> + Clone,
    ) {
        if !self.of.iter().eq(placed.clone()) {
            (self.of, self.graphic) = (placed.cloned().collect(), None);
            return draw(surface, letters, self.of.iter());
        }
        let of = &self.of;
        let graphic = self.graphic.get_or_insert_with(|| {
            let mut builder = surface.stream_builder();
            let mut within = builder.surface();
            draw(&mut within, letters, of.iter());
            within.finish();
            Graphic::new(builder.finish(), false)
        });
        surface.draw_graphic(graphic.clone());
        let heaviest = self.of.iter().filter_map(Placed::weight).fold(0.0, f64::max);
        let frame: Vec<&Placed> = self.of.iter().filter(|placed| placed.weight() == Some(heaviest)).collect();
        rules(surface, &frame);
    }
}

fn paint(ink: Ink) -> krilla::paint::Paint {
    match ink {
        Ink::Black => color::luma::Color::black().into(),
        Ink::Red => color::rgb::Color::new(200, 0, 0).into(),
    }
}

/// Millimetres as points, to the hundredth (0.004 mm).
fn pt(mm: f64) -> f32 {
    ((points(mm) * 100.0).round() / 100.0) as f32
}

/// Every rule of one weight and ink in one path, every dark rectangle in another.
fn rules(surface: &mut Surface<'_>, placed: &[&Placed]) {
    let mut weights: Vec<(f64, Ink)> = Vec::new();
    for placed in placed.iter().copied() {
        if let Placed::Rule { weight, ink, .. } = placed
            && !weights.contains(&(*weight, *ink))
        {
            weights.push((*weight, *ink));
        }
    }
    for (wanted, with) in weights {
        let mut path = PathBuilder::new();
        for placed in placed.iter().copied() {
            if let Placed::Rule { from, to, weight, ink } = placed
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

/// Lines of one face, size and style, shown together: a page in few pieces is drawn and packed sooner
/// than one in many.
#[derive(Default)]
struct Lines {
    of: Option<(u16, f32, Style)>,
    begin: (f32, f32),
    /// Where the next glyph would stand.
    pen: (f32, f32),
    text: String,
    glyphs: Vec<KrillaGlyph>,
}

impl Lines {
    /// A line of type: runs of one face after another.
    fn line(
        &mut self,
        surface: &mut Surface<'_>,
        letters: &mut Letters,
        (x, y): (f64, f64),
        size: f32,
        style: Style,
        text: &str,
    ) {
        let (mut x, y) = (pt(x), pt(y));
        let mut goes_on = false;
        for c in text.chars() {
            let Some(glyph) = letters.glyph(style.face, c) else { continue };
            let of = Some((glyph.face, size, style));
            if self.of != of {
                self.flush(surface, letters);
                (self.of, self.begin, self.pen) = (of, (x, y), (x, y));
            } else if !goes_on {
                self.leap(x, y, size);
            }
            goes_on = true;
            let begin = self.text.len();
            self.text.push(c);
            let up = (self.begin.1 - y) / size;
            let id = GlyphId::new(glyph.id);
            self.glyphs.push(KrillaGlyph::new(id, glyph.advance, 0.0, up, 0.0, begin..self.text.len(), None));
            x += glyph.advance * size;
            self.pen.0 = x;
        }
    }

    /// Moves the pen to where the next line begins.
    fn leap(&mut self, x: f32, y: f32, size: f32) {
        if let Some(last) = self.glyphs.last_mut() {
            last.x_advance += (x - self.pen.0) / size;
        }
        self.pen = (x, y);
    }

    fn flush(&mut self, surface: &mut Surface<'_>, letters: &Letters) {
        let Some((face, size, style)) = self.of.take() else { return };
        surface.set_fill(Some(Fill { paint: paint(style.ink), ..Fill::default() }));
        // bold is the same glyphs with a fine outline
        surface.set_stroke(style.bold.then(|| Stroke {
            paint: paint(style.ink),
            width: size * 0.028,
            line_join: krilla::paint::LineJoin::Round,
            ..Stroke::default()
        }));
        let font = letters.fonts.face(face.into()).font.clone();
        let (x, y) = self.begin;
        surface.draw_glyphs(Point::from_xy(x, y), &self.glyphs, font, &self.text, size, false);
        self.glyphs.clear();
        self.text.clear();
    }
}
