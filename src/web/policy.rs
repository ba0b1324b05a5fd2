//! Who may ask for which address. What is not listed is answered to nobody, and the program does not start with an
//! address that is not listed. The act asks leave again, so that page, API and command line cannot differ.

use std::sync::Arc;

use axum::Router;
use axum::extract::MatchedPath;
use axum::http::Method;
use axum::routing::MethodRouter;

use super::base::app::App;
use crate::domain::general::role::Deed;
use crate::domain::general::role::Deed::*;

/// Whom an address is answered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Anybody, signed in or not.
    Anyone,
    /// Whoever is signed in.
    Account,
    /// Whoever may do one of these.
    OneOf(&'static [Deed]),
}

use Need::{Account, Anyone, OneOf};

const READ: Need = OneOf(&[Read]);
const FILE: Need = OneOf(&[File]);
const RECEIVE: Need = OneOf(&[Receive]);
const EXPORT: Need = OneOf(&[Export]);
const SLIP: Need = OneOf(&[Receive, Export]);
const CONSULT: Need = OneOf(&[Consult]);
const VERIFY: Need = OneOf(&[Verify]);
const FOUND: Need = OneOf(&[Found]);
const DECIDE: Need = OneOf(&[Decide]);
const DISPOSE: Need = OneOf(&[Dispose]);
const STEP: Need = OneOf(&[Dispose, Appraise, Approve, Supervise]);
const VOTE: Need = OneOf(&[Appraise]);
const HOLD: Need = OneOf(&[Hold]);
const NOTICES: Need = OneOf(&[Read, Maintain, Audit]);
const JOBS: Need = OneOf(&[Read, Maintain]);
const PEOPLE: Need = OneOf(&[Enrol, Appoint, Audit]);
const ENROL: Need = OneOf(&[Enrol]);
const GIVE: Need = OneOf(&[Enrol, Appoint]);

/// Method, address, whom it is answered to; in the order of a record's life.
pub const POLICY: &[(&str, &str, Need)] = &[
    // the frame
    ("GET", "/", Account),
    ("GET", "/help", Account),
    ("GET", "/help/keys", Account),
    ("GET", "/help/{topic}", Account),
    ("GET", "/help/pictures/{name}", Account),
    ("GET", "/assets/{*path}", Anyone),
    ("GET", "/favicon.ico", Anyone),
    ("GET", "/api/docs", Account),
    ("GET", "/api/v1/openapi.json", Account),
    ("POST", "/lists/{list}/columns", Account),
    ("POST", "/lists/{list}/export", EXPORT),
    ("POST", "/lists/{list}/basket", READ),
    ("GET", "/notices", NOTICES),
    // people
    ("GET", "/sign-in", Anyone),
    ("POST", "/sign-in", Anyone),
    ("POST", "/sign-out", Account),
    ("POST", "/demo/post", Anyone),
    ("GET", "/account", Account),
    ("POST", "/account/password", Account),
    ("POST", "/account/sessions/ending", Account),
    ("GET", "/account/second-factor", Account),
    ("POST", "/account/second-factor", Account),
    ("POST", "/account/second-factor/ending", Account),
    ("POST", "/account/tokens", Account),
    ("POST", "/account/tokens/{id}/ending", Account),
    ("GET", "/accounts", PEOPLE),
    ("POST", "/accounts", ENROL),
    ("GET", "/accounts/{login}", PEOPLE),
    ("POST", "/accounts/{login}", ENROL),
    ("POST", "/accounts/{login}/state", ENROL),
    ("POST", "/accounts/{login}/secret", GIVE),
    ("POST", "/accounts/{login}/second-factor/ending", GIVE),
    ("POST", "/accounts/{login}/sessions/ending", ENROL),
    ("POST", "/accounts/{login}/posts", GIVE),
    ("POST", "/appointments/{id}/approval", OneOf(&[Appoint])),
    ("POST", "/appointments/{id}/withdrawal", GIVE),
    ("GET", "/roles", Account),
    ("GET", "/api/v1/accounts", PEOPLE),
    ("GET", "/api/v1/roles", Account),
    ("GET", "/api/v1/account", Account),
    // setup
    ("GET", "/schemes", READ),
    ("GET", "/schemes/{id}", READ),
    ("POST", "/schemes/adoption", FOUND),
    ("POST", "/schemes/ending", FOUND),
    ("GET", "/api/v1/fonds", READ),
    ("GET", "/api/v1/schemes", READ),
    ("GET", "/api/v1/schemes/{id}", READ),
    ("POST", "/api/v1/schemes/adoption", FOUND),
    ("POST", "/api/v1/schemes/ending", FOUND),
    ("GET", "/api/v1/code", READ),
    // receiving
    ("GET", "/handovers", READ),
    ("POST", "/handovers", RECEIVE),
    ("GET", "/handovers/new", RECEIVE),
    ("POST", "/handovers/sheet", RECEIVE),
    ("GET", "/handovers/{id}", READ),
    ("POST", "/handovers/{id}/decisions", FILE),
    ("POST", "/handovers/{id}/papers", SLIP),
    ("GET", "/import", RECEIVE),
    ("POST", "/import", RECEIVE),
    ("GET", "/import/example", Account),
    ("GET", "/import/template", Account),
    ("GET", "/import/packages/{digest}", RECEIVE),
    ("POST", "/import/packages/{digest}", RECEIVE),
    ("POST", "/import/packages/{digest}/receipt", RECEIVE),
    ("GET", "/import/{digest}", RECEIVE),
    ("POST", "/import/{digest}", RECEIVE),
    ("POST", "/import/{digest}/annotated", RECEIVE),
    ("POST", "/import/{digest}/id-numbers", RECEIVE),
    ("POST", "/import/{digest}/reading/cancellation", RECEIVE),
    ("POST", "/import/{digest}/repairs", RECEIVE),
    ("POST", "/import/{digest}/cells", RECEIVE),
    ("GET", "/batches", READ),
    ("GET", "/batches/{id}", READ),
    ("GET", "/batches/{id}/taking-back", FILE),
    ("POST", "/batches/{id}/taking-back", FILE),
    ("GET", "/steps", READ),
    ("GET", "/api/v1/handovers", READ),
    ("POST", "/api/v1/handovers", RECEIVE),
    ("GET", "/api/v1/handovers/{id}", READ),
    ("POST", "/api/v1/handovers/{id}/decisions", FILE),
    ("POST", "/api/v1/import", RECEIVE),
    ("POST", "/api/v1/import/packages", RECEIVE),
    ("POST", "/api/v1/import/packages/{digest}/receipt", RECEIVE),
    ("GET", "/api/v1/batches/{id}", READ),
    ("POST", "/api/v1/batches/{id}/taking-back", FILE),
    ("POST", "/api/v1/batches/{id}/id-numbers", CONSULT),
    // arranging
    ("GET", "/volumes", READ),
    ("GET", "/volumes/check", READ),
    ("POST", "/volumes/ticked", READ),
    ("POST", "/volumes/closing", FILE),
    ("GET", "/volumes/new", FILE),
    ("POST", "/volumes/new", FILE),
    ("GET", "/volumes/{id}", READ),
    ("POST", "/volumes/{id}/splitting", FILE),
    ("POST", "/volumes/{id}/joining", FILE),
    ("GET", "/volumes/{id}/grid", READ),
    ("POST", "/volumes/{id}/grid", FILE),
    ("POST", "/volumes/{id}/rows", FILE),
    ("POST", "/volumes/{id}/title", FILE),
    ("POST", "/volumes/{id}/closing", FILE),
    ("POST", "/volumes/{id}/removal", FILE),
    ("POST", "/volumes/{id}/order", FILE),
    ("POST", "/volumes/{id}/items", FILE),
    ("GET", "/items", READ),
    ("GET", "/items/taken-out", READ),
    ("GET", "/items/amending", FILE),
    ("POST", "/items/amending", FILE),
    ("GET", "/items/amending/{seq}", READ),
    ("POST", "/items/amending/{seq}/undoing", FILE),
    ("GET", "/items/{id}", READ),
    ("GET", "/items/{id}/card", READ),
    ("POST", "/items/{id}/id-numbers", CONSULT),
    ("GET", "/items/{id}/correction", FILE),
    ("POST", "/items/{id}/correction", FILE),
    ("POST", "/items/{id}/removal", FILE),
    ("POST", "/items/{id}/facts", DECIDE),
    ("POST", "/items/{id}/facts/{fact}/withdrawal", DECIDE),
    ("POST", "/items/{id}/refiling", FILE),
    ("POST", "/items/{id}/persons/{row}/id-number", CONSULT),
    ("GET", "/api/v1/volumes", READ),
    ("POST", "/api/v1/volumes", FILE),
    ("GET", "/api/v1/volumes/check", READ),
    ("GET", "/api/v1/volumes/{id}", READ),
    ("POST", "/api/v1/volumes/{id}/closing", FILE),
    ("PUT", "/api/v1/volumes/{id}/title", FILE),
    ("PUT", "/api/v1/volumes/{id}/order", FILE),
    ("POST", "/api/v1/volumes/{id}/items", FILE),
    ("POST", "/api/v1/volumes/{id}/removal", FILE),
    ("POST", "/api/v1/volumes/{id}/splitting", FILE),
    ("POST", "/api/v1/volumes/{id}/joining", FILE),
    ("GET", "/api/v1/volumes/{id}/grid", READ),
    ("POST", "/api/v1/volumes/{id}/grid", FILE),
    ("GET", "/api/v1/items", READ),
    ("GET", "/api/v1/items/taken-out", READ),
    ("POST", "/api/v1/items/amendments", FILE),
    ("POST", "/api/v1/items/amendments/preview", FILE),
    ("GET", "/api/v1/items/amendments/{seq}", READ),
    ("POST", "/api/v1/items/amendments/{seq}/undoing", FILE),
    ("GET", "/api/v1/items/{id}", READ),
    ("POST", "/api/v1/items/{id}/corrections", FILE),
    ("POST", "/api/v1/items/{id}/facts", DECIDE),
    ("POST", "/api/v1/items/{id}/facts/{fact}/withdrawal", DECIDE),
    ("POST", "/api/v1/items/{id}/persons/{row}/id-number", CONSULT),
    ("POST", "/api/v1/items/{id}/refiling", FILE),
    ("POST", "/api/v1/items/{id}/removal", FILE),
    ("POST", "/api/v1/items/id-numbers", CONSULT),
    ("POST", "/api/v1/items/taken-out/id-numbers", CONSULT),
    ("POST", "/api/v1/items/{id}/id-numbers", CONSULT),
    ("POST", "/api/v1/volumes/{id}/id-numbers", CONSULT),
    // finding
    ("GET", "/search", READ),
    ("POST", "/search", READ),
    ("POST", "/search/export", EXPORT),
    ("POST", "/searches", READ),
    ("POST", "/searches/{id}/name", READ),
    ("POST", "/searches/{id}/removal", READ),
    ("GET", "/palette", READ),
    ("GET", "/basket", READ),
    ("POST", "/basket", READ),
    ("POST", "/basket/catalog", EXPORT),
    ("GET", "/api/v1/find", READ),
    ("POST", "/api/v1/completions", READ),
    ("POST", "/api/v1/find", READ),
    ("GET", "/api/v1/overview", READ),
    ("GET", "/api/v1/searches", READ),
    ("POST", "/api/v1/searches", READ),
    ("DELETE", "/api/v1/searches/{id}", READ),
    ("PUT", "/api/v1/searches/{id}/name", READ),
    ("GET", "/api/v1/basket", READ),
    ("DELETE", "/api/v1/basket", READ),
    ("POST", "/api/v1/basket/additions", READ),
    ("POST", "/api/v1/basket/removals", READ),
    // using
    ("GET", "/counter", CONSULT),
    ("POST", "/counter", CONSULT),
    ("POST", "/counter/looks", CONSULT),
    ("GET", "/consultations", READ),
    ("GET", "/consultations/{id}", READ),
    ("POST", "/consultations/{id}/copy", CONSULT),
    ("GET", "/consultations/{id}/paper", CONSULT),
    ("GET", "/people/{item}/{row}", READ),
    ("GET", "/people/{item}/{row}/accesses", CONSULT),
    ("POST", "/people/{item}/{row}/accesses/file", CONSULT),
    ("GET", "/api/v1/consultations", READ),
    ("POST", "/api/v1/consultations", CONSULT),
    ("POST", "/api/v1/consultations/{id}/copy", CONSULT),
    ("GET", "/api/v1/people/{item}/{row}/accesses", CONSULT),
    // disposal
    ("GET", "/retention", READ),
    ("POST", "/retention/export", EXPORT),
    ("GET", "/holds", READ),
    ("POST", "/holds", HOLD),
    ("GET", "/holds/new", HOLD),
    ("POST", "/holds/ticked", HOLD),
    ("GET", "/holds/{id}", READ),
    ("POST", "/holds/{id}/lift-request", HOLD),
    ("POST", "/holds/{id}/lifting", HOLD),
    ("POST", "/holds/{id}/keeping", HOLD),
    ("GET", "/disposals", READ),
    ("POST", "/disposals", DISPOSE),
    ("GET", "/disposals/new", DISPOSE),
    ("POST", "/disposals/ticked", DISPOSE),
    ("GET", "/disposals/{number}", READ),
    ("POST", "/disposals/{number}/steps", STEP),
    ("POST", "/disposals/{number}/votes", VOTE),
    ("POST", "/disposals/{number}/votes/sheet", VOTE),
    ("POST", "/disposals/{number}/papers", EXPORT),
    ("POST", "/disposals/{number}/records", DISPOSE),
    ("GET", "/disposals/{number}/site", READ),
    ("POST", "/disposals/{number}/site/ticks", STEP),
    ("POST", "/disposals/{number}/site/supervisors", OneOf(&[Dispose, Supervise])),
    ("POST", "/disposals/{number}/site/destruction", DISPOSE),
    ("GET", "/transfers", READ),
    ("POST", "/transfers", DISPOSE),
    ("GET", "/transfers/new", DISPOSE),
    ("POST", "/transfers/ticked", DISPOSE),
    ("GET", "/transfers/{number}", READ),
    ("POST", "/transfers/{number}/steps", DISPOSE),
    ("POST", "/transfers/{number}/papers", EXPORT),
    ("POST", "/transfers/{number}/package", EXPORT),
    ("POST", "/transfers/{number}/receipt", DISPOSE),
    ("GET", "/transfers/{number}/packing", READ),
    ("POST", "/transfers/{number}/packing", DISPOSE),
    ("GET", "/api/v1/holds", READ),
    ("POST", "/api/v1/holds", HOLD),
    ("POST", "/api/v1/holds/preview", HOLD),
    ("GET", "/api/v1/holds/{id}", READ),
    ("POST", "/api/v1/holds/{id}/lift-request", HOLD),
    ("POST", "/api/v1/holds/{id}/lifting", HOLD),
    ("POST", "/api/v1/holds/{id}/keeping", HOLD),
    ("GET", "/api/v1/retention/report", READ),
    ("GET", "/api/v1/retention/explain", READ),
    ("GET", "/retention/what-if", READ),
    ("POST", "/retention/what-if", READ),
    ("GET", "/retention/changes", READ),
    ("POST", "/retention/changes", FOUND),
    ("GET", "/retention/changes/{number}", READ),
    ("POST", "/retention/changes/{number}/application", FOUND),
    ("POST", "/retention/changes/{number}/withdrawal", FOUND),
    ("POST", "/retention/changes/{number}/list", EXPORT),
    ("GET", "/cycle", READ),
    ("POST", "/cycle", DISPOSE),
    ("POST", "/api/v1/retention/what-if", READ),
    ("GET", "/api/v1/retention/changes", READ),
    ("POST", "/api/v1/retention/changes", FOUND),
    ("GET", "/api/v1/retention/changes/{number}", READ),
    ("POST", "/api/v1/retention/changes/{number}/application", FOUND),
    ("POST", "/api/v1/retention/changes/{number}/withdrawal", FOUND),
    ("POST", "/api/v1/retention/changes/{number}/list", EXPORT),
    ("GET", "/api/v1/cycle", READ),
    ("POST", "/api/v1/cycle", DISPOSE),
    ("GET", "/api/v1/disposals", READ),
    ("POST", "/api/v1/disposals", DISPOSE),
    ("GET", "/api/v1/disposals/{number}", READ),
    ("POST", "/api/v1/disposals/{number}/steps", STEP),
    ("POST", "/api/v1/disposals/{number}/papers", EXPORT),
    ("POST", "/api/v1/disposals/{number}/records", DISPOSE),
    ("POST", "/api/v1/disposals/{number}/splitting", DISPOSE),
    ("POST", "/api/v1/disposals/{number}/votes", VOTE),
    ("POST", "/api/v1/disposals/{number}/votes/sheet", VOTE),
    ("POST", "/api/v1/disposals/{number}/supervisors", OneOf(&[Dispose, Supervise])),
    ("POST", "/api/v1/disposals/{number}/destruction", DISPOSE),
    ("GET", "/api/v1/transfers", READ),
    ("POST", "/api/v1/transfers", DISPOSE),
    ("GET", "/api/v1/transfers/due", READ),
    ("GET", "/api/v1/transfers/{number}", READ),
    ("POST", "/api/v1/transfers/{number}/steps", DISPOSE),
    ("POST", "/api/v1/transfers/{number}/package", EXPORT),
    ("POST", "/api/v1/transfers/{number}/receipt", DISPOSE),
    ("POST", "/api/v1/transfers/{number}/end", DISPOSE),
    // catalogs
    ("GET", "/catalogs", READ),
    ("POST", "/catalogs", EXPORT),
    ("GET", "/catalogs/preview", READ),
    ("GET", "/catalogs/figures", READ),
    ("GET", "/reports", READ),
    ("GET", "/reports/records", READ),
    ("GET", "/catalogs/sample", READ),
    ("POST", "/catalogs/sample", EXPORT),
    ("GET", "/catalogs/print", READ),
    ("POST", "/catalogs/print", EXPORT),
    ("GET", "/catalogs/print/{page}", READ),
    ("GET", "/catalogs/proof", VERIFY),
    ("POST", "/catalogs/proof", VERIFY),
    ("GET", "/catalogs/proof/{digest}/sheet", VERIFY),
    ("POST", "/catalogs/reprints", EXPORT),
    ("GET", "/catalogs/difference", VERIFY),
    ("GET", "/transfer", EXPORT),
    ("POST", "/transfer", EXPORT),
    ("GET", "/transfer/picture/{page}", EXPORT),
    ("GET", "/forms", READ),
    ("POST", "/forms/printers", FILE),
    ("GET", "/forms/{id}", READ),
    ("GET", "/forms/{id}/picture", EXPORT),
    ("GET", "/forms/{id}/blank", EXPORT),
    ("POST", "/forms/{id}/merged", EXPORT),
    ("GET", "/labels", READ),
    ("POST", "/labels", EXPORT),
    ("GET", "/labels/picture/{page}", READ),
    ("GET", "/api/v1/catalogs", READ),
    ("GET", "/api/v1/catalogs/{kind}", EXPORT),
    ("GET", "/api/v1/sample", READ),
    ("GET", "/api/v1/reports/holdings", READ),
    ("GET", "/api/v1/reports/records", READ),
    ("GET", "/api/v1/reports/figures", READ),
    ("POST", "/api/v1/papers", EXPORT),
    ("POST", "/api/v1/proof", VERIFY),
    ("GET", "/api/v1/proof/{digest}", VERIFY),
    ("POST", "/api/v1/reprints", EXPORT),
    ("GET", "/api/v1/difference", VERIFY),
    ("POST", "/api/v1/transfer", EXPORT),
    // upkeep
    ("GET", "/jobs", JOBS),
    ("GET", "/jobs/{id}", JOBS),
    ("POST", "/jobs/cancellation", OneOf(&[Receive, Maintain])),
    ("POST", "/jobs/{id}/cancellation", OneOf(&[Receive, Maintain])),
    ("POST", "/jobs/{id}/resumption", RECEIVE),
    ("GET", "/jobs/{id}/file", EXPORT),
    ("GET", "/events", OneOf(&[Audit])),
    ("GET", "/healthz", Anyone),
    ("GET", "/readyz", Anyone),
    ("GET", "/metrics", JOBS),
    ("GET", "/api/v1/jobs", JOBS),
    ("GET", "/api/v1/jobs/{id}", JOBS),
    ("POST", "/api/v1/jobs/{id}/cancellation", OneOf(&[Receive, Maintain])),
    ("GET", "/api/v1/jobs/{id}/file", EXPORT),
    ("GET", "/api/v1/events", OneOf(&[Audit])),
    ("POST", "/api/v1/events/id-numbers", OneOf(&[Audit])),
    ("GET", "/api/v1/verify", VERIFY),
];

/// Whom a request is answered to; `None`: nobody, the address is not listed.
pub fn need(method: &Method, path: &str) -> Option<Need> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    POLICY.iter().find(|(of, at, _)| *of == method && *at == path).map(|(_, _, need)| *need)
}

/// Whether an address is listed for one method or another.
pub fn is_listed_for_any(path: Option<&MatchedPath>) -> bool {
    path.is_some_and(|path| is_listed(path.as_str()))
}

fn is_listed(path: &str) -> bool {
    POLICY.iter().any(|(_, at, _)| *at == path)
}

/// Pages and operations, each with its line in [`POLICY`].
pub struct Listed(pub Router<Arc<App>>);

impl Default for Listed {
    fn default() -> Self {
        Listed::new()
    }
}

impl Listed {
    pub fn new() -> Listed {
        Listed(Router::new())
    }

    /// Adds an address.
    ///
    /// # Panics
    /// Where [`POLICY`] does not list it: the program does not start.
    pub fn route(self, path: &str, methods: MethodRouter<Arc<App>>) -> Listed {
        assert!(is_listed(path), "{path} stands in no line of web/policy.rs");
        Listed(self.0.route(path, methods))
    }

    /// Adds the operations of the API.
    ///
    /// # Panics
    /// As [`Listed::route`] does.
    pub fn operations(self, api: Router<Arc<App>>, document: &utoipa::openapi::OpenApi) -> Listed {
        for path in document.paths.paths.keys() {
            assert!(is_listed(path), "{path} stands in no line of web/policy.rs");
        }
        Listed(self.0.merge(api))
    }
}
