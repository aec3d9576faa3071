use super::*;

#[test]
fn every_operation_of_the_specification_is_known() {
    let spec = spec().expect("the embedded specification compiles");
    assert_eq!(spec.operations.len(), 52);
    assert_eq!(
        spec.at("/pa/listHours")
            .map(|operation| operation.id.as_str()),
        Some("listHours")
    );
    assert_eq!(
        spec.operations
            .values()
            .filter(|operation| operation.multipart)
            .count(),
        1
    );
}

#[test]
fn nullable_becomes_a_type() {
    let schema = json!({"type": "object", "properties": {
        "a": {"type": "string", "nullable": true},
        "b": {"nullable": true, "oneOf": [{"type": "string"}]},
        "c": {"type": "integer", "nullable": true, "enum": [1, 2]},
        "nullable": {"type": "boolean"}
    }});
    let converted = json_schema(&schema);
    assert_eq!(
        converted["properties"]["a"]["type"],
        json!(["string", "null"])
    );
    assert_eq!(
        converted["properties"]["b"]["oneOf"][1],
        json!({"type": "null"})
    );
    assert_eq!(converted["properties"]["c"]["enum"], json!([1, 2, null]));
    assert_eq!(
        converted["properties"]["nullable"],
        json!({"type": "boolean"})
    );
}
