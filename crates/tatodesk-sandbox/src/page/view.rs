//! What the page shows: the messages as a phone would show them, the recent requests, and the world.

use std::fmt::{self, Write};

use super::text::Text;
use super::{messages, world};
use crate::state::State;
use crate::state::log::MAX_REQUESTS;
use crate::state::record::RequestRecord;

/// How many entries of a log are shown, the newest first.
const SHOWN: usize = 50;

/// The changing part of the page. The page replaces each section with an id when that section changes.
pub(super) fn content(state: &State) -> String {
    let mut page = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut page, state);
    page
}

fn write(page: &mut String, state: &State) -> fmt::Result {
    messages::write(page, state, SHOWN)?;
    page.push_str("<div class=\"columns\">\n");
    requests(page, state)?;
    page.push_str("<div>\n");
    world::now(page, state)?;
    world::world(page, &state.world)?;
    page.push_str("</div>\n</div>\n");
    Ok(())
}

fn requests(page: &mut String, state: &State) -> fmt::Result {
    let log = &state.requests;
    writeln!(
        page,
        "<section id=\"requests\">\n<h2>Requests <span class=\"count\">{}</span></h2>",
        log.total()
    )?;
    if log.total() == 0 {
        page.push_str("<p class=\"empty\">No request has come yet. The first one will show here.</p>\n</section>\n");
        return Ok(());
    }
    page.push_str("<table>\n<thead><tr><th>Time</th><th>Operation</th><th>Answer</th><th>Validation</th></tr></thead>\n<tbody>\n");
    let numbers = (1..=log.total()).rev();
    for (number, request) in numbers.zip(log.entries().rev()).take(SHOWN) {
        row(page, number, request)?;
    }
    page.push_str("</tbody>\n</table>\n");
    if log.total() > SHOWN as u64 {
        writeln!(
            page,
            "<p class=\"small\">The last {SHOWN}. <a href=\"/_sandbox/requests\">The log</a> keeps {MAX_REQUESTS}.</p>"
        )?;
    }
    page.push_str("</section>\n");
    Ok(())
}

fn row(page: &mut String, number: u64, request: &RequestRecord) -> fmt::Result {
    let operation = request.operation.unwrap_or("no operation");
    let (class, status) = match request.status {
        0 => ("bad", "no answer".to_owned()),
        200 if request.refused => ("odd", "200, refused".to_owned()),
        200 => ("good", "200".to_owned()),
        status => ("bad", status.to_string()),
    };
    write!(
        page,
        "<tr><td class=\"time\">{:.3}</td><td><b>{}</b><br><span class=\"small\">{} {}</span></td>\
         <td><span class=\"badge {class}\">{}</span>",
        request.at.time(),
        Text(operation),
        Text(&request.method),
        Text(&request.path),
        Text(status),
    )?;
    for fault in &request.faults {
        write!(page, " <span class=\"badge fault\">{}</span>", Text(fault))?;
    }
    page.push_str("</td><td class=\"validation\"><div>");
    verdict(page, request)?;
    page.push_str("</div>");
    bodies(page, number, request)?;
    page.push_str("</td></tr>\n");
    Ok(())
}

/// How the request was judged: its breaches, the reason of a refusal, or that it is valid.
fn verdict(page: &mut String, request: &RequestRecord) -> fmt::Result {
    for breach in &request.breaches {
        page.push_str("<div>");
        if let Some(pointer) = &breach.pointer {
            let shown = if pointer.is_empty() {
                "the body"
            } else {
                pointer
            };
            write!(page, "<code>{}</code> ", Text(shown))?;
        }
        write!(page, "{}</div>", Text(&breach.message))?;
    }
    match &request.message {
        Some(message) => write!(page, "<div>valid, but {}</div>", Text(message))?,
        None if request.committed || request.refused => page.push_str("valid"),
        None if request.breaches.is_empty() => page.push_str("not checked"),
        None => {}
    }
    Ok(())
}

/// The request body and the answer body, each in a block that the reader can open. The number identifies the request, so
/// that a block that the reader opened stays open.
fn bodies(page: &mut String, number: u64, request: &RequestRecord) -> fmt::Result {
    for (name, body) in [
        ("request", &request.request_body),
        ("answer", &request.answer_body),
    ] {
        if let Some(body) = body {
            write!(
                page,
                "\n<details id=\"{name}-{number}\"><summary>{name}</summary><pre>{}</pre></details>",
                Text(body)
            )?;
        }
    }
    Ok(())
}
