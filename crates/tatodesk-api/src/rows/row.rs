//! What the types of rows have in common.
use super::batch::{Borrowed, Shared};
use super::cells::Column;
use crate::operation::ReadRequest;
use serde::{Serialize, de::DeserializeOwned};

/// The members of a row type.
pub trait Columns {
    /// The members that its accessors read, in the order of the spec.
    const COLUMNS: &'static [Column];
}

/// A type of rows: how rows of one operation are decoded and held.
///
/// `cargo xtask gen` makes one for each operation that answers in pages; [`JsonRow`](super::JsonRow) takes any object. One
/// definition serves owned rows, which are this type, and borrowed ones ([`Ref`](RowType::Ref)).
pub trait RowType: Columns + Sized + Clone + Send + Sync + 'static {
    /// The type of [`types`](crate::types) that the same row has in a whole answer.
    type Typed: Serialize + DeserializeOwned;
    /// A row that borrows the reader's text.
    type Ref<'a>;
    /// Makes an owned row.
    fn owned(row: Shared) -> Self;
    /// Makes a borrowed row.
    fn borrowed(row: Borrowed<'_>) -> Self::Ref<'_>;
}

/// A request whose answer has rows that can be read one by one.
pub trait RowRequest: ReadRequest {
    /// The type of its rows.
    type Row: RowType;
}

/// Implements what all row types have in common.
macro_rules! row_type {
    ($name:ident, $typed:ty) => {
        impl<B: $crate::rows::Backing> $name<B> {
            /// The row's JSON text as it came.
            #[must_use]
            pub fn json(&self) -> &str {
                self.0.json()
            }

            /// The row as it stands in a whole answer.
            ///
            /// # Errors
            /// None for a row that came out of a reader, since a row is good only if it decodes.
            pub fn to_typed(&self) -> Result<$typed, $crate::wire::DecodeError> {
                $crate::wire::decode_object(self.json())
            }

            /// Copies the row out of its batch, so that it keeps nothing else in memory.
            #[must_use]
            pub fn detach(&self) -> $name {
                let columns = <$name as $crate::rows::Columns>::COLUMNS.len();
                $name($crate::rows::detach(&self.0, columns))
            }
        }

        impl $name {
            /// The row's members as the reader found them. `None` if it kept only the row's JSON.
            #[doc(hidden)]
            #[must_use]
            pub fn members(&self) -> Option<$crate::rows::Members<'_>> {
                self.0.members(<$name as $crate::rows::Columns>::COLUMNS)
            }
        }

        /// Shows what the type of a whole answer shows, and so nothing personal or secret.
        impl<B: $crate::rows::Backing> std::fmt::Debug for $name<B> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.to_typed() {
                    Ok(row) => std::fmt::Debug::fmt(&row, f),
                    Err(error) => std::fmt::Debug::fmt(&error, f),
                }
            }
        }

        impl $crate::rows::RowType for $name {
            type Typed = $typed;
            type Ref<'a> = $name<$crate::rows::Borrowed<'a>>;

            fn owned(row: $crate::rows::Shared) -> Self {
                Self(row)
            }

            fn borrowed(row: $crate::rows::Borrowed<'_>) -> Self::Ref<'_> {
                $name(row)
            }
        }
    };
}

pub(crate) use row_type;
