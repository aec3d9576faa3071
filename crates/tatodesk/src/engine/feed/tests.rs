use std::{
    pin::pin,
    task::{Context, Waker},
};

use super::*;

/// A clock that the test sets.
#[derive(Debug)]
struct Set(Mutex<Instant>);

impl Set {
    fn pass(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Clock for Set {
    fn instant(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

fn is_ready(work: std::pin::Pin<&mut impl Future<Output = ()>>) -> bool {
    work.poll(&mut Context::from_waker(Waker::noop()))
        .is_ready()
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

#[test]
fn pieces_wait_for_room_and_the_page_that_is_read_always_has_some() {
    let clock = Set(Mutex::new(Instant::now()));
    let room = Arc::new(Room::new(4 + BESIDE));
    let (head, next) = (Feed::new(room.clone(), true), Feed::new(room, true));
    head.be_head();
    assert!(is_ready(pin!(
        head.push(bytes("longer than the room"), &clock)
    )));
    let mut waiting = pin!(next.push(bytes("ab"), &clock));
    assert!(!is_ready(waiting.as_mut()));
    assert!(!is_ready(pin!(head.push(bytes("c"), &clock))));
    assert_eq!(
        head.pop(),
        Some(Piece::Bytes(bytes("longer than the room")))
    );
    assert!(is_ready(waiting));
    assert_eq!(next.pop(), Some(Piece::Bytes(bytes("ab"))));
    assert_eq!((head.pop(), next.pop()), (None, None));
}

#[test]
fn pieces_of_one_byte_take_more_room_than_their_bytes() {
    let clock = Set(Mutex::new(Instant::now()));
    for (length, fit) in [(1, 7), (10, 7), (1000, 0)] {
        let feed = Feed::new(Arc::new(Room::new(1000)), true);
        let mut pieces = 0;
        while is_ready(pin!(feed.push(vec![b' '; length].into(), &clock))) {
            pieces += 1;
        }
        assert_eq!(pieces, fit, "{length}");
        while feed.pop().is_some() {}
        assert_eq!(feed.room.taken.load(Ordering::Relaxed), 0);
    }
}

#[test]
fn pages_that_are_kept_whole_share_the_room_and_the_page_that_is_read_needs_none() {
    let clock = Set(Mutex::new(Instant::now()));
    let room = Arc::new(Room::new(10));
    let (head, next) = (
        Feed::new(room.clone(), false),
        Feed::new(room.clone(), false),
    );
    head.be_head();
    assert!(is_ready(pin!(next.keep(4, &clock))));
    assert!(is_ready(pin!(head.keep(100, &clock))));
    let mut waiting = pin!(next.keep(1, &clock));
    assert!(!is_ready(waiting.as_mut()));
    assert!(next.is_blocked() && !head.is_blocked());
    assert!(is_ready(pin!(head.keep(100, &clock))));
    drop(head);
    assert!(is_ready(waiting));
    assert_eq!(room.taken.load(Ordering::Relaxed), 5);
    // It is asked for again.
    next.begin(StatusCode::OK);
    assert_eq!(room.taken.load(Ordering::Relaxed), 0);
}

#[test]
fn time_without_room_and_time_without_the_caller_are_counted_once() {
    let clock = Set(Mutex::new(Instant::now()));
    let feed = Feed::new(Arc::new(Room::new(1)), true);
    feed.was_away(Duration::from_secs(1));
    let mut waiting = pin!(feed.push(bytes("ab"), &clock));
    assert!(!is_ready(waiting.as_mut()));
    clock.pass(5);
    feed.was_away(Duration::from_secs(5));
    feed.be_head();
    assert!(is_ready(waiting));
    assert_eq!(feed.away(), Duration::from_secs(6));
}

#[test]
fn a_body_that_begins_again_drops_what_was_not_taken() {
    let clock = Set(Mutex::new(Instant::now()));
    let room = Arc::new(Room::new(1000));
    let feed = Feed::new(room.clone(), true);
    for number in 1..3 {
        feed.attempt_begins(number, clock.instant());
        feed.begin(StatusCode::OK);
        assert!(is_ready(pin!(feed.push(bytes("abc"), &clock))));
    }
    assert_eq!(room.taken.load(Ordering::Relaxed), 3 + BESIDE);
    assert_eq!(feed.pop(), Some(Piece::Restart));
    drop(feed);
    assert_eq!(room.taken.load(Ordering::Relaxed), 0);
}

#[test]
fn a_page_that_is_looked_ahead_to_has_time_to_wait_for_its_turn() {
    let clock = Set(Mutex::new(Instant::now()));
    let feed = Feed::new(Arc::new(Room::new(1)), true);
    for _ in 0..3 {
        feed.wait_for_turn(&clock);
        clock.pass(5);
        feed.was_away(Duration::from_secs(4));
    }
    assert_eq!(feed.away(), Duration::from_secs(10));
    feed.be_head();
    feed.wait_for_turn(&clock);
    assert_eq!(feed.away(), Duration::from_secs(15));
    // The caller waits for this page now, so only its absence counts.
    clock.pass(5);
    feed.was_away(Duration::from_secs(1));
    feed.wait_for_turn(&clock);
    feed.end_turn_wait(&clock);
    assert_eq!(feed.away(), Duration::from_secs(16));
}
