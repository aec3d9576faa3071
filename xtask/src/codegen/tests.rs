//! The documentation of one operation never ends up at another one.

use super::code::{client, progenitor, split};
use super::spec::{operations, prepare};

/// The generator documents functions in the spec's order, and refuses any other order that progenitor may choose.
#[test]
fn documentation_in_another_order_is_refused() {
    let api = operations::parse(include_str!("../../tests/fixtures/small.yaml")).expect("a spec");
    let errata = operations::Errata::of(&api).expect("errata");
    let ops = operations::operations(&api, &errata).expect("operations");
    let prepared = prepare::prepare(&api, &ops).expect("a clone");
    let mut json_ops: Vec<_> = ops.iter().filter(|op| op.request.is_some()).collect();
    let mut described = || {
        let client = progenitor::client(&prepared.api).and_then(split::split);
        let mut client = client.expect("a client").client;
        let described = client::document(&mut client, &json_ops).is_ok();
        json_ops.reverse();
        described
    };
    assert!(described());
    assert!(!described());
}
