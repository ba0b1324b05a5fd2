//! What every handler shares.

use std::sync::Arc;

use super::drawn_pages::DrawnPages;
use super::pending_questions;
use super::readings::Readings;
use super::traffic::Traffic;
use crate::archive::Archive;

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
}

/// What every handler shares.
pub struct App {
    pub archive: Arc<Archive>,
    pub options: ServeOptions,
    /// Dry runs of long sheets.
    pub readings: Readings,
    /// Pages of previews, until their pictures are fetched.
    pub drawn: DrawnPages,
    /// The OpenAPI document, made once.
    pub document: utoipa::openapi::OpenApi,
    /// What was answered so far.
    pub traffic: Traffic,
    /// Questions that must not stand in an address.
    pub questions: pending_questions::Questions,
}

/// The handler's share of it.
pub type Shared = axum::extract::State<Arc<App>>;
