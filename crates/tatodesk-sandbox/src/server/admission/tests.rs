//! How many connections fit into a process, and how ports share them.

use super::*;

fn max(wanted: Option<usize>, files: Option<usize>) -> Result<usize, String> {
    let wanted = wanted.map(|it| NonZeroUsize::new(it).expect("some"));
    let fits = fitting(wanted, files);
    fits.map(NonZeroUsize::get).map_err(|e| e.to_string())
}

#[test]
fn all_connections_fit_into_the_files_that_the_process_may_open() {
    for (files, expected) in [
        (Some(1_000_000), 512),
        (Some(1024), 512),
        (Some(256), 128),
        (Some(64), 16),
        (Some(3), 1),
        (None, 512),
    ] {
        assert_eq!(max(None, files), Ok(expected), "{files:?}");
    }
    assert_eq!(max(Some(976), Some(1024)), Ok(976));
    assert_eq!(max(Some(5000), None), Ok(5000));
    for (wanted, files) in [(977, 1024), (1024, 1024), (210, 256), (1, 16)] {
        let reason = max(Some(wanted), Some(files)).expect_err("too many");
        assert!(
            reason.contains(&format!("may open {files} files")),
            "{reason}"
        );
    }
}

#[test]
fn two_ports_share_one_maximum() {
    for (all, rooms) in [
        (512, (448, 64)),
        (16, (14, 2)),
        (3, (2, 1)),
        (2, (1, 1)),
        (1, (1, 1)),
    ] {
        let (api, control) = Connections::shared(NonZeroUsize::new(all).expect("some"));
        assert_eq!((api.room.get(), control.room.get()), rooms, "{all}");
        let places: Vec<_> = std::iter::from_fn(|| api.place()).collect();
        assert_eq!(places.len(), api.room.get());
        assert!(control.place().is_some());
    }
}
