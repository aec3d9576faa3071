//! Circles of imports: groups of modules that import each other, directly or through others.

use std::collections::BTreeSet;

use super::{Findings, modules::Modules, paths::ModulePath};

/// The circles of the crate that begins with the file `target`, and who imports whom in each.
pub(crate) fn find(target: &str, modules: &Modules) -> Findings {
    let mut findings = Findings::new();
    let mut done: BTreeSet<&ModulePath> = BTreeSet::new();
    for module in modules.keys() {
        if done.contains(module) {
            continue;
        }
        let ahead = reachable(modules, module);
        let circle: Vec<&ModulePath> = modules
            .keys()
            .filter(|other| {
                other == &module
                    || ahead.contains(other) && reachable(modules, other).contains(module)
            })
            .collect();
        done.extend(&circle);
        if circle.len() > 1 {
            let names: Vec<String> = circle.iter().map(|module| name(module)).collect();
            let help: Vec<String> = circle
                .iter()
                .map(|module| {
                    let inside = modules[*module]
                        .iter()
                        .filter(|other| circle.contains(other));
                    let inside: Vec<String> = inside.map(name).collect();
                    format!("{} imports from {}", name(module), inside.join(", "))
                })
                .collect();
            findings.insert(
                format!("circle in {target}: {}", names.join(" ")),
                help.join("\n  "),
            );
        }
    }
    findings
}

/// Every module that `from` imports, directly or through others.
fn reachable<'m>(modules: &'m Modules, from: &ModulePath) -> BTreeSet<&'m ModulePath> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&ModulePath> = modules[from].iter().collect();
    while let Some(module) = waiting.pop() {
        if reached.insert(module) {
            waiting.extend(modules.get(module).into_iter().flatten());
        }
    }
    reached
}

/// `engine/retry`; the crate's root has the name of its file.
fn name(module: &ModulePath) -> String {
    match module.is_empty() {
        true => "(root)".to_owned(),
        false => module.join("/"),
    }
}
