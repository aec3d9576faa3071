//! Writes `Debug` implementations that print no personal or secret value. Members that the spec does not know print no value and
//! no name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Fields, ImplItem, Item, ItemStruct, Type, visit::Visit};

use super::members::{is, is_list};
use crate::codegen::{
    code::{
        docs::{is_rest, wire_name},
        index::{Known, argument, is_map, path_ident},
    },
    spec::facts::{Facts, member_pointer},
};

/// The module that the implementations use.
pub(crate) fn support() -> TokenStream {
    quote! {
        //! What `Debug` prints instead of values.

        use std::fmt::{Debug, Formatter, Result};

        /// Replaces a value that is personal, secret or unknown to the spec.
        pub(super) struct Redacted;

        impl Debug for Redacted {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                f.write_str("[redacted]")
            }
        }
    }
}

/// The implementation for one type.
pub(crate) fn implement(item: &ItemStruct, known: &Known, facts: &Facts) -> TokenStream {
    let ident = &item.ident;
    let name = ident.to_string();
    let whole = known.fact.is_some_and(|fact| fact.sensitive);
    let body = match &item.fields {
        _ if whole => quote!(f.debug_tuple(#name).field(&Redacted).finish()),
        Fields::Named(fields) => {
            let shown = fields.named.iter().map(|field| {
                let label = field.ident.as_ref().map(ToString::to_string);
                let value = value(field, known, facts);
                quote!(.field(#label, #value))
            });
            quote!(f.debug_struct(#name)#(#shown)*.finish())
        }
        Fields::Unnamed(fields) => {
            let shown = fields.unnamed.iter().enumerate().map(|(position, field)| {
                let position = syn::Index::from(position);
                let value = shown(&field.ty, quote!(self.#position));
                quote!(.field(#value))
            });
            quote!(f.debug_tuple(#name)#(#shown)*.finish())
        }
        Fields::Unit => quote!(f.write_str(#name)),
    };
    quote! {
        impl ::std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                #body
            }
        }
    }
}

/// Whether the derived `Debug` is safe.
pub(crate) fn derivable(item: &ItemStruct, known: &Known) -> bool {
    let plain = match &item.fields {
        Fields::Unnamed(fields) => fields.unnamed.iter().all(|field| !unknown(&field.ty)),
        _ => false,
    };
    plain && !known.fact.is_some_and(|fact| fact.sensitive)
}

/// Whether this item would print the value of a sensitive scalar: its `Display`, or its `Deref` to a type with
/// `Display`.
pub(crate) fn shows_sensitive(item: &Item, is_sensitive: impl Fn(&syn::Ident) -> bool) -> bool {
    let Item::Impl(block) = item else {
        return false;
    };
    let name = block
        .trait_
        .as_ref()
        .and_then(|(_, path, _)| path.segments.last());
    let shows = name.is_some_and(|name| match name.ident.to_string().as_str() {
        "Display" => true,
        "Deref" => !block
            .items
            .iter()
            .any(|item| matches!(item, ImplItem::Type(target) if is_map(&target.ty))),
        _ => false,
    });
    shows && path_ident(&block.self_ty).is_some_and(is_sensitive)
}

fn value(field: &Field, known: &Known, facts: &Facts) -> TokenStream {
    let member = &field.ident;
    if is_rest(field) {
        return quote!(&self.#member);
    }
    let fact = facts.get(&member_pointer(&known.pointer, &wire_name(field)));
    if fact.is_some_and(|fact| fact.sensitive) {
        return redacted(&field.ty, quote!(self.#member));
    }
    shown(&field.ty, quote!(self.#member))
}

fn shown(ty: &Type, value: TokenStream) -> TokenStream {
    let inner = argument(ty).filter(|_| is(ty, "Option")).unwrap_or(ty);
    match unknown(inner) {
        true => redacted(ty, value),
        false => quote!(&#value),
    }
}

/// Hides a value, but shows whether it is there, and how long a list is.
fn redacted(ty: &Type, value: TokenStream) -> TokenStream {
    if is(ty, "Option") {
        quote!(&#value.as_ref().map(|_| Redacted))
    } else if is_list(ty) {
        quote!(&#value.iter().map(|_| Redacted).collect::<Vec<_>>())
    } else {
        quote!(&Redacted)
    }
}

/// Whether this type contains a JSON value that the spec does not describe.
fn unknown(ty: &Type) -> bool {
    struct Search(bool);
    impl<'ast> Visit<'ast> for Search {
        fn visit_ident(&mut self, ident: &'ast syn::Ident) {
            self.0 |= ident == "Value";
        }
    }
    let mut search = Search(false);
    search.visit_type(ty);
    search.0
}
