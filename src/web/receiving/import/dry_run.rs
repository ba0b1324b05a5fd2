//! `/import/{digest}`: what a sheet would bring, its columns, its problems by kind and their repairs.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, RawQuery, State};
use axum::response::Response;

use super::waiting::examine;
use crate::acts::receiving::inbox::{self, Uploaded};
use crate::acts::receiving::intake::{self, Examined, ImportOptions, Intake, ProblemGroup, RowProblem};
use crate::acts::using::consulting;
use crate::domain::general::masking::{Guarded as _, WholeFor};
use crate::domain::general::numbers::mask_within;
use crate::domain::general::problem::Change;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::receiving::columns::Field;
use crate::domain::receiving::repair::{Cure, heading};
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::Answer;
use crate::web::base::frame::{Frame, pairs};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::readings::PreviewQuery;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};
use crate::web::receiving::import_form::{ColumnChoice, FormPairs, columns, options, proposed_year};

/// Changes of reading that are listed, and repairs.
const CHANGES: usize = 200;

#[derive(Template)]
#[template(path = "receiving/import/dry_run.html")]
struct DryRunPage {
    frame: Frame,
    file: Uploaded,
    options: ImportOptions,
    outline: Outline,
    fields: Vec<(String, Wording)>,
    columns: Vec<ColumnChoice>,
    /// The person has looked at the columns.
    mapped: bool,
    /// What has to be done next: `columns`, `place`, `problems`, `take`; empty: there is nothing to take.
    next: &'static str,
    /// The year to be looked at, where rows do not tell theirs.
    proposed_year: Option<i32>,
    /// The decisions as they stand in the address, to come back to.
    back: String,
    examined: Examined,
    changes: Vec<Change>,
    repairs: Vec<Mended>,
    /// Numbers of troubled cells are masked.
    hides: bool,
    /// Who sees numbers whole, when and why.
    mark: Option<Wording>,
}

/// A long sheet is still being read.
#[derive(Template)]
#[template(path = "receiving/import/reading.html")]
struct ReadingPage {
    frame: Frame,
    file: Uploaded,
    /// Read so far.
    rows: i64,
    /// Where the result will stand.
    onward: String,
}

/// A repair as the page lists it.
struct Mended {
    /// Of the button that takes it back.
    place: String,
    row: u32,
    column: String,
    what: Wording,
}

impl DryRunPage {
    fn intake(&self) -> &Intake {
        &self.examined.intake
    }

    fn accepted(&self, kind: &str) -> bool {
        self.options.accept.iter().any(|accepted| accepted == kind)
    }

    fn year(&self) -> String {
        self.options.year.or(self.proposed_year).map_or_else(String::new, |year| year.to_string())
    }

    fn undecided(&self, kind: &str) -> usize {
        undecided(&self.examined, kind)
    }

    fn badge(&self, group: &ProblemGroup) -> Badge {
        match group.kind.as_str() {
            "already_filed" => words::state("done"),
            _ => words::weight(group.weight),
        }
    }

    /// A person must look at it before its row is taken.
    fn blocks(&self, group: &ProblemGroup) -> bool {
        group.weight > crate::domain::general::problem::Weight::Notice && group.kind != "already_filed"
    }

    fn period(&self, key: &str) -> String {
        match key {
            "" => self.frame.t("按会计期限表", "by the accounting table").to_owned(),
            key => self.frame.w(&words::period(key)).to_owned(),
        }
    }

    /// `27-5`, the name of a problem's editor; column 0 is the row.
    fn place(&self, trouble: &RowProblem) -> String {
        let column = trouble.index.map_or(0, |index| index + 1);
        format!("{}-{column}", trouble.problem.row.unwrap_or(0))
    }

    /// Key of the field an editor is judged by.
    fn field(&self, trouble: &RowProblem) -> String {
        trouble.field.map(field_key).unwrap_or_default()
    }

    /// Where the group stands on the page.
    fn id(&self, group: &ProblemGroup) -> String {
        format!("g-{}-{:?}", group.kind, group.weight).to_lowercase()
    }

    /// This page from another problem of a kind on.
    fn more(&self, group: &ProblemGroup, from: usize) -> String {
        let and = if self.back.is_empty() { "" } else { "&" };
        format!(
            "/import/{}?{}{and}kind={}&from={from}#{}",
            self.file.digest.hex(),
            self.back,
            group.kind,
            self.id(group)
        )
    }
}

fn undecided(examined: &Examined, kind: &str) -> usize {
    examined.undecided.iter().find(|(known, _)| known == kind).map_or(0, |(_, rows)| *rows)
}

/// The act a person has to do next: its button is the one that is marked.
fn next(examined: &Examined) -> &'static str {
    let is_missing = |kind| undecided(examined, kind) > 0;
    match () {
        () if examined.intake.to_confirm => "columns",
        () if is_missing("step_missing") || is_missing("year_missing") => "place",
        () if examined.intake.accepted > 0 => "take",
        () if examined.to_look_at > 0 => "problems",
        () => "",
    }
}

/// What the form decides; repairs made on the page always count here.
pub fn decided(form: &FormPairs, file: &Uploaded) -> Answer<ImportOptions> {
    Ok(ImportOptions { repairs: true, headless: true, ..options(form, file)? })
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    if file.is_package() {
        return onward(&format!("/import/packages/{}", file.digest.hex()));
    }
    let asked = pairs(query.as_deref().unwrap_or_default());
    dry_run_page(&app, &by, frame, file, asked, None).await
}

/// `POST /import/{digest}/id-numbers`: the page with the troubled cells' numbers whole, once the log has it.
pub async fn show_whole(
    State(app): Shared,
    Who(by): Who,
    mut frame: Frame,
    Path(digest): Path<String>,
    Form(asked): Form<FormPairs>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let shown = intake::show_numbers(&app.archive, &by, &file.name, &file.digest).await?;
    // its own choices lead to the page as it is without them
    frame.path = format!("/import/{}", file.digest.hex());
    let mark = consulting::shown_to(&by, "correcting");
    dry_run_page(&app, &by, frame, file, asked, Some((shown, mark))).await
}

async fn dry_run_page(
    app: &Arc<App>,
    by: &By,
    frame: Frame,
    file: Uploaded,
    asked: FormPairs,
    shown: Option<(WholeFor, Wording)>,
) -> Answer<Response> {
    let options = decided(&asked, &file)?;
    let one = |name: &str| asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    // no sheet has more rows than 32 bits count
    let from = one("from").and_then(|from| from.parse::<u32>().ok()).unwrap_or(0);
    let window = (one("kind").unwrap_or_default(), from as usize);
    let mut examined = match examine(app, by, &file, &options, window).await? {
        PreviewQuery::Found(examined) => *examined,
        PreviewQuery::Reading(rows) => {
            let onward = format!("{}?{}", frame.path, frame.query);
            return page(&ReadingPage { frame, file, rows: rows as i64, onward });
        }
    };
    let hides = examined.hides_any();
    if let Some((why, _)) = shown {
        examined.show_all(why);
    }
    let mut changes = std::mem::take(&mut examined.intake.changed);
    changes.truncate(CHANGES);
    let no_year = options.year.is_none() && undecided(&examined, "year_missing") > 0;
    page(&DryRunPage {
        next: next(&examined),
        proposed_year: if no_year { proposed_year(&file.name, &examined) } else { None },
        outline: outline(app, by).await?,
        fields: Field::ALL.map(|field| (field_key(field), field.label())).into(),
        columns: columns(&examined.intake.mapping, examined.intake.to_confirm && !examined.intake.remembered),
        mapped: one("mapped").is_some(),
        back: back(&asked),
        repairs: mended(&examined),
        hides: hides && shown.is_none(),
        mark: shown.map(|(_, mark)| mark),
        changes,
        examined,
        frame,
        file,
        options,
    })
}

/// The decisions of an address, without what only this one look asked for.
fn back(asked: &FormPairs) -> String {
    let passing = ["said", "kind", "from", "lang", "theme", "size", "rows"];
    let kept: Vec<_> =
        asked.iter().filter(|(key, value)| !passing.contains(&key.as_str()) && !value.is_empty()).collect();
    serde_urlencoded::to_string(kept).unwrap_or_default()
}

fn mended(examined: &Examined) -> Vec<Mended> {
    let mapping = &examined.intake.mapping;
    let listed = examined.repairs.iter().take(CHANGES);
    listed
        .map(|repair| Mended {
            place: format!("{}:{}:withdrawn:", repair.row, repair.column),
            row: repair.row,
            column: repair.index().map_or_else(String::new, |index| heading(mapping, index)),
            what: match repair.cure {
                Cure::Value if repair.value.is_empty() => say!("空着", "left empty"),
                Cure::Value | Cure::Person => Wording::same(mask_within(&repair.value)),
                cure => cure.word(),
            },
        })
        .collect()
}

fn field_key(field: Field) -> String {
    serde_json::to_value(field).ok().and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The sheet back as it was, with the reason beside every cell that has a problem. Its ID numbers are whole, for the
/// office that sent it to correct: the log has who took it.
pub async fn annotated(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    RawQuery(query): RawQuery,
    Form(form): Form<FormPairs>,
) -> Answer {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let asked = [pairs(query.as_deref().unwrap_or_default()), form].concat();
    let options = decided(&asked, &file)?;
    let made = MadeFile::new()?;
    intake::annotated(&app.archive, &by, &file.path, &options, frame.lang, made.path()).await?;
    intake::sent_back(&app.archive, &by, &file.name, &file.digest).await?;
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    made.send(&format!("{stem}-{}.xlsx", frame.t("批注", "annotated"))).await
}
