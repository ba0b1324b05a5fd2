//! `/disposals/{number}/site`: where the volumes are destroyed, in large type. Each is scanned, supervisors sign in on the spot,
//! the batch's number is typed.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::shown::{left_because, sum_of_lines};
use crate::acts::disposal::disposing::{
    self, Destroying, DestructionMethod, DisposalDecision, DisposalStep, DisposalView, KeptOutShown,
    LineShown, OnSiteShown, StageName, VolumeFate, disposal_rules,
};
use crate::domain::general::masking::FreeText;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::procedures::proving::Proof;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// Codes of volumes that are missing, named at most.
const NAMED: usize = 200;

/// Everything the screen's forms can say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SiteForm {
    /// Code or barcode of a volume.
    called: String,
    /// `keep_back`: it is not found, and stays for this reason.
    act: String,
    reason: String,
    login: String,
    password: String,
    /// 动态验证码, or a recovery code.
    code: String,
    typed: String,
    method: String,
    place: String,
    time: String,
}

/// The line counted last, as it stands in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SiteAsked {
    last: String,
}

#[derive(Template)]
#[template(path = "disposal/disposals/site.html")]
struct SitePage {
    frame: Frame,
    view: DisposalView,
    on_site: OnSiteShown,
    /// Neither counted nor kept back.
    missing: Vec<LineShown>,
    to_lay_aside: Vec<KeptOutShown>,
    last: Option<LineShown>,
    sum: Wording,
    /// Field the hand goes to next.
    focus: &'static str,
    methods: Vec<DestructionMethod>,
    now: String,
    form: SiteForm,
    /// Which form was refused: `scan`, `keep`, `supervise`, `order`.
    refused: &'static str,
    errors: Errors,
}

impl SitePage {
    fn is_open(&self) -> bool {
        self.view.short.stage == StageName::Destroying
    }

    fn is_done(&self) -> bool {
        self.view.short.stage == StageName::Done
    }

    fn total(&self) -> usize {
        self.on_site.ticked + self.on_site.to_tick
    }

    /// Everything is counted and everybody is here.
    fn is_ready(&self) -> bool {
        self.on_site.to_tick == 0
            && self.to_lay_aside.is_empty()
            && self.on_site.supervisors.len() >= self.on_site.supervisors_asked
    }

    /// Lines that were meant to be destroyed and were not.
    fn kept_back(&self) -> impl Iterator<Item = (&LineShown, String)> {
        let left = self.view.lines.iter().filter(|shown| matches!(shown.fate, VolumeFate::KeptBack(_)));
        left.map(|shown| (shown, left_because(shown)))
    }

    fn masked(&self, text: &FreeText) -> String {
        text.to_string()
    }

    fn method(&self, id: &str) -> Wording {
        let method = self.methods.iter().find(|method| method.id == id);
        method.map_or_else(|| Wording::same(id), DestructionMethod::name)
    }
}

fn is_to_go(shown: &LineShown) -> bool {
    matches!(&shown.fate, VolumeFate::Decided(decided) if decided.decision == DisposalDecision::Destroy)
}

/// It waits to be destroyed and has not been counted.
fn is_missing(shown: &&LineShown) -> bool {
    is_to_go(shown) && !shown.is_ticked
}

/// Records that were to stay and are in their volumes still.
fn to_lay_aside(view: &DisposalView) -> Vec<KeptOutShown> {
    let goes = |kept: &&KeptOutShown| {
        view.lines.iter().any(|shown| shown.line.id == kept.kept.line && is_to_go(shown))
    };
    view.kept_out.iter().filter(|kept| kept.code_now.is_none()).filter(goes).cloned().collect()
}

async fn site_page(
    app: &App,
    by: &By,
    frame: Frame,
    (number, asked): (&str, SiteAsked),
    (form, refused, errors): (SiteForm, &'static str, Errors),
) -> Answer<Response> {
    let view = disposing::disposal(&app.archive, by, number).await?;
    let on_site = view.on_site.clone().unwrap_or(OnSiteShown {
        ticked: 0,
        to_tick: 0,
        supervisors: Vec::new(),
        supervisors_asked: disposal_rules().supervisors.least,
        intent: None,
    });
    let to_lay_aside = to_lay_aside(&view);
    let open = on_site.to_tick + to_lay_aside.len();
    let focus = match (refused, open, on_site.supervisors.len() < on_site.supervisors_asked) {
        ("supervise", ..) => "login",
        ("order", ..) => "typed",
        (_, 0, true) => "login",
        (_, 0, false) => "typed",
        _ => "called",
    };
    let last = view.lines.iter().find(|shown| shown.is_ticked && shown.line.id.to_string() == asked.last);
    let shown = SitePage {
        missing: view.lines.iter().filter(is_missing).take(NAMED).cloned().collect(),
        to_lay_aside,
        last: last.cloned(),
        sum: sum_of_lines(&view.short.arithmetic),
        focus,
        methods: disposal_rules().methods.clone(),
        now: by.now.format("%Y-%m-%d %H:%M").to_string(),
        form: SiteForm { password: String::new(), ..form },
        refused,
        errors,
        on_site,
        frame,
        view,
    };
    shown.errors.page(&shown)
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Query(asked): Query<SiteAsked>,
) -> Answer<Response> {
    let untyped = (SiteForm::default(), "", Errors::default());
    site_page(&app, &by, frame, (&number, asked), untyped).await
}

/// A volume was scanned, or is not found and stays.
pub async fn tick(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(form): Form<SiteForm>,
) -> Answer<Response> {
    let refused = if form.act == "keep_back" { "keep" } else { "scan" };
    match counted(&app, &by, &number, &form).await {
        Ok(line) => onward(&format!("/disposals/{number}/site?last={line}")),
        Err(fault) => {
            let errors = Errors::sort(fault, |_| String::new())?;
            site_page(&app, &by, frame, (&number, SiteAsked::default()), (form, refused, errors)).await
        }
    }
}

async fn counted(app: &App, by: &By, number: &str, form: &SiteForm) -> Answer<i64> {
    let view = disposing::disposal(&app.archive, by, number).await?;
    let called = form.called.trim();
    let own = |kept: &&KeptOutShown| kept.barcode == called || kept.kept.code == called;
    if let Some(kept) = view.kept_out.iter().find(own).filter(|_| form.act.is_empty()) {
        let (item, line) = (kept.kept.item, kept.kept.line);
        disposing::take_step(&app.archive, by, number, DisposalStep::LayAside { item }).await?;
        return Ok(line);
    }
    let line = disposing::line_called(&view, &form.called)?;
    let step = match form.act.as_str() {
        "keep_back" => DisposalStep::KeepBack { line, reason: form.reason.clone() },
        _ => DisposalStep::Tick { line },
    };
    disposing::take_step(&app.archive, by, number, step).await?;
    Ok(line)
}

/// A supervisor proves who he is, whoever is signed in at the screen.
pub async fn sign_in(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(form): Form<SiteForm>,
) -> Answer<Response> {
    let proof = Proof { password: &form.password, code: Some(&form.code) };
    match disposing::supervise(&app.archive, &by, &number, &form.login, proof).await {
        Ok(_) => onward(&format!("/disposals/{number}/site")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| "login".to_owned())?;
            site_page(&app, &by, frame, (&number, SiteAsked::default()), (form, "supervise", errors)).await
        }
    }
}

/// The order, and the destruction.
pub async fn destroy(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(form): Form<SiteForm>,
) -> Answer<Response> {
    let order = Destroying {
        typed: form.typed.clone(),
        method: form.method.clone(),
        place: form.place.clone(),
        time: form.time.clone(),
    };
    match disposing::destroy(&app.archive, &by, &number, order).await {
        Ok(_) => onward(&format!("/disposals/{number}/site")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |problem| match problem.kind.as_str() {
                "number_mistyped" => "typed".into(),
                "no_such_method" => "method".into(),
                "place_missing" => "place".into(),
                _ => String::new(),
            })?;
            site_page(&app, &by, frame, (&number, SiteAsked::default()), (form, "order", errors)).await
        }
    }
}
