//! Which hand-written wire scalar stands for which format or component of the spec.

use progenitor::{GenerationSettings, TypeImpl};
use schemars08::schema::{InstanceType, SchemaObject};

/// The format of the API's flags (1 yes, 2 no).
pub(crate) const FLAG: &str = "tatodesk-flag";

/// What an answer holds in place of a text format: a list must not be lost for one odd text.
enum InAnswers {
    /// The same, since its type takes any text.
    Same,
    /// The format of this name in the clone, whose type takes any text.
    Lenient(&'static str, &'static str),
    /// Nothing: it is for requests, and its type refuses a text that does not read.
    Never,
}

/// Text formats, the types of `crate::wire` that read and write them, and what stands for them in answers.
const TEXTS: [(&str, &str, InAnswers); 14] = [
    ("date-time", "Instant", InAnswers::Same),
    ("wall-clock", "WallClock", InAnswers::Same),
    (
        "br-date",
        "BrDate",
        InAnswers::Lenient("answer-br-date", "BrDateText"),
    ),
    ("br-date-minute", "BrDateMinute", InAnswers::Never),
    ("br-date-time", "BrDateTime", InAnswers::Same),
    ("us-date", "UsDate", InAnswers::Never),
    ("compact-date", "CompactDate", InAnswers::Never),
    ("date", "IsoDate", InAnswers::Same),
    (
        "time-hm",
        "HourMinute",
        InAnswers::Lenient("answer-time-hm", "HourMinuteText"),
    ),
    ("time-hms", "HourMinuteSecond", InAnswers::Same),
    ("duration-hms", "DurationHms", InAnswers::Same),
    ("yes-no", "YesNo", InAnswers::Same),
    ("packed-pairs", "PackedPairs", InAnswers::Same),
    ("packed-threads", "PackedThreads", InAnswers::Same),
];

/// The format that a text of an answer gets in the clone: none where its type would refuse what does not read.
///
/// A format without a type here is a plain text.
pub(crate) fn in_answer(format: &str) -> Option<&str> {
    let text = TEXTS.iter().find(|(name, ..)| *name == format);
    match text {
        None | Some((_, _, InAnswers::Same)) => Some(format),
        Some((_, _, InAnswers::Lenient(name, _))) => Some(name),
        Some((_, _, InAnswers::Never)) => None,
    }
}

/// Components that a hand-written type stands for, and that type.
const COMPONENTS: [(&str, &str); 4] = [
    ("AppID", "AppId"),
    ("Count", "Count"),
    ("InBandError", "InBandError"),
    ("TemplateID", "TemplateId"),
];

/// Whether a hand-written type stands for this component.
pub(crate) fn is_hand_written(component: &str) -> bool {
    COMPONENTS.iter().any(|(name, _)| *name == component)
}

/// The components that hand-written types stand for, and these types' names in `crate::wire`.
pub(crate) fn hand_written() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMPONENTS.into_iter()
}

/// Tells progenitor about them all.
pub(crate) fn convert(settings: &mut GenerationSettings) {
    for (format, name, in_answers) in TEXTS {
        convert_one(settings, InstanceType::String, format, name);
        if let InAnswers::Lenient(format, name) = in_answers {
            convert_one(settings, InstanceType::String, format, name);
        }
    }
    convert_one(settings, InstanceType::Integer, FLAG, "Flag");
    // progenitor looks a component up by the name that Rust gives it.
    for (_, name) in COMPONENTS {
        settings.with_replacement(name, path(name), std::iter::empty::<TypeImpl>());
    }
}

fn convert_one(
    settings: &mut GenerationSettings,
    instance: InstanceType,
    format: &str,
    name: &str,
) {
    let plain = SchemaObject {
        instance_type: Some(instance.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    };
    settings.with_conversion(plain, path(name), std::iter::empty::<TypeImpl>());
}

fn path(name: &str) -> String {
    format!("crate::wire::{name}")
}

#[cfg(test)]
mod tests;
