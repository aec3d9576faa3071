//! The words for the status numbers of records and reports. The documentation shows the words and few of the numbers.

/// The status of a future appointment.
pub(crate) const SCHEDULED: i64 = 1;
/// The status of a service while its person waits.
pub(crate) const WAITING: i64 = 2;

/// A number and its word.
pub(crate) type Word = (i64, &'static str);

/// Statuses of in-person services and appointments. The documentation has 5 and 6, both for a no-show.
pub(crate) const IN_PERSON: [Word; 7] = [
    (SCHEDULED, "SCHEDULED"),
    (WAITING, "WAITING"),
    (3, "IN SERVICE"),
    (4, "COMPLETED"),
    (5, "CANC. NO-SHOW"),
    (6, "CANCELED NO-SHOW"),
    (7, "CANCELED DUE TO EXPIRATION"),
];

/// Statuses of digital services.
pub(crate) const DIGITAL: [Word; 4] = [
    (1, "Waiting"),
    (2, "In Service"),
    (3, "Completed"),
    (4, "Client does not respond"),
];

/// Statuses of tickets. The documentation has 6.
pub(crate) const TICKETS: [Word; 4] = [
    (1, "Open"),
    (2, "In Progress"),
    (3, "Waiting for Response"),
    (6, "Resolved"),
];

/// Channels of conversations.
pub(crate) const CHANNELS: [Word; 2] = [(1, "WhatsApp"), (2, "Webchat")];

/// Ratings of conversations.
pub(crate) const RATES: [Word; 5] = [
    (1, "Very bad"),
    (2, "Bad"),
    (3, "Regular"),
    (4, "Good"),
    (5, "Excellent"),
];

/// The word of a number. A world may have numbers without a word.
pub(crate) fn word(words: &[Word], number: i64) -> &'static str {
    words
        .iter()
        .find(|(known, _)| *known == number)
        .map_or("UNKNOWN", |(_, word)| word)
}
