-- What applications got tokens for: a code that was exchanged, or a device that was allowed. Every token of it names it.
-- The turn counts refresh tokens: each is good once, and whoever shows an old one ends them all.
CREATE TABLE sign_in_grant (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    session_id TEXT,
    epoch INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL DEFAULT 0,
    turned_at INTEGER
) WITHOUT ROWID;
CREATE INDEX sign_in_grant_principal ON sign_in_grant (principal_id);
CREATE INDEX sign_in_grant_app ON sign_in_grant (app_id);
CREATE INDEX sign_in_grant_session ON sign_in_grant (session_id) WHERE session_id IS NOT NULL;
DROP TABLE redeemed_code;

-- Counts how often the account was disabled or deleted: what was given out before stays worthless afterwards.
ALTER TABLE account ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER account_ended AFTER UPDATE OF account_enabled, deleted_at ON directory_object
WHEN (new.account_enabled = 0 AND old.account_enabled = 1) OR (new.deleted_at IS NOT NULL AND old.deleted_at IS NULL)
BEGIN
    UPDATE account SET epoch = epoch + 1 WHERE id = new.id;
END;

-- Browsers that were signed out, as long as their cookie could come back.
CREATE TABLE ended_session (
    id TEXT PRIMARY KEY,
    ends INTEGER NOT NULL
) WITHOUT ROWID;

-- Client assertions that were used, until they end.
CREATE TABLE used_assertion (
    app_id TEXT NOT NULL,
    id TEXT NOT NULL,
    ends INTEGER NOT NULL,
    PRIMARY KEY (app_id, id)
) WITHOUT ROWID;
CREATE INDEX used_assertion_ends ON used_assertion (ends);

-- The application that a person acted through, where from, and whether it was refused.
ALTER TABLE audit ADD COLUMN caller_app_name TEXT;
ALTER TABLE audit ADD COLUMN ip_address TEXT;
ALTER TABLE audit ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
