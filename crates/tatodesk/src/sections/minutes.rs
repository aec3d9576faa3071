//! Filters on a duration in minutes: `between` always has an end, and no other filter has one.

use std::ops::RangeInclusive;

use tatodesk_api::types;

/// A filter on a duration in whole minutes.
///
/// The duration is how long a service waited, lasted, or took to be answered.
///
/// On the wire it is an `operation` from 1 to 5 with a `value`, and a `valueFinal` for "between" alone. Here "between" always
/// has an end and nothing else has one (errata [Y13](crate::docs::errata#y13)).
///
/// ```
/// use tatodesk::Minutes;
///
/// let long = Minutes::over(30);
/// let usual = Minutes::between(5..=10);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias("operation", "valueFinal", "attendanceTime", "waitingTime"))]
pub struct Minutes {
    operation: i64,
    value: u32,
    end: Option<u32>,
}

impl Minutes {
    /// Less than `minutes`.
    pub const fn under(minutes: u32) -> Self {
        Self {
            operation: 1,
            value: minutes,
            end: None,
        }
    }

    /// At most `minutes`.
    pub const fn at_most(minutes: u32) -> Self {
        Self {
            operation: 2,
            value: minutes,
            end: None,
        }
    }

    /// More than `minutes`.
    pub const fn over(minutes: u32) -> Self {
        Self {
            operation: 3,
            value: minutes,
            end: None,
        }
    }

    /// At least `minutes`.
    pub const fn at_least(minutes: u32) -> Self {
        Self {
            operation: 4,
            value: minutes,
            end: None,
        }
    }

    /// From the one to the other. Whether Tatodesk counts the ends in is not documented; the word suggests that it does.
    ///
    /// A call with a range that ends before it begins (`9..=5`) ends as [not sent](crate::Outcome::NotSent).
    pub const fn between(minutes: RangeInclusive<u32>) -> Self {
        Self {
            operation: 5,
            value: *minutes.start(),
            end: Some(*minutes.end()),
        }
    }

    /// From the value to the end; without an end, the value alone.
    pub(crate) const fn range(self) -> RangeInclusive<u32> {
        let end = match self.end {
            Some(end) => end,
            None => self.value,
        };
        self.value..=end
    }
}

impl From<Minutes> for types::MinutesFilter {
    fn from(minutes: Minutes) -> Self {
        let mut filter = Self::new(minutes.operation, minutes.value.into());
        filter.value_final = minutes.end.map(i64::from);
        filter
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_filter_has_its_operation() {
        for (minutes, wire) in [
            (Minutes::under(1), json!({"operation": 1, "value": 1})),
            (Minutes::at_most(2), json!({"operation": 2, "value": 2})),
            (Minutes::over(3), json!({"operation": 3, "value": 3})),
            (Minutes::at_least(4), json!({"operation": 4, "value": 4})),
            (
                Minutes::between(5..=9),
                json!({"operation": 5, "value": 5, "valueFinal": 9}),
            ),
        ] {
            assert_eq!(
                serde_json::to_value(types::MinutesFilter::from(minutes)).unwrap(),
                wire
            );
        }
    }
}
