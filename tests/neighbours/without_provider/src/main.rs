//! With `rustls-no-provider`, the program installs a provider; if it does not, it is told so when a client is built.

use tatodesk::Tatodesk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let builder = Tatodesk::builder().api_key("a-key");
    let error = builder.clone().build().expect_err("there is no provider");
    assert!(error.to_string().contains("install_default"), "{error}");

    let provider = rustls::crypto::ring::default_provider();
    provider.install_default().expect("it is the first");
    builder.build()?;
    Ok(())
}
