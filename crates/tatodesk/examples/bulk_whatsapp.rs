//! Sends a WhatsApp template to a list of people, four at a time, and says for each of them what is known about the message.
#![allow(clippy::print_stdout)] // an example talks to its reader

use tatodesk::{Error, HeaderMedia, Outcome, Phone, Tatodesk};
use tatodesk_sandbox::{Fault, Rule, Sandbox};
use tokio::task::JoinSet;

const PEOPLE: [(&str, &str); 4] = [
    ("Marina", "(81) 90000-0001"),
    ("Davi", "(81) 90000-0002"),
    ("Helena", "81 90000"),
    ("Célia", "+55 81 90000-0005"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Against the real Tatodesk this is `Tatodesk::from_env()`. Here, one message is sent and its answer is lost.
    let sandbox = Sandbox::start().await?;
    let lost = Rule::once(Fault::commit_then_drop()).when("/whatsapp/to", "5581900000002");
    sandbox.add_fault(lost)?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;

    let mut sends = JoinSet::new();
    for (name, number) in PEOPLE {
        let to: Phone = match number.parse() {
            Ok(to) => to,
            Err(error) => {
                println!("{name}: not sent, {error}");
                continue;
            }
        };
        let send = tatodesk
            .whatsapp()
            .send_template("an-app", "appointment_confirmed", to)
            .header_param(HeaderMedia::image_link("https://example.com/logo.png"))
            .body_params([name, "28/01/2026"]);
        sends.spawn(async move { (name, send.send().await.map(drop)) });
        if sends.len() == 4 {
            report(sends.join_next().await.ok_or("no send")??);
        }
    }
    while let Some(done) = sends.join_next().await {
        report(done?);
    }
    println!("delivered: {}", sandbox.deliveries().len());
    Ok(())
}

fn report((name, sent): (&str, Result<(), Error>)) {
    match sent.map_err(|error| (error.outcome(), error)) {
        Ok(()) => println!("{name}: sent"),
        Err((Outcome::Accepted, _)) => println!("{name}: sent, but the answer reads oddly"),
        Err((Outcome::Unknown, _)) => println!("{name}: perhaps sent, look before sending again"),
        Err((_, error)) => println!("{name}: not sent, {error}"),
    }
}
