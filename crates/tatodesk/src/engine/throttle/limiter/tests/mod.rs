//! Tests of the client's own limits. They take no time: the clock is tokio's, which stands still until all tasks wait.

mod queue;

use std::{cell::RefCell, pin::Pin, rc::Rc};

use Product::{Crm, Data, Notifications};
use tokio::{task::LocalSet, time::sleep};

use super::*;
use crate::engine::clock::SystemClock;

pub(super) fn now() -> Instant {
    SystemClock.instant()
}

/// A moment that nothing moves.
pub(super) fn until(at: Instant) -> LatestStart<'static> {
    LatestStart {
        at,
        deadline: None,
        page: None,
    }
}

pub(super) fn soon() -> LatestStart<'static> {
    until(now() + Duration::from_secs(60))
}

pub(super) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(super) fn throttle(settings: Settings) -> Rc<Throttle> {
    Rc::new(Throttle::new(&settings, now()).unwrap())
}

fn now_or_panic(throttle: &Throttle, product: Product, now: Instant) -> Turn<'_> {
    let turn = throttle.turn_now(product, now);
    turn.unwrap_or_else(|_| panic!("it has to wait"))
}

pub(super) fn rate(limit: RateLimit) -> Settings {
    Settings {
        rate: Some(limit),
        ..Settings::default()
    }
}

fn room(requests: usize) -> Settings {
    Settings {
        concurrency: Some(requests),
        ..Settings::default()
    }
}

/// What happened when, in milliseconds since the start.
pub(super) type Log = Rc<RefCell<Vec<(&'static str, u128)>>>;

/// Asks for turns in the order of `names`, holds each for `hold`, and writes down when each came.
pub(super) async fn play(
    throttle: &Rc<Throttle>,
    names: &[(&'static str, Product)],
    hold: Duration,
) -> Log {
    let (log, started, set) = (Log::default(), now(), LocalSet::new());
    for (name, product) in names.iter().copied() {
        let (throttle, log) = (Rc::clone(throttle), Rc::clone(&log));
        set.spawn_local(async move {
            let turn = throttle.turn(product, &SystemClock, soon()).await.unwrap();
            log.borrow_mut().push((name, (now() - started).as_millis()));
            sleep(hold).await;
            drop(turn);
        });
    }
    set.await;
    log
}

#[tokio::test(start_paused = true)]
async fn without_limits_no_call_waits() {
    let throttle = throttle(Settings::default());
    let turns: Vec<_> = (0..1000).map(|_| throttle.turn_now(Data, now())).collect();
    assert!(turns.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn a_burst_leaves_at_once_and_the_rest_at_its_rate_in_order() {
    let throttle = throttle(rate(RateLimit::per_second(4).burst(3)));
    let names = ["a", "b", "c", "d", "e", "f"].map(|name| (name, Data));
    let log = play(&throttle, &names, Duration::ZERO).await;
    assert_eq!(
        *log.borrow(),
        [
            ("a", 0),
            ("b", 0),
            ("c", 0),
            ("d", 250),
            ("e", 500),
            ("f", 750)
        ]
    );
    // A rest fills the burst again, and not more than that.
    sleep(Duration::from_secs(100)).await;
    let log = play(&throttle, &names[..4], Duration::ZERO).await;
    assert_eq!(*log.borrow(), [("a", 0), ("b", 0), ("c", 0), ("d", 250)]);
}

#[tokio::test(start_paused = true)]
async fn each_product_counts_for_itself() {
    let throttle = throttle(Settings {
        rate: Some(RateLimit::per_second(1)),
        product_rates: vec![(Notifications, RateLimit::per_minute(120))],
        ..Settings::default()
    });
    let names = [
        ("data", Data),
        ("data", Data),
        ("crm", Crm),
        ("sms", Notifications),
        ("sms", Notifications),
    ];
    let log = play(&throttle, &names, Duration::ZERO).await;
    assert_eq!(
        *log.borrow(),
        [
            ("data", 0),
            ("crm", 0),
            ("sms", 0),
            ("sms", 500),
            ("data", 1000)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn no_more_at_a_time_than_allowed_first_come_first_served() {
    let throttle = throttle(room(2));
    let names = [
        ("a", Data),
        ("b", Crm),
        ("c", Data),
        ("d", Crm),
        ("e", Data),
    ];
    let log = play(&throttle, &names, ms(100)).await;
    assert_eq!(
        *log.borrow(),
        [("a", 0), ("b", 0), ("c", 100), ("d", 100), ("e", 200)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_waiter_for_the_rate_takes_no_room_from_other_products() {
    let throttle = throttle(Settings {
        product_rates: vec![(Notifications, RateLimit::per_second(1))],
        concurrency: Some(1),
        ..Settings::default()
    });
    let names = [
        ("sms", Notifications),
        ("sms", Notifications),
        ("data", Data),
    ];
    let log = play(&throttle, &names, ms(10)).await;
    assert_eq!(*log.borrow(), [("sms", 0), ("data", 10), ("sms", 1000)]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_waiter_leaves_the_queue_as_it_was() {
    let throttle = throttle(rate(RateLimit::per_second(1)));
    let (started, set) = (now(), LocalSet::new());
    now_or_panic(&throttle, Data, started);
    let (log, ask) = (Log::default(), |name: &'static str, log: &Log| {
        let (throttle, log) = (Rc::clone(&throttle), Rc::clone(log));
        set.spawn_local(async move {
            throttle.turn(Data, &SystemClock, soon()).await.unwrap();
            log.borrow_mut().push((name, (now() - started).as_millis()));
        })
    });
    // The first of the queue, one in its middle, and two who stay.
    let waiting = ["first", "second", "middle", "last"].map(|name| ask(name, &log));
    set.run_until(async {
        sleep(ms(400)).await;
        waiting[0].abort();
        waiting[2].abort();
    })
    .await;
    set.await;
    assert_eq!(*log.borrow(), [("second", 1000), ("last", 2000)]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_ends_at_once_and_any_wait_with_the_time() {
    let throttle = throttle(rate(RateLimit::per_minute(1)));
    let started = now();
    now_or_panic(&throttle, Data, started);
    let turn = throttle.turn(Data, &SystemClock, until(started + Duration::from_secs(59)));
    assert_eq!(turn.await.unwrap_err(), TooLate);
    assert_eq!(now(), started);
    // Nothing was taken from the queue.
    let turn = throttle.turn(Data, &SystemClock, until(started + Duration::from_secs(61)));
    turn.await.unwrap();
    assert_eq!(now() - started, Duration::from_secs(60));

    // How long another call takes is not known beforehand.
    let throttle = self::throttle(room(1));
    let _busy = now_or_panic(&throttle, Data, now());
    let started = now();
    let turn = throttle.turn(Data, &SystemClock, until(started + ms(300)));
    assert_eq!(turn.await.unwrap_err(), TooLate);
    assert_eq!(now() - started, ms(300));
}

#[tokio::test(start_paused = true)]
async fn a_rate_that_lets_it_go_too_late_is_known_while_others_take_all_room() {
    let throttle = throttle(Settings {
        concurrency: Some(1),
        ..rate(RateLimit::per_minute(1).burst(2))
    });
    let started = now();
    let first = now_or_panic(&throttle, Data, started);
    // One of the burst is left, so that room is all it waits for.
    let turn = throttle.turn(Data, &SystemClock, until(started + ms(300)));
    assert_eq!(turn.await.unwrap_err(), TooLate);
    assert_eq!(now() - started, ms(300));
    drop(first);

    let _second = now_or_panic(&throttle, Data, now());
    let turn = throttle.turn(Data, &SystemClock, until(now() + ms(2000)));
    assert_eq!(turn.await.unwrap_err(), TooLate);
    assert_eq!(now() - started, ms(300));
}

/// Pauses take no time, and the clock does not even move.
#[derive(Debug)]
struct Frozen(Instant);

impl Clock for Frozen {
    fn instant(&self) -> Instant {
        self.0
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn a_clock_whose_pauses_take_no_time_passes_every_call() {
    let throttle = throttle(rate(RateLimit::per_second(2)));
    let clock = Frozen(now());
    for _ in 0..5 {
        throttle.turn(Data, &clock, soon()).await.unwrap();
    }
}

#[test]
fn a_limit_of_nothing_is_refused() {
    let nothing = RateLimit::per_second(0);
    for (settings, setting) in [
        (rate(nothing), "rate given by Builder::rate_limit"),
        (
            rate(RateLimit::per_minute(1).burst(0)),
            "burst given by Builder::rate_limit",
        ),
        (
            Settings {
                product_rates: vec![(Crm, nothing)],
                ..Settings::default()
            },
            "rate given by Builder::product_rate_limit",
        ),
        (room(0), "number given by Builder::max_concurrency"),
    ] {
        let error = Throttle::new(&settings, now()).unwrap_err();
        assert!(error.to_string().contains(setting), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_number_is_too_large() {
    for limit in [RateLimit::per_second(u32::MAX), RateLimit::per_minute(1)] {
        let settings = Settings {
            concurrency: Some(usize::MAX),
            ..rate(limit.burst(u32::MAX))
        };
        let throttle = throttle(settings);
        let far = now() + Duration::from_secs(10 * 365 * 24 * 3600);
        for _ in 0..1000 {
            now_or_panic(&throttle, Data, far);
        }
    }
}
