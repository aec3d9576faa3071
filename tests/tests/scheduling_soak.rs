//! Sixty-four tasks book the last hours of one unit for a day, all at once. As many tasks succeed as there were hours, and each
//! hour goes to one of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tatodesk::{
    Answer, Error, Outcome, RetryPolicy, Tatodesk,
    ids::{CompanyId, PeriodId, ServiceTypeId, ServiceUnitId},
    jiff::civil::{Date, Time, date},
    types::{CreateAppointmentRequest, CreateAppointmentResponse},
};
use tatodesk_sandbox::{Fault, Rule, Sandbox};
use tokio::{sync::Barrier, task::JoinSet};

const TASKS: usize = 64;
/// The number of hours left when the rush begins.
const LAST: usize = 7;
const COMPANY: CompanyId = CompanyId(1);
/// A unit of the built-in world: thirty-three hours a day.
const UNIT: ServiceUnitId = ServiceUnitId(288);
const KIND: [ServiceTypeId; 1] = [ServiceTypeId(1)];
const DAY: Date = date(2025, 6, 26);
const PERIODS: [PeriodId; 3] = [PeriodId(1), PeriodId(2), PeriodId(3)];

type Booked = Result<Answer<CreateAppointmentResponse>, Error>;

struct Counter {
    sandbox: Sandbox,
    tatodesk: Tatodesk,
}

impl Counter {
    async fn open() -> Arc<Self> {
        let sandbox = Sandbox::start().await.expect("a sandbox");
        let tatodesk = Tatodesk::builder()
            .api_key(sandbox.api_key())
            .base_url(sandbox.base_url())
            .retry_policy(RetryPolicy::never());
        let tatodesk = tatodesk.build().expect("a client");
        Arc::new(Self { sandbox, tatodesk })
    }

    async fn free(&self) -> Vec<Time> {
        let scheduling = self.tatodesk.scheduling();
        let mut free = Vec::new();
        for period in PERIODS {
            let call = scheduling.list_hours(COMPANY, UNIT, KIND, DAY, period);
            let hours = call.send().await.expect("hours").into_inner().hours;
            free.extend(hours.iter().map(|it| it.get().expect("an hour")));
        }
        free
    }

    fn book(&self, hour: Time) -> tatodesk::Call<CreateAppointmentRequest> {
        let scheduling = self.tatodesk.scheduling();
        let call = scheduling.create_appointment(COMPANY, UNIT, KIND, DAY, hour);
        call.contact("NAME", "Marina Duarte")
    }

    /// Books all hours of the day except the last ones, and lists those.
    async fn last_hours(&self) -> Vec<Time> {
        let hours = self.free().await;
        for hour in &hours[..hours.len() - LAST] {
            self.book(*hour).send().await.expect("a free hour");
        }
        let left = self.free().await;
        assert_eq!(left, hours[hours.len() - LAST..]);
        self.sandbox.clear_counters();
        left
    }

    /// All tasks book at the same moment: the first task the first hour, and so on, and again from the first.
    async fn rush(self: &Arc<Self>, hours: &[Time]) -> Vec<(Time, Booked)> {
        let barrier = Arc::new(Barrier::new(TASKS));
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            let (counter, barrier) = (Arc::clone(self), Arc::clone(&barrier));
            let hour = hours[task % hours.len()];
            tasks.spawn(async move {
                let call = counter.book(hour);
                barrier.wait().await;
                (hour, call.send().await)
            });
        }
        tasks.join_all().await
    }

    /// The hours of the report's appointments for the last hours, by protocol.
    async fn booked(&self, hours: &[Time]) -> BTreeMap<String, Time> {
        let today = self.sandbox.now().date();
        let report = self.tatodesk.reports().in_person_services(today..=today);
        let report = report.units([UNIT]).send().await.expect("a report");
        let rows = report.into_inner().services;
        let mut booked = BTreeMap::new();
        for row in &rows {
            let call = self
                .tatodesk
                .scheduling()
                .get_appointment(row.protocol.clone());
            let answer = call.send().await.expect("an appointment").into_inner();
            let found = answer.appointment.expect("an appointment");
            let (day, hour) = (found.date(), found.hour());
            let hour = hour.expect("an hour");
            if day == Some(DAY) && hours.contains(&hour) {
                booked.insert(row.protocol.to_string(), hour);
            }
        }
        booked
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_the_last_hours_is_booked_once() {
    let counter = Counter::open().await;
    let hours = counter.last_hours().await;

    let mut winners = BTreeMap::new();
    for (hour, outcome) in counter.rush(&hours).await {
        match outcome {
            Ok(booked) => assert_eq!(winners.insert(booked.protocol.to_string(), hour), None),
            Err(error) => assert_eq!(error.outcome(), Outcome::Rejected, "{error}"),
        }
    }
    assert_eq!(winners.len(), hours.len());
    let won: BTreeSet<Time> = winners.values().copied().collect();
    assert_eq!(won, hours.iter().copied().collect());
    assert_eq!(counter.booked(&hours).await, winners);
    assert_eq!(counter.free().await, []);
    let calls = counter.sandbox.counter("createAppointment");
    assert_eq!(
        (calls.arrived, calls.committed),
        (TASKS as u64, hours.len() as u64)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_hour_whose_answer_is_lost_is_booked_all_the_same() {
    const LOST: u32 = 8;
    let counter = Counter::open().await;
    let hours = counter.last_hours().await;
    let lost = Rule::new(Fault::commit_then_drop())
        .on("createAppointment")
        .times(LOST);
    counter.sandbox.add_fault(lost).expect("a fault");

    // One task comes before all others, so that at least one lost answer is that of a booking.
    let early = counter.book(hours[0]).send().await.unwrap_err();
    assert_eq!(early.outcome(), Outcome::Unknown, "{early}");
    let (mut winners, mut unknown) = (BTreeMap::new(), vec![hours[0]]);
    for (hour, outcome) in counter.rush(&hours).await {
        match outcome {
            Ok(booked) => assert_eq!(winners.insert(booked.protocol.to_string(), hour), None),
            Err(error) if error.outcome() == Outcome::Unknown => unknown.push(hour),
            Err(error) => assert_eq!(error.outcome(), Outcome::Rejected, "{error}"),
        }
    }
    assert_eq!(unknown.len(), LOST as usize);
    let mut booked = counter.booked(&hours).await;
    let all: BTreeSet<Time> = booked.values().copied().collect();
    assert_eq!(all, hours.iter().copied().collect());
    assert_eq!(booked.len(), hours.len());
    for (protocol, hour) in winners {
        assert_eq!(booked.remove(&protocol), Some(hour));
    }
    // Tasks that do not know it booked the rest.
    assert!(booked.values().any(|hour| *hour == hours[0]));
    assert!(booked.values().all(|hour| unknown.contains(hour)));
    assert_eq!(counter.free().await, []);
}
