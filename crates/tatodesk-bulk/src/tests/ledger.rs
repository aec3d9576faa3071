//! The file of the ledger: plans that are known again, its mode, and copies that are refused.

use std::fs;

use super::support::{client, folder, people, phone, run, sandbox, sms, states};
use crate::{BadRow, Campaign, Channel, Error, Ledger, Plan, RecipientState, Row, RunOptions};

fn plan(ledger: &Ledger, campaign: &Campaign, rows: Vec<Row>) -> Result<Plan, Error> {
    ledger.plan(campaign, rows.into_iter().map(Ok))
}

#[test]
fn the_same_name_takes_the_same_content_only() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    assert!(!ledger.plan(&sms("autumn"), people(3)).unwrap().known);
    let again = ledger.plan(&sms("autumn").rate(3.0), people(3)).unwrap();
    assert!(again.known && again.recipients == 3);
    let template = Campaign::new(
        "autumn",
        Channel::Sms,
        super::support::APP,
        "second_bill_notice",
    );
    let changed = Row::new(1, phone(0), ["Davi", "28/01/2026"]);
    let refused = [
        ledger.plan(&sms("autumn"), people(4)),
        ledger.plan(&sms("autumn"), people(2)),
        ledger.plan(&template, people(3)),
        ledger.plan(
            &sms("autumn"),
            [Ok(changed)].into_iter().chain(people(3).skip(1)),
        ),
        ledger.plan(&sms("autumn").dedupe(true), people(3)),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(Error::OtherContent)));
    }
    assert_eq!(states(&ledger, "autumn"), [RecipientState::Planned; 3]);
}

#[test]
fn rows_that_cannot_be_sent_are_named_with_line_and_reason() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    let row = |line, to: &str, params: &[&str]| Row::new(line, to, params.iter().copied());
    let rows = vec![
        row(2, "(81) 90000-0001", &["Marina"]),
        row(3, "8190000001.0", &["Davi"]),
        row(4, "", &["Davi"]),
        row(5, "(81) 90000-0005", &[" "]),
        row(6, "(81) 90000-0006", &["Davi", "more"]),
        row(7, "+55 81 90000 0001", &["Marina"]),
        row(8, "(81) 9000-0001", &["Marina"]),
        row(9, "'81900000009", &["Helena"]),
    ];
    let duplicates = plan(&ledger, &sms("autumn"), rows.clone());
    assert!(matches!(duplicates, Err(Error::Duplicates(plan)) if plan.duplicates() == 1));
    assert!(ledger.campaigns().unwrap().is_empty());
    let plan = plan(&ledger, &sms("autumn").dedupe(true), rows).unwrap();
    let told: Vec<String> = plan
        .left_out
        .iter()
        .map(BadRow::to_string)
        .map(|it| it.chars().take(30).collect())
        .collect();
    assert_eq!(plan.recipients, 3);
    assert_eq!(
        told,
        [
            "line 3: the phone number is no",
            "line 4: the phone number is em",
            "line 5: parameter 1 is empty",
            "line 6: 2 parameters instead o",
            "line 7: the recipient stands i",
        ]
    );
    let mut lines = Vec::new();
    ledger
        .results("autumn", |row| lines.push((row.line, row.state)))
        .unwrap();
    assert_eq!(
        lines.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
        (2..=9).collect::<Vec<_>>()
    );
    assert_eq!(lines[1].1, "left_out");
}

#[test]
fn a_key_makes_recipients_unique_in_the_place_of_the_address() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    let rows = vec![
        Row::new(1, phone(1), ["Marina"]).key("17"),
        Row::new(2, phone(1), ["Marina"]).key("18"),
        Row::new(3, phone(2), ["Davi"]).key(" 17 "),
        Row::new(4, phone(2), ["Davi"]).key(""),
    ];
    let plan = plan(&ledger, &sms("autumn").dedupe(true), rows).unwrap();
    let told: Vec<String> = plan.left_out.iter().map(BadRow::to_string).collect();
    assert_eq!(
        told,
        [
            "line 3: the recipient stands in line 1, too",
            "line 4: the key is empty"
        ]
    );
}

#[test]
fn settings_that_make_no_sense_and_lists_without_a_good_row_are_refused() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(path).unwrap();
    let wrong = [
        sms(" "),
        sms("a").rate(0.0),
        sms("a").rate(f64::NAN),
        sms("a").concurrency(0),
        sms("a").zone("Mars"),
        sms("a").header(crate::Header::Text("Marina".into())),
    ];
    for campaign in wrong {
        assert!(matches!(
            ledger.plan(&campaign, people(1)),
            Err(Error::Settings(_))
        ));
    }
    assert!(matches!(
        plan(&ledger, &sms("a"), vec![Row::new(1, "none", ["x"])]),
        Err(Error::NoRecipients(_))
    ));
}

#[cfg(unix)]
#[test]
fn the_owner_alone_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = folder();
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let ledger = Ledger::open(&path).unwrap();
    ledger.plan(&sms("autumn"), people(3)).unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn files_that_are_no_ledger_are_refused() {
    let (folder, path) = folder();
    fs::write(&path, "this is a text and surely no database of any kind, but it is long enough to be taken for one").unwrap();
    assert!(matches!(Ledger::open(&path), Err(Error::NotALedger)));
    let other = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE people(name)")
        .unwrap();
    assert!(matches!(Ledger::open(&other), Err(Error::NotALedger)));
}

#[test]
fn network_file_systems_are_known() {
    use crate::store::guard::is_network;
    for kind in [0x6969, 0xff53_4d42, 0xfe53_4d42] {
        assert!(is_network(kind));
    }
    // ext4, tmpfs, btrfs, overlayfs.
    for kind in [0xef53, 0x0102_1994, 0x9123_683e, 0x794c_7630] {
        assert!(!is_network(kind));
    }
}

#[tokio::test]
async fn a_copy_is_refused_and_restoring_it_makes_unknown_what_is_not_final() {
    let (folder, path) = folder();
    let sandbox = sandbox().await;
    let ledger = Ledger::open(&path).unwrap();
    let options = crate::RunOptions::confirm(10).limit(3);
    ledger.plan(&sms("autumn"), people(10)).unwrap();
    let client = super::support::client(sandbox.base_url());
    ledger
        .run("autumn", &client, options, |_| ())
        .await
        .unwrap();
    drop(ledger);
    let copy = folder.path().join("copy");
    fs::copy(&path, &copy).unwrap();
    // Opening it in place is no copy.
    let ledger = Ledger::open(&path).unwrap();
    run(&ledger, &sms("autumn"), 10, &sandbox).await;
    drop(ledger);
    // The bytes of the copy in the same file, as `cp` writes them.
    fs::write(&path, fs::read(&copy).unwrap()).unwrap();
    assert!(matches!(
        Ledger::open(&path),
        Err(Error::Restored("it is older than its mark"))
    ));
    // The copy under its own name has no mark.
    assert!(matches!(
        Ledger::open(&copy),
        Err(Error::Restored("its mark is missing"))
    ));
    fs::copy(
        folder.path().join("autumn.ledger-mark"),
        folder.path().join("copy-mark"),
    )
    .unwrap();
    assert!(matches!(
        Ledger::open(&copy),
        Err(Error::Restored("its file is another one than before"))
    ));

    let ledger = Ledger::open_restored(&path).unwrap();
    let status = ledger.status("autumn").unwrap();
    assert_eq!(
        (
            status.count(RecipientState::Accepted),
            status.count(RecipientState::Unknown)
        ),
        (3, 7)
    );
    let (report, _) = run(&ledger, &sms("autumn"), 10, &sandbox).await;
    assert_eq!((report.started, sandbox.deliveries().len()), (0, 10));
    drop(ledger);
    assert!(Ledger::open(&path).is_ok());
}

#[test]
fn a_run_that_raises_the_mark_while_another_process_opens_the_ledger_is_no_copy() {
    use crate::store::guard::Mark;

    let (_folder, path) = folder();
    drop(Ledger::open(&path).unwrap());
    let (mut of_run, _) = Mark::open(&path, "ledger", || Ok(0)).unwrap();
    of_run.raise(5).unwrap();
    let (_, doubt) = Mark::open(&path, "ledger", || {
        of_run.raise(6)?;
        Ok(6)
    })
    .unwrap();
    assert_eq!(doubt, None);
    let (_, doubt) = Mark::open(&path, "ledger", || Ok(5)).unwrap();
    assert_eq!(doubt, Some("it is older than its mark"));
}

#[test]
fn a_ledger_is_not_opened_as_restored_while_a_campaign_runs() {
    let (_folder, path) = folder();
    let ledger = Ledger::open(&path).unwrap();
    ledger.plan(&sms("autumn"), people(2)).unwrap();
    let held = crate::store::guard::lock(&path, 1).unwrap();
    assert!(matches!(Ledger::open_restored(&path), Err(Error::Running)));
    let planned = || {
        ledger
            .status("autumn")
            .unwrap()
            .count(RecipientState::Planned)
    };
    assert_eq!(planned(), 2);
    drop(held);
    Ledger::open_restored(&path).unwrap();
    assert_eq!(planned(), 0);
}

#[tokio::test]
async fn the_same_plan_again_takes_the_new_expiry() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(&path).unwrap(), sandbox().await);
    ledger.plan(&sms("autumn"), people(2)).unwrap();
    let past = Campaign {
        expires_at: Some(jiff::Timestamp::UNIX_EPOCH),
        ..sms("autumn")
    };
    assert!(ledger.plan(&past, people(2)).unwrap().known);
    let client = client(sandbox.base_url());
    let ended = ledger
        .run("autumn", &client, RunOptions::confirm(2), |_| ())
        .await;
    assert_eq!(sandbox.deliveries().len(), 0, "{ended:?}");
}

/// An older SQLite may corrupt its write-ahead log.
#[test]
fn the_bundled_sqlite_keeps_its_write_ahead_log_whole() {
    let version = rusqlite::version_number();
    assert!(version >= 3_051_003, "{version}");
}
