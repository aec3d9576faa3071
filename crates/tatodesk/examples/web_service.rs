//! A service with axum that sends reminders by SMS, and its test: `cargo test -p tatodesk --example web_service`.
#![allow(clippy::print_stdout)] // an example talks to its reader

use axum::{Json, Router, body::Body, extract::State, http, http::StatusCode, routing::post};
use tatodesk::{Outcome, Phone, Tatodesk};
use tatodesk_sandbox::Sandbox;

#[derive(serde::Deserialize)]
struct Reminder {
    to: Phone,
    params: [String; 2],
}

async fn remind(State(tatodesk): State<Tatodesk>, Json(body): Json<Reminder>) -> StatusCode {
    let (app, template) = ("an-app", "appointment_confirmed");
    let sms = tatodesk.sms().send_template(app, template, body.to);
    let sent = sms.params(body.params).send().await;
    match sent.map_err(|error| error.outcome()) {
        Ok(_) | Err(Outcome::Accepted) => StatusCode::ACCEPTED,
        Err(Outcome::Rejected) => StatusCode::UNPROCESSABLE_ENTITY,
        Err(Outcome::NotSent) => StatusCode::SERVICE_UNAVAILABLE, // the caller may try again
        Err(Outcome::Unknown) => StatusCode::BAD_GATEWAY,         // the caller looks first
    }
}

fn service(tatodesk: Tatodesk) -> Router {
    let routes = Router::new().route("/reminders", post(remind));
    routes.with_state(tatodesk)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Ok(address) = std::env::var("LISTEN") {
        let listener = tokio::net::TcpListener::bind(address).await?;
        return Ok(axum::serve(listener, service(Tatodesk::from_env()?)).await?);
    }
    println!("{}", ask(&Sandbox::start().await?).await?);
    Ok(())
}

/// Asks the service, without a port of its own, for a reminder by the sandbox.
async fn ask(at: &Sandbox) -> Result<StatusCode, Box<dyn std::error::Error>> {
    let tatodesk = Tatodesk::builder().api_key(at.api_key());
    let service = service(tatodesk.base_url(at.base_url()).build()?);
    let request = http::Request::post("/reminders").header("Content-Type", "application/json");
    let body = Body::from(r#"{"to": "(81) 90000-0001", "params": ["Marina", "28/01/2026"]}"#);
    let answer = tower::ServiceExt::oneshot(service, request.body(body)?).await?;
    Ok(answer.status())
}

#[tokio::test]
async fn each_outcome_becomes_a_status() -> Result<(), Box<dyn std::error::Error>> {
    use tatodesk_sandbox::{Fault, Rule};
    let sandbox = Sandbox::start().await?;
    assert_eq!(ask(&sandbox).await?, StatusCode::ACCEPTED);
    sandbox.add_fault(Rule::once(Fault::commit_then_drop()))?;
    assert_eq!(ask(&sandbox).await?, StatusCode::BAD_GATEWAY);
    Ok(())
}
