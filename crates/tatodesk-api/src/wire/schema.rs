//! JSON Schemas of the hand-written types, as the spec writes them.
use super::{
    AppId, Count, Extra, Flag, Lenient, LenientFormat, List, NoInBandError, PackedPairs,
    PackedThreads, Strict, StrictFormat, TemplateId,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// A text with a format.
fn text(format: &str) -> Schema {
    json_schema!({"type": "string", "format": format})
}

impl<F: StrictFormat> JsonSchema for Strict<F> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        F::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        text(F::NAME)
    }
}

impl<F: LenientFormat> JsonSchema for Lenient<F> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        F::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        text(F::NAME)
    }
}

/// Gives a type a schema that stands where it is used.
macro_rules! inline {
    ($($type:ty, $name:literal, $schema:expr;)*) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

inline! {
    Extra, "extra", json_schema!({"type": "object", "additionalProperties": true});
    PackedPairs, "packed-pairs", text("packed-pairs");
    PackedThreads, "packed-threads", text("packed-threads");
    Flag, "tatodesk-flag", json_schema!({"type": "integer", "format": "tatodesk-flag"});
}

/// Gives a type the schema of a component of its own.
macro_rules! component {
    ($($type:ty, $name:literal, $schema:expr;)*) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

component! {
    Count, "Count", json_schema!({"oneOf": [{"type": "integer", "format": "int64"}, {"type": "string"}]});
    TemplateId, "TemplateId", json_schema!({"oneOf": [{"type": "string"}, {"type": "integer", "format": "int64"}]});
    AppId, "AppId", json_schema!({"oneOf": [{"type": "string"}, {"type": "integer", "format": "int64"}]});
    // The spec says what may stand here, which is anything; the type takes what means that there is no error.
    NoInBandError, "InBandError", json_schema!({});
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("List_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<Vec<T>>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests;
