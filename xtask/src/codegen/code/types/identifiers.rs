//! What ids can do besides what typify writes: texts are compared with and lent as texts, numbers are made from small ones.

use syn::{Ident, Item, parse_quote};

/// What an id that is a text gets.
pub(crate) fn of_text(ident: &Ident) -> Vec<Item> {
    vec![
        parse_quote! {
            impl From<&str> for #ident {
                fn from(value: &str) -> Self {
                    Self(value.to_owned())
                }
            }
        },
        parse_quote! {
            impl AsRef<str> for #ident {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }
        },
        parse_quote! {
            impl PartialEq<str> for #ident {
                fn eq(&self, other: &str) -> bool {
                    self.0 == other
                }
            }
        },
        parse_quote! {
            impl PartialEq<&str> for #ident {
                fn eq(&self, other: &&str) -> bool {
                    self.0 == *other
                }
            }
        },
    ]
}

/// What an id that is a number gets.
pub(crate) fn of_number(ident: &Ident) -> Vec<Item> {
    vec![parse_quote! {
        impl From<i32> for #ident {
            fn from(value: i32) -> Self {
                Self(value.into())
            }
        }
    }]
}
