//! The server that the benchmark calls: it gives one answer over a kept connection, and does as little as it can.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tatodesk_api::{
    types::{CreateAppointmentResponse, ListDepartmentsResponse},
    wire,
};
use tests::spec;

/// The documented answer of an operation. Its members stand in the order of the documentation, which a tree of JSON loses.
pub(crate) fn answer(id: &str) -> String {
    let mut operations = spec::operations().iter();
    let operation = operations.find(|operation| operation.id == id);
    let answer = &operation.expect("an operation").responses()[0].value;
    match id {
        "listDepartments" => in_order::<ListDepartmentsResponse>(answer),
        "createAppointment" => in_order::<CreateAppointmentResponse>(answer),
        // It has one member.
        _ => answer.to_string(),
    }
}

/// Writes an answer with its members in the order of its type, which is the documented one.
fn in_order<T: DeserializeOwned + Serialize>(answer: &Value) -> String {
    let answer: T = wire::decode_value(answer).expect("a documented answer");
    serde_json::to_string(&answer).expect("an answer encodes")
}

/// Answers everything with this, for as long as the process lives.
pub(crate) fn serve(body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
    let answer = format!("{head}: {}\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().expect("a socket"));
                while read_request(&mut reader).is_some() {
                    stream.write_all(answer.as_bytes()).expect("a reader");
                }
            });
        }
    });
    url
}

fn read_request(reader: &mut impl BufRead) -> Option<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            return reader.read_exact(&mut vec![0; length]).ok();
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
    }
}
