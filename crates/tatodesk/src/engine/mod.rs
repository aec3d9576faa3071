//! The attempts of one call, from its encoded body to one whole answer: how many, when, and what their ends mean. It uses transport
//! to send and observe to tell; only call and client use it.

pub(crate) mod attempt;
pub(crate) mod cause;
pub(crate) mod classify;
pub(crate) mod clock;
pub(crate) mod decoding;
pub(crate) mod feed;
pub(crate) mod history;
pub(crate) mod limits;
pub(crate) mod outcome;
pub(crate) mod receive;
pub(crate) mod record;
pub(crate) mod retry;
pub(crate) mod throttle;

use std::{future::poll_fn, pin::pin, sync::Arc, time::Duration};

use crate::{
    engine::attempt::Outgoing,
    engine::classify::{Observation, Refusals, classify},
    engine::clock::Clock,
    engine::feed::Feed,
    engine::history::AttemptHistory,
    engine::limits::{Deadline, LatestStart, Limits},
    engine::record::{AttemptError, CallRecord, Failure, RawAnswer},
    engine::retry::backoff,
    engine::retry::budget::{Budget, Token},
    engine::throttle::{Throttle, Turn},
    observe::{metrics, spans},
    transport::evidence::Reached,
};

/// What all calls of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) budget: Budget,
    pub(crate) throttle: Throttle,
}

/// Sends a call until there is an answer or no point in a further attempt.
#[expect(
    clippy::manual_async_fn,
    reason = "an async function keeps its arguments twice"
)]
pub(crate) fn exchange<'a>(
    outgoing: Outgoing<'a>,
    record: CallRecord,
    shared: &'a Shared,
) -> impl Future<Output = Result<(RawAnswer, CallRecord), Box<Failure>>> + Send + 'a {
    async move {
        let attempt = |number, until| outgoing.attempt(number, until);
        let (limits, feed) = (&outgoing.limits, outgoing.feed.as_deref());
        pin!(repeat(record, limits, shared, feed, attempt)).await
    }
}

/// Calls `attempt` until it brings an answer, until another attempt is pointless or unsafe, or until the limits are reached.
///
/// `attempt` is given its number, from 1, and when it has to be over.
async fn repeat<F>(
    mut record: CallRecord,
    limits: &Limits,
    shared: &Shared,
    feed: Option<&Feed>,
    mut attempt: impl FnMut(u32, Deadline) -> F + Send,
) -> Result<(RawAnswer, CallRecord), Box<Failure>>
where
    F: Future<Output = Result<RawAnswer, AttemptError>> + Send,
{
    let (clock, effect) = (&*shared.clock, record.operation.effect);
    let time = CallTime::new(limits, clock, feed);
    let mut history = AttemptHistory::new(effect);
    shared.budget.deposit(time.started);
    // Dropped before the next attempt, it goes back.
    let mut token: Option<Token<'_>> = None;
    // Attempts that only the caller's absence has ended: one at most.
    let mut excused = 0;
    // The clock was just read.
    let mut whole = Some(time.whole);
    loop {
        let left = whole.take().unwrap_or_else(|| time.left(&mut record));
        if left.is_zero() {
            return Err(history.ended(record));
        }
        let Some((turn, left)) = turn(&mut record, &time, shared, history.last, left).await else {
            // A failure that was seen says more than the wait for another attempt.
            if record.attempts == 0 {
                history = AttemptHistory::held_back(effect);
            }
            return Err(history.ended(record));
        };
        record.attempts = record.attempts.saturating_add(1);
        if let Some(token) = token.take() {
            token.spent();
            metrics::resent(record.operation);
        }
        let until = limits.deadline_of_attempt(left, clock);
        let (away, before) = (time.away(), record.elapsed);
        if let Some(feed) = feed {
            feed.attempt_begins(record.attempts, time.started);
        }
        let result = pin!(attempt(record.attempts, until)).await;
        turn.end();
        let left = time.left(&mut record);
        let mut failed = match result {
            Ok(raw) => {
                // The injected clock may tell another time than the one that passes.
                record.end = std::time::Instant::now().checked_add(left);
                return Ok((raw, record));
            }
            Err(failed) => failed,
        };
        let wish = backoff::retry_after(&failed.details.headers, clock.now());
        failed.details.retry_after = wish;
        let refusals = Refusals {
            resend: limits.retry.resend_refused,
            retry_after: wish.is_some(),
        };
        let verdict = classify(effect, failed.observation, refusals);
        // Each wake of the caller is an absence of some microseconds, so only one counts that is the larger part of the attempt.
        let absent = time.away().saturating_sub(away);
        let was_away = !absent.is_zero() && absent >= record.elapsed.saturating_sub(before);
        let is_excused = was_away && excused == 0 && failed.is_of_http_client_timer();
        history.push(verdict, failed);
        if verdict.again && is_excused && left > time.reserve(history.last) {
            excused += 1;
            continue;
        }
        if !verdict.again || record.attempts - excused > limits.retry.retries {
            return Err(history.ended(record));
        }
        let pause = backoff::pause(&limits.retry, record.attempts, wish, clock.chance())
            .filter(|pause| pause.saturating_add(time.reserve(history.last)) < left);
        // The budget is asked last, since it pays; and before the pause, which would otherwise be for nothing.
        let now = time.started + record.elapsed;
        let go_on = pause.and_then(|pause| Some((pause, shared.budget.withdraw(now)?)));
        let Some((pause, paid)) = go_on else {
            return Err(history.ended(record));
        };
        token = Some(paid);
        spans::again(record.attempts, pause);
        clock.sleep(pause).await;
    }
}

/// Waits for the client's own limits. Returns the right to send and the time that is left then, or nothing where that is none.
async fn turn<'a>(
    record: &mut CallRecord,
    time: &CallTime<'_>,
    shared: &'a Shared,
    last: Observation,
    left: Duration,
) -> Option<(Turn<'a>, Duration)> {
    let at = time.end.checked_sub(time.reserve(last));
    let latest = LatestStart {
        at: at.unwrap_or(time.started),
        deadline: time.deadline,
        page: time.feed,
    };
    let product = record.operation.product;
    let mut waiting = pin!(shared.throttle.turn(product, time.clock, latest));
    let turn = match time.feed {
        None => waiting.await,
        Some(feed) => {
            let turn = poll_fn(|cx| {
                feed.wait_for_turn(time.clock);
                let turn = waiting.as_mut().poll(cx);
                feed.lack_place(turn.is_pending() && shared.throttle.is_full());
                turn
            });
            let turn = turn.await;
            feed.end_turn_wait(time.clock);
            turn
        }
    };
    let left = match &turn {
        Ok(turn) if !turn.has_waited() => left,
        _ => time.left(record),
    };
    turn.ok()
        .filter(|_| !left.is_zero())
        .map(|turn| (turn, left))
}

/// The time of one call.
struct CallTime<'a> {
    clock: &'a dyn Clock,
    started: std::time::Instant,
    /// When the call has to be over.
    end: std::time::Instant,
    /// How long the call may take.
    whole: Duration,
    /// The caller's own deadline, which no absence moves.
    deadline: Option<std::time::Instant>,
    /// How long an attempt needs to make a connection.
    connect: Duration,
    /// The page that the call is for, if it is part of a walk.
    feed: Option<&'a Feed>,
}

impl<'a> CallTime<'a> {
    fn new(limits: &Limits, clock: &'a dyn Clock, feed: Option<&'a Feed>) -> Self {
        let started = clock.instant();
        let end = limits.end(started);
        let whole = end.saturating_duration_since(started);
        Self {
            clock,
            started,
            end,
            whole,
            deadline: limits.deadline,
            connect: limits.connecting(whole),
            feed,
        }
    }

    /// For how long the caller did not wait. That is no time of the call.
    fn away(&self) -> Duration {
        self.feed.map_or(Duration::ZERO, Feed::away)
    }

    /// How much is left now. The record learns how much has passed.
    fn left(&self, record: &mut CallRecord) -> Duration {
        let clock = self.clock.instant();
        let now = clock.checked_sub(self.away()).unwrap_or(clock);
        record.elapsed = now.saturating_duration_since(self.started);
        let left = self.whole.saturating_sub(record.elapsed);
        self.deadline
            .map_or(left, |at| left.min(at.saturating_duration_since(clock)))
    }

    /// How much has to be left when the next attempt begins.
    ///
    /// Enough for another connect attempt where none was made yet: otherwise a call known to be unsent could time out while
    /// connecting and end as unknown.
    fn reserve(&self, last: Observation) -> Duration {
        match last {
            Observation::Unanswered(Reached::NoConnection) => self.connect,
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests;
