-- Applications as Graph knows them: the registration (application) and what stands for it in the tenant
-- (servicePrincipal, the table application). Properties hold what nothing here reads, as it was given.
CREATE TABLE registration (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    id TEXT NOT NULL UNIQUE,
    app_id TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL COLLATE NOCASE,
    template_id TEXT NOT NULL,
    roles TEXT NOT NULL,
    properties TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
);
CREATE INDEX registration_tenant ON registration (tenant_number);

-- Two applications may have one name; who is meant by it, the command line asks.
CREATE TABLE application_8 (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_number INTEGER NOT NULL REFERENCES tenant (number),
    id TEXT NOT NULL UNIQUE,
    app_id TEXT NOT NULL,
    display_name TEXT NOT NULL COLLATE NOCASE,
    template_id TEXT NOT NULL,
    roles TEXT NOT NULL,
    properties TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    UNIQUE (tenant_number, app_id)
);
INSERT INTO application_8
    SELECT number, tenant_number, id,
           lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2),
                        substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
           display_name, template_id, roles, '{}', (unixepoch() + 62135596800) * 10000000, NULL
    FROM application;
INSERT INTO registration (tenant_number, id, app_id, display_name, template_id, roles, properties, created_at)
    SELECT tenant_number,
           lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2),
                        substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
           app_id, display_name, template_id, roles, '{}', created_at
    FROM application_8;
DROP TABLE application;
ALTER TABLE application_8 RENAME TO application;
CREATE UNIQUE INDEX assignment_id ON assignment (id);

-- Applications that ask for tokens were kept apart.
INSERT INTO registration (tenant_number, id, app_id, display_name, template_id, roles, properties, created_at)
    SELECT tenant_number,
           lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2),
                        substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
           app_id, display_name, '', '[]', '{}', (unixepoch() + 62135596800) * 10000000
    FROM client_application;
INSERT INTO application (tenant_number, id, app_id, display_name, template_id, roles, properties, created_at)
    SELECT tenant_number, service_principal_id, app_id, display_name, '', '[]', '{}',
           (unixepoch() + 62135596800) * 10000000
    FROM client_application;

-- What an application shows that it is itself by; the secret's hash, the certificate, or the public JSON Web Key.
CREATE TABLE application_credential (
    number INTEGER PRIMARY KEY,
    app_id TEXT NOT NULL,
    key_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    display_name TEXT,
    hint TEXT,
    starts INTEGER,
    ends INTEGER
);
CREATE INDEX application_credential_app ON application_credential (app_id);
INSERT INTO application_credential (app_id, key_id, kind, value, starts, ends)
    SELECT app_id,
           lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2),
                        substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
           kind, value, starts, ends
    FROM client_credential;

-- Application permissions (roles of Graph itself) that were granted to a service principal.
CREATE TABLE permission_grant (
    application_number INTEGER NOT NULL REFERENCES application (number),
    permission TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (application_number, permission)
) WITHOUT ROWID;
INSERT INTO permission_grant
    SELECT a.number, r.value,
           lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2),
                        substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
           a.created_at
    FROM client_application c JOIN application a ON a.app_id = c.app_id, json_each(c.roles) r;

-- Who owns a registration or a service principal: users and service principals by their ids.
CREATE TABLE owner (
    object_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    PRIMARY KEY (object_id, owner_id)
) WITHOUT ROWID;

-- Set with the first application that can ask for tokens: whoever starts on such a tenant makes nothing up.
ALTER TABLE tenant ADD COLUMN started_at INTEGER;
UPDATE tenant SET started_at = (unixepoch() + 62135596800) * 10000000
    WHERE number IN (SELECT tenant_number FROM client_application);

DROP TABLE client_credential;
DROP TABLE client_application;
