//! The pages and the scripts for maintainers are true: the README, the paths that pages name, the steps of CI.

mod paths;
mod readme;
#[cfg(unix)]
mod steps;
