use super::*;

#[test]
fn the_same_seed_draws_the_same_calls() {
    let fired = |seed| {
        let mut rule = Rule::new(Fault::Gzip).probability(0.25, seed);
        (0..1000).map(|_| rule.fires()).collect::<Vec<_>>()
    };
    assert_eq!(fired(7), fired(7));
    assert_ne!(fired(7), fired(8));
    let count = fired(7).into_iter().filter(|it| *it).count();
    assert!((200..300).contains(&count), "{count}");
}

#[test]
fn rules_one_after_the_other_are_a_script() {
    let mut rules = Rules(vec![
        Rule::once(Fault::Gzip).skip(1),
        Rule::once(Fault::status(503)).on("sendSms"),
    ]);
    assert_eq!(rules.happen("listHours", None), []);
    assert_eq!(rules.happen("sendSms", None), [Fault::Gzip]);
    assert_eq!(rules.happen("listHours", None), []);
    assert_eq!(rules.happen("sendSms", None), [Fault::status(503)]);
    assert!(rules.list().is_empty());
}

#[test]
fn a_rule_fires_for_the_bodies_that_it_names() {
    let body = serde_json::json!({"sms": {"to": "5581900000001"}, "appID": 7});
    for (pointer, value, fires) in [
        ("/sms/to", Value::from("5581900000001"), true),
        ("/sms/to", Value::from("5581900000002"), false),
        ("/appID", Value::from(7), true),
        ("/appID", Value::from("7"), false),
        ("/sms/from", Value::Null, false),
        ("", body.clone(), true),
    ] {
        let rule = Rule::once(Fault::Gzip).when(pointer, value);
        let mut rules = Rules(vec![rule]);
        assert!(rules.need_body("sendSms"));
        assert_eq!(rules.happen("sendSms", None), []);
        assert_eq!(
            !rules.happen("sendSms", Some(&body)).is_empty(),
            fires,
            "{pointer}"
        );
    }
}
