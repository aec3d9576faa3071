//! Typed [httpmock](https://docs.rs/httpmock) mocks of the Tatodesk API, for unit tests of services that use it.
//!
//! [`MockServerExt`] gives a `MockServer` one method for each operation that takes JSON. Its closure receives a `When`,
//! which already knows the operation's method and path, and a `Then` that takes the operation's typed answer. Both give
//! up their types with `into_inner()`, for what no type allows: headers to look at, refusals, broken JSON, delays.
//!
//! The mocks write the types of this SDK, so they show only what a test makes of them; how Tatodesk itself writes (counts as
//! text, lists that are null) is shown by the `tatodesk-sandbox` crate, which keeps state too.
//!
//! ```
//! use httpmock::MockServer;
//! use tatodesk_api::{Client, Transport, types};
//! use tatodesk_httpmock::MockServerExt as _;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start_async().await;
//! let mut companies = types::ListCompaniesByUserResponse::new();
//! companies.companies = [types::Company::new(1.into(), "Ipê Serviços")].into();
//! let mock = server.list_companies_by_user(|_when, then| {
//!     then.ok(&companies);
//! });
//!
//! let transport = Transport::builder().key("a key").base_url(server.base_url()).build()?;
//! let client = Client::with_transport(reqwest::Client::new(), transport);
//! let answer = client.list_companies_by_user(&types::ListCompaniesByUserRequest::default()).await?;
//!
//! mock.assert();
//! assert_eq!(answer.into_inner(), companies);
//! # Ok(())
//! # }
//! ```
//!
//! The upload of media takes a form and has no typed mock.

mod generated;

pub use generated::{MockServerExt, operations};

#[cfg(test)]
mod tests {
    use super::MockServerExt as _;
    use httpmock::MockServer;
    use std::error::Error;
    use tatodesk_api::{Client, Transport, types};

    type Outcome = Result<(), Box<dyn Error>>;

    fn client(server: &MockServer) -> Result<Client, Box<dyn Error>> {
        let transport = Transport::builder()
            .key("00000000-0000-4000-8000-000000000001")
            .base_url(server.base_url())
            .build()?;
        Ok(Client::with_transport(reqwest::Client::new(), transport))
    }

    fn request(company: i64) -> types::ListServiceUnitsByUserRequest {
        let mut request = types::ListServiceUnitsByUserRequest::new(company.into());
        request.is_active = Some(true.into());
        request
    }

    #[tokio::test]
    async fn answers_the_operation_with_the_typed_answer() -> Outcome {
        let server = MockServer::start_async().await;
        let mut units = types::ListServiceUnitsByUserResponse::new();
        units.service_units = [types::ServiceUnit::new(1.into(), "Unidade Porto")].into();
        let mock = server.list_service_units_by_user(|when, then| {
            let key = "00000000-0000-4000-8000-000000000001";
            when.into_inner().header("tatodesk-api-key", key);
            then.ok(&units);
        });
        let answer = client(&server)?
            .list_service_units_by_user(&request(1))
            .await?;
        assert_eq!(answer.into_inner(), units);
        mock.assert();
        Ok(())
    }

    #[tokio::test]
    async fn tells_requests_apart_by_their_bodies() -> Outcome {
        let server = MockServer::start_async().await;
        let empty = types::ListServiceUnitsByUserResponse::new();
        let first = request(1);
        let mock = server.list_service_units_by_user(|when, then| {
            when.body(&first);
            then.ok(&empty);
        });
        let client = client(&server)?;
        assert!(client.list_service_units_by_user(&first).await.is_ok());
        let other = request(2);
        assert!(client.list_service_units_by_user(&other).await.is_err());
        mock.assert_calls(1);
        Ok(())
    }
}
