-- The directory. Numbers are this store's own keys: they grow with creation and never change.
CREATE TABLE feed (head INTEGER NOT NULL);
INSERT INTO feed (head) VALUES (0);

CREATE TABLE tenant (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL UNIQUE
);

CREATE TABLE directory_object (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    id TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    source_anchor TEXT,
    account_enabled INTEGER NOT NULL,
    deleted_at INTEGER,
    manager_number INTEGER,
    user_principal_name TEXT COLLATE NOCASE,
    mail TEXT COLLATE NOCASE,
    display_name TEXT COLLATE NOCASE,
    attributes TEXT NOT NULL
);
CREATE UNIQUE INDEX directory_object_anchor
    ON directory_object (tenant_number, kind, source_anchor) WHERE source_anchor IS NOT NULL;
CREATE UNIQUE INDEX directory_object_user_principal_name
    ON directory_object (tenant_number, user_principal_name)
    WHERE user_principal_name IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX directory_object_mail ON directory_object (tenant_number, mail) WHERE mail IS NOT NULL;
CREATE INDEX directory_object_display_name ON directory_object (tenant_number, kind, display_name);
CREATE INDEX directory_object_manager ON directory_object (manager_number) WHERE manager_number IS NOT NULL;

CREATE TABLE membership (
    group_number INTEGER NOT NULL,
    member_number INTEGER NOT NULL,
    PRIMARY KEY (group_number, member_number)
) WITHOUT ROWID;
CREATE INDEX membership_member ON membership (member_number);

CREATE TABLE application (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    id TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL COLLATE NOCASE,
    template_id TEXT NOT NULL,
    roles TEXT NOT NULL,
    UNIQUE (tenant_number, display_name)
);

CREATE TABLE assignment (
    application_number INTEGER NOT NULL REFERENCES application (number),
    principal_number INTEGER NOT NULL,
    role_id TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (application_number, principal_number, role_id)
) WITHOUT ROWID;
CREATE INDEX assignment_principal ON assignment (principal_number);

-- The change feed: the latest change of every object, membership (object, member) and assignment (principal, application).
-- seq is taken from feed.head inside the writing transaction and never given twice.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    tenant_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    other_number INTEGER NOT NULL,
    UNIQUE (kind, object_number, other_number)
);

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    tenant_number INTEGER,
    caller TEXT NOT NULL,
    activity TEXT NOT NULL,
    target TEXT NOT NULL
);

-- Jobs and what they remember.
CREATE TABLE job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    application_number INTEGER NOT NULL UNIQUE REFERENCES application (number),
    state INTEGER NOT NULL,
    state_reason TEXT,
    settings TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    tenant_url TEXT,
    secret TEXT
);

-- A row of its own, so that a change of a job's settings never touches it, and the other way round.
CREATE TABLE watermark (
    job_number INTEGER PRIMARY KEY REFERENCES job (number),
    seq INTEGER
);

CREATE TABLE synchronization_schema (
    job_number INTEGER NOT NULL REFERENCES job (number),
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (job_number, version)
);

CREATE TABLE fence (
    job_number INTEGER PRIMARY KEY REFERENCES job (number),
    owner TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    epoch INTEGER NOT NULL
);

CREATE TABLE backlog (
    job_number INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    PRIMARY KEY (job_number, phase, object_number)
) WITHOUT ROWID;

CREATE TABLE member_backlog (
    job_number INTEGER NOT NULL,
    group_number INTEGER NOT NULL,
    member_number INTEGER NOT NULL,
    PRIMARY KEY (job_number, group_number, member_number)
) WITHOUT ROWID;

CREATE TABLE link (
    job_number INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    in_scope INTEGER NOT NULL,
    path TEXT,
    reason TEXT,
    target_id TEXT,
    ownership INTEGER NOT NULL,
    state INTEGER NOT NULL,
    fingerprint INTEGER,
    manager_number INTEGER,
    PRIMARY KEY (job_number, object_number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX link_target ON link (job_number, kind, target_id) WHERE target_id IS NOT NULL AND state <> 3;

-- Per group, the members that we wrote; doubtful after a crash in between.
CREATE TABLE member_link (
    job_number INTEGER NOT NULL,
    group_number INTEGER NOT NULL,
    member_number INTEGER NOT NULL,
    doubtful INTEGER NOT NULL,
    PRIMARY KEY (job_number, group_number, member_number)
) WITHOUT ROWID;

CREATE TABLE intent (
    number INTEGER PRIMARY KEY,
    job_number INTEGER NOT NULL,
    operation INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    match_attribute TEXT,
    match_value TEXT,
    external_id TEXT,
    body_hash INTEGER NOT NULL,
    seen_absent INTEGER NOT NULL,
    members TEXT
);

CREATE TABLE escrow (
    job_number INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    first_failed INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    next_attempt INTEGER NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (job_number, phase, object_number)
) WITHOUT ROWID;

CREATE TABLE provisioning_log (
    number INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    job_number INTEGER NOT NULL,
    cycle_id BLOB NOT NULL,
    object_number INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source_id BLOB,
    name TEXT NOT NULL,
    target_id TEXT,
    action INTEGER NOT NULL,
    status INTEGER NOT NULL,
    code TEXT,
    duration INTEGER NOT NULL,
    schema_version INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX provisioning_log_object ON provisioning_log (object_number, number);
