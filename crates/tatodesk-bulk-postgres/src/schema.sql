-- All times are milliseconds since 1970 in UTC, by the clock of the database.
CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint';

CREATE TABLE ledger(
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL,     -- of this schema
    server text NOT NULL,        -- which server, database and history it was written in
    secret bytea NOT NULL        -- the key of all hashes of addresses
);

CREATE TABLE campaign(
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    operation text NOT NULL,     -- whatsapp, sms, email
    app_id text NOT NULL,
    template_id text NOT NULL,
    header_json text,
    plan_hash text NOT NULL,
    recipients bigint NOT NULL,
    state text NOT NULL,         -- planned, running, paused, done, cancelled
    not_before bigint,
    expires_at bigint,
    windows_json text NOT NULL,
    zone text NOT NULL,
    rate double precision NOT NULL,  -- messages per second
    concurrency bigint NOT NULL,     -- messages on their way, of all workers of the app together
    per_day bigint,
    retention_days bigint,
    resend_refused boolean NOT NULL,
    ended_at bigint
);

CREATE TABLE recipient(
    campaign_id bigint NOT NULL REFERENCES campaign(id),
    seq bigint NOT NULL,         -- the place in the list, counted from 0
    line bigint NOT NULL,
    key bytea NOT NULL,          -- keyed hash of what makes the recipient unique
    key_text text,               -- the key as it was given, if it is not the address
    to_hash bytea NOT NULL,      -- keyed hash of the folded address
    to_digits text,              -- the address; null after it was forgotten
    to_kind text NOT NULL,
    params_json text,
    state text NOT NULL,
    reason text,
    chunk bigint NOT NULL,
    not_before bigint NOT NULL DEFAULT 0,
    attempt_no bigint NOT NULL DEFAULT 0,
    PRIMARY KEY(campaign_id, seq),
    UNIQUE(campaign_id, key)
) WITH (fillfactor = 70);
CREATE INDEX recipient_person ON recipient(to_hash);

-- Rows of the list that were left out of the plan.
CREATE TABLE left_out(
    campaign_id bigint NOT NULL REFERENCES campaign(id),
    seq bigint NOT NULL,
    line bigint NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY(campaign_id, seq)
);

CREATE TABLE attempt(
    id text PRIMARY KEY,         -- a ULID, which WhatsApp and SMS carry as metadata
    campaign_id bigint NOT NULL,
    seq bigint NOT NULL,
    no bigint NOT NULL,
    owner text NOT NULL,
    fence bigint NOT NULL,
    sending_at bigint NOT NULL,
    ended_at bigint,
    outcome text,                -- null while the attempt is open
    status bigint,
    message text,
    evidence text,               -- answer, recovery, report, restore
    UNIQUE(campaign_id, seq, no),
    FOREIGN KEY(campaign_id, seq) REFERENCES recipient(campaign_id, seq)
);
CREATE UNIQUE INDEX attempt_open ON attempt(campaign_id, seq) WHERE outcome IS NULL;
CREATE INDEX attempt_time ON attempt(campaign_id, sending_at);

CREATE TABLE lease(
    campaign_id bigint NOT NULL REFERENCES campaign(id),
    chunk bigint NOT NULL,
    owner text,
    fence bigint NOT NULL DEFAULT 0,
    until bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    PRIMARY KEY(campaign_id, chunk)
) WITH (fillfactor = 50);

-- The runs of a campaign, one in each process. Each may have this number of messages on their way until its time passes.
CREATE TABLE worker(
    campaign_id bigint NOT NULL REFERENCES campaign(id),
    owner text NOT NULL,
    until bigint NOT NULL,
    messages bigint NOT NULL,
    busy boolean NOT NULL,       -- whether it has a chunk
    PRIMARY KEY(campaign_id, owner)
) WITH (fillfactor = 50);

CREATE TABLE suppression(
    hash bytea NOT NULL,
    channel text NOT NULL,       -- a channel, or * for all
    since bigint NOT NULL,
    source text NOT NULL,
    PRIMARY KEY(hash, channel)
);

CREATE TABLE pace(
    app_id text NOT NULL,
    channel text NOT NULL,
    tokens double precision NOT NULL,
    refilled_at bigint NOT NULL,
    paused_until bigint NOT NULL DEFAULT 0,
    PRIMARY KEY(app_id, channel)
) WITH (fillfactor = 50);

CREATE TABLE event(
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    campaign_id bigint,
    what text NOT NULL
);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION USING ERRCODE = ''integrity_constraint_violation'', MESSAGE = TG_ARGV[0]; END';
CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse('events are only added');
CREATE TRIGGER fence_grows BEFORE UPDATE OF fence ON lease FOR EACH ROW WHEN (NEW.fence < OLD.fence)
EXECUTE FUNCTION refuse('a fence only grows');
CREATE TRIGGER recipient_steps BEFORE UPDATE OF state ON recipient FOR EACH ROW
WHEN (NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN (
    'planned sending', 'planned not_sent', 'planned unknown', 'planned accepted',
    'sending accepted', 'sending rejected', 'sending not_sent', 'sending unknown',
    'unknown accepted', 'unknown rejected', 'unknown not_sent', 'unknown absent',
    'absent accepted', 'absent planned', 'not_sent planned', 'rejected planned'))
EXECUTE FUNCTION refuse('a recipient cannot take this step');
