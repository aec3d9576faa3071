//! What stands on the wire: scalars that encode exactly what they decoded, lists that survive a malformed element, and
//! decoding that says where it failed and quotes no data.
//!
//! It uses serde, jiff and nothing else of this crate. The generated types are made of it, and the facade decodes answers with it.
mod answer;
mod count;
mod decode;
mod extra;
mod flag;
mod formats;
mod in_band;
mod list;
mod malformed;
mod object;
mod packed;
mod raw;
#[cfg(feature = "schemars")]
mod schema;
pub(crate) mod special;
mod text;

pub use answer::{Undecoded, decode_answer};
pub use count::{AppId, Count, TemplateId};
pub(crate) use decode::object as decode_object;
pub use decode::{DecodeError, decode, decode_request, decode_value};
pub use extra::Extra;
pub use flag::Flag;
pub(crate) use flag::flag_of_request;
pub use formats::{
    BrDate, BrDateMinute, BrDateText, BrDateTime, CompactDate, DurationHms, HourMinute,
    HourMinuteSecond, HourMinuteText, Instant, IsoDate, UsDate, WallClock, YesNo,
};
pub use in_band::{InBand, NoInBandError, in_band, in_band_before};
pub use list::{List, MalformedElement};
pub use malformed::{Inspect, JsonPath, Malformed, MalformedElements};
pub(crate) use object::{Name, Names, object};
pub use packed::{PackedPairs, PackedThreads, Thread};
pub(crate) use raw::Raw;
pub use text::{FormatError, Lenient, LenientFormat, Strict, StrictFormat, TextFormat};
