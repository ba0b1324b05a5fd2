//! `/handovers/{id}`: a hand-over with its papers. Each is accepted or returned: scanned, ticked, or all that are left.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::board::state_badge;
use crate::acts::catalogs::cataloging::{Encoding, Format};
use crate::acts::receiving::handing_in::{
    self, HandoverBatch, HandoverPaper, HandoverState, HandoverView, PaperFate, PapersChosen,
};
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::listing::{Pager, Turning};
use crate::web::base::page::onward;
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};
use crate::{problems, say};

/// Which papers: `waiting`, `accepted`, `returned`; empty: all. The one decided last. Kinds of what is worth knowing of the
/// sheet that was handed in just now, with dots between them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SlipAsked {
    only: String,
    last: String,
    noted: String,
}

/// Papers of a page.
struct PapersShown {
    pager: Pager,
    rows: Vec<HandoverPaper>,
}

#[derive(Template)]
#[template(path = "receiving/handovers/slip.html")]
struct SlipPage {
    frame: Frame,
    view: HandoverView,
    badge: Badge,
    list: PapersShown,
    only: String,
    last: Option<HandoverPaper>,
    noted: Vec<Wording>,
    typed: Pairs,
    errors: Errors,
}

impl SlipPage {
    fn at(&self, at: &str) -> String {
        moment(at)
    }

    fn fate(&self, paper: &HandoverPaper) -> Badge {
        let (icon, tone) = match paper.fate {
            PaperFate::Waiting => ("○", "warn"),
            PaperFate::Accepted => ("✓", "ok"),
            PaperFate::Returned => ("↩", "plain"),
        };
        Badge { icon, word: paper.fate.word(), tone }
    }

    fn standing(&self, batch: &HandoverBatch) -> Badge {
        words::batch(batch.standing)
    }

    fn may_decide(&self) -> bool {
        self.view.may_decide && self.view.short.sum.waiting > 0
    }

    /// Who would accept, but handed these papers in.
    fn is_own(&self) -> bool {
        !self.view.may_decide && self.view.short.sum.waiting > 0 && self.frame.may("file")
    }

    fn is_accepted(&self) -> bool {
        self.view.short.state == HandoverState::Accepted
    }

    fn is_ticked(&self, paper: &HandoverPaper) -> bool {
        self.typed.iter().any(|(key, value)| key == "add" && *value == paper.id.to_string())
    }

    /// The scanner's form was refused: the hand stays in its field, and what is wrong stands above it.
    fn is_scanned(&self) -> bool {
        !self.errors.is_empty() && one(&self.typed, "how") == "scan"
    }

    /// What stands in the scanner's field: the paper that is still to get its reason; else it waits for the next.
    fn called(&self) -> &str {
        if self.errors.at("scan-reason").is_some() { one(&self.typed, "called") } else { "" }
    }

    /// A field of the form that was sent; of the other one it is empty.
    fn typed(&self, how: &str, name: &str) -> &str {
        if one(&self.typed, "how") == how { one(&self.typed, name) } else { "" }
    }

    /// Where the sheet is taken in.
    fn import(&self) -> String {
        let of = [("handover", &self.view.short.number), ("fonds", &self.view.short.fonds)];
        format!("/import?{}", serde_urlencoded::to_string(of).unwrap_or_default())
    }
}

fn one<'f>(form: &'f Pairs, name: &str) -> &'f str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// What the kinds of [`SlipAsked::noted`] say; those of which a page has nothing to say are left out.
fn noted(kinds: &str) -> Vec<Wording> {
    let word = |kind: &str| match kind {
        "hidden_rows" => Some(say!(
            "表里有隐藏的行，照样移交了。核对是不是都要移交，不该交的退回。",
            "Hidden rows of the sheet were handed in as well; see that they all belong to it."
        )),
        "hidden_columns" => {
            Some(say!("表里有隐藏的列，照样读了。", "Hidden columns of the sheet were read as well."))
        }
        "hidden_sheets" => Some(say!(
            "另有隐藏的工作表，没有读。要移交的，另开一张交接单。",
            "Other sheets of the file are hidden and were not read; hand them in by another hand-over."
        )),
        "hidden_sheet_read" => Some(say!(
            "读的是隐藏的工作表，核对是不是这一张。",
            "The sheet that was read is hidden; see that it is the one."
        )),
        "field_twice" | "heading_twice" => Some(say!(
            "表里有两列像同一项，取了左边的一列。核对下面的材料。",
            "Two columns look like the same; the left one was taken. Check the papers below."
        )),
        "rows_passed_over" => Some(say!(
            "表里有几行不是材料（合计、签名等），没有移交。核对份数。",
            "Some rows are no papers (totals, signatures) and were not handed in. Check the number of papers."
        )),
        _ => None,
    };
    kinds.split('.').filter_map(word).collect()
}

async fn slip_page(
    app: &App,
    by: &By,
    frame: Frame,
    (id, asked, turning): (i64, SlipAsked, Turning),
    (typed, errors): (Pairs, Errors),
) -> Answer<Response> {
    let view = handing_in::handover(&app.archive, by, id).await?;
    let fitting = view.papers.iter().filter(|paper| asked.only.is_empty() || asked.only == paper.fate.key());
    let total = fitting.clone().count() as i64;
    let rows = fitting.skip(turning.skip() as usize).take(turning.size() as usize).cloned().collect();
    let last = view.papers.iter().find(|paper| paper.seq.to_string() == asked.last && !paper.is_waiting());
    let shown = SlipPage {
        badge: state_badge(view.short.state),
        list: PapersShown { pager: Pager::new(&frame, &turning, total), rows },
        only: asked.only,
        last: last.cloned(),
        noted: noted(&asked.noted),
        typed,
        errors,
        frame,
        view,
    };
    shown.errors.page(&shown)
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(asked): Query<SlipAsked>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    slip_page(&app, &by, frame, (id, asked, turning), (Pairs::new(), Errors::default())).await
}

/// What a form decides: one scanned paper, those ticked, or all that were left.
fn decision(form: &Pairs) -> Answer<(PapersChosen, PaperFate)> {
    let fate = match one(form, "act") {
        "accept" => PaperFate::Accepted,
        "return" => PaperFate::Returned,
        _ => return Err(Fault::from(Error::from(decision_not_given()))),
    };
    let chosen = match one(form, "how") {
        "scan" => PapersChosen::Called(
            Some(one(form, "called").to_owned()).filter(|text| !text.is_empty()).into_iter().collect(),
        ),
        "rest" => PapersChosen::Waiting(one(form, "waiting").parse().unwrap_or(0)),
        _ => {
            let ticked = form.iter().filter(|(key, _)| key == "add");
            PapersChosen::Lines(ticked.filter_map(|(_, id)| id.parse().ok()).collect())
        }
    };
    Ok((chosen, fate))
}

/// `POST /handovers/{id}/decisions`: accepts papers or returns them.
pub async fn decide(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let before = handing_in::handover(&app.archive, &by, id).await?;
    let decided = async {
        let (chosen, fate) = decision(&form)?;
        let reason = one(&form, "reason").to_owned();
        let view = handing_in::decide(&app.archive, &by, id, chosen, (fate, reason)).await?;
        Ok::<_, Fault>((view, fate))
    };
    match decided.await {
        Ok((view, fate)) => {
            let waited = |seq: u32| before.papers.iter().any(|paper| paper.seq == seq && paper.is_waiting());
            let new = view.papers.iter().find(|paper| !paper.is_waiting() && waited(paper.seq));
            let last = new.map_or(0, |paper| paper.seq);
            let said = match (one(&form, "how"), fate) {
                ("scan", _) => format!("last={last}"),
                (_, PaperFate::Returned) => "said=papers_returned".to_owned(),
                _ => "said=papers_accepted".to_owned(),
            };
            onward(&format!("/handovers/{id}?{said}"))
        }
        Err(fault) => {
            let how = one(&form, "how").to_owned();
            let errors = Errors::sort(fault, |problem| match problem.kind.as_str() {
                "paper_back_unexplained" if how == "scan" => "scan-reason".to_owned(),
                "paper_back_unexplained" => "reason".to_owned(),
                _ if how == "scan" => "called".to_owned(),
                _ => String::new(),
            })?;
            let asked = (id, SlipAsked::default(), Turning::default());
            slip_page(&app, &by, frame, asked, (form, errors)).await
        }
    }
}

/// In which format.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SlipFormat {
    format: String,
}

/// `POST /handovers/{id}/papers`: the 交接单 as a file, registered with its digest.
pub async fn paper(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(asked): Form<SlipFormat>,
) -> Answer<Response> {
    let made = MadeFile::new()?;
    let shape = match asked.format.as_str() {
        "pdf" => None,
        "xlsx" => Some((Format::Xlsx, "xlsx")),
        "csv" => Some((Format::Csv(Encoding::Utf8Bom), "csv")),
        "html" => Some((Format::Html, "html")),
        other => return Err(Fault::from(Error::from(slip_format_unknown(&other)))),
    };
    let ending = match shape {
        None => {
            handing_in::print_slip(&app.archive, &by, id, frame.lang, made.path()).await?;
            "pdf"
        }
        Some((format, ending)) => {
            handing_in::write_slip(&app.archive, &by, id, (format, frame.lang), made.path()).await?;
            ending
        }
    };
    let number = handing_in::handover(&app.archive, &by, id).await?.short.number;
    let name: Wording = say!("交接单-{number}.{ending}", "hand-over-{number}.{ending}");
    made.send(frame.w(&name)).await
}

problems! {
    refuse decision_not_given():
        "没有说接收还是退回。" / "It was not said whether to accept or to return."
        => "点「接收」或「退回」。" / "Press Accept or Return.";
    refuse slip_format_unknown as unknown_format(text):
        "交接单没有「{text}」格式。" / "A hand-over is not made as \"{text}\"."
        => "选 pdf、xlsx、csv 或 html。" / "Take pdf, xlsx, csv or html.";
}
