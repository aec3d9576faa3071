//! Reads one file: the modules that it declares, the paths that it names, and the names that it imports.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Expr, ImplItem, Item, Lit, Macro, Meta, UseTree, VisRestricted,
    visit::{self, Visit},
};

/// A module's path below the crate's root; the root's own is empty.
pub(crate) type ModulePath = Vec<String>;

/// A declared module with its own file.
pub(crate) struct Child {
    pub(crate) name: String,
    /// What `#[path = "…"]` says.
    pub(crate) path: Option<String>,
}

/// The contents of one file.
#[derive(Default)]
pub(crate) struct Contents {
    pub(crate) children: Vec<Child>,
    /// Every path into this crate, from its root.
    pub(crate) paths: Vec<ModulePath>,
    /// What a `use` brings into the module, by the name that it has there.
    pub(crate) names: BTreeMap<String, ModulePath>,
}

/// Reads the file of the module `at`.
pub(crate) fn read(file: &syn::File, at: &[String]) -> Contents {
    let declared = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    });
    let mut reader = Reader {
        declared: declared.collect(),
        module: at.to_vec(),
        inline: 0,
        contents: Contents::default(),
    };
    reader.visit_file(file);
    reader.contents
}

struct Reader {
    /// The modules that the file declares.
    declared: Vec<String>,
    /// The current module, including inline modules.
    module: ModulePath,
    /// The number of inline modules around the reader.
    inline: usize,
    contents: Contents,
}

impl Reader {
    /// The path from the crate's root, if it leads into this crate.
    fn absolute(&self, path: &[String]) -> Option<ModulePath> {
        let mut base = self.module.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => base.clear(),
            "self" | "super" => {}
            name if self.inline == 0 && self.declared.iter().any(|child| child == name) => {
                base.extend(path.iter().cloned());
                return Some(base);
            }
            _ => return None,
        }
        if let "crate" | "self" = path[0].as_str() {
            rest = &path[1..];
        }
        while rest.first().is_some_and(|name| name == "super") {
            base.pop();
            rest = &rest[1..];
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn imports(&mut self, tree: &UseTree, before: &mut ModulePath) {
        let (name, alias) = match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.imports(&path.tree, before);
                before.pop();
                return;
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.imports(tree, before);
                }
                return;
            }
            UseTree::Glob(_) => (None, None),
            UseTree::Name(name) => (Some(name.ident.to_string()), None),
            UseTree::Rename(rename) => (
                Some(rename.ident.to_string()),
                Some(rename.rename.to_string()),
            ),
        };
        let path: ModulePath = before
            .iter()
            .cloned()
            .chain(name.filter(|name| name != "self"))
            .collect();
        let Some(path) = self.absolute(&path) else {
            return;
        };
        if let (0, Some(name)) = (self.inline, alias.as_ref().or(path.last())) {
            self.contents.names.insert(name.clone(), path.clone());
        }
        self.contents.paths.push(path);
    }

    /// Paths in the words of a macro: `crate::…`, `self::…`, `super::…`.
    fn words(&mut self, tokens: TokenStream) {
        let mut path: ModulePath = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(word) if !path.is_empty() && colons == 2 => {
                    path.push(word.to_string())
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                other => {
                    self.contents
                        .paths
                        .extend(self.absolute(&std::mem::take(&mut path)));
                    match other {
                        TokenTree::Ident(word) => path.push(word.to_string()),
                        TokenTree::Group(group) => self.words(group.stream()),
                        _ => {}
                    }
                }
            }
            colons = 0;
        }
        self.contents.paths.extend(self.absolute(&path));
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !matches!(item, ImplItem::Fn(function) if is_test(&function.attrs)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let name = module.ident.to_string();
        let Some((_, items)) = &module.content else {
            if name != "generated" {
                let path = path_attribute(&module.attrs);
                self.contents.children.push(Child { name, path });
            }
            return;
        };
        self.module.push(name);
        self.inline += 1;
        for item in items {
            self.visit_item(item);
        }
        self.inline -= 1;
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.imports(&item.tree, &mut ModulePath::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: ModulePath = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        // A single name is local or was imported, and then its `use` counts.
        if names.len() > 1 {
            self.contents.paths.extend(self.absolute(&names));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        // These build code for another crate.
        let name = call
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        if !name.is_some_and(|name| matches!(name.as_str(), "quote" | "parse_quote")) {
            self.words(call.tokens.clone());
        }
    }

    /// `pub(in …)` imports nothing.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}
}

/// Whether an item exists only in tests.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        meta => meta.path().is_ident("test"),
    })
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
