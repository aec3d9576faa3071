//! What an export costs beside the bare stream of its rows, and beside a short Python script: `cargo bench -p tatodesk-export --all-features`.
//!
//! Each way runs in a process of its own, against a server in another process, which makes the rows. CPU time and peak memory are those that
//! Linux counts for the process. All ways are measured in one run, and all figures that count are ratios. Arguments after `--`: the
//! number of rows (2,000,000), and `--python FILE` for an interpreter that has httpx and pyarrow.

use std::{
    error::Error,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    pin::Pin,
    process::{Command, Stdio},
};

use tatodesk::{Tatodesk, futures_core::Stream as _, jiff::civil::date};
use tatodesk_export::{Export, Format};

type Failure = Box<dyn Error>;

/// Rows of a page.
const PAGE: u64 = 10_000;

/// How often each way but the script runs. The least CPU time and the most memory count: what the disk still has to do for older files adds time.
const RUNS: u32 = 3;

/// A way to take the rows, with the aim for its CPU time beside the bare stream, and the most memory in MB.
const WAYS: [(&str, Option<Format>, f64, f64); 4] = [
    ("bare rows", None, 1.0, 30.0),
    ("JSON Lines", Some(Format::JsonLines), 2.0, 30.0),
    ("CSV", Some(Format::Csv), 3.0, 30.0),
    ("Parquet", Some(Format::Parquet), 5.0, 100.0),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve", rows] => serve(rows.parse()?),
        ["take", way, address, file] => take(way, address, Path::new(file)),
        _ => compare(&arguments),
    }
}

fn compare(arguments: &[&str]) -> Result<(), Failure> {
    let rows = arguments.iter().find_map(|it| it.parse::<u64>().ok());
    let rows = rows.unwrap_or(2_000_000);
    let python = arguments.iter().position(|it| *it == "--python");
    let python = python.and_then(|place| arguments.get(place + 1));
    let program = std::env::current_exe()?;
    let mut server = Command::new(&program)
        .args(["serve", &rows.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut address = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut address)?;
    let address = address.trim();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("rows");
    let (mut bare, mut fits) = (f64::NAN, true);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{rows} rows\n| way | CPU, µs a row | of bare rows | aim | peak memory, MB | file, bytes a row |\n|---|---|---|---|---|---|"
    )?;
    let mut line = |name: &str, aim: &str, ran: &[f64]| -> Result<(), Failure> {
        let micros = ran[0] * 1e6 / rows as f64;
        if bare.is_nan() {
            bare = micros;
        }
        let size = fs::metadata(&file).map_or(0, |it| it.len()) / rows;
        let _ = fs::remove_file(&file);
        let ratio = micros / bare;
        writeln!(
            std::io::stdout(),
            "| {name} | {micros:.2} | {ratio:.2} | {aim} | {:.1} | {size} |",
            ran[1]
        )?;
        Ok(())
    };
    let path = file.to_str().ok_or("a path in UTF-8")?;
    for (name, _, aim, memory) in WAYS {
        let mut ran = [f64::INFINITY, 0.0];
        for _ in 0..RUNS {
            let run = figures(Command::new(&program).args(["take", name, address, path]))?;
            ran = [ran[0].min(run[0]), ran[1].max(run[1])];
        }
        line(name, &aim.to_string(), &ran)?;
        fits &= ran[1] <= memory;
    }
    if let Some(python) = python {
        // Linux counts for the script what it counts for the other ways.
        let counted = "import resource, runpy, sys; sys.argv[:] = sys.argv[1:]; runpy.run_path(sys.argv[0]); \
            used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)";
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/export.py");
        for form in ["csv", "parquet"] {
            let ran =
                figures(Command::new(python).args(["-c", counted, script, form, address, path]))?;
            line(&format!("Python, {form}"), "", &ran)?;
        }
    }
    server.kill()?;
    server.wait()?;
    fits.then_some(())
        .ok_or_else(|| "a way takes too much memory".into())
}

/// The CPU seconds and the peak memory in MB that a process prints.
fn figures(command: &mut Command) -> Result<Vec<f64>, Failure> {
    let output = command.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8(output.stdout)?;
    let figures: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
    let figures = figures?;
    match (output.status.success(), figures.len()) {
        (true, 2) => Ok(figures),
        _ => Err("a way failed".into()),
    }
}

/// Takes all rows in one way, and prints what that cost this process.
fn take(way: &str, address: &str, file: &Path) -> Result<(), Failure> {
    let way = WAYS.iter().find(|(name, ..)| *name == way);
    let (_, format, ..) = way.ok_or("no such way")?;
    let tatodesk = Tatodesk::builder()
        .api_key("an-invented-key")
        .base_url(address)
        .build()?;
    let days = date(2025, 1, 1)..=date(2025, 12, 31);
    let call = tatodesk
        .reports()
        .digital_services(days)
        .limit(u32::try_from(PAGE)?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        if let Some(format) = format {
            Export::new(*format).to_file(call, file).await?;
            return Ok(());
        }
        let mut rows = call.rows();
        while let Some(row) = std::future::poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await {
            std::hint::black_box(row?);
        }
        Ok::<(), Failure>(())
    })?;
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().ok_or("a name")?;
    let field = |place: usize| -> Result<f64, Failure> {
        let text = after_name.split_whitespace().nth(place);
        Ok(text.ok_or("a field")?.parse()?)
    };
    // User and system time, in hundredths of a second.
    let cpu = (field(11)? + field(12)?) / 100.0;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak: f64 = peak
        .ok_or("a peak")?
        .trim()
        .trim_end_matches(" kB")
        .parse()?;
    writeln!(std::io::stdout(), "{cpu} {}", peak / 1024.0)?;
    Ok(())
}

/// Answers with pages of made rows.
fn serve(rows: u64) -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    for connection in listener.incoming() {
        let connection = connection?;
        std::thread::spawn(move || {
            // The client may go at any time.
            let _ = answer(connection, rows);
        });
    }
    Ok(())
}

fn answer(connection: TcpStream, rows: u64) -> Result<(), Failure> {
    let mut to = connection.try_clone()?;
    let mut from = BufReader::new(connection);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim().to_ascii_lowercase();
            if let Some(text) = line.strip_prefix("content-length:") {
                length = text.trim().parse()?;
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        let body: serde_json::Value = serde_json::from_slice(&body)?;
        let page = body["page"].as_u64().ok_or("a page")?;
        let numbers = (page * PAGE).min(rows)..((page + 1) * PAGE).min(rows);
        let made: Vec<String> = numbers.map(row).collect();
        let text = format!(
            "{{\"error\":null,\"attendances\":[{}],\"count\":\"{rows}\"}}",
            made.join(",")
        );
        let length = text.len();
        write!(
            to,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{text}"
        )?;
    }
}

/// A row as the documentation shows one, of about 500 bytes.
fn row(number: u64) -> String {
    let id = 1_000_000_000 + number;
    let (second, minute, hour) = (number % 60, number / 60 % 60, number / 3600 % 24);
    let (day, month) = (number / 86_400 % 28 + 1, number / 2_419_200 % 12 + 1);
    let milli = number * 7 % 1000;
    let person = number % 50_000;
    format!(
        r#"{{"ID":{id},"protocol":"2025{month:02}{day:02}{hour:02}{minute:02}{second:02}{milli:03}","session":"5d2c8f10-0000-4000-8000-{number:012}","date":"2025-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z","status":"Finished","channel":"WhatsApp","department":"Vendas","userName":"Rafael Monteiro","rate":"Satisfied","attendanceTime":"00:{minute:02}:{second:02}","waitingTime":"00:{second:02}:{minute:02}","firstAgentReply":"00:00:{second:02}","timeClientAgentReply":"00:01:{second:02}","timeAgentClientReply":"00:02:{second:02}","sentiment":{},"metadatas":"NAME:Marina Duarte | EMAIL:marina{person}@example.com | PHONE:55819000{person:05}","additionalData":"PLAN:Basic"}}"#,
        number % 5
    )
}
