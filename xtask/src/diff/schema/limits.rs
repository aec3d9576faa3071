//! Which keywords limit a value, and on which side.

pub(super) fn is_lower(key: &str) -> bool {
    matches!(
        key,
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties"
    )
}

pub(super) fn is_upper(key: &str) -> bool {
    matches!(
        key,
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties"
    )
}
