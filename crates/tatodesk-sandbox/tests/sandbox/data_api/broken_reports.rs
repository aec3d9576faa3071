//! Faults of a report, which is written while it is sent.

use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Of, Rule};

use crate::caller::Caller;
use crate::server::raw::{End, Raw};

const DIGITAL: &str = "/cc/listAttendancesReport";
const ID: &str = "listDigitalAttendancesReport";

fn days() -> Value {
    let days = json!({"dateInitial": "01/01/2020", "dateFinal": "31/12/2030"});
    json!({"filter": days, "page": 0, "limit": 1000})
}

#[tokio::test]
async fn a_report_is_cut_at_any_byte_of_its_body() {
    let caller = Caller::new().await;
    let whole = caller.accepted(DIGITAL, days()).await.to_string().len() as u64;
    let sandbox = caller.sandbox;
    for at in [0, 1, whole / 2, whole - 1] {
        for reset in [false, true] {
            let cut = Fault::Cut {
                of: Of::Body,
                at,
                reset,
            };
            let rule = Rule::once(cut).on(ID);
            sandbox.add_fault(rule).expect("a rule");
            let mut raw = Raw::connect(&sandbox).await.expect("a connection");
            raw.send(DIGITAL, &days()).await;
            let (bytes, end) = raw.rest().await;
            let text = String::from_utf8_lossy(&bytes);
            let (head, _) = text.split_once("\r\n\r\n").expect("a whole head");
            assert_eq!(
                bytes.len() - head.len() - 4,
                usize::try_from(at).expect("small")
            );
            assert_eq!(end, if reset { End::Reset } else { End::Closed });
        }
    }
}

#[tokio::test]
async fn one_row_of_a_report_is_wrong() {
    let caller = Caller::new().await;
    let good = caller.accepted(DIGITAL, days()).await;
    let wrong = Fault::WrongType {
        row: 7,
        member: Some("date".to_owned()),
    };
    let rule = Rule::once(wrong).on(ID);
    caller.sandbox.add_fault(rule).expect("a rule");
    let mut bad = caller.spoilt(DIGITAL, days()).await;
    let date = &mut bad["attendances"][7]["date"];
    assert_eq!(*date, json!({"wrong": "type"}));
    *date = good["attendances"][7]["date"].clone();
    assert_eq!(bad, good);
}

#[tokio::test]
async fn a_caller_that_leaves_a_stalled_report_frees_its_connection() {
    let caller = Caller::new().await;
    let stall = Fault::Stall {
        of: Of::Body,
        at: 10,
    };
    let rule = Rule::once(stall).on(ID);
    caller.sandbox.add_fault(rule).expect("a rule");
    let mut raw = Raw::connect(&caller.sandbox).await.expect("a connection");
    raw.send(DIGITAL, &days()).await;
    raw.bytes(20).await;
    drop(raw);
    // No caller holds the connection any more, so the sandbox serves others.
    caller.accepted(DIGITAL, days()).await;
    caller.sandbox.stop().await.expect("it stops");
}
