//! Which requests the mock of an operation answers.

use std::marker::PhantomData;

use httpmock::Method;
use serde::Serialize;
use serde_json::Value;
use tatodesk::http::HeaderMap;
use tatodesk_api::{ApiRequest, CallRequest, RequestBody, upload::MediaUpload};

use crate::form;

/// Which requests the mock of an operation answers; `R` is the operation's request. Without more, it is all requests of the operation.
///
/// [`into_inner`](When::into_inner) gives the untyped part, for what the types do not allow, such as headers.
pub struct When<R> {
    inner: httpmock::When,
    /// Whether a whole request is compared.
    whole: bool,
    request: PhantomData<fn() -> R>,
}

impl<R: CallRequest> When<R> {
    /// Matches the operation's method and path.
    pub(crate) fn new(inner: httpmock::When) -> Self {
        Self {
            inner: inner.method(Method::POST).path(R::OPERATION.path),
            whole: false,
            request: PhantomData,
        }
    }

    /// The untyped part.
    pub fn into_inner(self) -> httpmock::When {
        self.inner
    }

    /// Answers only this request.
    ///
    /// It must have the same JSON, or a form with the same parts in the same order.
    ///
    /// # Panics
    ///
    /// When the request does not encode, or its medium cannot be read. Also when the mock compares a whole request already, because no
    /// request is two.
    #[track_caller]
    pub fn body(mut self, request: &R) -> Self {
        assert!(!self.whole, "this mock compares a whole request already");
        self.whole = true;
        self.inner = match request.to_body() {
            Ok(RequestBody::Json(json)) => {
                let json: Value = serde_json::from_slice(&json).expect("requests are JSON");
                self.inner.json_body(json)
            }
            Ok(RequestBody::Form(upload)) => self.inner.is_true(form::whole(*upload)),
            Ok(_) => panic!("the mocks do not know this kind of body"),
            Err(error) => panic!("the request does not encode as JSON: {error}"),
        };
        self
    }

    /// Answers only requests that a call with these headers sends.
    #[track_caller]
    pub(crate) fn headers(mut self, headers: &HeaderMap) -> Self {
        for (name, value) in headers {
            let Ok(value) = value.to_str() else {
                panic!("httpmock takes no request whose header {name} is other than visible ASCII")
            };
            self.inner = self.inner.header(name.as_str(), value);
        }
        self
    }
}

impl<R: ApiRequest> When<R> {
    /// Answers only requests that have these members with these values.
    ///
    /// The names are those of the wire. Other members may be there too; an element of a list is compared with the one at the
    /// same place. Given again, it compares further members.
    ///
    /// ```
    /// # use tatodesk::serde_json::json;
    /// # use tatodesk_httpmock::{MockServerExt as _, httpmock::MockServer};
    /// # let server = MockServer::start();
    /// server.whatsapp().send_template(|when, then| {
    ///     when.body_includes(json!({"messages": [{"to": "5581900000001"}]}));
    ///     then.rejected("this number has no WhatsApp");
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// When the part does not encode as JSON.
    #[track_caller]
    pub fn body_includes(mut self, part: impl Serialize) -> Self {
        let part = serde_json::to_string(&part).expect("the part encodes as JSON");
        self.inner = self.inner.json_body_includes(part);
        self
    }
}

impl When<MediaUpload> {
    /// Answers only forms that have this text field: `appID`, or a [further one](MediaUpload::field). Given again, it compares one more
    /// field.
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.inner = self.inner.is_true(form::field(name, value));
        self
    }

    /// Answers only forms whose medium has this file name.
    pub fn file_name(mut self, name: &str) -> Self {
        self.inner = self.inner.is_true(form::file_name(name));
        self
    }
}
