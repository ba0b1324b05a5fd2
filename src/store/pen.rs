//! The pen: one task writes, and no write ends without its event.
//!
//! A deed runs inside a savepoint and returns its value with the [`Event`] that says what happened;
//! deeds waiting in the queue share one transaction (up to [`TOGETHER`]); each is answered after
//! `COMMIT`. There is no other way to write: repository functions take a [`Tx`], and only this file
//! makes one.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures::FutureExt as _;
use tokio::sync::{mpsc, oneshot};

use super::open::Backend;
use super::sql::{Link, vals};
use super::{Store, events};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::event::{Event, RecordKind, Touched};
use crate::say;

/// Deeds that may share one commit.
const TOGETHER: usize = 64;

/// A write under way: the connection, and the rows it has left in a new state.
pub struct Tx<'a> {
    pub(super) link: &'a mut Link,
    touched: BTreeMap<(RecordKind, i64), Option<Digest>>,
    /// Of those, what this deed brought in.
    fresh: BTreeSet<(RecordKind, i64)>,
    /// Sequence the deed's event will have.
    pub(super) seq: i64,
}

impl Tx<'_> {
    /// Notes a row whose new digest is read back from the database before the commit.
    pub(super) fn touch(&mut self, kind: RecordKind, id: i64) {
        self.touched.insert((kind, id), None);
    }

    /// Notes a freshly inserted row whose digest is known.
    pub(super) fn touch_with(&mut self, kind: RecordKind, id: i64, digest: Digest) {
        self.touched.insert((kind, id), Some(digest));
        self.fresh.insert((kind, id));
    }

    /// Items that a deed about their volume concerns: their history names it, the index reads them again.
    pub fn concerns_items(&mut self, ids: impl IntoIterator<Item = i64>) {
        for id in ids {
            self.touch(RecordKind::Item, id);
        }
    }

    /// Sequence this deed's event will have.
    pub fn event(&self) -> i64 {
        self.seq
    }

    /// Takes `count` consecutive ids; the first is returned.
    pub(super) async fn take_ids(&mut self, name: &'static str, count: i64) -> Result<i64> {
        let sql = "insert into counter (name, next) values ($1, 1 + $2)
                   on conflict (name) do update set next = counter.next + $2 returning next";
        let row = self.link.row(sql, vals![name, count]).await?;
        Ok(row.ok_or_else(|| anyhow::anyhow!("counter gave no number"))?.int(0)? - count)
    }
}

type Answer = Result<Box<dyn Any + Send>>;
type Deed = Box<
    dyn for<'a, 'b> FnOnce(
            &'a mut Tx<'b>,
        )
            -> Pin<Box<dyn Future<Output = Result<(Box<dyn Any + Send>, Event)>> + Send + 'a>>
        + Send,
>;

enum Request {
    Write { by: By, deed: Deed, answer: oneshot::Sender<Answer> },
    Stop(oneshot::Sender<()>),
}

/// The queue to the writing task.
#[derive(Clone)]
pub(super) struct Pen {
    queue: mpsc::Sender<Request>,
}

impl Pen {
    pub(super) async fn stop(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Request::Stop(done)).await.is_ok() {
            wait.await.ok();
        }
    }
}

/// How a lost connection is made again; `None`: an embedded database is not lost.
pub(super) type Reconnect = Option<Box<sqlx::postgres::PgConnectOptions>>;

pub(super) fn start(link: Link, backend: Backend, reconnect: Reconnect) -> Pen {
    let (queue, requests) = mpsc::channel(1024);
    tokio::spawn(write_on(link, backend, reconnect, requests));
    Pen { queue }
}

/// A pen without ink: every write answers that writing has stopped.
pub(super) fn none() -> Pen {
    Pen { queue: mpsc::channel(1).0 }
}

impl Store {
    /// Runs one deed. It answers after its transaction is durable; when the deed fails, nothing of it
    /// is written. [`Error::Busy`] when the database cannot be written now.
    ///
    /// The deed is called as `store.write(&by, |tx| Box::pin(async move { …; Ok((value, event)) }))`.
    pub async fn write<T, F>(&self, by: &By, deed: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a, 'b> FnOnce(
                &'a mut Tx<'b>,
            ) -> Pin<Box<dyn Future<Output = Result<(T, Event)>> + Send + 'a>>
            + Send
            + 'static,
    {
        let deed: Deed = Box::new(move |tx| {
            let work = deed(tx);
            Box::pin(async move {
                let (value, event) = work.await?;
                Ok((Box::new(value) as Box<dyn Any + Send>, event))
            })
        });
        let (answer, wait) = oneshot::channel();
        let gone = || {
            Error::Busy(say!(
                "数据库的写入已经停止。请重新启动归档，再看一遍这一步是否已经做了。",
                "Writing to the database has stopped. Restart Guidang and see whether this step was done."
            ))
        };
        let request = Request::Write { by: by.clone(), deed, answer };
        self.pen.queue.send(request).await.map_err(|_| gone())?;
        let value = wait.await.map_err(|_| gone())??;
        value
            .downcast::<T>()
            .map(|value| *value)
            .map_err(|_| anyhow::anyhow!("a deed answered with another type").into())
    }
}

async fn write_on(
    mut link: Link,
    backend: Backend,
    reconnect: Reconnect,
    mut requests: mpsc::Receiver<Request>,
) {
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
            mend(&mut link, reconnect.as_deref()).await;
            write_together(&mut link, backend, deeds).await;
        }
        if let Some(done) = stop {
            link.close().await;
            done.send(()).ok();
            return;
        }
    }
    link.close().await;
}

/// Connects again when the server has gone and come back meanwhile; what cannot be mended is said by
/// the write itself.
async fn mend(link: &mut Link, reconnect: Option<&sqlx::postgres::PgConnectOptions>) {
    use sqlx::{ConnectOptions as _, Connection as _};
    if let (Link::Postgres(server), Some(options)) = (&mut *link, reconnect)
        && server.ping().await.is_err()
        && let Ok(fresh) = options.connect().await
    {
        *link = Link::Postgres(Box::new(fresh));
    }
}

/// One transaction for all deeds; each in its own savepoint, each answered after the commit.
async fn write_together(link: &mut Link, backend: Backend, deeds: Vec<(By, Deed, oneshot::Sender<Answer>)>) {
    if let Err(error) = begin(link, backend).await {
        answer_all(deeds.into_iter().map(|(_, _, answer)| answer), &error);
        return;
    }
    let mut done = Vec::new();
    let mut lost = None;
    for (by, deed, answer) in deeds {
        if let Some(error) = &lost {
            answer_all(std::iter::once(answer), error);
            continue;
        }
        match one_deed(link, &by, deed).await {
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
        None => link.run("commit").await,
    };
    match ended {
        Ok(()) => done.into_iter().for_each(|(answer, value)| {
            answer.send(Ok(value)).ok();
        }),
        Err(error) => {
            link.run("rollback").await.ok();
            answer_all(done.into_iter().map(|(answer, _)| answer), &error);
        }
    }
}

async fn begin(link: &mut Link, backend: Backend) -> Result<()> {
    match backend {
        Backend::Sqlite => link.run("begin immediate").await,
        // one writer at a time across all nodes; readers are not held up
        Backend::Postgres => {
            link.run("begin").await?;
            match link.run("lock table event in exclusive mode").await {
                Ok(()) => Ok(()),
                Err(error) => {
                    link.run("rollback").await.ok();
                    Err(error)
                }
            }
        }
    }
}

/// What a failing deed leaves of the transaction.
enum Failed {
    /// Its savepoint was undone; the others go on.
    Deed(Error),
    /// The database ended the transaction (a full disk does); nothing of it will be written.
    Transaction(Error),
}

async fn one_deed(link: &mut Link, by: &By, deed: Deed) -> Result<Box<dyn Any + Send>, Failed> {
    link.run("savepoint deed").await.map_err(Failed::Transaction)?;
    // a deed that panics is a defect; it ends that deed, never the pen that all others write with
    let outcome = AssertUnwindSafe(deed_with_event(link, by, deed)).catch_unwind().await;
    match outcome.unwrap_or_else(|panic| Err(panicked(&*panic))) {
        Ok(value) => {
            link.run("release savepoint deed").await.map_err(Failed::Transaction)?;
            Ok(value)
        }
        Err(error) => match link.run("rollback to savepoint deed; release savepoint deed").await {
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

async fn deed_with_event(link: &mut Link, by: &By, deed: Deed) -> Answer {
    let last = events::last_link(link).await?;
    let mut tx = Tx { link, touched: BTreeMap::new(), fresh: BTreeSet::new(), seq: last.seq + 1 };
    let (value, event) = deed(&mut tx).await?;
    let wanted: Vec<_> =
        tx.touched.iter().filter(|(_, digest)| digest.is_none()).map(|(key, _)| *key).collect();
    let mut touched: Vec<Touched> = tx
        .touched
        .iter()
        .filter_map(|((kind, id), digest)| {
            digest.map(|digest| Touched { kind: *kind, id: *id, state: Some(digest) })
        })
        .collect();
    let states = super::verify::digests_now(tx.link, &wanted).await?;
    touched.extend(wanted.iter().zip(states).map(|(&(kind, id), state)| Touched { kind, id, state }));
    // what a deed brings in fresh is found through `filed_in`; what it changes is traced
    let fresh = tx.fresh;
    let traced: Vec<_> = wanted.into_iter().filter(|key| !fresh.contains(key)).collect();
    events::append(tx.link, by, &last, event, touched, &traced).await?;
    Ok(value)
}

fn answer_all(answers: impl Iterator<Item = oneshot::Sender<Answer>>, error: &Error) {
    for answer in answers {
        answer.send(Err(error.again())).ok();
    }
}
