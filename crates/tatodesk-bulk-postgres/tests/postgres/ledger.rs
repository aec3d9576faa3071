//! The ledger as its user holds it.

use tatodesk_bulk::{Address, CampaignState, Channel, Error, RecipientState, RunOptions, Stopped};
use tatodesk_bulk_postgres::Connect;
use tatodesk_sandbox::{Fault, Rule};

use super::support::{
    by_hand, client, connect, execute, ledger, people, place, sandbox, sms, states,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_reaches_each_recipient_once() {
    let Some(ledger) = ledger().await else { return };
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    let plan = ledger.plan(&sms("autumn"), people(250)).await.unwrap();
    assert_eq!((plan.recipients, plan.known), (250, false));
    let again = ledger.plan(&sms("autumn"), people(250)).await;
    assert!(again.unwrap().known);
    assert!(matches!(
        ledger.plan(&sms("autumn"), people(251)).await,
        Err(Error::OtherContent)
    ));
    let lost = Rule::once(Fault::commit_then_drop()).when("/sms/to", "5581900000007");
    sandbox.add_fault(lost).unwrap();

    let report = ledger.run("autumn", &tatodesk, RunOptions::confirm(250), |_| ());
    let report = report.await.unwrap();
    assert_eq!((report.stopped, report.started), (Stopped::Done, 250));
    assert_eq!(report.status.count(RecipientState::Accepted), 249);
    assert_eq!(sandbox.deliveries().len(), 250);
    assert_eq!(states(&ledger, "autumn").await[7], RecipientState::Unknown);

    let reconciled = ledger.reconcile("autumn", &tatodesk).await.unwrap();
    assert_eq!(reconciled.accepted, 1);
    let accepted = [RecipientState::Accepted; 250];
    assert_eq!(states(&ledger, "autumn").await, accepted);
    let again = ledger.run("autumn", &tatodesk, RunOptions::confirm(250), |_| ());
    assert_eq!(again.await.unwrap().started, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_cannot_be_sent_are_left_out_and_people_are_forgotten() {
    let Some(ledger) = ledger().await else { return };
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    let address = |text| Address::parse(Channel::Sms, text).unwrap();
    let suppressed = [address("+55 81 90000-0002")];
    assert_eq!(ledger.suppress(None, &suppressed, "test").await.unwrap(), 1);
    assert_eq!(ledger.suppress(None, &suppressed, "test").await.unwrap(), 0);
    let bad = [Ok(tatodesk_bulk::Row::new(6, "81 90000", ["a", "b"]))];
    let rows = people(5).chain(bad);
    let plan = ledger.plan(&sms("autumn"), rows).await.unwrap();
    assert_eq!((plan.recipients, plan.left_out.len()), (4, 2));
    // One is forgotten before its message, one is suppressed after the plan, one is forgotten afterwards.
    assert_eq!(ledger.forget(&address("+5581900000000")).await.unwrap(), 1);
    let late = [address("+5581900000001")];
    let channel = Some(Channel::Sms);
    assert_eq!(ledger.suppress(channel, &late, "test").await.unwrap(), 1);
    let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(4), |_| ());
    assert_eq!(run.await.unwrap().started, 2);
    let person = address("+5581900000003");
    let export = ledger.export_subject(&person).await.unwrap();
    assert_eq!(
        export["recipients"][0]["attempts"][0]["outcome"],
        "accepted"
    );
    assert_eq!(ledger.forget(&person).await.unwrap(), 1);
    let export = ledger.export_subject(&person).await.unwrap().to_string();
    assert!(
        !export.contains("90000") && !export.contains("Marina"),
        "{export}"
    );

    let mut rows = Vec::new();
    let each = |row: tatodesk_bulk::ResultRow| rows.push((row.state, row.reason, row.to));
    ledger.results("autumn", each).await.unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|(state, reason, to)| (state.as_str(), reason.as_deref(), to.is_some()))
        .collect();
    let listed = Some("the recipient is on the suppression list");
    assert_eq!(
        told[..5],
        [
            ("not_sent", Some("forgotten"), false),
            ("not_sent", Some("suppressed"), true),
            ("left_out", listed, false),
            ("accepted", None, false),
            ("accepted", None, true),
        ]
    );
    assert_eq!((told.len(), told[5].0), (6, "left_out"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_is_paused_and_cancelled_for_all_of_its_runs() {
    let Some(ledger) = ledger().await else { return };
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    let campaign = sms("autumn").rate(200.0);
    ledger.plan(&campaign, people(600)).await.unwrap();
    let run = || ledger.run("autumn", &tatodesk, RunOptions::confirm(600), |_| ());
    let pause = async {
        while sandbox.deliveries().len() < 40 {
            tokio::task::yield_now().await;
        }
        ledger.pause("autumn").await.unwrap();
    };
    let (one, other, ()) = tokio::join!(run(), run(), pause);
    assert_eq!(one.unwrap().stopped, Stopped::Paused);
    assert_eq!(other.unwrap().stopped, Stopped::Paused);
    let sent = sandbox.deliveries().len();
    assert!((40..600).contains(&sent), "{sent}");
    assert!(matches!(
        run().await,
        Err(Error::State(CampaignState::Paused))
    ));
    ledger.resume("autumn").await.unwrap();
    ledger.cancel("autumn").await.unwrap();
    let status = ledger.status("autumn").await.unwrap();
    assert_eq!(status.count(RecipientState::NotSent), 600 - sent as u64);
    assert_eq!(status.count(RecipientState::Accepted), sent as u64);
    assert_eq!(sandbox.deliveries().len(), sent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_of_another_history_or_a_newer_version_is_refused() {
    let Some((database, schema)) = place() else {
        return;
    };
    let open = || connect(&database, &schema);
    let ledger = open().open().await.unwrap();
    ledger.plan(&sms("autumn"), people(3)).await.unwrap();
    let elsewhere = "UPDATE ledger SET server = 'elsewhere' RETURNING 1::bigint";
    by_hand(&database, &schema, elsewhere).await;
    assert!(matches!(open().open().await, Err(Error::Restored(_))));
    // A promoted replica missed nothing; a copy may.
    let planned = [RecipientState::Planned; 3];
    let ledger = open().open_promoted().await.unwrap();
    assert_eq!(states(&ledger, "autumn").await, planned);
    open().open().await.unwrap();
    by_hand(&database, &schema, elsewhere).await;
    let ledger = open().open_restored().await.unwrap();
    assert_eq!(
        states(&ledger, "autumn").await,
        [RecipientState::Unknown; 3]
    );
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(3), |_| ());
    assert_eq!(run.await.unwrap().started, 0);

    let newer = "UPDATE ledger SET version = 2 RETURNING 1::bigint";
    by_hand(&database, &schema, newer).await;
    assert!(matches!(open().open().await, Err(Error::NotALedger)));
}

/// What the database itself refuses, to any program.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_refuses_steps_back() {
    let Some((database, schema)) = place() else {
        return;
    };
    let ledger = connect(&database, &schema).open().await.unwrap();
    let sandbox = sandbox().await;
    let tatodesk = client(sandbox.base_url());
    ledger.plan(&sms("autumn"), people(3)).await.unwrap();
    let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(3), |_| ());
    run.await.unwrap();
    let (client, connection) = tokio_postgres::connect(&database, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let path = format!("SET search_path TO {schema}");
    client.batch_execute(&path).await.unwrap();
    for sql in [
        "UPDATE recipient SET state = 'planned' WHERE seq = 1",
        "UPDATE recipient SET state = 'sending' WHERE seq = 1",
        "UPDATE lease SET fence = fence - 1",
        "DELETE FROM event",
        "INSERT INTO attempt(id, campaign_id, seq, no, owner, fence, sending_at) VALUES ('a', 1, 1, 2, 'x', 9, 0), ('b', 1, 1, 3, 'x', 9, 0)",
    ] {
        let refused = client.batch_execute(sql).await.unwrap_err();
        let code = refused.code().unwrap().code();
        assert!(code.starts_with("23"), "{sql}: {code}");
    }
}

#[tokio::test]
async fn no_error_and_no_debug_text_has_the_address() {
    let Err(error) = Connect::new("postgres://marina:geheim@:x") else {
        panic!("it reads")
    };
    assert!(!format!("{error} {error:?}").contains("geheim"));
    let connect = Connect::new("postgres://marina:geheim@127.0.0.1:1/ledger").unwrap();
    assert_eq!(format!("{connect:?}"), "Connect { .. }");
    let error = connect.open().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    let told = format!("{error} {error:?} {source} {source:?}");
    assert!(
        told.contains("the ledger's database failed")
            && !told.contains("geheim")
            && !told.contains("marina"),
        "{told}"
    );
}

/// The key of the hashes does not come from a generator whose state can be known.
#[tokio::test]
async fn two_ledgers_have_two_secrets() {
    let Some((database, _)) = place() else { return };
    let mut secrets = Vec::new();
    for _ in 0..3 {
        let Some((_, schema)) = place() else { return };
        fastrand::seed(7);
        connect(&database, &schema).open().await.unwrap();
        let row = by_hand(&database, &schema, "SELECT secret FROM ledger").await;
        secrets.push(row.get::<_, Vec<u8>>(0));
    }
    assert!(secrets.iter().all(|secret| secret.len() == 32));
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 3);
}

/// The library of the jobs repeats PostgreSQL's words, and those repeat rows.
#[tokio::test]
async fn an_error_of_the_jobs_keeps_the_sqlstate_alone() {
    let Some((database, _)) = place() else { return };
    for (broken, code) in [
        // A row that cannot be read, a table of another program, and words of a trigger.
        (
            "CREATE VIEW {}.migrations AS SELECT 'Marina Duarte'::text::int AS id, now() AS ts, false AS breaking",
            "22P02",
        ),
        ("CREATE TABLE {}.migrations(name text)", "42703"),
        (
            "CREATE FUNCTION {}.no() RETURNS int LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'Marina Duarte'; END$$; \
             CREATE VIEW {}.migrations AS SELECT {}.no() AS id, now() AS ts, false AS breaking",
            "P0001",
        ),
    ] {
        let Some((_, schema)) = place() else { return };
        let jobs = format!("{schema}_jobs");
        execute(&database, "public", &format!("CREATE SCHEMA {jobs}")).await;
        execute(&database, "public", &broken.replace("{}", &jobs)).await;
        let error = connect(&database, &schema).open().await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap();
        let told = format!("{error} {error:?} {source} {source:?}");
        assert!(told.contains(code), "{told}");
        for word in [
            "Marina",
            "Duarte",
            &database,
            "tatodesk:",
            &jobs,
            "migrations",
        ] {
            assert!(!told.contains(word), "{told}");
        }
    }
}
