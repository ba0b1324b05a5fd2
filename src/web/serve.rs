//! Listening, the index that follows, and a quiet end.

use std::net::SocketAddr;
use std::sync::Arc;

use futures::future::BoxFuture;

use super::base::app::ServeOptions;
use super::router::router;
use crate::acts::finding::viewing;
use crate::acts::upkeep::{backing_up, indexing, jobs};
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::procedures::documents::waiting;
use crate::say;

/// Serves pages and API on `listen` until Ctrl+C; requests under way are finished. Boxed, so that it is
/// compiled here and not again by whoever awaits it.
///
/// # Errors
/// `Busy` when the address is taken; whatever marking interrupted jobs answers.
pub fn serve(
    archive: Arc<Archive>,
    listen: SocketAddr,
    options: ServeOptions,
) -> BoxFuture<'static, Result<()>> {
    Box::pin(listen_on(archive, listen, options))
}

async fn listen_on(archive: Arc<Archive>, listen: SocketAddr, options: ServeOptions) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|error| {
        Error::Busy(say!(
            "不能在 {listen} 上提供网页（{error}）。换一个端口，例如 --listen 127.0.0.1:8788。",
            "Pages cannot be served on {listen} ({error}). Take another port, such as --listen 127.0.0.1:8788."
        ))
    })?;
    serve_on(archive, listener, options).await
}

/// The same on a socket that listens already.
pub async fn serve_on(
    archive: Arc<Archive>,
    listener: tokio::net::TcpListener,
    options: ServeOptions,
) -> Result<()> {
    jobs::mark_interrupted(&archive, &archive.local_user()).await?;
    jobs::clear_leftovers(&archive).await?;
    let last = viewing::events(&archive, &archive.local_user(), None, 1).await?;
    let local = listener.local_addr().is_ok_and(|at| at.ip().is_loopback());
    let options = ServeOptions { since: last.first().map_or(0, |event| event.seq), local, ..options };
    let following = tokio::spawn(indexing::follow(archive.clone()));
    let registering = tokio::spawn(waiting::follow(archive.clone()));
    let backing_up = tokio::spawn(backing_up::follow(archive.clone()));
    let served =
        axum::serve(listener, router(archive.clone(), options)).with_graceful_shutdown(ctrl_c()).await;
    // each ends at its next step; the runtime must not go before it
    for beside in [following, registering, backing_up] {
        beside.abort();
        if let Err(ended) = beside.await
            && ended.is_panic()
        {
            tracing::error!("work beside the pages ended badly");
        }
    }
    archive.close().await;
    Ok(served?)
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // without the signal the program ends as its process does
        std::future::pending::<()>().await;
    }
}
