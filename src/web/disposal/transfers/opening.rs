//! `/transfers/new`: a transfer is opened from ticked volumes, from the basket, or from what is due by a rule.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::reading::TransferForm;
use crate::acts::disposal::transferring::{
    self, TransferDue, TransferOpened, TransferRule, TransferSource, TransferWanted, transfer_rules,
};
use crate::acts::finding::basket::{self, Entries};
use crate::acts::finding::listing;
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::records::scope::Scope;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::filter::Filter;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::outline::outline;
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

/// Volumes of what is due that are shown.
const SHOWN: usize = 50;

/// Where the list comes from and whom it goes to, as it stands in the address and in the form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ToHandOver {
    /// `due`: what is due by the rule; `basket`; else the volumes named.
    from: String,
    /// Ids.
    volumes: String,
    rule: String,
    receiver: String,
    agreement: String,
    title: String,
}

impl ToHandOver {
    fn ids(&self) -> Vec<i64> {
        self.volumes.split([' ', ',']).filter_map(|id| id.parse().ok()).collect()
    }
}

#[derive(Template)]
#[template(path = "disposal/transfers/new.html")]
struct NewTransferPage {
    frame: Frame,
    asked: ToHandOver,
    filter: Filter,
    volumes: usize,
    due: Option<TransferDue>,
    rules: Vec<TransferRule>,
    errors: Errors,
}

impl NewTransferPage {
    fn is_chosen(&self, rule: &TransferRule) -> bool {
        self.asked.rule == rule.id
    }
}

async fn scope(app: &App, by: &By, filter: &Filter) -> Answer<Scope> {
    filter.clone().settled(&outline(app, by).await?)?.scope()
}

async fn new_page(
    app: &App,
    by: &By,
    frame: Frame,
    (mut asked, filter): (ToHandOver, Filter),
    errors: Errors,
) -> Answer<Response> {
    if transfer_rules().rule(&asked.rule).is_none() {
        asked.rule = transfer_rules().rules.first().map(|rule| rule.id.clone()).unwrap_or_default();
    }
    let (volumes, due) = match asked.from.as_str() {
        "due" => {
            let scope = scope(app, by, &filter).await?;
            let due = transferring::due(&app.archive, by, &asked.rule, &scope).await?;
            (due.volumes.len(), Some(due))
        }
        "basket" => (basket::look(&app.archive, by).await?.volumes.len(), None),
        _ => (asked.ids().len(), None),
    };
    let rules = transfer_rules().rules.clone();
    let shown = NewTransferPage { frame, asked, filter, volumes, due, rules, errors };
    shown.errors.page(&shown)
}

pub async fn new(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<ToHandOver>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    new_page(&app, &by, frame, (asked, filter), Errors::default()).await
}

/// `POST /transfers/ticked`: the form with the volumes ticked in a list.
pub async fn ticked(Form(form): Form<Pairs>) -> Answer<Response> {
    let marks = form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.as_str());
    let volumes = Entries::of_marks(marks).volumes;
    if volumes.is_empty() {
        return Err(Fault::from(Error::from(listing::nothing_ticked())));
    }
    let ids = volumes.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
    onward(&format!("/transfers/new?{}", serde_urlencoded::to_string([("volumes", ids)]).unwrap_or_default()))
}

#[derive(Template)]
#[template(path = "disposal/transfers/opened.html")]
struct TransferOpenedPage {
    frame: Frame,
    opened: TransferOpened,
}

fn field_of(problem: &Problem) -> String {
    match problem.kind.as_str() {
        "receiver_missing" | "hands_over_to_itself" => "receiver".to_owned(),
        "no_such_transfer_rule" => "rule".to_owned(),
        _ => String::new(),
    }
}

/// `POST /transfers`: opens it, and says what was left out.
pub async fn open(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let read = serde_urlencoded::to_string(&form).unwrap_or_default();
    let asked: ToHandOver = serde_urlencoded::from_str(&read).unwrap_or_default();
    let filter: Filter = serde_urlencoded::from_str(&read).unwrap_or_default();
    let form = TransferForm(form);
    let from = match asked.from.as_str() {
        "due" => TransferSource::Due(scope(&app, &by, &filter).await?),
        "basket" => TransferSource::Basket,
        _ => TransferSource::Volumes(asked.ids()),
    };
    let wanted = TransferWanted {
        title: form.one("title").to_owned(),
        receiver: form.one("receiver").to_owned(),
        rule: form.one("rule").to_owned(),
        agreement: form.one("agreement").to_owned(),
        from,
    };
    match transferring::open(&app.archive, &by, wanted).await {
        Ok(opened) if opened.left_out == 0 => {
            onward(&format!("/transfers/{}?said=transfer_opened", opened.view.short.number))
        }
        Ok(opened) => page(&TransferOpenedPage { frame, opened }),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), field_of)?;
            new_page(&app, &by, frame, (asked, filter), errors).await
        }
    }
}
