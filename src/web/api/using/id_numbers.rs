//! ID numbers in answers: masked. Whole ones are posted for, with the reason, and that is written into the log: what a
//! page elsewhere can make a browser fetch shows nothing and writes nothing.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    /// `masked`, given or not. Whole numbers are posted for: the same address with `/id-numbers` behind it.
    id_numbers: String,
}

/// What whole ID numbers are asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WholeNumbersAsked {
    /// In words, or as `assets/consulting.toml` calls it; it stands in the log beside who asked.
    pub reason: String,
}

/// Answers with every number masked.
pub fn reply_masked(lang: Lang, asked: &Numbers, answer: impl Serialize) -> Answer<Response> {
    match asked.id_numbers.as_str() {
        "" | "masked" => reply(lang, &answer),
        "full" => Err(Fault::from(whole_numbers_by_post())),
        other => Err(Fault::from(no_such_choice(&other))),
    }
}

/// Answers about these records with whole numbers, once the log has it. `of`: what was asked for, where it is no
/// single record; `rows`: how many rows the answer has.
pub async fn reply_whole(
    app: &App,
    by: &By,
    lang: Lang,
    asked: &WholeNumbersAsked,
    (of, items, rows): (&str, Vec<i64>, usize),
    mut answer: impl Serialize + Guarded,
) -> Answer<Response> {
    if answer.hides_any() || asked.reason.trim().is_empty() {
        let shown = consulting::show_id_numbers(&app.archive, by, (of, &asked.reason), items, rows).await?;
        answer.show_all(shown);
    }
    reply(lang, &answer)
}

problems! {
    refuse whole_numbers_by_post():
        "完整的身份证号不能这样取。" / "Whole ID numbers are not given this way."
        => "在同一网址后加 /id-numbers，用 POST 发送 JSON，reason 写明理由。"
            / "POST JSON with the reason as `reason` to the same address with /id-numbers behind it.";
    refuse no_such_choice(other):
        "id_numbers 不能是「{other}」。" / "id_numbers cannot be \"{other}\"."
        => "写 masked，或不写。" / "Give masked, or nothing.";
}
