//! A request that never left, given back by its error for another try: the only thing that can be sent again.

use std::{any::Any, fmt};

use tatodesk_api::CallRequest;

use crate::{Call, Tatodesk, call::error::Error};

/// A request that provably never left, for another try: [`Tatodesk::resend`].
///
/// There is no other way to one of these than [`Error::into_not_sent`], so what may have happened cannot be sent again by
/// mistake:
///
/// ```compile_fail,E0308
/// # async fn example(tatodesk: tatodesk::Tatodesk, call: tatodesk::Call<tatodesk::types::SendSmsRequest>) {
/// if let Err(error) = call.send().await {
///     tatodesk.resend(error); // of unknown outcome, perhaps
/// }
/// # }
/// ```
///
/// ```compile_fail,E0277
/// # use tatodesk::types::SendSmsRequest;
/// # async fn example(tatodesk: tatodesk::Tatodesk, call: tatodesk::Call<SendSmsRequest>) {
/// if let Err(error) = call.send().await {
///     if let Err(unknown) = error.into_not_sent::<SendSmsRequest>() {
///         tatodesk.call(unknown); // an error is no request
///     }
/// }
/// # }
/// ```
///
/// ```compile_fail,E0451
/// # fn example(error: tatodesk::Error, request: tatodesk::types::SendSmsRequest) {
/// let forged = tatodesk::NotSent { error, request };
/// # }
/// ```
#[must_use = "the request was not sent"]
pub struct NotSent<R> {
    error: Error,
    request: Box<R>,
}

impl<R> NotSent<R> {
    /// Why it was not sent.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The request as it was to be sent.
    pub fn request(&self) -> &R {
        &self.request
    }

    /// The request alone, to keep it for later.
    pub fn into_request(self) -> R {
        *self.request
    }
}

impl<R> fmt::Debug for NotSent<R> {
    /// Shows the error alone, not the request.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotSent")
            .field("error", &format_args!("{}", self.error))
            .finish_non_exhaustive()
    }
}

impl Error {
    /// The request, if it provably never left, to be sent again. `R` is the request's type, as in [`Call`].
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), Box<dyn std::error::Error>> {
    /// use tatodesk::types::SendSmsRequest;
    ///
    /// let reminder = tatodesk.sms().send_template("f550afc1-0000-4000-8000-000000000001", 42, "(81) 90000-0001".parse()?);
    /// if let Err(error) = reminder.send().await {
    ///     // Everything but "not sent" leaves here: what may have happened is never sent again.
    ///     let not_sent = error.into_not_sent::<SendSmsRequest>()?;
    ///     tatodesk.resend(not_sent).send().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The error itself where the outcome is any other; it has no request then, so nothing can make one of it. Also where the
    /// request is of another type than `R`, or where what the caller gave made no request at all.
    pub fn into_not_sent<R: Any>(mut self) -> Result<NotSent<R>, Error> {
        let Some(request) = self.take_request() else {
            return Err(self);
        };
        match request.downcast::<R>() {
            Ok(request) => Ok(NotSent {
                error: self,
                request,
            }),
            Err(request) => Err(self.with_request(request)),
        }
    }
}

impl Tatodesk {
    /// A call with a request that was not sent, under this client's limits.
    ///
    /// It does not have the headers of the first call.
    ///
    /// It is a call like any other: a future of it that is dropped half-way may still have taken effect, and nothing gives its
    /// request back a second time.
    pub fn resend<R: CallRequest>(&self, not_sent: NotSent<R>) -> Call<R> {
        self.call(*not_sent.request)
    }
}
