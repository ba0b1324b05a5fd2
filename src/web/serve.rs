//! Listening, what goes on beside the pages, and a quiet end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::base::app::ServeOptions;
use super::connections;
use super::router::router;
use super::tls::Tls;
use crate::acts::finding::viewing;
use crate::acts::receiving::inbox;
use crate::acts::upkeep::{backing_up, checkpointing, indexing, jobs};
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::procedures::claims;
use crate::procedures::documents::waiting;
use crate::progress::asked_to_stop;
use crate::say;

/// For the end of the jobs and of the writer's queue, once no request is under way any more.
const LAST_WORK: Duration = Duration::from_secs(2);

/// Serves pages and API on `listen`, and tells `opened` the address, until the program is told to stop (SIGINT,
/// SIGTERM): then nobody is let in any more, requests and jobs under way may finish their portion for some seconds, and
/// the writer its queue. Told a second time, the program ends at once. Boxed, so that it is compiled here and not again by whoever awaits it.
///
/// # Errors
/// `Busy` when the address is taken; whatever marking interrupted jobs answers.
pub fn serve(
    archive: Arc<Archive>,
    listen: SocketAddr,
    options: ServeOptions,
    opened: impl FnOnce(SocketAddr) + Send + 'static,
) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let listener = listen_on(listen).await?;
        opened(listener.local_addr()?);
        let (tell, stop) = watch::channel(false);
        let watching = tokio::spawn(async move {
            asked_to_stop().await;
            tell.send(true).ok();
            asked_to_stop().await;
            tracing::warn!("told to stop a second time: ending at once");
            std::process::exit(130);
        });
        let served = serve_on(archive, listener, options, stop).await;
        watching.abort();
        served
    })
}

async fn listen_on(listen: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen).await.map_err(|error| {
        Error::Busy(say!(
            "不能在 {listen} 上提供网页（{error}）。换一个端口，例如 --listen 127.0.0.1:8788。",
            "Pages cannot be served on {listen} ({error}). Take another port, such as --listen 127.0.0.1:8788."
        ))
    })
}

/// The same on a socket that listens already, until `stop` says so.
pub async fn serve_on(
    archive: Arc<Archive>,
    listener: TcpListener,
    options: ServeOptions,
    stop: watch::Receiver<bool>,
) -> Result<()> {
    let tls = options.tls.clone().map(Tls::read).transpose()?.map(Arc::new);
    jobs::mark_interrupted(&archive, &archive.program()).await?;
    jobs::clear_leftovers(&archive).await?;
    inbox::clear_leftovers(&archive).await?;
    let last = viewing::events(&archive, &archive.program(), None, 1).await?;
    let local = listener.local_addr().is_ok_and(|at| at.ip().is_loopback());
    let options = ServeOptions { since: last.first().map_or(0, |event| event.seq), local, ..options };
    let beside = [
        tokio::spawn(indexing::follow(archive.clone())),
        tokio::spawn(waiting::follow(archive.clone())),
        tokio::spawn(jobs::look_after(archive.clone())),
        tokio::spawn(checkpointing::follow(archive.clone())),
        tokio::spawn(backing_up::follow(archive.clone())),
    ];
    let patience = options.patience;
    let asked = tokio::spawn({
        let (archive, mut stop) = (archive.clone(), stop.clone());
        async move {
            stop.wait_for(|stopped| *stopped).await.ok();
            archive.ask_jobs_to_stop();
        }
    });
    connections::serve(listener, router(archive.clone(), options), (patience, tls), stop).await;
    asked.abort();
    let idle = async {
        while archive.running_jobs() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if tokio::time::timeout(LAST_WORK, idle).await.is_err() {
        tracing::warn!("a job under way was cut off; it can be begun again");
    }
    // each ends at its next step; the runtime must not go before it
    for beside in beside {
        beside.abort();
        if let Ok(Err(ended)) = tokio::time::timeout(LAST_WORK, beside).await
            && ended.is_panic()
        {
            tracing::error!("work beside the pages ended badly");
        }
    }
    let closed = async {
        claims::leave_node(&archive).await;
        archive.close().await;
    };
    if tokio::time::timeout(LAST_WORK, closed).await.is_err() {
        tracing::warn!("the database was not closed in time; what was answered is in it");
    }
    Ok(())
}
