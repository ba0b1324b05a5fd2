//! The real program told to stop: what was answered is kept, nobody is waited for without end, told twice it ends at
//! once.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::support::Desk;

struct Program {
    child: Child,
    address: SocketAddr,
    /// What a request says of who asks.
    bearer: String,
}

impl Program {
    fn serving(desk: &Desk) -> Program {
        let bearer = format!("authorization: Bearer {}\r\n", desk.token());
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = desk.command(&["serve", "--listen", &address.to_string()]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "it does not serve");
            std::thread::sleep(Duration::from_millis(20));
        }
        Program { child, address, bearer }
    }

    /// Whoever came before has been let in.
    fn is_answering(&self) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let bearer = &self.bearer;
        let request = format!("GET /help HTTP/1.1\r\nhost: 127.0.0.1\r\n{bearer}connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn tell(&self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// How it ended, and after how long.
    fn end(mut self) -> (ExitStatus, Duration) {
        let began = Instant::now();
        loop {
            if let Some(ended) = self.child.try_wait().unwrap() {
                return (ended, began.elapsed());
            }
            if began.elapsed() > Duration::from_secs(30) {
                self.child.kill().unwrap();
                panic!("it does not end");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn stalled_upload(&self) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let bearer = &self.bearer;
        let head = format!(
            "POST /import HTTP/1.1\r\nhost: 127.0.0.1\r\n{bearer}content-type: multipart/form-data; boundary=b\r\ncontent-length: 9000\r\n\r\n--b\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        self.is_answering();
        stream
    }
}

#[test]
fn either_signal_ends_it_within_its_time_and_a_second_at_once() {
    for signal in ["-TERM", "-INT"] {
        let desk = Desk::founded();
        let program = Program::serving(&desk);
        program.tell(signal);
        let (ended, took) = program.end();
        assert!(ended.success() && took < Duration::from_secs(5), "{signal}: {ended} after {took:?}");

        // an upload that stalls is not waited for
        let program = Program::serving(&desk);
        let stalled = program.stalled_upload();
        program.tell(signal);
        let (ended, took) = program.end();
        assert!(ended.success() && took < Duration::from_secs(16), "{signal}: {ended} after {took:?}");
        drop(stalled);

        let program = Program::serving(&desk);
        let stalled = program.stalled_upload();
        program.tell(signal);
        std::thread::sleep(Duration::from_millis(300));
        program.tell(signal);
        let (_, took) = program.end();
        assert!(took < Duration::from_secs(3), "{signal} twice: after {took:?}");
        drop(stalled);
        desk.run(&["verify"]).ending(0);
    }
}

/// A request under way when the signal comes is answered, and what it was told is there.
#[test]
fn a_request_under_way_is_finished() {
    let desk = Desk::founded();
    let program = Program::serving(&desk);
    let mut rows = String::from("题名,责任者,日期,页数,单位名称\n");
    for row in 0..1500 {
        rows += &format!("缴费核定表{row},征缴科,2009-03-22,3,试验单位{row}号\n");
    }
    let part = |name: &str, value: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let fields =
        [("dry_run", "false"), ("year", "2009"), ("class", "ZJ"), ("step", "社会保险费征缴核定材料")];
    let mut body: String = fields.iter().map(|(name, value)| part(name, value)).collect();
    body += "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    body += &format!("{rows}\r\n--b--\r\n");
    let head = format!(
        "POST /api/v1/import HTTP/1.1\r\nhost: 127.0.0.1\r\n{}content-type: multipart/form-data; boundary=b\r\ncontent-length: {}\r\n\r\n",
        program.bearer,
        body.len()
    );
    let mut stream = TcpStream::connect(program.address).unwrap();
    // half of it has come when the signal does
    let (first, rest) = body.as_bytes().split_at(body.len() / 2);
    stream.write_all(&[head.as_bytes(), first].concat()).unwrap();
    program.is_answering();
    std::thread::sleep(Duration::from_millis(300));
    program.tell("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(rest).unwrap();
    let mut answer = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (ended, _) = program.end();
    assert!(ended.success());
    assert!(!desk.data().join("guidang.db-wal").exists(), "the database was closed");
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    let filed: i64 = link.query_row("select count(*) from item", [], |row| row.get(0)).unwrap();
    assert_eq!(filed, 1500);
    drop(link);
    desk.run(&["verify"]).ending(0);
}
