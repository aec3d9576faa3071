//! A campaign as the rows of a ledger write it. It uses `campaign`.

use crate::{
    campaign::{Campaign, Frozen, Header},
    error::Error,
    state::{CampaignState, Channel},
    status::time,
};

/// The columns of a campaign that are its settings. Times are milliseconds since 1970 in UTC.
#[derive(Clone)]
pub struct CampaignRecord {
    /// The name.
    pub name: String,
    /// The word of the channel.
    pub operation: String,
    /// The id of the app.
    pub app_id: String,
    /// The id of the template.
    pub template_id: String,
    /// The header of a WhatsApp template.
    pub header_json: Option<String>,
    /// Nothing leaves before.
    pub not_before: Option<i64>,
    /// Nothing leaves from then on.
    pub expires_at: Option<i64>,
    /// The texts of the windows.
    pub windows_json: String,
    /// The zone of the windows.
    pub zone: String,
    /// Messages per second.
    pub rate: f64,
    /// Messages on their way at the same time.
    pub concurrency: u32,
    /// Messages within any 24 hours.
    pub per_day: Option<u32>,
    /// When people's data is blanked.
    pub retention_days: Option<u32>,
    /// Whether what the rate limit refused is tried again.
    pub resend_refused: bool,
}

impl CampaignRecord {
    /// The columns of these settings.
    ///
    /// # Errors
    /// When the settings cannot be written as JSON.
    pub fn of(campaign: &Campaign) -> Result<Self, Error> {
        let json = |error: serde_json::Error| Error::Store(Box::new(error));
        let windows: Vec<String> = campaign.windows.iter().map(ToString::to_string).collect();
        let header = campaign.header.as_ref().map(serde_json::to_string);
        Ok(Self {
            name: campaign.name.clone(),
            operation: campaign.channel.as_str().to_owned(),
            app_id: campaign.app.clone(),
            template_id: campaign.template.clone(),
            header_json: header.transpose().map_err(json)?,
            not_before: campaign.not_before.map(|time| time.as_millisecond()),
            expires_at: campaign.expires_at.map(|time| time.as_millisecond()),
            windows_json: serde_json::to_string(&windows).map_err(json)?,
            zone: campaign.zone.clone(),
            rate: campaign.rate,
            concurrency: campaign.concurrency,
            per_day: campaign.per_day,
            retention_days: campaign.retention_days,
            resend_refused: campaign.resend_refused,
        })
    }

    /// The campaign of these columns, beside those that change while it is sent. None if a word is not known.
    pub fn frozen(self, id: i64, state: &str, recipients: u64) -> Option<Frozen> {
        let state = CampaignState::from_word(state)?;
        let channel = Channel::from_word(&self.operation)?;
        let header: Option<Header> = self
            .header_json
            .and_then(|json| serde_json::from_str(&json).ok());
        let windows: Vec<String> = serde_json::from_str(&self.windows_json).unwrap_or_default();
        let mut settings = Campaign::new(self.name, channel, self.app_id, self.template_id)
            .rate(self.rate)
            .concurrency(self.concurrency)
            .zone(self.zone)
            .windows(windows.iter().filter_map(|window| window.parse().ok()))
            .resend_refused(self.resend_refused);
        settings.header = header;
        settings.per_day = self.per_day;
        settings.not_before = self.not_before.and_then(time);
        settings.expires_at = self.expires_at.and_then(time);
        settings.retention_days = self.retention_days;
        Some(Frozen {
            id,
            state,
            recipients,
            settings,
        })
    }
}
