//! Flags of requests: read from a number alone, while those of answers may come as text.

use syn::{
    Attribute, Item, ItemStruct, Type, TypePath, parse_quote,
    visit::{self, Visit},
};

use crate::codegen::{
    code::index::{Index, argument, path_ident},
    error::{Error, Result},
};

/// Makes every flag of a request strict.
///
/// # Errors
/// Where a request holds a flag that is no optional member: only such a one is read by `wire::flag_of_request`.
pub(crate) fn be_strict(items: &mut [Item], index: &Index) -> Result<()> {
    for item in items {
        if let Item::Struct(item) = item
            && let Some(known) = index.get(&item.ident).filter(|known| !known.answer)
        {
            mark(item).map_err(|problem| Error::spec(&known.pointer, problem))?;
        }
    }
    Ok(())
}

fn mark(item: &mut ItemStruct) -> std::result::Result<(), &'static str> {
    let strict: Attribute =
        parse_quote!(#[serde(default, deserialize_with = "wire::flag_of_request")]);
    for field in &mut item.fields {
        if field.ident.is_some() && is_optional_flag(&field.ty) {
            field.attrs.push(strict.clone());
        } else if holds_a_flag(&field.ty) {
            return Err("a flag of a request has to be an optional member of its own");
        }
    }
    Ok(())
}

fn is_flag(ty: &Type) -> bool {
    path_ident(ty).is_some_and(|ident| ident == "Flag")
}

fn is_optional_flag(ty: &Type) -> bool {
    path_ident(ty).is_some_and(|ident| ident == "Option") && argument(ty).is_some_and(is_flag)
}

fn holds_a_flag(ty: &Type) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_type_path(&mut self, ty: &'ast TypePath) {
            let last = ty.path.segments.last();
            self.0 |= last.is_some_and(|segment| segment.ident == "Flag");
            visit::visit_type_path(self, ty);
        }
    }

    let mut search = Search(false);
    search.visit_type(ty);
    search.0
}
