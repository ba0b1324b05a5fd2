//! The writer: one task writes, and no write ends without its event.
//!
//! A deed runs inside a savepoint and returns its value with the [`Event`] that says what happened; deeds
//! waiting in the queue share one transaction (up to [`TOGETHER`]); each is answered after `COMMIT`. There is
//! no other way to write: the functions that change rows belong to [`Tx`], and only this file begins one.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures::FutureExt as _;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use super::errors::PATIENCE;
use super::handed_on::HandedOn;
use super::queries::Backend;
use super::sql::Connection;
use super::tx::Tx;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::event::Event;
use crate::say;

/// Deeds that may share one commit.
const TOGETHER: usize = 64;

/// How a deed ends.
pub enum DeedEnd {
    /// With what happened.
    Event(Event),
    /// There was nothing to do: whatever it wrote is undone.
    Nothing,
    /// It wrote rows that no event names ([`VerifiedBy::Nobody`](super::VerifiedBy)), and nothing else.
    Unlogged,
}

impl From<Event> for DeedEnd {
    fn from(event: Event) -> Self {
        DeedEnd::Event(event)
    }
}

impl From<Option<Event>> for DeedEnd {
    fn from(event: Option<Event>) -> Self {
        event.map_or(DeedEnd::Nothing, DeedEnd::Event)
    }
}

/// What one write does: `async move |tx| { …; Ok((value, event)) }`. It is for closures what
/// `AsyncFnOnce(&mut Tx) -> Result<(T, Event)>` says, and that their work may be done by another thread.
/// `E` is `Option<Event>` where the deed may find that there is nothing to write, [`DeedEnd`] where no event names
/// what it writes.
pub trait WriteDeed<'a, T, E = Event>: FnOnce(&'a mut Tx) -> <Self as WriteDeed<'a, T, E>>::Work {
    type Work: Future<Output = Result<(T, E)>> + Send + 'a;
}

impl<'a, T, E, F, W> WriteDeed<'a, T, E> for F
where
    F: FnOnce(&'a mut Tx) -> W,
    W: Future<Output = Result<(T, E)>> + Send + 'a,
{
    type Work = W;
}

type Answer = Result<Box<dyn Any + Send>>;
type Work<'a> = Pin<Box<dyn Future<Output = Result<(Box<dyn Any + Send>, DeedEnd)>> + Send + 'a>>;
type BoxedDeed = Box<dyn for<'a> FnOnce(&'a mut Tx) -> Work<'a> + Send>;

enum Request {
    Write { by: Option<By>, deed: BoxedDeed, answer: oneshot::Sender<Answer> },
    Stop(oneshot::Sender<()>),
}

/// The queue to the task that writes.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Request>,
}

impl Writer {
    /// Begins to write over this connection.
    pub(super) fn start(connection: Connection, backend: Backend, reconnect: Reconnect) -> Self {
        let (queue, requests) = mpsc::channel(1024);
        tokio::spawn(write_on(connection, backend, reconnect, requests));
        Writer { queue }
    }

    /// For a store opened for reading only: every write answers that writing has stopped.
    pub(super) fn stopped() -> Self {
        Writer { queue: mpsc::channel(1).0 }
    }

    /// Requests in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Ends writing; waits until the last write is done and the connection is closed.
    pub(super) async fn stop(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Request::Stop(done)).await.is_ok() {
            wait.await.ok();
        }
    }
}

/// How a lost connection is made again; `None`: an embedded database is not lost.
pub(super) type Reconnect = Option<Box<sqlx::postgres::PgConnectOptions>>;

impl Writer {
    /// As [`Store::write`](super::Store::write) and [`Store::write_if_needed`](super::Store::write_if_needed) say;
    /// `by` is unset where no event tells who did it.
    pub(super) async fn write<T, E, F>(&self, by: Option<&By>, deed: F) -> Result<T>
    where
        T: Send + 'static,
        E: Into<DeedEnd>,
        F: for<'a> WriteDeed<'a, T, E> + Send + 'static,
    {
        let deed: BoxedDeed = Box::new(move |tx| {
            let work = deed(tx);
            Box::pin(async move {
                let (value, event) = work.await?;
                Ok((Box::new(value) as Box<dyn Any + Send>, event.into()))
            })
        });
        let value = self.answer(by, deed).await?;
        value
            .downcast::<T>()
            .map(|value| *value)
            .map_err(|_| anyhow::anyhow!("a deed answered with another type").into())
    }

    async fn answer(&self, by: Option<&By>, deed: BoxedDeed) -> Answer {
        let (answer, wait) = oneshot::channel();
        let gone = || {
            Error::Busy(say!(
                "数据库的写入已经停止。请重新启动归档，再看一遍这一步是否已经做了。",
                "Writing to the database has stopped. Restart Guidang and see whether this step was done."
            ))
        };
        let request = Request::Write { by: by.cloned(), deed, answer };
        self.queue.send(request).await.map_err(|_| gone())?;
        wait.await.map_err(|_| gone())?
    }
}

async fn write_on(
    connection: Connection,
    backend: Backend,
    reconnect: Reconnect,
    mut requests: mpsc::Receiver<Request>,
) {
    let connection = Arc::new(Mutex::new(connection));
    let handed_on = HandedOn::default();
    while let Some(first) = requests.recv().await {
        let mut together = vec![first];
        while together.len() < TOGETHER {
            match requests.try_recv() {
                Ok(request) => together.push(request),
                Err(_) => break,
            }
        }
        let mut deeds = Vec::new();
        let mut stop = None;
        for request in together {
            match request {
                Request::Write { by, deed, answer } => deeds.push((by, deed, answer)),
                Request::Stop(done) => stop = Some(done),
            }
        }
        if !deeds.is_empty() {
            mend(&connection, reconnect.as_deref()).await;
            write_together(&connection, backend, deeds, &handed_on).await;
        }
        if let Some(done) = stop {
            close(connection).await;
            done.send(()).ok();
            return;
        }
    }
    close(connection).await;
}

/// Closes the connection, which no deed has any more.
async fn close(connection: Arc<Mutex<Connection>>) {
    if let Some(connection) = Arc::into_inner(connection) {
        connection.into_inner().close().await;
    }
}

/// Connects again when the server has gone and come back meanwhile; what cannot be mended is said by
/// the write itself.
async fn mend(connection: &Mutex<Connection>, reconnect: Option<&sqlx::postgres::PgConnectOptions>) {
    use sqlx::{ConnectOptions as _, Connection as _};
    let mut connection = connection.lock().await;
    // a server whose machine is gone answers nothing at all
    if let (Connection::Postgres(server), Some(options)) = (&mut *connection, reconnect)
        && !matches!(timeout(PATIENCE, server.ping()).await, Ok(Ok(())))
        && let Ok(Ok(fresh)) = timeout(PATIENCE, options.connect()).await
    {
        *connection = Connection::Postgres(Box::new(fresh));
    }
}

/// Runs a statement without parameters on the writer's connection.
async fn run(connection: &Mutex<Connection>, sql: &'static str) -> Result<()> {
    connection.lock().await.run(sql).await
}

/// One transaction for all deeds; each in its own savepoint, each answered after the commit.
async fn write_together(
    connection: &Arc<Mutex<Connection>>,
    backend: Backend,
    deeds: Vec<(Option<By>, BoxedDeed, oneshot::Sender<Answer>)>,
    handed_on: &HandedOn,
) {
    if let Err(error) = begin(connection, backend).await {
        answer_all(deeds.into_iter().map(|(_, _, answer)| answer), &error);
        return;
    }
    let (mut done, mut lost) = (Vec::new(), None);
    for (by, deed, answer) in deeds {
        if let Some(error) = &lost {
            answer_all(std::iter::once(answer), error);
            continue;
        }
        match one_deed(connection, backend, by.as_ref(), deed, handed_on).await {
            Ok(value) => done.push((answer, value)),
            Err(Failed::Deed(error)) => {
                answer.send(Err(error)).ok();
            }
            Err(Failed::Transaction(error)) => {
                answer_all(std::iter::once(answer), &error);
                lost = Some(error);
            }
        }
    }
    let ended = match lost {
        Some(error) => Err(error),
        None => run(connection, "commit").await,
    };
    match ended {
        Ok(()) => done.into_iter().for_each(|(answer, value)| {
            answer.send(Ok(value)).ok();
        }),
        Err(error) => {
            run(connection, "rollback").await.ok();
            answer_all(done.into_iter().map(|(answer, _)| answer), &error);
        }
    }
}

async fn begin(connection: &Mutex<Connection>, backend: Backend) -> Result<()> {
    match backend {
        Backend::Sqlite => run(connection, "begin immediate").await,
        // one writer at a time across all nodes; readers are not held up
        Backend::Postgres => {
            run(connection, "begin").await?;
            match run(connection, "lock table event in exclusive mode").await {
                Ok(()) => Ok(()),
                Err(error) => {
                    run(connection, "rollback").await.ok();
                    Err(error)
                }
            }
        }
    }
}

/// Leaves the transaction as it was before the deed.
const UNDO: &str = "rollback to savepoint deed; release savepoint deed";

/// What a failing deed leaves of the transaction.
enum Failed {
    /// Its savepoint was undone; the others go on.
    Deed(Error),
    /// The database ended the transaction (a full disk does); nothing of it will be written.
    Transaction(Error),
}

async fn one_deed(
    connection: &Arc<Mutex<Connection>>,
    backend: Backend,
    by: Option<&By>,
    deed: BoxedDeed,
    handed_on: &HandedOn,
) -> Result<Box<dyn Any + Send>, Failed> {
    run(connection, "savepoint deed").await.map_err(Failed::Transaction)?;
    // a deed that panics is a defect; it ends that deed, never the task that writes for all others
    let mut tx = Tx::begin(connection.clone(), backend, handed_on.clone());
    let outcome = AssertUnwindSafe(deed_with_event(&mut tx, by, deed)).catch_unwind().await;
    match outcome.unwrap_or_else(|panic| Err(panicked(&*panic))) {
        Ok((value, stays)) => {
            let end = if stays { "release savepoint deed" } else { UNDO };
            run(connection, end).await.map_err(Failed::Transaction)?;
            handed_on.after(&tx.named, tx.handing, &tx.previous);
            Ok(value)
        }
        Err(error) => match run(connection, UNDO).await {
            Ok(()) => Err(Failed::Deed(error)),
            Err(_) => Err(Failed::Transaction(error)),
        },
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    anyhow::anyhow!("the write broke off and was undone: {said}").into()
}

/// The deed's value, and whether something stays written.
async fn deed_with_event(
    tx: &mut Tx,
    by: Option<&By>,
    deed: BoxedDeed,
) -> Result<(Box<dyn Any + Send>, bool)> {
    let (last, previous) = tx.end_of_log().await?;
    tx.handed_on.begin(&previous);
    (tx.seq, tx.previous) = (last + 1, previous);
    let (value, end) = deed(tx).await?;
    match (end, by) {
        (DeedEnd::Event(event), Some(by)) => {
            tx.keep_within(by, &event.what).await?;
            tx.log(by, event).await?;
            tx.note_request(by).await?;
        }
        (DeedEnd::Event(event), None) => {
            return Err(anyhow::anyhow!("{} is done as nobody", event.what).into());
        }
        (DeedEnd::Nothing, _) => return Ok((value, false)),
        (DeedEnd::Unlogged, _) if tx.touched.is_empty() => {}
        (DeedEnd::Unlogged, _) => {
            return Err(anyhow::anyhow!("a deed that changed records ended without an event").into());
        }
    }
    Ok((value, true))
}

fn answer_all(answers: impl Iterator<Item = oneshot::Sender<Answer>>, error: &Error) {
    for answer in answers {
        answer.send(Err(error.again())).ok();
    }
}
