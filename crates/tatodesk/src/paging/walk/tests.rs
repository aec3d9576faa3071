use proptest::prelude::*;

use super::*;

/// How a server of the tests makes its pages.
#[derive(Clone, Copy, Debug)]
enum Size {
    /// As many rows as the request asks for.
    Honest,
    /// At most this many.
    Capped(u64),
    /// This many, whatever the request asks for.
    Fixed(u64),
}

/// What a server of the tests says about the number of all rows.
#[derive(Clone, Copy, Debug)]
enum Count {
    Absent,
    Right,
    Wrong(u64),
    /// Another number with each page.
    Moving(u64),
}

#[derive(Clone, Copy, Debug)]
struct Server {
    rows: u64,
    size: Size,
    count: Count,
}

impl Server {
    fn size(&self, limit: u64) -> u64 {
        match self.size {
            Size::Honest => limit,
            Size::Capped(most) => limit.min(most),
            Size::Fixed(size) => size,
        }
    }

    /// The rows of a page: from the first number to before the second.
    fn page(&self, page: u64, limit: u64) -> (u64, u64) {
        let size = self.size(limit);
        let from = (page * size).min(self.rows);
        (from, (from + size).min(self.rows))
    }

    fn count(&self, page: u64) -> Option<u64> {
        match self.count {
            Count::Absent => None,
            Count::Right => Some(self.rows),
            Count::Wrong(count) => Some(count),
            Count::Moving(step) => Some(self.rows + page * step),
        }
    }
}

/// What came of a walk: how many rows, and which pages were asked for.
#[derive(Debug)]
struct Walked {
    rows: u64,
    asked: Vec<u64>,
}

/// Walks through all pages. With `streams`, half a page's rows and its count are known before its end.
fn walk(server: Server, plan: Plan, streams: bool) -> Walked {
    let mut walk = Walk::new(plan);
    let mut walked = Walked {
        rows: 0,
        asked: Vec::new(),
    };
    let mut ask = |walk: &mut Walk, head: Head| {
        while let Some(page) = walk.ask(head) {
            walked.asked.push(u64::try_from(page).unwrap());
        }
    };
    while !walk.has_ended() {
        ask(&mut walk, Head::default());
        let page = u64::try_from(walk.page()).unwrap();
        let (from, to) = server.page(page, plan.limit);
        if streams {
            let half = (to - from).div_ceil(2);
            let head = Head {
                rows: half,
                count: None,
            };
            ask(&mut walk, head);
            let count = server.count(page);
            ask(&mut walk, Head { count, ..head });
        }
        walked.rows += to - from;
        walk.read(PageEnd {
            rows: to - from,
            count: server.count(page),
            digest: from,
        })
        .unwrap();
    }
    walked
}

fn plan(limit: u64, look_ahead: usize) -> Plan {
    Plan {
        first: 0,
        limit,
        look_ahead,
    }
}

fn server(rows: u64, size: Size, count: Count) -> Server {
    Server { rows, size, count }
}

#[test]
fn a_report_of_few_rows_is_one_request() {
    for look_ahead in [0, 1, 8] {
        for streams in [false, true] {
            let few = server(300, Size::Honest, Count::Right);
            assert_eq!(walk(few, plan(1000, look_ahead), streams).asked, [0]);
        }
    }
}

#[test]
fn pages_beyond_the_count_are_not_asked_for() {
    let walked = walk(
        server(2500, Size::Honest, Count::Right),
        plan(1000, 8),
        true,
    );
    assert_eq!((walked.rows, walked.asked), (2500, vec![0, 1, 2]));
}

#[test]
fn a_short_page_without_a_count_is_checked_once() {
    let absent = |rows, size| walk(server(rows, size, Count::Absent), plan(10, 0), true);
    assert_eq!(absent(7, Size::Honest).asked, [0, 1]);
    assert_eq!(absent(0, Size::Honest).asked, [0]);
    // The page before had more rows, so a short one is the last.
    assert_eq!(absent(27, Size::Honest).asked, [0, 1, 2]);
    assert_eq!(absent(14, Size::Capped(4)).asked, [0, 1, 2, 3]);
    assert_eq!(absent(120, Size::Fixed(50)).asked, [0, 1, 2]);
}

#[test]
fn a_count_that_is_smaller_than_the_rows_that_came_says_nothing() {
    let wrong = |count| {
        walk(
            server(25, Size::Capped(10), Count::Wrong(count)),
            plan(100, 0),
            true,
        )
    };
    for count in [0, 1, 9] {
        assert_eq!(wrong(count).rows, 25, "{count}");
    }
}

#[test]
fn a_walk_may_begin_with_any_page() {
    let from = |first, size, count| {
        let plan = Plan {
            first,
            ..plan(10, 1)
        };
        walk(server(35, size, count), plan, true).rows
    };
    assert_eq!(from(3, Size::Honest, Count::Right), 5);
    assert_eq!(from(2, Size::Honest, Count::Absent), 15);
    assert_eq!(from(1, Size::Capped(4), Count::Right), 31);
    assert_eq!(from(9, Size::Honest, Count::Right), 0);
}

#[test]
fn a_page_with_the_rows_of_the_page_before_is_an_error() {
    let mut walk = Walk::new(plan(2, 1));
    let page = |digest| PageEnd {
        rows: 2,
        count: None,
        digest,
    };
    assert_eq!(walk.read(page(1)), Ok(()));
    assert_eq!(walk.read(page(2)), Ok(()));
    assert_eq!(walk.read(page(2)), Err(Repeated(1)));
    assert!(walk.has_ended());
}

#[test]
fn pages_that_come_again_in_a_circle_are_an_error_soon_whatever_their_number() {
    for before in [0, 1, 2, 5, 100, 1000] {
        for circle in [1, 2, 3, 10, 100, 1000] {
            let mut walk = Walk::new(plan(2, 1));
            let read = |walk: &mut Walk, page: u64| {
                let digest = match page {
                    page if page < before => page,
                    page => before + (page - before) % circle,
                };
                let count = None;
                walk.read(PageEnd {
                    rows: 2,
                    count,
                    digest,
                })
            };
            let most = 2 * before.max(circle) + circle;
            let mut pages = 0..=most;
            let again = pages.find_map(|page| read(&mut walk, page).err().map(|it| (page, it)));
            let (page, Repeated(first)) = again.expect("a circle");
            let first = u64::try_from(first).unwrap();
            assert!(first >= before && (page - first) % circle == 0);
            assert!(walk.has_ended() && walk.digests.len() <= 12);
        }
    }
}

#[test]
fn where_all_rows_came_one_page_shows_that_the_count_is_right() {
    for look_ahead in [0, 1, 8] {
        for (rows, pages) in [(10, 1), (20, 2), (90, 9)] {
            let full = server(rows, Size::Honest, Count::Right);
            let walked = walk(full, plan(10, look_ahead), true);
            let asked: Vec<u64> = (0..=pages).collect();
            assert_eq!((walked.rows, walked.asked), (rows, asked), "{look_ahead}");
        }
        // The count is that of the first page, and not of all.
        let wrong = server(90, Size::Honest, Count::Wrong(10));
        assert_eq!(walk(wrong, plan(10, look_ahead), true).rows, 90);
    }
}

#[test]
fn few_pages_are_on_their_way_however_far_the_caller_looks_ahead() {
    let endless = server(u64::MAX / 2, Size::Honest, Count::Absent);
    let mut walk = Walk::new(plan(10, 1));
    walk.look_ahead(usize::MAX);
    for page in 0..3 {
        while walk.ask(Head::default()).is_some() {}
        assert!(walk.asked - walk.read <= 1 + MOST_AHEAD as u64);
        let (from, to) = endless.page(page, 10);
        walk.read(PageEnd {
            rows: to - from,
            count: None,
            digest: from,
        })
        .unwrap();
    }
}

#[test]
fn there_is_no_page_after_the_largest_number() {
    let mut walk = Walk::new(Plan {
        first: i64::MAX,
        ..plan(1, 3)
    });
    assert_eq!(walk.ask(Head::default()), Some(i64::MAX));
    walk.asked = 1;
    let page = PageEnd {
        rows: 1,
        count: None,
        digest: 7,
    };
    assert_eq!(walk.read(page), Ok(()));
    assert_eq!(walk.ask(Head::default()), None);
    assert!(walk.has_ended());
}

fn servers() -> impl Strategy<Value = Server> {
    let size = prop_oneof![
        Just(Size::Honest),
        (1..40_u64).prop_map(Size::Capped),
        (1..40_u64).prop_map(Size::Fixed),
    ];
    let count = prop_oneof![
        Just(Count::Absent),
        Just(Count::Right),
        (0..300_u64).prop_map(Count::Wrong),
        (1..9_u64).prop_map(Count::Moving),
    ];
    (0..250_u64, size, count).prop_map(|(rows, size, count)| server(rows, size, count))
}

proptest! {
    #[test]
    fn every_row_comes_and_few_pages_are_asked_for_in_vain(
        server in servers(),
        limit in 1..40_u64,
        look_ahead in 0..6_usize,
        streams: bool,
    ) {
        let size = server.size(limit);
        // No program can tell a wrong count from a right one where it equals the rows that came.
        if let Count::Wrong(count) = server.count {
            prop_assume!(count % size != 0 || count >= server.rows);
        }
        let walked = walk(server, plan(limit, look_ahead), streams);
        prop_assert_eq!(walked.rows, server.rows);
        let pages = server.rows.div_ceil(size);
        let in_vain = walked.asked.iter().filter(|page| **page >= pages).count();
        prop_assert!(in_vain <= look_ahead.max(1), "{:?}", walked.asked);
        let in_order: Vec<u64> = (0..walked.asked.len() as u64).collect();
        prop_assert_eq!(walked.asked, in_order);
    }
}
