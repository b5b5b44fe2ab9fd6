-- Mail: written with the reason to write it, sent afterwards. Without a next attempt it was sent, or given up.
CREATE TABLE mail_outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    job_number INTEGER NOT NULL REFERENCES job (number),
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    created INTEGER NOT NULL,
    next_attempt INTEGER,
    tries INTEGER NOT NULL,
    sent_at INTEGER,
    error TEXT
);
CREATE INDEX mail_outbox_due ON mail_outbox (next_attempt) WHERE next_attempt IS NOT NULL;

-- What was written about, so that nothing is written about twice.
CREATE TABLE notice (
    job_number INTEGER NOT NULL REFERENCES job (number),
    kind TEXT NOT NULL,
    once_key TEXT NOT NULL,
    PRIMARY KEY (job_number, kind, once_key)
) WITHOUT ROWID;

-- What is set for the whole installation: a JSON value a name.
CREATE TABLE installation_setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The failures of a day are few; without this they are looked for in the whole log.
CREATE INDEX provisioning_log_failure ON provisioning_log (job_number, time) WHERE status = 1;
