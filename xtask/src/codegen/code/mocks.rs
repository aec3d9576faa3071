//! Documents the generated mocks.

use quote::quote;
use syn::{ImplItem, Item, TraitItem, UseTree, parse_quote};

use super::docs;
use crate::{
    codegen::{
        error::{Error, Result},
        spec::operations::Op,
    },
    words::PlainWords,
};

/// Documents the mocks. They must have the order of the operations.
pub(crate) fn document(mut file: syn::File, ops: &[&Op], plain: &PlainWords) -> Result<syn::File> {
    file.attrs = docs::lines("Typed mocks: one `When`, one `Then` and one method of [`MockServerExt`] for each operation.")
        .into_iter()
        .map(inner)
        .collect();
    for item in &mut file.items {
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    operations(items, ops, plain)?;
                }
            }
            Item::Trait(extension) => {
                let mut rest = ops.iter();
                for item in &mut extension.items {
                    if let TraitItem::Fn(function) = item {
                        let op = next(&mut rest, &function.sig.ident, |op| plain.letters(&op.id))?;
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

/// Each operation has two structs, and each struct is followed by its functions.
fn operations(items: &mut [Item], ops: &[&Op], plain: &PlainWords) -> Result<()> {
    let mut halves = ops.iter().flat_map(|op| [(op, true), (op, false)]);
    for item in items {
        match item {
            Item::Use(import) => {
                // The mocks need nothing else from the crate.
                if matches!(&import.tree, UseTree::Path(path) if path.ident == "tatodesk_api") {
                    *import = parse_quote!(
                        use tatodesk_api::types;
                    );
                }
            }
            Item::Struct(half) => {
                let name = |(op, when): &(&&Op, bool)| {
                    format!(
                        "{}{}",
                        plain.letters(&op.id),
                        if *when { "When" } else { "Then" }
                    )
                };
                let (op, when) = next(&mut halves, &half.ident, name)?;
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
                        let text = function_text(&function.sig);
                        docs::replace(&mut function.attrs, text, None);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn function_text(signature: &syn::Signature) -> &'static str {
    let of_when = quote!(#signature).to_string().contains("When");
    match signature.ident.to_string().as_str() {
        "new" if of_when => "Matches the operation's method and path.",
        "new" => "Wraps an answer that is still empty.",
        "into_inner" => "Returns the untyped part, for what the types do not allow.",
        "body" => "Answers only requests with this body.",
        _ => "Answers with status 200 and this body.",
    }
}

/// The next one, if its name is the name of the generated item. Upper and lower case count as the same.
fn next<T>(
    rest: &mut impl Iterator<Item = T>,
    ident: &syn::Ident,
    name: impl Fn(&T) -> String,
) -> Result<T> {
    let letters = ident.to_string().replace('_', "");
    rest.next()
        .filter(|found| name(found).eq_ignore_ascii_case(&letters))
        .ok_or_else(|| unmatched(ident))
}

fn unmatched(ident: &syn::Ident) -> Error {
    Error::Tool(format!(
        "the generated mock {ident} does not belong to the operation at its position"
    ))
}

fn inner(mut attribute: syn::Attribute) -> syn::Attribute {
    attribute.style = syn::AttrStyle::Inner(Default::default());
    attribute
}
