//! Metadata read back: the elements below a document's root, one after another. Nothing is fetched and nothing expanded
//! (no document type, no entities but the five of XML and character references).

use std::io::{self, BufRead};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::complaint::Step;
use crate::domain::general::problem::Problem;
use crate::problems;

/// Elements in elements.
const DEPTH: usize = 8;
/// Elements and bytes of one record.
const ELEMENTS: usize = 200_000;
const BYTES: usize = 32 << 20;
/// Bytes of the document that one record takes with its tags.
const MARKUP: usize = 64 << 20;

/// A document of which so many bytes are read before the next record has come: a comment or an attribute without end
/// is not taken into memory.
struct Bounded<R> {
    inner: R,
    left: usize,
}

impl<R: BufRead> io::Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let (left, ahead) = (self.left, self.inner.fill_buf()?);
        match ahead.is_empty() || left > 0 {
            true => Ok(&ahead[..ahead.len().min(left)]),
            false => Err(io::Error::other(format!("> {} MB", MARKUP >> 20))),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.inner.consume(amount);
    }
}

/// An element with what it holds: text, or other elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XmlElement {
    pub name: String,
    pub text: String,
    pub children: Vec<XmlElement>,
}

impl XmlElement {
    /// The first element of this name below it.
    pub fn child(&self, name: &str) -> Option<&XmlElement> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of that; empty where there is none.
    pub fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| &child.text)
    }

    /// Every element of this name below it, in order.
    pub fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a XmlElement> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// A document being read.
pub struct XmlRecords<R: BufRead> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    /// The file's name, for what is said of it.
    file: String,
    root: String,
    namespace: String,
    is_over: bool,
}

impl<R: BufRead> XmlRecords<R> {
    /// Reads as far as the root.
    ///
    /// # Errors
    /// The document cannot be read as XML.
    pub fn begin(input: R, file: &str) -> Step<Self> {
        let mut reader = Reader::from_reader(Bounded { inner: input, left: MARKUP });
        reader.config_mut().expand_empty_elements = true;
        let mut records = XmlRecords {
            reader,
            buffer: Vec::new(),
            file: file.to_owned(),
            root: String::new(),
            namespace: String::new(),
            is_over: false,
        };
        loop {
            match records.step()? {
                Read::Begun(name, namespace) => {
                    (records.root, records.namespace) = (name, namespace);
                    return Ok(records);
                }
                Read::Text(text) if text.trim().is_empty() => {}
                Read::Passed => {}
                _ => return Err(records.wrong(&"root: none")),
            }
        }
    }

    /// Name of the root.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Namespace the root declares.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The next element below the root; `None`: the document has come to its end.
    ///
    /// # Errors
    /// The document cannot be read further as XML, or breaks a limit.
    pub fn next_record(&mut self) -> Step<Option<XmlElement>> {
        self.reader.get_mut().left = MARKUP;
        let mut open: Vec<XmlElement> = Vec::new();
        let (mut elements, mut bytes) = (0, 0);
        while !self.is_over {
            match self.step()? {
                Read::Begun(name, _) => {
                    (elements, bytes) = (elements + 1, bytes + name.len());
                    if open.len() == DEPTH || elements > ELEMENTS {
                        return Err(self.wrong(&format!("> {DEPTH} × {ELEMENTS}")));
                    }
                    open.push(XmlElement { name, ..XmlElement::default() });
                }
                Read::Text(text) => {
                    bytes += text.len();
                    match open.last_mut() {
                        Some(element) => element.text.push_str(&text),
                        None if text.trim().is_empty() => {}
                        None => return Err(self.wrong(&"#text")),
                    }
                }
                Read::Ended => {
                    let Some(mut ended) = open.pop() else {
                        self.is_over = true;
                        break;
                    };
                    if !ended.children.is_empty() {
                        ended.text = String::new(); // the indent between its elements
                    }
                    match open.last_mut() {
                        Some(parent) => parent.children.push(ended),
                        None => return Ok(Some(ended)),
                    }
                }
                Read::Passed => {}
                Read::Over => return Err(self.wrong(&"EOF")),
            }
            if bytes > BYTES {
                return Err(self.wrong(&format!("> {} MB", BYTES >> 20)));
            }
        }
        Ok(None)
    }

    fn step(&mut self) -> Step<Read> {
        self.buffer.clear();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(self.wrong(&error)),
        };
        let read = match event {
            Event::Start(tag) => begun(&tag),
            Event::End(_) => Ok(Read::Ended),
            Event::Text(text) => Ok(Read::Text(text.xml10_content().into_owned())),
            Event::CData(text) => Ok(Read::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(reference) => {
                let named = ["amp", "lt", "gt", "quot", "apos"].iter().zip(["&", "<", ">", "\"", "'"]);
                match reference.resolve_char_ref() {
                    Ok(Some(c)) => Ok(Read::Text(c.to_string())),
                    Ok(None) => named
                        .into_iter()
                        .find(|(name, _)| **name == &*reference)
                        .map(|(_, text)| Read::Text(text.to_owned()))
                        .ok_or_else(|| format!("&{};", &*reference)),
                    Err(error) => Err(error.to_string()),
                }
            }
            Event::DocType(_) => Err("DOCTYPE".to_owned()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => Ok(Read::Passed),
            Event::Empty(_) => Err("<…/>".to_owned()), // expanded by the reader
            Event::Eof => Ok(Read::Over),
        };
        let read = read.map_err(|what| self.wrong(&what))?;
        match &read {
            Read::Text(text) => match text.chars().find(|c| !is_xml_char(*c)) {
                Some(c) => Err(self.wrong(&format!("U+{:04X}", u32::from(c)))),
                None => Ok(read),
            },
            _ => Ok(read),
        }
    }

    fn wrong(&self, what: &dyn std::fmt::Display) -> Box<Problem> {
        let at = self.reader.buffer_position();
        Box::new(metadata_unreadable(&self.file, &at, what).in_column(&self.file))
    }
}

/// What stands next in a document.
enum Read {
    /// An element begins: name, and the default namespace it declares.
    Begun(String, String),
    Text(String),
    Ended,
    Passed,
    Over,
}

/// Char of XML 1.0, section 2.2: what a database or a paper does not carry is none.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn begun(tag: &BytesStart<'_>) -> Result<Read, String> {
    let mut namespace = String::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_ref() == "xmlns" {
            namespace = attribute.value.as_ref().to_owned();
        }
    }
    Ok(Read::Begun(tag.name().as_ref().to_owned(), namespace))
}

problems! {
    refuse metadata_unreadable(file, at, what):
        "{file} 第 {at} 字节处读不下去（{what}）" / "{file} cannot be read on at byte {at} ({what})"
        => "请移交方重新制作移交材料包" / "ask the sender to make the package anew";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::XmlWriter;

    fn read(text: &str) -> Result<Vec<XmlElement>, String> {
        let mut records = XmlRecords::begin(text.as_bytes(), "x.xml").map_err(|problem| problem.kind)?;
        let mut found = Vec::new();
        while let Some(record) = records.next_record().map_err(|problem| problem.kind)? {
            found.push(record);
        }
        Ok(found)
    }

    #[test]
    fn what_was_written_is_read_to_the_letter() {
        let text = "  一行\r\n\t二行 <b>&amp;\"' 𠮷 ";
        let mut xml = XmlWriter::begin(Vec::new(), "包", "urn:x:2").unwrap();
        xml.open("件").unwrap();
        xml.text("题名", text).unwrap();
        xml.open("人").unwrap();
        xml.close().unwrap();
        let written = String::from_utf8(xml.finish().unwrap()).unwrap();
        let mut records = XmlRecords::begin(written.as_bytes(), "x.xml").unwrap();
        assert_eq!((records.root(), records.namespace()), ("包", "urn:x:2"));
        let one = records.next_record().unwrap().unwrap();
        assert_eq!((one.text_of("题名"), one.each("人").count(), one.text_of("无")), (text, 1, ""));
        assert_eq!((records.next_record(), records.next_record()), (Ok(None), Ok(None)));
    }

    #[test]
    fn what_no_metadata_hold_is_refused() {
        let deep = format!("<r>{}{}</r>", "<a>".repeat(9), "</a>".repeat(9));
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\">]><r><x>&a;</x></r>";
        let wrong = [
            "",
            "no xml",
            "<r><x>",
            "<r><x></y></r>",
            "<r>text</r>",
            "<r><x>&nothing;</x></r>",
            bomb,
            &deep,
            "<r><x>\u{1}</x></r>",
            "<r><x>\u{0}</x></r>",
            "<r><x>&#1;</x></r>",
            &format!("<r><!--{}--><x>a</x></r>", "a".repeat(MARKUP)),
            "<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r/>",
        ];
        for text in wrong {
            assert_eq!(read(text), Err("metadata_unreadable".to_owned()), "{text}");
        }
        assert_eq!(read("<r/>"), Ok(vec![]));
        assert_eq!(read("<!-- c --><r><x><![CDATA[<&]]></x></r>").unwrap()[0].text, "<&");
    }

    #[test]
    fn a_document_cut_or_changed_anywhere_is_read_or_refused_and_ends() {
        let whole = "<?xml version=\"1.0\"?>\n<r xmlns=\"urn:x\">\n <x><n>甲&amp;&#20057;</n><!-- c --></x>\n <y/>\n</r>";
        assert_eq!(read(whole).unwrap().len(), 2);
        for cut in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
            assert!(read(&whole[..cut]).is_err(), "cut at {cut} it was taken for whole");
        }
        for at in 0..whole.len() {
            for byte in [0, b' ', b'<', b'>', b'&', b'/', b'"', b'!', b'?', 0x80, 0xff] {
                let mut changed = whole.as_bytes().to_vec();
                changed[at] = byte;
                let Ok(mut records) = XmlRecords::begin(&changed[..], "x.xml") else { continue };
                let mut found = 0;
                while let Ok(Some(_)) = records.next_record() {
                    found += 1;
                    assert!(found <= 3, "{at} {byte}");
                }
            }
        }
    }
}
