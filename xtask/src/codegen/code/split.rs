//! Splits progenitor's single file into the types and the client.

use syn::{ImplItem, Item};

use crate::codegen::error::{Error, Result};

/// The two halves of progenitor's file.
pub(crate) struct Parts {
    pub(crate) types: Vec<Item>,
    pub(crate) client: Vec<Item>,
}

/// Splits the file, and leaves out two parts. The prelude is only another name for the client. `Client::new` builds an
/// HTTP client that follows redirects, and so would send the API key to other hosts.
pub(crate) fn split(file: syn::File) -> Result<Parts> {
    let mut types = None;
    let mut client = Vec::new();
    for mut item in file.items {
        match &mut item {
            Item::Mod(module) if module.ident == "types" => {
                types = module.content.take().map(|(_, items)| items)
            }
            Item::Mod(module) if module.ident == "prelude" => {}
            Item::Impl(block) => {
                let own = block.trait_.is_none();
                block.items.retain(|item| {
                    !(own && matches!(item, ImplItem::Fn(f) if f.sig.ident == "new"))
                });
                client.push(item);
            }
            _ => client.push(item),
        }
    }
    let types = types.ok_or_else(|| Error::Tool("progenitor's file has no types".to_owned()))?;
    Ok(Parts { types, client })
}
