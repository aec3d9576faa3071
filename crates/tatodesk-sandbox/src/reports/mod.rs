//! The reports of the Data API: rows at any size, made from their number when they are asked for.
//!
//! A request is prepared under the lock of the state, where it takes what other requests made; everything else
//! happens without the lock, while the answer is written.

mod campaigns;
mod digital;
mod engine;
pub(crate) mod filter;
pub(crate) mod in_person;
mod journeys;
mod notifications;
mod page;
mod random;
mod reviews;
mod sessions;
mod tickets;
mod timeline;
pub(crate) mod words;

use std::sync::Arc;

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::Moment;
use crate::examples::numbers;
use crate::formats::{br_date, br_date_minute, us_date};
use crate::refusal::{Refusal, read, refuse};
use crate::spec::Operation;
use crate::state::State;
use crate::world::{Department, World};

use engine::{Report, Search, Wanted};
use filter::{days, moments};
pub(crate) use page::Page;

/// Milliseconds of a day in which rows may fall: from eight in the morning to six in the evening.
pub(crate) const ROWS_A_DAY: u64 = 10 * 60 * 60 * 1000;

/// The whole answer, or a page that is yet to be written.
pub(crate) enum Reply {
    /// A body that is there.
    Whole(Value),
    /// A body that is made while it is sent.
    Page(Page),
}

/// A report that still has to look through its rows.
pub(crate) type Prepared = Box<dyn FnOnce() -> Reply + Send>;

/// Prepares a report; none for an operation that is no report.
pub(crate) fn prepare(
    state: &State,
    operation: &Operation,
    request: &Value,
) -> Option<Result<Prepared, Refusal>> {
    let world = &state.world;
    Some(match operation.id.as_str() {
        "listDigitalAttendancesReport" => of_days(request, operation).and_then(|wanted| {
            let filter: digital::Digital = read(&request["filter"])?;
            filter.check()?;
            Ok(search(world, filter, wanted, Vec::new()))
        }),
        "listPresentialAttendancesReport" => of_days(request, operation).and_then(|wanted| {
            let filter: in_person::InPerson = read(&request["filter"])?;
            filter.check()?;
            let services = state.services.values();
            let services = services.map(|it| in_person::Row::service(world, it));
            let appointments = state.appointments.values();
            let appointments = appointments.map(|it| in_person::Row::appointment(world, it));
            Ok(search(
                world,
                filter,
                wanted,
                services.chain(appointments).collect(),
            ))
        }),
        "listTicketIssuesReport" => of_days(request, operation).and_then(|wanted| {
            let filter: tickets::Tickets = read(&request["filter"])?;
            Ok(search(world, filter, wanted, Vec::new()))
        }),
        "listCampaignsReport" => of_days(request, operation).and_then(|wanted| {
            let filter: campaigns::Campaigns = read(&request["filter"])?;
            Ok(search(world, filter, wanted, Vec::new()))
        }),
        "listLooseNotificationsReport" => of_days(request, operation).and_then(|wanted| {
            let filter: notifications::Notifications = read(&request["filter"])?;
            let sent = state.deliveries.iter().enumerate();
            let sent = sent.map(|(at, it)| notifications::Row::delivery(world, at, it));
            Ok(search(world, filter, wanted, sent.collect()))
        }),
        "listMessagingSessions" => of_minutes(request, operation)
            .map(|wanted| search(world, sessions::Sessions, wanted, Vec::new())),
        "listChatbotJourneyEventsDetailed" => journey_rows(state, operation, request)
            .map(|(filter, wanted, made)| search(world, filter, wanted, made)),
        "listChatbotJourneyEventsGrouped" => {
            journey_rows(state, operation, request).map(|(filter, wanted, made)| {
                let search = Search::new(world, filter, wanted, made);
                let world = Arc::clone(world);
                let grouped = move || Reply::Whole(journeys::grouped(&world, search.all()));
                Box::new(grouped) as Prepared
            })
        }
        "listChatbotEventFeedbacksByFilter" => reviews(world, operation, request),
        "getMessagingSession" => match request["sessionID"].as_str() {
            Some(wanted) => session(world, wanted),
            None => reviews(world, operation, request),
        },
        _ => return None,
    })
}

fn search<R: Report>(world: &Arc<World>, report: R, wanted: Wanted, made: Vec<R::Row>) -> Prepared {
    let search = Search::new(world, report, wanted, made);
    Box::new(move || Reply::Page(search.run()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dates {
    #[serde(alias = "initialDate")]
    date_initial: String,
    #[serde(alias = "finalDate")]
    date_final: String,
}

/// The page and the rows on it, as the request says or the specification.
fn paging(request: &Value, operation: &Operation) -> (u64, u64) {
    numbers(operation.paging.as_ref(), request)
}

fn of_days(request: &Value, operation: &Operation) -> Result<Wanted, Refusal> {
    let dates: Dates = read(&request["filter"])?;
    let paging = paging(request, operation);
    days(
        br_date(&dates.date_initial),
        br_date(&dates.date_final),
        paging,
    )
}

fn of_us_days(request: &Value, operation: &Operation) -> Result<Wanted, Refusal> {
    let dates: Dates = read(&request["filter"])?;
    let paging = paging(request, operation);
    days(
        us_date(&dates.date_initial),
        us_date(&dates.date_final),
        paging,
    )
}

/// Sessions are asked for by the minute; the last minute counts to its end.
fn of_minutes(request: &Value, operation: &Operation) -> Result<Wanted, Refusal> {
    let dates: Dates = read(&request["filter"])?;
    let [from, to] = [&dates.date_initial, &dates.date_final].map(|it| br_date_minute(it));
    let (Some(from), Some(to)) = (from, to) else {
        return refuse("the dates are none");
    };
    let end = to.with().second(59).subsec_nanosecond(999_999_999).build();
    Ok(moments(from, end.unwrap_or(to), paging(request, operation)))
}

type JourneyRows = (journeys::Journeys, Wanted, Vec<journeys::Row>);

fn journey_rows(
    state: &State,
    operation: &Operation,
    request: &Value,
) -> Result<JourneyRows, Refusal> {
    let wanted = of_us_days(request, operation)?;
    let events = state.events.iter();
    let made = events.flat_map(|event| journeys::Row::of(&state.world, event));
    Ok((read(&request["filter"])?, wanted, made.collect()))
}

fn reviews(
    world: &Arc<World>,
    operation: &Operation,
    request: &Value,
) -> Result<Prepared, Refusal> {
    if request.get("filter").is_none() {
        return refuse("name a session by its sessionID");
    }
    let wanted = of_us_days(request, operation)?;
    let filter: reviews::Reviews = read(&request["filter"])?;
    Ok(search(world, filter, wanted, Vec::new()))
}

/// Where in the answer the session stands is documented nowhere.
fn session(world: &World, wanted: &str) -> Result<Prepared, Refusal> {
    match sessions::find(world, wanted) {
        Some(session) => {
            let answer = json!({ "session": session, "error": null });
            Ok(Box::new(move || Reply::Whole(answer)))
        }
        None => refuse(format!("there is no messaging session {wanted}")),
    }
}

/// What a search by protocol finds, whatever the product.
pub(crate) struct Found<'w> {
    pub(crate) id: i64,
    pub(crate) made: Moment,
    pub(crate) status: words::Word,
    pub(crate) department: Option<&'w Department>,
    pub(crate) user: Option<i64>,
    pub(crate) forms: Value,
    /// Additional information: `[{ID, value}]`, which is inferred.
    pub(crate) notes: Value,
}

impl Found<'_> {
    /// The record as the API writes it: the only place that tells the true instant.
    pub(crate) fn write(self, world: &World) -> Value {
        let (status, word) = self.status;
        json!({
            "ID": self.id,
            "protocol": self.made.protocol(),
            "statusID": status,
            "status": word,
            "date": self.made.instant(),
            "departmentID": self.department.map(|it| it.id),
            "department": self.department.map(|it| &it.name),
            "userID": self.user,
            "userName": world.user(self.user),
            "forms": self.forms,
            "additionalDatas": self.notes,
        })
    }
}

/// What a protocol leads to among the rows of the world: the product, in the word of the search, and the record.
pub(crate) fn of_protocol(world: &World, protocol: &str) -> Vec<(&'static str, Value)> {
    let Some(at) = Moment::of_protocol(protocol) else {
        return Vec::new();
    };
    type Find = fn(&World, DateTime) -> Option<Value>;
    let products: [(&'static str, Find); 3] = [
        ("cc", digital::found),
        ("presential-attendance", |world, at| {
            Some(in_person::made_at(world, at)?.found(world))
        }),
        ("ticket", tickets::found),
    ];
    let found = products.iter();
    let found = found.filter_map(|(product, find)| Some((*product, find(world, at)?)));
    found.collect()
}
