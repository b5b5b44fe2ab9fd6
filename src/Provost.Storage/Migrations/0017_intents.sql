-- The number of an intent is made in a job, so the job is part of the key. An intent whose answer was lost stays until
-- settle_from has passed: null while its request may be under way.
CREATE TABLE intent_17 (
    job_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    operation INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    name TEXT,
    source_id TEXT,
    match_attribute TEXT,
    match_value TEXT,
    external_id TEXT,
    body_hash INTEGER NOT NULL,
    seen_absent INTEGER NOT NULL,
    members TEXT,
    settle_from INTEGER,
    looks INTEGER NOT NULL DEFAULT 0,
    next_look INTEGER,
    PRIMARY KEY (job_number, number)
) WITHOUT ROWID;
INSERT INTO intent_17 (job_number, number, operation, object_number, kind, match_attribute, match_value, external_id,
                       body_hash, seen_absent, members)
    SELECT job_number, number, operation, object_number, kind, match_attribute, match_value, external_id, body_hash,
           seen_absent, members
    FROM intent;
DROP TABLE intent;
ALTER TABLE intent_17 RENAME TO intent;

-- Raised by everything that a person decides about a job: what a cycle read before is older than this.
ALTER TABLE job ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
