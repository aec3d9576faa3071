//! Makes one call through the typed facade, and turns its answer or failure into output.

use std::future::Future;
use std::pin::Pin;

use tatodesk::wire;
use tatodesk::{
    Answer, ApiRequest, ApiResponse, Cause, Effect, Error, MediaFile, Operation, OperationVisitor,
    Outcome, Tatodesk,
};

use crate::form::Upload;
use crate::output::Finished;
use crate::report::{Kind, Report};

/// A prepared call of any operation.
pub(crate) type Call = Pin<Box<dyn Future<Output = Finished>>>;

/// Decodes the body into the operation's request, and prepares the call. A body that does not fit is exit code 2.
pub(crate) fn json(
    client: &Tatodesk,
    operation: &'static Operation,
    body: &[u8],
) -> Result<Call, Report> {
    tatodesk::visit_operation(operation.id, Prepare { client, body })
        .unwrap_or_else(|| Err(Report::usage("this operation takes no JSON body")))
}

/// Decodes a body of bytes as the request type of the visited operation.
struct Prepare<'a> {
    client: &'a Tatodesk,
    body: &'a [u8],
}

impl OperationVisitor for Prepare<'_> {
    type Output = Result<Call, Report>;

    fn visit<R: ApiRequest>(self) -> Self::Output {
        let request: R = wire::decode_request(self.body).map_err(|error| {
            Report::usage(format!("the body does not fit: {}", error.message)).path(error.path)
        })?;
        let call = self.client.call(request);
        Ok(Box::pin(async move {
            finished(R::OPERATION, call.send().await)
        }))
    }
}

/// Prepares the multipart upload.
pub(crate) fn upload(client: &Tatodesk, operation: &'static Operation, upload: Upload) -> Call {
    let call = client
        .whatsapp()
        .upload_media(upload.app, MediaFile::from_path(upload.media));
    Box::pin(async move { finished(operation, call.send().await) })
}

/// The output of an answer or a failure.
fn finished<T: ApiResponse>(
    operation: &'static Operation,
    answer: Result<Answer<T>, Error>,
) -> Finished {
    match answer {
        Ok(answer) => success(operation, answer),
        Err(error) => failure(error),
    }
}

/// The command names at most this many malformed elements, each on its own line.
const NAMED: usize = 20;

/// Prints the typed answer as one line of JSON. Malformed elements stay in their places, and the first ones become warnings.
fn success<T: ApiResponse>(operation: &'static Operation, answer: Answer<T>) -> Finished {
    let warning = |message: String| {
        Report::new(Kind::MalformedElement, message)
            .operation(operation.id)
            .status(Some(answer.status().as_u16()))
    };
    let malformed = answer.malformed();
    let first = malformed.iter().take(NAMED);
    let mut reports: Vec<Report> = first
        .map(|element| warning(element.reason.clone()).path(element.path.clone()))
        .collect();
    if malformed.total() > NAMED {
        reports.push(warning(format!(
            "malformed elements, printed as they came: {} in all",
            malformed.total()
        )));
    }
    Finished {
        stdout: Box::new(move |mut out| {
            serde_json::to_writer(&mut out, &*answer)?;
            out.write_all(b"\n")
        }),
        reports,
        code: 0,
    }
}

/// One line and the exit code. If the answer does not decode, its raw body is printed too.
fn failure(error: Error) -> Finished {
    let body = error.body().filter(|_| is_undecodable(&error)).cloned();
    Finished {
        stdout: Box::new(move |out| out.write_all(&body.unwrap_or_default())),
        ..Finished::from(Report::from(error))
    }
}

/// Whether the answer came whole and does not decode. A write that was answered by no JSON object is unknown all the same.
fn is_undecodable(error: &Error) -> bool {
    match error.cause() {
        Cause::Undecodable => true,
        Cause::NotAnObject => error.effect() == Effect::Read,
        _ => false,
    }
}

impl From<Error> for Report {
    fn from(error: Error) -> Self {
        let kind = match error.outcome() {
            _ if is_undecodable(&error) => Kind::Undecodable,
            Outcome::NotSent => Kind::NotSent,
            Outcome::Rejected => Kind::Rejected,
            Outcome::Accepted | Outcome::Unknown => Kind::Unknown,
        };
        let report = Self::new(kind, message(&error))
            .operation(error.operation().id)
            .status(error.status().map(|status| status.as_u16()))
            .attempts(error.attempts())
            .cause(error.cause(), error.peer());
        match error.path() {
            Some(path) => report.path(path),
            // A body that is no JSON object fails at its root.
            None if kind == Kind::Undecodable => report.path("$"),
            None => report,
        }
    }
}

/// Tatodesk's message, or else the reason of the failure.
fn message(error: &Error) -> String {
    // A blank message would be a line that says nothing. Other values of the answer are no message, and may be personal.
    let said = error.message().filter(|said| !said.trim().is_empty());
    said.unwrap_or(error.reason()).to_owned()
}
