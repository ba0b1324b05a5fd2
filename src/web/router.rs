//! Every address of a page, on one screen.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::arranging::{amending, amending_many, by_hand, closing_many, editor, items, volume, volumes};
use super::base::app::{App, Parts, ServeOptions};
use super::base::drawn_pages::DrawnPages;
use super::base::noticed::NoticeCount;
use super::base::readings::Readings;
use super::base::traffic::Traffic;
use super::base::{assets, fault, pending_questions};
use super::catalogs::{
    catalog, figures, forms, from_basket, labels, printing, proof, reports, reprints, sample, transfer,
};
use super::disposal::disposals::{batch, board, opening, papers as batch_papers, sheets, site};
use super::disposal::{cycle, holds, rescheduling, retention, transfers, what_if};
use super::finding::{basket, item_card, items_list, palette, saved_searches, search, steps};
use super::policy::Listed;
use super::receiving::{batches, handovers, import, packages};
use super::setup::{accounts, adopting, own_account, roles, schemes, sign_in};
use super::upkeep::{events, gauges, jobs, notices, resuming};
use super::using::{consultations, counter, people};
use super::{api, help, home, lists, shield};
use crate::acts::receiving::inbox::LARGEST;
use crate::archive::Archive;

/// Every page and every operation of the API, ready to serve.
pub fn router(archive: Arc<Archive>, options: ServeOptions) -> Router {
    pages_over(archive, options, Some(Parts::new(pages_over)))
}

fn pages_over(archive: Arc<Archive>, options: ServeOptions, parts: Option<Parts>) -> Router {
    let (api, mut document) = api::router().split_for_parts();
    api::answers::complete(&mut document);
    let app = Arc::new(App {
        archive,
        options,
        readings: Readings::default(),
        drawn: DrawnPages::default(),
        notices: NoticeCount::default(),
        document,
        traffic: Traffic::default(),
        questions: pending_questions::Questions::default(),
        parts,
    });
    let upload = DefaultBodyLimit::max(LARGEST as usize + (1 << 20));
    let sheet = DefaultBodyLimit::max(forms::LARGEST_SHEET);
    let pages = disposal(papers(records(people(Listed::new()))))
        .route("/handovers", get(handovers::board::list).post(handovers::making::hand_in))
        .route("/handovers/new", get(handovers::making::new))
        .route("/handovers/sheet", post(handovers::making::sheet).layer(sheet))
        .route("/handovers/{id}", get(handovers::slip::show))
        .route("/handovers/{id}/decisions", post(handovers::slip::decide))
        .route("/handovers/{id}/papers", post(handovers::slip::paper))
        .route("/import", get(import::begin).post(import::upload).layer(upload))
        .route("/import/example", get(home::example))
        .route("/import/template", get(import::template))
        .route("/import/packages/{digest}", get(packages::show).post(packages::take))
        .route("/import/packages/{digest}/receipt", post(packages::receipt))
        .route("/import/{digest}", get(import::dry_run).post(import::take))
        .route("/import/{digest}/annotated", post(import::annotated))
        .route("/import/{digest}/id-numbers", post(import::show_whole))
        .route("/import/{digest}/reading/cancellation", post(import::stop_reading))
        .route("/batches", get(batches::list))
        .route("/import/{digest}/repairs", post(import::mend))
        .route("/import/{digest}/cells", post(import::mend_cells))
        .route("/steps", get(steps::find))
        .route("/batches/{id}", get(batches::show))
        .route("/batches/{id}/taking-back", get(batches::consider).post(batches::take_back))
        .route("/catalogs", get(catalog::choose).post(catalog::export))
        .route("/catalogs/preview", get(catalog::preview))
        .route("/catalogs/figures", get(figures::show))
        .route("/reports", get(reports::show))
        .route("/retention/what-if", get(what_if::show).post(what_if::look))
        .route("/cycle", get(cycle::show).post(cycle::open))
        .route("/reports/records", get(reports::records))
        .route("/catalogs/sample", get(sample::show).post(sample::export))
        .route("/catalogs/print", get(printing::pages).post(printing::print))
        .route("/catalogs/print/{page}", get(printing::picture))
        .route("/transfer", get(transfer::choose).post(transfer::make))
        .route("/transfer/picture/{page}", get(transfer::picture))
        .route("/schemes", get(schemes::list))
        .route("/schemes/adoption", post(adopting::adopt))
        .route("/schemes/ending", post(adopting::end))
        .route("/schemes/{id}", get(schemes::show))
        .route("/jobs", get(jobs::list))
        .route("/jobs/cancellation", post(jobs::cancel_ticked))
        .route("/jobs/{id}", get(jobs::show))
        .route("/jobs/{id}/cancellation", post(jobs::cancel))
        .route("/jobs/{id}/resumption", post(resuming::resume))
        .route("/jobs/{id}/file", get(jobs::file))
        .route("/notices", get(notices::show))
        .route("/events", get(events::show))
        .route("/healthz", get(gauges::healthy))
        .route("/readyz", get(gauges::ready))
        .route("/metrics", get(gauges::metrics))
        .route("/palette", get(palette::ways))
        .route("/help", get(help::show))
        .route("/help/keys", get(help::keys))
        .route("/help/{topic}", get(help::topic))
        .route("/help/pictures/{name}", get(help::picture))
        .route("/api/docs", get(api::docs::show))
        .route("/api/v1/openapi.json", get(api::docs::document))
        .route("/assets/{*path}", get(assets::show))
        .route("/favicon.ico", get(assets::icon))
        .operations(api, &app.document);
    shield::around(pages.0.fallback(fault::no_such_page), app.clone()).with_state(app)
}

/// Signing in, accounts and posts.
fn people(pages: Listed) -> Listed {
    pages
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/demo/post", post(sign_in::take_post))
        .route("/account", get(own_account::show))
        .route("/account/password", post(own_account::change_password))
        .route("/account/sessions/ending", post(own_account::end_sessions))
        .route("/account/second-factor", get(own_account::offer_second_factor).post(own_account::take_on))
        .route("/account/second-factor/ending", post(own_account::give_up))
        .route("/account/tokens", post(own_account::make_token))
        .route("/account/tokens/{id}/ending", post(own_account::end_token))
        .route("/accounts", get(accounts::list).post(accounts::enrol))
        .route("/accounts/{login}", get(accounts::show).post(accounts::change))
        .route("/accounts/{login}/state", post(accounts::set_state))
        .route("/accounts/{login}/secret", post(accounts::give_secret))
        .route("/accounts/{login}/second-factor/ending", post(accounts::take_off))
        .route("/accounts/{login}/sessions/ending", post(accounts::end_sessions))
        .route("/accounts/{login}/posts", post(accounts::propose))
        .route("/appointments/{id}/approval", post(accounts::approve))
        .route("/appointments/{id}/withdrawal", post(accounts::withdraw))
        .route("/roles", get(roles::show))
}

/// What falls due, what is held, and what is disposed of.
fn disposal(pages: Listed) -> Listed {
    let sheet = DefaultBodyLimit::max(forms::LARGEST_SHEET);
    pages
        .route("/retention", get(retention::show))
        .route("/retention/export", post(retention::export))
        .route("/retention/changes", get(rescheduling::list).post(what_if::propose))
        .route("/retention/changes/{number}", get(rescheduling::show))
        .route("/retention/changes/{number}/application", post(rescheduling::apply))
        .route("/retention/changes/{number}/withdrawal", post(rescheduling::withdraw))
        .route("/retention/changes/{number}/list", post(rescheduling::paper))
        .route("/holds", get(holds::list).post(holds::place))
        .route("/holds/new", get(holds::new))
        .route("/holds/ticked", post(holds::ticked))
        .route("/holds/{id}", get(holds::show))
        .route("/holds/{id}/lift-request", post(holds::ask_lift))
        .route("/holds/{id}/lifting", post(holds::lift))
        .route("/holds/{id}/keeping", post(holds::keep))
        .route("/disposals", get(board::list).post(opening::open))
        .route("/disposals/new", get(opening::new))
        .route("/disposals/ticked", post(opening::ticked))
        .route("/disposals/{number}", get(batch::show))
        .route("/disposals/{number}/steps", post(batch::step))
        .route("/disposals/{number}/votes", post(sheets::read).layer(sheet))
        .route("/disposals/{number}/votes/sheet", post(sheets::write))
        .route("/disposals/{number}/papers", post(batch_papers::paper))
        .route("/disposals/{number}/records", post(batch_papers::file))
        .route("/disposals/{number}/site", get(site::show))
        .route("/disposals/{number}/site/ticks", post(site::tick))
        .route("/disposals/{number}/site/supervisors", post(site::sign_in))
        .route("/disposals/{number}/site/destruction", post(site::destroy))
        .route("/transfers", get(transfers::board::list).post(transfers::opening::open))
        .route("/transfers/new", get(transfers::opening::new))
        .route("/transfers/ticked", post(transfers::opening::ticked))
        .route("/transfers/{number}", get(transfers::batch::show))
        .route("/transfers/{number}/steps", post(transfers::batch::step))
        .route("/transfers/{number}/papers", post(transfers::batch::paper))
        .route("/transfers/{number}/package", post(transfers::sealing::seal))
        .route("/transfers/{number}/receipt", post(transfers::batch::receipt).layer(sheet))
        .route("/transfers/{number}/packing", get(transfers::packing::show).post(transfers::packing::pack))
}

/// Forms, and what is printed on them.
fn papers(pages: Listed) -> Listed {
    let sheet = DefaultBodyLimit::max(forms::LARGEST_SHEET);
    let upload = DefaultBodyLimit::max(LARGEST as usize + (1 << 20));
    pages
        .route("/catalogs/proof", get(proof::show).post(proof::prove).layer(upload))
        .route("/catalogs/proof/{digest}/sheet", get(reprints::sheet))
        .route("/catalogs/reprints", post(reprints::reprint))
        .route("/catalogs/difference", get(reprints::difference))
        .route("/forms", get(forms::list))
        .route("/forms/printers", post(forms::measure))
        .route("/forms/{id}", get(forms::show))
        .route("/forms/{id}/picture", get(forms::picture))
        .route("/forms/{id}/blank", get(forms::blank))
        .route("/forms/{id}/merged", post(forms::merge).layer(sheet))
        .route("/labels", get(labels::choose).post(labels::make))
        .route("/labels/picture/{page}", get(labels::picture))
}

/// Finding records, using them, working on them.
fn records(pages: Listed) -> Listed {
    pages
        .route("/", get(home::show))
        .route("/search", get(search::show).post(search::ask))
        .route("/search/export", post(search::export))
        .route("/searches", post(saved_searches::save))
        .route("/searches/{id}/name", post(saved_searches::rename))
        .route("/searches/{id}/removal", post(saved_searches::remove))
        .route("/counter", get(counter::show).post(counter::ask))
        .route("/counter/looks", post(counter::look))
        .route("/consultations", get(consultations::list))
        .route("/consultations/{id}", get(consultations::show))
        .route("/consultations/{id}/copy", post(consultations::copy))
        .route("/consultations/{id}/paper", get(consultations::paper))
        .route("/people/{item}/{row}", get(people::show))
        .route("/people/{item}/{row}/accesses", get(people::accesses))
        .route("/people/{item}/{row}/accesses/file", post(people::accesses_file))
        .route("/volumes", get(volumes::show))
        .route("/volumes/ticked", post(closing_many::ticked_act))
        .route("/volumes/closing", post(closing_many::close))
        .route("/volumes/check", get(volumes::check))
        .route("/volumes/new", get(by_hand::new).post(by_hand::start))
        .route("/volumes/{id}", get(volume::show))
        .route("/volumes/{id}/splitting", post(by_hand::split))
        .route("/volumes/{id}/joining", post(by_hand::join))
        .route("/volumes/{id}/grid", get(editor::table).post(editor::enter))
        .route("/volumes/{id}/rows", post(editor::add_rows))
        .route("/volumes/{id}/title", post(volume::retitle))
        .route("/volumes/{id}/closing", post(volume::close))
        .route("/volumes/{id}/removal", post(volume::remove))
        .route("/volumes/{id}/order", post(volume::reorder))
        .route("/volumes/{id}/items", post(volume::put_in))
        .route("/items", get(items_list::show))
        .route("/items/amending", get(amending_many::begin).post(amending_many::amend))
        .route("/items/amending/{seq}", get(amending_many::done))
        .route("/items/amending/{seq}/undoing", post(amending_many::undo))
        .route("/items/taken-out", get(items::taken_out))
        .route("/items/{id}", get(items::show))
        .route("/items/{id}/card", get(item_card::show))
        .route("/items/{id}/id-numbers", post(items::show_whole))
        .route("/items/{id}/correction", get(amending::correction).post(amending::correct))
        .route("/items/{id}/removal", post(items::take_out))
        .route("/items/{id}/facts", post(amending::record_fact))
        .route("/items/{id}/facts/{fact}/withdrawal", post(amending::withdraw_fact))
        .route("/items/{id}/refiling", post(amending::refile))
        .route("/items/{id}/persons/{row}/id-number", post(people::show_id_number))
        .route("/basket", get(basket::show).post(basket::change))
        .route("/basket/catalog", post(from_basket::catalog))
        .route("/lists/{list}/columns", post(lists::choose))
        .route("/lists/{list}/export", post(lists::export))
        .route("/lists/{list}/basket", post(lists::set_aside))
}
