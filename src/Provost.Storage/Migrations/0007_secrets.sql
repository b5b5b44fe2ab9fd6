-- Secrets belong to the application and are there before it has a job. Every value is encrypted; "plain:" in front of
-- one that is not marks an address that was stored before that, until it is stored again.
CREATE TABLE synchronization_secret (
    application_number INTEGER NOT NULL REFERENCES application (number),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (application_number, key)
) WITHOUT ROWID;

INSERT INTO synchronization_secret (application_number, key, value)
    SELECT application_number, 'BaseAddress', 'plain:' || tenant_url FROM job WHERE tenant_url IS NOT NULL;
INSERT INTO synchronization_secret (application_number, key, value)
    SELECT application_number, 'SecretToken', secret FROM job WHERE secret IS NOT NULL;

ALTER TABLE job DROP COLUMN tenant_url;
ALTER TABLE job DROP COLUMN secret;
