//! Proves that the search has teeth: one leak of each kind, planted on purpose, and found.

use std::fmt::Debug;

use tests::{
    capture::Capture,
    marked::{Filler, SECRET},
    spec,
};

use crate::{
    KEY,
    sightings::{Sightings, logged, watch_log},
};

#[test]
fn a_planted_leak_is_found() {
    #[derive(Debug)]
    struct Careless {
        #[allow(dead_code)] // `Debug` reads it, and that is the leak
        phone: &'static str,
    }
    fn leaks(plant: impl FnOnce(&mut Sightings)) -> usize {
        let mut seen = Sightings::new(KEY);
        plant(&mut seen);
        seen.leaks().len()
    }
    watch_log();
    let capture = Capture::default();
    tracing::subscriber::with_default(capture.clone(), || {
        tracing::info_span!("careless", phone = tracing::field::Empty).record("phone", SECRET);
        tracing::info!(phone = SECRET, "sent");
        log::info!("sent to {SECRET}");
    });
    let document = spec::document();
    let filler = Filler {
        document,
        malformed: false,
    };
    let filled = filler.component("SendSmsRequest").to_string();
    assert_eq!(
        leaks(|seen| seen.typed("type", &Careless { phone: SECRET })),
        2
    );
    assert_eq!(
        leaks(|seen| seen.told("error", format!("no such unit: {filled}"))),
        1
    );
    assert_eq!(leaks(|seen| seen.told("error", format!("key {KEY}"))), 1);
    let told = |seen: &mut Sightings, texts: &[String]| {
        texts
            .iter()
            .for_each(|text| seen.told("told", text.clone()));
    };
    let spans: Vec<String> = capture
        .all()
        .iter()
        .map(|span| format!("{span:?}"))
        .collect();
    assert_eq!((spans.len(), leaks(|seen| told(seen, &spans))), (2, 2));
    assert_eq!(leaks(|seen| told(seen, &logged())), 1);
    let shown: &dyn Debug = &"nothing";
    assert_eq!(leaks(|seen| seen.typed("type", shown)), 0);
}
