//! Catalogs as csv: headings and rows, every field quoted, nothing a spreadsheet would take for a formula. Every row
//! says all: what stands above the rows elsewhere (class, volume, year) has columns behind the others.
//!
//! The second home of `csv` and `encoding_rs` (the first is `sheet/`, which reads): writing needs one
//! encoder and one record writer, and furniture does not import furniture.

use std::borrow::Cow;
use std::io::{self, Write};

use encoding_rs::{EncoderResult, GB18030};

use super::format_writer::FormatWriter;
use super::new_file::cannot_write;
use super::options::Encoding;
use super::totals::Foot;
use crate::domain::catalogs::finding_aid::PrintedValue;
use crate::domain::catalogs::form::FormPlan;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::problems;

/// The one character the encoder of GB18030 has no bytes for, and what printers put in such a place.
const NOT_IN_GB18030: char = '\u{E5E5}';
const GETA: &str = "〓";

/// A table of comma-separated values.
pub(super) struct CsvTable<W: Write> {
    record: csv::Writer<Encoded<W>>,
    encoding: Encoding,
    rows: u32,
    problems: Vec<Problem>,
}

impl<W: Write> CsvTable<W> {
    pub(super) fn start(plan: &FormPlan, encoding: Encoding, mut out: W) -> Result<Self> {
        if encoding == Encoding::Utf8Bom {
            out.write_all(b"\xef\xbb\xbf").map_err(|error| cannot_write(&error))?;
        }
        let record = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Encoded { out, encoding, tail: Vec::new() });
        let mut table = CsvTable { record, encoding, rows: 0, problems: Vec::new() };
        for planned in &plan.columns {
            table.field(planned.column.heading(plan.lang()))?;
        }
        for field in plan.fields_above() {
            table.field(&plan.group_heading(field))?;
        }
        table.end_of_row()?;
        Ok(table)
    }

    fn field(&mut self, text: &str) -> Result<()> {
        self.record.write_field(text).map_err(wrong)
    }

    fn end_of_row(&mut self) -> Result<()> {
        self.rows += 1;
        self.record.write_record(None::<&[u8]>).map_err(wrong)
    }

    fn text(&mut self, text: &str) -> Result<()> {
        let mut text = harmless(text);
        if self.encoding == Encoding::Gb18030 && text.contains(NOT_IN_GB18030) {
            text = text.replace(NOT_IN_GB18030, GETA).into();
            let problem = not_in_gb18030();
            self.problems.push(problem.at_row(self.rows + 1));
        }
        self.field(&text)
    }
}

impl<W: Write + Send> FormatWriter<W> for CsvTable<W> {
    fn repeats(&self) -> bool {
        true
    }

    fn group(&mut self, _: &FormPlan, _: &str) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, _: &FormPlan, cells: &[PrintedValue<'_>]) -> Result<()> {
        for cell in cells {
            match cell {
                PrintedValue::Empty => self.field("")?,
                PrintedValue::Text(text) => self.text(text)?,
                PrintedValue::Count(count) => self.field(&count.to_string())?,
            }
        }
        self.end_of_row()
    }

    fn finish(self: Box<Self>, _: &FormPlan, _: &Foot) -> Result<(W, Vec<Problem>)> {
        let encoded = self.record.into_inner().map_err(|error| cannot_write(error.error()))?;
        let mut out = encoded.out;
        out.flush().map_err(|error| cannot_write(&error))?;
        Ok((out, self.problems))
    }
}

fn wrong(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => cannot_write(&error),
        other => Error::Broken(anyhow::anyhow!("csv: {other:?}")),
    }
}

/// `reliability.md` B-067: a text that a spreadsheet would run gets an apostrophe before it.
fn harmless(text: &str) -> Cow<'_, str> {
    const RUNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    // one that has an apostrophe there itself gets another, so that both are read back as they were
    let shielded = text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(RUNS));
    if text.starts_with(RUNS) || shielded { format!("'{text}").into() } else { text.into() }
}

/// Takes UTF-8 and passes it on in the file's encoding. A character cut by the caller's buffer waits
/// for its rest.
struct Encoded<W> {
    out: W,
    encoding: Encoding,
    tail: Vec<u8>,
}

impl<W: Write> Write for Encoded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.encoding == Encoding::Utf8Bom {
            return self.out.write(bytes);
        }
        self.tail.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.tail) {
            Ok(text) => text.len(),
            Err(cut) => cut.valid_up_to(),
        };
        let rest = self.tail.split_off(whole);
        let text = String::from_utf8(std::mem::replace(&mut self.tail, rest)).map_err(io::Error::other)?;
        self.out.write_all(&gb18030(&text)?)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn gb18030(text: &str) -> io::Result<Vec<u8>> {
    let mut encoder = GB18030.new_encoder();
    let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len());
    let mut bytes = Vec::with_capacity(room.unwrap_or(text.len() * 4));
    match encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true).0 {
        EncoderResult::InputEmpty => Ok(bytes),
        other => Err(io::Error::other(format!("GB18030: {other:?}"))),
    }
}

problems! {
    notice not_in_gb18030():
        "GB18030 没有字符 U+E5E5，已印作〓" / "GB18030 has no character U+E5E5; it was written as 〓"
        => "需要原字请导出 UTF-8" / "export as UTF-8 to keep the character";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_made_harmless() {
        for text in ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "－1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("'=1"), "''=1", "not the same as =1");
        for text in ["2009-ZJ", "张三", "", "a=b", "'a"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn characters_cut_by_the_buffer_are_put_together_again() {
        let text = "䶮𬱖芜社险〔2009〕12号";
        let mut encoded = Encoded { out: Vec::new(), encoding: Encoding::Gb18030, tail: Vec::new() };
        for byte in text.as_bytes() {
            encoded.write_all(&[*byte]).unwrap();
        }
        assert_eq!(GB18030.decode(&encoded.out).0, text);
    }
}
