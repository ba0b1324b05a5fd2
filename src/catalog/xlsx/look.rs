//! How cells look: type, alignment, rules; and the part of a workbook that says so.

use std::fmt::Write as _;

use super::super::Align;

/// What a cell is for; decides number format and what happens to a text that is too long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum For {
    /// A text that is never taken for a number, wrapped.
    Text,
    /// A count; made smaller rather than cut.
    Count,
    /// Words above and below a list, wrapped.
    Words,
}

/// How a cell looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    pub font: &'static str,
    pub size: f64,
    pub bold: bool,
    pub is_for: For,
    pub align: Align,
    /// The text begins at the top of the cell, not in its middle.
    pub top: bool,
    pub ruled: bool,
}

/// A [`Look`] of one workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(usize);

/// The looks a workbook uses, each once.
#[derive(Default)]
pub(super) struct Looks {
    looks: Vec<Look>,
    numbers: Vec<String>,
}

/// Type of a cell of which nothing is said: widths of columns are counted in its digits. Calibri, the
/// default of the programs, is missing where Chinese offices run Linux, and everything would be
/// printed smaller. 134 is the Chinese character set.
const PLAIN: &str = r#"<font><sz val="11"/><name val="宋体"/><family val="2"/><charset val="134"/></font>"#;
const NO_BORDER: &str = "<border><left/><right/><top/><bottom/><diagonal/></border>";
const XMLNS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#;

impl Looks {
    pub fn id(&mut self, look: Look) -> Id {
        let known = self.looks.iter().position(|known| *known == look);
        Id(known.unwrap_or_else(|| {
            self.looks.push(look);
            self.numbers.push(self.looks.len().to_string());
            self.looks.len() - 1
        }))
    }

    /// Number of the look in the workbook; 0 is the cell of which nothing is said.
    pub fn number(&self, id: Id) -> &str {
        &self.numbers[id.0]
    }

    /// `xl/styles.xml`: for each look its own type and its own cell format.
    pub fn styles(&self) -> String {
        let count = self.looks.len() + 1;
        let mut xml = format!(
            r#"{XMLNS}<numFmts count="2"><numFmt numFmtId="164" formatCode="@"/><numFmt numFmtId="165" formatCode="0"/></numFmts><fonts count="{count}">{PLAIN}"#
        );
        for Look { font, size, bold, .. } in &self.looks {
            let bold = if *bold { "<b/>" } else { "" };
            let _ = write!(
                xml,
                r#"<font>{bold}<sz val="{size}"/><name val="{font}"/><family val="2"/><charset val="134"/></font>"#
            );
        }
        xml.push_str(r#"</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>"#);
        let _ = write!(xml, r#"<borders count="2">{NO_BORDER}<border>"#);
        for side in ["left", "right", "top", "bottom"] {
            let _ = write!(xml, r#"<{side} style="thin"><color auto="1"/></{side}>"#);
        }
        xml.push_str(r#"<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#);
        let _ = write!(
            xml,
            r#"<cellXfs count="{count}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#
        );
        self.looks.iter().enumerate().for_each(|(at, look)| look.push_format(&mut xml, at + 1));
        xml.push_str(r#"</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#);
        xml
    }
}

impl Look {
    fn push_format(&self, xml: &mut String, font: usize) {
        let (number, fits) = match self.is_for {
            For::Text => (164, r#"wrapText="1""#),
            For::Count => (165, r#"shrinkToFit="1""#),
            For::Words => (0, r#"wrapText="1""#),
        };
        let border = u8::from(self.ruled);
        let across = match self.align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let down = if self.top { "top" } else { "center" };
        let _ = write!(
            xml,
            r#"<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="{border}" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="{across}" vertical="{down}" {fits}/></xf>"#
        );
    }
}
