-- Who signs in: a user of the directory has an account with her id, whatever she is called; a local one (the first
-- administrator) has an id and a name of its own.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    local_name TEXT COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    must_change INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER,
    UNIQUE (tenant_number, local_name)
) WITHOUT ROWID;
INSERT INTO account (id, tenant_number, local_name, password_hash, changed)
    SELECT lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2),
                        substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
           tenant_number, user_principal_name, password_hash, changed
    FROM local_account;
DROP TABLE local_account;

-- Directory roles that people hold (numbers of DirectoryRole).
CREATE TABLE role_member (
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    principal_id TEXT NOT NULL,
    role INTEGER NOT NULL,
    PRIMARY KEY (tenant_number, principal_id, role)
) WITHOUT ROWID;
INSERT INTO role_member SELECT tenant_number, id, 1 FROM account;

-- What an application was allowed to be told and to do for people; for everybody of the tenant where no person is named.
CREATE TABLE consent (
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    app_id TEXT NOT NULL,
    principal_id TEXT NOT NULL DEFAULT '',
    scopes TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_number, app_id, principal_id)
) WITHOUT ROWID;

-- Authorization codes that were exchanged. A second exchange revokes what came of the first.
CREATE TABLE redeemed_code (
    id TEXT PRIMARY KEY,
    ends INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Devices without a browser that wait for somebody to sign in elsewhere; both codes hashed.
CREATE TABLE device_code (
    device_hash TEXT PRIMARY KEY,
    user_hash TEXT NOT NULL UNIQUE,
    app_id TEXT NOT NULL,
    segment TEXT NOT NULL,
    scopes TEXT NOT NULL,
    ends INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    tenant_id TEXT,
    principal_id TEXT
) WITHOUT ROWID;

-- Keys of the authority that never leave it, encrypted.
CREATE TABLE authority_key (
    name TEXT PRIMARY KEY,
    protected_key TEXT NOT NULL
) WITHOUT ROWID;
