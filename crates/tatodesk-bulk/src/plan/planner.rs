//! Judges the rows of a list one after the other, whichever database takes them. It uses the plain types of the crate.

use std::{
    collections::{HashMap, hash_map::Entry},
    time::Duration,
};

use super::{
    Plan,
    hash::PlanHash,
    row::{BadRow, Reason, Row},
};
use crate::{
    address::Address,
    campaign::Campaign,
    error::Error,
    keyed::{Hash, Hasher},
    state::Channel,
};

/// Judges rows, and counts them.
pub struct Planner {
    channel: Channel,
    dedupe: bool,
    rate: f64,
    hasher: Hasher,
    lines: HashMap<Hash, u64>,
    params: Option<usize>,
    plan: Plan,
    hash: PlanHash,
}

/// A row that was judged.
pub struct Judged {
    /// Its place in the list, counted from 0.
    pub seq: i64,
    /// Its line.
    pub line: u64,
    /// What is written of it, or why it is left out.
    pub verdict: Result<Good, String>,
}

/// A row that can be sent. It holds a person's data.
pub struct Good {
    /// The hash of what makes the recipient unique.
    pub key: Hash,
    /// The key of the list.
    pub key_text: Option<String>,
    /// The hash of the folded address.
    pub to_hash: Hash,
    /// The address.
    pub to: String,
    /// Its kind.
    pub kind: &'static str,
    /// The texts for the template's places.
    pub params_json: String,
}

impl Planner {
    /// Begins a plan.
    ///
    /// # Errors
    /// When the settings make no sense.
    pub fn new(campaign: &Campaign, hasher: Hasher) -> Result<Self, Error> {
        if let Some(problem) = campaign.problem() {
            return Err(Error::Settings(problem));
        }
        Ok(Self {
            channel: campaign.channel,
            dedupe: campaign.dedupe,
            rate: campaign.rate,
            hasher,
            lines: HashMap::new(),
            params: None,
            plan: Plan::default(),
            hash: PlanHash::new(campaign),
        })
    }

    /// Judges the next row. `suppressed` says whether the hash of an address is on the suppression list of the channel.
    ///
    /// # Errors
    /// Those of `suppressed`, and when the parameters cannot be written.
    pub fn take(
        &mut self,
        row: Result<Row, BadRow>,
        suppressed: impl FnOnce(&Hash) -> Result<bool, Error>,
    ) -> Result<Judged, Error> {
        self.hash.row(&row);
        let seq = i64::try_from(self.plan.rows).unwrap_or(i64::MAX);
        self.plan.rows += 1;
        let judged = row.and_then(|row| {
            let line = row.line;
            self.judge(row).map_err(|reason| BadRow::new(line, reason))
        });
        let bad = match judged {
            Ok((line, to_hash, ..)) if suppressed(&to_hash)? => {
                BadRow::new(line, Reason::Suppressed)
            }
            Ok((line, to_hash, key, row, address)) => {
                self.plan.recipients += 1;
                *self.plan.kinds.entry(address.kind()).or_default() += 1;
                let params = serde_json::to_string(&row.params);
                let good = Good {
                    key,
                    key_text: row.key,
                    to_hash,
                    to: address.text(),
                    kind: address.kind(),
                    params_json: params.map_err(|error| Error::Store(Box::new(error)))?,
                };
                return Ok(Judged {
                    seq,
                    line,
                    verdict: Ok(good),
                });
            }
            Err(bad) => bad,
        };
        let (line, verdict) = (bad.line, Err(bad.reason.to_string()));
        self.plan.left_out.push(bad);
        Ok(Judged { seq, line, verdict })
    }

    fn judge(&mut self, row: Row) -> Result<(u64, Hash, Hash, Row, Address), Reason> {
        let address = Address::parse(self.channel, &row.to).map_err(Reason::Address)?;
        if let Some(empty) = row.params.iter().position(|param| param.trim().is_empty()) {
            return Err(Reason::EmptyParam(empty + 1));
        }
        let found = row.params.len();
        let expected = *self.params.get_or_insert(found);
        if expected != found {
            return Err(Reason::Params { expected, found });
        }
        let to_hash = self.hasher.hash(&address.fold());
        let key = match &row.key {
            Some(key) if key.trim().is_empty() => return Err(Reason::EmptyKey),
            Some(key) => self.hasher.hash(&format!("key {}", key.trim())),
            None => to_hash,
        };
        match self.lines.entry(key) {
            Entry::Occupied(first) => return Err(Reason::Duplicate(*first.get())),
            Entry::Vacant(first) => first.insert(row.line),
        };
        Ok((row.line, to_hash, key, row, address))
    }

    /// Ends the plan, and returns it with its hash. `known` is the hash and the number of recipients of a campaign of this name.
    ///
    /// # Errors
    /// When the known campaign has another hash, when rows repeat a recipient, or when no row can be sent.
    pub fn finish(self, known: Option<(String, u64)>) -> Result<(Plan, String), Error> {
        let (mut plan, hash) = (self.plan, self.hash.finish());
        plan.duration = Duration::from_secs_f64(plan.recipients as f64 / self.rate);
        if let Some((hash_before, recipients)) = known {
            if hash_before != hash {
                return Err(Error::OtherContent);
            }
            // Suppressed since then, or not any more: the ledger's number is the one to confirm.
            (plan.recipients, plan.known) = (recipients, true);
            return Ok((plan, hash));
        }
        if plan.duplicates() > 0 && !self.dedupe {
            return Err(Error::Duplicates(Box::new(plan)));
        }
        if plan.recipients == 0 {
            return Err(Error::NoRecipients(Box::new(plan)));
        }
        Ok((plan, hash))
    }
}
