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
    assert_eq!(rules.happen("listHours"), []);
    assert_eq!(rules.happen("sendSms"), [Fault::Gzip]);
    assert_eq!(rules.happen("listHours"), []);
    assert_eq!(rules.happen("sendSms"), [Fault::status(503)]);
    assert!(rules.list().is_empty());
}
