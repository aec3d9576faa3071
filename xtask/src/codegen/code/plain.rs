//! Gives generated items the plain names of the spec's `x-plain-name`. What goes over the wire keeps the wire's names.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Field, Variant, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::docs::renamed;
use crate::{
    codegen::error::{Error, Result},
    words::PlainWords,
};

/// Renames every item, function and member of a file that progenitor generated. Texts stay as they are.
pub(crate) fn names(mut file: syn::File, plain: &PlainWords) -> Result<syn::File> {
    KeepWireNames(plain).visit_file_mut(&mut file);
    syn::parse2(rename(file.into_token_stream(), plain))
        .map_err(|error| Error::Tool(format!("plain names do not parse: {error}")))
}

/// Says the wire's name of a member that is about to lose it. Others say it already, since it has another case.
struct KeepWireNames<'a>(&'a PlainWords);

impl KeepWireNames<'_> {
    fn keep(&self, ident: &Ident, attributes: &mut Vec<Attribute>) {
        let name = ident.to_string();
        if self.0.ident(&name).is_some() && renamed(attributes).is_none() {
            attributes.push(parse_quote!(#[serde(rename = #name)]));
        }
    }
}

impl VisitMut for KeepWireNames<'_> {
    fn visit_field_mut(&mut self, field: &mut Field) {
        if let Some(ident) = &field.ident {
            self.keep(ident, &mut field.attrs);
        }
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_variant_mut(&mut self, variant: &mut Variant) {
        self.keep(&variant.ident, &mut variant.attrs);
        visit_mut::visit_variant_mut(self, variant);
    }
}

fn rename(tokens: TokenStream, plain: &PlainWords) -> TokenStream {
    let renamed = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            let inside = rename(group.stream(), plain);
            let mut group_again = Group::new(group.delimiter(), inside);
            group_again.set_span(group.span());
            TokenTree::Group(group_again)
        }
        TokenTree::Ident(ident) => match plain.ident(&ident.to_string()) {
            Some(name) => TokenTree::Ident(Ident::new(&name, ident.span())),
            None => TokenTree::Ident(ident),
        },
        other => other,
    };
    tokens.into_iter().map(renamed).collect()
}
