//! The contact center of a world: each level refers to the one above, and all to departments.

use super::{Checked, refers, unique};
use crate::world::{Entry, World};

impl World {
    /// Checks departments and the five levels below them.
    pub(super) fn check_contact_center(&self) -> Checked {
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
}
