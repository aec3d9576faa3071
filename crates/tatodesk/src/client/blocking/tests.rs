//! Tests of the runtime of blocking calls.

use super::*;

#[test]
fn all_calls_have_one_runtime() {
    let current = || runtime().unwrap().block_on(async { Handle::current() });
    let threads: Vec<_> = (0..8).map(|_| thread::spawn(current)).collect();
    let ids: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap().id())
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
}
