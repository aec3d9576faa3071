//! What the filters of the reports have in common.

use serde::Deserialize;
use serde_json::{Value, json};

use super::random::Draw;
use crate::spec::refusal::{Refusal, refuse};
use crate::world::World;

/// Seconds of a minute.
const MINUTE: i128 = 60;

/// A comparison with minutes: 1 less, 2 less or equal, 3 greater, 4 greater or equal, 5 between.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Minutes {
    operation: i64,
    value: i64,
    value_final: Option<i64>,
}

impl Minutes {
    /// Refuses a comparison without a meaning.
    pub(crate) fn check(this: Option<Self>) -> Result<(), Refusal> {
        match this {
            Some(it) if !(1..=5).contains(&it.operation) => {
                refuse("the operations on minutes are 1 to 5")
            }
            Some(it) if it.operation == 5 && it.value_final.is_none() => {
                refuse("operation 5 needs a valueFinal")
            }
            _ => Ok(()),
        }
    }

    /// Whether a duration in seconds passes. A comparison leaves out no row that has no duration (errata N12).
    pub(crate) fn passes(this: Option<Self>, seconds: Option<u32>) -> bool {
        let (Some(it), Some(seconds)) = (this, seconds) else {
            return true;
        };
        let seconds = i128::from(seconds);
        let value = i128::from(it.value) * MINUTE;
        match it.operation {
            1 => seconds < value,
            2 => seconds <= value,
            3 => seconds > value,
            4 => seconds >= value,
            _ => {
                let last = it.value_final.map(|last| i128::from(last) * MINUTE);
                seconds >= value && last.is_some_and(|last| seconds <= last)
            }
        }
    }
}

/// A field of a form and the value to look for. An empty text matches everything.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Pair {
    #[serde(alias = "ID")]
    key: String,
    value: String,
}

impl Pair {
    pub(crate) fn narrows(&self) -> bool {
        !self.key.is_empty() || !self.value.is_empty()
    }

    /// Whether one of the pairs has the value, in upper or lower case, and the key if there is one.
    pub(crate) fn among<'p>(&self, mut pairs: impl Iterator<Item = (&'p str, &'p str)>) -> bool {
        let same =
            |wanted: &str, found: &str| wanted.is_empty() || wanted.eq_ignore_ascii_case(found);
        !self.narrows()
            || pairs.any(|(key, value)| same(&self.key, key) && same(&self.value, value))
    }
}

/// Whether a number is in the list of the filter; an empty list accepts any.
pub(crate) fn any_of(wanted: &[i64], found: Option<i64>) -> bool {
    wanted.is_empty() || found.is_some_and(|found| wanted.contains(&found))
}

/// Whether a text equals that of the filter; an empty filter accepts any.
pub(crate) fn is(wanted: &str, found: &str) -> bool {
    wanted.is_empty() || wanted == found
}

/// The form of a person of the world, as names and values.
pub(crate) fn person(world: &World, index: Option<usize>) -> impl Iterator<Item = (&str, &str)> {
    let person = index.and_then(|index| world.people.get(index));
    person.into_iter().flat_map(|person| {
        [
            ("NAME", person.name.as_str()),
            ("EMAIL", person.email.as_str()),
            ("PHONE", person.phone.as_str()),
        ]
    })
}

/// Additional information that an agent noted down: its place in the world, and the place of its value.
pub(crate) type Note = (usize, usize);

/// Draws what an agent noted down, if anything.
pub(crate) fn note(draw: &mut Draw, world: &World) -> Option<Note> {
    let information = place(draw, world.additional_data.len())?;
    let value = place(draw, world.additional_data[information].values.len())?;
    draw.percent(30).then_some((information, value))
}

/// A note as name and value.
pub(crate) fn noted(world: &World, note: Option<Note>) -> impl Iterator<Item = (&str, &str)> {
    let pair = note.map(|(information, value)| {
        let information = &world.additional_data[information];
        (information.id.as_str(), information.values[value].as_str())
    });
    pair.into_iter()
}

/// The place of one member of a list.
pub(crate) fn place(draw: &mut Draw, length: usize) -> Option<usize> {
    let place = usize::try_from(draw.below(length as u64)).ok()?;
    (length > 0).then_some(place)
}

/// Names and values as a list of objects.
pub(crate) fn pairs<'p>(name: &str, pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Value {
    pairs
        .map(|(key, value)| json!({name: key, "value": value}))
        .collect()
}

/// Names and values in one text, as the reports pack them. An empty list becomes an empty text.
pub(crate) fn packed<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Option<String> {
    let packed: Vec<String> = pairs.map(|(key, value)| format!("{key}:{value}")).collect();
    (!packed.is_empty()).then(|| packed.join(" | "))
}

/// A duration as the reports write it: `HH:MM:SS`, or an empty text for none.
pub(crate) fn duration(seconds: Option<u32>) -> String {
    seconds.map_or_else(String::new, |seconds| {
        let (minutes, rest) = (seconds / 60, seconds % 60);
        format!("{:02}:{:02}:{rest:02}", minutes / 60, minutes % 60)
    })
}

#[cfg(test)]
mod tests;
