//! The reports of a world: counts the days on which their rows may fall, once.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Checked;
use crate::world::ROWS_A_DAY;
use crate::world::{Rows, World, WorldError};

/// The longest span of days that a report may cover: a century.
const MAX_DAYS: usize = 36_600;

impl World {
    /// Counts out the days of each report.
    pub(super) fn lay_out_reports(&mut self) -> Checked {
        let reports = &self.reports;
        for (name, rows) in [
            ("journeyEvents", &reports.journey_events),
            ("reviews", &reports.reviews),
        ] {
            if rows.count > 0 && reports.messaging_sessions.count == 0 {
                let reason = "these rows name rows of `messagingSessions`, and there are none";
                return Err(WorldError::at(format!("reports.{name}.count"), reason));
            }
        }
        let working = |date: &Date| self.is_working_day(*date);
        let every = |_: &Date| true;
        let in_person = days(
            "inPersonServices",
            &self.reports.in_person_services,
            working,
        )?;
        let reports = &mut self.reports;
        reports.in_person_services.days = in_person;
        for (name, rows) in [
            ("digitalServices", &mut reports.digital_services),
            ("tickets", &mut reports.tickets),
            ("campaigns", &mut reports.campaigns),
            ("notifications", &mut reports.notifications),
            ("messagingSessions", &mut reports.messaging_sessions),
            ("journeyEvents", &mut reports.journey_events),
            ("reviews", &mut reports.reviews),
        ] {
            rows.days = days(name, rows, every)?;
        }
        Ok(())
    }
}

/// The days from one to the other on which rows may fall. There must be enough of them for all rows to differ by a millisecond.
fn days(name: &str, rows: &Rows, counts: impl Fn(&Date) -> bool) -> Result<Vec<Date>, WorldError> {
    if rows.count == 0 {
        return Ok(Vec::new());
    }
    let at =
        |member: &str, reason: &str| WorldError::at(format!("reports.{name}.{member}"), reason);
    let from = rows
        .from
        .ok_or_else(|| at("from", "rows need a first day"))?;
    let to = rows.to.ok_or_else(|| at("to", "rows need a last day"))?;
    let span = from.series(1.day()).take_while(|date| *date <= to);
    let days: Vec<Date> = span.take(MAX_DAYS + 1).filter(counts).collect();
    if days.len() > MAX_DAYS {
        return Err(at("to", "this is more than a century after `from`"));
    }
    if days.is_empty() {
        return Err(at("to", "no day lies between `from` and `to`"));
    }
    if rows.count > days.len() as u64 * ROWS_A_DAY {
        return Err(at(
            "count",
            "there are more rows than milliseconds in these days",
        ));
    }
    Ok(days)
}
