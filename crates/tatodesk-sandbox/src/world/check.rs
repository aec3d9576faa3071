//! Whether a world hangs together: every reference finds what it names, and no id is used twice.

use std::collections::HashSet;
use std::hash::Hash;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Entry, Opening, Rows, World, WorldError};
use crate::reports::ROWS_A_DAY;

/// The longest span of days that a report may cover: a century.
const MAX_DAYS: usize = 36_600;

type Checked = Result<(), WorldError>;

/// The value at a path has to be among these.
fn refers<T: PartialEq>(
    path: String,
    id: &T,
    mut known: impl Iterator<Item = T>,
    kind: &str,
) -> Checked {
    if known.any(|it| it == *id) {
        return Ok(());
    }
    Err(WorldError::at(path, format!("there is no such {kind}")))
}

/// No two members of a list may share an id.
fn unique<T: Hash + Eq>(list: &str, ids: impl Iterator<Item = T>, member: &str) -> Checked {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        if !seen.insert(id) {
            return Err(WorldError::at(
                format!("{list}[{index}].{member}"),
                "something else in this list has it already",
            ));
        }
    }
    Ok(())
}

impl World {
    /// Finds the first place that does not fit, and counts out the days of the reports.
    pub(super) fn check(&mut self) -> Checked {
        self.check_ids()?;
        self.check_in_person()?;
        self.check_seeds()?;
        self.check_contact_center()?;
        for (index, object) in self.objects.iter().enumerate() {
            let fields = object.fields.iter().map(|field| field.name.as_str());
            unique(&format!("objects[{index}].fields"), fields, "name")?;
        }
        self.lay_out_reports()
    }

    fn check_ids(&self) -> Checked {
        unique("companies", self.companies.iter().map(|it| it.id), "id")?;
        unique("links", self.links.iter().map(|it| &it.token), "token")?;
        unique("regions", self.regions.iter().map(|it| it.id), "id")?;
        unique("units", self.units.iter().map(|it| it.id), "id")?;
        unique("categories", self.categories.iter().map(|it| it.id), "id")?;
        unique("types", self.types.iter().map(|it| it.id), "id")?;
        unique("periods", self.periods.iter().map(|it| it.id), "id")?;
        unique(
            "classifications",
            self.classifications.iter().map(|it| it.id),
            "id",
        )?;
        unique("forms", self.forms.iter().map(|it| it.id), "id")?;
        unique("services", self.services.iter().map(|it| it.id), "id")?;
        unique(
            "appointments",
            self.appointments.iter().map(|it| it.id),
            "id",
        )?;
        unique("users", self.users.iter().map(|it| it.id), "id")?;
        unique("tags", self.tags.iter().map(|it| it.id), "id")?;
        unique(
            "objects",
            self.objects.iter().map(|it| &it.api_name),
            "apiName",
        )?;
        unique("journeys", self.journeys.iter().map(|it| &it.id), "id")?;
        unique("surveys", self.surveys.iter().map(|it| &it.id), "id")
    }

    fn check_in_person(&self) -> Checked {
        let companies = || self.companies.iter().map(|it| it.id);
        for (index, link) in self.links.iter().enumerate() {
            for (at, company) in link.companies.iter().enumerate() {
                refers(
                    format!("links[{index}].companies[{at}]"),
                    company,
                    companies(),
                    "company",
                )?;
            }
        }
        for (index, unit) in self.units.iter().enumerate() {
            let path = |member: &str| format!("units[{index}].{member}");
            refers(path("company"), &unit.company, companies(), "company")?;
            refers(
                path("region"),
                &unit.region,
                self.regions.iter().map(|it| it.id),
                "region",
            )?;
            self.check_types(&path("types"), &unit.types)?;
            self.check_opening(&path("opening"), &unit.opening)?;
            for (at, exception) in unit.exceptions.iter().enumerate() {
                self.check_opening(
                    &path(&format!("exceptions[{at}].opening")),
                    &exception.opening,
                )?;
            }
        }
        let forms = || self.forms.iter().map(|it| it.id);
        for (index, category) in self.categories.iter().enumerate() {
            refers(
                format!("categories[{index}].form"),
                &category.form,
                forms(),
                "form",
            )?;
        }
        for (index, kind) in self.types.iter().enumerate() {
            let categories = self.categories.iter().map(|it| it.id);
            refers(
                format!("types[{index}].category"),
                &kind.category,
                categories,
                "category",
            )?;
            if let Some(form) = &kind.form {
                refers(format!("types[{index}].form"), form, forms(), "form")?;
            }
        }
        Ok(())
    }

    fn check_types(&self, path: &str, types: &[i64]) -> Checked {
        for (at, kind) in types.iter().enumerate() {
            let known = self.types.iter().map(|it| it.id);
            refers(format!("{path}[{at}]"), kind, known, "service type")?;
        }
        Ok(())
    }

    fn check_opening(&self, path: &str, opening: &[Opening]) -> Checked {
        for (at, span) in opening.iter().enumerate() {
            let periods = self.periods.iter().map(|it| it.id);
            refers(
                format!("{path}[{at}].period"),
                &span.period,
                periods,
                "period",
            )?;
            if span.from >= span.to {
                return Err(WorldError::at(
                    format!("{path}[{at}].to"),
                    "this is not after `from`",
                ));
            }
        }
        Ok(())
    }

    fn check_seeds(&self) -> Checked {
        let units = || self.units.iter().map(|it| it.id);
        let users = || self.users.iter().map(|it| it.id);
        for (index, seed) in self.services.iter().enumerate() {
            let path = |member: &str| format!("services[{index}].{member}");
            refers(path("unit"), &seed.unit, units(), "unit")?;
            self.check_types(&path("types"), &seed.types)?;
            let classes = self.classifications.iter().map(|it| it.id);
            refers(
                path("classification"),
                &seed.classification,
                classes,
                "classification",
            )?;
            if let Some(user) = &seed.user {
                refers(path("user"), user, users(), "user")?;
            }
        }
        for (index, seed) in self.appointments.iter().enumerate() {
            let path = |member: &str| format!("appointments[{index}].{member}");
            refers(path("unit"), &seed.unit, units(), "unit")?;
            self.check_types(&path("types"), &seed.types)?;
        }
        Ok(())
    }

    fn check_contact_center(&self) -> Checked {
        let center = &self.contact_center;
        unique(
            "contactCenter.departments",
            center.departments.iter().map(|it| it.id),
            "id",
        )?;
        let mut above: Option<&[Entry]> = None;
        for (name, level) in [
            ("groups", &center.groups),
            ("specialties", &center.specialties),
            ("subspecialties", &center.subspecialties),
            ("areas", &center.areas),
            ("subareas", &center.subareas),
        ] {
            let list = format!("contactCenter.{name}");
            unique(&list, level.iter().map(|it| it.id), "id")?;
            for (index, entry) in level.iter().enumerate() {
                if let Some(department) = &entry.department {
                    let known = center.departments.iter().map(|it| it.id);
                    refers(
                        format!("{list}[{index}].department"),
                        department,
                        known,
                        "department",
                    )?;
                }
                if let Some(parent) = &entry.parent {
                    let known = above.into_iter().flatten().map(|it| it.id);
                    refers(
                        format!("{list}[{index}].parent"),
                        parent,
                        known,
                        "entry of the level above",
                    )?;
                }
            }
            above = Some(level);
        }
        Ok(())
    }

    fn lay_out_reports(&mut self) -> Checked {
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

/// The days from one to the other that count, enough of them for all rows to differ by a millisecond.
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
        return Err(at("count", "the days have not so many milliseconds"));
    }
    Ok(days)
}
