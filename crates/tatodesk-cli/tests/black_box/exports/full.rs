//! Places without room and places that take nothing: one line, exit code 1, and nothing half-written.

use std::fs;
use std::process::{Command, Stdio};

use super::{export, names, sandbox};
use crate::support::{Ran, run};

/// The same command under a limit on the size of files, which fails a write as a full disk does.
fn limited(command: &Command, blocks: u32) -> Command {
    let mut limited = Command::new("sh");
    let variables = command.get_envs();
    limited
        .env_clear()
        .envs(variables.filter_map(|(name, value)| Some((name, value?))));
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    limited
        .args(["-c", &script])
        .arg(command.get_program())
        .args(command.get_args());
    limited
}

async fn ran(command: Command) -> Ran {
    let run = tokio::task::spawn_blocking(move || run(command));
    run.await.expect("it runs")
}

#[tokio::test]
async fn a_full_disk_leaves_the_old_file_or_none() {
    let sandbox = sandbox().await;
    for name in ["a.csv", "a.jsonl", "a.parquet"] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(name);
        let arguments = ["-o", file.to_str().expect("UTF-8"), "--page-size", "10"];
        let command = || export(sandbox.base_url(), sandbox.api_key(), "tickets", &arguments);
        // Blocks have 512 or 1024 bytes, and each format writes more than two of them.
        for (blocks, old) in [(0, None), (2, None), (2, Some("old"))] {
            if let Some(old) = old {
                fs::write(&file, old).expect("a file");
            }
            let ran = ran(limited(&command(), blocks)).await;
            assert_eq!(ran.code, 1, "{ran:?}");
            assert!(
                ran.line().contains(&format!("{name} cannot be written: ")),
                "{ran:?}"
            );
            assert_eq!(fs::read_to_string(&file).ok().as_deref(), old);
            assert_eq!(names(folder.path()).len(), usize::from(old.is_some()));
        }
        let ran = ran(command()).await;
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn standard_output_without_room_is_one_line() {
    let sandbox = sandbox().await;
    for format in ["jsonl", "csv", "csv-for-excel", "parquet"] {
        let arguments = ["-o", "-", "--format", format];
        let mut command = export(sandbox.base_url(), sandbox.api_key(), "tickets", &arguments);
        let full = fs::File::create("/dev/full").expect("the device");
        command.stdout(full).stderr(Stdio::piped());
        let done = tokio::task::spawn_blocking(move || command.output()).await;
        let done = done.expect("it runs").expect("it starts");
        let told = String::from_utf8(done.stderr).expect("UTF-8");
        assert_eq!(
            (done.status.code(), told.lines().count()),
            (Some(1), 1),
            "{told}"
        );
        assert!(told.contains("cannot be written: "), "{told}");
    }
}
