//! Names as people write them: typify spells `company_i_ds`, and every type of the standard library with its whole path.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{
    Attribute, Item, Meta, Path, TypePath, parse_quote,
    visit_mut::{self, VisitMut},
};

/// What is in scope where the types are, by the module of the standard library that it comes from.
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

/// Mends them in all items.
pub(crate) fn mend(items: &mut [Item]) {
    for item in items {
        Mend.visit_item_mut(item);
    }
}

struct Mend;

impl VisitMut for Mend {
    /// `unitIDs` is two words, not three.
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        let name = ident.to_string();
        let words: Vec<&str> = name.split('_').collect();
        if words.windows(2).any(|pair| pair == ["i", "ds"]) {
            let mended = format!("_{name}_").replace("_i_ds_", "_ids_");
            *ident = Ident::new(mended.trim_matches('_'), Span::call_site());
        }
    }

    /// A free-form object is a map like every other.
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

    /// Serde reads some paths out of texts.
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
