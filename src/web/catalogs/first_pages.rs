//! The first pages of what was chosen, drawn beside the form before the whole is made.

use super::chosen::Chosen;
use super::printing::{PagePicture, Preview};
use crate::acts::catalogs::cataloging::PageImage;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::web::base::app::App;
use crate::web::base::fault::Answer;
use crate::web::base::form_fields::Pairs;

/// Where something is chosen and no list stands in their place, the pages, or why there are none. `own` are the
/// fields of the page's form.
pub async fn first_pages(
    app: &App,
    by: &By,
    chosen: &Chosen,
    own: &[(&str, &String)],
    preview: impl Future<Output = Answer<Preview>>,
) -> (Vec<PagePicture>, Vec<Problem>) {
    let mut problems = Vec::from_iter(chosen.passed_over());
    if chosen.is_empty() || !chosen.unknown.is_empty() || chosen.offered.is_some() {
        return (Vec::new(), problems);
    }
    let drawn = async { preview.await?.draw(app, by).await };
    match drawn.await {
        Ok(drawn) => (shown(&drawn, own, chosen), problems),
        Err(fault) => {
            problems.extend(fault.problems());
            (Vec::new(), problems)
        }
    }
}

/// The pages' addresses: the choice again, so that each can be drawn when it is asked for.
fn shown(drawn: &[PageImage], own: &[(&str, &String)], chosen: &Chosen) -> Vec<PagePicture> {
    let own = own.iter().map(|(name, value)| ((*name).to_owned(), (*value).clone()));
    let fields: Pairs = own.chain(chosen.fields()).filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(fields).unwrap_or_default();
    let page = |(at, page): (usize, &PageImage)| PagePicture {
        href: format!("{}/picture/{}?{query}", chosen.path, at + 1),
        width: page.width,
        height: page.height,
    };
    drawn.iter().enumerate().map(page).collect()
}
