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
