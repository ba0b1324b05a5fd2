//! Metadata as XML 1.0: elements with text, written one after another.

use std::io::{self, Write};

/// Writes one document; every element on a line of its own, indented.
pub struct XmlWriter<W: Write> {
    out: W,
    open: Vec<&'static str>,
}

impl<W: Write> XmlWriter<W> {
    /// Begins a document of a namespace.
    ///
    /// # Errors
    /// What the writer underneath says.
    pub fn begin(mut out: W, root: &'static str, namespace: &str) -> io::Result<Self> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<{root} xmlns=\"{}\">", escaped(namespace))?;
        Ok(XmlWriter { out, open: vec![root] })
    }

    fn indent(&mut self) -> io::Result<()> {
        write!(self.out, "{:width$}", "", width = self.open.len())
    }

    /// Opens an element that holds others.
    ///
    /// # Errors
    /// What the writer underneath says.
    pub fn open(&mut self, name: &'static str) -> io::Result<()> {
        self.indent()?;
        self.open.push(name);
        writeln!(self.out, "<{name}>")
    }

    /// Closes the element opened last.
    ///
    /// # Errors
    /// What the writer underneath says.
    pub fn close(&mut self) -> io::Result<()> {
        let Some(name) = self.open.pop() else { return Ok(()) };
        self.indent()?;
        writeln!(self.out, "</{name}>")
    }

    /// An element with text; one without text is left out.
    ///
    /// # Errors
    /// What the writer underneath says.
    pub fn text(&mut self, name: &'static str, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.indent()?;
        writeln!(self.out, "<{name}>{}</{name}>", escaped(text))
    }

    /// Closes what is open and answers the writer.
    ///
    /// # Errors
    /// What the writer underneath says.
    pub fn finish(mut self) -> io::Result<W> {
        while !self.open.is_empty() {
            self.close()?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

/// As XML writes it. Characters no XML may hold (section 2.2) are written as U+FFFD, so that a reader sees that one stood
/// there.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\t' | '\n' | '\r' => written.push_str(&format!("&#{};", c as u32)),
            c if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') => written.push('\u{FFFD}'),
            c => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_whatever_it_holds() {
        let mut xml = XmlWriter::begin(Vec::new(), "包", "urn:x").unwrap();
        xml.open("件").unwrap();
        xml.text("题名", "关于<甲&乙>\u{1}的\"函\"").unwrap();
        xml.text("备注", "").unwrap();
        let written = String::from_utf8(xml.finish().unwrap()).unwrap();
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<包 xmlns=\"urn:x\">\n <件>\n  <题名>关于&lt;甲&amp;乙&gt;\u{FFFD}的&quot;函&quot;</题名>\n </件>\n</包>\n";
        assert_eq!(written, expected);
    }
}
