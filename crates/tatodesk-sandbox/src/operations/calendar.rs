//! The free hours of a unit. They depend on opening hours, working days, the clock, and booked hours.

use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan};

use crate::state::State;
use crate::world::{Type, Unit};

/// Working days in a calendar if the service type does not say.
const DEFAULT_DAYS: i64 = 7;

/// The number of days in which the sandbox looks for them. A unit may be closed for most of a year.
const HORIZON: usize = 370;

/// An hour that can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) period: i64,
    pub(crate) hour: Time,
}

/// The dates on which a unit still has a free hour for these services. The service with the shortest calendar decides.
pub(crate) fn free_dates(state: &State, unit: &Unit, types: &[&Type]) -> Vec<Date> {
    let days = types
        .iter()
        .filter_map(|kind| kind.days)
        .min()
        .unwrap_or(DEFAULT_DAYS);
    let days = usize::try_from(days).unwrap_or(0);
    let window = state
        .clock
        .today()
        .series(1.day())
        .take(HORIZON)
        .filter(|date| state.world.opening(unit, *date).next().is_some())
        .take(days);
    window
        .filter(|date| !free_slots(state, unit, *date).is_empty())
        .collect()
}

/// The free hours of a unit on a date, in order. There are none on a day off, and none in the past.
pub(crate) fn free_slots(state: &State, unit: &Unit, date: Date) -> Vec<Slot> {
    let today = state.clock.today();
    if date < today {
        return Vec::new();
    }
    let passed = |hour: Time| date == today && hour <= state.clock.time();
    let free = |hour: Time| !passed(hour) && !state.booked.contains(&(unit.id, date, hour));
    let mut slots = Vec::new();
    for opening in state.world.opening(unit, date) {
        let step = Span::new().minutes(i64::from(unit.slot_minutes.get()));
        // The last appointment must end before the unit closes.
        let ends = |hour: &Time| hour.checked_add(step).is_ok_and(|end| end <= opening.to);
        let hours = opening.from.series(step).take_while(ends);
        slots.extend(hours.filter(|hour| free(*hour)).map(|hour| Slot {
            period: opening.period,
            hour,
        }));
    }
    slots
}
