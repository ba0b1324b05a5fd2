//! `/catalogs/sample`: volumes drawn at random, with the seed that draws them again.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::catalogs::cataloging::{self, Format};
use crate::acts::catalogs::sampling::{self, Sample, SampleRequest};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::scope::Scope;
use crate::domain::schemes::scheme::Schemes;
use crate::progress::Progress;
use crate::say;
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::Answer;
use crate::web::base::file_format::{class_called, format};
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// Volumes drawn unless another number is asked for.
const USUAL: &str = "30";

/// A sample as it stands in the address, beside the filter.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct SampleFields {
    /// How many; 30 unless given, 1000 at most.
    pub n: String,
    /// Empty: a new one.
    pub seed: String,
}

impl SampleFields {
    /// What the act is asked for; a number that is none is one it refuses.
    pub fn wanted(&self, filter: Scope) -> SampleRequest {
        let n = if self.n.trim().is_empty() { USUAL } else { self.n.trim() };
        let seed = match self.seed.trim() {
            "" => sampling::fresh_seed(),
            seed => seed.to_owned(),
        };
        SampleRequest { filter, size: n.parse().unwrap_or(0), seed, ..SampleRequest::default() }
    }
}

#[derive(Template)]
#[template(path = "catalogs/sample.html")]
struct SamplePage {
    frame: Frame,
    asked: SampleFields,
    filter: Filter,
    outline: Outline,
    sample: Option<Sample>,
}

impl SamplePage {
    fn badge(&self, key: &str) -> Badge {
        words::state(key)
    }
}

/// Without a seed one is taken and put into the address, so that reloading draws the same.
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(mut asked): Query<SampleFields>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let outline = outline(&app, &by).await?;
    let filter = filter.settled(&outline)?;
    let wanted = asked.wanted(filter.scope()?);
    if asked.seed.trim().is_empty() && !asked.n.trim().is_empty() {
        let drawn = filter.and(&[("n", asked.n.trim()), ("seed", &wanted.seed)]);
        return onward(&format!("/catalogs/sample?{drawn}"));
    }
    let sample = match asked.seed.trim().is_empty() {
        true => None,
        false => Some(sampling::draw(&app.archive, &by, &wanted).await?),
    };
    asked.n = if asked.n.trim().is_empty() { USUAL.to_owned() } else { asked.n };
    page(&SamplePage { frame, asked, filter, outline, sample })
}

/// The sample, the scope and the form of its file, from one form.
#[derive(Deserialize)]
pub struct SampleFileForm {
    #[serde(flatten)]
    asked: SampleFields,
    #[serde(flatten)]
    filter: Filter,
    #[serde(default)]
    format: String,
    /// `contents`: 卷内目录 of the volumes drawn.
    #[serde(default)]
    what: String,
}

pub async fn export(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(order): Form<SampleFileForm>,
) -> Answer<Response> {
    let filter = order.filter.settled(&outline(&app, &by).await?)?;
    let wanted = order.asked.wanted(filter.scope()?);
    let (made, schemes) = (MadeFile::new()?, app.archive.schemes());
    if order.what == "contents" {
        let sample = sampling::draw(&app.archive, &by, &wanted).await?;
        let what = say!("抽样卷内目录", "sample-contents");
        let name = file_name(&schemes, frame.lang, &what, &wanted, &sample, "xlsx");
        let ids = sample.volumes.iter().map(|one| one.volume.id).collect();
        let contents = cataloging::CatalogRequest {
            kind: "volume_contents".into(),
            filter: wanted.filter.clone(),
            volume_ids: ids,
            ..cataloging::CatalogRequest::default()
        };
        let quiet = Progress::default();
        cataloging::export(&app.archive, &by, &contents, Format::Xlsx, frame.lang, made.path(), &quiet)
            .await?;
        return made.send(&name).await;
    }
    let (format, ending) = format(&order.format)?;
    let (sample, _) = sampling::export(&app.archive, &by, &wanted, format, frame.lang, made.path()).await?;
    let what = say!("抽样清单", "sample");
    let name = file_name(&schemes, frame.lang, &what, &wanted, &sample, ending);
    made.send(&name).await
}

/// 抽样清单-种子12345678-30卷-2009-2015-ZJ.xlsx: enough to draw it again.
pub fn file_name(
    schemes: &Schemes,
    lang: Lang,
    what: &Wording,
    wanted: &SampleRequest,
    sample: &Sample,
    ending: &str,
) -> String {
    let what = what.in_lang(lang);
    let seed: String = sample.seed.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let size = sample.volumes.len();
    let drawn = say!("种子{seed}-{size}卷", "seed-{seed}-{size}");
    let mut name = format!("{what}-{}", drawn.in_lang(lang));
    let filter = &wanted.filter;
    match (filter.year_from, filter.year_to) {
        (Some(from), Some(to)) if from != to => name.push_str(&format!("-{from}-{to}")),
        (Some(year), _) | (None, Some(year)) => name.push_str(&format!("-{year}")),
        (None, None) => {}
    }
    name.extend(filter.class_id.iter().map(|class| format!("-{}", class_called(schemes, class))));
    format!("{name}.{ending}")
}
