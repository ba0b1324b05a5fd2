//! A TOML table read field by field: what is missing, of the wrong kind or unknown is noted with its
//! line, and reading goes on.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::general::problem::Problem;
use crate::general::wording::Wording;
use crate::say;
use crate::schemes::scheme::{Mark, Origin};
use crate::values::period::RetentionPeriod;

/// The file being read, and what was found wrong in it.
pub(super) struct SchemeText<'a> {
    pub text: &'a str,
    starts: Vec<usize>,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> SchemeText<'a> {
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        SchemeText { text, starts, problems: RefCell::default() }
    }

    /// Line of a byte offset, counted from 1.
    fn line(&self, offset: usize) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    pub fn syntax(&self, offset: usize, parser_says: &str) {
        let line = self.line(offset);
        let written = self.text.lines().nth(line as usize - 1).unwrap_or_default().trim();
        let message = say!(
            "这一行不合 TOML 的写法：{written}（{parser_says}）",
            "this line is not TOML: {written} ({parser_says})"
        );
        let fix = say!(
            "对照 schemes/README.md 的例子：文字放在英文引号 \"…\" 里，一行一个字段，方括号成对",
            "compare with the examples in schemes/README.md: texts in straight quotes, one field per line, brackets in pairs"
        );
        self.note(line, None, "toml_syntax", message, fix);
    }

    pub fn note(&self, line: u32, field: Option<&str>, kind: &str, message: Wording, fix: Wording) {
        let mut problem = Problem::refuse(kind, message, fix).at_row(line);
        problem.column = field.map(Into::into);
        self.problems.borrow_mut().push(problem);
    }

    /// In the order of the file's lines.
    pub fn problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| problem.row);
        problems.dedup(); // a field may have been asked for twice
        problems
    }
}

/// Instrument and mark a table's entries have unless they say otherwise.
#[derive(Clone)]
pub(super) struct Inherited {
    pub instrument: String,
    pub mark: Mark,
}

/// One table of the file.
pub(super) struct SchemeTable<'a> {
    pub source: &'a SchemeText<'a>,
    table: &'a DeTable<'a>,
    /// As the header is written: `[[class.step]]`.
    name: &'static str,
    pub line: u32,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> SchemeTable<'a> {
    pub fn root(source: &'a SchemeText<'a>, table: &'a DeTable<'a>) -> Self {
        SchemeTable { source, table, name: "文件开头", line: 1, asked: RefCell::default() }
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Line a field stands on; the table's own when it is not there.
    pub fn line_of(&self, key: &str) -> u32 {
        self.table.get(key).map_or(self.line, |value| self.source.line(value.span().start))
    }

    pub fn bad(&self, key: &str, kind: &str, message: Wording, fix: Wording) {
        self.source.note(self.line_of(key), Some(key), kind, message, fix);
    }

    fn wrong(&self, key: &'static str, wanted: Wording) {
        let (zh, en, name) = (wanted.zh, wanted.en, self.name);
        let message = Wording::new(
            format!("{name} 的字段 {key} 应为{zh}"),
            format!("field {key} of {name} must be {en}"),
        );
        let fix = say!(
            "改成所说的写法；例子见 schemes/README.md",
            "write it so; examples are in schemes/README.md"
        );
        self.bad(key, "wrong_type", message, fix);
    }

    pub fn missing(&self, key: &'static str) {
        let name = self.name;
        let message = say!("{name} 缺少字段 {key}", "{name} lacks the field {key}");
        let fix = say!("补上 {key} = …", "add {key} = …");
        self.source.note(self.line, Some(key), "missing_field", message, fix);
    }

    pub fn opt_text(&self, key: &'static str) -> Option<String> {
        let value = self.value(key)?.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty());
        if value.is_none() {
            self.wrong(key, say!("引号里的一段文字，不能空", "a text in quotes, not empty"));
        }
        value.map(Into::into)
    }

    /// A text exactly as written, blanks and all; `None` when it is missing or no text.
    pub fn value_text(&self, key: &'static str) -> Option<&'a str> {
        self.value(key)?.get_ref().as_str()
    }

    /// A text that must be there; empty when it is not (the problem is noted).
    pub fn text(&self, key: &'static str) -> String {
        if !self.has(key) {
            self.asked.borrow_mut().push(key);
            self.missing(key);
        }
        self.opt_text(key).unwrap_or_default()
    }

    /// An id: it stands in addresses and in the database, so only `a`–`z`, digits and `separator`.
    pub fn id(&self, key: &'static str, separator: char) -> String {
        let id = self.text(key);
        if !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator) {
            self.wrong(
                key,
                say!(
                    "英文小写字母、数字和“{separator}”组成的编号",
                    "made of small English letters, digits and {separator:?}"
                ),
            );
        }
        id
    }

    /// Texts in square brackets; none when the field is not there.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let text = |value: &Spanned<DeValue>| {
            value.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty()).map(String::from)
        };
        let texts = value.get_ref().as_array().and_then(|all| all.iter().map(text).collect());
        texts.unwrap_or_else(|| {
            self.wrong(
                key,
                say!(
                    "方括号里的若干段文字，如 [\"甲\", \"乙\"]",
                    "texts in square brackets, such as [\"a\", \"b\"]"
                ),
            );
            Vec::new()
        })
    }

    /// A whole number within bounds.
    pub fn number(&self, key: &'static str, from: i64, to: i64) -> Option<i64> {
        let number = whole(self.value(key)?.get_ref()).filter(|n| (from..=to).contains(n));
        if number.is_none() {
            self.wrong(key, say!("{from} 到 {to} 之间的整数", "a whole number from {from} to {to}"));
        }
        number
    }

    /// Line of the source document.
    pub fn source_line(&self, key: &'static str) -> Option<u32> {
        self.number(key, 1, 1_000_000).map(|n| n as u32)
    }

    pub fn source_lines(&self, key: &'static str) -> Vec<u32> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let line = |value: &Spanned<DeValue>| {
            whole(value.get_ref()).filter(|n| (1..=1_000_000).contains(n)).map(|n| n as u32)
        };
        let lines = value.get_ref().as_array().and_then(|all| all.iter().map(line).collect());
        lines.unwrap_or_else(|| {
            self.wrong(
                key,
                say!(
                    "方括号里的若干行号，如 [203, 213]",
                    "line numbers in square brackets, such as [203, 213]"
                ),
            );
            Vec::new()
        })
    }

    pub fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(key, say!("true（是）或 false（否）", "true or false"));
            false
        })
    }

    pub fn period(&self, key: &'static str) -> Option<RetentionPeriod> {
        let value = self.value(key)?.get_ref();
        let period = match value.as_str() {
            Some("permanent" | "永久") => Some(RetentionPeriod::Permanent),
            Some(_) => None,
            None => whole(value).filter(|n| (1..=1000).contains(n)).map(|n| RetentionPeriod::Years(n as u16)),
        };
        if period.is_none() {
            self.wrong(
                key,
                say!(
                    "年数（1 到 1000 的整数，不加引号、不带“年”字）或 \"permanent\"（永久）",
                    "a number of years (1 to 1000, without quotes) or \"permanent\""
                ),
            );
        }
        period
    }

    pub fn date(&self, key: &'static str) -> Option<chrono::NaiveDate> {
        let date = match self.value(key)?.get_ref() {
            DeValue::Datetime(written) => written.date.filter(|_| written.time.is_none()).and_then(|date| {
                chrono::NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            }),
            _ => None,
        };
        if date.is_none() {
            self.wrong(
                key,
                say!("日期，如 2016-01-01（不加引号）", "a date such as 2016-01-01, without quotes"),
            );
        }
        date
    }

    /// One of a few words.
    pub fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        if !self.has(key) {
            self.asked.borrow_mut().push(key);
            self.missing(key);
        }
        self.opt_word(key, words)
    }

    pub fn opt_word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let written = self.value(key)?.get_ref().as_str();
        let found = words.iter().find(|(word, _)| Some(*word) == written).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let list = list_words(words);
            self.wrong(key, say!("下列之一：{list}", "one of: {list}"));
        }
        found
    }

    /// Several of a few words, in the order written.
    pub fn words<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Vec<T> {
        let texts = self.texts(key);
        let meaning =
            |text: &String| words.iter().find(|(word, _)| word == text).map(|(_, meaning)| *meaning);
        texts.iter().map(meaning).collect::<Option<_>>().unwrap_or_else(|| {
            let list = list_words(words);
            self.wrong(key, say!("下列各词：{list}", "made of: {list}"));
            Vec::new()
        })
    }

    pub fn mark(&self) -> Option<Mark> {
        self.opt_word("mark", &[("V", Mark::V), ("P", Mark::P), ("S", Mark::S), ("K", Mark::K)])
    }

    pub fn given(&self, otherwise: &Inherited) -> Inherited {
        Inherited {
            instrument: self.opt_text("instrument").unwrap_or_else(|| otherwise.instrument.clone()),
            mark: self.mark().unwrap_or(otherwise.mark),
        }
    }

    /// Where this table's entry comes from: its own `instrument`, `article`, `line`, `mark`, or what is given.
    pub fn origin(&self, given: &Inherited, article: &str) -> Origin {
        let own = self.given(given);
        Origin {
            instrument: own.instrument,
            article: self.opt_text("article").unwrap_or_else(|| article.into()),
            line: self.source_line("line"),
            mark: own.mark,
            file_line: Some(self.line),
        }
    }

    /// The same for a table whose `line` is something else (the lines of an accounting table).
    pub fn origin_without_line(&self, given: &Inherited) -> Origin {
        let own = self.given(given);
        let article = self.opt_text("article").unwrap_or_default();
        Origin { instrument: own.instrument, article, line: None, mark: own.mark, file_line: Some(self.line) }
    }

    pub fn table(&self, key: &'static str, name: &'static str) -> Option<SchemeTable<'a>> {
        let value = self.value(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(self.inner(table, value, name)),
            None => {
                self.wrong(key, say!("一组字段（{name}）", "a group of fields ({name})"));
                None
            }
        }
    }

    /// `[[name]]` as often as it stands; none when it does not.
    pub fn tables(&self, key: &'static str, name: &'static str) -> Vec<SchemeTable<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let one =
            |value: &'a Spanned<DeValue<'a>>| Some(self.inner(value.get_ref().as_table()?, value, name));
        let tables = value.get_ref().as_array().and_then(|all| all.iter().map(one).collect());
        tables.unwrap_or_else(|| {
            self.wrong(key, say!("一组或多组字段（{name}）", "groups of fields ({name})"));
            Vec::new()
        })
    }

    fn inner(
        &self,
        table: &'a DeTable<'a>,
        value: &Spanned<DeValue<'a>>,
        name: &'static str,
    ) -> SchemeTable<'a> {
        let line = self.source.line(value.span().start);
        SchemeTable { source: self.source, table, name, line, asked: RefCell::default() }
    }

    /// Notes every field nobody asked for: most often a slip of the pen.
    pub fn done(&self) {
        let mut asked = self.asked.borrow().clone();
        asked.sort_unstable();
        asked.dedup();
        for (key, _) in self.table.iter().filter(|(key, _)| !asked.contains(&key.get_ref().as_ref())) {
            let (name, written, list) = (self.name, key.get_ref(), asked.join(", "));
            let message = say!("{name} 没有叫 {written} 的字段", "{name} has no field called {written}");
            let fix = say!("改正或删去；这里可用：{list}", "correct or remove it; possible here: {list}");
            let line = self.source.line(key.span().start);
            self.source.note(line, Some(written), "unknown_field", message, fix);
        }
    }
}

fn whole(value: &DeValue) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn list_words<T>(words: &[(&str, T)]) -> String {
    words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}
