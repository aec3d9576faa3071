//! Turns the lists of objects in answers into `crate::wire::List`, which keeps a malformed element apart from the
//! others, and writes the walk that finds such elements at every depth.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Field, Fields, Item, ItemStruct, Member, Type, TypePath, parse_quote,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::{
    docs::wire_name,
    index::{Index, argument, path_ident},
};

/// Turns every list of objects in answers into the container.
pub(crate) fn contain(items: &mut [Item], index: &Index) {
    for item in items {
        if let Item::Struct(item) = item
            && index.get(&item.ident).is_some_and(|known| known.answer)
        {
            Contain(index).visit_fields_mut(&mut item.fields);
        }
    }
}

struct Contain<'a>(&'a Index<'a>);

impl VisitMut for Contain<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let element = argument(ty).filter(|_| path_ident(ty).is_some_and(|ident| ident == "Vec"));
        if let Some(element) = element.filter(|element| self.0.is_object(element)).cloned() {
            *ty = parse_quote!(wire::List<#element>);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// The names of the types that contain a `List`, directly or deeper.
pub(crate) fn holders(items: &[Item]) -> BTreeSet<String> {
    let mut holders = BTreeSet::from(["List".to_owned()]);
    loop {
        let before = holders.len();
        for item in items {
            if let Item::Struct(item) = item
                && mentions(&holders, |search| search.visit_fields(&item.fields))
            {
                holders.insert(item.ident.to_string());
            }
        }
        if holders.len() == before {
            return holders;
        }
    }
}

fn mentions<'a>(names: &'a BTreeSet<String>, look: impl FnOnce(&mut Search<'a>)) -> bool {
    let mut search = Search {
        names,
        found: false,
    };
    look(&mut search);
    search.found
}

struct Search<'a> {
    names: &'a BTreeSet<String>,
    found: bool,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_type_path(&mut self, ty: &'ast TypePath) {
        self.found |= ty
            .path
            .segments
            .last()
            .is_some_and(|segment| self.names.contains(&segment.ident.to_string()));
        visit::visit_type_path(self, ty);
    }
}

/// Writes the walk through one type. It names the trait because `Option` has a method `inspect` too.
pub(crate) fn inspect(item: &ItemStruct, holders: &BTreeSet<String>) -> TokenStream {
    let ident = &item.ident;
    let steps: Vec<TokenStream> = item
        .fields
        .iter()
        .zip(item.fields.members())
        .filter(|(field, _)| mentions(holders, |search| search.visit_type(&field.ty)))
        .map(|(field, member)| step(&item.fields, field, &member))
        .collect();
    if steps.is_empty() {
        return quote!(impl wire::Inspect for #ident {});
    }
    quote! {
        impl wire::Inspect for #ident {
            fn inspect<'a>(
                &'a self,
                path: &mut wire::JsonPath,
                found: &mut wire::MalformedElements<'a>,
            ) {
                #(#steps)*
            }
        }
    }
}

fn step(fields: &Fields, field: &Field, member: &Member) -> TokenStream {
    match fields {
        Fields::Named(_) => {
            let wire = wire_name(field);
            quote!(path.member(#wire, |path| wire::Inspect::inspect(&self.#member, path, found));)
        }
        _ => quote!(wire::Inspect::inspect(&self.#member, path, found);),
    }
}
