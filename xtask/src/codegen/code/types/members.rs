//! What a generated member is: optional or not, a list or not.

use syn::{Attribute, Field, Meta, Type};

use crate::codegen::code::index::path_ident;

/// Whether an object can do without this member.
pub(crate) fn is_optional(field: &Field) -> bool {
    is(&field.ty, "Option") || is(&field.ty, "Extra") || field.attrs.iter().any(has_default)
}

/// Whether a type is `wire::List`.
pub(crate) fn is_list(ty: &Type) -> bool {
    is(ty, "List")
}

/// Whether the last name of a type's path is this one.
pub(crate) fn is(ty: &Type, name: &str) -> bool {
    path_ident(ty).is_some_and(|ident| ident == name)
}

/// Whether serde takes the default value where the member is absent.
fn has_default(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut keys = list.tokens.clone().into_iter();
    list.path.is_ident("serde") && keys.any(|key| key.to_string() == "default")
}
