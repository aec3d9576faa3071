use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use jiff::civil::date;

use super::Folder;
use crate::{ColumnRules, Format, Report, partitions::table::Table};

#[test]
fn a_folder_that_another_sync_removes_while_it_is_empty_is_made_again() {
    let root = tempfile::tempdir().expect("a folder");
    let table = Table::new(Report::Tickets, Format::Csv, &(), &ColumnRules::new());
    let day = date(2025, 1, 1);
    let folder = Folder::new(root.path(), table);
    let (path, done) = (folder.day(day).data_path(), AtomicBool::new(false));
    let path = path.parent().expect("a folder");
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                let _ = fs::remove_dir(path);
            }
        });
        for _ in 0..500 {
            let (rows, _) = folder.day(day).begin().expect("a file");
            drop(rows);
        }
        done.store(true, Ordering::SeqCst);
    });
}
