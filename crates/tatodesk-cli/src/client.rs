//! Builds the facade from the command's arguments and environment.

use std::time::Duration;

use clap::Args;
use tatodesk::{Operation, Tatodesk};

use crate::report::Report;

// No doc comment: clap would show it in place of the verb's own description.
#[derive(Args)]
pub(crate) struct Connection {
    /// The API key; better in the environment, where other users' process lists do not show it [env: TATODESK_API_KEY]
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,

    /// Send everything to this URL instead of Tatodesk's hosts; a path in it is kept [env: TATODESK_BASE_URL]
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// The time for the whole call with all its attempts
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "30",
        value_parser = seconds,
        allow_negative_numbers = true
    )]
    timeout: Duration,

    /// How many further attempts an operation gets that only reads
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        allow_negative_numbers = true
    )]
    retries: u32,
}

/// Reads the value of `--timeout`: a positive number of seconds, with or without a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        Err(_) if seconds > 0.0 => Err("longer than can be waited for".to_owned()),
        _ => Err("must be more than 0 seconds".to_owned()),
    }
}

impl Connection {
    /// Builds the client. It always needs a key, so that a script behaves the same against every server.
    pub(crate) fn client(&self, operation: &'static Operation) -> Result<Tatodesk, Report> {
        let (key, key_place) = self.key(operation)?;
        let url = setting("--base-url", self.base_url.as_deref(), "TATODESK_BASE_URL")?;
        let mut builder = Tatodesk::builder()
            .api_key(key)
            .timeout(self.timeout)
            .retries(self.retries);
        let mut url_place = String::new();
        if let Some((url, place)) = url {
            builder = builder.base_url(url);
            url_place = place;
        }
        builder.build().map_err(|error| {
            // The facade names its own functions. The person gave the values in other places.
            let told = error.to_string();
            Report::usage(
                told.replace("Builder::api_key", &key_place)
                    .replace("Builder::base_url", &url_place),
            )
        })
    }

    /// The key and its place: the argument, then the variable of the operation's product, then the variable for all products.
    fn key(&self, operation: &'static Operation) -> Result<(String, String), Report> {
        const ANY: &str = "TATODESK_API_KEY";
        let product = operation.product.as_str().to_uppercase().replace('-', "_");
        let of_product = format!("TATODESK_{product}_API_KEY");
        let given = match setting("--api-key", self.api_key.as_deref(), &of_product)? {
            Some(given) => Some(given),
            None => setting("--api-key", None, ANY)?,
        };
        given.ok_or_else(|| Report::usage(format!("no API key: set {ANY} or pass --api-key")))
    }
}

/// A value and its place: the argument, then the variable. An empty variable counts as unset, because scripts unset variables so.
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
mod tests;
