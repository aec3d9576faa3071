//! Finds things in the world by their ids. A refusal says in plain words what is missing or does not fit.

use jiff::civil::{Date, Weekday};

use crate::spec::refusal::{Refusal, refuse};
use crate::world::{
    Category, Classification, Company, Form, Named, Object, Opening, Type, Unit, World,
};

impl World {
    pub(crate) fn company(&self, id: i64) -> Result<&Company, Refusal> {
        found(
            self.companies
                .iter()
                .find(|company| company.id == id && company.active),
            "company",
            id,
        )
    }

    pub(crate) fn unit(&self, id: i64) -> Result<&Unit, Refusal> {
        found(
            self.units.iter().find(|unit| unit.id == id && unit.active),
            "service unit",
            id,
        )
    }

    /// A company of a record. It may be no longer active.
    pub(crate) fn company_ever(&self, id: i64) -> Result<&Company, Refusal> {
        let company = self.companies.iter().find(|company| company.id == id);
        found(company, "company", id)
    }

    /// The unit of a record. It may be no longer active.
    pub(crate) fn unit_ever(&self, id: i64) -> Result<&Unit, Refusal> {
        found(
            self.units.iter().find(|unit| unit.id == id),
            "service unit",
            id,
        )
    }

    pub(crate) fn region(&self, id: i64) -> Result<&Named, Refusal> {
        found(
            self.regions.iter().find(|region| region.id == id),
            "region",
            id,
        )
    }

    pub(crate) fn category(&self, id: i64) -> Result<&Category, Refusal> {
        found(
            self.categories.iter().find(|category| category.id == id),
            "service category",
            id,
        )
    }

    pub(crate) fn service_type(&self, id: i64) -> Result<&Type, Refusal> {
        found(
            self.types.iter().find(|kind| kind.id == id),
            "service type",
            id,
        )
    }

    pub(crate) fn period(&self, id: i64) -> Result<&Named, Refusal> {
        found(
            self.periods.iter().find(|period| period.id == id),
            "period",
            id,
        )
    }

    pub(crate) fn classification(&self, id: i64) -> Result<&Classification, Refusal> {
        found(
            self.classifications.iter().find(|class| class.id == id),
            "service classification",
            id,
        )
    }

    pub(crate) fn form(&self, id: i64) -> Result<&Form, Refusal> {
        found(
            self.forms.iter().find(|form| form.id == id),
            "contact form",
            id,
        )
    }

    /// A unit of that company.
    pub(crate) fn unit_of(&self, company: i64, unit: i64) -> Result<&Unit, Refusal> {
        self.company(company)?;
        let unit = self.unit(unit)?;
        if unit.company == company {
            return Ok(unit);
        }
        Err(Refusal::quoting_both(unit.id, company, |unit, company| {
            format!("service unit {unit} does not belong to company {company}")
        }))
    }

    /// The service types with these ids. The unit must offer all of them.
    pub(crate) fn types_of(&self, unit: &Unit, ids: &[i64]) -> Result<Vec<&Type>, Refusal> {
        let types = self.types(ids)?;
        match types.iter().find(|kind| !unit.types.contains(&kind.id)) {
            Some(kind) => Err(Refusal::quoting_both(unit.id, kind.id, |unit, kind| {
                format!("service unit {unit} does not offer service type {kind}")
            })),
            None => Ok(types),
        }
    }

    /// The service types with these ids. A request must name at least one.
    pub(crate) fn types(&self, ids: &[i64]) -> Result<Vec<&Type>, Refusal> {
        if ids.is_empty() {
            return refuse("name at least one service type");
        }
        ids.iter().map(|id| self.service_type(*id)).collect()
    }

    /// The type of a form key; plain text where no form has the key.
    pub(crate) fn key_type(&self, key_name: &str) -> i64 {
        let mut fields = self.forms.iter().flat_map(|form| &form.fields);
        fields
            .find(|field| field.key_name == key_name)
            .map_or(1, |field| field.key_type)
    }

    /// A CRM object that the account configured.
    pub(crate) fn object(&self, api_name: &str) -> Option<&Object> {
        self.objects.iter().find(|it| it.api_name == api_name)
    }

    /// The name of a user.
    pub(crate) fn user(&self, id: Option<i64>) -> Option<&str> {
        let user = self.users.iter().find(|user| Some(user.id) == id)?;
        Some(&user.name)
    }

    /// Whether people work on a date.
    pub(crate) fn is_working_day(&self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.contains(&date)
    }

    /// When the unit is open on a date. An exception counts more than a holiday, and a holiday more than the week.
    pub(crate) fn opening<'w>(
        &self,
        unit: &'w Unit,
        date: Date,
    ) -> impl Iterator<Item = &'w Opening> + use<'w> {
        let exception = unit.exceptions.iter().find(|it| it.date == date);
        let (spans, usual) = match exception {
            Some(exception) => (exception.opening.as_slice(), false),
            None if self.holidays.contains(&date) => (&[][..], false),
            None => (unit.opening.as_slice(), true),
        };
        spans
            .iter()
            .filter(move |span| !usual || span.days.iter().any(|day| day.is(date)))
    }

    /// The contact forms of these service types, each once. A type without a form has that of its category.
    pub(crate) fn forms_of(&self, types: &[&Type]) -> Result<Vec<&Form>, Refusal> {
        let mut forms: Vec<&Form> = Vec::new();
        for kind in types {
            let id = match kind.form {
                Some(form) => form,
                None => self.category(kind.category)?.form,
            };
            if forms.iter().all(|form| form.id != id) {
                forms.push(self.form(id)?);
            }
        }
        Ok(forms)
    }

    /// Refuses a request that leaves a required field of one of the forms empty, and names the field.
    pub(crate) fn filled_in<'f>(
        forms: &[&Form],
        given: impl Iterator<Item = (&'f str, &'f str)> + Clone,
    ) -> Result<(), Refusal> {
        let fields = forms.iter().flat_map(|form| &form.fields);
        let mut missing = fields.filter(|field| {
            let mut values = given.clone();
            field.required
                && !values.any(|(key, value)| key == field.key_name && !value.trim().is_empty())
        });
        match missing.next() {
            Some(field) => refuse(format!(
                "the contact form needs {} ({})",
                field.key_name, field.label
            )),
            None => Ok(()),
        }
    }
}

fn found<T>(thing: Option<T>, kind: &str, id: i64) -> Result<T, Refusal> {
    thing.ok_or_else(|| Refusal::quoting(id, |id| format!("there is no {kind} {id}")))
}
