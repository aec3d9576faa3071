//! What a benchmark counts of itself: it runs once more in a process of its own, under valgrind or as it is.

use std::{env, process::Command};

/// What is counted of a run.
#[derive(Clone, Copy, Debug)]
pub enum Counted {
    /// Instructions, by callgrind.
    Instructions,
    /// Allocations, by memcheck.
    Allocations,
    /// The number that the program prints behind this.
    Printed(&'static str),
}

impl Counted {
    /// Runs this program with `--run` and these arguments.
    ///
    /// # Panics
    /// If valgrind is not installed, the run fails, or it tells no number.
    pub fn of_run<A: AsRef<str>>(self, arguments: impl IntoIterator<Item = A>) -> f64 {
        let program = env::current_exe().expect("this program");
        let (tool, mark): (&[&str], _) = match self {
            Self::Instructions => (
                &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
                "Collected : ",
            ),
            Self::Allocations => (&["--tool=memcheck"], "total heap usage: "),
            Self::Printed(mark) => (&[], mark),
        };
        let mut command = match tool {
            [] => Command::new(program),
            tool => {
                let mut valgrind = Command::new("valgrind");
                valgrind.args(tool).arg(program);
                valgrind
            }
        };
        command.arg("--run");
        for argument in arguments {
            command.arg(argument.as_ref());
        }
        let output = match self {
            Self::Printed(_) => command.output().expect("this program"),
            _ => command.output().expect("this needs valgrind"),
        };
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        assert!(output.status.success(), "the run failed: {told}");
        let number = told.split(mark).nth(1).and_then(|told| {
            let number = told.split_whitespace().next()?;
            number.replace(',', "").parse().ok()
        });
        number.unwrap_or_else(|| panic!("the run told no number behind `{mark}`: {told}"))
    }
}
