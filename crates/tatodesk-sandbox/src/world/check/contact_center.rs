//! The contact center of a world: each level refers to the one above, and all to departments.

use super::{Checked, in_order, refers, unique};
use crate::world::{Entry, Exception, Hours, World};

impl World {
    /// Checks departments and the five levels below them.
    pub(super) fn check_contact_center(&self) -> Checked {
        let center = &self.contact_center;
        unique(
            "contactCenter.departments",
            center.departments.iter().map(|it| it.id),
            "id",
        )?;
        check_hours("contactCenter", &center.hours, &center.exceptions)?;
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
                let hours = entry.hours.as_deref().unwrap_or_default();
                check_hours(&format!("{list}[{index}]"), hours, &entry.exceptions)?;
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
}

/// Hours lie within one day; a night is two entries.
fn check_hours(path: &str, hours: &[Hours], exceptions: &[Exception]) -> Checked {
    for (at, span) in hours.iter().enumerate() {
        in_order(format!("{path}.hours[{at}].to"), span.from, span.to)?;
    }
    for (at, exception) in exceptions.iter().enumerate() {
        if let (Some(from), Some(to)) = (exception.from, exception.to) {
            in_order(format!("{path}.exceptions[{at}].to"), from, to)?;
        }
    }
    Ok(())
}
