//! Faults of streams alone: a page of three rows that breaks off at each byte, stalls, comes twice, or has an error behind many rows, and
//! a stream that is dropped in the middle. Every walk meets them in every way in which it can be had.

use std::{future::poll_fn, pin::Pin, time::Duration};

use serde_json::{Value, json};
use tatodesk::{
    Call, Cause, Error, PagedRequest, RetryBudget, RowError, Tatodesk,
    futures_core::Stream,
    rows::{RowRequest, RowType},
};
use tatodesk_api::wire;
use tests::{
    clocks::Hurried,
    spec,
    walks::{WalkVisitor, visit_walks},
};
use tokio::runtime::Runtime;

use crate::server::{Play, Server};

/// The walk that meets an answer cut at each of its bytes, and answers that stall, which take real time. The others meet an answer cut at
/// every 97th byte, and at the small size at every 389th.
const THOROUGH: &str = "listDepartments";
const STEP: usize = 97;
const LARGE_STEP: usize = 389;
/// The rows of a page.
const ROWS: usize = 3;
/// Rows in front of an error, and how many they are for the others at the small size.
const MANY: usize = 10_000;
const FEWER: usize = 1000;
/// A stalled attempt is given up after this time.
const PATIENCE: Duration = Duration::from_millis(500);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Pages,
    Rows,
    Visits,
}

/// How a walk ended: how many rows it brought, and the error.
type End = (usize, Option<Error>);

/// A page with these rows, each of which has its number as a member that the spec does not know.
struct Page {
    answer: Value,
    member: &'static str,
    count: Option<&'static str>,
}

impl Page {
    fn row(&self, number: usize) -> Value {
        let mut row = self.answer[self.member][0].clone();
        row["rowNumber"] = json!(number);
        row
    }

    fn rows(&self, numbers: std::ops::Range<usize>) -> Vec<Value> {
        numbers.map(|number| self.row(number)).collect()
    }

    /// Its text, where the report has this many rows, with an error behind the rows, if there is one.
    fn text(&self, rows: &[Value], count: usize, error: Option<&str>) -> String {
        let mut around = self.answer.clone();
        let members = around.as_object_mut().expect("an answer is an object");
        members.remove(self.member);
        members.remove("error");
        if let Some(member) = self.count {
            members.insert(member.to_owned(), json!(count));
        }
        let around = around.to_string();
        let inner = &around[1..around.len() - 1];
        let comma = if inner.is_empty() { "" } else { "," };
        let error = error.map(|error| format!(r#","error":{error}"#));
        format!(
            r#"{{{inner}{comma}"{}":{}{}}}"#,
            self.member,
            Value::from(rows),
            error.unwrap_or_default()
        )
    }
}

fn whole(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

struct Stage {
    server: Server,
    runtime: Runtime,
    tatodesk: Tatodesk,
    /// Gives up a stalled attempt early.
    hasty: Tatodesk,
    /// How many walks met a fault.
    walks: usize,
}

impl Stage {
    fn new() -> Self {
        let server = Server::start();
        let client = || {
            let builder = Tatodesk::builder().api_key("a-key").clock(Hurried);
            let builder = builder.retry_budget(RetryBudget::unlimited());
            builder.base_url(format!("http://{}", server.address()))
        };
        let hasty = client().attempt_timeout(PATIENCE).build();
        let tatodesk = client().build();
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        Self {
            server,
            runtime: runtime.enable_all().build().expect("a runtime starts"),
            tatodesk: tatodesk.expect("a working configuration"),
            hasty: hasty.expect("a working configuration"),
            walks: 0,
        }
    }

    /// One walk, whose connections meet these faults. Returns how many requests arrived.
    fn walk<R: PagedRequest + RowRequest>(
        &mut self,
        request: &R,
        way: Way,
        plays: Vec<Play>,
    ) -> (End, u32) {
        self.walks += 1;
        let client = match plays.first() {
            Some(Play::Stall(_)) => &self.hasty,
            _ => &self.tatodesk,
        };
        let call = client.call(request.clone());
        self.server.play_in_turn(plays);
        let end = self.runtime.block_on(walk(call, way));
        (end, self.server.take_arrived().values().sum())
    }

    fn meet<R: PagedRequest + RowRequest>(&mut self, request: &R, page: &Page, way: Way) {
        let what = format!("{} {way:?}", R::OPERATION.id);
        // Without a count, a short page is checked by one request more.
        let last = page.count.map_or(1, |_| 0);
        let three = page.rows(0..ROWS);
        let answer = whole(&page.text(&three, ROWS, None));
        let empty = Play::Close(whole(&page.text(&[], ROWS, None)));

        let is_thorough = R::OPERATION.id == THOROUGH;
        let step = match (is_thorough, tests::full_size()) {
            (true, _) => 1,
            (false, true) => STEP,
            (false, false) => LARGE_STEP,
        };
        let mut faults: Vec<Play> = (0..answer.len())
            .step_by(step)
            .map(|length| Play::Close(answer[..length].to_vec()))
            .collect();
        if is_thorough {
            // Within the last row.
            faults.push(Play::Stall(answer[..answer.len() - 40].to_vec()));
        }
        for fault in faults {
            let what = format!("{what}, {} bytes", fault.bytes().len());
            let plays = vec![fault, Play::Close(answer.clone()), empty.clone()];
            let ((rows, error), arrived) = self.walk(request, way, plays);
            assert!(error.is_none(), "{what}: {error:?}");
            assert_eq!((rows, arrived), (ROWS, 2 + last), "{what}");
        }

        // Full pages of a longer report, and all of them are the first one.
        let mut full = request.clone();
        full.set_limit(ROWS as i64);
        let same = Play::Close(whole(&page.text(&three, 9, None)));
        let ((rows, error), arrived) = self.walk(&full, way, vec![same]);
        let error = error.expect("a repeated page is an error");
        assert_eq!(error.cause(), Cause::PageRepeated, "{what}");
        // What repeats is known behind the last row of the page.
        let brought = if way == Way::Pages { ROWS } else { 2 * ROWS };
        assert_eq!((rows, arrived), (brought, 2), "{what}");

        let is_full = is_thorough || tests::full_size();
        let many = if is_full { MANY } else { FEWER };
        let failed = page.text(
            &page.rows(0..many),
            many,
            Some(r#"{"message":"the quota is used up"}"#),
        );
        let ((rows, error), arrived) = self.walk(request, way, vec![Play::Close(whole(&failed))]);
        let error = error.expect("an error behind the rows");
        assert_eq!(
            error.message(),
            Some("the quota is used up"),
            "{what}: {error:?}"
        );
        let brought = if way == Way::Pages { 0 } else { many };
        assert_eq!((rows, arrived), (brought, 1), "{what}");
    }

    /// A stream of three rows is dropped behind the first one, and the server never sends the others.
    fn drop_in_the_middle<R: PagedRequest + RowRequest>(&mut self, request: &R, page: &Page) {
        let text = page.text(&page.rows(0..ROWS), 9, None);
        let first = page.row(0).to_string();
        let end = text.find(&first).expect("the first row") + first.len() + 1;
        let part = whole(&text)[..whole(&text).len() - text.len() + end].to_vec();
        self.server.play(Play::Stall(part));
        self.walks += 1;
        let mut rows = self.tatodesk.call(request.clone()).rows();
        let row = self.runtime.block_on(next(&mut rows));
        assert!(row.is_some_and(|row| row.is_ok()));
        drop(rows);
        self.runtime.block_on(tokio::task::yield_now());
        self.server.flush();
        let arrived: u32 = self.server.take_arrived().values().sum();
        assert_eq!(arrived, 1, "{}", R::OPERATION.id);
    }
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}

async fn walk<R: PagedRequest + RowRequest>(call: Call<R>, way: Way) -> End {
    let mut brought = 0;
    let error = match way {
        Way::Pages => {
            let mut pages = call.pages().look_ahead(0);
            let member = R::OPERATION.paging.and_then(|paging| paging.rows);
            loop {
                match next(&mut pages).await {
                    None => break None,
                    Some(Err(error)) => break Some(error),
                    Some(Ok(page)) => {
                        let page = serde_json::to_value(page.into_inner()).expect("a page");
                        let rows = page[member.expect("rows")].as_array();
                        for row in rows.into_iter().flatten() {
                            assert_eq!(row["rowNumber"], brought);
                            brought += 1;
                        }
                    }
                }
            }
        }
        Way::Rows => {
            let mut rows = call.rows().look_ahead(0);
            loop {
                match next(&mut rows).await {
                    None => break None,
                    Some(Err(error)) => break Some(of_page(error)),
                    Some(Ok(_)) => brought += 1,
                }
            }
        }
        Way::Visits => {
            let walk = call.rows().look_ahead(0);
            let walk = walk.for_each(|row| brought += usize::from(row.is_ok()));
            walk.await.err().map(of_page)
        }
    };
    (brought, error)
}

fn of_page(error: RowError) -> Error {
    match error {
        RowError::Page(error) => error,
        other => panic!("the documented rows are good: {other}"),
    }
}

impl WalkVisitor for Stage {
    fn visit<R: PagedRequest + RowRequest>(&mut self)
    where
        R::Row: std::fmt::Debug,
        for<'a> <R::Row as RowType>::Ref<'a>: std::fmt::Debug,
    {
        let paging = R::OPERATION.paging.expect("an operation with pages");
        let Some(member) = paging.rows else { return };
        let mut operations = spec::operations().iter();
        let documented = operations.find(|operation| operation.id == R::OPERATION.id);
        let documented = documented.expect("an operation of the spec");
        let example = &documented.requests()[0].value;
        let mut request: R = wire::decode_value(example).expect("a documented request");
        request.set_page(0);
        request.set_limit(1_000_000);
        let page = Page {
            answer: documented.responses()[0].value.clone(),
            member,
            count: paging.count,
        };
        for way in [Way::Pages, Way::Rows, Way::Visits] {
            self.meet(&request, &page, way);
        }
        self.drop_in_the_middle(&request, &page);
    }
}

/// Every walk meets every fault of streams. Returns how many walks there were.
pub(crate) fn played() -> usize {
    let mut stage = Stage::new();
    visit_walks(&mut stage);
    stage.walks
}
