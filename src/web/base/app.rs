//! What every handler shares.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;

use super::drawn_pages::DrawnPages;
use super::noticed::NoticeCount;
use super::patience::Patience;
use super::pending_questions;
use super::readings::Readings;
use super::traffic::Traffic;
use crate::archive::Archive;
use crate::domain::general::error::Result;

/// Where certificate (with its chain) and key lie, both PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// How a proxy says whom it knows: a header with the login, believed from its own address alone.
#[derive(Clone, Debug)]
pub struct LoginHeader {
    /// In lower case.
    pub name: String,
    pub from: IpAddr,
}

/// What `serve` can be told.
#[derive(Clone, Debug, Default)]
pub struct ServeOptions {
    /// The archive is the demonstration: home shows what to try.
    pub demo: bool,
    /// The last event before anybody came; what follows it was done by people.
    pub since: i64,
    /// Only this machine is answered: addresses that do not name it are refused.
    pub local: bool,
    /// Names it is reached by besides, behind a proxy.
    pub names: Vec<String>,
    /// A proxy stands in front: it says from where a request came.
    pub behind_proxy: bool,
    /// The proxy knows who comes by a certificate or UKey.
    pub login_header: Option<LoginHeader>,
    /// Pages are reached over TLS, by this program or the proxy's.
    pub over_tls: bool,
    /// Certificate and key, where this program does TLS.
    pub tls: Option<TlsFiles>,
    /// How long, and how many, connections are borne with.
    pub patience: Patience,
}

/// The pages for people who may see some fonds alone: over an archive of their own, made when first asked for.
pub struct Parts {
    /// Login and numbers of the fonds, with their pages.
    made: tokio::sync::Mutex<HashMap<(String, Vec<String>), Router>>,
    make: MakePages,
}

/// Makes pages over a part of the archive.
pub type MakePages = fn(Arc<Archive>, ServeOptions, Option<Parts>) -> Router;

/// So many people work in parts of the archive at once; more begin anew.
const MOST_PARTS: usize = 64;

impl Parts {
    pub fn new(make: MakePages) -> Parts {
        Parts { made: tokio::sync::Mutex::default(), make }
    }
}

/// What every handler shares.
pub struct App {
    pub archive: Arc<Archive>,
    pub options: ServeOptions,
    /// Dry runs of long sheets.
    pub readings: Readings,
    /// Pages of previews, until their pictures are fetched.
    pub drawn: DrawnPages,
    /// How many notices there are.
    pub notices: NoticeCount,
    /// The OpenAPI document, made once.
    pub document: utoipa::openapi::OpenApi,
    /// What was answered so far.
    pub traffic: Traffic,
    /// Questions that must not stand in an address.
    pub questions: pending_questions::Questions,
    /// `None`: these are themselves the pages of a part.
    pub parts: Option<Parts>,
}

impl App {
    /// The pages over these fonds alone, for one person; `None`: over those these pages are themselves.
    ///
    /// # Errors
    /// As [`Archive::within`].
    pub async fn part(&self, login: &str, fonds: Vec<String>) -> Result<Option<Router>> {
        let Some(parts) = &self.parts else { return Ok(None) };
        let mut made = parts.made.lock().await;
        let key = (login.to_owned(), fonds);
        if let Some(pages) = made.get(&key) {
            return Ok(Some(pages.clone()));
        }
        if made.len() >= MOST_PARTS {
            made.clear();
        }
        let archive = Arc::new(self.archive.within(&key.1, login).await?);
        let pages = (parts.make)(archive, self.options.clone(), None);
        made.insert(key, pages.clone());
        Ok(Some(pages))
    }
}

/// The handler's share of it.
pub type Shared = axum::extract::State<Arc<App>>;
