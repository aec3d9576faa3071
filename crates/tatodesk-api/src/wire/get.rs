//! Reading a member's scalar in one step, whether the member is there or not.
use super::{Count, Flag, Lenient, LenientFormat, Strict, StrictFormat};

/// What an optional member means, in one `Option`: nothing where the member is absent or null, and nothing where the server wrote
/// something that cannot be read.
///
/// ```
/// use tatodesk_api::wire::{Count, Flag, GetValue, WallClock};
///
/// let (date, active, count) = (Some(WallClock::from_wire("soon")), Some(Flag::YES), None::<Count>);
/// assert_eq!(date.get(), None);
/// assert_eq!(active.get(), Some(true));
/// assert_eq!(count.get(), None);
/// ```
pub trait GetValue {
    /// What the scalar means.
    type Value;

    /// The value, if there is one that can be read.
    fn get(&self) -> Option<Self::Value>;
}

impl<F: LenientFormat> GetValue for Option<Lenient<F>> {
    type Value = F::Value;

    fn get(&self) -> Option<F::Value> {
        self.as_ref().and_then(Lenient::get)
    }
}

impl<F: StrictFormat> GetValue for Option<Strict<F>> {
    type Value = F::Value;

    fn get(&self) -> Option<F::Value> {
        self.map(Strict::get)
    }
}

impl GetValue for Option<Count> {
    type Value = u64;

    fn get(&self) -> Option<u64> {
        self.as_ref().and_then(Count::get)
    }
}

impl GetValue for Option<Flag> {
    type Value = bool;

    fn get(&self) -> Option<bool> {
        self.and_then(Flag::get)
    }
}
