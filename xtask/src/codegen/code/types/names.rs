//! Shortens generated names: typify writes `company_i_ds`, and the whole path of every type of the standard library.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{
    Attribute, Item, Meta, Path, TypePath, parse_quote,
    visit_mut::{self, VisitMut},
};

/// Names of the standard library that are in scope in the generated files, with their modules.
const IN_SCOPE: [(&str, &str); 9] = [
    ("boxed", "Box"),
    ("collections", "BTreeMap"),
    ("convert", "From"),
    ("convert", "TryFrom"),
    ("default", "Default"),
    ("option", "Option"),
    ("result", "Result"),
    ("string", "String"),
    ("vec", "Vec"),
];

/// Shortens the names in all items.
pub(crate) fn shorten(items: &mut [Item]) {
    for item in items {
        Shorten.visit_item_mut(item);
    }
}

struct Shorten;

impl VisitMut for Shorten {
    /// `unitIDs` has two words: `unit_ids`.
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        let name = ident.to_string();
        let words: Vec<&str> = name.split('_').collect();
        if words.windows(2).any(|pair| pair == ["i", "ds"]) {
            let written = format!("_{name}_").replace("_i_ds_", "_ids_");
            *ident = Ident::new(written.trim_matches('_'), Span::call_site());
        }
    }

    /// A free-form object becomes the same map type as other maps.
    fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
        visit_mut::visit_type_path_mut(self, ty);
        let names: Vec<String> = ty
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if names == ["serde_json", "Map"] {
            *ty = parse_quote!(BTreeMap<String, serde_json::Value>);
        }
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let needless = match names.as_slice() {
            ["std", module, name, ..] if IN_SCOPE.contains(&(*module, *name)) => 2,
            ["crate", "wire", ..] => 1,
            ["serde_json", ..] => 0,
            _ => return,
        };
        path.leading_colon = None;
        path.segments = path.segments.iter().skip(needless).cloned().collect();
    }

    /// Serde reads some paths from string literals.
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Meta::List(list) = &mut attribute.meta {
            let text = list
                .tokens
                .to_string()
                .replace(
                    "\"::std::option::Option::deserialize\"",
                    "\"serde::Deserialize::deserialize\"",
                )
                .replace("\"::std::option::Option::", "\"Option::");
            if let Ok(tokens) = text.parse::<TokenStream>() {
                list.tokens = tokens;
            }
        }
    }
}
