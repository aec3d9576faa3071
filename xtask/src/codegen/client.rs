//! The words of the generated client: what each function does, where it goes, what it does to the world.

use quote::quote;
use syn::{ImplItem, ImplItemFn, Item};

use super::{
    docs,
    error::{Error, Result},
    spec::Op,
};

/// Documents the client and its functions, which stand in the operations' order.
pub(crate) fn document(items: &mut [Item], ops: &[&Op]) -> Result<()> {
    let mut rest = ops.iter();
    for item in items {
        match item {
            Item::Struct(item) if item.ident == "Client" => {
                let text = "The operations of the API, one function each. Redirects, retries and what an answer means \
                            are decided by the HTTP client and the transport that it is made with.";
                docs::replace(&mut item.attrs, text, None);
            }
            Item::Impl(block) if block.trait_.is_none() => {
                for item in &mut block.items {
                    if let ImplItem::Fn(function) = item
                        && function.sig.asyncness.is_some()
                    {
                        let op = rest.next().ok_or_else(|| unmatched(function))?;
                        describe(function, op)?;
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

fn describe(function: &mut ImplItemFn, op: &Op) -> Result<()> {
    let body = &function.block;
    if !quote!(#body)
        .to_string()
        .contains(&format!("\"{{}}{}\"", op.path))
    {
        return Err(unmatched(function));
    }
    docs::replace(&mut function.attrs, &text(op), Some(&op.id));
    Ok(())
}

fn unmatched(function: &ImplItemFn) -> Error {
    Error::Tool(format!(
        "the generated function {} is not the operation that stands in its place",
        function.sig.ident
    ))
}

/// What is said of an operation wherever it is offered.
pub(crate) fn text(op: &Op) -> String {
    let mut titles = format!("“{}”", op.documented.title);
    for title in &op.documented.also {
        titles.push_str(&format!(" and “{title}”"));
    }
    let effect = match op.effect.as_str() {
        "read" => "A read: it changes nothing and is safe to repeat.",
        "write" => "A write: repeating it may change a record twice.",
        _ => "A send: repeating it may reach a person twice.",
    };
    let paging = op.paging.as_ref().map(|paging| {
        let default = paging
            .default_limit
            .map(|limit| format!(" (without one, {limit} rows)"))
            .unwrap_or_default();
        let rows = paging
            .rows
            .as_ref()
            .map(|rows| format!(", rows in `{rows}`"))
            .unwrap_or_default();
        format!(
            " Answers in pages: `{}`, `{}`{default}{rows}.",
            paging.page, paging.limit
        )
    });
    format!(
        "{description}\n\n`POST {server}{path}`, documented as {titles} in “{section}”. {effect}{paging}{errata}",
        description = op.description.trim(),
        server = op.server,
        path = op.path,
        section = op.documented.section,
        paging = paging.unwrap_or_default(),
        errata = docs::errata(&op.errata),
    )
}
