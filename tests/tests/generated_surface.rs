//! Guards the generated code: its public surface, every function signature and every type with its members, and the operation
//! table. The reviewer of a change to spec or generator reads its consequences here.

use std::fmt::Write;

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ReturnType, Visibility};

const GENERATED: &str = "crates/tatodesk-api/src/generated";

#[test]
fn types() {
    insta::assert_snapshot!(surface(&format!("{GENERATED}/types.rs")));
}

#[test]
fn client() {
    insta::assert_snapshot!(surface(&format!("{GENERATED}/client.rs")));
}

#[test]
fn operation_table() {
    let mut table = String::new();
    for operation in &tatodesk_api::OPERATIONS {
        writeln!(table, "{operation:#?}").expect("writing to a string");
    }
    assert_eq!(tatodesk_api::OPERATIONS.len(), 52);
    insta::assert_snapshot!(table);
}

/// The public items of a file, one line for each signature, field and variant.
fn surface(path: &str) -> String {
    let file = syn::parse_file(&tests::read(path)).expect("generated code parses");
    let mut lines = String::new();
    for item in &file.items {
        outline(item, "", &mut lines);
    }
    assert!(lines.len() > 1000, "{path} has a surface");
    lines
}

fn outline(item: &Item, indent: &str, lines: &mut String) {
    match item {
        Item::Struct(item) if public(&item.vis) => {
            writeln!(lines, "{indent}struct {}", item.ident).expect("writing to a string");
            fields(&item.fields, indent, lines);
        }
        Item::Enum(item) if public(&item.vis) => {
            writeln!(lines, "{indent}enum {}", item.ident).expect("writing to a string");
            for variant in &item.variants {
                writeln!(lines, "{indent}  {}", flat(variant)).expect("writing to a string");
            }
        }
        Item::Trait(item) if public(&item.vis) => {
            writeln!(lines, "{indent}trait {}", item.ident).expect("writing to a string");
            for member in &item.items {
                if let syn::TraitItem::Fn(member) = member {
                    writeln!(lines, "{indent}  {}", flat(&member.sig))
                        .expect("writing to a string");
                }
            }
        }
        Item::Impl(item) if item.trait_.is_none() => {
            let functions: Vec<_> = item
                .items
                .iter()
                .filter_map(|member| match member {
                    ImplItem::Fn(member) if public(&member.vis) => Some(member),
                    _ => None,
                })
                .collect();
            if !functions.is_empty() {
                writeln!(lines, "{indent}impl {}", flat(&item.self_ty))
                    .expect("writing to a string");
            }
            for function in functions {
                writeln!(lines, "{indent}  {}", signature(&function.sig))
                    .expect("writing to a string");
            }
        }
        Item::Fn(item) if public(&item.vis) => {
            writeln!(lines, "{indent}{}", signature(&item.sig)).expect("writing to a string");
        }
        Item::Mod(item) if public(&item.vis) => {
            writeln!(lines, "{indent}mod {}", item.ident).expect("writing to a string");
            let deeper = format!("{indent}  ");
            for item in item.content.iter().flat_map(|(_, items)| items) {
                outline(item, &deeper, lines);
            }
        }
        _ => {}
    }
}

fn fields(fields: &Fields, indent: &str, lines: &mut String) {
    for (place, field) in fields.iter().enumerate() {
        let name = field
            .ident
            .as_ref()
            .map_or_else(|| place.to_string(), ToString::to_string);
        writeln!(lines, "{indent}  {name}: {}", flat(&field.ty)).expect("writing to a string");
    }
}

fn signature(signature: &syn::Signature) -> String {
    let mut text = flat(signature);
    if matches!(signature.output, ReturnType::Default) {
        text.push_str(" -> ()");
    }
    text
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The tokens on one line, without the blanks that only separate them.
fn flat(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        (" > ", "> "),
        (" >", ">"),
        ("> ,", ">,"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("& ", "&"),
        (" :", ":"),
        ("< ", "<"),
    ]
    .iter()
    .fold(text, |text, (from, to)| text.replace(from, to))
}
