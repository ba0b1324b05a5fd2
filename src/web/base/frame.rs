//! What every page shares: language, colours, text size, the search box, the rail.

use std::collections::HashSet;
use std::sync::Arc;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};

use super::app::App;
use super::words::thousands;
use crate::acts::finding::{basket, viewing};
use crate::acts::setup::signing_in;
use crate::domain::general::role::{Actor, By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::using::consultation::{Reason, choices};
use crate::{embedded, say};

/// The frame around a page; its methods are the templates' vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub lang: Lang,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// `s` 标准, `l` 大字, `xl` 特大.
    pub size: String,
    /// Height of rows: `compact`, `standard` or `large`.
    pub density: String,
    pub path: String,
    /// The query without what the frame itself reads.
    pub query: String,
    /// Text in the search box.
    pub asked: String,
    /// `wide` or `narrow`.
    pub rail: String,
    /// `0211 芜湖市人力资源和社会保障局`, or how many there are.
    pub fonds: String,
    /// Number and name of every fonds, and the one lists begin with.
    pub fonds_all: Vec<(String, String)>,
    pub fonds_now: Option<String>,
    /// What lies in the basket, as marks (`v12`, `i5`).
    pub basket: Arc<HashSet<String>>,
    /// Jobs this program is at.
    pub running: usize,
    /// Things to be seen to.
    pub notices: usize,
    pub demo: bool,
    /// Of the demonstration's five things, those this browser has looked at.
    pub tried: Vec<String>,
    /// What the act before this page did.
    pub said: Option<Wording>,
    /// Choices in the address that are to be remembered, as cookies.
    pub remember: Vec<String>,
    /// Whom the last volume closed in this browser was closed by.
    pub closer: String,
    /// Who asks; `None`: nobody signed in.
    pub actor: Option<Actor>,
    /// In the demonstration: login and name of those whose eyes it can be seen with.
    pub demo_posts: Vec<(String, Wording)>,
    /// Name of a list and the columns this person chose for it.
    chosen_columns: Vec<(String, Vec<String>)>,
    /// The columns the address asks for, whichever list it shows.
    asked_columns: Vec<String>,
}

/// The band above every page. A template of its own, and not included, because what is included is compiled
/// again for every page.
#[derive(Debug, Template)]
#[template(path = "base/parts/top.html")]
pub struct TopBand<'a> {
    frame: &'a Frame,
}

/// The links beside every page; a template of its own like [`TopBand`].
#[derive(Debug, Template)]
#[template(path = "base/parts/rail.html")]
pub struct SideLinks<'a> {
    frame: &'a Frame,
}

/// Both escaped what they hold themselves.
impl HtmlSafe for TopBand<'_> {}
impl HtmlSafe for SideLinks<'_> {}

/// The choices a person carries from page to page; the first value of each is the default.
const CHOICES: [(&str, &[&str]); 5] = [
    ("lang", &["zh", "en"]),
    ("theme", &["auto", "light", "dark"]),
    ("size", &["s", "l", "xl"]),
    ("rail", &["wide", "narrow"]),
    ("density", &["compact", "standard", "large"]),
];

/// In the address: the fonds lists and search begin with from now on; `all` for every one.
const FONDS_KEPT: &str = "keep_fonds";
/// What an address says for no fonds in particular.
pub const EVERY_FONDS: &str = "all";
/// The cookie that keeps the name of who closes volumes.
const CLOSER: &str = "closer";
/// In the address of a list: the columns it shows, between points.
pub const COLUMNS: &str = "cols";
/// A year, in seconds.
const KEPT_FOR: u32 = 31_536_000;

impl Frame {
    /// Reads the choices from address and cookies and asks the archive whose it is.
    pub async fn read(app: &App, method: &Method, uri: &Uri, headers: &HeaderMap, by: Option<&By>) -> Frame {
        let mut frame = Frame { path: uri.path().to_owned(), demo: app.options.demo, ..Frame::default() };
        frame.actor = by.map(|by| by.actor.clone());
        let pairs = pairs(uri.query().unwrap_or_default());
        let [lang, theme, size, rail, density] = CHOICES.map(|(name, values)| {
            let known = |value: &str| values.iter().find(|known| **known == value).copied();
            // a page's own `size` is the number of rows of its list
            let asked = pairs.iter().rev().find_map(|(key, value)| known(value).filter(|_| key == name));
            if let Some(value) = asked {
                frame.remember.push(cookie(name, value));
            }
            asked.or_else(|| kept(headers, name).and_then(known)).unwrap_or(values[0])
        });
        frame.lang = if lang == "en" { Lang::En } else { Lang::Zh };
        (frame.theme, frame.size, frame.rail) = (theme.to_owned(), size.to_owned(), rail.to_owned());
        frame.density = density.to_owned();
        frame.said =
            pairs.iter().find(|(key, _)| key == "said").and_then(|(_, value)| super::words::said(value));
        frame.read_query(method, uri);
        if *method == Method::GET {
            frame.asked = pairs
                .iter()
                .find(|(key, _)| key == "q" && uri.path() == "/search")
                .map_or_else(String::new, |(_, q)| q.clone());
        }
        frame.closer = kept(headers, CLOSER).map_or_else(String::new, |name| {
            super::frame::pairs(name).pop().map_or_else(String::new, |(_, name)| name)
        });
        frame.chosen_columns = cookies(headers)
            .filter_map(|(name, value)| Some((name.strip_prefix("cols-")?, value)))
            .map(|(list, value)| (list.to_owned(), value.split('.').map(str::to_owned).collect()))
            .collect();
        let asked = pairs.iter().find(|(key, _)| key == COLUMNS).map_or("", |(_, columns)| columns.as_str());
        frame.asked_columns =
            asked.split('.').filter(|column| !column.is_empty()).map(str::to_owned).collect();
        frame.tried = tried(kept(headers, "tried"));
        let chosen = pairs.iter().find(|(key, _)| key == FONDS_KEPT).map(|(_, value)| value.as_str());
        if let Some(by) = by {
            frame.look_around(app, by, chosen, kept(headers, "fonds")).await;
        }
        frame
    }

    /// Takes over what a page's address says, without what the frame itself reads.
    pub fn read_query(&mut self, method: &Method, uri: &Uri) {
        let own = |key: &str, value: &str| {
            key == "said"
                || key == FONDS_KEPT
                || CHOICES.iter().any(|(name, values)| *name == key && values.contains(&value))
        };
        if *method == Method::GET {
            let mut kept = pairs(uri.query().unwrap_or_default());
            kept.retain(|(key, value)| !own(key, value));
            self.query = serde_urlencoded::to_string(&kept).unwrap_or_default();
        }
    }

    /// What the archive says: its fonds, the jobs running, the caller's basket. A page is drawn even
    /// when the database does not answer.
    async fn look_around(&mut self, app: &App, by: &By, chosen: Option<&str>, kept: Option<&str>) {
        if self.demo {
            self.demo_posts = signing_in::demonstration_posts(&app.archive).await.unwrap_or_default();
        }
        self.running = app.archive.running_jobs();
        self.notices = app.notices.count(&app.archive, by).await.unwrap_or_default();
        let fonds = viewing::fonds(&app.archive, by).await.unwrap_or_default();
        self.fonds_all = fonds.into_iter().map(|fonds| (fonds.number, fonds.name)).collect();
        let known =
            |number: &&str| *number == EVERY_FONDS || self.fonds_all.iter().any(|(one, _)| one == number);
        let asked = chosen.filter(known);
        self.remember.extend(asked.map(|number| cookie("fonds", number)));
        let now = asked.or(kept.filter(known)).filter(|number| *number != EVERY_FONDS);
        self.fonds_now = now.filter(|_| self.fonds_all.len() > 1).map(str::to_owned);
        self.fonds = match (&self.fonds_now, self.fonds_all.as_slice()) {
            (_, []) => String::new(),
            (_, [(number, name)]) => format!("{number} {name}"),
            (None, all) => say!("全部 {} 个全宗", "All {} fonds", all.len()).in_lang(self.lang).to_owned(),
            (Some(now), all) => all
                .iter()
                .find(|(number, _)| number == now)
                .map_or_else(String::new, |(number, name)| format!("{number} {name}")),
        };
        let basket = basket::look(&app.archive, by).await.unwrap_or_default();
        self.basket = Arc::new(basket.marks().collect());
    }

    pub fn top_band(&self) -> TopBand<'_> {
        TopBand { frame: self }
    }

    pub fn side_links(&self) -> SideLinks<'_> {
        SideLinks { frame: self }
    }

    /// Name of who asks.
    pub fn name(&self) -> &str {
        self.actor.as_ref().map_or("", |actor| &actor.name)
    }

    pub fn login(&self) -> &str {
        self.actor.as_ref().map_or("", |actor| &actor.login)
    }

    /// Whether who asks may do a deed, by its key.
    /// What whole ID numbers are looked at for, to choose from.
    pub fn reasons(&self) -> &'static [Reason] {
        &choices().reasons
    }

    pub fn may(&self, deed: &str) -> bool {
        let deed = Deed::from_key(deed);
        self.actor.as_ref().zip(deed).is_some_and(|(actor, deed)| actor.rights.may(deed))
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

    /// What to do about a problem, as it reads on a page: what to click, not what to type into a terminal.
    pub fn fix(&self, fix: &Wording) -> String {
        fix.without_commands().in_lang(self.lang).to_owned()
    }

    /// The address of a style sheet or script.
    pub fn asset(&self, name: &str) -> String {
        embedded::web_address(name)
    }

    /// A count with thousands set apart.
    pub fn n(&self, number: impl std::borrow::Borrow<i64>) -> String {
        thousands(*number.borrow())
    }

    /// The columns chosen for a list; none: its usual ones.
    pub fn columns(&self, list: &str) -> Vec<String> {
        if !self.asked_columns.is_empty() {
            return self.asked_columns.clone();
        }
        let chosen = self.chosen_columns.iter().find(|(name, _)| name == list);
        chosen.map(|(_, columns)| columns.clone()).unwrap_or_default()
    }

    /// This page for one fonds, or with [`EVERY_FONDS`] for all.
    pub fn with_fonds(&self, number: &str) -> String {
        let mut kept = pairs(&self.query);
        kept.retain(|(key, _)| key != "fonds" && key != "page");
        kept.push((FONDS_KEPT.to_owned(), number.to_owned()));
        format!("{}?{}", self.path, serde_urlencoded::to_string(&kept).unwrap_or_default())
    }

    /// The address a list is asked for at, where the fonds it begins with is not said.
    pub fn with_own_fonds(&self, uri: &Uri) -> Option<Uri> {
        let number = self.fonds_now.as_deref()?;
        let said = pairs(uri.query().unwrap_or_default()).iter().any(|(key, _)| key == "fonds");
        if said || !BEGIN_WITH_A_FONDS.contains(&uri.path()) {
            return None;
        }
        let query = uri.query().map_or_else(String::new, |query| format!("{query}&"));
        format!("{}?{query}fonds={number}", uri.path()).parse().ok()
    }

    pub fn in_basket(&self, mark: &str) -> bool {
        self.basket.contains(mark)
    }

    /// This page with one of the choices made anew.
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
            "/forms" => self.path.starts_with("/forms") || self.path.starts_with("/labels"),
            section => self.path.starts_with(section),
        }
    }
}

/// Name and value pairs of a query; what cannot be decoded is left out.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

/// Pages that show one fonds where one was chosen and the address names none.
const BEGIN_WITH_A_FONDS: [&str; 8] = [
    "/search",
    "/volumes",
    "/volumes/check",
    "/items",
    "/retention",
    "/catalogs",
    "/catalogs/preview",
    "/transfer",
];

/// What was kept of what this browser looked at.
fn tried(cookie: Option<&str>) -> Vec<String> {
    cookie.unwrap_or_default().split('.').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What a browser is asked to keep.
pub fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age={KEPT_FOR}; SameSite=Lax")
}

/// The cookie for the name of who closes volumes, whatever letters it has.
pub fn closer(name: &str) -> String {
    cookie(CLOSER, &serde_urlencoded::to_string([("name", name)]).unwrap_or_default())
}

fn kept<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    cookies(headers).find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='))
}

/// Laid by [`crate::web::shield`] before any handler runs.
impl FromRequestParts<Arc<App>> for Frame {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        match parts.extensions.get::<Frame>() {
            Some(frame) => Ok(frame.clone()),
            None => Ok(Frame::read(app, &parts.method, &parts.uri, &parts.headers, None).await),
        }
    }
}
