//! Turns the lists of answers into `crate::wire::List`, which may be absent or null and keeps a malformed object apart
//! from the others, and writes the walk that finds such objects at every depth.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Field, Fields, Item, ItemStruct, Member, Type, TypePath, parse_quote,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::members::{is, is_list};
use crate::codegen::code::{
    docs::{renamed, wire_name},
    index::{Index, argument},
};

/// Turns every list of objects in answers into the container, and every optional list.
pub(crate) fn contain(items: &mut [Item], index: &Index) {
    for item in items {
        if let Item::Struct(item) = item
            && index.get(&item.ident).is_some_and(|known| known.answer)
        {
            Contain(index).visit_fields_mut(&mut item.fields);
            item.fields.iter_mut().for_each(flatten);
        }
    }
}

struct Contain<'a>(&'a Index<'a>);

impl VisitMut for Contain<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let element = argument(ty).filter(|_| is(ty, "Vec"));
        if let Some(element) = element.filter(|element| self.0.is_object(element)).cloned() {
            *ty = parse_quote!(wire::List<#element>);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// An optional list becomes one that knows itself whether it is absent or null.
fn flatten(field: &mut Field) {
    let Some(inner) = argument(&field.ty).filter(|_| is(&field.ty, "Option")) else {
        return;
    };
    let list = match argument(inner) {
        Some(_) if is_list(inner) => inner.clone(),
        Some(element) if is(inner, "Vec") => parse_quote!(wire::List<#element>),
        _ => return,
    };
    field.ty = list;
    let rename = renamed(&field.attrs).map(|name| quote!(rename = #name,));
    field.attrs.retain(|it| !it.path().is_ident("serde"));
    let attribute =
        parse_quote!(#[serde(#rename default, skip_serializing_if = "wire::List::is_absent")]);
    field.attrs.push(attribute);
}

/// Whether a type is a list whose elements are no objects. A malformed scalar costs the object that holds the list.
pub(crate) fn is_scalar_list(ty: &Type, index: &Index) -> bool {
    is_list(ty) && argument(ty).is_some_and(|element| !index.is_object(element))
}

/// The types that contain a `List` of objects, directly or deeper.
pub(crate) struct Holders<'a> {
    names: BTreeSet<String>,
    index: &'a Index<'a>,
}

impl<'a> Holders<'a> {
    pub(crate) fn of(items: &[Item], index: &'a Index<'a>) -> Self {
        let mut holders = Self {
            names: BTreeSet::new(),
            index,
        };
        loop {
            let before = holders.names.len();
            for item in items {
                if let Item::Struct(item) = item
                    && holders.any(|search| search.visit_fields(&item.fields))
                {
                    holders.names.insert(item.ident.to_string());
                }
            }
            if holders.names.len() == before {
                return holders;
            }
        }
    }

    fn any(&self, look: impl FnOnce(&mut Search<'_>)) -> bool {
        let mut search = Search {
            holders: self,
            found: false,
        };
        look(&mut search);
        search.found
    }
}

struct Search<'a> {
    holders: &'a Holders<'a>,
    found: bool,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_type(&mut self, ty: &'ast Type) {
        self.found |= is_list(ty) && !is_scalar_list(ty, self.holders.index);
        visit::visit_type(self, ty);
    }

    fn visit_type_path(&mut self, ty: &'ast TypePath) {
        let last = ty.path.segments.last();
        self.found |= last.is_some_and(|it| self.holders.names.contains(&it.ident.to_string()));
        visit::visit_type_path(self, ty);
    }
}

/// Writes the walk through one type. It names the trait because `Option` has a method `inspect` too.
pub(crate) fn inspect(item: &ItemStruct, holders: &Holders) -> TokenStream {
    let ident = &item.ident;
    let steps: Vec<TokenStream> = item
        .fields
        .iter()
        .zip(item.fields.members())
        .filter(|(field, _)| holders.any(|search| search.visit_type(&field.ty)))
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
