//! Connections that keep the program waiting: ended in time, and never in the way of others.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use guidang::web::ServeOptions;
use guidang::web::base::patience::Patience;
use guidang::web::serve_on;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::support::{Desk, Site};

/// An archive served on a port of its own.
struct Served {
    address: SocketAddr,
    tell: watch::Sender<bool>,
    serving: JoinHandle<()>,
    _desk: Desk,
}

impl Served {
    async fn with(patience: Patience) -> Served {
        let Site { archive, desk, .. } = Site::open().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, stop) = watch::channel(false);
        let options = ServeOptions { demo: true, patience, ..ServeOptions::default() };
        let serving = tokio::spawn(async move {
            serve_on(Arc::new(archive), listener, options, stop).await.unwrap();
        });
        Served { address, tell, serving, _desk: desk }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends this much of a request, and no more.
    async fn sending(&self, part: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(part.as_bytes()).await.unwrap();
        stream
    }

    /// Status line of the home page, and how long it took.
    async fn home(&self) -> (String, Duration) {
        let began = Instant::now();
        let mut stream =
            self.sending("GET /help HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").await;
        let answer = rest(&mut stream).await;
        (answer.lines().next().unwrap_or_default().to_owned(), began.elapsed())
    }

    async fn end(self) {
        self.tell.send(true).unwrap();
        self.serving.await.unwrap();
    }
}

/// What still comes until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer));
    // a connection that is cut is an end, too
    read.await.expect("the connection was not ended").ok();
    String::from_utf8_lossy(&answer).into_owned()
}

fn quick() -> Patience {
    Patience {
        head: Duration::from_secs(1),
        body: Duration::from_secs(1),
        body_bytes: 1000,
        taking: Duration::from_secs(1),
        stopping: Duration::from_secs(3),
        ..Patience::default()
    }
}

const HALF_HEAD: &str = "GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ";

fn half_body(length: usize, kind: &str) -> String {
    format!(
        "POST /import HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
    )
}

const UPLOAD: &str = "multipart/form-data; boundary=b";
const PART: &str = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn half_sent_requests_are_ended_and_keep_nobody_out() {
    let served = Served::with(Patience { head: Duration::from_secs(60), ..quick() }).await;
    let mut held = Vec::new();
    for _ in 0..1100 {
        held.push(served.sending(HALF_HEAD).await);
    }
    // nobody's time was up: the longest waiting made room
    let (status, took) = served.home().await;
    assert!(status.contains("200"), "{status}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    let mut first = held.remove(0);
    assert_eq!(rest(&mut first).await, "");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_end_and_a_connection_that_asks_nothing_are_ended() {
    let served = Served::with(quick()).await;
    let began = Instant::now();
    let (mut half, mut silent) = (served.sending(HALF_HEAD).await, served.connect().await);
    let mut kept = served.sending("GET /help HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await;
    // one byte after another is no request either
    let mut dripping = served.sending(HALF_HEAD).await;
    let drip = async {
        while dripping.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let all = async {
        rest(&mut half).await;
        rest(&mut silent).await;
        assert!(rest(&mut kept).await.starts_with("HTTP/1.1 200"));
    };
    tokio::join!(drip, all);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    served.end().await;
}

/// A body has to keep coming: one that stalls, and one that drips, are ended with a word, whoever reads them.
#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_do_not_keep_coming_are_ended() {
    let served = Served::with(quick()).await;
    let forms = [
        (UPLOAD, PART, "/import"),
        ("application/x-www-form-urlencoded", "q=", "/search"),
        (UPLOAD, PART, "/catalogs/proof"),
        (UPLOAD, PART, "/api/v1/import"),
    ];
    for (kind, part, path) in forms {
        for drips in [false, true] {
            let began = Instant::now();
            let head = half_body(500_000, kind).replace("/import", path);
            let mut stream = served.sending(&(head + part)).await;
            while drips && began.elapsed() < Duration::from_secs(5) {
                if stream.write_all(b"a").await.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let answer = rest(&mut stream).await;
            assert!(began.elapsed() < Duration::from_secs(8), "{path}: {:?}", began.elapsed());
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
        }
    }
    // the control: a body that takes longer than the time of one window, and keeps coming
    let text = format!("{PART}题名,页数\r\n{}", "缴费核定表,3\r\n".repeat(2000));
    let body = format!("{text}\r\n--b--\r\n");
    let mut stream = served.sending(&half_body(body.len(), UPLOAD)).await;
    for chunk in body.as_bytes().chunks(body.len() / 20) {
        stream.write_all(chunk).await.unwrap();
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).await.unwrap();
    assert_eq!(&begin, b"HTTP/1.1 303");
    served.end().await;
}

/// Where all places are taken by requests at work, the next is told so.
#[tokio::test(flavor = "multi_thread")]
async fn stalled_bodies_of_one_address_make_room_too() {
    let served = Served::with(Patience { of_address: 20, body: Duration::from_secs(60), ..quick() }).await;
    let mut held = Vec::new();
    for _ in 0..60 {
        held.push(served.sending(&(half_body(5000, UPLOAD) + PART)).await);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (status, _) = served.home().await;
    assert!(status.contains("200"), "{status}");
    served.end().await;
}

/// Told to stop, it lets nobody in, ends what waits, and is gone within its time, whoever stalls.
#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_no_stalled_upload() {
    let served = Served::with(Patience { body: Duration::from_secs(60), ..quick() }).await;
    let stalled = served.sending(&(half_body(5000, UPLOAD) + PART)).await;
    let idle = served.connect().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (began, address) = (Instant::now(), served.address);
    served.end().await;
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
    assert!(TcpStream::connect(address).await.is_err());
    drop((stalled, idle));
}

/// Fields of a form that are no files are read only as far as they can sensibly go.
#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_no_file_is_not_read_without_end() {
    let served = Served::with(Patience::default()).await;
    let long = "a".repeat(9 << 20);
    for (path, field) in [("/import", "pasted"), ("/api/v1/import", "mapping"), ("/catalogs/proof", "digest")]
    {
        let body =
            format!("--b\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{long}\r\n--b--\r\n");
        let mut stream = served.sending(&half_body(body.len(), UPLOAD).replace("/import", path)).await;
        // the rest is not waited for
        stream.write_all(body.as_bytes()).await.ok();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&begin), "HTTP/1.1 422", "{path}");
    }
    served.end().await;
}
