//! Every method that sends documents what a dropped future means: those that return a future, and those that return a call
//! which changes something. The test reads the facade's source.

use std::{collections::BTreeMap, path::Path};

use quote::ToTokens as _;
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, ReturnType, Signature, Visibility};
use tatodesk::{Effect, OPERATIONS};

/// A public function, or a type that can be awaited.
struct Place {
    name: String,
    /// Its documentation, on one line.
    docs: String,
    /// Its return type, as tokens.
    gives: String,
}

/// The public functions of the facade's types, and the types that are awaited themselves.
fn places() -> Vec<Place> {
    let (mut places, mut types, mut awaited) = (Vec::new(), Vec::new(), Vec::new());
    let mut folders = vec![tests::root().join("crates/tatodesk/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                read(&path, &mut places, &mut types, &mut awaited);
            }
        }
    }
    types.retain(|place: &Place| awaited.contains(&place.name));
    assert_eq!(types.len(), awaited.len(), "{awaited:?}");
    places.extend(types);
    places
}

fn read(path: &Path, places: &mut Vec<Place>, types: &mut Vec<Place>, awaited: &mut Vec<String>) {
    let text = std::fs::read_to_string(path).expect("a readable file");
    for item in syn::parse_file(&text).expect("the facade parses").items {
        match item {
            Item::Impl(item) => {
                let owner = name(&item.self_ty);
                if let Some((_, of, _)) = &item.trait_ {
                    let of = &of.segments.last().expect("a path").ident;
                    if ["IntoFuture", "Future", "Stream"]
                        .iter()
                        .any(|known| of == known)
                    {
                        awaited.push(owner);
                    }
                    continue;
                }
                for member in item.items {
                    let ImplItem::Fn(function) = member else {
                        continue;
                    };
                    if matches!(function.vis, Visibility::Public(_)) {
                        places.push(place(&owner, &function.sig, &function.attrs));
                    }
                }
            }
            Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                places.push(place("", &function.sig, &function.attrs));
            }
            Item::Struct(item) => types.push(Place {
                name: item.ident.to_string(),
                docs: docs(&item.attrs),
                gives: String::new(),
            }),
            _ => {}
        }
    }
}

fn place(owner: &str, signature: &Signature, attributes: &[Attribute]) -> Place {
    let gives = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => ty.to_token_stream().to_string(),
    };
    let asynchronous = signature.asyncness.map_or("", |_| "impl Future ");
    Place {
        name: format!("{owner}::{}", signature.ident),
        docs: docs(attributes),
        gives: format!("{asynchronous}{gives}"),
    }
}

/// The name of a type without its arguments.
fn name(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().expect("a path").ident.to_string(),
        other => other.to_token_stream().to_string(),
    }
}

fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(value) => match &value.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
    lines.collect()
}

/// The return type of a function, as far as it is about sending.
#[derive(Debug, PartialEq)]
enum Gives {
    /// A future or a stream, which sends when it is polled.
    Future,
    /// A call of any operation, or of one that changes something.
    Change,
    /// A call of an operation that only reads. A caller may drop it without harm.
    Read,
}

fn gives(place: &Place, components: &BTreeMap<String, String>) -> Option<Gives> {
    let words: Vec<&str> = place
        .gives
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .collect();
    if ["Future", "BoxFuture", "Stream", "BoxStream"]
        .iter()
        .any(|known| words.contains(known))
    {
        return Some(Gives::Future);
    }
    if !words.contains(&"Call") {
        return None;
    }
    let request = (*words.last()?).to_owned();
    let request = components.get(&request).unwrap_or(&request);
    let request = request.strip_suffix("Request");
    let operation = request.and_then(|name| {
        let mut operations = OPERATIONS.iter();
        operations.find(|operation| operation.id.eq_ignore_ascii_case(name))
    });
    match operation.map(|operation| operation.effect) {
        Some(Effect::Read) => Some(Gives::Read),
        _ => Some(Gives::Change),
    }
}

#[test]
fn every_method_that_sends_says_what_a_dropped_future_means() {
    let places = places();
    let components = tests::components();
    let (mut futures, mut changes, mut reads) = (0, 0, 0);
    let mut silent = Vec::new();
    for place in &places {
        let kind = match gives(place, &components) {
            // The types that are awaited themselves return nothing.
            None if place.gives.is_empty() && !place.name.contains("::") => Gives::Future,
            None => continue,
            Some(kind) => kind,
        };
        match kind {
            Gives::Future => futures += 1,
            Gives::Change => changes += 1,
            Gives::Read => reads += 1,
        }
        if kind != Gives::Read && !place.docs.contains("dropped") {
            silent.push(&place.name);
        }
    }
    assert!(
        silent.is_empty(),
        "these do not say what a dropped future means: {silent:?}"
    );
    // `send`, and the call that is awaited itself.
    assert!(futures >= 2, "{futures}");
    let changing = OPERATIONS
        .iter()
        .filter(|operation| operation.effect != Effect::Read);
    // Besides a function for each operation: `call` and `resend`.
    assert_eq!(
        (changes, reads),
        (
            changing.clone().count() + 2,
            OPERATIONS.len() - changing.count()
        )
    );
}
