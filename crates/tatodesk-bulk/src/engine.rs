//! What another store of the ledger is built from: `tatodesk-bulk-postgres` uses it. It is no part of the promised API, and may change in
//! every version.

pub use crate::{
    campaign::Frozen,
    keyed::{Hash, Hasher},
    pace::{Allowed, Bucket, DAY, Others, Pace},
    plan::planner::{Good, Judged, Planner},
    record::CampaignRecord,
    report::{Judgement, LIMIT, Sought, judge},
    run::{
        book::{
            Attempt, Book, CHUNK, Claim, Claimer, Ended, Kept, MOST_ATTEMPTS, Next, Renewed, Round,
            Rounded, Started, Store,
        },
        drive::{check, drive, owner},
        options::{Begin, millis},
        trial::send as send_trial,
    },
    shared::Shared,
    status::{FoundRow, time},
};
