//! The groups in which people write the digits of another country's number, and those that may end in an extension.

use super::{countries::Country, written::Written};

/// The longest extension that is looked for.
const LONGEST_EXTENSION: usize = 4;

/// Ways to write a number, each with the starts of the international numbers that are written so. Without the last group these
/// numbers would have a length of their country, too. They are taken as one number all the same, because this is how the country
/// itself writes its numbers. From the formats of Google's libphonenumber 9.0.43, without those of numbers with an extension.
#[rustfmt::skip]
const OF_COUNTRIES: [(&[usize], &[&str]); 17] = [
    (&[4, 4], &["43", "352"]),
    (&[1, 4, 4], &["27", "43", "49", "82", "352", "358"]),
    (&[2, 3, 3], &["27", "43", "49", "352", "358"]),
    (&[2, 3, 4], &["27", "43", "49", "82", "352", "358"]),
    (&[2, 4, 4], &["39", "43", "49", "53", "63", "82", "95", "98", "352", "358", "685", "880"]),
    (&[3, 3, 3], &["39", "40", "43", "49", "63", "82", "95", "252", "352", "358", "359", "376690", "421", "5087", "5088", "880"]),
    (&[3, 3, 4], &["39", "43", "49", "53", "63", "82", "95", "98", "352", "358", "685", "880"]),
    (&[3, 4, 4], &["39", "43", "49", "62", "86", "352", "381", "882"]),
    (&[1, 3, 3, 2], &["46", "421"]),
    (&[2, 3, 2, 2], &["43", "46", "48", "49", "358", "381", "421"]),
    (&[3, 2, 2, 2], &["46", "49", "265", "352"]),
    (&[2, 2, 2], &["352", "690"]),
    (&[2, 2, 2, 2], &["352"]),
    (&[2, 2, 2, 2, 2], &["49", "352"]),
    (&[3, 4, 3], &["628"]),
    (&[4, 3, 3], &["39", "3531", "8801"]),
    (&[1, 3, 3, 3], &["959"]),
];

/// Groups as people write them: none but the last is longer than five digits, and two or three digits end only a number that has at
/// most ten digits (two only after a group of two or three).
pub(super) fn are_usual(groups: &[usize]) -> bool {
    let [before @ .., last] = groups else {
        return false;
    };
    let Some(previous) = before.last() else {
        return true;
    };
    let length: usize = groups.iter().sum();
    before.iter().all(|&group| group <= 5)
        && match last {
            1 => false,
            2 => *previous <= 3 && length <= 10,
            3 => length <= 10,
            _ => true,
        }
}

/// Whether the last group may be an extension: without it the number is as long as ordinary numbers of the country are. `number`
/// is the whole one, with its country code.
pub(super) fn may_end_in_extension(
    written: &Written,
    number: &str,
    country: &Country,
    groups: &[usize],
) -> bool {
    let last = groups.last().copied().unwrap_or_default();
    let length: usize = groups.iter().sum();
    let is_written_so = || {
        let (_, starts) = OF_COUNTRIES.iter().find(|(known, _)| *known == groups)?;
        let is_of_country = starts.iter().any(|start| number.starts_with(start));
        Some(is_of_country && !written.last_mark_differs())
    };
    groups.len() > 1
        && last <= LONGEST_EXTENSION
        && country.ordinary.contains(&(length - last))
        && !(country.ordinary.contains(&length) && is_written_so() == Some(true))
}
