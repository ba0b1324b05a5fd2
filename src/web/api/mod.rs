//! REST under `/api/v1`: the same acts for programs. JSON keys are English and stable; texts come in
//! the language of `?lang=`; dates are ISO. The OpenAPI document is made from these handlers.

pub mod answers;
pub mod docs;
pub mod setup;
pub mod using;
pub mod receiving;
pub mod arranging;
pub mod finding;
pub mod disposal;
pub mod catalogs;
pub mod upkeep;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use arranging::{amending as many, volumes};
use catalogs::{catalog, proving, reports};
use disposal::{cycle, disposals, holds, rescheduling, retention, transfers};
use finding::{basket, items, saved_searches, search};
use receiving::{handovers, import, packages};
use setup::{accounts, adopting};
use upkeep::archive;
use using::consultations;

use crate::acts::receiving::inbox::LARGEST;
use crate::web::base::app::App;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "归档 Guidang API",
        description = "社会保险业务档案：案卷、件、检索、保管期限、目录、导入。Every answer that fails is `{\"error\": kind, \"problems\": [{row, column, kind, weight, message, fix}]}`; `?lang=en` gives texts in English. ID numbers are masked (`990000********1234`); whole ones are posted for with a reason (`/id-numbers` behind the address), which is written into the log. A masked number that is sent back means the one it was made of."
    ),
    tags(
        (name = "volumes", description = "案卷"),
        (name = "items", description = "件"),
        (name = "finding", description = "检索与档号"),
        (name = "use", description = "利用登记"),
        (name = "retention", description = "保管期限"),
        (name = "holds", description = "冻结"),
        (name = "catalogs", description = "目录与移交"),
        (name = "import", description = "接收清单"),
        (name = "basket", description = "待办篮"),
        (name = "archive", description = "方案、批次、任务、日志、核验")
    )
)]
struct Document;

/// Every operation, with its description.
pub fn router() -> OpenApiRouter<Arc<App>> {
    let upload = DefaultBodyLimit::max(LARGEST as usize + (1 << 20));
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(accounts::accounts))
        .routes(routes!(accounts::own))
        .routes(routes!(accounts::roles))
        .routes(routes!(volumes::list, volumes::start))
        .routes(routes!(volumes::check))
        .routes(routes!(volumes::show))
        .routes(routes!(volumes::show_whole))
        .routes(routes!(volumes::close))
        .routes(routes!(volumes::retitle))
        .routes(routes!(volumes::reorder))
        .routes(routes!(volumes::put_in))
        .routes(routes!(volumes::remove))
        .routes(routes!(volumes::split))
        .routes(routes!(volumes::join))
        .routes(routes!(volumes::table))
        .routes(routes!(volumes::enter))
        .routes(routes!(items::list))
        .routes(routes!(items::taken_out))
        .routes(routes!(items::show))
        .routes(routes!(items::list_whole))
        .routes(routes!(items::taken_out_whole))
        .routes(routes!(items::show_whole))
        .routes(routes!(items::correct))
        .routes(routes!(many::preview))
        .routes(routes!(many::amend))
        .routes(routes!(many::done))
        .routes(routes!(many::undo))
        .routes(routes!(items::take_out))
        .routes(routes!(items::record_fact))
        .routes(routes!(items::withdraw_fact))
        .routes(routes!(items::refile))
        .routes(routes!(search::find, search::find_posted))
        .routes(routes!(search::complete))
        .routes(routes!(saved_searches::list, saved_searches::save))
        .routes(routes!(saved_searches::rename))
        .routes(routes!(saved_searches::remove))
        .routes(routes!(search::parse_code))
        .routes(routes!(consultations::register, consultations::write))
        .routes(routes!(consultations::copy))
        .routes(routes!(consultations::accesses))
        .routes(routes!(consultations::show_number))
        .merge(disposal())
        .merge(handing_in())
        .routes(routes!(catalog::kinds))
        .routes(routes!(catalog::export))
        .routes(routes!(catalog::papers))
        .routes(routes!(catalog::prove))
        .routes(routes!(proving::sheet))
        .routes(routes!(proving::reprint))
        .routes(routes!(proving::difference))
        .routes(routes!(catalog::sample))
        .merge(figures())
        .routes(routes!(catalog::package))
        .routes(routes!(import::import).layer(upload))
        .routes(routes!(packages::import_package).layer(upload))
        .routes(routes!(packages::receipt))
        .routes(routes!(import::take_back))
        .routes(routes!(basket::look))
        .routes(routes!(basket::add))
        .routes(routes!(basket::remove))
        .routes(routes!(basket::clear))
        .routes(routes!(archive::overview))
        .routes(routes!(archive::batch))
        .routes(routes!(archive::batch_whole))
        .routes(routes!(archive::schemes))
        .routes(routes!(archive::scheme))
        .routes(routes!(adopting::adopt))
        .routes(routes!(adopting::end))
        .routes(routes!(adopting::fonds))
        .routes(routes!(archive::jobs))
        .routes(routes!(archive::job))
        .routes(routes!(archive::cancel))
        .routes(routes!(archive::job_file))
        .routes(routes!(archive::events))
        .routes(routes!(archive::events_whole))
        .routes(routes!(archive::verify))
}

/// What departments hand in.
fn handing_in() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(handovers::list, handovers::hand_in))
        .routes(routes!(handovers::show))
        .routes(routes!(handovers::decide))
}

/// What falls due, and what is held.
fn disposal() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(retention::report))
        .routes(routes!(retention::explain))
        .routes(routes!(rescheduling::list, rescheduling::propose))
        .routes(routes!(rescheduling::show))
        .routes(routes!(rescheduling::apply))
        .routes(routes!(rescheduling::withdraw))
        .routes(routes!(rescheduling::paper))
        .routes(routes!(disposals::list, disposals::open))
        .routes(routes!(disposals::show))
        .routes(routes!(disposals::step))
        .routes(routes!(disposals::paper))
        .routes(routes!(disposals::file_papers))
        .routes(routes!(disposals::split))
        .routes(routes!(disposals::votes))
        .routes(routes!(disposals::vote_sheet))
        .routes(routes!(disposals::supervise))
        .routes(routes!(disposals::destroy))
        .routes(routes!(transfers::list, transfers::open))
        .routes(routes!(transfers::due))
        .routes(routes!(transfers::show))
        .routes(routes!(transfers::steps))
        .routes(routes!(transfers::package))
        .routes(routes!(transfers::receipt))
        .routes(routes!(transfers::end))
        .routes(routes!(holds::list, holds::place))
        .routes(routes!(holds::preview))
        .routes(routes!(holds::show))
        .routes(routes!(holds::ask_lift))
        .routes(routes!(holds::lift))
        .routes(routes!(holds::keep))
}

/// What is held, what a year asks for, and what a draft would move.
fn figures() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(cycle::what_if))
        .routes(routes!(cycle::show, cycle::open))
        .routes(routes!(reports::holdings))
        .routes(routes!(reports::records))
        .routes(routes!(reports::figures))
}
