//! The ways to read a report: by hand, good, plain `tatodesk-api`, the facade, and the floor.

use std::{future::poll_fn, hint::black_box, pin::Pin, time::Duration};

use tatodesk::{
    Call, Rows, Tatodesk, futures_core::Stream, jiff::civil::date,
    types::ListDigitalServicesReportRequest as Request,
};
use tatodesk_api::{Client, Transport};
use tokio::runtime::Runtime;

use crate::{
    floor::Floor,
    meter::Meter,
    report::{self, Good},
};

/// Where the report is, below the server's address.
const PATH: &str = "/cc/listAttendancesReport";
/// More than valgrind needs.
const TIMEOUT: Duration = Duration::from_secs(3600);
/// More than the largest page has.
const LARGEST: usize = 1 << 28;

/// What is asked for.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) url: String,
    /// The rows of a page.
    pub(crate) limit: u64,
    pub(crate) look_ahead: usize,
    /// How often the report is read.
    pub(crate) times: u32,
}

/// One way to read a report. The first ones read one page, and the last two all pages.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// Reads the report. Returns how many rows it had.
    pub(crate) run: fn(&Ask, &mut Meter) -> u64,
}

pub(crate) const BY_HAND: usize = 0;
pub(crate) const LIST: usize = 4;
pub(crate) const OWNED: usize = 5;
pub(crate) const VISITED: usize = 6;

pub(crate) const WAYS: [Way; 7] = [
    Way {
        name: "by hand",
        run: by_hand,
    },
    Way {
        name: "good",
        run: good,
    },
    Way {
        name: "floor: bytes only",
        run: floor,
    },
    Way {
        name: "plain tatodesk-api",
        run: plain,
    },
    Way {
        name: "facade, send()",
        run: list,
    },
    Way {
        name: "facade, rows()",
        run: owned,
    },
    Way {
        name: "facade, for_each",
        run: visited,
    },
];

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

fn http() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().build();
    client.expect("an HTTP client")
}

fn by_hand(ask: &Ask, meter: &mut Meter) -> u64 {
    let (runtime, client) = (runtime(), http());
    let (address, page) = (format!("{}{PATH}", ask.url), report::first(ask.limit));
    meter.begin();
    meter.times(ask.times, || {
        let report = runtime.block_on(report::by_hand(&client, &address, &page));
        black_box(report.expect("a report")).attendances.len()
    })
}

fn good(ask: &Ask, meter: &mut Meter) -> u64 {
    let (runtime, page) = (runtime(), report::first(ask.limit));
    let client = Good::new(http(), &format!("{}{PATH}", ask.url));
    meter.begin();
    meter.times(ask.times, || {
        let report = runtime.block_on(client.call(&page));
        black_box(report.expect("a report")).attendances.len()
    })
}

/// Reads the bytes and decodes none.
fn floor(ask: &Ask, meter: &mut Meter) -> u64 {
    let (runtime, limit) = (runtime(), ask.limit);
    let client = Floor::new(&format!("{}{PATH}", ask.url));
    let page = serde_json::to_vec(&report::first(limit)).expect("a body");
    // The page lacks a row, so that it is known to be the last.
    let rows = usize::try_from(limit - 1).expect("a number");
    meter.begin();
    meter.times(ask.times, || {
        let mut bytes = 0;
        let sent = client.post(page.clone(), |piece| bytes += piece.len());
        runtime.block_on(sent).expect("an answer");
        assert!(bytes as u64 > limit);
        rows
    })
}

fn plain(ask: &Ask, meter: &mut Meter) -> u64 {
    let runtime = runtime();
    let transport = Transport::builder().key("an-invented-key");
    let transport = transport.base_url(&ask.url).build().expect("a transport");
    let client = Client::with_transport(http(), transport);
    let mut request = facade(ask, meter).request().clone();
    request.limit = i64::try_from(ask.limit).ok();
    meter.begin();
    meter.times(ask.times, || {
        let report = runtime.block_on(client.list_digital_services_report(&request));
        let rows = black_box(report.expect("a report")).into_inner().services;
        assert_eq!(rows.malformed().len(), 0);
        rows.len()
    })
}

/// A call of the facade, whose client is made here.
fn facade(ask: &Ask, _: &mut Meter) -> Call<Request> {
    let builder = Tatodesk::builder().api_key("an-invented-key");
    let builder = builder.base_url(&ask.url).max_response_bytes(LARGEST);
    let tatodesk = builder.timeout(TIMEOUT).attempt_timeout(TIMEOUT).build();
    let days = date(2022, 1, 1)..=date(2024, 12, 31);
    let report = tatodesk.expect("a client").reports().digital_services(days);
    report.limit(u32::try_from(ask.limit).expect("a limit"))
}

fn list(ask: &Ask, meter: &mut Meter) -> u64 {
    let (runtime, call) = (runtime(), facade(ask, meter));
    meter.begin();
    meter.times(ask.times, || {
        let report = runtime.block_on(call.clone().send()).expect("a report");
        assert_eq!(report.services.malformed().len(), 0);
        black_box(report).services.len()
    })
}

fn rows(call: &Call<Request>, ask: &Ask) -> Rows<Request> {
    call.clone().rows().look_ahead(ask.look_ahead)
}

fn owned(ask: &Ask, meter: &mut Meter) -> u64 {
    let (runtime, call) = (runtime(), facade(ask, meter));
    meter.begin();
    (0..ask.times).for_each(|_| {
        let mut rows = rows(&call, ask);
        runtime.block_on(async {
            while let Some(row) = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await {
                black_box(row.expect("a good row"));
                meter.row();
            }
        });
    });
    meter.rows()
}

fn visited(ask: &Ask, meter: &mut Meter) -> u64 {
    let (runtime, call) = (runtime(), facade(ask, meter));
    meter.begin();
    (0..ask.times).for_each(|_| {
        let end = rows(&call, ask).for_each(|row| {
            black_box(row.expect("a good row"));
            meter.row();
        });
        runtime.block_on(end).expect("good pages");
    });
    meter.rows()
}
