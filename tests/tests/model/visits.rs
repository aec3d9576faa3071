//! Visits: each appointment takes an hour, and each in-person service takes a place in a queue. The caller finds both again by
//! number, by protocol and in the report.

use std::collections::BTreeSet;

use proptest::{option, prelude::*, sample::select};
use serde_json::{Value, json};
use tatodesk::jiff::civil::{DateTime, time};

use super::{
    calendar::{Hour, Wish, days, free, offers, wishes},
    machine::which,
    walks::Way,
};

#[derive(Clone, Debug)]
pub(crate) enum Call {
    Book(Booking),
    /// A service at a place, of a class.
    Create(Wish, i64, Form),
    /// Visits are counted from 0, in the order in which they were made.
    Appointment(usize),
    Service(usize),
    Search(usize),
    Attach(usize),
    Report(Filter),
}

#[derive(Clone, Debug)]
pub(crate) struct Booking {
    pub(crate) wish: Wish,
    pub(crate) hour: Hour,
    /// Whether the caller names the period of the hour.
    pub(crate) period: bool,
    pub(crate) form: Form,
}

/// How much of a contact form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Full,
    Name,
    Nothing,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) unit: Option<i64>,
    pub(crate) kind: Option<i64>,
    pub(crate) appointments: Option<bool>,
    /// Which page, of two rows each.
    pub(crate) page: Option<u32>,
    pub(crate) way: Way,
}

impl Filter {
    /// How many requests follow that for the first page, in a walk that brings this number of rows.
    fn further_pages(&self, rows: usize) -> u64 {
        match self.page {
            Some(page) if self.way.goes_on() => {
                // A first page that is short may be one of a server that caps the limit, so one more is asked for.
                let is_doubtful = page > 0 && rows == 1;
                (rows / 2) as u64 + u64::from(is_doubtful)
            }
            _ => 0,
        }
    }
}

#[derive(Clone, Debug)]
struct Visit {
    at: DateTime,
    wish: Wish,
    form: Form,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Appointment(Hour),
    Service { class: i64, code: String },
}

/// All visits, in the order in which they were made. They stay, because the API cannot cancel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visits(Vec<Visit>);

pub(crate) fn calls(now: DateTime, visits: &Visits) -> BoxedStrategy<Call> {
    let which = || which(visits.0.len());
    let forms =
        || prop_oneof![6 => Just(Form::Full), 1 => Just(Form::Name), 1 => Just(Form::Nothing)];
    let services = (wishes(), prop_oneof![8 => 1..3_i64, 1 => Just(9)], forms());
    let reports = (
        option::of(select(vec![10, 20])),
        option::of(1_i64..4),
        any::<Option<bool>>(),
        option::of(0_u32..3),
        Way::any(),
    );
    let reports = reports.prop_map(|(unit, kind, appointments, page, way)| Filter {
        unit,
        kind,
        appointments,
        page: page.filter(|_| way != Way::Visits),
        way,
    });
    prop_oneof![
        5 => bookings(now, visits, forms()).prop_map(Call::Book),
        3 => services.prop_map(|(wish, class, form)| Call::Create(wish, class, form)),
        1 => which().prop_map(Call::Appointment),
        1 => which().prop_map(Call::Service),
        1 => which().prop_map(Call::Search),
        1 => which().prop_map(Call::Attach),
        2 => reports.prop_map(Call::Report),
    ]
    .boxed()
}

/// Free hours, taken hours, and hours that do not exist.
fn bookings(
    now: DateTime,
    visits: &Visits,
    forms: impl Strategy<Value = Form> + 'static,
) -> BoxedStrategy<Booking> {
    let mut hours = visits.taken();
    for (unit, kind) in [(10, 2), (20, 2)] {
        hours.extend(free(now, &hours, Wish { unit, kind }).unwrap_or_default());
    }
    let nonsense =
        (wishes(), days(now), 7..16_i8, 1..3_i64).prop_map(|(wish, date, hour, period)| Hour {
            unit: wish.unit,
            date,
            period,
            hour: time(hour, 0, 0, 0),
        });
    let hours = if hours.is_empty() {
        nonsense.boxed()
    } else {
        prop_oneof![3 => select(hours), 1 => nonsense].boxed()
    };
    (hours, wishes(), any::<bool>(), forms)
        .prop_map(|(hour, wish, period, form)| {
            let unit = hour.unit;
            let wish = Wish { unit, ..wish };
            Booking {
                wish,
                hour,
                period,
                form,
            }
        })
        .boxed()
}

fn kind_name(kind: i64) -> &'static str {
    ["Instalments", "Complaint", "Second copy"][usize::try_from(kind - 1).expect("a kind")]
}

fn unit_name(unit: i64) -> &'static str {
    if unit == 10 { "Porto" } else { "Mirante" }
}

impl Form {
    /// Whether it has all required fields of the form of a service type.
    fn suffices(self, kind: i64) -> bool {
        self == Form::Full || (self == Form::Name && kind != 2)
    }

    pub(crate) fn values(self) -> &'static [(i64, &'static str, &'static str)] {
        const ALL: [(i64, &str, &str); 2] =
            [(1, "NAME", "Marina Duarte"), (2, "PHONE", "5581900000001")];
        match self {
            Form::Full => &ALL,
            Form::Name => &ALL[..1],
            Form::Nothing => &[],
        }
    }
}

impl Visits {
    pub(crate) fn taken(&self) -> Vec<Hour> {
        let hours = self.0.iter().filter_map(|visit| match visit.what {
            What::Appointment(hour) => Some(hour),
            What::Service { .. } => None,
        });
        hours.collect()
    }

    /// The effect of a call and its answer. `None` is a refusal, which does nothing.
    pub(crate) fn act(&mut self, now: DateTime, call: &Call) -> Option<Value> {
        match call {
            Call::Book(Booking {
                wish,
                hour,
                period,
                form,
            }) => {
                let free = free(now, &self.taken(), *wish)?;
                let same = |it: &&Hour| (it.date, it.hour) == (hour.date, hour.hour);
                let hour = *free
                    .iter()
                    .find(same)
                    .filter(|it| !period || it.period == hour.period)?;
                form.suffices(wish.kind).then_some(())?;
                self.0.push(Visit {
                    at: now,
                    wish: *wish,
                    form: *form,
                    what: What::Appointment(hour),
                });
                let documents: &[&str] = if wish.kind == 1 {
                    &["Identity card"]
                } else {
                    &[]
                };
                Some(json!({"visit": self.0.len() - 1, "documents": documents}))
            }
            Call::Create(wish, class, form) => {
                let letters = match class {
                    1 => "CM",
                    2 => "PRL",
                    _ => return None,
                };
                (offers(*wish) && form.suffices(wish.kind)).then_some(())?;
                let today = |it: &&Visit| it.at.date() == now.date() && it.wish.unit == wish.unit;
                let services = self
                    .0
                    .iter()
                    .filter(|it| matches!(it.what, What::Service { .. }));
                let code = format!("{letters}{}", services.filter(today).count() + 1);
                let answer = json!({"visit": self.0.len(), "code": code});
                self.0.push(Visit {
                    at: now,
                    wish: *wish,
                    form: *form,
                    what: What::Service {
                        class: *class,
                        code,
                    },
                });
                Some(answer)
            }
            Call::Appointment(which) => {
                let visit = self.0.get(*which)?;
                let What::Appointment(hour) = &visit.what else {
                    return None;
                };
                let form: Vec<_> = visit
                    .form
                    .values()
                    .iter()
                    .map(|(_, key, value)| json!([key, value]))
                    .collect();
                Some(json!({
                    "unit": visit.wish.unit, "kind": kind_name(visit.wish.kind), "form": form,
                    "status": 1,
                    "date": hour.date.to_string(),
                    "hour": hour.hour.to_string(),
                }))
            }
            Call::Service(which) => {
                let visit = self.0.get(*which)?;
                let What::Service { class, code } = &visit.what else {
                    return None;
                };
                Some(json!({
                    "unit": visit.wish.unit, "class": class,
                    "code": code, "status": 2,
                    "at": visit.at.to_string(),
                }))
            }
            // The caller finds nothing under an unknown protocol, and that is no error.
            Call::Search(which) => {
                let found = Some(which).filter(|which| **which < self.0.len());
                Some(json!(found.into_iter().collect::<Vec<_>>()))
            }
            Call::Attach(which) => self.0.get(*which).map(|_| Value::Null),
            Call::Report(filter) => Some(self.report(filter)),
        }
    }

    /// Newest first.
    fn report(&self, filter: &Filter) -> Value {
        let found = self.0.iter().enumerate().rev().filter(|(_, visit)| {
            let appointment = matches!(visit.what, What::Appointment(_));
            filter.unit.is_none_or(|it| it == visit.wish.unit)
                && filter.kind.is_none_or(|it| it == visit.wish.kind)
                && filter.appointments.is_none_or(|it| it == appointment)
        });
        let rows = found.map(|(number, visit)| {
            let (status, code) = match &visit.what {
                What::Appointment(_) => ("SCHEDULED", None),
                What::Service { code, .. } => ("WAITING", Some(code)),
            };
            let (unit, kind) = (unit_name(visit.wish.unit), kind_name(visit.wish.kind));
            json!({
                "visit": number, "status": status, "code": code,
                "unit": unit, "kind": kind,
                "at": visit.at.to_string(),
            })
        });
        let rows: Vec<Value> = rows.collect();
        let count = rows.len();
        let (from, of_page) = match filter.page {
            Some(page) => (2 * page as usize, 2),
            None => (0, count),
        };
        let most = filter.way.most(of_page, count);
        let rows: Vec<Value> = rows.into_iter().skip(from).take(most).collect();
        // A walk that is dropped does not tell it.
        let count = (filter.way != Way::Dropped).then_some(count);
        json!({"count": count, "rows": rows})
    }

    /// How many requests follow the first one of a call that brings this answer.
    pub(crate) fn further_requests(call: &Call, answer: &Value) -> u64 {
        let rows = answer["rows"].as_array().map_or(0, Vec::len);
        match call {
            Call::Report(filter) => filter.further_pages(rows),
            _ => 0,
        }
    }

    /// Looks at everything: each hour is booked at most once, and each visit is found in every way.
    pub(crate) fn audit(&self) -> Vec<Call> {
        let taken = self.taken();
        let distinct: BTreeSet<_> = taken.iter().map(|it| (it.unit, it.date, it.hour)).collect();
        assert_eq!(distinct.len(), taken.len(), "an hour is booked twice");
        let ways = [Call::Appointment, Call::Service, Call::Search];
        let each = (0..self.0.len()).flat_map(|which| ways.map(|way| way(which)));
        each.chain([Call::Report(Filter::default())]).collect()
    }
}
