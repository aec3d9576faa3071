//! A client of reqwest's without any feature, beside ours and given to ours.

use tatodesk::Tatodesk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = reqwest::Client::new();
    Tatodesk::builder().api_key("a-key").build()?;
    let builder = Tatodesk::builder().api_key("a-key");
    builder.reqwest_client(client).build()?;
    Ok(())
}
