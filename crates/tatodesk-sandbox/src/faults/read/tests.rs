use super::*;

#[test]
fn rules_are_read_from_yaml_and_json() {
    let yaml = "- faults: [gzip, {cut: {of: body, at: 3}}]\n  operation: sendSms\n  times: 2\n";
    let json = r#"{"faults": ["gzip", {"cut": {"of": "body", "at": 3}}], "operation": "sendSms", "times": 2}"#;
    let rule = Rule::new(Fault::Gzip)
        .and(Fault::cut_body(3))
        .on("sendSms")
        .times(2);
    assert_eq!(read(yaml), Ok(vec![rule.clone()]));
    assert_eq!(read(json), Ok(vec![rule]));
    let pair = r#"{"faults": [{"inBand": {"error": "no \ud83d\ude00"}}]}"#;
    assert_eq!(read(pair), Ok(vec![Rule::new(Fault::in_band("no 😀"))]));
    for wrong in [
        "faults: [explode]",
        "faults: [{cut: {}}]",
        "fault: gzip",
        "[",
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_error_names_the_place() {
    for (text, place) in [
        (
            "- faults: [gzip]\n- {faults: [gzip], times: x}",
            "at [1].times: ",
        ),
        ("{faults: [{delay: {ms: soon}}]}", "at faults[0].delay.ms: "),
        (
            "- faults: [gzip]\n  probability: .nan",
            "at [0].probability: ",
        ),
        (
            "{faults: [{inBand: {error: [.inf]}}]}",
            "at faults[0].inBand.error[0]: ",
        ),
        ("[", "these are no rules: "),
        ("", "these are no rules: there is nothing here"),
        ("# None yet.\n#- faults: [gzip]\n", "comments alone"),
        ("---\n# None yet.\n", "comments alone"),
        ("null", "there is nothing here"),
        ("gzip", "expected an object, found string \"gzip\""),
        ("7", "expected an object, found integer `7`"),
        (
            "- faults: [gzip]\n-\n",
            "at [1]: expected an object, found nothing",
        ),
        ("faults:\n", "at faults: expected a list, found nothing"),
        ("faults: [cut]", "at faults[0]"),
        ("faults: [7]", "at faults[0]"),
        (
            "faults: [{status: {status: 503, retryAfter: [1]}}]",
            "none of the forms",
        ),
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains(place), "{error}");
        for name in [
            "Rule",
            "Fault",
            "RetryAfter",
            "struct",
            "enum",
            "u64",
            "unit",
        ] {
            assert!(!error.contains(name), "{error}");
        }
    }
}
