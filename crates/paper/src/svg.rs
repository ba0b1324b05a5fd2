//! A page as SVG, for a screen: the same lines, rules and squares, in millimetres.

use std::fmt::Write as _;

use super::glyphs::GlyphCache;
use super::page::{Element, MIDDLE, Page, mm};
use crate::domain::catalogs::form::Ink;

/// The page; every text keeps the width it has on paper, whatever face the screen has.
pub(super) fn svg(glyphs: &mut GlyphCache, page: &Page) -> String {
    let (width, height) = page.size;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}mm\" height=\"{height}mm\">\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\
         <g font-family=\"Noto Serif SC, Noto Serif CJK SC, Source Han Serif SC, SimSun, serif\">"
    );
    for element in &page.elements {
        let written = match element {
            Element::Rule { from, to, weight, ink } => write!(
                svg,
                "<path d=\"M{:.2} {:.2}L{:.2} {:.2}\" stroke=\"{}\" stroke-width=\"{:.3}\" stroke-linecap=\"square\"/>",
                from[0],
                from[1],
                to[0],
                to[1],
                colour(*ink),
                mm(*weight)
            ),
            Element::Dark(squares) => squares.iter().try_for_each(|[x, y, w, h]| {
                write!(svg, "<rect x=\"{x:.3}\" y=\"{y:.3}\" width=\"{w:.3}\" height=\"{h:.3}\"/>")
            }),
            Element::Across { x, y, size, angle, text } => write!(
                svg,
                "<text x=\"{x:.2}\" y=\"{:.2}\" font-size=\"{:.3}\" text-anchor=\"middle\" fill=\"{}\" \
                 transform=\"rotate({:.2} {x:.2} {y:.2})\">{}</text>",
                y + mm(size * MIDDLE),
                mm(*size),
                colour(Ink::Pale),
                -angle,
                escaped(text)
            ),
            Element::Line { x, y, size, style, text } | Element::Turned { x, y, size, style, text } => {
                let turn = match element {
                    Element::Turned { .. } => format!(" transform=\"rotate(90 {x:.2} {y:.2})\""),
                    _ => String::new(),
                };
                let length = mm(f64::from(glyphs.width(style.face, text)) * size);
                let weight = if style.bold { " font-weight=\"bold\"" } else { "" };
                write!(
                    svg,
                    "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{:.3}\" textLength=\"{length:.2}\" \
                     lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{weight}{turn} xml:space=\"preserve\">{}</text>",
                    mm(*size),
                    colour(style.ink),
                    escaped(text)
                )
            }
        };
        debug_assert!(written.is_ok(), "writing to a string");
    }
    svg.push_str("</g></svg>");
    svg
}

fn colour(ink: Ink) -> &'static str {
    match ink {
        Ink::Black => "#000",
        Ink::Red => "#c80000",
        Ink::Pale => "#e0e0e0",
    }
}

/// Text that stays text: no markup, and no characters XML forbids.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogs::form::{Align, VAlign};
    use crate::fonts::Fonts;
    use crate::page::{Setting, Style};

    #[test]
    fn a_title_is_no_markup() {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let mut page = Page { size: (210.0, 297.0), ..Page::default() };
        let setting = Setting {
            style: Style::default(),
            align: Align::Left,
            valign: VAlign::Middle,
            sizes: &[10.5],
            lines: None,
            pad: 1.0,
            air: 0.0,
            balanced: false,
        };
        page.text(&mut glyphs, "<script>&\"", [10.0, 10.0, 100.0, 10.0], setting);
        let svg = svg(&mut glyphs, &page);
        assert!(svg.contains("&lt;script&gt;&amp;&quot;") && !svg.contains("<script"), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 210 297\""));
    }
}
