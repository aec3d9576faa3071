//! What the transport puts on a request.
use super::*;
use crate::OPERATIONS;

fn operation(id: &str) -> &'static Operation {
    Operation::find(id).expect("an operation of the API")
}

#[test]
fn every_operation_goes_to_its_documented_address_with_the_key() {
    let transport = Transport::builder().key("key-1").build().unwrap();
    for operation in &OPERATIONS {
        let request = transport.request(operation).unwrap();
        assert_eq!(
            request.url().as_str(),
            format!("{}{}", operation.server, operation.path)
        );
        let headers = request.headers();
        assert_eq!(headers["tatodesk-api-key"], "key-1");
        assert!(headers["tatodesk-api-key"].is_sensitive());
        assert_eq!(headers["accept"], "application/json");
        assert_eq!(headers.len(), 2);
    }
}

#[test]
fn one_base_url_moves_every_operation_and_an_operations_own_goes_before_it() {
    let companies = operation("listCompaniesByUser");
    let transport = Transport::builder()
        .key("key-1")
        .base_url("http://127.0.0.1:8080/tatodesk/")
        .operation_base_url(companies, "https://api-v2.example.com")
        .build()
        .unwrap();
    for operation in &OPERATIONS {
        let base = if operation == companies {
            "https://api-v2.example.com"
        } else {
            "http://127.0.0.1:8080/tatodesk"
        };
        assert_eq!(
            transport.url(operation).as_str(),
            format!("{base}{}", operation.path)
        );
    }
}

#[test]
fn a_products_own_key_goes_before_the_common_one() {
    let transport = Transport::builder()
        .key("common")
        .product_key(Product::Crm, "crm")
        .build()
        .unwrap();
    for operation in &OPERATIONS {
        let key = if operation.product == Product::Crm {
            "crm"
        } else {
            "common"
        };
        assert_eq!(
            transport.request(operation).unwrap().headers()["tatodesk-api-key"],
            key
        );
    }
}

#[test]
fn without_a_key_there_is_no_request() {
    let transport = Transport::builder()
        .product_key(Product::Crm, "crm")
        .build()
        .unwrap();
    assert!(transport.has_key(Product::Crm) && !transport.has_key(Product::InPerson));
    let error = transport
        .request(operation("listCompaniesByUser"))
        .unwrap_err();
    assert_eq!(error, TransportError::NoKey(Product::InPerson));
    assert_eq!(
        error.to_string(),
        "there is no API key for the product in-person"
    );
}

#[test]
fn a_wrong_setting_is_found_when_the_client_is_built() {
    let builder = Transport::builder;
    for (builder, said) in [
        (builder().key(""), "the API key cannot be used: it is empty"),
        (
            builder().key("ok").product_key(Product::Data, "a\nb"),
            "the API key cannot be used: it has a character that an HTTP header cannot carry",
        ),
        (
            builder().base_url("ftp://example.com"),
            "the base URL cannot be used: its scheme is neither https nor http",
        ),
        (
            builder().operation_base_url(operation("listCompaniesByUser"), "http://example.com"),
            "the base URL cannot be used: a key travels over plain http only to the machine itself; use https",
        ),
    ] {
        assert_eq!(builder.build().unwrap_err().to_string(), said);
    }
}

#[test]
fn debug_shows_no_key() {
    let builder = Transport::builder()
        .key("secret-1")
        .product_key(Product::Crm, "secret-2");
    let shown = format!(
        "{builder:?} {:?} {:?}",
        builder.clone().build(),
        builder.clone().base_url("https://user:secret@example.com")
    );
    assert!(!shown.contains("secret"), "{shown}");
}
