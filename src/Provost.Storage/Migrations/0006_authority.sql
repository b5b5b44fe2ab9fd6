-- The domain is the tenant's other name in the authority's addresses, and the one its first administrator signs in with.
ALTER TABLE tenant ADD COLUMN domain TEXT COLLATE NOCASE;
UPDATE tenant SET domain = lower(replace(display_name, ' ', '-')) || '.example';
CREATE UNIQUE INDEX tenant_domain ON tenant (domain);

-- The keys that access tokens are signed with: PKCS #12 in base64, encrypted with the installation's keys.
CREATE TABLE signing_key (
    key_id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    protected_key TEXT NOT NULL
) WITHOUT ROWID;

-- Who signs in here with a password.
CREATE TABLE local_account (
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    user_principal_name TEXT NOT NULL COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (tenant_number, user_principal_name)
) WITHOUT ROWID;

-- Applications that ask for tokens, until the directory's own registrations take their place.
CREATE TABLE client_application (
    app_id TEXT PRIMARY KEY,
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    service_principal_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    roles TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE client_credential (
    number INTEGER PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES client_application (app_id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    starts INTEGER,
    ends INTEGER
);
CREATE INDEX client_credential_app ON client_credential (app_id);
