//! The rule of the pace: a token bucket, pauses, messages on their way, and messages in 24 hours. Each store keeps the numbers. It uses no other module.

/// Whose pace it is, and what bounds it.
#[derive(Clone, Copy, Debug)]
pub struct Pace<'a> {
    /// The id of the app.
    pub app: &'a str,
    /// The word of the channel.
    pub channel: &'a str,
    /// Messages per second.
    pub rate: f64,
    /// Messages within any 24 hours.
    pub per_day: Option<u32>,
}

/// What a ledger keeps of a pace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// How many messages may leave at once.
    pub tokens: f64,
    /// When the tokens were counted, in milliseconds.
    pub refilled_at: i64,
    /// No message leaves before this time, in milliseconds.
    pub paused_until: i64,
}

/// What the pace allows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// How many messages may leave.
    pub messages: usize,
    /// When to ask again, in milliseconds, if it allows fewer than were wanted. None: when a message that is on its way ends.
    pub again_at: Option<i64>,
}

/// What the other runs of an app and channel have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// How many runs they are.
    pub runs: usize,
    /// How many messages they have on their way.
    pub messages: usize,
    /// The largest concurrency of their campaigns.
    pub concurrency: u32,
}

impl Others {
    /// How many more messages a run may begin while `in_flight` are on their way.
    ///
    /// Each run gets an equal share. All together never have more on their way than the largest concurrency.
    pub fn room(&self, concurrency: u32, in_flight: usize) -> usize {
        let share = (concurrency as usize / (self.runs + 1)).max(1);
        let most = concurrency.max(self.concurrency) as usize;
        let rest = most.saturating_sub(self.messages);
        share.min(rest).saturating_sub(in_flight)
    }
}

/// How long a run waits that gets no message because the others have all, in milliseconds.
const TURN: i64 = 50;

/// 24 hours in milliseconds.
pub const DAY: i64 = 24 * 60 * 60 * 1000;

impl Pace<'_> {
    /// The bucket of a pace that the ledger does not have yet.
    pub fn full(&self, now: i64) -> Bucket {
        Bucket {
            tokens: self.burst(),
            refilled_at: now,
            paused_until: 0,
        }
    }

    /// A tenth of a second's messages, and at least one: more would leave at once after a pause.
    fn burst(&self) -> f64 {
        (self.rate / 10.0).max(1.0)
    }

    /// How many of the wanted messages may leave at `now`. It refills the bucket, and takes nothing.
    pub fn allow(&self, bucket: &mut Bucket, now: i64, wanted: usize) -> Allowed {
        if bucket.paused_until > now {
            return Allowed {
                messages: 0,
                again_at: Some(bucket.paused_until),
            };
        }
        let passed = (now - bucket.refilled_at).max(0) as f64 / 1000.0;
        bucket.tokens = (bucket.tokens + passed * self.rate).min(self.burst());
        bucket.refilled_at = now;
        let wait = ((1.0 - bucket.tokens.fract()) / self.rate * 1000.0).ceil();
        Allowed {
            messages: wanted.min(bucket.tokens as usize),
            again_at: Some(now + wait as i64),
        }
    }

    /// Says when a run asks again that got all of its room.
    ///
    /// It asks when one of its messages ends, or after a turn of the others.
    pub fn in_turn(&self, allowed: Allowed, now: i64, room: usize, in_flight: usize) -> Allowed {
        match allowed.messages == room {
            true => Allowed {
                again_at: (in_flight + room == 0).then_some(now + TURN),
                ..allowed
            },
            false => allowed,
        }
    }

    /// Bounds what is allowed by the messages of the last 24 hours.
    ///
    /// They are given by their number, and the time of the first.
    pub fn within_day(
        &self,
        allowed: Allowed,
        now: i64,
        count: usize,
        first: Option<i64>,
    ) -> Allowed {
        let most = self.per_day.map_or(usize::MAX, |most| most as usize);
        match most.saturating_sub(count) {
            0 => Allowed {
                messages: 0,
                again_at: Some(first.unwrap_or(now) + DAY),
            },
            left => Allowed {
                messages: allowed.messages.min(left),
                ..allowed
            },
        }
    }
}
