-- Devices keep when the person signed in, so that a changed password ends what they got.
DROP TABLE device_code;
CREATE TABLE device_code (
    device_hash TEXT PRIMARY KEY,
    user_hash TEXT NOT NULL UNIQUE,
    app_id TEXT NOT NULL,
    for_tenant TEXT,
    scopes TEXT NOT NULL,
    ends INTEGER NOT NULL,
    asked INTEGER,
    state INTEGER NOT NULL DEFAULT 0,
    tenant_id TEXT,
    principal_id TEXT,
    signed_in INTEGER
) WITHOUT ROWID;
