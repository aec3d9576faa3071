//! Tests of the configuration: what is refused, in which words, and what the environment means.

use std::ffi::OsString;

use super::*;

fn given(value: &str) -> Given<String> {
    Given {
        value: value.into(),
        place: "Builder::base_url".into(),
    }
}

fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_variables(|name| {
        variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| OsString::from(value))
    })
}

#[test]
fn keys_go_over_https_or_to_this_machine_only() {
    for good in [
        "https://tatodesk.example.com/gateway/v1",
        "http://localhost:8080",
        "http://[::1]:8080/prefix/",
    ] {
        assert!(check_url(&given(good)).is_ok(), "{good}");
    }
    for bad in [
        "http://tatodesk.example.com",
        "http://10.0.0.1",
        "api.tatodesk.com",
        "https://marina:secret@example.com",
    ] {
        let error = check_url(&given(bad)).unwrap_err().to_string();
        assert!(
            error.contains("Builder::base_url") && error.contains("write it like https://"),
            "{error}"
        );
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn the_environment_gives_keys_by_product() {
    let config = config(&[
        ("TATODESK_API_KEY", "general"),
        ("TATODESK_CONTACT_CENTER_API_KEY", "contact"),
        ("TATODESK_IN_PERSON_API_KEY", ""),
        ("TATODESK_BASE_URL", "http://127.0.0.1:4000"),
    ])
    .unwrap();
    assert!(config.key.as_ref().unwrap().value == ApiKey::from("general"));
    assert_eq!(config.product_keys.len(), 1);
    let (product, key) = &config.product_keys[0];
    assert!(key.value == ApiKey::from("contact"));
    assert_eq!(
        (*product, key.place.as_str()),
        (Product::ContactCenter, "TATODESK_CONTACT_CENTER_API_KEY")
    );
    assert_eq!(
        config.checked().unwrap().base.unwrap().as_url().as_str(),
        "http://127.0.0.1:4000/"
    );
}

#[test]
fn every_product_has_a_variable() {
    let names: Vec<String> = Product::ALL.into_iter().map(product_variable).collect();
    assert_eq!(
        names,
        [
            "TATODESK_IN_PERSON_API_KEY",
            "TATODESK_NOTIFICATIONS_API_KEY",
            "TATODESK_DATA_API_KEY",
            "TATODESK_CRM_API_KEY",
            "TATODESK_CONTACT_CENTER_API_KEY",
            "TATODESK_PULSE_API_KEY",
            "TATODESK_CHATBOT_API_KEY",
            "TATODESK_SURVEY_API_KEY",
        ]
    );
}

#[test]
fn a_missing_or_impossible_key_is_said_before_anything_is_sent() {
    let missing = config(&[]).unwrap().checked().unwrap_err();
    assert_eq!(
        missing.to_string(),
        "there is no API key: set TATODESK_API_KEY, or give one with Builder::api_key"
    );
    for bad in ["line\nbreak", " ", "chave-ção", "trailing "] {
        let error = config(&[("TATODESK_API_KEY", bad)])
            .unwrap()
            .checked()
            .unwrap_err();
        assert!(error.to_string().contains("TATODESK_API_KEY"), "{error}");
        assert!(
            bad.trim().is_empty() || !error.to_string().contains(bad),
            "{error}"
        );
    }
}

#[test]
fn one_operation_can_be_pointed_elsewhere() {
    let mut config = config(&[("TATODESK_API_KEY", "key")]).unwrap();
    config
        .operation_urls
        .push(("insertObject".into(), given("https://api-v2.tatodesk.com")));
    let addresses = config.checked().unwrap();
    assert_eq!(addresses.operations[0].0.id, "insertObject");
    config
        .operation_urls
        .push(("inventObject".into(), given("https://api-v2.tatodesk.com")));
    let error = config.checked().unwrap_err().to_string();
    assert!(error.contains("inventObject"), "{error}");
}

#[test]
fn limits_of_nothing_are_refused() {
    let mut config = config(&[("TATODESK_API_KEY", "key")]).unwrap();
    config.timeout = Duration::ZERO;
    assert!(
        config
            .checked()
            .unwrap_err()
            .to_string()
            .contains("Builder::timeout")
    );
    config.timeout = Duration::from_secs(1);
    config.max_response_bytes = 0;
    assert!(
        config
            .checked()
            .unwrap_err()
            .to_string()
            .contains("max_response_bytes")
    );
}

#[test]
fn the_debug_of_an_error_is_its_sentence() {
    let no_key = Config::default().checked().map(drop).unwrap_err();
    let zero = ConfigError::new("the timeout is zero", "give a time");
    for error in [no_key, zero] {
        let sentence = error.to_string();
        assert_eq!(format!("{error:?}"), sentence);
        assert_eq!(format!("{error:#?}"), sentence);
        assert!(sentence.ends_with(error.advice()) && !sentence.contains('{'));
    }
}
