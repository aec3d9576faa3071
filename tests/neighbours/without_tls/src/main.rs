//! A program that nothing brings TLS to is told so when a client is built, unless the client is for this machine alone.

use tatodesk::Tatodesk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let builder = Tatodesk::builder().api_key("a-key");
    let error = builder.clone().build().expect_err("there is no TLS");
    assert!(error.to_string().contains("built without TLS"), "{error}");

    let one = builder.clone().base_url("http://127.0.0.1:8080");
    one.clone().build()?;
    let other = one.operation_base_url("insertObject", "https://example.com");
    other.build().expect_err("one address needs TLS");

    // What a finished client can do is its own business.
    builder.reqwest_client(tatodesk::reqwest::Client::new()).build()?;
    Ok(())
}
