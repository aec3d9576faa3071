//! A whole answer is decoded by our reader and by `serde_json`, and encoded again.
//!
//! The first byte of the first line chooses the operation.

use serde_json::Value;
use tatodesk_api::{ApiRequest, ApiResponse, OPERATIONS, OperationVisitor, visit_operation, wire};

use crate::{halves, is_deep, plain};

/// Checks one input.
pub fn check(data: &[u8]) {
    if let Some(([operation, ..], body)) = halves(data)
        && !is_deep(body)
    {
        let operation = &OPERATIONS[usize::from(*operation) % OPERATIONS.len()];
        visit_operation(operation.id, Compare(body));
    }
}

struct Compare<'a>(&'a [u8]);

impl OperationVisitor for Compare<'_> {
    type Output = ();

    fn visit<R: ApiRequest>(self) {
        let ours = wire::decode_answer::<R::Response>(self.0, None);
        let serde = serde_json::from_slice::<R::Response>(self.0);
        match (ours, serde) {
            (Ok(ours), Ok(serde)) => same(&ours, &serde, self.0),
            (Err(error), Err(_)) => assert_eq!(error.in_band, wire::in_band(self.0)),
            (ours, serde) => panic!("ours: {:?}, serde: {:?}", ours.err(), serde.err()),
        }
    }
}

fn same<T: ApiResponse>(ours: &T, serde: &T, body: &[u8]) {
    let encoded = serde_json::to_value(ours).expect("a value");
    assert_eq!(encoded, serde_json::to_value(serde).expect("a value"));
    assert_eq!(ours.malformed().total(), serde.malformed().total());
    let all = ours.malformed();
    for (ours, serde) in all.iter().zip(serde.malformed().iter()) {
        assert_eq!((&ours.path, &ours.raw), (&serde.path, &serde.raw));
    }
    // A tree does not hold each number and each text that an element may have.
    if let Ok(tree) = serde_json::from_slice::<Value>(body) {
        assert_eq!(plain(encoded), plain(tree), "it is not encoded as it came");
    }
}
