//! Takes progenitor's one file apart: the types, and the client with what belongs to it.

use syn::{ImplItem, Item};

use crate::codegen::error::{Error, Result};

/// The two halves of progenitor's file.
pub(crate) struct Parts {
    pub(crate) types: Vec<Item>,
    pub(crate) client: Vec<Item>,
}

/// Splits the file. Left out are the prelude, which is one more name for the client, and `Client::new`, whose HTTP
/// client follows redirects and would carry the API key to wherever they lead.
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
