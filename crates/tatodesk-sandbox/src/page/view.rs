//! What the page shows: the world, the messages as a phone would show them, and the recent requests.

use std::fmt::{self, Display, Write};

use crate::deliveries::{Channel, Delivery, Medium};
use crate::log::RequestRecord;
use crate::state::State;

/// How many entries of a log are shown, the newest first.
const SHOWN: usize = 50;

/// Text that came from outside, made harmless.
struct Text<T>(T);

impl<T: Display> Display for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.to_string().chars() {
            match letter {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The changing part of the page.
pub(super) fn content(state: &State) -> String {
    let mut page = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut page, state);
    page
}

fn write(page: &mut String, state: &State) -> fmt::Result {
    page.push_str("<section>\n<h2>Phone</h2>\n<div class=\"phone\">\n");
    if state.deliveries.is_empty() {
        page.push_str("<p class=\"small\">Nothing was sent yet.</p>\n");
    }
    for delivery in state.deliveries.iter().rev().take(SHOWN) {
        message(page, delivery)?;
    }
    page.push_str("</div>\n</section>\n<section>\n<h2>World</h2>\n<dl>\n");
    world(page, state)?;
    page.push_str("</dl>\n<h2>Requests</h2>\n<table>\n<tr><th>Time</th><th>Operation</th>");
    page.push_str("<th>Status</th><th>Validation</th></tr>\n");
    for request in state.requests.iter().rev().take(SHOWN) {
        row(page, request)?;
    }
    page.push_str("</table>\n</section>\n");
    Ok(())
}

fn world(page: &mut String, state: &State) -> fmt::Result {
    let world = &state.world;
    let mut line =
        |name: &str, value: &dyn Display| writeln!(page, "<dt>{name}</dt><dd>{}</dd>", Text(value));
    line("Clock", &state.clock.now())?;
    let companies: Vec<&str> = world.companies.iter().map(|it| it.name.as_str()).collect();
    line("Companies", &companies.join(", "))?;
    let units: Vec<&str> = world.units.iter().map(|it| it.name.as_str()).collect();
    line("Units", &units.join(", "))?;
    line("Service types", &world.types.len())?;
    line("Templates", &world.templates.len())?;
    line("Appointments", &state.appointments.len())?;
    line("In-person services", &state.services.len())?;
    line("Uploads", &state.uploads.len())?;
    line("Deliveries", &state.deliveries.len())?;
    line("Requests", &state.requests.len())
}

fn message(page: &mut String, delivery: &Delivery) -> fmt::Result {
    let channel = match delivery.channel {
        Channel::WhatsApp => "WhatsApp",
        Channel::Sms => "SMS",
        Channel::Email => "E-mail",
    };
    writeln!(
        page,
        "<article class=\"message {}\">\n<p class=\"small\">{channel} to {}</p>",
        delivery.channel,
        Text(&delivery.to)
    )?;
    for medium in &delivery.media {
        let (kind, what) = match medium {
            Medium::Link { kind, url } => (kind.as_str(), url),
            Medium::Uploaded { kind, media_id } => (kind.as_str(), media_id),
            Medium::Attachment { file_name, .. } => ("attachment", file_name),
        };
        writeln!(page, "<p>[{}: {}]</p>", Text(kind), Text(what))?;
    }
    writeln!(page, "<p><b>{}</b></p>", Text(&delivery.template))?;
    for param in &delivery.params {
        writeln!(page, "<p>{}</p>", Text(param))?;
    }
    writeln!(
        page,
        "<p class=\"small\">{:.0}</p>\n</article>",
        delivery.at.time()
    )
}

fn row(page: &mut String, request: &RequestRecord) -> fmt::Result {
    let operation = request.operation.unwrap_or(&request.path);
    let faults = match &request.faults[..] {
        [] => String::new(),
        faults => format!(" [{}]", faults.join(", ")),
    };
    let (class, status) = match request.status {
        0 => ("bad", "no answer".to_owned()),
        200 if request.refused => ("bad", "200, refused".to_owned()),
        200 => ("good", "200".to_owned()),
        status => ("bad", status.to_string()),
    };
    let validation = match &request.breach {
        Some(breach) => breach.to_string(),
        None if request.committed || request.refused => "valid".to_owned(),
        None => "not checked".to_owned(),
    };
    writeln!(
        page,
        "<tr><td>{:.3}</td><td>{}</td><td class=\"{class}\">{}{}</td><td class=\"breach\">{}</td></tr>",
        request.at.time(),
        Text(operation),
        Text(status),
        Text(faults),
        Text(validation)
    )
}
