//! Checks the records of a world: services, appointments, tickets, CRM records, and the parts of journeys and surveys.

use super::{Checked, low, means, refers, unique};
use crate::world::words::{CHANNELS, IN_PERSON, SCHEDULED, TICKETS};
use crate::world::{ObjectField, World, WorldError, is_reserved, misfit};

impl World {
    /// Checks services, appointments and tickets: what they refer to, and that no two have the same protocol or hour.
    pub(super) fn check_seeds(&self) -> Checked {
        let units = || self.units.iter().map(|it| it.id);
        let users = || self.users.iter().map(|it| it.id);
        for (index, seed) in self.services.iter().enumerate() {
            let path = |member: &str| format!("services[{index}].{member}");
            low(path("id"), seed.id)?;
            refers(path("unit"), &seed.unit, units(), "unit")?;
            self.check_some_types(&path("types"), &seed.types)?;
            means(path("status"), seed.status, &IN_PERSON, "status")?;
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
            low(path("id"), seed.id)?;
            refers(path("unit"), &seed.unit, units(), "unit")?;
            self.check_some_types(&path("types"), &seed.types)?;
            means(path("status"), seed.status, &IN_PERSON, "status")?;
        }
        for (index, seed) in self.messaging_sessions.iter().enumerate() {
            let path = format!("messagingSessions[{index}].channel");
            means(path, seed.channel, &CHANNELS, "channel")?;
        }
        self.check_bookings()?;
        self.check_tickets()
    }

    /// A record must have at least one service type.
    fn check_some_types(&self, path: &str, types: &[i64]) -> Checked {
        if types.is_empty() {
            return Err(WorldError::at(path, "name at least one service type"));
        }
        self.check_types(path, types)
    }

    fn check_bookings(&self) -> Checked {
        let ahead = |index: &usize| self.appointments[*index].status == SCHEDULED;
        let ahead: Vec<usize> = (0..self.appointments.len()).filter(ahead).collect();
        for (at, index) in ahead.iter().enumerate() {
            let hour = |index: usize| {
                let seed = &self.appointments[index];
                (seed.unit, seed.date, seed.hour)
            };
            if ahead[..at].iter().any(|other| hour(*other) == hour(*index)) {
                return Err(WorldError::at(
                    format!("appointments[{index}].hour"),
                    "another appointment has it already",
                ));
            }
        }
        Ok(())
    }

    fn check_tickets(&self) -> Checked {
        let organizations = || self.organizations.iter().map(|it| it.id);
        for (index, project) in self.projects.iter().enumerate() {
            refers(
                format!("projects[{index}].organization"),
                &project.organization,
                organizations(),
                "organization",
            )?;
        }
        for (index, seed) in self.tickets.iter().enumerate() {
            let path = |member: &str| format!("tickets[{index}].{member}");
            low(path("id"), seed.id)?;
            means(path("status"), seed.status, &TICKETS, "status")?;
            if let Some(department) = &seed.department {
                let known = self.contact_center.departments.iter().map(|it| it.id);
                refers(path("department"), department, known, "department")?;
            }
            if let Some(user) = &seed.user {
                let known = self.users.iter().map(|it| it.id);
                refers(path("user"), user, known, "user")?;
            }
            if let Some(organization) = &seed.organization {
                refers(
                    path("organization"),
                    organization,
                    organizations(),
                    "organization",
                )?;
            }
            if let Some(project) = &seed.project {
                let known = self.projects.iter().map(|it| it.id);
                refers(path("project"), project, known, "project")?;
            }
        }
        Ok(())
    }

    /// Checks the fields and records of CRM objects. A record must have the same fields as an inserted one.
    pub(super) fn check_objects(&self) -> Checked {
        for (index, object) in self.objects.iter().enumerate() {
            let list = |member: &str| format!("objects[{index}].{member}");
            let fields = object.fields.iter().map(|field| &field.name);
            unique(&list("fields"), fields, "name")?;
            for (at, field) in object.fields.iter().enumerate() {
                check_field(&format!("{}[{at}]", list("fields")), field)?;
            }
            unique(
                &list("records"),
                object.records.iter().map(|it| &it.id),
                "id",
            )?;
            for (at, record) in object.records.iter().enumerate() {
                if let Some(field) = record.fields.keys().find(|it| is_reserved(it)) {
                    let path = format!("{}[{at}].fields.{field}", list("records"));
                    return Err(WorldError::at(path, RESERVED));
                }
                if let Some((field, reason)) = misfit(object, &record.fields, true) {
                    let path = format!("{}[{at}].fields.{field}", list("records"));
                    return Err(WorldError::at(path, reason));
                }
            }
        }
        Ok(())
    }

    /// Checks the levels of journeys, and the questions of surveys and their options.
    pub(super) fn check_conversations(&self) -> Checked {
        for (index, journey) in self.journeys.iter().enumerate() {
            let levels = journey.levels.iter().map(|it| &it.id);
            unique(&format!("journeys[{index}].levels"), levels, "id")?;
        }
        for (index, survey) in self.surveys.iter().enumerate() {
            if let Some(user) = &survey.user {
                let known = self.users.iter().map(|it| it.id);
                refers(format!("surveys[{index}].user"), user, known, "user")?;
            }
            let list = format!("surveys[{index}].questions");
            unique(&list, survey.questions.iter().map(|it| &it.id), "id")?;
            for (at, question) in survey.questions.iter().enumerate() {
                let options = question.options.iter().map(|it| &it.id);
                unique(&format!("{list}[{at}].options"), options, "id")?;
            }
        }
        Ok(())
    }
}

/// Why a field cannot have a reserved name.
const RESERVED: &str = "a request or a record has this member for something else";

/// Checks that a field can be filled in and has a known type.
fn check_field(path: &str, field: &ObjectField) -> Checked {
    if is_reserved(&field.name) {
        return Err(WorldError::at(format!("{path}.name"), RESERVED));
    }
    let at = |member: &str, reason: &str| Err(WorldError::at(format!("{path}.{member}"), reason));
    match field.kind.as_str() {
        "text" | "numeric" => Ok(()),
        "type" if field.options.is_empty() => at("options", "a `type` is one of its options"),
        "type" => Ok(()),
        _ => at("type", "a field is `text`, `numeric` or `type`"),
    }
}
