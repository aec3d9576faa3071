//! Each channel meets each fault, through the engine: what ends as which state, and how many messages arrived.

use std::fmt::Write as _;

use tatodesk_sandbox::{Fault, Garbage, Rule, StatusBody};
use tokio::net::TcpSocket;

use super::support::{APP, client, folder, phone, sandbox};
use crate::{
    Campaign, Channel, Header, Ledger,
    RecipientState::{self, Accepted, NotSent, Rejected, Unknown},
    Row, RunOptions,
};

/// Each fault with the state that it ends as, and whether its message arrives.
fn faults() -> Vec<(&'static str, Option<Fault>, RecipientState, usize)> {
    let status = |status, commit| Fault::Status {
        status,
        retry_after: None,
        body: StatusBody::Envelope,
        commit,
    };
    let garbage = |body| Fault::Garbage { body, commit: true };
    vec![
        ("none", None, Accepted, 1),
        (
            "compressed without being asked",
            Some(Fault::Gzip),
            Accepted,
            1,
        ),
        (
            "reset before it is read",
            Some(Fault::reset_before_reading()),
            Unknown,
            0,
        ),
        (
            "reset after it is read",
            Some(Fault::reset_after_reading()),
            Unknown,
            0,
        ),
        ("answer lost", Some(Fault::commit_then_drop()), Unknown, 1),
        (
            "answer cut in its head",
            Some(Fault::Cut {
                of: tatodesk_sandbox::Of::Answer,
                at: 17,
                reset: true,
            }),
            Unknown,
            1,
        ),
        (
            "answer cut in its body",
            Some(Fault::cut_body(1)),
            Unknown,
            1,
        ),
        ("status 400", Some(status(400, false)), Rejected, 0),
        ("status 401", Some(status(401, false)), Rejected, 0),
        ("status 408", Some(status(408, false)), Unknown, 0),
        ("status 422", Some(status(422, false)), Rejected, 0),
        ("status 429", Some(status(429, false)), Rejected, 0),
        ("status 500", Some(status(500, false)), Unknown, 0),
        ("status 503 that acts", Some(status(503, true)), Unknown, 1),
        (
            "error in a success",
            Some(Fault::in_band("no")),
            Rejected,
            0,
        ),
        ("a page", Some(garbage(Garbage::Html)), Unknown, 1),
        (
            "half of the answer",
            Some(garbage(Garbage::TruncatedJson)),
            Unknown,
            1,
        ),
        ("nothing", Some(garbage(Garbage::Empty)), Unknown, 1),
        ("no object", Some(garbage(Garbage::NotAnObject)), Unknown, 1),
    ]
}

fn campaign(channel: Channel, name: &str) -> Campaign {
    let campaign = Campaign::new(name, channel, APP, "appointment_confirmed").rate(1e6);
    match channel {
        Channel::WhatsApp => {
            campaign.header(Header::ImageLink("https://example.com/logo.png".into()))
        }
        _ => campaign,
    }
}

#[tokio::test]
async fn every_channel_meets_every_fault() {
    let (_folder, path) = folder();
    let (ledger, sandbox) = (Ledger::open(path).unwrap(), sandbox().await);
    // A port that is taken and never listens: no other test can open it meanwhile.
    let taken = TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let nowhere = client(&format!("http://{}", taken.local_addr().unwrap()));
    let client = client(sandbox.base_url());
    let mut table = String::new();
    for channel in Channel::ALL {
        for (what, fault, state, arrives) in faults() {
            let name = format!("{channel} {what}");
            let to = if *channel == Channel::Email {
                "marina@example.com".into()
            } else {
                phone(1)
            };
            ledger
                .plan(
                    &campaign(*channel, &name),
                    [Ok(Row::new(1, to, ["Marina", "28/01/2026"]))],
                )
                .unwrap();
            sandbox.clear_deliveries();
            if let Some(fault) = fault {
                sandbox.add_fault(Rule::once(fault)).unwrap();
            }
            let report = ledger
                .run(&name, &client, RunOptions::confirm(1), |_| ())
                .await
                .unwrap();
            // Later campaigns of the app do not wait for the pause of a 429.
            ledger
                .store()
                .write(|tx| Ok(tx.execute("UPDATE pace SET paused_until = 0", [])?))
                .unwrap();
            sandbox.clear_faults();
            assert_eq!(
                report.status.count(state),
                1,
                "{name}: {:?}",
                report.status.counts
            );
            assert_eq!(sandbox.deliveries().len(), arrives, "{name}");
            writeln!(table, "{name:<40} {state:<10} arrived {arrives}").unwrap();
        }
        let name = format!("{channel} refused");
        let to = if *channel == Channel::Email {
            "marina@example.com".into()
        } else {
            phone(1)
        };
        ledger
            .plan(
                &campaign(*channel, &name),
                [Ok(Row::new(1, to, ["Marina", "28/01/2026"]))],
            )
            .unwrap();
        let report = ledger
            .run(&name, &nowhere, RunOptions::confirm(1), |_| ())
            .await
            .unwrap();
        assert_eq!(report.status.count(NotSent), 1, "{name}");
        writeln!(table, "{name:<40} {NotSent:<10} arrived 0").unwrap();
    }
    #[allow(clippy::print_stdout)] // the table is what a person reads of this test
    {
        println!("{table}");
    }
}
