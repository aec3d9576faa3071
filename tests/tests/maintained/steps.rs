//! `.ci/steps`: a step that fails ends the run, in the foreground or beside it, and no output is lost.

use std::process::Command;

/// Runs this script after `.ci/steps`. Returns its exit code and standard output.
fn run(script: &str) -> (i32, String) {
    let script = format!("set -euo pipefail\n. .ci/steps\n{script}");
    let mut bash = Command::new("bash");
    bash.args(["-c", &script]).current_dir(tests::root());
    let output = bash.output().expect("bash runs");
    let text = String::from_utf8(output.stdout).expect("text");
    (output.status.code().expect("an exit code"), text)
}

/// The place of each of these in the output. Each must be there once, in this order.
fn in_order(output: &str, texts: &[&str]) {
    let places: Vec<usize> = texts
        .iter()
        .map(|text| {
            assert_eq!(output.matches(text).count(), 1, "{text} in {output}");
            output.find(text).expect("counted above")
        })
        .collect();
    assert!(places.is_sorted(), "{texts:?} in {output}");
}

#[test]
fn the_output_of_a_background_step_comes_in_one_piece() {
    let (code, output) = run("two() { echo one; echo two; }
         beside background two
         join background
         step foreground echo three
         join_all
         echo end");
    assert_eq!(code, 0, "{output}");
    let texts = [
        "background: starts",
        "background: ended with 0",
        "one\ntwo\n",
        "foreground",
        "three",
        "end\n",
    ];
    in_order(&output, &texts);
}

#[test]
fn a_background_step_that_fails_ends_the_run_where_it_is_joined() {
    for join in ["join background", "join_all"] {
        let (code, output) = run(&format!(
            "bad() {{ echo before; false; echo after; }}
             beside background bad
             {join}
             echo unreached"
        ));
        assert_eq!(code, 1, "{output}");
        in_order(&output, &["background: ended with 1", "before"]);
        assert!(!output.contains("after") && !output.contains("unreached"));
    }
}

#[test]
fn a_background_step_that_fails_ends_the_run_before_the_next_step() {
    let (code, output) = run("bad() { echo before; exit 7; }
         beside background bad
         while :; do step foreground true; done");
    assert_eq!(code, 7, "{output}");
    in_order(&output, &["background: ended with 7", "before"]);
}

#[test]
fn a_step_that_fails_stops_the_background_steps_and_shows_their_output() {
    let (code, output) = run(
        "endless() { echo \"process $BASHPID\"; exec tail -f /dev/null; }
         beside background endless
         until grep -q process \"$logs/background\"; do :; done
         step foreground sh -c 'exit 3'
         echo unreached",
    );
    assert_eq!(code, 3, "{output}");
    in_order(&output, &["foreground", "background: stopped", "process "]);
    assert!(!output.contains("unreached"));
    let process = output
        .lines()
        .find_map(|line| line.strip_prefix("process "));
    let process = process.expect("the number of the process");
    let mut kill = Command::new("kill");
    let alive = kill.args(["-0", process]).output().expect("kill runs");
    assert!(!alive.status.success(), "{process} still runs");
}

#[test]
fn a_background_step_that_nothing_joins_is_shown_at_the_end() {
    let (code, output) = run("beside background true\nexit 0");
    assert_eq!(code, 0, "{output}");
    in_order(&output, &["background: starts", "background: stopped"]);
}

#[test]
fn a_background_step_that_has_ended_before_is_joined_once() {
    let (code, output) = run("beside background true
         until ! kill -0 \"${beside_pids[background]}\" 2>/dev/null; do :; done
         step foreground echo one
         join background
         join_all
         echo end");
    assert_eq!(code, 0, "{output}");
    let texts = ["background: ended with 0", "foreground", "one", "end\n"];
    in_order(&output, &texts);
}
