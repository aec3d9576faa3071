//! The Rust samples of the reference. Between `// Sample:` and `check`, each is what the page of its operation shows.
//!
//! A page also shows those `use` lines whose names a sample needs, so each line names one item. Uses the facade only. The
//! generator of the reference reads these files as text.

mod booking;
mod messages;
mod others;
mod reports;

use std::{cell::RefCell, collections::BTreeSet};

use tatodesk::{Call, CallRequest, Error, OPERATIONS, Tatodesk};

type Outcome = Result<(), Box<dyn std::error::Error>>;

thread_local! {
    /// The operations whose samples ran.
    static SEEN: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Checks that a call is one of this operation, and that it can be sent as the page shows.
#[track_caller]
fn check<R: CallRequest + 'static>(call: Call<R>, operation: &'static str) {
    assert_eq!(R::OPERATION.id, operation);
    let _sent: std::pin::Pin<Box<dyn Future<Output = Result<_, Error>>>> = Box::pin(call.send());
    SEEN.with_borrow_mut(|seen| seen.push(operation));
}

#[test]
fn each_operation_has_a_sample() -> Outcome {
    let client = Tatodesk::builder().api_key("key");
    let tatodesk = client.base_url("http://127.0.0.1:9").build()?;
    booking::in_person(&tatodesk)?;
    booking::scheduling(&tatodesk)?;
    messages::all(&tatodesk)?;
    reports::all(&tatodesk)?;
    others::crm_and_contact_center(&tatodesk)?;
    others::pulse_chatbot_survey(&tatodesk)?;
    let seen = SEEN.take();
    let all: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!((seen.len(), seen.into_iter().collect()), (all.len(), all));
    Ok(())
}
