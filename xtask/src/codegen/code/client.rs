//! Documents the generated client: what each function does, where it sends, and its effect. Each function becomes one call of the
//! entry that all operations share, which has their addresses and headers ready.

use quote::quote;
use syn::{ImplItem, ImplItemFn, Item, parse_quote};

use super::{docs, table};
use crate::codegen::{
    error::{Error, Result},
    spec::operations::Op,
};

/// Documents the client and its functions. They must have the order of the operations.
pub(crate) fn document(items: &mut [Item], ops: &[&Op]) -> Result<()> {
    let mut rest = ops.iter();
    for item in items {
        match item {
            Item::Struct(item) if item.ident == "Client" => {
                docs::replace(&mut item.attrs, CLIENT, None);
            }
            Item::Impl(block) if block.trait_.is_none() => {
                for item in &mut block.items {
                    let ImplItem::Fn(function) = item else {
                        continue;
                    };
                    if function.sig.asyncness.is_some() {
                        let op = rest.next().ok_or_else(|| unmatched(function))?;
                        describe(function, op)?;
                    } else if function.sig.ident == "new_with_client" {
                        hide(function);
                    }
                }
            }
            _ => {}
        }
    }
    match rest.next() {
        None => Ok(()),
        Some(op) => Err(Error::Tool(format!(
            "progenitor made no function for {}",
            op.id
        ))),
    }
}

/// The documentation of the client.
const CLIENT: &str = "The operations of the API, one function each. The HTTP client and the transport decide about \
redirects, retries and what an answer means.\n\n\
# Errors\n\
Every function fails with [`Error::InvalidRequest`] when there is no key for the operation's product (nothing was sent), \
with [`Error::CommunicationError`] when the call fails, with [`Error::UnexpectedResponse`] when the status is not 200, \
and with [`Error::InvalidResponsePayload`] when the answer does not decode, as with every failure that comes \
inside an HTTP 200 ([`in_band`](crate::wire::in_band) reads it). That last error's `Display` prints the whole body, \
which may hold people's data.";

/// Hides the constructor with a base URL. The addresses of the transport are used instead of it; see `with_transport`.
fn hide(function: &mut ImplItemFn) {
    function.vis = parse_quote!(pub(crate));
    let text = "A client with a base URL. The addresses of the transport are used instead of it.";
    docs::replace(&mut function.attrs, text, None);
}

fn describe(function: &mut ImplItemFn, op: &Op) -> Result<()> {
    let body = &function.block;
    if !quote!(#body)
        .to_string()
        .contains(&format!("\"{{}}{}\"", op.path))
    {
        return Err(unmatched(function));
    }
    docs::replace(&mut function.attrs, &docs::operation(op), Some(&op.id));
    let operation = table::constant_name(&op.id);
    function.block = parse_quote!({ self.send_json(crate::operations::#operation, body).await });
    Ok(())
}

fn unmatched(function: &ImplItemFn) -> Error {
    Error::Tool(format!(
        "the generated function {} does not belong to the operation at its position",
        function.sig.ident
    ))
}
