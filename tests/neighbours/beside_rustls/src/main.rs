//! rustls with its own default features chooses the provider by itself, as long as there is only one.

use rustls::{ClientConfig, RootCertStore};
use tatodesk::Tatodesk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Tatodesk::builder().api_key("a-key").build()?;
    let _config = ClientConfig::builder()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Ok(())
}
