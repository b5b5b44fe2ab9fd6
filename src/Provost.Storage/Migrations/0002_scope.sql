-- Which groups count for a job, and through which: a root is a group that gives entitlement (or, where everybody is in
-- scope, any group), and it reaches itself and, where nested groups count, every group inside it.
CREATE TABLE reach (
    job_number INTEGER NOT NULL,
    root_number INTEGER NOT NULL,
    group_number INTEGER NOT NULL,
    PRIMARY KEY (job_number, root_number, group_number)
) WITHOUT ROWID;
CREATE INDEX reach_group ON reach (job_number, group_number);

-- What happens to an object by time alone: a filter on a date turns, an account is deleted later.
CREATE TABLE due (
    job_number INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (job_number, object_number)
) WITHOUT ROWID;
CREATE INDEX due_at ON due (job_number, at);

ALTER TABLE link ADD COLUMN filter TEXT;
ALTER TABLE link ADD COLUMN delete_at INTEGER;
CREATE INDEX link_in_scope ON link (job_number, kind) WHERE in_scope = 1;

CREATE INDEX directory_object_deleted ON directory_object (deleted_at) WHERE deleted_at IS NOT NULL;

-- Removals that the guard holds: 1 waits, 2 approved, 3 rejected.
CREATE TABLE staged (
    job_number INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    operation INTEGER NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    PRIMARY KEY (job_number, object_number)
) WITHOUT ROWID;

-- Removals that were carried out without an approval, for the guard's rolling window.
CREATE TABLE removal (
    job_number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    PRIMARY KEY (job_number, at, object_number)
) WITHOUT ROWID;

-- What a person decided about an object that could not be matched: an account, or none (a new one is made).
CREATE TABLE match_decision (
    job_number INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    target_id TEXT,
    PRIMARY KEY (job_number, object_number)
) WITHOUT ROWID;

-- The scope of every job is computed anew: the tables above are empty.
UPDATE watermark SET seq = NULL;
