//! What every page shares: language, colours, text size, the search box, the rail.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};

use super::App;
use super::words::thousands;
use crate::domain::role::By;
use crate::domain::wording::{Lang, Wording};
use crate::looking;

/// The frame around a page; its methods are the templates' vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub lang: Lang,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// `s` 标准, `l` 大字, `xl` 特大.
    pub size: String,
    pub path: String,
    /// The query without what the frame itself reads.
    pub query: String,
    /// Text in the search box.
    pub asked: String,
    /// `0211 芜湖市人力资源和社会保障局`
    pub fonds: String,
    /// Jobs this program is at.
    pub running: usize,
    pub demo: bool,
    /// What the act before this page did.
    pub said: Option<Wording>,
    /// Choices in the address that are to be remembered, as cookies.
    pub remember: Vec<String>,
    /// Name of a list and the columns this person chose for it.
    chosen_columns: Vec<(String, Vec<String>)>,
}

/// The three choices a person carries from page to page; the first value of each is the default.
const CHOICES: [(&str, &[&str]); 3] =
    [("lang", &["zh", "en"]), ("theme", &["auto", "light", "dark"]), ("size", &["s", "l", "xl"])];

impl Frame {
    /// Reads the choices from address and cookies and asks the archive whose it is.
    pub async fn of(app: &App, method: &Method, uri: &Uri, headers: &HeaderMap) -> Frame {
        let mut frame = Frame { path: uri.path().to_owned(), demo: app.options.demo, ..Frame::default() };
        let pairs = pairs(uri.query().unwrap_or_default());
        let [lang, theme, size] = CHOICES.map(|(name, values)| {
            let known = |value: &str| values.iter().find(|known| **known == value).copied();
            let asked = pairs.iter().rev().find(|(key, _)| key == name).and_then(|(_, value)| known(value));
            if let Some(value) = asked {
                frame.remember.push(format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"));
            }
            asked.or_else(|| cookie(headers, name).and_then(known)).unwrap_or(values[0])
        });
        frame.lang = if lang == "en" { Lang::En } else { Lang::Zh };
        (frame.theme, frame.size) = (theme.to_owned(), size.to_owned());
        let own = |key: &str| CHOICES.iter().any(|(name, _)| *name == key) || key == "said";
        frame.said =
            pairs.iter().find(|(key, _)| key == "said").and_then(|(_, value)| super::words::said(value));
        if *method == Method::GET {
            let kept: Vec<_> = pairs.iter().filter(|(key, _)| !own(key)).collect();
            frame.query = serde_urlencoded::to_string(&kept).unwrap_or_default();
            frame.asked = pairs
                .iter()
                .find(|(key, _)| key == "q" && uri.path() == "/search")
                .map_or_else(String::new, |(_, q)| q.clone());
        }
        frame.chosen_columns = cookies(headers)
            .filter_map(|(name, value)| Some((name.strip_prefix("cols-")?, value)))
            .map(|(list, value)| (list.to_owned(), value.split('.').map(str::to_owned).collect()))
            .collect();
        frame.running = app.archive.running_jobs();
        let fonds = looking::fonds(&app.archive, &app.archive.local_user()).await.unwrap_or_default();
        frame.fonds = match fonds.as_slice() {
            [] => String::new(),
            [only] => format!("{} {}", only.number, only.name),
            [first, rest @ ..] => format!("{} {} +{}", first.number, first.name, rest.len()),
        };
        frame
    }

    pub fn is_english(&self) -> bool {
        self.lang == Lang::En
    }

    /// The text of the page's language; both stand in the template.
    pub fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.is_english() { en } else { zh }
    }

    pub fn w<'a>(&self, wording: &'a Wording) -> &'a str {
        wording.in_lang(self.lang)
    }

    /// A count with thousands set apart.
    pub fn n(&self, number: impl std::borrow::Borrow<i64>) -> String {
        thousands(*number.borrow())
    }

    /// The columns chosen for a list; none: its usual ones.
    pub fn columns(&self, list: &str) -> Vec<String> {
        let chosen = self.chosen_columns.iter().find(|(name, _)| name == list);
        chosen.map(|(_, columns)| columns.clone()).unwrap_or_default()
    }

    /// This page with one of the three choices made anew.
    pub fn with(&self, name: &str, value: &str) -> String {
        let and = if self.query.is_empty() { "" } else { "&" };
        format!("{}?{}{and}{name}={value}", self.path, self.query)
    }

    /// Whether the rail's entry is where the person is.
    pub fn at(&self, section: &str) -> bool {
        match section {
            "/" => self.path == "/",
            "/volumes" => self.path.starts_with("/volumes") || self.path.starts_with("/items"),
            "/import" => self.path.starts_with("/import") || self.path.starts_with("/batches"),
            section => self.path.starts_with(section),
        }
    }
}

/// Name and value pairs of a query; what cannot be decoded is left out.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    cookies(headers).find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='))
}

/// Laid by [`super::shield`] before any handler runs.
impl FromRequestParts<Arc<App>> for Frame {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        match parts.extensions.get::<Frame>() {
            Some(frame) => Ok(frame.clone()),
            None => Ok(Frame::of(app, &parts.method, &parts.uri, &parts.headers).await),
        }
    }
}

/// Who asks, and when. Until accounts exist it is the local user.
pub struct Who(pub By);

impl FromRequestParts<Arc<App>> for Who {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        Ok(Who(app.archive.local_user()))
    }
}
