//! Traces are exported through a client of reqwest's that opentelemetry-otlp makes, without a TLS feature.

use opentelemetry_otlp::SpanExporter;
use tatodesk::Tatodesk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _exporter = SpanExporter::builder().with_http().build()?;
    Tatodesk::builder().api_key("a-key").build()?;
    Ok(())
}
