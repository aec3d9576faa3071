//! Arguments and environment: what is refused before anything is sent, and what reaches the server.

use crate::server::{Reply, Server};
use crate::support::{KEY, READ, READ_ANSWER, Ran, api, run, tatodesk};

/// Runs with these arguments after `api`, and a key; nothing may be sent, and the line must hold this text.
fn refused(arguments: &[&str], text: &str) -> Ran {
    let server = Server::once(Reply::ok(READ_ANSWER));
    let ran = run(api(&server, arguments));
    assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
    assert!(ran.line().contains(text), "{text}: {ran:?}");
    let ran = run({
        let mut command = api(&server, arguments);
        command.arg("--json");
        command
    });
    assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
    assert!(
        ran.report("usage")["message"]
            .as_str()
            .unwrap_or_default()
            .contains(text),
        "{text}: {ran:?}"
    );
    assert!(server.requests().is_empty(), "nothing is sent");
    ran
}

#[test]
fn a_wrong_command_line_is_one_line_and_exit_2() {
    refused(&[], "OPERATION");
    refused(&[READ, "--boddy", "{}"], "'--boddy'");
    refused(&[READ, "second"], "'second'");
    refused(
        &[READ, "--body", "{}", "--form", "media=x"],
        "cannot be used with",
    );
    refused(&[READ, "--list"], "cannot be used with");
    refused(&[READ, "--body"], "--body");
    for timeout in ["0", "-1", "soon", "NaN", "inf", "1e300", ""] {
        refused(&[READ, "--timeout", timeout], "'--timeout <SECONDS>'");
    }
    for retries in ["-1", "1.5", "4294967296"] {
        refused(&[READ, "--retries", retries], "'--retries <N>'");
    }
    let ran = run(tatodesk(&["apy"]));
    assert_eq!(ran.code, 2);
    assert!(ran.line().contains("'apy'"), "{ran:?}");
}

#[test]
fn an_unknown_operation_comes_with_a_suggestion() {
    let ran = refused(&["listCompanyByUser"], "listCompaniesByUser");
    assert_eq!(ran.report("usage")["operation"], "listCompanyByUser");
    refused(&["LISTCOMPANIESBYUSER"], "listCompaniesByUser");
    refused(&["zzzzzzzzzzz"], "--list");
    refused(&["new\nline"], "`new");
}

#[test]
fn a_missing_key_is_exit_2_for_loopback_too() {
    let server = Server::once(Reply::ok(READ_ANSWER));
    for key in [None, Some("")] {
        let mut command = api(&server, &[READ]);
        match key {
            None => command.env_remove("TATODESK_API_KEY"),
            Some(empty) => command.env("TATODESK_API_KEY", empty),
        };
        let ran = run(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.line().contains("TATODESK_API_KEY"), "{ran:?}");
    }
    let ran = refused(&[READ, "--api-key", ""], "key");
    assert_eq!(ran.report("usage")["operation"], READ);
    refused(&[READ, "--api-key", "two\nlines"], "key");
    assert!(server.requests().is_empty());
}

#[test]
fn the_key_argument_wins_over_the_environment() {
    let server = Server::once(Reply::ok(READ_ANSWER));
    let ran = run(api(&server, &[READ, "--api-key", "another-key"]));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        server.request().header("tatodesk-api-key"),
        Some("another-key")
    );
}

#[test]
fn the_request_is_what_the_api_expects() {
    let server = Server::once(Reply::ok(READ_ANSWER));
    let ran = run(api(&server, &[READ, "--body", r#"{"isActive":1}"#]));
    assert_eq!(ran.code, 0, "{ran:?}");
    let request = server.request();
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, "/dl/pa/listCompaniesByUser");
    assert_eq!(request.header("tatodesk-api-key"), Some(KEY));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("api-version"), None);
    assert_eq!(request.json(), serde_json::json!({"isActive": 1}));
}

#[test]
fn the_base_url_comes_from_the_environment_and_keeps_its_path() {
    for url_end in ["", "/", "/proxy/tato", "/proxy/tato/"] {
        let server = Server::once(Reply::ok(READ_ANSWER));
        let mut command = tatodesk(&["api", READ]);
        command
            .env("TATODESK_API_KEY", KEY)
            .env("TATODESK_BASE_URL", format!("{}{url_end}", server.url()));
        let ran = run(command);
        assert_eq!(ran.code, 0, "{ran:?}");
        let path = format!(
            "{}/dl/pa/listCompaniesByUser",
            url_end.trim_end_matches('/')
        );
        assert_eq!(server.request().target, path);
    }
}

#[test]
fn every_name_of_this_machine_is_loopback() {
    let server = Server::once(Reply::ok(READ_ANSWER));
    let own = server.url();
    for (host, code) in [
        ("localhost", 0),
        ("LOCALHOST", 0),
        ("127.0.0.2", 4),
        ("[::1]", 4),
    ] {
        server.answer_with(Reply::ok(READ_ANSWER));
        let url = own.replace("127.0.0.1", host);
        let mut command = tatodesk(&["api", READ, "--retries", "0", "--base-url", &url]);
        command.env("TATODESK_API_KEY", KEY);
        assert_eq!(run(command).code, code, "{host}");
    }
}

#[test]
fn a_base_url_that_says_too_much_is_refused_without_being_repeated() {
    for rest in ["/?tenant=4711", "/#4711"] {
        let server = Server::once(Reply::ok(READ_ANSWER));
        let mut command = tatodesk(&[
            "api",
            READ,
            "--base-url",
            &format!("{}{rest}", server.url()),
        ]);
        command.env("TATODESK_API_KEY", KEY);
        let ran = run(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(!ran.line().contains("4711"), "{ran:?}");
        assert!(server.requests().is_empty());
    }
    let mut command = tatodesk(&["api", READ, "--base-url", "https://joana:4711@127.0.0.1:1"]);
    command.env("TATODESK_API_KEY", KEY);
    let ran = run(command);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(!ran.line().contains("4711"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf8_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = std::ffi::OsStr::from_bytes(b"\xff");
    let mut at_argument = tatodesk(&["api", READ, "--json", "--body"]);
    at_argument.arg(bytes).env("TATODESK_API_KEY", KEY);
    let mut at_operation = tatodesk(&["api", "--json"]);
    at_operation.arg(bytes);
    let mut at_key = tatodesk(&["api", READ, "--json"]);
    at_key.env("TATODESK_API_KEY", bytes);
    let mut at_url = tatodesk(&["api", READ, "--json"]);
    at_url
        .env("TATODESK_API_KEY", KEY)
        .env("TATODESK_BASE_URL", bytes);
    for command in [at_argument, at_operation, at_key, at_url] {
        let ran = run(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.report("usage");
    }
}

#[test]
fn one_base_url_takes_the_place_of_all_hosts() {
    for (operation, path) in [
        (READ, "/dl/pa/listCompaniesByUser"),
        ("listObject", "/crm/v1/listObject"),
        ("listDepartments", "/cc/v1/listDepartments"),
    ] {
        let server = Server::once(Reply::ok(r#"{"error":null}"#));
        let ran = run(api(&server, &[operation]));
        assert_eq!(server.requests().len(), 1, "{ran:?}");
        assert_eq!(server.request().target, path);
    }
}

#[test]
fn a_base_url_that_would_carry_the_key_in_the_open_is_refused() {
    for url in [
        "http://tatodesk.example",
        "ftp://127.0.0.1",
        "tatodesk",
        "",
        "http://",
    ] {
        let mut command = tatodesk(&["api", READ, "--base-url", url, "--json"]);
        let ran = run({
            command.env("TATODESK_API_KEY", KEY);
            command
        });
        assert_eq!(ran.code, 2, "{url}: {ran:?}");
        ran.report("usage");
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    for arguments in [
        &["--help"] as &[&str],
        &["api", "--help"],
        #[cfg(feature = "tour")]
        &["tour", "--help"],
        &["--version"],
    ] {
        let ran = run(tatodesk(arguments));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stderr.is_empty() && !ran.stdout.is_empty(), "{ran:?}");
    }
    let ran = run({
        let mut command = tatodesk(&["api", "--help"]);
        command.env("TATODESK_API_KEY", KEY);
        command
    });
    assert!(
        !String::from_utf8_lossy(&ran.stdout).contains(KEY),
        "help never shows the key"
    );
    let ran = run(tatodesk(&[]));
    assert_eq!(ran.code, 2);
}

#[test]
fn a_product_may_have_a_key_of_its_own() {
    for (operation, argument, key) in [
        (READ, None, KEY),
        ("listObject", None, "crm-key"),
        ("listObject", Some("given-key"), "given-key"),
    ] {
        let server = Server::once(Reply::ok(r#"{"error":null}"#));
        let mut command = api(&server, &[operation]);
        command
            .env("TATODESK_CRM_API_KEY", "crm-key")
            .args(argument.map(|key| format!("--api-key={key}")));
        assert_eq!(run(command).code, 0);
        assert_eq!(server.request().header("tatodesk-api-key"), Some(key));
    }
    let mut command = tatodesk(&["api", READ]);
    command.env("TATODESK_CRM_API_KEY", "crm-key");
    assert_eq!(run(command).code, 2, "the key of another product is no key");
}

#[test]
fn a_refused_setting_is_named_as_it_was_given() {
    let refused = |arguments: &[&str], variables: &[(&str, &str)], place: &str| {
        let mut command = tatodesk(arguments);
        command.envs(variables.iter().copied());
        let ran = run(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.line().contains(place), "{place}: {ran:?}");
    };
    refused(
        &["api", READ, "--base-url", "nowhere"],
        &[("TATODESK_API_KEY", KEY)],
        "--base-url",
    );
    let variables = [("TATODESK_API_KEY", KEY), ("TATODESK_BASE_URL", "nowhere")];
    refused(&["api", READ], &variables, "TATODESK_BASE_URL");
    refused(
        &["api", READ],
        &[("TATODESK_API_KEY", "two\nlines")],
        "TATODESK_API_KEY",
    );
    refused(&["api", READ, "--api-key", "two\nlines"], &[], "--api-key");
}
