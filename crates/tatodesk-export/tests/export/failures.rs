//! Exports that fail: nothing is half-written.

use std::{fs, io::Write, pin::pin, sync::Arc};

use tatodesk_export::{Export, ExportError, Format};
use tatodesk_sandbox::{Fault, Rule};
use tokio::sync::Notify;

use crate::support::{client, days, lines, names, sandbox};

#[tokio::test]
async fn a_page_that_is_cut_is_asked_for_again_and_no_row_comes_twice() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 3);
    let folder = tempfile::tempdir().expect("a folder");
    let call = || tatodesk.reports().tickets(days()).limit(10);
    let (whole, cut) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    let done = Export::new(Format::JsonLines).to_file(call(), &whole).await;
    done.expect("an export");
    for at in [0, 17, 1500] {
        let rule = Rule::once(Fault::cut_body(at)).skip(1);
        sandbox.add_fault(rule).expect("a rule");
        let done = Export::new(Format::JsonLines).to_file(call(), &cut).await;
        assert_eq!(done.expect("an export").rows, 26);
        assert_eq!(lines(&cut), lines(&whole));
        assert!(sandbox.faults().is_empty(), "the fault happened");
    }
}

#[tokio::test]
async fn a_page_that_fails_leaves_the_old_file_and_no_new_one() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let call = || tatodesk.reports().tickets(days()).limit(10);
    let (old, new) = (folder.path().join("old.csv"), folder.path().join("new.csv"));
    fs::write(&old, "what was there").expect("a file");
    let faults = [
        Fault::cut_body(1500),
        Fault::status(500),
        Fault::in_band("no"),
    ];
    for fault in faults {
        for file in [&old, &new] {
            sandbox.clear_faults();
            let wrong = Fault::WrongType {
                row: 1,
                member: None,
            };
            sandbox.add_fault(Rule::once(wrong)).expect("a rule");
            sandbox
                .add_fault(Rule::new(fault.clone()).skip(1))
                .expect("a rule");
            let done = Export::new(Format::Csv).to_file(call(), file).await;
            assert!(matches!(done, Err(ExportError::Call(_))), "{done:?}");
            assert_eq!(names(folder.path()), ["old.csv"]);
            let text = fs::read_to_string(&old).expect("a file");
            assert_eq!(text, "what was there");
        }
    }
}

#[tokio::test]
async fn an_export_that_is_dropped_leaves_no_file() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let stall = serde_json::from_str::<Fault>(r#"{"stall": {"at": 2000}}"#).expect("a fault");
    sandbox.add_fault(Rule::new(stall).skip(1)).expect("a rule");
    let first = Arc::new(Notify::new());
    let told = Arc::clone(&first);
    let export = Export::new(Format::Csv).on_progress(move |_| told.notify_one());
    let call = tatodesk.reports().tickets(days()).limit(10);
    {
        let mut export = pin!(export.to_file(call, folder.path().join("tickets.csv")));
        tokio::select! {
            done = &mut export => panic!("the second page stalls: {done:?}"),
            () = first.notified() => {
                let names = names(folder.path());
                assert!(names[0].starts_with(".tickets.csv.") && names[0].ends_with(".tmp"));
                assert_eq!(names.len(), 1);
            }
        }
    }
    assert_eq!(names(folder.path()), [""; 0]);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named_and_nothing_is_sent() {
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file"), "").expect("a file");
    fs::create_dir(folder.path().join("folder")).expect("a folder");
    for place in ["missing/a.csv", "file/a.csv", "folder", "folder/.."] {
        let path = folder.path().join(place);
        let call = tatodesk.reports().tickets(days());
        let done = Export::new(Format::Csv).to_file(call, &path).await;
        let error = done.expect_err("no file").to_string();
        assert!(error.starts_with(&format!("{} cannot be written: ", path.display())));
        assert!(!error.contains('\n'));
    }
    assert_eq!(names(folder.path()), ["file", "folder"]);
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_writer_that_is_full_ends_the_export() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(piece.len())
                .ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(piece.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    for (format, room) in [
        (Format::JsonLines, 0),
        (Format::JsonLines, 3000),
        (Format::Csv, 3000),
        #[cfg(feature = "parquet")]
        (Format::Parquet, 0),
        #[cfg(feature = "parquet")]
        (Format::Parquet, 3000),
    ] {
        let call = tatodesk.reports().tickets(days());
        let export = Export::new(format);
        let done = export
            .to_writer(call, &mut Full(room), &mut Vec::new())
            .await;
        let error = done.expect_err("no room").to_string();
        assert!(error.starts_with("the rows cannot be written: "), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_files_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let sandbox = sandbox().await;
    let tatodesk = client(&sandbox, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let (file, link) = (folder.path().join("a.csv"), folder.path().join("link.csv"));
    fs::write(&file, "old").expect("a file");
    symlink(&file, &link).expect("a link");
    let wrong = Fault::WrongType {
        row: 1,
        member: None,
    };
    sandbox.add_fault(Rule::once(wrong)).expect("a rule");
    let call = tatodesk.reports().tickets(days());
    let done = Export::new(Format::Csv).to_file(call, &link).await;
    done.expect("an export");
    assert!(link.is_symlink());
    for name in ["a.csv", "link.csv.malformed.jsonl"] {
        let mode = folder
            .path()
            .join(name)
            .metadata()
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert!(
        fs::read_to_string(&file)
            .expect("a file")
            .starts_with("protocol,")
    );
}
