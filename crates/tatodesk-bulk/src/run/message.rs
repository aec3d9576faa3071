//! One message: the call of the facade for a recipient, and what its end means for the ledger.

use tatodesk::{Answer, ApiResponse, Cause, Error, HeaderMedia, Outcome, Tatodesk, ids::MediaId};

use crate::{
    address::Address,
    campaign::{Campaign, Header},
    run::book::{Attempt, Ended},
    state::Channel,
};

/// The member of the metadata that has the id of the attempt.
pub(crate) const METADATA: &str = "TATODESK_BULK";

/// How long the app pauses after a 429 without `Retry-After`, in milliseconds.
const PAUSE: u64 = 5_000;

/// The end of a message, and how long the server wants to be left alone.
pub(crate) struct Sent {
    pub(crate) ended: Ended,
    pub(crate) pause: Option<u64>,
    /// The lease passed before the call, so it tells nothing about Tatodesk.
    pub(crate) slept: bool,
}

/// A message that did not leave, because the lease passed before the call.
pub(crate) fn slept(attempt: Attempt) -> Sent {
    let why = "the process slept until its lease passed";
    Sent {
        slept: true,
        ..without_answer(attempt, Outcome::NotSent, why)
    }
}

/// A message whose call panicked.
pub(crate) fn broken(attempt: Attempt) -> Sent {
    without_answer(attempt, Outcome::Unknown, "the call ended by a panic")
}

/// Sends a message under the id of its attempt.
pub(crate) async fn send(
    tatodesk: Tatodesk,
    campaign: &Campaign,
    attempt: Attempt,
    to: &str,
    params: Vec<String>,
) -> Sent {
    let Ok(address) = Address::parse(campaign.channel, to) else {
        // Only another program can have written such an address.
        let why = "the address in the ledger does not read";
        return without_answer(attempt, Outcome::NotSent, why);
    };
    let (app, template) = (campaign.app.clone(), campaign.template.clone());
    let id = attempt.id.clone();
    match (campaign.channel, address) {
        (Channel::WhatsApp, Address::Phone(phone)) => {
            let mut call = tatodesk.whatsapp().send_template(app, template, phone);
            if let Some(header) = &campaign.header {
                call = call.header_param(header_media(header));
            }
            if !params.is_empty() {
                call = call.body_params(params);
            }
            ended(attempt, call.metadata(METADATA, id).send().await)
        }
        (Channel::Sms, Address::Phone(phone)) => {
            let call = tatodesk.sms().send_template(app, template, phone);
            ended(
                attempt,
                call.params(params).metadata(METADATA, id).send().await,
            )
        }
        (Channel::Email, Address::Email(address)) => {
            let call = tatodesk.email().send_template(app, template, address);
            ended(attempt, call.params(params).send().await)
        }
        _ => {
            let why = "the address in the ledger is of another channel";
            without_answer(attempt, Outcome::NotSent, why)
        }
    }
}

fn header_media(header: &Header) -> HeaderMedia {
    let id = |id: &String| MediaId::from(id.clone());
    match header {
        Header::ImageLink(link) => HeaderMedia::image_link(link),
        Header::ImageId(it) => HeaderMedia::image_id(id(it)),
        Header::VideoLink(link) => HeaderMedia::video_link(link),
        Header::VideoId(it) => HeaderMedia::video_id(id(it)),
        Header::DocumentLink(link) => HeaderMedia::document_link(link),
        Header::DocumentId(it) => HeaderMedia::document_id(id(it)),
        Header::Text(text) => HeaderMedia::text(text),
    }
}

fn without_answer(attempt: Attempt, outcome: Outcome, why: &str) -> Sent {
    let ended = Ended {
        attempt,
        outcome,
        status: None,
        message: Some(why.to_owned()),
        again_at: None,
    };
    Sent {
        ended,
        pause: None,
        slept: false,
    }
}

fn ended<T: ApiResponse>(attempt: Attempt, answer: Result<Answer<T>, Error>) -> Sent {
    let (outcome, status, message, pause) = match answer {
        Ok(answer) => (Outcome::Accepted, Some(answer.status()), None, None),
        Err(error) => {
            let limited = error.is_rate_limited();
            // Also a 503 may name a time.
            let named = error
                .retry_after()
                .map(|pause| u64::try_from(pause.as_millis()).unwrap_or(u64::MAX));
            let pause = named.or(limited.then_some(PAUSE));
            (error.outcome(), error.status(), Some(words(&error)), pause)
        }
    };
    let status = status.map(|status| status.as_u16());
    Sent {
        ended: Ended {
            attempt,
            outcome,
            status,
            message,
            again_at: None,
        },
        pause,
        slept: false,
    }
}

fn words(error: &Error) -> String {
    match (error.cause(), error.message()) {
        (Cause::InBandError | Cause::Status(_), Some(said)) if !said.trim().is_empty() => {
            said.to_owned()
        }
        (cause, _) => format!("{} ({cause})", error.reason()),
    }
}
