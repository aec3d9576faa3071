//! The reports of the Data API: any number of rows, each made from its number when a request asks for it.
//!
//! A request is prepared under the lock of the state, where it copies the rows that other requests made. Everything else
//! happens without the lock, while the answer is written. This folder uses `state`, `world` and `spec`. `operations` and
//! `server` use it.

mod campaigns;
mod digital;
mod engine;
pub(crate) mod filter;
mod found;
pub(crate) mod in_person;
mod journeys;
mod notifications;
mod page;
mod random;
mod reviews;
mod sessions;
mod tickets;
mod timeline;

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::spec::Operation;
use crate::spec::examples::numbers;
use crate::spec::formats::{br_date, br_date_minute, us_date};
use crate::spec::moment::Moment;
use crate::spec::refusal::{Refusal, read, refuse};
use crate::state::State;
use crate::world::World;

use engine::{PageRequest, Report, Search};
pub(crate) use found::{FoundRecord, found_service};
pub(crate) use page::ReportPage;

/// The body of a successful answer: complete, or a page that is written while it is sent.
pub(crate) enum AnswerBody {
    /// A complete body.
    Whole(Value),
    /// A body that is made while it is sent.
    Page(ReportPage),
}

/// A report that must still look through its rows.
pub(crate) type Prepared = Box<dyn FnOnce() -> AnswerBody + Send>;

/// Prepares a report. `None` if the operation is no report.
pub(crate) fn prepare(
    state: &State,
    operation: &Operation,
    request: &Value,
) -> Option<Result<Prepared, Refusal>> {
    let report = ReportRequest {
        state,
        operation,
        request,
    };
    Some(match operation.id.as_str() {
        "listDigitalAttendancesReport" => report.digital(),
        "listPresentialAttendancesReport" => report.in_person(),
        "listTicketIssuesReport" => report.plain::<tickets::Tickets>(br_date),
        "listCampaignsReport" => report.plain::<campaigns::Campaigns>(br_date),
        "listLooseNotificationsReport" => report.notifications(),
        "listMessagingSessions" => report.sessions(),
        "listChatbotJourneyEventsDetailed" => report
            .journeys()
            .map(|search| Box::new(move || AnswerBody::Page(search.run())) as Prepared),
        "listChatbotJourneyEventsGrouped" => report.journeys().map(|search| {
            let world = Arc::clone(&state.world);
            let grouped = move || AnswerBody::Whole(journeys::grouped(&world, search.all()));
            Box::new(grouped) as Prepared
        }),
        "listChatbotEventFeedbacksByFilter" => report.reviews(),
        "getMessagingSession" => match request["sessionID"].as_str() {
            Some(wanted) => session(&state.world, wanted),
            None => report.reviews(),
        },
        _ => return None,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dates {
    #[serde(alias = "initialDate")]
    date_initial: String,
    #[serde(alias = "finalDate")]
    date_final: String,
}

/// A request for a report.
struct ReportRequest<'a> {
    state: &'a State,
    operation: &'a Operation,
    request: &'a Value,
}

impl ReportRequest<'_> {
    fn filter<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        read(&self.request["filter"])
    }

    /// The page between two moments, both included.
    fn moments(&self, from: DateTime, to: DateTime) -> PageRequest {
        let (page, limit) = numbers(self.operation.paging.as_ref(), self.request);
        PageRequest {
            from,
            to,
            page,
            limit,
            filter: self.request["filter"].to_string(),
        }
    }

    /// The page of whole days, both included.
    fn days(&self, date: fn(&str) -> Option<Date>) -> Result<PageRequest, Refusal> {
        let dates: Dates = self.filter()?;
        match (date(&dates.date_initial), date(&dates.date_final)) {
            (Some(from), Some(to)) => {
                Ok(self.moments(from.at(0, 0, 0, 0), to.to_datetime(Time::MAX)))
            }
            _ => refuse("the dates are none"),
        }
    }

    fn search<R: Report>(&self, report: R, wanted: PageRequest, made: Vec<R::Row>) -> Prepared {
        let search = Search::new(self.state, report, wanted, made);
        Box::new(move || AnswerBody::Page(search.run()))
    }

    /// A report to which requests add nothing.
    fn plain<R: Report + DeserializeOwned>(
        &self,
        date: fn(&str) -> Option<Date>,
    ) -> Result<Prepared, Refusal> {
        Ok(self.search(self.filter::<R>()?, self.days(date)?, Vec::new()))
    }

    fn digital(&self) -> Result<Prepared, Refusal> {
        self.filter::<digital::Digital>()?.check()?;
        self.plain::<digital::Digital>(br_date)
    }

    fn in_person(&self) -> Result<Prepared, Refusal> {
        let filter: in_person::InPerson = self.filter()?;
        filter.check()?;
        let world = &self.state.world;
        let services = self.state.services.values();
        let services = services.map(|it| in_person::Row::service(world, it));
        let appointments = self.state.appointments.values();
        let appointments = appointments.map(|it| in_person::Row::appointment(world, it));
        let made = services.chain(appointments).collect();
        Ok(self.search(filter, self.days(br_date)?, made))
    }

    fn notifications(&self) -> Result<Prepared, Refusal> {
        let filter: notifications::Notifications = self.filter()?;
        let sent = self.state.deliveries.iter().enumerate();
        let sent = sent.map(|(at, it)| notifications::Row::delivery(&self.state.world, at, it));
        Ok(self.search(filter, self.days(br_date)?, sent.collect()))
    }

    /// The filter of sessions has minutes; the last minute is included to its end.
    fn sessions(&self) -> Result<Prepared, Refusal> {
        let dates: Dates = self.filter()?;
        let [from, to] = [&dates.date_initial, &dates.date_final].map(|it| br_date_minute(it));
        let (Some(from), Some(to)) = (from, to) else {
            return refuse("the dates are none");
        };
        let end = to.with().second(59).subsec_nanosecond(999_999_999).build();
        let wanted = self.moments(from, end.unwrap_or(to));
        Ok(self.search(sessions::Sessions, wanted, Vec::new()))
    }

    fn journeys(&self) -> Result<Search<journeys::Journeys>, Refusal> {
        let events = self.state.events.iter();
        let made = events.flat_map(|event| journeys::Row::of(&self.state.world, event));
        let (filter, wanted) = (self.filter()?, self.days(us_date)?);
        Ok(Search::new(self.state, filter, wanted, made.collect()))
    }

    fn reviews(&self) -> Result<Prepared, Refusal> {
        if self.request.get("filter").is_none() {
            return refuse("name a session by its sessionID");
        }
        self.plain::<reviews::Reviews>(us_date)
    }
}

/// The documentation does not say which member of the answer holds the session.
fn session(world: &World, wanted: &str) -> Result<Prepared, Refusal> {
    match sessions::find(world, wanted) {
        Some(session) => {
            let answer = json!({ "session": session, "error": null });
            Ok(Box::new(move || AnswerBody::Whole(answer)))
        }
        None => Err(Refusal::quoting(wanted, |wanted| {
            format!("there is no messaging session {wanted}")
        })),
    }
}

/// The rows of the world with a protocol. Each comes with the name of its product in the search.
pub(crate) fn of_protocol(world: &World, protocol: &str) -> Vec<(&'static str, Value)> {
    let Some(at) = Moment::of_protocol(protocol) else {
        return Vec::new();
    };
    type Find = fn(&World, DateTime) -> Option<Value>;
    let products: [(&'static str, Find); 3] = [
        ("cc", digital::found),
        ("presential-attendance", |world, at| {
            Some(found_service(world, &in_person::made_at(world, at)?))
        }),
        ("ticket", tickets::found),
    ];
    let found = products.iter();
    let found = found.filter_map(|(product, find)| Some((*product, find(world, at)?)));
    found.collect()
}
