//! Rust sources as words: enough of a reader to see who uses whom and how long things are.

use std::collections::BTreeMap;

/// A word or sign of the source, with its line from 1. Comments, strings and characters are gone.
#[derive(Clone, Debug, PartialEq)]
struct Token {
    text: String,
    line: usize,
}

/// A source file below `src/`, `crates/` or `tests/`.
pub struct Source {
    /// Where it stands among the modules: `web/lists.rs`; of a crate below `crates/`, `store/items.rs`.
    pub path: String,
    /// From the root: `src/web/lists.rs`, `crates/store/src/items.rs`.
    pub file: String,
    /// Whether it belongs to a crate below `crates/`, the first part of its path.
    in_crate: bool,
    pub lines: usize,
    tokens: Vec<Token>,
}

/// A path the source names, resolved from the crate's root: `crate::store::Tx` is `[store, Tx]`.
pub struct Used {
    pub path: Vec<String>,
    pub line: usize,
}

/// A line of a `problems!` table.
pub struct ProblemEntry {
    pub name: String,
    /// The kind it is another wording of.
    pub wording_of: Option<String>,
    pub line: usize,
}

pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// The module a file is: `store/items.rs` is `[store, items]`, `store/mod.rs` is `[store]`.
pub fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    path.split('/').filter(|part| *part != "mod").map(str::to_owned).collect()
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        Self::below("src", path, text)
    }

    /// A file of another folder than `src/`.
    pub fn below(folder: &str, path: &str, text: &str) -> Self {
        let (path, file) = (path.to_owned(), format!("{folder}/{path}"));
        Source { path, file, in_crate: false, lines: text.lines().count(), tokens: tokens(text) }
    }

    /// A file of a crate below `crates/`: its `lib.rs` is the `mod.rs` of the module of the crate's name.
    pub fn of_crate(name: &str, path: &str, text: &str) -> Self {
        let file = format!("crates/{name}/src/{path}");
        let path = format!("{name}/{}", if path == "lib.rs" { "mod.rs" } else { path });
        Source { path, file, in_crate: true, lines: text.lines().count(), tokens: tokens(text) }
    }

    /// Where `crate::next` leads: every crate knows the words as `crate::domain`.
    fn root(&self, next: &str) -> Vec<String> {
        let own = self.path.split('/').next().filter(|_| self.in_crate && next != "domain");
        own.into_iter().map(str::to_owned).collect()
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    fn is_double_colon(&self, at: usize) -> bool {
        self.text(at) == ":" && self.text(at + 1) == ":"
    }

    /// Names of `mod x;` lines, in order.
    pub fn declared_modules(&self) -> Vec<String> {
        let declared = |at: &usize| self.text(*at) == "mod" && self.text(at + 2) == ";";
        (0..self.tokens.len()).filter(declared).map(|at| self.text(at + 1).to_owned()).collect()
    }

    /// Modules of the crate's root in order: `mod x;` lines, and crates below `crates/` handed on under a name.
    pub fn modules_in_order(&self) -> Vec<String> {
        let named = |at: usize| match self.text(at) {
            "mod" if self.text(at + 2) == ";" => Some(self.text(at + 1)),
            "as" if self.text(at - 1).starts_with("guidang_") => Some(self.text(at + 1)),
            _ => None,
        };
        (0..self.tokens.len()).filter_map(named).map(str::to_owned).collect()
    }

    /// Everything named from the crate's root, in `use` lines and in expressions, whether it is
    /// written with `crate`, `guidang`, `guidang_domain` or `super`.
    pub fn paths(&self, module: &[String]) -> Vec<Used> {
        let mut found = Vec::new();
        let mut inline: Vec<usize> = Vec::new();
        let mut depth = 0;
        for at in 0..self.tokens.len() {
            match self.text(at) {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if inline.last() == Some(&depth) {
                        inline.pop();
                    }
                }
                "mod" if self.text(at + 2) == "{" => inline.push(depth),
                start @ ("crate" | "super" | "self" | "guidang" | "guidang_domain")
                    if self.is_double_colon(at + 1) =>
                {
                    if at >= 2 && self.is_double_colon(at - 2) {
                        continue;
                    }
                    let base = match start {
                        "guidang" => Vec::new(),
                        "guidang_domain" => vec!["domain".to_owned()],
                        "crate" => self.root(self.text(at + 3)),
                        _ => {
                            let mut base = module.to_vec();
                            base.extend(inline.iter().map(|_| "(inline)".to_owned()));
                            if start == "super" {
                                base.pop();
                            }
                            base
                        }
                    };
                    self.tree(at + 3, base, &mut found);
                }
                _ => {}
            }
        }
        found
    }

    /// Reads the rest of a path, with its braces, from `at`; answers where it ends.
    fn tree(&self, at: usize, mut path: Vec<String>, found: &mut Vec<Used>) -> usize {
        let line = self.tokens.get(at).map_or(0, |token| token.line);
        match self.text(at) {
            "{" => {
                let mut at = at + 1;
                while !matches!(self.text(at), "}" | "") {
                    at = self.tree(at, path.clone(), found);
                    at += usize::from(self.text(at) == ",");
                }
                return at + 1;
            }
            "super" => drop(path.pop()),
            "self" => {}
            word => path.push(word.to_owned()),
        }
        if self.is_double_colon(at + 1) && self.text(at + 3) != "<" {
            return self.tree(at + 3, path, found);
        }
        found.push(Used { path, line });
        // `name as other` inside braces
        if self.text(at + 1) == "as" { at + 3 } else { at + 1 }
    }

    /// Whether the word at `at` stands in a `pub use`.
    fn is_handed_on(&self, at: usize) -> bool {
        let begin = (0..at).rev().find(|at| self.text(*at) == ";" || self.text(*at) == "use");
        begin.is_some_and(|begin| {
            self.text(begin) == "use" && begin > 0 && matches!(self.text(begin - 1), "pub" | ")")
        })
    }

    /// Names of the parts declared here that the file itself uses, with the line.
    pub fn children_used(&self) -> Vec<(String, usize)> {
        let own = self.declared_modules();
        let named = (0..self.tokens.len()).filter(|at| own.iter().any(|own| own == self.text(*at)));
        let used = named.filter(|at| self.begins_path(*at) && !self.is_handed_on(*at));
        used.map(|at| (self.text(at).to_owned(), self.tokens[at].line)).collect()
    }

    /// What `pub use part::Name` hands on: the name, and the part it comes from.
    pub fn handed_on(&self) -> BTreeMap<String, String> {
        let own = self.declared_modules();
        let mut found = BTreeMap::new();
        for at in (0..self.tokens.len()).filter(|at| own.iter().any(|own| own == self.text(*at))) {
            if self.begins_path(at) && self.is_handed_on(at) {
                let mut used = Vec::new();
                self.tree(at, Vec::new(), &mut used);
                let names = used.into_iter().filter_map(|used| used.path.last().cloned());
                found.extend(names.map(|name| (name, self.text(at).to_owned())));
            }
        }
        found
    }

    /// The first line that uses this outside library, if any does.
    pub fn uses_library(&self, name: &str) -> Option<usize> {
        let named = (0..self.tokens.len()).filter(|at| self.text(*at) == name);
        let used = named.filter(|at| self.begins_path(*at)).min()?;
        let own = self.declared_modules().iter().any(|own| own == name);
        (!own).then(|| self.tokens[used].line)
    }

    /// Whether the word at `at` is the first of a path, or a whole `use`.
    fn begins_path(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.text(at));
        // `::sqlx` begins a path, `other::sqlx` goes on with one
        let goes_on =
            before(1) == ":" && before(2) == ":" && !matches!(before(3), "use" | "(" | "," | "{" | ";" | "");
        let whole = before(1) == "use" && matches!(self.text(at + 1), ";" | "as");
        !goes_on && !matches!(before(1), "." | "fn" | "mod") && (self.is_double_colon(at + 1) || whole)
    }

    /// Lines where `kind::call` is written.
    pub fn calls(&self, kind: &str, call: &str) -> Vec<usize> {
        let called =
            |at: &usize| self.text(*at) == kind && self.is_double_colon(at + 1) && self.text(at + 3) == call;
        (0..self.tokens.len()).filter(called).map(|at| self.tokens[at].line).collect()
    }

    /// The lines of every `problems!` table.
    pub fn problem_entries(&self) -> Vec<ProblemEntry> {
        let tables = (0..self.tokens.len()).filter(|at| {
            self.text(*at) == "problems" && self.text(at + 1) == "!" && self.text(at + 2) == "{"
        });
        let mut found = Vec::new();
        for table in tables {
            let end = self.closing(table + 2);
            for at in (table + 3..self.tokens.len()).take_while(|at| self.tokens[*at].line < end) {
                let begins = matches!(self.text(at - 1), "{" | ";" | "pub" | ")");
                if begins && matches!(self.text(at), "refuse" | "ask" | "notice") {
                    let wording_of = (self.text(at + 2) == "as").then(|| self.text(at + 3).to_owned());
                    let name = self.text(at + 1).to_owned();
                    found.push(ProblemEntry { name, wording_of, line: self.tokens[at].line });
                }
            }
        }
        found
    }

    /// Every function that has a body.
    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        for at in (0..self.tokens.len()).filter(|at| self.text(*at) == "fn") {
            let name = self.text(at + 1);
            if name == "(" || name.is_empty() {
                continue;
            }
            let Some(open) = (at..self.tokens.len()).find(|at| matches!(self.text(*at), "{" | ";")) else {
                continue;
            };
            if self.text(open) == "{" {
                let (from, to) = (self.tokens[at].line, self.closing(open));
                found.push(Function { name: name.to_owned(), line: from, lines: to - from + 1 });
            }
        }
        found
    }

    /// Line of the brace that closes the one at `open`.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0;
        for token in &self.tokens[open..] {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return token.line;
            }
        }
        self.lines
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    let peek = |at: usize| chars.get(at).copied().unwrap_or('\0');
    while at < chars.len() {
        let c = chars[at];
        let end = match c {
            '/' if peek(at + 1) == '/' => end_of_line(&chars, at),
            '/' if peek(at + 1) == '*' => end_of_comment(&chars, at),
            '"' => end_of_string(&chars, at),
            'r' | 'b' | 'c' if raw_hashes(&chars, at).is_some() => end_of_raw(&chars, at),
            '\'' => end_of_char(&chars, at),
            _ if is_word(c) => {
                let end = (at..chars.len()).find(|at| !is_word(chars[*at])).unwrap_or(chars.len());
                found.push(Token { text: chars[at..end].iter().collect(), line });
                end
            }
            _ => {
                if !c.is_whitespace() {
                    found.push(Token { text: c.to_string(), line });
                }
                at + 1
            }
        };
        line += chars[at..end].iter().filter(|c| **c == '\n').count();
        at = end;
    }
    found
}

fn end_of_line(chars: &[char], at: usize) -> usize {
    (at..chars.len()).find(|at| chars[*at] == '\n').unwrap_or(chars.len())
}

fn end_of_comment(chars: &[char], at: usize) -> usize {
    let (mut at, mut depth) = (at, 0);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn end_of_string(chars: &[char], at: usize) -> usize {
    let mut at = at + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// How many `#` a raw string that begins here has.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let prefix = (at..at + 3).take_while(|at| matches!(chars.get(*at), Some('r' | 'b' | 'c'))).count();
    if !chars[at..at + prefix].contains(&'r') {
        return None;
    }
    let hashes = chars[at + prefix..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + prefix + hashes) == Some(&'"')).then_some(hashes)
}

fn end_of_raw(chars: &[char], at: usize) -> usize {
    let hashes = raw_hashes(chars, at).unwrap_or(0);
    let open = (at..chars.len()).find(|at| chars[*at] == '"').unwrap_or(at);
    let closes = |at: &usize| chars[*at] == '"' && (1..=hashes).all(|n| chars.get(at + n) == Some(&'#'));
    (open + 1..chars.len()).find(closes).map_or(chars.len(), |at| at + 1 + hashes)
}

/// A character is skipped; of a lifetime only the tick is.
fn end_of_char(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        return (at + 3..chars.len()).find(|at| chars[*at] == '\'').map_or(chars.len(), |at| at + 1);
    }
    if chars.get(at + 2) == Some(&'\'') { at + 3 } else { at + 1 }
}
