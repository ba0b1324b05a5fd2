//! Decoding a text file and checking it on the way: where each row begins, quotes that do not close,
//! characters that cannot be. The csv library takes what it is given; this says what is wrong.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::Decision;
use super::refusal::{damaged, unreadable};
use crate::domain::general::error::{Error, Result};
use crate::say;

/// Stands for a separator that is no single byte in UTF-8, on the way through the csv library.
pub(super) const STAND_IN: char = '\u{1f}';

/// What the watching saw, shared with whoever reads the records.
#[derive(Default)]
pub(super) struct Seen {
    /// Row numbers of records not yet taken. Blank lines are rows too, as a spreadsheet counts.
    pub rows: VecDeque<u32>,
    pub error: Option<Error>,
}

/// Reads the file as UTF-8, whatever it is written in.
pub(super) struct Decoded {
    file: BufReader<File>,
    decoder: Decoder,
    text: String,
    sent: usize,
    ended: bool,
    watch: Watch,
    seen: Rc<RefCell<Seen>>,
}

impl Decoded {
    pub fn open(path: &Path, decision: &Decision, separator: char, longest_cell: usize) -> Result<Self> {
        let mut file = File::open(path).map_err(damaged)?;
        file.seek(SeekFrom::Start(decision.skip as u64)).map_err(damaged)?;
        Ok(Decoded {
            file: BufReader::with_capacity(1 << 16, file),
            decoder: decision.encoding.new_decoder_without_bom_handling(),
            text: String::with_capacity(1 << 17),
            sent: 0,
            ended: false,
            watch: Watch::new(separator, longest_cell),
            seen: Rc::default(),
        })
    }

    pub fn seen(&self) -> Rc<RefCell<Seen>> {
        Rc::clone(&self.seen)
    }

    /// Decodes and watches the next stretch into `text`.
    fn refill(&mut self) -> Result<()> {
        self.text.clear();
        self.sent = 0;
        while self.text.is_empty() && !self.ended {
            let bytes = self.file.fill_buf().map_err(damaged)?;
            let last = bytes.is_empty();
            let (result, read) =
                self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, last);
            self.file.consume(read);
            let rows = &mut self.seen.borrow_mut().rows;
            self.watch.see(&self.text, rows)?;
            if let DecoderResult::Malformed(..) = result {
                return Err(self.watch.malformed(last));
            }
            self.ended = last && result == DecoderResult::InputEmpty;
        }
        if self.ended {
            self.watch.end()?;
        }
        if self.watch.separator == '，' && self.text.contains('，') {
            self.text = self.text.replace('，', "\u{1f}");
        }
        Ok(())
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.sent == self.text.len()
            && let Err(error) = self.refill()
        {
            self.seen.borrow_mut().error.get_or_insert(error);
            return Err(std::io::Error::other("the text was refused"));
        }
        let left = &self.text.as_bytes()[self.sent..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.sent += count;
        Ok(count)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    RowStart,
    FieldStart,
    Field,
    Quoted,
    /// After a quote inside a quoted field: its end, or half of a doubled quote.
    QuoteInQuoted,
}

/// The same grammar as the csv library's, but strict, and counting lines and rows.
struct Watch {
    separator: char,
    longest: usize,
    state: State,
    line: u64,
    row: u32,
    quote_line: u64,
    chars: usize,
    after_cr: bool,
}

impl Watch {
    fn new(separator: char, longest: usize) -> Self {
        Watch {
            separator,
            longest,
            state: State::RowStart,
            line: 1,
            row: 1,
            quote_line: 0,
            chars: 0,
            after_cr: false,
        }
    }

    fn see(&mut self, text: &str, rows: &mut VecDeque<u32>) -> Result<()> {
        for c in text.chars() {
            if c == '\n' && self.after_cr {
                self.after_cr = false;
                continue;
            }
            self.after_cr = c == '\r';
            self.step(c, rows)?;
        }
        Ok(())
    }

    fn step(&mut self, c: char, rows: &mut VecDeque<u32>) -> Result<()> {
        let newline = matches!(c, '\n' | '\r');
        match c {
            '\0' => return Err(self.at_line("control_character", "含有 NUL（空字符）", "contains NUL")),
            '\u{fffd}' => {
                return Err(self.at_line(
                    "broken_text",
                    "含有乱码“\u{fffd}”",
                    "contains \"\u{fffd}\": its text was lost before",
                ));
            }
            STAND_IN if self.separator == '，' => {
                return Err(self.at_line(
                    "control_character",
                    "含有控制字符",
                    "contains a control character",
                ));
            }
            _ => {}
        }
        if self.state == State::RowStart && !newline {
            rows.push_back(self.row);
            self.state = State::FieldStart;
        }
        self.state = match self.state {
            State::Quoted if c == '"' => State::QuoteInQuoted,
            State::Quoted => self.inside(State::Quoted)?,
            State::QuoteInQuoted if c == '"' => self.inside(State::Quoted)?,
            State::FieldStart if c == '"' => {
                self.quote_line = self.line;
                State::Quoted
            }
            _ if newline => State::RowStart,
            _ if c == self.separator => State::FieldStart,
            State::QuoteInQuoted => return Err(self.unbalanced()),
            _ => self.inside(State::Field)?,
        };
        if matches!(self.state, State::RowStart | State::FieldStart) {
            self.chars = 0;
        }
        if newline {
            self.line += 1;
            self.row += u32::from(self.state == State::RowStart);
        }
        Ok(())
    }

    /// One more character of a field.
    fn inside(&mut self, state: State) -> Result<State> {
        self.chars += 1;
        if self.chars <= self.longest {
            return Ok(state);
        }
        if state == State::Quoted {
            // a quote that never closes swallows the rest of the file
            return Err(self.unbalanced());
        }
        let (line, longest) = (self.line, self.longest);
        Err(unreadable(
            "cell_too_long",
            say!(
                "第 {line} 行有一格超过 {longest} 个字符",
                "line {line} has a cell of more than {longest} characters"
            ),
            say!("缩短这一格的内容，或检查分隔符", "shorten the cell, or check the separator"),
        ))
    }

    fn end(&self) -> Result<()> {
        if self.state == State::Quoted { Err(self.unbalanced()) } else { Ok(()) }
    }

    fn unbalanced(&self) -> Error {
        let line = self.quote_line;
        unreadable(
            "unbalanced_quote",
            say!(
                "第 {line} 行的引号没有配对",
                "the quote that opens in line {line} is not closed as it should be"
            ),
            say!(
                "补上或删去这个引号；格内的引号要写成两个",
                "close it or delete it; a quote inside a cell is doubled"
            ),
        )
    }

    fn malformed(&self, at_end: bool) -> Error {
        if at_end {
            self.at_line(
                "broken_text",
                "末尾的字不完整，文件可能被截断",
                "ends in half a character: the file may be cut off",
            )
        } else {
            self.at_line("broken_text", "有不合编码的字节", "has bytes that do not belong to the encoding")
        }
    }

    fn at_line(&self, kind: &str, zh: &str, en: &str) -> Error {
        let line = self.line;
        unreadable(
            kind,
            say!("第 {line} 行{zh}", "line {line} {en}"),
            say!("从原系统重新导出，或改正这一行", "export it again, or correct the line"),
        )
    }
}
