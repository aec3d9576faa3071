//! Finds the place in the spec from which each generated type comes.

use std::collections::BTreeMap;

use syn::{Attribute, Expr, ExprLit, Fields, Item, Lit, Meta, Type};

use crate::codegen::{
    error::{Error, Result},
    spec::facts::{Fact, Facts, component_pointer, marked},
    spec::prepare::Prepared,
};

/// A generated type and its place in the spec.
pub(crate) struct Known<'a> {
    pub(crate) pointer: String,
    pub(crate) fact: Option<&'a Fact>,
    /// Whether answers contain it.
    pub(crate) answer: bool,
    /// Whether it is a JSON object on the wire.
    pub(crate) object: bool,
}

/// The generated types by name.
pub(crate) struct Index<'a>(BTreeMap<String, Known<'a>>);

impl<'a> Index<'a> {
    /// Reads the pointers that the prepared spec put into the generated documentation.
    pub(crate) fn of(items: &[Item], facts: &'a Facts, prepared: &Prepared) -> Result<Self> {
        let mut index = BTreeMap::new();
        for item in items {
            let (ident, attributes, object) = match item {
                Item::Struct(item) => (&item.ident, &item.attrs, is_object(&item.fields)),
                Item::Enum(item) => (&item.ident, &item.attrs, false),
                _ => continue,
            };
            let doc = doc_text(attributes);
            let pointer = marked(&doc).ok_or_else(|| {
                Error::Tool(format!(
                    "the documentation of the generated type {ident} has no pointer"
                ))
            })?;
            let known = Known {
                pointer: pointer.to_owned(),
                fact: facts.get(pointer),
                answer: owner(pointer)
                    .is_some_and(|component| prepared.answers.contains(component)),
                object,
            };
            index.insert(ident.to_string(), known);
        }
        Ok(Self(index))
    }

    /// What is known about the type with this name.
    pub(crate) fn get(&self, ident: &syn::Ident) -> Option<&Known<'a>> {
        self.0.get(&ident.to_string())
    }

    /// The type that a component became.
    pub(crate) fn rust_name(&self, component: &str) -> Result<syn::Ident> {
        let pointer = component_pointer(component);
        let found = self.0.iter().find(|(_, known)| known.pointer == pointer);
        found
            .map(|(name, _)| quote::format_ident!("{name}"))
            .ok_or_else(|| Error::spec(pointer, "no Rust type was generated for this component"))
    }

    /// Every component that a type was generated for, with the name of the type.
    pub(crate) fn components(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, known)| {
            let component = owner(&known.pointer)?;
            (component_pointer(component) == known.pointer).then_some((component, name.as_str()))
        })
    }

    /// Whether a field of this type is a JSON object on the wire.
    pub(crate) fn is_object(&self, ty: &Type) -> bool {
        is_map(ty)
            || path_ident(ty)
                .and_then(|ident| self.get(ident))
                .is_some_and(|known| known.object)
    }
}

fn is_object(fields: &Fields) -> bool {
    match fields {
        Fields::Named(_) => true,
        Fields::Unnamed(fields) => fields.unnamed.iter().any(|field| is_map(&field.ty)),
        Fields::Unit => false,
    }
}

pub(crate) fn is_map(ty: &Type) -> bool {
    path_ident(ty).is_some_and(|ident| ident == "BTreeMap")
}

/// The last name of a type's path: `Vec` of `::std::vec::Vec<T>`.
pub(crate) fn path_ident(ty: &Type) -> Option<&syn::Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// The first type argument: `T` of `Option<T>`.
pub(crate) fn argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    match &path.path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    }
}

/// An item's documentation as one text.
pub(crate) fn doc_text(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    lines.join("\n")
}

/// The component that a pointer is in.
fn owner(pointer: &str) -> Option<&str> {
    pointer.split('/').nth(3)
}
