//! The OpenAPI document, and a page that reads it: offline, from nothing but the document.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::domain::general::error::Result;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;

/// `/api/v1/openapi.json`
pub async fn document(State(app): Shared) -> Response {
    Json(&app.document).into_response()
}

struct Tag {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

struct Operation {
    method: String,
    path: String,
    summary: String,
    parameters: Vec<Row>,
    /// Body and its fields.
    body: Option<Body>,
    answers: Vec<Row>,
}

struct Body {
    kind: String,
    fields: Vec<Row>,
}

/// Name, type and what is said of it.
struct Row {
    name: String,
    kind: String,
    required: bool,
    says: String,
    /// The schema the type links to.
    link: String,
}

struct Shape {
    name: String,
    says: String,
    fields: Vec<Row>,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage {
    frame: Frame,
    title: String,
    description: String,
    tags: Vec<Tag>,
    shapes: Vec<Shape>,
}

/// `/api/docs`
pub async fn show(State(app): Shared, frame: Frame) -> Answer {
    let document = as_value(&app.document)?;
    let info = &document["info"];
    let mut tags: Vec<Tag> = list(&document["tags"])
        .map(|tag| Tag {
            name: text(&tag["name"]),
            description: text(&tag["description"]),
            operations: Vec::new(),
        })
        .collect();
    for (path, method, operation) in operations(&document) {
        let of = text(&operation["tags"][0]);
        if let Some(tag) = tags.iter_mut().find(|tag| tag.name == of) {
            tag.operations.push(described(&document, path, method, operation));
        }
    }
    let shapes = entries(&document["components"]["schemas"]);
    let shapes = shapes.map(|(name, schema)| Shape {
        name: name.clone(),
        says: text(&schema["description"]),
        fields: fields(&document, schema),
    });
    page(&DocsPage {
        title: text(&info["title"]),
        description: text(&info["description"]),
        tags,
        shapes: shapes.collect(),
        frame,
    })
}

fn as_value(document: &utoipa::openapi::OpenApi) -> Result<Value> {
    Ok(serde_json::to_value(document).map_err(anyhow::Error::from)?)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

fn operations(document: &Value) -> impl Iterator<Item = (&String, &'static str, &Value)> {
    entries(&document["paths"]).flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| Some((path, *method, item.get(*method)?)))
    })
}

fn described(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = list(&operation["parameters"]).map(|parameter| Row {
        name: text(&parameter["name"]),
        required: parameter["required"] == Value::Bool(true),
        says: text(&parameter["description"]),
        ..typed(&parameter["schema"])
    });
    let body = entries(&operation["requestBody"]["content"])
        .next()
        .map(|(kind, content)| Body { kind: kind.clone(), fields: fields(document, &content["schema"]) });
    let answers = entries(&operation["responses"]).map(|(status, answer)| {
        let schema = entries(&answer["content"]).next().map(|(_, content)| &content["schema"]);
        Row {
            name: status.clone(),
            says: text(&answer["description"]),
            ..schema.map(typed).unwrap_or_else(untyped)
        }
    });
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]) + &text(&operation["description"]),
        parameters: parameters.collect(),
        body,
        answers: answers.collect(),
    }
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}

/// Of a schema put together from several, those of all of them.
fn fields(document: &Value, schema: &Value) -> Vec<Row> {
    let schema = resolved(document, schema);
    let parts: Vec<&Value> = list(&schema["allOf"]).chain(list(&schema["oneOf"])).collect();
    if !parts.is_empty() {
        return parts.into_iter().flat_map(|part| fields(document, part)).collect();
    }
    let required: Vec<&str> = list(&schema["required"]).filter_map(Value::as_str).collect();
    let row = |(name, field): (&String, &Value)| Row {
        name: name.clone(),
        required: required.contains(&name.as_str()),
        says: text(&field["description"]),
        ..typed(field)
    };
    entries(&schema["properties"]).map(row).collect()
}

fn untyped() -> Row {
    Row {
        name: String::new(),
        kind: String::new(),
        required: false,
        says: String::new(),
        link: String::new(),
    }
}

/// The type in words: `string`, `Volume[]`, `integer | null`.
fn typed(schema: &Value) -> Row {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return Row { kind: name.to_owned(), link: name.to_owned(), ..untyped() };
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let rows: Vec<Row> = choices.iter().map(typed).collect();
        let kind = rows.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>().join(" | ");
        let link = rows.into_iter().map(|row| row.link).find(|link| !link.is_empty()).unwrap_or_default();
        return Row { kind, link, ..untyped() };
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" | "),
        Value::String(kind) => kind.clone(),
        _ => "any".to_owned(),
    };
    if schema["items"].is_object() {
        let of = typed(&schema["items"]);
        return Row { kind: kind.replace("array", &format!("{}[]", of.kind)), link: of.link, ..untyped() };
    }
    Row { kind, ..untyped() }
}
