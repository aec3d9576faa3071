//! Every operation as a function that calls it through the facade, with a good answer and a wrong one.

use std::pin::Pin;

use serde_json::{Value, json};
use tatodesk::{Error, MediaFile, Tatodesk, types::UploadMediaResponse};
use tatodesk_api::{ApiRequest, ApiResponse, Operation, OperationVisitor, visit_operation, wire};
use tests::spec;

/// A call under way.
pub(crate) type Calling = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

type Send = Box<dyn Fn(Tatodesk) -> Calling>;

/// One operation.
pub(crate) struct Caller {
    pub(crate) operation: &'static Operation,
    /// Calls it with a documented request.
    pub(crate) send: Send,
    /// A documented answer.
    pub(crate) good: Value,
    /// A JSON object without an error that is no answer of this operation. `None` if any object is one.
    pub(crate) wrong: Option<Value>,
}

/// Makes the parts that depend on the operation's types.
struct Typed<'a>(&'a spec::Operation);

impl OperationVisitor for Typed<'_> {
    type Output = (Send, fn(&Value) -> bool);

    fn visit<R: ApiRequest>(self) -> Self::Output {
        let example = &self.0.requests()[0].value;
        let request: R = wire::decode_value(example).expect("a documented request");
        let send: Send = Box::new(move |tatodesk| {
            let request = request.clone();
            Box::pin(async move { tatodesk.call(request).send().await.map(drop) })
        });
        (send, decodes::<R::Response>)
    }
}

fn decodes<T: ApiResponse>(value: &Value) -> bool {
    wire::decode_value::<T>(value).is_ok()
}

/// The one multipart operation.
fn upload() -> (Send, fn(&Value) -> bool) {
    let send: Send = Box::new(|tatodesk| {
        let media = MediaFile::from_bytes("not really a picture")
            .file_name("logo.png")
            .content_type("image/png");
        Box::pin(async move {
            let upload = tatodesk.whatsapp().upload_media("f550afc1", media);
            upload.send().await.map(drop)
        })
    });
    (send, decodes::<UploadMediaResponse>)
}

/// All operations, in the spec's order.
pub(crate) fn all() -> Vec<Caller> {
    let caller = |operation: &spec::Operation| {
        let (send, decodes) =
            visit_operation(&operation.id, Typed(operation)).unwrap_or_else(upload);
        let good = operation.responses()[0].value.clone();
        Caller {
            operation: Operation::find(&operation.id).expect("an operation of the spec"),
            send,
            wrong: wrong(&good, decodes),
            good,
        }
    };
    spec::operations().iter().map(caller).collect()
}

/// The answer with its first typed member replaced by something else.
fn wrong(good: &Value, decodes: fn(&Value) -> bool) -> Option<Value> {
    let members = good.as_object().expect("an answer is an object").keys();
    members
        .filter(|name| *name != "error")
        .flat_map(|name| {
            [json!({"not": ["this"]}), json!([["nor this"]])].map(|other| {
                let mut edited = good.clone();
                edited[name.as_str()] = other;
                edited
            })
        })
        .find(|edited| !decodes(edited))
}
