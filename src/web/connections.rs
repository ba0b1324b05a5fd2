//! Connections: accepted within limits, ended when they keep us waiting, let finish when the program stops.
//!
//! HTTP/1 as hyper speaks it, one task for each connection. A connection that waits for the other side (for the head of
//! a request, or the rest of a body) can be ended to make room for another; one whose request is being answered
//! cannot.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use futures::FutureExt as _;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::Sleep;
use tower::ServiceExt as _;

use super::base::patience::Patience;
use super::patient_stream::PatientStream;
use super::tls::Tls;

/// Bytes of a request's head, or of a part of its body, read at once.
const BUFFER: usize = 128 << 10;
/// Pause after the system refused to accept (no more descriptors).
const PAUSE: Duration = Duration::from_millis(200);
/// The first byte of whoever begins with TLS (RFC 8446 §5.1: a record of kind handshake).
const HANDSHAKE: u8 = 22;
/// What is said where every connection is at work.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves until `stop` is told, then lets what is under way finish, for as long as patience has it.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    (patience, tls): (Patience, Option<Arc<Tls>>),
    mut stop: watch::Receiver<bool>,
) {
    let register = Arc::new(Register::default());
    let mut tasks = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        while tasks.try_join_next().is_some() {}
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        match register.enter(from.ip(), &patience) {
            Some(entry) => {
                drop(tasks.spawn(welcomed(
                    (stream, from),
                    router.clone(),
                    (patience, tls.clone()),
                    entry,
                    stop.clone(),
                )));
            }
            None => drop(tasks.spawn(turned_away(stream))),
        }
    }
    drop(listener);
    let ended = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(patience.stopping, ended).await.is_err() {
        tracing::warn!("requests still under way were cut off");
        tasks.shutdown().await;
    }
}

async fn turned_away(mut stream: TcpStream) {
    stream.set_nodelay(true).ok();
    stream.write_all(FULL).await.ok();
    stream.shutdown().await.ok();
}

/// One connection, after hands were shaken where there is TLS.
async fn welcomed(
    (stream, from): (TcpStream, SocketAddr),
    router: Router,
    (patience, tls): (Patience, Option<Arc<Tls>>),
    entry: Entry,
    stop: watch::Receiver<bool>,
) {
    stream.set_nodelay(true).ok();
    let Some(tls) = tls else {
        let stream = PatientStream::new(stream, patience.taking);
        return one((stream, from), router, patience, entry, stop).await;
    };
    let shaken = async {
        let mut first = [0; 1];
        if stream.peek(&mut first).await? == 1 && first[0] != HANDSHAKE {
            unencrypted(stream).await;
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        tls.accept(PatientStream::new(stream, patience.taking)).await
    };
    let shaken = tokio::select! {
        shaken = tokio::time::timeout(patience.head, shaken) => shaken,
        () = entry.state.make_room.notified() => return,
    };
    match shaken {
        Ok(Ok(stream)) => one((stream, from), router, patience, entry, stop).await,
        Ok(Err(error)) => tracing::debug!(%error, "a connection was not encrypted"),
        Err(_) => tracing::debug!("a connection took too long to be encrypted"),
    }
}

/// Said to whoever asks without TLS where there is TLS.
async fn unencrypted(mut stream: TcpStream) {
    let said = "请用 https:// 打开。Open it with https://.\n";
    let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n";
    let answer = format!("{head}content-length: {}\r\n\r\n{said}", said.len());
    stream.write_all(answer.as_bytes()).await.ok();
    stream.shutdown().await.ok();
}

/// One connection, to its end.
async fn one<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    (stream, from): (S, SocketAddr),
    router: Router,
    patience: Patience,
    entry: Entry,
    mut stop: watch::Receiver<bool>,
) {
    let state = entry.state.clone();
    let answers = tower::service_fn(move |request: Request<Incoming>| {
        answer(router.clone(), (request, from), state.clone(), patience)
    });
    let stream = TokioIo::new(stream);
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(BUFFER)
        .serve_connection(stream, TowerToHyperService::new(answers));
    let mut connection = std::pin::pin!(connection);
    let mut stopping = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended");
                }
                return;
            }
            () = entry.state.make_room.notified() => return,
            _ = stop.wait_for(|stopped| *stopped), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answer(
    router: Router,
    (mut request, from): (Request<Incoming>, SocketAddr),
    state: Arc<State>,
    patience: Patience,
) -> Result<Response, Infallible> {
    state.set(Waiting::No);
    request.extensions_mut().insert(ConnectInfo(from));
    let request = request.map(|body| match body.is_end_stream() {
        true => Body::new(body),
        false => Body::new(PacedBody::new(body, state.clone(), patience)),
    });
    let response = router.oneshot(request).await?;
    Ok(response.map(|body| Body::new(AnswerBody { body, state })))
}

/// What a connection waits for from the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Waiting {
    Head,
    Body,
    No,
}

/// Where a connection is.
struct State {
    /// With the number of the moment it began.
    waiting: Mutex<(Waiting, u64)>,
    moments: Arc<Mutex<u64>>,
    /// Somebody else needs the place.
    make_room: Notify,
}

impl State {
    fn set(&self, waiting: Waiting) {
        let moment = {
            let mut moments = self.moments.lock().unwrap_or_else(PoisonError::into_inner);
            *moments += 1;
            *moments
        };
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = (waiting, moment);
    }

    fn now(&self) -> (Waiting, u64) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connections there are.
#[derive(Default)]
struct Register {
    all: Mutex<HashMap<u64, (IpAddr, Arc<State>)>>,
    moments: Arc<Mutex<u64>>,
}

/// A connection's place in the register, given up when it ends.
struct Entry {
    number: u64,
    state: Arc<State>,
    register: Arc<Register>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.register.all().remove(&self.number);
    }
}

impl Register {
    fn all(&self) -> MutexGuard<'_, HashMap<u64, (IpAddr, Arc<State>)>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection; where there are too many, that of the one that has kept us waiting longest.
    /// `None`: all are at work.
    fn enter(self: &Arc<Self>, from: IpAddr, patience: &Patience) -> Option<Entry> {
        let state = Arc::new(State {
            waiting: Mutex::new((Waiting::Head, 0)),
            moments: self.moments.clone(),
            make_room: Notify::new(),
        });
        state.set(Waiting::Head);
        let number = state.now().1;
        let mut all = self.all();
        let of_address = all.values().filter(|(address, _)| *address == from).count();
        let crowd = if of_address >= patience.of_address {
            Some(Some(from))
        } else {
            (all.len() >= patience.connections).then_some(None)
        };
        if let Some(address) = crowd {
            let of_crowd = all.iter().filter(|(_, (own, _))| address.is_none_or(|address| *own == address));
            let waiting = of_crowd.map(|(number, (_, state))| (state.now(), *number));
            let longest = waiting.filter(|((waiting, _), _)| *waiting != Waiting::No).min()?;
            // out of the register at once: the next that comes must not count it again
            let (_, ended) = all.remove(&longest.1)?;
            ended.make_room.notify_one();
        }
        all.insert(number, (from, state.clone()));
        drop(all);
        Some(Entry { number, state, register: self.clone() })
    }
}

/// The body of a request that has to keep coming.
struct PacedBody {
    body: Incoming,
    state: Arc<State>,
    patience: Patience,
    /// The time in which enough has to come, and what came in it.
    window: Pin<Box<Sleep>>,
    came: u64,
}

impl PacedBody {
    fn new(body: Incoming, state: Arc<State>, patience: Patience) -> PacedBody {
        PacedBody { body, state, patience, window: Box::pin(tokio::time::sleep(patience.body)), came: 0 }
    }
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            this.state.set(Waiting::No);
            let Some(frame) = frame else { return Poll::Ready(None) };
            let frame = frame?;
            this.came += frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
            return Poll::Ready(Some(Ok(frame)));
        }
        if this.state.now().0 == Waiting::No {
            this.state.set(Waiting::Body);
        }
        while this.window.poll_unpin(context).is_ready() {
            if this.came < this.patience.body_bytes {
                return Poll::Ready(Some(Err("the body of the request came too slowly".into())));
            }
            this.came = 0;
            this.window = Box::pin(tokio::time::sleep(this.patience.body));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer; when it is over, the connection waits for the next head.
struct AnswerBody {
    body: Body,
    state: Arc<State>,
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        self.state.set(Waiting::Head);
    }
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(ready!(Pin::new(&mut self.body).poll_frame(context)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patience(connections: usize, of_address: usize) -> Patience {
        Patience { connections, of_address, ..Patience::default() }
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    fn is_ended(entry: &Entry) -> bool {
        entry.state.make_room.notified().now_or_never().is_some()
    }

    #[tokio::test]
    async fn who_waits_longest_for_a_head_makes_room_and_who_is_at_work_does_not() {
        let (register, patience) = (Arc::new(Register::default()), patience(3, 3));
        let entries: Vec<Entry> =
            (1..=3).map(|last| register.enter(address(last), &patience).unwrap()).collect();
        entries[0].state.set(Waiting::No);
        entries[1].state.set(Waiting::Body);
        let fourth = register.enter(address(4), &patience).unwrap();
        assert_eq!(entries.iter().map(is_ended).collect::<Vec<_>>(), [false, false, true]);
        fourth.state.set(Waiting::No);
        let fifth = register.enter(address(5), &patience).unwrap();
        fifth.state.set(Waiting::No);
        assert_eq!(entries.iter().map(is_ended).collect::<Vec<_>>(), [false, true, false]);
        assert!(register.enter(address(6), &patience).is_none(), "all are at work");
        drop(fifth);
        assert!(register.enter(address(6), &patience).is_some());
    }

    #[tokio::test]
    async fn an_address_with_too_many_ends_its_own_only() {
        let (register, patience) = (Arc::new(Register::default()), patience(10, 2));
        let other = register.enter(address(1), &patience).unwrap();
        let many: Vec<Entry> = (0..5).map(|_| register.enter(address(2), &patience).unwrap()).collect();
        assert!(!is_ended(&other));
        assert_eq!(many.iter().map(is_ended).collect::<Vec<_>>(), [true, true, true, false, false]);
        drop(many);
        assert_eq!(register.all().len(), 1);
    }
}
