//! `tatodesk tour`.

use crate::server::{Reply, Server};
use crate::support::{KEY, finish, run, start, tatodesk};

#[test]
fn the_tour_does_the_main_job_and_says_so() {
    let ran = run(tatodesk(&["tour"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let text = String::from_utf8(ran.stdout).expect("UTF-8");
    let mut rest = text.as_str();
    for step in [
        "list_companies",
        "list_categories",
        "list_types",
        "list_regions",
        "list_units",
        "list_dates",
        "list_periods",
        "list_hours",
        "create_appointment",
        "booked under protocol",
        "get_appointment",
        "Outcome::Rejected",
        "upload_media",
        "whatsapp().send_template",
        "sms().send_template",
        "digital_services",
        "create_record",
        "edit_record",
        "Settled",
        "delivery log",
        "whatsapp",
        "with an image",
        "sms",
        "calls",
    ] {
        let found = rest
            .find(step)
            .unwrap_or_else(|| panic!("{step} is missing, or not in its place:\n{text}"));
        rest = &rest[found..];
    }
    assert!(
        text.lines().all(|line| line.trim_end() == line),
        "no blanks at line ends"
    );
    let longest = text.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(110), "{longest:?}");
    assert!(
        text.contains("1 file uploaded, 2 messages delivered"),
        "{text}"
    );
}

#[test]
fn steps_are_numbered_without_a_gap() {
    let ran = run(tatodesk(&["tour"]));
    let text = String::from_utf8(ran.stdout).expect("UTF-8");
    let numbers: Vec<usize> = text
        .lines()
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .split_once(".  ")?
                .0
                .trim()
                .parse()
                .ok()
        })
        .collect();
    assert!(numbers.len() > 15, "{text}");
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
}

#[test]
fn the_tour_never_leaves_this_machine() {
    let real = Server::once(Reply::ok("{}"));
    let mut command = tatodesk(&["tour"]);
    command
        .env("TATODESK_BASE_URL", real.url())
        .env("TATODESK_API_KEY", KEY)
        .env("HTTP_PROXY", real.url());
    assert_eq!(run(command).code, 0);
    assert!(real.requests().is_empty());
}

#[test]
fn a_closed_standard_output_ends_the_tour_quietly() {
    let mut child = start(&mut tatodesk(&["tour"]));
    drop(child.stdout.take());
    let ran = finish(child);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
