//! The model on the ledger in SQLite.

use jiff::Timestamp;
use proptest::test_runner::Config;
use proptest_state_machine::prop_state_machine;
use tempfile::TempDir;

use super::{
    model::{PEOPLE, Real, Subject},
    support::{folder, full_size, people, sms, states},
};
use crate::{
    CampaignState, Include, Ledger, RecipientState,
    run::{
        book::{Round, Rounded, Store as _},
        drive,
    },
    store::{
        claim::{LEASE, bury, distrust},
        read::{frozen, include, set_state},
    },
};

#[derive(Debug)]
struct InSqlite {
    _folder: TempDir,
    ledger: Ledger,
    now: i64,
}

impl InSqlite {
    fn write<T>(
        &self,
        act: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, crate::Error>,
    ) -> T {
        self.ledger.store().write(act).unwrap()
    }
}

impl Subject for InSqlite {
    fn new() -> Self {
        let (folder, path) = folder();
        let ledger = Ledger::open(path).unwrap();
        // What is tested is not that a disk keeps its promise.
        ledger
            .store()
            .reader()
            .pragma_update(None, "synchronous", "off")
            .unwrap();
        ledger
            .plan(&sms("autumn").rate(1e9).concurrency(5000), people(PEOPLE))
            .unwrap();
        Self {
            _folder: folder,
            ledger,
            now: Timestamp::now().as_millisecond(),
        }
    }

    fn round(&mut self, _owner: usize, round: Round) -> Rounded {
        self.now += 1;
        let round = Round {
            campaign: "autumn".into(),
            now: self.now,
            ..round
        };
        self.ledger.store().round(&round).unwrap()
    }

    fn pass(&mut self, leases: i64) {
        self.now += leases * LEASE;
    }

    fn rerun(&mut self, what: &[Include]) {
        let now = self.now;
        self.write(|tx| {
            let campaign = frozen(tx, "autumn")?;
            if drive::check(&campaign, campaign.recipients).is_err() {
                return Ok(());
            }
            bury(tx, campaign.id, now)?;
            for what in what {
                include(tx, campaign.id, *what, now)?;
            }
            set_state(tx, campaign.id, CampaignState::Running, now)
        });
    }

    fn step(&mut self, step: CampaignState) {
        match step {
            CampaignState::Paused => drop(self.ledger.pause("autumn")),
            CampaignState::Cancelled => drop(self.ledger.cancel("autumn")),
            _ => drop(self.ledger.resume("autumn")),
        }
    }

    fn restore(&mut self) {
        let now = Timestamp::from_millisecond(self.now).unwrap();
        self.write(|tx| distrust(tx, now));
    }

    fn prove_absent(&mut self, attempt: &str) {
        let absent = [attempt.to_owned()];
        self.ledger
            .store()
            .resolve("autumn", &Default::default(), &absent, self.now)
            .unwrap();
    }

    fn states(&mut self) -> Vec<RecipientState> {
        states(&self.ledger, "autumn")
    }

    fn state(&mut self) -> CampaignState {
        self.ledger.status("autumn").unwrap().state
    }
}

prop_state_machine! {
    #![proptest_config(Config {
        cases: if full_size() { 1000 } else { 8 },
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn no_sequence_sends_twice_or_loses_a_recipient(sequential 1..60 => Real<InSqlite>);
}
