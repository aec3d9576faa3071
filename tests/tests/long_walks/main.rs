//! A walk over the rows of a report holds few bytes, whatever the number of rows, in one large page and in many, whether rows are
//! owned or visited.

use std::{future::poll_fn, pin::Pin};

use peak_alloc::PeakAlloc;
use tatodesk::{
    Rows, Tatodesk, futures_core::Stream, jiff::civil::date,
    types::ListDigitalServicesReportRequest,
};
use tatodesk_sandbox::{Sandbox, WorldFile};

/// Counts the memory of the whole process, the sandbox included.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a walk and the sandbox that answers it may hold above the idle process, in bytes.
const MOST: usize = 4_000_000;

/// The buffer of a walk. What it holds can keep pieces of the HTTP client alive that are larger.
const BUFFER: usize = 256 * 1024;

fn rows() -> u64 {
    if tests::full_size() { 100_000 } else { 10_000 }
}

/// How a walk reads its rows.
#[derive(Clone, Copy, Debug)]
enum Way {
    Owned,
    Visited,
}

type Report = Rows<ListDigitalServicesReportRequest>;

fn report(tatodesk: &Tatodesk, limit: u64) -> Report {
    let days = date(2022, 1, 1)..=date(2024, 12, 31);
    let report = tatodesk.reports().digital_services(days);
    let report = report.limit(u32::try_from(limit).expect("a limit"));
    report.rows().buffer(BUFFER)
}

/// Reads all rows. Returns how many they are, and how many bytes their texts have.
async fn walk(mut report: Report, way: Way) -> (u64, usize) {
    let (mut count, mut bytes) = (0, 0);
    match way {
        Way::Owned => {
            while let Some(row) = poll_fn(|cx| Pin::new(&mut report).poll_next(cx)).await {
                bytes += row.expect("a good row").json().len();
                count += 1;
            }
        }
        Way::Visited => {
            let end = report.for_each(|row| {
                bytes += row.expect("a good row").json().len();
                count += 1;
            });
            end.await.expect("good pages");
        }
    }
    (count, bytes)
}

#[expect(clippy::print_stdout, reason = "the bytes are for people to read")]
#[tokio::test]
async fn memory_stays_flat() {
    let rows = rows();
    let world = format!(
        r#"
users: [{{id: 1, name: Rafael Monteiro}}]
people: [{{name: Marina Duarte, email: marina@example.com, phone: "5581900000001"}}]
contactCenter: {{departments: [{{id: 3, name: First Level}}]}}
reports: {{digitalServices: {{count: {rows}, from: "2022-01-01", to: "2024-12-31"}}}}
"#
    );
    let world: WorldFile = world.parse().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let sandbox = sandbox.expect("a sandbox");
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()
        .expect("a client");
    // What the connections and the sandbox keep does not count.
    walk(report(&tatodesk, rows), Way::Visited).await;
    for way in [Way::Owned, Way::Visited] {
        for limit in [rows, rows / 20] {
            // The sandbox's log of the walks before does not count.
            let idle = MEMORY.current_usage();
            MEMORY.reset_peak_usage();
            let (count, bytes) = walk(report(&tatodesk, limit), way).await;
            let peak = MEMORY.peak_usage().saturating_sub(idle);
            println!("{way:?}, pages of {limit}: {count} rows, {bytes} bytes, peak {peak}");
            assert_eq!(count, rows);
            assert!(bytes > MOST, "too few rows to tell");
            assert!(peak < MOST, "{way:?}, pages of {limit}: {peak}");
        }
    }
}
