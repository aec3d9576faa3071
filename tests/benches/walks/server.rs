//! The server of the walks, in a process of its own, so that its work is not counted. It has a report of any number of rows.
//!
//! The first parts of a path say how many rows the report has and how long each answer takes: `/ROWS/MILLISECONDS/cc/...`.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tests::spec;

use crate::gate::Gate;

/// The id of the first row of a page has this many digits, so that pages differ and have one length.
const DIGITS: usize = 7;

/// The server's process. It ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = piped.arg("--serve").spawn().expect("a process");
        let mut url = String::new();
        let out = process.stdout.as_mut().expect("its output");
        BufReader::new(out).read_line(&mut url).expect("an address");
        Self {
            process,
            url: url.trim().to_owned(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its input ends, which ends it.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Serves until the standard input ends.
pub(crate) fn serve() {
    let url = listen(None);
    writeln!(std::io::stdout(), "{url}").expect("a reader");
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// Serves as long as the process lives. Answers wait at the gate, if there is one.
pub(crate) fn listen(gate: Option<Arc<Gate>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let pages = Arc::new(Pages::default());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (pages, gate) = (Arc::clone(&pages), gate.clone());
            thread::spawn(move || answer_all(stream, &pages, gate.as_deref()));
        }
    });
    format!("http://{address}")
}

/// The bodies of pages, by their rows. Each is made once.
#[derive(Default)]
struct Pages(Mutex<HashMap<(u64, u64), Arc<Body>>>);

/// The text of a page, and where the id of its first row stands.
struct Body {
    text: String,
    id: Option<usize>,
}

impl Pages {
    fn of(&self, rows: u64, all: u64) -> Arc<Body> {
        let mut bodies = self.0.lock().expect("a lock");
        let body = bodies
            .entry((rows, all))
            .or_insert_with(|| Arc::new(body(rows, all)));
        Arc::clone(body)
    }
}

fn body(rows: u64, all: u64) -> Body {
    let operations = spec::operations();
    let mut operations = operations.iter();
    let operation = operations.find(|operation| operation.id == "listDigitalAttendancesReport");
    let mut row = operation.expect("an operation").responses()[0].value["attendances"][0].clone();
    let mut text = String::from(r#"{"error":null,"attendances":["#);
    let mut id = None;
    for number in 0..rows {
        row["ID"] = Value::from(10_u64.pow(DIGITS as u32 - 1) + number);
        if number > 0 {
            text.push(',');
        }
        let (at, mark) = (text.len(), "\"ID\":");
        text.push_str(&row.to_string());
        if number == 0 {
            id = text[at..].find(mark).map(|place| at + place + mark.len());
        }
    }
    text.push_str(&format!(r#"],"count":"{all}"}}"#));
    Body { text, id }
}

/// What a request asks for.
struct Asked {
    /// The rows of the whole report.
    all: u64,
    delay: Duration,
    page: u64,
    limit: u64,
}

fn answer_all(stream: TcpStream, pages: &Pages, gate: Option<&Gate>) {
    stream.set_nodelay(true).expect("a socket");
    let mut reader = BufReader::new(stream.try_clone().expect("a socket"));
    while let Some(asked) = read_request(&mut reader) {
        let came = Instant::now();
        let left = asked.all.saturating_sub(asked.page * asked.limit);
        let body = pages.of(left.min(asked.limit), asked.all);
        match gate {
            Some(gate) => gate.pass(),
            None => thread::sleep(asked.delay.saturating_sub(came.elapsed())),
        }
        // A client that has gone needs no answer.
        if write_page(&stream, &body, asked.page).is_err() {
            return;
        }
    }
}

fn write_page(mut stream: &TcpStream, body: &Body, page: u64) -> std::io::Result<()> {
    let text = &body.text;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
    let head = format!("{head}: {}\r\n\r\n", text.len());
    let Some(at) = body.id else {
        return stream.write_all((head + text).as_bytes());
    };
    let id = 10_u64.pow(DIGITS as u32 - 1) + page;
    stream.write_all(format!("{head}{}{id}", &text[..at]).as_bytes())?;
    stream.write_all(&text.as_bytes()[at + DIGITS..])
}

fn read_request(reader: &mut impl BufRead) -> Option<Asked> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    let mut path = first.split(' ').nth(1)?.split('/').skip(1);
    let all = path.next()?.parse().ok()?;
    let delay = Duration::from_millis(path.next()?.parse().ok()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).ok()?;
    Some(Asked {
        all,
        delay,
        page: body["page"].as_u64()?,
        limit: body["limit"].as_u64()?,
    })
}
