//! A database that takes encrypted connections alone, under a certificate of its own: `.ci/postgres` makes both.
//!
//! What `PGSSLROOTCERT` names belongs to a process, so each case is this test program, started again with the test `child` alone.

use std::{env, process::Command};

use tatodesk_bulk::{Error, RecipientState, RunOptions};
use tatodesk_bulk_postgres::Connect;

use super::support::{client, people, sandbox, sms};

const DATABASE: &str = "TATODESK_TEST_POSTGRES_TLS";
const CASE: &str = "TATODESK_BULK_TLS_CASE";
const ROOTS: &str = "PGSSLROOTCERT";

/// A whole campaign through one address, and what came of it. As a test of its own it does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[allow(clippy::print_stdout)] // the parent reads it
async fn child() {
    let Ok(address) = env::var(CASE) else { return };
    let schema = format!("tls_{}", std::process::id());
    let opened = match Connect::new(&address).and_then(|connect| connect.schema(&schema)) {
        Ok(connect) => connect.open().await,
        Err(error) => Err(error),
    };
    match opened {
        Err(error @ Error::Settings(_)) => println!("settings: {error}"),
        Err(error) => {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            println!("failed: {error} {error:?} {source:?}");
        }
        Ok(ledger) => {
            let sandbox = sandbox().await;
            ledger.plan(&sms("autumn"), people(120)).await.unwrap();
            let tatodesk = client(sandbox.base_url());
            let run = ledger.run("autumn", &tatodesk, RunOptions::confirm(120), |_| ());
            let status = run.await.unwrap().status;
            println!("sent: {}", status.count(RecipientState::Accepted));
        }
    }
}

/// What the child says for an address, with these roots.
fn case(address: &str, roots: Option<&str>) -> String {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["tls::child", "--exact", "--nocapture", "--test-threads=1"]);
    command.env(CASE, address);
    match roots {
        Some(roots) => command.env(ROOTS, roots),
        None => command.env_remove(ROOTS),
    };
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let words = ["sent: ", "failed: ", "settings: "];
    let mut lines = said.lines().filter_map(|line| {
        words
            .iter()
            .find_map(|word| Some(&line[line.find(word)?..]))
    });
    lines.next().unwrap_or_default().to_owned()
}

#[test]
fn a_connection_is_encrypted_and_its_certificate_is_checked() {
    let (Ok(address), Ok(roots)) = (env::var(DATABASE), env::var(ROOTS)) else {
        #[allow(clippy::print_stderr)] // a test that is skipped says so
        {
            eprintln!("skipped: no PostgreSQL in {DATABASE}; .ci/postgres starts one");
        }
        return;
    };
    for mode in ["require", "verify-full", "verify-ca", "prefer"] {
        let address = format!("{address}?sslmode={mode}");
        assert_eq!(case(&address, Some(&roots)), "sent: 120", "{mode}");
    }
    let password = address.split(['@', ':']).nth(2).unwrap_or_default();
    let refused = |address: &str, roots: Option<&str>| {
        let said = case(address, roots);
        let failed = ["failed: ", "settings: "];
        assert!(failed.iter().any(|how| said.starts_with(how)), "{said}");
        assert!(password.len() > 8 && !said.contains(password), "{said}");
    };
    // Without encryption, without the root, and under another name than that of the certificate.
    refused(&format!("{address}?sslmode=disable"), Some(&roots));
    refused(&format!("{address}?sslmode=require"), None);
    let elsewhere = address.replace("127.0.0.1", "localhost");
    refused(&format!("{elsewhere}?sslmode=require"), Some(&roots));
    let no_roots = env::current_exe().unwrap();
    let said = case(&format!("{address}?sslmode=require"), no_roots.to_str());
    assert!(said.starts_with("settings: "), "{said}");
}
