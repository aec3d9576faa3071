//! The pages of a walk that were asked for and are not read yet, the first of them first. No task is spawned: they go on while the
//! walk is polled, and end with it.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use reqwest::StatusCode;
use tracing::Span;

use crate::{
    engine::clock::Clock,
    engine::feed::{Feed, Piece, Room},
    engine::record::{CallRecord, Failure, RawAnswer},
    paging::presence::Presence,
};

/// How the call of a page ends.
pub(crate) type Ended = Result<(RawAnswer, CallRecord), Box<Failure>>;

/// The call of a page.
pub(crate) type PageCall = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// What comes of the first page.
pub(crate) enum Event {
    /// Its body begins again: an earlier attempt broke off.
    Restart,
    /// A part of its body.
    Bytes(Bytes),
    /// It is over, and no longer among the pages.
    Ended(Box<(Ended, Span)>),
}

pub(crate) struct Flight {
    pages: VecDeque<Page>,
    room: Arc<Room>,
    streams: bool,
    presence: Presence,
    clock: Arc<dyn Clock>,
}

struct Page {
    feed: Arc<Feed>,
    /// None once it has ended.
    call: Option<PageCall>,
    /// How the call ended, and when.
    ended: Option<(Ended, Instant)>,
    span: Span,
}

impl Flight {
    /// `bytes` is the room for what was received and not read yet.
    pub(crate) fn new(clock: Arc<dyn Clock>, bytes: usize, streams: bool) -> Self {
        Self {
            pages: VecDeque::new(),
            room: Arc::new(Room::new(bytes)),
            streams,
            presence: Presence::new(Arc::clone(&clock)),
            clock,
        }
    }

    /// Adds a page behind the others.
    pub(crate) fn add(&mut self, span: Span, call: impl FnOnce(Arc<Feed>) -> PageCall) {
        let feed = Arc::new(Feed::new(Arc::clone(&self.room), self.streams));
        self.pages.push_back(Page {
            call: Some(call(Arc::clone(&feed))),
            feed,
            ended: None,
            span,
        });
    }

    /// Adds a page whose call could not begin.
    pub(crate) fn add_ended(&mut self, span: Span, ended: Ended) {
        let feed = Arc::new(Feed::new(Arc::clone(&self.room), self.streams));
        self.pages.push_back(Page {
            feed,
            call: None,
            ended: Some((ended, Instant::now())),
            span,
        });
    }

    /// Changes the room. No page was asked for yet.
    pub(crate) fn resize(&mut self, bytes: usize) {
        self.room = Arc::new(Room::new(bytes));
    }

    /// The span of the first page.
    pub(crate) fn span(&self) -> Span {
        self.pages
            .front()
            .map_or_else(Span::none, |page| page.span.clone())
    }

    /// Tells the record how often the first page was tried and for how long. Returns the status of its answer.
    pub(crate) fn progress(&self, record: &mut CallRecord) -> Option<StatusCode> {
        let feed = &self.pages.front()?.feed;
        let attempt = feed.attempt()?;
        let passed = self
            .clock
            .instant()
            .saturating_duration_since(attempt.started);
        record.attempts = attempt.number;
        record.elapsed = passed.saturating_sub(feed.away());
        attempt.status
    }

    /// The caller is here and waits.
    pub(crate) fn arrive(&self, cx: &Context<'_>) {
        let away = self.presence.arrive(cx);
        if !away.is_zero() {
            for page in &self.pages {
                page.feed.was_away(away);
            }
        }
    }

    /// The caller goes away with an item.
    pub(crate) fn leave(&self) {
        self.presence.leave();
    }

    /// Lets all pages go on.
    pub(crate) fn poll(&mut self) {
        let mut cx = Context::from_waker(self.presence.waker());
        for (position, page) in self.pages.iter_mut().enumerate() {
            if position == 0 {
                page.feed.be_head();
            }
            if let Some(call) = &mut page.call
                && let Poll::Ready(ended) = call.as_mut().poll(&mut cx)
            {
                page.ended = Some((ended, Instant::now()));
                page.call = None;
            }
        }
    }

    /// Gives up the last pages, if the first page waits for a place that one of them holds while it waits for room. Returns how many.
    ///
    /// Without it, the pages wait for each other: there is no room until the first page is read.
    pub(crate) fn give_up(&mut self) -> u64 {
        let mut pages = self.pages.iter();
        let lacks_place = pages.next().is_some_and(|head| head.feed.lacks_place());
        let blocked = pages.rposition(|page| page.feed.is_blocked());
        match blocked {
            Some(behind) if lacks_place => {
                let kept = 1 + behind;
                let given_up = self.pages.len() - kept;
                self.pages.truncate(kept);
                given_up as u64
            }
            _ => 0,
        }
    }

    /// What came of the first page since the last time.
    pub(crate) fn next(&mut self) -> Option<Event> {
        let head = self.pages.front_mut()?;
        if let Some(piece) = head.feed.pop() {
            return Some(match piece {
                Piece::Restart => Event::Restart,
                Piece::Bytes(bytes) => Event::Bytes(bytes),
            });
        }
        let (mut ended, since) = head.ended.take()?;
        // The page waited for those before it; that is no time of its call.
        if let Ok((_, record)) = &mut ended {
            record.end = record.end.and_then(|end| end.checked_add(since.elapsed()));
        }
        let span = self
            .pages
            .pop_front()
            .map_or_else(Span::none, |page| page.span);
        Some(Event::Ended(Box::new((ended, span))))
    }
}
