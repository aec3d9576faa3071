//! Writes the traits of an operation that answers in pages: its request says which page, its answer has rows and a count.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Field, Item};

use super::{
    docs,
    index::argument,
    types::members::{is, is_list},
};
use crate::codegen::{
    error::{Error, Result},
    spec::operations::Paging,
};

/// `PagedRequest` for the request of a paged operation.
pub(crate) fn request(request: &Ident, paging: &Paging, items: &[Item]) -> Result<TokenStream> {
    let page = member(items, request, &paging.page)?;
    let limit = member(items, request, &paging.limit)?;
    let (page_name, limit_name) = (&page.ident, &limit.ident);
    let (get, set) = match is(&page.ty, "Option") {
        true => (quote!(.unwrap_or(0)), quote!(Some(page))),
        false => (quote!(), quote!(page)),
    };
    if !is(&limit.ty, "Option") {
        return Err(unfit(request, &paging.limit, "the limit must be optional"));
    }
    Ok(quote! {
        impl PagedRequest for types::#request {
            fn page(&self) -> i64 {
                self.#page_name #get
            }

            fn set_page(&mut self, page: i64) {
                self.#page_name = #set;
            }

            fn limit(&self) -> Option<i64> {
                self.#limit_name
            }

            fn set_limit(&mut self, limit: i64) {
                self.#limit_name = Some(limit);
            }
        }
    })
}

/// `PagedResponse` for the answer of a paged operation; nothing where the documentation shows no rows.
pub(crate) fn response(response: &Ident, paging: &Paging, items: &[Item]) -> Result<TokenStream> {
    let Some(rows) = &paging.rows else {
        return Ok(TokenStream::new());
    };
    let field = member(items, response, rows)?;
    let row = argument(&field.ty).filter(|_| is_list(&field.ty));
    let row = row.ok_or_else(|| unfit(response, rows, "the rows must be a list"))?;
    let rows = &field.ident;
    let count = match &paging.count {
        None => quote!(None),
        Some(count) => {
            let count = &member(items, response, count)?.ident;
            quote!(self.#count.as_ref().and_then(|count| count.get()))
        }
    };
    Ok(quote! {
        impl PagedResponse for types::#response {
            type Row = types::#row;

            fn rows(&self) -> &List<types::#row> {
                &self.#rows
            }

            fn count(&self) -> Option<u64> {
                #count
            }
        }
    })
}

/// The member of an object that has this name on the wire.
pub(crate) fn member<'a>(items: &'a [Item], object: &Ident, wire: &str) -> Result<&'a Field> {
    let object_item = items.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == *object => Some(item),
        _ => None,
    });
    let mut fields = object_item.into_iter().flat_map(|item| &item.fields);
    fields
        .find(|field| docs::wire_name(field) == wire)
        .ok_or_else(|| {
            unfit(
                object,
                wire,
                "x-pagination names a member that does not exist",
            )
        })
}

fn unfit(object: &Ident, wire: &str, problem: &str) -> Error {
    Error::Tool(format!("{object}, member {wire}: {problem}"))
}
