//! What compression of report pages costs and saves, from the connection to visited rows: `cargo bench -p tests --bench compression`.
//!
//! The pages are those of the sandbox. A process under callgrind walks over some pages, and over twice as many, so that its start does
//! not count. The server stands in this process, so its work is not counted. For the time over a link, it sends no faster than the link.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::ExitCode,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use tatodesk::{
    ContentEncoding, Rows, Tatodesk, jiff::civil::date, types::ListDigitalServicesReportRequest,
};
use tatodesk_api::operations::LIST_DIGITAL_ATTENDANCES_REPORT;
use tatodesk_sandbox::{Sandbox, WorldFile};
use tests::counted::Counted;
use tokio::runtime::{Builder, Runtime};

/// Bits that the slow link carries in a second, and how many bytes the server sends at once there.
const LINK: f64 = 10e6;
const PIECE: usize = 8 * 1024;
/// The rows of a page, and how many pages are walked.
const SIZES: [(u32, u64); 2] = [(1000, 4), (100_000, 1)];
const ENCODINGS: [&str; 3] = ["identity", "gzip", "zstd"];

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

fn report(tatodesk: &Tatodesk, limit: u32) -> tatodesk::Call<ListDigitalServicesReportRequest> {
    let days = date(2022, 1, 1)..=date(2024, 12, 31);
    tatodesk.reports().digital_services(days).limit(limit)
}

/// The first pages of the sandbox's report, as they came.
async fn pages(limit: u32, pages: u64) -> Vec<Vec<u8>> {
    let rows = pages * u64::from(limit);
    let world = format!(
        r#"
users: [{{id: 1, name: Rafael Monteiro}}, {{id: 2, name: Helena Prado}}, {{id: 3, name: Caio Bastos}}]
people: [{{name: Marina Duarte, email: marina@example.com, phone: "5581900000001"}}, {{name: Igor Leal, email: igor@example.com, phone: "5581900000002"}}]
contactCenter: {{departments: [{{id: 3, name: First Level}}, {{id: 4, name: Billing}}]}}
reports: {{digitalServices: {{count: {rows}, from: "2022-01-01", to: "2024-12-31"}}}}
"#
    );
    let world: WorldFile = world.parse().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let sandbox = sandbox.expect("a sandbox");
    let client = Tatodesk::builder().api_key(sandbox.api_key());
    let client = client
        .base_url(sandbox.base_url())
        .build()
        .expect("a client");
    let mut request = serde_json::to_value(report(&client, limit).request()).expect("a request");
    let url = format!(
        "{}{}",
        sandbox.base_url(),
        LIST_DIGITAL_ATTENDANCES_REPORT.path
    );
    let http = reqwest::Client::new();
    let mut bodies = Vec::new();
    for page in 0..pages {
        request["page"] = page.into();
        let asked = http
            .post(&url)
            .header("TATODESK-API-KEY", sandbox.api_key());
        let answer = asked.json(&request).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        bodies.push(answer.bytes().await.expect("a page").to_vec());
    }
    bodies
}

fn encoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    match encoding {
        // What servers use by default.
        "gzip" => {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::new(6));
            gzip.write_all(body).expect("memory");
            gzip.finish().expect("memory")
        }
        "zstd" => zstd::encode_all(body, 3).expect("memory"),
        _ => body.to_vec(),
    }
}

/// Serves as many of the pages as the path of a request begins with, and then a page without rows.
fn serve(pages: Vec<Vec<u8>>, encoding: &'static str, link: Option<f64>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let pages = Arc::new(pages);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let pages = Arc::clone(&pages);
            thread::spawn(move || answer(stream, &pages, encoding, link));
        }
    });
    url
}

fn answer(
    mut stream: TcpStream,
    pages: &[Vec<u8>],
    encoding: &str,
    link: Option<f64>,
) -> Option<()> {
    // Else a small body waits for the acknowledgement of its head.
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let (mut length, mut most) = (0, 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(path) = line.strip_prefix("post /") {
                most = path.split('/').next()?.parse().ok()?;
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().ok()?;
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let request: Value = serde_json::from_slice(&body).ok()?;
        let page: usize = request["page"].as_u64()?.try_into().ok()?;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
        if page < most {
            let body = pages.get(page)?;
            let length = body.len();
            write!(
                stream,
                "{head}content-encoding: {encoding}\r\ncontent-length: {length}\r\n\r\n"
            )
            .ok()?;
            send(&mut stream, body, link).ok()?;
        } else {
            write!(stream, "{head}content-length: 2\r\n\r\n{{}}").ok()?;
        }
    }
}

/// Sends no faster than the link.
fn send(stream: &mut TcpStream, body: &[u8], link: Option<f64>) -> std::io::Result<()> {
    let Some(link) = link else {
        return stream.write_all(body);
    };
    let (started, mut sent) = (Instant::now(), 0);
    for piece in body.chunks(PIECE) {
        sent += piece.len();
        let due = Duration::from_secs_f64(sent as f64 * 8.0 / link);
        thread::sleep(due.saturating_sub(started.elapsed()));
        stream.write_all(piece)?;
    }
    Ok(())
}

/// Walks over all rows. This is what is counted.
fn walk(url: &str, encoding: &str, limit: u32) {
    let accepted = match encoding {
        "gzip" => vec![ContentEncoding::Gzip],
        "zstd" => vec![ContentEncoding::Zstd],
        _ => vec![],
    };
    let builder = Tatodesk::builder().api_key("key").base_url(url);
    let builder = builder.timeout(Duration::from_secs(600));
    let tatodesk = builder.accept_encoding(accepted).build().expect("a client");
    let rows: Rows<_> = report(&tatodesk, limit).rows().look_ahead(0);
    let walked = rows.for_each(|row| {
        std::hint::black_box(row.expect("a good row"));
    });
    runtime().block_on(walked).expect("good pages");
}

/// The instructions of one page.
fn count(url: &str, encoding: &str, limit: u32, pages: u64) -> f64 {
    let run = |pages: u64| {
        let (url, limit) = (format!("{url}/{pages}"), limit.to_string());
        Counted::Instructions.of_run([&url, encoding, &limit])
    };
    (run(2 * pages) - run(pages)) / pages as f64
}

/// The seconds that a page takes.
fn seconds(url: &str, encoding: &str, limit: u32, pages: u64) -> f64 {
    let started = Instant::now();
    walk(&format!("{url}/{pages}"), encoding, limit);
    started.elapsed().as_secs_f64() / pages as f64
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [_, "--run", url, encoding, limit] = arguments[..] {
        walk(url, encoding, limit.parse().expect("a number"));
        return ExitCode::SUCCESS;
    }
    let mut out = std::io::stdout().lock();
    for (limit, pages) in SIZES {
        let plain = runtime().block_on(self::pages(limit, 2 * pages));
        for encoding in ENCODINGS {
            let bodies: Vec<_> = plain.iter().map(|body| encoded(encoding, body)).collect();
            let bytes = bodies[0].len();
            let over_link = serve(bodies.clone(), encoding, Some(LINK));
            let url = serve(bodies, encoding, None);
            let instructions = count(&url, encoding, limit, pages);
            let loopback = seconds(&url, encoding, limit, pages);
            let link = seconds(&over_link, encoding, limit, pages);
            writeln!(
                out,
                "{limit:>7} rows  {encoding:<9}{bytes:>10} bytes {:>6.1} bytes a row {:>8.1} M instructions {:>7.0} a row {link:>7.2} s at 10 Mbit/s {loopback:>7.3} s on loopback",
                bytes as f64 / f64::from(limit),
                instructions / 1e6,
                instructions / f64::from(limit),
            )
            .expect("a reader");
        }
    }
    ExitCode::SUCCESS
}
