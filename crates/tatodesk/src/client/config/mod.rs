//! What a client is configured with: keys, base addresses, limits; and how the environment spells them. The builder fills it, and
//! the client reads it.

use std::{sync::Arc, time::Duration};

use tatodesk_api::{
    Operation, Product,
    transport::{ApiKey, BaseUrl, TransportError},
};

use zeroize::Zeroize as _;

use crate::{
    client::config_error::ConfigError,
    engine::clock::{Clock, SystemClock},
    engine::retry::policy::{RetryBudget, RetryPolicy},
    engine::throttle::Settings,
};

/// The variable that holds the key for every product that has none of its own.
pub(crate) const KEY_VARIABLE: &str = "TATODESK_API_KEY";
/// The variable that points all hosts at one address.
pub(crate) const BASE_URL_VARIABLE: &str = "TATODESK_BASE_URL";

/// A setting as it was given, and the place that an error should name. It has no `Debug`: the text may hold a secret.
#[derive(Clone)]
pub(crate) struct Given<T> {
    pub(crate) value: T,
    pub(crate) place: String,
}

/// Everything but the HTTP client itself. Addresses are unchecked text until [`Config::checked`].
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) key: Option<Given<ApiKey>>,
    pub(crate) product_keys: Vec<(Product, Given<ApiKey>)>,
    pub(crate) base_url: Option<Given<String>>,
    pub(crate) operation_urls: Vec<(String, Given<String>)>,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) max_response_bytes: usize,
    pub(crate) throttle: Settings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            key: None,
            product_keys: Vec::new(),
            base_url: None,
            operation_urls: Vec::new(),
            timeout: Duration::from_secs(30),
            attempt_timeout: None,
            retry: RetryPolicy::default(),
            retry_budget: RetryBudget::default(),
            clock: Arc::new(SystemClock),
            // A report page of 100,000 rows, the largest that the documentation speaks of, is about 50 MB.
            max_response_bytes: 64 * 1024 * 1024,
            throttle: Settings::default(),
        }
    }
}

/// The addresses after their check.
#[derive(Debug)]
pub(crate) struct Addresses {
    pub(crate) base: Option<BaseUrl>,
    pub(crate) operations: Vec<(&'static Operation, BaseUrl)>,
}

impl Config {
    /// Reads the variables through `read`, which says `None` for one that is not set.
    pub(crate) fn from_variables(
        read: impl Fn(&str) -> Option<std::ffi::OsString>,
    ) -> Result<Self, ConfigError> {
        let text = |name: &str| match read(name).map(std::ffi::OsString::into_string) {
            // An empty variable is the shell's way to unset one for a single command.
            None => Ok(None),
            Some(Ok(value)) if value.is_empty() => Ok(None),
            Some(Ok(value)) => Ok(Some(Given {
                value,
                place: name.to_owned(),
            })),
            Some(Err(value)) => {
                // It may be a key all the same.
                value.into_encoded_bytes().zeroize();
                Err(ConfigError::new(
                    format!("the environment variable {name} is not valid text"),
                    "set it again, in UTF-8",
                ))
            }
        };
        let key = |given: Given<String>| Given {
            value: given.value.into(),
            place: given.place,
        };
        let mut product_keys = Vec::new();
        for product in Product::ALL {
            if let Some(given) = text(&product_variable(product))? {
                product_keys.push((product, key(given)));
            }
        }
        Ok(Self {
            key: text(KEY_VARIABLE)?.map(key),
            product_keys,
            base_url: text(BASE_URL_VARIABLE)?,
            ..Self::default()
        })
    }

    /// Checks keys, addresses and limits.
    pub(crate) fn checked(&self) -> Result<Addresses, ConfigError> {
        if self.key.is_none() && self.product_keys.is_empty() {
            return Err(ConfigError::new(
                "there is no API key",
                format!("set {KEY_VARIABLE}, or give one with Builder::api_key"),
            ));
        }
        let keys = self
            .key
            .iter()
            .chain(self.product_keys.iter().map(|(_, key)| key));
        for key in keys {
            key.value
                .check()
                .map_err(|error| unfit(&error, &key.place))?;
        }
        if self.timeout.is_zero() {
            return Err(ConfigError::new(
                "the timeout given by Builder::timeout is zero",
                "give the time that a whole call may take",
            ));
        }
        if self
            .attempt_timeout
            .is_some_and(|timeout| timeout.is_zero())
        {
            return Err(ConfigError::new(
                "the timeout given by Builder::attempt_timeout is zero",
                "give the time that one attempt may take",
            ));
        }
        if self.max_response_bytes == 0 {
            return Err(ConfigError::new(
                "the answer size given by Builder::max_response_bytes is zero",
                "give the largest answer to accept, in bytes",
            ));
        }
        let base = self.base_url.as_ref().map(check_url).transpose()?;
        let mut operations = Vec::new();
        for (id, given) in &self.operation_urls {
            let operation = Operation::find(id).ok_or_else(|| {
                ConfigError::new(
                    format!("there is no operation {id:?} (in {})", given.place),
                    "name one of tatodesk::OPERATIONS, such as \"insertObject\"",
                )
            })?;
            operations.push((operation, check_url(given)?));
        }
        Ok(Addresses { base, operations })
    }
}

/// `TATODESK_CONTACT_CENTER_API_KEY` for the product `contact-center`.
pub(crate) fn product_variable(product: Product) -> String {
    let name = product.as_str().to_ascii_uppercase().replace('-', "_");
    format!("TATODESK_{name}_API_KEY")
}

fn check_url(given: &Given<String>) -> Result<BaseUrl, ConfigError> {
    BaseUrl::parse(&given.value).map_err(|error| unfit(&error, &given.place))
}

/// The words for a key or an address that cannot be used, with the place that it came from.
fn unfit(error: &TransportError, place: &str) -> ConfigError {
    let advice = match error {
        TransportError::BadKey(_) => {
            "give the key as Tatodesk issued it, with nothing before or after it"
        }
        _ => {
            "write it like https://tatodesk.example.com, or http://127.0.0.1:8080 for this machine"
        }
    };
    ConfigError::new(format!("{error} (it was given by {place})"), advice)
}

#[cfg(test)]
mod tests;
