//! Says in one line why a store refused.

use object_store::Error;

/// The longest text of an error that is told.
const LONGEST: usize = 300;

/// The addresses at which machines of the clouds ask for their credentials.
const OF_MACHINES: [&str; 4] = [
    "169.254.169.254",
    "169.254.170.2",
    "metadata.google.internal",
    "/latest/api/token",
];

/// One line about an error, without line breaks and without the XML of the server.
pub(super) fn told(error: &Error) -> String {
    let text = error.to_string();
    if OF_MACHINES.iter().any(|address| text.contains(address)) {
        return "no credentials are in the environment, and this machine gives none".to_owned();
    }
    let words = match error {
        Error::PermissionDenied { .. } => "the store refuses access",
        Error::Unauthenticated { .. } => "the store does not accept the credentials",
        Error::NotFound { .. } => "it is not there",
        _ if text.contains("Received redirect without LOCATION") => {
            return "the store is in another region, so set the right one".to_owned();
        }
        _ => "",
    };
    let code = between(&text, "<Code>", "</Code>");
    let message = between(&text, "<Message>", "</Message>");
    let mut parts: Vec<&str> = [Some(words), code, message].into_iter().flatten().collect();
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        parts.push(text.split("<?xml").next().unwrap_or_default());
    }
    let line = parts.join(": ");
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || c.is_control())
        .collect();
    let mut line =
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .fold(String::new(), |line, word| {
                if line.is_empty() {
                    word.to_owned()
                } else {
                    line + " " + word
                }
            });
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('…');
    }
    line
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(begin)?;
    Some(rest.split_once(end)?.0)
}
