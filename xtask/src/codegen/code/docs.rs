//! Documentation of generated items: the description of the spec, its errata, and the wire name if it differs.

use syn::{Attribute, Expr, ExprLit, Field, Lit, parse_quote};

use crate::codegen::spec::{
    facts::Fact,
    operations::{Erratum, Op},
};

/// Lines longer than this are wrapped.
const WIDTH: usize = 96;

/// A field's or variant's name on the wire.
pub(crate) fn wire_name(field: &Field) -> String {
    let ident = field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    renamed(&field.attrs).unwrap_or_else(|| ident.trim_start_matches("r#").to_owned())
}

/// What `#[serde(rename = "...")]` says.
pub(crate) fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut found = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        // Other keys have other forms. What cannot be read here is no rename.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: Expr = value.parse()?;
                if let Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) = value
                    && meta.path.is_ident("rename")
                {
                    found = Some(text.value());
                }
            }
            Ok(())
        });
    }
    found
}

/// Whether a field is the map of the members that the spec does not know.
pub(crate) fn is_rest(field: &Field) -> bool {
    field.attrs.iter().any(|attribute| {
        let mut flat = false;
        if attribute.path().is_ident("serde") {
            let _ = attribute.parse_nested_meta(|meta| {
                flat |= meta.path.is_ident("flatten");
                Ok(())
            });
        }
        flat
    })
}

/// Puts `text` in the place of an item's documentation, before its other attributes.
pub(crate) fn replace(attributes: &mut Vec<Attribute>, text: &str, alias: Option<&str>) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    let mut documented = lines(text);
    if let Some(alias) = alias {
        documented.push(parse_quote!(#[doc(alias = #alias)]));
    }
    documented.append(attributes);
    *attributes = documented;
}

/// The doc attributes of a text, one for each line.
pub(crate) fn lines(text: &str) -> Vec<Attribute> {
    wrap(text.trim())
        .iter()
        .map(|line| {
            let line = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}

/// The documentation of a schema: its description, or `subject` if it has none, and its other name `elsewhere`.
pub(crate) fn of_schema(fact: Option<&Fact>, subject: &str, elsewhere: Option<&str>) -> String {
    let description = fact
        .and_then(|fact| fact.description.as_deref())
        .unwrap_or(subject);
    let mut text = description.trim().to_owned();
    if let Some(elsewhere) = elsewhere {
        text.push_str(&format!("\n\n{elsewhere}."));
    }
    text.push_str(&errata(
        fact.map(|fact| fact.errata.as_slice()).unwrap_or_default(),
    ));
    text
}

/// Links to the entries of the register, which say what is documented, what was decided, and on what evidence.
pub(crate) fn errata(errata: &[Erratum]) -> String {
    if errata.is_empty() {
        return String::new();
    }
    let links: Vec<String> = errata
        .iter()
        .map(|it| format!("[{}](crate::errata#{})", it.id, it.id.to_lowercase()))
        .collect();
    format!("\n\nErrata: {}.", links.join(", "))
}

/// Wraps prose, and leaves code, tables and headings as they are.
fn wrap(text: &str) -> Vec<String> {
    let mut wrapped = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        let line = line.trim_end();
        let bare = line.trim_start();
        fenced ^= bare.starts_with("```");
        if fenced || line.len() <= WIDTH || bare.starts_with(['|', '#']) || line.starts_with("    ")
        {
            wrapped.push(line.to_owned());
            continue;
        }
        let hanging = if bare.starts_with("- ") || bare.starts_with("* ") {
            2
        } else {
            0
        };
        let indent = line.len() - bare.len();
        let mut current = " ".repeat(indent);
        for word in bare.split(' ') {
            let fits = current.chars().count() + 1 + word.chars().count() <= WIDTH;
            if current.trim().is_empty() || fits || begins_block(word) {
                if !current.trim().is_empty() {
                    current.push(' ');
                }
            } else {
                wrapped.push(std::mem::replace(
                    &mut current,
                    " ".repeat(indent + hanging),
                ));
            }
            current.push_str(word);
        }
        wrapped.push(current);
    }
    wrapped
}

/// Whether Markdown reads a line that begins with this word as a list entry or a heading.
fn begins_block(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    word.starts_with(['-', '+', '*', '#', '>'])
        || (number != word && number.chars().all(|c| c.is_ascii_digit()))
}

/// The documentation of an operation, the same in the client and in the operation table.
pub(crate) fn operation(op: &Op) -> String {
    let mut titles = format!("“{}”", op.documented.title);
    for title in &op.documented.also {
        titles.push_str(&format!(" and “{title}”"));
    }
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
        "{description}\n\n`POST {server}{path}`, documented as {titles} in “{section}”. Effect: `{effect}`.{paging}{errata}",
        description = op.description.trim(),
        server = op.server,
        path = op.path,
        section = op.documented.section,
        effect = op.effect,
        paging = paging.unwrap_or_default(),
        errata = errata(&op.errata),
    )
}
