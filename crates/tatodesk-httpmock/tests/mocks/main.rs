//! The mocks before the facade: which requests they answer, and what the facade makes of their answers.
mod answers;
mod refused;
mod requests;

use tatodesk::Tatodesk;
use tatodesk_httpmock::httpmock::MockServer;

/// A client of this server.
fn client(server: &MockServer) -> Tatodesk {
    Tatodesk::builder()
        .api_key("00000000-0000-4000-8000-000000000001")
        .base_url(server.base_url())
        .build()
        .unwrap()
}
