//! Which hand-written wire scalar stands for which format or component of the spec.

use progenitor::{GenerationSettings, TypeImpl};
use schemars08::schema::{InstanceType, SchemaObject};

/// The format of the API's flags (1 yes, 2 no).
pub(crate) const FLAG: &str = "tatodesk-flag";

/// Text formats and the types of `crate::wire` that read and write them.
const TEXTS: [(&str, &str); 14] = [
    ("date-time", "Instant"),
    ("wall-clock", "WallClock"),
    ("br-date", "BrDate"),
    ("br-date-minute", "BrDateMinute"),
    ("br-date-time", "BrDateTime"),
    ("us-date", "UsDate"),
    ("compact-date", "CompactDate"),
    ("date", "IsoDate"),
    ("time-hm", "HourMinute"),
    ("time-hms", "HourMinuteSecond"),
    ("duration-hms", "DurationHms"),
    ("yes-no", "YesNo"),
    ("packed-pairs", "PackedPairs"),
    ("packed-threads", "PackedThreads"),
];

/// Formats whose types refuse a text that does not read, which is right for what is sent.
const STRICT: [&str; 5] = [
    "br-date",
    "br-date-minute",
    "us-date",
    "compact-date",
    "time-hm",
];

/// Those of them that answers hold too, the name that prepare gives them there, and the type that takes any text.
const IN_ANSWERS: [(&str, &str, &str); 2] = [
    ("br-date", "answer-br-date", "BrDateText"),
    ("time-hm", "answer-time-hm", "HourMinuteText"),
];

/// The format that a text of an answer gets in the clone: none where its type would refuse what does not read.
pub(crate) fn in_answer(format: &str) -> Option<&str> {
    let tolerant = IN_ANSWERS.iter().find(|(name, ..)| *name == format);
    match tolerant {
        Some((_, name, _)) => Some(name),
        None => (!STRICT.contains(&format)).then_some(format),
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
    for (format, name) in TEXTS {
        convert_one(settings, InstanceType::String, format, name);
    }
    for (_, format, name) in IN_ANSWERS {
        convert_one(settings, InstanceType::String, format, name);
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
