//! Writes the row types: for each operation that answers in pages one type whose accessors read the members of a row.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{
    Attribute, Field, Item, ItemStruct, Type,
    visit_mut::{self, VisitMut},
};

use super::{
    docs,
    index::{argument, path_ident},
    paging,
    types::{
        self, Types,
        members::{self, is},
    },
};
use crate::codegen::{
    error::{Error, Result},
    spec::operations::Op,
};

/// The most members of a row: the reader has one bit for each.
const MOST_MEMBERS: usize = 64;

/// `generated/rows.rs`.
pub(crate) fn rows(ops: &[Op], types: &Types) -> Result<TokenStream> {
    let mut written = BTreeSet::new();
    let mut items = Vec::new();
    for op in ops {
        let (Some(paging), Some(request)) = (&op.paging, &op.request) else {
            continue;
        };
        let request = types.index.rust_name(request)?;
        let name = match &paging.rows {
            None => format_ident!("JsonRow"),
            Some(rows) => {
                let response = types.index.rust_name(&op.response)?;
                let list = paging::member(&types.items, &response, rows)?;
                let typed = argument(&list.ty).and_then(path_ident);
                let typed = typed.ok_or_else(|| Error::Tool(format!("{response}: no rows")))?;
                let name = row_name(typed);
                if written.insert(name.clone()) {
                    items.push(row(&name, structure(&types.items, typed)?, types)?);
                }
                name
            }
        };
        items.push(quote! {
            impl RowRequest for types::#request {
                type Row = #name;
            }
        });
    }
    Ok(quote! {
        //! The rows of the operations that answer in pages.

        use super::types;
        use crate::rows::{
            Backing, Column, Columns, JsonRow, RowRequest, Shared, integer, read, row_type,
        };
        use crate::wire;

        #(#items)*
    })
}

/// `DepartmentRow` of `Department`.
fn row_name(typed: &Ident) -> Ident {
    let name = typed.to_string();
    format_ident!("{}Row", name.strip_suffix("Row").unwrap_or(&name))
}

fn structure<'a>(items: &'a [Item], name: &Ident) -> Result<&'a ItemStruct> {
    let mut structures = items.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    structures
        .find(|item| item.ident == *name)
        .ok_or_else(|| Error::Tool(format!("there is no type {name}")))
}

fn row(name: &Ident, typed: &ItemStruct, types: &Types) -> Result<TokenStream> {
    let fields = typed.fields.iter().filter(|field| !docs::is_rest(field));
    let mut columns = Vec::new();
    let mut methods = Vec::new();
    for (place, field) in fields.enumerate() {
        let (column, method) = member(place, field, types)?;
        columns.push(column);
        methods.push(method);
    }
    if columns.len() > MOST_MEMBERS {
        return Err(Error::Tool(format!("{name} has too many members")));
    }
    let (alias, documentation): (Vec<_>, Vec<_>) = documentation(&typed.attrs)
        .into_iter()
        .partition(|attribute| attribute.meta.require_list().is_ok());
    let keeps = docs::lines(
        "A row that is kept keeps its batch of rows in memory; [`detach`](Self::detach) copies it out.",
    );
    let typed = &typed.ident;
    Ok(quote! {
        #(#documentation)*
        #[doc = ""]
        #(#keeps)*
        #(#alias)*
        #[derive(Clone, Copy)]
        pub struct #name<B = Shared>(pub(crate) B);

        impl<B: Backing> #name<B> {
            #(#methods)*

            /// Members that the spec does not name.
            #[must_use]
            pub fn extra(&self) -> wire::Extra {
                self.to_typed().map(|row| row.extra).unwrap_or_default()
            }
        }

        impl Columns for #name {
            const COLUMNS: &'static [Column] = &[#(#columns),*];
        }

        row_type!(#name, types::#typed);
    })
}

/// The column of a member, and its accessors.
fn member(place: usize, field: &Field, known: &Types) -> Result<(TokenStream, TokenStream)> {
    let Types { items, index } = known;
    let unfit = || Error::Tool(format!("no row can have this member: {}", quote!(#field)));
    let name = field.ident.as_ref().ok_or_else(unfit)?;
    let wire = docs::wire_name(field);
    let inner = argument(&field.ty).filter(|_| is(&field.ty, "Option"));
    let required = !members::is_optional(field);
    let ty = inner.unwrap_or(&field.ty);
    let ident = path_ident(ty).ok_or_else(unfit)?;
    let place = proc_macro2::Literal::usize_unsuffixed(place);
    let value = quote!(self.0.value(#place));
    let documentation = documentation(&field.attrs);
    let method = |name: &Ident, of: TokenStream, body: TokenStream| {
        quote! {
            #(#documentation)*
            #[must_use]
            pub fn #name(&self) -> #of {
                #body
            }
        }
    };
    let column = |kind: &str| {
        let kind = format_ident!("{kind}");
        quote!(Column::#kind(#wire, #required))
    };
    if is_text(ty, ident, items) {
        let (of, body) = match required {
            true => (quote!(&str), quote!(#value.unwrap_or_default())),
            false => (quote!(Option<&str>), value),
        };
        return Ok((column("text"), method(name, of, body)));
    }
    let wrapped = wraps(ident, items);
    if ident == "i64" || wrapped.as_deref() == Some("i64") {
        let (of, read) = match wrapped {
            Some(_) => (quote!(types::#ident), quote!(.map(types::#ident))),
            None => (quote!(i64), quote!()),
        };
        let (of, body) = match (required, wrapped) {
            (false, _) => (quote!(Option<#of>), quote!(integer(#value)#read)),
            (true, Some(_)) => {
                let digits = quote!(integer(#value).unwrap_or_default());
                (of, quote!(types::#ident(#digits)))
            }
            (true, None) => (of, quote!(integer(#value).unwrap_or_default())),
        };
        return Ok((column("integer"), method(name, of, body)));
    }
    if members::is_list(ty) {
        let element = argument(ty).ok_or_else(unfit)?;
        let path = path(ty, items);
        let (read, body) = match types::lists::is_scalar_list(ty, index) {
            true => {
                let element = self::path(element, items);
                let list = quote!(Vec<#element>);
                let body = quote!(wire::List::of_scalars(read::<#list>(#value)));
                (list, body)
            }
            false => (path.clone(), quote!(read(#value).unwrap_or_default())),
        };
        let column = quote!(Column::checked::<#read>(#wire, false));
        return Ok((column, method(name, path, body)));
    }
    match types::accessors::value(ident) {
        Some(meaning) if ident != "Flag" && ident != "Count" => {
            let body = quote!(#value.and_then(wire::#ident::meaning));
            let read = method(name, quote!(Option<#meaning>), body);
            let text = format_ident!("{name}_text");
            let doc = format!(" The text of `{name}` as it came, also one that does not read.");
            let text = quote! {
                #[doc = #doc]
                #[must_use]
                pub fn #text(&self) -> Option<&str> {
                    #value
                }
            };
            Ok((column("text"), quote!(#read #text)))
        }
        meaning => {
            let path = path(ty, items);
            let (of, get) = match meaning {
                Some(meaning) => (quote!(#meaning), quote!(.and_then(|it: #path| it.get()))),
                None => (path.clone(), quote!()),
            };
            let body = quote!(read(#value)#get);
            let column = quote!(Column::checked::<#path>(#wire, #required));
            Ok((column, method(name, quote!(Option<#of>), body)))
        }
    }
}

/// A type as it is named in the file of the rows.
fn path(ty: &Type, items: &[Item]) -> TokenStream {
    struct Outside<'a>(&'a [Item]);

    impl VisitMut for Outside<'_> {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            visit_mut::visit_path_mut(self, path);
            let is_own = |item: &Item| match item {
                Item::Struct(item) => path.is_ident(&item.ident),
                Item::Enum(item) => path.is_ident(&item.ident),
                _ => false,
            };
            let module = match path.segments.first() {
                Some(first) if first.ident == "BTreeMap" => quote!(std::collections::),
                _ if self.0.iter().any(is_own) => quote!(types::),
                _ => return,
            };
            *path = syn::parse_quote!(#module #path);
        }
    }

    let mut ty = ty.clone();
    Outside(items).visit_type_mut(&mut ty);
    quote!(#ty)
}

/// Whether every text decodes as this type, and no other value does.
fn is_text(ty: &Type, ident: &Ident, items: &[Item]) -> bool {
    is(ty, "String")
        || ["PackedPairs", "PackedThreads"]
            .iter()
            .any(|name| ident == name)
        || wraps(ident, items).as_deref() == Some("String")
}

/// What a newtype wraps.
fn wraps(ident: &Ident, items: &[Item]) -> Option<String> {
    types::wraps(&structure(items, ident).ok()?.fields)
}

/// The documentation of a generated item.
fn documentation(attributes: &[Attribute]) -> Vec<&Attribute> {
    let attributes = attributes.iter();
    attributes.filter(|it| it.path().is_ident("doc")).collect()
}
