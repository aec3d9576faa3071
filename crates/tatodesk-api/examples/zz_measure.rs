//! ad hoc
#![allow(clippy::print_stdout)]
use serde::Deserialize;
use std::time::Instant;
use tatodesk_api::{types, wire, Client, Transport, upload::*};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
#[derive(Deserialize)]
struct Plain { attendances: Vec<types::DigitalAttendance>, #[serde(flatten)] extra: std::collections::BTreeMap<String, serde_json::Value> }
fn rss(what: &str) -> u64 { std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with(what)).unwrap().split_whitespace().nth(1).unwrap().parse().unwrap() }
fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args[1] == "decode" {
        let row = &args[2];
        let body = format!("{{\"attendances\":[{}],\"count\":\"100000\",\"error\":null}}", vec![row.as_str(); 100_000].join(","));
        println!("bytes {}", body.len());
        for _ in 0..3 {
            let t = Instant::now();
            let a: types::ListDigitalAttendancesReportResponse = wire::decode(body.as_bytes()).unwrap();
            println!("list {:?} {} malformed {}", t.elapsed(), a.attendances.as_ref().unwrap().len(), a.attendances.as_ref().unwrap().malformed().len());
            let t = Instant::now(); drop(a); println!("drop {:?}", t.elapsed());
            let t = Instant::now();
            let p: Plain = serde_json::from_slice(body.as_bytes()).unwrap();
            println!("plain {:?} {} {}", t.elapsed(), p.attendances.len(), p.extra.len());
        }
    } else {
        let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        rt.block_on(async {
            let l = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let a = l.local_addr().unwrap();
            tokio::spawn(async move {
                let (mut s, _) = l.accept().await.unwrap();
                let mut buf = vec![0u8; 65536]; let mut total = 0usize; let mut tail: Vec<u8> = vec![];
                loop { let n = s.read(&mut buf).await.unwrap(); total += n; tail.extend_from_slice(&buf[..n]); let k = tail.len().saturating_sub(100); tail.drain(..k);
                    if n == 0 || tail.ends_with(b"--\r\n") { break; } }
                println!("received {total}");
                let b = r#"{"media": {"mediaID": "1"}, "error": null}"#;
                s.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{b}", b.len()).as_bytes()).await.unwrap();
            });
            let c = Client::with_transport(reqwest::Client::builder().no_proxy().build().unwrap(), Transport::builder().key("k").base_url(format!("http://{a}")).build().unwrap());
            let before = rss("VmHWM");
            let t = Instant::now();
            c.upload_media(MediaUpload::new(Media::from_path(&args[2]), "x")).await.unwrap();
            println!("HWM before {before} kB after {} kB in {:?}", rss("VmHWM"), t.elapsed());
        });
    }
}
