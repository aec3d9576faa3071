//! The small calls that are measured, as each client makes them: by hand, good, the floor, plain `tatodesk-api` and the facade.

use baselines::{Booked, Departments, booking, by_hand::ByHand, good::Good, page};
use floor::Floor;
use tatodesk::{
    Tatodesk,
    ids::{CompanyId, ServiceTypeId, ServiceUnitId},
    jiff::civil::{date, time},
};
use tatodesk_api::{
    Client, Transport,
    types::{AppointmentFormValue, CreateAppointmentRequest, ListDepartmentsRequest},
};
use tokio::runtime::Runtime;

#[path = "../baselines/mod.rs"]
mod baselines;
#[path = "../baselines/floor.rs"]
mod floor;

/// The clients, in the order of the table.
pub(crate) const SIDES: [&str; 5] = [BY_HAND, GOOD, FLOOR, PLAIN, FACADE];
const BY_HAND: &str = "by hand";
const GOOD: &str = "good";
const FLOOR: &str = "floor";
const PLAIN: &str = "plain";
const FACADE: &str = "facade";

/// One small call.
pub(crate) struct Work {
    pub(crate) name: &'static str,
    /// The operation whose documented answer the server gives.
    pub(crate) operation: &'static str,
    /// Makes a client of one side, and returns what calls once.
    pub(crate) start: fn(side: &str, url: &str) -> Box<dyn Fn()>,
}

pub(crate) const WORKS: [Work; 2] = [
    Work {
        name: "list departments",
        operation: "listDepartments",
        start: list_departments,
    },
    Work {
        name: "create appointment",
        operation: "createAppointment",
        start: create_appointment,
    },
];

/// Where a call of one side runs.
fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

fn facade(url: &str) -> Tatodesk {
    let builder = Tatodesk::builder().api_key("an-invented-key").base_url(url);
    builder.build().expect("a client")
}

fn plain(url: &str) -> Client {
    let http = reqwest::Client::builder().no_proxy().build();
    let transport = Transport::builder().key("an-invented-key");
    let transport = transport.base_url(url).build().expect("a transport");
    Client::with_transport(http.expect("an HTTP client"), transport)
}

/// The floor sends a body that is made once, and decodes nothing.
fn floor(runtime: Runtime, address: &str, body: Vec<u8>) -> Box<dyn Fn()> {
    let client = Floor::new(address);
    Box::new(move || {
        let mut bytes = 0;
        let sent = client.post(body.clone(), |piece| bytes += piece.len());
        runtime.block_on(sent).expect("an answer");
        assert!(bytes > 0);
    })
}

fn list_departments(side: &str, url: &str) -> Box<dyn Fn()> {
    const PATH: &str = "/cc/v1/listDepartments";
    let runtime = runtime();
    let check = |answer: Departments| {
        assert!(answer.error.is_none() && answer.count.is_some());
        assert_eq!(answer.departments.len(), 2);
    };
    match side {
        BY_HAND => {
            let client = ByHand::new(url);
            Box::new(move || {
                let answer = runtime.block_on(client.call(PATH, &page()));
                check(answer.expect("an answer"));
            })
        }
        GOOD => {
            let client = Good::new(url, PATH);
            Box::new(move || check(runtime.block_on(client.call(&page())).expect("an answer")))
        }
        FLOOR => {
            let body = serde_json::to_vec(&page()).expect("a body");
            floor(runtime, &format!("{url}{PATH}"), body)
        }
        PLAIN => {
            let client = plain(url);
            Box::new(move || {
                let mut request = ListDepartmentsRequest::new();
                (request.page, request.limit) = (Some(0), Some(10));
                let answer = runtime.block_on(client.list_departments(&request));
                assert_eq!(answer.expect("an answer").departments.len(), 2);
            })
        }
        _ => {
            let tatodesk = facade(url);
            Box::new(move || {
                let call = tatodesk.contact_center().list_departments();
                let answer = runtime.block_on(call.page(0).limit(10).send());
                assert_eq!(answer.expect("an answer").departments.len(), 2);
            })
        }
    }
}

fn create_appointment(side: &str, url: &str) -> Box<dyn Fn()> {
    const PATH: &str = "/pa/createAppointment";
    let runtime = runtime();
    let check = |answer: Booked| {
        assert!(answer.error.is_none() && answer.id == 11555);
        assert!(answer.documents.is_some() && !answer.protocol.is_empty());
    };
    let (day, hour) = (date(2025, 6, 25), time(15, 40, 0, 0));
    let place = || (CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)]);
    match side {
        BY_HAND => {
            let client = ByHand::new(url);
            Box::new(move || {
                let answer = runtime.block_on(client.call(PATH, &booking()));
                check(answer.expect("an answer"));
            })
        }
        GOOD => {
            let client = Good::new(url, PATH);
            Box::new(move || {
                let answer = runtime.block_on(client.call(&booking()));
                check(answer.expect("an answer"));
            })
        }
        FLOOR => {
            let body = serde_json::to_vec(&booking()).expect("a body");
            floor(runtime, &format!("{url}{PATH}"), body)
        }
        PLAIN => {
            let client = plain(url);
            Box::new(move || {
                let (company, unit, types) = place();
                let mut request = CreateAppointmentRequest::new(company, unit, types, day, hour);
                let name = AppointmentFormValue::new("NAME", "Marina Duarte");
                request.contact_forms = Some(vec![name]);
                let answer = runtime.block_on(client.create_appointment(&request));
                assert!(!answer.expect("an answer").protocol.is_empty());
            })
        }
        _ => {
            let tatodesk = facade(url);
            Box::new(move || {
                let (company, unit, types) = place();
                let scheduling = tatodesk.scheduling();
                let call = scheduling.create_appointment(company, unit, types, day, hour);
                let call = call.contact("NAME", "Marina Duarte");
                let answer = runtime.block_on(call.send()).expect("an answer");
                assert!(!answer.protocol.is_empty());
            })
        }
    }
}
