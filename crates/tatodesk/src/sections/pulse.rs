//! Pulse: sessions of your own applications, and the events that happen in them.
//!
//! A session says where an application runs. Events go into it, each with a tag and data of your own:
//!
//! ```
//! use tatodesk::{ids::PulseAppId, serde_json::json};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = tatodesk_sandbox::Sandbox::start().await?;
//! # let tatodesk = tatodesk::Tatodesk::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).build()?;
//! let app = PulseAppId::from("9b8ed7f7-0000-4000-8000-000000000851".to_owned());
//! let pulse = tatodesk.pulse();
//! let opened = pulse
//!     .create_session(app.clone())
//!     .version("v1.0.0")
//!     .os("android")
//!     .language("pt-BR")
//!     .platform("mobile")
//!     .await?;
//!
//! let session = opened.session.clone();
//! pulse.register_event(app.clone(), session.clone(), "MENU_OPENED").await?;
//! let event = pulse.register_event(app, session, "CHECKOUT_OPENED");
//! event.data("ITEMS", 3).data("COUPON", json!({"name": "autumn", "percent": 10})).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Both calls write: what is sent twice is counted twice. After an [unknown](crate::Outcome::Unknown) outcome, decide whether a missing
//! event is better than one too many.

use serde_json::Value;
use tatodesk_api::types::{
    self, AppSessionClient, AppSessionId, AppSessionPayload, EventData, PulseAppId,
};

use crate::{Call, sections::section};

section! {
    /// Pulse: what happens in your own applications. The [module](crate::pulse) has an example.
    ///
    /// Its sessions are not the messaging sessions of the reports (errata [M1](crate::docs::errata#m1)).
    Pulse, pulse
}

impl Pulse<'_> {
    /// Opens a session of an application.
    ///
    /// Wire: `POST https://api-v2.tatodesk.com/pulse/v1/createAppSession`, of which the heading says `api.tatodesk.com`
    /// (errata [T2](crate::docs::errata#t2); see [`Builder::operation_base_url`](crate::Builder::operation_base_url)). Effect:
    /// write; a repeated call opens another session. It is sent again only if no connection was made, and a dropped future may
    /// still have opened one.
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::PulseAppId;
    ///
    /// let app = PulseAppId::from("9b8ed7f7-0000-4000-8000-000000000851".to_owned());
    /// let opened = tatodesk.pulse().create_session(app).version("v1.0.0").os("android").language("pt-BR").send().await?;
    /// let session = opened.session.clone(); // register_event takes it
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("createAppSession", "session"))]
    pub fn create_session(&self, app: PulseAppId) -> Call<types::CreateAppSessionRequest> {
        let client = AppSessionClient::new(app);
        self.client
            .call(types::CreateAppSessionRequest::new(client))
    }

    /// Registers an event of an application's session.
    ///
    /// Wire: `POST https://api.tatodesk.com/pulse/v1/createEvent`. Effect: write; a repeated call counts the event again. It is
    /// sent again only if no connection was made, and a dropped future may still have registered it.
    ///
    /// No answer is documented: what comes is kept in the answer's `extra` (errata [E5](crate::docs::errata#e5)).
    ///
    /// ```no_run
    /// # async fn example(tatodesk: tatodesk::Tatodesk) -> Result<(), tatodesk::Error> {
    /// use tatodesk::ids::{AppSessionId, PulseAppId};
    ///
    /// let app = PulseAppId::from("9b8ed7f7-0000-4000-8000-000000000851".to_owned());
    /// let session = AppSessionId::from("f4638e52-0000-4000-8000-000000000453".to_owned());
    /// tatodesk.pulse().register_event(app, session, "CHECKOUT_OPENED").data("BUTTON", "BLUE").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("createEvent", "appSessionID", "tag"))]
    pub fn register_event(
        &self,
        app: PulseAppId,
        session: AppSessionId,
        tag: impl Into<String>,
    ) -> Call<types::CreateEventRequest> {
        self.client
            .call(types::CreateEventRequest::new(app, session, tag))
    }
}

impl Call<types::CreateAppSessionRequest> {
    /// The application's version.
    #[doc(alias = "clientVersionApp")]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.request.client.client_version_app = Some(version.into());
        self
    }

    /// The operating system, such as `android`.
    pub fn os(mut self, os: impl Into<String>) -> Self {
        self.payload().os = Some(os.into());
        self
    }

    /// The language, such as `pt-BR`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.payload().language = Some(language.into());
        self
    }

    /// The size of the screen, such as `1200x800`.
    pub fn screen(mut self, screen: impl Into<String>) -> Self {
        self.payload().screen = Some(screen.into());
        self
    }

    /// The kind of device, such as `mobile`.
    pub fn platform(mut self, platform: impl Into<String>) -> Self {
        self.payload().platform = Some(platform.into());
        self
    }

    fn payload(&mut self) -> &mut AppSessionPayload {
        self.request.payload.get_or_insert_default()
    }
}

impl Call<types::CreateEventRequest> {
    /// Sets one piece of the event's data.
    pub fn data(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let data = self
            .request
            .data
            .get_or_insert_with(|| EventData(Default::default()));
        data.0.insert(key.into(), value.into());
        self
    }
}
