//! Finishes each type: member order of the spec, `new`, accessors, `wire::List`, what ids can do, derives, `Debug`, JSON Schema,
//! documentation. One file for each of these; `members` says what a member is.
//!
//! Uses `code::docs` and `code::index`, and what the spec says. Only `codegen` uses it.

pub(crate) mod accessors;
mod constructors;
pub(crate) mod debug;
mod flags;
mod identifiers;
pub(crate) mod lists;
pub(crate) mod members;
mod names;
mod objects;

use quote::quote;
use syn::{Attribute, Fields, Item, ItemEnum, ItemStruct, Type, parse_quote};

use super::{
    docs,
    index::{Index, Known, path_ident},
};
use crate::codegen::{
    error::{Error, Result},
    spec::facts::{Facts, member_pointer},
    spec::prepare::Prepared,
};
use lists::Holders;
use members::is_optional;

/// The finished types, and the index of their names.
pub(crate) struct Types<'a> {
    pub(crate) items: Vec<Item>,
    pub(crate) index: Index<'a>,
}

/// Finishes the types that progenitor generated.
pub(crate) fn finish<'a>(
    mut items: Vec<Item>,
    facts: &'a Facts,
    prepared: &Prepared,
) -> Result<Types<'a>> {
    names::shorten(&mut items);
    let index = Index::of(&items, facts, prepared)?;
    lists::contain(&mut items, &index);
    let holders = Holders::of(&items, &index);
    let mut finished = Vec::with_capacity(items.len() * 2);
    for item in items {
        match item {
            Item::Struct(item) => {
                let known = index.get(&item.ident).ok_or_else(|| unknown(&item.ident))?;
                finished.extend(structure(item, known, facts, &index, &holders)?);
            }
            Item::Enum(item) => {
                let known = index.get(&item.ident).ok_or_else(|| unknown(&item.ident))?;
                finished.push(Item::Enum(choice(item, known)));
            }
            other => {
                let is_sensitive = |ident: &syn::Ident| {
                    index
                        .get(ident)
                        .and_then(|known| known.fact)
                        .is_some_and(|fact| fact.sensitive)
                };
                if !debug::shows_sensitive(&other, is_sensitive) {
                    finished.push(other);
                }
            }
        }
    }
    flags::be_strict(&mut finished, &index)?;
    Ok(Types {
        items: finished,
        index,
    })
}

fn unknown(ident: &syn::Ident) -> Error {
    Error::Tool(format!("the generated type {ident} was not indexed"))
}

fn structure(
    mut item: ItemStruct,
    known: &Known,
    facts: &Facts,
    index: &Index,
    holders: &Holders,
) -> Result<Vec<Item>> {
    order(&mut item, known);
    let required = required(&item, known);
    for field in &mut item.fields {
        let Some(ident) = field.ident.clone() else {
            continue;
        };
        if docs::is_rest(field) {
            docs::replace(&mut field.attrs, REST, None);
            field.ty = parse_quote!(wire::Extra);
            continue;
        }
        let wire = docs::wire_name(field);
        let renamed = (ident != wire.as_str()).then_some(wire.as_str());
        let fact = facts.get(&member_pointer(&known.pointer, &wire));
        let elsewhere = renamed.map(|wire| format!("On the wire: `{wire}`"));
        let text = docs::of_schema(fact, &format!("The member `{wire}`."), elsewhere.as_deref());
        docs::replace(&mut field.attrs, &text, renamed);
    }
    let members = objects::members(&item, index);
    let mut derives = vec!["serde::Serialize", "Clone", "PartialEq"];
    if members.is_none() {
        derives.insert(0, "serde::Deserialize");
    }
    derives.extend(scalar_derives(&item.fields));
    let derivable = debug::derivable(&item, known);
    if derivable {
        derives.push("Debug");
    }
    if may_be_empty(&item.fields) {
        derives.push("Default");
    }
    head(&mut item.attrs, &item.ident, known, &derives, &required);

    let mut items = Vec::new();
    if let Some(members) = members {
        items.push(parsed(members)?);
    }
    if !derivable {
        items.push(parsed(debug::implement(&item, known, facts))?);
    }
    if known.answer && known.object {
        items.push(parsed(lists::inspect(&item, holders))?);
    }
    if let Some(methods) = accessors::implement(&item).filter(|_| known.answer) {
        items.insert(0, parsed(methods)?);
    }
    if let Some(new) = constructors::implement(&item, known.answer) {
        items.insert(0, parsed(new)?);
        item.attrs.push(parse_quote!(#[non_exhaustive]));
    }
    items.extend(match wraps(&item.fields).as_deref() {
        Some("String") => identifiers::of_text(&item.ident),
        Some("i64") => identifiers::of_number(&item.ident),
        _ => Vec::new(),
    });
    items.insert(0, Item::Struct(item));
    Ok(items)
}

/// The documentation of the map of unknown members.
const REST: &str =
    "Members that the spec does not name. They are kept as received and written back.";

/// An enum, which is always a choice of texts.
fn choice(mut item: ItemEnum, known: &Known) -> ItemEnum {
    for variant in &mut item.variants {
        let renamed = docs::renamed(&variant.attrs);
        let word = renamed.clone().unwrap_or_else(|| variant.ident.to_string());
        docs::replace(
            &mut variant.attrs,
            &format!("`{word}` on the wire."),
            renamed.as_deref(),
        );
    }
    let derives = [
        "serde::Deserialize",
        "serde::Serialize",
        "Clone",
        "Copy",
        "Debug",
        "PartialEq",
        "Eq",
        "Hash",
        "Ord",
        "PartialOrd",
    ];
    head(&mut item.attrs, &item.ident, known, &derives, &[]);
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    item
}

/// Writes the attributes of an item: documentation, derives, JSON Schema, then those of serde.
fn head(
    attributes: &mut Vec<Attribute>,
    ident: &syn::Ident,
    known: &Known,
    derives: &[&str],
    required: &[String],
) {
    let component = known.fact.map(|fact| fact.name.clone());
    let alias = component.filter(|component| ident != component.as_str());
    let elsewhere = alias
        .as_ref()
        .map(|component| format!("In the spec: `{component}`"));
    let text = docs::of_schema(
        known.fact,
        &format!("`{ident}` of the API."),
        elsewhere.as_deref(),
    );
    attributes.retain(|attribute| !attribute.path().is_ident("derive"));
    let derives: Vec<syn::Path> = derives
        .iter()
        .filter_map(|name| syn::parse_str(name).ok())
        .collect();
    let mut own: Vec<Attribute> = vec![
        parse_quote!(#[derive(#(#derives),*)]),
        parse_quote!(#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]),
    ];
    if !required.is_empty() {
        own.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(extend("required" = [#(#required),*])))]));
    }
    own.append(attributes);
    *attributes = own;
    docs::replace(attributes, &text, alias.as_deref());
}

/// Puts the members into the order of the spec, which is that of the documentation. Typify sorts them by name.
fn order(item: &mut ItemStruct, known: &Known) {
    let Fields::Named(fields) = &mut item.fields else {
        return;
    };
    let Some(fact) = known.fact else { return };
    let mut sorted: Vec<_> = std::mem::take(&mut fields.named).into_iter().collect();
    sorted.sort_by_key(|field| {
        let wire = docs::wire_name(field);
        fact.members
            .iter()
            .position(|member| *member == wire)
            .unwrap_or(usize::MAX)
    });
    fields.named = sorted.into_iter().collect();
}

/// The required members of a type where one of them may be null. Schemars would take every `Option` for optional.
fn required(item: &ItemStruct, known: &Known) -> Vec<String> {
    let strict = |field: &syn::Field| quote!(#field).to_string().contains("deserialize_with");
    match known.fact {
        Some(fact) if item.fields.iter().any(strict) => {
            // A reference to a nullable component is required in the spec but optional in Rust.
            let is_strict = |member: &&String| {
                item.fields.iter().any(|field| {
                    docs::wire_name(field) == **member && (strict(field) || !is_optional(field))
                })
            };
            fact.required.iter().filter(is_strict).cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// The name of the one type that a newtype wraps.
pub(crate) fn wraps(fields: &Fields) -> Option<String> {
    let Fields::Unnamed(fields) = fields else {
        return None;
    };
    match fields.unnamed.first().map(|field| &field.ty) {
        Some(ty @ Type::Path(_)) if fields.unnamed.len() == 1 => {
            path_ident(ty).map(ToString::to_string)
        }
        _ => None,
    }
}

/// Derives for ids, which are compared, sorted and hashed. Integer ids are also `Copy`.
fn scalar_derives(fields: &Fields) -> Vec<&'static str> {
    match wraps(fields).as_deref() {
        Some("i64" | "bool") => vec!["Copy", "Eq", "Hash", "Ord", "PartialOrd"],
        Some("String") => vec!["Eq", "Hash", "Ord", "PartialOrd"],
        _ => Vec::new(),
    }
}

/// Whether every member is optional.
fn may_be_empty(fields: &Fields) -> bool {
    let Fields::Named(fields) = fields else {
        return false;
    };
    fields.named.iter().all(is_optional)
}

pub(crate) fn parsed(tokens: proc_macro2::TokenStream) -> Result<Item> {
    syn::parse2(tokens)
        .map_err(|error| Error::Tool(format!("generated code does not parse: {error}")))
}
