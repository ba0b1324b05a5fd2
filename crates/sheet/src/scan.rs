//! A text file as lines, and lines as the fields of records. What is broken stays in its own record: half a character
//! marks the cell it stands in, and a quote that is not closed as it should be reads its line without quotes.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::Decision;
use super::refusal::{damaged, unreadable};
use crate::domain::general::error::Result;
use crate::domain::receiving::grid::{Broken, Cell};
use crate::say;

/// A line longer than this is no list.
const LONGEST_LINE: usize = 16 << 20;

/// One line with its end (`\n`, `\r\n`, `\r`, or none at the file's end).
#[derive(Default)]
struct Line {
    text: String,
    /// It had bytes that make no character.
    is_broken: bool,
}

/// Decodes the file, whatever it is written in, and cuts it into lines.
struct Lines {
    file: BufReader<File>,
    decoder: Decoder,
    /// Decoded; given out up to `from`.
    ahead: String,
    from: usize,
    /// Where in `ahead` bytes made no character.
    broken: VecDeque<usize>,
    ended: bool,
    number: u64,
}

impl Lines {
    fn next(&mut self) -> Result<Option<Line>> {
        let mut searched = self.from;
        loop {
            let bytes = self.ahead.as_bytes();
            let at =
                bytes[searched..].iter().position(|b| matches!(b, b'\n' | b'\r')).map(|at| searched + at);
            let end = match at {
                // a line feed may follow
                Some(at) if bytes[at] == b'\r' && at + 1 == bytes.len() && !self.ended => None,
                Some(at) if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') => Some(at + 2),
                Some(at) => Some(at + 1),
                None if self.ended && bytes.len() > self.from => Some(bytes.len()),
                None if self.ended => return Ok(None),
                None => None,
            };
            if let Some(end) = end {
                return self.give(end).map(Some);
            }
            searched = at.unwrap_or(bytes.len()) - self.from;
            if searched > LONGEST_LINE {
                return Err(line_too_long(self.number + 1));
            }
            self.refill()?;
        }
    }

    fn give(&mut self, end: usize) -> Result<Line> {
        self.number += 1;
        let text = self.ahead[self.from..end].to_owned();
        self.from = end;
        let is_broken = self.broken.front().is_some_and(|at| *at < end);
        while self.broken.front().is_some_and(|at| *at < end) {
            self.broken.pop_front();
        }
        if text.contains('\0') {
            let number = self.number;
            return Err(unreadable(
                "control_character",
                say!("第 {number} 行含有 NUL（空字符）", "line {number} contains NUL"),
                say!("从原系统重新导出，或改正这一行", "export it again, or correct the line"),
            ));
        }
        Ok(Line { text, is_broken })
    }

    fn refill(&mut self) -> Result<()> {
        let bytes = self.file.fill_buf().map_err(damaged)?;
        let last = bytes.is_empty();
        if self.from > 0 {
            self.ahead.drain(..self.from);
            self.broken.iter_mut().for_each(|at| *at -= self.from);
            self.from = 0;
        }
        self.ahead
            .reserve(self.decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(1 << 18));
        let (result, read) = self.decoder.decode_to_string_without_replacement(bytes, &mut self.ahead, last);
        self.file.consume(read);
        if let DecoderResult::Malformed(..) = result {
            self.broken.push_back(self.ahead.len());
            self.ahead.push('\u{fffd}');
        }
        self.ended = last && result == DecoderResult::InputEmpty;
        Ok(())
    }
}

fn line_too_long(number: u64) -> crate::domain::general::error::Error {
    unreadable(
        "line_too_long",
        say!("第 {number} 行长得不像清单", "line {number} is too long for a list"),
        say!("检查是否选错了文件", "check whether this is the right file"),
    )
}

/// Lines of one record: quotes that open anew in each line would have the rest of the file read for every one.
const LONGEST_RECORD: usize = 4000;

/// The records of a text file.
pub(super) struct Records {
    lines: Lines,
    /// Read ahead of a quote that proved to be none.
    again: VecDeque<Line>,
    separator: char,
    /// Characters a quoted cell may have: a quote that never closes swallows the rest of the file.
    longest: usize,
    row: u32,
}

impl Records {
    pub fn open(path: &Path, decision: &Decision, separator: char, longest_cell: usize) -> Result<Self> {
        let mut file = File::open(path).map_err(damaged)?;
        file.seek(SeekFrom::Start(decision.skip as u64)).map_err(damaged)?;
        let lines = Lines {
            file: BufReader::with_capacity(1 << 16, file),
            decoder: decision.encoding.new_decoder_without_bom_handling(),
            ahead: String::new(),
            from: 0,
            broken: VecDeque::new(),
            ended: false,
            number: 0,
        };
        Ok(Records { lines, again: VecDeque::new(), separator, longest: longest_cell, row: 0 })
    }

    /// The next record with its row, as a spreadsheet counts: blank lines are rows, too.
    pub fn next(&mut self) -> Result<Option<(u32, Vec<Cell>)>> {
        let Some(first) = self.line()? else { return Ok(None) };
        self.row += 1;
        if !first.text.contains('"') {
            let fields = without_end(&first.text).split(self.separator).map(str::to_owned);
            return Ok(Some((self.row, cells(fields, first.is_broken))));
        }
        let mut fields = Fields::new(self.separator, self.longest);
        let mut end = fields.read(&first.text);
        let mut is_broken = first.is_broken;
        let mut more: VecDeque<Line> = VecDeque::new();
        while end == End::Inside && more.len() < LONGEST_RECORD {
            let Some(line) = self.line()? else { break };
            end = fields.read(&line.text);
            is_broken |= line.is_broken;
            more.push_back(line);
        }
        if end == End::Whole {
            return Ok(Some((self.row, cells(fields.done.into_iter(), is_broken))));
        }
        more.append(&mut self.again);
        self.again = more;
        let fields = without_end(&first.text).split(self.separator).map(str::to_owned);
        let cells = cells(fields, first.is_broken).into_iter().map(|cell| match cell {
            Cell::Text(text) if text.starts_with('"') => Cell::Broken { text, why: Broken::Quote },
            cell => cell,
        });
        Ok(Some((self.row, cells.collect())))
    }

    fn line(&mut self) -> Result<Option<Line>> {
        match self.again.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }
}

fn without_end(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

fn cells(fields: impl Iterator<Item = String>, is_broken: bool) -> Vec<Cell> {
    let cell = |text: String| match text {
        text if text.is_empty() => Cell::Empty,
        text if is_broken && text.contains('\u{fffd}') => Cell::Broken { text, why: Broken::Bytes },
        text => Cell::Text(text),
    };
    fields.map(cell).collect()
}

/// Where the reading of a line left off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    /// In quotes: the record goes on in the next line.
    Inside,
    /// A quote is not closed as it should be.
    Lone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Field,
    Quoted,
    /// After a quote inside a quoted field: its end, or half of a doubled quote.
    QuoteInQuoted,
}

/// The fields of one record, line by line.
struct Fields {
    separator: char,
    longest: usize,
    state: State,
    done: Vec<String>,
    field: String,
    chars: usize,
}

impl Fields {
    fn new(separator: char, longest: usize) -> Self {
        Fields {
            separator,
            longest,
            state: State::FieldStart,
            done: Vec::new(),
            field: String::new(),
            chars: 0,
        }
    }

    fn read(&mut self, line: &str) -> End {
        let end = without_end(line).len();
        for (at, c) in line.char_indices() {
            self.state = match self.state {
                State::Quoted if c == '"' => State::QuoteInQuoted,
                State::Quoted => self.keep(c, State::Quoted),
                State::QuoteInQuoted if c == '"' => self.keep(c, State::Quoted),
                _ if at >= end => break,
                _ if c == self.separator => self.close(),
                State::FieldStart if c == '"' => State::Quoted,
                State::QuoteInQuoted => return End::Lone,
                _ => self.keep(c, State::Field),
            };
            if self.chars > self.longest && self.state == State::Quoted {
                return End::Lone;
            }
        }
        if self.state == State::Quoted {
            return End::Inside;
        }
        self.close();
        End::Whole
    }

    fn keep(&mut self, c: char, state: State) -> State {
        self.field.push(c);
        self.chars += 1;
        state
    }

    fn close(&mut self) -> State {
        self.done.push(std::mem::take(&mut self.field));
        self.chars = 0;
        State::FieldStart
    }
}
