//! Ledgers that are refused, and ledgers that fail.

use serde_json::json;

use super::{LIST, PLAN, Ran, Stage, object, people, ran};
use crate::support::tatodesk;

#[test]
fn a_ledger_that_is_missing_or_restored_is_refused() {
    let stage = Stage::new(LIST);
    assert_eq!(
        stage.send(&["status"]).2,
        "error: there is no ledger tatodesk.ledger\n"
    );
    stage.plan(&[]);
    stage.send(&["run", "autumn", "--confirm", "2", "--limit", "1"]);
    std::fs::remove_file(stage.path("tatodesk.ledger-mark")).unwrap();
    let Ran(code, _, stderr) = stage.send(&["status"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--restored"), "{stderr}");
    assert!(
        stage
            .send(&["status", "--restored"])
            .1
            .ends_with("accepted 1, unknown 1\n")
    );
    assert!(stage.path("tatodesk.ledger-mark").exists());
}

/// The command under a limit on the size of files, as on a disk that is full.
fn on_a_full_disk(stage: &Stage, blocks: u32, arguments: &[&str]) -> Ran {
    let command = stage.command(arguments);
    let mut shell = std::process::Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    shell.args(["-c", &script]).arg(command.get_program());
    shell.args(command.get_args()).env_clear();
    shell.envs(
        command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    ran(shell.current_dir(stage.folder.path()))
}

#[test]
fn a_run_whose_disk_is_full_ends_with_a_code_of_its_own_and_goes_on_later() {
    let stage = Stage::new(&people(300));
    let Ran(code, stdout, stderr) = on_a_full_disk(&stage, 40, &plan());
    assert_eq!((code, stdout.as_str()), (1, ""), "{stderr}");
    assert!(
        stderr.starts_with("error: the ledger's database failed"),
        "{stderr}"
    );
    assert_eq!(stage.send(&["status"]).1, "\n");

    assert_eq!(stage.send(&plan()).0, 0);
    let size = std::fs::metadata(stage.path("tatodesk.ledger"))
        .unwrap()
        .len();
    let blocks = u32::try_from(size / 512).unwrap() + 200;
    let run = ["run", "autumn", "--confirm", "300"];
    let Ran(code, stdout, stderr) = on_a_full_disk(&stage, blocks, &run);
    assert_eq!((code, stdout.as_str()), (1, ""), "{stderr}");
    assert!(stderr.ends_with("run the same command again\n"), "{stderr}");
    let sent = stage.sandbox.deliveries().len();
    assert!((1..300).contains(&sent), "{sent}");
    let Ran(code, _, stderr) = on_a_full_disk(&stage, blocks, &[&run[..], &["--json"]].concat());
    assert_eq!(
        (code, &object(stderr.trim_end())["kind"]),
        (1, &json!("ledger"))
    );

    assert_eq!(stage.send(&run).0, 0);
    assert_eq!(stage.send(&["reconcile", "autumn"]).0, 0);
    let told = object(&stage.send(&["status", "autumn", "--json"]).1);
    let of = |state: &str| told[0]["counts"][state].as_u64().unwrap_or(0);
    let deliveries = stage.sandbox.deliveries();
    let people: std::collections::HashSet<&str> =
        deliveries.iter().map(|it| it.to.as_str()).collect();
    assert_eq!(people.len(), deliveries.len(), "doubled");
    assert_eq!(of("accepted") + of("absent") + of("unknown"), 300);
    assert!(of("accepted") <= people.len() as u64);
}

/// A plan of any list, as fast as it can go.
fn plan() -> Vec<&'static str> {
    [&PLAN[..], &["--rate", "1000000", "--dedupe"]].concat()
}

#[test]
fn a_ledger_that_cannot_be_used_is_named_as_the_cause() {
    let stage = Stage::new(LIST);
    std::fs::create_dir(stage.path("folder")).unwrap();
    for place in ["none/a.ledger", "folder"] {
        let Ran(code, stdout, stderr) =
            stage.send(&[&plan()[..], &["--ledger", place, "--json"]].concat());
        assert_eq!((code, stdout.as_str()), (1, ""), "{place}: {stderr}");
        assert_eq!(object(stderr.trim_end())["kind"], "ledger", "{place}");
    }
    std::fs::write(stage.path("text"), "no ledger, but a text\n".repeat(99)).unwrap();
    assert_eq!(stage.send(&["status", "--ledger", "text"]).0, 2);
    for option in [&["--promoted"][..], &["--lease", "9"]] {
        let run = ["run", "autumn", "--confirm", "2"];
        let Ran(code, _, stderr) = stage.send(&[&run[..], option].concat());
        assert_eq!(code, 2);
        assert!(stderr.contains("PostgreSQL"), "{stderr}");
    }
}

#[test]
fn results_of_a_file_that_is_damaged_fail() {
    let stage = Stage::new(&people(3000));
    assert_eq!(stage.send(&plan()).0, 0);
    let path = stage.path("tatodesk.ledger");
    let mut bytes = std::fs::read(&path).unwrap();
    let (from, to) = (bytes.len() / 2, bytes.len() * 3 / 4);
    bytes[from..to].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    let Ran(code, _, stderr) = stage.send(&["results", "autumn", "--json"]);
    assert_eq!(code, 1, "{stderr}");
    assert_eq!(object(stderr.trim_end())["kind"], "ledger");
}

/// Places with a password: some read as a database, some do not.
const SECRET: [&str; 13] = [
    "postgres://u:s3cr3t@127.0.0.1:1/d",
    "postgresql://u:s3cr3t@127.0.0.1:1/d",
    "postgres://127.0.0.1:1/d?user=u&password=s3cr3t",
    "postgres://u:s3cr3t@127.0.0.1:port/d",
    "postgres://u:s3cr3t@/d?sslmode=sometimes",
    "postgres://u:s3cr3t%ZZ@127.0.0.1:1/d",
    "POSTGRES://u:s3cr3t@127.0.0.1:1/d",
    "postgress://u:s3cr3t@127.0.0.1:1/d",
    "postgres:/u:s3cr3t@127.0.0.1/d",
    "mysql://u:s3cr3t@127.0.0.1:1/d",
    "u:s3cr3t@127.0.0.1/d",
    "host=127.0.0.1 port=1 user=u password=s3cr3t",
    "postgres://u:a b'\"s3cr3t@127.0.0.1:1/d",
];

#[test]
fn no_password_of_an_address_is_ever_printed() {
    let stage = Stage::new(LIST);
    for place in SECRET {
        let joined = format!("--ledger={place}");
        for given in [
            &["status", "--ledger", place][..],
            &["status", &joined],
            &["status", "--json", &joined],
            &[&plan()[..], &["--ledger", place]].concat(),
            // Slips of a person.
            &["status", "autumn", place],
            &["status", "autumn", place, "--json"],
            &["status", "--leger", place, place],
            &["results", place, "--ledger", place, "--output", place],
            &["run", "autumn", "--confirm", place],
            &[&plan()[..], &["--suppress", place]].concat(),
            &[place],
        ] {
            let Ran(code, stdout, stderr) = stage.send(given);
            assert!(matches!(code, 1 | 2), "{given:?}: {code}");
            assert!(!stderr.contains("s3cr3t"), "{given:?}: {stderr}");
            assert_eq!(stdout, "");
        }
    }
    let files = std::fs::read_dir(stage.folder.path()).unwrap();
    assert_eq!(files.count(), 3, "the list, and the ledger with its mark");
    let mut api = tatodesk(&[
        "api",
        "listHours",
        "--base-url",
        "http://u:s3cr3t@h",
        "http://u:s3cr3t@h",
    ]);
    assert!(!ran(&mut api).2.contains("s3cr3t"));
}

#[cfg(not(feature = "postgres"))]
#[test]
fn a_program_without_the_feature_says_which_it_needs() {
    let stage = Stage::new(LIST);
    let Ran(code, stdout, stderr) = stage.send(&["status", "--ledger", "postgres://u@h/d"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert_eq!(
        stderr,
        "error: this program was built without the feature `postgres`: cargo install tatodesk-cli --features postgres\n"
    );
}
