//! What a client may try again, how often, and how patiently: settings alone, `exchange` acts on them.

use std::time::Duration;

/// When and how a call is tried again.
///
/// Reads are tried again after failures that may pass: no or a lost connection, a cut answer, an attempt out of time, 408, 429,
/// 500, 502, 503, 504. Writes and sends are tried again only where no connection was made, since this API has no idempotency
/// key: everything else might happen twice. Every further attempt needs time left, and a token of the client's
/// [`RetryBudget`].
///
/// ```
/// use std::time::Duration;
/// use tatodesk::{RetryPolicy, Tatodesk};
///
/// let patient = RetryPolicy::default().retries(6).backoff(Duration::from_millis(200), Duration::from_secs(10));
/// let builder = Tatodesk::builder().retry_policy(patient);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "a policy does nothing until a client or a call has it"]
pub struct RetryPolicy {
    pub(crate) retries: u32,
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
    pub(crate) longest_wish: Duration,
    pub(crate) resend_refused: bool,
}

impl Default for RetryPolicy {
    /// Three further attempts, pauses of up to 100, 200 and 400 ms, and a `Retry-After` of at most a minute.
    fn default() -> Self {
        Self {
            retries: 3,
            first: Duration::from_millis(100),
            longest: Duration::from_secs(5),
            longest_wish: Duration::from_secs(60),
            resend_refused: false,
        }
    }
}

impl RetryPolicy {
    /// One attempt, whatever becomes of it.
    pub fn never() -> Self {
        Self::default().retries(0)
    }

    /// How many further attempts may follow the first.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// The bounds of the pauses. The first is at most `first`, each further one at most twice its predecessor, none more than
    /// `longest`. Each takes a random share of its bound (full jitter), so that clients which failed together do not come back
    /// together.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// The longest wait that a server may ask for by `Retry-After`.
    ///
    /// The header has seconds or a date.
    ///
    /// A server is never asked again sooner than it wants, and the [pause](RetryPolicy::backoff) follows what it wants, so that
    /// clients which it refused together do not come back together. If it wants more than this, or more than the time that is left,
    /// the call ends at once, and [`Error::retry_after`](crate::Error::retry_after) says when to come back.
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_wish = longest;
        self
    }

    /// Sends a write or a send again after 429, and after 503 with `Retry-After`.
    ///
    /// These answers usually mean a refusal without effect, so the call is then tried again like a read.
    ///
    /// This is off by default. Tatodesk does not document it, and a gateway between may answer so after the request went
    /// through; then it happens twice. Where it is on, a call that ends with such an answer is
    /// [`Rejected`](crate::Outcome::Rejected). So is one that after such an answer found no connection any more: its request
    /// has left once, and is not given back. (A read ends as what its last attempt was.)
    pub fn resend_refused(mut self, resend: bool) -> Self {
        self.resend_refused = resend;
        self
    }
}

/// How many further attempts all calls of a client may make together.
///
/// This protects a server in trouble.
///
/// A token bucket: each call puts in a [`share`](RetryBudget::share) of a token, and each further attempt takes one token out. A
/// deposit counts for five to ten seconds. A [floor](RetryBudget::per_second) lets clients with few calls try again, too. Where the
/// bucket is empty, a call ends with the failure that it has. The token of an attempt that is then not made goes back: the attempt's
/// turn under the client's own limits would come too late, or the caller drops the future. Clones of a client share one bucket.
///
/// The client's [`Clock`](crate::Clock) counts the seconds.
///
/// ```
/// use tatodesk::{RetryBudget, Tatodesk};
///
/// let builder = Tatodesk::builder().retry_budget(RetryBudget::default().share(0.1).per_second(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "a budget does nothing until a client has it"]
pub struct RetryBudget {
    pub(crate) limited: bool,
    pub(crate) share: f32,
    pub(crate) per_second: u32,
}

impl Default for RetryBudget {
    /// A fifth of the calls of the last seconds, and ten attempts per second.
    fn default() -> Self {
        Self {
            limited: true,
            share: 0.2,
            per_second: 10,
        }
    }
}

impl RetryBudget {
    /// No common limit: each call's own is the only one.
    pub fn unlimited() -> Self {
        Self {
            limited: false,
            ..Self::default()
        }
    }

    /// Further attempts as a share of calls.
    ///
    /// With 0.2, one for every five calls of the last seconds (five to ten) is allowed.
    pub fn share(mut self, share: f32) -> Self {
        self.share = share;
        self
    }

    /// Further attempts per second that are allowed on top of that. The bucket saves up ten seconds of them at most.
    pub fn per_second(mut self, attempts: u32) -> Self {
        self.per_second = attempts;
        self
    }
}
