//! A page of a walk on its way from the attempt that receives it to its reader, in room that is bounded by bytes. It also counts the
//! time in which the caller did not wait, since that is no time of the server's.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::Poll,
    time::{Duration, Instant},
};

use bytes::Bytes;
use reqwest::StatusCode;

use crate::engine::clock::Clock;

/// What an attempt hands to the reader.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The body begins again: an earlier attempt broke off.
    Restart,
    Bytes(Bytes),
}

/// What a piece takes beside its bytes. A body may arrive, or unpack, in pieces of one byte.
const BESIDE: usize = 128;

impl Piece {
    /// What the piece takes of the room.
    fn cost(&self) -> usize {
        match self {
            Self::Restart => 0,
            Self::Bytes(bytes) => bytes.len() + BESIDE,
        }
    }
}

/// The room for bytes that all pages of a walk share.
#[derive(Debug)]
pub(crate) struct Room {
    most: usize,
    taken: AtomicUsize,
}

impl Room {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            taken: AtomicUsize::new(0),
        }
    }
}

/// One page of a walk.
#[derive(Debug)]
pub(crate) struct Feed {
    room: Arc<Room>,
    /// Whether the reader takes the body in pieces. Otherwise the answer has it.
    streams: bool,
    /// Whether the reader is at this page, so that it always has room for a piece.
    is_head: AtomicBool,
    /// Whether its call waits for a place among the requests that the client sends at a time.
    lacks_place: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    pieces: VecDeque<Piece>,
    attempt: Option<AttemptUnderWay>,
    away: Duration,
    /// What the answer has of the room, where it is kept whole.
    kept: usize,
    /// Whether a piece waits for room.
    is_blocked: bool,
    /// Since when the page waits for the pages before it. That is no time of its call.
    held_since: Option<Instant>,
}

impl State {
    /// Counts the wait for the pages before up to `now`, and ends it.
    fn go_on(&mut self, now: Instant) {
        if let Some(since) = self.held_since.take() {
            self.away += now.saturating_duration_since(since);
        }
    }
}

/// What is known of a page's call while its answer arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AttemptUnderWay {
    /// The number of the attempt, from 1.
    pub(crate) number: u32,
    /// When the call began.
    pub(crate) started: Instant,
    /// The status of the last answer whose body began.
    pub(crate) status: Option<StatusCode>,
}

impl Feed {
    pub(crate) fn new(room: Arc<Room>, streams: bool) -> Self {
        Self {
            room,
            streams,
            is_head: AtomicBool::new(false),
            lacks_place: AtomicBool::new(false),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn streams(&self) -> bool {
        self.streams
    }

    /// The reader is at this page now.
    pub(crate) fn be_head(&self) {
        self.is_head.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_head(&self) -> bool {
        self.is_head.load(Ordering::Relaxed)
    }

    /// An attempt of the call that began at `started` is sent.
    pub(crate) fn attempt_begins(&self, number: u32, started: Instant) {
        let mut state = self.state();
        let status = state.attempt.and_then(|before| before.status);
        state.attempt = Some(AttemptUnderWay {
            number,
            started,
            status,
        });
    }

    /// The attempt that was sent last.
    pub(crate) fn attempt(&self) -> Option<AttemptUnderWay> {
        self.state().attempt
    }

    /// Says whether the page's call waits for a place among the requests that the client sends at a time.
    pub(crate) fn lack_place(&self, lacks: bool) {
        self.lacks_place.store(lacks, Ordering::Relaxed);
    }

    pub(crate) fn lacks_place(&self) -> bool {
        self.lacks_place.load(Ordering::Relaxed)
    }

    /// Whether a piece waits for room.
    pub(crate) fn is_blocked(&self) -> bool {
        self.state().is_blocked
    }

    /// For how long the caller did not wait for this page.
    pub(crate) fn away(&self) -> Duration {
        self.state().away
    }

    /// The page's call waits for the client's own limits. A page that is looked ahead to has time for that.
    pub(crate) fn wait_for_turn(&self, clock: &dyn Clock) {
        let now = clock.instant();
        let mut state = self.state();
        state.go_on(now);
        state.held_since = (!self.is_head()).then_some(now);
    }

    /// That wait is over.
    pub(crate) fn end_turn_wait(&self, clock: &dyn Clock) {
        self.state().go_on(clock.instant());
    }

    /// The caller did not wait for this time. While the page waits for those before it, that wait counts instead.
    pub(crate) fn was_away(&self, time: Duration) {
        let mut state = self.state();
        if state.held_since.is_none() {
            state.away += time;
        }
    }

    /// A body begins. What the reader has not taken of an earlier one is dropped.
    pub(crate) fn begin(&self, status: StatusCode) {
        let mut state = self.state();
        self.clear(&mut state);
        let before = state.attempt.as_mut().map(|attempt| &mut attempt.status);
        if before.and_then(|known| known.replace(status)).is_some() {
            state.pieces.push_back(Piece::Restart);
        }
    }

    /// Hands on a piece of the body as soon as there is room. The reader polls this again after it has taken a piece.
    pub(crate) async fn push(&self, bytes: Bytes, clock: &dyn Clock) {
        if bytes.is_empty() {
            return;
        }
        let piece = Piece::Bytes(bytes);
        let mut state = self.room_for(piece.cost(), clock).await;
        state.pieces.push_back(piece);
    }

    /// Waits until an answer that is kept whole may have as many bytes more. The page that is read may have all of its bytes.
    pub(crate) async fn keep(&self, bytes: usize, clock: &dyn Clock) {
        let mut state = self.room_for(bytes, clock).await;
        state.kept += bytes;
    }

    /// Takes room as soon as there is some.
    async fn room_for(&self, cost: usize, clock: &dyn Clock) -> MutexGuard<'_, State> {
        poll_fn(|_| {
            let mut state = self.state();
            let taken = self.room.taken.load(Ordering::Relaxed);
            let has_none = state.pieces.is_empty() && self.is_head();
            if !has_none && taken.saturating_add(cost) > self.room.most {
                state.held_since.get_or_insert_with(|| clock.instant());
                state.is_blocked = true;
                return Poll::Pending;
            }
            if std::mem::take(&mut state.is_blocked) {
                state.go_on(clock.instant());
            }
            self.room.taken.fetch_add(cost, Ordering::Relaxed);
            Poll::Ready(state)
        })
        .await
    }

    /// The next piece for the reader.
    pub(crate) fn pop(&self) -> Option<Piece> {
        let piece = self.state().pieces.pop_front()?;
        self.release(std::slice::from_ref(&piece));
        Some(piece)
    }

    /// Gives up all that the reader has not taken.
    fn clear(&self, state: &mut State) {
        self.release(&std::mem::take(&mut state.pieces));
        let kept = std::mem::take(&mut state.kept);
        self.room.taken.fetch_sub(kept, Ordering::Relaxed);
    }

    fn release<'a>(&self, pieces: impl IntoIterator<Item = &'a Piece>) {
        let cost = pieces.into_iter().map(Piece::cost).sum();
        self.room.taken.fetch_sub(cost, Ordering::Relaxed);
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.clear(&mut self.state());
    }
}

#[cfg(test)]
mod tests;
