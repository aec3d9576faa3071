//! The README is true: its examples are the compiled ones. The table of endpoints names every endpoint with its function of
//! the facade.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use syn::{ImplItem, Item, ReturnType, Type};
use tatodesk::jiff::civil::date;
use tatodesk_sandbox::{Fault, Rule, Sandbox};

/// Files of the facade with their items.
fn facade() -> Vec<Item> {
    let mut items = Vec::new();
    let mut folders = vec![tests::root().join("crates/tatodesk/src")];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a readable file");
                items.extend(syn::parse_file(&text).expect("the facade parses").items);
            }
        }
    }
    items
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

/// The last segment of a path type and that of its first type argument, `Call` and `XRequest`. For a `Result`, those of its
/// success.
fn names(ty: &Type) -> (String, Option<String>) {
    let Type::Path(path) = ty else {
        return (String::new(), None);
    };
    let Some(last) = path.path.segments.last() else {
        return (String::new(), None);
    };
    let argument = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(names(ty)),
                _ => None,
            })
        }
        _ => None,
    };
    match argument {
        Some(success) if last.ident == "Result" => success,
        argument => (last.ident.to_string(), argument.map(|(name, _)| name)),
    }
}

/// The type of a section's handle and the method that gives it, from `section! { Name, method }`.
fn handle(item: &Item) -> Option<(String, String)> {
    let Item::Macro(item) = item else { return None };
    if !item.mac.path.is_ident("section") {
        return None;
    }
    let idents: Vec<String> = item
        .mac
        .tokens
        .clone()
        .into_iter()
        .filter_map(|token| match token {
            proc_macro2::TokenTree::Ident(ident) => Some(ident.to_string()),
            _ => None,
        })
        .collect();
    let [name, method] = idents.as_slice() else {
        return None;
    };
    Some((name.clone(), method.clone()))
}

/// `operation id -> section().function`, read from the facade's source.
fn calls() -> BTreeMap<String, String> {
    let items = facade();
    let functions = items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(item) if item.trait_.is_none() => Some(item),
            _ => None,
        })
        .flat_map(|item| {
            item.items
                .iter()
                .map(|member| (names(&item.self_ty).0, member))
        })
        .filter_map(|(owner, member)| match member {
            ImplItem::Fn(function) if matches!(function.vis, syn::Visibility::Public(_)) => {
                match &function.sig.output {
                    ReturnType::Type(_, ty) => {
                        Some((owner, function.sig.ident.to_string(), names(ty)))
                    }
                    ReturnType::Default => None,
                }
            }
            _ => None,
        })
        .collect::<Vec<_>>();
    let handles: BTreeMap<String, String> = functions
        .iter()
        .filter(|(owner, _, _)| owner == "Tatodesk")
        .map(|(_, name, (returned, _))| (returned.clone(), name.clone()))
        .chain(items.iter().filter_map(handle))
        .collect();
    let components = tests::components();
    let mut calls = BTreeMap::new();
    for (owner, name, (returned, argument)) in &functions {
        let Some(handle) = handles.get(owner) else {
            continue;
        };
        let id = match (returned.as_str(), argument) {
            ("Call", Some(request)) if request == "MediaUpload" => "uploadMedia".to_owned(),
            ("Call", Some(request)) => {
                let request = components.get(request).unwrap_or(request);
                let id = request.trim_end_matches("Request");
                id[..1].to_lowercase() + &id[1..]
            }
            _ => continue,
        };
        let before = calls.insert(id.clone(), format!("{handle}().{name}"));
        assert_eq!(before, None, "{id} has two functions");
    }
    calls
}

#[test]
fn the_table_of_endpoints() {
    let calls = calls();
    let mut table =
        String::from("| address | documented as | operationId | call |\n|---|---|---|---|\n");
    for operation in &tatodesk::OPERATIONS {
        let call = calls
            .get(operation.id)
            .unwrap_or_else(|| panic!("{} has no function", operation.id));
        writeln!(
            table,
            "| `{}{}` | {}: {} | `{}` | `{call}` |",
            operation.host(),
            operation.path,
            operation.section,
            operation.title,
            operation.id
        )
        .expect("writing to a string");
    }
    assert_eq!(calls.len(), 52);
    assert!(
        tests::read("crates/tatodesk/src/docs/endpoints.md").ends_with(&table),
        "the table of endpoints should be:\n\n{table}"
    );
}

#[test]
fn the_examples_are_those_that_are_compiled() {
    for name in ["readme", "report"] {
        let example = tests::read(&format!("crates/tatodesk/examples/{name}.rs"));
        let (_, body) = example
            .split_once("\n\n")
            .expect("a line about the file, then the example");
        assert!(
            tests::read("README.md").contains(&format!("```rust\n{body}```")),
            "the README shows something else than examples/{name}.rs"
        );
        let lines = body.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= 20, "{lines} lines");
    }
}

/// Runs the README's first example with this key against this server.
async fn run_example(key: Option<&str>, url: &str) -> (Option<i32>, String) {
    run(env!("CARGO_BIN_EXE_readme"), key, url).await
}

/// Runs an example. Returns whether it succeeded, and its last line, or what it says of its error.
async fn run(program: &str, key: Option<&str>, url: &str) -> (Option<i32>, String) {
    let mut example = std::process::Command::new(program);
    // A root that has signed nothing, so that a call over TLS does not need the machine's own roots.
    let root = tests::root().join("crates/tatodesk-cli/tests/black_box/root.pem");
    example.env_clear().env("SSL_CERT_FILE", root);
    example.env("TATODESK_BASE_URL", url);
    example.envs(key.map(|key| ("TATODESK_API_KEY", key)));
    let output = tokio::task::spawn_blocking(move || example.output())
        .await
        .expect("no panic")
        .expect("the example runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let (said, complained) = (text(output.stdout), text(output.stderr));
    let code = output.status.code();
    if code != Some(0) {
        assert!(!said.contains("reminder"), "{said}");
        return (code, complained);
    }
    (code, said.lines().last().unwrap_or_default().to_owned())
}

/// The key that the README gives to the sandbox.
fn documented_key() -> String {
    let readme = tests::read("README.md");
    let command = readme
        .lines()
        .find(|line| line.starts_with("TATODESK_API_KEY=") && line.ends_with("cargo run"))
        .expect("the README tells how to run its example");
    let (key, _) = command["TATODESK_API_KEY=".len()..]
        .split_once(' ')
        .expect("the key ends");
    key.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_ends_with_a_sentence_against_the_sandbox() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let (code, last) = run_example(Some(&documented_key()), sandbox.base_url()).await;
    assert_eq!((code, last.as_str()), (Some(0), "Marina has her reminder."));
    let deliveries = sandbox.deliveries();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0].to, "5581900000001");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_a_report_reads_all_rows() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let program = env!("CARGO_BIN_EXE_report");
    let (code, last) = run(program, Some(&documented_key()), sandbox.base_url()).await;
    let tatodesk = tatodesk::Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()
        .expect("a client");
    let days = date(2024, 1, 1)..=date(2025, 6, 20);
    let page = tatodesk.reports().in_person_services(days).limit(1).await;
    let count = page.expect("a page").count().expect("a count");
    assert!(count > 10, "{count}");
    assert_eq!((code, last), (Some(0), format!("{count} services")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_that_fails_says_why() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let refused = Rule::once(Fault::in_band(
        serde_json::json!({"message": "No credit left"}),
    ));
    sandbox.add_fault(refused.on("sendSms")).expect("a rule");
    let key = documented_key();
    let url = sandbox.base_url();
    let closed = tests::closed::Closed::take();
    for (key, url, reason) in [
        (Some("another-key"), url, "listAttendanceUnitsByUser"),
        (Some(key.as_str()), url, "No credit left"),
        (Some(&key), &closed.url(), "no connection to 127.0.0.1"),
        (Some(&key), "nowhere", "TATODESK_BASE_URL"),
        (None, url, "TATODESK_API_KEY"),
    ] {
        let (code, said) = run_example(key, url).await;
        assert_eq!(code, Some(1), "{said}");
        let (first, facts) = said.split_once('\n').expect("a line");
        assert!(first.starts_with("Error: "), "{said}");
        assert!(first.contains(reason), "{reason}: {said}");
        // A call's error has facts below its sentence, and an error of the configuration has none.
        let is_call = first.starts_with("Error: list") || first.starts_with("Error: send");
        assert_eq!(facts.contains("\n  cause: "), is_call, "{said}");
        // A derived `Debug` puts braces around the members.
        assert!(!said.contains(['{', '}']), "{said}");
    }
    assert!(sandbox.deliveries().is_empty());
}
