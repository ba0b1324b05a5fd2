//! `/items/amending`: one change of many records: what, a preview old → new, the change, and its undoing.

use askama::Template;
use axum::extract::{Form, Path, State};

use crate::acts::arranging::amending_many::{
    self, AmendedField, Amending, Amendment, AmendmentDone, AmendmentPreview,
};
use crate::acts::finding::basket::{self, Entries};
use crate::domain::general::error::Error;
use crate::domain::general::masking::Detail;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::problems;
use crate::web::base::app::Shared;
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::story::{self, HistoryLine};
use crate::web::base::who::Who;

/// Rows of a preview that are listed; problems come first, the rest are counted.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "arranging/items/amending.html")]
struct AmendingPage {
    frame: Frame,
    /// Records chosen.
    ids: Vec<i64>,
    typed: Typed,
    /// Keys and names of the fields.
    fields: Vec<(&'static str, Wording)>,
    errors: Errors,
    preview: Option<AmendmentPreview>,
    /// Rows of the preview that are not listed, and those with problems.
    hidden: usize,
    blocked: usize,
}

impl AmendingPage {
    fn text(&self, value: &Detail) -> String {
        value.told().as_str().unwrap_or_default().to_owned()
    }
}

/// The form as it was typed.
#[derive(Default)]
struct Typed {
    field: String,
    how: String,
    find: String,
    with: String,
    value: String,
    reason: String,
}

impl Typed {
    fn read(form: &Pairs) -> Typed {
        let one = |name: &str| {
            form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        Typed {
            field: one("field"),
            how: one("how"),
            find: one("find"),
            with: one("with"),
            value: one("value"),
            reason: one("reason"),
        }
    }

    fn amendment(&self, items: &[i64], seen: Option<String>) -> Answer<Amendment> {
        let field = AmendedField::from_key(&self.field).ok_or_else(|| {
            let known = AmendedField::ALL.iter().map(|field| field.key()).collect::<Vec<_>>().join(" ");
            Fault::from(no_such_amended_field(&self.field, &known))
        })?;
        let does = match self.how.as_str() {
            "set" => Amending::Set(self.value.clone()),
            _ => Amending::Replace { find: self.find.clone(), with: self.with.clone() },
        };
        Ok(Amendment { items: items.to_vec(), field, does, reason: self.reason.clone(), seen })
    }
}

/// Records ticked in a list, or those the form carries along.
fn chosen(form: &Pairs) -> Vec<i64> {
    let marks = form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.as_str());
    let mut ids = Entries::of_marks(marks).items;
    let carried = form.iter().filter(|(key, _)| key == "items");
    ids.extend(carried.flat_map(|(_, ids)| ids.split(' ')).filter_map(|id| id.parse::<i64>().ok()));
    ids
}

fn drawn(
    frame: Frame,
    ids: Vec<i64>,
    typed: Typed,
    errors: Errors,
    preview: Option<AmendmentPreview>,
) -> Answer {
    let (mut hidden, mut blocked) = (0, 0);
    let preview = preview.map(|mut preview| {
        preview.rows.sort_by_key(|row| row.problems.is_empty());
        blocked = preview.rows.iter().filter(|row| !row.problems.is_empty()).count();
        hidden = preview.rows.len().saturating_sub(SHOWN);
        preview.rows.truncate(SHOWN);
        preview
    });
    let fields = AmendedField::ALL.iter().map(|field| (field.key(), field.word())).collect();
    let page = AmendingPage { frame, ids, typed, fields, errors, preview, hidden, blocked };
    page.errors.page(&page)
}

/// `GET /items/amending`: the records in the basket.
pub async fn begin(State(app): Shared, Who(by): Who, frame: Frame) -> Answer {
    let ids = basket::look(&app.archive, &by).await?.items;
    drawn(frame, ids, Typed::default(), Errors::default(), None)
}

/// `POST /items/amending`: the form over the ticked records, its preview, or the change itself.
pub async fn amend(State(app): Shared, Who(by): Who, frame: Frame, Form(form): Form<Pairs>) -> Answer {
    let (ids, typed) = (chosen(&form), Typed::read(&form));
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    if ids.is_empty() {
        return Err(Fault::from(Error::from(amending_many::no_record_chosen())));
    }
    let done = match one("act") {
        "" => return drawn(frame, ids, typed, Errors::default(), None),
        "do" => match typed.amendment(&ids, Some(one("seen").to_owned())) {
            Ok(amendment) => match amending_many::amend(&app.archive, &by, amendment).await {
                Ok((seq, _)) => return onward(&format!("/items/amending/{seq}?said=amended")),
                Err(error) => Err(Fault::from(error)),
            },
            Err(fault) => Err(fault),
        },
        _ => Ok(()),
    };
    let preview = match typed.amendment(&ids, None) {
        Ok(amendment) => amending_many::preview(&app.archive, &by, &amendment).await.map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    match (done, preview) {
        (Ok(()), Ok(preview)) => drawn(frame, ids, typed, Errors::default(), Some(preview)),
        // what stands in the way of single records is told at each of them
        (Err(fault), Ok(preview)) => {
            let told = !preview.problems().is_empty();
            let errors = if told { Errors::default() } else { Errors::sort(fault, field_of)? };
            drawn(frame, ids, typed, errors, Some(preview))
        }
        (_, Err(fault)) => drawn(frame, ids, typed, Errors::sort(fault, field_of)?, None),
    }
}

fn field_of(problem: &Problem) -> String {
    match problem.kind.as_str() {
        "nothing_sought" => "find-text".to_owned(),
        "no_such_amended_field" => "field".to_owned(),
        _ => String::new(),
    }
}

#[derive(Template)]
#[template(path = "arranging/items/amended.html")]
struct AmendedPage {
    frame: Frame,
    seq: i64,
    line: HistoryLine,
    /// Record, its code, field, old, new.
    changes: Vec<AmendedShown>,
    hidden: usize,
    undone_by: Option<i64>,
}

struct AmendedShown {
    item: i64,
    code: String,
    change: story::Changed,
}

/// `GET /items/amending/{seq}`: what was changed, and whether it can be undone.
pub async fn done(State(app): Shared, Who(by): Who, frame: Frame, Path(seq): Path<i64>) -> Answer {
    let AmendmentDone { logged, undone_by } = amending_many::done(&app.archive, &by, seq).await?;
    let mut changes = story::changes_by_record(&logged);
    let hidden = changes.len().saturating_sub(SHOWN);
    changes.truncate(SHOWN);
    let changes = changes.into_iter().map(|(item, code, change)| AmendedShown { item, code, change });
    page(&AmendedPage {
        frame,
        seq,
        changes: changes.collect(),
        hidden,
        undone_by,
        line: story::told(logged),
    })
}

/// `POST /items/amending/{seq}/undoing`
pub async fn undo(State(app): Shared, Who(by): Who, Path(seq): Path<i64>) -> Answer {
    amending_many::undo(&app.archive, &by, seq).await?;
    onward(&format!("/items/amending/{seq}?said=undone"))
}

problems! {
    refuse no_such_amended_field(field, known):
        "不能批量修改「{field}」。" / "\"{field}\" is not changed in many records at once."
        => "可以修改：{known}。" / "Those that are: {known}.";
}
