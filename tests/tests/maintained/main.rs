//! The pages and the scripts for maintainers are true: the README, the cookbook, the paths that pages name, the first
//! sentences of folders and of public items, the steps of CI.

mod cookbook;
mod curl;
mod folders;
mod paths;
mod readme;
#[cfg(unix)]
mod spec_diff;
#[cfg(unix)]
mod steps;
mod summaries;
