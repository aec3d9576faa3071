//! What exists: the state at a glance, and the world in lists that open.

use std::fmt::{self, Display, Write};

use super::text::Text;
use crate::state::State;
use crate::world::{Named, Rows, Unit, World};

/// The clock, and how many records requests have made so far.
pub(super) fn now(page: &mut String, state: &State) -> fmt::Result {
    page.push_str("<section id=\"now\">\n<h2>Now</h2>\n<dl>\n");
    let mut line =
        |name: &str, value: &dyn Display| writeln!(page, "<dt>{name}</dt><dd>{value}</dd>");
    line(
        "Clock",
        &state.clock.now().strftime("%d/%m/%Y %H:%M:%S%.3f"),
    )?;
    line("Deliveries", &state.deliveries.len())?;
    line("Appointments", &state.appointments.len())?;
    line("In-person services", &state.services.len())?;
    line("CRM records", &state.crm.count())?;
    line("App events", &state.events.len())?;
    line("Survey answers", &state.answers.len())?;
    line("Uploads", &state.uploads.len())?;
    page.push_str("</dl>\n</section>\n");
    Ok(())
}

/// A list of the world: its title, and its lines of name and note.
fn list(page: &mut String, name: &str, lines: Vec<(&str, String)>) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(
        page,
        "<details><summary>{name} <span class=\"count\">{}</span></summary>\n<ul>",
        lines.len()
    )?;
    for (name, note) in lines {
        writeln!(
            page,
            "<li>{} <span class=\"small\">{}</span></li>",
            Text(name),
            Text(note)
        )?;
    }
    page.push_str("</ul></details>\n");
    Ok(())
}

/// A list of names and ids.
fn named(page: &mut String, name: &str, all: &[Named]) -> fmt::Result {
    let lines = all.iter().map(|it| (it.name.as_str(), it.id.to_string()));
    list(page, name, lines.collect())
}

/// The content of the world file. It never changes while the sandbox runs.
pub(super) fn world(page: &mut String, world: &World) -> fmt::Result {
    page.push_str("<section id=\"world\">\n<h2>World</h2>\n");
    let active = |active: bool| if active { "" } else { ", not active" };
    let companies = world.companies.iter();
    let companies =
        companies.map(|it| (it.name.as_str(), format!("{}{}", it.id, active(it.active))));
    list(page, "Companies", companies.collect())?;
    let units = world.units.iter();
    let units = units.map(|it| {
        let note = format!(
            "{} of company {}, {}{}",
            it.id,
            it.company,
            hours(it),
            active(it.active)
        );
        (it.name.as_str(), note)
    });
    list(page, "Service units", units.collect())?;
    named(page, "Regions", &world.regions)?;
    named(page, "Periods", &world.periods)?;
    let holidays: Vec<String> = world.holidays.iter().map(ToString::to_string).collect();
    let holidays = holidays.iter().map(|day| (day.as_str(), String::new()));
    list(page, "Holidays", holidays.collect())?;
    let categories = world.categories.iter().map(|it| {
        let bookable = if it.schedulable {
            ", can be booked"
        } else {
            ""
        };
        (
            it.name.as_str(),
            format!("{}, form {}{bookable}", it.id, it.form),
        )
    });
    list(page, "Service categories", categories.collect())?;
    let types = world.types.iter().map(|it| {
        let bookable = if it.schedulable {
            ", can be booked"
        } else {
            ""
        };
        (it.name.as_str(), format!("{}{bookable}", it.id))
    });
    list(page, "Service types", types.collect())?;
    let classifications = world.classifications.iter();
    let classifications = classifications.map(|it| (it.name.as_str(), it.id.to_string()));
    list(page, "Classifications", classifications.collect())?;
    let fields = world.forms.iter().flat_map(|form| {
        form.fields.iter().map(|field| {
            let required = if field.required { ", required" } else { "" };
            (
                field.label.as_str(),
                format!("{} of form {}{required}", field.key_name, form.id),
            )
        })
    });
    list(page, "Form fields", fields.collect())?;
    let templates = world.templates.iter();
    let templates = templates.map(|it| (it.id.as_str(), it.channel.to_string()));
    list(page, "Templates", templates.collect())?;
    let objects = world.objects.iter();
    let objects = objects.map(|it| {
        let fields: Vec<&str> = it.fields.iter().map(|field| field.name.as_str()).collect();
        (it.api_name.as_str(), fields.join(", "))
    });
    list(page, "CRM objects", objects.collect())?;
    let departments = world.contact_center.departments.iter();
    let departments =
        departments.map(|it| (it.name.as_str(), format!("{}{}", it.id, active(it.active))));
    list(page, "Departments", departments.collect())?;
    let contact_center = &world.contact_center;
    for (name, entries) in [
        ("Service groups", &contact_center.groups),
        ("Specialties", &contact_center.specialties),
        ("Subspecialties", &contact_center.subspecialties),
        ("Areas", &contact_center.areas),
        ("Subareas", &contact_center.subareas),
    ] {
        let entries = entries
            .iter()
            .map(|it| (it.name.as_str(), it.id.to_string()));
        list(page, name, entries.collect())?;
    }
    named(page, "Users", &world.users)?;
    named(page, "Tags", &world.tags)?;
    named(page, "Organizations", &world.organizations)?;
    let projects = world.projects.iter().map(|it| {
        let note = format!("{} of organization {}", it.id, it.organization);
        (it.name.as_str(), note)
    });
    list(page, "Projects", projects.collect())?;
    let journeys = world.journeys.iter().map(|it| {
        let tags: Vec<&str> = it.levels.iter().map(|level| level.tag.as_str()).collect();
        (it.description.as_str(), tags.join(" → "))
    });
    list(page, "Journeys", journeys.collect())?;
    let surveys = world.surveys.iter();
    let surveys = surveys.map(|it| {
        (
            it.name.as_str(),
            format!("{} questions", it.questions.len()),
        )
    });
    list(page, "Surveys", surveys.collect())?;
    let reports = world.reports.all().into_iter();
    let reports = reports.map(|(name, rows)| (name, rows_of(rows)));
    list(page, "Report rows", reports.collect())?;
    page.push_str("</section>\n");
    Ok(())
}

/// When a unit is open in an ordinary week.
fn hours(unit: &Unit) -> String {
    let spans = unit.opening.iter();
    let spans =
        spans.map(|it| format!("{}–{}", it.from.strftime("%H:%M"), it.to.strftime("%H:%M")));
    match spans.collect::<Vec<_>>() {
        spans if spans.is_empty() => "closed".to_owned(),
        spans => spans.join(" "),
    }
}

fn rows_of(rows: &Rows) -> String {
    match (rows.from, rows.to) {
        (Some(from), Some(to)) if rows.count > 0 => format!("{} from {from} to {to}", rows.count),
        _ => "none".to_owned(),
    }
}
