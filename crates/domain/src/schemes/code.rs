//! 档号: what a code says, read and written against a scheme.
//!
//! A code means something only against a named scheme: the same letter is 30 years in one city and
//! 10 in the next. Reading one therefore yields a set of readings with problems, never a guess
//! ([`parse`]); every difference between what was written and how the scheme writes it is a
//! [`Change`](crate::general::problem::Change).

mod fold;
mod nearest;
mod parse;
mod part;
mod slot;
mod step;
#[cfg(test)]
pub(crate) mod tests;

pub use parse::{Parsed, parse};

pub(crate) use fold::fold_text;
pub(crate) use nearest::{Pair, pairs, pairs_of_run, runs};
pub(crate) use part::year_problem;

use serde::Serialize;
use utoipa::ToSchema;

use super::scheme::{CodePart, PageMeaning, Scheme};
use crate::values::period::RetentionPeriod;

/// 档号. Exists only if it is well formed: year of four digits, volume at least 1, a class and step
/// of the scheme, a period the scheme can print.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
pub struct ArchivalCode {
    pub scheme_id: String,
    /// 全宗号, only where the scheme's codes carry it.
    pub fonds: Option<String>,
    pub year: i32,
    pub class_id: String,
    /// As printed; several classes may share it (`SY`).
    pub class_code: String,
    pub step_id: String,
    /// The name the code shows: the step's, a short one, or that of one paper of an accounting block.
    #[serde(rename = "step")]
    pub step_text: String,
    /// The rule the text decides, as index into `Step::rules`; `None`: a block of several papers.
    pub rule: Option<usize>,
    pub volume: u32,
    /// What it means says [`Pattern`](super::scheme::Pattern); 0 where codes carry no page.
    pub page: u32,
    pub period: RetentionPeriod,
}

/// Everything a code says but the page, to print and sort codes of volumes and items without
/// reading them back.
#[derive(Clone, Copy, Debug)]
pub struct CodeParts<'a> {
    /// Printed only where the scheme's codes carry it.
    pub fonds: &'a str,
    pub year: i32,
    pub class_id: &'a str,
    pub step_id: &'a str,
    /// The name to print; `None`: the step's own.
    pub step_text: Option<&'a str>,
    pub period: RetentionPeriod,
    pub volume: u32,
}

impl ArchivalCode {
    /// The code as the scheme writes it.
    pub fn print(&self, scheme: &Scheme) -> String {
        self.parts().print(scheme, self.page)
    }

    /// Text that sorts, compared byte by byte, as the volumes stand on the shelf.
    pub fn sort_key(&self, scheme: &Scheme) -> String {
        self.parts().sort_key(scheme, self.page)
    }

    pub fn parts(&self) -> CodeParts<'_> {
        CodeParts {
            fonds: self.fonds.as_deref().unwrap_or_default(),
            year: self.year,
            class_id: &self.class_id,
            step_id: &self.step_id,
            step_text: Some(&self.step_text),
            period: self.period,
            volume: self.volume,
        }
    }
}

impl CodeParts<'_> {
    /// The parts in the scheme's order, padded and joined as it says; `page` as its pattern means it.
    pub fn print(&self, scheme: &Scheme, page: u32) -> String {
        self.print_marked(scheme, page, "")
    }

    /// The same with `mark` before the page.
    fn print_marked(&self, scheme: &Scheme, page: u32, mark: &str) -> String {
        let pattern = &scheme.pattern;
        let text = |part: &CodePart| match part {
            CodePart::Fonds => self.fonds.to_owned(),
            CodePart::Year => format!("{:04}", self.year),
            CodePart::Class => {
                scheme.class(self.class_id).map_or(self.class_id, |class| &class.code).to_owned()
            }
            CodePart::Step => self.step_text.unwrap_or_else(|| self.step_name(scheme)).to_owned(),
            CodePart::Volume => format!("{:0width$}", self.volume, width = pattern.pad_volume),
            CodePart::Page => format!("{mark}{page:0width$}", width = pattern.pad_page),
            CodePart::Period => scheme.period_code(self.period),
        };
        pattern.parts.iter().map(text).collect::<Vec<_>>().join(&pattern.separator)
    }

    /// Year, class and step in the scheme's order, the longest period first (volumes are numbered
    /// within one period), volume and page as numbers. Fixed widths, so plain text comparison will do.
    pub fn sort_key(&self, scheme: &Scheme, page: u32) -> String {
        let class = scheme.class_order(self.class_id).min(999);
        let step = scheme.step_order(self.class_id, self.step_id).min(9999);
        let period = match self.period {
            RetentionPeriod::Permanent => 0,
            RetentionPeriod::Years(years) => u32::from(u16::MAX) + 1 - u32::from(years),
        };
        format!("{:04}.{class:03}.{step:04}.{period:05}.{:010}.{page:010}", self.year, self.volume)
    }

    fn step_name<'a>(&'a self, scheme: &'a Scheme) -> &'a str {
        scheme.step(self.class_id, self.step_id).map_or(self.step_id, |step| &step.name)
    }
}

/// Code of an item that begins at page `first` of its volume and has `pages` pages.
pub fn print_item(scheme: &Scheme, parts: &CodeParts, first: u32, pages: u32) -> String {
    parts.print(scheme, page_part(scheme.pattern.item_page, first, pages))
}

/// Code of a volume of `pages` pages.
pub fn print_volume(scheme: &Scheme, parts: &CodeParts, pages: u32) -> String {
    let pattern = &scheme.pattern;
    parts.print_marked(scheme, page_part(pattern.volume_page, 1, pages), &pattern.volume_mark)
}

/// What the page part says of a run of pages.
fn page_part(meaning: PageMeaning, first: u32, pages: u32) -> u32 {
    match meaning {
        PageMeaning::First => first,
        PageMeaning::Last => first.saturating_add(pages).saturating_sub(1),
        PageMeaning::Count => pages,
    }
}
