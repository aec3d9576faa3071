//! Tests of calls that wait for a rate: no call stops others, and none leaves too early.

use std::{future::poll_fn, pin::Pin, rc::Rc, task::Poll};

use Product::Data;
use tokio::{task::LocalSet, time::sleep};

use super::{super::*, Log, ms, now, play, rate, soon, throttle, until};
use crate::engine::clock::SystemClock;

/// Polls it once, which has to leave it waiting.
async fn begin<F: Future + Unpin>(future: &mut F) {
    let ready = poll_fn(|cx| Poll::Ready(Pin::new(&mut *future).poll(cx).is_ready())).await;
    assert!(!ready);
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_is_not_polled_stops_no_other_call() {
    let throttle = throttle(rate(RateLimit::per_second(1)));
    let started = now();
    let turn = || Box::pin(throttle.turn(Data, &SystemClock, soon()));
    turn().await.unwrap();
    let (mut idle, mut other) = (turn(), turn());
    begin(&mut idle).await;
    begin(&mut other).await;
    // The turn of the first of them passes, and no more than that.
    for second in 2..5 {
        turn().await.unwrap();
        assert_eq!(now() - started, ms(1000 * (second + 1)));
    }
    // Calls that are polled again go first, and those behind them wait longer; no call leaves too early.
    let mut behind = turn();
    begin(&mut behind).await;
    idle.await.unwrap();
    assert_eq!(now() - started, ms(6000));
    other.await.unwrap();
    assert_eq!(now() - started, ms(7000));
    behind.await.unwrap();
    assert_eq!(now() - started, ms(8000));
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_comes_too_late_is_known_at_once() {
    let throttle = throttle(rate(RateLimit::per_second(1)));
    let started = now();
    let turn = |end| Box::pin(throttle.turn(Data, &SystemClock, until(started + ms(end))));
    turn(1).await.unwrap();
    let mut queue = [turn(9000), turn(9000), turn(9000)];
    for waiter in &mut queue {
        begin(waiter).await;
    }
    assert_eq!(turn(4000).await.unwrap_err(), TooLate);
    assert_eq!(now(), started);
    let [_, _, last] = queue;
    last.await.unwrap();
    assert_eq!(now() - started, ms(3000));
}

#[tokio::test(start_paused = true)]
async fn waiters_that_leave_in_any_order_move_the_rest_up() {
    const MANY: usize = 20_000;
    const STAY: usize = 2000;
    let throttle = throttle(rate(RateLimit::per_second(1)));
    let started = now();
    let far = started + Duration::from_secs(2 * MANY as u64);
    let turn = || Box::pin(throttle.turn(Data, &SystemClock, until(far)));
    turn().await.unwrap();
    let mut queue: Vec<_> = (0..MANY).map(|_| Some(turn())).collect();
    for waiter in queue.iter_mut().flatten() {
        begin(waiter).await;
    }
    // A step that shares no divisor with their number meets all of them, in no order of the queue.
    for leaves in (0..MANY).map(|step| step * 7919 % MANY) {
        if leaves % STAY != 0 {
            queue[leaves] = None;
        }
    }
    for (second, waiter) in queue.into_iter().flatten().enumerate() {
        waiter.await.unwrap();
        assert_eq!(now() - started, ms(1000 * (second as u64 + 1)));
    }
}

/// Calls that come at any time, stay for any time and are dropped at any time, under both limits.
#[tokio::test(start_paused = true)]
async fn in_no_time_do_more_leave_than_the_rate_allows() {
    const BURST: usize = 3;
    const PERIOD: u128 = 100;
    for seed in 1..30_u64 {
        let throttle = throttle(Settings {
            concurrency: Some(4),
            ..rate(RateLimit::per_second(10).burst(3))
        });
        let (log, set, started) = (Log::default(), LocalSet::new(), now());
        let mut state = seed;
        let mut chance = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..60 {
            let (throttle, log) = (Rc::clone(&throttle), Rc::clone(&log));
            let (comes, stays, patience) = (chance(4000), chance(900), chance(3000));
            set.spawn_local(async move {
                sleep(ms(comes)).await;
                let turn = throttle.turn(Data, &SystemClock, soon());
                let Ok(turn) = tokio::time::timeout(ms(patience), turn).await else {
                    return;
                };
                log.borrow_mut()
                    .push(("left", (now() - started).as_millis()));
                sleep(ms(stays)).await;
                drop(turn);
            });
        }
        set.await;
        let left: Vec<u128> = log.borrow().iter().map(|(_, when)| *when).collect();
        assert!(left.len() > 20, "{left:?}");
        for (first, from) in left.iter().enumerate() {
            for (last, to) in left.iter().enumerate().skip(first) {
                let allowed = BURST as u128 + (to - from) / PERIOD;
                assert!(((last - first) as u128) < allowed, "{seed}: {left:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_for_room_keep_their_burst() {
    let throttle = throttle(Settings {
        concurrency: Some(1),
        ..rate(RateLimit::per_second(1).burst(3))
    });
    let names = ["a", "b", "c", "d"].map(|name| (name, Data));
    let log = play(&throttle, &names, ms(10)).await;
    assert_eq!(*log.borrow(), [("a", 0), ("b", 10), ("c", 20), ("d", 1000)]);
}
