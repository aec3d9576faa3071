//! What the fields of a CRM object allow, for records of the world and for records that requests write.

use serde_json::{Map, Value};

use super::Object;

/// The fields that the system keeps.
pub(crate) const SYSTEM_FIELDS: [&str; 4] = ["accountID", "createdAt", "updatedAt", "id"];

/// The members of a request that address the record.
pub(crate) const ADDRESS_MEMBERS: [&str; 2] = ["apiName", "ID"];

/// Whether requests use this name for something else. No field can have such a name.
pub(crate) fn is_reserved(name: &str) -> bool {
    SYSTEM_FIELDS.contains(&name) || ADDRESS_MEMBERS.contains(&name)
}

/// Whether a value is null or blank.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The first field that does not fit its object, and why. A whole record must have all required fields. An edit may leave them
/// as they are. Fields that the world does not configure may have any value.
pub(crate) fn misfit<'o>(
    object: &'o Object,
    fields: &Map<String, Value>,
    whole: bool,
) -> Option<(&'o str, String)> {
    object.fields.iter().find_map(|field| {
        let name = field.name.as_str();
        let value = fields.get(name);
        let options = &field.options;
        let reason = match value {
            None if !whole => return None,
            Some(value) if !is_empty(value) => match field.kind.as_str() {
                "numeric" if !value.is_number() => format!("the field {name} takes a number"),
                "text" if !value.is_string() => format!("the field {name} takes a text"),
                _ if !options.is_empty() && !options.iter().any(|it| *value == *it.name) => {
                    format!("the field {name} takes one of its options")
                }
                _ => return None,
            },
            _ if field.required => format!("{} needs the field {name}", object.api_name),
            _ => return None,
        };
        Some((name, reason))
    })
}
