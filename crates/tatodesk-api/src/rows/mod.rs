//! Rows of a page, decoded while the body arrives: cut, checked and handed out as ranges into shared text.
//!
//! It uses `wire`. The generated row types are made of it, and the facade's streams read pages with it.
//!
//! # How a row is read
//!
//! A row is good exactly if `serde` reads it as [`RowType::Typed`]; serde is the authority. The fast path accepts a row only when
//! it has read every member under that member's own name, by the grammar of JSON, with a value that the member's type takes.
//! Whatever it does not expect (a member that stands twice, a number that is no short integer, a wrong
//! value) goes to serde as a whole row. So such a row costs time and never correctness.
//!
//! Prediction saves only the search for a member's name. The reader remembers which member followed each member, and the bytes
//! of its name with the blanks around it. It compares these with the next bytes. Where they differ, it reads the name, looks it up,
//! and remembers the new order. A wrong guess can therefore never give a value to another member.

mod batch;
mod cells;
mod cut;
mod envelope;
mod frame;
mod json;
mod learned;
mod malformed;
mod members;
mod page;
mod parse;
mod row;
mod scan;

pub use crate::generated::rows::*;
pub(crate) use batch::detach;
pub use batch::{Backing, Borrowed, Shared};
pub(crate) use cells::{Column, integer, read};
pub use envelope::Envelope;
pub use json::{JsonRow, OpenRow};
pub use malformed::MalformedRow;
#[doc(hidden)]
pub use members::{Member, Members};
pub use page::PageReader;
pub(crate) use row::{Columns, row_type};
pub use row::{RowRequest, RowType};
