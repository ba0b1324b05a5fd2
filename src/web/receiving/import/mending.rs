//! Repairs from the dry run's page: by its form, or cell by cell from its script.

use axum::Json;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::acts::receiving::inbox::{self, Uploaded};
use crate::acts::receiving::intake::{self, Mending};
use crate::domain::receiving::columns::Field;
use crate::domain::receiving::repair::{Cure, Repair};
use crate::problems;
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::page::onward;
use crate::web::base::who::Who;
use crate::web::receiving::import_form::FormPairs;

fn mending(file: &Uploaded, sheet: String, repairs: Vec<Repair>, field: Option<Field>) -> Mending {
    Mending { file: file.digest, sheet, file_name: file.name.clone(), repairs, field }
}

/// The button that was pressed, and every editor whose text is no longer what it was.
pub async fn by_form(
    State(app): Shared,
    Who(by): Who,
    Path(digest): Path<String>,
    Form(form): Form<FormPairs>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let mut repairs = typed(&form);
    if let Some(pressed) = form.iter().find(|(key, _)| key == "repair") {
        let repair = read(&pressed.1).ok_or_else(|| Fault::from(repair_unreadable()))?;
        // a button about a cell wins over what stands in its editor
        repairs.retain(|other| (other.row, other.column) != (repair.row, repair.column));
        repairs.push(repair);
    }
    let back = |said: &str| {
        let and = if one("back").is_empty() { "" } else { "&" };
        format!("/import/{}?{}{and}{said}#problems", file.digest.hex(), one("back"))
    };
    if repairs.is_empty() {
        return onward(&back(""));
    }
    intake::mend(&app.archive, &by, mending(&file, one("sheet_name").to_owned(), repairs, None)).await?;
    app.readings.forget(&file.digest);
    onward(&back("said=mended"))
}

/// Editors are `v27-5` (row and column), what stood in them `w27-5`.
fn typed(form: &FormPairs) -> Vec<Repair> {
    let changed = form.iter().filter_map(|(key, value)| {
        let place = key.strip_prefix('v')?;
        let (row, column) = place.split_once('-')?;
        let before = format!("w{place}");
        let before = form.iter().find(|(key, _)| *key == before).map_or("", |(_, value)| value.as_str());
        if before.trim() == value.trim() {
            return None;
        }
        let (row, column) = (row.parse().ok()?, column.parse().ok()?);
        Some(Repair { row, column, cure: Cure::Value, value: value.trim().to_owned() })
    });
    changed.collect()
}

/// `27:5:value:2009-04-01`; the value may hold colons.
fn read(text: &str) -> Option<Repair> {
    let mut parts = text.splitn(4, ':');
    let (row, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let cure = Cure::from_key(parts.next()?)?;
    Some(Repair { row, column, cure, value: parts.next().unwrap_or_default().to_owned() })
}

/// What the page's script sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellRepairs {
    sheet: String,
    repairs: Vec<Repair>,
    #[serde(default)]
    field: Option<Field>,
}

pub async fn by_script(
    State(app): Shared,
    Who(by): Who,
    Path(digest): Path<String>,
    Json(CellRepairs { sheet, repairs, field }): Json<CellRepairs>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let kept = intake::mend(&app.archive, &by, mending(&file, sheet, repairs, field)).await?;
    app.readings.forget(&file.digest);
    Ok(Json(serde_json::json!({ "kept": kept })).into_response())
}

problems! {
    refuse repair_unreadable():
        "看不懂要改哪一格。" / "It is not clear which cell is meant."
        => "从问题旁边的按钮改。" / "Use the buttons beside the problem.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_says_row_column_cure_and_value() {
        let repair = Repair { row: 27, column: 5, cure: Cure::Value, value: "10:21".into() };
        assert_eq!(read("27:5:value:10:21"), Some(repair));
        assert_eq!(
            read("56:0:skip:"),
            Some(Repair { row: 56, column: 0, cure: Cure::Skip, value: String::new() })
        );
        for odd in ["", "27", "27:5", "a:b:value:", "27:5:burn:"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn only_editors_that_were_changed_are_kept() {
        let pairs = [
            ("v3-2", " 新 "),
            ("w3-2", "旧"),
            ("v4-2", "同"),
            ("w4-2", " 同"),
            ("v5-1", ""),
            ("w5-1", "旧"),
            ("sheet", "x"),
        ];
        let form: FormPairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let kept: Vec<_> = typed(&form).into_iter().map(|one| (one.row, one.column, one.value)).collect();
        assert_eq!(kept, [(3, 2, "新".to_owned()), (5, 1, String::new())]);
    }
}
