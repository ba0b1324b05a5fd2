//! ID numbers in answers: masked, unless the caller asks for whole ones; that is written into the log.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::IntoParams;

use crate::acts::using::consulting;
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::values::identity::{mask, mask_within};
use crate::problems;
use crate::web::api::answer::said_in;
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
    answer: &impl Serialize,
) -> Answer<Response> {
    let whole = said_in(lang, answer)?;
    let mut masked = whole.clone();
    cover(&mut masked);
    if !asked.whole()? || masked == whole {
        return Ok(Json(masked).into_response());
    }
    consulting::show_id_numbers(&app.archive, by, of, items).await?;
    Ok(Json(whole).into_response())
}

/// Masks what can hold an ID number: the fields for it, what was read out of cells, what events keep.
pub fn cover(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(cover),
        Value::Object(fields) => {
            // in a description and in a person free texts may name numbers; elsewhere they are something else
            let described = fields.get("persons").is_some_and(Value::is_array);
            let person = fields.contains_key("id_number");
            for (name, field) in fields {
                match (name.as_str(), &mut *field) {
                    ("remarks" | "more", _) if described => cover_whole(field),
                    ("note", _) if person => cover_whole(field),
                    ("id_number" | "id_given", Value::String(number)) => *number = mask(number),
                    ("from" | "to" | "message" | "document" | "subject", Value::String(text)) => {
                        *text = mask_within(text)
                    }
                    ("old" | "new" | "detail", _) => cover_whole(field),
                    _ => cover(field),
                }
            }
        }
        _ => {}
    }
}

/// Every text in it; a digest may hold as many digits in a row as a number and is none.
fn cover_whole(value: &mut Value) {
    match value {
        Value::String(text) if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) => {}
        Value::String(text) => *text = mask_within(text),
        Value::Array(values) => values.iter_mut().for_each(cover_whole),
        Value::Object(fields) => fields.values_mut().for_each(cover_whole),
        _ => {}
    }
}

problems! {
    refuse no_such_choice(other):
        "id_numbers 不能是「{other}」。" / "id_numbers cannot be \"{other}\"."
        => "写 masked 或 full。" / "Give masked or full.";
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_masked_wherever_they_can_stand_and_nothing_else_is() {
        let digest = "990000194802099952".to_owned() + &"a".repeat(46);
        let mut value = json!({
            "item": {
                "persons": [{ "name": "张三", "id_number": "990000194802099952", "id_given": "", "note": "原号990000194802099952" }],
                "title": "990000194802099952", "remarks": "配偶990000194802099952", "more": [["配偶证号", "990000194802099952"]],
            },
            "changes": [{ "kind": "id_shape", "from": "99000019480209995 2", "to": "990000194802099952" }],
            "history": [{ "event": { "detail": { "old": "张三\t990000194802099952", "n": 5, "sha256": digest } }, "digest": digest }],
        });
        cover(&mut value);
        let masked = "990000********9952";
        assert_eq!(value["item"]["persons"][0]["id_number"], masked);
        assert_eq!(value["item"]["title"], "990000194802099952", "a title is as it was written");
        assert_eq!(value["item"]["remarks"], format!("配偶{masked}"));
        assert_eq!(value["item"]["more"][0][1], masked);
        assert_eq!(value["item"]["persons"][0]["note"], format!("原号{masked}"));
        assert_eq!(value["changes"][0]["to"], masked);
        let detail = &value["history"][0]["event"]["detail"];
        assert_eq!(detail["old"], format!("张三\t{masked}"));
        assert_eq!((&detail["sha256"], &value["history"][0]["digest"]), (&json!(digest), &json!(digest)));
    }
}
