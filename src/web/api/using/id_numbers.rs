//! ID numbers in answers: masked, unless the caller asks for whole ones; that is written into the log.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::acts::using::consulting;
use crate::domain::general::masking::Guarded;
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::problems;
use crate::web::base::answer::reply;
use crate::web::base::app::App;
use crate::web::base::fault::{Answer, Fault};

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Numbers {
    /// `masked` unless given; `full`: whole ID numbers, and the log says who was answered them.
    id_numbers: String,
}

impl Numbers {
    fn whole(&self) -> Answer<bool> {
        match self.id_numbers.as_str() {
            "" | "masked" => Ok(false),
            "full" => Ok(true),
            other => Err(Fault::from(no_such_choice(&other))),
        }
    }
}

/// Answers about these records; whole numbers only after the log has it. `of`: what was asked for, where
/// it is no single record.
pub async fn reply_about(
    app: &App,
    by: &By,
    lang: Lang,
    asked: &Numbers,
    (of, items): (&str, Vec<i64>),
    mut answer: impl Serialize + Guarded,
) -> Answer<Response> {
    if asked.whole()? && answer.hides_any() {
        let shown = consulting::show_id_numbers(&app.archive, by, of, items).await?;
        answer.show_all(shown);
    }
    reply(lang, &answer)
}

problems! {
    refuse no_such_choice(other):
        "id_numbers 不能是「{other}」。" / "id_numbers cannot be \"{other}\"."
        => "写 masked 或 full。" / "Give masked or full.";
}
