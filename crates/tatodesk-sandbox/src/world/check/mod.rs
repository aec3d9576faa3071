//! Checks that a world is consistent: every reference finds its target, and no id is used twice.
//!
//! One file per part of the world. This folder uses `world` and `spec`; `world/file.rs` runs the check when it reads a file.

mod contact_center;
mod records;
mod reports;

use std::collections::HashSet;
use std::hash::Hash;

use jiff::civil::Time;

use crate::API_KEY;
use crate::spec::spec;
use crate::world::API_KEY_ID;
use crate::world::words::Word;

use super::{GENERATED, Opening, World, WorldError};

type Checked = Result<(), WorldError>;

/// The value at a path must be one of these.
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

/// The number must have a word.
fn means(path: String, number: i64, words: &[Word], kind: &str) -> Checked {
    refers(path, &number, words.iter().map(|it| it.0), kind)
}

/// Hours must begin before they end.
fn in_order(path: String, from: Time, to: Time) -> Checked {
    if from < to {
        return Ok(());
    }
    Err(WorldError::at(path, "this is not after `from`"))
}

/// Rows of reports have the higher ids.
fn low(path: String, id: i64) -> Checked {
    if id <= GENERATED {
        return Ok(());
    }
    Err(WorldError::at(path, format!("this is above {GENERATED}")))
}

impl World {
    /// Finds the first inconsistent member, and lists the days of the reports.
    pub(super) fn check(&mut self) -> Checked {
        self.check_keys()?;
        self.check_ids()?;
        self.check_in_person()?;
        self.check_seeds()?;
        self.check_contact_center()?;
        self.check_templates()?;
        self.check_objects()?;
        self.check_conversations()?;
        self.lay_out_reports()
    }

    fn check_keys(&self) -> Checked {
        unique("keys", self.keys.iter().map(|it| it.id), "id")?;
        unique("keys", self.keys.iter().map(|it| &it.key), "key")?;
        let spec = spec().map_err(|e| WorldError::at("", e.to_string()))?;
        for (index, key) in self.keys.iter().enumerate() {
            let at = |member: &str, reason: &str| {
                Err(WorldError::at(format!("keys[{index}].{member}"), reason))
            };
            if key.id == API_KEY_ID {
                return at("id", "the key that opens everything has it already");
            }
            if key.key.is_empty() || key.key.trim() != key.key {
                return at("key", "a key is a text without blanks around it");
            }
            if key.key == API_KEY {
                return at("key", "this is the key that opens everything");
            }
            let mut products = key.products.iter();
            if let Some(place) = products.position(|it| !spec.has_product(it)) {
                return at(&format!("products[{place}]"), "there is no such product");
            }
        }
        Ok(())
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
        for (index, form) in self.forms.iter().enumerate() {
            let list = format!("forms[{index}].fields");
            unique(&list, form.fields.iter().map(|it| it.id), "id")?;
            unique(&list, form.fields.iter().map(|it| &it.key_name), "keyName")?;
        }
        unique("services", self.services.iter().map(|it| it.id), "id")?;
        unique("services", self.services.iter().map(|it| it.at), "at")?;
        unique("tickets", self.tickets.iter().map(|it| it.id), "id")?;
        unique("tickets", self.tickets.iter().map(|it| it.at), "at")?;
        unique(
            "appointments",
            self.appointments.iter().map(|it| it.id),
            "id",
        )?;
        unique(
            "appointments",
            self.appointments.iter().map(|it| it.at),
            "at",
        )?;
        unique(
            "organizations",
            self.organizations.iter().map(|it| it.id),
            "id",
        )?;
        unique("projects", self.projects.iter().map(|it| it.id), "id")?;
        let sessions = self.messaging_sessions.iter();
        unique("messagingSessions", sessions.map(|it| &it.id), "id")?;
        let information = self.additional_data.iter();
        unique("additionalData", information.map(|it| &it.id), "id")?;
        let templates = self.templates.iter();
        unique("templates", templates.map(|it| (it.channel, &it.id)), "id")?;
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

    fn check_templates(&self) -> Checked {
        for (index, template) in self.templates.iter().enumerate() {
            if let Some((member, reason)) = template.misfit() {
                return Err(WorldError::at(
                    format!("templates[{index}].{member}"),
                    reason,
                ));
            }
        }
        Ok(())
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
            self.check_opening(&path("opening"), &unit.opening, Opening::share_a_day)?;
            for (at, exception) in unit.exceptions.iter().enumerate() {
                self.check_opening(
                    &path(&format!("exceptions[{at}].opening")),
                    &exception.opening,
                    // An exception has a date, so its days of the week do not matter.
                    |_, _| true,
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

    fn check_opening(
        &self,
        path: &str,
        opening: &[Opening],
        same_day: fn(&Opening, &Opening) -> bool,
    ) -> Checked {
        for (at, span) in opening.iter().enumerate() {
            let periods = self.periods.iter().map(|it| it.id);
            refers(
                format!("{path}[{at}].period"),
                &span.period,
                periods,
                "period",
            )?;
            in_order(format!("{path}[{at}].to"), span.from, span.to)?;
            let before = &opening[..at];
            let overlaps = |other: &Opening| {
                same_day(other, span) && other.from < span.to && span.from < other.to
            };
            if before.iter().any(overlaps) {
                let reason = "hours before these are the same in part, and would be free twice";
                return Err(WorldError::at(format!("{path}[{at}]"), reason));
            }
        }
        Ok(())
    }
}

impl Opening {
    /// Whether both have hours on the same day of the week.
    fn share_a_day(&self, other: &Self) -> bool {
        self.days.iter().any(|day| other.days.contains(day))
    }
}
