//! Writes the operation table, and the traits that connect requests, answers and operations.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{docs, paging, types::Types};
use crate::codegen::{
    error::{Error, Result},
    spec::operations::{Op, Paging},
};

/// `generated/operations.rs`.
pub(crate) fn operations(ops: &[Op], types: &Types) -> Result<TokenStream> {
    let Types { items, index } = types;
    let count = proc_macro2::Literal::usize_unsuffixed(ops.len());
    let entries = ops
        .iter()
        .enumerate()
        .map(|(position, op)| entry(position, op))
        .collect::<Vec<_>>();
    let constants = ops
        .iter()
        .enumerate()
        .map(|(position, op)| constant(position, op))
        .collect::<Vec<_>>();
    let mut links = Vec::new();
    let mut arms = Vec::new();
    let mut answers = Vec::new();
    for op in ops {
        let response = index.rust_name(&op.response)?;
        if !answers.contains(&response) {
            links.push(answer(&response));
            if let Some(paged) = &op.paging {
                links.push(paging::response(&response, paged, items)?);
            }
            answers.push(response.clone());
        }
        let Some(component) = &op.request else {
            continue;
        };
        if ops
            .iter()
            .any(|other| other.id != op.id && other.request.as_ref() == Some(component))
        {
            return Err(Error::spec(
                format!("/components/schemas/{component}"),
                "two operations use this request",
            ));
        }
        let request = index.rust_name(component)?;
        let (id, name) = (&op.id, constant_name(&op.id));
        links.push(quote! {
            impl ApiRequest for types::#request {
                type Response = types::#response;
                const OPERATION: &'static Operation = #name;
            }
        });
        if op.effect == "read" {
            links.push(quote!(impl ReadRequest for types::#request {}));
        }
        if let Some(paged) = &op.paging {
            links.push(paging::request(&request, paged, items)?);
        }
        arms.push(quote!(#id => Some(visitor.visit::<types::#request>()),));
    }
    Ok(quote! {
        //! The operation table, and the request and answer of each operation.

        use super::types;
        use crate::operation::{
            ApiRequest, ApiResponse, Effect, Operation, OperationVisitor, PagedRequest, PagedResponse,
            Paging, Product, ReadRequest,
        };
        use crate::wire::{List, MalformedElements};

        /// Every operation of the API in the spec's order.
        pub static OPERATIONS: [Operation; #count] = [#(#entries),*];

        #(#constants)*

        /// Calls the visitor with the request type of the operation that has this id.
        ///
        /// Returns `None` for an unknown id, and for an operation whose request is a form and not JSON.
        pub fn visit_operation<V: OperationVisitor>(id: &str, visitor: V) -> Option<V::Output> {
            match id {
                #(#arms)*
                _ => None,
            }
        }

        #(#links)*
    })
}

fn entry(position: usize, op: &Op) -> TokenStream {
    let index = proc_macro2::Literal::usize_unsuffixed(position);
    let Op {
        id, server, path, ..
    } = op;
    let (section, title) = (&op.documented.section, &op.documented.title);
    let (effect, product) = (variant(&op.effect), variant(&op.product));
    let paging = match &op.paging {
        None => quote!(None),
        Some(Paging {
            page,
            limit,
            rows,
            count,
            default_limit,
        }) => {
            let rows = option(rows.as_ref());
            let count = option(count.as_ref());
            let default_limit = option(default_limit.map(proc_macro2::Literal::u32_unsuffixed));
            quote!(Some(Paging { page: #page, limit: #limit, rows: #rows, count: #count, default_limit: #default_limit }))
        }
    };
    quote! {
        Operation {
            id: #id,
            method: "POST",
            server: #server,
            path: #path,
            effect: Effect::#effect,
            product: Product::#product,
            paging: #paging,
            section: #section,
            title: #title,
            index: #index,
        }
    }
}

fn option<T: quote::ToTokens>(value: Option<T>) -> TokenStream {
    match value {
        None => quote!(None),
        Some(value) => quote!(Some(#value)),
    }
}

fn constant(position: usize, op: &Op) -> TokenStream {
    let name = constant_name(&op.id);
    let id = &op.id;
    let docs = docs::lines(&docs::operation(op));
    let position = proc_macro2::Literal::usize_unsuffixed(position);
    quote! {
        #(#docs)*
        #[doc(alias = #id)]
        pub const #name: &Operation = &OPERATIONS[#position];
    }
}

fn answer(response: &Ident) -> TokenStream {
    quote! {
        impl ApiResponse for types::#response {
            fn malformed(&self) -> MalformedElements<'_> {
                MalformedElements::of(self)
            }
        }
    }
}

/// `LIST_UNITS` of `listUnits`.
pub(crate) fn constant_name(id: &str) -> Ident {
    let letters: Vec<char> = id.chars().collect();
    let mut name = String::new();
    for (position, letter) in letters.iter().enumerate() {
        let before = position
            .checked_sub(1)
            .and_then(|before| letters.get(before));
        let after = letters.get(position + 1);
        let begins_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            });
        if begins_word {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    format_ident!("{name}")
}

/// `InPerson` of `in-person`.
fn variant(word: &str) -> Ident {
    let name: String = word
        .split('-')
        .flat_map(|part| {
            let (first, rest) = part.split_at(part.len().min(1));
            [first.to_uppercase(), rest.to_owned()]
        })
        .collect();
    format_ident!("{name}")
}
