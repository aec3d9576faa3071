//! The endpoints, one module for each section of the documentation. This file has what all sections share: their handles, and
//! how callers page through rows.
//!
//! Sections may use `call` and the types of tatodesk-api, and no other folder. Callers use them through the client.

pub mod chatbot;
pub mod contact_center;
pub mod crm;
pub mod email;
pub mod in_person;
pub(crate) mod minutes;
pub(crate) mod phone;
pub mod pulse;
pub mod reports;
pub mod scheduling;
pub mod sms;
pub mod survey;
pub mod whatsapp;

/// Makes a section's handle, and the method of [`Tatodesk`](crate::Tatodesk) that gives it.
macro_rules! section {
    ($(#[$docs:meta])* $name:ident, $method:ident) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            client: &'a $crate::Tatodesk,
        }

        impl $crate::Tatodesk {
            $(#[$docs])*
            pub fn $method(&self) -> $name<'_> {
                $name { client: self }
            }
        }
    };
}

/// Gives calls whose answers come in pages the methods that choose one. `required` is for requests that always say a page.
macro_rules! paged {
    (required: $($request:ident),+ $(,)?) => {
        $($crate::sections::paged!(@ $request, |page| page);)+
    };
    (optional: $($request:ident),+ $(,)?) => {
        $($crate::sections::paged!(@ $request, Some);)+
    };
    (@ $request:ident, $wrap:expr) => {
        impl $crate::Call<tatodesk_api::types::$request> {
            /// Which page of the rows to get, counted from 0. The first is the default.
            pub fn page(mut self, page: u32) -> Self {
                self.request.page = ($wrap)(i64::from(page));
                self
            }

            /// How many rows a page has at most. Without it Tatodesk decides: it documents 1,000 for most reports and
            /// 100,000 for campaigns. [`Call::rows`](crate::Call::rows) and [`Call::pages`](crate::Call::pages) walk through all
            /// pages.
            pub fn limit(mut self, limit: u32) -> Self {
                self.request.limit = Some(i64::from(limit));
                self
            }
        }
    };
}

/// Gives calls that send a message the methods for what follows it: a webhook, and metadata for reports.
macro_rules! followed {
    ($request:ident) => {
        impl $crate::Call<tatodesk_api::types::$request> {
            /// The webhook that is to learn of the delivery.
            #[doc(alias = "webhookID")]
            pub fn webhook(mut self, webhook: tatodesk_api::types::WebhookId) -> Self {
                self.request.webhook_id = Some(webhook);
                self
            }

            /// Sets one piece of metadata, which reports show again.
            #[doc(alias = "metadatas")]
            pub fn metadata(
                mut self,
                key: impl Into<String>,
                value: impl Into<serde_json::Value>,
            ) -> Self {
                let metadata = self
                    .request
                    .metadatas
                    .get_or_insert_with(|| tatodesk_api::types::Metadata(Default::default()));
                metadata.0.insert(key.into(), value.into());
                self
            }
        }
    };
}

pub(crate) use {followed, paged, section};
