use super::*;

/// A replica that took over during a run may miss commits, whatever its address is.
#[tokio::test]
async fn a_server_that_was_replaced_while_the_ledger_is_open_begins_nothing() {
    let Ok(url) = std::env::var("TATODESK_TEST_POSTGRES") else {
        #[allow(clippy::print_stderr)] // a test that is skipped says so
        {
            eprintln!("skipped: no PostgreSQL in TATODESK_TEST_POSTGRES; .ci/postgres starts one");
        }
        return;
    };
    let schema = format!("replaced_{}", std::process::id());
    let connect = Connect::new(&url).unwrap().schema(&schema).unwrap();
    let ledger = connect.open().await.unwrap();
    let mut connect = ledger.connect().clone();
    assert!(connect.session(true).await.is_ok());
    connect.server = Some("another server".to_owned());
    let refused = connect.session(true).await.map(drop);
    assert!(matches!(refused, Err(Error::Restored(_))), "{refused:?}");
}

/// Each way to ask for TLS is taken with the feature, and refused in plain words without it.
#[test]
fn an_address_that_wants_tls_is_never_taken_in_vain() {
    let taken = cfg!(feature = "rustls");
    for (address, wants_tls) in [
        (
            "postgres://marina:geheim@db.example/ledger?sslmode=require",
            true,
        ),
        (
            "postgres://marina:geheim@db.example/ledger?sslmode=verify-full",
            true,
        ),
        (
            "postgres://db.example/ledger?application_name=a&sslmode=verify-ca",
            true,
        ),
        ("host=db.example user=marina sslmode=verify-full", true),
        ("postgres://db.example/ledger?sslmode=prefer", false),
        ("postgres://db.example/ledger?sslmode=disable", false),
        ("postgres://db.example/ledger", false),
    ] {
        let connect = Connect::new(address);
        assert_eq!(connect.is_ok(), taken || !wants_tls, "{address}");
        if let Err(error) = connect {
            assert!(error.to_string().contains("the feature rustls"));
        }
    }
}
