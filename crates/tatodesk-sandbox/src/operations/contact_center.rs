//! The contact center: five levels below the departments, each with a list, and their hours.

use jiff::civil::Time;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::catalogue::flag;
use crate::spec::Operation;
use crate::spec::examples::page;
use crate::spec::refusal::{Answer, Refusal, read};
use crate::state::State;
use crate::world::{ContactCenter, Entry, Exception, Hours};

pub(crate) fn departments(state: &State, operation: &Operation, request: &Value) -> Answer {
    let departments = state.world.contact_center.departments.iter();
    let rows = departments
        .map(|it| json!({ "ID": it.id, "name": it.name, "isActive": flag(it.active) }))
        .collect();
    Ok(listed("departments", operation, request, rows))
}

/// The filter of every level. It names the level above and the level itself.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Filter {
    #[serde(
        alias = "attendanceGroupID",
        alias = "groupSpecializationID",
        alias = "subspecializationID",
        alias = "areaID"
    )]
    parent: Option<i64>,
    #[serde(
        alias = "attendanceGroupIDs",
        alias = "groupSpecializationIDs",
        alias = "subSpecializationIDs",
        alias = "areaIDs",
        alias = "subAreaIDs"
    )]
    ids: Vec<i64>,
    #[serde(rename = "departmentIDs")]
    departments: Vec<i64>,
    #[serde(rename = "isNormalOpenningHour")]
    normal: Option<i64>,
}

impl Filter {
    fn read(request: &Value) -> Result<Self, Refusal> {
        request
            .get("filter")
            .map_or_else(|| Ok(Self::default()), read)
    }

    fn passes(&self, entry: &Entry, department: Option<i64>) -> bool {
        let among =
            |ids: &[i64], id: Option<i64>| ids.is_empty() || id.is_some_and(|id| ids.contains(&id));
        self.parent
            .is_none_or(|parent| entry.parent == Some(parent))
            && among(&self.ids, Some(entry.id))
            && among(&self.departments, department)
            && self
                .normal
                .is_none_or(|wanted| wanted == flag(entry.hours.is_none()))
    }
}

/// A level: its entries, the levels above it from the nearest to the highest, and how its rows are written.
struct Level<'w> {
    member: &'static str,
    entries: &'w [Entry],
    above: &'w [&'w [Entry]],
    row: fn(&Entry) -> Value,
}

impl Level<'_> {
    /// The department of an entry: its own, or that of an entry above it.
    fn department(&self, entry: &Entry) -> Option<i64> {
        let mut parent = entry.parent;
        let mut department = entry.department;
        for level in self.above {
            let above = level.iter().find(|it| Some(it.id) == parent);
            department = department.or(above.and_then(|it| it.department));
            parent = above.and_then(|it| it.parent);
        }
        department
    }

    fn list(&self, operation: &Operation, request: &Value) -> Answer {
        let filter = Filter::read(request)?;
        let wanted = self.entries.iter();
        let wanted = wanted.filter(|it| filter.passes(it, self.department(it)));
        let rows = wanted.map(|entry| {
            let mut row = (self.row)(entry);
            row["ID"] = json!(entry.id);
            row["name"] = json!(entry.name);
            row["isActive"] = json!(flag(entry.active));
            row
        });
        Ok(listed(self.member, operation, request, rows.collect()))
    }
}

/// A page of rows, and the number of rows on all pages. Here the count is a number.
fn listed(member: &str, operation: &Operation, request: &Value, rows: Vec<Value>) -> Value {
    let count = rows.len();
    let rows = page(operation.paging.as_ref(), request, rows);
    json!({ member: rows, "count": count, "error": null })
}

pub(crate) fn groups(state: &State, operation: &Operation, request: &Value) -> Answer {
    let center = &state.world.contact_center;
    let row = |it: &Entry| json!({ "description": it.description, "departmentID": it.department });
    Level {
        member: "attendanceGroups",
        entries: &center.groups,
        above: &[],
        row,
    }
    .list(operation, request)
}

pub(crate) fn specialties(state: &State, operation: &Operation, request: &Value) -> Answer {
    let center = &state.world.contact_center;
    Level {
        member: "specializations",
        entries: &center.specialties,
        above: &[&center.groups],
        row: |it| json!({ "attendanceGroupID": it.parent }),
    }
    .list(operation, request)
}

pub(crate) fn subspecialties(state: &State, operation: &Operation, request: &Value) -> Answer {
    let center = &state.world.contact_center;
    Level {
        member: "subSpecializations",
        entries: &center.subspecialties,
        above: &[&center.specialties, &center.groups],
        row: |it| json!({ "groupSpecializationID": it.parent }),
    }
    .list(operation, request)
}

pub(crate) fn areas(state: &State, operation: &Operation, request: &Value) -> Answer {
    let center = &state.world.contact_center;
    Level {
        member: "areas",
        entries: &center.areas,
        above: &[&center.subspecialties, &center.specialties, &center.groups],
        row: |it| json!({ "subspecializationID": it.parent, "departmentID": it.department }),
    }
    .list(operation, request)
}

pub(crate) fn subareas(state: &State, operation: &Operation, request: &Value) -> Answer {
    let center = &state.world.contact_center;
    let above: [&[Entry]; 4] = [
        &center.areas,
        &center.subspecialties,
        &center.specialties,
        &center.groups,
    ];
    Level {
        member: "subAreas",
        entries: &center.subareas,
        above: &above,
        row: |it| json!({ "areaID": it.parent, "departmentID": it.department }),
    }
    .list(operation, request)
}

/// The levels that a request for hours names.
#[derive(Deserialize)]
struct Levels {
    #[serde(rename = "attendanceGroupID")]
    group: Option<i64>,
    #[serde(rename = "groupSpecializationID")]
    specialty: Option<i64>,
    #[serde(rename = "subSpecializationID")]
    subspecialty: Option<i64>,
    #[serde(rename = "areaID")]
    area: Option<i64>,
    #[serde(rename = "subAreaID")]
    subarea: Option<i64>,
}

impl Levels {
    /// The lowest named entry with hours of its own, and the word for its level. `None` means that all of them keep the hours
    /// of the whole contact center.
    fn own<'w>(&self, center: &'w ContactCenter) -> Option<(&'static str, &'w Entry)> {
        let levels = [
            ("subArea", self.subarea, &center.subareas),
            ("area", self.area, &center.areas),
            (
                "subSpecialization",
                self.subspecialty,
                &center.subspecialties,
            ),
            ("groupSpecialization", self.specialty, &center.specialties),
            ("attendanceGroup", self.group, &center.groups),
        ];
        levels.into_iter().find_map(|(word, id, entries)| {
            let entry = entries.iter().find(|it| Some(it.id) == id)?;
            entry.hours.as_ref().map(|_| (word, entry))
        })
    }
}

/// The `object` of hours that hold for the whole contact center.
const GENERAL: &str = "general";

pub(crate) fn opening_hours(state: &State, request: &Value) -> Answer {
    let levels: Levels = read(request)?;
    let center = &state.world.contact_center;
    let (object, hours): (_, &[Hours]) = match levels.own(center) {
        Some((word, entry)) => (word, entry.hours.as_deref().unwrap_or_default()),
        None => (GENERAL, &center.hours),
    };
    let rows = hours.iter().map(|it| {
        json!({
            "dayID": it.day.number(),
            "day": format!("{:?}", it.day),
            "startTime": time(it.from),
            "endTime": time(it.to),
        })
    });
    Ok(json!({ "object": object, "openingHours": rows.collect::<Value>(), "error": null }))
}

pub(crate) fn exceptions(state: &State, request: &Value) -> Answer {
    let levels: Levels = read(request)?;
    let center = &state.world.contact_center;
    let (object, exceptions): (_, &[Exception]) = match levels.own(center) {
        Some((word, entry)) => (word, &entry.exceptions),
        None => (GENERAL, &center.exceptions),
    };
    let rows = exceptions.iter().map(|it| {
        json!({
            "description": it.description,
            "date": it.date.to_string(),
            "startTime": it.from.map(time),
            "endTime": it.to.map(time),
            "observation": it.observation,
        })
    });
    Ok(json!({ "object": object, "exceptions": rows.collect::<Value>(), "error": null }))
}

fn time(time: Time) -> String {
    time.strftime("%H:%M:%S").to_string()
}
