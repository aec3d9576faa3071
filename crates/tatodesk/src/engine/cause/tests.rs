//! Tests of the words: each is one of its own, and stands on the page about errors.

use std::collections::BTreeSet;

use super::*;
use crate::{Outcome, transport::connect::TlsCause};

const PAGE: &str = include_str!("../../docs/errors.md");

fn connecting() -> Vec<ConnectCause> {
    use ConnectCause::{Closed, Other, Refused, Tls, Unreachable, Unresolved};

    let tls = [
        TlsCause::UnknownIssuer,
        TlsCause::WrongName,
        TlsCause::Expired,
        TlsCause::NotValidYet,
        TlsCause::Revoked,
        TlsCause::Certificate,
        TlsCause::NotSpoken,
        TlsCause::NothingInCommon,
        TlsCause::Alert,
        TlsCause::Other,
    ];
    let mut all = vec![Unresolved, Refused, Unreachable, Closed, Other];
    all.extend(tls.map(Tls));
    all
}

#[test]
fn each_cause_has_a_word_of_its_own_that_the_page_explains() {
    let mut all = vec![
        Cause::NotMade,
        Cause::ConnectionLost,
        Cause::UploadBroken,
        Cause::Middleware,
        Cause::Redirected,
        Cause::Status(401),
        Cause::InBandError,
        Cause::Undecodable,
        Cause::NotAnObject,
        Cause::AnswerCut,
        Cause::AnswerTooLong,
        Cause::PageRepeated,
        Cause::PageChanged,
    ];
    all.extend(connecting().into_iter().map(Cause::Connect));
    all.extend(
        [
            ProxyCause::SignIn,
            ProxyCause::NoTunnel,
            ProxyCause::HostUnreachable,
            ProxyCause::Closed,
            ProxyCause::Protocol,
        ]
        .map(Cause::Proxy),
    );
    all.extend(
        [
            TimeoutCause::Connect,
            TimeoutCause::Attempt,
            TimeoutCause::Call,
            TimeoutCause::Limits,
            TimeoutCause::HttpClient,
        ]
        .map(Cause::Timeout),
    );
    let words: BTreeSet<String> = all.iter().map(Cause::to_string).collect();
    assert_eq!(words.len(), all.len(), "{words:?}");
    let rows: String = PAGE
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.split('|').nth(1))
        .collect();
    for word in &words {
        assert!(rows.contains(&format!("`{word}`")), "{word}");
    }
    // That of a proxy which was not reached is the same with a word before it.
    for cause in connecting() {
        let proxy = Cause::Proxy(ProxyCause::Connect(cause)).to_string();
        assert_eq!(proxy, format!("proxy_{cause}"));
    }
}

#[test]
fn serde_writes_the_words_that_are_displayed() {
    fn json(value: impl Serialize) -> String {
        serde_json::to_string(&value).unwrap()
    }

    for cause in [Cause::Status(503), Cause::InBandError] {
        assert_eq!(json(cause), format!("\"{cause}\""));
    }
    for peer in [Peer::Tatodesk, Peer::Proxy] {
        assert_eq!(json(peer), format!("\"{peer}\""));
    }
    for outcome in [
        Outcome::NotSent,
        Outcome::Rejected,
        Outcome::Accepted,
        Outcome::Unknown,
    ] {
        let written = json(outcome);
        assert_eq!(written, format!("\"{outcome}\""));
        assert_eq!(outcome.to_string(), outcome.as_str());
        assert_eq!(serde_json::from_str::<Outcome>(&written).unwrap(), outcome);
    }
}
