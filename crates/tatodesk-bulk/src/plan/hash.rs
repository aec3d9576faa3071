//! The hash by which a plan is known again: of its settings and of each row as it came. It uses `campaign` and `row`.

use sha2::{Digest as _, Sha256};

use super::row::{BadRow, Row};
use crate::campaign::Campaign;

pub(crate) struct PlanHash(Sha256);

impl PlanHash {
    /// Begins with what decides about the messages and about who gets them. The pace may change without another plan.
    pub(crate) fn new(campaign: &Campaign) -> Self {
        let mut hash = Self(Sha256::new());
        hash.text(campaign.channel.as_str());
        hash.text(&campaign.app);
        hash.text(&campaign.template);
        hash.text(&serde_json::to_string(&campaign.header).unwrap_or_default());
        hash.text(if campaign.dedupe { "dedupe" } else { "" });
        hash
    }

    pub(crate) fn row(&mut self, row: &Result<Row, BadRow>) {
        match row {
            Ok(row) => {
                self.number(row.line);
                self.text(&row.to);
                self.number(row.params.len() as u64);
                row.params.iter().for_each(|param| self.text(param));
                self.text(row.key.as_deref().unwrap_or_default());
            }
            Err(bad) => self.text(&bad.to_string()),
        }
    }

    pub(crate) fn finish(self) -> String {
        let bytes = self.0.finalize();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }
}
