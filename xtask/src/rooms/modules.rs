//! The modules of one crate, each with the files that it imports from. Tests are left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    files,
    paths::{self, ModulePath},
};

/// Each module of a crate that has a file, and the modules that it imports, without itself and its own children.
pub(crate) type Modules = BTreeMap<ModulePath, BTreeSet<ModulePath>>;

/// Reads the crate that begins with this file.
pub(crate) fn load(root: &Path, target: &str) -> Result<Modules, String> {
    let mut contents: BTreeMap<ModulePath, paths::Contents> = BTreeMap::new();
    let mut waiting = vec![(ModulePath::new(), target.to_owned())];
    while let Some((module, file)) = waiting.pop() {
        let text = files::read(root, &file)?;
        let syntax = syn::parse_file(&text).map_err(|error| format!("{file}: {error}"))?;
        let read = paths::read(&syntax, &module);
        let folder = folder(&file, module.is_empty());
        for child in &read.children {
            let below = module.iter().cloned().chain([child.name.clone()]).collect();
            waiting.push((below, locate(root, &file, &folder, child)?));
        }
        // A module that a feature replaces by another file has the paths of both.
        let entry = contents.entry(module).or_default();
        entry.paths.extend(read.paths);
        entry.names.extend(read.names);
    }
    let resolve = |module: &ModulePath| -> BTreeSet<ModulePath> {
        let named = contents[module].paths.iter();
        named
            .map(|path| defined_in(&contents, path, 0))
            .filter(|target| !target.starts_with(module))
            .collect()
    };
    Ok(contents
        .keys()
        .map(|module| (module.clone(), resolve(module)))
        .collect())
}

/// The folder in which the files of a file's child modules are.
fn folder(file: &str, root: bool) -> String {
    let (above, name) = file.rsplit_once('/').unwrap_or(("", file));
    match name {
        "mod.rs" => above.to_owned(),
        _ if root => above.to_owned(),
        _ => file.trim_end_matches(".rs").to_owned(),
    }
}

/// The file of a child module.
fn locate(root: &Path, file: &str, folder: &str, child: &paths::Child) -> Result<String, String> {
    if let Some(path) = &child.path {
        let (above, _) = file.rsplit_once('/').unwrap_or(("", file));
        return Ok(format!("{above}/{path}"));
    }
    let name = &child.name;
    [
        format!("{folder}/{name}.rs"),
        format!("{folder}/{name}/mod.rs"),
    ]
    .into_iter()
    .find(|path| root.join(path).exists())
    .ok_or_else(|| format!("{file}: the module {name} has no file"))
}

/// The module that defines what a path names. Follows re-exports to the definition.
fn defined_in(
    contents: &BTreeMap<ModulePath, paths::Contents>,
    path: &[String],
    depth: u8,
) -> ModulePath {
    let mut at = ModulePath::new();
    for (index, name) in path.iter().enumerate() {
        at.push(name.clone());
        if contents.contains_key(&at) {
            continue;
        }
        at.pop();
        // The bound is for names that re-export each other.
        let re_export = contents.get(&at).and_then(|module| module.names.get(name));
        if let Some(source) = re_export.filter(|_| depth < 16) {
            let further = source.iter().chain(&path[index + 1..]).cloned();
            return defined_in(contents, &further.collect::<Vec<_>>(), depth + 1);
        }
        break;
    }
    at
}
