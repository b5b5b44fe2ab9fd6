-- A failure that was given up has no next attempt.
CREATE TABLE escrow_4 (
    job_number INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    first_failed INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    next_attempt INTEGER,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (job_number, phase, object_number)
) WITHOUT ROWID;
INSERT INTO escrow_4 SELECT job_number, phase, object_number, kind, first_failed, tries, next_attempt, code, detail
    FROM escrow;
DROP TABLE escrow;
ALTER TABLE escrow_4 RENAME TO escrow;

-- Rows of their own, so that a cycle's end never touches what a person set for the job.
CREATE TABLE quarantine (
    job_number INTEGER PRIMARY KEY,
    series_began INTEGER NOT NULL,
    series_count INTEGER NOT NULL,
    current_began INTEGER NOT NULL,
    next_attempt INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    exchange TEXT
);

CREATE TABLE synchronization_status (
    job_number INTEGER PRIMARY KEY,
    body TEXT NOT NULL
);

-- Quarantined before this was kept: tried again at once.
UPDATE job SET state = 1, state_reason = NULL WHERE state = 2;
