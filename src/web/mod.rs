//! The pages and the API (the door is being hung).

use std::sync::Arc;

use crate::archive::Archive;
use crate::domain::error::Result;

/// How the pages behave.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    pub demo: bool,
}

pub async fn serve(archive: Arc<Archive>, _listen: &str, _options: Options) -> Result<()> {
    archive.store.close().await;
    Ok(())
}
