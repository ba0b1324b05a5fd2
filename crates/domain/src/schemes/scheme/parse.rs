//! A scheme file's text → [`Scheme`] or [`AccountingTable`]; a folder of them → [`Schemes`].
//!
//! The only user of `toml`. Everything wrong with a file is told at once, each with its line, in words
//! that need no knowledge of programs.

mod accounting;
mod fields;
mod scheme;

use toml::de::DeTable;

use super::{AccountingTable, Scheme, Schemes};
use crate::general::digest::Digest;
use crate::general::problem::Problem;
use crate::problems;
use fields::{SchemeTable, SchemeText};

/// What one file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeFile {
    /// `kind = "scheme"`
    Scheme(Box<Scheme>),
    /// `kind = "accounting"`
    Accounting(Box<AccountingTable>),
}

#[derive(Clone, Copy)]
enum Kind {
    Scheme,
    Accounting,
}

/// Reads one file. The problems' `row` is the line of the file, `column` the field.
pub fn parse(text: &str) -> Result<SchemeFile, Vec<Problem>> {
    let source = SchemeText::new(text);
    let (document, errors) = DeTable::parse_recoverable(source.text);
    for error in &errors {
        source.syntax(error.span().map_or(0, |span| span.start), error.message());
    }
    if errors.is_empty() {
        let digest = Digest::compute(text.as_bytes());
        let root = SchemeTable::root(&source, document.get_ref());
        let file = match root.word("kind", &[("scheme", Kind::Scheme), ("accounting", Kind::Accounting)]) {
            Some(Kind::Scheme) => Some(SchemeFile::Scheme(Box::new(scheme::read(&root, digest)))),
            Some(Kind::Accounting) => Some(SchemeFile::Accounting(Box::new(accounting::read(&root, digest)))),
            None => None,
        };
        if file.is_some() {
            root.done();
        }
        let problems = source.problems();
        match file {
            Some(file) if problems.is_empty() => return Ok(file),
            _ => return Err(problems),
        }
    }
    Err(source.problems())
}

impl Schemes {
    /// Reads many files, each given as (name, text). Files that cannot be read are left out and named
    /// with their problems; of two with the same id the first is kept.
    pub fn load<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Schemes, Vec<(String, Problem)>) {
        let mut schemes = Schemes::default();
        let mut problems = Vec::new();
        for (name, text) in texts {
            match parse(text) {
                Ok(file) => {
                    let taken = schemes.add(file);
                    problems.extend(taken.err().map(|problem| (name.to_string(), *problem)));
                }
                Err(found) => problems.extend(found.into_iter().map(|problem| (name.to_string(), problem))),
            }
        }
        (schemes, problems)
    }

    /// Takes one more file among the known ones; refuses an id that is taken.
    pub fn add(&mut self, file: SchemeFile) -> Result<(), Box<Problem>> {
        let id = match &file {
            SchemeFile::Scheme(scheme) => &scheme.id,
            SchemeFile::Accounting(table) => &table.id,
        };
        if self.scheme(id).is_some() || self.accounting_table(id).is_some() {
            return Err(Box::new(id_taken(&id).in_column("id")));
        }
        match file {
            SchemeFile::Scheme(scheme) => self.schemes.push(*scheme),
            SchemeFile::Accounting(table) => {
                self.accounting.push(*table);
                self.accounting.sort_by_key(|table| table.in_force);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

problems! {
    refuse id_taken(id):
        "编号 {id} 已被另一个方案文件使用" / "the id {id} is already used by another scheme file"
        => "已发布的版本不再修改：新版本请另取编号（id）和版次（edition）"
            / "a published edition is never changed: give the new one an id and edition of its own";
}
