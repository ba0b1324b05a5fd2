//! Catalogs as one printable page, or as a part of one of the screen's, from the templates in `templates/print/`.

use std::io::Write;

use askama::Template;

use super::format_writer::FormatWriter;
use super::new_file::cannot_write;
use super::totals::{Foot, PartTotals};
use super::{captions, cell_fit};
use crate::domain::catalogs::finding_aid::PrintedValue;
use crate::domain::catalogs::form::{Align, FormPlan, Layout, Orientation, PlannedColumn, points};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Lang;

#[derive(Template)]
#[template(path = "print/catalog_head.html")]
struct HeadPart<'a> {
    /// The document begins with it; else it follows another list, on a page of its own.
    is_first: bool,
    is_alone: bool,
    lang: &'a str,
    title: &'a str,
    facts: &'a str,
    is_card: bool,
    landscape: bool,
    margins: [f64; 4],
    row_mm: f64,
    columns: Vec<Heading<'a>>,
    page_of: [&'a str; 3],
}

struct Heading<'a> {
    text: &'a str,
    mm: f64,
}

#[derive(Template)]
#[template(path = "print/catalog_rows.html")]
struct RowPart<'a> {
    group: Option<&'a str>,
    columns: usize,
    cells: Vec<HtmlCell>,
}

struct HtmlCell {
    class: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "print/catalog_card.html")]
struct CardPart<'a> {
    is_alone: bool,
    title: &'a str,
    facts: &'a str,
    lines: Vec<CardLine<'a>>,
}

struct CardLine<'a> {
    heading: Heading<'a>,
    text: String,
}

#[derive(Template)]
#[template(path = "print/catalog_foot.html")]
struct FootPart<'a> {
    /// The document ends with it.
    is_last: bool,
    is_whole: bool,
    is_card: bool,
    label: String,
    label_columns: usize,
    sums: Vec<String>,
    below: &'a [String],
}

/// Where a catalog's html stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// A document by itself, ruled for paper.
    Alone,
    /// In a page that has its own style.
    InPage {
        /// All rows are there: their sums are those of the catalog.
        whole: bool,
    },
}

pub(super) struct HtmlPage<W> {
    out: W,
    setting: Setting,
}

impl<W: Write + Send> HtmlPage<W> {
    pub(super) fn start(plan: &FormPlan, setting: Setting, out: W) -> Result<Self> {
        let mut page = HtmlPage { out, setting };
        page.head(plan, true)?;
        Ok(page)
    }

    fn head(&mut self, plan: &FormPlan, is_first: bool) -> Result<()> {
        self.part(&HeadPart {
            is_first: is_first && self.is_alone(),
            is_alone: self.is_alone(),
            lang: match plan.lang() {
                Lang::Zh => "zh-Hans",
                Lang::En => "en",
            },
            title: captions::title(plan),
            facts: &captions::head_line(plan),
            is_card: plan.form.layout == Layout::Card,
            landscape: plan.form.orientation == Orientation::Landscape,
            margins: plan.form.margins,
            row_mm: (plan.form.row_mm() * 10.0).floor() / 10.0,
            columns: plan
                .columns
                .iter()
                .map(|PlannedColumn { column, .. }| Heading {
                    text: column.heading(plan.lang()),
                    mm: column.mm,
                })
                .collect(),
            page_of: match plan.lang() {
                Lang::Zh => ["第 ", " 页 共 ", " 页"],
                Lang::En => ["page ", " of ", ""],
            },
        })
    }

    fn foot(&mut self, plan: &FormPlan, foot: &Foot, is_last: bool) -> Result<()> {
        let is_whole = self.setting != Setting::InPage { whole: false };
        if let Some(last) = foot.parts.last().filter(|_| is_whole && foot.parts.len() > 1) {
            self.group(plan, &captions::part_total(plan, last))?;
        }
        let label_columns = foot.totals.iter().position(Option::is_some).unwrap_or(0);
        let sum = |sum: &Option<u64>| sum.map_or_else(String::new, |sum| sum.to_string());
        self.part(&FootPart {
            is_last: is_last && self.is_alone(),
            is_whole,
            is_card: plan.form.layout == Layout::Card,
            label: captions::total_label(plan, foot.rows),
            label_columns,
            sums: foot.totals[label_columns..].iter().map(sum).collect(),
            below: &captions::below(plan, foot),
        })
    }

    fn is_alone(&self) -> bool {
        self.setting == Setting::Alone
    }

    fn part(&mut self, part: &impl Template) -> Result<()> {
        let text = part.render().map_err(|error| Error::Broken(error.into()))?;
        self.out.write_all(text.as_bytes()).map_err(|error| cannot_write(&error))
    }
}

impl<W: Write + Send> FormatWriter<W> for HtmlPage<W> {
    fn group(&mut self, plan: &FormPlan, text: &str) -> Result<()> {
        self.part(&RowPart { group: Some(text), columns: plan.columns.len(), cells: Vec::new() })
    }

    fn part(&mut self, plan: &FormPlan, ended: Option<&PartTotals>, begun: &str) -> Result<()> {
        if let Some(ended) = ended {
            self.group(plan, &captions::part_total(plan, ended))?;
        }
        self.group(plan, &format!("{} {begun}", captions::part_heading(plan)))
    }

    fn row(&mut self, plan: &FormPlan, cells: &[PrintedValue<'_>]) -> Result<()> {
        let columns = plan.columns.iter().zip(cells);
        if plan.form.layout == Layout::Card {
            let lines = columns.map(|(PlannedColumn { column, .. }, cell)| CardLine {
                heading: Heading { text: column.heading(plan.lang()), mm: column.mm },
                text: cell.in_words().into_owned(),
            });
            return self.part(&CardPart {
                is_alone: self.is_alone(),
                title: captions::title(plan),
                facts: &captions::head_line(plan),
                lines: lines.collect(),
            });
        }
        let height = points(plan.form.row_mm());
        let cells = columns.map(|(planned, cell)| {
            let text = cell.in_words().into_owned();
            let size = cell_fit::fit(&text, planned.column.mm, height).size;
            let classes = match planned.align() {
                Align::Left => ["", "s1", "s2"],
                Align::Center => ["c", "c s1", "c s2"],
                Align::Right => ["n", "n s1", "n s2"],
            };
            HtmlCell { class: classes[size], text }
        });
        self.part(&RowPart { group: None, columns: plan.columns.len(), cells: cells.collect() })
    }

    fn next(&mut self, ended: &FormPlan, foot: &Foot, begun: &FormPlan) -> Result<()> {
        self.foot(ended, foot, false)?;
        self.head(begun, false)
    }

    fn finish(mut self: Box<Self>, plan: &FormPlan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        self.foot(plan, foot, true)?;
        self.out.flush().map_err(|error| cannot_write(&error))?;
        Ok((self.out, Vec::new()))
    }
}
