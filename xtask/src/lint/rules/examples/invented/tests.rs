//! Values that could belong to a real person are found, invented ones are not.

use crate::lint::planted::{here, op, plant, schema, set};
use serde_json::json;

fn answered(rest: &str) -> String {
    op("/responses/200/content/application~1json/examples/documented/value") + rest
}

#[test]
fn people_are_invented() {
    let name = answered("/companies/0/name");
    let text = |text: &str, rule| here(set(&*name, text), rule);
    plant(vec![
        text("write to joao@tatodesk.com.br", "invented-mail"),
        text("ana@example.com.br", "invented-mail"),
        text("5581987654321", "invented-phone"),
        text("5511900000001", "invented-phone"),
        text("(81) 98765-4321", "invented-phone"),
        text("+55 11 4002-8922", "invented-phone"),
        text("CPF_CNPJ:52998224725", "invented-tax-number"),
        text("529.982.247-25", "invented-tax-number"),
        text("11.222.333/0001-81", "invented-tax-number"),
        text("from 177.10.20.30", "invented-address"),
        text("3f2b8c1d-9a4e-4f67-b1c2-0d9e8f7a6b5c", "invented-uuid"),
    ]);
}

#[test]
fn invented_people_are_no_findings() {
    let name = answered("/companies/0/name");
    let fine = [
        "marina@example.com, rafael@mail.example.org",
        "5581900000001 or (81) 90000-0999 or +55 (81) 90000-0001",
        "000.000.000-00, 00000000000, 00.000.000/0000-00",
        "192.0.2.7 and 203.0.113.200",
        "f550afc1-0000-4000-8000-000000000001",
        "20250408095804996 on 2025-04-08 12:34",
        "1.200.011.111,11",
    ];
    plant(fine.map(|text| (set(&*name, text), Vec::new())).into());
}

#[test]
fn no_key_stands_in_the_spec() {
    let text = schema("AccountID/description");
    let curl = "--header 'TATODESK-API-KEY: f550afc1-0000-4000-8000-000000000001'";
    plant(vec![
        here(set(answered("/companies/0/name"), curl), "literal-key"),
        here(
            set(&*text, "Send TATODESK-API-KEY=secret with it."),
            "literal-key",
        ),
        here(
            set(
                &*text,
                "Such as, for example, f550afc1-0000-4000-8000-000000000001.",
            ),
            "literal-key",
        ),
        (
            set(&*text, "Send TATODESK-API-KEY: {{key}} with it."),
            Vec::new(),
        ),
        (set(schema("AccountID/x-errata"), json!(["T4"])), Vec::new()),
    ]);
}
