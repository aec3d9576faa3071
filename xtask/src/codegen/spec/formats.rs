//! Which hand-written wire scalar represents which format or component of the spec.

use progenitor::{GenerationSettings, TypeImpl};
use schemars08::schema::{InstanceType, SchemaObject};

/// The format of the API's flags (1 yes, 2 no).
pub(crate) const FLAG: &str = "tatodesk-flag";

/// What an answer uses instead of a text format. One odd text must not cost a whole list.
enum InAnswers {
    /// The same format, because its type accepts any text.
    Same,
    /// A format that exists only in the copy, and its type, which accepts any text.
    Lenient(&'static str, &'static str),
    /// Nothing: the format is for requests, and its type refuses a text that it cannot read.
    Never,
}

/// Text formats, the types of `crate::wire` that read and write them, and what answers use instead.
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

/// The format of a text in an answer of the copy. None if the type of the format would refuse odd texts.
///
/// A format that is not listed here is plain text.
pub(crate) fn in_answer(format: &str) -> Option<&str> {
    let text = TEXTS.iter().find(|(name, ..)| *name == format);
    match text {
        None | Some((_, _, InAnswers::Same)) => Some(format),
        Some((_, _, InAnswers::Lenient(name, _))) => Some(name),
        Some((_, _, InAnswers::Never)) => None,
    }
}

/// Whether a request may have a text of this format. A type that takes any text would let a wrong one be sent.
pub(crate) fn in_request(format: &str) -> bool {
    !TEXTS
        .iter()
        .any(|(name, _, in_answers)| *name == format && matches!(in_answers, InAnswers::Same))
}

/// Components with a hand-written type, and that type.
const COMPONENTS: [(&str, &str); 4] = [
    ("AppID", "AppId"),
    ("Count", "Count"),
    ("InBandError", "NoInBandError"),
    ("TemplateID", "TemplateId"),
];

/// Whether this component has a hand-written type.
pub(crate) fn is_hand_written(component: &str) -> bool {
    COMPONENTS.iter().any(|(name, _)| *name == component)
}

/// The components with a hand-written type, and the names of these types in `crate::wire`.
pub(crate) fn hand_written() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMPONENTS.into_iter()
}

/// Tells progenitor all formats and components that have a hand-written type.
pub(crate) fn convert(settings: &mut GenerationSettings) {
    for (format, name, in_answers) in TEXTS {
        convert_one(settings, InstanceType::String, format, name);
        if let InAnswers::Lenient(format, name) = in_answers {
            convert_one(settings, InstanceType::String, format, name);
        }
    }
    convert_one(settings, InstanceType::Integer, FLAG, "Flag");
    // progenitor looks a component up by the name that Rust gives it.
    for (component, name) in COMPONENTS {
        let spelled = component.replace("ID", "Id");
        settings.with_replacement(spelled, path(name), std::iter::empty::<TypeImpl>());
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
