//! Locks of files.

use std::fs::File;

use super::try_lock;

#[test]
fn a_lock_ends_with_its_guard_though_a_process_that_is_being_started_has_the_file_open() {
    let folder = tempfile::tempdir().unwrap();
    let open = || File::open(folder.path()).unwrap();
    let held = try_lock(open(), true).unwrap();
    let _of_a_child = held.0.try_clone().unwrap();
    assert!(try_lock(open(), false).is_none());
    drop(held);
    let shared = try_lock(open(), false).unwrap();
    assert!(try_lock(open(), true).is_none());
    assert!(try_lock(open(), false).is_some());
    drop(shared);
    assert!(try_lock(open(), true).is_some());
}
