//! Answers on paper or for programs: data to stdout, messages to stderr.

use std::io::Write as _;
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::Value;

use super::args::AnswerFormat;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::wording::{Lang, Wording, localize};

/// Why an answer could not be written, the first time.
static NOT_WRITTEN: OnceLock<String> = OnceLock::new();

fn note(written: std::io::Result<()>) {
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        NOT_WRITTEN.get_or_init(|| error.to_string());
    }
}

/// How a command answers.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    shape: AnswerFormat,
    pub lang: Lang,
}

impl Console {
    pub fn new(shape: AnswerFormat, lang: Lang) -> Self {
        Console { shape, lang }
    }

    pub fn is_json(&self) -> bool {
        self.shape == AnswerFormat::Json
    }

    /// Prints the value for programs, or what `people` prints.
    pub fn answer(&self, value: &impl Serialize, people: impl FnOnce(&Console)) {
        if self.is_json() { self.json(value) } else { people(self) }
    }

    pub fn json(&self, value: &impl Serialize) {
        let mut value = serde_json::to_value(value).unwrap_or(Value::Null);
        localize(&mut value, self.lang);
        self.line(serde_json::to_string_pretty(&value).unwrap_or_default());
    }

    /// An object whose `lists`, in this order, are printed as they grow; its other fields come first.
    pub fn lists<'p>(&'p self, value: &impl Serialize, lists: &'static [&'static str]) -> Lists<'p> {
        let mut value = serde_json::to_value(value).unwrap_or(Value::Null);
        localize(&mut value, self.lang);
        let fields = value.as_object().into_iter().flatten();
        let mut text = String::from("{");
        for (name, field) in fields.filter(|(name, _)| !lists.contains(&name.as_str())) {
            text.push_str(&format!("\n  {}: {field},", Value::from(name.as_str())));
        }
        self.line(text);
        Lists { console: self, lists, at: None, is_empty: true }
    }

    /// A line of data. A reader that has gone away (`| head`) ends the output, not the program; any other failure is
    /// told at the end ([`Console::output`]).
    pub fn line(&self, text: impl AsRef<str>) {
        note(writeln!(std::io::stdout(), "{}", text.as_ref()));
    }

    /// # Errors
    /// `Broken` when some of the answer could not be written.
    pub fn output(&self) -> Result<()> {
        note(std::io::stdout().flush());
        match NOT_WRITTEN.get() {
            None => Ok(()),
            Some(why) => Err(anyhow::anyhow!(
                "答复没有全部写出（{why}）；命令本身已经做完。The answer could not be written whole; the command itself was done."
            )
            .into()),
        }
    }

    pub fn say(&self, message: &Wording) {
        writeln!(std::io::stderr(), "{}", message.in_lang(self.lang)).ok();
    }

    pub fn pick<'w>(&self, message: &'w Wording) -> &'w str {
        message.in_lang(self.lang)
    }

    pub fn problem(&self, problem: &Problem) {
        let sign = match problem.weight {
            Weight::Refuse => "✗",
            Weight::Ask => "?",
            Weight::Notice => "·",
        };
        let place = match (problem.row, &problem.column, self.lang) {
            (Some(row), Some(column), Lang::Zh) => format!("第 {row} 行「{column}」"),
            (Some(row), None, Lang::Zh) => format!("第 {row} 行 "),
            (Some(row), Some(column), Lang::En) => format!("row {row} \"{column}\": "),
            (Some(row), None, Lang::En) => format!("row {row}: "),
            (None, Some(column), _) => format!("「{column}」"),
            (None, None, _) => String::new(),
        };
        self.line(format!("{sign} {place}{}  →  {}", self.pick(&problem.message), self.pick(&problem.fix)));
    }

    /// A table with its columns lined up; Chinese characters are two wide. Headings are Chinese and
    /// English, each in both.
    pub fn table(&self, headings: &[(&str, &str)], rows: &[Vec<String>]) {
        let headings: Vec<&str> =
            headings.iter().map(|(zh, en)| if self.lang == Lang::Zh { *zh } else { *en }).collect();
        let width = |at: usize| {
            let cells = rows
                .iter()
                .filter_map(|row| row.get(at))
                .map(String::as_str)
                .chain(headings.get(at).copied());
            cells.map(columns).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..headings.len()).map(width).collect();
        let laid = |cells: &[&str]| {
            let padded = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - columns(cell))));
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        self.line(laid(&headings));
        self.line(widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "));
        for row in rows {
            self.line(laid(&row.iter().map(String::as_str).collect::<Vec<_>>()));
        }
    }

    pub fn error(&self, error: &Error) {
        let problems = match error {
            Error::Refused(problems) | Error::Unreadable(problems) => problems.clone(),
            _ => Vec::new(),
        };
        if self.is_json() {
            let message = match error {
                Error::NotFound(message) | Error::NotAllowed(message) | Error::Busy(message) => {
                    message.clone()
                }
                Error::Broken(error) => Wording::same(format!("{error:#}")),
                _ => problems.first().map(|problem| problem.message.clone()).unwrap_or_default(),
            };
            let code = problems.first().map_or(kind(error), |problem| problem.kind.as_str());
            let mut value =
                serde_json::json!({ "error": { "code": code, "message": message, "problems": problems } });
            localize(&mut value, self.lang);
            writeln!(std::io::stderr(), "{value}").ok();
            return;
        }
        match error {
            Error::NotFound(message) | Error::NotAllowed(message) | Error::Busy(message) => self.say(message),
            Error::Refused(_) | Error::Unreadable(_) => {
                for problem in &problems {
                    let (message, fix) = (self.pick(&problem.message), self.pick(&problem.fix));
                    writeln!(std::io::stderr(), "✗ {message}  →  {fix}").ok();
                }
            }
            Error::Broken(error) => {
                let word = if self.lang == Lang::Zh {
                    "出错了，没有做完"
                } else {
                    "Something broke; this was not done"
                };
                writeln!(std::io::stderr(), "{word}: {error:#}").ok();
            }
        }
    }
}

/// Lists of a JSON object being printed.
pub struct Lists<'p> {
    console: &'p Console,
    lists: &'static [&'static str],
    /// The list being printed.
    at: Option<usize>,
    is_empty: bool,
}

impl Lists<'_> {
    /// Adds to one of the lists; those before it have ended by then.
    pub fn add(&mut self, list: &str, value: &impl Serialize) {
        let wanted = self.lists.iter().position(|known| *known == list);
        while self.at != wanted && self.turn() {}
        let mut value = serde_json::to_value(value).unwrap_or(Value::Null);
        localize(&mut value, self.console.lang);
        self.console.line(format!("    {}{value}", if self.is_empty { "" } else { "," }));
        self.is_empty = false;
    }

    /// Ends the list being printed and begins the next; `false`: there is none.
    fn turn(&mut self) -> bool {
        let next = self.at.map_or(0, |at| at + 1);
        let ended = if self.at.is_some() { "  ]," } else { "" };
        match self.lists.get(next) {
            Some(name) => {
                self.console.line(format!("{ended}\n  {}: [", Value::from(*name)).trim_start_matches('\n'));
                (self.at, self.is_empty) = (Some(next), true);
                true
            }
            None => false,
        }
    }

    pub fn end(mut self) {
        while self.turn() {}
        self.console.line("  ]\n}");
    }
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Refused(_) => "refused",
        Error::Unreadable(_) => "unreadable",
        Error::NotFound(_) => "not_found",
        Error::NotAllowed(_) => "not_allowed",
        Error::Busy(_) => "busy",
        Error::Broken(_) => "broken",
    }
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if (c as u32) < 0x1100 || c == '…' || c == '─' { 1 } else { 2 }).sum()
}
