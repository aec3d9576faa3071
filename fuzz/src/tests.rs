use std::{fs, path::Path};

/// Checks all seeds of a target. Returns how many there are.
fn seeds(target: &str, check: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    let files: Vec<_> = fs::read_dir(folder).expect("a folder").collect();
    for file in &files {
        let path = file.as_ref().expect("a file").path();
        check(&fs::read(path).expect("a seed"));
    }
    files.len()
}

#[test]
fn all_seeds_are_read_alike() {
    assert!(seeds("rows", crate::rows::check) > 3);
    assert!(seeds("lists", crate::lists::check) > 3);
    assert!(seeds("formats", crate::formats::check) > 3);
    assert!(seeds("in_band", crate::in_band::check) > 3);
}
