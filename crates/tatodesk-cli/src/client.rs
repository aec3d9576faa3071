//! The facade as the command's arguments and environment configure it.

use std::time::Duration;

use tatodesk::{Operation, Tatodesk};

use crate::api::ApiArgs;
use crate::report::Report;

/// What `--timeout` takes: seconds, fractions allowed, more than none.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        Err(_) if seconds > 0.0 => Err("longer than can be waited for".to_owned()),
        _ => Err("must be more than 0 seconds".to_owned()),
    }
}

/// Builds the client. Needs a key even where nothing would check it, so that a script behaves alike everywhere.
pub(crate) fn build(
    arguments: &ApiArgs,
    operation: &'static Operation,
) -> Result<Tatodesk, Report> {
    let (key, key_place) = key(arguments, operation)?;
    let url = setting(
        "--base-url",
        arguments.base_url.as_deref(),
        "TATODESK_BASE_URL",
    )?;
    let mut builder = Tatodesk::builder()
        .api_key(key)
        .timeout(arguments.timeout)
        .retries(arguments.retries);
    let mut url_place = String::new();
    if let Some((url, place)) = url {
        builder = builder.base_url(url);
        url_place = place;
    }
    builder.build().map_err(|error| {
        // The facade names its own functions; here a person gave the values in other places.
        let told = error.to_string();
        Report::usage(
            told.replace("Builder::api_key", &key_place)
                .replace("Builder::base_url", &url_place),
        )
    })
}

/// The key and where it was given: the argument, the variable of the operation's product, the variable for all.
fn key(arguments: &ApiArgs, operation: &'static Operation) -> Result<(String, String), Report> {
    const ANY: &str = "TATODESK_API_KEY";
    let product = operation.product.as_str().to_uppercase().replace('-', "_");
    let of_product = format!("TATODESK_{product}_API_KEY");
    let given = match setting("--api-key", arguments.api_key.as_deref(), &of_product)? {
        Some(given) => Some(given),
        None => setting("--api-key", None, ANY)?,
    };
    given.ok_or_else(|| Report::usage(format!("no API key: set {ANY} or pass --api-key")))
}

/// A value with the place where it was given: the argument, else the variable unless it is empty, as scripts unset it.
fn setting(
    name: &str,
    argument: Option<&str>,
    variable: &str,
) -> Result<Option<(String, String)>, Report> {
    if let Some(given) = argument {
        return Ok(Some((given.to_owned(), name.to_owned())));
    }
    match std::env::var(variable) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some((value, variable.to_owned()))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Report::usage(format!("{variable} is not UTF-8 text")))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::seconds;

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        assert_eq!(seconds("30"), Ok(Duration::from_secs(30)));
        for wrong in ["0", "-1", "NaN", "inf", "1e999", "soon", "", "1e-12"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
