//! Rows against serde: what is good or malformed, every value, and the answer around the rows.
mod examples;
mod made;
mod probe;
