//! Scheduling: the free days, periods and hours of a unit, until a caller books them or they are past.

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};
use tatodesk::{
    Error,
    ids::{CompanyId, PeriodId, ServiceTypeId, ServiceUnitId},
    jiff::{
        ToSpan,
        civil::{Date, DateTime, Time, Weekday, date, time},
    },
};

use super::driver::Session;

pub(crate) const COMPANY: CompanyId = CompanyId(1);
/// When the world begins: a Wednesday.
pub(crate) const START: DateTime = date(2025, 6, 25).at(7, 0, 0, 0);
const MORNING: i64 = 1;
const AFTERNOON: i64 = 2;

#[derive(Clone, Debug)]
pub(crate) enum Call {
    Dates(Wish),
    Periods(Wish, Date),
    Hours(Wish, Date, i64),
}

/// A place and the services to book there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) unit: i64,
    pub(crate) kind: i64,
}

/// An hour that a caller can book or has booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hour {
    pub(crate) unit: i64,
    pub(crate) date: Date,
    pub(crate) period: i64,
    pub(crate) hour: Time,
}

/// Real units and service types, and sometimes one that does not exist.
pub(crate) fn wishes() -> impl Strategy<Value = Wish> {
    let units = prop_oneof![8 => Just(10), 6 => Just(20), 1 => Just(99)];
    let kinds = prop_oneof![6 => Just(1), 8 => Just(2), 2 => Just(3), 1 => Just(99)];
    (units, kinds).prop_map(|(unit, kind)| Wish { unit, kind })
}

pub(crate) fn days(now: DateTime) -> impl Strategy<Value = Date> {
    (-1_i64..8).prop_map(move |ahead| now.date().saturating_add(ahead.days()))
}

pub(crate) fn calls(now: DateTime) -> BoxedStrategy<Call> {
    prop_oneof![
        wishes().prop_map(Call::Dates),
        (wishes(), days(now)).prop_map(|(wish, day)| Call::Periods(wish, day)),
        (wishes(), days(now), select(vec![MORNING, AFTERNOON, 9]))
            .prop_map(|(wish, day, period)| Call::Hours(wish, day, period)),
    ]
    .boxed()
}

/// Whether a unit offers a service type. It may be one that no caller can book.
pub(crate) fn offers(wish: Wish) -> bool {
    match wish.unit {
        10 => [1, 2, 3].contains(&wish.kind),
        20 => [2, 3].contains(&wish.kind),
        _ => false,
    }
}

/// How many working days of the unit are in the calendar of a service type. `None` if no caller can book it.
fn reach(kind: i64) -> Option<usize> {
    match kind {
        1 => Some(2),
        2 => Some(4),
        _ => None,
    }
}

/// All hours of a unit on a date, free or not.
fn opening(unit: i64, day: Date) -> Vec<(i64, Time)> {
    let holiday = [date(2025, 6, 26), date(2025, 6, 30)].contains(&day);
    let weekend = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
    let hour = |hour, minute| time(hour, minute, 0, 0);
    match unit {
        20 if day == date(2025, 6, 28) => vec![],
        20 if day == date(2025, 6, 30) => vec![(AFTERNOON, hour(15, 0))],
        10 if !holiday && !weekend => vec![
            (MORNING, hour(8, 0)),
            (MORNING, hour(8, 30)),
            (AFTERNOON, hour(14, 0)),
        ],
        20 if [Weekday::Wednesday, Weekday::Saturday].contains(&day.weekday()) && !holiday => {
            vec![(MORNING, hour(9, 0)), (MORNING, hour(9, 20))]
        }
        _ => vec![],
    }
}

/// The hours that a caller can still book, by day. `None` if the unit takes no bookings of this kind.
pub(crate) fn free(now: DateTime, taken: &[Hour], wish: Wish) -> Option<Vec<Hour>> {
    let reach = reach(wish.kind).filter(|_| offers(wish))?;
    let (mut day, mut working_days, mut free) = (now.date(), 0, Vec::new());
    while working_days < reach {
        let hours = opening(wish.unit, day);
        working_days += usize::from(!hours.is_empty());
        for (period, hour) in hours {
            let hour = Hour {
                unit: wish.unit,
                date: day,
                period,
                hour,
            };
            if day.to_datetime(hour.hour) > now && !taken.contains(&hour) {
                free.push(hour);
            }
        }
        day = day.saturating_add(1.day());
    }
    Some(free)
}

impl Call {
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Dates(_) => "listDates",
            Self::Periods(..) => "listPeriods",
            Self::Hours(..) => "listHours",
        }
    }

    /// The answer to the call. `None` is a refusal.
    pub(crate) fn act(&self, now: DateTime, taken: &[Hour]) -> Option<Value> {
        let free = |wish: &Wish| free(now, taken, *wish);
        let mut told: Vec<String> = match self {
            Self::Dates(wish) => free(wish)?.iter().map(|it| it.date.to_string()).collect(),
            Self::Periods(wish, day) => {
                let free = free(wish)?;
                let free = free.iter().filter(|it| it.date == *day);
                free.map(|it| it.period.to_string()).collect()
            }
            Self::Hours(wish, day, period) => {
                let free = free(wish).filter(|_| [MORNING, AFTERNOON].contains(period))?;
                let free = free
                    .iter()
                    .filter(|it| it.date == *day && it.period == *period);
                free.map(|it| it.hour.to_string()).collect()
            }
        };
        told.dedup();
        Some(json!(told))
    }

    pub(crate) async fn run(&self, session: &mut Session) -> Result<Value, Error> {
        let tatodesk = session.tatodesk.clone();
        let scheduling = tatodesk.scheduling();
        let at = |wish: &Wish| {
            (
                COMPANY,
                ServiceUnitId(wish.unit),
                [ServiceTypeId(wish.kind)],
            )
        };
        let told: Vec<String> = match self {
            Self::Dates(wish) => {
                let (company, unit, kinds) = at(wish);
                let answer = session
                    .send(scheduling.list_dates(company, unit, kinds))
                    .await?;
                let dates = answer.dates.into_iter();
                dates
                    .map(|it| it.get().expect("a date").to_string())
                    .collect()
            }
            Self::Periods(wish, day) => {
                let (company, unit, kinds) = at(wish);
                let answer = session
                    .send(scheduling.list_periods(company, unit, kinds, *day))
                    .await?;
                answer.periods.iter().map(|it| it.id.to_string()).collect()
            }
            Self::Hours(wish, day, period) => {
                let (company, unit, kinds) = at(wish);
                let call = scheduling.list_hours(company, unit, kinds, *day, PeriodId(*period));
                let hours = session.send(call).await?.hours.into_iter();
                hours
                    .map(|it| it.get().expect("an hour").to_string())
                    .collect()
            }
        };
        Ok(json!(told))
    }
}
