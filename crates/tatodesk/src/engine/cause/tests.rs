//! Tests of the words: each is one of its own, and stands on the page about errors.

use std::collections::BTreeSet;

use super::*;
use crate::{Outcome, transport::connect::TlsCause};

const PAGE: &str = include_str!("../../docs/errors.md");

/// The variants without a value. It does not compile where one of the enum is missing.
macro_rules! every {
    ($cause:ident { $($unit:ident,)* $(; $($with:ident,)*)? }) => {{
        let _ = |cause: $cause| match cause {
            $($cause::$unit => (),)*
            $($($cause::$with(_) => (),)*)?
        };
        [$($cause::$unit),*]
    }};
}

fn connecting() -> Vec<ConnectCause> {
    let tls = every!(TlsCause {
        UnknownIssuer,
        WrongName,
        Expired,
        NotValidYet,
        Revoked,
        Certificate,
        NotSpoken,
        NothingInCommon,
        Alert,
        Other,
    });
    let mut all =
        every!(ConnectCause { Unresolved, Refused, Unreachable, Closed, Other, ; Tls, }).to_vec();
    all.extend(tls.map(ConnectCause::Tls));
    all
}

#[test]
fn each_cause_has_a_word_of_its_own_that_the_page_explains() {
    let mut all = every!(Cause {
        NotMade, ConnectionLost, UploadBroken, Middleware, Redirected, InBandError, Undecodable, NotAnObject, AnswerCut,
        AnswerTooLong, PageRepeated, PageChanged, ; Connect, Proxy, Timeout, Status,
    })
    .to_vec();
    all.push(Cause::Status(401));
    all.extend(connecting().into_iter().map(Cause::Connect));
    let proxies =
        every!(ProxyCause { SignIn, NoTunnel, HostUnreachable, Closed, Protocol, ; Connect, });
    all.extend(proxies.map(Cause::Proxy));
    let times = every!(TimeoutCause {
        Connect,
        Attempt,
        Call,
        Limits,
        HttpClient,
    });
    all.extend(times.map(Cause::Timeout));
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
