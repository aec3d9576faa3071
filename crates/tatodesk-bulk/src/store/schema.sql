CREATE TABLE ledger(
    instance TEXT NOT NULL,      -- which ledger this is
    secret BLOB NOT NULL,        -- the key of all hashes of addresses
    generation INTEGER NOT NULL  -- grows before messages leave
) STRICT;

CREATE TABLE campaign(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    operation TEXT NOT NULL,     -- whatsapp, sms, email
    app_id TEXT NOT NULL,
    template_id TEXT NOT NULL,
    header_json TEXT,
    plan_hash TEXT NOT NULL,
    recipients INTEGER NOT NULL,
    state TEXT NOT NULL,         -- planned, running, paused, done, cancelled
    not_before INTEGER,          -- all times are milliseconds since 1970 in UTC
    expires_at INTEGER,
    windows_json TEXT NOT NULL,
    zone TEXT NOT NULL,
    rate REAL NOT NULL,          -- messages per second
    concurrency INTEGER NOT NULL,
    per_day INTEGER,
    retention_days INTEGER,
    resend_refused INTEGER NOT NULL,
    share_until INTEGER NOT NULL DEFAULT 0, -- its run has a share of the app's concurrency until then; 0 when no run goes on
    ended_at INTEGER
) STRICT;

CREATE TABLE recipient(
    campaign_id INTEGER NOT NULL REFERENCES campaign(id),
    seq INTEGER NOT NULL,        -- the place in the list, counted from 0
    line INTEGER NOT NULL,
    key BLOB NOT NULL,           -- keyed hash of what makes the recipient unique
    key_text TEXT,               -- the key as it was given, if it is not the address
    to_hash BLOB NOT NULL,       -- keyed hash of the folded address
    to_digits TEXT,              -- the address; null after it was forgotten
    to_kind TEXT NOT NULL,
    params_json TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    chunk INTEGER NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    attempt_no INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(campaign_id, seq),
    UNIQUE(campaign_id, key)
) STRICT, WITHOUT ROWID;

-- Rows of the list that were left out of the plan.
CREATE TABLE left_out(
    campaign_id INTEGER NOT NULL REFERENCES campaign(id),
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY(campaign_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt(
    id TEXT PRIMARY KEY,         -- a ULID of sending_at, which WhatsApp and SMS carry as metadata
    campaign_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    no INTEGER NOT NULL,
    owner TEXT NOT NULL,
    fence INTEGER NOT NULL,
    sending_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,                -- null while the attempt is open
    status INTEGER,
    message TEXT,
    evidence TEXT,               -- answer, recovery, report, restore
    UNIQUE(campaign_id, seq, no),
    FOREIGN KEY(campaign_id, seq) REFERENCES recipient(campaign_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attempt_open ON attempt(campaign_id, seq) WHERE outcome IS NULL;

CREATE TABLE lease(
    campaign_id INTEGER NOT NULL REFERENCES campaign(id),
    chunk INTEGER NOT NULL,
    owner TEXT,
    fence INTEGER NOT NULL DEFAULT 0,
    until INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(campaign_id, chunk)
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_open ON lease(campaign_id, chunk) WHERE done = 0;

CREATE TABLE suppression(
    hash BLOB NOT NULL,
    channel TEXT NOT NULL,       -- a channel, or * for all
    since INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY(hash, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE pace(
    app_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    tokens REAL NOT NULL,
    refilled_at INTEGER NOT NULL,
    paused_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(app_id, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE event(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    campaign_id INTEGER,
    what TEXT NOT NULL
) STRICT;

CREATE TRIGGER event_kept BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER fence_grows AFTER UPDATE OF fence ON lease WHEN NEW.fence < OLD.fence
BEGIN SELECT RAISE(ABORT, 'a fence only grows'); END;
CREATE TRIGGER recipient_steps AFTER UPDATE OF state ON recipient
WHEN NEW.state <> OLD.state AND NOT CASE OLD.state
    WHEN 'planned' THEN NEW.state = 'sending' OR NEW.state = 'not_sent' OR NEW.state = 'unknown' OR NEW.state = 'accepted'
    WHEN 'sending' THEN NEW.state = 'accepted' OR NEW.state = 'rejected' OR NEW.state = 'not_sent' OR NEW.state = 'unknown'
    WHEN 'unknown' THEN NEW.state = 'accepted' OR NEW.state = 'rejected' OR NEW.state = 'not_sent' OR NEW.state = 'absent'
    WHEN 'absent' THEN NEW.state = 'accepted' OR NEW.state = 'planned'
    WHEN 'not_sent' THEN NEW.state = 'planned'
    WHEN 'rejected' THEN NEW.state = 'planned'
    ELSE FALSE END
BEGIN SELECT RAISE(ABORT, 'a recipient cannot take this step'); END;
