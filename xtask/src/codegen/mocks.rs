//! The words of the generated mocks.

use syn::{ImplItem, Item, TraitItem, UseTree, parse_quote};

use super::{
    docs,
    error::{Error, Result},
    spec::Op,
};

/// Documents the mocks, which stand in the operations' order.
pub(crate) fn document(mut file: syn::File, ops: &[&Op]) -> Result<syn::File> {
    file.attrs = docs::lines("Typed mocks: one `When`, one `Then` and one method of [`MockServerExt`] for each operation.")
        .into_iter()
        .map(inner)
        .collect();
    for item in &mut file.items {
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    operations(items, ops)?;
                }
            }
            Item::Trait(extension) => {
                let mut rest = ops.iter();
                for item in &mut extension.items {
                    if let TraitItem::Fn(function) = item {
                        let op = rest.next().ok_or_else(|| unmatched(&function.sig.ident))?;
                        docs::replace(
                            &mut function.attrs,
                            &format!("Mocks `{}` (`POST {}`).", op.id, op.path),
                            Some(&op.id),
                        );
                    }
                }
            }
            _ => {}
        }
    }
    Ok(file)
}

/// Each operation is two structs, each followed by its functions.
fn operations(items: &mut [Item], ops: &[&Op]) -> Result<()> {
    let mut halves = ops.iter().flat_map(|op| [(op, true), (op, false)]);
    for item in items {
        match item {
            Item::Use(import) => {
                // Everything else that the crate exports is none of the mocks' business.
                if matches!(&import.tree, UseTree::Path(path) if path.ident == "tatodesk_api") {
                    *import = parse_quote!(
                        use tatodesk_api::types;
                    );
                }
            }
            Item::Struct(half) => {
                let (op, when) = halves.next().ok_or_else(|| unmatched(&half.ident))?;
                let text = if when {
                    format!(
                        "Which requests the mock of `{}` (`POST {}`) answers.",
                        op.id, op.path
                    )
                } else {
                    format!("What the mock of `{}` answers.", op.id)
                };
                docs::replace(&mut half.attrs, &text, None);
            }
            Item::Impl(block) => {
                for item in &mut block.items {
                    if let ImplItem::Fn(function) = item {
                        let text = function_text(&function.sig.ident.to_string());
                        docs::replace(&mut function.attrs, text, None);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn function_text(name: &str) -> &'static str {
    match name {
        "new" => "Begins with the operation's method and path.",
        "into_inner" => "Leaves the types, for what they do not allow.",
        "body" => "Only requests with this body.",
        _ => "Answers with status 200 and this body.",
    }
}

fn unmatched(ident: &syn::Ident) -> Error {
    Error::Tool(format!(
        "the generated mock {ident} belongs to no operation"
    ))
}

fn inner(mut attribute: syn::Attribute) -> syn::Attribute {
    attribute.style = syn::AttrStyle::Inner(Default::default());
    attribute
}
